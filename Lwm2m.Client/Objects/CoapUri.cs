// The URIs coap://host[:port][/path][?query] and coaps://… (RFC 7252 §6), as bytes: where they
// lead, and the options that they are in a request.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;

namespace Lwm2m.Client.Objects;

/// <summary>Takes a URI apart.</summary>
internal static class CoapUri
{
    private const int PlainPort = 5683;
    private const int SchemeBytes = 6;

    private static readonly byte[] s_schemes = Bytes.FromText("coaps:coap:");

    /// <summary>Finds the host (RFC 7252 §6.1, §6.2).</summary>
    /// <param name="uri">The buffer with the URI.</param>
    /// <param name="isSecure">Whether its scheme is to be coaps, or coap.</param>
    /// <param name="start">Where the URI starts; then, where the host does.</param>
    /// <param name="end">Where the URI ends; then, where the host does.</param>
    /// <param name="path">Where what follows host and port starts.</param>
    /// <returns>The port; 0 if the URI is not valid, -1 if its scheme is another.</returns>
    public static int FindHost(
        byte[] uri, bool isSecure, ref int start, ref int end, out int path)
    {
        int last = end;
        int scheme = isSecure ? SchemeBytes : SchemeBytes - 1;
        int at = start + scheme;
        path = last;
        if (last < at
            || !Bytes.Equal(uri, start, s_schemes, isSecure ? 0 : SchemeBytes, scheme))
        {
            return -1;
        }

        if (last - at < 2 || uri[at] != '/' || uri[at + 1] != '/')
        {
            return 0;
        }

        // The port follows the last colon, unless that is inside the brackets of an IPv6 address.
        at += 2;
        start = at;
        int colon = -1;
        for (; at < last && uri[at] != '/' && uri[at] != '?'; at++)
        {
            int code = uri[at];
            if (code <= ' ' || code == '#')
            {
                return 0;
            }

            colon = code == ':' ? at : code == ']' ? -1 : colon;
        }

        path = at;
        long port = isSecure ? PlainPort + 1 : PlainPort;
        if (colon >= 0)
        {
            if (!NumberText.ParseInteger(uri, colon + 1, at - colon - 1, out port))
            {
                return 0;
            }

            at = colon;
        }

        if (at - start > 2 && uri[start] == '[' && uri[at - 1] == ']')
        {
            start++;
            at--;
        }

        end = at;
        return at > start && port == (ushort)port ? (int)port : 0;
    }

    /// <summary>
    /// Adds what follows the host as Uri-Path and Uri-Query options (RFC 7252 §6.4).
    /// </summary>
    /// <param name="message">The request, which has no option yet.</param>
    /// <param name="uri">The buffer with the URI.</param>
    /// <param name="at">Where what follows the host starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="scratch">Room for one option.</param>
    /// <returns>Whether the URI is valid.</returns>
    public static bool AddOptions(
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
            else if (code <= ' ' || code == '#')
            {
                code = -1;
            }

            if (code < 0)
            {
                return false;
            }

            scratch[length++] = (byte)code;
        }

        return true;
    }
}
