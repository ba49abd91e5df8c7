// What a secure session is worth (OMA LwM2M Transport 1.1 §5.2; RFC 9146; RFC 5246 §7.3): the
// registration and its observations outlive a change of the address and a server that has lost its
// associations, but not a server that has lost its sessions.

using System.Text.Json;
using Interop.Dtls;
using Interop.Security;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.DevServer.Security;

namespace Interop.NodeLib;

internal sealed partial class NodeLibScenario
{
    private const string Chain = "BouncyCastle before lwm2m-node-lib";

    private static readonly SecureOptions s_security = new();

    private static DtlsTerminator Terminate(int port)
    {
        var keys = new PskStore();
        keys.Add(System.Text.Encoding.UTF8.GetString(s_security.Identity), s_security.Key);
        return new DtlsTerminator(port, keys);
    }

    private TestDevice NewDevice(string endpoint, int lifetimeSeconds)
    {
        if (_terminator == null)
        {
            return new TestDevice(_peer.Port, endpoint, lifetimeSeconds);
        }

        var device = new TestDevice(_terminator.Port, endpoint, lifetimeSeconds, s_security);
        device.Account.Transmission.MaxRetransmit = 1;
        return device;
    }

    private async Task RunSecurityAsync(DtlsTerminator terminator, Rows table)
    {
        await table.RunAsync(Chain, "registered, managed, observed until now", row =>
        {
            HandshakeFacts facts = _device.Wire.Facts;
            row.Take(facts);
            Expect.Equal(
                1, terminator.Events.Since(0).Count(e => e.Kind == DtlsEventKind.Connected),
                "handshakes");
            Expect.True(!facts.IsResumed, "a full handshake");
            Expect.True(facts.ConnectionIdRecords > 50, "records with connection id");
        });
        await table.RunAsync(Chain, "a new address behind a NAT: nothing happens", async row =>
        {
            await ObserveValueAsync();
            await KeepAsync(terminator, row, 0, _device.Wire.Move);
        });
        await table.RunAsync(Chain, "a new socket: Update, no handshake", row =>
            KeepAsync(terminator, row, 0, _device.Client.NetworkChanged));
        await table.RunAsync(Chain, "suspended: Update, no handshake", row =>
            KeepAsync(terminator, row, 0, SuspendAndStart));
        await table.RunAsync(Chain, "associations lost: Update after resumption", row =>
            KeepAsync(
                terminator, row, 1, () => terminator.Dtls.ForgetAll(keepsSessions: true)));
        await table.RunAsync(Chain, "sessions lost: Register after a full handshake", row =>
            LoseAsync(terminator, row));
    }

    /// <summary>Something happens; the registration and its observation go on.</summary>
    private async Task KeepAsync(
        DtlsTerminator terminator, Row row, int handshakes, Action happen)
    {
        int events = _peer.Events.Mark;
        int changes = _device.Changes.Mark;
        int dtls = terminator.Events.Mark;
        happen();
        _device.Client.RequestUpdate();
        await UpdatedAsync(events);
        Change accepted = await _device.ChangeAsync(
            changes, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(204, accepted.Code, "code");
        await ChangeAndAwaitAsync(0, s_value, 50 + _device.Changes.Mark);
        Expect.Equal(
            0, _peer.Events.Since(events).Count(e => IsEvent(e, "registered")), "registrations");
        DtlsSessionInfo[] sessions = [.. terminator.Events.Since(dtls)
            .Where(e => e.Kind == DtlsEventKind.Connected).Select(e => e.Session!)];
        Expect.Equal(handshakes, sessions.Length, "handshakes");
        Expect.True(sessions.All(s => s.IsResumed), "they are abbreviated ones");
        row.Take(_device.Wire.Facts);
    }

    private void SuspendAndStart()
    {
        _device.Client.Suspend();
        Expect.True(
            SpinWait.SpinUntil(() => _device.Client.IsStopped, Steps.Patience),
            "stopped");
        _device.Client.Start();
    }

    private async Task LoseAsync(DtlsTerminator terminator, Row row)
    {
        int events = _peer.Events.Mark;
        int changes = _device.Changes.Mark;
        int dtls = terminator.Events.Mark;
        terminator.Dtls.ForgetAll();
        _device.Client.RequestUpdate();
        await _device.Changes.FirstAsync(
            changes, c => c is { Reason: RegistrationReason.NoAnswer }, "no answer");
        await RegisteredAgainAsync(events, changes);
        DtlsSessionInfo session = await terminator.HandshakeAsync(dtls);
        Expect.True(!session.IsResumed, "a full handshake");
        Expect.Equal(
            0, _peer.Events.Since(events).Count(e => IsEvent(e, "updated")), "Updates");
        row.Take(_device.Wire.Facts);
    }

    private async Task ObserveValueAsync()
    {
        PeerAnswer answer = await _peer.CallAsync(
            "observe", new { device = _id, path = s_value });
        Expect.True(answer.IsOk, $"observe: {answer.Error}");
    }

    private static bool IsEvent(JsonElement e, string name) =>
        e.GetProperty("event").GetString() == name;
}
