// What the ESP32 sample shows to its user, and its sensor that is not there.

using Samples.Esp32Temperature;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Samples;

public sealed class Esp32SampleTests
{
    /// <summary>A value that is new in the library must get words, not fall back to its number.
    /// </summary>
    [Fact]
    public void EveryStateAndReasonHasWordsOfItsOwn()
    {
        string[] states =
            [.. Enum.GetValues<RegistrationState>().Select(RegistrationText.Describe)];
        string[] reasons =
            [.. Enum.GetValues<RegistrationReason>().Select(RegistrationText.Describe)];

        Assert.Distinct(states);
        Assert.Distinct(reasons);
        Assert.DoesNotContain(states.Concat(reasons), text => text.Any(char.IsDigit)
            && text != RegistrationText.Describe(RegistrationReason.VersionUnsupported));
    }

    [Theory]
    [InlineData(RegistrationReason.Accepted, 201, "registered: accepted (2.01)")]
    [InlineData(RegistrationReason.Accepted, 0, "registered: accepted")]
    public void ChangeIsOneLine(RegistrationReason reason, int code, string expected)
    {
        Assert.Equal(
            expected, RegistrationText.Describe(RegistrationState.Registered, reason, code));
    }

    [Theory]
    [InlineData(RegistrationState.Stopped, false)]
    [InlineData(RegistrationState.AwaitingRetry, true)]
    [InlineData(RegistrationState.AwaitingHandshake, true)]
    [InlineData(RegistrationState.AwaitingRegisterResponse, true)]
    [InlineData(RegistrationState.Registered, false)]
    [InlineData(RegistrationState.AwaitingUpdateResponse, false)]
    [InlineData(RegistrationState.AwaitingDeregisterResponse, true)]
    [InlineData(RegistrationState.Disabled, false)]
    public void LedBlinksOnTheWay(RegistrationState state, bool blinks)
    {
        Assert.Equal(blinks, StatusLed.IsTrying(state));
    }

    [Theory]
    [InlineData("00", "00")]
    [InlineData("0123456789abcdefABCDEF", "0123456789ABCDEFABCDEF")]
    public void KeyIsHexadecimal(string text, string expected)
    {
        Assert.True(HexText.TryParse(text, out byte[] key));
        Assert.Equal(expected, Convert.ToHexString(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("012")]
    [InlineData("0g")]
    [InlineData("G0")]
    [InlineData("/0")]
    [InlineData(":0")]
    [InlineData("@0")]
    [InlineData("`0")]
    [InlineData("0\u0001")]
    [InlineData("00 11")]
    [InlineData("your key")]
    public void WhatIsNotHexadecimalIsNoKey(string text) =>
        Assert.False(HexText.TryParse(text, out _));

    [Fact]
    public void SimulatedTemperatureChangesAndStaysInTheRoom()
    {
        var sensor = new SimulatedSensor();
        var seen = new HashSet<double>();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(sensor.TryRead(out double celsius));
            Assert.InRange(celsius, 19.0, 23.0);
            seen.Add(celsius);
        }

        Assert.True(seen.Count > 20, $"only {seen.Count} temperatures");
    }
}
