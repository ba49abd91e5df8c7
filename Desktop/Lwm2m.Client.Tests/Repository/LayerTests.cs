// Tests of the library's layers, and of the check with a small assembly that breaks them.

using System.Reflection;
using Mono.Cecil;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Repository;

public sealed class LayerTests
{
    private static readonly LayerChecks s_library = new("Lwm2m.Client");

    [Fact]
    public void ATypeUsesOnlyItsLayerAndThoseBelow()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            Assembly.Load("Lwm2m.Client").Location);

        Assert.True(module.Types.Count(t => t.Namespace.StartsWith("Lwm2m.Client")) > 10);
        RepositoryFiles.AssertNone(s_library.Violations(module));
    }

    [Fact]
    public void ASourceImportsOnlyTheLayersBelow() =>
        RepositoryFiles.AssertNone(RepositoryFiles.Under("Lwm2m.Client", ".cs")
            .Where(f => !f.StartsWith("Lwm2m.Client/Properties/", StringComparison.Ordinal))
            .SelectMany(f => s_library.ImportViolations(f, RepositoryFiles.Read(f))));

    [Fact]
    public void EveryKindOfUseIsSeen()
    {
        const string Wire = "LayerFixture.Transport.";
        const string Thing = " uses LayerFixture.Model.";
        string[] expected =
        [
            $"{Wire}ByArray{Thing}Thing",
            $"{Wire}ByAttribute{Thing}MarkAttribute",
            $"{Wire}ByBase{Thing}Thing",
            $"{Wire}ByBody{Thing}Thing",
            $"{Wire}ByCast{Thing}Thing",
            $"{Wire}ByCatch{Thing}ThingException",
            $"{Wire}ByFacade uses LayerFixture.Lwm2mClient",
            $"{Wire}ByField{Thing}Thing",
            $"{Wire}ByGeneric{Thing}Thing",
            $"{Wire}ByGenericMethod{Thing}Thing",
            $"{Wire}ByInterface{Thing}IThing",
            $"{Wire}ByLambda{Thing}Thing",
            $"{Wire}ByNested{Thing}Thing",
            $"{Wire}ByParameter{Thing}Thing",
            $"{Wire}ByReturn{Thing}Thing",
            $"{Wire}ByStaticField{Thing}Thing",
            $"{Wire}ByTypeOf{Thing}Thing",
            "LayerFixture.Climber uses LayerFixture.Transport.Wire",
            "LayerFixture.Elsewhere: is not one of the layers",
            "LayerFixture.Model.MeetsDtls uses LayerFixture.Dtls.Record.Records",
        ];
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            typeof(LayerFixture.RootType).Assembly.Location);

        IReadOnlyList<string> found = new LayerChecks("LayerFixture").Violations(module);

        Assert.Equal(expected.Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [InlineData("Transport/A.cs", "Lwm2m.Client.Coap", false)]
    [InlineData("Coap/A.cs", "Lwm2m.Client.Transport", true)]
    [InlineData("Coap/A.cs", "Lwm2m.Client.Model", false)]
    [InlineData("Coap/A.cs", "Lwm2m.Client", true)]
    [InlineData("Coap/A.cs", "System.Text", true)]
    [InlineData("Limits.cs", "Lwm2m.Client.Transport", false)]
    [InlineData("Lwm2mClient.cs", "Lwm2m.Client.Interfaces", true)]
    [InlineData("Lwm2mClient.Accounts.cs", "Lwm2m.Client.Interfaces", true)]
    [InlineData("Model/A.cs", "Lwm2m.Client.Dtls.Record", false)]
    [InlineData("Dtls/Handshake/A.cs", "Lwm2m.Client.Dtls.Crypto", true)]
    [InlineData("Dtls/Crypto/A.cs", "Lwm2m.Client.Dtls.Record", false)]
    [InlineData("Transport/A.cs", "Lwm2m.Client.Dtls.Crypto", true)]
    [InlineData("Coap/A.cs", "Lwm2m.Client.Elsewhere", false)]
    public void AnImportIsHeldAgainstTheLayers(string file, string import, bool fine) =>
        Assert.Equal(fine, s_library.ImportViolations(
            "Lwm2m.Client/" + file, $"// text\nusing {import};\n").Count == 0);
}
