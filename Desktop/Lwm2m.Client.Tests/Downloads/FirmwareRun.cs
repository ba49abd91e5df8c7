// One run of an update in trouble: an image of 200 KiB over DTLS, pushed or fetched, while
// datagrams are lost, doubled and overtaken, while the link, the servers and the device fail. All
// of it follows from the seed; at the end the image is there, byte for byte.

using System.Security.Cryptography;
using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Link = Lwm2m.Client.DesktopTests.Simulation.Link;

namespace Lwm2m.Client.DesktopTests.Downloads;

/// <summary>A client, its server and a server of images, driven by a seed.</summary>
internal sealed class FirmwareRun
{
    private const int TroubleMs = 1_800_000;
    private const int PatienceMs = 40_000_000;

    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 200 * 1024);

    private readonly Random _random;
    private readonly World _world;
    private readonly VirtualServer _source;
    private readonly Accounts _accounts = new(1);
    private readonly FirmwareShelf _shelf;
    private readonly bool _isPull;
    private readonly double _maxLoss;
    private readonly long _troubleEndMs;
    private FirmwareUpdateObject _firmware = null!;
    private DeviceRequest? _request;

    public FirmwareRun(int seed, bool isPull, Action<string>? trace = null)
    {
        _random = new Random(seed);
        _isPull = isPull;
        _maxLoss = Pick(5, 20, 50) / 100.0;
        _world = new World(seed, isSecure: true);
        _source = _world.AddServer("files.example", isSecure: true);
        _source.Core.Files.Set("/firmware/image", s_image);
        _source.Core.Files.MaxBlockBytes = Pick(256, 512, 1024, 1024);
        _source.Core.Files.TellsTagAndSize = _random.Next(4) > 0;
        _source.Core.ResponseStyle =
            _random.Next(4) == 0 ? ResponseStyle.Separate : ResponseStyle.Piggybacked;
        _source.Secure!.Dtls.Options.ConnectionIdBytes = _random.Next(2) == 0 ? null : 6;
        _world.Server.Blocks = new BlockStyle { SendSize = Pick(256, 512, 1024) };
        Account account = _accounts.AddPsk(
            "coaps://server.example", SecureEdge.Identity, SecureEdge.Key, 1, 3_600);
        account.CommunicationRetryTimerSeconds = Pick(5, 60);
        account.Dtls.PathMtuBytes = Pick(400, 1200, 1200);
        _shelf = new FirmwareShelf
        {
            Resumes = _random.Next(2) == 0,
            IsSlow = _random.Next(3) == 0,
        };
        _troubleEndMs = _world.NowMs + _random.Next(TroubleMs);
        if (trace is not null)
        {
            _source.Core.Logged += entry =>
                trace($"{entry.TimeMs} source {entry.Kind} {entry.Summary}");
            _world.Server.Logged += entry =>
                trace($"{entry.TimeMs} server {entry.Kind} {entry.Summary}");
            _world.Changed += change =>
                trace($"{change.AtMs} client {change.To}: {change.Reason} {change.Code}");
        }
    }

    /// <summary>Runs it all; throws when an invariant is broken.</summary>
    public void Run()
    {
        Boot();
        _world.After(1, Trouble);
        bool isThere = _world.RunUntil(
            () =>
            {
                Drive();
                return _firmware.State == FirmwareState.Downloaded;
            },
            PatienceMs);
        if (!isThere)
        {
            throw new InvariantException(
                $"no image: {_firmware.State}, {_firmware.Result}, {_shelf.Image.Length} bytes");
        }

        if (!SHA256.HashData(_shelf.Image).AsSpan().SequenceEqual(SHA256.HashData(s_image)))
        {
            throw new InvariantException("the image is another one");
        }

        // What was fetched is over: nothing more is sent there.
        _world.Run(300_000);
        if (_world.Sockets[1].PublicEndPoint is not null)
        {
            throw new InvariantException("the socket of the download is open");
        }
    }

    /// <summary>Begins, and begins again what has come to nothing.</summary>
    private void Drive()
    {
        if (_firmware.State != FirmwareState.Idle || _request is { IsCompleted: false }
            || _world.Registration is not { } device)
        {
            return;
        }

        if (_firmware.Result is not (FirmwareResult.None or FirmwareResult.ConnectionLost
            or FirmwareResult.InvalidUri))
        {
            throw new InvariantException($"{_firmware.Result}");
        }

        _request = _isPull
            ? _world.Server.WriteText(device, "/5/0/1", "coaps://files.example/firmware/image")
            : _world.Server.WriteReplace(device, "/5/0/0", MediaType.Opaque, s_image);
    }

    private void Boot()
    {
        _firmware = new FirmwareUpdateObject(_shelf, canPull: true);
        DownloadBench.UseKey(_firmware);
        _world.CreateClient(_accounts, new MinimalDevice(), _firmware);
        _world.Client.Start();
        FirmwareUpdateObject firmware = _firmware;
        _shelf.Stored = () => _world.After(_random.Next(1, 3_000), () =>
        {
            if (firmware == _firmware)
            {
                firmware.Complete(FirmwareResult.None);
            }
        });
    }

    private void Trouble()
    {
        Link[] links = [_source.Link, _world.Link];
        if (_world.NowMs >= _troubleEndMs)
        {
            Array.ForEach(links, link => link.Heal());
            return;
        }

        Link link = links[_random.Next(2)];
        switch (_random.Next(10))
        {
            case < 4:
                link.Loss = _random.NextDouble() * _maxLoss;
                link.Duplication = _random.NextDouble() * 0.3;
                link.MaxDelayMs = Pick(5, 50, 1_000);
                break;
            case 4:
                link.Heal();
                break;
            case 5:
                link.IsDown = true;
                _world.After(_random.Next(1, 60_000), () => link.IsDown = false);
                break;
            case 6:
                link.IsSilent = true;
                _world.After(_random.Next(1, 200_000), () => link.IsSilent = false);
                break;
            case 7:
                _world.Client.NetworkChanged();
                break;
            case 8:
                _source.Restart();
                break;
            case 9 when _random.Next(3) == 0:
                _shelf.Restart();
                Boot();
                break;
        }

        _world.After(_random.Next(1, 60_000), Trouble);
    }

    private int Pick(params ReadOnlySpan<int> values) => values[_random.Next(values.Length)];
}
