// Notifications (RFC 7641 §4; attributes: OMA LwM2M Core 1.1 §5.1.2): when one is due, and how it
// is sent: non-confirmable as a rule, confirmable every so often to learn whether the server still
// wants it (RFC 7641 §4.5).

using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class InformationReporting
{
    private const int ReadAgainMs = 60000;
    private const int BusyAgainMs = 2000;

    /// <summary>Sends the notifications that are due.</summary>
    public void OnTimer(long nowMs)
    {
        for (int i = 0; i < _limit; i++)
        {
            if ((_states[i] & Used) != 0 && DueOf(i, nowMs) <= nowMs)
            {
                Notify(i, nowMs);
            }
        }

        Reschedule(nowMs);
    }

    /// <summary>Works out when the next notification is due.</summary>
    public void Reschedule(long nowMs)
    {
        long earliest = long.MaxValue;
        for (int i = 0; i < _limit; i++)
        {
            if ((_states[i] & Used) != 0)
            {
                long due = DueOf(i, nowMs);
                earliest = due < earliest ? due : earliest;
            }
        }

        DueMs = earliest;
    }

    /// <summary>
    /// When an observation is to be notified: dirty, at the end of pmin; anyway, at the end of
    /// pmax, and once a day to hear from the server. Never while it has to wait for the exchange.
    /// </summary>
    private long DueOf(int i, long nowMs)
    {
        int state = _states[i];
        long path = _paths[i];
        Account account = _session.Account;
        int pmin = _session.Attributes.Period(
            path, AttributeTable.MinimumPeriod,
            account.ServerValue(ServerResource.DefaultMinimumPeriod, 0));
        int pmax = _session.Attributes.Period(
            path, AttributeTable.MaximumPeriod,
            account.ServerValue(ServerResource.DefaultMaximumPeriod, 0));

        long sent = _sentMs[i];
        long due = _confirmedMs[i] + Limits.ConfirmableIntervalMs;
        if (due <= sent)
        {
            // It was due, but the value was not at hand.
            due = sent + ReadAgainMs;
        }

        if ((state & Dirty) != 0)
        {
            due = sent + (pmin * 1000L);
        }
        else if (pmax > 0 && pmax >= pmin && sent + (pmax * 1000L) < due)
        {
            due = sent + (pmax * 1000L);
        }

        bool mustWait = (state & InFlight) != 0
            || (_session.Exchange.Purpose != Exchange.Free
                && ((state & Ending) != 0 || IsConfirmableDue(i, due > nowMs ? due : nowMs)));
        return mustWait ? long.MaxValue : due;
    }

    private bool IsConfirmableDue(int i, long nowMs)
    {
        return _unconfirmed[i] >= Limits.NonConfirmableNotifications
            || nowMs - _confirmedMs[i] >= Limits.ConfirmableIntervalMs;
    }

    private void Notify(int i, long nowMs)
    {
        bool isConfirmable = IsConfirmableDue(i, nowMs);
        if (isConfirmable && _session.Exchange.Purpose != Exchange.Free)
        {
            return;
        }

        MessageWriter message = isConfirmable
            ? _session.UseExchange()
            : _session.UseTransmitBuffer();

        _states[i] &= unchecked((byte)~Ending);
        int messageId = _session.TakeMessageId();
        int type = isConfirmable ? MessageType.Confirmable : MessageType.NonConfirmable;
        Begin(i, type, CoapCode.Content, messageId);
        message.AddOption(CoapOption.Observe, TakeSequence());
        _workspace.Content.BeginResponse(_session, CoapCode.Get, _paths[i], -1, -1, nowMs);
        Status status = _reader.Append(_paths[i], _formats[i]);
        if (status == Status.Pending)
        {
            // The object notifies the change again when it has the value.
            _states[i] &= unchecked((byte)~Dirty);
            _sentMs[i] = nowMs;
            return;
        }

        if (status == Status.ServiceUnavailable)
        {
            // It does not fit one message, and the body buffer is in use.
            _states[i] |= Dirty;
            _sentMs[i] += nowMs + BusyAgainMs - DueOf(i, nowMs);
            return;
        }

        if (status != Status.Success)
        {
            // What can no longer be read ends the observation (RFC 7641 §4.2). The server is to
            // know for certain, so this waits for the exchange.
            _states[i] |= Ending;
            if (_session.Exchange.Purpose != Exchange.Free)
            {
                return;
            }

            isConfirmable = true;
            _session.UseExchange();
            Begin(i, MessageType.Confirmable, CoapCode.Of(status, 0), messageId);
        }

        MarkSent(i, messageId, isConfirmable, nowMs);
        if (isConfirmable)
        {
            _session.StartExchange(ServerSession.NotificationPurpose + i, false, nowMs);
        }
        else
        {
            _session.Send();
        }
    }

    private void Begin(int i, int type, int code, int messageId)
    {
        _workspace.Message.Begin(
            type, code, messageId, _tokens, i * Limits.TokenBytes, _tokenLengths[i]);
    }

    private void MarkSent(int i, int messageId, bool isConfirmable, long nowMs)
    {
        double value = ReadNumber(i);
        _states[i] &= unchecked((byte)~Dirty);
        _sentMs[i] = nowMs;
        if (isConfirmable)
        {
            _states[i] |= InFlight;
            _inFlightValue = value;
            return;
        }

        _unconfirmed[i]++;
        _recent[_nextRecent] = (messageId << 8) | (i + 1);
        _nextRecent = _nextRecent + 1 == _recent.Length ? 0 : _nextRecent + 1;
        _lastValues[i] = value;
    }

    /// <summary>
    /// The value of a numeric resource, to which gt, lt or st may be attached at any time; NaN
    /// for anything else.
    /// </summary>
    private double ReadNumber(int i)
    {
        long path = _paths[i];
        return Lwm2mPath.Depth(path) > 2 ? _reader.ReadNumber(path) : double.NaN;
    }

    /// <summary>Whether gt, lt and st, where they are set, ask for a notification now.</summary>
    private bool IsReportable(int i)
    {
        double last = _lastValues[i];
        if (_workspace.Attributes.Count == 0 || double.IsNaN(last))
        {
            return true;
        }

        double value = ReadNumber(i);
        return double.IsNaN(value) || _session.Attributes.IsReportable(_paths[i], last, value);
    }
}
