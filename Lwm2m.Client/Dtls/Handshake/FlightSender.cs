// Sends what fits every path in one datagram: the flight with the keys, alerts, data. Nothing is
// stored for retransmission: a flight is written anew, in new records.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Writes and sends handshake messages and alerts.</summary>
internal class FlightSender : Reassembly
{
    /// <summary>Where the body of a message in epoch 0 is written.</summary>
    public const int BodyOffset = HeaderBytes + MessageHeaderBytes;

    /// <summary>The levels of alerts (RFC 5246 §7.2).</summary>
    public const int Warning = 1;

    public const int Fatal = 2;

    /// <summary>Where messages are written.</summary>
    public readonly byte[] Output;

    public FlightSender(ICrypto crypto, byte[] output)
        : base(crypto)
    {
        Output = output;
    }

    /// <summary>Writes the header of a fragment, which may be all of a message.</summary>
    public void WriteHeader(
        int at, int type, int length, int number, int offset, int fragmentLength)
    {
        byte[] buffer = Output;
        buffer[at] = (byte)type;
        Bytes.WriteUInt24(buffer, at + 1, length);
        Bytes.WriteUInt16(buffer, at + 4, number);
        Bytes.WriteUInt24(buffer, at + 6, offset);
        Bytes.WriteUInt24(buffer, at + 9, fragmentLength);
    }

    /// <summary>
    /// Sends ClientKeyExchange, unless the session is resumed, ChangeCipherSpec and Finished, in
    /// one datagram: it fits the least path MTU.
    /// </summary>
    public void SendKeyFlight(DtlsConnection connection)
    {
        byte[] buffer = Output;
        int at = 0;
        int number = connection.HelloNumber + 1;
        if (!connection.IsResumed)
        {
            int length = WriteKeyExchange(connection.Parameters.Identity, number++);
            WritePlain(connection, ContentType.Handshake, buffer, HeaderBytes, length);
            at = End;
        }

        at += HeaderBytes;
        buffer[at] = 1;
        WritePlain(connection, ContentType.ChangeCipherSpec, buffer, at, 1);
        at = End + connection.ConnectionIdLength + (HeaderBytes + ExplicitNonceBytes);
        int size = WriteFinished(at, number, connection.Packed, DtlsConnection.VerifyAt);
        if (Seal(connection, ContentType.Handshake, buffer, at, size))
        {
            Send(connection, buffer, 0);
        }
    }

    /// <summary>Writes ClientKeyExchange where the flight has it; returns its length.</summary>
    public int WriteKeyExchange(byte[] identity, int number)
    {
        int length = identity.Length;
        WriteHeader(
            HeaderBytes, HandshakeType.ClientKeyExchange, 2 + length, number, 0, 2 + length);
        Bytes.WriteUInt16(Output, BodyOffset, length);
        Array.Copy(identity, 0, Output, BodyOffset + 2, length);
        return MessageHeaderBytes + 2 + length;
    }

    /// <summary>Writes a Finished message; returns its length.</summary>
    public int WriteFinished(int at, int number, byte[] verifyData, int verifyAt)
    {
        WriteHeader(
            at, HandshakeType.Finished, KeySchedule.VerifyBytes, number, 0,
            KeySchedule.VerifyBytes);
        Array.Copy(
            verifyData, verifyAt, Output, at + MessageHeaderBytes, KeySchedule.VerifyBytes);
        return MessageHeaderBytes + KeySchedule.VerifyBytes;
    }

    /// <summary>Sends an alert (RFC 5246 §7.2).</summary>
    public void SendAlert(
        DtlsConnection connection, int level, int description, bool isProtected)
    {
        byte[] buffer = Output;
        buffer[HeadRoom] = (byte)level;
        buffer[HeadRoom + 1] = (byte)description;
        if (!isProtected)
        {
            WritePlain(connection, ContentType.Alert, buffer, HeadRoom, 2);
        }
        else if (!Seal(connection, ContentType.Alert, buffer, HeadRoom, 2))
        {
            return;
        }

        Send(connection, buffer, Start);
    }

    /// <summary>Sends application data; the buffer has room around it.</summary>
    public bool SendData(DtlsConnection connection, byte[] buffer, int offset, int length)
    {
        return Seal(connection, ContentType.ApplicationData, buffer, offset, length)
            && Send(connection, buffer, Start);
    }

    /// <summary>Sends the records from an offset to the end of the latest one.</summary>
    protected bool Send(DtlsConnection connection, byte[] buffer, int start)
    {
        return connection.Transport.Send(buffer, start, End - start);
    }
}
