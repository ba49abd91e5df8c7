// ClientHello (RFC 6347 §4.2.1, RFC 5246 §7.4.1.2), sent in one datagram if it fits the path, in
// fragments otherwise (RFC 6347 §4.2.3). It is written anew for each transmission, and from the
// same values it is always the same message:
//   version FE FD | random (32) | session id, its length (1) before it | cookie, its length (1)
//   before it | suites, their length (2) before them | 1, 0: no compression | extensions, their
//   length (2) before them

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Writes and sends the first message of a handshake.</summary>
internal class HelloSender : FlightSender
{
    private const int Version = 0xFEFD;

    private int _at;

    public HelloSender(ICrypto crypto, byte[] output)
        : base(crypto, output)
    {
    }

    /// <summary>Sends the message.</summary>
    public void SendHello(DtlsConnection connection)
    {
        int length = WriteHello(connection);
        int most = connection.Parameters.PathMtuBytes - BodyOffset;
        for (int offset = 0; offset < length; offset += most)
        {
            // Each fragment's headers overwrite the end of the fragment before.
            int fragment = length - offset < most ? length - offset : most;
            int header = HeaderBytes + offset;
            WriteHeader(
                header, HandshakeType.ClientHello, length, connection.HelloNumber, offset,
                fragment);
            WritePlain(
                connection, ContentType.Handshake, Output, header,
                MessageHeaderBytes + fragment);
            Send(connection, Output, Start);
        }
    }

    /// <summary>Writes the message where it is sent from; returns the length of its body.
    /// </summary>
    public int WriteHello(DtlsConnection connection)
    {
        _at = BodyOffset;
        Add16(Version);
        AddBytes(connection.Scratch, 0, KeySchedule.RandomBytes);
        AddShort(connection.Packed, ResumableSession.IdAt, connection.IdLength);
        int cookie = CookieStart;
        AddShort(Messages, cookie, MessagesEnd - cookie);
        WriteSuites(connection);
        Add16(0x0100);
        WriteExtensions(connection);
        int length = _at - BodyOffset;
        WriteHeader(
            HeaderBytes, HandshakeType.ClientHello, length, connection.HelloNumber, 0, length);
        return length;
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

        Bytes.WriteUInt16(Output, start, _at - start - 2);
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
        Output[_at++] = (byte)value;
    }

    private void Add16(int value)
    {
        Bytes.WriteUInt16(Output, _at, value);
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
        Array.Copy(bytes, offset, Output, _at, length);
        _at += length;
    }
}
