// The device management and service enablement interface (OMA LwM2M Core 1.1 §6.3; Transport 1.1
// §6.4.3): from a request to an operation on a path, and its answer.
//   GET     Read, Observe; Discover with Accept 40
//   PUT     Write (replace); Write-Attributes with a query and no payload
//   POST    Execute on an executable resource; Write (partial update) on what can be written
// The operations themselves are in DeviceManagement.Operations.cs.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>Carries out the requests of all servers, one at a time.</summary>
internal sealed partial class DeviceManagement
{
    private const int MoreBit = 8;

    private static readonly byte[] s_wellKnown = Bytes.FromText(".well-known");
    private static readonly byte[] s_core = Bytes.FromText("core");

    private readonly Workspace _workspace;
    private readonly ResourceFinder _finder;
    private readonly ResourceWriter _writer;

    // The request being carried out.
    private ServerSession _session;
    private MessageView _request;
    private long _nowMs;
    private long _path;
    private int _successCode;
    private int _duplicate;
    private Lwm2mObject _executed;

    public DeviceManagement(Workspace workspace)
    {
        _workspace = workspace;
        _finder = new ResourceFinder(workspace.Objects);
        Reader = new ResourceReader(workspace, _finder);
        _writer = new ResourceWriter(workspace, _finder);
        Discovery = new Discovery(workspace, _finder, Reader);
    }

    public ResourceReader Reader { get; }

    public Discovery Discovery { get; }

    /// <summary>Answers a request.</summary>
    public void Handle(ServerSession session, MessageView request, long nowMs)
    {
        _session = session;
        _request = request;
        _nowMs = nowMs;
        _executed = null;
        _duplicate = -1;
        bool isConfirmable = request.Type == MessageType.Confirmable;
        if (request.BadOption != 0 && !isConfirmable)
        {
            session.SendEmpty(MessageType.Reset, request.MessageId);
            return;
        }

        session.UseTransmitBuffer();
        int messageId = isConfirmable ? request.MessageId : session.TakeMessageId();
        Begin(CoapCode.Content, messageId);
        _successCode = CoapCode.Content;
        Status status = Screen(request);
        if (status == Status.Success)
        {
            // Repeated while an object works on it: acknowledged again, and no more.
            status = session.Pending.IsTaken && session.Pending.MessageId == request.MessageId
                ? Status.Pending
                : Dispatch(request);
        }

        if (status == Status.Pending)
        {
            if (isConfirmable)
            {
                session.SendEmpty(MessageType.Acknowledgement, messageId);
            }

            return;
        }

        Finish(status, messageId);
        session.Send();
        if (status == Status.Success && _executed != null)
        {
            _executed.AfterResponse(Lwm2mPath.InstanceId(_path), Lwm2mPath.ResourceId(_path));
        }
    }

    /// <summary>Answers the request that an object has completed (RFC 7252 §5.2.2).</summary>
    public void SendSeparateResponse(ServerSession session, long nowMs)
    {
        PendingRequest pending = session.Pending;
        Lwm2mObject target = pending.Object;
        Status status = pending.Status;
        bool isRead = pending.Method == CoapCode.Get;
        int code = CoapCode.Of(status, isRead ? CoapCode.Content : CoapCode.Changed);
        MessageWriter message = session.UseExchange();
        int messageId = session.TakeMessageId();
        message.Begin(
            MessageType.Confirmable, code, messageId, pending.Token, 0, pending.TokenLength);
        if (isRead && status == Status.Success)
        {
            status = Reader.Append(pending.Path, pending.Accept);
            if (status != Status.Success)
            {
                message.Begin(
                    MessageType.Confirmable, CoapCode.Of(status, 0), messageId,
                    pending.Token, 0, pending.TokenLength);
            }
        }

        if (pending.Duplicate >= 0
            && session.Duplicates.Find(pending.MessageId, nowMs) == pending.Duplicate)
        {
            session.Duplicates.SetCode(pending.Duplicate, code);
        }

        pending.Clear();
        session.StartExchange(ServerSession.ResponsePurpose, false, nowMs);
        if (!isRead && status == Status.Success)
        {
            target.AfterResponse(
                Lwm2mPath.InstanceId(pending.Path), Lwm2mPath.ResourceId(pending.Path));
        }
    }

    private void Begin(int code, int messageId)
    {
        int type = _request.Type == MessageType.Confirmable
            ? MessageType.Acknowledgement
            : MessageType.NonConfirmable;
        _workspace.Message.Begin(
            type, code, messageId,
            _request.Buffer, _request.TokenOffset, _request.TokenLength);
    }

    /// <summary>Gives the response its code; what has failed has no payload.</summary>
    private void Finish(Status status, int messageId)
    {
        int code = CoapCode.Of(status, _successCode);
        if (status == Status.Success)
        {
            _workspace.Message.SetCode(code);
        }
        else
        {
            Begin(code, messageId);
            if (status == Status.ServiceUnavailable)
            {
                _workspace.Message.AddOption(
                    CoapOption.MaxAge, _session.Duplicates.SecondsUntilRoom(_nowMs));
            }
        }

        if (_duplicate >= 0)
        {
            _session.Duplicates.SetCode(_duplicate, code);
        }
    }

    /// <summary>What is refused whatever the operation.</summary>
    private static Status Screen(MessageView request)
    {
        if (request.HasProxyOption)
        {
            return Status.ProxyingNotSupported;
        }

        if (request.BadOption != 0)
        {
            return Status.BadOption;
        }

        // A body in more than one block is not collected: its first block is too much, a later
        // one lacks those before it. Of what fits one message there is no second block.
        int block1 = request.Block1;
        if (IsReservedSize(block1) || IsReservedSize(request.Block2))
        {
            return Status.BadRequest;
        }

        if (block1 > 0xF)
        {
            return Status.RequestEntityIncomplete;
        }

        if (block1 >= 0 && (block1 & MoreBit) != 0)
        {
            return Status.RequestEntityTooLarge;
        }

        return request.Block2 > 0xF ? Status.BadRequest : Status.Success;
    }

    /// <summary>Whether a block option has the size exponent 7 (RFC 7959 §2.2).</summary>
    private static bool IsReservedSize(int block)
    {
        return block >= 0 && (block & 7) == 7;
    }

    private Status Dispatch(MessageView request)
    {
        if (!request.TryReadPath(out _path))
        {
            return IsWellKnownCore(request) ? AnswerWellKnownCore() : Status.NotFound;
        }

        if (Lwm2mPath.ObjectId(_path) == ObjectId.Security)
        {
            return Status.Unauthorized;
        }

        if (_path == Lwm2mPath.Root)
        {
            return Status.MethodNotAllowed;
        }

        switch (request.Code)
        {
            case CoapCode.Get:
                return request.Accept == ContentFormat.LinkFormat
                    ? Discovery.Append(_path, _session.Attributes)
                    : request.Observe == 0 || request.Observe == 1
                    ? Observe(request)
                    : Read(request);
            case CoapCode.Put:
                return Put(request);
            case CoapCode.Post:
                return Post(request);
            default:
                return Status.MethodNotAllowed;
        }
    }

    /// <summary>
    /// /.well-known/core (RFC 6690 §4): what the client is and has, as a registration says it.
    /// </summary>
    private Status AnswerWellKnownCore()
    {
        if (_request.Code != CoapCode.Get)
        {
            return Status.MethodNotAllowed;
        }

        _workspace.Message.AddOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
        return Discovery.AppendObjects(true, true)
            ? Status.Success
            : Status.InternalServerError;
    }

    private static bool IsWellKnownCore(MessageView request)
    {
        int second = request.Segment(request.PathStart);
        if (request.PathCount != 2 || !IsSegment(request, s_wellKnown))
        {
            return false;
        }

        request.Segment(second);
        return IsSegment(request, s_core);
    }

    private static bool IsSegment(MessageView request, byte[] text)
    {
        return request.SegmentLength == text.Length
            && Bytes.Equal(request.Buffer, request.SegmentOffset, text, 0, text.Length);
    }
}
