// Requests that come in blocks (RFC 7959 §2.3, §2.5). A body is collected in the body buffer and
// then carried out like one that came in one message; the value of a resource that is streamed goes
// to its object block by block.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class RequestHandler
{
    // The value that is being streamed.
    private readonly BodyBuffer _stream = new BodyBuffer(0);

    // What its format puts in front of the value, and the length of that, or -1.
    private int _headBytes;
    private int _valueBytes;

    // The most that a body can have, if this one has more; or 0.
    private int _largestBody;

    /// <summary>Gives up the value being streamed when nothing more comes of it.</summary>
    public void OnTimer(long nowMs)
    {
        if (!_stream.IsBusy(nowMs))
        {
            AbortStream();
        }
    }

    /// <summary>A session has ended, and with it what was on its way.</summary>
    public void Forget(ServerSession session)
    {
        BodyBuffer body = _content.Body;
        if (body.Owner == session)
        {
            body.Release();
        }

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
        int block = request.Block1;
        if (request.Code == CoapCode.Put && BodyLength > 0)
        {
            Status status = _operations.FindStream(_session, request);
            Lwm2mObject target = Target;
            Target = null;
            if (status == Status.Success && target != null)
            {
                // A value that comes in one message is its own only block.
                return _session.Pending.IsTaken
                    ? Status.ServiceUnavailable
                    : TakeBlock(_stream, target, request, block < 0 ? 0 : block);
            }

            if (status != Status.Success)
            {
                return status;
            }
        }

        // The only block of a body is the body.
        return block <= BlockOption.LargestExponent
            ? Status.Success
            : TakeBlock(_content.Body, null, request, block);
    }

    /// <summary>
    /// Adds a block to the body that is being collected; or passes it on to the object that takes
    /// the value.
    /// </summary>
    private Status TakeBlock(
        BodyBuffer body, Lwm2mObject target, MessageView request, int block)
    {
        Status status = Admit(body, request, block);
        if (status != Status.Success || SuccessCode != CoapCode.Content)
        {
            return status;
        }

        bool isMore = (block & BlockOption.More) != 0;
        if (target != null && !isMore)
        {
            status = EnterOnce();
        }

        if (status == Status.Success && block < 16)
        {
            status = target == null
                ? BeginBody(body, request.Size1)
                : BeginStream(target, request);
            if (status == Status.Success)
            {
                body.Format = request.ContentFormat;
                body.MessageId = request.MessageId;
            }
        }

        if (status != Status.Success)
        {
            return status;
        }

        byte[] buffer = body.Buffer;
        int length = BodyLength;
        if (target != null)
        {
            status = PassOn(target, body.Length, !isMore);
            SuccessCode = CoapCode.Changed;
            Target = status == Status.Pending ? target : null;
        }
        else if (length <= buffer.Length - body.Length)
        {
            Array.Copy(Body, BodyOffset, buffer, body.Length, length);
        }
        else
        {
            status = RefuseBody();
        }

        body.Length += length;
        body.Touch(_nowMs);
        if (isMore)
        {
            SuccessCode = CoapCode.Continue;
        }
        else if (target == null)
        {
            // The bytes stay for as long as the request takes, unless the response needs the
            // room.
            Body = buffer;
            BodyOffset = 0;
            BodyLength = body.Length;
        }

        if (!isMore || status < Status.Success)
        {
            body.Release();
        }

        return status;
    }

    private Status BeginBody(BodyBuffer body, int size)
    {
        return size > body.Buffer.Length ? RefuseBody()
            : _content.TakeBody(BodyBuffer.Request) ? Status.Success
            : Status.ServiceUnavailable;
    }

    private Status BeginStream(Lwm2mObject target, MessageView request)
    {
        BodyBuffer stream = _stream;
        if (stream.Owner != _session && stream.IsBusy(_nowMs))
        {
            return Status.ServiceUnavailable;
        }

        AbortStream();
        long path = Path;
        int length = request.Size1;
        _headBytes = 0;
        _valueBytes = -1;
        if (request.ContentFormat != ContentFormat.Opaque)
        {
            ContentReader value = _workspace.ReaderOf(request.ContentFormat);
            value.Format |= ContentReader.Partial;
            int start = BodyOffset;
            value.Begin(Body, start, start + BodyLength, path);
            if (value.Next() != Status.Success || !value.HasValue
                || value.Path != path || !value.Is(ResourceType.Opaque))
            {
                return Status.BadRequest;
            }

            _headBytes = value.ValueOffset - start;
            length = (int)value.ReadInteger();
            _valueBytes = length;
        }

        Status status = target.BeginStream(
            Lwm2mPath.InstanceId(path), Lwm2mPath.ResourceId(path), length);
        if (status == Status.Success)
        {
            stream.TryTake(_session, BodyBuffer.Request, request.Code, path, true, _nowMs);
            stream.Target = target;
        }

        return status;
    }

    /// <summary>Passes what a block has of the value on to the object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="position">How much of the body came before.</param>
    /// <param name="isLast">Whether this is the last block.</param>
    private Status PassOn(Lwm2mObject target, int position, bool isLast)
    {
        int instanceId = Lwm2mPath.InstanceId(Path);
        int resourceId = Lwm2mPath.ResourceId(Path);
        int head = position == 0 ? _headBytes : 0;
        int length = BodyLength - head;
        position += head - _headBytes;
        int end = position + length;
        if (_valueBytes >= 0 && (isLast ? end != _valueBytes : end > _valueBytes))
        {
            target.AbortStream(instanceId, resourceId);
            return Status.BadRequest;
        }

        return length == 0 && !isLast ? Status.Success
            : target.WriteChunk(
                instanceId, resourceId, position, Body, BodyOffset + head, length, isLast);
    }

    private void AbortStream()
    {
        BodyBuffer stream = _stream;
        if (stream.Target != null)
        {
            stream.Target.AbortStream(
                Lwm2mPath.InstanceId(stream.Path), Lwm2mPath.ResourceId(stream.Path));
            stream.Release();
        }
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
            : (block & BlockOption.More) != 0 && length != BlockOption.Size(block)
                ? Status.BadRequest
            : Status.Success;
    }

    private Status RefuseBody()
    {
        _largestBody = Limits.BodyBytes;
        return Status.RequestEntityTooLarge;
    }
}
