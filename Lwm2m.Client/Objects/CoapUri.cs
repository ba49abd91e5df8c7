// The URIs coap://host[:port][/path][?query] and coaps://… (RFC 7252 §6), as bytes: where they
// lead. What they are in a request is in UriOptions.

using Lwm2m.Client.Content;

namespace Lwm2m.Client.Objects;

/// <summary>Takes a URI apart.</summary>
internal static class CoapUri
{
    private const int PlainPort = 5683;
    private const int SecurePort = 5684;
    private const int SecureSchemeBytes = 5;
    private const int LowerCase = 0x20;

    private static readonly byte[] s_scheme = Bytes.FromText("coaps");

    /// <summary>Finds the host (RFC 7252 §6.1, §6.2).</summary>
    /// <param name="uri">The buffer with the URI.</param>
    /// <param name="start">Where the URI starts; then, where the host does.</param>
    /// <param name="length">The length of the URI; then, that of the host.</param>
    /// <param name="path">Where what follows host and port starts.</param>
    /// <returns>The port; 0 if the URI is not valid, -1 if it has another scheme.</returns>
    public static int FindHost(byte[] uri, ref int start, ref int length, out int path)
    {
        int at = start;
        int last = at + length;
        path = last;

        // In upper or lower case (RFC 3986 §3.1).
        int known = start;
        for (; at < last && uri[at] != ':'; at++)
        {
            int index = at - start;
            if (index < SecureSchemeBytes && (uri[at] | LowerCase) == s_scheme[index])
            {
                known++;
            }
        }

        int scheme = at - start;
        bool isSecure = scheme == SecureSchemeBytes;
        if (scheme == 0 || at == last)
        {
            return 0;
        }

        if ((!isSecure && scheme != SecureSchemeBytes - 1) || known != at)
        {
            return -1;
        }

        if (last - at < 3 || uri[at + 1] != '/' || uri[at + 2] != '/')
        {
            return 0;
        }

        // The port follows the last colon, unless that is inside the brackets of an IPv6 address.
        at += 3;
        start = at;
        int colon = -1;
        for (; at < last && uri[at] != '/' && uri[at] != '?'; at++)
        {
            int code = uri[at];
            colon = code == ':' ? at : code == ']' ? -1 : colon;
        }

        path = at;
        long port = isSecure ? SecurePort : PlainPort;
        if (colon >= 0)
        {
            // An empty one is the default one.
            if (at - colon > 1
                && !NumberText.ParseInteger(uri, colon + 1, at - colon - 1, out port))
            {
                return 0;
            }

            at = colon;
        }

        length = at - start;
        if (length > 2 && uri[start] == '[' && uri[at - 1] == ']')
        {
            start++;
            length -= 2;
        }

        return length > 0 && port == (ushort)port ? (int)port : 0;
    }

    /// <summary>Whether the scheme of a URI with a host is coaps, not coap.</summary>
    public static bool IsSecure(byte[] uri, int start)
    {
        return uri[start + SecureSchemeBytes - 1] != ':';
    }
}
