// Send byte for byte (OMA LwM2M Core 1.1 §6.4.6; Transport 1.1 §6.4.5): SenML CBOR to /dp.

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class SendTests
{
    private static int s_outcomes;
    private static SendStatus s_status;
    private static int s_code;

    [TestMethod]
    public void ValuesAreSentAsTheyAre()
    {
        EngineBench bench = EngineBench.Registered(86400);
        Begin(bench, new long[] { Lwm2mPath.Of(3303, 0, 5700), Lwm2mPath.Of(3303, 0, 5701) });
        bench.Sent(Send(
            "8001", 5,
            "FF 82 A3 21 68 |/3303/0/| 00 64 |5700| 02 F9 4D60 A2 00 64 |5701| 03 63 |Cel|"));

        // Another one has to wait.
        Assert.AreEqual(
            (int)SendStatus.Busy,
            (int)bench.Client.Send(EngineBench.ServerId, new long[0], OnSent));
        Assert.AreEqual(0, s_outcomes);
        bench.Ignores(Wire.Reply("44 8001", 5, ""));
        Ends(SendStatus.Delivered, 204);
        Begin(bench, new long[] { Lwm2mPath.Of(3, 0, 0) });
        bench.Sent(Send("8002", 9, "FF 81 A3 21 65 |/3/0/| 00 61 |0| 03 64 |Acme|"));
        bench.Ignores(Wire.Reply("80 8002", 9, ""));
        Ends(SendStatus.Refused, 400);
        bench.IsAlive();
    }

    /// <summary>Without a wall clock times are relative to now (RFC 8428 §4.5.3): -90 and -30
    /// seconds.</summary>
    [TestMethod]
    public void SamplesHaveTheirTimes()
    {
        EngineBench bench = EngineBench.Registered(86400);
        SampleBatch batch = bench.Client.CreateBatch(4);
        long path = Lwm2mPath.Of(3303, 0, 5700);
        batch.Add(path, 20);
        bench.Advance(60000);
        batch.Add(path, 20.5);
        bench.Advance(30000);
        batch.Add(path, -3);
        Assert.AreEqual(
            (int)SendStatus.Started, (int)bench.Client.Send(EngineBench.ServerId, batch, OnSent));
        s_outcomes = 0;
        bench.Poll();
        bench.Sent(Send(
            "8001", 5,
            "FF 83 A4 21 68 |/3303/0/| 00 64 |5700| 06 38 59 02 F9 4D00"
            + "A3 00 64 |5700| 06 38 1D 02 F9 4D20"
            + "A2 00 64 |5700| 02 F9 C200"));

        // One that comes meanwhile is not among those delivered.
        batch.Add(path, 1);
        bench.Ignores(Wire.Reply("44 8001", 5, ""));
        Ends(SendStatus.Delivered, 204);
        Assert.AreEqual(1, batch.Count);
        Assert.AreEqual(0, batch.Dropped);
    }

    [TestMethod]
    public void ALargeValueIsSentInBlocks()
    {
        var blob = new BlobObject(1) { Value = WireBytes.Numbered(900, 1) };
        EngineBench bench =
            new EngineBench(EngineBench.NewAccounts(86400, false), blob, null).Register();
        byte[] body = WireBytes.Join(
            WireBytes.Of("81 A3 21 69 |/33002/0/| 00 61 |0| 08 59 0384"), blob.Value);
        Begin(bench, new long[] { Lwm2mPath.Of(33002, 0, 0) });

        // Block1 0, more, 512 bytes; Size1.
        bench.Sent(WireBytes.Join(
            Send("8001", 5, "D1 02 0D D2 14" + WireBytes.Hex(body.Length >> 8)
                + WireBytes.Hex(body.Length) + "FF"),
            WireBytes.Part(body, 0, 512)));
        bench.Deliver(Wire.Reply("5F 8001", 5, "D1 0E 0D"));
        bench.Sent(WireBytes.Join(
            Send("8002", 5, "D1 02 15 FF"), WireBytes.Part(body, 512, body.Length - 512)));
        bench.Ignores(Wire.Reply("44 8002", 5, "D1 0E 15"));
        Ends(SendStatus.Delivered, 204);
    }

    [TestMethod]
    public void AMutedClientSendsNothing()
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Answers(
            Wire.Response("44 1201", ""),
            Wire.Request("03 1201", "B1 |1| 01 |0| 02 |23| 10 FF |1|"));
        Assert.AreEqual(
            (int)SendStatus.Muted,
            (int)bench.Client.Send(
                EngineBench.ServerId, new long[] { Lwm2mPath.Of(3, 0, 0) }, OnSent));
        bench.Poll();
        bench.IsSilent();
    }

    private static void Begin(EngineBench bench, long[] paths)
    {
        s_outcomes = 0;
        Assert.AreEqual(
            (int)SendStatus.Started, (int)bench.Client.Send(EngineBench.ServerId, paths, OnSent));
        bench.Poll();
    }

    private static byte[] Send(string id, int token, string rest)
    {
        return WireBytes.Of("44 02" + id + EngineBench.Token(token) + "B2 |dp| 11 70" + rest);
    }

    private static void Ends(SendStatus status, int code)
    {
        Assert.AreEqual(1, s_outcomes);
        Assert.AreEqual((int)status, (int)s_status);
        Assert.AreEqual(code, s_code);
    }

    private static void OnSent(int serverId, SendStatus status, int code)
    {
        Assert.AreEqual(EngineBench.ServerId, serverId);
        s_outcomes++;
        s_status = status;
        s_code = code;
    }
}
