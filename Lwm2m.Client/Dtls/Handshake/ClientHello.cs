// ClientHello (RFC 6347 §4.2.1, RFC 5246 §7.4.1.2). It is written anew for each transmission, and
// from the same values it is always the same message:
//   version FE FD | random (32) | session id, its length (1) before it | cookie, its length (1)
//   before it | suites, their length (2) before them | 1, 0: no compression | extensions, their
//   length (2) before them

using System;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The first message of a handshake.</summary>
internal sealed class ClientHello
{
    private const int MaxCookieBytes = 255;
    private const int Version = 0xFEFD;

    private readonly DtlsParameters _parameters;
    private readonly ResumableSession _session;
    private readonly int _fragmentCode;
    private readonly byte[] _cookie = new byte[MaxCookieBytes];
    private int _cookieLength;

    private byte[] _buffer;
    private int _at;

    /// <param name="parameters">What to offer.</param>
    /// <param name="session">The session to offer, if there is one.</param>
    /// <param name="receiveBytes">The largest datagram that can be received.</param>
    public ClientHello(DtlsParameters parameters, ResumableSession session, int receiveBytes)
    {
        _parameters = parameters;
        _session = session;
        if (receiveBytes < parameters.PathMtuBytes)
        {
            // 512, 1024, 2048 and 4096 bytes have the codes 1 to 4 (RFC 6066 §4).
            _fragmentCode = 1;
            while (_fragmentCode < 4 && 512 << _fragmentCode <= receiveBytes - 64)
            {
                _fragmentCode++;
            }
        }
    }

    /// <summary>The client's random.</summary>
    public readonly byte[] Random = new byte[KeySchedule.RandomBytes];

    /// <summary>
    /// Whether renegotiation_info is an extension here or one of the suites (RFC 5746 §3.4). A
    /// server has to understand both; an attempt that fails is followed by one the other way.
    /// </summary>
    public bool HasRenegotiationExtension;

    /// <summary>The code of max_fragment_length that is offered, or 0.</summary>
    public int FragmentCode
    {
        get { return _fragmentCode; }
    }

    /// <summary>Whether no connection id is asked for although the account says so.</summary>
    public bool WithholdsConnectionId;

    /// <summary>Begins a handshake, without cookie.</summary>
    public void ClearCookie()
    {
        _cookieLength = 0;
    }

    /// <summary>
    /// Takes the cookie of a HelloVerifyRequest, up to 255 bytes; false if it is no other one.
    /// </summary>
    public bool SetCookie(byte[] buffer, int offset, int length)
    {
        if (length == _cookieLength && Bytes.Equal(buffer, offset, _cookie, 0, length))
        {
            return false;
        }

        Array.Copy(buffer, offset, _cookie, 0, length);
        _cookieLength = length;
        return true;
    }

    /// <summary>Writes the message's body; returns where it ends.</summary>
    public int Write(byte[] buffer, int at)
    {
        _buffer = buffer;
        _at = at;
        Add16(Version);
        AddBytes(Random, Random.Length);
        buffer[_at++] = (byte)_session.IdLength;
        AddBytes(_session.Id, _session.IdLength);
        buffer[_at++] = (byte)_cookieLength;
        AddBytes(_cookie, _cookieLength);
        WriteSuites();
        Add16(0x0100);
        WriteExtensions();
        return _at;
    }

    private void WriteSuites()
    {
        int[] suites = _parameters.CipherSuites;
        Add16(2 * (suites.Length + (HasRenegotiationExtension ? 0 : 1)));
        for (int i = 0; i < suites.Length; i++)
        {
            Add16(suites[i]);
        }

        if (!HasRenegotiationExtension)
        {
            Add16(CipherSuite.RenegotiationInfo);
        }
    }

    private void WriteExtensions()
    {
        int start = _at;
        Add16(0);
        Add16(ExtensionType.ExtendedMasterSecret);
        Add16(0);
        if (HasRenegotiationExtension)
        {
            AddByteExtension(ExtensionType.RenegotiationInfo, 0);
        }

        if (_parameters.OffersConnectionId && !WithholdsConnectionId)
        {
            // Empty: the client wants none in what it receives, but sends the server's.
            AddByteExtension(ExtensionType.ConnectionId, 0);
        }

        if (_fragmentCode > 0)
        {
            AddByteExtension(ExtensionType.MaxFragmentLength, _fragmentCode);
        }

        byte[] name = _parameters.ServerNameBytes;
        if (name != null)
        {
            // A list (2 bytes of length) of one name: type 0, host_name, and its length (2).
            Add16(ExtensionType.ServerName);
            Add16(name.Length + 5);
            Add16(name.Length + 3);
            _buffer[_at++] = 0;
            Add16(name.Length);
            AddBytes(name, name.Length);
        }

        Bytes.WriteUInt16(_buffer, start, _at - start - 2);
    }

    private void AddByteExtension(int type, int value)
    {
        Add16(type);
        Add16(1);
        _buffer[_at++] = (byte)value;
    }

    private void Add16(int value)
    {
        Bytes.WriteUInt16(_buffer, _at, value);
        _at += 2;
    }

    private void AddBytes(byte[] bytes, int length)
    {
        Array.Copy(bytes, 0, _buffer, _at, length);
        _at += length;
    }
}
