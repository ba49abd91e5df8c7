// What runs a server core, as those see it who work on other threads. A core is not thread-safe: it
// belongs to one thread, and everything that is done with it is handed to that thread.

using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer;

/// <summary>Runs a server core. Its members can be used from any thread.</summary>
public interface IServerHost
{
    /// <summary>The keys of the devices, or null without DTLS.</summary>
    PskStore? Keys { get; }

    /// <summary>The URI for devices with a key, or null.</summary>
    string? SecureUri { get; }

    /// <summary>The URI for devices without protection, or null.</summary>
    string? PlainUri { get; }

    /// <summary>Runs something on the core's thread; dropped when the host is closed.</summary>
    void Post(Action<ServerCore> work);

    /// <summary>Runs something on the core's thread and returns its result.</summary>
    /// <exception cref="ObjectDisposedException">The host is closed.</exception>
    Task<T> InvokeAsync<T>(Func<ServerCore, T> work);
}
