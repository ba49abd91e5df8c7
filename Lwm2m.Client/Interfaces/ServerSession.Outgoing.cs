// The messages to a server: those in the exchange, which are repeated, and those sent once.

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class ServerSession
{
    /// <summary>The message id of the next message.</summary>
    public int TakeMessageId()
    {
        _nextMessageId = (ushort)(_nextMessageId + 1);
        return _nextMessageId;
    }

    /// <summary>Sends the message that has been written.</summary>
    public void Send()
    {
        MessageWriter message = _message;
        _activeMs = Deadline.Never;
        Transmit(message.Buffer, message.Start, message.Length);
    }

    /// <summary>Begins a request, with a new token, in the exchange.</summary>
    public MessageWriter BeginRequest(int code)
    {
        // The blocks of one body have one token: there are servers that find them by it.
        bool isNew = !_content.Body.Is(
            this, BodyBuffer.Outgoing, 0, Lwm2mPath.Root);
        for (int i = 0; isNew && i < TokenBytes; i++)
        {
            _token[i] = (byte)_workspace.Random.Next(256);
        }

        MessageWriter message = UseExchange();
        message.Begin(
            MessageType.Confirmable, code, TakeMessageId(), _token, 0, TokenBytes);
        return message;
    }

    /// <summary>
    /// Makes a confirmable message of what is now written: into the exchange, if it is free.
    /// </summary>
    public MessageWriter UseExchange()
    {
        MessageWriter message = _message;
        int most = MaxMessageBytes;
        message.Use(Exchange.Buffer, 0, most < Limits.ExchangeBytes ? most : Limits.ExchangeBytes);
        return message;
    }

    /// <summary>Makes what is now written a message that is sent once.</summary>
    public MessageWriter UseTransmitBuffer()
    {
        MessageWriter message = _message;
        message.Use(
            _transmitBuffer, Workspace.MessageStart,
            Workspace.MessageStart + MaxMessageBytes);
        return message;
    }

    /// <summary>Sends the message written after <see cref="UseExchange"/>; or after
    /// <see cref="BeginRequest"/>, to await a response as well.</summary>
    public void StartExchange(int purpose, long nowMs)
    {
        Exchange.Start(
            purpose, _message.Length, purpose < ResponsePurpose, nowMs);
        Send();
    }

    /// <summary>Sends an acknowledgement or a Reset (RFC 7252 §4.2).</summary>
    public void SendEmpty(int type, int messageId)
    {
        UseTransmitBuffer().BeginEmpty(type, messageId);
        Send();
    }
}
