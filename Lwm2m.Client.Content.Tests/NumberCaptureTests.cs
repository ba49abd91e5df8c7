// NumberCapture: the number of a resource, and how many values it has.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class NumberCaptureTests
{
    [TestMethod]
    public void TakesNumbers()
    {
        var capture = new NumberCapture();
        capture.EnterResource(5700 | ResourceType.Float, -1);
        Assert.IsFalse(capture.HasNumber);
        Assert.AreEqual(0, capture.ValueCount);
        capture.WriteFloat(21.5);
        capture.LeaveResource();
        Assert.IsTrue(capture.HasNumber);
        Assert.AreEqual(21.5, capture.Value);

        capture.EnterResource(1 | ResourceType.Integer, -1);
        Assert.IsFalse(capture.HasNumber);
        capture.WriteInteger(-3);
        Assert.AreEqual(-3.0, capture.Value);
        capture.EnterResource(1 | ResourceType.Time, -1);
        capture.WriteTime(1367491215);
        Assert.AreEqual(1367491215.0, capture.Value);
        Assert.AreEqual(1, capture.ValueCount);
    }

    [TestMethod]
    public void CountsOtherValues()
    {
        var capture = new NumberCapture();
        capture.EnterResource(1 | ResourceType.String | ResourceType.Multiple, -1);
        capture.EnterResourceInstance(0);
        capture.WriteString(new byte[] { 0x41 });
        capture.EnterResourceInstance(1);
        capture.WriteOpaque(new byte[] { 0x41 }, 0, 1);
        capture.EnterResourceInstance(2);
        capture.WriteBoolean(true);
        capture.EnterResourceInstance(3);
        capture.WriteObjectLink(3, 0);
        Assert.AreEqual(4, capture.ValueCount);
        Assert.IsFalse(capture.HasNumber);
    }

    [TestMethod]
    public void TakesTheWantedInstance()
    {
        var capture = new NumberCapture();
        capture.EnterResource(7 | ResourceType.Integer | ResourceType.Multiple, 1);
        capture.EnterResourceInstance(0);
        capture.WriteInteger(3800);
        capture.EnterResourceInstance(1);
        capture.WriteInteger(5000);
        capture.EnterResourceInstance(2);
        capture.WriteInteger(1);
        Assert.AreEqual(5000.0, capture.Value);
        Assert.AreEqual(1, capture.ValueCount);
    }
}
