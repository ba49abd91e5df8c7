// What a later handshake can take up again (RFC 5246 §7.4.1.2: session_id). It stands behind the
// bytes of the record layer:
//   0    cipher suite (2) | flags (1)
//   3    session id, its length (1) before it (32)
//   36   master secret (48)

using System;
using Lwm2m.Client.Dtls.Record;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The session of the latest handshake with a server.</summary>
internal class ResumableSession : ConnectionState
{
    /// <summary>Longest session id (RFC 5246 §7.4.1.2).</summary>
    public const int MaxIdBytes = 32;

    /// <summary>Where the session id stands.</summary>
    public const int IdAt = IdLengthAt + 1;

    /// <summary>Where the master secret stands.</summary>
    public const int MasterAt = IdAt + MaxIdBytes;

    /// <summary>The bytes of both.</summary>
    public const int StateBytes = MasterAt + KeySchedule.MasterBytes;

    /// <summary>A flag: the master secret is an extended one; a resumption must say the same
    /// (RFC 7627 §5.3).</summary>
    public const int Extended = 1;

    /// <summary>A flag: max_fragment_length was agreed on, for as long as the session is
    /// (RFC 6066 §4).</summary>
    public const int LimitedFragment = 2;

    private const int IdLengthAt = FlagsAt + 1;
    private const int FlagsAt = SuiteAt + 2;
    private const int SuiteAt = RecordBytes;

    public ResumableSession()
        : base(StateBytes)
    {
    }

    /// <summary>The length of the session id; 0 if there is nothing to resume.</summary>
    public int IdLength
    {
        get { return Packed[IdLengthAt]; }
    }

    public int CipherSuite
    {
        get { return Bytes.ReadUInt16(Packed, SuiteAt); }
    }

    public int Flags
    {
        get { return Packed[FlagsAt]; }
    }

    /// <summary>Takes what the server has chosen for a new session, whose master secret is still
    /// to come.</summary>
    public void SetSession(ServerHello hello, byte[] message)
    {
        byte[] packed = Packed;
        Bytes.WriteUInt16(packed, SuiteAt, hello.CipherSuite);
        packed[FlagsAt] = (byte)hello.Flags;
        packed[IdLengthAt] = (byte)hello.SessionIdLength;
        Array.Copy(message, hello.SessionIdOffset, packed, IdAt, hello.SessionIdLength);
    }

    /// <summary>Whether the server has chosen to go on with this session.</summary>
    public bool HasIdOf(ServerHello hello, byte[] message)
    {
        int length = hello.SessionIdLength;
        return length > 0 && length == IdLength
            && Bytes.Equal(Packed, IdAt, message, hello.SessionIdOffset, length);
    }

    /// <summary>Forgets the session: the next handshake is a full one.</summary>
    public void ClearSession()
    {
        Array.Clear(Packed, RecordBytes, StateBytes - RecordBytes);
    }
}
