// An object of an application's own that is nothing but values: every type, set and written.

using System;
using System.Text;
using Lwm2m.Client.Model;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>Two valves, with a value of every type.</summary>
public sealed class ValveObject : ValueObject
{
    private static readonly int[] s_rows =
    {
        10 | Operations.ReadWrite | ResourceType.Boolean,
        11 | Operations.ReadWrite | ResourceType.Float,
        12 | Operations.ReadWrite | ResourceType.ObjectLink,
        13 | Operations.ReadWrite | ResourceType.Opaque,
        14 | Operations.Read | ResourceType.Unsigned,
        15 | Operations.Execute,
    };

    /// <summary>Creates two instances.</summary>
    public ValveObject()
        : base(33001, 10, s_rows, 2)
    {
        Reserve(1, 3, 4);
    }

    /// <summary>Sets a number.</summary>
    public void SetNumber(int instance, int row, long value)
    {
        Set(instance, row, value);
    }

    /// <summary>Sets resource 11.</summary>
    public void SetLevel(int instance, double value)
    {
        SetFloat(instance, 1, value);
    }
}

/// <summary>What no ValueObject can have: a list that a server writes.</summary>
public sealed class WritableListObject : ValueObject
{
    private static readonly int[] s_rows =
    {
        0 | Operations.ReadWrite | ResourceType.Integer | ResourceType.Multiple,
    };

    /// <summary>Throws.</summary>
    public WritableListObject()
        : base(33002, 10, s_rows, 1)
    {
    }
}

[TestClass]
public class ValueObjectTests
{
    private static readonly RecordingWriter s_writer = new RecordingWriter();

    [TestMethod]
    public void Values_are_there_once_they_are_set()
    {
        var valve = new ValveObject();
        Assert.AreEqual(2, valve.InstanceCount);
        for (int id = 10; id <= 15; id++)
        {
            Assert.IsFalse(valve.Has(0, id));
            Assert.AreEqual(id == 13, valve.Has(1, id));
        }

        var changes = new ChangeRecorder(valve);
        valve.SetNumber(1, 0, 1);
        valve.SetNumber(1, 0, 1);
        valve.SetNumber(1, 4, 5000000000);
        valve.SetNumber(1, 5, 0);
        valve.SetLevel(0, -0.0);
        AssertNumber(valve, 1, 10, 1);
        AssertNumber(valve, 1, 14, 5000000000);
        Assert.IsTrue(valve.Has(1, 15));
        Assert.IsTrue(valve.Has(0, 11));
        Assert.IsFalse(valve.Has(0, 10));
        Assert.AreEqual(4, changes.Count);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(33001, 1, 10)));
        valve.SetNumber(1, 0, ValueObject.Unknown);
        Assert.IsFalse(valve.Has(1, 10));
    }

    [TestMethod]
    public void Values_of_every_type_are_written()
    {
        var valve = new ValveObject();
        Assert.IsTrue(WrittenValue.Integer(1).Write(valve, 0, 10) == Status.Success);
        AssertNumber(valve, 0, 10, 1);
        long bits = BitConverter.DoubleToInt64Bits(2.5);
        Assert.IsTrue(WrittenValue.Integer(bits).Write(valve, 0, 11) == Status.Success);
        Assert.IsTrue(s_writer.Read(valve, 0, 11) == Status.Success);
        Assert.AreEqual(2.5, s_writer.Float);
        Assert.IsTrue(
            WrittenValue.Integer((3303 * 65536L) + 2).Write(valve, 0, 12) == Status.Success);
        AssertNumber(valve, 0, 12, (3303 * 65536L) + 2);

        // There is room in one instance, and none in the other.
        Assert.IsTrue(WrittenValue.Text("abcd").Write(valve, 1, 13) == Status.Success);
        s_writer.Read(valve, 1, 13);
        Assert.AreEqual("abcd", s_writer.TextAt(0));
        Assert.IsTrue(WrittenValue.Text("abcde").Write(valve, 1, 13) == Status.BadRequest);
        Assert.IsTrue(WrittenValue.Text("a").Write(valve, 0, 13) == Status.BadRequest);
    }

    [TestMethod]
    public void Values_that_are_replaced_are_forgotten()
    {
        var valve = new ValveObject();
        WrittenValue.Integer(1).Write(valve, 1, 10);
        WrittenValue.Integer(1).Write(valve, 0, 10);
        WrittenValue.Text("abcd").Write(valve, 1, 13);
        valve.SetNumber(1, 4, 7);
        valve.BeginReplace(1, -1);
        Assert.IsFalse(valve.Has(1, 10));
        AssertNumber(valve, 0, 10, 1);
        AssertNumber(valve, 1, 14, 7);
        s_writer.Read(valve, 1, 13);
        Assert.AreEqual("", s_writer.TextAt(0));
        Assert.IsTrue(WrittenValue.Text("dcba").Write(valve, 1, 13) == Status.Success);
        WrittenValue.Integer(1).Write(valve, 1, 10);
        valve.BeginReplace(1, 13);
        AssertNumber(valve, 1, 10, 1);
        s_writer.Read(valve, 1, 13);
        Assert.AreEqual("", s_writer.TextAt(0));
    }

    [TestMethod]
    public void Values_have_no_list_that_a_server_writes()
    {
        Assert.ThrowsException(typeof(ArgumentException), () => new WritableListObject());
    }

    private static void AssertNumber(
        ValveObject valve, int instance, int resourceId, long expected)
    {
        Assert.IsTrue(s_writer.Read(valve, instance, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.IntegerAt(0));
    }
}
