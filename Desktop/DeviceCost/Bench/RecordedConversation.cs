// A DTLS connection whose other end has been recorded (HandshakeVectors): the same numbers as then
// lead to the same datagrams, so that the server costs nothing and every byte is checked.

using System.Text;
using Lwm2m.Client;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Tests;
using Lwm2m.Client.Transport;

namespace DeviceCost.Bench;

/// <summary>A client that plays the script with all that it offers.</summary>
internal sealed class RecordedConversation : IDatagramTransport, IRandom
{
    private const int BufferBytes = 1217;

    private static readonly string[] s_script = HandshakeVectors.Psk;

    private readonly byte[] _receive = new byte[BufferBytes];
    private readonly byte[] _transmit = new byte[BufferBytes];
    private readonly byte[] _scratch = new byte[Limits.ExchangeBytes];
    private readonly Queue<byte[]> _sent = [];
    private readonly byte[][] _steps = [.. s_script.Select(BytesOf)];
    private byte _random;
    private int _dataOffset = -1;
    private int _dataLength;

    private readonly ClientHandshake _handshake;

    public RecordedConversation(ICrypto crypto)
    {
        _handshake = new ClientHandshake(crypto, this, _transmit, BufferBytes);
        Connection = NewConnection();
    }

    public DtlsConnection Connection { get; private set; }

    /// <summary>The number of the next step.</summary>
    public int Position { get; private set; }

    /// <summary>The steps up to the first connection.</summary>
    public static (char Kind, byte[] Bytes)[] FirstHandshake =>
        [.. s_script.TakeWhile(step => step[0] != '!').Select(step => (step[0], BytesOf(step)))];

    /// <summary>Where the steps of a kind are.</summary>
    public static int[] StepsOf(char kind) =>
        [.. s_script.Index().Where(step => step.Item[0] == kind).Select(step => step.Index)];

    /// <summary>Goes back to the start, with a new connection.</summary>
    public void Restart()
    {
        Connection.Close(false);
        Connection = NewConnection();
        Position = 0;
        _random = 0;
        _sent.Clear();
    }

    /// <summary>Plays as far as a step; the client says exactly what it said then.</summary>
    public void PlayTo(int end)
    {
        for (; Position < end; Position++)
        {
            Play(s_script[Position][0], _steps[Position]);
        }

        Expect(_sent.Count == 0);
    }

    /// <inheritdoc/>
    public int Next(int bound) => ++_random % bound;

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port) => TransportStatus.Connected;

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        _sent.Enqueue(buffer.AsSpan(offset, length).ToArray());
        return true;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity) => -1;

    /// <inheritdoc/>
    public void Close()
    {
    }

    /// <summary>Takes what the client has sent.</summary>
    public byte[]? TakeSent() => _sent.TryDequeue(out byte[]? datagram) ? datagram : null;

    /// <summary>Bytes as hexadecimal digits, and texts between bars.</summary>
    private static byte[] BytesOf(string step) => step[0] switch
    {
        '<' or '>' => [.. step[2..].Split('|').Index().SelectMany(
            part => part.Index % 2 == 1
                ? Encoding.ASCII.GetBytes(part.Item)
                : Convert.FromHexString(part.Item.Replace(" ", "")))],
        '!' or '?' => Encoding.ASCII.GetBytes(step[2..]),
        _ => [],
    };

    private DtlsConnection NewConnection() => new(
        new DtlsParameters
        {
            Identity = Encoding.ASCII.GetBytes(HandshakeVectors.Identity),
            Key = Convert.FromHexString(HandshakeVectors.Key),
        },
        _handshake, this, _scratch);

    private void Play(char kind, byte[] bytes)
    {
        switch (kind)
        {
            case 'S':
                Connection.Start(0);
                break;
            case 'C':
                Connection.Close(true);
                break;
            case '!':
                bytes.CopyTo(_transmit, RecordLayer.HeadRoom);
                Expect(Connection.Send(_transmit, RecordLayer.HeadRoom, bytes.Length));
                break;
            case '>':
                Expect(_sent.TryDequeue(out byte[]? sent) && sent.AsSpan().SequenceEqual(bytes));
                break;
            case '<':
                bytes.CopyTo(_receive, 0);
                Take(bytes.Length);
                break;
            default:
                Expect(_dataOffset >= 0
                    && _receive.AsSpan(_dataOffset, _dataLength).SequenceEqual(bytes));
                break;
        }
    }

    private void Take(int length)
    {
        _dataOffset = -1;
        Connection.Take(_receive, length);
        for (DtlsEvent e = Connection.Next(0); e != DtlsEvent.None; e = Connection.Next(0))
        {
            if (e == DtlsEvent.Data)
            {
                _dataOffset = Connection.DataOffset;
                _dataLength = Connection.DataLength;
            }
        }
    }

    private void Expect(bool isSo)
    {
        if (!isSo)
        {
            throw new InvalidOperationException($"step {Position} is not as it was recorded");
        }
    }
}
