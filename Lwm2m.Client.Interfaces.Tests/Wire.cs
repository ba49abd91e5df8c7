// The messages of a server in short: what all of them have in common is written here.

namespace Lwm2m.Client.Tests;

/// <summary>Messages between a server and the client.</summary>
public static class Wire
{
    /// <summary>A confirmable request with token aabb.</summary>
    /// <param name="head">Code and message id.</param>
    /// <param name="rest">Options, and FF before a payload.</param>
    public static byte[] Request(string head, string rest)
    {
        return WireBytes.Of("42" + head + "AABB" + rest);
    }

    /// <summary>Such a request with a block of a body.</summary>
    public static byte[] Request(string head, string rest, byte[] body, int offset, int length)
    {
        return WireBytes.Join(
            Request(head, rest + "FF"), WireBytes.Part(body, offset, length));
    }

    /// <summary>The piggybacked response to such a request.</summary>
    /// <param name="head">Code and message id.</param>
    /// <param name="rest">Options, and FF before a payload.</param>
    public static byte[] Response(string head, string rest)
    {
        return WireBytes.Of("62" + head + "AABB" + rest);
    }

    /// <summary>The response of a server to a request of the client.</summary>
    /// <param name="head">Code and message id.</param>
    /// <param name="token">The first of the four token bytes.</param>
    /// <param name="rest">Options, and FF before a payload.</param>
    public static byte[] Reply(string head, int token, string rest)
    {
        return WireBytes.Of("64" + head + EngineBench.Token(token) + rest);
    }
}
