// A machine that allocates nothing: its datagrams lie in arrays made beforehand, so that what the
// tests measure is the library's.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.DesktopTests.Allocation;

/// <summary>Clock, random numbers and one transport without allocation.</summary>
internal sealed class PreparedPlatform : IPlatform, IClock, IRandom, IDatagramTransport
{
    private const int Places = 8;

    private readonly byte[] _inbox = new byte[Limits.DatagramBytes];
    private readonly byte[][] _sent = new byte[Places][];
    private readonly int[] _sentLengths = new int[Places];
    private int _inboxLength = -1;
    private uint _random = 12345;

    public PreparedPlatform()
    {
        for (int i = 0; i < Places; i++)
        {
            _sent[i] = new byte[Limits.DatagramBytes];
        }
    }

    public long NowMs { get; set; } = 1_000;

    public long UtcSeconds => -1;

    /// <summary>How many datagrams the client has sent since <see cref="Forget"/>.</summary>
    public int SentCount { get; private set; }

    IClock IPlatform.Clock => this;

    IRandom IPlatform.Random => this;

    ICrypto IPlatform.Crypto { get; } = new ManagedCrypto();

    public IDatagramTransport CreateTransport() => this;

    public int Next(int bound)
    {
        _random = (_random * 1664525) + 1013904223;
        return (int)((_random >> 8) % (uint)bound);
    }

    public TransportStatus Connect(string host, int port) => TransportStatus.Connected;

    public bool Send(byte[] buffer, int offset, int length)
    {
        Array.Copy(buffer, offset, _sent[SentCount % Places], 0, length);
        _sentLengths[SentCount % Places] = length;
        SentCount++;
        return true;
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        int length = _inboxLength;
        if (length >= 0)
        {
            Array.Copy(_inbox, 0, buffer, offset, length);
            _inboxLength = -1;
        }

        return length;
    }

    public void Close()
    {
    }

    /// <summary>Puts a datagram into the mailbox, which holds one.</summary>
    public void Put(ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(_inbox);
        _inboxLength = datagram.Length;
    }

    /// <summary>A datagram that the client has sent, the last one for -1.</summary>
    public ReadOnlySpan<byte> Sent(int index)
    {
        int place = (index < 0 ? SentCount + index : index) % Places;
        return _sent[place].AsSpan(0, _sentLengths[place]);
    }

    /// <summary>Forgets what was sent.</summary>
    public void Forget() => SentCount = 0;
}
