// How a registration ends, and how the client gets a new one by itself (OMA LwM2M Core 1.1 §6.2):
// forgotten, expired, disabled, a server that restarts, deregistered.

using System.Globalization;
using System.Text.Json;
using Interop.Support;
using Lwm2m.Client;

namespace Interop.NodeLib;

internal sealed partial class NodeLibScenario
{
    private async Task RunRecoveryAsync()
    {
        await StepAsync("forgotten: Update gets 4.04, Register follows", async () =>
        {
            int events = _peer.Events.Mark;
            int changes = _device.Changes.Mark;
            Expect.True((await _peer.CallAsync("forget", new { device = _id })).IsOk, "forget");
            _device.Client.RequestUpdate();
            Change lost = await _device.Changes.FirstAsync(
                changes, c => c.Reason == RegistrationReason.RegistrationLost, "lost");
            Expect.Equal(404, lost.Code, "code of the Update");
            await RegisteredAgainAsync(events, changes);
        });
        await StepAsync("disabled: Deregister, Register after the time-out", DisableAsync);
        await StepAsync("expired: the device was away longer than its lifetime", ExpireAsync);
        await StepAsync("the server restarts and knows nobody", RestartAsync);
        await StepAsync("deregister", async () =>
        {
            int events = _peer.Events.Mark;
            Expect.True(_device.Service.Stop(5000), "the server has answered the Deregister");
            await _peer.EventAsync(
                "deregistered", events, e => e.GetProperty("device").GetInt32() == _id);
            Expect.True(_device.Client.IsStopped, "stopped");
            Change last = _device.Changes.Since(0)[^1];
            Expect.Equal(RegistrationState.Stopped, last.State, "state");
            Expect.Equal(RegistrationReason.Accepted, last.Reason, "reason");
        });
        await StepAsync("no exception, every datagram as the peer would write it", () =>
        {
            Expect.Sequence([], _device.Failures.Since(0), "exceptions");
            AssertWellFormed(_peer);
        });
    }

    private async Task DisableAsync()
    {
        Answered("2.04", await WriteAsync(Text, "1"u8.ToArray(), 1, 0, 5));
        int events = _peer.Events.Mark;
        int changes = _device.Changes.Mark;
        Answered("2.04", await ExecuteAsync("", 1, 0, 4));
        await _peer.EventAsync(
            "deregistered", events, e => e.GetProperty("device").GetInt32() == _id);
        Change disabled = await _device.ChangeAsync(
            changes, RegistrationState.Disabled, RegistrationReason.DisabledByServer);
        Change registered = await RegisteredAgainAsync(events, changes);
        double seconds = (registered.At - disabled.At).TotalSeconds;
        Expect.True(
            seconds > 0.9,
            string.Create(CultureInfo.InvariantCulture, $"disabled for {seconds} s"));
    }

    /// <summary>A second device that is polled by hand, so that it can fall asleep.</summary>
    private async Task ExpireAsync()
    {
        const string Sleeper = "interop-sleeper";
        using var device = NewDevice(Sleeper, 1);
        int events = _peer.Events.Mark;
        device.Client.Start();
        await PollUntilAsync(device, RegistrationReason.Accepted, 0);
        JsonElement first = await _peer.EventAsync("registered", events, e => IsNamed(e, Sleeper));
        await _peer.EventAsync("expired", events, e => IsNamed(e, Sleeper));
        int changes = device.Changes.Mark;
        events = _peer.Events.Mark;
        await PollUntilAsync(device, RegistrationReason.RegistrationLost, changes);
        await PollUntilAsync(device, RegistrationReason.Accepted, changes);
        JsonElement second = await _peer.EventAsync("registered", events, e => IsNamed(e, Sleeper));
        Expect.True(
            second.GetProperty("device").GetInt32() > first.GetProperty("device").GetInt32(),
            "a new location");
    }

    private async Task RestartAsync()
    {
        int port = _peer.Port;
        AssertWellFormed(_peer);
        _peer.Dispose();
        _peer = await Peer.StartAsync(folder, port.ToString(CultureInfo.InvariantCulture));
        Expect.Equal(port, _peer.Port, "port");
        int changes = _device.Changes.Mark;
        _device.Client.RequestUpdate();
        await RegisteredAgainAsync(0, changes);
    }

    /// <summary>Registered on both sides, and the server reaches the device.</summary>
    private async Task<Change> RegisteredAgainAsync(int events, int changes)
    {
        JsonElement registered = await _peer.EventAsync(
            "registered", events, e => IsNamed(e, Endpoint));
        _id = registered.GetProperty("device").GetInt32();
        Change accepted = await _device.Changes.FirstAsync(
            changes,
            c => c is { State: RegistrationState.Registered, Code: 201 }, "registered again");
        Expect.Equal(RegistrationReason.Accepted, accepted.Reason, "reason");
        Answered("2.05", "text/plain", "Contoso", await ReadAsync(Text, 3, 0, 0));
        return accepted;
    }

    private static async Task PollUntilAsync(
        TestDevice device, RegistrationReason reason, int mark)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(5);
        while (!device.Changes.Since(mark).Any(c => c.Reason == reason))
        {
            Expect.True(DateTime.UtcNow < end, $"{reason}: not within 5 s");
            device.Client.Poll();
            await Task.Delay(10);
        }
    }

    private static void AssertWellFormed(Peer peer)
    {
        List<Datagram> all = [.. peer.Datagrams.Since(0).Where(d => d.IsIn)];
        Expect.True(all.Count > 0, "datagrams of the device");
        Expect.Sequence([], all.Where(d => d.Malformed != null), "malformed datagrams");
        Expect.Sequence([], all.Where(d => !d.IsExact), "datagrams that the peer writes otherwise");
    }

    private static bool IsNamed(JsonElement e, string name) =>
        e.GetProperty("name").GetString() == name;
}
