// The server's link-format reader: what RFC 6690 §2 allows is read, and what the reference
// server refuses is refused.

using System.Text;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class LinkFormatTests
{
    [Fact]
    public void An_object_list_is_read()
    {
        const string text = "</>;rt=\"oma.lwm2m\";ct=\"60 110 112 11542\",</1/0>,</3/0>,"
            + "</3303>;ver=1.1,</3303/0>";
        List<Link> links = Parse(text);
        Assert.Equal(["/", "/1/0", "/3/0", "/3303", "/3303/0"], links.Select(l => l.Target));
        Assert.Equal(new LinkAttribute("rt", "oma.lwm2m", true), links[0].Attributes[0]);
        Assert.Equal(new LinkAttribute("ct", "60 110 112 11542", true), links[0].Attributes[1]);
        Assert.Equal(new LinkAttribute("ver", "1.1", false), Assert.Single(links[3].Attributes));
        Assert.Empty(links[4].Attributes);
        Assert.Equal(text, string.Join(',', links));
    }

    [Fact]
    public void A_discover_is_read()
    {
        List<Link> links = Parse(
            "</3/0>;pmin=10;pmax=60,</3/0/6>;dim=8,</3/0/9>;gt=50.5;lt=42.2;st=1");
        Assert.Equal("8", links[1].ValueOf("dim"));
        Assert.Equal("42.2", links[2].ValueOf("lt"));
        Assert.Null(links[2].Find("pmin"));
    }

    [Theory]
    [InlineData("</foo>;param=\",\",</bar>", ",")]
    [InlineData("</foo>;param=\";\",</bar>", ";")]
    [InlineData("</foo>;param=\"<\",</bar>", "<")]
    [InlineData("</foo>;param=\"=\",</bar>", "=")]
    [InlineData("</foo>;param=\" \\\\ \",</bar>", " \\\\ ")]
    [InlineData("</foo>;param=\" \\\" \\\" \",</bar>", " \\\" \\\" ")]
    [InlineData("</foo>;param=\"\",</bar>", "")]
    [InlineData("</foo>;param=!#$%&'()*+-.:<=>?@[]^_`{|}~a1z9,</bar>",
        "!#$%&'()*+-.:<=>?@[]^_`{|}~a1z9")]
    [InlineData("</foo>;param=/,</bar>", "/")]
    [InlineData("</foo>;param,</bar>", null)]
    public void Values_may_have_marks(string text, string? value)
    {
        List<Link> links = Parse(text);
        Assert.Equal(["/foo", "/bar"], links.Select(link => link.Target));
        LinkAttribute attribute = Assert.Single(links[0].Attributes);
        Assert.Equal("param", attribute.Name);
        Assert.Equal(value, attribute.Value);
    }

    [Theory]
    [InlineData("</3/0>, </1/0>")]
    [InlineData(" </3/0>")]
    [InlineData("</3/0> ")]
    [InlineData("</3/0>,")]
    [InlineData(",</3/0>")]
    [InlineData("</3/0>,,</1/0>")]
    [InlineData("</3/0>;")]
    [InlineData("</3/0>; ver=1.1")]
    [InlineData("</3/0>;ver =1.1")]
    [InlineData("</3/0>;ver=")]
    [InlineData("</3/0>;ver=1.1 ")]
    [InlineData("</3/0>;=1.1")]
    [InlineData("</3/0>;ct=60 110")]
    [InlineData("</3/0>;ct=\"60 110")]
    [InlineData("</3/0>;ct=\"60\\\"")]
    [InlineData("</3/0>;ct=\"60\"x")]
    [InlineData("</3/0")]
    [InlineData("3/0>")]
    [InlineData("<3/0>")]
    [InlineData("<>")]
    [InlineData("</3 0>")]
    [InlineData("</3/0></1/0>")]
    [InlineData("/3/0")]
    public void What_is_not_link_format_is_refused(string text)
    {
        Assert.False(LinkFormat.TryParse(
            Encoding.UTF8.GetBytes(text), out _, out string? error));
        Assert.NotNull(error);
    }

    [Fact]
    public void What_is_not_UTF_8_is_refused() =>
        Assert.False(LinkFormat.TryParse([0x3C, 0x2F, 0xC3, 0x3E], out _, out _));

    [Fact]
    public void Nothing_has_no_links() => Assert.Empty(Parse(""));

    [Theory]
    [InlineData("/3", new ushort[] { 3 })]
    [InlineData("/3/0/11/65535", new ushort[] { 3, 0, 11, 65535 })]
    [InlineData("/", null)]
    [InlineData("/3/", null)]
    [InlineData("/03", null)]
    [InlineData("/65536", null)]
    [InlineData("/3/0/1/2/3", null)]
    [InlineData("/rd/a", null)]
    public void Targets_are_told_from_other_paths(string target, ushort[]? ids)
    {
        bool isPath = new Link(target, []).TryGetIds(out ushort[] read);
        Assert.Equal(ids is not null, isPath);
        Assert.Equal(ids ?? [], read);
    }

    private static List<Link> Parse(string text) => LinkFormat.Parse(Encoding.UTF8.GetBytes(text));
}
