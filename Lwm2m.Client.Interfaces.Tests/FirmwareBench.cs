// A device with the Firmware Update object, and what its server asks it.

using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>A registered client with object 5 and a store.</summary>
internal sealed class FirmwareBench
{
    /// <summary>Uri-Path 5, 0.</summary>
    public const string Path = "B1 |5| 01 |0|";

    private int _reads;

    public FirmwareBench(ShelfStore store, bool canPull, DtlsParameters security)
    {
        Store = store;
        Firmware = new FirmwareUpdateObject(store, canPull) { DownloadSecurity = security };
        Engine = new EngineBench(EngineBench.NewAccounts(86400, false), Firmware, null);
    }

    public ShelfStore Store { get; }

    public FirmwareUpdateObject Firmware { get; }

    public EngineBench Engine { get; }

    /// <summary>Such a client that is registered.</summary>
    public static FirmwareBench Registered(bool canPull)
    {
        return Registered(canPull, null);
    }

    /// <summary>Such a client that is registered, and has a key for images.</summary>
    public static FirmwareBench Registered(bool canPull, DtlsParameters security)
    {
        var bench = new FirmwareBench(new ShelfStore(), canPull, security);
        bench.Engine.Register();
        return bench;
    }

    /// <summary>Reads State and Update Result as the server does.</summary>
    public void Is(FirmwareState state, FirmwareResult result)
    {
        Engine.Server = 0;
        Reads("|3|", ((int)state).ToString());
        Reads("|5|", ((int)result).ToString());
        Assert.AreEqual((int)state, (int)Firmware.State);
        Assert.AreEqual((int)result, (int)Firmware.Result);
    }

    private void Reads(string resource, string value)
    {
        string id = "13" + WireBytes.Hex(_reads++);
        Engine.Answers(
            Wire.Response("45" + id, "C0 FF |" + value + "|"),
            Wire.Request("01" + id, Path + "01" + resource + "60"));
    }
}
