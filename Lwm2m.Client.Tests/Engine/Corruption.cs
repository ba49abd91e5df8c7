// What is left of requests when bytes are missing or wrong, sent to a client.

namespace Lwm2m.Client.Tests;

/// <summary>Sends broken requests to a registered client, which has to survive them.</summary>
public static class Corruption
{
    /// <summary>Sends every prefix of every request.</summary>
    public static void CutShort(EngineBench bench, byte[][] vectors)
    {
        for (int v = 0; v < vectors.Length; v++)
        {
            for (int length = 0; length < vectors[v].Length; length++)
            {
                bench.Suffer(WireBytes.Prefix(vectors[v], length));
            }

            bench.IsAlive();
        }
    }

    /// <summary>Sends every request with a bit error in every byte.</summary>
    public static void ChangeBits(EngineBench bench, byte[][] vectors)
    {
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
