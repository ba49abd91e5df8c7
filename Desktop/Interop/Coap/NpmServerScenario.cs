// The device against an LwM2M server that npm coap is made into, message by message: late answers,
// repeated requests, options and methods that other servers do not send.

using System.Text.Json;
using Interop.Support;
using Lwm2m.Client;

namespace Interop.Coap;

/// <summary>The steps with npm coap as a hand-written LwM2M server.</summary>
internal sealed partial class NpmServerScenario(Steps steps, string folder)
{
    private static readonly string s_count = $"/{ProbeObject.Id}/0/{ProbeObject.Count}";
    private static readonly string s_slow = $"/{ProbeObject.Id}/0/{ProbeObject.Slow}";

    private Peer _peer = null!;
    private TestDevice _device = null!;

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        using (_peer = await Peer.StartAsync(folder))
        using (_device = new TestDevice(_peer.Port, "interop-npm", 60))
        {
            await steps.RunAsync("a late 2.01: requests before it get no answer", RegisterAsync);
            await RunMessagesAsync();
            await RunRequestsAsync();
            await RunCompositeAsync();
            await RunObservationsAsync();
            await RunSendAsync();
            await RunEndAsync();
        }
    }

    private async Task RegisterAsync()
    {
        Expect.True((await _peer.CallAsync("hold", new { })).IsOk, "hold");
        _device.Service.Start();
        JsonElement registered = await _peer.EventAsync("registered", 0, _ => true);
        JsonElement query = registered.GetProperty("query");
        Expect.Equal("interop-npm", query.GetProperty("ep").GetString(), "ep");
        Expect.Equal("1.1", query.GetProperty("lwm2m").GetString(), "lwm2m");
        Expect.Equal("60", query.GetProperty("lt").GetString(), "lt");
        Expect.Equal("U", query.GetProperty("b").GetString(), "b");

        // GET /3/0/0, CON and NON, before the server has answered.
        Expect.Equal(0, (await AnswersAsync("4101a00177b13301300130")).Count, "answers to CON");
        Expect.Equal(0, (await AnswersAsync("5101a00277b13301300130")).Count, "answers to NON");
        Expect.True((await _peer.CallAsync("release", new { })).IsOk, "release");
        await _device.ChangeAsync(0, RegistrationState.Registered, RegistrationReason.Accepted);
        Datagram late = await _peer.DatagramAsync(0, d => !d.IsIn && d.Code == "2.01", "2.01");
        Datagram acknowledgement = await _peer.DatagramAsync(
            0, d => d.IsIn && d.Type == "ACK", "acknowledgement");
        Expect.Equal("CON", late.Type, "type of the 2.01");
        Expect.Equal(late.MessageId, acknowledgement.MessageId, "message id acknowledged");
        await Task.Delay(TestDevice.AckTimeoutMs * 2);
        Expect.Sequence(
            ["CON 0.02", "ACK 0.00"],
            _peer.Datagrams.Since(0).Where(d => d.IsIn).Select(Summary), "what the device sent");

        // The acknowledgement may be lost: the server repeats, the device acknowledges again.
        Datagram again = await ExchangeAsync(late.Hex, late.MessageId);
        Expect.Equal("ACK 0.00", Summary(again), "answer to the repeated 2.01");
    }

    /// <summary>How a registration is kept and ends.</summary>
    private async Task RunEndAsync()
    {
        await steps.RunAsync("Update with a late 2.04; 4.04 leads to Register", async () =>
        {
            int events = _peer.Events.Mark;
            int changes = _device.Changes.Mark;
            _device.Client.RequestUpdate();
            JsonElement update = await _peer.EventAsync("updated", events, _ => true);
            Expect.Equal("1", update.GetProperty("location").GetString(), "location");
            Change updated = await _device.ChangeAsync(
                changes, RegistrationState.Registered, RegistrationReason.Accepted);
            Expect.Equal(204, updated.Code, "code");

            Expect.True((await _peer.CallAsync("forget", new { })).IsOk, "forget");
            changes = _device.Changes.Mark;
            _device.Client.RequestUpdate();
            Change again = await _device.ChangeAsync(
                changes, RegistrationState.Registered, RegistrationReason.Accepted);
            Expect.Equal(201, again.Code, "code of the second Register");
            Expect.True(
                _device.Changes.Since(changes).Any(
                    c => c is { Reason: RegistrationReason.RegistrationLost, Code: 404 }),
                "the application learns of the loss");
        });
        await steps.RunAsync("Deregister with a late 2.02", async () =>
        {
            int events = _peer.Events.Mark;
            Expect.True(_device.Service.Stop(5000), "answered");
            JsonElement end = await _peer.EventAsync("deregistered", events, _ => true);
            Expect.Equal("2", end.GetProperty("location").GetString(), "location");
            Expect.True(end.GetProperty("known").GetBoolean(), "known location");
        });
        await steps.RunAsync("no exception, every datagram as the peer would write it", () =>
        {
            Expect.Equal(0, _device.Failures.Mark, "exceptions");
            List<Datagram> all = [.. _peer.Datagrams.Since(0).Where(d => d.IsIn)];
            Expect.Sequence([], all.Where(d => d.Malformed != null), "malformed");
            Expect.Sequence([], all.Where(d => !d.IsExact), "not exact");
        });
    }

    private Task<PeerAnswer> RequestAsync(string method, string path, object? more = null)
    {
        Dictionary<string, object?> request = new() { ["method"] = method, ["path"] = path };
        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            request[property.Name] = property.GetValue(more);
        }

        return _peer.CallAsync("request", request);
    }

    private async Task RawAsync(string hex) =>
        Expect.True((await _peer.CallAsync("raw", new { hex })).IsOk, "raw");

    /// <summary>Sends a datagram and returns the device's next one with a message id.</summary>
    private async Task<Datagram> ExchangeAsync(string hex, int messageId)
    {
        int mark = _peer.Datagrams.Mark;
        await RawAsync(hex);
        return await _peer.DatagramAsync(
            mark, d => d.IsIn && d.MessageId == messageId, $"answer to {hex}");
    }

    /// <summary>Sends a datagram and returns what the device sends within 300 ms.</summary>
    private async Task<List<Datagram>> AnswersAsync(string hex)
    {
        int mark = _peer.Datagrams.Mark;
        await RawAsync(hex);
        await Task.Delay(300);
        return [.. _peer.Datagrams.Since(mark).Where(d => d.IsIn)];
    }

    private static string Summary(Datagram d) => $"{d.Type} {d.Code}";
}
