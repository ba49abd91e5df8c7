// The CoAP side of requests (RFC 7252 §5.2): what is refused whatever it means, what has been done
// before, and the answer: at once, or later in a response of its own. What comes in blocks is in
// RequestHandler.Blocks.cs; what a request does is the business of an OperationHandler.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>
/// Answers the requests of all servers, one at a time. The request being carried out is in
/// fields, to be read only but for those that an operation sets: a property would cost a call.
/// </summary>
internal sealed partial class RequestHandler
{
    /// <summary>The path; the root, if Uri-Path is no path of ids.</summary>
    public long Path;

    /// <summary>Whether Uri-Path is a path of ids.</summary>
    public bool HasPath;

    /// <summary>The buffer with the body of the request.</summary>
    public byte[] Body;

    /// <summary>Where the body starts.</summary>
    public int BodyOffset;

    /// <summary>The length of the body.</summary>
    public int BodyLength;

    /// <summary>The code of the response to a request that succeeds; an operation sets it.
    /// </summary>
    public int SuccessCode;

    /// <summary>
    /// The object that is told when its Execute has been answered, or that a request which is
    /// pending waits for; or null. An operation sets it.
    /// </summary>
    public Lwm2mObject Target;

    private readonly Workspace _workspace;
    private readonly MessageContent _content;
    private ServerSession _session;
    private OperationHandler _operations;
    private MessageView _request;
    private long _nowMs;
    private int _duplicate;

    // The response being written.
    private int _type;
    private int _messageId;

    public RequestHandler(Workspace workspace)
    {
        _workspace = workspace;
        _content = workspace.Content;
    }

    /// <summary>Answers a request.</summary>
    public void Handle(
        ServerSession session, OperationHandler operations, MessageView request, long nowMs)
    {
        bool isConfirmable = request.Type == MessageType.Confirmable;
        if (request.BadOption != 0 && !isConfirmable)
        {
            session.SendEmpty(MessageType.Reset, request.MessageId);
            return;
        }

        _operations = operations;
        _duplicate = -1;
        Target = null;
        SuccessCode = CoapCode.Content;
        HasPath = request.TryReadPath(out Path);
        session.UseTransmitBuffer();
        Begin(
            session, request,
            isConfirmable ? MessageType.Acknowledgement : MessageType.NonConfirmable, nowMs);
        Status status = Screen(request);
        if (status == Status.Success)
        {
            status = Carry(request);
        }

        if (status != Status.Pending || !session.Pending.IsTaken)
        {
            Finish(status);
        }
        else if (isConfirmable)
        {
            session.SendEmpty(MessageType.Acknowledgement, _messageId);
        }
    }

    /// <summary>Answers the request that an object has completed (RFC 7252 §5.2.2).</summary>
    public void SendSeparateResponse(
        ServerSession session, OperationHandler operations, long nowMs)
    {
        PendingRequest pending = session.Pending;
        MessageView request = _workspace.View;
        pending.Restore(request);
        Status status = pending.Status;
        Target = pending.Object;
        Path = pending.Path;
        SuccessCode = pending.SuccessCode;
        _duplicate = session.Duplicates.Find(request.MessageId, nowMs);
        session.UseExchange();
        Begin(session, request, MessageType.Confirmable, nowMs);
        _content.Block1 = pending.Block1;
        if (status != Status.Success && _content.Block1 >= 0 && _stream.Target == Target)
        {
            _stream.Release();
        }

        if (SuccessCode == CoapCode.Content)
        {
            if (status == Status.Success)
            {
                status = operations.ReadAgain(session, pending);
            }

            Target = null;
        }

        pending.Clear();
        Finish(status);
    }

    /// <summary>Whether this request has been noted as one that must not be done twice.</summary>
    public bool IsRepeated()
    {
        return _session.Duplicates.Find(_request.MessageId, _nowMs) > -1;
    }

    /// <summary>
    /// Notes that this request must not be carried out a second time; ServiceUnavailable if there
    /// is no room for the note.
    /// </summary>
    public Status EnterOnce()
    {
        _duplicate = _session.Duplicates.Add(_request.MessageId, _nowMs);
        return _duplicate < 0 ? Status.ServiceUnavailable : Status.Success;
    }

    /// <summary>Nothing came of the request: a repetition may be answered afresh.</summary>
    public void ForgetOnce()
    {
        if (_duplicate >= 0)
        {
            _session.Duplicates.RemoveLast();
            _duplicate = -1;
        }
    }

    /// <summary>Keeps the request until the object completes it.</summary>
    private Status Suspend()
    {
        PendingRequest pending = _session.Pending;
        if (pending.IsTaken)
        {
            return Status.ServiceUnavailable;
        }

        pending.Take(Target, Path, _request);
        pending.SuccessCode = SuccessCode;
        pending.Block1 = _content.Block1;
        return Status.Pending;
    }

    /// <summary>Begins the response to a request.</summary>
    private void Begin(ServerSession session, MessageView request, int type, long nowMs)
    {
        int messageId = request.MessageId;
        _type = type;
        _messageId =
            type == MessageType.Acknowledgement ? messageId : session.TakeMessageId();
        _session = session;
        _request = request;
        _nowMs = nowMs;
        _largestBody = 0;
        Begin(SuccessCode);
        _content.BeginResponse(
            session, request.Code, Path, request.Block2, messageId, nowMs);
    }

    private void Begin(int code)
    {
        MessageView request = _request;
        _workspace.Message.Begin(
            _type, code, _messageId, request.Buffer, request.TokenOffset, request.TokenLength);
    }

    /// <summary>What has been done before is not done again; what is new is.</summary>
    private Status Carry(MessageView request)
    {
        ServerSession session = _session;
        MessageContent content = _content;
        BodyBuffer body = content.Body;
        int messageId = request.MessageId;
        int block1 = request.Block1;
        int block2 = request.Block2;
        if (session.Pending.IsTaken && session.Pending.MessageId == messageId)
        {
            // Repeated while an object works on it: acknowledged again, and no more.
            return Status.Pending;
        }

        if (_nowMs >= body.ExpiresMs)
        {
            body.Release();
        }

        if (block1 >= 0)
        {
            // The first one may be followed by smaller ones only.
            content.Block1 = session.Fitting(block1);
        }

        if (block2 >= 0)
        {
            session.BlockExponent = block2 & BlockOption.Exponent;
        }

        if (request.Code == CoapCode.Get || request.Code == CoapCode.Fetch)
        {
            // More of what is being fetched; or its first block, repeated.
            if (body.Is(session, BodyBuffer.Response, request.Code, Path)
                && (request.Accept < 0 || request.Accept == body.Format)
                && (block2 > 15 || body.MessageId == messageId))
            {
                _workspace.Message.AddOption(CoapOption.ContentFormat, body.Format);
                return content.AppendBlock(block2);
            }
        }
        else
        {
            DuplicateTable duplicates = session.Duplicates;
            int entry = duplicates.Find(messageId, _nowMs);
            if (entry >= 0)
            {
                int code = duplicates.CodeOf(entry);
                SuccessCode = code;
                if (code == CoapCode.Created)
                {
                    Path = Lwm2mPath.Of(Lwm2mPath.ObjectId(Path), duplicates.InstanceOf(entry));
                }

                return code == 0 ? Status.Pending
                    : CoapCode.IsSuccess(code) ? Status.Success
                    : (Status)(sbyte)code;
            }
        }

        Status status = TakeBody(request);
        if (status == Status.Success && SuccessCode == CoapCode.Content)
        {
            status = Dispatch(request);
        }

        return status == Status.Pending ? Suspend() : status;
    }

    /// <summary>Hands the request to the operation, if there is one for its kind of path.
    /// </summary>
    private Status Dispatch(MessageView request)
    {
        OperationHandler operations = _operations;
        if (!HasPath)
        {
            return operations.DispatchNamed(request, _nowMs);
        }

        int method = request.Code;
        int row = method < operations.Methods.Length ? operations.Methods[method] : 0;
        if (((row >> Lwm2mPath.Depth(Path)) & OperationHandler.OfRoot) == 0)
        {
            return Status.MethodNotAllowed;
        }

        SuccessCode = (byte)row;
        return operations.Dispatch(_session, request, _nowMs);
    }

    /// <summary>Gives the response its code and sends it; what has failed has no payload.
    /// </summary>
    private void Finish(Status status)
    {
        ServerSession session = _session;
        MessageWriter message = _workspace.Message;
        MessageContent content = _content;
        int code = CoapCode.Of(status, SuccessCode);
        if (status == Status.Success)
        {
            message.SetCode(code);
        }
        else
        {
            Begin(code);
            if (status == Status.ServiceUnavailable)
            {
                message.AddOption(
                    CoapOption.MaxAge,
                    content.IsBodyRefused
                        ? content.Body.SecondsLeft(_nowMs)
                        : session.Duplicates.SecondsUntilRoom(_nowMs));
            }
        }

        int instanceId = Lwm2mPath.InstanceId(Path);
        if (code == CoapCode.Created)
        {
            AddLocation(Lwm2mPath.ObjectId(Path));
            AddLocation(instanceId);
        }

        // Content has its options in front of it.
        if (content.Block1 >= 0 && code != CoapCode.Content)
        {
            message.AddOption(CoapOption.Block1, content.Block1);
        }

        if (_largestBody > 0)
        {
            message.AddOption(CoapOption.Size1, _largestBody);
        }

        if (_duplicate >= 0)
        {
            session.Duplicates.Set(_duplicate, code, instanceId);
        }

        if (_type == MessageType.Confirmable)
        {
            session.StartExchange(ServerSession.ResponsePurpose, _nowMs);
        }
        else
        {
            session.Send();
        }

        if (status == Status.Success && Target != null)
        {
            Target.AfterResponse(instanceId, Lwm2mPath.ResourceId(Path));
        }
    }

    /// <summary>Adds an id to the place of what has been created.</summary>
    private void AddLocation(int id)
    {
        // The end of the transmit buffer is for records; the message does not get there.
        byte[] scratch = _workspace.TransmitBuffer;
        int start = scratch.Length - 8;
        int end = NumberText.WriteInteger(scratch, start, scratch.Length, id);
        _workspace.Message.AddOption(CoapOption.LocationPath, scratch, start, end - start);
    }

    /// <summary>What is refused whatever the operation.</summary>
    private static Status Screen(MessageView request)
    {
        return request.HasProxyOption ? Status.ProxyingNotSupported
            : request.BadOption != 0 ? Status.BadOption
            : IsReservedSize(request.Block1) || IsReservedSize(request.Block2) ? Status.BadRequest
            : Status.Success;
    }

    /// <summary>Whether a block option has the size exponent 7 (RFC 7959 §2.2).</summary>
    private static bool IsReservedSize(int block)
    {
        return block >= 0 && (block & BlockOption.Exponent) == 7;
    }
}
