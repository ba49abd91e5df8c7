// An analogue input that a test plays.

namespace System.Device.Adc;

public sealed class AdcController
{
    public int MaxValue => 4095;

    public AdcChannel OpenChannel(int channelNumber) => AdcChannel.Last = new();
}

public sealed class AdcChannel
{
    [field: ThreadStatic]
    internal static AdcChannel? Last { get; set; }

    /// <summary>What is read next, in turn.</summary>
    internal int[] Values { get; set; } = [0];

    internal int Reads { get; private set; }

    public int ReadValue() => Values[Reads++ % Values.Length];
}
