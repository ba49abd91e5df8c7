// Strings are UTF-8 as RFC 3629 §4 defines it, in every format, and without NUL.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class Utf8Tests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("01")]
    [DataRow("7F")]
    [DataRow("C280")]
    [DataRow("DFBF")]
    [DataRow("E0A080")]
    [DataRow("ED9FBF")]
    [DataRow("EE8080")]
    [DataRow("EFBFBF")]
    [DataRow("F0908080")]
    [DataRow("F48FBFBF")]
    [DataRow("41E289A2CE912E")]
    [DataRow("ED959CEAB5ADEC96B4")]
    [DataRow("EFBBBFF0A38EB4")]
    public void Valid(string content)
    {
        Check(content, true);
    }

    [TestMethod]
    [DataRow("00")]
    [DataRow("410042")]
    [DataRow("80")]
    [DataRow("BF")]
    [DataRow("C0AF")]
    [DataRow("C180")]
    [DataRow("C2")]
    [DataRow("C241")]
    [DataRow("C2C2")]
    [DataRow("E08080")]
    [DataRow("E09FBF")]
    [DataRow("E0A0")]
    [DataRow("E0A041")]
    [DataRow("EDA080")]
    [DataRow("EDBFBF")]
    [DataRow("F0808080")]
    [DataRow("F08FBFBF")]
    [DataRow("F09080")]
    [DataRow("F0904180")]
    [DataRow("F4908080")]
    [DataRow("F5808080")]
    [DataRow("F8888080")]
    [DataRow("FE")]
    [DataRow("FF")]
    public void Invalid(string content)
    {
        Check(content, false);
    }

    private static void Check(string content, bool expected)
    {
        byte[] bytes = ContentTesting.Hex(content);
        var text = new SingleValueReader();
        text.Begin(bytes, 0, bytes.Length, Lwm2mPath.Of(3, 0, 1));
        Assert.AreEqual((int)Status.Success, (int)text.Next());
        Assert.AreEqual(expected, text.Is(ResourceType.String));

        // Between two resources: bytes outside the value must not count.
        byte[] tlv = ContentTesting.Hex("C10080" + "C80200" + content + "C10480");
        tlv[5] = (byte)bytes.Length;
        var reader = new TlvReader();
        reader.Begin(tlv, 0, tlv.Length, Lwm2mPath.Of(3, 0));
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.AreEqual(expected, reader.Is(ResourceType.String));
    }
}
