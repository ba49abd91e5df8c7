// How a handshake begins: ClientHellos, and the cookies that keep forged addresses out (RFC 6347
// §4.2.1, §4.2.8).

using System.Net;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

internal sealed partial class DtlsTestServer
{
    private readonly Dictionary<IPEndPoint, Reassembler> _hellos = [];
    private byte[] _cookieSecret = new Random(seed).GetItems("cookie secret"u8, 32);

    private void ReceivePlainHandshake(IPEndPoint from, DtlsRecord record)
    {
        foreach (HandshakeFragment fragment in HandshakeFragment.ReadAll(record.Fragment))
        {
            if (fragment.Type != MessageType.ClientHello)
            {
                _handshaking.GetValueOrDefault(from)?.ReceiveHandshake([fragment], 0);
                continue;
            }

            if (!_hellos.TryGetValue(from, out Reassembler? hellos)
                || hellos.NextSequence != fragment.Sequence)
            {
                hellos = new Reassembler(fragment.Sequence);
                _hellos[from] = hellos;
            }

            hellos.Add(fragment);
            if (hellos.Take() is { } message)
            {
                _hellos.Remove(from);
                ReceiveHello(from, message, record.Sequence);
            }
        }
    }

    private void ReceiveHello(IPEndPoint from, HandshakeMessage message, long recordSequence)
    {
        ClientHello hello = ClientHello.Parse(message.Body);
        if (_handshaking.TryGetValue(from, out DtlsConnection? known)
            && known.Hello.Random.AsSpan().SequenceEqual(hello.Random))
        {
            known.ReceiveHelloAgain(message.Sequence);
            return;
        }

        if (_established.TryGetValue(from, out DtlsConnection? old)
            && (!Options.AnswersHelloOnOldAddress
                || old.Hello.Random.AsSpan().SequenceEqual(hello.Random)))
        {
            return;
        }

        // Versions of DTLS count downwards.
        if (hello.Version > DtlsVersion.Dtls12)
        {
            throw new AlertException(AlertCode.ProtocolVersion, "too old");
        }

        if (!CountMessage())
        {
            return;
        }

        if (Options.UsesCookies && !hello.Cookie.AsSpan().SequenceEqual(Cookie(from, hello)))
        {
            SendVerifyRequest(from, hello, message.Sequence, recordSequence);
            return;
        }

        if (known is not null)
        {
            Drop(known);
        }

        var connection = new DtlsConnection(this, from, hello, message, recordSequence);
        _handshaking[from] = connection;
        connection.Begin();
    }

    private void SendVerifyRequest(
        IPEndPoint to, ClientHello hello, int messageSequence, long recordSequence)
    {
        if (CountMessage())
        {
            VerifyRequests++;
            byte[] body = new WireWriter()
                .UInt16(Options.VerifyRequestVersion).Vector(1, Cookie(to, hello)).ToArray();
            SendPlain(to, RecordType.Handshake, Options.VerifyRequestVersion, recordSequence,
                new HandshakeMessage(MessageType.HelloVerifyRequest, messageSequence, body)
                    .ToArray());
        }
    }

    private byte[] Cookie(IPEndPoint from, ClientHello hello) => KeySchedule.Prf(
        _cookieSecret, "cookie",
        [.. from.Address.GetAddressBytes(), .. BitConverter.GetBytes(from.Port),
            .. hello.WithoutCookie],
        Options.CookieBytes);

    private void SendPlain(
        IPEndPoint to, byte type, ushort version, long sequence, byte[] content) =>
        Send(to, new DtlsRecord(type, version, 0, sequence, [], content).ToArray());
}
