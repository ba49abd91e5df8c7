// Write (OMA LwM2M Core 1.1 §6.3.3): the content is walked twice, once to check every value and
// once to commit them, so that a request changes everything or nothing.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>Writes what a request holds.</summary>
internal sealed class ResourceWriter
{
    private readonly Workspace _workspace;
    private readonly ResourceFinder _finder;

    public ResourceWriter(Workspace workspace, ResourceFinder finder)
    {
        _workspace = workspace;
        _finder = finder;
    }

    /// <summary>The first walk: everything but the change.</summary>
    public Status Check(long path, int format, RequestHandler body)
    {
        Status status = _finder.Find(path);
        if (status != Status.Success)
        {
            return status;
        }

        int depth = Lwm2mPath.Depth(path);
        ContentReader reader = _workspace.ReaderOf(format);
        if (reader == null || (depth < 3 && format != ContentFormat.Tlv))
        {
            return Status.UnsupportedContentFormat;
        }

        int values = 0;
        int start = body.BodyOffset;
        reader.Begin(body.Body, start, start + body.BodyLength, path);
        while ((status = reader.Next()) == Status.Success)
        {
            values++;
            status = CheckValue(path, depth, reader);
            if (status != Status.Success)
            {
                return status;
            }
        }

        // The end of the content is what the walk is to come to.
        return status == Status.NotFound && (values > 0 || depth < 3)
            ? Status.Success
            : Status.BadRequest;
    }

    /// <summary>The second walk; only after Check has found nothing.</summary>
    public Status Commit(long path, bool isReplace, int format)
    {
        Lwm2mObject target = _finder.Object;
        int instanceId = Lwm2mPath.InstanceId(path);
        int depth = Lwm2mPath.Depth(path);
        if (isReplace && depth < 4)
        {
            target.BeginReplace(
                instanceId, depth == 3 ? Lwm2mPath.ResourceId(path) : -1);
        }

        // Rewound, not begun again: Is may have decoded the value in its place.
        ContentReader reader = _workspace.ReaderOf(format);
        reader.Rewind();
        Status outcome = Status.Success;
        while (reader.Next() == Status.Success)
        {
            int resourceId = Lwm2mPath.ResourceId(reader.Path);
            if (reader.HasValue && reader.Is(target.FindRow(resourceId)))
            {
                Status status = target.Write(instanceId, resourceId, reader);
                if (status >= Status.BadRequest)
                {
                    return status;
                }

                // One that is pending keeps the answer waiting, not the values after it.
                outcome = status == Status.Success ? outcome : status;
            }
        }

        return outcome;
    }

    private Status CheckValue(long path, int depth, ContentReader reader)
    {
        Lwm2mObject target = _finder.Object;
        int instanceId = Lwm2mPath.InstanceId(path);
        int resourceId = Lwm2mPath.ResourceId(reader.Path);
        if (!Lwm2mPath.Contains(path, reader.Path))
        {
            return Status.BadRequest;
        }

        int row = target.FindRow(resourceId);
        if (row == 0)
        {
            // An object instance that contains nothing is an entry without a resource.
            return resourceId == Lwm2mPath.NoId && depth < 3
                ? Status.Success
                : Status.NotFound;
        }

        // What is streamed is not written with other values.
        if ((row & Operations.Write) == 0 || (row & ResourceType.Streamed) != 0)
        {
            return Status.MethodNotAllowed;
        }

        bool isMultiple = (row & ResourceType.Multiple) != 0;
        if (!reader.HasValue)
        {
            return isMultiple ? Status.Success : Status.BadRequest;
        }

        return isMultiple == (reader.ResourceInstanceId >= 0) && reader.Is(row)
            ? target.Check(instanceId, resourceId, reader)
            : Status.BadRequest;
    }
}
