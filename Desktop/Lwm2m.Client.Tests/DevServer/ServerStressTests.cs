// The server core under input that nobody planned: many devices with timers of their own checked
// against a plain model, and streams of broken datagrams. Each seed is a run that replays.

using System.Net;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class ServerStressTests
{
    [Fact]
    public void Every_registration_of_many_expires_in_its_own_time()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            CompareExpiry(seed);
        }
    }

    [Fact]
    public void Broken_datagrams_never_throw_and_nothing_grows()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            SendBroken(seed);
        }
    }

    private static void CompareExpiry(int seed)
    {
        var random = new Random(seed);
        var bench = new ServerBench(new ServerOptions { Seed = seed });
        var expected = new Dictionary<string, long>();
        var expired = new List<(string Endpoint, long AtMs)>();
        var due = new List<(string Endpoint, long AtMs)>();
        bench.Core.Expired += r => expired.Add((r.Endpoint, bench.Core.NowMs));
        long end = 0;
        for (int step = 0; step < 400; step++)
        {
            long now = bench.Core.NowMs + random.Next(2_000);
            Advance(bench, expected, due, now);
            string endpoint = $"ep{random.Next(50)}";
            long lifetime = random.Next(1, 120);
            bench.Device = new IPEndPoint(IPAddress.Loopback, 41000 + step);
            Registration? known = bench.Core.Find(endpoint);
            Assert.Equal(expected.ContainsKey(endpoint), known is not null);
            if (known is null || random.Next(4) == 0)
            {
                bench.Exchange(bench.Request(CoapCode.Post, "/rd",
                    $"ep={endpoint}&lwm2m=1.1&lt={lifetime}", "</3/0>"));
                expected[endpoint] = now + (lifetime * 1000) + 2_000;
            }
            else if (random.Next(3) > 0)
            {
                bench.Exchange(bench.Request(
                    CoapCode.Post, known.Location, $"lt={lifetime}"));
                expected[endpoint] = now + (lifetime * 1000) + 2_000;
            }
            else
            {
                bench.Exchange(bench.Request(CoapCode.Delete, known.Location));
                expected.Remove(endpoint);
            }

            end = Math.Max(end, now);
        }

        Advance(bench, expected, due, end + 200_000);
        Assert.Empty(bench.Core.Registrations);
        Assert.True(due.Count > 20, $"seed {seed} lets only {due.Count} expire");
        Assert.Equal(due, expired);
    }

    // Goes from deadline to deadline; the model finds the same ones by looking at all.
    private static void Advance(ServerBench bench, Dictionary<string, long> expected,
        List<(string Endpoint, long AtMs)> due, long untilMs)
    {
        foreach ((string endpoint, long atMs) in expected
            .Where(pair => pair.Value <= untilMs).OrderBy(pair => pair.Value).ToArray())
        {
            due.Add((endpoint, atMs));
            expected.Remove(endpoint);
        }

        long next;
        while ((next = bench.Core.Advance(bench.Core.NowMs)) <= untilMs)
        {
            bench.Core.Advance(next);
        }

        bench.Core.Advance(untilMs);
    }

    private static void SendBroken(int seed)
    {
        var random = new Random(seed);
        var bench = new ServerBench(
            new ServerOptions { Seed = seed, MaxRememberedMessages = 32 });
        Registration registration = bench.Register();
        Observation observation = bench.Core.Observe(registration, "/3/0/9");
        CoapMessage observe = bench.TakeOne();
        byte[][] templates =
        [
            bench.Request(CoapCode.Post, "/rd", "ep=b&lwm2m=1.1", ServerBench.ObjectList)
                .ToArray(),
            bench.Request(CoapCode.Post, registration.Location, "lt=60").ToArray(),
            ServerBench.Piggyback(observe, CoapCode.Content, "80", 1).ToArray(),
            ServerBench.Response(CoapType.Con, 0x3000, observation.Token, CoapCode.Content,
                "81", 2).ToArray(),
            CoapMessage.CreateEmpty(CoapType.Rst, observe.MessageId).ToArray(),
        ];
        for (int i = 0; i < 300; i++)
        {
            byte[] datagram = [.. templates[random.Next(templates.Length)]];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                datagram[random.Next(datagram.Length)] = (byte)random.Next(256);
            }

            int length = random.Next(3) == 0 ? random.Next(datagram.Length) : datagram.Length;
            bench.Core.Receive(bench.Device, datagram.AsSpan(0, length));
            bench.Core.Advance(bench.Core.NowMs + random.Next(500));
        }

        // Whatever was sent in return is well-formed.
        Assert.All(bench.TakeSent(), sent => Assert.NotNull(sent.Message));
        Assert.InRange(bench.Core.Held.RememberedMessages, 1, 32);
        bench.Core.Restart();
        Assert.Equal((0, 0, 0), bench.Core.Held);
    }
}
