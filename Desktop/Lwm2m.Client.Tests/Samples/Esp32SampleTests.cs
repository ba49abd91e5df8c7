// What the ESP32 sample shows to its user, and its sensor that is not there.

using Lwm2m.Client.Esp32;
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
        string[] stages = [.. Enum.GetValues<BootstrapState>().Select(RegistrationText.Describe)];

        Assert.Distinct(states.Concat(stages));
        Assert.Distinct(reasons);
        Assert.DoesNotContain(states.Concat(stages).Concat(reasons), text => text.Any(char.IsDigit)
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
    [InlineData(BootstrapState.AwaitingFinish, RegistrationReason.Accepted, 204,
        "being bootstrapped: accepted (2.04)")]
    [InlineData(BootstrapState.AwaitingRetry, RegistrationReason.IdentityUnknown, 115,
        "not bootstrapped, will try: the server does not know the PSK identity, or bars it "
        + "(unknown_psk_identity 115)")]
    [InlineData(BootstrapState.Idle, RegistrationReason.KeyRefused, -1,
        "no bootstrap: the key is wrong, or the identity unknown, or no answer")]
    public void ChangeOfABootstrapIsOneLine(
        BootstrapState state, RegistrationReason reason, int code, string expected)
    {
        Assert.Equal(expected, RegistrationText.Describe(state, reason, code));
    }

    [Theory]
    [InlineData(0, "close_notify 0")]
    [InlineData(10, "unexpected_message 10")]
    [InlineData(115, "unknown_psk_identity 115")]
    [InlineData(15, "alert 15")]
    public void AnAlertHasItsName(int alert, string expected)
    {
        Assert.Equal(expected, RegistrationText.DescribeAlert(alert));
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
