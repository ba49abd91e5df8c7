// The bootstrap interface (OMA LwM2M Core 1.1 §6.1) against a bootstrap server that is written on
// npm coap, directly and, with a pre-shared key for each of the two servers, behind BouncyCastle.

using System.Text;
using System.Text.Json;
using Interop.Security;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Security;
using Samples.DesktopTemperature;

namespace Interop.Coap;

/// <summary>The steps with npm coap as a bootstrap server.</summary>
internal sealed class NpmBootstrapScenario(Steps steps, string folder, bool isSecure)
{
    private const string Endpoint = "interop-bootstrap";
    private const string FactoryIdentity = "factory";
    private const string AccountIdentity = "handed-out";

    private static readonly byte[] s_factoryKey = Encoding.ASCII.GetBytes("factory key 1234");
    private static readonly byte[] s_accountKey = Encoding.ASCII.GetBytes("account key 1234");

    private readonly PskStore _keys = new();
    private MemoryStorage _storage = new();
    private Peer _peer = null!;
    private DtlsTerminator? _terminator;

    private string Suffix => isSecure ? ", PSK" : "";

    private string Uri => _terminator?.Uri ?? $"coap://127.0.0.1:{_peer.Port}";

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        _keys.Add(FactoryIdentity, s_factoryKey);
        _keys.Add(AccountIdentity, s_accountKey);
        using (_peer = await Peer.StartAsync(folder))
        using (_terminator = isSecure ? new DtlsTerminator(_peer.Port, _keys) : null)
        {
            foreach (string format in new[] { "senmlCbor", "senmlJson", "tlv" })
            {
                await steps.RunAsync(
                    $"bootstrap in {format}, then Register{Suffix}",
                    () => BootstrapAsync(format));
            }

            await steps.RunAsync(
                $"a restart: the stored account, no bootstrap{Suffix}", RestartAsync);
            await steps.RunAsync(
                $"an account that is not complete: Finish is 4.06{Suffix}", IncompleteAsync);
        }
    }

    private async Task BootstrapAsync(string format)
    {
        _storage = new MemoryStorage();
        int mark = await ArmAsync(
        [
            new { kind = "discover", path = "/" },
            new { kind = "delete", path = "/0" },
            new { kind = "delete", path = "/1" },
            Security(format),
            Server(format),
            new { kind = "read", path = "/1", format },
            new { kind = "finish", path = "/bs" },
        ]);
        using TestDevice device = NewDevice();
        device.Service.Start();
        JsonElement asked = await _peer.EventAsync("bootstrap", mark, _ => true);
        JsonElement query = asked.GetProperty("query");
        Expect.Equal(Endpoint, query.GetProperty("ep").GetString(), "ep");
        Expect.True(query.TryGetProperty("pct", out _), "pct");
        JsonElement end = await _peer.EventAsync("finished", mark, _ => true);
        List<JsonElement> answers = [.. _peer.Events.Since(mark)
            .Where(e => e.GetProperty("event").GetString() == "step")];
        Expect.Sequence(
            ["2.05", "2.02", "2.02", "2.04", "2.04", "2.05", "2.04"],
            answers.Select(answer => answer.GetProperty("code").GetString()), "codes");
        string links = answers[0].GetProperty("text").GetString()!;
        Expect.True(links.StartsWith("</>;lwm2m=1.1", StringComparison.Ordinal), links);
        Expect.True(links.Contains("</0/0>") && links.Contains("</3/0>"), links);
        await RegisteredAsync(device, mark);
        Expect.Equal(0, device.Failures.Mark, "exceptions");
    }

    private async Task RestartAsync()
    {
        int mark = await ArmAsync([]);
        using TestDevice device = NewDevice();
        device.Service.Start();
        await RegisteredAsync(device, mark);
        Expect.Equal(
            0, _peer.Events.Since(mark)
                .Count(e => e.GetProperty("event").GetString() == "bootstrap"), "bootstraps");
    }

    private async Task IncompleteAsync()
    {
        _storage = new MemoryStorage();
        int mark = await ArmAsync(
        [
            new { kind = "delete", path = "/0" },
            new { kind = "delete", path = "/1" },
            Server("tlv"),
            new { kind = "finish", path = "/bs" },
        ]);
        using TestDevice device = NewDevice();
        device.Service.Start();
        JsonElement failed = await _peer.EventAsync("failed", mark, _ => true);
        Expect.Equal("finish", failed.GetProperty("kind").GetString(), "step");
        Expect.Equal("4.06", failed.GetProperty("code").GetString(), "code");
        await Task.Delay(300);
        Expect.Equal(
            0, _peer.Events.Since(mark)
                .Count(e => e.GetProperty("event").GetString() == "registered"), "registrations");
    }

    /// <summary>Says what is asked of the next device; the mark of the events to come.</summary>
    private async Task<int> ArmAsync(object[] requests)
    {
        PeerAnswer armed = await _peer.CallAsync("bootstrap", new { steps = requests });
        Expect.True(armed.IsOk, $"bootstrap: {armed.Error}");
        return _peer.Events.Mark;
    }

    private async Task RegisteredAsync(TestDevice device, int mark)
    {
        JsonElement registered = await _peer.EventAsync("registered", mark, _ => true);
        JsonElement query = registered.GetProperty("query");
        Expect.Equal(Endpoint, query.GetProperty("ep").GetString(), "ep");
        Expect.Equal("77", query.GetProperty("lt").GetString(), "lifetime");
        await device.ChangeAsync(0, RegistrationState.Registered, RegistrationReason.Accepted);
        if (_terminator is { } terminator)
        {
            Expect.Equal(
                AccountIdentity,
                terminator.Events.Since(0).Last(e => e.Kind == DtlsEventKind.Connected)
                    .Peer!.Identity, "identity");
        }
    }

    private TestDevice NewDevice()
    {
        var accounts = new Accounts(capacity: 1);
        if (isSecure)
        {
            accounts.AddBootstrapPsk(Uri, FactoryIdentity, s_factoryKey);
        }
        else
        {
            accounts.AddBootstrapNoSec(Uri);
        }

        return new TestDevice(accounts, Endpoint, _storage);
    }

    /// <summary>A Security instance with empty values for what is not used, as servers in the
    /// field write it.</summary>
    private object Security(string format) => new
    {
        kind = "write",
        path = "/0/1",
        format,
        resources = new object[]
        {
            Resource(0, "string", Uri),
            Resource(1, "boolean", false),
            Resource(2, "integer", isSecure ? 0 : 3),
            Resource(3, "opaque", isSecure
                ? Convert.ToHexStringLower(Encoding.ASCII.GetBytes(AccountIdentity)) : ""),
            Resource(4, "opaque", ""),
            Resource(5, "opaque", isSecure ? Convert.ToHexStringLower(s_accountKey) : ""),
            Resource(6, "integer", 3),
            Resource(7, "opaque", ""),
            Resource(8, "opaque", ""),
            Resource(9, "string", ""),
            Resource(10, "integer", 102),
            Resource(11, "integer", 1),
        },
    };

    private static object Server(string format) => new
    {
        kind = "write",
        path = "/1/3",
        format,
        resources = new object[]
        {
            Resource(0, "integer", 102),
            Resource(1, "integer", 77),
            Resource(6, "boolean", true),
            Resource(7, "string", "U"),
        },
    };

    private static object Resource(int id, string type, object value) => new { id, type, value };
}
