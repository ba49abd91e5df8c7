// What the tests of the information reporting interface share: a client with the Device object of
// the library, and notifications and Sends as the server takes them.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Reporting;

/// <summary>A registered client with objects 1, 3, 16, 3303 and 33000, and more if asked for.
/// </summary>
internal sealed class ReportingBench
{
    public ReportingBench(
        int servers = 1, ServerOptions? options = null, Action<Account>? setUp = null,
        params Lwm2mObject[] more)
    {
        Device.SetPowerSources(1);
        Device.SetPowerSource(0, 3800, 125);
        Device.SetBatteryLevel(0);
        Temperature.SetValue(0, 20);
        Temperature.SetValue(1, 19);
        Bench = new Bench(
            86_400, setUp, options, [Device, Portfolio, Temperature, Simulated, .. more], servers)
            .Register();
        Server.DataSent += Sent.Add;
    }

    public Bench Bench { get; }

    public World World => Bench.World;

    public ServerCore Server => Bench.Server;

    public DeviceObject Device { get; } = new("Contoso", "Thermo-1", "0001", "1.0");

    public PortfolioObject Portfolio { get; } = new();

    public TemperatureObject Temperature { get; } = new(2, "Cel");

    public SimulatedObject Simulated { get; } = new();

    /// <summary>What the client has sent by itself.</summary>
    public List<SentData> Sent { get; } = [];

    /// <summary>Observes several paths and expects that to be granted.</summary>
    public Watch Observe(params string[] paths) => new(this, paths);

    /// <summary>The records of a message as text, in order.</summary>
    public static string[] Records(int? format, ReadOnlyMemory<byte> payload) =>
        [.. Senml.Decode(format, payload).Select(record => record.ToString())];

    /// <summary>A composite observation, or one of a single path ("!/3/0/9"), and what came of it.
    /// </summary>
    internal sealed class Watch
    {
        private readonly long _startMs;

        public Watch(ReportingBench bench, string[] paths)
        {
            Observation = paths.Length == 1 && paths[0].StartsWith('!')
                ? bench.Server.Observe(
                    bench.Bench.Registration, paths[0][1..], MediaType.SenmlCbor)
                : bench.Server.ObserveComposite(bench.Bench.Registration, paths);
            Observation.Notified += (_, n) =>
            {
                Seconds.Add((n.ReceivedAtMs - _startMs + 500) / 1000);
                Latest = Records(n.Message.ContentFormat, n.Message.Payload);
                Notifications.Add(Latest);
            };
            DeviceResponse response = bench.World.Answer(Observation.Request);
            Assert.Equal("2.05", response.Code.Dotted);
            Assert.True(Observation.IsActive);
            First = Records(response.ContentFormat, response.Payload);
            _startMs = bench.World.NowMs;
        }

        public Observation Observation { get; }

        /// <summary>The records of the first answer.</summary>
        public string[] First { get; }

        /// <summary>When notifications came, in seconds.</summary>
        public List<long> Seconds { get; } = [];

        /// <summary>The records of all notifications.</summary>
        public List<string[]> Notifications { get; } = [];

        /// <summary>The records of the last notification.</summary>
        public string[] Latest { get; private set; } = [];
    }
}
