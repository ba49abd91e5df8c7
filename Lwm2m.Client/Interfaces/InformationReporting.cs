// The information reporting interface (OMA LwM2M Core 1.1 §6.4): observations and notifications
// (RFC 7641). A changed value marks its observations; when the attributes say so, a notification
// is written, non-confirmable as a rule, confirmable every so often to learn whether the server
// still wants it (RFC 7641 §4.5).

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The observations of one server.</summary>
internal sealed class InformationReporting
{
    private const int Capacity = Limits.Observations;

    // The states of an observation, as bits.
    private const int Used = 1;
    private const int Dirty = 2;
    private const int InFlight = 4;
    private const int HasLastValue = 8;

    private readonly ServerSession _session;
    private readonly Workspace _workspace;
    private readonly ResourceReader _reader;

    private readonly byte[] _states = new byte[Capacity];
    private readonly byte[] _tokenLengths = new byte[Capacity];
    private readonly byte[] _tokens = new byte[Capacity * Limits.TokenBytes];
    private readonly long[] _paths = new long[Capacity];
    private readonly int[] _formats = new int[Capacity];
    private readonly long[] _sentMs = new long[Capacity];
    private readonly long[] _confirmedMs = new long[Capacity];
    private readonly byte[] _unconfirmed = new byte[Capacity];
    private readonly double[] _lastValues = new double[Capacity];

    // The message ids of the latest non-confirmable notifications: id << 8 | observation.
    private readonly int[] _recent = new int[Limits.RecentNotifications];
    private int _nextRecent;

    private int _sequence;
    private int _count;
    private double _inFlightValue;

    public InformationReporting(
        ServerSession session, Workspace workspace, ResourceReader reader)
    {
        _session = session;
        _workspace = workspace;
        _reader = reader;
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>The number of observations.</summary>
    public int Count
    {
        get { return _count; }
    }

    /// <summary>
    /// Adds an observation, or replaces the one with the same token (RFC 7641 §4.1). Returns its
    /// number, or -1 if there is no room.
    /// </summary>
    public int Add(long path, int format, MessageView request, long nowMs)
    {
        int i = Find(request);
        for (int k = 0; i < 0 && k < Capacity; k++)
        {
            i = (_states[k] & Used) == 0 ? k : -1;
        }

        if (i < 0)
        {
            return -1;
        }

        _count += (_states[i] & Used) == 0 ? 1 : 0;
        ForgetMessageIds(i);
        _states[i] = Used;
        _paths[i] = path;
        _formats[i] = format;
        _tokenLengths[i] = (byte)request.TokenLength;
        Array.Copy(
            request.Buffer, request.TokenOffset,
            _tokens, i * Limits.TokenBytes, request.TokenLength);
        _unconfirmed[i] = 0;
        _sentMs[i] = nowMs;
        _confirmedMs[i] = nowMs;
        return i;
    }

    /// <summary>The response to the Observe request is written: its value is the first.</summary>
    public void OnObserved(int i, long nowMs)
    {
        double value;
        if (TryReadLast(i, out value))
        {
            Keep(i, value);
        }

        Reschedule(nowMs);
    }

    /// <summary>The observation with the token of a request, or -1.</summary>
    public int Find(MessageView request)
    {
        int length = request.TokenLength;
        for (int i = 0; i < Capacity; i++)
        {
            if ((_states[i] & Used) != 0 && _tokenLengths[i] == length
                && Bytes.Equal(
                    _tokens, i * Limits.TokenBytes, request.Buffer, request.TokenOffset, length))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Ends the observation with the token of a request. Some servers cancel with a new token:
    /// then those of the same path end.
    /// </summary>
    public void Cancel(long path, MessageView request)
    {
        int found = Find(request);
        for (int i = 0; i < Capacity; i++)
        {
            if (i == found || (found < 0 && _paths[i] == path))
            {
                Remove(i);
            }
        }
    }

    /// <summary>Ends an observation.</summary>
    public void Remove(int i)
    {
        if ((_states[i] & Used) != 0)
        {
            _states[i] = 0;
            _count--;
        }
    }

    /// <summary>Ends all observations.</summary>
    public void Clear()
    {
        Array.Clear(_states, 0, Capacity);
        _count = 0;
        DueMs = long.MaxValue;
    }

    /// <summary>The number for the next Observe option (RFC 7641 §4.4).</summary>
    public int TakeSequence()
    {
        _sequence = (_sequence + 1) & 0xFFFFFF;
        return _sequence;
    }

    /// <summary>A value has changed; true if that is to be reported.</summary>
    public bool OnChanged(long path, long nowMs)
    {
        bool isMarked = false;
        for (int i = 0; _count > 0 && i < Capacity; i++)
        {
            long observed = _paths[i];
            if ((_states[i] & (Used | Dirty)) == Used
                && (Lwm2mPath.Contains(observed, path) || Lwm2mPath.Contains(path, observed))
                && IsReportable(i))
            {
                _states[i] |= Dirty;
                isMarked = true;
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
        for (int k = 0; k < _recent.Length; k++)
        {
            if (_recent[k] >> 8 == messageId && (_recent[k] & 0xFF) != 0)
            {
                Remove((_recent[k] & 0xFF) - 1);
                _recent[k] = 0;
            }
        }
    }

    /// <summary>A late Reset must not end the observation that takes this place.</summary>
    private void ForgetMessageIds(int i)
    {
        for (int k = 0; k < _recent.Length; k++)
        {
            if ((_recent[k] & 0xFF) == i + 1)
            {
                _recent[k] = 0;
            }
        }
    }

    /// <summary>The end of a confirmable notification.</summary>
    public void OnExchange(int i, ExchangeEvent outcome, long nowMs)
    {
        if ((_states[i] & InFlight) == 0)
        {
            return; // Cancelled meanwhile.
        }

        _states[i] &= unchecked((byte)~InFlight);
        if (outcome != ExchangeEvent.Acknowledged)
        {
            Remove(i);
            return;
        }

        _confirmedMs[i] = nowMs;
        _unconfirmed[i] = 0;
        if ((_states[i] & HasLastValue) != 0)
        {
            _lastValues[i] = _inFlightValue;
        }
    }

    /// <summary>Sends the notifications that are due.</summary>
    public void OnTimer(long nowMs)
    {
        for (int i = 0; i < Capacity; i++)
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
        for (int i = 0; _count > 0 && i < Capacity; i++)
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
        int pmin = _session.Attributes.Period(path, AttributeTable.MinimumPeriod);
        if (pmin < 0)
        {
            pmin = account.ServerValue(ServerResource.DefaultMinimumPeriod, 0);
        }

        int pmax = _session.Attributes.Period(path, AttributeTable.MaximumPeriod);
        if (pmax < 0)
        {
            pmax = account.ServerValue(ServerResource.DefaultMaximumPeriod, 0);
        }

        long sent = _sentMs[i];
        long due = _confirmedMs[i] + Limits.ConfirmableIntervalMs;
        if ((state & Dirty) != 0)
        {
            due = sent + (pmin * 1000L);
        }
        else if (pmax > 0 && pmax >= pmin && sent + (pmax * 1000L) < due)
        {
            due = sent + (pmax * 1000L);
        }

        bool mustWait = (state & InFlight) != 0
            || (IsConfirmableDue(i, due > nowMs ? due : nowMs) && _session.Exchange.Purpose != Exchange.Free);
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

        MessageWriter message = _workspace.Message;
        byte[] transmit = _workspace.TransmitBuffer;
        if (isConfirmable)
        {
            _session.UseExchange();
        }
        else
        {
            message.Use(transmit, 0, transmit.Length);
        }

        int messageId = _session.TakeMessageId();
        int type = isConfirmable ? MessageType.Confirmable : MessageType.NonConfirmable;
        Begin(i, type, CoapCode.Content, messageId);
        message.AddOption(CoapOption.Observe, TakeSequence());
        Status status = _reader.Append(_paths[i], _formats[i]);
        if (status == Status.Pending)
        {
            // The object notifies the change again when it has the value.
            _states[i] &= unchecked((byte)~Dirty);
            _sentMs[i] = nowMs;
            return;
        }

        if (status != Status.Success)
        {
            // What can no longer be read ends the observation (RFC 7641 §4.2).
            Begin(i, type, CoapCode.Of(status, 0), messageId);
            Remove(i);
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
        if ((_states[i] & Used) == 0)
        {
            return;
        }

        double value;
        bool isNumber = TryReadLast(i, out value);
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
        if (isNumber)
        {
            Keep(i, value);
        }
    }

    /// <summary>
    /// The value of a numeric resource: gt, lt or st may be attached to it at any time.
    /// </summary>
    private bool TryReadLast(int i, out double value)
    {
        value = 0;
        return Lwm2mPath.Depth(_paths[i]) > 2 && _reader.TryReadNumber(_paths[i], out value);
    }

    private void Keep(int i, double value)
    {
        _lastValues[i] = value;
        _states[i] |= HasLastValue;
    }

    /// <summary>Whether gt, lt and st, where they are set, ask for a notification now.</summary>
    private bool IsReportable(int i)
    {
        int row = _session.Attributes.ThresholdRow(_paths[i]);
        double value;
        if (row < 0 || (_states[i] & HasLastValue) == 0
            || !_reader.TryReadNumber(_paths[i], out value))
        {
            return true;
        }

        return _session.Attributes.IsCrossed(row, _lastValues[i], value);
    }
}
