// The Uri-Query options of Register and Update (OMA LwM2M 1.1 Core §6.2.1-6.2.2, 1.0 §5.3) and
// the rules about them that servers enforce.

using System.Globalization;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Registrations;

/// <summary>The parameters of a Register or Update.</summary>
internal sealed record RegistrationQuery(
    string? Endpoint, string? Version, long? LifetimeSeconds, string? Binding, bool HasQueue)
{
    internal static bool TryParse(
        CoapMessage message, out RegistrationQuery query, out string? error)
    {
        query = new RegistrationQuery(null, null, null, null, false);
        var names = new HashSet<string>();
        foreach (string part in message.Texts(OptionNumber.UriQuery))
        {
            int equals = part.IndexOf('=');
            string name = equals < 0 ? part : part[..equals];
            string? value = equals < 0 ? null : part[(equals + 1)..];
            if (!names.Add(name))
            {
                error = $"{name} twice";
                return false;
            }

            if (!TrySet(ref query, name, value))
            {
                error = $"'{part}' is not valid";
                return false;
            }
        }

        error = null;
        return true;
    }

    /// <summary>The binding rules of a version: 1.0 has UQ, from 1.1 on there is a bare Q.
    /// Returns what is wrong, or null.</summary>
    internal string? CheckBinding(string version)
    {
        if (version == "1.0")
        {
            return HasQueue ? "Q is not a parameter of 1.0"
                : Binding is null or "U" or "UQ" or "S" or "SQ" or "US" or "UQS" ? null
                : $"b={Binding} is not a binding of 1.0";
        }

        return Binding is null || (Binding.Length > 0 && Binding.All(c => "UTSMHN".Contains(c))
            && Binding.Distinct().Count() == Binding.Length)
            ? null
            : $"b={Binding} is not a binding of {version}";
    }

    private static bool TrySet(ref RegistrationQuery query, string name, string? value)
    {
        switch (name)
        {
            case "ep":
                query = query with { Endpoint = value };
                return !string.IsNullOrEmpty(value);
            case "lwm2m":
                query = query with { Version = value };
                return value is { Length: 3 } && char.IsAsciiDigit(value[0]) && value[1] == '.'
                    && char.IsAsciiDigit(value[2]);
            case "lt":
                bool isNumber = long.TryParse(value, NumberStyles.None,
                    CultureInfo.InvariantCulture, out long lifetime);
                query = query with { LifetimeSeconds = lifetime };
                return isNumber && lifetime is > 0 and <= uint.MaxValue;
            case "b":
                query = query with { Binding = value };
                return !string.IsNullOrEmpty(value);
            case "Q":
                query = query with { HasQueue = true };
                return value is null;
            default:
                // sms and parameters that we do not know are carried by nobody.
                return true;
        }
    }
}
