// Deep sleep of the whole client: what is stored of a session and of the registration is used once:
// an Update without a handshake (RFC 9146). What is left after that is good for a short handshake
// (RFC 5246 §7.3) and a Register.

using Interop.Security;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.DevServer.Security;
using Samples.DesktopTemperature;

namespace Interop.Dtls;

internal sealed partial class BouncyCastleScenario
{
    private const string Sleeper = "interop-sleeps";

    /// <summary>Three starts of the device, each with nothing but the store.</summary>
    private async Task RunSleepAsync()
    {
        using var server = new BouncyCastlePeer();
        var store = new MemoryStorage();
        using (TestDevice device = NewSleeper(server, store))
        {
            await rows.RunAsync(Whole, "registered, then put to sleep", async row =>
            {
                await StartAsync(server, device, 1, 0);
                Expect.True(!device.Wire.Facts.IsResumed, "a full handshake");
                row.Take(device.Wire.Facts);
                device.Client.Suspend();
                await RunUntilAsync(device, () => device.Client.IsStopped, "stopped");
            });
        }

        using (TestDevice device = NewSleeper(server, store))
        {
            await rows.RunAsync(Whole, "awake: Update, no handshake, connection id", async row =>
            {
                int mark = server.Events.Mark;
                await StartAsync(server, device, 1, 1);
                await server.EventAsync(mark, DtlsEventKind.Moved);
                Expect.Equal(
                    0, server.Events.Since(mark).Count(e => e.Kind == DtlsEventKind.Connected),
                    "handshakes");
                row.Finding = $"{device.Wire.Since(0).Count(d => d.IsSent)} datagram sent";
                Expect.True(
                    device.Wire.Since(0).Where(d => d.IsSent).All(d => d.Bytes[0] == 25),
                    "nothing but tls12_cid");
            });
        }

        using (TestDevice device = NewSleeper(server, store))
        {
            await rows.RunAsync(Whole, "after a power cut: Register, resumption", async row =>
            {
                await StartAsync(server, device, 2, 1);
                Expect.True(device.Wire.Facts.IsResumed, "an abbreviated handshake");
                row.Take(device.Wire.Facts);
            });
        }
    }

    private static TestDevice NewSleeper(BouncyCastlePeer server, MemoryStorage store)
    {
        return new TestDevice(server.Port, Sleeper, 60, s_right, store);
    }

    /// <summary>Runs until it is registered; polled by hand, so that it can end.</summary>
    /// <param name="server">The server.</param>
    /// <param name="device">The device.</param>
    /// <param name="registrations">How many Registers the server then has had.</param>
    /// <param name="updates">How many Updates.</param>
    private static async Task StartAsync(
        BouncyCastlePeer server, TestDevice device, int registrations, int updates)
    {
        device.Client.Start();
        await RunUntilAsync(
            device,
            () => device.Client.GetState(TestDevice.ServerId) == RegistrationState.Registered,
            "registered");
        await server.RegisteredAsync(registrations - 1);
        Expect.Equal(registrations, server.Registrations.Mark, "registrations");
        Expect.Equal(updates, server.Updates.Mark, "Updates");
    }

    private static async Task RunUntilAsync(TestDevice device, Func<bool> isDone, string what)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(8);
        while (!isDone())
        {
            Expect.True(DateTime.UtcNow < end, $"{what}: not within 8 s");
            device.Client.Poll();
            await Task.Delay(5);
        }
    }
}
