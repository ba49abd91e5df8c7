// LinkFormatWriter: the list of a registration and the answer of a Discover.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class LinkFormatWriterTests
{
    [TestMethod]
    public void Registration()
    {
        ContentTesting.ExpectText(new LinkFormatWriter(), WriteRegistration,
            "</>;rt=\"oma.lwm2m\";ct=11542,</1/0>,</3303>;ver=1.1,</3303/0>,</6>;ver=1.0,"
                + "</99>;ver=9.9");
    }

    [TestMethod]
    public void Discover()
    {
        ContentTesting.ExpectText(new LinkFormatWriter(), WriteDiscover,
            "</3303/0>;pmin=10;pmax=60,</3303/0/5700>;gt=25.5;lt=-0.125,</3/0/7>;dim=8,"
                + "</3/65534/65534/65534>");
    }

    [TestMethod]
    public void Root()
    {
        ContentTesting.ExpectText(new LinkFormatWriter(), WriteRoot, "</>");
    }

    [TestMethod]
    public void Nothing()
    {
        var writer = new LinkFormatWriter();
        var buffer = new byte[4];
        writer.Begin(buffer, 2, 2);
        Assert.AreEqual(2, writer.Position);
        Assert.IsFalse(writer.IsFull);
        writer.Append(new byte[0], 0, 0);
        Assert.IsFalse(writer.IsFull);
    }

    private static void WriteRegistration(ContentOutput output)
    {
        var writer = (LinkFormatWriter)output;
        byte[] root = Bytes.FromText("</>;rt=\"oma.lwm2m\"");
        writer.Append(root, 0, root.Length);
        WriteParameter(writer, "ct", 11542);
        writer.WriteLink(Lwm2mPath.Of(1, 0));
        writer.WriteLink(Lwm2mPath.Of(3303));
        writer.WriteVersion(11);
        writer.WriteLink(Lwm2mPath.Of(3303, 0));
        writer.WriteLink(Lwm2mPath.Of(6));
        writer.WriteVersion(10);
        writer.WriteLink(Lwm2mPath.Of(99));
        writer.WriteVersion(99);
    }

    private static void WriteDiscover(ContentOutput output)
    {
        var writer = (LinkFormatWriter)output;
        writer.WriteLink(Lwm2mPath.Of(3303, 0));
        WriteParameter(writer, "pmin", 10);
        WriteParameter(writer, "pmax", 60);
        writer.WriteLink(Lwm2mPath.Of(3303, 0, 5700));
        WriteParameter(writer, "gt", 25.5);
        WriteParameter(writer, "lt", -0.125);
        writer.WriteLink(Lwm2mPath.Of(3, 0, 7));
        WriteParameter(writer, "dim", 8);
        writer.WriteLink(Lwm2mPath.Of(3, 65534, 65534, 65534));
    }

    private static void WriteParameter(LinkFormatWriter writer, string name, double value)
    {
        byte[] text = Bytes.FromText("name:" + name);
        writer.WriteParameter(text, text.Length - name.Length, name.Length, value);
    }

    private static void WriteRoot(ContentOutput output)
    {
        ((LinkFormatWriter)output).WriteLink(Lwm2mPath.Root);
    }
}
