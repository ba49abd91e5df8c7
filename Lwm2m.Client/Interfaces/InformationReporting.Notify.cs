// Notifications (RFC 7641 §4; attributes: OMA LwM2M Core 1.1 §5.1.2): when one is due, and how it
// is sent: non-confirmable as a rule, confirmable every so often to learn whether the server still
// wants it (RFC 7641 §4.5). What is due while the server cannot be reached - there is no
// connection, the device sleeps, an Update is unanswered - is stored, if the server wants that
// (1/x/6), and sent confirmable, in order, once it can be reached again.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class InformationReporting
{
    private const int ReadAgainMs = 60000;
    private const int BusyAgainMs = 2000;

    private bool IsExchangeFree
    {
        get { return _session.Exchange.Purpose == Exchange.Free; }
    }

    /// <summary>Sends the notifications that are due.</summary>
    public void OnTimer(long nowMs)
    {
        if (_session.IsReachable)
        {
            SendStored(nowMs);
        }

        for (int i = 0; i < _table.Limit; i++)
        {
            if (_table.Rows[i * RowBytes] == _owner && DueOf(i, nowMs) <= nowMs)
            {
                Notify(i, nowMs);
            }
        }

        Reschedule(nowMs);
    }

    /// <summary>Works out when the next notification is due.</summary>
    public void Reschedule(long nowMs)
    {
        bool isFlushed = _session.IsReachable && IsExchangeFree && _stored.Find(_owner) >= 0;
        long earliest = isFlushed ? nowMs : long.MaxValue;
        for (int i = 0; i < _table.Limit; i++)
        {
            if (_table.Rows[i * RowBytes] == _owner)
            {
                long due = DueOf(i, nowMs);
                earliest = due < earliest ? due : earliest;
            }
        }

        DueMs = earliest;
    }

    /// <summary>
    /// When an observation is to be notified: of each path that has changed at the end of its
    /// pmin, of any other at the end of its pmax; and once a day to hear from the server. Never
    /// while it has to wait: for the exchange, for what is stored, for the server.
    /// </summary>
    private long DueOf(int i, long nowMs)
    {
        byte[] rows = _table.Rows;
        int row = i * RowBytes;
        int state = rows[row + State];
        Account account = _session.Account;
        bool isReachable = _session.IsReachable;
        if ((state & ObservationTable.InFlight) != 0
            || (!isReachable && account.ServerValue(ServerResource.NotificationStoring, 1) == 0))
        {
            return long.MaxValue;
        }

        long sent = _table.SentMs[i];
        long due = long.MaxValue;
        bool isChanged = false;
        int first = rows[row + ObservationTable.First];
        for (int k = first + rows[row + ObservationTable.Count] - 1; k >= first; k--)
        {
            long path = _table.Paths[k];
            int seconds = _session.Attributes.Period(
                path, AttributeTable.MinimumPeriod,
                account.ServerValue(ServerResource.DefaultMinimumPeriod, 0));
            bool isDue = _table.Changed[k] != 0;
            if (isDue)
            {
                isChanged = true;
            }
            else
            {
                int pmin = seconds;
                seconds = _session.Attributes.Period(
                    path, AttributeTable.MaximumPeriod,
                    account.ServerValue(ServerResource.DefaultMaximumPeriod, 0));
                isDue = seconds > 0 && seconds >= pmin;
            }

            if (isDue && sent + (seconds * 1000L) < due)
            {
                due = sent + (seconds * 1000L);
            }
        }

        if (!isReachable)
        {
            return (state & ObservationTable.Ending) != 0 ? long.MaxValue : due;
        }

        if (!isChanged)
        {
            long confirmable = _table.ConfirmedMs[i] + Limits.ConfirmableIntervalMs;

            // It may have been due when the value was not at hand.
            confirmable = confirmable <= sent ? sent + ReadAgainMs : confirmable;
            due = confirmable < due ? confirmable : due;
        }

        bool mustWait = !IsExchangeFree
            && ((state & ObservationTable.Ending) != 0 || _stored.Find(_owner) >= 0
                || IsConfirmableDue(i, due > nowMs ? due : nowMs));
        return mustWait ? long.MaxValue : due;
    }

    private bool IsConfirmableDue(int i, long nowMs)
    {
        int row = i * RowBytes;
        return (_table.Rows[row + State] & ObservationTable.Confirmable) != 0
            || _table.Rows[row + ObservationTable.Unconfirmed]
                >= _session.Account.NonConfirmableNotifications
            || nowMs - _table.ConfirmedMs[i] >= Limits.ConfirmableIntervalMs;
    }

    private void Notify(int i, long nowMs)
    {
        byte[] rows = _table.Rows;
        int row = i * RowBytes;
        bool isStored = !_session.IsReachable;
        bool isConfirmable = !isStored && IsConfirmableDue(i, nowMs);
        if (isConfirmable && !IsExchangeFree)
        {
            return;
        }

        MessageWriter message = isConfirmable
            ? _session.UseExchange()
            : _session.UseTransmitBuffer();

        rows[row + State] &= unchecked((byte)~ObservationTable.Ending);
        int messageId = _session.TakeMessageId();
        int type = isConfirmable ? MessageType.Confirmable : MessageType.NonConfirmable;
        Begin(i, type, CoapCode.Content, messageId);
        int end = message.Length;
        Status status = Append(row, isStored, nowMs);
        if (status == Status.Pending)
        {
            // The object notifies the change again when it has the value.
            MarkChanged(row, 0);
            _table.SentMs[i] = nowMs;
        }
        else if (isStored && (status == Status.Success || status == Status.ServiceUnavailable))
        {
            MarkSent(i, nowMs);
            _stored.Add(i, message, status == Status.Success ? end : -1);
        }
        else if (status == Status.ServiceUnavailable)
        {
            // It does not fit one message, and the body buffer is in use.
            MarkChanged(row, 1);
            _table.SentMs[i] += nowMs + BusyAgainMs - DueOf(i, nowMs);
        }
        else if (status == Status.Success)
        {
            Send(i, messageId, isConfirmable, nowMs);
        }
        else
        {
            // What can no longer be read ends the observation (RFC 7641 §4.2). The server is to
            // know for certain, so this waits for the exchange.
            rows[row + State] |= ObservationTable.Ending;
            if (!isStored && IsExchangeFree)
            {
                _session.UseExchange().Begin(
                    MessageType.Confirmable, CoapCode.Of(status, 0), messageId,
                    rows, row + ObservationTable.Token, rows[row + ObservationTable.TokenLength]);
                Send(i, messageId, true, nowMs);
            }
        }
    }

    private void Send(int i, int messageId, bool isConfirmable, long nowMs)
    {
        MarkSent(i, nowMs);
        int row = i * RowBytes;
        if (isConfirmable)
        {
            _table.Rows[row + State] |= ObservationTable.InFlight;
            _session.StartExchange(ServerSession.NotificationPurpose + i, false, nowMs);
        }
        else
        {
            _table.Rows[row + ObservationTable.Unconfirmed]++;
            _table.MessageIds[i] = (ushort)messageId;
            _session.Send();
        }
    }

    /// <summary>
    /// Sends the oldest notification that has been stored for this server. It stays in the store
    /// until it is acknowledged, which brings on the next one.
    /// </summary>
    private void SendStored(long nowMs)
    {
        int at = _stored.Find(_owner);
        while (at >= 0 && IsExchangeFree)
        {
            int i = _stored.ObservationOf(at);
            MessageWriter message = _session.UseExchange();
            Begin(i, MessageType.Confirmable, CoapCode.Content, _session.TakeMessageId());
            _stored.AppendTo(message, at);
            if (message.IsFull)
            {
                // A connection that takes less than the one it was written for.
                _stored.Drop(at);
                at = _stored.Find(_owner);
                continue;
            }

            _table.Rows[(i * RowBytes) + State] |=
                ObservationTable.InFlight | ObservationTable.Stored;
            _session.StartExchange(ServerSession.NotificationPurpose + i, false, nowMs);
        }
    }

    /// <summary>Begins a notification: what follows is its content.</summary>
    private void Begin(int i, int type, int code, int messageId)
    {
        byte[] rows = _table.Rows;
        int row = i * RowBytes;
        _workspace.Message.Begin(
            type, code, messageId, rows, row + ObservationTable.Token,
            rows[row + ObservationTable.TokenLength]);
        _workspace.Message.AddOption(CoapOption.Observe, TakeSequence());
    }

    private Status Append(int row, bool isStored, long nowMs)
    {
        long path = _table.Paths[_table.Rows[row + ObservationTable.First]];
        if (isStored)
        {
            _workspace.Content.BeginWhole();
        }
        else
        {
            _workspace.Content.BeginResponse(_session, CoapCode.Get, path, -1, -1, nowMs);
        }

        return _reader.Append(
            _session.Account.ServerId, path,
            (short)Bytes.ReadUInt16(_table.Rows, row + ObservationTable.Format));
    }

    /// <summary>What the paths of an observation have now is known to the server.</summary>
    private void MarkSent(int i, long nowMs)
    {
        int row = i * RowBytes;
        MarkChanged(row, 0);
        _table.SentMs[i] = nowMs;
        int first = _table.Rows[row + ObservationTable.First];
        for (int k = first + _table.Rows[row + ObservationTable.Count] - 1; k >= first; k--)
        {
            _table.Values[k] = ReadNumber(k);
        }
    }

    private void MarkChanged(int row, byte isChanged)
    {
        int first = _table.Rows[row + ObservationTable.First];
        for (int k = first + _table.Rows[row + ObservationTable.Count] - 1; k >= first; k--)
        {
            _table.Changed[k] = isChanged;
        }
    }

    /// <summary>
    /// The value of a numeric resource, to which gt, lt or st may be attached at any time; NaN
    /// for anything else.
    /// </summary>
    private double ReadNumber(int k)
    {
        long path = _table.Paths[k];
        return Lwm2mPath.Depth(path) > 2 ? _reader.ReadNumber(path) : double.NaN;
    }

    /// <summary>Whether gt, lt and st, where they are set, ask for a notification now.</summary>
    private bool IsReportable(int k)
    {
        double last = _table.Values[k];
        if (_workspace.Attributes.Count == 0 || double.IsNaN(last))
        {
            return true;
        }

        double value = ReadNumber(k);
        return double.IsNaN(value)
            || _session.Attributes.IsReportable(_table.Paths[k], last, value);
    }
}
