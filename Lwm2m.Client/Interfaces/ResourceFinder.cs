// Finds what a path names: the object, the row of its table (OMA LwM2M Core 1.1 §6.3), and whether
// a server has a right to it (§8.2).

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The target of an operation; reused for the next one.</summary>
internal sealed class ResourceFinder
{
    private readonly Workspace _workspace;

    // Where the row of the resource is in the table.
    private int _index;

    public ResourceFinder(Workspace workspace)
    {
        _workspace = workspace;
    }

    /// <summary>
    /// Whether a bootstrap server asks: it sees every object, and every instance that it could
    /// make.
    /// </summary>
    public bool IsBootstrap;

    /// <summary>An object instance that is about to be created; the root for none.</summary>
    public long Created = Lwm2mPath.Root;

    /// <summary>The object that was found, or null.</summary>
    public Lwm2mObject Object;

    /// <summary>
    /// The object or the object instance that was found last, whose objects and instances are not
    /// looked through again: requests come in bunches. 0 for none; to be set when an instance is no
    /// more, and when it is somebody else who asks.
    /// </summary>
    public long Instance;

    /// <summary>The row of the resource, or 0 for a path without one.</summary>
    public int Row;

    /// <summary>
    /// Looks a path up: NotFound for what the client does not have, Unauthorized for what no
    /// server is to see.
    /// </summary>
    public Status Find(long path)
    {
        long instance = path | 0xFFFFFFFFL;
        if (instance != Instance)
        {
            Status status = FindInstance(instance);
            if (status != Status.Success)
            {
                return status;
            }
        }

        int below = (int)path;
        if (below == -1)
        {
            Row = 0;
            return Status.Success;
        }

        // Only a resource with instances has something below it.
        Lwm2mObject target = Object;
        int index = target.IndexOf((ushort)(below >> 16));
        if (index < 0)
        {
            Row = 0;
            return Status.NotFound;
        }

        _index = index;
        int row = target.Rows[index];
        Row = row;
        return row >= 0 && (short)below != Lwm2mPath.Absent
            ? Status.NotFound
            : Status.Success;
    }

    /// <summary>
    /// Looks up what a server needs a right to. A resource that is lacking can be written only.
    /// </summary>
    public Status Find(long path, int serverId, int right)
    {
        Status status = Find(path);
        if (status != Status.Success)
        {
            return status;
        }

        IAccessRights rights = _workspace.Rights;
        return rights != null && !rights.Allows(serverId, path, right) ? Status.Unauthorized
            : Row != 0 && right != AccessRight.Write
                && !Object.HasRow((ushort)(path >> 32), _index)
                ? Status.NotFound
            : Status.Success;
    }

    /// <summary>Looks an object or an object instance up.</summary>
    private Status FindInstance(long path)
    {
        Instance = 0;
        Object = null;
        Row = 0;
        int objectId = (ushort)(path >> 48);
        Lwm2mObject target = _workspace.Objects.Find(objectId);
        if (target == null)
        {
            return Status.NotFound;
        }

        if (!IsBootstrap
            && (objectId == ObjectId.Security || objectId == ObjectId.Oscore))
        {
            return Status.Unauthorized;
        }

        Object = target;
        int instanceId = (ushort)(path >> 32);
        if ((short)instanceId != Lwm2mPath.Absent && target.IndexOfInstance(instanceId) < 0
            && path != Created && !IsBootstrap)
        {
            return Status.NotFound;
        }

        Instance = path;
        return Status.Success;
    }
}
