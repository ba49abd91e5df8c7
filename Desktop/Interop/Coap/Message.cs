// A message that the library's MessageView has read, as a value of its own.

using System.Globalization;
using System.Text;
using Lwm2m.Client.Coap;

namespace Interop.Coap;

/// <summary>A received message.</summary>
internal sealed record Message(
    MessageKind Kind, int Type, int Code, int MessageId, byte[] Token, int Observe,
    int ContentFormat, int Block1, int Block2, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>The code as in 2.05.</summary>
    public string CodeText =>
        string.Create(CultureInfo.InvariantCulture, $"{Code >> 5}.{Code & 31:D2}");

    public bool HasToken(byte[] token) => Token.AsSpan().SequenceEqual(token);

    public static Message From(MessageView view, MessageKind kind) => kind == MessageKind.Empty
        ? new Message(kind, view.Type, view.Code, view.MessageId, [], -1, -1, -1, -1, [])
        : new Message(
            kind, view.Type, view.Code, view.MessageId,
            view.Buffer.AsSpan(view.TokenOffset, view.TokenLength).ToArray(),
            view.Observe, view.ContentFormat, view.Block1, view.Block2,
            view.Buffer.AsSpan(view.PayloadOffset, view.PayloadLength).ToArray());
}
