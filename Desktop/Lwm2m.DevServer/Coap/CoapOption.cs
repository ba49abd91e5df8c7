// One CoAP option (RFC 7252 §3.1) with the value formats of §3.2.

using System.Buffers.Binary;
using System.Text;

namespace Lwm2m.DevServer.Coap;

/// <summary>An option: its number and its value.</summary>
public readonly record struct CoapOption(int Number, ReadOnlyMemory<byte> Value)
{
    /// <summary>The value as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    /// <summary>An option with a text value.</summary>
    public static CoapOption FromText(int number, string text) =>
        new(number, Encoding.UTF8.GetBytes(text));

    /// <summary>An option with an unsigned integer in as few bytes as it needs.</summary>
    public static CoapOption FromUInt(int number, uint value)
    {
        Span<byte> wide = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(wide, value);
        int skip = value == 0 ? 4 : System.Numerics.BitOperations.LeadingZeroCount(value) / 8;
        return new CoapOption(number, wide[skip..].ToArray());
    }

    /// <summary>The value as an unsigned integer; false when it has more bytes than
    /// <paramref name="maxLength"/>. Leading zero bytes are accepted (RFC 7252 §3.2).</summary>
    public bool TryGetUInt(int maxLength, out uint value)
    {
        value = 0;
        if (Value.Length > maxLength)
        {
            return false;
        }

        foreach (byte b in Value.Span)
        {
            value = (value << 8) | b;
        }

        return true;
    }
}
