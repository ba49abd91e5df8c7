// The device management and service enablement interface (OMA LwM2M Core 1.1 §6.3; Transport 1.1
// §6.4.3): from a request to an operation on a path.
//   GET     Read, Observe; Discover with Accept 40
//   PUT     Write (replace); Write-Attributes with a query and no payload
//   POST    Execute on an executable resource; Write (partial update) on what can be written;
//           Create on an object
//   DELETE  Delete
//   FETCH   Read-Composite, Observe-Composite
//   iPATCH  Write-Composite
// The operations themselves are in DeviceManagement.Operations.cs.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>Carries out the requests of all servers, one at a time.</summary>
internal sealed partial class DeviceManagement : OperationHandler
{
    private static readonly byte[] s_core = Bytes.FromText(".well-known\u0004core");

    private static readonly int[] s_methods =
    {
        0,
        CoapCode.Content | OfObject | OfInstance | OfResource | OfResourceInstance, // GET
        CoapCode.Changed | OfObject | OfInstance | OfResource,                      // POST
        CoapCode.Changed | OfObject | OfInstance | OfResource | OfResourceInstance, // PUT
        CoapCode.Deleted | OfInstance,                                              // DELETE
        CoapCode.Content | OfRoot,                                                  // FETCH
        0,
        CoapCode.Changed | OfRoot,                                                  // iPATCH
    };

    private readonly Workspace _workspace;
    private readonly RequestHandler _requests;

    // The request being carried out.
    private InformationReporting _session;
    private long _nowMs;
    private long _path;

    // How many paths a composite Read has, and the session that they are kept for while it is
    // pending.
    private int _pathCount;
    private ServerSession _reading;

    public DeviceManagement(Workspace workspace, RequestHandler requests)
        : base(s_methods)
    {
        _workspace = workspace;
        _requests = requests;
        Finder = new ResourceFinder(workspace);
        workspace.Finder = Finder;
        Reader = new ResourceReader(workspace, Finder);
        Writer = new ResourceWriter(workspace, requests, Finder);
        Discovery = new Discovery(workspace, Finder);
    }

    public readonly ResourceReader Reader;

    public readonly Discovery Discovery;

    public readonly ResourceFinder Finder;

    public readonly ResourceWriter Writer;

    /// <inheritdoc/>
    public override Status Dispatch(ServerSession session, MessageView request, long nowMs)
    {
        _session = (InformationReporting)session;
        _nowMs = nowMs;
        _path = _requests.Path;
        switch (request.Code)
        {
            case CoapCode.Get:
                return request.Accept == ContentFormat.LinkFormat
                    ? Discovery.Append(_path, _session.Attributes)
                    : ReadOrObserve(request, 1);
            case CoapCode.Put:
                return Put(request);
            case CoapCode.Post:
                return Post(request);
            case CoapCode.Delete:
                return Delete();
            case CoapCode.Fetch:
                return ReadComposite(request);
            default:
                return Write(request, false);
        }
    }

    /// <summary>
    /// /.well-known/core (RFC 6690 §4): what the client is and has, as a registration says it.
    /// </summary>
    public override Status DispatchNamed(MessageView request, long nowMs)
    {
        if (!IsPath(request, s_core))
        {
            return Status.NotFound;
        }

        if (request.Code != CoapCode.Get)
        {
            return Status.MethodNotAllowed;
        }

        _workspace.Message.AddOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
        return Discovery.AppendObjects(true, true);
    }

    /// <inheritdoc/>
    public override Status FindStream(ServerSession session, MessageView request)
    {
        ResourceFinder finder = Finder;
        long path = _requests.Path;
        Status status = finder.Find(path, session.ServerId, AccessRight.Write);
        if (request.QueryCount > 0 || (finder.Row & ResourceType.Streamed) == 0)
        {
            return Status.Success;
        }

        Lwm2mObject target = finder.Object;
        _requests.Target = target;
        return status != Status.Success ? status
            : !target.Has(Lwm2mPath.InstanceId(path), Lwm2mPath.ResourceId(path))
                ? Status.NotFound
            : ContentFormat.IsBinary(request.ContentFormat) ? Status.Success
            : Status.UnsupportedContentFormat;
    }

    /// <inheritdoc/>
    public override Status ReadAgain(ServerSession session, PendingRequest pending)
    {
        _session = (InformationReporting)session;
        return Read(pending.Path, pending.Accept);
    }
}
