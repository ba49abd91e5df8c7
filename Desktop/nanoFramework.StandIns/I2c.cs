// A bus whose device a test plays.

namespace System.Device.I2c;

public enum I2cTransferStatus
{
    UnknownError,
    FullTransfer,
    ClockStretchTimeout,
    PartialTransfer,
    SlaveAddressNotAcknowledged,
}

public readonly struct I2cTransferResult(I2cTransferStatus status)
{
    public I2cTransferStatus Status { get; } = status;
}

public sealed class I2cConnectionSettings(int busId, int deviceAddress)
{
    public int BusId { get; } = busId;

    public int DeviceAddress { get; } = deviceAddress;
}

/// <summary>A device whose part a test plays.</summary>
public sealed class I2cDevice
{
    public static I2cDevice Last { get; private set; } = new();

    public int Address { get; private init; }

    public byte[]? Written { get; private set; }

    public I2cTransferStatus WriteStatus { get; set; } = I2cTransferStatus.FullTransfer;

    public I2cTransferStatus ReadStatus { get; set; } = I2cTransferStatus.FullTransfer;

    public byte[] Answer { get; set; } = [];

    public static I2cDevice Create(I2cConnectionSettings settings) =>
        Last = new I2cDevice { Address = settings.DeviceAddress };

    public I2cTransferResult Write(SpanByte buffer)
    {
        Written = [.. buffer.Bytes];
        return new I2cTransferResult(WriteStatus);
    }

    public I2cTransferResult Read(SpanByte buffer)
    {
        Answer.CopyTo(buffer.Bytes, 0);
        return new I2cTransferResult(ReadStatus);
    }
}
