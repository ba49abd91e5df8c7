// What a session can be told from outside: by the application, by the objects, by a bootstrap.

using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>
/// What a session can be told. What has come about at its instance of the Server object has the
/// number of the resource.
/// </summary>
internal enum Notice
{
    /// <summary>The lifetime has changed.</summary>
    Lifetime = ServerResource.Lifetime,

    /// <summary>A default of the attributes has changed.</summary>
    DefaultMinimumPeriod = ServerResource.DefaultMinimumPeriod,

    /// <summary>A default of the attributes has changed.</summary>
    DefaultMaximumPeriod = ServerResource.DefaultMaximumPeriod,

    /// <summary>The server has executed Disable.</summary>
    Disable = ServerResource.Disable,

    /// <summary>The binding has changed.</summary>
    Binding = ServerResource.Binding,

    /// <summary>The server has executed Registration Update Trigger.</summary>
    UpdateTrigger = ServerResource.RegistrationUpdateTrigger,

    /// <summary>The server has executed Bootstrap-Request Trigger.</summary>
    BootstrapTrigger = ServerResource.BootstrapRequestTrigger,

    /// <summary>Begin, or go on after Suspend.</summary>
    Start = ServerResource.Count,

    /// <summary>Deregister, if registered, and stay stopped.</summary>
    Stop,

    /// <summary>Stop without deregistering; the next Poll does it.</summary>
    Suspend,

    /// <summary>The configuration will be another: nothing of before counts.</summary>
    Renew,

    /// <summary>The application does not want to wait: an Update, or an attempt to register.
    /// </summary>
    Update,

    /// <summary>The same, also if the server is disabled or it is not its turn.</summary>
    Enable,

    /// <summary>The application wants a bootstrap.</summary>
    Bootstrap,

    /// <summary>The network is back or the local address may have changed.</summary>
    NetworkChanged,

    /// <summary>Instances have come or gone.</summary>
    InstancesChanged,
}
