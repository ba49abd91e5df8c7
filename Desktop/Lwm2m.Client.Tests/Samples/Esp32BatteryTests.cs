// What the ESP32 sample carries over a deep sleep and into an image that was loaded.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Samples.Esp32Temperature;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Samples;

public sealed class Esp32BatteryTests
{
    private readonly PowerCutStore _store = new();

    [Fact]
    public void Lowest_and_highest_temperature_outlive_sleeps()
    {
        (double Min, double Max)[] seen =
            [.. new[] { 21.5, 19.0, 20.0, 25.25, 22.0 }.Select(celsius => Wake(celsius))];
        Assert.Equal([(21.5, 21.5), (19, 21.5), (19, 21.5), (19, 25.25), (19, 25.25)], seen);
        Assert.Equal(3, _store.Writes);
    }

    [Fact]
    public void Reset_by_a_server_outlives_a_sleep()
    {
        Wake(10);
        Wake(30);
        Assert.Equal((20, 20), Wake(20, isReset: true));
        Assert.Equal((20, 21), Wake(21));
    }

    [Fact]
    public void Sensor_that_fails_at_once_changes_nothing()
    {
        Wake(10);
        var temperature = new TemperatureObject();
        var extremes = new Extremes(_store);
        extremes.Restore(temperature);
        Assert.True(double.IsNaN(temperature.GetMax(0)));
        extremes.Keep(temperature);
        Assert.Equal((10, 12), Wake(12));
    }

    [Fact]
    public void Settings_of_a_board_come_through()
    {
        var settings = new BoardSettings
        {
            WifiSsid = "a", WifiPassword = "b", ServerUri = "c", PskIdentity = "d", PskKey = "e",
        };
        string[] array = settings.ToArray();
        Assert.Equal(["a", "b", "c", "d", "e"], array);
        Assert.Equal(array, BoardSettings.FromArray([.. array, "of a later version"]).ToArray());
    }

    /// <summary>A start with a measurement, and the sleep after it.</summary>
    private (double Min, double Max) Wake(double celsius, bool isReset = false)
    {
        var temperature = new TemperatureObject();
        var extremes = new Extremes(_store);
        temperature.SetValue(0, celsius);
        extremes.Restore(temperature);
        if (isReset)
        {
            temperature.Execute(0, 5605, null!);
        }

        extremes.Keep(temperature);
        return (temperature.GetMin(0), temperature.GetMax(0));
    }
}
