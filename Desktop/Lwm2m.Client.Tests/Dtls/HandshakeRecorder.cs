// Makes the scripts of the device tests (HandshakeVectors): the client on one side, the test server
// on the other, and what they say to each other written down. RecordedHandshakeTests compares.

using System.Net;
using System.Text;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Tests;
using Lwm2m.Client.Transport;
using ClientConnection = Lwm2m.Client.Dtls.Handshake.DtlsConnection;

namespace Lwm2m.Client.DesktopTests.Dtls;

/// <summary>A client and a server, and the script of their conversation.</summary>
internal sealed class HandshakeRecorder : IDatagramTransport
{
    private const int BufferBytes = 1217;

    private static readonly IPEndPoint s_address = new(IPAddress.Loopback, 40_000);

    private readonly byte[] _transmit = new byte[BufferBytes];
    private readonly byte[] _receive = new byte[BufferBytes];
    private readonly Queue<byte[]> _toClient = [];
    private readonly Queue<byte[]> _toServer = [];
    private readonly ClientConnection _client;

    public HandshakeRecorder(DtlsParameters parameters)
    {
        Server = new DtlsTestServer(seed: 3, (_, datagram) => _toClient.Enqueue(datagram));
        Server.Options.Keys[HandshakeVectors.Identity] = WireBytes.Of(HandshakeVectors.Key);
        Server.Delivered += (connection, _, data) => connection.Send(data);
        _client = new ClientConnection(
            parameters,
            new ClientHandshake(
                new ManagedCrypto(), new ScriptedRandom(0), _transmit, BufferBytes),
            this, new byte[Limits.ExchangeBytes]);
    }

    public DtlsTestServer Server { get; }

    public List<string> Script { get; } = [];

    /// <summary>The client starts a handshake, and both go on until they have said all.</summary>
    public void Start()
    {
        Script.Add("S");
        _client.Start(0);
        Converse();
    }

    /// <summary>The client sends a text, and the server sends it back.</summary>
    public void Exchange(string text)
    {
        Script.Add("! " + text);
        byte[] data = Encoding.ASCII.GetBytes(text);
        data.CopyTo(_transmit, RecordLayer.HeadRoom);
        _client.Send(_transmit, RecordLayer.HeadRoom, data.Length);
        Converse();
    }

    /// <summary>The server says something of its own.</summary>
    public void Say(Action<TestServer.DtlsConnection> something)
    {
        something(Server.Connections.Single());
        Converse();
    }

    /// <summary>The client closes the connection; what the server says to that is lost.</summary>
    public void Close()
    {
        Script.Add("C");
        _client.Close(true);
        Script.Add("> " + Convert.ToHexString(_toServer.Peek()));
        Server.Receive(s_address, _toServer.Dequeue(), 0);
        _toClient.Clear();
    }

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port) => TransportStatus.Connected;

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        _toServer.Enqueue(buffer.AsSpan(offset, length).ToArray());
        return true;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity) => -1;

    void IDatagramTransport.Close()
    {
    }

    private void Converse()
    {
        while (_toServer.Count + _toClient.Count > 0)
        {
            while (_toServer.TryDequeue(out byte[]? datagram))
            {
                Script.Add("> " + Convert.ToHexString(datagram));
                Server.Receive(s_address, datagram, 0);
            }

            if (_toClient.TryDequeue(out byte[]? answer))
            {
                Script.Add("< " + Convert.ToHexString(answer));
                answer.CopyTo(_receive, 0);
                _client.Take(_receive, answer.Length);
                for (DtlsEvent e = _client.Next(0); e != DtlsEvent.None; e = _client.Next(0))
                {
                    if (e == DtlsEvent.Data)
                    {
                        Script.Add("? " + Encoding.ASCII.GetString(
                            _receive, _client.DataOffset, _client.DataLength));
                    }
                }
            }
        }
    }
}
