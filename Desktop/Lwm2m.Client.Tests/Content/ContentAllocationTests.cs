// Writing and reading content allocates nothing: measured per thread, after one warm-up.

using Lwm2m.Client.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.ContentTests;

public sealed class ContentAllocationTests
{
    private const int MultipleRow = ResourceType.Multiple | ResourceType.Integer | 6;

    private readonly byte[] _buffer = new byte[512];
    private readonly byte[] _text = "Open Mobile Alliance"u8.ToArray();
    private readonly byte[] _name = "pmin"u8.ToArray();

    [Fact]
    public void WritingTlv()
    {
        var writer = new TlvWriter();
        AssertNoAllocation(() => WriteAll(writer));
        Assert.False(writer.IsFull);
    }

    [Fact]
    public void ReadingTlv()
    {
        var writer = new TlvWriter();
        WriteAll(writer);
        var reader = new TlvReader();
        int values = 0;
        AssertNoAllocation(() => values = ReadAll(reader, 64, writer.Position, Lwm2mPath.Of(3)));
        Assert.Equal(7, values);
    }

    [Fact]
    public void WritingText()
    {
        var writer = new SingleValueWriter();
        AssertNoAllocation(() => WriteAll(writer));
        Assert.True(writer.Position > 64);
    }

    [Fact]
    public void WritingOpaque()
    {
        var writer = new SingleValueWriter { Format = ContentFormat.Opaque };
        AssertNoAllocation(() => WriteAll(writer));
        Assert.True(writer.IsUnsuitable);
    }

    [Theory]
    [InlineData("-1.7976931348623157E+308")]
    [InlineData("9223372036854775807")]
    [InlineData("66:1")]
    [InlineData("AQIDBAU=")]
    [InlineData("not a number")]
    public void ReadingText(string text)
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes(text);
        var reader = new SingleValueReader();
        int values = 0;
        AssertNoAllocation(() =>
        {
            content.CopyTo(_buffer, 64);
            values = ReadAll(reader, 64, 64 + content.Length, Lwm2mPath.Of(3, 0, 1));
        });
        Assert.Equal(1, values);
    }

    [Fact]
    public void ReadingOpaque()
    {
        var reader = new SingleValueReader { Format = ContentFormat.Opaque };
        int values = 0;
        AssertNoAllocation(() => values = ReadAll(reader, 64, 80, Lwm2mPath.Of(5, 0, 0)));
        Assert.Equal(1, values);
    }

    [Theory]
    [InlineData(ContentFormat.Cbor)]
    [InlineData(ContentFormat.SenmlCbor)]
    [InlineData(ContentFormat.SenmlJson)]
    [InlineData(ContentFormat.OmaJson)]
    public void WritingAndReadingRecords(int format)
    {
        bool isCbor = format is ContentFormat.Cbor or ContentFormat.SenmlCbor;
        RecordWriter writer = isCbor ? new CborWriter() : new JsonWriter();
        byte[] name = new byte[RecordReader.MaxNameBytes];
        RecordReader reader = isCbor ? new CborReader(name) : new JsonReader(name);
        writer.Format = format;
        reader.Format = format;
        int values = 0;
        AssertNoAllocation(() =>
        {
            WriteAll(writer);
            values = ReadAll(
                reader, 64, writer.Position,
                format == ContentFormat.Cbor ? Lwm2mPath.Of(3, 0, 1) : Lwm2mPath.Root);
        });
        Assert.False(writer.IsFull);
        Assert.Equal(format == ContentFormat.Cbor ? 1 : 7, values);
    }

    [Fact]
    public void ReadingEscapesAndSkipping()
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes(
            "[{\"n\":\"\\/3\\u002f0/1\",\"x\":[{}],\"v\":1.5}]");
        var reader = new JsonReader(new byte[RecordReader.MaxNameBytes])
        {
            Format = ContentFormat.SenmlJson,
        };
        int values = 0;
        AssertNoAllocation(() =>
        {
            content.CopyTo(_buffer, 64);
            values = ReadAll(reader, 64, 64 + content.Length, Lwm2mPath.Of(3));
        });
        Assert.Equal(1, values);
    }

    [Fact]
    public void WritingLinks()
    {
        var writer = new LinkFormatWriter();
        AssertNoAllocation(() =>
        {
            writer.Begin(_buffer, 64, 512);
            writer.Append(_text, 0, _text.Length);
            writer.WriteLink(Lwm2mPath.Of(3303, 0, 5700));
            writer.WriteVersion(11);
            writer.WriteParameter(_name, 0, 4, 60);
            writer.WriteParameter(_name, 0, 4, 25.5);
        });
        Assert.False(writer.IsFull);
    }

    [Fact]
    public void CapturingNumbers()
    {
        var capture = new NumberCapture();
        AssertNoAllocation(() => WriteAll(capture));
        Assert.True(capture.HasNumber);
    }

    private static void AssertNoAllocation(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void WriteAll(ContentWriter writer)
    {
        writer.Begin(_buffer, 64, 512);
        writer.EnterInstance(0);
        writer.EnterTarget(Lwm2mPath.Of(3, 0));
        Enter(writer, ResourceType.String).WriteString(_text);
        Enter(writer, ResourceType.Opaque | 1).WriteOpaque(_text, 0, 5);
        Enter(writer, ResourceType.Boolean | 2).WriteBoolean(true);
        Enter(writer, ResourceType.ObjectLink | 3).WriteObjectLink(66, 1);
        writer.EnterResource(MultipleRow, -1);
        writer.EnterResourceInstance(0);
        writer.WriteInteger(1);
        writer.EnterResourceInstance(1);
        writer.WriteTime(1367491215);
        writer.LeaveResource();
        Enter(writer, ResourceType.Float | 5700).WriteFloat(1 / 3.0);
        writer.LeaveInstance();
    }

    private static ContentWriter Enter(ContentWriter writer, int row)
    {
        writer.EnterResource(row, -1);
        return writer;
    }

    /// <summary>Asks each value for every type and reads it as those that it is.</summary>
    private int ReadAll(ContentReader reader, int offset, int end, long path)
    {
        int values = 0;
        reader.Begin(_buffer, offset, end, path);
        while (reader.Next() == Status.Success)
        {
            values++;
            for (int type = 0; type <= ResourceType.ObjectLink; type += ResourceType.String)
            {
                if (!reader.Is(type))
                {
                    continue;
                }

                reader.ReadInteger();
                reader.ReadFloat();
            }
        }

        return values;
    }
}
