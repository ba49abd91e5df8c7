// Requests of several values and in blocks, with bytes that are missing or wrong: the client keeps
// its registration and goes on answering.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class CorruptionTests
{
    private const string Sensor = "B4 |3303| 01 |0| 04 |5750|";

    [TestMethod]
    public void EveryPrefixIsSurvived()
    {
        Corruption.CutShort(Registered(), Values());
        Corruption.CutShort(FirmwareBench.Registered(true).Engine, Blocks());
    }

    [TestMethod]
    public void ABitErrorInEveryByteIsSurvived()
    {
        Corruption.ChangeBits(Registered(), Values());
        Corruption.ChangeBits(FirmwareBench.Registered(true).Engine, Blocks());
    }

    [TestMethod]
    public void ABootstrapGoesOn()
    {
        EngineBench bench = BootstrapTests.Asking(null, 0x00, 1);
        byte[][] vectors = RequestVectors.Of(new string[]
        {
            "42 03 1234 AABB" + BootstrapTests.Security + BootstrapTests.SecurityValues,
            "42 03 1234 AABB" + BootstrapTests.Server + BootstrapTests.ServerValues,
            "42 01 1234 AABB B1 |1| 01 |0| 62 2D16",
            "42 01 1234 AABB B1 |0| 61 28",
            "42 04 1234 AABB B1 |1| 01 |0|",
        });
        for (int v = 0; v < vectors.Length; v++)
        {
            byte[] vector = vectors[v];
            for (int i = 0; i < vector.Length; i++)
            {
                bench.Ask(WireBytes.Prefix(vector, i));
                vector[i] ^= (byte)(1 << ((i + v) & 7));
                bench.Ask(vector);
                vector[i] ^= (byte)(1 << ((i + v) & 7));
                bench.IsSilent();
            }
        }

        bench.Answers(Wire.Response("42 1201", ""), Wire.Request("04 1201", ""));
        BootstrapTests.Provide(bench);
        bench.Answers(
            Wire.Response("44 1206", ""), Wire.Request("02 1206", BootstrapTests.Finish));
        BootstrapTests.Registers(bench, 0x00, 5);
    }

    private static EngineBench Registered()
    {
        return new EngineBench(
            EngineBench.NewAccounts(86400, false), new PortfolioObject(), null).Register();
    }

    private static byte[][] Values()
    {
        return RequestVectors.Of(new string[]
        {
            "42 05 1234 AABB C1 6E 51 6E FF |[{\"n\":\"/3303/0/5700\"},{\"n\":\"/16\"}]|",
            "42 05 1234 AABB C1 70 51 70 FF 82 A1 00 6C |/3303/0/5700| A1 00 63 |/16|",
            "42 05 1234 AABB 60 61 70 51 70 FF 81 A1 00 6C |/3303/0/5700|",
            "42 07 1234 AABB C1 6E FF |[{\"bn\":\"/3303/0/\",\"n\":\"5750\",\"vs\":\"x\"}]|",
            "42 07 1234 AABB C1 70 FF 81 A2 00 6C |/3303/0/5750| 03 64 |hall|",
            "42 03 1234 AABB B2 |16| 01 |0| 12 2D16 FF 86 00 41 00 78 41 01 79",
        });
    }

    private static byte[][] Blocks()
    {
        return RequestVectors.Of(new string[]
        {
            "42 03 1234 AABB" + Sensor + "10 D1 02 08 FF |0123456789ABCDEF|",
            "42 03 1234 AABB" + Sensor + "10 D1 02 10 FF |G|",
            "42 01 1234 AABB B4 |3303| 61 28 61 00",
            "42 03 1234 AABB B1 |5| 01 |0| 01 |0| 11 2A D1 02 08 D1 14 20 FF |0123456789ABCDEF|",
            "42 03 1234 AABB B1 |5| 01 |0| 01 |0| 11 2A D1 02 10 FF |0123456789ABCDEF|",
            "42 02 1234 AABB B1 |5| 01 |0| 01 |2|",
        });
    }
}
