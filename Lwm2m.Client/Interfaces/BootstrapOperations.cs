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
internal sealed class BootstrapOperations : OperationHandler
{
    /// <summary>The path of Bootstrap-Request and Bootstrap-Finish.</summary>
    public static readonly byte[] Path = Bytes.FromText("bs");

    private static readonly int[] s_methods =
    {
        0,
        CoapCode.Content | OfRoot | OfObject | OfInstance,      // GET
        0,
        CoapCode.Changed | OfObject | OfInstance | OfResource,  // PUT
        CoapCode.Deleted | OfRoot | OfObject | OfInstance,      // DELETE
    };

    private readonly Workspace _workspace;
    private readonly RequestHandler _requests;
    private readonly Accounts _accounts;
    private readonly Configuration _staging;
    private readonly DeviceManagement _management;
    private readonly Bootstrap _bootstrap;

    public BootstrapOperations(
        Workspace workspace, Accounts accounts, Configuration staging, Bootstrap bootstrap)
        : base(s_methods)
    {
        _workspace = workspace;
        _requests = workspace.Requests;
        _management = workspace.Management;
        _accounts = accounts;
        _staging = staging;
        _bootstrap = bootstrap;
    }

    /// <summary>Begins with the configuration as it is.</summary>
    public void Begin()
    {
        _staging.CopyFrom(_accounts.Configuration);
        _accounts.Staging = _staging;
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
        Workspace workspace = _workspace;
        long path = _requests.Path;
        Lwm2mObject target = workspace.Objects.Find(Lwm2mPath.ObjectId(path));
        if (target == null && path != Lwm2mPath.Root)
        {
            return Status.NotFound;
        }

        int method = request.Code;
        bool isDiscover = request.Accept == ContentFormat.LinkFormat && method == CoapCode.Get;
        bool isConfigured = target is ConfiguredObject
            || (target == null && method == CoapCode.Delete);
        if (_bootstrap.State == BootstrapState.Finished
            || (isDiscover ? Lwm2mPath.HasInstance(path) : !isConfigured))
        {
            return Status.MethodNotAllowed;
        }

        ResourceFinder finder = _management.Finder;
        IAccessRights rights = workspace.Rights;
        workspace.Rights = null;
        _accounts.Values = _staging;
        finder.IsBootstrap = true;
        Status status = isDiscover ? _management.Discovery.AppendStaged(path, _staging)
            : method == CoapCode.Get ? Read(path, request.Accept)
            : method == CoapCode.Put ? Write(path, request.ContentFormat)
            : Delete(path);
        finder.IsBootstrap = false;
        finder.Instance = 0;
        _accounts.Values = _accounts.Configuration;
        workspace.Rights = rights;
        return status;
    }

    private Status Read(long path, int format)
    {
        return Lwm2mPath.ObjectId(path) == ObjectId.Security ? Status.Unauthorized
            : Lwm2mPath.HasInstance(path) && !_staging.Find(path)
                ? Status.NotFound
            : _management.Reader.Append(
                0, path, null, 0, 0,
                format == ContentFormat.None ? ContentFormat.SenmlCbor : format);
    }

    /// <summary>
    /// Bootstrap-Write (§6.1.7.6): it writes whatever there was before, ignores what this client
    /// does not know, and leaves nothing of an instance that it does not say.
    /// </summary>
    private Status Write(long path, int format)
    {
        ResourceWriter writer = _management.Writer;
        Status status = writer.Open(path, format);
        if (status == Status.Success)
        {
            status = writer.Check(path, 0);
        }

        if (status != Status.Success)
        {
            return status;
        }

        ContentReader reader = writer.Reader;
        long inside = Lwm2mPath.Depth(path) == 3 ? 0xFFFFL : 0xFFFFFFFFL;
        reader.Rewind();
        while (reader.Next() == Status.Success)
        {
            _staging.Remove(reader.Path | inside);
        }

        return writer.Commit(path, false) == Status.Success
            ? Status.Success
            : Status.RequestEntityTooLarge;
    }

    private Status Delete(long path)
    {
        long own = Lwm2mPath.Of(
            ObjectId.Security,
            Accounts.Find(_staging, ObjectId.Security, Accounts.BootstrapServer));
        if (path == own)
        {
            return Status.BadRequest;
        }

        for (int objectId = 0; objectId <= ObjectId.AccessControl; objectId++)
        {
            int id = -1;
            while ((id = _staging.NextInstance(objectId, id)) >= 0)
            {
                long instance = Lwm2mPath.Of(objectId, id);
                if (instance != own && Lwm2mPath.Contains(path, instance))
                {
                    DeleteServer(path, id);
                    _staging.Remove(instance);
                }
            }
        }

        return Status.Success;
    }

    /// <summary>
    /// A Security instance that is deleted by itself takes that of its server with it: without
    /// one, there is no account.
    /// </summary>
    private void DeleteServer(long path, int id)
    {
        Configuration staging = _staging;
        int server = path != Lwm2mPath.Of(ObjectId.Security, id) ? -1
            : Accounts.Find(
                staging, ObjectId.Server,
                Accounts.ServerIdOf(staging, ObjectId.Security, id));
        if (server >= 0)
        {
            staging.Remove(Lwm2mPath.Of(ObjectId.Server, server));
        }
    }

    /// <summary>
    /// Finish: looks whether what was provided is a configuration to work with (§6.1.6), and
    /// stores it. It comes into force when the response has left.
    /// </summary>
    public override Status DispatchNamed(MessageView request, long nowMs)
    {
        if (request.Code != CoapCode.Post || !IsPath(request, Path))
        {
            return Status.NotFound;
        }

        if (_bootstrap.State == BootstrapState.Finished)
        {
            return Status.MethodNotAllowed;
        }

        _requests.SuccessCode = CoapCode.Changed;
        Status status = _requests.EnterOnce();
        if (status != Status.Success)
        {
            return status;
        }

        // A bootstrap account that the server has written takes the place of the one in use.
        Configuration staging = _staging;
        int current = _accounts.Bootstrap.SecurityInstance;
        if (Accounts.ServerIdOf(staging, ObjectId.Security, current) == Accounts.BootstrapServer
            && Accounts.Find(
                staging, ObjectId.Security, Accounts.BootstrapServer, current) >= 0)
        {
            staging.Remove(Lwm2mPath.Of(ObjectId.Security, current));
        }

        if (!_accounts.Accepts(staging, 1))
        {
            return Status.NotAcceptable;
        }

        StampServers();
        IStorage storage = _workspace.Storage;
        if (storage != null && !staging.Save(storage, _accounts.Seal))
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
