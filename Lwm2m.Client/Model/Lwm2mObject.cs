// An LwM2M object (OMA LwM2M Core 1.1 §7.1): a table with one row a resource, instances with ids
// of the application's choice, and a switch each for Read, Write and Execute.

using System;
using Lwm2m.Client.Content;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Model;

/// <summary>
/// The base of every object. Derive from it for an object of your own: give the constructor a
/// table of resources and override <see cref="Read"/>, <see cref="Write"/> and
/// <see cref="Execute"/> as far as the table needs them.
/// </summary>
public abstract class Lwm2mObject
{
    private const int MaxRows = 64;

    private readonly ushort[] _instances;
    private int _instanceCount;
    private int _lastIndex;
    private IModelObserver _observer;

    /// <summary>Creates an object without instances.</summary>
    /// <param name="objectId">0 to 65534.</param>
    /// <param name="version">The version as major * 10 + minor: 11 is 1.1.</param>
    /// <param name="rows">
    /// One row a resource, 1 to 64, in ascending order of their ids; see
    /// <see cref="ResourceType"/>.
    /// </param>
    /// <param name="maxInstances">The most instances there can be.</param>
    protected Lwm2mObject(int objectId, int version, int[] rows, int maxInstances)
    {
        if (objectId < 0 || objectId >= Lwm2mPath.NoId || maxInstances < 1
            || (uint)(rows.Length - 1) >= MaxRows)
        {
            throw new ArgumentOutOfRangeException();
        }

        for (int i = 1; i < rows.Length; i++)
        {
            if ((ushort)rows[i] <= (ushort)rows[i - 1])
            {
                throw new ArgumentException("rows not ascending");
            }
        }

        ObjectId = objectId;
        Version = version;
        Rows = rows;
        _instances = new ushort[maxInstances];
    }

    /// <summary>The object id.</summary>
    public int ObjectId { get; }

    /// <summary>The version as major * 10 + minor: 11 is 1.1.</summary>
    public int Version { get; }

    /// <summary>
    /// Whether every notification of this object is confirmable; false by default. It applies to
    /// observations that begin afterwards.
    /// </summary>
    public bool ConfirmsNotifications { get; set; }

    /// <summary>The number of instances.</summary>
    public int InstanceCount => _instanceCount;

    /// <summary>
    /// What setters lock: the client's one lock, so that a value never changes while it is read.
    /// </summary>
    protected object Sync => (object)_observer ?? this;

    /// <summary>The client's clock; null before the object belongs to a client.</summary>
    internal IClock Clock;

    /// <summary>The table of resources.</summary>
    internal readonly int[] Rows;

    /// <summary>Whether there are as many instances as there can be.</summary>
    internal bool IsFull => _instanceCount == _instances.Length;

    /// <summary>The id of the instance at an index, in ascending order.</summary>
    public int InstanceIdAt(int index)
    {
        return _instances[index];
    }

    /// <summary>The index of an instance, or -1.</summary>
    public int IndexOfInstance(int instanceId)
    {
        for (int i = 0; i < _instanceCount; i++)
        {
            if (_instances[i] == instanceId)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The lowest instance with an id above another, or -1.</summary>
    internal virtual int NextInstance(int after)
    {
        for (int i = 0; i < _instanceCount; i++)
        {
            if (_instances[i] > after)
            {
                return _instances[i];
            }
        }

        return -1;
    }

    /// <summary>Adds an instance; the servers are told with the next Update.</summary>
    /// <exception cref="InvalidOperationException">It exists, or there is no room.</exception>
    protected void AddInstance(int instanceId)
    {
        Change(instanceId, false);
    }

    /// <summary>Removes an instance; the servers are told with the next Update.</summary>
    protected void RemoveInstance(int instanceId)
    {
        Change(instanceId, true);
    }

    /// <summary>
    /// Says that a value has changed. Observations are notified as their attributes allow. Call
    /// it inside <c>lock (Sync)</c>, after the change.
    /// </summary>
    protected void NotifyChanged(int instanceId, int resourceId)
    {
        if (_observer != null)
        {
            _observer.OnChanged(Lwm2mPath.Of(ObjectId, instanceId, resourceId));
        }
    }

    /// <summary>
    /// Completes the operation for which <see cref="Read"/>, <see cref="Write"/> or
    /// <see cref="Execute"/> has returned <see cref="Status.Pending"/>: the server now gets its
    /// answer. May be called from any thread, but not before that method has returned.
    /// </summary>
    /// <param name="status">
    /// The outcome; after Success of a Read, <see cref="Read"/> is called again, and once more if
    /// the value turns out to be too large for one message.
    /// </param>
    public void Complete(Status status)
    {
        if (_observer != null)
        {
            _observer.OnCompleted(this, status);
        }
    }

    /// <summary>
    /// Whether an instance has a resource of the table. Override it for resources that an
    /// instance may lack; what is lacking is not listed and answers 4.04.
    /// </summary>
    protected internal virtual bool Has(int instanceId, int resourceId)
    {
        return true;
    }

    /// <summary>Writes the value of a resource to the writer.</summary>
    protected internal virtual Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        return Status.NotFound;
    }

    /// <summary>
    /// Says whether <see cref="Write"/> would take this value. All values of a request are
    /// checked before the first is written, so a request changes everything or nothing.
    /// </summary>
    protected internal virtual Status Check(int instanceId, int resourceId, ContentReader value)
    {
        return Status.Success;
    }

    /// <summary>Takes a value that a server has written.</summary>
    protected internal virtual Status Write(int instanceId, int resourceId, ContentReader value)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>
    /// A Write that replaces begins: forget the values that the server may write, as far as they
    /// are optional or have instances (OMA LwM2M Core 1.1 §6.3.3).
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="resourceId">The resource that is replaced, or -1 for the instance.</param>
    protected internal virtual void BeginReplace(int instanceId, int resourceId)
    {
    }

    /// <summary>
    /// A server begins to write a resource whose row has <see cref="ResourceType.Streamed"/>. If
    /// that was under way already, it begins anew.
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="resourceId">The resource.</param>
    /// <param name="length">The length of the value if the server tells it, else -1.</param>
    protected internal virtual Status BeginStream(int instanceId, int resourceId, int length)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>
    /// Takes a part of the value that <see cref="BeginStream"/> has begun: each once, in order.
    /// The bytes are valid only during the call, so after Pending they are to be somewhere else;
    /// <see cref="Complete"/> then asks for the next part. Anything but Success and Pending ends
    /// the stream.
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="resourceId">The resource.</param>
    /// <param name="position">How many bytes came before.</param>
    /// <param name="buffer">Where the bytes are.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="isLast">Whether the value is now complete.</param>
    protected internal virtual Status WriteChunk(
        int instanceId, int resourceId, int position,
        byte[] buffer, int offset, int length, bool isLast)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>The rest of the value does not come: the server has gone, or begins anew.
    /// </summary>
    protected internal virtual void AbortStream(int instanceId, int resourceId)
    {
    }

    /// <summary>
    /// Says whether <see cref="Create"/> would add an instance with this id.
    /// </summary>
    protected internal virtual Status CheckCreate(int instanceId)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>
    /// Adds an instance (<see cref="AddInstance"/>) that a server creates. Its values have been
    /// checked; they are written next. There is room for it, and none with this id.
    /// </summary>
    protected internal virtual Status Create(int instanceId)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>
    /// Removes an instance (<see cref="RemoveInstance"/>) that a server deletes, or whose values
    /// could not be written after <see cref="Create"/>.
    /// </summary>
    protected internal virtual Status Delete(int instanceId)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>Executes a resource.</summary>
    protected internal virtual Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        return Status.MethodNotAllowed;
    }

    /// <summary>
    /// A successful Execute has been answered; now is the time for effects that end the
    /// connection, such as a reboot.
    /// </summary>
    protected internal virtual void AfterResponse(int instanceId, int resourceId)
    {
    }

    /// <summary>Whether an instance has the resource of a row, by the index of the row.</summary>
    internal virtual bool HasRow(int instanceId, int index)
    {
        return Has(instanceId, (ushort)Rows[index]);
    }

    /// <summary>The rows whose resources an instance has, a bit each.</summary>
    internal virtual long PresentRows(int instanceId)
    {
        long present = 0;
        for (int i = Rows.Length - 1; i >= 0; i--)
        {
            present <<= 1;
            if (HasRow(instanceId, i))
            {
                present++;
            }
        }

        return present;
    }

    /// <summary>The row of a resource, or 0: no row is 0 that a server can use.</summary>
    internal int FindRow(int resourceId)
    {
        int index = IndexOf(resourceId);
        return index < 0 ? 0 : Rows[index];
    }

    /// <summary>The index of the row of a resource, or -1.</summary>
    internal int IndexOf(int resourceId)
    {
        // The ids ascend, most are at their index; or what was asked for last is asked for again.
        int[] rows = Rows;
        int i = rows.Length;
        if (resourceId < i)
        {
            i = resourceId;
            if ((ushort)rows[i] == i)
            {
                return i;
            }
        }

        if ((ushort)rows[_lastIndex] == resourceId)
        {
            return _lastIndex;
        }

        do
        {
            i--;
        }
        while (i >= 0 && (ushort)rows[i] != resourceId);
        _lastIndex = i < 0 ? 0 : i;
        return i;
    }

    /// <summary>A server has accepted a registration or an Update.</summary>
    internal virtual void OnRegistered()
    {
    }

    /// <summary>Joins an engine, which is its lock from now on.</summary>
    internal void Attach(IModelObserver observer, IClock clock)
    {
        if (_observer != null)
        {
            throw new InvalidOperationException("object in use");
        }

        _observer = observer;
        Clock = clock;
    }

    /// <summary>Adds an instance, or removes one.</summary>
    private void Change(int instanceId, bool isRemoved)
    {
        lock (Sync)
        {
            ushort[] instances = _instances;
            int at = IndexOfInstance(instanceId);
            if (isRemoved)
            {
                if (at < 0)
                {
                    return;
                }

                _instanceCount--;
                Array.Copy(instances, at + 1, instances, at, _instanceCount - at);
            }
            else
            {
                if (at >= 0 || IsFull)
                {
                    throw new InvalidOperationException();
                }

                at = _instanceCount;
                while (at > 0 && instances[at - 1] > instanceId)
                {
                    at--;
                }

                Array.Copy(instances, at, instances, at + 1, _instanceCount++ - at);
                instances[at] = (ushort)instanceId;
            }

            if (_observer != null)
            {
                _observer.OnInstancesChanged(Lwm2mPath.Of(ObjectId, instanceId), isRemoved);
            }
        }
    }

    /// <summary>Tells the engine what a server did with the Server object.</summary>
    private protected void RaiseServerResource(int instanceId, int resourceId)
    {
        _observer.OnServerResource(instanceId, resourceId);
    }
}
