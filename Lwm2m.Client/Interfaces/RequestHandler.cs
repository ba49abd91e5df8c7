// The CoAP side of requests (RFC 7252 §5.2): what is refused whatever it means, what has been done
// before, and the answer: at once, or later in a response of its own. What a request does is the
// business of the session's OperationHandler.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>
/// Answers the requests of all servers, one at a time. The request being carried out is in
/// fields, to be read only but for those that an operation sets: a property would cost a call.
/// </summary>
internal sealed class RequestHandler
{
    private const int MoreBit = 8;

    /// <summary>The path, if <see cref="HasPath"/>.</summary>
    public long Path;

    /// <summary>Whether Uri-Path is a path of ids.</summary>
    public bool HasPath;

    /// <summary>The code of the response to a request that succeeds; an operation sets it.
    /// </summary>
    public int SuccessCode;

    /// <summary>
    /// The object that is told when its Execute has been answered, or null; an operation sets it.
    /// </summary>
    public Lwm2mObject Executed;

    private readonly Workspace _workspace;
    private ServerSession _session;
    private MessageView _request;
    private long _nowMs;
    private int _duplicate;

    public RequestHandler(Workspace workspace)
    {
        _workspace = workspace;
    }

    /// <summary>Answers a request.</summary>
    public void Handle(
        ServerSession session, OperationHandler operations, MessageView request, long nowMs)
    {
        _session = session;
        _request = request;
        _nowMs = nowMs;
        Executed = null;
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
        SuccessCode = CoapCode.Content;
        Status status = Screen(request);
        if (status == Status.Success)
        {
            // Repeated while an object works on it: acknowledged again, and no more.
            HasPath = request.TryReadPath(out Path);
            status = session.Pending.IsTaken && session.Pending.MessageId == request.MessageId
                ? Status.Pending
                : operations.Dispatch(session, request, nowMs);
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
        if (status == Status.Success && Executed != null)
        {
            Executed.AfterResponse(Lwm2mPath.InstanceId(Path), Lwm2mPath.ResourceId(Path));
        }
    }

    /// <summary>Answers the request that an object has completed (RFC 7252 §5.2.2).</summary>
    public void SendSeparateResponse(
        ServerSession session, OperationHandler operations, long nowMs)
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
            status = operations.ReadAgain(pending);
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

    /// <summary>Whether this request has been noted as one that must not be done twice.</summary>
    public bool IsRepeated()
    {
        return _session.Duplicates.Find(_request.MessageId, _nowMs) >= 0;
    }

    /// <summary>
    /// What this request came to when it was done before; Failure if it was not.
    /// </summary>
    public Status FindOutcome()
    {
        int entry = _session.Duplicates.Find(_request.MessageId, _nowMs);
        if (entry < 0)
        {
            return Status.Failure;
        }

        int code = _session.Duplicates.CodeOf(entry);
        return code == 0 ? Status.Pending
            : CoapCode.IsSuccess(code) ? Status.Success
            : (Status)code;
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
    public Status Suspend(Lwm2mObject target)
    {
        if (_session.Pending.IsTaken)
        {
            return Status.ServiceUnavailable;
        }

        _session.Pending.Take(target, Path, _duplicate, _request);
        return Status.Pending;
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
        int code = CoapCode.Of(status, SuccessCode);
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
}
