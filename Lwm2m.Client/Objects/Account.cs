// What the client knows of one server: its Security instance and its Server instance
// (OMA LwM2M Core 1.1 appendix E.1, E.2).

using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

/// <summary>The settings for one server. Change them before the client starts.</summary>
public sealed partial class Account
{
    /// <summary>The value of a setting that has no default, if it is absent.</summary>
    public const int Absent = -1;

    /// <summary>What Binding (/1/x/7) can be: U or UQ.</summary>
    internal static readonly byte[] Binding = Bytes.FromText("UQ");

    private const int MaxUriBytes = 255;
    private const int MaxServerId = 65534;

    private const int OneDay = 127;
    private const int SecondsOfADay = 86400;

    // What applies if a resource of the Server object is absent (OMA LwM2M Core 1.1 appendix E.2);
    // 255 for absent.
    private static readonly byte[] s_defaults =
    {
        255, // Short Server ID
        255, // Lifetime
        0, // Default Minimum Period
        0, // Default Maximum Period
        0,
        OneDay, // Disable Timeout
        1, // Notification Storing
        0, // Binding
        0,
        0,
        0,
        255, // TLS-DTLS Alert Code
        0, // Last Bootstrapped
        255, // Registration Priority Order
        0, // Initial Registration Delay Timer
        0, // Registration Failure Block
        1, // Bootstrap on Registration Failure
        5, // Communication Retry Count
        60, // Communication Retry Timer
        OneDay, // Communication Sequence Delay Timer
        1, // Communication Sequence Retry Count
        0, // Trigger
        0, // Preferred Transport
        1, // Mute Send
    };

    private readonly Configuration _configuration;
    private DtlsParameters _dtls;
    private bool _isSecure;

    internal Account(Configuration configuration)
    {
        _configuration = configuration;
        Transmission = new TransmissionParameters();
        Clear();
    }

    /// <summary>The server's host name or address.</summary>
    public string Host { get; private set; }

    /// <summary>The server's UDP port.</summary>
    public int Port { get; private set; }

    /// <summary>Short Server ID (/1/x/0), 1 to 65534.</summary>
    public int ServerId
    {
        get { return Server[ServerResource.ShortServerId]; }
    }

    /// <summary>Lifetime of the registration in seconds (/1/x/1).</summary>
    public int LifetimeSeconds
    {
        get { return Server[ServerResource.Lifetime]; }
    }

    /// <summary>
    /// Default Minimum Period of notifications in seconds (/1/x/2); 0 by default.
    /// </summary>
    public int DefaultMinimumPeriodSeconds
    {
        get { return Server[ServerResource.DefaultMinimumPeriod]; }
        set { Server[ServerResource.DefaultMinimumPeriod] = value; }
    }

    /// <summary>
    /// Default Maximum Period of notifications in seconds (/1/x/3); 0, the default, for none.
    /// </summary>
    public int DefaultMaximumPeriodSeconds
    {
        get { return Server[ServerResource.DefaultMaximumPeriod]; }
        set { Server[ServerResource.DefaultMaximumPeriod] = value; }
    }

    /// <summary>
    /// Disable Timeout in seconds (/1/x/5); one day by default.
    /// </summary>
    public int DisableTimeoutSeconds
    {
        get { return Server[ServerResource.DisableTimeout]; }
        set { Server[ServerResource.DisableTimeout] = value; }
    }

    /// <summary>
    /// Registration Priority Order (/1/x/13): the client begins with the lowest, and one after the
    /// other; <see cref="Absent"/> for a server that waits for no other.
    /// </summary>
    public int RegistrationPriority
    {
        get { return Server[ServerResource.RegistrationPriority]; }
        set { Server[ServerResource.RegistrationPriority] = value; }
    }

    /// <summary>
    /// Initial Registration Delay Timer in seconds (/1/x/14); 0 by default. It counts from the turn
    /// of this server, until it has accepted once.
    /// </summary>
    public int InitialRegistrationDelaySeconds
    {
        get { return Server[ServerResource.InitialRegistrationDelay]; }
        set { Server[ServerResource.InitialRegistrationDelay] = value; }
    }

    /// <summary>
    /// Registration Failure Block (/1/x/15): whether servers later in the order wait until this
    /// one has accepted; false by default: they go on when it has failed.
    /// </summary>
    public bool BlocksOnRegistrationFailure
    {
        get { return Server[ServerResource.RegistrationFailureBlock] != 0; }
        set { Server[ServerResource.RegistrationFailureBlock] = value ? 1 : 0; }
    }

    /// <summary>
    /// Bootstrap on Registration Failure (/1/x/16); true by default. It needs a bootstrap server.
    /// </summary>
    public bool BootstrapsOnRegistrationFailure
    {
        get { return Server[ServerResource.BootstrapOnRegistrationFailure] != 0; }
        set { Server[ServerResource.BootstrapOnRegistrationFailure] = value ? 1 : 0; }
    }

    /// <summary>
    /// Communication Retry Count (/1/x/17): the attempts of a sequence; 5 by default.
    /// </summary>
    public int CommunicationRetryCount
    {
        get { return Server[ServerResource.CommunicationRetryCount]; }
        set { Server[ServerResource.CommunicationRetryCount] = value; }
    }

    /// <summary>
    /// Communication Retry Timer in seconds (/1/x/18): the wait before the second attempt,
    /// doubled each time; 60 by default.
    /// </summary>
    public int CommunicationRetryTimerSeconds
    {
        get { return Server[ServerResource.CommunicationRetryTimer]; }
        set { Server[ServerResource.CommunicationRetryTimer] = value; }
    }

    /// <summary>
    /// Notifications of an observation in a row that may be non-confirmable (RFC 7641 §4.5), 0 to
    /// 255; 0 makes each one confirmable. At least one a day is.
    /// </summary>
    public int NonConfirmableNotifications { get; set; } = Limits.NonConfirmableNotifications;

    /// <summary>
    /// Communication Sequence Delay Timer in seconds (/1/x/19): the wait for the next sequence;
    /// one day by default, <see cref="int.MaxValue"/> for no other sequence until the network or
    /// the application asks for it.
    /// </summary>
    public int CommunicationSequenceDelaySeconds
    {
        get { return Server[ServerResource.CommunicationSequenceDelay]; }
        set { Server[ServerResource.CommunicationSequenceDelay] = value; }
    }

    /// <summary>
    /// Communication Sequence Retry Count (/1/x/20): the sequences after which the registration
    /// has failed; 1 by default.
    /// </summary>
    public int CommunicationSequenceRetryCount
    {
        get { return Server[ServerResource.CommunicationSequenceRetryCount]; }
        set { Server[ServerResource.CommunicationSequenceRetryCount] = value; }
    }

    /// <summary>
    /// Whether the client has the same address and port after a sleep or a restart, so that a
    /// registration without security goes on as a secure one does: with an Update. False by
    /// default; a socket has another port each time, as a rule, and the client registers anew.
    /// </summary>
    public bool KeepsAddress { get; set; }

    /// <summary>
    /// In queue mode, how long the client listens after the latest message, in milliseconds; 0,
    /// the default, for MAX_TRANSMIT_WAIT of <see cref="Transmission"/>, which servers count on
    /// (OMA LwM2M Transport 1.1 §6.5).
    /// </summary>
    public int AwakeMs { get; set; }

    /// <summary>
    /// Binding (/1/x/7): whether it is UQ, UDP with queue mode, and not U. LwM2M 1.0 knows queue
    /// mode only by that; with 1.1 it counts as <see cref="Lwm2mClient.QueueMode"/>.
    /// </summary>
    public bool IsQueueBinding
    {
        get { return Server[ServerResource.Binding] > 0; }
        set { Server[ServerResource.Binding] = value ? 1 : 0; }
    }

    /// <summary>Whether Send uses SenML JSON; false by default: SenML CBOR.</summary>
    public bool SendsJson { get; set; }

    /// <summary>The transmission parameters of CoAP for this server.</summary>
    public TransmissionParameters Transmission { get; }

    /// <summary>The settings of the secure connection, or null without security.</summary>
    public DtlsParameters Dtls
    {
        get { return _isSecure ? _dtls : null; }
    }

    /// <summary>
    /// Whether the client registers anew although the secure session goes on; false by default:
    /// an Update keeps the registration and its observations. For servers that do not.
    /// </summary>
    public bool RegistersAfterResumption { get; set; }
}
