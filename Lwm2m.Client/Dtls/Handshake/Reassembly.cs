// Puts the fragments of handshake messages together and the messages in order (RFC 6347 §4.2.2,
// §4.2.3). Everything lies in one buffer; what has no room there is dropped and will be sent again.
// The end of the buffer keeps the server's cookie, which the next ClientHello states. The buffer is
// lent for the time of a handshake.

using System;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Keeps fragments, and messages that have come too early.</summary>
internal sealed class Reassembly
{
    /// <summary>
    /// The header of a handshake message: type (1), length (3), message number (2), offset of the
    /// fragment (3), length of the fragment (3).
    /// </summary>
    public const int HeaderBytes = 12;

    /// <summary>What the buffer has to have: behind the messages a bit for each byte of them,
    /// whether it has come.</summary>
    public const int BufferBytes = Capacity + PresentBytes;

    private const int Capacity = Limits.HandshakeBytes;
    private const int PresentBytes = (Capacity + 7) / 8;
    private const int Messages = 4;

    // Where each message starts, in the order of their arrival.
    private readonly int[] _starts = new int[Messages];
    private readonly int[] _missing = new int[Messages];
    private byte[] _buffer;
    private int _count;
    private int _used;

    /// <summary>Each message lies in the buffer with its header, as one fragment, which is how it
    /// counts in the hash of the handshake (RFC 6347 §4.2.6).</summary>
    public byte[] Buffer
    {
        get { return _buffer; }
    }

    /// <summary>Where the cookie starts; it ends with the buffer.</summary>
    public int CookieStart = Capacity;

    /// <summary>
    /// Takes the cookie of a HelloVerifyRequest, up to 255 bytes; false if it is no other one.
    /// </summary>
    public bool SetCookie(byte[] buffer, int offset, int length)
    {
        int start = Capacity - length;
        if (start == CookieStart && Bytes.Equal(buffer, offset, _buffer, start, length))
        {
            return false;
        }

        // Nothing else counts of what has come so far: the server knows nothing of it.
        Array.Copy(buffer, offset, _buffer, start, length);
        Clear();
        CookieStart = start;
        return true;
    }

    /// <summary>Begins in a buffer, without a cookie.</summary>
    public void Use(byte[] buffer)
    {
        _buffer = buffer;
        CookieStart = Capacity;
        Clear();
    }

    /// <summary>Forgets all messages.</summary>
    public void Clear()
    {
        Array.Clear(_buffer, Capacity, PresentBytes);
        _count = 0;
        _used = 0;
    }

    /// <summary>Where a message starts in the buffer if all of it is there, else -1.</summary>
    public int Find(int number)
    {
        int i = IndexOf(number);
        return i >= 0 && _missing[i] == 0 ? _starts[i] : -1;
    }

    /// <summary>
    /// Adds the fragment whose header is at <paramref name="at"/>. It lies within its message and
    /// within <paramref name="source"/>.
    /// </summary>
    public void Add(byte[] source, int at)
    {
        int i = IndexOf(Bytes.ReadUInt16(source, at + 4));
        if (i < 0)
        {
            i = Begin(source, at);
            if (i < 0)
            {
                return;
            }
        }

        int start = _starts[i];
        if (!Bytes.Equal(source, at, _buffer, start, 4))
        {
            return; // Another type or length than that of the first fragment.
        }

        int offset = start + HeaderBytes + Bytes.ReadUInt24(source, at + 6);
        int length = Bytes.ReadUInt24(source, at + 9);
        for (int k = offset; k < offset + length; k++)
        {
            int bits = Capacity + (k >> 3);
            int bit = 1 << (k & 7);
            if ((_buffer[bits] & bit) == 0)
            {
                _buffer[bits] |= (byte)bit;
                _missing[i]--;
            }
        }

        Array.Copy(source, at + HeaderBytes, _buffer, offset, length);
    }

    private int IndexOf(int number)
    {
        for (int i = 0; i < _count; i++)
        {
            if (Bytes.ReadUInt16(_buffer, _starts[i] + 4) == number)
            {
                return i;
            }
        }

        return -1;
    }

    private int Begin(byte[] source, int at)
    {
        int length = Bytes.ReadUInt24(source, at + 1);
        if (_count == Messages || length > CookieStart - _used - HeaderBytes)
        {
            return -1;
        }

        int start = _used;
        Array.Copy(source, at, _buffer, start, 6);
        Array.Clear(_buffer, start + 6, 3);
        Array.Copy(source, at + 1, _buffer, start + 9, 3);
        _starts[_count] = start;
        _missing[_count] = length;
        _used += HeaderBytes + length;
        return _count++;
    }
}
