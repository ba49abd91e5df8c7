// A server of the fewest bytes that keep a client registered: it answers Register and Update
// (OMA LwM2M Core 1.1 §6.2), acknowledges what is confirmable, and sends what it is told to.

using Lwm2m.Client;

namespace DeviceCost.Bench;

/// <summary>The far end of a measured client's transport.</summary>
internal sealed class ScriptedServer : PeerTransport
{
    private const int Confirmable = 0;
    private const int Post = 2;
    private const int Created = 0x41;
    private const int Changed = 0x44;
    private const int UriPath = 11;

    private readonly byte[] _lastSent = new byte[Limits.DatagramBytes];
    private int _lastLength;

    /// <summary>The code of the last message that the client has sent.</summary>
    public int LastCode => _lastLength < 4 ? 0 : _lastSent[1];

    /// <summary>The length of the last message that the client has sent.</summary>
    public int LastLength => _lastLength;

    /// <summary>Whether the client has asked for nothing that was not answered.</summary>
    public bool IsIdle => Inbox.Count == 0;

    /// <summary>Sends a datagram to the client.</summary>
    public void Deliver(byte[] datagram) => Inbox.Enqueue(datagram);

    protected override void OnSent(ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(_lastSent);
        _lastLength = datagram.Length;
        if (((_lastSent[0] >> 4) & 3) == Confirmable)
        {
            Deliver(AnswerTo(_lastSent));
        }
    }

    /// <summary>A piggybacked response to a request, an acknowledgement of a notification.
    /// </summary>
    private static byte[] AnswerTo(byte[] message)
    {
        var answer = new DatagramBuilder(type: 2, code: 0, message[2] << 8 | message[3]);
        if (message[1] >= 32)
        {
            return answer.ToArray();
        }

        bool isRegister = message[1] == Post && IsPathRd(message);
        answer.Code = isRegister ? Created : Changed;
        answer.Token = message.AsSpan(4, message[0] & 15).ToArray();
        return isRegister
            ? answer.Option(8, "rd").Option(8, "1").ToArray()
            : answer.ToArray();
    }

    /// <summary>Whether the first option and only segment is /rd: an Update has a location.
    /// </summary>
    private static bool IsPathRd(byte[] message)
    {
        int at = 4 + (message[0] & 15);
        return message[at] == (UriPath << 4 | 2) && message[at + 1] == 'r'
            && message[at + 2] == 'd' && message[at + 3] >> 4 != 0;
    }
}
