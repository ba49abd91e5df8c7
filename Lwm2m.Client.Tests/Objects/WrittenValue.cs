// One value as a content format would hand it to an object's Write.

using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Tests;

/// <summary>A content reader that holds one value.</summary>
internal sealed class WrittenValue : ContentReader
{
    // Before the bytes and behind them, to see a wrong offset.
    private const int Margin = 3;

    private WrittenValue(byte[] value, long integer, int resourceInstanceId)
    {
        _buffer = new byte[value.Length + (2 * Margin)];
        value.CopyTo(_buffer, Margin);
        _end = Margin + value.Length;
        _valueOffset = Margin;
        _valueLength = value.Length;
        Number = integer;
        Path = ~0xFFFFL | (resourceInstanceId & 0xFFFFL);
        _kind = TokenKind.Text;
    }

    public static WrittenValue Text(string text, int resourceInstanceId = -1)
    {
        return new WrittenValue(Encoding.UTF8.GetBytes(text), 0, resourceInstanceId);
    }

    public static WrittenValue Integer(long value, int resourceInstanceId = -1)
    {
        return new WrittenValue(new byte[8], value, resourceInstanceId);
    }

    /// <summary>Checks the value and, if the object takes it, writes it.</summary>
    public Status Write(Lwm2mObject target, int instanceId, int resourceId)
    {
        Status status = target.Check(instanceId, resourceId, this);
        return status == Status.Success ? target.Write(instanceId, resourceId, this) : status;
    }

    internal override void Begin(byte[] buffer, int offset, int end, long path)
    {
    }

    internal override Status Next()
    {
        return Status.NotFound;
    }

    internal override bool Is(int row)
    {
        return true;
    }
}
