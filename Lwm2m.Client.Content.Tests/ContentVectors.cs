// The TLV examples of the OMA documents, byte for byte (LwM2M 1.0 §6.4.3.1 to §6.4.3.3, the same
// in Core 1.1 §7.4.4).

namespace Lwm2m.Client.Tests;

internal static class ContentVectors
{
    /// <summary>Read of /3/0 as resources (§6.4.3.1): 121 bytes.</summary>
    internal const string DeviceResources =
        "C800144F70656E204D6F62696C6520416C6C69616E6365"        // 0 Open Mobile Alliance
        + "C801164C69676874776569676874204D324D20436C69656E74"  // 1 Lightweight M2M Client
        + "C80209333435303030313233"                            // 2 345000123
        + "C303312E30"                                          // 3 1.0
        + "8606410001410105"                                    // 6 [0] 1, [1] 5
        + "88070842000ED842011388"                              // 7 [0] 3800, [1] 5000
        + "870841007D42010384"                                  // 8 [0] 125, [1] 900
        + "C10964"                                              // 9 100
        + "C10A0F"                                              // 10 15
        + "830B410000"                                          // 11 [0] 0
        + "C40D5182428F"                                        // 13 1367491215
        + "C60E2B30323A3030"                                    // 14 +02:00
        + "C11055";                                             // 16 U

    /// <summary>Read of /3: the same in an object instance (§6.4.3.2 A).</summary>
    internal const string DeviceInstance = "080079" + DeviceResources;

    /// <summary>Read of /2: two instances of the access control object (§6.4.3.2 B).</summary>
    internal const string AccessControl =
        "08000E" + "C10001" + "C10100" + "8302417F07" + "C1037F"
        + "080212" + "C10003" + "C10100" + "8702417F0761013601" + "C1037F";

    /// <summary>Read of /1: one instance of the server object (§6.4.3.2 C).</summary>
    internal const string Server =
        "08000F" + "C10001" + "C40100015180" + "C10601" + "C10755";

    /// <summary>Read of /65/0: object links in a resource with instances (§6.4.3.3).</summary>
    internal const string LinkResources =
        "88000C" + "440000420000" + "440100420001"
        + "C8010D38363133383030373535353030"
        + "C40212345678";

    /// <summary>Read of /66: object links, the null link among them (§6.4.3.3).</summary>
    internal const string LinkInstances =
        "080026" + "C8000B6D79536572766963652031"
        + "C8010F496E7465726E65742E31352E323334" + "C40200430000"
        + "080126" + "C8000B6D79536572766963652032"
        + "C8010F496E7465726E65742E31352E323335" + "C402FFFFFFFF";
}
