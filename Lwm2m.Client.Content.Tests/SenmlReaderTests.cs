// SenML, read: the examples of RFC 8428 §5 with paths in place of their names, those of OMA LwM2M
// Core 1.1 §7.4.5 and §7.4.6, what a name may be, what makes a record wrong.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class SenmlReaderTests
{
    [TestMethod]
    public void OmaExampleOfDevice()
    {
        Assert.AreEqual(RecordVectors.DeviceValues, Json(RecordVectors.DeviceJson, 3, 0));
        Assert.AreEqual(RecordVectors.DeviceValues, Json(RecordVectors.DeviceJson, 3, -1));
        Assert.AreEqual(RecordVectors.DeviceValues, Json(RecordVectors.DeviceJson, -1, -1));
        Assert.AreEqual(RecordVectors.DeviceValues, Cbor(RecordVectors.DeviceCbor, 3, 0));
        Assert.AreEqual(RecordVectors.DeviceValues, Cbor(RecordVectors.DeviceCbor, -1, -1));
        Assert.AreEqual("bad", Json(RecordVectors.DeviceJson, 3, 1));
    }

    /// <summary>RFC 8428 §5.1.1 to §5.1.4; base values and versions as in §4.1.</summary>
    [TestMethod]
    [DataRow("[{'n':'/1/0/5','u':'Cel','v':23.1}]", "/1/0/5=n23.1 end")]
    [DataRow(
        "[{'bn':'/1/0/','n':'2','u':'V','v':120.1},{'n':'3','u':'A','v':1.2}]",
        "/1/0/2=n120.1 /1/0/3=n1.2 end")]
    [DataRow(
        "[{'bn':'/1/0/','bt':1.276020076001e+09,'bu':'A','bver':5,'n':'2','u':'V','v':120.1},"
            + "{'n':'3','t':-5,'v':1.2},{'n':'3','t':-4,'v':1.3},{'n':'3','v':1.7}]",
        "/1/0/2=n120.1 /1/0/3=n1.2 /1/0/3=n1.3 /1/0/3=n1.7 end")]
    [DataRow(
        "[{'bn':'/1/0/5/','bt':1.320067464e+09,'bu':'%RH','v':21.2,'n':'0'},"
            + "{'t':10,'v':21.3,'n':'1'},{'t':60,'vb':true,'ut':3,'n':'2'},{'n':'3','vs':'x'}]",
        "/1/0/5/0=n21.2 /1/0/5/1=n21.3 /1/0/5/2=b1 /1/0/5/3=sx end")]
    [DataRow(
        "[{'bn':'/1/0/2','bv':20,'v':1},{'bn':'/1/0/3','v':1.5},{'bn':'/1/0/4','vs':'a'},"
            + "{'bn':'/1/0/5','bv':-1,'v':1},{'bn':'/1/0/6','bv':9223372036854775807,'v':1}]",
        "/1/0/2=n21 /1/0/3=n21.5 /1/0/4=sa /1/0/5=n0 /1/0/6=n9.223372036854776E18 end")]
    [DataRow("[{'bver':10,'n':'/1/0/5','v':1}]", "/1/0/5=n1 end")]
    [DataRow("[{'bver':11,'n':'/1/0/5','v':1}]", "bad")]
    [DataRow("[{'bver':'10','n':'/1/0/5','v':1}]", "bad")]
    [DataRow("[{'n':'/1/0/5','v':1,'_x':1,'x_y':[1,{'z_':2}]}]", "/1/0/5=n1 end")]
    [DataRow("[{'n':'/1/0/5','v':1,'x_':1}]", "bad")]
    [DataRow("[{'n':'/1/0/5','v':1,'mandatory_':1}]", "bad")]
    public void RfcExamples(string content, string expected)
    {
        Assert.AreEqual(expected, Json(content, 1, 0));
    }

    [TestMethod]
    [DataRow("[{'n':'/3/0/9','v':1}]", "/3/0/9=n1 end")]
    [DataRow("[{'v':1,'n':'/3/0/9'}]", "/3/0/9=n1 end")]
    [DataRow("[{'v':1,'n':'9','bn':'/3/0/'}]", "/3/0/9=n1 end")]
    [DataRow("[{'bn':'/3/0/9','v':1}]", "/3/0/9=n1 end")]
    [DataRow("[{'bn':'/3/','n':'0/9','v':1}]", "/3/0/9=n1 end")]
    [DataRow("[{'bn':'/3/0/1','n':'6','v':1}]", "/3/0/16=n1 end")]
    [DataRow("[{'bn':'','n':'/3/0/9','v':1}]", "/3/0/9=n1 end")]
    [DataRow("[{'n':'9','v':1}]", "/3/0/9=n1 end")]
    [DataRow("[{'n':'6/1','v':1}]", "/3/0/6/1=n1 end")]
    [DataRow("[{'bn':'/3/0/6/','n':'1','v':1}]", "/3/0/6/1=n1 end")]
    [DataRow("[{'n':'/3/0/65534/65534','v':1}]", "/3/0/65534/65534=n1 end")]
    [DataRow("[{'v':1}]", "/3/0=n1 end")]
    [DataRow("[{'n':'/3/0/','v':1}]", "/3/0=n1 end")]
    [DataRow("[{'n':'/3/0/9'}]", "/3/0/9 end")]
    [DataRow("[{'bn':'/3/0/','n':'9'},{'n':'0'}]", "/3/0/9 /3/0/0 end")]
    [DataRow("[{'bn':'/3/0/','n':'9','v':1},{'bn':'/3/0/6/','n':'1','v':2}]",
        "/3/0/9=n1 /3/0/6/1=n2 end")]
    [DataRow("[]", "end")]
    [DataRow(" [ ] ", "end")]
    [DataRow("[{'n':'/3/1/9','v':1}]", "bad")]
    [DataRow("[{'n':'/3','v':1}]", "bad")]
    [DataRow("[{'n':'/','v':1}]", "bad")]
    [DataRow("[{'n':'//3/0/9','v':1}]", "bad")]
    [DataRow("[{'n':'/3//0/9','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/9//','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/65535','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/99999999999999999999','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/-1','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/ 9','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/a','v':1}]", "bad")]
    [DataRow("[{'n':'/3/0/9/0/0','v':1}]", "bad")]
    [DataRow("[{'bn':'/3/0/9/0','n':'/1','v':1}]", "bad")]
    [DataRow("[{'n':9,'v':1}]", "bad")]
    public void Names(string content, string expected)
    {
        Assert.AreEqual(expected, Json(content, 3, 0));
    }

    [TestMethod]
    [DataRow("[{'n':'/'},{'n':'/3'},{'n':'/3/0'},{'n':'/3/0/0'},{'n':'/3/0/6/1'}]",
        "/ /3 /3/0 /3/0/0 /3/0/6/1 end")]
    [DataRow("[{'n':'/3/0/0'},{'n':'/3303/0/5700','v':1},{'n':'3/0/9','vs':'a'}]",
        "/3/0/0 /3303/0/5700=n1 /3/0/9=sa end")]
    public void CompositePaths(string content, string expected)
    {
        Assert.AreEqual(expected, Json(content, -1, -1));
    }

    [TestMethod]
    [DataRow("[{'n':'9','v':1,'v':1}]")]
    [DataRow("[{'n':'9','v':1,'vs':'a'}]")]
    [DataRow("[{'n':'9','vb':true,'vd':''}]")]
    [DataRow("[{'n':'9','n':'9','v':1}]")]
    [DataRow("[{'bn':'/3/0/','bn':'/3/0/','n':'9'}]")]
    [DataRow("[{'n':'9','t':1,'t':1,'v':1}]")]
    [DataRow("[{'n':'9','bv':1,'bv':1,'v':1}]")]
    [DataRow("[{'n':'9','v':'1'}]")]
    [DataRow("[{'n':'9','v':true}]")]
    [DataRow("[{'n':'9','v':null}]")]
    [DataRow("[{'n':'9','vs':1}]")]
    [DataRow("[{'n':'9','vb':1}]")]
    [DataRow("[{'n':'9','vb':'true'}]")]
    [DataRow("[{'n':'9','vd':1}]")]
    [DataRow("[{'n':'9','vlo':1}]")]
    [DataRow("[{'n':'9','v':[1]}]")]
    [DataRow("[{'n':'9','bv':'1','v':1}]")]
    [DataRow("[{'n':'9','t':'1','v':1}]")]
    [DataRow("[1]")]
    [DataRow("[[]]")]
    [DataRow("{}")]
    [DataRow("1")]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("[")]
    [DataRow("[{'n':'9','v':1}")]
    [DataRow("[{'n':'9','v':1}]]")]
    [DataRow("[{'n':'9','v':1}] 1")]
    public void Malformed(string content)
    {
        string values = Json(content, 3, 0);
        Assert.AreEqual("bad", values.Substring(values.LastIndexOf(' ') + 1), content);
    }

    [TestMethod]
    public void ObjectLinks()
    {
        foreach (string label in new string[] { "vlo", "vs" })
        {
            byte[] content = RecordTesting.Json("[{'n':'/3/0/9','" + label + "':'66:1'}]");
            ContentReader reader = RecordTesting.ReaderOf(ContentFormat.SenmlJson);
            reader.Begin(content, 0, content.Length, Lwm2mPath.Of(3, 0));
            Assert.AreEqual((int)Status.Success, (int)reader.Next());
            Assert.IsTrue(reader.Is(ResourceType.ObjectLink));
            Assert.AreEqual(0x00420001, reader.ReadObjectLink());
            Assert.IsFalse(reader.Is(ResourceType.Integer));
        }
    }

    private static string Json(string content, int objectId, int instanceId)
    {
        return RecordTesting.Dump(
            ContentFormat.SenmlJson, RecordTesting.Json(content), PathOf(objectId, instanceId));
    }

    private static string Cbor(string notation, int objectId, int instanceId)
    {
        return RecordTesting.Dump(
            ContentFormat.SenmlCbor, WireBytes.Of(notation), PathOf(objectId, instanceId));
    }

    private static long PathOf(int objectId, int instanceId)
    {
        return objectId < 0 ? Lwm2mPath.Root
            : instanceId < 0 ? Lwm2mPath.Of(objectId)
            : Lwm2mPath.Of(objectId, instanceId);
    }
}
