// Finds what a path names: the object, the row of its table (OMA LwM2M Core 1.1 §6.3).

using Lwm2m.Client.Coap;
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

    /// <summary>The object that was found.</summary>
    public Lwm2mObject Object { get; private set; }

    /// <summary>The row of the resource, or 0 for a path without one.</summary>
    public int Row { get; private set; }

    /// <summary>Looks a path up: NotFound for what the client does not have.</summary>
    public Status Find(long path)
    {
        Row = 0;
        Object = _objects.Find(Lwm2mPath.ObjectId(path));
        if (Object == null)
        {
            return Status.NotFound;
        }

        int instanceId = Lwm2mPath.InstanceId(path);
        if (instanceId == Lwm2mPath.NoId)
        {
            return Status.Success;
        }

        if (Object.IndexOfInstance(instanceId) < 0)
        {
            return Status.NotFound;
        }

        int resourceId = Lwm2mPath.ResourceId(path);
        if (resourceId != Lwm2mPath.NoId)
        {
            // Only a resource with instances has something below it.
            Row = Object.FindRow(resourceId);
            bool isBelow = Lwm2mPath.ResourceInstanceId(path) != Lwm2mPath.NoId;
            return Row == 0 || (isBelow && (Row & ResourceType.Multiple) == 0)
                ? Status.NotFound
                : Status.Success;
        }

        return Status.Success;
    }

    /// <summary>
    /// The path of a request's Uri-Path options. False for what cannot be a path: more than four
    /// segments, one that is not a number from 0 to 65534 or that has leading zeros.
    /// </summary>
    public static bool TryParse(MessageView request, out long path)
    {
        path = Lwm2mPath.Root;
        int count = request.PathCount;
        if (count > 4)
        {
            return false;
        }

        byte[] buffer = request.Buffer;
        int position = request.PathStart;
        for (int i = 0; i < count; i++)
        {
            position = request.Segment(position);
            int length = request.SegmentLength;
            int at = position - length;
            if (length == 0 || length > 5 || (length > 1 && buffer[at] == '0'))
            {
                return false;
            }

            int id = 0;
            for (; at < position; at++)
            {
                int digit = buffer[at] - '0';
                if (digit < 0 || digit > 9)
                {
                    return false;
                }

                id = (id * 10) + digit;
            }

            if (id >= Lwm2mPath.NoId)
            {
                return false;
            }

            // The id takes the place of the next sixteen ones.
            path ^= (long)(id ^ Lwm2mPath.NoId) << (48 - (i << 4));
        }

        return true;
    }
}
