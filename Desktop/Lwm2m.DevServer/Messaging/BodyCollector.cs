// Puts the bodies together that devices send in several blocks (RFC 7959 §2.5). A body belongs to
// a peer, a method and a target, as they are in each of its requests; not to a token. Block 0
// begins anew, the block that came last may come again, any other gap is 4.08.

using System.Buffers;
using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>Collects Block1 bodies.</summary>
internal sealed class BodyCollector(ServerOptions options, TimerQueue timers)
{
    private readonly Dictionary<(EndPoint Peer, string Target), Body> _bodies = [];

    internal RequestBlockStyle Style { get; set; } = new();

    internal int Count => _bodies.Count;

    /// <summary>Takes a block: an answer when it is not the last one, else the whole request.
    /// </summary>
    internal CoapMessage? Collect(EndPoint peer, CoapMessage request, out CoapMessage whole)
    {
        whole = request;
        if (request.Block1 is not { } block)
        {
            return request.Find(OptionNumber.Block1) is null
                ? null
                : Reply.Of(CoapCode.BadOption);
        }

        (EndPoint, string) key = (peer, TargetOf(request));
        if (block.Number == 0)
        {
            Remove(key);
            if (Refuse(request, block) is { } refusal)
            {
                return refusal;
            }

            Add(key);
        }

        bool isExact = block.More
            ? request.Payload.Length == block.Size
            : request.Payload.Length <= block.Size;
        if (!isExact || !_bodies.TryGetValue(key, out Body? body))
        {
            return Reply.WithText(
                isExact ? CoapCode.RequestEntityIncomplete : CoapCode.BadRequest,
                isExact ? "no block before this one is known" : "not as long as its size says");
        }

        return Take(key, body, block, request, ref whole);
    }

    internal void Restart()
    {
        foreach ((EndPoint, string) key in _bodies.Keys.ToArray())
        {
            Remove(key);
        }
    }

    // All options but those that differ between the requests of one transfer.
    private static string TargetOf(CoapMessage request) => string.Join('|',
        request.Options.Where(option => option.Number is OptionNumber.UriPath
                or OptionNumber.UriQuery or OptionNumber.ContentFormat)
            .Select(option => $"{option.Number}={Convert.ToHexString(option.Value.Span)}")
            .Prepend(request.Code.Dotted));

    private CoapMessage? Take((EndPoint, string) key, Body body, BlockOption block,
        CoapMessage request, ref CoapMessage whole)
    {
        bool isRepeated = block.Number > 0 && block.Offset == body.LastOffset;
        if (!isRepeated && block.Offset != body.Bytes.WrittenCount)
        {
            Remove(key);
            return Reply.WithText(CoapCode.RequestEntityIncomplete,
                $"byte {body.Bytes.WrittenCount} is the next, not {block.Offset}");
        }

        if (block.Offset + request.Payload.Length > Style.MaxBodyBytes)
        {
            Remove(key);
            return TooLarge();
        }

        if (!isRepeated)
        {
            body.LastOffset = block.Offset;
            body.Bytes.Write(request.Payload.Span);
            body.Blocks++;
        }

        if (block.More)
        {
            return Continue(key, body, block);
        }

        Remove(key);
        whole = new CoapMessage
        {
            Type = request.Type,
            Code = request.Code,
            MessageId = request.MessageId,
            Token = request.Token,
            Options = request.Options,
            Payload = body.Bytes.WrittenMemory,
        };
        return null;
    }

    private CoapMessage Continue((EndPoint, string) key, Body body, BlockOption block)
    {
        timers.Arm(body.Expiry, options.ExchangeLifetimeMs);
        if (Style.ForgetsAfter == body.Blocks)
        {
            Remove(key);
            Style = Style with { ForgetsAfter = null };
        }

        int preferred = body.Blocks > 1 && Style.LaterSize is { } later
            ? later
            : Style.PreferredSize;
        int exponent = Math.Min(block.SizeExponent, BlockStyle.ExponentOf(preferred));
        return Reply.Of(CoapCode.Continue, new OptionList().Add(
            (block with { SizeExponent = exponent }).ToOption(OptionNumber.Block1)));
    }

    private CoapMessage? Refuse(CoapMessage request, BlockOption block)
    {
        uint size = 0;
        request.Find(OptionNumber.Size1)?.TryGetUInt(4, out size);
        if (size > Style.MaxBodyBytes)
        {
            return TooLarge();
        }

        int exponent = BlockStyle.ExponentOf(Style.PreferredSize);
        return Style.RefusesLargerBlocks && block.SizeExponent > exponent
            ? Reply.Of(CoapCode.RequestEntityTooLarge, new OptionList().Add(
                new BlockOption(0, true, exponent).ToOption(OptionNumber.Block1)))
            : null;
    }

    private CoapMessage TooLarge() => Reply.Of(CoapCode.RequestEntityTooLarge,
        new OptionList().Add(OptionNumber.Size1, (uint)Style.MaxBodyBytes));

    private void Add((EndPoint, string) key)
    {
        var body = new Body(new ServerTimer(() => _bodies.Remove(key)));
        _bodies.Add(key, body);
        timers.Arm(body.Expiry, options.ExchangeLifetimeMs);
    }

    private void Remove((EndPoint, string) key)
    {
        if (_bodies.Remove(key, out Body? body))
        {
            timers.Disarm(body.Expiry);
        }
    }

    private sealed class Body(ServerTimer expiry)
    {
        internal ArrayBufferWriter<byte> Bytes { get; } = new();

        internal ServerTimer Expiry { get; } = expiry;

        internal int LastOffset { get; set; } = -1;

        internal int Blocks { get; set; }
    }
}
