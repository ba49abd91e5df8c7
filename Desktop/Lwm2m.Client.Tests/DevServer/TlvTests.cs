// The server's TLV codec against the examples of OMA LwM2M 1.0 §6.4.3 (the same in 1.1 Core
// §7.4.5), and with input that is not TLV.

using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class TlvTests
{
    /// <summary>A single object instance, /3/0, byte by byte.</summary>
    private const string Device =
        "C80014" + "4F70656E204D6F62696C6520416C6C69616E6365" +       // 0 "Open Mobile Alliance"
        "C80116" + "4C69676874776569676874204D324D20436C69656E74" +   // 1 "Lightweight M2M Client"
        "C80209" + "333435303030313233" +                             // 2 "345000123"
        "C303" + "312E30" +                                           // 3 "1.0"
        "8606" + "410001" + "410105" +                                // 6 [1, 5]
        "880708" + "42000ED8" + "42011388" +                          // 7 [3800, 5000]
        "8708" + "41007D" + "42010384" +                              // 8 [125, 900]
        "C10964" +                                                    // 9 100
        "C10A0F" +                                                    // 10 15
        "830B" + "410000" +                                           // 11 [0]
        "C40D" + "5182428F" +                                         // 13 2013-05-02 10:40:15
        "C60E" + "2B30323A3030" +                                     // 14 "+02:00"
        "C11055";                                                     // 16 "U"

    private const string AccessControl =
        "08000E" + "C10001" + "C10100" + "8302" + "417F07" + "C1037F" +
        "080212" + "C10003" + "C10100" + "8702" + "417F07" + "61013601" + "C1037F";

    private const string Server = "08000F" + "C10001" + "C40100015180" + "C10601" + "C10755";

    private const string ObjectLinks =
        "88000C" + "440000420000" + "440100420001" +
        "C8010D" + "38363133383030373535353030" + "C40212345678";

    private const string LinkedObjects =
        "080026" + "C8000B" + "6D79536572766963652031" +
        "C8010F" + "496E7465726E65742E31352E323334" + "C40200430000" +
        "080126" + "C8000B" + "6D79536572766963652032" +
        "C8010F" + "496E7465726E65742E31352E323335" + "C402FFFFFFFF";

    [Fact]
    public void A_single_instance_is_decoded()
    {
        List<TlvNode> nodes = Decode(Device);
        Assert.Equal([0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 13, 14, 16],
            nodes.Select(node => (int)node.Id));
        Assert.Equal("Open Mobile Alliance", nodes[0].Text);
        Assert.Equal("Lightweight M2M Client", nodes[1].Text);
        Assert.Equal("345000123", nodes[2].Text);
        Assert.Equal("1.0", nodes[3].Text);
        Assert.Equal([1L, 5L], Integers(nodes[4]));
        Assert.Equal([3800L, 5000L], Integers(nodes[5]));
        Assert.Equal([125L, 900L], Integers(nodes[6]));
        Assert.Equal(100, Integer(nodes[7]));
        Assert.Equal(15, Integer(nodes[8]));
        Assert.Equal([0L], Integers(nodes[9]));
        Assert.Equal(1367491215, Integer(nodes[10]));
        Assert.Equal("+02:00", nodes[11].Text);
        Assert.Equal("U", nodes[12].Text);
    }

    [Fact]
    public void A_single_instance_is_encoded() => Assert.Equal(
        Device,
        Convert.ToHexString(TlvCodec.Encode(
            TlvNode.Resource(0, "Open Mobile Alliance"),
            TlvNode.Resource(1, "Lightweight M2M Client"),
            TlvNode.Resource(2, "345000123"),
            TlvNode.Resource(3, "1.0"),
            TlvNode.Multiple(6, TlvNode.ResourceInstance(0, 1), TlvNode.ResourceInstance(1, 5)),
            TlvNode.Multiple(
                7, TlvNode.ResourceInstance(0, 3800), TlvNode.ResourceInstance(1, 5000)),
            TlvNode.Multiple(
                8, TlvNode.ResourceInstance(0, 125), TlvNode.ResourceInstance(1, 900)),
            TlvNode.Resource(9, 100),
            TlvNode.Resource(10, 15),
            TlvNode.Multiple(11, TlvNode.ResourceInstance(0, 0)),
            TlvNode.Resource(13, 1367491215),
            TlvNode.Resource(14, "+02:00"),
            TlvNode.Resource(16, "U"))));

    [Fact]
    public void Several_instances_are_decoded()
    {
        List<TlvNode> nodes = Decode(AccessControl);
        Assert.All(nodes, node => Assert.Equal(TlvType.ObjectInstance, node.Type));
        Assert.Equal([0, 2], nodes.Select(node => (int)node.Id));
        TlvNode second = nodes[1];
        Assert.Equal(3, Integer(second.Find(0)!));
        Assert.Equal([127, 310], second.Find(2)!.Children.Select(child => (int)child.Id));
        Assert.Equal([7L, 1L], Integers(second.Find(2)!));

        TlvNode server = Assert.Single(Decode(Server));
        Assert.Equal(86_400, Integer(server.Find(1)!));
        Assert.True(server.Find(6)!.TryGetBoolean(out bool stores) && stores);
        Assert.Equal("U", server.Find(7)!.Text);
    }

    [Fact]
    public void Object_links_are_decoded()
    {
        List<TlvNode> nodes = Decode(ObjectLinks);
        Assert.Equal([new ObjectLink(66, 0), new ObjectLink(66, 1)],
            nodes[0].Children.Select(ObjectLinkOf));
        Assert.Equal("8613800755500", nodes[1].Text);
        Assert.Equal(0x12345678, Integer(nodes[2]));

        nodes = Decode(LinkedObjects);
        Assert.Equal("Internet.15.235", nodes[1].Find(1)!.Text);
        Assert.Equal(new ObjectLink(67, 0), ObjectLinkOf(nodes[0].Find(2)!));
        Assert.Equal(new ObjectLink(65535, 65535), ObjectLinkOf(nodes[1].Find(2)!));
    }

    [Theory]
    [InlineData(Device)]
    [InlineData(AccessControl)]
    [InlineData(Server)]
    [InlineData(ObjectLinks)]
    [InlineData(LinkedObjects)]
    [InlineData("080079" + Device)]
    public void Every_example_is_encoded_as_it_was(string hex) =>
        Assert.Equal(hex, Convert.ToHexString(TlvCodec.Encode(Decode(hex))));

    [Theory]
    [InlineData(7, "C7" + "05")]
    [InlineData(8, "C8" + "05" + "08")]
    [InlineData(255, "C8" + "05" + "FF")]
    [InlineData(256, "D0" + "05" + "0100")]
    [InlineData(65535, "D0" + "05" + "FFFF")]
    [InlineData(65536, "D8" + "05" + "010000")]
    public void Each_length_has_its_form(int length, string header)
    {
        byte[] bytes = TlvCodec.Encode(TlvNode.Resource(5, new byte[length]));
        Assert.Equal(header, Convert.ToHexString(bytes)[..header.Length]);
        Assert.Equal(length, Assert.Single(TlvCodec.Decode(bytes)).Value.Length);
    }

    [Theory]
    [InlineData("C1", "cut off")]
    [InlineData("C800", "cut off")]
    [InlineData("E101", "cut off")]
    [InlineData("C100", "beyond the end")]
    [InlineData("C8000501", "beyond the end")]
    [InlineData("C10001C10002", "twice")]
    [InlineData("0800" + "06" + "C10001C10002", "twice")]
    [InlineData("8306" + "C10001", "inside")]
    [InlineData("0300" + "410001", "inside")]
    [InlineData("0300" + "080000", "inside")]
    [InlineData("0300" + "C10001" + "C10001", "levels")]
    public void What_is_not_TLV_is_refused(string hex, string reason)
    {
        Assert.False(TlvCodec.TryDecode(
            Convert.FromHexString(hex), out _, out string? error));
        Assert.Contains(reason, error);
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-128L, "80")]
    [InlineData(127L, "7F")]
    [InlineData(128L, "0080")]
    [InlineData(-32768L, "8000")]
    [InlineData(32768L, "00008000")]
    [InlineData(int.MinValue, "80000000")]
    [InlineData(2147483648L, "0000000080000000")]
    [InlineData(long.MinValue, "8000000000000000")]
    public void Integers_have_the_smallest_of_four_sizes(long value, string hex)
    {
        TlvNode node = TlvNode.Resource(1, value);
        Assert.Equal(hex, Convert.ToHexString(node.Value.Span));
        Assert.Equal(value, Integer(node));
    }

    [Fact]
    public void Values_of_the_wrong_size_are_not_values()
    {
        TlvNode three = TlvNode.Resource(1, new byte[3]);
        Assert.False(three.TryGetInteger(out _));
        Assert.False(three.TryGetDouble(out _));
        Assert.False(three.TryGetBoolean(out _));
        Assert.False(three.TryGetObjectLink(out _));
        Assert.False(TlvNode.Resource(1, 2).TryGetBoolean(out _));
        Assert.True(TlvNode.Resource(1, 21.5).TryGetDouble(out double value));
        Assert.Equal(21.5, value);
        Assert.True(TlvNode.Resource(1, Convert.FromHexString("41AC0000"))
            .TryGetDouble(out value));
        Assert.Equal(21.5, value);
    }

    [Fact]
    public void Every_prefix_and_corruption_of_the_examples_is_decoded_without_exception()
    {
        int accepted = 0;
        string[] examples = [Device, AccessControl, Server, ObjectLinks, LinkedObjects];
        foreach (string hex in examples)
        {
            byte[] bytes = Convert.FromHexString(hex);
            for (int length = 0; length < bytes.Length; length++)
            {
                accepted += TlvCodec.TryDecode(bytes.AsMemory(0, length), out _, out _) ? 1 : 0;
            }

            for (int at = 0; at < bytes.Length; at++)
            {
                byte right = bytes[at];
                for (int value = 0; value < 256; value++)
                {
                    bytes[at] = (byte)value;
                    bool isTlv = TlvCodec.TryDecode(bytes, out _, out string? error);
                    if (isTlv != error is null || (value % 16 == 0
                        && PayloadText.Describe(MediaType.Tlv, bytes).Length == 0))
                    {
                        Assert.Fail($"{Convert.ToHexString(bytes)}: {isTlv}, {error}");
                    }

                    accepted += isTlv ? 1 : 0;
                }

                bytes[at] = right;
            }
        }

        Assert.True(accepted > 1000, $"only {accepted} were accepted");
    }

    private static List<TlvNode> Decode(string hex) =>
        TlvCodec.Decode(Convert.FromHexString(hex));

    private static long Integer(TlvNode node)
    {
        Assert.True(node.TryGetInteger(out long value));
        return value;
    }

    private static long[] Integers(TlvNode node)
    {
        Assert.Equal(TlvType.MultipleResource, node.Type);
        return [.. node.Children.Select(Integer)];
    }

    private static ObjectLink ObjectLinkOf(TlvNode node)
    {
        Assert.True(node.TryGetObjectLink(out ObjectLink value));
        return value;
    }
}
