// A link without a network: two rings of datagrams in memory.

using System;
using Lwm2m.Client.Transport;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>The transport of the bench; its other end is the test.</summary>
public sealed class MemoryTransport : IDatagramTransport
{
    // Room for an answer and a notification of every observation.
    private const int InboxSlots = 8;
    private const int OutboxSlots = Limits.Observations + 4;

    private readonly byte[] _inbox = new byte[InboxSlots * Limits.DatagramBytes];
    private readonly byte[] _outbox = new byte[OutboxSlots * Limits.DatagramBytes];
    private readonly int[] _inboxLengths = new int[InboxSlots];
    private readonly int[] _outboxLengths = new int[OutboxSlots];
    private int _inboxFirst;
    private int _inboxCount;
    private int _outboxFirst;
    private int _outboxCount;

    /// <summary>The outcome of the next Connect.</summary>
    public TransportStatus NextConnect { get; set; } = TransportStatus.Connected;

    /// <summary>Whether the link is down: Send fails, Receive says so.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often the client has connected.</summary>
    public int Connects { get; private set; }

    /// <summary>How often the client has closed the socket.</summary>
    public int Closes { get; private set; }

    /// <summary>The host and port of the last Connect.</summary>
    public string Target { get; private set; }

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port)
    {
        Connects++;
        Target = host + ":" + port.ToString();
        return NextConnect;
    }

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        if (IsDown)
        {
            return false;
        }

        Assert.IsTrue(_outboxCount < OutboxSlots, "more datagrams than anyone expected");
        int slot = (_outboxFirst + _outboxCount++) % OutboxSlots;
        Array.Copy(buffer, offset, _outbox, slot * Limits.DatagramBytes, length);
        _outboxLengths[slot] = length;
        return true;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (IsDown)
        {
            return -2;
        }

        if (_inboxCount == 0)
        {
            return -1;
        }

        int length = _inboxLengths[_inboxFirst];
        length = length < capacity ? length : capacity;
        Array.Copy(_inbox, _inboxFirst * Limits.DatagramBytes, buffer, offset, length);
        _inboxFirst = (_inboxFirst + 1) % InboxSlots;
        _inboxCount--;
        return length;
    }

    /// <inheritdoc/>
    public void Close()
    {
        Closes++;
    }

    /// <summary>Lets the client receive a datagram.</summary>
    public void Deliver(byte[] datagram)
    {
        Assert.IsTrue(_inboxCount < InboxSlots, "the client does not take its datagrams");
        int slot = (_inboxFirst + _inboxCount++) % InboxSlots;
        Array.Copy(datagram, 0, _inbox, slot * Limits.DatagramBytes, datagram.Length);
        _inboxLengths[slot] = datagram.Length;
    }

    /// <summary>The next datagram that the client has sent, or null.</summary>
    public byte[] Take()
    {
        if (_outboxCount == 0)
        {
            return null;
        }

        byte[] datagram = new byte[_outboxLengths[_outboxFirst]];
        Array.Copy(
            _outbox, _outboxFirst * Limits.DatagramBytes, datagram, 0, datagram.Length);
        _outboxFirst = (_outboxFirst + 1) % OutboxSlots;
        _outboxCount--;
        return datagram;
    }
}
