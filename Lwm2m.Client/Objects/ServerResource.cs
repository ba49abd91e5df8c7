// Resource ids of the Server object (OMA LwM2M Core 1.1 appendix E.2).

namespace Lwm2m.Client.Objects;

/// <summary>Resource ids of object 1.</summary>
internal static class ServerResource
{
    public const int ShortServerId = 0;
    public const int Lifetime = 1;
    public const int DefaultMinimumPeriod = 2;
    public const int DefaultMaximumPeriod = 3;
    public const int Disable = 4;
    public const int DisableTimeout = 5;
    public const int NotificationStoring = 6;
    public const int Binding = 7;
    public const int RegistrationUpdateTrigger = 8;
    public const int BootstrapRequestTrigger = 9;
    public const int AlertCode = 11;
    public const int LastBootstrapped = 12;
    public const int RegistrationPriority = 13;
    public const int InitialRegistrationDelay = 14;
    public const int RegistrationFailureBlock = 15;
    public const int BootstrapOnRegistrationFailure = 16;
    public const int CommunicationRetryCount = 17;
    public const int CommunicationRetryTimer = 18;
    public const int CommunicationSequenceDelay = 19;
    public const int CommunicationSequenceRetryCount = 20;
    public const int Trigger = 21;
    public const int PreferredTransport = 22;
    public const int MuteSend = 23;

    /// <summary>One more than the highest id.</summary>
    public const int Count = 24;
}
