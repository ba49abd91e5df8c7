// What the requests of a server do. RequestHandler has screened them and answers them; which
// operations there are depends on the interface: device management of a server that the client is
// registered with, bootstrap of a bootstrap server.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>The operations of one interface.</summary>
internal abstract class OperationHandler
{
    /// <summary>
    /// Carries out a request: appends options and payload to the message being written, which is
    /// begun again unless the outcome is Success.
    /// </summary>
    /// <returns>Pending after <see cref="RequestHandler.Suspend"/> only.</returns>
    public abstract Status Dispatch(ServerSession session, MessageView request, long nowMs);

    /// <summary>
    /// Finds the object that takes the body of a Write block by block, instead of having it
    /// collected; null for all other requests.
    /// </summary>
    /// <returns>If there is one: Success, or why the request is refused.</returns>
    public virtual Status FindStream(
        ServerSession session, MessageView request, out Lwm2mObject target)
    {
        target = null;
        return Status.Success;
    }

    /// <summary>Appends the content of a Read that an object has completed.</summary>
    public abstract Status ReadAgain(ServerSession session, PendingRequest pending);
}
