// Write, Write-Composite and the values of a Create (OMA LwM2M Core 1.1 §6.3.3, §6.3.9, §6.3.5):
// the content is walked twice, once to check every value and once to commit them, so that a request
// changes everything or nothing.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>Writes what a request holds.</summary>
internal sealed class ResourceWriter
{
    private readonly Workspace _workspace;
    private readonly RequestHandler _requests;
    private readonly ResourceFinder _finder;

    // The path of the resource of the value that has been read.
    private long _valuePath;

    public ResourceWriter(Workspace workspace, RequestHandler requests, ResourceFinder finder)
    {
        _workspace = workspace;
        _requests = requests;
        _finder = finder;
    }

    /// <summary>The content that has been opened.</summary>
    public ContentReader Reader;

    /// <summary>
    /// Takes the content of a request to a path: in any format, if that is a resource; in one that
    /// names what it holds, if it is an object or an instance; in SenML, if it is the root.
    /// </summary>
    public Status Open(long path, int format)
    {
        int depth = Lwm2mPath.Depth(path);
        bool isSuitable = depth == 0
            ? ContentFormat.IsSenml(format)
            : depth > 2 || format >= ContentFormat.SenmlJson;
        ContentReader reader = isSuitable ? _workspace.ReaderOf(format) : null;
        Reader = reader;
        if (reader == null)
        {
            return Status.UnsupportedContentFormat;
        }

        RequestHandler requests = _requests;
        int start = requests.BodyOffset;
        reader.Begin(requests.Body, start, start + requests.BodyLength, path);
        return Status.Success;
    }

    /// <summary>The first walk: everything but the change.</summary>
    /// <param name="path">What the values have to be below.</param>
    /// <param name="serverId">Whose right to write each value is asked for; 0 for none.</param>
    public Status Check(long path, int serverId)
    {
        ContentReader reader = Reader;
        int values = 0;
        Status status;
        reader.Rewind();
        while ((status = reader.Next()) == Status.Success)
        {
            values++;
            status = CheckValue(path, serverId);
            if (status != Status.Success)
            {
                return status;
            }
        }

        // The end of the content is what the walk is to come to.
        int depth = Lwm2mPath.Depth(path);
        return status == Status.NotFound && (values > 0 || depth == 2 || depth == 1)
            ? Status.Success
            : Status.BadRequest;
    }

    /// <summary>The second walk; only after Check has found nothing.</summary>
    public Status Commit(long path, bool isReplace)
    {
        ResourceFinder finder = _finder;
        if (isReplace && finder.Find(path) == Status.Success
            && (short)path == Lwm2mPath.Absent)
        {
            finder.Object.BeginReplace(
                Lwm2mPath.InstanceId(path),
                finder.Row == 0 ? -1 : (ushort)finder.Row);
        }

        // Rewound, not begun again: Is may have decoded the value in its place.
        ContentReader reader = Reader;
        reader.Rewind();
        Status outcome = Status.Success;
        while (reader.Next() == Status.Success)
        {
            if (reader.HasValue && FindRow(path) == Status.Success && reader.Is(finder.Row))
            {
                Lwm2mObject target = finder.Object;
                Status status = target.Write(
                    Lwm2mPath.InstanceId(_valuePath), Lwm2mPath.ResourceId(_valuePath), reader);
                if (status == Status.Pending)
                {
                    // It keeps the answer waiting, not the values after it.
                    _requests.Target = target;
                    outcome = status;
                }
                else if (status != Status.Success)
                {
                    return status;
                }
            }
        }

        return outcome;
    }

    private Status CheckValue(long path, int serverId)
    {
        Status status = FindRow(path);
        long valuePath = _valuePath;
        ContentReader reader = Reader;
        bool isBootstrap = _finder.IsBootstrap;
        if (status != Status.Success)
        {
            // A bootstrap server may know more resources than this client.
            return isBootstrap && status == Status.NotFound && Lwm2mPath.Depth(path) < 3
                ? Status.Success
                : status;
        }

        if (serverId != 0 && !_workspace.Allows(serverId, valuePath, AccessRight.Write))
        {
            return Status.Unauthorized;
        }

        int row = _finder.Row;
        if (row == 0)
        {
            // An object instance that contains nothing is an entry without a resource.
            return valuePath == path ? Status.Success : Status.BadRequest;
        }

        // What is streamed is not written with other values.
        if (!isBootstrap
            && ((row & Operations.Write) == 0 || (row & ResourceType.Streamed) != 0))
        {
            return Status.MethodNotAllowed;
        }

        bool isMultiple = row < 0;
        if (!reader.HasValue)
        {
            return isMultiple ? Status.Success : Status.BadRequest;
        }

        return isMultiple != (reader.ResourceInstanceId >= 0) || !reader.Is(row)
                ? Status.BadRequest
            : isBootstrap ? Status.Success
            : _finder.Object.Check(
                Lwm2mPath.InstanceId(valuePath), Lwm2mPath.ResourceId(valuePath), reader);
    }

    /// <summary>Finds the resource of the value that has been read.</summary>
    private Status FindRow(long path)
    {
        long valuePath = Reader.Path;
        if (!Lwm2mPath.HasInstance(valuePath))
        {
            // Of an instance that the content does not name: the ones give way to its id.
            valuePath &= path;
        }

        // The instance of a resource may be one that there is not yet.
        _valuePath = valuePath | Lwm2mPath.NoId;
        return Lwm2mPath.Contains(path, valuePath)
            && Lwm2mPath.HasInstance(valuePath)
            ? _finder.Find(_valuePath)
            : Status.BadRequest;
    }
}
