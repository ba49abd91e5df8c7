// A DTLS connection on a bench: numbers that count up, a clock that stands still, and a server that
// is a script (HandshakeVectors) or whatever a test makes of it.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>A connection and the script of its other end.</summary>
internal sealed class HandshakeBench : IDatagramTransport
{
    private const int ReceiveBytes = 1217;
    private const int MostEvents = 8;
    private const int MostDatagrams = 32;

    private readonly byte[] _receive = WireBytes.NewBuffer(ReceiveBytes);
    private readonly byte[] _transmit = WireBytes.NewBuffer(ReceiveBytes);
    private readonly byte[][] _sent = new byte[MostDatagrams][];
    private int _first;
    private int _count;

    public HandshakeBench(DtlsParameters parameters)
    {
        var handshake = new ClientHandshake(
            new ManagedCrypto(), new ScriptedRandom(0), _transmit, ReceiveBytes);
        Connection = new DtlsConnection(
            parameters, handshake, this, new byte[Limits.ExchangeBytes]);
    }

    public DtlsConnection Connection { get; }

    public long NowMs { get; set; } = 5000000000L;

    /// <summary>What came of the last datagram.</summary>
    public DtlsEvent Outcome { get; private set; }

    /// <summary>The application data of the last datagram.</summary>
    public byte[] Data { get; private set; }

    /// <summary>How many datagrams were sent and not taken.</summary>
    public int Waiting
    {
        get { return _count - _first; }
    }

    /// <summary>How many datagrams were sent.</summary>
    public int Sent
    {
        get { return _count; }
    }

    /// <summary>What the scripts were recorded with.</summary>
    public static DtlsParameters ParametersOf(string[] script)
    {
        var parameters = new DtlsParameters
        {
            Identity = WireBytes.OfText(HandshakeVectors.Identity),
            Key = WireBytes.Of(HandshakeVectors.Key),
        };
        if (script == HandshakeVectors.Plain)
        {
            parameters.CipherSuites = new int[] { CipherSuite.PskAes128Ccm };
            parameters.OffersConnectionId = false;
            parameters.ServerName = HandshakeVectors.ServerName;
        }

        return parameters;
    }

    /// <summary>The bench of a script.</summary>
    public static HandshakeBench Of(string[] script)
    {
        return new HandshakeBench(ParametersOf(script));
    }

    /// <summary>The bench of a script, played up to, and without, a step.</summary>
    public static HandshakeBench Played(string[] script, int steps)
    {
        HandshakeBench bench = Of(script);
        bench.Play(script, 0, steps);
        return bench;
    }

    /// <summary>Where the step is after which a script is connected for the first time.</summary>
    public static int ConnectedAt(string[] script)
    {
        int i = 0;
        while (script[i][0] != '!')
        {
            i++;
        }

        return i;
    }

    /// <summary>The bytes of a step.</summary>
    public static byte[] BytesOf(string step)
    {
        return step[0] == '<' || step[0] == '>'
            ? WireBytes.Of(step.Substring(2))
            : WireBytes.OfText(step.Substring(2));
    }

    /// <summary>Plays steps of a script; the client has to say exactly what is written there.
    /// </summary>
    public void Play(string[] script, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            string step = script[i];
            switch (step[0])
            {
                case 'S':
                    Connection.Start(NowMs);
                    break;
                case 'C':
                    Connection.Close(true);
                    break;
                case '<':
                    Deliver(BytesOf(step));
                    break;
                case '>':
                    WireBytes.AreEqual(BytesOf(step), Take());
                    break;
                case '!':
                    Send(BytesOf(step));
                    break;
                default:
                    WireBytes.AreEqual(BytesOf(step), Data);
                    break;
            }
        }

        Assert.AreEqual(0, Waiting, "datagrams that are not in the script");
    }

    /// <summary>Hands a datagram to the client; nothing is written but within it.</summary>
    public void Deliver(byte[] datagram)
    {
        Array.Copy(datagram, _receive, datagram.Length);
        Connection.Take(_receive, datagram.Length);
        Outcome = DtlsEvent.None;
        int events = 0;
        for (DtlsEvent e = Connection.Next(NowMs); e != DtlsEvent.None; e = Connection.Next(NowMs))
        {
            Assert.IsTrue(++events < MostEvents, "too many events");
            Outcome = e;
            if (e == DtlsEvent.Data)
            {
                Data = new byte[Connection.DataLength];
                Array.Copy(_receive, Connection.DataOffset, Data, 0, Data.Length);
            }
        }

        Assert.IsTrue(WireBytes.IsUntouched(_receive, datagram.Length, ReceiveBytes));
        Array.Copy(WireBytes.NewBuffer(datagram.Length), _receive, datagram.Length);
    }

    /// <summary>Sends application data, from where a message stands in the transmit buffer.
    /// </summary>
    public void Send(byte[] data)
    {
        Array.Copy(data, 0, _transmit, RecordLayer.HeadRoom, data.Length);
        Assert.IsTrue(Connection.Send(_transmit, RecordLayer.HeadRoom, data.Length));
    }

    /// <summary>The next datagram that the client has sent, or null.</summary>
    public byte[] Take()
    {
        return _first == _count ? null : _sent[_first++ % MostDatagrams];
    }

    /// <summary>Forgets what the client has sent.</summary>
    public void Forget()
    {
        _first = _count;
    }

    /// <summary>Lets time pass until the timer rings, and rings it.</summary>
    public DtlsEvent Expire()
    {
        NowMs = Connection.DueMs;
        return Connection.OnTimer(NowMs);
    }

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port)
    {
        return TransportStatus.Connected;
    }

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        Assert.IsTrue(Waiting < MostDatagrams, "too many datagrams");
        byte[] datagram = new byte[length];
        Array.Copy(buffer, offset, datagram, 0, length);
        _sent[_count++ % MostDatagrams] = datagram;
        return true;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        return -1;
    }

    /// <inheritdoc/>
    public void Close()
    {
    }
}
