// Notifications (RFC 7641 §4; attributes: OMA LwM2M Core 1.1 §5.1.2): when one is due, and how it
// is sent: non-confirmable as a rule, confirmable every so often to learn whether the server still
// wants it (RFC 7641 §4.5). What is due while the server cannot be reached - there is no
// connection, the device sleeps, an Update had to be repeated - is stored, if the server wants that
// (1/x/6), and sent confirmable, in order, once it can be reached again.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class InformationReporting
{
    private const int ReadAgainMs = 60000;
    private const int BusyAgainMs = 2000;

    /// <summary>Whether a server that cannot be reached will not be soon: it will be while an
    /// Update takes its time.</summary>
    private bool IsOffline
    {
        get
        {
            Exchange exchange = Exchange;
            return exchange.Purpose != RegistrationPurpose || exchange.IsRepeated;
        }
    }

    /// <summary>Sends what is due.</summary>
    protected override void OnReportDue(long nowMs)
    {
        bool isReachable = IsReachable;
        if (isReachable)
        {
            SendStored(nowMs);
            if (_sendStage == Waiting && IsExchangeFree)
            {
                SendWaiting(nowMs);
            }
        }

        long earliest = Deadline.Never;
        int row = BeforeFirst;
        while (NextRow(ref row))
        {
            long due = DueOf(row, isReachable, nowMs);
            if (due <= nowMs)
            {
                Notify(row, isReachable, nowMs);
                due = DueOf(row, isReachable, nowMs);
            }

            earliest = Deadline.Earlier(earliest, due);
        }

        bool isReady = (_sendStage == Waiting || _stored.Find(_owner) >= 0)
            && IsExchangeFree && isReachable;
        ReportDueMs = isReady ? nowMs : earliest;
    }

    /// <summary>
    /// When an observation is to be notified: of each path that has changed at the end of its
    /// pmin, of any other at the end of its pmax; and once a day to hear from the server. Never
    /// while it has to wait: for the exchange, for what is stored, for the server.
    /// </summary>
    private long DueOf(int row, bool isReachable, long nowMs)
    {
        long due = Deadline.Never;
        byte[] rows = _rows;
        int k = rows[row + First];
        int state = rows[row + State];
        if ((state & ObservationTable.InFlight) != 0
            || (!isReachable && ((state & ObservationTable.Ending) != 0 || !IsOffline
                || Account.Server[ServerResource.NotificationStoring] == 0)))
        {
            return due;
        }

        long sent = _table.SentMs[row >> RowBits];
        bool isChanged = false;
        for (int end = k + rows[row + Count]; k < end; k++)
        {
            int seconds = Period(k, AttributeTable.MinimumPeriod);
            if (_changed[k] != 0)
            {
                isChanged = true;
            }
            else
            {
                int pmin = seconds;
                seconds = Period(k, AttributeTable.MaximumPeriod);
                if (seconds == 0 || seconds < pmin)
                {
                    continue;
                }
            }

            due = Deadline.Earlier(due, sent + (seconds * 1000L));
        }

        if (!isReachable)
        {
            return due;
        }

        if (!isChanged)
        {
            long confirmable = _table.ConfirmedMs[row >> RowBits] + Limits.ConfirmableIntervalMs;

            // It may have been due when the value was not at hand.
            confirmable = confirmable <= sent ? sent + ReadAgainMs : confirmable;
            due = Deadline.Earlier(due, confirmable);
        }

        bool mustWait = !IsExchangeFree
            && ((state & ObservationTable.Ending) != 0 || _stored.Find(_owner) >= 0
                || IsConfirmableDue(row, Deadline.Later(due, nowMs)));
        return mustWait ? Deadline.Never : due;
    }

    /// <summary>A period as it applies to a path, in seconds.</summary>
    private int Period(int k, int name)
    {
        // The defaults of the Server object have ids in the order of the attributes.
        return Attributes.Period(
            _paths[k], name,
            Account.Server[ServerResource.DefaultMinimumPeriod + name]);
    }

    private bool IsConfirmableDue(int row, long nowMs)
    {
        return (_rows[row + State] & ObservationTable.Confirmable) != 0
            || _rows[row + ObservationTable.Unconfirmed]
                >= Account.NonConfirmableNotifications
            || nowMs - _table.ConfirmedMs[row >> RowBits] >= Limits.ConfirmableIntervalMs;
    }

    private void Notify(int row, bool isReachable, long nowMs)
    {
        bool isConfirmable = isReachable && IsConfirmableDue(row, nowMs);
        MessageWriter message = isConfirmable
            ? UseExchange()
            : UseTransmitBuffer();

        Mark(row, ObservationTable.Ending, 0);
        Begin(row, isConfirmable, CoapCode.Content);
        int end = message.Length;
        Status status = Append(row, isReachable, nowMs);
        if (status == Status.Pending)
        {
            // The object notifies the change again when it has the value.
            MarkChanged(row, 0);
            _table.SentMs[row >> RowBits] = nowMs;
        }
        else if (!isReachable && (status == Status.Success || status == Status.ServiceUnavailable))
        {
            MarkSent(row, nowMs);
            _stored.Add(row, message, status == Status.Success ? end : -1);
        }
        else if (status == Status.ServiceUnavailable)
        {
            // It does not fit one message, and the body buffer is in use.
            MarkChanged(row, 1);
            _table.SentMs[row >> RowBits] += nowMs + BusyAgainMs - DueOf(row, isReachable, nowMs);
        }
        else if (status == Status.Success)
        {
            Send(row, isConfirmable, nowMs);
        }
        else
        {
            // What can no longer be read ends the observation (RFC 7641 §4.2). The server is to
            // know for certain, so this waits for the exchange.
            Mark(row, 0, ObservationTable.Ending);
            if (isReachable && IsExchangeFree)
            {
                UseExchange();
                Begin(row, true, CoapCode.Of(status, 0));
                Send(row, true, nowMs);
            }
        }
    }

    private void Send(int row, bool isConfirmable, long nowMs)
    {
        MarkSent(row, nowMs);
        if (isConfirmable)
        {
            Mark(row, 0, ObservationTable.InFlight);
            StartExchange(NotificationPurpose + row, nowMs);
        }
        else
        {
            _rows[row + ObservationTable.Unconfirmed]++;
            Send();
        }
    }

    /// <summary>
    /// Sends the oldest notification that has been stored for this server. It stays in the store
    /// until it is acknowledged, which brings on the next one.
    /// </summary>
    private void SendStored(long nowMs)
    {
        NotificationStore stored = _stored;
        int at = stored.Find(_owner);
        if (at < 0 || !IsExchangeFree)
        {
            return;
        }

        int row = stored.ObservationOf(at);
        MessageWriter message = UseExchange();
        Begin(row, true, CoapCode.Content);
        stored.AppendTo(message, at);
        if (message.IsFull)
        {
            // This connection takes less than the one it was written for.
            stored.Drop(at);
            return;
        }

        Mark(row, 0, ObservationTable.InFlight | ObservationTable.Stored);
        StartExchange(NotificationPurpose + row, nowMs);
    }

    /// <summary>Begins a notification: what follows is its content, if it has any.</summary>
    private void Begin(int row, bool isConfirmable, int code)
    {
        int messageId = TakeMessageId();
        MessageWriter message = _message;
        message.Begin(
            isConfirmable ? MessageType.Confirmable : MessageType.NonConfirmable,
            code, messageId, _rows, row + Token, _rows[row + ObservationTable.TokenLength]);
        _table.MessageIds[row >> RowBits] = (ushort)messageId;
        if (code == CoapCode.Content)
        {
            message.AddOption(CoapOption.Observe, TakeSequence());
        }
    }

    private Status Append(int row, bool isReachable, long nowMs)
    {
        int first = _rows[row + First];
        int format = Bytes.ReadUInt16(_rows, row + ObservationTable.Format);
        bool isComposite = (_rows[row + State] & ObservationTable.Composite) != 0;
        long path = isComposite ? Lwm2mPath.Root : _paths[first];
        if (!isReachable)
        {
            // It is stored and comes late: so it has a time, if the clock is known and the format
            // can say it.
            _content.BeginStored(_workspace.Clock.UtcSeconds);
        }
        else
        {
            _content.BeginResponse(
                this, isComposite ? CoapCode.Fetch : CoapCode.Get, path, -1, -1, nowMs);
        }

        return _reader.Append(ServerId, path, _paths, first, _rows[row + Count], format);
    }

    /// <summary>What the paths of an observation have now is known to the server.</summary>
    private void MarkSent(int row, long nowMs)
    {
        _table.SentMs[row >> RowBits] = nowMs;
        int k = _rows[row + First];
        for (int end = k + _rows[row + Count]; k < end; k++)
        {
            _changed[k] = 0;
            _values[k] = _workspace.Attributes.Count == 0 ? double.NaN : ReadNumber(k);
        }
    }

    private void MarkChanged(int row, byte isChanged)
    {
        int k = _rows[row + First];
        for (int end = k + _rows[row + Count]; k < end; k++)
        {
            _changed[k] = isChanged;
        }
    }

    /// <summary>The value of a numeric resource; NaN for anything else.</summary>
    private double ReadNumber(int k)
    {
        long path = _paths[k];
        return Lwm2mPath.Depth(path) > 2 ? _reader.ReadNumber(ServerId, path) : double.NaN;
    }

    /// <summary>Whether gt, lt and st, where they are set, ask for a notification now.</summary>
    private bool IsReportable(int k)
    {
        double last = _values[k];
        if (double.IsNaN(last))
        {
            return true;
        }

        double value = ReadNumber(k);
        return double.IsNaN(value) || Attributes.IsReportable(_paths[k], last, value);
    }
}
