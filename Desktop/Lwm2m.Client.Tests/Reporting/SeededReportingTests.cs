// Notifications of many random runs against a model of a few lines: when one has to come, with
// which values, and none else. What is due without network comes later, in order and once.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Reporting;

public sealed class SeededReportingTests
{
    private const int Runs = 60;

    // A confirmable notification holds the next one up until it is acknowledged.
    private const long ToleranceMs = 100;

    private static readonly string[] s_paths = ["/3303/0/5700", "/3303/1/5700", "/3/0/9"];

    [Fact]
    public void Notifications_come_when_the_attributes_say_so_and_at_no_other_time()
    {
        int notifications = 0;
        for (int seed = 0; seed < Runs; seed++)
        {
            notifications += new Run(seed).Check();
        }

        Assert.InRange(notifications, 20 * Runs, 200 * Runs);
    }

    [Fact]
    public void What_is_due_without_network_comes_in_order_and_once()
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            CheckStoring(new Random(seed));
        }
    }

    private static void CheckStoring(Random random)
    {
        var bench = new SecureBench(
            server: options => options.ConnectionIdBytes = 6, lifetimeSeconds: 86_400).Register();
        Observation observation = bench.Observe();
        var received = new List<double>();
        observation.Notified += (_, n) =>
        {
            Assert.True(TlvCodec.Decode(n.Message.Payload)[0].TryGetDouble(out double value));
            received.Add(value);
        };
        var sent = new List<double>();
        for (int phase = 0; phase < 12; phase++)
        {
            bool isDown = random.Next(2) == 0;
            if (isDown)
            {
                bench.World.Link.IsDown = true;
                bench.World.Run(100);
            }

            for (int i = random.Next(12); i > 0; i--)
            {
                sent.Add(sent.Count + 1);
                bench.Object.Measure(sent[^1]);
                bench.World.Run(random.Next(100, 20_000));
            }

            if (isDown)
            {
                bench.World.Link.IsDown = false;
                bench.Client.NetworkChanged();

                // Now and then the network goes again before everything is said.
                bench.World.Run(random.Next(3) == 0 ? random.Next(5, 60) : 5_000);
            }
        }

        bench.World.Link.IsDown = false;
        bench.Client.NetworkChanged();
        bench.World.Run(20_000);
        Assert.Equal(0, bench.Client.DroppedNotifications);
        Assert.Equal(sent, received.Distinct());
        Assert.Equal(received.Order(), received);
        Assert.InRange(received.Count, sent.Count, sent.Count + 12);
        Assert.True(observation.IsActive);
    }

    /// <summary>One run: attributes, an observation of some paths, an hour of changes.</summary>
    private sealed class Run
    {
        private readonly ReportingBench _bench = new();
        private readonly Random _random;
        private readonly Model[] _models;
        private readonly ReportingBench.Watch _watch;
        private readonly List<(long AtMs, double[] Values)> _expected = [];
        private readonly List<(long AtMs, double[] Values)> _received = [];
        private long _sentMs;

        public Run(int seed)
        {
            _random = new Random(seed);
            string[] paths = s_paths[.._random.Next(1, 4)];
            _models = [.. paths.Select(NewModel)];
            _watch = _bench.Observe(paths);
            _sentMs = _bench.World.NowMs;
            _watch.Observation.Notified += (_, n) => _received.Add((
                n.ReceivedAtMs,
                [.. Senml.Decode(n.Message.ContentFormat, n.Message.Payload)
                    .Select(record => record.Value.Number)]));
        }

        public int Check()
        {
            for (int i = 0; i < 200; i++)
            {
                Advance(_random.Next(50, 30_000));
                int k = _random.Next(_models.Length);
                Model model = _models[k];
                double before = model.Value;
                model.Value = _random.Next(0, 100);
                model.IsDue |= model.Value != before && model.IsReportable();
                if (k == 2)
                {
                    _bench.Device.SetBatteryLevel((int)model.Value);
                }
                else
                {
                    _bench.Temperature.SetValue(k, model.Value);
                }
            }

            Advance(700_000);
            Assert.Equal(_expected.Count, _received.Count);
            foreach (((long atMs, double[] values), (long receivedMs, double[] received))
                in _expected.Zip(_received))
            {
                Assert.InRange(receivedMs, atMs, atMs + ToleranceMs);
                Assert.Equal(values, received);
            }

            return _received.Count;
        }

        /// <summary>Time passes, in the world and in the model.</summary>
        private void Advance(long durationMs)
        {
            long endMs = _bench.World.NowMs + durationMs;
            while (_models.Min(m => m.DueMs(_sentMs)) is var dueMs && dueMs <= endMs - ToleranceMs)
            {
                long atMs = Math.Max(dueMs, _bench.World.NowMs);
                _bench.World.Run(atMs + ToleranceMs - _bench.World.NowMs);
                _expected.Add((atMs, [.. _models.Select(model => model.Value)]));
                _sentMs = atMs;
                foreach (Model model in _models)
                {
                    model.IsDue = false;
                    model.Last = model.Value;
                }
            }

            // Nothing becomes due while the application is about to set a value.
            long nextMs = _models.Min(model => model.DueMs(_sentMs));
            endMs = nextMs <= endMs + ToleranceMs ? nextMs - ToleranceMs : endMs;
            _bench.World.Run(Math.Max(0, endMs - _bench.World.NowMs));
        }

        private Model NewModel(string path)
        {
            var model = new Model { Value = path == s_paths[2] ? 0 : 20 };
            if (path == s_paths[1])
            {
                model.Value = 19;
            }

            model.Last = model.Value;
            var attributes = new List<string>();
            Set("pmin", 1, 60, value => model.MinimumMs = 1000L * value);
            Set("pmax", 1, 600, value => model.MaximumMs = 1000L * value);
            Set("gt", 60, 90, value => model.GreaterThan = value);
            Set("lt", 10, 30, value => model.LessThan = value);
            Set("st", 1, 14, value => model.Step = value);
            if (attributes.Count > 0)
            {
                _bench.Bench.Attributes(path, string.Join('&', attributes));
            }

            return model;

            void Set(string name, int least, int most, Action<int> set)
            {
                if (_random.Next(2) == 0)
                {
                    int value = _random.Next(least, most + 1);
                    attributes.Add($"{name}={value}");
                    set(value);
                }
            }
        }
    }

    /// <summary>What OMA LwM2M Core 1.1 §5.1.2 says of one path.</summary>
    private sealed class Model
    {
        public double Value { get; set; }

        public double Last { get; set; }

        public bool IsDue { get; set; }

        public long MinimumMs { get; set; }

        public long MaximumMs { get; set; }

        public double? GreaterThan { get; set; }

        public double? LessThan { get; set; }

        public double? Step { get; set; }

        public bool IsReportable() =>
            (GreaterThan is null && LessThan is null && Step is null)
            || (GreaterThan is { } gt && (Last > gt) != (Value > gt))
            || (LessThan is { } lt && (Last < lt) != (Value < lt))
            || (Step is { } st && Math.Abs(Value - Last) >= st);

        public long DueMs(long sentMs) => IsDue ? sentMs + MinimumMs
            : MaximumMs > 0 && MaximumMs >= MinimumMs ? sentMs + MaximumMs
            : long.MaxValue / 2;
    }
}
