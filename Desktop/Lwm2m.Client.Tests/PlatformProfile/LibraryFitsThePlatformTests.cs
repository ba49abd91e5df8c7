// The library as it is compiled here uses nothing that nanoFramework does not have, and its
// bytecode stays within the budget. So do the tests that are to run on the device.

using Mono.Cecil;
using Mono.Cecil.Cil;
using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class LibraryFitsThePlatformTests
{
    /// <summary>With everything.</summary>
    private const int BytecodeBudget = 54 * 1024;

    /// <summary>Without objects 4 to 7 and what is there for them alone.</summary>
    private const int CoreBytecodeBudget = 50 * 1024;

    private const int DtlsBytecodeBudget = 12 * 1024;

    /// <summary>As compiled; as the device holds it, it is less.</summary>
    private const int TestBytecodeBudget = 64 * 1024;

    /// <summary>The class libraries that the library's nanoFramework project refers to.</summary>
    private static readonly string[] s_lists =
    [
        "mscorlib", "nanoFramework.System.Text", "nanoFramework.Runtime.Native", "System.Net",
    ];

    /// <summary>Objects 4 to 7, and what is there for them alone.</summary>
    private static readonly string[] s_laterTypes =
    [
        "Objects.ConnectivityMonitoringObject", "Objects.FirmwareUpdateObject",
        "Objects.LocationObject", "Objects.ConnectivityStatisticsObject",
        "Objects.CountedTransport", "Interfaces.FirmwareDownload", "Interfaces.UriOptions",
    ];

    private static readonly string s_library =
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.dll");

    [Fact]
    public void LibraryFitsThePlatform()
    {
        ProfileReport report = Profile.Check(s_library, s_lists);

        Assert.Empty(report.Findings);
        Assert.Empty(report.StructLocals);
        Assert.True(report.MethodsChecked > 400, $"only {report.MethodsChecked} methods");
        Assert.True(report.ReferencesChecked > 100, $"only {report.ReferencesChecked} references");
        Assert.InRange(report.DeviceBytecodeBytes, 10_000, BytecodeBudget);
    }

    [Fact]
    public void CoreFitsThePlatform()
    {
        string[] later = [.. s_laterTypes.Select(name => "Lwm2m.Client." + name)];
        ProfileReport report = Profile.Check(s_library, s_lists);
        TypeSize[] types = [.. report.Types.Where(type => later.Contains(type.Name))];

        Assert.Equal(later.Order(), types.Select(type => type.Name).Order());
        Assert.InRange(
            report.DeviceBytecodeBytes - types.Sum(type => type.DeviceBytecodeBytes),
            10_000, CoreBytecodeBudget);
    }

    /// <summary>Cryptography, records and handshake.</summary>
    [Fact]
    public void DtlsFitsThePlatform()
    {
        TypeSize[] types = [.. Profile.Check(s_library, s_lists).Types
            .Where(type => type.Name.StartsWith("Lwm2m.Client.Dtls.", StringComparison.Ordinal))];

        Assert.True(types.Length > 15, $"only {types.Length} types");
        Assert.InRange(types.Sum(type => type.DeviceBytecodeBytes), 5_000, DtlsBytecodeBudget);
    }

    /// <summary>
    /// For the interpreter a uint stays one even when it is cast to int, until it is stored in a
    /// field: negative, it is widened and shifted as if it were not. So there is none, but in
    /// comparisons, where the compiler makes no value of it.
    /// </summary>
    [Fact]
    public void NothingIsAnUnsignedInteger()
    {
        using var module = ModuleDefinition.ReadModule(s_library);
        MethodDefinition[] methods = [.. module.GetTypes().SelectMany(type => type.Methods)];
        Instruction[] code = [.. methods.Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)];
        TypeReference[] types =
        [
            .. module.GetTypes().SelectMany(type => type.Fields).Select(field => field.FieldType),
            .. methods.Select(method => method.ReturnType),
            .. methods.SelectMany(method => method.Parameters).Select(p => p.ParameterType),
            .. methods.Where(method => method.HasBody)
                .SelectMany(method => method.Body.Variables).Select(v => v.VariableType),
            .. code.Select(instruction => instruction.Operand).OfType<MethodReference>()
                .Select(method => method.ReturnType),
        ];

        Assert.Contains(types, type => type.FullName == "System.Int32[]");
        Assert.DoesNotContain(
            types, type => type.GetElementType().FullName == "System.UInt32");
        Assert.DoesNotContain(code, instruction => instruction.OpCode.Code == Code.Conv_U4);
    }

    /// <summary>With one list less the same check does find something: it is not blind.</summary>
    [Fact]
    public void LibraryDoesNotFitWithoutTheNetwork()
    {
        ProfileReport report = Profile.Check(s_library, s_lists.Except(["System.Net"]));

        Assert.Contains(report.Findings, finding => finding.Member.Contains("System.Net.Sockets")
            && finding.Where.Contains("UdpTransport"));
    }

    [Theory]
    [InlineData("NFUnitTest")]
    [InlineData("NFUnitTest.Content")]
    [InlineData("NFUnitTest.Interfaces")]
    public void DeviceTestsFitThePlatform(string assembly)
    {
        ProfileReport report = Profile.Check(
            Path.Combine(AppContext.BaseDirectory, assembly + ".dll"),
            s_lists.Append("nanoFramework.TestFramework"),
            new ProfileOptions
            {
                AllowStructLocals = true,
                OwnReferences = [s_library],
                MaxBytecodeBytes = TestBytecodeBudget,
            });

        Assert.Empty(report.Findings);
        Assert.True(report.MethodsChecked > 0);
    }
}
