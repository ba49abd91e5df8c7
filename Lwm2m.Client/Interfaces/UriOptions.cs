// What follows the host in coap://host[:port][/path][?query], as the options of a request (RFC 7252
// §6.4). Uri-Port is left out: its default is the port that the request goes to (§5.10.1). So is
// Uri-Host, which who knows the host adds before these.

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

/// <summary>Makes options of a URI.</summary>
internal static class UriOptions
{
    /// <summary>
    /// Adds Uri-Path and Uri-Query options. What is not valid makes the message full: it is not to
    /// be sent.
    /// </summary>
    /// <param name="message">The request, which has no option yet but Uri-Host.</param>
    /// <param name="uri">The buffer with the URI.</param>
    /// <param name="at">Where what follows the host starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="scratch">Room for one option.</param>
    public static void AddTo(
        MessageWriter message, byte[] uri, int at, int end, byte[] scratch)
    {
        int option = CoapOption.UriPath;
        int length = 0;
        if (at < end && uri[at] == '/')
        {
            at++;
        }

        for (; at <= end; at++)
        {
            int code = at < end ? uri[at] : -1;
            bool isPath = option == CoapOption.UriPath;
            if (code < 0 || (isPath ? code == '/' || code == '?' : code == '&'))
            {
                // "/" alone is a path without a segment; behind another one it is an empty one.
                if (length > 0 || code == '/' || code == '&' || message.LastOption == option)
                {
                    message.AddOption(option, scratch, 0, length);
                }

                length = 0;
                option = code == '?' ? CoapOption.UriQuery : option;
                continue;
            }

            if (code == '%')
            {
                at += 2;
                code = at < end
                    ? (Bytes.HexDigit(uri[at - 1]) << 4) | Bytes.HexDigit(uri[at])
                    : -1;
            }

            if (code < 0)
            {
                message.IsFull = true;
                return;
            }

            scratch[length++] = (byte)code;
        }
    }
}
