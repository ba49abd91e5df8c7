// Every prefix and every single-byte corruption of records: read to an end, without an exception
// and without a write outside the content; a second walk finds what the first one has left.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class RecordCorruptionTests
{
    private const int Margin = 8;

    private const string Cbor =
        "9F BF 21 65 |/3/0/| 00 63 |6/1| 02 F94D60 FF A3 24 0A 00 61 |1| 02 C482211901F5"
        + "A3 00 61 |2| 08 42 FBFF 61 |x| 9F01A1006161FF A2 00 61 |3| 63 |vlo| 63 |6:0|"
        + "A3 00 61 |4| 04 F5 06 FB41D954FC40200000 FF";

    private const string Json =
        "[{'bn':'\\/3/0/','n':'6/1','v':21.5},{'n':'1','vd':'-_-_'},{'n':'2','vs':'a\\u00e4b'},"
        + "{'bv':1,'n':'3','v':-1e2,'x':[{'a':null}]},{'vlo':'6:0','n':'4'},{'vb':true}]";

    private const string Oma =
        "{'e':[{'n':'6/1','v':21.5},{'n':'1','sv':'+\\/8='},{'n':'2','bv':false}],'bn':'\\/3/0/'}";

    [TestMethod]
    public void SenmlCbor()
    {
        Corrupt(ContentFormat.SenmlCbor, WireBytes.Of(Cbor));
    }

    [TestMethod]
    public void SenmlJson()
    {
        Corrupt(ContentFormat.SenmlJson, RecordTesting.Json(Json));
    }

    [TestMethod]
    public void OmaJson()
    {
        Corrupt(ContentFormat.OmaJson, RecordTesting.Json(Oma));
    }

    [TestMethod]
    public void CborValue()
    {
        foreach (string item in new string[]
        {
            "C482211901F5", "FB41D954FC40200000", "1B7FFFFFFFFFFFFFFF", "6461C3A962",
            "C11A5182428F",
        })
        {
            Corrupt(ContentFormat.Cbor, ContentTesting.Hex(item));
        }
    }

    private static void Corrupt(int format, byte[] vector)
    {
        ContentReader reader = RecordTesting.ReaderOf(format);
        long path = format == ContentFormat.Cbor ? Lwm2mPath.Of(3, 0, 1) : Lwm2mPath.Of(3, 0);
        for (int length = 0; length <= vector.Length; length++)
        {
            byte[] buffer = ContentTesting.Guarded(length);
            WireBytes.Prefix(vector, length).CopyTo(buffer, Margin);
            Walk(reader, buffer, path, length);
        }

        byte[] whole = ContentTesting.Guarded(vector.Length);
        for (int i = 0; i < 256 * vector.Length; i++)
        {
            vector.CopyTo(whole, Margin);
            whole[Margin + (i >> 8)] = (byte)i;
            Walk(reader, whole, path, i);
        }
    }

    /// <summary>Walks twice, if the first walk comes to the end of content that is fine.</summary>
    private static void Walk(ContentReader reader, byte[] buffer, long path, int seed)
    {
        int end = buffer.Length - Margin;
        reader.Begin(buffer, Margin, end, path);
        int first = ReadAll(reader, Margin, end, seed);
        reader.Rewind();
        int second = ReadAll(reader, Margin, end, seed);
        if (first >= 0)
        {
            Assert.AreEqual(first, second, "the second walk differs");
        }

        ContentTesting.AssertUntouched(buffer, 0, Margin);
        ContentTesting.AssertUntouched(buffer, end, buffer.Length);
    }

    /// <summary>A sum over what the values are; -1 if the content is malformed.</summary>
    private static int ReadAll(ContentReader reader, int offset, int end, int seed)
    {
        int sum = 0;
        int steps = 0;
        Status status;
        while ((status = reader.Next()) == Status.Success)
        {
            Assert.IsTrue(++steps <= end - offset, "no end");
            sum = (31 * sum) + reader.Path.GetHashCode();
            if (!reader.HasValue)
            {
                continue;
            }

            // A resource has one type.
            int type = ContentTesting.Types[(steps + seed) % ContentTesting.Types.Length];
            if (!reader.Is(type))
            {
                Assert.IsFalse(reader.Is(type), "asked twice");
                continue;
            }

            Assert.IsTrue(reader.Is(type), "asked twice");
            if (type != ResourceType.String && type != ResourceType.Opaque)
            {
                sum = (31 * sum) + (int)reader.ReadInteger();
                reader.ReadFloat();
                reader.ReadBoolean();
                reader.ReadObjectLink();
                continue;
            }

            Assert.IsTrue(reader.ValueLength == 0 || (reader.ValueOffset >= offset
                && reader.ValueLength <= end - reader.ValueOffset));
            for (int i = 0; i < reader.ValueLength; i++)
            {
                sum = (31 * sum) + reader.Buffer[reader.ValueOffset + i];
            }
        }

        return status == Status.NotFound ? sum & int.MaxValue : -1;
    }
}
