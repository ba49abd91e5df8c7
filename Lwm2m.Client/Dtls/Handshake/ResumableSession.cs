// What a later handshake can take up again (RFC 5246 §7.4.1.2: session_id).

using System;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The session of the latest handshake with a server.</summary>
internal sealed class ResumableSession
{
    /// <summary>Longest session id (RFC 5246 §7.4.1.2).</summary>
    public const int MaxIdBytes = 32;

    /// <summary>The session id; empty if there is nothing to resume.</summary>
    public readonly byte[] Id = new byte[MaxIdBytes];

    /// <summary>The master secret.</summary>
    public readonly byte[] Master = new byte[KeySchedule.MasterBytes];

    public int IdLength { get; private set; }

    public int CipherSuite { get; set; }

    /// <summary>
    /// Whether the master secret is an extended one; a resumption must say the same (RFC 7627
    /// §5.3).
    /// </summary>
    public bool IsExtended { get; set; }

    /// <summary>
    /// Whether max_fragment_length was agreed on: for as long as the session is (RFC 6066 §4).
    /// </summary>
    public bool HasMaxFragmentLength { get; set; }

    public void SetId(byte[] id, int length)
    {
        Array.Copy(id, Id, length);
        IdLength = length;
    }

    public bool HasId(byte[] id, int length)
    {
        return length > 0 && length == IdLength && Bytes.Equal(Id, 0, id, 0, length);
    }

    /// <summary>Forgets the session: the next handshake is a full one.</summary>
    public void Clear()
    {
        Bytes.Wipe(Master);
        IdLength = 0;
    }
}
