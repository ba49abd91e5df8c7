// From readings of the ADC to what the Device object says of the battery.

using System.Device.Adc;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class BatteryMonitorTests
{
    private const int Voltage = 7;
    private const int Level = 9;
    private const int Errors = 11;
    private const int BatteryStatus = 20;

    private readonly DeviceObject _device = new("m", "n", "s", "1");
    private readonly BatteryMonitor _battery;
    private readonly AdcChannel _channel;

    public BatteryMonitorTests()
    {
        _battery = new BatteryMonitor(_device, 6, fullScaleMv: 6600, emptyMv: 3300, fullMv: 4200);
        _channel = AdcChannel.Last!;
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2047, 3299, 0)]
    [InlineData(2104, 3391, 10)]
    [InlineData(2327, 3750, 50)]
    [InlineData(2607, 4201, 100)]
    [InlineData(4095, 6600, 100)]
    public void Level_is_in_proportion_to_the_voltage(int reading, int millivolts, int percent)
    {
        _channel.Values = [reading];
        _battery.Measure();
        Assert.Equal(millivolts, _battery.Millivolts);
        Assert.Equal(percent, _battery.Percent);
        Assert.Equal([millivolts], BoardFacts.Integers(_device, Voltage));
        Assert.Equal([percent], BoardFacts.Integers(_device, Level));
        bool isLow = percent < 10;
        Assert.Equal([isLow ? 4 : 0], BoardFacts.Integers(_device, BatteryStatus));
        Assert.Equal([isLow ? 1 : 0], BoardFacts.Integers(_device, Errors));
    }

    [Fact]
    public void Noise_is_averaged()
    {
        _channel.Values = [2227, 2427];
        _battery.Measure();
        Assert.Equal(3750, _battery.Millivolts);
        Assert.True(_channel.Reads >= 8);
    }

    [Fact]
    public void Battery_that_was_charged_is_no_error_any_more()
    {
        _channel.Values = [2047];
        _battery.Measure();
        Assert.Equal([1], BoardFacts.Integers(_device, Errors));
        _channel.Values = [2600];
        _battery.Measure();
        Assert.Equal([0], BoardFacts.Integers(_device, Errors));
    }
}
