// The messages of a server, sorted (RFC 7252 §4.2, §4.3): requests, what belongs to the exchange,
// what is to be rejected.

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class ServerSession
{
    private void OnMessage(byte[] buffer, int offset, int length, long nowMs)
    {
        MessageView view = _workspace.View;
        MessageKind kind = view.Parse(buffer, offset, length);
        int type = view.Type;
        if (kind == MessageKind.Garbage)
        {
            return;
        }

        if (kind == MessageKind.Request)
        {
            // A server that is not registered gets no answer (OMA LwM2M Core 1.1 §6.2).
            if (type <= MessageType.NonConfirmable && IsRegistered)
            {
                _workspace.Requests.Handle(this, Operations, view, nowMs);
            }

            return;
        }

        ExchangeEvent outcome = ExchangeEvent.None;
        int purpose = Exchange.Purpose;
        if (kind != MessageKind.Malformed && (kind == MessageKind.Empty || view.BadOption == 0))
        {
            outcome = Exchange.OnMessage(view, kind, nowMs);
        }

        if (type == MessageType.Confirmable)
        {
            AnswerConfirmable(view.MessageId, outcome == ExchangeEvent.Responded);
        }
        else if (type == MessageType.Reset && kind == MessageKind.Empty
            && outcome == ExchangeEvent.None)
        {
            OnReset(view.MessageId);
        }

        OnExchange(outcome, purpose, nowMs);
    }

    /// <summary>
    /// Acknowledges a separate response, also when it is repeated; rejects anything else
    /// confirmable that is no request: a ping, a format error, an unexpected response.
    /// </summary>
    private void AnswerConfirmable(int messageId, bool isResponse)
    {
        if (isResponse)
        {
            _answeredMessageId = messageId;
        }

        SendEmpty(
            messageId == _answeredMessageId ? MessageType.Acknowledgement : MessageType.Reset,
            messageId);
    }
}
