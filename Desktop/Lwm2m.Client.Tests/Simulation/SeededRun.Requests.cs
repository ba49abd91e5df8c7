// What the simulated server asks of the simulated device.

using Lwm2m.Client.DesktopTests.Blocks;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.Client.DesktopTests.Simulation;

internal sealed partial class SeededRun
{
    private static readonly string[] s_attributePaths =
        ["/33000", "/33000/0", "/33000/0/2", "/33000/0/0", "/33000/0/3"];

    private void Ask(Registration registration)
    {
        ServerCore server = _world.Server;
        switch (_random.Next(23))
        {
            case 0:
            case 1:
                server.Read(registration, PickText(
                    "/3/0", "/33000", "/33000/0", "/33000/0/2", "/33000/0/3", "/33000/0/3/1",
                    "/33001/0/0", "/33001", "/1/0", "/0/0", "/77", "/33000/0/4"));
                break;
            case 2:
                server.Discover(registration, PickText("/33000", "/33000/0", "/33000/0/3", "/1"));
                break;
            case 3:
                server.WriteText(registration, "/33000/0/0", "12");
                break;
            case 4:
                server.WriteReplace(registration, "/33000/0", MediaType.Tlv, TlvCodec.Encode(
                    [TlvNode.Resource(0, 77), TlvNode.Resource(1, "replaced")]));
                break;
            case 5:
            case 6:
            case 7:
                ExecuteOnce(registration, PickText("/33000/0/4", "/33000/0/5"));
                break;
            case 8:
            case 9:
                WriteOnce(
                    registration, Pick(SimulatedObject.Counted, SimulatedObject.Slow));
                break;
            case 10:
                server.WriteAttributes(registration,
                    PickText(s_attributePaths),
                    PickText("pmin=5", "pmin=5&pmax=120", "pmax=600", "pmin&pmax=", "gt=30",
                        "lt=10&gt=40&st=2", "gt&lt&st", "st=5", "pmin=600", "gt=1&lt=2"));
                break;
            case 11:
                server.ObserveComposite(registration, [
                    "/33000/0/2", PickText("/33000/1/2", "/3/0", "/1/0/1", "/33000/0/0")]);
                break;
            case 12:
            case 13:
                server.Observe(registration, PickText(
                    "/33000", "/33000/0", "/33000/0/2", "/33000/0/0", "/33000/0/3/1",
                    "/33001/0/0", "/1/0/1", "/33000/1", "/9"), MediaType.Tlv);
                break;
            case 14:
                EndOneObservation(registration);
                break;
            case 15:
                server.WriteText(registration, "/1/0/1", PickText(
                    "20", "60", "120", "300", "1200", "0"));
                break;
            case 16:
                server.Execute(registration, "/1/0/8");
                break;
            case 17 when _random.Next(3) == 0:
                server.Execute(registration, "/1/0/4");
                break;
            case 18:
                server.WriteText(registration, PickText("/1/0/2", "/1/0/3"),
                    PickText("0", "3", "400"));
                break;
            case 19:
                SendNonConfirmable(registration);
                break;
            case 20:
                ReadLarge(registration);
                break;
            case 21:
                WriteLarge(registration, "/33002/0/0", _random.Next(1030, 2049));
                break;
            case 22:
                WriteLarge(registration, "/33002/0/1", _random.Next(1030, 5000));
                break;
        }
    }

    private void QuietDown()
    {
        if (Server is { } registration)
        {
            _world.Server.WriteText(registration, "/1/0/1", "7200");
            _world.Server.WriteText(registration, "/1/0/3", "0");
            foreach (string path in s_attributePaths)
            {
                _world.Server.WriteAttributes(registration, path, "pmax");
            }
        }
    }

    private void EndOneObservation(Registration registration)
    {
        if (registration.Observations.FirstOrDefault(o => o.IsActive) is { } observation)
        {
            if (_random.Next(2) == 0)
            {
                _world.Server.Cancel(observation);
            }
            else
            {
                _world.Server.Forget(observation);
            }
        }
    }

    private void ExecuteOnce(Registration registration, string path)
    {
        long number = _next++;
        _world.Server.Execute(registration, path, $"0='{number}'")
            .OnCompleted(response => Note(number, response));
    }

    private void WriteOnce(Registration registration, int resourceId)
    {
        long number = _next++;
        _world.Server
            .WritePartial(
                registration, "/33000/0", MediaType.Tlv, Update((ushort)resourceId, number))
            .OnCompleted(response => Note(number, response));
    }

    private void SendNonConfirmable(Registration registration)
    {
        long number = _next++;
        _world.Server.Send(registration, new RawRequest(CoapCode.Post, "/33000/0")
        {
            Type = CoapType.Non,
            Options = [CoapOption.FromUInt(OptionNumber.ContentFormat, (uint)MediaType.Tlv)],
            Payload = Update(SimulatedObject.Counted, number),
        }).OnCompleted(response => Note(number, response));
    }

    private void ReadLarge(Registration registration)
    {
        if (BeginLarge())
        {
            _world.Server.Read(registration, "/33002/0/0", MediaType.Opaque)
                .OnCompleted(CheckLarge);
        }
    }

    private void WriteLarge(Registration registration, string path, int length)
    {
        if (BeginLarge())
        {
            _world.Server.WriteReplace(
                registration, path, MediaType.Opaque,
                LargeObject.Numbered(length, _random.Next(256)));
        }
    }

    /// <summary>A body in blocks, of another kind each time. Without Request-Tag (RFC 9175) a
    /// server has to see to it that there is one at a time, or two become one.</summary>
    private bool BeginLarge()
    {
        if (_world.NowMs < _largeUntilMs)
        {
            return false;
        }

        _largeUntilMs = _world.NowMs + 400_000;
        _world.Server.Blocks = new BlockStyle
        {
            SendSize = Pick(64, 256, 512, 1024),
            LaterSendSize = _random.Next(4) == 0 ? 32 : null,
            LaterFetchSize = _random.Next(2) == 0 ? 512 : null,
            ReusesToken = _random.Next(4) == 0,
            RepeatsBlocks = _random.Next(4) == 0,
            RestartsAfter = _random.Next(4) == 0 ? 1 : null,
            AbandonsAfter = _random.Next(8) == 0 ? 1 : null,
        };
        return true;
    }

    /// <summary>A body is of one piece: its bytes tell where they are.</summary>
    private static void CheckLarge(DeviceResponse response)
    {
        if (response.IsSuccess)
        {
            CheckLarge(response.Payload.ToArray());
        }
    }

    private static void CheckLarge(byte[] value)
    {
        if (!value.AsSpan().SequenceEqual(LargeObject.Numbered(value.Length, value[0])))
        {
            throw new InvariantException($"a value of {value.Length} bytes is torn");
        }
    }

    /// <summary>A number that was answered 2.04 has been executed, unless the device took the
    /// message id for that of another request of the last minutes: possible only after the server
    /// has started its message ids anew.</summary>
    private void Note(long number, DeviceResponse response)
    {
        if (_isServerSteady && response.IsSuccess)
        {
            _confirmed[number] = true;
        }
    }

    private void CheckCounts()
    {
        // A device that has lost its memory may do again what it is asked again.
        foreach ((long number, int count) in _lives.SelectMany(life => life.Counts))
        {
            if (count > 1)
            {
                throw new InvariantException($"request {number} was executed {count} times");
            }
        }

        foreach (long number in _confirmed.Keys)
        {
            if (!_lives.Exists(life => life.Counts.ContainsKey(number)))
            {
                throw new InvariantException($"request {number} was answered, not executed");
            }
        }
    }
}
