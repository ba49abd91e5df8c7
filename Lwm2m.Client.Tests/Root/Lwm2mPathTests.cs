// Lwm2mPath: a path of up to four ids in one long (OMA LwM2M Core 1.1 §7.1).

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class Lwm2mPathTests
{
    [TestMethod]
    public void RootHasNoIds()
    {
        Assert.AreEqual(Lwm2mPath.NoId, Lwm2mPath.ObjectId(Lwm2mPath.Root));
        Assert.AreEqual(Lwm2mPath.NoId, Lwm2mPath.InstanceId(Lwm2mPath.Root));
        Assert.AreEqual(Lwm2mPath.NoId, Lwm2mPath.ResourceId(Lwm2mPath.Root));
        Assert.AreEqual(Lwm2mPath.NoId, Lwm2mPath.ResourceInstanceId(Lwm2mPath.Root));
        Assert.AreEqual(0, Lwm2mPath.Depth(Lwm2mPath.Root));
        Assert.AreEqual(Lwm2mPath.Root, Lwm2mPath.Parent(Lwm2mPath.Root));
    }

    [TestMethod]
    [DataRow(0, 0, 0, 0)]
    [DataRow(3303, 0, 5700, 0)]
    [DataRow(1, 2, 3, 4)]
    [DataRow(0x7FFF, 0x8000, 0x7FFF, 0x8000)]
    [DataRow(0x8000, 0x7FFF, 0x8000, 0x7FFF)]
    [DataRow(65534, 65534, 65534, 65534)]
    public void IdsComeBack(int objectId, int instanceId, int resourceId, int resourceInstanceId)
    {
        long[] paths =
        {
            Lwm2mPath.Of(objectId),
            Lwm2mPath.Of(objectId, instanceId),
            Lwm2mPath.Of(objectId, instanceId, resourceId),
            Lwm2mPath.Of(objectId, instanceId, resourceId, resourceInstanceId),
        };
        for (int i = 0; i < paths.Length; i++)
        {
            long path = paths[i];
            Assert.AreEqual(objectId, Lwm2mPath.ObjectId(path));
            Assert.AreEqual(i > 0 ? instanceId : 65535, Lwm2mPath.InstanceId(path));
            Assert.AreEqual(i > 1 ? resourceId : 65535, Lwm2mPath.ResourceId(path));
            Assert.AreEqual(
                i > 2 ? resourceInstanceId : 65535, Lwm2mPath.ResourceInstanceId(path));
            Assert.AreEqual(i + 1, Lwm2mPath.Depth(path));
            Assert.AreEqual(i == 0 ? Lwm2mPath.Root : paths[i - 1], Lwm2mPath.Parent(path));
        }
    }

    [TestMethod]
    public void PathsArePackedFromTheTop()
    {
        Assert.AreEqual(0x0CE7FFFFFFFFFFFFL, Lwm2mPath.Of(0x0CE7));
        Assert.AreEqual(0x0CE70001FFFFFFFFL, Lwm2mPath.Of(0x0CE7, 1));
        Assert.AreEqual(0x0CE700011644FFFFL, Lwm2mPath.Of(0x0CE7, 1, 5700));
        Assert.AreEqual(0x0CE7000116440009L, Lwm2mPath.Of(0x0CE7, 1, 5700, 9));
    }

    [TestMethod]
    public void APathContainsItselfAndWhatIsBelow()
    {
        long[] chain =
        {
            Lwm2mPath.Root,
            Lwm2mPath.Of(3303),
            Lwm2mPath.Of(3303, 2),
            Lwm2mPath.Of(3303, 2, 5700),
            Lwm2mPath.Of(3303, 2, 5700, 1),
        };
        for (int outer = 0; outer < chain.Length; outer++)
        {
            for (int inner = 0; inner < chain.Length; inner++)
            {
                Assert.AreEqual(inner >= outer, Lwm2mPath.Contains(chain[outer], chain[inner]));
            }
        }
    }

    [TestMethod]
    public void APathDoesNotContainItsNeighbours()
    {
        Assert.IsFalse(Lwm2mPath.Contains(Lwm2mPath.Of(3), Lwm2mPath.Of(3303)));
        Assert.IsFalse(Lwm2mPath.Contains(Lwm2mPath.Of(3303), Lwm2mPath.Of(3304, 0, 5700)));
        Assert.IsFalse(Lwm2mPath.Contains(Lwm2mPath.Of(3303, 0), Lwm2mPath.Of(3303, 1)));
        Assert.IsFalse(Lwm2mPath.Contains(Lwm2mPath.Of(3303, 0), Lwm2mPath.Of(3304, 0)));
        Assert.IsFalse(
            Lwm2mPath.Contains(Lwm2mPath.Of(3303, 0, 5700), Lwm2mPath.Of(3303, 0, 5701)));
        Assert.IsFalse(
            Lwm2mPath.Contains(Lwm2mPath.Of(3303, 0, 5700), Lwm2mPath.Of(3303, 1, 5700)));
        Assert.IsFalse(
            Lwm2mPath.Contains(Lwm2mPath.Of(3, 0, 6, 0), Lwm2mPath.Of(3, 0, 6, 1)));
        Assert.IsFalse(Lwm2mPath.Contains(Lwm2mPath.Of(3, 0, 6, 0), Lwm2mPath.Of(3, 0, 6)));
    }
}
