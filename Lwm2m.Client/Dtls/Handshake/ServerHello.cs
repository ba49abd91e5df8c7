// ServerHello (RFC 5246 §7.4.1.3) and what it may hold: no more than was offered (§7.4.1.4).

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>What the server has chosen.</summary>
internal sealed class ServerHello
{
    /// <summary>Nothing is wrong with the message.</summary>
    public const int NoAlert = -1;

    private const int Version = 0xFEFD;

    /// <summary>Where the server's random stands in the message's body.</summary>
    public const int RandomOffset = 2;

    /// <summary>Where the session id stands in the message.</summary>
    public int SessionIdOffset;

    public int SessionIdLength;

    public int CipherSuite;

    /// <summary>The flags of a <see cref="ResumableSession"/>.</summary>
    public int Flags;

    public int ConnectionIdOffset;

    /// <summary>The length of the connection id to send; 0 for records without.</summary>
    public int ConnectionIdLength;

    /// <summary>
    /// Reads the message's body; returns the alert that it deserves, or <see cref="NoAlert"/>.
    /// </summary>
    public int Read(byte[] buffer, int at, int end, DtlsParameters parameters, int fragmentCode)
    {
        Flags = 0;
        ConnectionIdLength = 0;
        int idLength = end - at < 38 ? ResumableSession.MaxIdBytes + 1 : buffer[at + 34];
        if (idLength > ResumableSession.MaxIdBytes || end - at < 38 + idLength)
        {
            return AlertDescription.DecodeError;
        }

        if (Bytes.ReadUInt16(buffer, at) != Version)
        {
            return AlertDescription.ProtocolVersion;
        }

        SessionIdOffset = at + 35;
        SessionIdLength = idLength;
        at += 35 + idLength;
        CipherSuite = Bytes.ReadUInt16(buffer, at);
        if (!parameters.Offers(CipherSuite) || buffer[at + 2] != 0)
        {
            return AlertDescription.IllegalParameter;
        }

        at += 3;
        if (at == end)
        {
            return NoAlert;
        }

        return end - at < 2 || Bytes.ReadUInt16(buffer, at) != end - at - 2
            ? AlertDescription.DecodeError
            : ReadExtensions(buffer, at + 2, end, parameters, fragmentCode);
    }

    private int ReadExtensions(
        byte[] buffer, int at, int end, DtlsParameters parameters, int fragmentCode)
    {
        while (at < end)
        {
            at += 4;
            int length = at > end ? 0 : Bytes.ReadUInt16(buffer, at - 2);
            if (length > end - at)
            {
                return AlertDescription.DecodeError;
            }

            int type = Bytes.ReadUInt16(buffer, at - 4);
            int alert = AlertDescription.IllegalParameter;
            int first = length > 0 ? buffer[at] : -1;
            int expected = -1;
            if (type == ExtensionType.ExtendedMasterSecret)
            {
                Flags |= ResumableSession.Extended;
            }
            else if (type == ExtensionType.RenegotiationInfo)
            {
                expected = 0;
                alert = AlertDescription.HandshakeFailure; // RFC 5746 §3.4
            }
            else if (type == ExtensionType.ConnectionId && parameters.OffersConnectionId)
            {
                expected = length > 0 ? length - 1 : 0;
                ConnectionIdOffset = at + 1;
                ConnectionIdLength = first;
            }
            else if (type == ExtensionType.MaxFragmentLength && fragmentCode > 0)
            {
                expected = fragmentCode;
                Flags |= ResumableSession.LimitedFragment;
            }
            else if (type != ExtensionType.ServerName || parameters.ServerNameBytes == null)
            {
                return AlertDescription.UnsupportedExtension;
            }

            // Each but a connection id is empty or of one byte.
            if (first != expected || (length > 1 && type != ExtensionType.ConnectionId))
            {
                return alert;
            }

            at += length;
        }

        return NoAlert;
    }
}
