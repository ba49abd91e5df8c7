// Requests that come in blocks (RFC 7959 §2.3, §2.5). A body is collected in the body buffer and
// then carried out like one that came in one message; the value of a resource that is streamed goes
// to its object block by block.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class RequestHandler
{
    // What a message with a block of a request holds beside it.
    private const int HeadBytes = 64;

    // The value that is being streamed, and the object that takes it.
    private readonly BodyBuffer _stream = new BodyBuffer(0);
    private Lwm2mObject _streamTarget;

    // The most that a body can have, if this one has more; or 0.
    private int _largestBody;

    /// <summary>Gives up the value being streamed when nothing more comes of it.</summary>
    public void OnTimer(long nowMs)
    {
        if (_streamTarget != null && !_stream.IsBusy(nowMs))
        {
            AbortStream();
        }
    }

    /// <summary>A session has ended, and with it what was on its way.</summary>
    public void Forget(ServerSession session)
    {
        _content.Body.Release(session);
        if (_stream.Owner == session)
        {
            AbortStream();
        }
    }

    /// <summary>
    /// Finds the body of a request. Success with the code Content: it is there; with another code:
    /// that is all there is to say to this block.
    /// </summary>
    private Status TakeBody(MessageView request)
    {
        Body = request.Buffer;
        BodyOffset = request.PayloadOffset;
        BodyLength = request.PayloadLength;
        if (request.Code == CoapCode.Put && BodyLength > 0)
        {
            Status status = _operations.FindStream(_session, request);
            if (Target != null)
            {
                status = status == Status.Success ? Stream(request) : status;
                Target = status == Status.Pending ? Target : null;
                return status;
            }
        }

        // The only block of a body is the body.
        return request.Block1 <= BlockOption.LargestExponent ? Status.Success : Collect(request);
    }

    /// <summary>Adds a block to the body that is being collected.</summary>
    private Status Collect(MessageView request)
    {
        BodyBuffer body = _content.Body;
        int block = request.Block1;
        Status status = Admit(body, request, block);
        if (status != Status.Success || SuccessCode != CoapCode.Content)
        {
            return status;
        }

        if (block < 16)
        {
            if (request.Size1 > body.Buffer.Length)
            {
                return RefuseBody();
            }

            if (!_content.TakeBody(BodyBuffer.Request))
            {
                return Status.ServiceUnavailable;
            }

            body.Format = request.ContentFormat;
            body.MessageId = request.MessageId;
        }

        if (BodyLength > body.Buffer.Length - body.Length)
        {
            body.Release();
            return RefuseBody();
        }

        Array.Copy(Body, BodyOffset, body.Buffer, body.Length, BodyLength);
        body.Extend(BodyLength, _nowMs);
        if (BlockOption.IsMore(block))
        {
            SuccessCode = CoapCode.Continue;
            return Status.Success;
        }

        // The bytes stay for as long as the request takes, unless the response needs the room.
        Body = body.Buffer;
        BodyOffset = 0;
        BodyLength = body.Length;
        body.Release();
        return Status.Success;
    }

    /// <summary>Passes a block of a value on to its object.</summary>
    private Status Stream(MessageView request)
    {
        // A value that comes in one message is its own only block.
        BodyBuffer stream = _stream;
        int block = request.Block1 < 0 ? 0 : request.Block1;
        Status status = _session.Pending.IsTaken
            ? Status.ServiceUnavailable
            : Admit(stream, request, block);
        if (status != Status.Success || SuccessCode != CoapCode.Content)
        {
            return status;
        }

        bool isLast = !BlockOption.IsMore(block);
        status = isLast ? EnterOnce() : Status.Success;
        int instanceId = Lwm2mPath.InstanceId(Path);
        int resourceId = Lwm2mPath.ResourceId(Path);
        if (status == Status.Success && block < 16)
        {
            if (stream.Owner != _session && stream.IsBusy(_nowMs))
            {
                return Status.ServiceUnavailable;
            }

            AbortStream();
            status = Target.BeginStream(instanceId, resourceId, request.Size1);
            if (status == Status.Success)
            {
                stream.TryTake(
                    _session, BodyBuffer.Request, request.Code, Path, true, _nowMs);
                stream.Format = request.ContentFormat;
                stream.MessageId = request.MessageId;
                _streamTarget = Target;
            }
        }

        if (status != Status.Success)
        {
            return status;
        }

        status = Target.WriteChunk(
            instanceId, resourceId, stream.Length, Body, BodyOffset, BodyLength, isLast);
        SuccessCode = isLast ? CoapCode.Changed : CoapCode.Continue;
        stream.Extend(BodyLength, _nowMs);
        if (isLast || status <= Status.Failure)
        {
            EndStream();
        }

        return status;
    }

    private void AbortStream()
    {
        if (_streamTarget != null)
        {
            long path = _stream.Path;
            _streamTarget.AbortStream(Lwm2mPath.InstanceId(path), Lwm2mPath.ResourceId(path));
            EndStream();
        }
    }

    private void EndStream()
    {
        _stream.Release();
        _streamTarget = null;
    }

    /// <summary>
    /// Whether a block is the next one of a body. One that has been taken before is answered as
    /// before, with Continue, and has no effect.
    /// </summary>
    private Status Admit(BodyBuffer body, MessageView request, int block)
    {
        int offset = BlockOption.Offset(block);
        int length = BodyLength;
        bool isHeld = body.Is(_session, BodyBuffer.Request, request.Code, Path)
            && body.Format == request.ContentFormat;
        bool isRepeated = offset == 0
            ? body.MessageId == request.MessageId
            : offset + length == body.Length && length > 0;
        if (isHeld && isRepeated)
        {
            SuccessCode = CoapCode.Continue;
            return Status.Success;
        }

        return offset > 0 && (!isHeld || offset != body.Length)
                ? Status.RequestEntityIncomplete
            : BlockOption.IsMore(block) && length != BlockOption.Size(block)
                ? Status.BadRequest
            : Status.Success;
    }

    private Status RefuseBody()
    {
        _largestBody = Limits.BodyBytes;
        return Status.RequestEntityTooLarge;
    }

    /// <summary>The Block1 option that a block is answered with: the first one may be followed
    /// by smaller ones only.</summary>
    private int Accepted(int block)
    {
        while (block < 16 && BlockOption.Size(block) > _session.Link.MaxMessageBytes - HeadBytes)
        {
            block--;
        }

        return block;
    }
}
