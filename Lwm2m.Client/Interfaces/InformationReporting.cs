// The information reporting interface (OMA LwM2M Core 1.1 §6.4): the observations of a server
// (RFC 7641), of one path or of several (Observe-Composite). A changed value marks the paths that
// it is in, no more; InformationReporting.Notify.cs says when a notification follows,
// InformationReporting.Send.cs what is sent unasked.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>A conversation with reports; its observations stand in the table of all servers.
/// </summary>
internal abstract partial class InformationReporting : ServerSession
{
    private const int State = ObservationTable.State;
    private const int First = ObservationTable.First;
    private const int Count = ObservationTable.Count;
    private const int Token = ObservationTable.Token;
    private const int RowBits = ObservationTable.RowBits;
    private const int RowBytes = ObservationTable.RowBytes;

    // Where a walk over the rows begins.
    private const int BeforeFirst = -RowBytes;

    private readonly ResourceReader _reader;
    private readonly NotificationStore _stored;
    private readonly byte _owner;

    // The table, and what is often looked at.
    private readonly ObservationTable _table;
    private readonly byte[] _rows;
    private readonly long[] _paths;
    private readonly double[] _values;
    private readonly byte[] _changed;

    protected InformationReporting(Workspace workspace, Account account)
        : base(workspace, account)
    {
        int owner = ++workspace.Owners;
        Attributes = new AttributeTable(workspace.Attributes, owner);
        _reader = workspace.Management.Reader;
        _stored = workspace.StoredNotifications;
        _owner = (byte)owner;
        ObservationTable table = workspace.Observations;
        _table = table;
        _rows = table.Rows;
        _paths = table.Paths;
        _values = table.Values;
        _changed = table.Changed;
    }

    public readonly AttributeTable Attributes;

    /// <summary>The number of the latest Observe option (RFC 7641 §4.4).</summary>
    protected int Sequence;

    /// <summary>
    /// Whether notifications can be sent now: the client is registered, connected and awake, and
    /// no Update is unanswered.
    /// </summary>
    protected abstract bool IsReachable { get; }

    /// <summary>The registration, an observation or an attribute has changed.</summary>
    public abstract void OnStateChanged();

    /// <summary>
    /// Does what a request with Observe says. Adds an observation, or replaces the one with the
    /// same token (RFC 7641 §4.1); or ends it. Some servers cancel with a new token: then those of
    /// the same paths end.
    /// </summary>
    /// <param name="path">
    /// The path; the root for the first of <see cref="Workspace.Paths"/>, of a composite one.
    /// </param>
    /// <param name="count">How many paths there are.</param>
    /// <param name="request">The request; the notifications have the format that it wants.</param>
    /// <param name="nowMs">The time.</param>
    /// <returns>
    /// The number of the observation, which is where its row begins; -1 if there is none now, for
    /// want of room or because it has ended.
    /// </returns>
    public int Observe(long path, int count, MessageView request, long nowMs)
    {
        int row = Find(request);
        bool isFound = row > -1;
        if (isFound)
        {
            Remove(row);
        }

        if (request.Observe == 1)
        {
            row = BeforeFirst;
            while (!isFound && NextRow(ref row))
            {
                if (IsOfPaths(row, path, count))
                {
                    Remove(row);
                }
            }

            return -1;
        }

        row = _table.FindRoom(_owner, count);
        if (row < 0)
        {
            return row;
        }

        byte[] rows = _rows;
        bool isComposite = path == Lwm2mPath.Root;
        int state = isComposite ? ObservationTable.Composite : 0;
        for (int k = 0; k < count; k++)
        {
            long observed = isComposite ? _workspace.Paths[k] : path;
            _paths[rows[row + First] + k] = observed;
            Lwm2mObject target = _workspace.Objects.Find(Lwm2mPath.ObjectId(observed));
            if (target != null && target.ConfirmsNotifications)
            {
                state |= ObservationTable.Confirmable;
            }
        }

        int length = request.TokenLength;
        rows[row + State] = (byte)state;
        rows[row + ObservationTable.Unconfirmed] = 0;
        rows[row + ObservationTable.TokenLength] = (byte)length;
        Bytes.WriteUInt16(rows, row + ObservationTable.Format, request.Accept);
        Array.Copy(request.Buffer, request.TokenOffset, rows, row + Token, length);
        _table.ConfirmedMs[row >> RowBits] = nowMs;
        return row;
    }

    /// <summary>The response to the Observe request is written: its values are the first.
    /// </summary>
    public void OnObserved(int row, long nowMs)
    {
        MarkSent(row, nowMs);
        Reschedule();
    }

    /// <summary>The observation with the token of a request, or -1.</summary>
    public int Find(MessageView request)
    {
        byte[] rows = _rows;
        int length = request.TokenLength;
        int row = BeforeFirst;
        while (NextRow(ref row))
        {
            if (rows[row + ObservationTable.TokenLength] == length
                && Bytes.Equal(rows, row + Token, request.Buffer, request.TokenOffset, length))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Ends an observation.</summary>
    public void Remove(int row)
    {
        Remove(row, false);
    }

    /// <summary>Ends all observations; the server has forgotten them.</summary>
    public void Clear()
    {
        int row = BeforeFirst;
        while (NextRow(ref row))
        {
            Remove(row, true);
        }

        ReportDueMs = Deadline.Never;
        if (_sendStage != 0)
        {
            EndSend(SendStatus.NotRegistered, 0);
        }
    }

    /// <summary>
    /// The exchange is gone without an end: what it was to notify is notified anew.
    /// </summary>
    protected override void OnExchangeLost()
    {
        Reschedule();
        int row = BeforeFirst;
        while (NextRow(ref row))
        {
            int state = _rows[row + State];
            if ((state & ObservationTable.InFlight) != 0)
            {
                EndFlight(row);
                if ((state & ObservationTable.Stored) == 0)
                {
                    MarkChanged(row, 1);
                }
            }
        }

        if (_sendStage == UnderWay)
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

    /// <inheritdoc/>
    public override bool OnChanged(long path)
    {
        bool isMarked = false;
        int row = BeforeFirst;
        while (NextRow(ref row))
        {
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
    protected override void OnReset(int messageId)
    {
        int row = BeforeFirst;
        while (NextRow(ref row))
        {
            if (_table.MessageIds[row >> RowBits] == messageId
                && _rows[row + ObservationTable.Unconfirmed] != 0)
            {
                Remove(row);
            }
        }
    }

    /// <summary>The end of a confirmable notification.</summary>
    protected override void OnNotified(int row, ExchangeEvent outcome, long nowMs)
    {
        byte[] rows = _rows;
        int state = rows[row + State];
        if (rows[row] != _owner || (state & ObservationTable.InFlight) == 0)
        {
            return; // Cancelled meanwhile.
        }

        if (outcome != ExchangeEvent.Acknowledged || (state & ObservationTable.Ending) != 0)
        {
            Remove(row);
            return;
        }

        if ((state & ObservationTable.Stored) != 0)
        {
            _stored.Remove(_stored.Find(_owner));
        }

        EndFlight(row);
        rows[row + ObservationTable.Unconfirmed] = 0;
        _table.ConfirmedMs[row >> RowBits] = nowMs;
    }

    /// <summary>
    /// Writes the observations into a record, or takes them from there: of each the number of its
    /// paths (1), the rest of its row, and a path (8) and the number that was sent last (8) for
    /// each; then 0. There must be none to read them; what has changed since they were written is
    /// notified as the attributes say.
    /// </summary>
    /// <param name="record">Where to, or from.</param>
    /// <param name="savedMs">When they were written, on the clock as it is now.</param>
    public void TransferReporting(StoredRecord record, long savedMs)
    {
        bool isReading = record.IsReading;
        int row = BeforeFirst;
        while (true)
        {
            int count = !isReading && NextRow(ref row) ? _rows[row + Count] : 0;
            count = (int)record.Integer(count, 1);
            row = count > 0 && isReading ? _table.FindRoom(_owner, count) : row;
            if (count <= 0 || row < 0)
            {
                return;
            }

            record.Copy(_rows, row + State, RowBytes - State);
            if (isReading)
            {
                Mark(row, ~(ObservationTable.Confirmable | ObservationTable.Composite), 0);
                _table.SentMs[row >> RowBits] = savedMs;
                _table.ConfirmedMs[row >> RowBits] = savedMs;
            }

            int k = _rows[row + First];
            for (int end = k + count; k < end; k++)
            {
                _paths[k] = record.Integer(_paths[k], 8);
                _values[k] = record.Number(_values[k]);
                if (isReading)
                {
                    _changed[k] = (byte)(IsReportable(k) ? 1 : 0);
                }
            }
        }
    }

    /// <summary>Goes to the next observation of this server; false after the last.</summary>
    private bool NextRow(ref int row)
    {
        int next = row;
        do
        {
            next += RowBytes;
            if (next >= _table.Limit)
            {
                return false;
            }
        }
        while (_rows[next] != _owner);

        row = next;
        return true;
    }

    private void Remove(int row, bool isLoss)
    {
        _stored.RemoveAll(row, isLoss);
        _table.Remove(row);
    }

    /// <summary>The exchange no longer carries a notification of this observation.</summary>
    private void EndFlight(int row)
    {
        Mark(row, ObservationTable.InFlight | ObservationTable.Stored, 0);
    }

    /// <summary>Clears bits of the state of an observation, and sets others.</summary>
    private void Mark(int row, int cleared, int set)
    {
        int at = row + State;
        _rows[at] = (byte)((_rows[at] & ~cleared) | set);
    }

    private bool IsOfPaths(int row, long path, int count)
    {
        int k = _rows[row + Count] == count ? 0 : -1;
        while (k >= 0 && k < count)
        {
            long wanted = path == Lwm2mPath.Root ? _workspace.Paths[k] : path;
            k = _paths[_rows[row + First] + k] == wanted ? k + 1 : -1;
        }

        return k == count;
    }
}
