// Where the registration with a server stands, and why it got there.

namespace Lwm2m.Client;

/// <summary>Where the registration with a server stands; named by what it waits for.</summary>
public enum RegistrationState
{
    /// <summary>Not started, or stopped: waits for Start.</summary>
    Stopped = 0,

    /// <summary>Waits for the time of the next attempt to register.</summary>
    AwaitingRetry,

    /// <summary>A DTLS handshake is under way; waits for its end.</summary>
    AwaitingHandshake,

    /// <summary>Register is sent; waits for its response.</summary>
    AwaitingRegisterResponse,

    /// <summary>Registered; waits for the time of the next Update.</summary>
    Registered,

    /// <summary>Update is sent; waits for its response. Still registered.</summary>
    AwaitingUpdateResponse,

    /// <summary>Deregister is sent; waits for its response.</summary>
    AwaitingDeregisterResponse,

    /// <summary>Disabled by the server; waits for the end of the Disable Timeout.</summary>
    Disabled,

    /// <summary>Waits for servers with a lower Registration Priority Order.</summary>
    AwaitingTurn,
}

/// <summary>Why the state of a registration has changed.</summary>
public enum RegistrationReason
{
    /// <summary>Nothing out of the ordinary.</summary>
    None = 0,

    /// <summary>The application has asked for it.</summary>
    Requested,

    /// <summary>The server has accepted.</summary>
    Accepted,

    /// <summary>The server has refused; the response code says how.</summary>
    Refused,

    /// <summary>The server speaks only LwM2M 1.0; the next attempt does so.</summary>
    VersionUnsupported,

    /// <summary>The server no longer knows the registration (4.04 to an Update).</summary>
    RegistrationLost,

    /// <summary>The server has not answered.</summary>
    NoAnswer,

    /// <summary>The server's host name has no address.</summary>
    HostUnknown,

    /// <summary>The network is down.</summary>
    NetworkDown,

    /// <summary>The network is back, or the local address has changed.</summary>
    NetworkChanged,

    /// <summary>The lifetime, the binding or the objects have changed; or, by a bootstrap, the
    /// whole configuration.</summary>
    RegistrationChanged,

    /// <summary>The lifetime would end soon, or the wait is over.</summary>
    TimeElapsed,

    /// <summary>The server has executed Registration Update Trigger.</summary>
    Triggered,

    /// <summary>The server has executed Disable.</summary>
    DisabledByServer,

    /// <summary>The secure session goes on, and the registration with it.</summary>
    SessionResumed,

    /// <summary>
    /// The server does not know the PSK identity (alert 115), or bars it with one of the other
    /// alerts that count as failure for good: 42 to 46, 48, 49, 112 to 114 (OMA LwM2M Transport
    /// 1.1 §5.2.10). It is like a rejected registration: bootstrap follows where /1/x/16 says so.
    /// </summary>
    IdentityUnknown,

    /// <summary>
    /// The server did not answer what was made with the key, or has refused it: the key is wrong,
    /// or it does not know the identity and keeps that to itself.
    /// </summary>
    KeyRefused,

    /// <summary>The server has none of the cipher suites that were offered.</summary>
    NoCommonCipherSuite,

    /// <summary>The server has broken off the handshake with another alert.</summary>
    SecurityRefused,

    /// <summary>The client has broken off the handshake: the server did not keep to it.</summary>
    HandshakeFailed,

    /// <summary>The server has closed the secure connection.</summary>
    ConnectionClosed,
}

/// <summary>Tells about a change of a registration. Called inside Poll.</summary>
/// <param name="serverId">The Short Server ID.</param>
/// <param name="state">The new state.</param>
/// <param name="reason">Why.</param>
/// <param name="responseCode">
/// The server's response code as class * 100 + detail (403 is 4.03), or 0; for the reasons that
/// have to do with security the number of the alert (RFC 5246 §7.2), or -1 without one.
/// </param>
public delegate void RegistrationHandler(
    int serverId, RegistrationState state, RegistrationReason reason, int responseCode);
