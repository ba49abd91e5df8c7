// Read (OMA LwM2M Core 1.1 §6.3.1): from a path to content in a message. Responses, notifications
// and the values that notifications are compared by all come from here.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

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
    /// <param name="path">
    /// The path. The root is that of a composite Read (OMA LwM2M Core 1.1 §6.3.8), of what there
    /// is at several paths: what there is not, or what the server has no right to, is left out.
    /// </param>
    /// <param name="paths">
    /// The paths of a composite Read; among them, the root stands for all objects.
    /// </param>
    /// <param name="first">The index of the first one.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="format">The format that it wants.</param>
    public Status Append(
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
            status = path == Lwm2mPath.Root
                ? WalkAll(paths, first, first + count, writer)
                : Walk(path, writer);
        }
        while (status == Status.Success && content.Overflows(writer));

        return content.Close(
            writer,
            status == Status.Success && writer.IsUnsuitable ? Status.NotAcceptable : status);
    }

    /// <summary>Whether there is something at a path that a server may read.</summary>
    public bool IsThere(int serverId, long path)
    {
        return _finder.Find(path, serverId, AccessRight.Read) == Status.Success;
    }

    /// <summary>
    /// Writes a number as the value of a resource or a resource instance; false if there is no
    /// such resource, or none that is numeric and that the server may read.
    /// </summary>
    public bool WriteNumber(ContentWriter writer, long path, double value, int serverId)
    {
        bool isThere = IsThere(serverId, path);
        int row = _finder.Row;
        if (!isThere || (row & Operations.Read) == 0 || !ResourceType.IsNumeric(row))
        {
            return false;
        }

        writer.EnterTarget(path | 0xFFFFFFFFL);
        writer.EnterResource(row, -1);
        if ((short)path != Lwm2mPath.Absent)
        {
            writer.EnterResourceInstance((ushort)path);
        }

        if (ResourceType.TypeOf(row) == TypeNumber.Float)
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

    /// <summary>
    /// The number at the path of a resource or a resource instance; NaN if there is none that the
    /// server may read, or more than one.
    /// </summary>
    public double ReadNumber(int serverId, long path)
    {
        _serverId = serverId;
        NumberCapture numbers = _workspace.Numbers;
        return Walk(path, numbers) == Status.Success
            && numbers.HasNumber && numbers.ValueCount == 1
            ? numbers.Value
            : double.NaN;
    }

    private Status WalkAll(long[] paths, int at, int end, ContentWriter writer)
    {
        while (at < end)
        {
            Status status = Walk(paths[at++], writer);
            if (status != Status.Success && !IsPassable(status))
            {
                return status;
            }
        }

        return Status.Success;
    }

    private Status WalkObjects(ContentWriter writer)
    {
        ObjectRegistry objects = _workspace.Objects;
        Status status = Status.Success;
        for (int i = 0; i < objects.Count && IsPassable(status); i++)
        {
            status = Walk(Lwm2mPath.Of(objects[i].ObjectId), writer);
        }

        return status;
    }

    /// <summary>Only what is pending, or goes wrong inside, keeps the rest from being read.
    /// </summary>
    private static bool IsPassable(Status status)
    {
        return status == Status.Success || status < Status.InternalServerError;
    }

    private Status Walk(long path, ContentWriter writer)
    {
        ResourceFinder finder = _finder;
        Status status = finder.Find(path, _serverId, AccessRight.Read);
        if (status != Status.Success)
        {
            return path == Lwm2mPath.Root ? WalkObjects(writer) : status;
        }

        Lwm2mObject target = finder.Object;
        int row = finder.Row;
        int instanceId = (ushort)(path >> 32);
        if (row == 0)
        {
            return (short)instanceId == Lwm2mPath.Absent
                ? ReadInstances(target, writer)
                : ReadInstance(target, instanceId, writer);
        }

        if ((row & Operations.Read) == 0)
        {
            return Status.MethodNotAllowed;
        }

        writer.EnterTarget(finder.Instance);
        if ((short)path == Lwm2mPath.Absent)
        {
            return ReadOne(target, instanceId, row, -1, writer);
        }

        status = ReadOne(target, instanceId, row, (ushort)path, writer);
        return status == Status.Success && writer.ValueCount == 0 ? Status.NotFound : status;
    }

    /// <summary>Reads the instances of an object that the server may read: Unauthorized if that
    /// is none of those there are.</summary>
    private Status ReadInstances(Lwm2mObject target, ContentWriter writer)
    {
        Status status = target.NextInstance(-1) < 0 ? Status.Success : Status.Unauthorized;
        int id = -1;
        while ((id = target.NextInstance(id)) >= 0)
        {
            if (_workspace.Allows(
                _serverId, Lwm2mPath.Of(target.ObjectId, id), AccessRight.Read))
            {
                writer.EnterInstance(id);
                status = ReadInstance(target, id, writer);
                writer.LeaveInstance();
                if (status != Status.Success)
                {
                    break;
                }
            }
        }

        return status;
    }

    private Status ReadInstance(Lwm2mObject target, int instanceId, ContentWriter writer)
    {
        writer.EnterTarget(Lwm2mPath.Of(target.ObjectId, instanceId));
        int[] rows = target.Rows;
        int wanted = _finder.IsBootstrap ? -1 : Operations.Read;
        long present = target.PresentRows(instanceId);
        for (int i = 0; present != 0; i++, present >>= 1)
        {
            int row = rows[i];
            if ((present & 1) != 0 && (row & wanted) != 0)
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
    public static Status ReadOne(
        Lwm2mObject target, int instanceId, int row, int wanted, ContentWriter writer)
    {
        writer.EnterResource(row, wanted);
        Status status = target.Read(instanceId, (ushort)row, writer);
        writer.LeaveResource();
        return status;
    }
}
