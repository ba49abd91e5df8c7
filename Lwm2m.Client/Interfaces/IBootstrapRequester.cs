// Who decides on a bootstrap when the registration with a server has failed.

namespace Lwm2m.Client.Interfaces;

/// <summary>Is told about registrations that have failed.</summary>
internal interface IBootstrapRequester
{
    /// <summary>
    /// The server has rejected the registration, or its retries are exhausted, and its Bootstrap
    /// on Registration Failure (/1/x/16) asks for a bootstrap. The session waits for the next
    /// sequence of attempts, which comes if nothing else does.
    /// </summary>
    void RequestBootstrap(ServerSession session, RegistrationReason reason, long nowMs);
}
