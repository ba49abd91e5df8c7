// The ESP32's library as it is compiled here uses nothing that nanoFramework does not have: of the
// board's class libraries, for which stand-ins play on the desktop, only what their lists name.

using Lwm2m.Client.DesktopTests.Repository;
using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class Esp32LibraryFitsThePlatformTests
{
    private const string Cryptography = "nanoFramework.System.Security.Cryptography";
    private const int BytecodeBudget = 12 * 1024;

    private static readonly string s_library =
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.Esp32.dll");

    private static readonly NanoProject s_project =
        new(RepositoryFiles.Read("Lwm2m.Client.Esp32/Lwm2m.Client.Esp32.nfproj"));

    [Fact]
    public void LibraryFitsThePlatform()
    {
        ProfileReport report = Check(s_project.References.Select(r => r.Assembly));

        Assert.Empty(report.Findings);
        Assert.Empty(report.StructLocals);
        Assert.True(report.MethodsChecked > 60, $"only {report.MethodsChecked} methods");
        Assert.True(report.ReferencesChecked > 40, $"only {report.ReferencesChecked} references");
        Assert.InRange(report.DeviceBytecodeBytes, 500, BytecodeBudget);
    }

    /// <summary>The stand-ins do not satisfy the check by themselves.</summary>
    [Theory]
    [InlineData(Cryptography, "Security.Cryptography.Aes.Encrypt", "PlatformAesCcm")]
    [InlineData(Cryptography, "Security.Cryptography.Aes.set_IV", "PlatformAesCcm")]
    [InlineData(Cryptography, "HMACSHA256.HashData", "PlatformHmacSha256")]
    [InlineData("nanoFramework.Runtime.Native", "Power.RebootDevice", "FileSlotMedium")]
    [InlineData("nanoFramework.Runtime.Native", "GC.Run", "FileSlotMedium")]
    [InlineData("nanoFramework.Hardware.Esp32", "Sleep.StartDeepSleep", "DeepSleep")]
    [InlineData("System.Device.Adc", "AdcController.OpenChannel", "BatteryMonitor")]
    [InlineData("System.Device.Gpio", "GpioPin.Toggle", "StatusLed")]
    [InlineData("System.Device.Wifi", "WifiAdapter.ScanAsync", "WifiFacts")]
    [InlineData("System.Net", "NetworkInterface.get_PhysicalAddress", "Esp32Board")]
    [InlineData("System.IO.FileSystem", "File.Exists", "FileSlotMedium")]
    public void LibraryDoesNotFitWithoutALibrary(string library, string member, string where)
    {
        ProfileReport report = Check(
            s_project.References.Select(r => r.Assembly).Where(name => name != library));

        Assert.Contains(report.Findings, finding =>
            finding.Member.Contains(member) && finding.Where.Contains(where));
    }

    private static ProfileReport Check(IEnumerable<string> lists) =>
        Profile.Check(s_library, lists, new ProfileOptions
        {
            OwnReferences = [Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.dll")],
        });
}
