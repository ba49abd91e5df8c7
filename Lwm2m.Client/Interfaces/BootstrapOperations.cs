// What a bootstrap server does (OMA LwM2M Core 1.1 §6.1.7; Transport 1.1 §6.4.1), to a copy of the
// configuration:
//   Bootstrap-Discover  GET     / or /object, Accept 40
//   Bootstrap-Read      GET     /1 or /2, an instance of them
//   Bootstrap-Write     PUT     an object, an instance, a resource
//   Bootstrap-Delete    DELETE  /, an object, an instance; never the bootstrap account
//   Bootstrap-Finish    POST    /bs
// No access rights apply. What the client has beside the configuration, no bootstrap changes.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>Carries out the requests of the bootstrap server.</summary>
internal sealed partial class BootstrapOperations : OperationHandler
{
    /// <summary>The path of Bootstrap-Request and Bootstrap-Finish.</summary>
    public static readonly byte[] Path = Bytes.FromText("bs");

    private static readonly byte[] s_root = Bytes.FromText("</>;lwm2m=1.1");

    // A name, then what is before a URI, of which the last byte is also behind it.
    private static readonly byte[] s_parameters = Bytes.FromText("ssid;uri=\"");

    private readonly Workspace _workspace;
    private readonly RequestHandler _requests;
    private readonly Accounts _accounts;
    private readonly Configuration _staging;
    private readonly Bootstrap _bootstrap;

    // The object of the request being carried out.
    private ConfiguredObject _target;

    public BootstrapOperations(
        Workspace workspace, RequestHandler requests, Accounts accounts, Configuration staging,
        Bootstrap bootstrap)
    {
        _workspace = workspace;
        _requests = requests;
        _accounts = accounts;
        _staging = staging;
        accounts.Staging = staging;
        _bootstrap = bootstrap;
    }

    /// <summary>Begins with the configuration as it is.</summary>
    public void Begin()
    {
        _staging.CopyFrom(_accounts.Configuration);
    }

    /// <summary>Puts into force what the server has provided.</summary>
    public void Apply()
    {
        _accounts.Apply(_staging);
        RefreshObjects();
    }

    /// <summary>The instances are others.</summary>
    public void RefreshObjects()
    {
        ObjectRegistry objects = _workspace.Objects;
        for (int i = 0; i < objects.Count; i++)
        {
            ConfiguredObject target = objects[i] as ConfiguredObject;
            if (target != null)
            {
                target.Refresh();
            }
        }
    }

    /// <inheritdoc/>
    public override Status Dispatch(ServerSession session, MessageView request, long nowMs)
    {
        if (request.Code == CoapCode.Post)
        {
            return Finish(request, nowMs);
        }

        if (!_requests.HasPath)
        {
            return Status.NotFound;
        }

        long path = _requests.Path;
        int depth = Lwm2mPath.Depth(path);
        Status status = depth == 0 ? Status.Success : Find(path);
        if (_bootstrap.State == BootstrapState.Finished)
        {
            return Status.MethodNotAllowed;
        }

        switch (request.Code)
        {
            case CoapCode.Get when request.Accept == ContentFormat.LinkFormat:
                return depth < 2 ? Discover(path) : Status.MethodNotAllowed;
            case CoapCode.Get:
                return status != Status.Success ? status : Read(path, depth, request.Accept);
            case CoapCode.Put:
                return status != Status.Success ? status : Write(path, depth, request);
            case CoapCode.Delete:
                return status != Status.Success ? status : Delete(path, depth);
            default:
                return Status.MethodNotAllowed;
        }
    }

    /// <inheritdoc/>
    public override Status ReadAgain(ServerSession session, PendingRequest pending)
    {
        return Status.InternalServerError;
    }

    private Status Find(long path)
    {
        Lwm2mObject target = _workspace.Objects.Find(Lwm2mPath.ObjectId(path));
        _target = target as ConfiguredObject;
        return target == null ? Status.NotFound
            : _target == null ? Status.MethodNotAllowed
            : Status.Success;
    }

    private Status Discover(long path)
    {
        LinkFormatWriter links = _workspace.Links;
        MessageContent content = _workspace.Content;
        content.OpenAs(links, ContentFormat.LinkFormat);
        bool isFound;
        do
        {
            links.WriteRaw(s_root);
            isFound = path == Lwm2mPath.Root;
            ObjectRegistry objects = _workspace.Objects;
            for (int i = 0; i < objects.Count; i++)
            {
                if (Lwm2mPath.Contains(path, Lwm2mPath.Of(objects[i].ObjectId)))
                {
                    isFound = true;
                    DiscoverObject(objects[i], links);
                }
            }
        }
        while (content.Overflows(links));
        return content.Close(links, isFound ? Status.Success : Status.NotFound);
    }

    private void DiscoverObject(Lwm2mObject target, LinkFormatWriter links)
    {
        int objectId = target.ObjectId;
        bool isConfigured = target is ConfiguredObject;
        int id = isConfigured ? _staging.NextInstance(objectId, -1)
            : target.InstanceCount > 0 ? target.InstanceIdAt(0) : -1;
        Discovery.WriteObjectLink(target, id < 0, false, links);
        for (int i = 1; id >= 0; i++)
        {
            links.WriteLink(Lwm2mPath.Of(objectId, id));
            if (objectId <= ObjectId.Server)
            {
                DiscoverAccount(objectId, id, links);
            }

            id = isConfigured ? _staging.NextInstance(objectId, id)
                : i < target.InstanceCount ? target.InstanceIdAt(i) : -1;
        }
    }

    /// <summary>Which server an instance belongs to; a bootstrap account says nothing.</summary>
    private void DiscoverAccount(int objectId, int id, LinkFormatWriter links)
    {
        bool isSecurity = objectId == ObjectId.Security;
        if (isSecurity && Accounts.IsBootstrap(_staging, id))
        {
            return;
        }

        links.WriteParameter(
            s_parameters, 0, 4, Accounts.ServerIdOf(_staging, objectId, id));
        if (isSecurity
            && _staging.Find(Lwm2mPath.Of(objectId, id, SecurityResource.ServerUri)))
        {
            links.WriteRaw(s_parameters, 4, 6);
            links.WriteRaw(_staging.Buffer, _staging.ValueOffset, _staging.ValueLength);
            links.WriteRaw(s_parameters, 9, 1);
        }
    }

    private Status Read(long path, int depth, int format)
    {
        if (depth == 0 || depth > 2)
        {
            return Status.MethodNotAllowed;
        }

        if (_target.ObjectId == ObjectId.Security)
        {
            return Status.Unauthorized;
        }

        if (depth == 2 && !_staging.Find(path))
        {
            return Status.NotFound;
        }

        format = format == ContentFormat.None ? ContentFormat.SenmlCbor : format;
        ContentWriter writer = _workspace.WriterOf(format);
        if (writer == null)
        {
            return Status.NotAcceptable;
        }

        MessageContent content = _workspace.Content;
        content.OpenAs(writer, format);
        do
        {
            if (depth == 2)
            {
                WriteInstance(Lwm2mPath.InstanceId(path), writer);
            }

            int id = -1;
            while (depth == 1 && (id = _staging.NextInstance(_target.ObjectId, id)) >= 0)
            {
                writer.EnterInstance(id);
                WriteInstance(id, writer);
                writer.LeaveInstance();
            }
        }
        while (content.Overflows(writer));
        return content.Close(
            writer, writer.IsUnsuitable ? Status.NotAcceptable : Status.Success);
    }

    private void WriteInstance(int id, ContentWriter writer)
    {
        int[] rows = _target.Rows;
        writer.EnterTarget(Lwm2mPath.Of(_target.ObjectId, id));
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            long path = Lwm2mPath.Of(_target.ObjectId, id, row & ResourceType.IdMask);
            bool isFound = _staging.Find(path);
            if (isFound)
            {
                writer.EnterResource(row, -1);
                for (; isFound; isFound = _staging.FindNext(path))
                {
                    if ((row & ResourceType.Multiple) != 0)
                    {
                        writer.EnterResourceInstance(Lwm2mPath.ResourceInstanceId(_staging.Path));
                    }

                    WriteValue(row, writer);
                }

                writer.LeaveResource();
            }
        }
    }

    private void WriteValue(int row, ContentWriter writer)
    {
        int type = row & ResourceType.TypeMask;

        // Objects 1 and 2 have no Opaque and no link to read, and no text but the binding.
        long value = _staging.Integer(_staging.Path, 0);
        if (type == ResourceType.String)
        {
            writer.WriteString(Account.Binding, 0, value > 0 ? 2 : 1);
        }
        else if (type == ResourceType.Boolean)
        {
            writer.WriteBoolean(value != 0);
        }
        else
        {
            writer.WriteInteger(value);
        }
    }

    private Status Delete(long path, int depth)
    {
        _requests.SuccessCode = CoapCode.Deleted;
        long own = Lwm2mPath.Of(
            ObjectId.Security, Accounts.FindBootstrap(_staging, -1));
        if (depth > 2)
        {
            return Status.MethodNotAllowed;
        }

        if (path == own)
        {
            return Status.BadRequest;
        }

        int last = depth == 0 ? ObjectId.AccessControl : Lwm2mPath.ObjectId(path);
        for (int objectId = depth == 0 ? 0 : last; objectId <= last; objectId++)
        {
            int id = -1;
            while ((id = _staging.NextInstance(objectId, id)) >= 0)
            {
                long instance = Lwm2mPath.Of(objectId, id);
                if (instance != own && Lwm2mPath.Contains(path, instance))
                {
                    _staging.Remove(instance);
                }
            }
        }

        return Status.Success;
    }

    /// <summary>
    /// Looks whether what was provided is a configuration to work with (§6.1.6), and stores it. It
    /// comes into force when the response has left.
    /// </summary>
    private Status Finish(MessageView request, long nowMs)
    {
        request.Segment(request.PathStart);
        if (request.PathCount != 1 || !DeviceManagement.IsSegment(request, Path))
        {
            return Status.MethodNotAllowed;
        }

        _requests.SuccessCode = CoapCode.Changed;
        Status status = _bootstrap.State == BootstrapState.Finished
            ? Status.MethodNotAllowed
            : _requests.EnterOnce();
        if (status != Status.Success)
        {
            return status;
        }

        // A bootstrap account that the server has written takes the place of the one in use.
        int current = _accounts.Bootstrap.SecurityInstance;
        if (Accounts.FindBootstrap(_staging, current) >= 0
            && Accounts.IsBootstrap(_staging, current))
        {
            _staging.Remove(Lwm2mPath.Of(ObjectId.Security, current));
        }

        if (!_accounts.Accepts(_staging, 1))
        {
            return Status.NotAcceptable;
        }

        StampServers();
        IStorage storage = _workspace.Storage;
        if (storage != null && !_staging.Save(storage, _accounts.Seal))
        {
            return Status.InternalServerError;
        }

        _bootstrap.OnFinish(nowMs);
        return Status.Success;
    }

    /// <summary>Last Bootstrapped (/1/x/12), if the time is known.</summary>
    private void StampServers()
    {
        long utcSeconds = _workspace.Clock.UtcSeconds;
        int id = -1;
        while (utcSeconds >= 0 && (id = _staging.NextInstance(ObjectId.Server, id)) >= 0)
        {
            _staging.Set(
                Lwm2mPath.Of(ObjectId.Server, id, ServerResource.LastBootstrapped), utcSeconds);
        }
    }
}
