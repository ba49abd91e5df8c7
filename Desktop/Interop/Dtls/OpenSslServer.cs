// openssl s_server on a port of the loopback address: it prints what it receives, and sends the
// lines of its input. It serves one client after the other.

using System.Globalization;
using Interop.Support;

namespace Interop.Dtls;

/// <summary>How s_server is started.</summary>
internal sealed record OpenSslSettings
{
    public string Suites { get; init; } = "PSK-AES128-CCM8:PSK-AES128-CCM";

    /// <summary>The identity hint; without one there is no ServerKeyExchange.</summary>
    public string? Hint { get; init; }

    public bool HasExtendedMasterSecret { get; init; } = true;

    public string Identity { get; init; } = "dev1";

    public byte[] Key { get; init; } = "sesame"u8.ToArray();

    /// <summary>The link's MTU, 0 for the default.</summary>
    public int Mtu { get; init; }

    /// <summary>A port that an earlier server has had, or 0.</summary>
    public int Port { get; init; }
}

/// <summary>A running s_server.</summary>
internal sealed class OpenSslServer : IDisposable
{
    private readonly PeerProgram _program;
    private readonly string _configuration;

    private OpenSslServer(PeerProgram program, int port, string configuration)
    {
        _program = program;
        Port = port;
        _configuration = configuration;
    }

    public int Port { get; }

    /// <summary>What it prints; application data as it is.</summary>
    public Journal<string> Lines => _program.Lines;

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<OpenSslServer> StartAsync(OpenSslSettings settings)
    {
        int port = settings.Port > 0 ? settings.Port : Support.Port.Free();
        List<string> arguments =
        [
            "s_server", "-accept", $"127.0.0.1:{port}", "-dtls1_2", "-nocert", "-msg",
            "-psk", Convert.ToHexString(settings.Key), "-psk_identity", settings.Identity,
            "-cipher", settings.Suites,
        ];
        if (settings.Hint != null)
        {
            arguments.AddRange(["-psk_hint", settings.Hint]);
        }

        if (settings.Mtu > 0)
        {
            arguments.AddRange(
                ["-mtu", settings.Mtu.ToString(CultureInfo.InvariantCulture)]);
        }

        string configuration = Path.GetTempFileName();
        await File.WriteAllTextAsync(configuration, Configuration(settings));
        var program = new PeerProgram(
            "openssl", arguments,
            new Dictionary<string, string> { ["OPENSSL_CONF"] = configuration });
        var server = new OpenSslServer(program, port, configuration);
        try
        {
            await server.LineAsync(0, "ACCEPT");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a line after a mark that contains a text.</summary>
    public Task<string> LineAsync(int mark, string text) => _program.LineAsync(mark, text);

    /// <summary>Has it send a line; it takes lines that begin with some letters as commands.
    /// </summary>
    public void Tell(string line) => _program.Tell(line);

    /// <summary>Has it send a HelloRequest (RFC 5246 §7.4.1.1).</summary>
    public void AskToRenegotiate() => _program.Tell("r");

    public void Dispose()
    {
        _program.Dispose();
        File.Delete(_configuration);
    }

    private static string Configuration(OpenSslSettings settings) =>
        $"""
        openssl_conf = all
        [all]
        ssl_conf = ssl
        [ssl]
        system_default = defaults
        [defaults]
        Options = {(settings.HasExtendedMasterSecret ? "" : "-")}ExtendedMasterSecret

        """;
}
