// Finds what a path names: the object, the row of its table (OMA LwM2M Core 1.1 §6.3).

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>The target of an operation; reused for the next one.</summary>
internal sealed class ResourceFinder
{
    private readonly ObjectRegistry _objects;

    public ResourceFinder(ObjectRegistry objects)
    {
        _objects = objects;
    }

    /// <summary>An object instance that is about to be created; the root for none.</summary>
    public long Created = Lwm2mPath.Root;

    /// <summary>The object that was found.</summary>
    public Lwm2mObject Object;

    /// <summary>The row of the resource, or 0 for a path without one.</summary>
    public int Row;

    /// <summary>Looks a path up: NotFound for what the client does not have.</summary>
    public Status Find(long path)
    {
        // A request asks for the same thing several times: objects and their rows do not change.
        int row = Row;
        Row = 0;
        int objectId = Lwm2mPath.ObjectId(path);
        if (Object == null || Object.ObjectId != objectId)
        {
            row = 0;
            Object = _objects.Find(objectId);
        }

        if (Object == null)
        {
            return Status.NotFound;
        }

        int instanceId = Lwm2mPath.InstanceId(path);
        if (instanceId == Lwm2mPath.NoId)
        {
            return Status.Success;
        }

        if (Object.IndexOfInstance(instanceId) < 0 && (path | 0xFFFFFFFFL) != Created)
        {
            return Status.NotFound;
        }

        int resourceId = Lwm2mPath.ResourceId(path);
        if (resourceId != Lwm2mPath.NoId)
        {
            // Only a resource with instances has something below it.
            Row = row != 0 && (row & ResourceType.IdMask) == resourceId
                ? row
                : Object.FindRow(resourceId);
            bool isBelow = Lwm2mPath.ResourceInstanceId(path) != Lwm2mPath.NoId;
            return Row == 0 || (isBelow && (Row & ResourceType.Multiple) == 0)
                ? Status.NotFound
                : Status.Success;
        }

        return Status.Success;
    }
}
