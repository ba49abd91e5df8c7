// Read (OMA LwM2M Core 1.1 §6.3.1): from a path to content in a message. Responses, notifications
// and the values that notifications are compared by all come from here.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>Reads what a path names.</summary>
internal sealed class ResourceReader
{
    private readonly Workspace _workspace;
    private readonly ResourceFinder _finder;

    // The server that reads.
    private int _serverId;

    public ResourceReader(Workspace workspace, ResourceFinder finder)
    {
        _workspace = workspace;
        _finder = finder;
    }

    /// <summary>
    /// Adds Content-Format and payload to the message being written. On anything but Success the
    /// message is to be begun again.
    /// </summary>
    /// <param name="serverId">The server that reads: it gets what it has a right to.</param>
    /// <param name="path">The path.</param>
    /// <param name="format">The format that it wants.</param>
    public Status Append(int serverId, long path, int format)
    {
        return Append(serverId, path, null, 0, 0, format);
    }

    /// <summary>
    /// Adds, in the same way, what there is at several paths (Read-Composite, OMA LwM2M Core 1.1
    /// §6.3.8): what there is not, or what the server has no right to, is left out.
    /// </summary>
    /// <param name="serverId">The server that reads.</param>
    /// <param name="paths">The paths; the root stands for all objects.</param>
    /// <param name="first">The index of the first one.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="format">The format that it wants.</param>
    public Status AppendComposite(
        int serverId, long[] paths, int first, int count, int format)
    {
        return Append(serverId, Lwm2mPath.Root, paths, first, count, format);
    }

    private Status Append(
        int serverId, long path, long[] paths, int first, int count, int format)
    {
        _serverId = serverId;
        ContentWriter writer = _workspace.WriterOf(format);
        if (writer == null)
        {
            return Status.NotAcceptable;
        }

        MessageContent content = _workspace.Content;
        content.OpenAs(writer, format);
        if (content.UtcSeconds >= 0)
        {
            writer.Time = content.UtcSeconds;
        }

        Status status;
        do
        {
            status = paths == null
                ? Walk(path, writer)
                : WalkAll(paths, first, count, writer);
        }
        while (status == Status.Success && content.Overflows(writer));

        return content.Close(
            writer,
            status == Status.Success && writer.IsUnsuitable ? Status.NotAcceptable : status);
    }

    /// <summary>Whether there is something at a path that a server may read.</summary>
    public bool IsThere(int serverId, long path)
    {
        _serverId = serverId;
        return !IsSecret(path) && _finder.Find(path) == Status.Success && IsReadable(path);
    }

    /// <summary>
    /// Writes a number as the value of a resource or a resource instance; false if there is no
    /// such resource, or none that is numeric and that the server may read.
    /// </summary>
    public bool WriteNumber(int serverId, long path, double value, ContentWriter writer)
    {
        bool isThere = IsThere(serverId, path);
        int row = _finder.Row;
        if (!isThere || (row & Operations.Read) == 0 || !ResourceType.IsNumeric(row))
        {
            return false;
        }

        writer.EnterTarget(Lwm2mPath.Of(Lwm2mPath.ObjectId(path), Lwm2mPath.InstanceId(path)));
        writer.EnterResource(row, -1);
        if (Lwm2mPath.Depth(path) > 3)
        {
            writer.EnterResourceInstance(Lwm2mPath.ResourceInstanceId(path));
        }

        if ((row & ResourceType.TypeMask) == ResourceType.Float)
        {
            writer.WriteFloat(value);
        }
        else
        {
            writer.WriteInteger((long)value);
        }

        writer.LeaveResource();
        return true;
    }

    /// <summary>The number at a path; NaN if there is none, or more than one.</summary>
    public double ReadNumber(long path)
    {
        NumberCapture numbers = _workspace.Numbers;
        numbers.Begin(_workspace.TransmitBuffer, 0, 0);
        return _finder.Find(path) == Status.Success
            && WalkResource(_finder.Object, path, _finder.Row, numbers) == Status.Success
            && numbers.HasNumber && numbers.ValueCount == 1
            ? numbers.Value
            : double.NaN;
    }

    /// <summary>The number of instances that a resource has now.</summary>
    public int CountInstances(Lwm2mObject target, int instanceId, int row)
    {
        NumberCapture numbers = _workspace.Numbers;
        numbers.Begin(_workspace.TransmitBuffer, 0, 0);
        ReadOne(target, instanceId, row, -1, numbers);
        return numbers.ValueCount;
    }

    private Status WalkAll(long[] paths, int first, int count, ContentWriter writer)
    {
        Status status = Status.Success;
        for (int i = first; i < first + count && status == Status.Success; i++)
        {
            if (paths[i] != Lwm2mPath.Root)
            {
                status = WalkPart(paths[i], writer);
                continue;
            }

            ObjectRegistry objects = _workspace.Objects;
            for (int k = 0; k < objects.Count && status == Status.Success; k++)
            {
                status = WalkPart(Lwm2mPath.Of(objects[k].ObjectId), writer);
            }
        }

        return status;
    }

    /// <summary>Only what is pending, or goes wrong inside, keeps the rest from being read.
    /// </summary>
    private Status WalkPart(long path, ContentWriter writer)
    {
        Status status = IsSecret(path) ? Status.Success : Walk(path, writer);
        return status < Status.InternalServerError ? Status.Success : status;
    }

    private static bool IsSecret(long path)
    {
        int objectId = Lwm2mPath.ObjectId(path);
        return objectId == ObjectId.Security || objectId == ObjectId.Oscore;
    }

    private Status Walk(long path, ContentWriter writer)
    {
        Status status = _finder.Find(path);
        if (status != Status.Success)
        {
            return status;
        }

        if (!IsReadable(path))
        {
            return Status.Unauthorized;
        }

        Lwm2mObject target = _finder.Object;
        int row = _finder.Row;
        if (row != 0)
        {
            return WalkResource(target, path, row, writer);
        }

        int instanceId = Lwm2mPath.InstanceId(path);
        if (instanceId != Lwm2mPath.NoId)
        {
            return ReadInstance(target, instanceId, writer);
        }

        return ReadInstances(target, writer);
    }

    /// <summary>Whether the server has the right to read an object instance.</summary>
    private bool IsReadable(long path)
    {
        return _workspace.Allows(_serverId, path, AccessRight.Read);
    }

    /// <summary>Reads the instances of an object that the server may read: Unauthorized if that
    /// is none of those there are.</summary>
    private Status ReadInstances(Lwm2mObject target, ContentWriter writer)
    {
        Status status = target.InstanceCount == 0 ? Status.Success : Status.Unauthorized;
        for (int i = 0; i < target.InstanceCount; i++)
        {
            int instanceId = target.InstanceIdAt(i);
            if (IsReadable(Lwm2mPath.Of(target.ObjectId, instanceId)))
            {
                writer.EnterInstance(instanceId);
                status = ReadInstance(target, instanceId, writer);
                writer.LeaveInstance();
                if (status != Status.Success)
                {
                    break;
                }
            }
        }

        return status;
    }

    private Status WalkResource(
        Lwm2mObject target, long path, int row, ContentWriter writer)
    {
        if ((row & Operations.Read) == 0)
        {
            return target.ObjectId == ObjectId.Security
                ? Status.Unauthorized
                : Status.MethodNotAllowed;
        }

        int instanceId = Lwm2mPath.InstanceId(path);
        int wanted = Lwm2mPath.ResourceInstanceId(path);
        if (!target.Has(instanceId, row & ResourceType.IdMask))
        {
            return Status.NotFound;
        }

        wanted = wanted == Lwm2mPath.NoId ? -1 : wanted;
        writer.EnterTarget(path | 0xFFFFFFFFL);
        Status status = ReadOne(target, instanceId, row, wanted, writer);
        return status == Status.Success && wanted >= 0 && writer.ValueCount == 0
            ? Status.NotFound
            : status;
    }

    private Status ReadInstance(Lwm2mObject target, int instanceId, ContentWriter writer)
    {
        writer.EnterTarget(Lwm2mPath.Of(target.ObjectId, instanceId));
        int[] rows = target.Rows;
        int count = rows.Length;
        for (int i = 0; i < count; i++)
        {
            int row = rows[i];
            if ((row & Operations.Read) != 0 && target.Has(instanceId, row & ResourceType.IdMask))
            {
                Status status = ReadOne(target, instanceId, row, -1, writer);
                if (status != Status.Success)
                {
                    return status;
                }
            }
        }

        return Status.Success;
    }

    /// <summary>Reads one resource of an instance.</summary>
    public Status ReadOne(
        Lwm2mObject target, int instanceId, int row, int wanted, ContentWriter writer)
    {
        writer.EnterResource(row, wanted);
        Status status = target.Read(instanceId, row & ResourceType.IdMask, writer);
        writer.LeaveResource();
        return status;
    }
}
