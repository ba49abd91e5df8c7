// Object 6: a position, and what may come with it.

using System;
using System.Text;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class LocationObjectTests
{
    private static readonly RecordingWriter s_writer = new RecordingWriter();

    [TestMethod]
    public void Location_is_not_a_number_before_the_first_position()
    {
        var location = new LocationObject();
        Assert.AreEqual(6, location.ObjectId);
        Assert.AreEqual(10, location.Version);
        Assert.AreEqual(1, location.InstanceCount);
        for (int id = 0; id <= 6; id++)
        {
            bool isExpected = id < 2 || id == 5;
            Assert.AreEqual(isExpected, location.Has(0, id), "resource " + id.ToString());
        }

        Assert.IsTrue(double.IsNaN(FloatOf(location, 0)));
        Assert.IsTrue(double.IsNaN(FloatOf(location, 1)));
        s_writer.Read(location, 0, 5);
        Assert.AreEqual(0L, s_writer.IntegerAt(0));
    }

    [TestMethod]
    public void Location_has_what_is_set()
    {
        var location = new LocationObject();
        var changes = new ChangeRecorder(location);
        location.SetPosition(-43.5723, 153.2176, 4102444800);
        location.SetAltitude(12.5);
        location.SetRadius(3);
        location.SetSpeed(0.25);
        Assert.AreEqual(-43.5723, FloatOf(location, 0));
        Assert.AreEqual(153.2176, FloatOf(location, 1));
        Assert.AreEqual(12.5, FloatOf(location, 2));
        Assert.AreEqual(3.0, FloatOf(location, 3));
        Assert.AreEqual(0.25, FloatOf(location, 6));
        s_writer.Read(location, 0, 5);
        Assert.AreEqual(4102444800, s_writer.IntegerAt(0));
        Assert.AreEqual(6, changes.Count);

        // Only the time has changed.
        location.SetPosition(-43.5723, 153.2176, 4102444801);
        Assert.AreEqual(7, changes.Count);
        Assert.AreEqual(2, changes.CountOf(Lwm2mPath.Of(6, 0, 5)));
    }

    [TestMethod]
    public void Location_velocity_is_bytes()
    {
        var location = new LocationObject();
        location.SetVelocity(Encoding.UTF8.GetBytes("0123"));
        Assert.IsTrue(s_writer.Read(location, 0, 4) == Status.Success);
        Assert.AreEqual("0123", s_writer.TextAt(0));
        location.SetVelocity(Encoding.UTF8.GetBytes("4567890"));
        s_writer.Read(location, 0, 4);
        Assert.AreEqual("4567890", s_writer.TextAt(0));
        location.SetVelocity(Encoding.UTF8.GetBytes("12"));
        s_writer.Read(location, 0, 4);
        Assert.AreEqual("12", s_writer.TextAt(0));
        Assert.ThrowsException(
            typeof(ArgumentException), () => location.SetVelocity(new byte[256]));
    }

    private static double FloatOf(LocationObject location, int resourceId)
    {
        Assert.IsTrue(s_writer.Read(location, 0, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        return s_writer.Float;
    }
}
