// Object 0, LwM2M Security 1.1 (OMA LwM2M Core 1.1 appendix E.1). Its values live in the
// configuration; no server ever reads or writes it (§6.3: 4.01), only bootstrap does.

namespace Lwm2m.Client.Objects;

/// <summary>The Security object: one instance for each account, bootstrap included.</summary>
internal sealed class SecurityObject : ConfiguredObject
{
    private static readonly int[] s_rows =
    {
        SecurityResource.ServerUri | Operations.None | ResourceType.String,
        SecurityResource.IsBootstrapServer | Operations.None | ResourceType.Boolean,
        SecurityResource.Mode | Operations.None | ResourceType.Integer,
        SecurityResource.Identity | Operations.None | ResourceType.Opaque,
        SecurityResource.ServerPublicKey | Operations.None | ResourceType.Opaque,
        SecurityResource.SecretKey | Operations.None | ResourceType.Opaque,
        SecurityResource.SmsMode | Operations.None | ResourceType.Integer,
        SecurityResource.SmsKeyParameters | Operations.None | ResourceType.Opaque,
        SecurityResource.SmsKey | Operations.None | ResourceType.Opaque,
        SecurityResource.SmsNumber | Operations.None | ResourceType.String,
        SecurityResource.ShortServerId | Operations.None | ResourceType.Integer,
        SecurityResource.HoldOffTime | Operations.None | ResourceType.Integer,
        SecurityResource.AccountTimeout | Operations.None | ResourceType.Integer,
        SecurityResource.MatchingType | Operations.None | ResourceType.Unsigned,
        SecurityResource.ServerName | Operations.None | ResourceType.String,
        SecurityResource.CertificateUsage | Operations.None | ResourceType.Unsigned,
        SecurityResource.CipherSuite | Operations.None | ResourceType.Unsigned
            | ResourceType.Multiple,
        SecurityResource.OscoreMode | Operations.None | ResourceType.ObjectLink,
    };

    public SecurityObject(Accounts accounts)
        : base(Objects.ObjectId.Security, s_rows, accounts, accounts.Capacity + 1)
    {
    }
}
