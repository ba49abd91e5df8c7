// The information reporting interface (OMA LwM2M Core 1.1 §6.4): the observations of a server
// (RFC 7641). A changed value marks its observations, no more; InformationReporting.Notify.cs
// says when a notification follows.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The observations of one server.</summary>
internal sealed partial class InformationReporting
{
    private const int Capacity = Limits.Observations;

    // The states of an observation, as bits.
    private const int Used = 1;
    private const int Dirty = 2;
    private const int InFlight = 4;
    private const int Ending = 8;

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

    // One more than the last place in use.
    private int _limit;
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

        _limit = i < _limit ? _limit : i + 1;
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
        _lastValues[i] = ReadNumber(i);
        Reschedule(nowMs);
    }

    /// <summary>The observation with the token of a request, or -1.</summary>
    public int Find(MessageView request)
    {
        int length = request.TokenLength;
        for (int i = 0; i < _limit; i++)
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
        for (int i = 0; i < _limit; i++)
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
        _states[i] = 0;
    }

    /// <summary>Ends all observations.</summary>
    public void Clear()
    {
        Array.Clear(_states, 0, Capacity);
        _limit = 0;
        DueMs = long.MaxValue;
    }

    /// <summary>
    /// The exchange is gone without an end: what it was to notify is notified anew.
    /// </summary>
    public void OnExchangeLost()
    {
        for (int i = 0; i < _limit; i++)
        {
            if ((_states[i] & InFlight) != 0)
            {
                _states[i] = Used | Dirty;
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

    /// <summary>A value has changed; true if that is to be reported.</summary>
    public bool OnChanged(long path, long nowMs)
    {
        bool isMarked = false;
        for (int i = 0; i < _limit; i++)
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
        if (outcome != ExchangeEvent.Acknowledged || (_states[i] & Ending) != 0)
        {
            Remove(i);
            return;
        }

        _confirmedMs[i] = nowMs;
        _unconfirmed[i] = 0;
        _lastValues[i] = _inFlightValue;

        // A change that came meanwhile was held against the value before that.
        if (!double.IsNaN(_inFlightValue) && ReadNumber(i) != _inFlightValue && IsReportable(i))
        {
            _states[i] |= Dirty;
        }
    }
}
