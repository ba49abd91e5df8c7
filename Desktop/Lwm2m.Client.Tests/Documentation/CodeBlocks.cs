// The C# in the documentation: taken out of the pages and compiled as an application's own
// assembly would be, against the library and stand-ins for the board's class libraries.

using System.Text.RegularExpressions;
using Lwm2m.Client.DesktopTests.Repository;

namespace Lwm2m.Client.DesktopTests.Documentation;

/// <summary>The code blocks of a page.</summary>
internal static partial class CodeBlocks
{
    // What the statements of a page take as given.
    private const string Frame = """
        using System;
        using System.IO;
        using System.Threading;
        using Lwm2m.Client;
        using Lwm2m.Client.Content;
        using Lwm2m.Client.Esp32;
        using Lwm2m.Client.Model;
        using Lwm2m.Client.Objects;
        using Lwm2m.Client.Transport;

        {{types}}

        public abstract class Given
        {
            public Accounts accounts;
            public Account account;
            public Lwm2mClient client;
            public Lwm2mService service;
            public DeviceObject device;
            public TemperatureObject temperature;
            public ConnectivityMonitoringObject connectivity;
            public IStorage storage;
            public FirmwareSlots slots;
            public FirmwareUpdateObject firmware;
            public WifiFacts wifi;
            public Sensor sensor;
            public string identity;
            public string serialNumber;
            public byte[] key;
            public byte[] file;
            public int serverId;
            public double celsius;
            public void Reboot() { }
            public void OnSent(int serverId, SendStatus status, int code) { }
        }

        public abstract class Sensor
        {
            public abstract double Read();
        }

        public sealed class Page : Given
        {
            {{methods}}
        }
        """;

    private static readonly string[] s_libraries =
    [
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.dll"),
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.Esp32.dll"),
    ];

    /// <summary>The libraries that a page's code can use.</summary>
    internal static IReadOnlyList<string> Libraries => s_libraries;

    /// <summary>The pages that have C# in them.</summary>
    internal static IEnumerable<string> Pages => RepositoryFiles.Under("", ".md")
        .Where(page => Of(RepositoryFiles.Read(page)).Count > 0);

    /// <summary>The C# blocks of a page.</summary>
    internal static IReadOnlyList<string> Of(string page) =>
        [.. Block().Matches(page.ReplaceLineEndings("\n")).Select(m => m.Groups[1].Value)];

    /// <summary>Compiles the blocks of a page: types as they are, statements each in a method.
    /// </summary>
    /// <returns>The path of the assembly, as long as the compiler lives.</returns>
    internal static string CompilePage(this FixtureCompiler compiler, string page, string name)
    {
        ILookup<bool, string> blocks = Of(page).ToLookup(block => TypeDeclaration().IsMatch(block));
        string methods = string.Concat(
            blocks[false].Select((block, i) => $"public void Block{i}()\n{{\n{block}}}\n"));
        return compiler.Compile(
            Frame.Replace("{{types}}", string.Concat(blocks[true])).Replace("{{methods}}", methods),
            name,
            references: s_libraries.Append(
                Path.Combine(AppContext.BaseDirectory, "nanoFramework.StandIns.dll")));
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(public|internal) (sealed |static |abstract )*(class|interface) ",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
