// Writes CoAP messages for the measured client to read (RFC 7252 §3), independently of the
// library's own writer.

using System.Buffers.Binary;
using System.Text;

namespace DeviceCost.Bench;

/// <summary>Builds one message; options in ascending order.</summary>
internal sealed class DatagramBuilder(int type, int code, int messageId)
{
    private readonly List<byte> _options = [];
    private int _lastOption;
    private byte[] _payload = [];

    public int Code { get; set; } = code;

    public byte[] Token { get; set; } = [];

    public DatagramBuilder Option(int number, params byte[] value)
    {
        int delta = number - _lastOption;
        if (delta > 12 + 255 || value.Length > 12 + 255)
        {
            throw new ArgumentOutOfRangeException(nameof(number));
        }

        _lastOption = number;
        _options.Add((byte)(Math.Min(delta, 13) << 4 | Math.Min(value.Length, 13)));
        if (delta > 12)
        {
            _options.Add((byte)(delta - 13));
        }

        if (value.Length > 12)
        {
            _options.Add((byte)(value.Length - 13));
        }

        _options.AddRange(value);
        return this;
    }

    public DatagramBuilder Option(int number, string text)
    {
        return Option(number, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A number of two bytes, such as a content format above 255.</summary>
    public DatagramBuilder OptionNumber(int number, ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return Option(number, bytes);
    }

    public DatagramBuilder Path(string path)
    {
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            Option(11, segment);
        }

        return this;
    }

    public DatagramBuilder Payload(byte[] payload)
    {
        _payload = payload;
        return this;
    }

    public byte[] ToArray()
    {
        byte[] header =
        [
            (byte)(0x40 | type << 4 | Token.Length), (byte)Code,
            (byte)(messageId >> 8), (byte)messageId,
        ];
        return [.. header, .. Token, .. _options, .. _payload.Length == 0 ? [] : (byte[])[0xFF],
            .. _payload];
    }
}
