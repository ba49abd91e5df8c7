// The message ids of requests that must not be carried out twice, with the code they were answered
// with (RFC 7252 §4.2, §4.5). Idempotent requests are not kept here: they are answered afresh.
//
// A packed ring, oldest first, two ints an entry:
//   message id << 8 | code      expiry, in seconds of the monotonic clock

namespace Lwm2m.Client.Coap;

/// <summary>Requests of one server that were carried out within EXCHANGE_LIFETIME.</summary>
internal sealed class DuplicateTable
{
    private const int EntryInts = 2;

    private const int RingInts = Limits.Duplicates * EntryInts;

    private readonly int[] _ring = new int[RingInts];
    private readonly ushort[] _instances = new ushort[Limits.Duplicates];
    private readonly int _lifetimeSeconds;
    private int _head;
    private int _count;

    public DuplicateTable(long exchangeLifetimeMs)
    {
        _lifetimeSeconds = Seconds(exchangeLifetimeMs) + 1;
    }

    /// <summary>The entry of a message id, or -1.</summary>
    public int Find(int messageId, long nowMs)
    {
        DropExpired(nowMs);
        for (int i = 0; i < _count; i++)
        {
            int entry = At(i);
            if (_ring[entry] >> 8 == messageId)
            {
                return entry;
            }
        }

        return -1;
    }

    /// <summary>Adds a message id with code 0, still being carried out; -1 if there is no room.
    /// </summary>
    public int Add(int messageId, long nowMs)
    {
        DropExpired(nowMs);
        if (_count == Limits.Duplicates)
        {
            return -1;
        }

        int entry = At(_count++);
        _ring[entry] = messageId << 8;
        _ring[entry + 1] = Seconds(nowMs) + _lifetimeSeconds;
        return entry;
    }

    /// <summary>Takes back the entry that Add has just made.</summary>
    public void RemoveLast()
    {
        _count--;
    }

    /// <summary>The code that a request was answered with, or 0.</summary>
    public int CodeOf(int entry)
    {
        return (byte)_ring[entry];
    }

    /// <summary>The object instance that a request has created.</summary>
    public int InstanceOf(int entry)
    {
        return _instances[entry / EntryInts];
    }

    /// <summary>
    /// Notes, once, the code that a request was answered with, and the object instance that it has
    /// created, if it has.
    /// </summary>
    public void Set(int entry, int code, int instanceId)
    {
        _ring[entry] |= code;
        _instances[entry / EntryInts] = (ushort)instanceId;
    }

    /// <summary>The seconds until there is room, for Max-Age; 1 if there is room already.</summary>
    public int SecondsUntilRoom(long nowMs)
    {
        DropExpired(nowMs);
        return _count < Limits.Duplicates ? 1 : _ring[_head + 1] - Seconds(nowMs);
    }

    /// <summary>Forgets everything: message ids mean nothing on a new connection.</summary>
    public void Clear()
    {
        _count = 0;
    }

    private void DropExpired(long nowMs)
    {
        int now = Seconds(nowMs);
        while (_count > 0 && _ring[_head + 1] - now <= 0)
        {
            _head = At(1);
            _count--;
        }
    }

    private static int Seconds(long ms)
    {
        return (int)(ms / 1000);
    }

    private int At(int index)
    {
        return (_head + (index * EntryInts)) % RingInts;
    }
}
