// What buffers are passed as.

namespace System;

public readonly struct SpanByte(byte[] bytes)
{
    public byte[] Bytes { get; } = bytes;

    public static implicit operator SpanByte(byte[] bytes) => new(bytes);
}
