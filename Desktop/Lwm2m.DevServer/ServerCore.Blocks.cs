// Bodies that do not fit one datagram (RFC 7959): the rest of a response is fetched with Block2,
// a large write goes out with Block1 and Size1. The DeviceRequest that the caller holds ends
// with the last block. Observations are not followed: of a large first value or notification
// there is the first block, and a Read gets the whole.

using System.Buffers;
using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer;

public sealed partial class ServerCore
{
    /// <summary>The largest payload that goes out in one datagram.</summary>
    public const int MaxUnblockedBytes = 1024;

    /// <summary>The largest body that is put together from blocks.</summary>
    public const int MaxBodyBytes = 1 << 20;

    // What servers in the field prefer: blocks of 512 bytes.
    private const int PreferredExponent = 5;

    private bool FetchRest(DeviceRequest whole, CoapMessage first)
    {
        if (first.Code != CoapCode.Content || first.Block2 is not { More: true, Number: 0 } block)
        {
            return false;
        }

        var body = new ArrayBufferWriter<byte>();
        body.Write(first.Payload.Span);
        FetchBlock(whole, first, body, block);
        return true;
    }

    private void FetchBlock(DeviceRequest whole, CoapMessage first,
        ArrayBufferWriter<byte> body, BlockOption previous)
    {
        // A device may have sent a larger block than it will from now on; count in bytes.
        var wanted = new BlockOption(
            body.WrittenCount / previous.Size, false, previous.SizeExponent);
        DeviceRequest part = Continue(whole, default, default, [wanted.ToOption(
            OptionNumber.Block2)]);
        part.OnCompleted(answer =>
        {
            if (!answer.IsSuccess)
            {
                whole.Finish(Since(whole, answer.Outcome, answer.Message));
                return;
            }

            CoapMessage message = answer.Message!;
            bool fits = message.Block2 is { } got && got.Offset == body.WrittenCount
                && (!got.More || message.Payload.Length == got.Size)
                && SameTag(first, message)
                && body.WrittenCount + message.Payload.Length <= MaxBodyBytes;
            if (!fits)
            {
                _log.Violation(whole.Peer, message, "this block does not continue the body");
                whole.Finish(Since(whole, RequestOutcome.Incomplete, message));
                return;
            }

            body.Write(message.Payload.Span);
            if (message.Block2!.Value.More)
            {
                FetchBlock(whole, first, body, message.Block2.Value);
                return;
            }

            whole.Finish(Since(whole, RequestOutcome.Answered, new CoapMessage
            {
                Type = message.Type,
                Code = message.Code,
                MessageId = message.MessageId,
                Token = message.Token,
                Options = first.Options,
                Payload = body.WrittenMemory,
            }));
        });
        Start(part);
    }

    private bool SendRest(
        DeviceRequest whole, CoapMessage answer, ReadOnlyMemory<byte> body, int sent)
    {
        if (answer.Code != CoapCode.Continue || sent == body.Length)
        {
            return false;
        }

        // The device may ask for smaller blocks (RFC 7959 §2.3).
        int exponent = Math.Min(
            PreferredExponent, answer.Block1?.SizeExponent ?? PreferredExponent);
        int size = 16 << exponent;
        int length = Math.Min(size, body.Length - sent);
        var block = new BlockOption(sent / size, sent + length < body.Length, exponent);
        DeviceRequest part = Continue(whole, whole.Message.ContentFormat,
            body.Slice(sent, length), [block.ToOption(OptionNumber.Block1)]);
        part.OnCompleted(next =>
        {
            if (next.Message is null || !SendRest(whole, next.Message, body, sent + length))
            {
                whole.Finish(Since(whole, next.Outcome, next.Message));
            }
        });
        Start(part);
        return true;
    }

    // Turns a request with a large body into its first block.
    private DeviceRequest Split(DeviceRequest whole)
    {
        ReadOnlyMemory<byte> body = whole.Message.Payload;
        const int first = 16 << PreferredExponent;
        var options = new OptionList();
        foreach (CoapOption option in whole.Message.Options)
        {
            options.Add(option);
        }

        options.Add(new BlockOption(0, true, PreferredExponent).ToOption(OptionNumber.Block1));
        options.Add(OptionNumber.Size1, (uint)body.Length);
        whole.Message = new CoapMessage
        {
            Type = whole.Message.Type,
            Code = whole.Message.Code,
            Token = whole.Message.Token,
            Options = options.Options,
            Payload = body[..first],
        };
        whole.Follow = answer => SendRest(whole, answer, body, first);
        return whole;
    }

    // The next request of the same operation, with a token of its own.
    private DeviceRequest Continue(DeviceRequest whole, int? format,
        ReadOnlyMemory<byte> payload, ReadOnlySpan<CoapOption> blocks)
    {
        var options = new OptionList().AddIfSet(OptionNumber.ContentFormat, format);
        foreach (CoapOption option in whole.Message.Options)
        {
            if (option.Number is OptionNumber.UriPath or OptionNumber.UriQuery
                or OptionNumber.Accept)
            {
                options.Add(option);
            }
        }

        foreach (CoapOption block in blocks)
        {
            options.Add(block);
        }

        return new DeviceRequest(whole.Peer, whole.Registration, new CoapMessage
        {
            Type = CoapType.Con,
            Code = whole.Message.Code,
            Token = _messages.NewToken(),
            Options = options.Options,
            Payload = payload,
        });
    }

    private DeviceResponse Since(
        DeviceRequest whole, RequestOutcome outcome, CoapMessage? message) =>
        new(outcome, message, NowMs - whole.StartedAtMs);

    private static bool SameTag(CoapMessage first, CoapMessage next)
    {
        ReadOnlyMemory<byte> before = first.Find(OptionNumber.ETag)?.Value ?? default;
        ReadOnlyMemory<byte> now = next.Find(OptionNumber.ETag)?.Value ?? default;
        return before.Span.SequenceEqual(now.Span);
    }
}
