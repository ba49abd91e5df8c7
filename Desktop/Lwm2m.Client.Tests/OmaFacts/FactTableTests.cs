// Tests of the table of OMA facts: the parser against definitions made up for it, the table's
// text form, and what is known of the committed table from the documents themselves.

using System.Xml.Linq;
using OmaFacts;
using Xunit;

namespace Lwm2m.Client.DesktopTests.OmaFactsTests;

public sealed class FactTableTests
{
    private const string Sample = """
        <LWM2M>
          <Object ObjectType="MODefinition">
            <Name>Coffee
              Machine</Name>
            <ObjectID>26241</ObjectID>
            <ObjectVersion>2.1</ObjectVersion>
            <MultipleInstances>Multiple</MultipleInstances>
            <Mandatory>Optional</Mandatory>
            <Resources>
              <Item ID="7">
                <Name>Brew</Name>
                <Operations>E</Operations>
                <MultipleInstances>Single</MultipleInstances>
                <Mandatory>Mandatory</Mandatory>
                <Type></Type>
                <RangeEnumeration></RangeEnumeration>
                <Units></Units>
              </Item>
              <Item ID="5">
                <Name> Cups </Name>
                <Operations>RW</Operations>
                <MultipleInstances>Multiple</MultipleInstances>
                <Mandatory>Optional</Mandatory>
                <Type>Unsigned Integer</Type>
                <RangeEnumeration>0..12</RangeEnumeration>
                <Units><![CDATA[ml]]></Units>
              </Item>
            </Resources>
          </Object>
        </LWM2M>
        """;

    private const FactOperations ReadWrite = FactOperations.Read | FactOperations.Write;

    private static readonly FactTable s_table = FactTable.Load();

    [Fact]
    public void ADefinitionIsParsed()
    {
        ObjectFacts facts = DefinitionParser.Parse(XDocument.Parse(Sample));

        Assert.Equal(26241, facts.Id);
        Assert.Equal(new Version(2, 1), facts.Version);
        Assert.Equal("Coffee Machine", facts.Name);
        Assert.True(facts.Multiple);
        Assert.False(facts.Mandatory);
        Assert.Equal(
            [
                new ResourceFacts(5, "Cups", ReadWrite, FactType.UnsignedInteger, true, false,
                    "0..12", "ml"),
                new ResourceFacts(7, "Brew", FactOperations.Execute, FactType.None, false, true,
                    "", ""),
            ],
            facts.Resources);
    }

    [Fact]
    public void AMissingVersionIsTheFirst()
    {
        string old = Sample.Replace("<ObjectVersion>2.1</ObjectVersion>", "");

        Assert.Equal(new Version(1, 0), DefinitionParser.Parse(XDocument.Parse(old)).Version);
    }

    [Theory]
    [InlineData("<Operations>RW<", "<Operations>RE<")]
    [InlineData("<Type>Unsigned Integer<", "<Type>Complex<")]
    [InlineData("<Mandatory>Optional<", "<Mandatory>Perhaps<")]
    [InlineData("<ObjectID>26241<", "<ObjectID>-1<")]
    [InlineData("ID=\"7\"", "ID=\"5\"")]
    [InlineData("ID=\"7\"", "")]
    [InlineData("<Units></Units>", "")]
    [InlineData("<Object ", "<Thing ")]
    public void WhatIsNoDefinitionIsRefused(string text, string replacement)
    {
        string bad = Sample.Replace(text, replacement).Replace(
            "</Object>", replacement == "<Thing " ? "</Thing>" : "</Object>");
        Assert.NotEqual(Sample, bad);

        Assert.Throws<FormatException>(() => DefinitionParser.Parse(XDocument.Parse(bad)));
    }

    [Fact]
    public void TheTextFormKeepsEverything()
    {
        ObjectFacts facts = DefinitionParser.Parse(XDocument.Parse(Sample));
        var text = new StringWriter();
        new FactTable([facts, .. s_table.Objects]).Write(text);

        FactTable again = FactTable.Read(new StringReader(text.ToString()));

        Assert.Equal(s_table.Objects.Count + 1, again.Objects.Count);
        Assert.All(s_table.Objects.Append(facts).Zip(again.Objects), pair =>
            Assert.True(pair.First.SameAs(pair.Second)));
    }

    [Theory]
    [InlineData("object\t1\t1.0\tMultiple\tMandatory")]
    [InlineData("object\t1\t1.0\tMany\tMandatory\tServer")]
    [InlineData("resource\t1\tR\tString\tSingle\tMandatory\t-\t-\tAn orphan")]
    [InlineData("nonsense")]
    public void WhatIsNoTableIsRefused(string line) =>
        Assert.Throws<FormatException>(() => FactTable.Read(new StringReader(line)));

    [Fact]
    public void EqualDefinitionsCountOnceAndContradictionsNotAtAll()
    {
        ObjectFacts facts = DefinitionParser.Parse(XDocument.Parse(Sample));

        Assert.Single(new FactTable([facts, facts]).Objects);
        Assert.Throws<FormatException>(() => new FactTable([facts, facts with { Name = "Tea" }]));
        Assert.Throws<FormatException>(
            () => new FactTable([facts, facts with { Resources = [facts.Resources[0]] }]));
    }

    // The number of <Item>s in each file of the registry.
    [Theory]
    [InlineData(0, "1.0", 13)]
    [InlineData(0, "1.1", 18)]
    [InlineData(0, "1.2", 31)]
    [InlineData(1, "1.0", 9)]
    [InlineData(1, "1.1", 24)]
    [InlineData(1, "1.2", 28)]
    [InlineData(2, "1.0", 4)]
    [InlineData(2, "1.1", 4)]
    [InlineData(3, "1.0", 23)]
    [InlineData(3, "1.1", 23)]
    [InlineData(3, "1.2", 23)]
    [InlineData(4, "1.0", 11)]
    [InlineData(4, "1.1", 12)]
    [InlineData(4, "1.2", 13)]
    [InlineData(4, "1.3", 14)]
    [InlineData(5, "1.0", 9)]
    [InlineData(5, "1.1", 13)]
    [InlineData(5, "1.2", 14)]
    [InlineData(6, "1.0", 7)]
    [InlineData(7, "1.0", 9)]
    [InlineData(16, "1.0", 4)]
    [InlineData(21, "2.0", 7)]
    [InlineData(3303, "1.0", 7)]
    [InlineData(3303, "1.1", 12)]
    public void TheTableHasEveryVersion(int id, string version, int resources) =>
        Assert.Equal(resources, s_table.Resources(id, version).Count);

    [Fact]
    public void TheTableHasNothingElse() => Assert.Equal(24, s_table.Objects.Count);

    [Fact]
    public void AnUnknownVersionIsAnError() =>
        Assert.Throws<KeyNotFoundException>(() => s_table.Get(3303, "9.9"));

    [Theory]
    [InlineData(0, "1.1", 0, FactOperations.None, FactType.String, false, true)]
    [InlineData(1, "1.1", 1, ReadWrite, FactType.Integer, false, true)]
    [InlineData(1, "1.1", 8, FactOperations.Execute, FactType.None, false, true)]
    [InlineData(3, "1.1", 4, FactOperations.Execute, FactType.None, false, true)]
    [InlineData(3, "1.1", 11, FactOperations.Read, FactType.Integer, true, true)]
    [InlineData(3, "1.1", 13, ReadWrite, FactType.Time, false, false)]
    [InlineData(3303, "1.1", 5700, FactOperations.Read, FactType.Float, false, true)]
    [InlineData(16, "1.0", 0, ReadWrite, FactType.String, true, true)]
    public void FactsThatTheSpecificationStates(
        int id,
        string version,
        int resource,
        FactOperations operations,
        FactType type,
        bool multiple,
        bool mandatory)
    {
        ResourceFacts? facts = s_table.Get(id, version).Find(resource);

        Assert.NotNull(facts);
        Assert.Equal(
            (operations, type, multiple, mandatory),
            (facts.Operations, facts.Type, facts.Multiple, facts.Mandatory));
    }

    [Fact]
    public void AResourceThatIsNotThereIsNull() => Assert.Null(s_table.Get(3, "1.1").Find(99));
}
