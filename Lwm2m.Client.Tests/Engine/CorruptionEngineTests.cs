// A registered client that is sent what is left of requests when bytes are missing or wrong: it
// keeps its registration and goes on answering. The desktop tests try every byte value.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class CorruptionEngineTests
{
    [TestMethod]
    public void EveryPrefixOfARequestIsSurvived()
    {
        EngineBench bench = EngineBench.Registered(86400);
        byte[][] vectors = RequestVectors.All();
        for (int v = 0; v < vectors.Length; v++)
        {
            for (int length = 0; length < vectors[v].Length; length++)
            {
                bench.Suffer(WireBytes.Prefix(vectors[v], length));
            }

            bench.IsAlive();
        }
    }

    [TestMethod]
    public void ABitErrorInEveryByteIsSurvived()
    {
        EngineBench bench = EngineBench.Registered(86400);
        byte[][] vectors = RequestVectors.All();
        for (int v = 0; v < vectors.Length; v++)
        {
            byte[] vector = vectors[v];
            for (int i = 0; i < vector.Length; i++)
            {
                // A different bit in each place.
                byte mask = (byte)(1 << ((i + v) & 7));
                vector[i] ^= mask;
                bench.Suffer(vector);
                vector[i] ^= mask;
            }

            bench.IsAlive();
        }
    }
}
