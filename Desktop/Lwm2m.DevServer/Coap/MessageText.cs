// One readable line for a CoAP message, for logs and failing tests.

using System.Text;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Coap;

/// <summary>Turns messages into text.</summary>
public static class MessageText
{
    /// <summary>The message in one line.</summary>
    public static string Summarize(CoapMessage message)
    {
        var text = new StringBuilder();
        text.Append(message.Type.ToString().ToUpperInvariant()).Append(' ');
        text.Append(message.Code).Append(" mid=").Append(message.MessageId.ToString("x4"));
        if (message.Token.Length > 0)
        {
            text.Append(" token=").Append(message.Token);
        }

        if (message.Code.IsRequest)
        {
            text.Append(' ').Append(message.UriPath);
            char separator = '?';
            foreach (string query in message.Texts(OptionNumber.UriQuery))
            {
                text.Append(separator).Append(query);
                separator = '&';
            }
        }

        foreach (CoapOption option in message.Options)
        {
            AppendOption(text, option, message);
        }

        if (!message.Payload.IsEmpty)
        {
            text.Append(' ').Append(IsSecret(message)
                ? $"({message.Payload.Length} bytes that are not shown)"
                : PayloadText.Describe(message.ContentFormat, message.Payload));
        }

        return text.ToString();
    }

    /// <summary>Whether the payload is not for logs: what is written to object 0 has keys in it.
    /// </summary>
    public static bool IsSecret(CoapMessage message) =>
        message.Code.IsRequest && IsSecurity(message.UriPath);

    private static bool IsSecurity(string path) =>
        path == "/0" || path.StartsWith("/0/", StringComparison.Ordinal);

    private static void AppendOption(StringBuilder text, CoapOption option, CoapMessage message)
    {
        switch (option.Number)
        {
            case OptionNumber.UriPath or OptionNumber.UriQuery when message.Code.IsRequest:
                break;
            case OptionNumber.LocationPath:
                text.Append(" Location-Path=").Append(option.Text);
                break;
            case OptionNumber.ContentFormat or OptionNumber.Accept
                when option.TryGetUInt(2, out uint format):
                text.Append(option.Number == OptionNumber.Accept ? " Accept=" : " Format=");
                text.Append(MediaType.NameOf((int)format));
                break;
            case OptionNumber.Block1 or OptionNumber.Block2
                when BlockOption.TryParse(option, out BlockOption block):
                text.Append(' ').Append(OptionNumber.NameOf(option.Number)).Append('=');
                text.Append(block);
                break;
            case OptionNumber.Observe or OptionNumber.MaxAge or OptionNumber.Size1
                or OptionNumber.Size2 when option.TryGetUInt(4, out uint number):
                text.Append(' ').Append(OptionNumber.NameOf(option.Number)).Append('=');
                text.Append(number);
                break;
            default:
                text.Append(' ').Append(OptionNumber.NameOf(option.Number)).Append("=0x");
                text.Append(Convert.ToHexString(option.Value.Span));
                break;
        }
    }
}
