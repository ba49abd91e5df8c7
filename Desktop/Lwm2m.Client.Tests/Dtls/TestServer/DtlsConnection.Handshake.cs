// The server's side of the handshakes with a pre-shared key (RFC 6347 §4.2, RFC 4279 §2): the
// full one and the abbreviated one (RFC 5246 §7.3), with what the extensions ask.

using System.Text;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

internal sealed partial class DtlsConnection
{
    private readonly Reassembler _incoming = new(helloMessage.Sequence + 1);
    private readonly List<byte> _transcript = [];
    private int _outgoingSequence = helloMessage.Sequence;
    private byte[] _serverRandom = [];
    private byte[] _sessionId = [];
    private ushort _suite;
    private bool _hasExtendedMasterSecret;

    /// <summary>Answers the ClientHello.</summary>
    /// <exception cref="AlertException">There is nothing in common.</exception>
    public void Begin()
    {
        _transcript.AddRange(helloMessage.ToArray());
        _serverRandom = server.RandomBytes(32);
        Demand(_options.SecureRenegotiation, hello.SignalsSecureRenegotiation);
        Demand(_options.ExtendedMasterSecret, hello.OffersExtendedMasterSecret);
        IsResumed = FindSession();
        if (!IsResumed)
        {
            _suite = _options.Suites.FirstOrDefault(hello.Suites.Contains);
            _hasExtendedMasterSecret = hello.OffersExtendedMasterSecret
                && _options.ExtendedMasterSecret != Offer.Ignored;
            _sessionId = _options.CachesSessions ? server.RandomBytes(32) : [];
        }

        if (_suite == 0)
        {
            throw new AlertException(AlertCode.HandshakeFailure, "no common suite");
        }

        HandshakeMessage serverHello = MakeServerHello();
        if (IsResumed)
        {
            DeriveKeys();
            SendFlight(true,
                FlightItem.Of(serverHello), FlightItem.ChangeCipherSpec,
                FlightItem.Of(MakeFinished(), 1));
            State = ConnectionState.AwaitingFinished;
            return;
        }

        List<FlightItem> items = [FlightItem.Of(serverHello)];
        if (_options.IdentityHint is { } hint)
        {
            items.Add(FlightItem.Of(Make(
                MessageType.ServerKeyExchange, new WireWriter().Vector(2, hint).ToArray())));
        }

        items.Add(FlightItem.Of(Make(MessageType.ServerHelloDone, [])));
        SendFlight(true, items);
    }

    /// <summary>The ClientHello came again.</summary>
    public void ReceiveHelloAgain(int messageSequence)
    {
        if (messageSequence == HelloSequence && State != ConnectionState.Established)
        {
            Resend();
        }
    }

    public void ReceiveChangeCipherSpec() => _isReadCipherChanged |= _readCipher is not null;

    public void ReceiveHandshake(List<HandshakeFragment> fragments, int epoch)
    {
        foreach (HandshakeFragment fragment in fragments)
        {
            if (State == ConnectionState.Established && fragment.Type == MessageType.ClientHello)
            {
                SendAlert(AlertCode.Warning, AlertCode.NoRenegotiation);
            }
            else if ((fragment.Type == MessageType.Finished) != (epoch == 1))
            {
                continue;
            }
            else if (fragment.Sequence >= _incoming.NextSequence)
            {
                _incoming.Add(fragment);
            }
            else if (fragment.Type == MessageType.Finished)
            {
                Resend();
            }
        }

        while (State != ConnectionState.Closed && _incoming.Take() is { } message)
        {
            if (!server.CountMessage())
            {
                return;
            }

            Receive(message);
        }
    }

    private static void Demand(Offer offer, bool isMade)
    {
        if (offer == Offer.Demanded && !isMade)
        {
            throw new AlertException(AlertCode.HandshakeFailure, "an offer is missing");
        }
    }

    /// <summary>RFC 7627 §5.3: the flag of the session and that of the hello must agree.</summary>
    private bool FindSession()
    {
        if (!_options.CachesSessions
            || server.FindSession(hello.SessionId) is not { } session
            || !hello.Suites.Contains(session.Suite))
        {
            return false;
        }

        // A server that does not know the extension sees nothing amiss.
        bool isKnown = _options.ExtendedMasterSecret != Offer.Ignored;
        if (isKnown && session.HasExtendedMasterSecret && !hello.OffersExtendedMasterSecret)
        {
            throw new AlertException(AlertCode.HandshakeFailure, "no extended master secret");
        }

        if (isKnown && !session.HasExtendedMasterSecret && hello.OffersExtendedMasterSecret)
        {
            return false;
        }

        Session = session;
        _suite = session.Suite;
        _sessionId = session.Id;
        _hasExtendedMasterSecret = session.HasExtendedMasterSecret;
        return true;
    }

    private void Receive(HandshakeMessage message)
    {
        switch (message.Type)
        {
            case MessageType.ClientKeyExchange when State == ConnectionState.AwaitingKeyExchange:
                ReceiveKeyExchange(message);
                break;
            case MessageType.Finished when State == ConnectionState.AwaitingFinished:
                ReceiveFinished(message);
                break;
            default:
                server.Fail(this, AlertCode.UnexpectedMessage);
                break;
        }
    }

    private void ReceiveKeyExchange(HandshakeMessage message)
    {
        var reader = new WireReader(message.Body);
        string identity = Encoding.Latin1.GetString(reader.Vector(2));
        reader.End();
        if (!_options.Keys.TryGetValue(identity, out byte[]? key))
        {
            if (_options.UnknownIdentityAlert is { } alert)
            {
                server.Fail(this, alert);
            }
            else
            {
                server.Drop(this);
            }

            return;
        }

        _transcript.AddRange(message.ToArray());
        byte[] premaster = KeySchedule.Premaster(key);
        byte[] master = _hasExtendedMasterSecret
            ? KeySchedule.ExtendedMasterSecret(
                premaster, KeySchedule.Sha256([.. _transcript]))
            : KeySchedule.MasterSecret(premaster, hello.Random, _serverRandom);
        Session = new DtlsSession(
            _sessionId, _suite, identity, master, _hasExtendedMasterSecret);
        DeriveKeys();
        State = ConnectionState.AwaitingFinished;
    }

    private void ReceiveFinished(HandshakeMessage message)
    {
        byte[] expected = KeySchedule.VerifyData(
            Session!.MasterSecret, true, [.. _transcript]);
        if (!message.Body.AsSpan().SequenceEqual(expected))
        {
            server.Fail(this, AlertCode.DecryptError);
            return;
        }

        _transcript.AddRange(message.ToArray());
        DueMs = long.MaxValue;
        if (IsResumed)
        {
            _flight = null;
        }
        else
        {
            SendFlight(false,
                FlightItem.ChangeCipherSpec, FlightItem.Of(MakeFinished(), 1));
        }

        State = ConnectionState.Established;
        server.Establish(this);
    }

    private void DeriveKeys()
    {
        (_readCipher, _writeCipher) = KeySchedule.Ciphers(
            _suite, Session!.MasterSecret, hello.Random, _serverRandom);
        server.Seals.AddKey(hello.Random, _readCipher, LocalCid ?? []);
    }

    private HandshakeMessage MakeFinished() => Make(
        MessageType.Finished,
        KeySchedule.VerifyData(Session!.MasterSecret, false, [.. _transcript]));

    private HandshakeMessage MakeServerHello()
    {
        byte[] extensions = MakeExtensions();
        WireWriter body = new WireWriter()
            .UInt16(DtlsVersion.Dtls12).Bytes(_serverRandom).Vector(1, _sessionId)
            .UInt16(_suite).UInt8(0);
        if (extensions.Length > 0)
        {
            body.Vector(2, extensions);
        }

        return Make(MessageType.ServerHello, body.ToArray());
    }

    private byte[] MakeExtensions()
    {
        var extensions = new WireWriter();
        if (hello.SignalsSecureRenegotiation && _options.SecureRenegotiation != Offer.Ignored)
        {
            extensions.UInt16(ExtensionType.RenegotiationInfo).Vector(2, [0]);
        }

        if (_hasExtendedMasterSecret)
        {
            extensions.UInt16(ExtensionType.ExtendedMasterSecret).Vector(2, []);
        }

        // RFC 6066 §3: not in the hello of a resumed session.
        if (hello.ServerName is not null && _options.AcknowledgesServerName && !IsResumed)
        {
            extensions.UInt16(ExtensionType.ServerName).Vector(2, []);
        }

        if (hello.MaxFragmentLengthCode > 0 && _options.EchoesMaxFragmentLength)
        {
            PlaintextBytes = 256 << hello.MaxFragmentLengthCode;
            extensions.UInt16(ExtensionType.MaxFragmentLength)
                .Vector(2, [(byte)hello.MaxFragmentLengthCode]);
        }

        if (hello.ConnectionId is { } peerCid && _options.ConnectionIdBytes is { } length)
        {
            PeerCid = peerCid;
            LocalCid = server.TakeCid(this, length);
            extensions.UInt16(ExtensionType.ConnectionId)
                .Vector(2, new WireWriter().Vector(1, LocalCid).ToArray());
        }

        return extensions.ToArray();
    }

    private HandshakeMessage Make(byte type, byte[] body)
    {
        var message = new HandshakeMessage(type, _outgoingSequence++, body);
        _transcript.AddRange(message.ToArray());
        return message;
    }
}
