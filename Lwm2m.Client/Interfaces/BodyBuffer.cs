// A body that does not fit one message, while it is carried in blocks (RFC 7959). There is one
// buffer for all servers, so a body has an owner: the session that it comes from or goes to. It is
// found again by server, method and path, not by the token (RFC 7959 §2.4, §2.5), and given up
// when nothing has been heard of it for EXCHANGE_LIFETIME.

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>
/// One body and how far it has got; much of it in fields, because a property would cost a call.
/// </summary>
internal sealed class BodyBuffer
{
    /// <summary>There is no body.</summary>
    public const int Free = 0;

    /// <summary>The body of a request is being collected.</summary>
    public const int Request = 1;

    /// <summary>The body of a response or a notification is being fetched.</summary>
    public const int Response = 2;

    /// <summary>The body of a request of this client is being sent.</summary>
    public const int Outgoing = 3;

    /// <summary>The bytes; none, if the blocks are passed on as they come.</summary>
    public readonly byte[] Buffer;

    /// <summary>The bytes of the body that there are.</summary>
    public int Length;

    /// <summary>The Content-Format.</summary>
    public int Format;

    /// <summary>What tells one response body from another (RFC 7959 §2.4).</summary>
    public int ETag;

    /// <summary>The message id of the request that a response body answers.</summary>
    public int MessageId;

    /// <summary>The block of an outgoing body that is under way, as its option.</summary>
    public int Block;

    /// <summary>The whole body has been fetched: it stays until the room is needed.</summary>
    public bool IsFinished;

    /// <summary>An outgoing body has been sent from the beginning once more.</summary>
    public bool IsRestarted;

    /// <summary>The session that it comes from or goes to, or null.</summary>
    public ServerSession Owner;

    /// <summary>The path of the request.</summary>
    public long Path;

    /// <summary>The object that takes the blocks, if they are passed on as they come.</summary>
    public Lwm2mObject Target;

    /// <summary>When it is given up.</summary>
    public long ExpiresMs = Deadline.Never;

    private int _use;
    private int _method;

    public BodyBuffer(int capacity)
    {
        Buffer = new byte[capacity];
    }

    /// <summary>Whether there is a body that has neither been carried nor expired.</summary>
    public bool IsBusy(long nowMs)
    {
        return _use != Free && !IsFinished && nowMs < ExpiresMs;
    }

    /// <summary>The seconds until the body expires, for Max-Age.</summary>
    public int SecondsLeft(long nowMs)
    {
        return (int)((ExpiresMs - nowMs) / 1000) + 1;
    }

    /// <summary>Whether this is a certain body.</summary>
    public bool Is(ServerSession session, int use, int method, long path)
    {
        return _use == use && Owner == session && _method == method && Path == path;
    }

    /// <summary>
    /// Begins an empty body. A server that asks for another one has given up what it was at;
    /// anything else waits until the body has been carried or expires.
    /// </summary>
    /// <param name="session">The owner.</param>
    /// <param name="use">What for.</param>
    /// <param name="method">The method of the request that the body is found by.</param>
    /// <param name="path">The path of that request.</param>
    /// <param name="isAsked">Whether a request of the server has caused it.</param>
    /// <param name="nowMs">The time.</param>
    /// <returns>False if there is another body.</returns>
    public bool TryTake(
        ServerSession session, int use, int method, long path, bool isAsked, long nowMs)
    {
        bool isReplaced = Owner == session && _use != Outgoing
            && (isAsked || (_use == use && Path == path));
        if (!isReplaced && IsBusy(nowMs))
        {
            return false;
        }

        Owner = session;
        _use = use;
        _method = method;
        Path = path;
        Length = 0;
        IsFinished = false;
        IsRestarted = false;
        Touch(nowMs);
        return true;
    }

    /// <summary>Something has been heard of the body.</summary>
    public void Touch(long nowMs)
    {
        ExpiresMs = nowMs + Owner.Account.Transmission.ExchangeLifetimeMs;
    }

    /// <summary>Forgets the body.</summary>
    public void Release()
    {
        _use = Free;
        Owner = null;
        Target = null;
        ExpiresMs = Deadline.Never;
    }
}
