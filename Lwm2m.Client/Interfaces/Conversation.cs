// What a client has to say to one server: it registers with it, or it bootstraps from it. A
// ServerSession carries the messages and tells the conversation what has become of them.

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

/// <summary>The course of a conversation with a server.</summary>
internal abstract class Conversation
{
    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public abstract long DueMs { get; }

    /// <summary>Whether there is a socket.</summary>
    public abstract bool IsConnected { get; }

    /// <summary>Whether the server may send requests and gets notifications.</summary>
    public abstract bool IsRegistered { get; }

    /// <summary>What the requests of the server do.</summary>
    public abstract OperationHandler Operations { get; }

    /// <summary>
    /// How long after the latest message the server may send a request: 0 if it does not at all,
    /// -1 if it may at any time.
    /// </summary>
    public virtual long AwakeMs
    {
        get { return -1; }
    }

    /// <summary>Called when <see cref="DueMs"/> is reached.</summary>
    public abstract void OnTimer(long nowMs);

    /// <summary>The end of an exchange of this conversation.</summary>
    public abstract void OnExchange(ExchangeEvent outcome, long nowMs);

    /// <summary>The exchange is free: sends what has been waiting for it.</summary>
    public virtual void OnExchangeFree(long nowMs)
    {
    }

    /// <summary>The handshake is complete; or it has failed, or the connection has ended.
    /// </summary>
    public abstract void OnConnection(bool isComplete, long nowMs);

    /// <summary>The socket has failed.</summary>
    public abstract void OnNetworkDown(long nowMs);

    /// <summary>A confirmable notification was not acknowledged.</summary>
    public virtual void OnNoAnswer(long nowMs)
    {
    }
}
