// A small CoAP client (RFC 7252) made of the device library's own parts: MessageWriter, Exchange,
// MessageView, and UdpTransport or a secure session below. What the library's sessions do with
// these parts for LwM2M is done here for any CoAP server.

using System.Diagnostics;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Transport;

namespace Interop.Coap;

/// <summary>A request: options in any order, each with its value.</summary>
internal sealed record CoapRequest(int Code, string Path)
{
    public int Type { get; init; } = MessageType.Confirmable;

    public byte[] Token { get; init; } = [0xC0, 0xA9];

    public List<(int Number, byte[] Value)> Options { get; init; } = [];

    public byte[] Payload { get; init; } = [];
}

/// <summary>How an exchange went.</summary>
internal sealed record Outcome(
    ExchangeEvent End, IReadOnlyList<ExchangeEvent> Progress, int MessageId, Message? Response)
{
    /// <summary>The response, which must have come, with a code as it is written.</summary>
    public Message Answered(string code)
    {
        Expect.Equal(ExchangeEvent.Responded, End, "end of the exchange");
        Expect.Equal(code, Response!.CodeText, "code");
        return Response;
    }
}

/// <summary>A client with one socket; confirmable responses it expects are acknowledged.</summary>
internal sealed class CoapClient : IDisposable
{
    private readonly SystemPlatform _platform = new();
    private readonly IDatagramTransport _transport;
    private readonly MessageView _view = new();
    private readonly MessageWriter _writer = new();
    private readonly Exchange _exchange;
    private readonly byte[] _received = new byte[Lwm2m.Client.Limits.DatagramBytes];
    private readonly byte[] _sent = new byte[Lwm2m.Client.Limits.DatagramBytes];
    private int _messageId;

    /// <summary>A client over UDP.</summary>
    public CoapClient(int port, int ackTimeoutMs = 2000)
        : this(Connected(port), ackTimeoutMs)
    {
    }

    /// <summary>A client over a transport that is connected.</summary>
    public CoapClient(IDatagramTransport transport, int ackTimeoutMs = 2000)
    {
        _transport = transport;
        var parameters = new TransmissionParameters { AckTimeoutMs = ackTimeoutMs };
        _exchange = new Exchange(parameters, _platform, Limits.DatagramBytes);
        _messageId = _platform.Next(0x10000);
    }

    /// <summary>Sends a request and waits until its exchange ends.</summary>
    public Outcome Send(CoapRequest request)
    {
        int length = Write(request, _exchange.Buffer);
        if (request.Type != MessageType.Confirmable)
        {
            Expect.True(_transport.Send(_exchange.Buffer, 0, length), "sent");
            Message? answer = Next(m => m.HasToken(request.Token), 3000);
            return new Outcome(
                answer == null ? ExchangeEvent.TimedOut : ExchangeEvent.Responded, [], _messageId,
                answer);
        }

        return Run(length, true);
    }

    /// <summary>A GET.</summary>
    public Outcome Get(string path, params (int Number, byte[] Value)[] options) =>
        Send(new CoapRequest(CoapCode.Get, path) { Options = [.. options] });

    /// <summary>An empty confirmable message (RFC 7252 §4.3); a Reset is the answer.</summary>
    public Outcome Ping()
    {
        _messageId = (_messageId + 1) & 0xFFFF;
        _writer.Use(_exchange.Buffer, 0, _exchange.Buffer.Length);
        _writer.BeginEmpty(MessageType.Confirmable, _messageId);
        return Run(_writer.Length, false);
    }

    /// <summary>
    /// The next message that is no part of an exchange, or null; not answered yet.
    /// </summary>
    public Message? Next(Func<Message, bool> match, int timeoutMs)
    {
        var elapsed = Stopwatch.StartNew();
        while (elapsed.ElapsedMilliseconds < timeoutMs)
        {
            Message? message = Receive();
            if (message != null && match(message))
            {
                return message;
            }

            if (message == null)
            {
                Thread.Sleep(1);
            }
        }

        return null;
    }

    /// <summary>Acknowledges or resets a message.</summary>
    public void Answer(int type, Message message)
    {
        _writer.Use(_sent, 0, _sent.Length);
        _writer.BeginEmpty(type, message.MessageId);
        Expect.True(_transport.Send(_sent, _writer.Start, _writer.Length), "sent");
    }

    public void Dispose() => _transport.Close();

    private static UdpTransport Connected(int port)
    {
        var transport = new UdpTransport();
        Expect.Equal(TransportStatus.Connected, transport.Connect("127.0.0.1", port), "connect");
        return transport;
    }

    private Outcome Run(int length, bool isRequest)
    {
        List<ExchangeEvent> progress = [];
        _exchange.Start(1, length, isRequest, _platform.NowMs);
        Expect.True(_transport.Send(_exchange.Buffer, 0, length), "sent");
        while (true)
        {
            Message? message = Receive();
            ExchangeEvent now = message != null
                ? _exchange.OnMessage(_view, message.Kind, _platform.NowMs)
                : _platform.NowMs >= _exchange.DueMs
                ? _exchange.OnTimer(_platform.NowMs)
                : ExchangeEvent.None;
            if (message is { Type: MessageType.Confirmable })
            {
                Answer(
                    now == ExchangeEvent.Responded
                        ? MessageType.Acknowledgement
                        : MessageType.Reset,
                    message);
            }

            switch (now)
            {
                case ExchangeEvent.None:
                    Thread.Sleep(1);
                    break;
                case ExchangeEvent.Continues:
                    progress.Add(now);
                    break;
                case ExchangeEvent.Retransmit:
                    progress.Add(now);
                    Expect.True(_transport.Send(_exchange.Buffer, 0, _exchange.Length), "sent");
                    break;
                default:
                    return new Outcome(now, progress, _messageId, message);
            }
        }
    }

    private int Write(CoapRequest request, byte[] buffer)
    {
        _messageId = (_messageId + 1) & 0xFFFF;
        _writer.Use(buffer, 0, buffer.Length);
        _writer.Begin(
            request.Type, request.Code, _messageId, request.Token, 0, request.Token.Length);
        IEnumerable<(int Number, byte[] Value)> segments = request.Path
            .Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => (CoapOption.UriPath, System.Text.Encoding.UTF8.GetBytes(s)));
        foreach ((int number, byte[] value) in segments.Concat(request.Options)
            .OrderBy(o => o.Number))
        {
            _writer.AddOption(number, value, 0, value.Length);
        }

        if (request.Payload.Length > 0)
        {
            int start = _writer.BeginPayload();
            request.Payload.CopyTo(buffer, start);
            _writer.EndPayload(start + request.Payload.Length);
        }

        Expect.True(!_writer.IsFull, "the request fits");
        return _writer.Length;
    }

    private Message? Receive()
    {
        int length = _transport.Receive(_received, 0, _received.Length);
        Expect.True(length != -2, "the link is up");
        if (length < 0)
        {
            return null;
        }

        MessageKind kind = _view.Parse(_received, 0, length);
        Expect.True(
            kind is not (MessageKind.Garbage or MessageKind.Malformed),
            $"{kind}: {Convert.ToHexStringLower(_received, 0, length)}");
        return Message.From(_view, kind);
    }
}
