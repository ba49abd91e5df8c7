// The information reporting interface (OMA LwM2M Core 1.1 §6.4): the observations of a server
// (RFC 7641), of one path or of several (Observe-Composite). A changed value marks the paths that
// it is in, no more; InformationReporting.Notify.cs says when a notification follows,
// InformationReporting.Send.cs what is sent unasked.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>The observations of one server; they stand in the table of all servers.</summary>
internal sealed partial class InformationReporting
{
    private const int State = ObservationTable.State;
    private const int First = ObservationTable.First;
    private const int Count = ObservationTable.Count;
    private const int Token = ObservationTable.Token;
    private const int RowBytes = ObservationTable.RowBytes;

    // A path and the number that was sent last.
    private const int PathBytes = 16;

    private readonly ServerSession _session;
    private readonly Workspace _workspace;
    private readonly ResourceReader _reader;
    private readonly NotificationStore _stored;
    private readonly byte _owner;

    // The table, and what is often looked at.
    private readonly ObservationTable _table;
    private readonly byte[] _rows;
    private readonly long[] _paths;
    private readonly double[] _values;
    private readonly byte[] _changed;

    public InformationReporting(
        ServerSession session, Workspace workspace, int owner)
    {
        _session = session;
        _workspace = workspace;
        _reader = workspace.Management.Reader;
        _stored = workspace.StoredNotifications;
        _owner = (byte)owner;
        _table = workspace.Observations;
        _rows = _table.Rows;
        _paths = _table.Paths;
        _values = _table.Values;
        _changed = _table.Changed;
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs = Deadline.Never;

    /// <summary>The number of the latest Observe option (RFC 7641 §4.4).</summary>
    public int Sequence;

    /// <summary>Has <see cref="OnTimer"/> called as soon as possible.</summary>
    public void Reschedule()
    {
        DueMs = 0;
    }

    /// <summary>
    /// Adds an observation, or replaces the one with the same token (RFC 7641 §4.1). Returns its
    /// number, or -1 if there is no room.
    /// </summary>
    /// <param name="path">
    /// The path; the root for the first of <see cref="Workspace.Paths"/>, of a composite one.
    /// </param>
    /// <param name="count">How many paths there are.</param>
    /// <param name="request">The request; the notifications have the format that it wants.</param>
    /// <param name="nowMs">The time.</param>
    public int Add(long path, int count, MessageView request, long nowMs)
    {
        int i = Find(request);
        if (i >= 0)
        {
            Remove(i);
        }

        i = _table.FindRoom(count);
        if (i < 0)
        {
            return -1;
        }

        int row = i * RowBytes;
        int state = path == Lwm2mPath.Root ? ObservationTable.Composite : 0;
        for (int k = 0; k < count; k++)
        {
            long observed = path == Lwm2mPath.Root ? _workspace.Paths[k] : path;
            _paths[_rows[row + First] + k] = observed;
            Lwm2mObject target = _workspace.Objects.Find(Lwm2mPath.ObjectId(observed));
            if (target != null && target.ConfirmsNotifications)
            {
                state |= ObservationTable.Confirmable;
            }
        }

        _rows[row] = _owner;
        _rows[row + State] = (byte)state;
        _rows[row + ObservationTable.Unconfirmed] = 0;
        _rows[row + ObservationTable.TokenLength] = (byte)request.TokenLength;
        Bytes.WriteUInt16(_rows, row + ObservationTable.Format, request.Accept);
        Array.Copy(
            request.Buffer, request.TokenOffset, _rows, row + Token, request.TokenLength);
        _table.ConfirmedMs[i] = nowMs;
        return i;
    }

    /// <summary>The response to the Observe request is written: its values are the first.
    /// </summary>
    public void OnObserved(int i, long nowMs)
    {
        MarkSent(i, nowMs);
        Reschedule();
    }

    /// <summary>The observation with the token of a request, or -1.</summary>
    public int Find(MessageView request)
    {
        int length = request.TokenLength;
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            int row = i * RowBytes;
            if (_rows[row + ObservationTable.TokenLength] == length
                && Bytes.Equal(
                    _rows, row + Token, request.Buffer, request.TokenOffset, length))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Ends the observation with the token of a request. Some servers cancel with a new token:
    /// then those of the same paths end.
    /// </summary>
    public void Cancel(long path, int count, MessageView request)
    {
        int found = Find(request);
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            if (found < 0 ? IsOfPaths(i, path, count) : i == found)
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
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            _stored.RemoveAll(i, true);
            _table.Remove(i);
        }

        DueMs = Deadline.Never;
        if (IsSending)
        {
            EndSend(SendStatus.NotRegistered, 0);
        }
    }

    /// <summary>
    /// The exchange is gone without an end: what it was to notify is notified anew.
    /// </summary>
    public void OnExchangeLost()
    {
        Reschedule();
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            int row = i * RowBytes;
            int state = _rows[row + State];
            if ((state & ObservationTable.InFlight) != 0)
            {
                _rows[row + State] =
                    (byte)(state & ~(ObservationTable.InFlight | ObservationTable.Stored));
                if ((state & ObservationTable.Stored) == 0)
                {
                    MarkChanged(row, 1);
                }
            }
        }

        if (IsSending && !_isSendWaiting)
        {
            EndSend(SendStatus.NoAnswer, 0);
        }
    }

    /// <summary>The number for the next Observe option (RFC 7641 §4.4).</summary>
    public int TakeSequence()
    {
        Sequence = (Sequence + 1) & 0xFFFFFF;
        return Sequence;
    }

    /// <summary>
    /// A value has changed, an instance has come or gone; true if that is to be reported.
    /// </summary>
    public bool OnChanged(long path)
    {
        bool isMarked = false;
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            int row = i * RowBytes;
            int k = _rows[row + First];
            for (int end = k + _rows[row + Count]; k < end; k++)
            {
                // Of an object the server sees what it may read. Anything else that it may no
                // longer read is to be notified: as the end of the observation.
                long observed = _paths[k];
                if (_changed[k] == 0
                    && (Lwm2mPath.Contains(observed, path) || Lwm2mPath.Contains(path, observed))
                    && IsReportable(k)
                    && (Lwm2mPath.Depth(observed) > 1
                        || _workspace.Allows(ServerId, path, AccessRight.Read)))
                {
                    _changed[k] = 1;
                    isMarked = true;
                }
            }
        }

        if (isMarked)
        {
            Reschedule();
        }

        return isMarked;
    }

    /// <summary>
    /// Attributes have changed. A number that did not matter before is still what was sent last,
    /// or its change is marked.
    /// </summary>
    public void OnAttributesChanged()
    {
        for (int k = 0; k < Limits.ObservedPaths; k++)
        {
            if (_paths[k] != 0 && _changed[k] == 0 && double.IsNaN(_values[k]))
            {
                _values[k] = ReadNumber(k);
            }
        }

        Reschedule();
    }

    /// <summary>A Reset has come for a non-confirmable notification (RFC 7641 §3.6).</summary>
    public void OnReset(int messageId)
    {
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            if (_table.MessageIds[i] == messageId
                && _rows[(i * RowBytes) + ObservationTable.Unconfirmed] != 0)
            {
                Remove(i);
            }
        }
    }

    /// <summary>The end of a confirmable notification.</summary>
    public void OnExchange(int i, ExchangeEvent outcome, long nowMs)
    {
        int row = i * RowBytes;
        int state = _rows[row + State];
        if (_rows[row] != _owner || (state & ObservationTable.InFlight) == 0)
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

        _rows[row + State] =
            (byte)(state & ~(ObservationTable.InFlight | ObservationTable.Stored));
        _rows[row + ObservationTable.Unconfirmed] = 0;
        _table.ConfirmedMs[i] = nowMs;
    }

    /// <summary>
    /// Writes the observations, to be kept: of each its row, and a path (8) and the number that
    /// was sent last (8) for each of its paths.
    /// </summary>
    /// <returns>The length, or -1 if there is no room.</returns>
    public int Export(byte[] buffer, int offset, int capacity)
    {
        int at = offset;
        for (int i = Next(-1); i >= 0; i = Next(i))
        {
            int row = i * RowBytes;
            int k = _rows[row + First];
            int end = k + _rows[row + Count];
            if (at + RowBytes + ((end - k) * PathBytes) > offset + capacity)
            {
                return -1;
            }

            Array.Copy(_rows, row, buffer, at, RowBytes);
            at += RowBytes;
            for (; k < end; k++)
            {
                Bytes.WriteInteger(buffer, at, 8, _paths[k]);
                Bytes.WriteInteger(buffer, at + 8, 8, BitConverter.DoubleToInt64Bits(_values[k]));
                at += PathBytes;
            }
        }

        return at - offset;
    }

    /// <summary>
    /// Takes the place of what there is with what Export has written. What has changed since then
    /// is notified as the attributes say.
    /// </summary>
    /// <param name="buffer">The bytes, exactly as they were.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="exportedMs">When they were written, on the clock as it is now.</param>
    public void Import(byte[] buffer, int offset, int length, long exportedMs)
    {
        Clear();
        int i;
        for (int at = offset; at < offset + length
            && (i = _table.FindRoom(buffer[at + Count])) >= 0;)
        {
            int row = i * RowBytes;
            int k = _rows[row + First];
            Array.Copy(buffer, at, _rows, row, RowBytes);
            _rows[row] = _owner;
            _rows[row + First] = (byte)k;
            _rows[row + State] &= ObservationTable.Confirmable | ObservationTable.Composite;
            _table.SentMs[i] = exportedMs;
            _table.ConfirmedMs[i] = exportedMs;
            at += RowBytes;
            for (int end = k + _rows[row + Count]; k < end; k++)
            {
                _paths[k] = Bytes.ReadInteger(buffer, at, 8);
                _values[k] = BitConverter.Int64BitsToDouble(Bytes.ReadInteger(buffer, at + 8, 8));
                _changed[k] = (byte)(IsReportable(k) ? 1 : 0);
                at += PathBytes;
            }
        }
    }

    /// <summary>The next observation of this server: the first one after -1, -1 after the last.
    /// </summary>
    private int Next(int i)
    {
        while (++i < _table.Limit)
        {
            if (_rows[i * RowBytes] == _owner)
            {
                return i;
            }
        }

        return -1;
    }

    private bool IsOfPaths(int i, long path, int count)
    {
        int row = i * RowBytes;
        int k = _rows[row + Count] == count ? 0 : -1;
        while (k >= 0 && k < count)
        {
            long wanted = path == Lwm2mPath.Root ? _workspace.Paths[k] : path;
            k = _paths[_rows[row + First] + k] == wanted ? k + 1 : -1;
        }

        return k == count;
    }
}
