// What a run over DTLS has more: settings of both ends, a server that loses its connections, an
// attacker on the link. The rules about records are watched by SecureEdge and WatchedCrypto.

using System.Net;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.DesktopTests.Simulation;

internal sealed partial class SeededRun
{
    private int _handshakesBeforePeace;

    private int Handshakes => _world.Secure is { } secure
        ? secure.Dtls.FullHandshakes + secure.Dtls.Resumptions
        : 0;

    private Account AddSecureAccount(int lifetime)
    {
        Account account = _accounts.AddPsk(
            "coaps://server.example", SecureEdge.Identity, SecureEdge.Key, 1, lifetime);
        account.RegistersAfterResumption = _random.Next(8) == 0;
        account.Dtls.InitialTimeoutMs = Pick(1000, 2000, 2000, 9000);
        account.Dtls.PathMtuBytes = Pick(400, 1200, 1200);
        account.Dtls.OffersConnectionId = _random.Next(4) > 0;
        account.Dtls.ServerName = _random.Next(4) == 0 ? "server.example" : null;
        account.Dtls.CipherSuites = _random.Next(4) switch
        {
            0 => [Suite.PskWithAes128Ccm],
            1 => [Suite.PskWithAes128Ccm8],
            _ => [Suite.PskWithAes128Ccm8, Suite.PskWithAes128Ccm],
        };
        ChooseServerOptions();
        _world.Store = _random.Next(3) > 0 ? new PowerCutStore(_world.Power) : null;
        _world.PowerLost = Reboot;
        return account;
    }

    private void ChooseServerOptions()
    {
        DtlsServerOptions options = _world.Secure!.Dtls.Options;
        options.UsesCookies = _random.Next(4) > 0;
        options.CookieBytes = Pick(8, 20, 32, 255);
        options.VerifyRequestVersion =
            _random.Next(2) == 0 ? DtlsVersion.Dtls10 : DtlsVersion.Dtls12;
        options.ConnectionIdBytes = _random.Next(2) == 0 ? null : Pick(0, 1, 6, 6, 20, 32);
        options.ExtendedMasterSecret =
            _random.Next(4) == 0 ? Offer.Ignored : Offer.Taken;
        options.SecureRenegotiation = _random.Next(4) == 0 ? Offer.Ignored : Offer.Taken;
        options.IdentityHint = _random.Next(4) == 0 ? "hint"u8.ToArray() : null;
        options.CachesSessions = _random.Next(5) > 0;
        options.FragmentBytes = Pick(10, 50, 16_384, 16_384);
        options.SharesRecords = _random.Next(2) == 0;

        // A flight has to fit the mailbox of the client's socket.
        options.SharesDatagrams = options.FragmentBytes < 20 || _random.Next(2) == 0;
        options.DatagramBytes = Pick(200, 1200);
        options.UnknownIdentityAlert =
            _random.Next(2) == 0 ? null : AlertCode.UnknownPskIdentity;
        options.WrongKeyAlert = _random.Next(4) == 0 ? AlertCode.BadRecordMac : null;
        options.Suites = _random.Next(2) == 0
            ? [Suite.PskWithAes128Ccm, Suite.PskWithAes128Ccm8]
            : [Suite.PskWithAes128Ccm8, Suite.PskWithAes128Ccm];
    }

    /// <summary>Tells of each datagram but those with application data.</summary>
    private void TraceSecurity()
    {
        if (_world.Secure is not null)
        {
            _world.Sent += datagram =>
            {
                if (datagram.Bytes[0] is not (RecordType.ApplicationData or RecordType.Cid))
                {
                    Trace!($"{datagram.AtMs} {(datagram.IsFromClient ? "client" : "server")} "
                        + $"sends {Convert.ToHexString(datagram.Bytes)}");
                }
            };
        }
    }

    private void DisturbSecurity()
    {
        DtlsTestServer dtls = _world.Secure!.Dtls;
        IPEndPoint? client = _world.Socket.PublicEndPoint;
        int dice = _random.Next(13);
        Trace?.Invoke($"{_world.NowMs} disturbance of security {dice}");
        switch (dice)
        {
            case 0:
                dtls.Forget(connections: true, sessions: false);
                break;
            case 1:
                dtls.Forget(connections: false, sessions: true);
                break;
            case 2:
                dtls.Restart();
                break;
            case 3 when client is not null:
                dtls.SendClientHello(client);
                break;
            case 4:
                _world.Secure.Connection?.SendHelloRequest();
                break;
            case 5:
            case 6:
                _world.Link.Corruption = _random.NextDouble() * 0.2;
                _world.Link.Replay = _random.NextDouble() * 0.3;
                _world.Link.Forgery = _random.NextDouble() * 0.2;
                break;
            case 7 when _world.Secure.Connection is { } connection:
                connection.SendAlert(AlertCode.Warning, AlertCode.CloseNotify);
                dtls.Drop(connection);
                break;
            case 8 when _world.Secure.Connection is { } connection:
                dtls.Fail(connection, AlertCode.InternalError);
                break;
            case 9 when _random.Next(2) == 0:
                dtls.Options.Keys.Clear();
                After(Delay() * 5, () => dtls.Options.Keys[SecureEdge.Identity] = SecureEdge.Key);
                break;
            case 10:
                Reboot();
                break;
            case 11:
                CutThePowerSoon();
                break;
            case 12:
                _world.Client.Suspend();
                After(Delay(), WakeUp);
                break;
            default:
                ChooseServerOptions();
                break;
        }
    }

    private void Reboot()
    {
        Trace?.Invoke($"{_world.NowMs} reboots");
        Boot();
        _world.Client.Start();
    }

    private void CutThePowerSoon()
    {
        _world.Power.CutAt = _world.Power.Steps + _random.Next(1, 30);
        if (_world.Store is PowerCutStore store)
        {
            store.Cut = (CutWrite)_random.Next(5);
        }
    }

    private void WakeUp()
    {
        if (_random.Next(2) == 0)
        {
            Reboot();
        }
        else
        {
            _world.Client.Start();
        }
    }

    /// <summary>In peace nothing leads to a handshake but what the trouble has left behind.
    /// </summary>
    private void CheckSecurity()
    {
        if (Handshakes > _handshakesBeforePeace + 2)
        {
            throw new InvariantException(
                $"{Handshakes - _handshakesBeforePeace} handshakes in a day of peace");
        }
    }
}
