// The device management and service enablement interface (OMA LwM2M Core 1.1 §6.3; Transport 1.1
// §6.4.3): from a request to an operation on a path, and its answer.
//   GET     Read, Observe; Discover with Accept 40
//   PUT     Write (replace); Write-Attributes with a query and no payload
//   POST    Execute on an executable resource; Write (partial update) on what can be written

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>Carries out the requests of all servers, one at a time.</summary>
internal sealed class DeviceManagement
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

        byte[] transmit = _workspace.TransmitBuffer;
        _workspace.Message.Use(transmit, 0, transmit.Length);
        int messageId = isConfirmable ? request.MessageId : session.TakeMessageId();
        Begin(CoapCode.Content, messageId);
        _successCode = CoapCode.Content;
        Status status = Screen(request);
        if (status == Status.Success)
        {
            status = Dispatch(request);
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

        if (pending.Duplicate >= 0)
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

    private Status Dispatch(MessageView request)
    {
        if (!ResourceFinder.TryParse(request, out _path))
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

    private Status Read(MessageView request)
    {
        Status status = Reader.Append(_path, request.Accept);
        return status == Status.Pending ? Suspend() : status;
    }

    /// <summary>Observe and its cancellation (RFC 7641 §3.6, §4.1).</summary>
    private Status Observe(MessageView request)
    {
        InformationReporting reporting = _session.Reporting;
        int observation = -1;
        bool isRepeated = _session.Duplicates.Find(request.MessageId, _nowMs) >= 0;
        if (isRepeated)
        {
            // Answered afresh, but the list of observers stays as it is by now.
            observation = request.Observe == 0 ? reporting.Find(request) : -1;
        }
        else
        {
            Status once = EnterOnce();
            if (once != Status.Success)
            {
                return once;
            }

            if (request.Observe == 1)
            {
                reporting.Cancel(_path, request);
            }
            else
            {
                observation = reporting.Add(_path, request.Accept, request, _nowMs);
            }
        }

        if (observation >= 0)
        {
            _workspace.Message.AddOption(CoapOption.Observe, reporting.TakeSequence());
        }

        Status status = Reader.Append(_path, request.Accept);
        if (observation >= 0)
        {
            if (status == Status.Success)
            {
                reporting.OnObserved(observation, _nowMs);
            }
            else
            {
                reporting.Remove(observation);
            }
        }

        return status == Status.Pending ? Suspend() : status;
    }

    private Status Put(MessageView request)
    {
        _successCode = CoapCode.Changed;
        bool hasContent = request.PayloadLength > 0 || request.ContentFormat >= 0;
        if (request.QueryCount == 0)
        {
            return !hasContent ? Status.BadRequest
                : Lwm2mPath.Depth(_path) < 2 ? Status.MethodNotAllowed
                : Write(request, true);
        }

        return hasContent ? Status.BadRequest : WriteAttributes(request);
    }

    private Status WriteAttributes(MessageView request)
    {
        Status status = _finder.Find(_path);
        if (status != Status.Success)
        {
            return status;
        }

        int row = _finder.Row;
        int resourceId = Lwm2mPath.ResourceId(_path);
        if (row != 0 && !_finder.Object.Has(Lwm2mPath.InstanceId(_path), resourceId))
        {
            return Status.NotFound;
        }

        status = _session.Attributes.Apply(
            _path, row != 0 && ResourceType.IsNumeric(row), request);
        _session.Reporting.Reschedule(_nowMs);
        return status;
    }

    private Status Write(MessageView request, bool isReplace)
    {
        Status status = _writer.Check(_path, request);
        if (status == Status.Success && _session.Pending.IsTaken)
        {
            status = Status.ServiceUnavailable;
        }

        if (status == Status.Success && !isReplace)
        {
            status = EnterOnce();
        }

        if (status == Status.Success)
        {
            status = _writer.Commit(_path, isReplace, request);
        }

        return status == Status.Pending ? Suspend() : status;
    }

    private Status Post(MessageView request)
    {
        _successCode = CoapCode.Changed;
        int entry = _session.Duplicates.Find(request.MessageId, _nowMs);
        if (entry >= 0)
        {
            int code = _session.Duplicates.CodeOf(entry);
            return code == 0 ? Status.Pending
                : CoapCode.IsSuccess(code) ? Status.Success
                : (Status)code;
        }

        Status status = _finder.Find(_path);
        if (status != Status.Success)
        {
            return status;
        }

        int depth = Lwm2mPath.Depth(_path);
        if ((_finder.Row & Operations.Execute) != 0)
        {
            return depth == 3 ? Execute(request) : Status.MethodNotAllowed;
        }

        return depth < 2 ? Status.MethodNotAllowed
            : request.ContentFormat < 0 ? Status.BadRequest
            : Write(request, false);
    }

    private Status Execute(MessageView request)
    {
        Lwm2mObject target = _finder.Object;
        int instanceId = Lwm2mPath.InstanceId(_path);
        int resourceId = Lwm2mPath.ResourceId(_path);
        if (!target.Has(instanceId, resourceId))
        {
            return Status.NotFound;
        }

        if (request.ContentFormat > ContentFormat.Text)
        {
            return Status.UnsupportedContentFormat;
        }

        int start = request.PayloadOffset;
        ExecuteArguments arguments = _workspace.Arguments;
        if (!arguments.Parse(request.Buffer, start, start + request.PayloadLength))
        {
            return Status.BadRequest;
        }

        Status status = _session.Pending.IsTaken ? Status.ServiceUnavailable : EnterOnce();
        if (status == Status.Success)
        {
            status = target.Execute(instanceId, resourceId, arguments);
            _executed = target;
        }

        return status == Status.Pending ? Suspend() : status;
    }

    /// <summary>
    /// Notes that this request must not be carried out a second time; ServiceUnavailable if there
    /// is no room for the note.
    /// </summary>
    private Status EnterOnce()
    {
        _duplicate = _session.Duplicates.Add(_request.MessageId, _nowMs);
        return _duplicate < 0 ? Status.ServiceUnavailable : Status.Success;
    }

    /// <summary>Keeps the request until the object completes it.</summary>
    private Status Suspend()
    {
        PendingRequest pending = _session.Pending;
        if (pending.IsTaken)
        {
            // A Read that is repeated while the object works on it is acknowledged again.
            return pending.MessageId == _request.MessageId
                ? Status.Pending
                : Status.ServiceUnavailable;
        }

        pending.Take(_finder.Object, _path, _duplicate, _request);
        return Status.Pending;
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
        return Discovery.AppendObjects(true) ? Status.Success : Status.InternalServerError;
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
