// The README of the ESP32 sample against its sources: settings, pins, and the lines that it prints.

using System.Text.RegularExpressions;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Documentation;

public sealed partial class SampleReadmeTests
{
    private const string Folder = "Samples.Esp32Temperature";

    private static readonly string s_readme = RepositoryFiles.Read(Folder + "/README.md");
    private static readonly string s_settings = RepositoryFiles.Read(Folder + "/Settings.cs");

    // All texts of the sample and of the log, with those that span lines in one piece.
    private static readonly string s_texts = Concatenation().Replace(
        string.Concat(RepositoryFiles.Under(Folder, ".cs")
            .Append("Lwm2m.Client.Esp32/RegistrationText.cs").Select(RepositoryFiles.Read)), "");

    public static TheoryData<string, string> Lines() => new(
        Quotes("Samples.Esp32Temperature/README.md", "### Start and network", "### Registration")
            .Concat(Quotes("docs/troubleshooting.md", "## It does not register")));

    /// <summary>Each setting has its row, and each row its setting.</summary>
    [Fact]
    public void TheReadmeHasEverySetting() => Assert.Equal(
        Setting().Matches(s_settings + RepositoryFiles.Read(Folder + "/BoardSettings.cs"))
            .Select(setting => setting.Groups[1].Value).Where(name => name != "Board").Order(),
        Rows(Section(s_readme, "## Settings"))
            .SelectMany(cells => Code().Matches(cells).Select(name => name.Groups[1].Value))
            .Order());

    [Theory]
    [InlineData("I2cDataPin", "SDA: GPIO {0}", "| SDA | GPIO {0} |")]
    [InlineData("I2cClockPin", "SCL: GPIO {0}", "| SCL | GPIO {0} |")]
    [InlineData("LedPin", ">GPIO {0}<", "| GPIO {0} | `LedPin` |")]
    public void PictureAndTableHaveThePinsOfTheSettings(string pin, string drawn, string listed)
    {
        string number = Regex.Match(s_settings, $@"int {pin} = (\d+);").Groups[1].Value;

        Assert.NotEqual("", number);
        Assert.Contains(
            string.Format(drawn, number), RepositoryFiles.Read(Folder + "/wiring.svg"));
        Assert.Contains(string.Format(listed, number), s_readme);
    }

    /// <summary>What somebody searches the page for is what the board prints.</summary>
    [Theory]
    [MemberData(nameof(Lines))]
    public void ALineThatThePageExplainsIsPrinted(string page, string line)
    {
        // Numbers are the responses' and alerts'.
        string[] parts = [.. Separator().Split(line).Select(part => part.Trim())
            .Where(part => part.Any(char.IsLetter))];

        Assert.NotEmpty(parts);
        Assert.All(parts, part => Assert.True(s_texts.Contains(part), $"{page}: '{part}'"));
    }

    [Fact]
    public void TheLinesAreFound()
    {
        Assert.InRange(Lines().Count, 20, 60);
        Assert.Equal(["`x: y`", "z"], Rows("| `x: y` | a |\n|---|---|\n| z | `b` |\n"));
        Assert.Equal("a\nc\n", Section("# x\nb\n## y\na\nc\n\n## d\n", "## y"));
    }

    /// <summary>What the first cells of the tables of some sections quote.</summary>
    private static IEnumerable<(string Page, string Line)> Quotes(
        string page, params string[] sections) => sections
        .SelectMany(section => Rows(Section(RepositoryFiles.Read(page), section)))
        .Where(cell => cell.StartsWith('`'))
        .Select(cell => (page, Code().Match(cell).Groups[1].Value));

    /// <summary>The text from a heading to the next one.</summary>
    private static string Section(string page, string heading)
    {
        string after = page.ReplaceLineEndings("\n").Split(heading + "\n")[1];
        return after.Split("\n#")[0];
    }

    /// <summary>The first cells of the tables.</summary>
    private static IEnumerable<string> Rows(string section) =>
        FirstCell().Matches(section).Select(cell => cell.Groups[1].Value);

    [GeneratedRegex("\"\\s*\\+\\s*\"")]
    private static partial Regex Concatenation();

    [GeneratedRegex(@"^    +public (?:const|static readonly|string) ?\w* (\w+) =",
        RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^\| ([^-|][^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"…|: |[()]")]
    private static partial Regex Separator();
}
