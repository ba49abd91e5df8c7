// What the requests of a server do. RequestHandler has screened them and answers them; which
// operations there are depends on the interface: device management of a server that the client is
// registered with, bootstrap of a bootstrap server.

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

/// <summary>The operations of one interface.</summary>
internal abstract class OperationHandler
{
    /// <summary>Bits of <see cref="Methods"/>: the paths that a method takes.</summary>
    public const int OfRoot = 1 << 8;

    /// <summary>Of objects.</summary>
    protected const int OfObject = 1 << 9;

    /// <summary>Of object instances.</summary>
    protected const int OfInstance = 1 << 10;

    /// <summary>Of resources.</summary>
    protected const int OfResource = 1 << 11;

    /// <summary>Of resource instances.</summary>
    protected const int OfResourceInstance = 1 << 12;

    /// <summary>
    /// An entry a method: the code of the response after success, and the kinds of paths, one
    /// bit a depth from <see cref="OfRoot"/> on. All else is answered 4.05.
    /// </summary>
    public readonly int[] Methods;

    protected OperationHandler(int[] methods)
    {
        Methods = methods;
    }

    /// <summary>
    /// Carries out a request: appends options and payload to the message being written, which is
    /// begun again unless the outcome is Success.
    /// </summary>
    /// <returns>
    /// Pending only after <see cref="RequestHandler.Target"/> has been set.
    /// </returns>
    public abstract Status Dispatch(ServerSession session, MessageView request, long nowMs);

    /// <summary>Carries out a request whose path is not one of ids.</summary>
    public abstract Status DispatchNamed(MessageView request, long nowMs);

    /// <summary>
    /// Looks for an object that takes the body of a Write block by block, instead of having it
    /// collected: that is then the <see cref="RequestHandler.Target"/>.
    /// </summary>
    /// <returns>If there is one: Success, or why the request is refused.</returns>
    public virtual Status FindStream(ServerSession session, MessageView request)
    {
        return Status.Success;
    }

    /// <summary>Appends the content of a Read that an object has completed.</summary>
    public virtual Status ReadAgain(ServerSession session, PendingRequest pending)
    {
        return Status.InternalServerError;
    }

    /// <summary>Whether the path of a request is a certain one.</summary>
    /// <param name="request">The request, which has a path.</param>
    /// <param name="path">
    /// The Uri-Path options without the header of the first: that of a later one is its length.
    /// </param>
    protected static bool IsPath(MessageView request, byte[] path)
    {
        int end = request.Segment(request.PathStart);
        int start = request.SegmentOffset;
        for (int i = 1; i < request.PathCount; i++)
        {
            end = request.Segment(end);
        }

        return end - start == path.Length
            && Bytes.Equal(request.Buffer, start, path, 0, path.Length);
    }
}
