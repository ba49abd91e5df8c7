// Records against System.Formats.Cbor and System.Text.Json: what the writers write is read by them,
// what they write in any of its forms is read by the readers; seeded random values and documents.

using System.Formats.Cbor;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lwm2m.Client.Content;
using Xunit;
using OracleReader = System.Formats.Cbor.CborReader;
using OracleWriter = System.Formats.Cbor.CborWriter;

namespace Lwm2m.Client.DesktopTests.ContentTests;

public sealed class RecordOracleTests
{
    private const int Documents = 1000;

    /// <summary>What comes before the value of the one record of /9/0/0.</summary>
    private const int HeadBytes = 13;

    private static readonly string[] s_senml = ["vs", "v", "v", "vb", "vd", "vlo"];
    private static readonly string[] s_oma = ["sv", "v", "v", "bv", "sv", "ov"];

    [Theory]
    [InlineData(ContentFormat.SenmlCbor)]
    [InlineData(ContentFormat.SenmlJson)]
    [InlineData(ContentFormat.OmaJson)]
    public void WhatIsWrittenIsReadByTheOracle(int format)
    {
        var random = new Random(20261128);
        for (int i = 0; i < Documents; i++)
        {
            RandomRecord[] records = RandomRecord.List(random, 40, format);
            byte[] content = RecordBench.Write(format, records);

            Assert.Equal(
                records.Select(r => r.Text()),
                format == ContentFormat.SenmlCbor ? OfCbor(content)
                    : OfJson(content, format == ContentFormat.OmaJson));
        }
    }

    [Theory]
    [InlineData(ContentFormat.SenmlCbor)]
    [InlineData(ContentFormat.SenmlJson)]
    [InlineData(ContentFormat.OmaJson)]
    public void WhatIsWrittenIsReadBack(int format)
    {
        var random = new Random(20261129);
        for (int i = 0; i < Documents; i++)
        {
            RandomRecord[] records = RandomRecord.List(random, 30, format);

            Assert.Equal(
                records.Select(r => r.Text()),
                RecordBench.Read(format, RecordBench.Write(format, records), records));
        }
    }

    [Fact]
    public void CborOfTheOracleIsRead()
    {
        var random = new Random(20261130);
        for (int i = 0; i < Documents; i++)
        {
            RandomRecord[] records = RandomRecord.List(random, 20, ContentFormat.SenmlCbor);

            Assert.Equal(
                records.Select(r => r.Text()),
                RecordBench.Read(
                    ContentFormat.SenmlCbor, RecordDocuments.Cbor(random, records), records));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void JsonOfTheOracleIsRead(bool isOma)
    {
        var random = new Random(20261201);
        int format = isOma ? ContentFormat.OmaJson : ContentFormat.SenmlJson;
        for (int i = 0; i < Documents; i++)
        {
            RandomRecord[] records = RandomRecord.List(random, 20, format);

            Assert.Equal(
                records.Select(r => r.Text()),
                RecordBench.Read(
                    format, RecordDocuments.Json(random, records, isOma), records));
        }
    }

    /// <summary>The shortest floats are those of preferred serialization (RFC 8949 §4.1).
    /// </summary>
    [Fact]
    public void FloatsAreAsShortAsThoseOfTheOracle()
    {
        var random = new Random(20261202);
        for (int i = 0; i < 40000; i++)
        {
            double value = RandomRecord.Float(random);
            var record = new RandomRecord(Lwm2mPath.Of(9, 0, 0), ResourceType.Float, value);
            byte[] content = RecordBench.Write(ContentFormat.SenmlCbor, [record]);
            var oracle = new OracleWriter(CborConformanceMode.Canonical);
            oracle.WriteDouble(value);
            byte[] expected = oracle.Encode();

            Assert.Equal(expected, content[^expected.Length..]);
            Assert.Equal(HeadBytes + expected.Length, content.Length);
        }
    }

    /// <summary>What is no JSON or CBOR for the oracle is none for the readers.</summary>
    [Theory]
    [InlineData(ContentFormat.SenmlCbor)]
    [InlineData(ContentFormat.SenmlJson)]
    [InlineData(ContentFormat.OmaJson)]
    public void WhatTheOracleRefusesIsRefused(int format)
    {
        var random = new Random(20261203);
        int refused = 0;
        for (int i = 0; i < 20 * Documents; i++)
        {
            RandomRecord[] records = RandomRecord.List(random, 4, format);
            byte[] content = RecordBench.Write(format, records);
            int at = random.Next(content.Length);
            content[at] = (byte)random.Next(format == ContentFormat.SenmlCbor ? 256 : 128);
            bool isFine = format == ContentFormat.SenmlCbor ? IsCbor(content) : IsJson(content);
            refused += isFine ? 0 : 1;

            Assert.True(
                isFine || !RecordBench.IsRead(format, content),
                Convert.ToHexString(content));
        }

        Assert.InRange(refused, Documents, 19 * Documents);
    }

    private static bool IsCbor(byte[] content)
    {
        try
        {
            var reader = new OracleReader(content, CborConformanceMode.Lax);
            reader.SkipValue();
            return reader.BytesRemaining == 0;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            return false;
        }
    }

    // Zeros in front of a number are let pass: they say nothing else than without them.
    private static bool IsJson(byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        text = Regex.Replace(text, @"(?<=:\s*-?)0+(?=\d)", "");
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<string> OfCbor(byte[] content)
    {
        var reader = new OracleReader(content, CborConformanceMode.Strict);
        var list = new List<string>();
        string baseName = "";
        int? records = reader.ReadStartArray();
        Assert.NotNull(records);
        for (int i = 0; i < records; i++)
        {
            string name = "";
            string value = "";
            int? members = reader.ReadStartMap();
            Assert.NotNull(members);
            for (int k = 0; k < members; k++)
            {
                if (reader.PeekState() == CborReaderState.TextString)
                {
                    Assert.Equal("vlo", reader.ReadTextString());
                    value = "l" + reader.ReadTextString();
                    continue;
                }

                switch (reader.ReadInt32())
                {
                    case -2:
                        baseName = reader.ReadTextString();
                        break;
                    case 0:
                        name = reader.ReadTextString();
                        break;
                    case 2 when reader.PeekState() is CborReaderState.UnsignedInteger
                        or CborReaderState.NegativeInteger:
                        value = "i" + reader.ReadInt64();
                        break;
                    case 2:
                        value = RandomRecord.Text(reader.ReadDouble());
                        break;
                    case 3:
                        value = "s" + reader.ReadTextString();
                        break;
                    case 4:
                        value = "b" + reader.ReadBoolean();
                        break;
                    case 8:
                        value = "d" + Convert.ToHexString(reader.ReadByteString());
                        break;
                    default:
                        Assert.Fail("another label");
                        break;
                }
            }

            reader.ReadEndMap();
            list.Add(baseName + name + "=" + value);
        }

        reader.ReadEndArray();
        Assert.Equal(0, reader.BytesRemaining);
        return list;
    }

    private static List<string> OfJson(byte[] content, bool isOma)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        JsonElement root = document.RootElement;
        string baseName = isOma ? root.GetProperty("bn").GetString()! : "";
        string[] labels = isOma ? s_oma : s_senml;
        var list = new List<string>();
        foreach (JsonElement record in (isOma ? root.GetProperty("e") : root).EnumerateArray())
        {
            if (record.TryGetProperty("bn", out JsonElement bn))
            {
                baseName = bn.GetString()!;
            }

            JsonProperty member = record.EnumerateObject().Last();
            Assert.Contains(member.Name, labels);
            list.Add(baseName + record.GetProperty("n").GetString() + "="
                + (member.Name == labels[5] ? "l" + member.Value.GetString()
                    : member.Name == "vd" ? "d" + Hex(member.Value.GetString()!)
                    : member.Value.ValueKind switch
                    {
                        JsonValueKind.String => "s" + member.Value.GetString(),
                        JsonValueKind.Number when member.Value.TryGetInt64(out long i) => "i" + i,
                        JsonValueKind.Number => RandomRecord.Text(member.Value.GetDouble()),
                        _ => "b" + member.Value.GetBoolean(),
                    }));
        }

        return list;
    }

    private static string Hex(string base64Url) =>
        Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(base64Url));
}
