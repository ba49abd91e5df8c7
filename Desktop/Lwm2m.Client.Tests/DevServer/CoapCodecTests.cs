// The server's CoAP codec against the examples of RFC 7252 appendix A and against every form of
// option header (§3.1), and with input that is not CoAP.

using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class CoapCodecTests
{
    private const string Temperature = "74656D7065726174757265";

    /// <summary>The messages of RFC 7252, figures 16, 17 and 20 to 22: hex, type, code, message id,
    /// token, path, payload.</summary>
    public static TheoryData<string, CoapType, byte, ushort, string, string, string> Examples =>
        new()
        {
            // Figure 16: confirmable request, piggybacked response.
            { "40017D34" + "BB" + Temperature, CoapType.Con, 0x01, 0x7D34, "",
                "/temperature", "" },
            { "60457D34" + "FF" + "32322E332043", CoapType.Ack, 0x45, 0x7D34, "", "/", "22.3 C" },

            // Figure 17: the same with a token.
            { "41017D35" + "20" + "BB" + Temperature, CoapType.Con, 0x01, 0x7D35, "20",
                "/temperature", "" },
            { "61457D35" + "20" + "FF" + "32322E332043", CoapType.Ack, 0x45, 0x7D35, "20",
                "/", "22.3 C" },

            // Figure 20: a separate response.
            { "41017D38" + "53" + "BB" + Temperature, CoapType.Con, 0x01, 0x7D38, "53",
                "/temperature", "" },
            { "60007D38", CoapType.Ack, 0x00, 0x7D38, "", "/", "" },
            { "4145AD7B" + "53" + "FF" + "32322E332043", CoapType.Con, 0x45, 0xAD7B, "53",
                "/", "22.3 C" },
            { "6000AD7B", CoapType.Ack, 0x00, 0xAD7B, "", "/", "" },

            // Figure 21: the client has lost its state and rejects the response.
            { "4145AD7C" + "64" + "FF" + "32322E332043", CoapType.Con, 0x45, 0xAD7C, "64",
                "/", "22.3 C" },
            { "7000AD7C", CoapType.Rst, 0x00, 0xAD7C, "", "/", "" },

            // Figure 22: non-confirmable request and response.
            { "51017D40" + "75" + "BB" + Temperature, CoapType.Non, 0x01, 0x7D40, "75",
                "/temperature", "" },
            { "5145AD7D" + "75" + "FF" + "32322E332043", CoapType.Non, 0x45, 0xAD7D, "75",
                "/", "22.3 C" },
        };

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_examples_of_RFC_7252_are_read_and_written(string hex, CoapType type,
        byte code, ushort messageId, string token, string path, string payload)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(bytes, out CoapMessage? message));
        Assert.Equal(type, message!.Type);
        Assert.Equal(new CoapCode(code), message.Code);
        Assert.Equal(messageId, message.MessageId);
        Assert.Equal(token, Convert.ToHexString(message.Token.ToArray()));
        Assert.Equal(path, message.UriPath);
        Assert.Equal(payload, message.PayloadText);
        Assert.Equal(bytes, message.ToArray());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 12)]
    [InlineData(13, 13)]
    [InlineData(268, 268)]
    [InlineData(269, 269)]
    [InlineData(65535, 1000)]
    public void Every_form_of_option_header_is_read_and_written(int number, int length)
    {
        byte[] value = new byte[length];
        Array.Fill(value, (byte)0x5A);
        byte[] bytes = new CoapMessage { Options = [new CoapOption(number, value)],
            Code = CoapCode.Get }.ToArray();

        // The header by hand (RFC 7252 §3.1), not by the writer under test.
        (string nibble, string more) numberForm = Form(number);
        (string nibble, string more) lengthForm = Form(length);
        string header = "40010000" + numberForm.nibble + lengthForm.nibble
            + numberForm.more + lengthForm.more;
        Assert.Equal(header + Convert.ToHexString(value), Convert.ToHexString(bytes));

        Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(bytes, out CoapMessage? message));
        CoapOption option = Assert.Single(message!.Options);
        Assert.Equal(number, option.Number);
        Assert.Equal(value, option.Value.ToArray());
    }

    [Theory]
    [InlineData("", ParseStatus.TooShort)]
    [InlineData("400100", ParseStatus.TooShort)]
    [InlineData("00010000", ParseStatus.UnknownVersion)]
    [InlineData("80010000", ParseStatus.UnknownVersion)]
    [InlineData("C0010000", ParseStatus.UnknownVersion)]
    [InlineData("49010000" + "010203040506070809", ParseStatus.FormatError)]
    [InlineData("4F010000" + "0102030405060708090A0B0C0D0E0F", ParseStatus.FormatError)]
    [InlineData("42010000" + "01", ParseStatus.FormatError)]
    [InlineData("4100000001", ParseStatus.FormatError)]
    [InlineData("40000000FF01", ParseStatus.FormatError)]
    [InlineData("40010000FF", ParseStatus.FormatError)]
    [InlineData("40010000F0", ParseStatus.FormatError)]
    [InlineData("400100000F", ParseStatus.FormatError)]
    [InlineData("40010000D0", ParseStatus.FormatError)]
    [InlineData("40010000E000", ParseStatus.FormatError)]
    [InlineData("400100000D", ParseStatus.FormatError)]
    [InlineData("400100000E00", ParseStatus.FormatError)]
    [InlineData("40010000B2" + "72", ParseStatus.FormatError)]
    [InlineData("40010000E0FFFF", ParseStatus.FormatError)]
    [InlineData("40010000E0FEF2", ParseStatus.Ok)]
    [InlineData("40010000E0FEF3", ParseStatus.FormatError)]
    [InlineData("40010000E0FEF210", ParseStatus.FormatError)]
    public void What_is_not_CoAP_is_told_apart(string hex, ParseStatus status) =>
        Assert.Equal(status, CoapMessage.Parse(Convert.FromHexString(hex), out _));

    [Fact]
    public void Every_prefix_and_corruption_of_the_examples_is_parsed_without_exception()
    {
        int parsed = 0;
        foreach (var row in Examples)
        {
            byte[] bytes = Convert.FromHexString(row.Data.Item1);
            for (int length = 0; length < bytes.Length; length++)
            {
                parsed += TryParse(bytes.AsSpan(0, length)) ? 1 : 0;
            }

            for (int at = 0; at < bytes.Length; at++)
            {
                byte right = bytes[at];
                for (int value = 0; value < 256; value++)
                {
                    bytes[at] = (byte)value;
                    parsed += TryParse(bytes) ? 1 : 0;
                }

                bytes[at] = right;
            }
        }

        // Most single-byte changes leave a message that is well-formed, if different.
        Assert.True(parsed > 1000, $"only {parsed} were accepted");
    }

    [Theory]
    [InlineData("", 0, false, 0)]
    [InlineData("0E", 0, true, 6)]
    [InlineData("16", 1, false, 6)]
    [InlineData("1D", 1, true, 5)]
    [InlineData("FFFFF6", 0xFFFFF, false, 6)]
    public void Block_options_are_read_and_written(
        string hex, int number, bool more, int exponent)
    {
        var option = new CoapOption(OptionNumber.Block2, Convert.FromHexString(hex));
        Assert.True(BlockOption.TryParse(option, out BlockOption block));
        Assert.Equal(new BlockOption(number, more, exponent), block);
        Assert.Equal(16 << exponent, block.Size);
        Assert.Equal(number * block.Size, block.Offset);
        Assert.Equal(hex, Convert.ToHexString(block.ToOption(OptionNumber.Block2).Value.Span));
    }

    [Theory]
    [InlineData("07")]
    [InlineData("01000000")]
    public void Block_options_that_are_reserved_are_refused(string hex) =>
        Assert.False(BlockOption.TryParse(
            new CoapOption(OptionNumber.Block1, Convert.FromHexString(hex)), out _));

    [Theory]
    [InlineData(0u, "")]
    [InlineData(1u, "01")]
    [InlineData(255u, "FF")]
    [InlineData(256u, "0100")]
    [InlineData(11542u, "2D16")]
    [InlineData(65536u, "010000")]
    [InlineData(uint.MaxValue, "FFFFFFFF")]
    public void Integers_take_as_few_bytes_as_they_need(uint value, string hex)
    {
        CoapOption option = CoapOption.FromUInt(OptionNumber.MaxAge, value);
        Assert.Equal(hex, Convert.ToHexString(option.Value.Span));
        Assert.True(option.TryGetUInt(4, out uint read));
        Assert.Equal(value, read);
    }

    [Fact]
    public void Options_added_in_any_order_are_sorted_and_keep_their_order_within_a_number()
    {
        IReadOnlyList<CoapOption> options = new OptionList()
            .Add(OptionNumber.UriQuery, "b").AddPath(OptionNumber.UriPath, "/3/0/9")
            .Add(OptionNumber.Observe, 0).AddQuery("c&d").Options;
        Assert.Equal([6, 11, 11, 11, 15, 15, 15], options.Select(o => o.Number));
        Assert.Equal("", options[0].Text);
        Assert.Equal(["3", "0", "9", "b", "c", "d"], options.Skip(1).Select(o => o.Text));
    }

    [Fact]
    public void Codes_are_written_as_people_write_them()
    {
        Assert.Equal("2.05 Content", CoapCode.Content.ToString());
        Assert.Equal("4.04 Not Found", CoapCode.NotFound.ToString());
        Assert.Equal("GET", CoapCode.Get.ToString());
        Assert.Equal("5.31", new CoapCode(0xBF).ToString());
    }

    private static bool TryParse(ReadOnlySpan<byte> bytes)
    {
        if (CoapMessage.Parse(bytes, out CoapMessage? message) != ParseStatus.Ok)
        {
            Assert.Null(message);
            return false;
        }

        // What was read can be written, summarized and read again.
        Assert.NotEmpty(message!.ToString());
        Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(message.ToArray(), out _));
        return true;
    }

    private static (string Nibble, string More) Form(int value) => value switch
    {
        < 13 => (value.ToString("X"), ""),
        < 269 => ("D", (value - 13).ToString("X2")),
        _ => ("E", (value - 269).ToString("X4")),
    };
}
