// Requests of every kind to the objects of the bench, as the material of the corruption tests.

namespace Lwm2m.Client.Tests;

/// <summary>Well-formed requests; each a new array.</summary>
public static class RequestVectors
{
    /// <summary>All of them.</summary>
    public static byte[][] All()
    {
        return Of(new string[]
        {
            "42 01 1234 AABB B4 |3303| 01 |0| 04 |5700|",                 // Read
            "42 01 1234 AABB B4 |3303| 01 |0| 04 |5700| 60",              // Read as text
            "52 01 1234 AABB B4 |3303|",                                  // Read of an object
            "42 01 1234 AABB B1 |3| 01 |0| 02 |11| 01 |1| 60",            // Read of an instance
            "42 01 1234 AABB B4 |3303| 01 |0| 61 28",                     // Discover
            "42 01 1234 AABB 60 54 |3303| 01 |0| 04 |5700| 60",           // Observe
            "42 01 1234 AABB 61 01 54 |3303| 01 |0| 04 |5700| 60",        // cancel
            "42 03 1234 AABB B4 |3303| 01 |0| 04 |5750| 10 FF |kitchen|", // Write
            "42 03 1234 AABB B4 |3303| 01 |0| 12 2D16 FF E4 1676 |hall|", // Write, TLV
            "42 02 1234 AABB B4 |3303| 01 |0| 12 2D16 FF E4 1676 |hall|", // partial update
            "42 03 1234 AABB B4 |3303| 01 |0| 04 |5700| 47 |pmin=10| 04 |gt=9|",
            "42 02 1234 AABB B4 |3303| 01 |0| 04 |5605| FF |0='abc',3|",  // Execute
            "42 01 1234 AABB BB |.well-known| 04 |core|",
            "48 05 1234 0102030405060708 B4 |3303| 11 3C FF 80",          // FETCH
            "42 03 1234 AABB B4 |3303| 01 |0| 04 |5750| 10 D1020B FF |x|",
            "40 00 1234",                                                 // ping
        });
    }

    /// <summary>The bytes of several messages.</summary>
    public static byte[][] Of(string[] notations)
    {
        byte[][] all = new byte[notations.Length][];
        for (int i = 0; i < notations.Length; i++)
        {
            all[i] = WireBytes.Of(notations[i]);
        }

        return all;
    }
}
