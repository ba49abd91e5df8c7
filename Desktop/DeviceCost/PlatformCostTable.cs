// What the cryptography costs on a board whose firmware does the work (Lwm2m.Client.Esp32): the
// instructions around the platform's calls, and the garbage that these leave.

using DeviceCost.Operations;

namespace DeviceCost;

/// <summary>Measures the operations of the platform's cryptography.</summary>
public static class PlatformCostTable
{
    /// <summary>The operations, in the order of the table.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
    [
        typeof(PlatformSealShort), typeof(PlatformSeal), typeof(PlatformOpen),
        typeof(PlatformSealLong), typeof(PlatformHmac), typeof(PlatformSetKeys),
        typeof(ConstructPlatformCrypto), typeof(PlatformFullHandshake),
        typeof(PlatformResumedHandshake), typeof(PlatformSealRecord), typeof(PlatformOpenRecord),
        typeof(PlatformPushedBlock), typeof(PlatformPulledBlock),
    ];

    /// <summary>Where the ESP32's library lies that this program was built with.</summary>
    public static string LibraryPath { get; } =
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.Esp32.dll");

    /// <summary>Measures everything and writes a Markdown table.</summary>
    /// <param name="meter">A meter of both libraries.</param>
    /// <param name="output">Takes the table.</param>
    public static void Write(Meter meter, TextWriter output) =>
        CostTable.Write("cryptography of the platform", Operations, meter, output);
}
