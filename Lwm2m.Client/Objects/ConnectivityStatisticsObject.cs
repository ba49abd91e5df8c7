// Object 7, Connectivity Statistics, version 1.0 (definition 7-1_0.xml): what the client has sent
// and received since a server has started to collect. A datagram counts with all its headers, up
// to that of IP; a kilobyte is 1024 bytes.
//
// Servers are told with every kilobyte: were they told with every datagram, each notification
// would be the reason for the next one.

using System;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>
/// The Connectivity Statistics object: one instance, 0. A client that has it counts by itself.
/// </summary>
public sealed class ConnectivityStatisticsObject : ValueObject
{
    /// <summary>The headers of UDP and IPv4; with IPv6 it is 20 bytes more.</summary>
    public const int Ipv4HeaderBytes = 28;

    private const int SmsSent = 0;
    private const int SmsReceived = 1;
    private const int DataSent = 2;
    private const int DataReceived = 3;
    private const int MaxMessageSize = 4;
    private const int AverageMessageSize = 5;
    private const int Start = 6;
    private const int Stop = 7;
    private const int CollectionPeriod = 8;

    private static readonly int[] s_rows =
    {
        SmsSent | Operations.Read | ResourceType.Integer,
        SmsReceived | Operations.Read | ResourceType.Integer,
        DataSent | Operations.Read | ResourceType.Integer,
        DataReceived | Operations.Read | ResourceType.Integer,
        MaxMessageSize | Operations.Read | ResourceType.Integer,
        AverageMessageSize | Operations.Read | ResourceType.Integer,
        Start | Operations.Execute,
        Stop | Operations.Execute,
        CollectionPeriod | Operations.ReadWrite | ResourceType.Integer,
    };

    private readonly int _headerBytes;

    // Bytes that were sent, bytes that were received, and datagrams.
    private readonly long[] _counts = new long[3];

    // When the collection ends; 0 before it starts.
    private long _endMs;

    /// <summary>Creates the object; it does not collect yet.</summary>
    /// <param name="headerBytes">What the headers of UDP and IP add to a datagram.</param>
    /// <param name="hasSms">Whether the application calls <see cref="CountSms"/>.</param>
    public ConnectivityStatisticsObject(
        int headerBytes = Ipv4HeaderBytes, bool hasSms = false)
        : base(Objects.ObjectId.ConnectivityStatistics, 10, s_rows, 1)
    {
        _headerBytes = headerBytes;
        for (int i = hasSms ? SmsSent : DataSent; i <= CollectionPeriod; i++)
        {
            Set(0, i, 0);
        }
    }

    /// <summary>Counts an SMS that the device has sent or received.</summary>
    public void CountSms(bool isReceived)
    {
        lock (Sync)
        {
            int row = isReceived ? SmsReceived : SmsSent;
            if (IsCollecting)
            {
                Set(0, row, Get(0, row) + 1);
            }
        }
    }

    /// <summary>Counts a datagram.</summary>
    /// <param name="length">Its length without the headers of UDP and IP.</param>
    /// <param name="isReceived">Whether it has been received, and not sent.</param>
    internal void OnDatagram(int length, bool isReceived)
    {
        if (!IsCollecting)
        {
            return;
        }

        long[] counts = _counts;
        int way = isReceived ? 1 : 0;
        length += _headerBytes;
        counts[way] += length;
        counts[2]++;
        if (length > Get(0, MaxMessageSize))
        {
            Keep(0, MaxMessageSize, length, 0);
        }

        Keep(0, AverageMessageSize, (counts[0] + counts[1]) / counts[2], 0);
        if (Keep(0, DataSent + way, counts[way] >> 10, 0))
        {
            NotifyChanged(0, DataSent + way);
            NotifyChanged(0, MaxMessageSize);
            NotifyChanged(0, AverageMessageSize);
        }
    }

    /// <inheritdoc/>
    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        return value.Number < 0 || value.Number > int.MaxValue
            ? Status.BadRequest
            : Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        _endMs = 0;
        if (resourceId == Start)
        {
            for (int i = SmsSent; i <= AverageMessageSize; i++)
            {
                if (Has(0, i))
                {
                    Set(0, i, 0);
                }
            }

            Array.Clear(_counts, 0, _counts.Length);
            long seconds = Get(0, CollectionPeriod);
            _endMs = seconds > 0 ? Clock.NowMs + (seconds * 1000) : Deadline.Never;
        }

        return Status.Success;
    }

    private bool IsCollecting
    {
        get { return _endMs != 0 && Clock.NowMs < _endMs; }
    }
}
