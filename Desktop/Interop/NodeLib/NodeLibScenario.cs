// The client against lwm2m-node-lib, a server that we did not write: the registration interface,
// device management and information reporting of OMA LwM2M Core 1.1 over UDP; and the same over
// DTLS, with a terminator in front of the server.

using System.Text.Json;
using Interop.Dtls;
using Interop.Security;
using Interop.Support;
using Lwm2m.Client;

namespace Interop.NodeLib;

/// <summary>The steps with lwm2m-node-lib.</summary>
/// <param name="steps">Where they count.</param>
/// <param name="folder">The folder of its server.js.</param>
/// <param name="rows">Where the secure run is told as well; null for one without security.</param>
internal sealed partial class NodeLibScenario(Steps steps, string folder, Rows? rows = null)
{
    private const string Endpoint = "interop-node-lib";
    private const int Tlv = 11542;
    private const int Text = 0;

    private Peer _peer = null!;
    private DtlsTerminator? _terminator;
    private TestDevice _device = null!;

    // The server's number for the registration.
    private int _id;

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        _peer = await Peer.StartAsync(folder);
        _terminator = rows == null ? null : Terminate(_peer.Port);
        _device = NewDevice(Endpoint, 60);
        try
        {
            await RunRegistrationAsync();
            await RunManagementAsync();
            await RunReportingAsync();
            if (_terminator != null)
            {
                await RunSecurityAsync(_terminator, rows!);
            }

            await RunRecoveryAsync();
        }
        finally
        {
            _device.Dispose();
            _terminator?.Dispose();
            _peer.Dispose();
        }
    }

    private Task StepAsync(string name, Func<Task> body) =>
        steps.RunAsync(rows == null ? name : $"coaps: {name}", body);

    private Task StepAsync(string name, Action body) =>
        steps.RunAsync(rows == null ? name : $"coaps: {name}", body);

    private async Task RunRegistrationAsync()
    {
        await StepAsync("register: what the server has understood", RegisterAsync);
        await StepAsync("register: the location is one option with a slash", () =>
        {
            Datagram response = _peer.Datagrams.Since(0).First(d => !d.IsIn && d.Code == "2.01");
            Expect.Sequence([$"rd/{_id}"], response.Texts("Location-Path"), "Location-Path");
        });
        await StepAsync("update: the application asks", async () =>
        {
            int mark = _peer.Events.Mark;
            int changes = _device.Changes.Mark;
            int datagrams = _peer.Datagrams.Mark;
            _device.Client.RequestUpdate();
            JsonElement update = await UpdatedAsync(mark);
            Expect.Equal("60", update.GetProperty("lifetime").GetString(), "lifetime");
            Expect.Equal("", update.GetProperty("list").GetString(), "list");
            await AcceptedAsync(changes, 204);
            Datagram request = _peer.Datagrams.Since(datagrams).First(d => d.IsIn);
            Expect.Equal("0.02", request.Code, "method");
            Expect.Sequence([$"rd/{_id}"], request.Texts("Uri-Path"), "Uri-Path");
        });
    }

    private async Task RegisterAsync()
    {
        _device.Service.Start();
        JsonElement registered = await _peer.EventAsync("registered", 0, _ => true);
        _id = registered.GetProperty("device").GetInt32();
        Expect.Equal(Endpoint, registered.GetProperty("name").GetString(), "ep");
        Expect.Equal("60", registered.GetProperty("lifetime").GetString(), "lt");
        Expect.Equal("1.1", registered.GetProperty("version").GetString(), "lwm2m");
        Expect.Equal("U", registered.GetProperty("binding").GetString(), "b");
        string[] links = registered.GetProperty("list").GetString()!.Split(',');
        Expect.Equal("</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\"", links[0], "root link");
        Expect.Sequence(
            [
                "</1/0>", "</16/0>", $"</{ProbeObject.Id}/0>", "</3/0>", "</3303/0>",
                "</3303/1>", "</3303>;ver=1.1",
            ],
            links.Skip(1).Order(StringComparer.Ordinal),
            "object list");
        await AcceptedAsync(0, 201);
        Datagram request = _peer.Datagrams.Since(0).First(d => d.IsIn);
        Expect.Equal("CON", request.Type, "type of Register");
        Expect.Equal("0.02", request.Code, "method of Register");
        Expect.Sequence(["rd"], request.Texts("Uri-Path"), "Uri-Path");
        Expect.Equal(40, request.Number("Content-Format"), "Content-Format");
        Expect.Equal(
            RegistrationState.Registered, _device.Client.GetState(TestDevice.ServerId), "state");
    }

    private async Task<JsonElement> UpdatedAsync(int mark) =>
        await _peer.EventAsync(
            "updated", mark, e => e.GetProperty("device").GetInt32() == _id);

    private async Task AcceptedAsync(int mark, int code)
    {
        Change change = await _device.ChangeAsync(
            mark, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(code, change.Code, "response code told to the application");
    }

    private Task<PeerAnswer> ReadAsync(int accept, params int[] path) =>
        _peer.CallAsync("read", new { device = _id, path, accept });

    private Task<PeerAnswer> WriteAsync(int format, byte[] value, params int[] path) =>
        _peer.CallAsync(
            "write",
            new { device = _id, path, format, hex = Convert.ToHexStringLower(value) });

    private Task<PeerAnswer> ExecuteAsync(string args, params int[] path) =>
        _peer.CallAsync("execute", new { device = _id, path, args });

    private Task<PeerAnswer> DiscoverAsync(params int[] path) =>
        _peer.CallAsync("discover", new { device = _id, path });
}
