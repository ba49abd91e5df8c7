// Object 0, LwM2M Security 1.1 (OMA LwM2M Core 1.1 appendix E.1). Its values live in Accounts; no
// server ever reads or writes it (§6.3: 4.01), only bootstrap does.

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Security object: one instance for each account.</summary>
internal sealed class SecurityObject : Lwm2mObject
{
    private static readonly int[] s_rows =
    {
        0 | Operations.None | ResourceType.String,    // LwM2M Server URI
        1 | Operations.None | ResourceType.Boolean,   // Bootstrap-Server
        2 | Operations.None | ResourceType.Integer,   // Security Mode
        3 | Operations.None | ResourceType.Opaque,    // Public Key or Identity
        4 | Operations.None | ResourceType.Opaque,    // Server Public Key
        5 | Operations.None | ResourceType.Opaque,    // Secret Key
        10 | Operations.None | ResourceType.Integer,  // Short Server ID
        14 | Operations.None | ResourceType.String,   // SNI
        16 | Operations.None | ResourceType.Unsigned | ResourceType.Multiple, // Ciphersuite
    };

    public SecurityObject(Accounts accounts)
        : base(Objects.ObjectId.Security, 11, s_rows, accounts.Count)
    {
        for (int i = 0; i < accounts.Count; i++)
        {
            AddInstance(i);
        }
    }
}
