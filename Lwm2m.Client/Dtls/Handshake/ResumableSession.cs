// What a later handshake can take up again (RFC 5246 §7.4.1.2: session_id).

using System;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The session of the latest handshake with a server.</summary>
internal sealed class ResumableSession
{
    /// <summary>Longest session id (RFC 5246 §7.4.1.2).</summary>
    public const int MaxIdBytes = 32;

    /// <summary>The length of an export.</summary>
    public const int StateBytes = 4 + MaxIdBytes + KeySchedule.MasterBytes;

    private const int Extended = 1;
    private const int LimitedFragment = 2;

    /// <summary>The session id; empty if there is nothing to resume.</summary>
    public readonly byte[] Id = new byte[MaxIdBytes];

    /// <summary>The master secret.</summary>
    public readonly byte[] Master = new byte[KeySchedule.MasterBytes];

    public int IdLength;

    public int CipherSuite;

    /// <summary>
    /// Whether the master secret is an extended one; a resumption must say the same (RFC 7627
    /// §5.3).
    /// </summary>
    public bool IsExtended;

    /// <summary>
    /// Whether max_fragment_length was agreed on: for as long as the session is (RFC 6066 §4).
    /// </summary>
    public bool HasMaxFragmentLength;

    public void SetId(byte[] id, int length)
    {
        Array.Copy(id, Id, length);
        IdLength = length;
    }

    public bool HasId(byte[] id, int length)
    {
        return length > 0 && length == IdLength && Bytes.Equal(Id, 0, id, 0, length);
    }

    /// <summary>
    /// Writes the session: cipher suite (2), flags (1), session id, its length (1) before it (32),
    /// master secret (48).
    /// </summary>
    public void Export(byte[] buffer, int at)
    {
        Bytes.WriteUInt16(buffer, at, CipherSuite);
        buffer[at + 2] = (byte)((IsExtended ? Extended : 0)
            | (HasMaxFragmentLength ? LimitedFragment : 0));
        buffer[at + 3] = (byte)IdLength;
        Array.Copy(Id, 0, buffer, at + 4, MaxIdBytes);
        Array.Copy(Master, 0, buffer, at + 36, KeySchedule.MasterBytes);
    }

    /// <summary>Takes up a session that was exported.</summary>
    public void Import(byte[] buffer, int at)
    {
        CipherSuite = Bytes.ReadUInt16(buffer, at);
        IsExtended = (buffer[at + 2] & Extended) != 0;
        HasMaxFragmentLength = (buffer[at + 2] & LimitedFragment) != 0;
        IdLength = buffer[at + 3] > MaxIdBytes ? 0 : buffer[at + 3];
        Array.Copy(buffer, at + 4, Id, 0, MaxIdBytes);
        Array.Copy(buffer, at + 36, Master, 0, KeySchedule.MasterBytes);
    }

    /// <summary>Forgets the session: the next handshake is a full one.</summary>
    public void Clear()
    {
        Bytes.Wipe(Master);
        IdLength = 0;
    }
}
