// Compares every object of the library with the definition of its version in the table of OMA
// facts. Objects are found by reflection: a new one is compared, or makes the test fail.

using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using OmaFacts;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Objects;

public sealed class FactsTests
{
    private static readonly FactTable s_facts = FactTable.Load();

    private static readonly Dictionary<Type, Func<Lwm2mObject>> s_factories = new()
    {
        [typeof(SecurityObject)] = () => new SecurityObject(OneAccount()),
        [typeof(AccessControlObject)] = () => new AccessControlObject(OneAccount()),
        [typeof(ServerObject)] = () => new ServerObject(OneAccount()),
        [typeof(DeviceObject)] = () => new DeviceObject("Contoso", "1", "2", "3"),
        [typeof(ConnectivityMonitoringObject)] =
            () => new ConnectivityMonitoringObject(NetworkBearer.Wlan),
        [typeof(LocationObject)] = () => new LocationObject(),
        [typeof(ConnectivityStatisticsObject)] = () => new ConnectivityStatisticsObject(),
        [typeof(FirmwareUpdateObject)] = () => new FirmwareUpdateObject(new FirmwareShelf()),
        [typeof(TemperatureObject)] = () => new TemperatureObject(),
        [typeof(PortfolioObject)] = () => new PortfolioObject(),
    };

    // The versions that this client serves, as major * 10 + minor.
    private static readonly Dictionary<int, int> s_versions = new()
    {
        [0] = 11,
        [1] = 11,
        [2] = 11,
        [3] = 11,
        [4] = 13,
        [5] = 11,
        [6] = 10,
        [7] = 10,
        [16] = 10,
        [3303] = 11,
    };

    public static TheoryData<string> ObjectTypes()
    {
        var names = new TheoryData<string>();
        foreach (Type type in FindObjectTypes())
        {
            names.Add(type.FullName!);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(ObjectTypes))]
    public void AnObjectIsAsItsDefinition(string typeName)
    {
        Type type = FindObjectTypes().Single(t => t.FullName == typeName);
        Assert.True(s_factories.ContainsKey(type), $"{typeName}: add a factory to this test");
        Lwm2mObject subject = s_factories[type]();
        Assert.Equal(type, subject.GetType());
        Assert.Equal(s_versions[subject.ObjectId], subject.Version);
        ObjectFacts facts = FactsOf(subject);
        Assert.Empty(FactsComparer.Compare(subject.Rows, facts));
        if (!facts.Multiple)
        {
            Assert.Equal(1, subject.InstanceCount);
            Assert.Equal(0, subject.InstanceIdAt(0));
        }
    }

    [Fact]
    public void TheObjectsOfThisClientAreFound()
    {
        // Reflection that finds too little would compare too little.
        Assert.Superset(s_factories.Keys.ToHashSet(), FindObjectTypes().ToHashSet());
        Assert.Equal(
            s_factories.Count,
            s_factories.Values.Select(f => f().ObjectId).Distinct().Count());
    }

    [Fact]
    public void WhatARowHasWrongIsFound()
    {
        var device = new DeviceObject("Contoso", "1", "2", "3");
        ObjectFacts facts = FactsOf(device);
        for (int i = 0; i < device.Rows.Length; i++)
        {
            // Every bit of a row matters: id, operations, type, multiplicity, those without use.
            for (int bit = 0; bit < 32; bit++)
            {
                int[] rows = [.. device.Rows];
                rows[i] ^= 1 << bit;
                Assert.NotEmpty(FactsComparer.Compare(rows, facts));
            }
        }
    }

    [Fact]
    public void MissingAndDisorderedRowsAreFound()
    {
        int[] rows = new DeviceObject("Contoso", "1", "2", "3").Rows;
        ObjectFacts facts = s_facts.Get(3, "1.1");
        foreach (ResourceFacts resource in facts.Resources)
        {
            int[] others = [.. rows.Where(r => (r & ResourceType.IdMask) != resource.Id)];
            Assert.Equal(rows.Length - 1, others.Length);
            Assert.Equal(resource.Mandatory, FactsComparer.Compare(others, facts).Count > 0);
        }

        Assert.NotEmpty(FactsComparer.Compare([.. rows.Reverse()], facts));
        Assert.NotEmpty(FactsComparer.Compare([rows[0], .. rows], facts));
    }

    private static ObjectFacts FactsOf(Lwm2mObject subject) =>
        s_facts.Get(subject.ObjectId, $"{subject.Version / 10}.{subject.Version % 10}");

    private static IEnumerable<Type> FindObjectTypes() =>
        typeof(Lwm2mObject).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Lwm2mObject)) && !t.IsAbstract)
            .Append(typeof(PortfolioObject));

    private static Accounts OneAccount()
    {
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://127.0.0.1", 1, 300);
        return accounts;
    }
}
