// The content of a message, which may be one block of a body (RFC 7959). It is written into the
// message; what does not fit is written once more, into the body buffer, and carried from there:
//   Block2   a response or a notification, fetched by the server block by block
//   Block1   a request of this client, sent block by block

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;

namespace Lwm2m.Client.Interfaces;

/// <summary>
/// Puts content into the message being written. It is opened when the options of the message are
/// there, written until it no longer overflows, and closed:
/// <c>Open(); do { write } while (success and Overflows()); Close()</c>.
/// </summary>
internal sealed class MessageContent
{
    // The longest block options, size option and ETag, and the payload marker.
    private const int BlockHeadBytes = 20;

    /// <summary>The body that is too large for one message.</summary>
    public readonly BodyBuffer Body = new BodyBuffer(Limits.BodyBytes);

    /// <summary>The Block1 option that the response being written has; -1 if it has none.
    /// </summary>
    public int Block1;

    /// <summary>The time of what is stored, or -1.</summary>
    public long UtcSeconds;

    /// <summary>Whether the body buffer was asked for in vain.</summary>
    public bool IsBodyRefused;

    private readonly Workspace _workspace;

    // The message being written.
    private ServerSession _session;
    private int _use;
    private int _method;
    private long _path;
    private int _block2;
    private int _messageId;
    private long _nowMs;
    private int _format;
    private int _start;
    private bool _isInBody;

    public MessageContent(Workspace workspace)
    {
        _workspace = workspace;
    }

    /// <summary>What is now written is a response or a notification.</summary>
    /// <param name="session">The server.</param>
    /// <param name="method">The method of the requests that fetch the rest of it.</param>
    /// <param name="path">The path of those requests.</param>
    /// <param name="block2">The Block2 option of the request, or -1.</param>
    /// <param name="messageId">The message id of the request; -1 for a notification.</param>
    /// <param name="nowMs">The time.</param>
    public void BeginResponse(
        ServerSession session, int method, long path, int block2, int messageId, long nowMs)
    {
        _session = session;
        _use = BodyBuffer.Response;
        _method = method;
        _path = path;
        _block2 = block2;
        _messageId = messageId;
        _nowMs = nowMs;
        Block1 = -1;
        IsBodyRefused = false;
        UtcSeconds = -1;
    }

    /// <summary>What is now written has to fit one message, which is stored.</summary>
    /// <param name="utcSeconds">The time that it has, or -1.</param>
    public void BeginStored(long utcSeconds)
    {
        BeginResponse(null, 0, Lwm2mPath.Root, -1, -1, 0);
        _use = BodyBuffer.Free;
        UtcSeconds = utcSeconds;
    }

    /// <summary>
    /// What is now written is a request of this client. When its exchange ends,
    /// <see cref="Continues"/> says whether there is more to send.
    /// </summary>
    public void BeginRequest(ServerSession session, long nowMs)
    {
        BeginResponse(session, 0, Lwm2mPath.Root, -1, 0, nowMs);
        _use = BodyBuffer.Outgoing;
    }

    /// <summary>
    /// Takes the body buffer for what the message being written answers, or is; false if it is
    /// in use.
    /// </summary>
    public bool TakeBody(int use)
    {
        IsBodyRefused = use == BodyBuffer.Free
            || !Body.TryTake(_session, use, _method, _path, _messageId > -1, _nowMs);
        return !IsBodyRefused;
    }

    /// <summary>Says the format of the content, then starts it.</summary>
    public void OpenAs(ContentOutput output, int format)
    {
        _workspace.Message.AddOption(CoapOption.ContentFormat, format);
        Open(output, format);
    }

    /// <summary>Starts the content, behind the options of the message.</summary>
    public void Open(ContentOutput output, int format)
    {
        MessageWriter message = _workspace.Message;
        _format = format;
        _isInBody = false;
        _start = message.BeginPayload();
        output.Begin(message.Buffer, _start, message.End);
    }

    /// <summary>Whether the content is to be written once more, because it did not fit.</summary>
    public bool Overflows(ContentOutput output)
    {
        if (!output.IsFull || _isInBody || !TakeBody(_use))
        {
            return false;
        }

        _isInBody = true;
        byte[] buffer = Body.Buffer;
        output.Begin(buffer, 0, buffer.Length);
        return true;
    }

    /// <summary>Ends the content.</summary>
    /// <param name="output">What it was written to.</param>
    /// <param name="status">What has come of writing it.</param>
    public Status Close(ContentOutput output, Status status)
    {
        if (status == Status.Success)
        {
            status = Place(output);
        }

        if (status != Status.Success && _isInBody)
        {
            Body.Release();
        }

        return status;
    }

    /// <summary>Adds a block of the body, its options and its bytes, to the message.</summary>
    /// <param name="block">
    /// Which one, as the option says it; -1, if there is none, for the first.
    /// </param>
    public Status AppendBlock(int block)
    {
        BodyBuffer body = Body;
        block = block < 0 ? _session.BlockExponent : block;
        MessageWriter message = _workspace.Message;
        int offset = BlockOption.Offset(block);
        int length = body.Length - offset;
        int room = message.Room - BlockHeadBytes;
        int exponent = BlockOption.Fitting(block & BlockOption.Exponent, room);
        if (length <= 0)
        {
            return Status.BadRequest;
        }

        if (room < 16)
        {
            return Status.InternalServerError;
        }

        int size = BlockOption.Size(exponent);
        bool isMore = length > size;
        length = isMore ? size : length;
        bool isResponse = _use == BodyBuffer.Response;
        body.Block = BlockOption.Of(offset, isMore, exponent);
        body.IsFinished = isResponse && !isMore;
        body.Touch(_nowMs);
        message.AddOption(isResponse ? CoapOption.Block2 : CoapOption.Block1, body.Block);
        if (Block1 >= 0)
        {
            message.AddOption(CoapOption.Block1, Block1);
        }

        if (offset == 0)
        {
            message.AddOption(isResponse ? CoapOption.Size2 : CoapOption.Size1, body.Length);
        }

        int start = message.BeginPayload();
        Array.Copy(body.Buffer, offset, message.Buffer, start, length);
        message.EndPayload(start + length);
        if (isResponse)
        {
            message.InsertETag(body.ETag);
        }

        return Status.Success;
    }

    /// <summary>
    /// The end of an exchange with a request of this client. If it has carried a block and there
    /// is another one to be sent, the caller writes the request again, as it was, up to the
    /// content, which is then <c>AppendBlock(Body.Block)</c>.
    /// </summary>
    public bool Continues(ServerSession session, int code, long nowMs)
    {
        BodyBuffer body = Body;
        if (!body.Is(session, BodyBuffer.Outgoing, 0, Lwm2mPath.Root))
        {
            return false;
        }

        MessageView answer = _workspace.View;
        int sent = body.Block;
        int wanted = code == CoapCode.Empty || answer.Block1 < 0 ? sent : answer.Block1;
        int offset = 0;
        int exponent = sent & BlockOption.Exponent;
        bool isSmaller = (wanted & BlockOption.Exponent) < exponent;
        if (code == CoapCode.Continue && (sent & BlockOption.More) != 0)
        {
            offset = BlockOption.Offset(sent + 16);
        }
        else if (code == CoapCode.RequestEntityIncomplete && !body.IsRestarted)
        {
            // From the beginning, but only once.
            body.IsRestarted = true;
        }
        else if (code != CoapCode.RequestEntityTooLarge || !isSmaller)
        {
            body.Release();
            return false;
        }

        exponent = isSmaller ? wanted & BlockOption.Exponent : exponent;
        session.BlockExponent = exponent;
        body.Block = BlockOption.Of(offset, false, exponent);
        BeginRequest(session, nowMs);
        return true;
    }

    private Status Place(ContentOutput output)
    {
        MessageWriter message = _workspace.Message;
        BodyBuffer body = Body;
        int block2 = _block2;
        int length = output.Position;
        if (output.IsFull || message.IsFull)
        {
            return IsBodyRefused ? Status.ServiceUnavailable : Status.InternalServerError;
        }

        if (!_isInBody)
        {
            int end = length;
            length -= _start;
            if (Block1 < 0
                && (block2 < 0 || (block2 < 16 && length <= BlockOption.Size(block2))))
            {
                message.EndPayload(end);
                return Status.Success;
            }

            // It would fit, but the server wants it in smaller pieces; or there is an option to
            // come between Block2 and the content.
            if (!TakeBody(_use))
            {
                return Status.ServiceUnavailable;
            }

            _isInBody = true;
            Array.Copy(message.Buffer, _start, body.Buffer, 0, length);
        }

        body.Length = length;
        body.Format = _format;
        body.MessageId = _messageId;

        // The same content has the same ETag, so one that had to make way can be read again.
        body.ETag = Bytes.Digest(body.Buffer, 0, length);
        return AppendBlock(block2);
    }
}
