// What one board alone has, and how it gets from the application that was flashed by cable to one
// that was loaded: two assemblies have no type in common but those of the libraries.

namespace Samples.Esp32Temperature;

/// <summary>The settings of one board.</summary>
internal sealed class BoardSettings
{
    public string WifiSsid = "";
    public string WifiPassword = "";
    public string ServerUri = "";
    public string PskIdentity = "";
    public string PskKey = "";

    /// <summary>For <c>FirmwareSlots.BoardSettings</c>.</summary>
    public string[] ToArray()
    {
        return new string[] { WifiSsid, WifiPassword, ServerUri, PskIdentity, PskKey };
    }

    /// <summary>From there. What later versions add stands behind these.</summary>
    public static BoardSettings FromArray(string[] settings)
    {
        return new BoardSettings
        {
            WifiSsid = settings[0],
            WifiPassword = settings[1],
            ServerUri = settings[2],
            PskIdentity = settings[3],
            PskKey = settings[4],
        };
    }
}
