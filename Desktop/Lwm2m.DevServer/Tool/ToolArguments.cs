// What the command line of the server asks for.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Security.Cryptography;
using Lwm2m.DevServer.Security;
using Lwm2m.DevServer.Web;

namespace Lwm2m.DevServer.Tool;

/// <summary>The options of the tool.</summary>
internal sealed class ToolOptions
{
    internal Option<int> Port { get; } = NewPort("--port", "UDP port for coaps, 0 for a free one",
        5684);

    internal Option<bool> Coap { get; } = new("--coap")
    {
        Description = "Let devices register without protection, too",
    };

    internal Option<int> CoapPort { get; } = NewPort("--coap-port",
        "UDP port for coap, 0 for a free one", 5683);

    internal Option<bool> NoSecurity { get; } = new("--no-security")
    {
        Description = "Only coap, no coaps",
    };

    internal Option<string[]> Identity { get; } = new("--identity")
    {
        Description = "Identity of a device, up to 128 bytes; --key follows. May be repeated",
    };

    internal Option<string[]> Key { get; } = new("--key")
    {
        Description = "Its pre-shared key in hexadecimal, 1 to 64 bytes. Without any, a key is "
            + "made and shown",
    };

    internal Option<string> Address { get; } = new("--address")
    {
        Description = "Address to bind to; 0.0.0.0 lets other machines in",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    internal Option<string> Versions { get; } = new("--versions")
    {
        Description = "Versions of LwM2M that may register, separated by commas",
        DefaultValueFactory = _ => "1.0,1.1",
    };

    internal Option<bool> Bootstrap { get; } = new("--bootstrap")
    {
        Description = "Be a bootstrap server too, which hands out an account with this server to "
            + "each device that asks",
    };

    internal Option<int> PagePort { get; } = NewPort("--page-port",
        "TCP port of the web page, 0 for a free one. If none is asked for and 8080 is in use, it "
        + "is a free one, too", 8080);

    internal Option<string> PageAddress { get; } = new("--page-address")
    {
        Description = "Address of the web page; any other than the default lets other machines in, "
            + "without a password",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    internal Option<bool> NoPage { get; } = new("--no-page")
    {
        Description = "No web page",
    };

    internal Option<bool> Quiet { get; } = new("--quiet")
    {
        Description = "Log no messages, only events",
    };

    internal RootCommand Command() => new(
        "A small LwM2M server to try devices against, over coaps (DTLS 1.2 with pre-shared keys) "
        + "and, when asked, over coap. Type help when it runs.")
    {
        Identity, Key, Port, Coap, CoapPort, NoSecurity, Address, Versions, Bootstrap, PagePort,
        PageAddress, NoPage, Quiet,
    };

    private static Option<int> NewPort(string name, string description, int port) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => port,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
            if (!ushort.TryParse(text, out ushort number))
            {
                result.AddError($"{name} {text} is not a number from 0 to 65535.");
            }

            return number;
        },
    };
}

/// <summary>Arguments that make sense.</summary>
/// <param name="Host">Where to listen, with the keys.</param>
/// <param name="Versions">The versions that may register.</param>
/// <param name="IsQuiet">Whether messages are left out of the log.</param>
/// <param name="IsBootstrap">Whether the server is one for bootstrap too.</param>
/// <param name="MadeKey">The key that was made because none was given, or null.</param>
/// <param name="Page">Where the page is to be, or null for nowhere.</param>
/// <param name="IsPagePortAsked">Whether it has to be this port, or may be another one.</param>
internal sealed record ToolArguments(
    HostOptions Host, IReadOnlyList<string> Versions, bool IsQuiet, bool IsBootstrap,
    byte[]? MadeKey, PageOptions? Page, bool IsPagePortAsked)
{
    /// <summary>The identity when none is given.</summary>
    internal const string DefaultIdentity = "device";

    private const int MadeKeyBytes = 16;

    /// <summary>The arguments, or null and one sentence.</summary>
    internal static ToolArguments? Check(
        ParseResult result, ToolOptions options, out string? error)
    {
        string addressText = result.GetValue(options.Address)!;
        string versionsText = result.GetValue(options.Versions)!;
        string[] versions = versionsText.Split(',');
        bool hasAddress = IPAddress.TryParse(addressText, out IPAddress? address);
        bool isSecure = !result.GetValue(options.NoSecurity);
        bool isPlain = !isSecure || result.GetValue(options.Coap)
            || result.GetResult(options.CoapPort) is { Implicit: false };
        string pageText = result.GetValue(options.PageAddress)!;
        bool hasPage = IPAddress.TryParse(pageText, out IPAddress? pageAddress);
        error = !hasAddress ? $"--address {addressText} is not an IP address."
            : !hasPage ? $"--page-address {pageText} is not an IP address."
            : versions.Any(v => v is not ("1.0" or "1.1"))
                ? $"--versions {versionsText} has something other than 1.0 and 1.1."
            : null;
        var keys = new PskStore();
        if (error is not null || !AddKeys(keys, result, options, isSecure, out error))
        {
            return null;
        }

        byte[]? made = null;
        if (isSecure && keys.Identities.Count == 0)
        {
            made = RandomNumberGenerator.GetBytes(MadeKeyBytes);
            keys.Add(DefaultIdentity, made);
        }

        var host = new HostOptions
        {
            Coaps = isSecure ? new IPEndPoint(address!, result.GetValue(options.Port)) : null,
            Coap = isPlain ? new IPEndPoint(address!, result.GetValue(options.CoapPort)) : null,
            Keys = keys,
        };
        return new ToolArguments(host, versions, result.GetValue(options.Quiet),
            result.GetValue(options.Bootstrap), made,
            result.GetValue(options.NoPage)
                ? null
                : new PageOptions(pageAddress!, result.GetValue(options.PagePort)),
            result.GetResult(options.PagePort) is { Implicit: false });
    }

    private static bool AddKeys(
        PskStore keys, ParseResult result, ToolOptions options, bool isSecure, out string? error)
    {
        string[] identities = result.GetValue(options.Identity) ?? [];
        string[] texts = result.GetValue(options.Key) ?? [];
        error = identities.Length != texts.Length
                ? $"--identity and --key come in pairs; there are {identities.Length} and "
                    + $"{texts.Length}."
            : identities.Length > 0 && !isSecure ? "--no-security has no use for --identity."
            : null;
        for (int i = 0; error is null && i < identities.Length; i++)
        {
            byte[]? key = HexKey.Parse(texts[i], out error);
            error ??= PskStore.Check(identities[i], key!);
            if (error is not null)
            {
                error = $"--identity {identities[i]}: {error}";
            }
            else if (keys.Contains(identities[i]))
            {
                error = $"--identity {identities[i]} is there twice.";
            }
            else
            {
                keys.Add(identities[i], key!);
            }
        }

        return error is null;
    }
}
