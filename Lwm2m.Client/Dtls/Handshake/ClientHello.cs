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
    private const int Version = 0xFEFD;

    private readonly Reassembly _reassembly;

    private byte[] _buffer;
    private int _at;

    /// <param name="reassembly">Keeps the cookie.</param>
    public ClientHello(Reassembly reassembly)
    {
        _reassembly = reassembly;
    }

    /// <summary>Writes the message's body; returns where it ends.</summary>
    public int Write(byte[] buffer, int at, DtlsConnection connection)
    {
        _buffer = buffer;
        _at = at;
        Add16(Version);
        AddBytes(connection.Scratch, DtlsConnection.RandomsAt, KeySchedule.RandomBytes);
        AddShort(connection.Packed, ResumableSession.IdAt, connection.IdLength);
        int cookie = _reassembly.CookieStart;
        AddShort(_reassembly.Buffer, cookie, Limits.HandshakeBytes - cookie);
        WriteSuites(connection);
        Add16(0x0100);
        WriteExtensions(connection);
        return _at;
    }

    private void WriteSuites(DtlsConnection connection)
    {
        int[] suites = connection.Parameters.CipherSuites;
        bool isExtension = connection.HasRenegotiationExtension;
        Add16(2 * (suites.Length + (isExtension ? 0 : 1)));
        for (int i = 0; i < suites.Length; i++)
        {
            Add16(suites[i]);
        }

        if (!isExtension)
        {
            Add16(CipherSuite.RenegotiationInfo);
        }
    }

    private void WriteExtensions(DtlsConnection connection)
    {
        DtlsParameters parameters = connection.Parameters;
        int start = _at;
        Add16(0);
        AddExtension(ExtensionType.ExtendedMasterSecret, 0);
        if (connection.HasRenegotiationExtension)
        {
            AddByteExtension(ExtensionType.RenegotiationInfo, 0);
        }

        if (parameters.OffersConnectionId && !connection.WithholdsConnectionId)
        {
            // Empty: the client wants none in what it receives, but sends the server's.
            AddByteExtension(ExtensionType.ConnectionId, 0);
        }

        int fragmentCode = connection.FragmentCode;
        if (fragmentCode > 0)
        {
            AddByteExtension(ExtensionType.MaxFragmentLength, fragmentCode);
        }

        byte[] name = parameters.ServerNameBytes;
        if (name != null)
        {
            // A list (2 bytes of length) of one name: type 0, host_name, and its length (2).
            int length = name.Length;
            AddExtension(ExtensionType.ServerName, length + 5);
            Add16(length + 3);
            Add8(0);
            Add16(length);
            AddBytes(name, 0, length);
        }

        Bytes.WriteUInt16(_buffer, start, _at - start - 2);
    }

    private void AddByteExtension(int type, int value)
    {
        AddExtension(type, 1);
        Add8(value);
    }

    private void AddExtension(int type, int length)
    {
        Add16(type);
        Add16(length);
    }

    private void Add8(int value)
    {
        _buffer[_at++] = (byte)value;
    }

    private void Add16(int value)
    {
        Bytes.WriteUInt16(_buffer, _at, value);
        _at += 2;
    }

    /// <summary>Adds bytes, their length (1) before them.</summary>
    private void AddShort(byte[] bytes, int offset, int length)
    {
        Add8(length);
        AddBytes(bytes, offset, length);
    }

    private void AddBytes(byte[] bytes, int offset, int length)
    {
        Array.Copy(bytes, offset, _buffer, _at, length);
        _at += length;
    }
}
