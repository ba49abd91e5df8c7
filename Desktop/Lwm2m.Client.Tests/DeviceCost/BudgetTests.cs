// The budgets on the device, held against the meter's figures.

using DeviceCost;
using DeviceCost.Operations;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class BudgetTests
{
    private const int ClientHeapBytes = 20 * 1024;

    private static readonly Lazy<Meter> s_meter = new(() => new Meter(CostTable.LibraryPath));

    /// <summary>The operations that happen for as long as the device runs.</summary>
    public static TheoryData<string> SteadyOperations { get; } =
        [.. CostTable.Operations.Select(type => type.Name)
            .Where(name => !name.StartsWith("Construct", StringComparison.Ordinal))];

    /// <summary>Lower bounds tell a measurement from a measurement of nothing.</summary>
    [Theory]
    [InlineData(typeof(EncodeNotification), 100, 450)]
    [InlineData(typeof(ParseGet), 100, 900)]
    [InlineData(typeof(IdlePoll), 20, 200)]
    [InlineData(typeof(ReadDevice), 1000, 6000)]
    [InlineData(typeof(ReadComposite), 1000, 10000)]
    public void InstructionsStayWithinTheBudget(Type operation, int least, int budget)
    {
        Assert.InRange(s_meter.Value.Measure(operation).Instructions, least, budget);
    }

    [Theory]
    [MemberData(nameof(SteadyOperations))]
    public void SteadyOperationAllocatesNothing(string operation)
    {
        Cost cost = s_meter.Value.Measure(
            CostTable.Operations.Single(type => type.Name == operation));

        Assert.Equal(0, cost.HeapBytes);
        Assert.True(cost.Instructions > 20);
    }

    /// <summary>The client, and what the library keeps in static fields.</summary>
    [Fact]
    public void ClientFitsTheHeap()
    {
        Cost client = s_meter.Value.Measure<ConstructClient>() + s_meter.Value.MeasureLoad();

        Assert.InRange(client.HeapBytes, 3 * Limits.DatagramBytes, ClientHeapBytes);
    }

    /// <summary>A measurement does not depend on what was measured before.</summary>
    [Fact]
    public void FiguresRepeat()
    {
        Cost first = s_meter.Value.Measure<Notify>();
        s_meter.Value.Measure<ReadInstance>();

        Assert.Equal(first, s_meter.Value.Measure<Notify>());
    }

    /// <summary>The profile by methods accounts for every instruction.</summary>
    [Fact]
    public void ProfileSumsUp()
    {
        long sum = s_meter.Value.Profile(typeof(ParseGet)).Sum(method => method.Instructions);

        Assert.Equal(s_meter.Value.Measure<ParseGet>().Instructions, sum);
    }
}
