// JSON: texts with escapes (RFC 8259 §7) and base64 (RFC 4648 §5, RFC 8428 §4.2), numbers, blanks,
// and the JSON of LwM2M 1.0 (§6.4.4), whose list stands anywhere in an object.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class JsonTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("abc", "616263")]
    [DataRow("\\\"\\\\\\/\\b\\f\\n\\r\\t", "225C2F080C0A0D09")]
    [DataRow("a\\nb", "610A62")]
    [DataRow("\\u0041", "41")]
    [DataRow("\\u007f\\u0080\\u07FF\\u0800\\uFFff", "7FC280DFBFE0A080EFBFBF")]
    [DataRow("\\uD83D\\uDE00", "F09F9880")]
    [DataRow("\\ud800\\udc00\\uDBFF\\uDFFF", "F0908080F48FBFBF")]
    [DataRow("\\u003a\\u00e4", "3AC3A4")]
    [DataRow("x\u00fcy", "78C3BC79")]
    [DataRow("012345678901234567890123456789012345\\n6789", "30313233343536373839303132333435"
        + "36373839303132333435363738393031323334350A36373839")]
    public void Texts(string text, string expected)
    {
        byte[] content = ContentOf("vs", text);
        ContentReader reader = Read(content, ContentFormat.SenmlJson);
        for (int walk = 0; walk < 3; walk++)
        {
            Assert.AreEqual((int)Status.Success, (int)reader.Next());
            Assert.IsTrue(reader.Is(ResourceType.String));
            Assert.AreEqual(expected, HexOf(reader));
            Assert.AreEqual((int)Status.NotFound, (int)reader.Next());
            reader.Rewind();
        }
    }

    [TestMethod]
    [DataRow("\\")]
    [DataRow("\\x")]
    [DataRow("\\a")]
    [DataRow("\\c")]
    [DataRow("\\d")]
    [DataRow("\\s")]
    [DataRow("\\v")]
    [DataRow("\\B")]
    [DataRow("\\0")]
    [DataRow("\\u")]
    [DataRow("\\u00")]
    [DataRow("\\u004")]
    [DataRow("\\u004g")]
    [DataRow("\\u00 1")]
    [DataRow("\\u00:1")]
    [DataRow("\\u00@1")]
    [DataRow("\\U0041")]
    [DataRow("\\uD83D")]
    [DataRow("\\uD83Dx")]
    [DataRow("\\uD83D\\n")]
    [DataRow("\\uD83D\\u0041")]
    [DataRow("\\uD83D\\uD83D")]
    [DataRow("\\uDE00")]
    [DataRow("\\uDE00\\uD83D")]
    [DataRow("a\nb")]
    [DataRow("a\tb")]
    public void NoTexts(string text)
    {
        ContentReader reader = Read(ContentOf("vs", text), ContentFormat.SenmlJson);
        Assert.AreEqual((int)Status.BadRequest, (int)reader.Next());
    }

    /// <summary>They are texts of JSON, but none of LwM2M.</summary>
    [TestMethod]
    public void NoStrings()
    {
        ContentReader reader = Read(ContentOf("vs", "\\u0000"), ContentFormat.SenmlJson);
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.IsFalse(reader.Is(ResourceType.String));
        byte[] content = ContentOf("vs", "?");
        content[content.Length - 4] = 0xFF;
        reader = Read(content, ContentFormat.SenmlJson);
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.IsFalse(reader.Is(ResourceType.String));
    }

    [TestMethod]
    [DataRow("vd", "", "")]
    [DataRow("vd", "Zg", "66")]
    [DataRow("vd", "Zm8", "666F")]
    [DataRow("vd", "Zm9v", "666F6F")]
    [DataRow("vd", "Zm9vYg", "666F6F62")]
    [DataRow("vd", "-_-_", "FBFFBF")]
    [DataRow("vd", "\\u002d_-_", "FBFFBF")]
    [DataRow("sv", "Zm9vYg==", "666F6F62")]
    [DataRow("sv", "+\\/+\\/", "FBFFBF")]
    [DataRow("sv", "+/+/", "FBFFBF")]
    public void Data(string label, string text, string expected)
    {
        ContentReader reader = Read(
            ContentOf(label, text),
            label == "sv" ? ContentFormat.OmaJson : ContentFormat.SenmlJson);
        for (int walk = 0; walk < 3; walk++)
        {
            Assert.AreEqual((int)Status.Success, (int)reader.Next());
            Assert.IsTrue(reader.Is(ResourceType.Opaque));
            Assert.IsTrue(reader.Is(ResourceType.Opaque));
            Assert.AreEqual(expected, HexOf(reader));
            Assert.AreEqual((int)Status.NotFound, (int)reader.Next());
            reader.Rewind();
        }
    }

    [TestMethod]
    [DataRow("vd", "Z")]
    [DataRow("vd", "Zg==")]
    [DataRow("vd", "+/+/")]
    [DataRow("vd", "Zh")]
    [DataRow("vd", "Zm9v Zg")]
    [DataRow("vd", "Zm9vZ")]
    [DataRow("sv", "Zg")]
    [DataRow("sv", "-_-_")]
    public void NoData(string label, string text)
    {
        ContentReader reader = Read(
            ContentOf(label, text),
            label == "sv" ? ContentFormat.OmaJson : ContentFormat.SenmlJson);
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.IsFalse(reader.Is(ResourceType.Opaque));
        Assert.IsFalse(reader.Is(ResourceType.Opaque));
    }

    /// <summary>A text is no Opaque in SenML, and data no String.</summary>
    [TestMethod]
    public void TextAndData()
    {
        ContentReader reader = Read(ContentOf("vs", "Zm9v"), ContentFormat.SenmlJson);
        reader.Next();
        Assert.IsFalse(reader.Is(ResourceType.Opaque));
        reader = Read(ContentOf("vd", "Zm9v"), ContentFormat.SenmlJson);
        reader.Next();
        Assert.IsFalse(reader.Is(ResourceType.String));
        Assert.IsFalse(reader.Is(ResourceType.ObjectLink));
    }

    [TestMethod]
    [DataRow("0", "n0")]
    [DataRow("-0", "n0")]
    [DataRow("21.50", "n21.5")]
    [DataRow("5.0", "n5")]
    [DataRow("1e2", "n100")]
    [DataRow("1E+2", "n100")]
    [DataRow("-125e-3", "n-0.125")]
    [DataRow("9223372036854775807", "n9223372036854775807")]
    [DataRow("-9223372036854775808", "n-9223372036854775808")]
    [DataRow("9223372036854775808", "n9.223372036854776E18")]
    [DataRow("1e400", "?")]
    [DataRow("+1", "?")]
    [DataRow("-", "?")]
    [DataRow(".5", "?")]
    [DataRow("1.", "?")]
    [DataRow("1.e2", "?")]
    [DataRow("1e", "?")]
    [DataRow("1e+", "?")]
    [DataRow("--1", "?")]
    [DataRow("-+1", "?")]
    [DataRow("0x10", "?")]
    [DataRow("1 2", "?")]
    [DataRow("1_000", "?")]
    [DataRow("NaN", "?")]
    [DataRow("Infinity", "?")]
    [DataRow("tru", "?")]
    [DataRow("truex", "?")]
    [DataRow("fals", "?")]
    [DataRow("falsy", "?")]
    [DataRow("True", "?")]
    public void Numbers(string text, string expected)
    {
        Assert.AreEqual(
            expected == "?" ? "bad" : "/3/0/1=" + expected + " end",
            Senml("[{'n':'1','v':" + text + "}]"));
        string first = expected == "?" ? "bad" : "/3/0/1=b1 end";
        Assert.AreEqual(first, Senml("[{'n':'1','vb':true,'x':[1," + text + "]}]"));
    }

    [TestMethod]
    [DataRow(" [\n{\t'n' : '1' ,\r'v':1 } ] ", "/3/0/1=n1 end")]
    [DataRow("[{'\\u006e':'1','v':1}]", "/3/0/1=n1 end")]
    [DataRow("[{'n':'\\u0031','v':1}]", "/3/0/1=n1 end")]
    [DataRow("[{'bn':'\\/3\\/0\\/','n':'1','v':1},{'n':'2','v':2}]", "/3/0/1=n1 /3/0/2=n2 end")]
    [DataRow("[{'n':'1','v':1,'x':{'a':[{},[],{'b':null}],'c':true}}]", "/3/0/1=n1 end")]
    [DataRow("[{'n':'1','v':1,'x':[[[[[[[[]]]]]]]]}]", "/3/0/1=n1 end")]
    [DataRow("[{'n':'1','v':1,'x':[[[[[[[[[]]]]]]]]]}]", "bad")]
    [DataRow("[{'n':'1','v':1,'x':[1,]}]", "bad")]
    [DataRow("[{'n':'1','v':1,'x':[,1]}]", "bad")]
    [DataRow("[{'n':'1','v':1,'x':[1}}]", "bad")]
    [DataRow("[{'n':'1','v':1,'x':{1:2}}]", "bad")]
    [DataRow("[{'n':'1','v':1,'x':{'a'}}]", "bad")]
    [DataRow("[{'n':'1','v':1,}]", "bad")]
    [DataRow("[{,'n':'1','v':1}]", "bad")]
    [DataRow("[{'n':'1','v':1]", "bad")]
    [DataRow("[{'n' '1','v':1}]", "bad")]
    [DataRow("[{'n':'1';'v':1}]", "bad")]
    [DataRow("[{n:'1','v':1}]", "bad")]
    [DataRow("[{'n':'1','v':1},]", "/3/0/1=n1 bad")]
    [DataRow("[{'n':'1','v':1}{'n':'2','v':1}]", "/3/0/1=n1 bad")]
    [DataRow("[{'n':'1','v':1}//\n]", "/3/0/1=n1 bad")]
    public void Grammar(string content, string expected)
    {
        Assert.AreEqual(expected, Senml(content));
    }

    /// <summary>The characters that mark what has been decoded are no JSON.</summary>
    [TestMethod]
    public void NoMarksFromOutside()
    {
        foreach (int format in new int[] { ContentFormat.SenmlJson, ContentFormat.OmaJson })
        {
            for (int mark = 1; mark <= 2; mark++)
            {
                // A mark, the length 1, "a".
                byte[] content = ContentOf(format == ContentFormat.OmaJson ? "sv" : "vs", "??");
                int at = content.Length - (format == ContentFormat.OmaJson ? 7 : 6);
                content[at] = (byte)mark;
                content[at + 1] = 0;
                content[at + 2] = 1;
                content[at + 3] = (byte)'a';
                Assert.AreEqual("bad", RecordTesting.Dump(format, content, Lwm2mPath.Of(3, 0)));

                // Not in a walk that is begun anew before its end either.
                ContentReader reader = Read(content, format);
                reader.Rewind();
                Assert.AreEqual((int)Status.BadRequest, (int)reader.Next());
            }
        }
    }

    [TestMethod]
    public void OmaExampleOfDevice()
    {
        Assert.AreEqual(RecordVectors.DeviceValues, Oma(RecordVectors.DeviceOmaJson));
    }

    [TestMethod]
    [DataRow("{'e':[{'n':'0','sv':'a'}]}", "/3/0/0=sa end")]
    [DataRow("{'e':[{'n':'6/1','v':1},{'n':'9','bv':true},{'n':'10','bv':false}]}",
        "/3/0/6/1=n1 /3/0/9=b1 /3/0/10=b0 end")]
    [DataRow("{'e':[{'n':'0','sv':'a'}],'bn':'/3/0/'}", "/3/0/0=sa end")]
    [DataRow("{'bt':25462634,'x':[{'e':[]}],'e':[{'n':'1/2','v':22.4,'t':-5}],'bn':'/3/0/'} ",
        "/3/0/1/2=n22.4 end")]
    [DataRow("{'bn':'/','e':[{'n':'3/0/0','sv':'a'},{'n':'3/0/1','sv':'b'}]}",
        "/3/0/0=sa /3/0/1=sb end")]
    [DataRow("{'bn':'/3/0/9','e':[{'v':1}]}", "/3/0/9=n1 end")]
    [DataRow("{'bn':'/3/0/9','e':[{'n':'','v':1}]}", "/3/0/9=n1 end")]
    [DataRow("{'e':[{'n':'9','ov':'3:0'}]}", "/3/0/9=s3:0 end")]
    [DataRow("{'e':[{'n':'9','sv':'a\\nb'}],'bn':'\\/3\\/0\\/'}", "/3/0/9=sa\nb end")]
    [DataRow("{'e':[]}", "end")]
    [DataRow("{'e':[],'b_':1}", "end")]
    [DataRow("{}", "bad")]
    [DataRow("[]", "bad")]
    [DataRow("{'bn':'/3/0/'}", "bad")]
    [DataRow("{'e':{}}", "bad")]
    [DataRow("{'e':1}", "bad")]
    [DataRow("{'e':[],'e':[]}", "bad")]
    [DataRow("{'bn':'/','bn':'/','e':[]}", "bad")]
    [DataRow("{'bn':1,'e':[]}", "bad")]
    [DataRow("{'e':[]} 1", "bad")]
    [DataRow("{'e':[]", "bad")]
    [DataRow("{'e':[", "bad")]
    [DataRow("{'e':[{'n':'9','v':1,'e':[]}]}", "bad")]
    [DataRow("{'e':[{'n':'9','v':1,'sv':'a'}]}", "bad")]
    [DataRow("{'bn':'/4/0/','e':[{'n':'9','v':1}]}", "bad")]
    [DataRow("{'e':[{'n':'/4/0/9','v':1}]}", "bad")]
    public void OmaJson(string content, string expected)
    {
        Assert.AreEqual(expected, Oma(content));
    }

    private static string Senml(string content)
    {
        return RecordTesting.Dump(
            ContentFormat.SenmlJson, RecordTesting.Json(content), Lwm2mPath.Of(3, 0));
    }

    private static string Oma(string content)
    {
        return RecordTesting.Dump(
            ContentFormat.OmaJson, RecordTesting.Json(content), Lwm2mPath.Of(3, 0));
    }

    /// <summary>A record with one member and a name.</summary>
    private static byte[] ContentOf(string label, string text)
    {
        byte[] quoted = RecordTesting.Json("'" + label + "':'");
        byte[] value = Bytes.FromText(text);
        byte[] start = RecordTesting.Json(label == "sv" ? "{'e':[{'n':'1'," : "[{'n':'1',");
        byte[] end = RecordTesting.Json(label == "sv" ? "'}]}" : "'}]");
        return WireBytes.Join(
            WireBytes.Join(start, quoted), WireBytes.Join(value, end));
    }

    private static ContentReader Read(byte[] content, int format)
    {
        ContentReader reader = RecordTesting.ReaderOf(format);
        reader.Begin(content, 0, content.Length, Lwm2mPath.Of(3, 0));
        return reader;
    }

    private static string HexOf(ContentReader reader)
    {
        return ContentTesting.HexOf(reader.Buffer, reader.ValueOffset, reader.ValueLength);
    }
}
