// Package URIs on their way to options (RFC 7252 §6.4), and what is none: every prefix, every wrong
// byte.

using System.Text;
using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Downloads.DownloadBench;

namespace Lwm2m.Client.DesktopTests.Downloads;

public sealed class DownloadUriTests
{
    private const string Full =
        "coap://files.example:5683/firmware/image?board=thermo%26co&version=2";

    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 1_500);

    /// <summary>What is behind the host, as options: segments, then arguments.</summary>
    [Theory]
    [InlineData("", "", "")]
    [InlineData("/", "", "")]
    [InlineData("?", "", "")]
    [InlineData("/a", "a", "")]
    [InlineData("/a/b/c", "a|b|c", "")]
    [InlineData("/a/", "a|", "")]
    [InlineData("//a", "|a", "")]
    [InlineData("/a//b", "a||b", "")]
    [InlineData("?x=1", "", "x=1")]
    [InlineData("/?x=1&y", "", "x=1|y")]
    [InlineData("/a?x/y?z=%2F&&=", "a", "x/y?z=/||=")]
    [InlineData("/%7Euser/a%20b%2Fc/%E2%82%AC", "~user|a b/c|€", "")]
    [InlineData("/a&b/c=d", "a&b|c=d", "")]
    public void A_URI_becomes_options(string tail, string path, string query)
    {
        DownloadBench bench = Start();
        bench.Answer = _ => new CoapMessage { Code = CoapCode.NotFound };

        bench.Fetch("coap://files.example" + tail);
        bench.Await(FirmwareState.Idle, FirmwareResult.InvalidUri, 1_000);

        CoapMessage get = Assert.Single(bench.Gets).Message;
        Assert.Equal(["files.example"], get.Texts(OptionNumber.UriHost));
        Assert.Equal(path, string.Join('|', get.Texts(OptionNumber.UriPath)));
        Assert.Equal(
            tail.Count(c => c == '/') == 0 || tail is "/" or "/?x=1&y" ? 0 : path.Split('|').Length,
            get.Texts(OptionNumber.UriPath).Count());
        Assert.Equal(query, string.Join('|', get.Texts(OptionNumber.UriQuery)));
    }

    [Fact]
    public void The_longest_URI_is_fetched_and_a_longer_one_refused()
    {
        DownloadBench bench = Start();
        string path = "/" + string.Join('/', Enumerable.Repeat("0123456789abc", 14));
        string uri = ("coap://files.example" + path + "/rest-of-the-path").PadRight(255, 'x');
        bench.Source.Core.Files.Set(uri["coap://files.example".Length..], s_image);

        bench.Fetch(uri + "x", "4.00");
        bench.FetchWhole(uri);
        Assert.Equal(uri, bench.World.Answer(
            bench.World.Server.Read(bench.World.Registration!, "/5/0/1", 0)).Text);
    }

    /// <summary>An address is where the datagram goes: Uri-Host need not say it.</summary>
    [Theory]
    [InlineData("2001:db8::a", "[2001:db8::a]")]
    [InlineData("2001:db8::a", "[2001:db8::a]:5683")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7", "192.0.2.7:5683")]
    public void A_port_and_an_address_are_understood(string host, string authority)
    {
        DownloadBench bench = new(() => new FirmwareShelf(), host: host);
        bench.Source.Core.Files.Set(ImagePath, s_image);
        bench.Register();

        bench.FetchWhole($"coap://{authority}{ImagePath}");
        Assert.All(bench.Gets, get => Assert.Empty(get.Message.Texts(OptionNumber.UriHost)));
    }

    [Theory]
    [InlineData("COAP://files.example")]
    [InlineData("CoaP://files.example:")]
    [InlineData("coap://files.example:05683")]
    public void Capitals_of_the_scheme_and_the_form_of_the_port_do_not_matter(string origin)
    {
        DownloadBench bench = Start();
        bench.Source.Core.Files.Set(ImagePath, s_image);

        bench.FetchWhole(origin + ImagePath);
    }

    [Theory]
    [InlineData("http://files.example/firmware/image")]
    [InlineData("https://files.example/firmware/image")]
    [InlineData("coap+tcp://files.example/firmware/image")]
    [InlineData("coaps+tcp://files.example/firmware/image")]
    [InlineData("coapx://files.example/firmware/image")]
    [InlineData("coa://files.example/firmware/image")]
    [InlineData("co\u0001p://files.example/firmware/image")]
    [InlineData("tftp://files.example/firmware/image")]
    public void Another_scheme_is_not_supported(string uri)
    {
        DownloadBench bench = Start();

        bench.Fetch(uri);
        bench.Await(FirmwareState.Idle, FirmwareResult.UnsupportedProtocol, 1_000);
    }

    /// <summary>Each beginning of a URI ends as an invalid one, or as one that fetches something
    /// else.</summary>
    [Fact]
    public void Every_prefix_comes_to_an_end()
    {
        DownloadBench bench = Start();
        bench.Source.Core.Files.Set("/firmware/image", s_image);
        for (int length = 1; length < Full.Length; length++)
        {
            bench.Fetch(Full[..length]);
            bench.World.RunUntil(
                () => bench.Firmware.State != FirmwareState.Downloading, 3_600_000);
            bool isImage = length >= Full.IndexOf('?') && !Full[..length].EndsWith('%')
                && !Full[..length].EndsWith("%2");
            Assert.Equal(
                (length, isImage ? FirmwareState.Downloaded : FirmwareState.Idle,
                    isImage ? FirmwareResult.None : FirmwareResult.InvalidUri),
                (length, bench.Firmware.State, bench.Firmware.Result));
            bench.Fetch("");
        }
    }

    /// <summary>Each byte in turn becomes another one: no exception, and an end.</summary>
    [Theory]
    [InlineData(0x00)]
    [InlineData((byte)' ')]
    [InlineData((byte)'%')]
    [InlineData((byte)'/')]
    [InlineData((byte)':')]
    [InlineData((byte)'?')]
    [InlineData((byte)'[')]
    [InlineData((byte)']')]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void Every_wrong_byte_comes_to_an_end(byte wrong)
    {
        DownloadBench bench = Start();
        bench.Source.Core.Files.Set("/firmware/image", s_image);
        for (int i = 0; i < Full.Length; i++)
        {
            byte[] uri = Encoding.ASCII.GetBytes(Full);
            uri[i] = wrong;
            bench.Expect("2.04", (server, device) => server.WriteValue(
                device, "/5/0/1", MediaType.Text, uri));
            Assert.True(bench.World.RunUntil(
                () => bench.Firmware.State != FirmwareState.Downloading, 3_600_000));
            Assert.True(
                bench.Firmware.State == FirmwareState.Downloaded
                    || bench.Firmware.Result is FirmwareResult.InvalidUri
                        or FirmwareResult.UnsupportedProtocol or FirmwareResult.ConnectionLost);
            bench.Fetch("");
        }
    }

    private static DownloadBench Start() =>
        new DownloadBench(() => new FirmwareShelf()).Register();
}
