// The cost of the message layer by itself: one notification written, one request parsed. These
// are the operations of which the budgets speak.

using DeviceCost.Bench;
using Lwm2m.Client;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;

namespace DeviceCost.Operations;

/// <summary>A notification with an 8-byte token, Observe, Content-Format and a TLV float.</summary>
public sealed class EncodeNotification : ICostOperation
{
    private const int Row = 5700 | Lwm2m.Client.Operations.Read | ResourceType.Float;

    private readonly byte[] _buffer = new byte[Limits.DatagramBytes];
    private readonly byte[] _token = [1, 2, 3, 4, 5, 6, 7, 8];
    private readonly MessageWriter _message = new();
    private readonly TlvWriter _content = new();

    /// <inheritdoc/>
    public string Name => "encode a notification (TLV float)";

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        _message.Use(_buffer, 0, _buffer.Length);
        _message.Begin(
            MessageType.NonConfirmable, CoapCode.Content, 0x1234, _token, 0, _token.Length);
        _message.AddOption(CoapOption.Observe, 4711);
        _message.AddOption(CoapOption.ContentFormat, ContentFormat.Tlv);
        _content.Begin(_buffer, _message.BeginPayload(), _buffer.Length);
        _content.EnterResource(Row, -1);
        _content.WriteFloat(21.5);
        _content.LeaveResource();
        _message.EndPayload(_content.Position);
    }

    /// <inheritdoc/>
    public void Verify()
    {
        byte[] expected = new DatagramBuilder(1, 0x45, 0x1234) { Token = _token }
            .OptionNumber(6, 4711)
            .OptionNumber(12, ContentFormat.Tlv)
            .Payload([0xE8, 0x16, 0x44, 8, 0x40, 0x35, 0x80, 0, 0, 0, 0, 0])
            .ToArray();
        Check.That(_buffer.AsSpan(0, _message.Length).SequenceEqual(expected), Name);
    }
}

/// <summary>A GET with three path segments and Accept: validated, its path read.</summary>
public sealed class ParseGet : ICostOperation
{
    private readonly MessageView _view = new();
    private byte[] _datagram = [];
    private MessageKind _kind;
    private long _path;

    /// <inheritdoc/>
    public string Name => "parse a GET with its path and Accept";

    /// <inheritdoc/>
    public void Setup()
    {
        _datagram = new DatagramBuilder(0, 1, 0x1234) { Token = [1, 2, 3, 4, 5, 6, 7, 8] }
            .Path("3303/0/5700")
            .OptionNumber(17, ContentFormat.Tlv)
            .ToArray();
    }

    /// <inheritdoc/>
    public void Run()
    {
        _kind = _view.Parse(_datagram, 0, _datagram.Length);
        _view.TryReadPath(out _path);
    }

    /// <inheritdoc/>
    public void Verify()
    {
        Check.That(
            _kind == MessageKind.Request && _view.BadOption == 0
                && _path == Lwm2mPath.Of(3303, 0, 5700)
                && _view.Accept == ContentFormat.Tlv,
            Name);
    }
}
