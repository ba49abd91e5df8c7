// Sends the client's messages (RFC 6347 §4.2.3): in one datagram if it fits the path, in fragments
// otherwise. Nothing is stored for retransmission: a flight is written anew, in new records.

using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Writes and sends handshake messages and alerts.</summary>
internal sealed class FlightSender
{
    /// <summary>Where the body of a message in epoch 0 is written.</summary>
    public const int BodyOffset = RecordLayer.HeaderBytes + Reassembly.HeaderBytes;

    private const int Fatal = 2;
    private const int Warning = 1;

    private readonly RecordLayer _records;
    private readonly IDatagramTransport _transport;
    private readonly byte[] _buffer;

    public FlightSender(RecordLayer records, IDatagramTransport transport, byte[] buffer)
    {
        _records = records;
        _transport = transport;
        _buffer = buffer;
    }

    public byte[] Buffer
    {
        get { return _buffer; }
    }

    /// <summary>Writes the header of a message that is in one piece.</summary>
    public static void WriteHeader(byte[] buffer, int at, int type, int length, int number)
    {
        buffer[at] = (byte)type;
        Bytes.WriteUInt24(buffer, at + 1, length);
        Bytes.WriteUInt16(buffer, at + 4, number);
        Bytes.WriteUInt24(buffer, at + 6, 0);
        Bytes.WriteUInt24(buffer, at + 9, length);
    }

    /// <summary>
    /// Sends the message whose body has been written at <see cref="BodyOffset"/> by itself.
    /// </summary>
    public void SendMessage(int type, int number, int length, int pathMtu)
    {
        int most = pathMtu - BodyOffset;
        for (int offset = 0; offset == 0 || offset < length; offset += most)
        {
            // Each fragment's headers overwrite the end of the fragment before.
            int fragment = length - offset < most ? length - offset : most;
            int body = BodyOffset + offset;
            int header = body - Reassembly.HeaderBytes;
            WriteHeader(_buffer, header, type, length, number);
            Bytes.WriteUInt24(_buffer, header + 6, offset);
            Bytes.WriteUInt24(_buffer, header + 9, fragment);
            _records.WritePlain(
                ContentType.Handshake, _buffer, header, Reassembly.HeaderBytes + fragment);
            _transport.Send(_buffer, _records.Start, _records.End - _records.Start);
        }
    }

    /// <summary>
    /// Sends ClientKeyExchange, unless the session is resumed, ChangeCipherSpec and Finished, in
    /// one datagram: it fits the least path MTU.
    /// </summary>
    /// <param name="identity">The PSK identity, or null without ClientKeyExchange.</param>
    /// <param name="number">The number of the first message.</param>
    /// <param name="verifyData">The content of Finished.</param>
    public void SendKeyFlight(byte[] identity, int number, byte[] verifyData)
    {
        int at = 0;
        if (identity != null)
        {
            int length = WriteKeyExchange(identity, number++);
            _records.WritePlain(
                ContentType.Handshake, _buffer, RecordLayer.HeaderBytes, length);
            at = _records.End;
        }

        at += RecordLayer.HeaderBytes;
        _buffer[at] = 1;
        _records.WritePlain(ContentType.ChangeCipherSpec, _buffer, at, 1);
        at = _records.End + RecordLayer.HeaderBytes + RecordLayer.ExplicitNonceBytes
            + _records.ConnectionIdLength;
        int size = WriteFinished(_buffer, at, number, verifyData);
        if (_records.Seal(ContentType.Handshake, _buffer, at, size))
        {
            _transport.Send(_buffer, 0, _records.End);
        }
    }

    /// <summary>Writes ClientKeyExchange where the flight has it; returns its length.</summary>
    public int WriteKeyExchange(byte[] identity, int number)
    {
        int at = RecordLayer.HeaderBytes;
        WriteHeader(
            _buffer, at, HandshakeType.ClientKeyExchange, 2 + identity.Length, number);
        Bytes.WriteUInt16(_buffer, BodyOffset, identity.Length);
        System.Array.Copy(identity, 0, _buffer, BodyOffset + 2, identity.Length);
        return Reassembly.HeaderBytes + 2 + identity.Length;
    }

    /// <summary>Writes a Finished message; returns its length.</summary>
    public static int WriteFinished(byte[] buffer, int at, int number, byte[] verifyData)
    {
        WriteHeader(buffer, at, HandshakeType.Finished, verifyData.Length, number);
        System.Array.Copy(
            verifyData, 0, buffer, at + Reassembly.HeaderBytes, verifyData.Length);
        return Reassembly.HeaderBytes + verifyData.Length;
    }

    /// <summary>Sends an alert (RFC 5246 §7.2).</summary>
    public void SendAlert(bool isFatal, int description, bool isProtected)
    {
        int at = RecordLayer.HeadRoom;
        _buffer[at] = (byte)(isFatal ? Fatal : Warning);
        _buffer[at + 1] = (byte)description;
        if (!isProtected)
        {
            _records.WritePlain(ContentType.Alert, _buffer, at, 2);
        }
        else if (!_records.Seal(ContentType.Alert, _buffer, at, 2))
        {
            return;
        }

        _transport.Send(_buffer, _records.Start, _records.End - _records.Start);
    }

    /// <summary>Sends application data; the buffer has room around it.</summary>
    public bool SendData(byte[] buffer, int offset, int length)
    {
        return _records.Seal(ContentType.ApplicationData, buffer, offset, length)
            && _transport.Send(buffer, _records.Start, _records.End - _records.Start);
    }
}
