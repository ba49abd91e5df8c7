// The UTF-8 check of the content readers against System.Text: all of one to three bytes, and
// four bytes around every bound.

using System.Text;
using Lwm2m.Client.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.ContentTests;

public sealed class Utf8OracleTests
{
    private readonly SingleValueReader _reader = new();

    [Fact]
    public void AllOfOneToThreeBytes()
    {
        var bytes = new byte[3];
        for (int i = 0; i < 1 << 24; i++)
        {
            bytes[0] = (byte)i;
            bytes[1] = (byte)(i >> 8);
            bytes[2] = (byte)(i >> 16);
            Compare(bytes, i < 0x100 ? 1 : i < 0x10000 ? 2 : 3);
        }
    }

    [Fact]
    public void FourBytesAroundEveryBound()
    {
        byte[] bounds =
        [
            0x00, 0x01, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
            0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF,
        ];
        var bytes = new byte[4];
        int count = bounds.Length;
        for (int i = 0; i < count * count * count * count; i++)
        {
            bytes[0] = bounds[i % count];
            bytes[1] = bounds[i / count % count];
            bytes[2] = bounds[i / (count * count) % count];
            bytes[3] = bounds[i / (count * count * count)];
            Compare(bytes, 4);
        }
    }

    private void Compare(byte[] bytes, int length)
    {
        var span = bytes.AsSpan(0, length);
        bool expected = System.Text.Unicode.Utf8.IsValid(span) && !span.Contains((byte)0);
        _reader.Begin(bytes, 0, length, Lwm2mPath.Of(3, 0, 0));
        _reader.Next();
        if (_reader.Is(ResourceType.String) != expected)
        {
            Assert.Fail(Convert.ToHexString(span));
        }
    }
}
