// The far end of a measured client's secure transport: it plays the recorded handshake
// (HandshakeVectors), and from then on has the keys that come of it.

using DeviceCost.Operations;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Tests;

namespace DeviceCost.Bench;

/// <summary>A DTLS server with one client.</summary>
internal sealed class SecurePeer : PeerTransport
{
    private const int Start = RecordLayer.HeadRoom;

    // The server's key comes first: the record layer here is the server's.
    private const string KeyBlock =
        "EE6DBA68B4E52CA6F884B0ABF204E08177FBF1EB9E3EA30ABBD45E3FF886CD83E9FC96EFC2E3C4D8";

    private static readonly (char Kind, byte[] Bytes)[] s_handshake =
        RecordedConversation.FirstHandshake;

    private readonly RecordLayer _records = new(new ManagedCrypto());
    private readonly ConnectionState _state = new(ConnectionState.RecordBytes)
    {
        TagBytes = 8,
        Sequence = 1, // After Finished.
    };

    private byte[] _lastSent = [];
    private byte[]? _opened;
    private int _step = 1;

    public SecurePeer() => Convert.FromHexString(KeyBlock).CopyTo(_state.Packed, 0);

    /// <summary>Whether the handshake is complete.</summary>
    public bool IsConnected => _step == s_handshake.Length;

    /// <summary>Opens the last datagram that the client has sent.</summary>
    public byte[] Open() => _opened ??= OpenLast();

    /// <summary>Sends a message to the client.</summary>
    public void Deliver(byte[] message)
    {
        byte[] buffer = new byte[Start + message.Length + RecordLayer.TailRoom];
        message.CopyTo(buffer, Start);
        Check.That(
            _records.Seal(_state, ContentType.ApplicationData, buffer, Start, message.Length),
            "seal a record of the server");
        Inbox.Enqueue(buffer.AsSpan(_records.Start, _records.End - _records.Start).ToArray());
    }

    protected override void OnSent(ReadOnlySpan<byte> datagram)
    {
        _lastSent = datagram.ToArray();
        _opened = null;
        if (!IsConnected)
        {
            Check.That(datagram.SequenceEqual(s_handshake[_step++].Bytes), "the handshake");
            for (; !IsConnected && s_handshake[_step].Kind == '<'; _step++)
            {
                Inbox.Enqueue(s_handshake[_step].Bytes);
            }
        }
    }

    private byte[] OpenLast()
    {
        byte[] record = [.. _lastSent];
        _records.Take(_state, record, record.Length);
        Check.That(_records.Next() && _records.Open(), "open a record of the client");
        return record.AsSpan(_records.Offset, _records.Length).ToArray();
    }
}
