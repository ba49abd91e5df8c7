// A request whose bodies do not fit one datagram (RFC 7959): a large body goes out with Block1 and
// Size1, then the rest of the answer is fetched with Block2. The DeviceRequest that the caller
// holds ends with the last block; those of the further blocks are its parts.

using System.Buffers;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>The blocks of one request and of the answer to it.</summary>
internal sealed class BlockTransfer
{
    /// <summary>The largest body that is put together from blocks.</summary>
    internal const int MaxBodyBytes = 1 << 20;

    private readonly Requester _requester;
    private readonly DeviceRequest _whole;
    private readonly BlockStyle _style;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ArrayBufferWriter<byte> _received = new();

    private CoapMessage? _first;
    private int _exponent;
    private int _sent;
    private int _blocks = 1;
    private bool _isRestarted;

    private BlockTransfer(Requester requester, DeviceRequest whole)
    {
        _requester = requester;
        _whole = whole;
        _style = requester.Blocks;
        _body = whole.Message.Payload;
        _exponent = BlockStyle.ExponentOf(_style.SendSize);
    }

    private bool IsAbandoned => _style.AbandonsAfter is { } limit && _blocks >= limit;

    /// <summary>Gives a request that is not started yet its first block, if it needs one, and has
    /// its answer followed.</summary>
    internal static BlockTransfer Attach(Requester requester, DeviceRequest whole)
    {
        var transfer = new BlockTransfer(requester, whole);
        var options = new List<CoapOption>();
        ReadOnlyMemory<byte> payload = whole.Message.Payload;
        if (payload.Length > transfer._style.MaxUnblockedBytes)
        {
            payload = transfer.NextBlock(options);
            options.Add(CoapOption.FromUInt(OptionNumber.Size1, (uint)transfer._body.Length));
        }
        else
        {
            transfer._sent = payload.Length;
        }

        if (transfer._style.FetchSize is { } size
            && (whole.Message.Code == CoapCode.Get || whole.Message.Code == CoapCode.Fetch))
        {
            options.Add(new BlockOption(0, false, BlockStyle.ExponentOf(size))
                .ToOption(OptionNumber.Block2));
        }

        whole.Message = With(whole.Message, options, payload);
        whole.Follow = transfer.Follow;
        return transfer;
    }

    /// <summary>Fetches the rest of a notification; the request only says for what and where, and
    /// ends when all is there.</summary>
    internal static bool FetchRest(
        Requester requester, DeviceRequest whole, CoapMessage notification)
    {
        var transfer = new BlockTransfer(requester, whole);
        transfer._sent = transfer._body.Length;
        return transfer.Follow(notification);
    }

    /// <summary>Takes an answer; false when it is the last one.</summary>
    internal bool Follow(CoapMessage answer)
    {
        if (_first is null && TakeSendAnswer(answer))
        {
            return true;
        }

        if (!answer.Code.IsSuccess || answer.Block2 is not { More: true, Number: 0 } block)
        {
            return false;
        }

        _first = answer;
        _received.Write(answer.Payload.Span);
        AskForNext(block);
        return true;
    }

    private static CoapMessage With(
        CoapMessage message, IEnumerable<CoapOption> further, ReadOnlyMemory<byte> payload)
    {
        var options = new OptionList();
        foreach (CoapOption option in message.Options.Concat(further))
        {
            options.Add(option);
        }

        return new CoapMessage
        {
            Type = message.Type,
            Code = message.Code,
            Token = message.Token,
            Options = options.Options,
            Payload = payload,
        };
    }

    // Whether the answer to a block leads to another one.
    private bool TakeSendAnswer(CoapMessage answer)
    {
        bool isFirst = _blocks == 1;
        if (isFirst && answer.Code == CoapCode.RequestEntityTooLarge
            && answer.Block1 is { } smaller
            && (smaller.SizeExponent < _exponent || _sent == _body.Length))
        {
            // RFC 7959 §2.9.3: the device says in which size it takes the body.
            _exponent = smaller.SizeExponent;
            _sent = 0;
        }
        else if (answer.Code != CoapCode.Continue || _sent == _body.Length)
        {
            return false;
        }
        else if (answer.Block1 is { } block)
        {
            // The device may ask for smaller blocks (§2.3).
            _exponent = Math.Min(_exponent, block.SizeExponent);
        }

        if (_style.LaterSendSize is { } size)
        {
            _exponent = Math.Min(_exponent, BlockStyle.ExponentOf(size));
        }

        if (IsAbandoned)
        {
            End(RequestOutcome.Abandoned, answer);
            return true;
        }

        if (_blocks == _style.RestartsAfter && !_isRestarted)
        {
            _isRestarted = true;
            _sent = 0;
        }

        _whole.Progress(_sent);
        var options = new List<CoapOption>();
        bool startsOver = _sent == 0;
        ReadOnlyMemory<byte> payload = NextBlock(options);
        if (startsOver)
        {
            options.Add(CoapOption.FromUInt(OptionNumber.Size1, (uint)_body.Length));
        }

        bool isLast = _sent == _body.Length;
        SendPart(payload, options, isLast, next =>
        {
            if (next.Message is null || !Follow(next.Message))
            {
                End(next.Outcome, next.Message);
            }
        });
        return true;
    }

    private ReadOnlyMemory<byte> NextBlock(List<CoapOption> options)
    {
        int size = BlockOption.MinSize << _exponent;
        int length = Math.Min(size, _body.Length - _sent);
        options.Add(new BlockOption(_sent / size, _sent + length < _body.Length, _exponent)
            .ToOption(OptionNumber.Block1));
        ReadOnlyMemory<byte> block = _body.Slice(_sent, length);
        _sent += length;
        return block;
    }

    private void AskForNext(BlockOption previous)
    {
        if (IsAbandoned)
        {
            End(RequestOutcome.Abandoned, _first);
            return;
        }

        int exponent = _style.LaterFetchSize is { } size
            ? Math.Min(previous.SizeExponent, BlockStyle.ExponentOf(size))
            : previous.SizeExponent;

        // A device may have sent a larger block than it will from now on; count in bytes.
        var wanted = new BlockOption(
            _received.WrittenCount / (BlockOption.MinSize << exponent), false, exponent);
        bool repeatsBody = _style.RepeatsBody && _whole.Message.Code == CoapCode.Fetch
            && _body.Length <= _style.MaxUnblockedBytes;
        ReadOnlyMemory<byte> body = repeatsBody ? _body : default;
        SendPart(body, [wanted.ToOption(OptionNumber.Block2)], isLast: false, TakeBlock);
    }

    private void TakeBlock(DeviceResponse answer)
    {
        if (!answer.IsSuccess || _whole.IsSuperseded)
        {
            End(answer.IsSuccess ? RequestOutcome.Incomplete : answer.Outcome, answer.Message);
            return;
        }

        CoapMessage message = answer.Message!;
        bool fits = message.Block2 is { } got && got.Offset == _received.WrittenCount
            && (!got.More || message.Payload.Length == got.Size)
            && SameTag(_first!, message)
            && _received.WrittenCount + message.Payload.Length <= MaxBodyBytes;
        if (!fits)
        {
            // Another tag is another body: the value has changed meanwhile (RFC 7959 §2.4).
            if (SameTag(_first!, message))
            {
                _requester.Violation(
                    _whole.Peer, message, "this block does not continue the body");
            }

            End(RequestOutcome.Incomplete, message);
            return;
        }

        _received.Write(message.Payload.Span);
        if (message.Block2!.Value.More)
        {
            AskForNext(message.Block2.Value);
            return;
        }

        End(RequestOutcome.Answered, new CoapMessage
        {
            Type = _first!.Type,
            Code = _first.Code,
            MessageId = message.MessageId,
            Token = _first.Token,
            Options = _first.Options,
            Payload = _received.WrittenMemory,
        });
    }

    // The next request of the same operation.
    private void SendPart(ReadOnlyMemory<byte> payload, IReadOnlyList<CoapOption> blocks,
        bool isLast, Action<DeviceResponse> completed)
    {
        _blocks++;
        DeviceRequest part = NewPart(payload, blocks);
        if (_style.RepeatsBlocks && !isLast)
        {
            part.OnCompleted(response =>
            {
                DeviceRequest again = NewPart(payload, blocks);
                again.OnCompleted(_ => completed(response));
                _requester.StartPart(again);
            });
        }
        else
        {
            part.OnCompleted(completed);
        }

        _requester.StartPart(part);
    }

    private DeviceRequest NewPart(
        ReadOnlyMemory<byte> payload, IReadOnlyList<CoapOption> blocks)
    {
        var options = new OptionList();
        foreach (CoapOption option in _whole.Message.Options)
        {
            if (option.Number is OptionNumber.UriPath or OptionNumber.UriQuery
                or OptionNumber.Accept
                || (option.Number == OptionNumber.ContentFormat && !payload.IsEmpty))
            {
                options.Add(option);
            }
        }

        foreach (CoapOption block in blocks)
        {
            options.Add(block);
        }

        var part = new DeviceRequest(_whole.Peer, _whole.Registration, new CoapMessage
        {
            Type = CoapType.Con,
            Code = _whole.Message.Code,
            Token = _style.ReusesToken ? _whole.Message.Token : _requester.NewToken(),
            Options = options.Options,
            Payload = payload,
        });
        _whole.AddPart(part);
        return part;
    }

    private void End(RequestOutcome outcome, CoapMessage? message) => _whole.Finish(
        new DeviceResponse(outcome, message, _requester.NowMs - _whole.StartedAtMs));

    private static bool SameTag(CoapMessage first, CoapMessage next)
    {
        ReadOnlyMemory<byte> before = first.Find(OptionNumber.ETag)?.Value ?? default;
        ReadOnlyMemory<byte> now = next.Find(OptionNumber.ETag)?.Value ?? default;
        return before.Span.SequenceEqual(now.Span);
    }
}
