// The whole client: what the application is told when a handshake fails or a connection ends, and
// that the client registers by itself as soon as it can. The LwM2M server is the desktop one.

using Interop.Security;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.DevServer.Security;

namespace Interop.Dtls;

internal sealed partial class BouncyCastleScenario
{
    private const string Whole = "BouncyCastle, whole client";

    private static readonly SecureOptions s_right = new()
    {
        Identity = System.Text.Encoding.UTF8.GetBytes(BouncyCastlePeer.Identity),
        Key = BouncyCastlePeer.Key,
        InitialTimeoutMs = 50,
    };

    private async Task RunClientAsync()
    {
        await rows.RunAsync(Whole, "the server gets the right key", row =>
            RecoverAsync(
                row, keys => keys.Add(BouncyCastlePeer.Identity, [1, 2, 3]),
                RegistrationReason.KeyRefused, -1));
        await rows.RunAsync(Whole, "the server gets to know the identity", row =>
            RecoverAsync(
                row, keys => keys.Remove(BouncyCastlePeer.Identity),
                RegistrationReason.IdentityUnknown, UnknownPskIdentity));
        await rows.RunAsync(Whole, "the server closes the connection", CloseClientAsync);
        await rows.RunAsync(Whole, "the switch for Register after resumption", SwitchAsync);
    }

    /// <summary>The first attempt fails for a reason that goes away.</summary>
    private static async Task RecoverAsync(
        Row row, Action<PskStore> spoil, RegistrationReason reason, int alert)
    {
        using var server = new BouncyCastlePeer();
        spoil(server.Dtls.Keys);
        using var device = new TestDevice(server.Port, "interop-recovers", 60, s_right);
        device.Service.Start();
        Change failed = await device.ChangeAsync(0, RegistrationState.AwaitingRetry, reason);
        Expect.Equal(alert, failed.Code, "alert that the application is told");
        server.Dtls.Keys.Add(BouncyCastlePeer.Identity, BouncyCastlePeer.Key);
        await server.RegisteredAsync(0);
        Change registered = await device.ChangeAsync(
            0, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(201, registered.Code, "code");
        Expect.True(
            (registered.At - failed.At).TotalMilliseconds > 500, "a wait between the attempts");
        Expect.Equal(0, device.Failures.Mark, "exceptions");
        row.Take(device.Wire.Facts);
        row.Finding = $"after {reason}";
    }

    private static async Task CloseClientAsync(Row row)
    {
        using var server = new BouncyCastlePeer();
        using var device = new TestDevice(server.Port, "interop-closed", 60, s_right);
        await RegisterAsync(server, device);
        int changes = device.Changes.Mark;
        await CloseAsync(server);
        await device.ChangeAsync(
            changes, RegistrationState.AwaitingRetry, RegistrationReason.ConnectionClosed);
        await server.UpdatedAsync(0);
        await device.ChangeAsync(
            changes, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(1, server.Registrations.Mark, "registrations");
        Expect.Equal(0, device.Failures.Mark, "exceptions");
        Expect.True(device.Wire.Facts.IsResumed, "resumed");
        row.Take(device.Wire.Facts);
    }

    private static async Task SwitchAsync(Row row)
    {
        using var server = new BouncyCastlePeer();
        using var device = new TestDevice(server.Port, "interop-switch", 60, s_right);
        device.Account.RegistersAfterResumption = true;
        await RegisterAsync(server, device);
        await CloseAsync(server);
        await server.RegisteredAsync(1);
        Expect.Equal(0, server.Updates.Mark, "Updates");
        Expect.True(device.Wire.Facts.IsResumed, "resumed");
        row.Take(device.Wire.Facts);
    }

    private static async Task RegisterAsync(BouncyCastlePeer server, TestDevice device)
    {
        device.Service.Start();
        await server.RegisteredAsync(0);
        await device.ChangeAsync(
            0, RegistrationState.Registered, RegistrationReason.Accepted);
    }

    private static async Task CloseAsync(BouncyCastlePeer server)
    {
        var connected = await server.EventAsync(0, DtlsEventKind.Connected);
        server.Dtls.Close(connected.Peer!);
    }
}
