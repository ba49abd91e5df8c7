// What the embedded server does with the device, step by step: every operation once.

using Lwm2m.DevServer;

namespace Samples.DesktopTemperature;

/// <summary>Plays the server's part.</summary>
internal sealed class Story(
    UdpHost host, string endpoint, Thermometer device, LiveLog log)
{
    private const int StepMs = 700;

    /// <summary>The number of steps that were not answered with success.</summary>
    public int Failures { get; private set; }

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await Step("Discover /3303", (s, r) => s.Discover(r, "/3303"), cancel);
            await Step("Read /3/0", (s, r) => s.Read(r, "/3/0"), cancel);
            await Step("Read /3303/0/5700", (s, r) => s.Read(r, "/3303/0/5700"), cancel);
            await Step(
                "Write-Attributes /3303/0/5700?pmin=2&pmax=10",
                (s, r) => s.WriteAttributes(r, "/3303/0/5700", "pmin=2&pmax=10"), cancel);
            await Step("Observe /3303/0/5700", Observe, cancel);
            await Task.Delay(3 * StepMs, cancel);
            await Step(
                "Write /3303/0/5750 \"kitchen\"",
                (s, r) => s.WriteText(r, "/3303/0/5750", "kitchen"), cancel);
            await Step("Read /3303/0", (s, r) => s.Read(r, "/3303/0"), cancel);
            await Step(
                "Execute /3303/0/5605 (reset min and max)",
                (s, r) => s.Execute(r, "/3303/0/5605"), cancel);
            await Step(
                "Execute /1/0/8 (registration update trigger)",
                (s, r) => s.Execute(r, "/1/0/8"), cancel);
            await Task.Delay(2 * StepMs, cancel);
            log.Sample("the device gets another port, as if its network had changed");
            device.ChangeNetwork();
            await Task.Delay(2 * StepMs, cancel);
            log.Sample("that was every step; notifications go on until you press Ctrl-C");
        }
        catch (OperationCanceledException)
        {
            // The sample ends before the story does.
        }
    }

    private async Task Step(
        string name, Func<ServerCore, Registration, DeviceRequest> start, CancellationToken cancel)
    {
        await Task.Delay(StepMs, cancel);
        DeviceResponse? response = await host.RequestAsync(
            s => start(s, s.Find(endpoint)!)).WaitAsync(cancel);
        Failures += response.IsSuccess ? 0 : 1;
        log.Server($"{name} → {response}");
    }

    private DeviceRequest Observe(ServerCore server, Registration registration)
    {
        Observation observation = server.Observe(registration, "/3303/0/5700");
        observation.Notified += (_, notification) =>
        {
            var response = new DeviceResponse(
                RequestOutcome.Answered, notification.Message, 0);
            string kind = notification.IsConfirmable ? "confirmable " : string.Empty;
            log.Server($"{kind}notification of /3303/0/5700: {response}");
        };
        return observation.Request;
    }
}
