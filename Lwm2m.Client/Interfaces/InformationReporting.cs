// The information reporting interface (OMA LwM2M Core 1.1 §6.4): the observations of a server
// (RFC 7641). A changed value marks the paths that it is in, no more;
// InformationReporting.Notify.cs says when a notification follows.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The observations of one server; they stand in the table of all servers.</summary>
internal sealed partial class InformationReporting
{
    private const int State = ObservationTable.State;
    private const int RowBytes = ObservationTable.RowBytes;

    // Before the row of an observation: the age of its latest notification in seconds.
    private const int AgeBytes = 4;

    // A path and the number that was sent last.
    private const int PathBytes = 16;

    private readonly ServerSession _session;
    private readonly Workspace _workspace;
    private readonly ResourceReader _reader;
    private readonly ObservationTable _table;
    private readonly NotificationStore _stored;
    private readonly byte _owner;
    private int _sequence;

    public InformationReporting(
        ServerSession session, Workspace workspace, ResourceReader reader, int owner)
    {
        _session = session;
        _workspace = workspace;
        _reader = reader;
        _table = workspace.Observations;
        _stored = workspace.StoredNotifications;
        _owner = (byte)owner;
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>
    /// Adds an observation of the first paths of <see cref="Workspace.Paths"/>, or replaces the
    /// one with the same token (RFC 7641 §4.1). Returns its number, or -1 if there is no room.
    /// </summary>
    public int Add(int count, int format, MessageView request, long nowMs)
    {
        int i = Find(request);
        if (i >= 0)
        {
            Remove(i);
        }
        else
        {
            i = _table.FreeRow();
        }

        int first = _table.FindRoom(count);
        if (i < 0 || first < 0)
        {
            return -1;
        }

        byte[] rows = _table.Rows;
        int row = i * RowBytes;
        int state = 0;
        for (int k = 0; k < count; k++)
        {
            Lwm2mObject target = _workspace.Objects.Find(
                Lwm2mPath.ObjectId(_workspace.Paths[k]));
            if (target != null && target.ConfirmsNotifications)
            {
                state |= ObservationTable.Confirmable;
            }
        }

        Array.Copy(_workspace.Paths, 0, _table.Paths, first, count);
        rows[row] = _owner;
        rows[row + State] = (byte)state;
        rows[row + ObservationTable.Unconfirmed] = 0;
        rows[row + ObservationTable.First] = (byte)first;
        rows[row + ObservationTable.Count] = (byte)count;
        rows[row + ObservationTable.TokenLength] = (byte)request.TokenLength;
        Bytes.WriteUInt16(rows, row + ObservationTable.Format, format);
        Array.Copy(
            request.Buffer, request.TokenOffset,
            rows, row + ObservationTable.Token, request.TokenLength);
        _table.ConfirmedMs[i] = nowMs;
        return i;
    }

    /// <summary>The response to the Observe request is written: its values are the first.
    /// </summary>
    public void OnObserved(int i, long nowMs)
    {
        MarkSent(i, nowMs);
        Reschedule(nowMs);
    }

    /// <summary>The observation with the token of a request, or -1.</summary>
    public int Find(MessageView request)
    {
        byte[] rows = _table.Rows;
        int length = request.TokenLength;
        for (int i = 0; i < _table.Limit; i++)
        {
            int row = i * RowBytes;
            if (rows[row] == _owner && rows[row + ObservationTable.TokenLength] == length
                && Bytes.Equal(
                    rows, row + ObservationTable.Token,
                    request.Buffer, request.TokenOffset, length))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Ends the observation with the token of a request. Some servers cancel with a new token:
    /// then those of the same paths end, the first of <see cref="Workspace.Paths"/>.
    /// </summary>
    public void Cancel(int count, MessageView request)
    {
        int found = Find(request);
        for (int i = 0; i < _table.Limit; i++)
        {
            if (i == found
                || (found < 0 && _table.Rows[i * RowBytes] == _owner && IsOfPaths(i, count)))
            {
                Remove(i);
            }
        }
    }

    /// <summary>Ends an observation.</summary>
    public void Remove(int i)
    {
        _stored.RemoveAll(i, false);
        _table.Remove(i);
    }

    /// <summary>Ends all observations; the server has forgotten them.</summary>
    public void Clear()
    {
        for (int i = 0; i < _table.Limit; i++)
        {
            if (_table.Rows[i * RowBytes] == _owner)
            {
                _stored.RemoveAll(i, true);
                _table.Remove(i);
            }
        }

        DueMs = long.MaxValue;
    }

    /// <summary>
    /// The exchange is gone without an end: what it was to notify is notified anew.
    /// </summary>
    public void OnExchangeLost()
    {
        byte[] rows = _table.Rows;
        for (int i = 0; i < _table.Limit; i++)
        {
            int row = i * RowBytes;
            int state = rows[row + State];
            if (rows[row] == _owner && (state & ObservationTable.InFlight) != 0)
            {
                rows[row + State] = (byte)(state
                    & ~(ObservationTable.InFlight | ObservationTable.Stored));
                if ((state & ObservationTable.Stored) == 0)
                {
                    MarkChanged(row, 1);
                }
            }
        }
    }

    /// <summary>The number for the next Observe option (RFC 7641 §4.4).</summary>
    public int TakeSequence()
    {
        _sequence = (_sequence + 1) & 0xFFFFFF;
        return _sequence;
    }

    /// <summary>Goes on with the numbers of an earlier session.</summary>
    public void ContinueSequence(int sequence)
    {
        _sequence = sequence;
    }

    /// <summary>
    /// A value has changed, an instance has come or gone; true if that is to be reported.
    /// </summary>
    public bool OnChanged(long path, long nowMs)
    {
        byte[] rows = _table.Rows;
        bool isMarked = false;
        bool isReadable = _workspace.Allows(_session.Account.ServerId, path, AccessRight.Read);
        for (int i = 0; i < _table.Limit; i++)
        {
            int row = i * RowBytes;
            if (rows[row] != _owner)
            {
                continue;
            }

            int first = rows[row + ObservationTable.First];
            for (int k = first + rows[row + ObservationTable.Count] - 1; k >= first; k--)
            {
                // Of an object the server sees what it may read. Anything else that it may no
                // longer read is to be notified: as the end of the observation.
                long observed = _table.Paths[k];
                if (_table.Changed[k] == 0 && (isReadable || Lwm2mPath.Depth(observed) > 1)
                    && (Lwm2mPath.Contains(observed, path) || Lwm2mPath.Contains(path, observed))
                    && IsReportable(k))
                {
                    _table.Changed[k] = 1;
                    isMarked = true;
                }
            }
        }

        if (isMarked)
        {
            Reschedule(nowMs);
        }

        return isMarked;
    }

    /// <summary>A Reset has come for a non-confirmable notification (RFC 7641 §3.6).</summary>
    public void OnReset(int messageId)
    {
        for (int i = 0; i < _table.Limit; i++)
        {
            int row = i * RowBytes;
            if (_table.Rows[row] == _owner && _table.MessageIds[i] == messageId
                && _table.Rows[row + ObservationTable.Unconfirmed] != 0)
            {
                Remove(i);
            }
        }
    }

    /// <summary>The end of a confirmable notification.</summary>
    public void OnExchange(int i, ExchangeEvent outcome, long nowMs)
    {
        int row = i * RowBytes;
        int state = _table.Rows[row + State];
        if (_table.Rows[row] != _owner || (state & ObservationTable.InFlight) == 0)
        {
            return; // Cancelled meanwhile.
        }

        if (outcome != ExchangeEvent.Acknowledged || (state & ObservationTable.Ending) != 0)
        {
            Remove(i);
            return;
        }

        if ((state & ObservationTable.Stored) != 0)
        {
            _stored.Remove(_stored.Find(_owner));
        }

        _table.Rows[row + State] = (byte)(state
            & ~(ObservationTable.InFlight | ObservationTable.Stored));
        _table.Rows[row + ObservationTable.Unconfirmed] = 0;
        _table.ConfirmedMs[i] = nowMs;
    }

    /// <summary>
    /// Writes the observations, to be kept: of each the age of its latest notification in seconds
    /// (4), its row, and a path (8) and the number that was sent last (8) for each of its paths.
    /// </summary>
    /// <returns>The length, or -1 if there is no room.</returns>
    public int Export(byte[] buffer, int offset, int capacity, long nowMs)
    {
        int at = offset;
        for (int i = 0; i < _table.Limit; i++)
        {
            int row = i * RowBytes;
            int count = _table.Rows[row + ObservationTable.Count];
            if (_table.Rows[row] != _owner)
            {
                continue;
            }

            if (at + AgeBytes + RowBytes + (count * PathBytes) > offset + capacity)
            {
                return -1;
            }

            Bytes.WriteInteger(buffer, at, AgeBytes, (nowMs - _table.SentMs[i]) / 1000);
            Array.Copy(_table.Rows, row, buffer, at + AgeBytes, RowBytes);
            at += AgeBytes + RowBytes;
            int first = _table.Rows[row + ObservationTable.First];
            for (int k = first; k < first + count; k++)
            {
                Bytes.WriteInteger(buffer, at, 8, _table.Paths[k]);
                Bytes.WriteInteger(
                    buffer, at + 8, 8, BitConverter.DoubleToInt64Bits(_table.Values[k]));
                at += PathBytes;
            }
        }

        return at - offset;
    }

    /// <summary>
    /// Takes the place of what there is with what Export has written. What has changed since then
    /// is notified as the attributes say.
    /// </summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="exportedMs">When they were written, on the clock as it is now.</param>
    public void Import(byte[] buffer, int offset, int length, long exportedMs)
    {
        Clear();
        for (int at = offset; at + AgeBytes + RowBytes <= offset + length;)
        {
            int i = _table.FreeRow();
            int count = buffer[at + AgeBytes + ObservationTable.Count];
            int first = _table.FindRoom(count);
            if (i < 0 || first < 0 || at + AgeBytes + RowBytes + (count * PathBytes)
                > offset + length)
            {
                return;
            }

            int row = i * RowBytes;
            long ageMs = Bytes.ReadInteger(buffer, at, AgeBytes) * 1000;
            _table.SentMs[i] = exportedMs - ageMs;
            _table.ConfirmedMs[i] = exportedMs - ageMs;
            Array.Copy(buffer, at + AgeBytes, _table.Rows, row, RowBytes);
            _table.Rows[row] = _owner;
            _table.Rows[row + ObservationTable.First] = (byte)first;
            _table.Rows[row + State] &= ObservationTable.Confirmable;
            at += AgeBytes + RowBytes;
            for (int k = first; k < first + count; k++)
            {
                _table.Paths[k] = Bytes.ReadInteger(buffer, at, 8);
                _table.Values[k] = BitConverter.Int64BitsToDouble(
                    Bytes.ReadInteger(buffer, at + 8, 8));
                _table.Changed[k] = (byte)(IsReportable(k) ? 1 : 0);
                at += PathBytes;
            }
        }
    }

    private bool IsOfPaths(int i, int count)
    {
        int row = i * RowBytes;
        int first = _table.Rows[row + ObservationTable.First];
        bool isSame = _table.Rows[row + ObservationTable.Count] == count;
        for (int k = 0; k < count && isSame; k++)
        {
            isSame = _table.Paths[first + k] == _workspace.Paths[k];
        }

        return isSame;
    }
}
