// The part of the board's class libraries that the ESP32 sample uses, so that it compiles here. It
// cannot invent anything: a test looks up every member that the sample calls in the API lists.

#pragma warning disable CA1050, IDE0130

namespace System
{
    public readonly struct SpanByte(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public static implicit operator SpanByte(byte[] bytes) => new(bytes);
    }
}

namespace System.Device.Gpio
{
    public enum PinMode
    {
        Output = 3,
    }

    public readonly struct PinValue
    {
        public static PinValue High => default;

        public static PinValue Low => default;
    }

    public sealed class GpioPin
    {
        public void Write(PinValue value)
        {
        }

        public void Toggle()
        {
        }
    }

    public sealed class GpioController
    {
        public GpioPin OpenPin(int pinNumber, PinMode mode) => new();
    }
}

namespace System.Device.I2c
{
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
}

namespace System.Device.Wifi
{
    public enum WifiReconnectionKind
    {
        Automatic,
        Manual,
    }
}

namespace nanoFramework.Networking
{
    public static class WifiNetworkHelper
    {
        public static Exception? HelperException => null;

        public static bool ConnectDhcp(
            string ssid,
            string password,
            System.Device.Wifi.WifiReconnectionKind reconnectionKind = default,
            bool requiresDateTime = false,
            int wifiAdapterId = 0,
            CancellationToken token = default) => false;
    }
}

namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        I2C1_DATA = 131328,
        I2C1_CLOCK = 131329,
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function)
        {
        }
    }
}

namespace nanoFramework.Runtime.Native
{
    public enum RebootOption
    {
        NormalReboot = 0,
    }

    public static class GC
    {
        public static uint Run(bool compactHeap) => 0;
    }

    public static class Power
    {
        public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
        {
        }
    }

    public static class Rtc
    {
        public static bool SetSystemTime(DateTime dateTime) => false;
    }
}
