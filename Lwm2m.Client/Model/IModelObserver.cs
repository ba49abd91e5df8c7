// How an object reaches the engine that it belongs to.

namespace Lwm2m.Client.Model;

/// <summary>
/// What an object tells the engine: inside a lock on it, but for what completes.
/// </summary>
internal interface IModelObserver
{
    /// <summary>A value has changed: observations that contain the path are looked at.</summary>
    void OnChanged(long path);

    /// <summary>An instance has come or gone: the servers are told, its observations are looked
    /// at.</summary>
    void OnInstancesChanged(long path, bool isRemoved);

    /// <summary>An operation that an object had answered Pending has completed.</summary>
    void OnCompleted(Lwm2mObject source, Status status);

    /// <summary>A server has executed or written a resource of the Server object.</summary>
    void OnServerResource(int instanceId, int resourceId);
}
