// Reads what the ESP32's library has told a Device object.

using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

internal static class BoardFacts
{
    /// <summary>The integers of a resource.</summary>
    internal static long[] Integers(DeviceObject device, int resourceId)
    {
        RecordingWriter writer = Read(device, resourceId);
        return [.. Enumerable.Range(0, writer.Count).Select(writer.IntegerAt)];
    }

    internal static string Text(DeviceObject device, int resourceId) =>
        Read(device, resourceId).TextAt(0);

    private static RecordingWriter Read(DeviceObject device, int resourceId)
    {
        var writer = new RecordingWriter();
        Assert.Equal(Status.Success, writer.Read(device, 0, resourceId));
        return writer;
    }
}
