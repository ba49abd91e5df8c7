// Where a bootstrap stands.

namespace Lwm2m.Client;

/// <summary>Where a bootstrap stands; named by what it waits for.</summary>
public enum BootstrapState
{
    /// <summary>There is none: waits for a reason to bootstrap.</summary>
    Idle = 0,

    /// <summary>Waits for the Client Hold Off Time, or for the time of the next attempt.</summary>
    AwaitingRetry,

    /// <summary>A DTLS handshake with the bootstrap server is under way; waits for its end.
    /// </summary>
    AwaitingHandshake,

    /// <summary>Bootstrap-Request is sent; waits for its response.</summary>
    AwaitingResponse,

    /// <summary>The bootstrap server provides; waits for Bootstrap-Finish.</summary>
    AwaitingFinish,

    /// <summary>
    /// The new configuration is in force; waits a while for repetitions of Bootstrap-Finish.
    /// </summary>
    Finished,
}

/// <summary>Tells about a change of a bootstrap. Called inside Poll.</summary>
/// <param name="state">The new state.</param>
/// <param name="reason">Why.</param>
/// <param name="responseCode">
/// The server's response code as class * 100 + detail, or 0; for the reasons that have to do with
/// security the number of the alert, or -1 without one.
/// </param>
public delegate void BootstrapHandler(
    BootstrapState state, RegistrationReason reason, int responseCode);
