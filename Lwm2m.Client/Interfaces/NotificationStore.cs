// Notifications that are due while their server cannot be reached (OMA LwM2M Core 1.1 appendix
// E.2, Notification Storing): rendered, in the order in which they came about, of all servers in
// one buffer. The oldest makes room for the newest. A record:
//   length of the record (2) | observation (1) | what follows the Observe option

using System;
using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

/// <summary>Keeps notifications until their server can be reached.</summary>
internal sealed class NotificationStore
{
    private const int HeadBytes = 3;

    // What one confirmable message carries: header, token and Observe option come in front.
    private const int MaxBytes = Limits.ExchangeBytes - 4 - Limits.TokenBytes - 4;

    private readonly byte[] _buffer = new byte[Limits.StoredNotificationBytes];
    private readonly ObservationTable _table;
    private int _length;

    public NotificationStore(ObservationTable table)
    {
        _table = table;
    }

    /// <summary>How many have been given up since the client was constructed.</summary>
    public int Dropped;

    /// <summary>Keeps the end of the message that has been written.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="message">The message.</param>
    /// <param name="from">Where it begins; -1 if the message has become too large.</param>
    public void Add(int observation, MessageWriter message, int from)
    {
        int length = from < 0 ? int.MaxValue : HeadBytes + message.Length - from;
        if (length > MaxBytes)
        {
            Dropped++;
            return;
        }

        byte[] buffer = _buffer;
        while (length > buffer.Length - _length)
        {
            Drop(0);
        }

        Bytes.WriteUInt16(buffer, _length, length);
        buffer[_length + 2] = (byte)observation;
        Array.Copy(
            message.Buffer, message.Start + from, buffer, _length + HeadBytes,
            length - HeadBytes);
        _length += length;
    }

    /// <summary>The oldest record of a server, or -1.</summary>
    public int Find(int owner)
    {
        for (int at = 0; at < _length; at = After(at))
        {
            if (_table.Rows[ObservationOf(at)] == owner)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The observation of a record.</summary>
    public int ObservationOf(int at)
    {
        return _buffer[at + 2];
    }

    /// <summary>Adds a record to the message being written.</summary>
    public void AppendTo(MessageWriter message, int at)
    {
        message.Append(_buffer, at + HeadBytes, Bytes.ReadUInt16(_buffer, at) - HeadBytes);
    }

    private int After(int at)
    {
        return at + Bytes.ReadUInt16(_buffer, at);
    }

    /// <summary>Gives a record up.</summary>
    public void Drop(int at)
    {
        Dropped++;
        _table.Rows[ObservationOf(at) + ObservationTable.State] &=
            unchecked((byte)~ObservationTable.Stored);
        Remove(at);
    }

    /// <summary>Removes the records of an observation that has ended.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="isLoss">Whether they are counted as given up.</param>
    public void RemoveAll(int observation, bool isLoss)
    {
        for (int at = 0; at < _length;)
        {
            if (ObservationOf(at) != observation)
            {
                at = After(at);
                continue;
            }

            Dropped += isLoss ? 1 : 0;
            Remove(at);
        }
    }

    /// <summary>Removes a record.</summary>
    public void Remove(int at)
    {
        int next = After(at);
        _length -= next - at;
        Array.Copy(_buffer, next, _buffer, at, _length - at);
    }
}
