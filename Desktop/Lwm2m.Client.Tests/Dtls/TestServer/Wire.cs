// Reading and writing of the presentation language of TLS (RFC 5246 §4): numbers in network byte
// order and vectors with a length in front. What does not parse is a DecodeException.

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>What the client sent is malformed or not allowed; the alert that says so.</summary>
internal sealed class AlertException(byte alert, string message) : Exception(message)
{
    public byte Alert { get; } = alert;
}

/// <summary>Reads from the front of a buffer.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    public long Number(int bytes)
    {
        long value = 0;
        foreach (byte b in Bytes(bytes))
        {
            value = (value << 8) | b;
        }

        return value;
    }

    public byte UInt8() => (byte)Number(1);

    public ushort UInt16() => (ushort)Number(2);

    public int UInt24() => (int)Number(3);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            throw new AlertException(AlertCode.DecodeError, "ends too early");
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A vector whose length has so many bytes.</summary>
    public ReadOnlySpan<byte> Vector(int lengthBytes) => Bytes((int)Number(lengthBytes));

    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw new AlertException(AlertCode.DecodeError, "has bytes left over");
        }
    }
}

/// <summary>Appends to a buffer that grows.</summary>
internal sealed class WireWriter
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public WireWriter Number(long value, int bytes)
    {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        {
            _bytes.Add((byte)(value >> shift));
        }

        return this;
    }

    public WireWriter UInt8(int value) => Number(value, 1);

    public WireWriter UInt16(int value) => Number(value, 2);

    public WireWriter UInt24(int value) => Number(value, 3);

    public WireWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public WireWriter Vector(int lengthBytes, ReadOnlySpan<byte> bytes) =>
        Number(bytes.Length, lengthBytes).Bytes(bytes);

    public byte[] ToArray() => [.. _bytes];
}
