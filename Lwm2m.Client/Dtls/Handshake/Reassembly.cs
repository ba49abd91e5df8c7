// Puts the fragments of handshake messages together and the messages in order (RFC 6347 §4.2.2,
// §4.2.3). Everything lies in one buffer; what has no room there is dropped and will be sent again.
// The end of the buffer keeps the server's cookie, which the next ClientHello states. The buffer is
// lent for the time of a handshake.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Messages out of records: keeps fragments, and messages that have come too early.
/// </summary>
internal class Reassembly : RecordLayer
{
    /// <summary>
    /// The header of a handshake message: type (1), length (3), message number (2), offset of the
    /// fragment (3), length of the fragment (3).
    /// </summary>
    public const int MessageHeaderBytes = 12;

    /// <summary>Where the messages begin in the buffer; what is before them is for others.
    /// </summary>
    public const int MessagesAt = 2 * KeySchedule.RandomBytes;

    /// <summary>Where the room for messages ends.</summary>
    public const int MessagesEnd = MessagesAt + Limits.HandshakeBytes;

    /// <summary>What the buffer has to have: behind the messages a bit for each byte of them,
    /// whether it has come.</summary>
    public const int BufferBytes = MessagesEnd + PresentBytes;

    private const int PresentBytes = (Limits.HandshakeBytes + 7) / 8;

    // Where in a header, in place of the fragment's offset, the number of bytes stands that have
    // not come yet; a whole message has 0 there.
    private const int MissingAt = 6;

    /// <summary>Each message lies in the buffer with its header, as one fragment, which is how it
    /// counts in the hash of the handshake (RFC 6347 §4.2.6).</summary>
    public byte[] Messages;

    /// <summary>Where the cookie starts; it ends where the messages do at most.</summary>
    public int CookieStart;

    // The end of the messages, which lie in the order of their arrival.
    private int _used;

    public Reassembly(ICrypto crypto)
        : base(crypto)
    {
    }

    /// <summary>
    /// Takes the cookie of a HelloVerifyRequest, up to 255 bytes; false if it is no other one.
    /// </summary>
    public bool SetCookie(byte[] buffer, int offset, int length)
    {
        int start = MessagesEnd - length;
        if (start == CookieStart && Bytes.Equal(buffer, offset, Messages, start, length))
        {
            return false;
        }

        // Nothing else counts of what has come so far: the server knows nothing of it.
        Array.Copy(buffer, offset, Messages, start, length);
        ForgetMessages();
        CookieStart = start;
        return true;
    }

    /// <summary>Begins in a buffer, without a cookie.</summary>
    public void UseMessages(byte[] buffer)
    {
        Messages = buffer;
        CookieStart = MessagesEnd;
        ForgetMessages();
    }

    /// <summary>Forgets all messages.</summary>
    public void ForgetMessages()
    {
        Array.Clear(Messages, MessagesEnd, PresentBytes);
        _used = MessagesAt;
    }

    /// <summary>Where a message starts in the buffer if all of it is there, else -1.</summary>
    public int FindMessage(int number)
    {
        int start = StartOf(number);
        return start < _used && Bytes.ReadUInt24(Messages, start + MissingAt) == 0 ? start : -1;
    }

    /// <summary>
    /// Adds the fragment whose header is at <paramref name="at"/>. It lies within its message and
    /// within <paramref name="source"/>.
    /// </summary>
    public void AddFragment(byte[] source, int at)
    {
        byte[] buffer = Messages;
        int start = StartOf(Bytes.ReadUInt16(source, at + 4));
        if (start == _used)
        {
            int length = Bytes.ReadUInt24(source, at + 1);
            if (length > CookieStart - start - MessageHeaderBytes)
            {
                return;
            }

            Array.Copy(source, at, buffer, start, MissingAt);
            Bytes.WriteUInt24(buffer, start + MissingAt, length);
            Bytes.WriteUInt24(buffer, start + 9, length);
            _used = start + MessageHeaderBytes + length;
        }

        if (!Bytes.Equal(source, at, buffer, start, 4))
        {
            return; // Another type or length than that of the first fragment.
        }

        int offset = start + MessageHeaderBytes + Bytes.ReadUInt24(source, at + 6);
        int end = offset + Bytes.ReadUInt24(source, at + 9);
        Array.Copy(source, at + MessageHeaderBytes, buffer, offset, end - offset);
        int missing = Bytes.ReadUInt24(buffer, start + MissingAt);
        for (; offset < end; offset++)
        {
            int bits = MessagesEnd - (MessagesAt / 8) + (offset >> 3);
            int bit = 1 << (offset & 7);
            if ((buffer[bits] & bit) == 0)
            {
                buffer[bits] |= (byte)bit;
                missing--;
            }
        }

        Bytes.WriteUInt24(buffer, start + MissingAt, missing);
    }

    /// <summary>Where a message starts; the end of all if there is none with the number.
    /// </summary>
    private int StartOf(int number)
    {
        int start = MessagesAt;
        while (start < _used && Bytes.ReadUInt16(Messages, start + 4) != number)
        {
            start += MessageHeaderBytes + Bytes.ReadUInt24(Messages, start + 1);
        }

        return start;
    }
}
