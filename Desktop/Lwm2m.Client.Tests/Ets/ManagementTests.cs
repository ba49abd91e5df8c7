// ETS 221, 241, 260, 261, 401, 651 to 685, 1630, 1635: what is refused, Execute, Discover and
// Write-Attributes, Create and Delete, and the same over DTLS.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class ManagementTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_221_Attempt_to_perform_operations_on_Security(bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();

        bench.Expect("4.01", (server, device) => server.Read(device, "/0"));
        bench.Expect("4.01", (server, device) => server.WriteText(device, "/0/0/0", "coap://x"));
        bench.Expect(
            "4.01", (server, device) => server.WriteAttributes(device, "/0", "pmin=30&pmax=45"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_241_Rebooting_the_device(bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure);
        int reboots = 0;
        bench.Device.Rebooting = () => reboots++;
        bench.Register();
        Registration before = bench.Registration;

        bench.Expect("2.04", (server, device) => server.Execute(device, "/3/0/4"));
        bench.World.Run(100);
        Assert.Equal(1, reboots);

        bench.Reboot();
        bench.AwaitRegistered();
        bench.World.Run(20);
        Assert.False(before.IsActive);
        Assert.True(bench.Registration.IsActive);
        Assert.Equal("Contoso", bench.Text("/3/0/0"));
    }

    [Fact]
    public void ETS_260_Discover()
    {
        EtsBench bench = new EtsBench().Register();
        string[] instance =
        [
            "</3/0>", "</3/0/0>", "</3/0/1>", "</3/0/2>", "</3/0/3>", "</3/0/4>",
            "</3/0/6>;dim=2", "</3/0/7>;dim=2", "</3/0/8>;dim=2", "</3/0/9>", "</3/0/10>",
            "</3/0/11>;dim=1", "</3/0/12>", "</3/0/13>", "</3/0/14>", "</3/0/15>", "</3/0/16>",
            "</3/0/17>", "</3/0/18>", "</3/0/19>", "</3/0/20>", "</3/0/21>",
        ];

        Assert.Equal(["</3>;ver=1.1", .. instance], bench.Discover("/3"));

        bench.Attach("/3", "pmin=10&pmax=200");
        Assert.Equal(instance, bench.Discover("/3/0"));

        bench.Attach("/3/0/7", "lt=1&gt=6&st=1");
        instance[7] = "</3/0/7>;dim=2;gt=6;lt=1;st=1";
        Assert.Equal(instance, bench.Discover("/3/0"));

        // §6.3.2: a resource is shown with what it inherits, and with its instances.
        string[] resource = bench.Discover("/3/0/7");
        Assert.Equal(
            ["dim=2", "gt=6", "lt=1", "pmax=200", "pmin=10", "st=1"],
            resource[0].Split(';')[1..].Order(StringComparer.Ordinal));
        Assert.Equal(["</3/0/7/0>", "</3/0/7/1>"], resource[1..]);
    }

    [Fact]
    public void ETS_261_Write_attributes_on_multiple_resource()
    {
        EtsBench bench = new EtsBench().Register();
        Assert.Equal(["</3/0/11>;dim=1", "</3/0/11/0>"], bench.Discover("/3/0/11"));

        bench.Attach("/3", "pmin=10&pmax=200");
        bench.Attach("/3/0", "pmax=320");
        bench.Attach("/3/0/11/0", "pmax=100&epmin=1&epmax=20");

        string[] links = bench.Discover("/3/0/11");
        Assert.Equal(2, links.Length);
        AssertLink("</3/0/11>", ["dim=1", "pmax=320", "pmin=10"], links[0]);
        AssertLink("</3/0/11/0>", ["epmax=20", "epmin=1", "pmax=100"], links[1]);
    }

    [Fact]
    public void ETS_401_UDP_channel_security_with_pre_shared_key()
    {
        EtsBench bench = new EtsBench(isSecure: true).Register();

        Assert.Equal(SecureEdge.Identity, bench.World.Secure!.Connection!.Session!.Identity);
        Assert.All(bench.Sent, datagram => Assert.InRange(datagram.Bytes[0], 20, 25));
        Assert.Equal(
            "Contoso",
            bench.Read("/3/0", MediaType.Tlv).Tlv().Find(node => node.Id == 0)!.Text);
    }

    [Fact]
    public void ETS_651_Device_object_access_to_the_resources()
    {
        EtsBench bench = new EtsBench().Register();

        bench.Expect("2.04", (server, device) => server.WritePartial(
            device, "/3/0", MediaType.Tlv, Convert.FromHexString(
                "C40D5182428F" + "C60E2B30323A3030" + "C80F0C4575726F70652F5061726973")));
        Assert.InRange(long.Parse(bench.Text("/3/0/13")), 1367491215, 1367491217);
        Assert.Equal("+02:00", bench.Text("/3/0/14"));
        Assert.Equal("Europe/Paris", bench.Text("/3/0/15"));

        bench.Expect("2.04", (server, device) => server.WriteReplace(
            device, "/3/0", MediaType.Tlv, TlvCodec.Encode(
                TlvNode.Resource(13, bench.World.UtcSeconds),
                TlvNode.Resource(14, "+01:00"), TlvNode.Resource(15, "Europe/Berlin"))));
        Assert.InRange(
            long.Parse(bench.Text("/3/0/13")) - bench.World.UtcSeconds, -1, 1);
        Assert.Equal("+01:00", bench.Text("/3/0/14"));
        Assert.Equal("Europe/Berlin", bench.Text("/3/0/15"));
    }

    [Fact]
    public void ETS_652_Device_object_firmware_version()
    {
        EtsBench bench = new EtsBench().Register();

        Assert.Equal("1.0", bench.Text("/3/0/3"));
        Assert.Equal("1.0", bench.Read("/3/0/3").ValueOf("/3/0/3").Text);
    }

    [Fact]
    public void ETS_680_Device_object_create_instance()
    {
        EtsBench bench = new EtsBench().Register();

        bench.Expect("4.05", (server, device) => server.Create(
            device, 3, 1, TlvNode.Resource(14, "+02:00")));
        Assert.DoesNotContain((3, 1), bench.Registration.Instances);
        Assert.Equal("Contoso", bench.Text("/3/0/0"));
    }

    [Fact]
    public void ETS_685_Device_object_delete_instance()
    {
        EtsBench bench = new EtsBench().Register();

        bench.Expect("4.05", (server, device) => server.Delete(device, "/3/0"));
        Assert.Equal("Contoso", bench.Text("/3/0/0"));
    }

    [Theory]
    [InlineData(MediaType.Tlv, false)]
    [InlineData(MediaType.SenmlCbor, true)]
    public void ETS_1630_Create_Portfolio_object_instance(int format, bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();
        Assert.Contains("</16/0/0>;dim=4", bench.Discover("/16/0"));

        byte[] content = format == MediaType.Tlv
            ? TlvCodec.Encode(TlvNode.Instance(1, TlvNode.Multiple(
                0,
                TlvNode.ResourceInstance(0, "Host Device ID #2"),
                TlvNode.ResourceInstance(1, "Host Device Model #2"))))
            : Senml.Encode(
                format,
                [
                    new SenmlRecord("/16/1/0/0", "Host Device ID #2"),
                    new SenmlRecord("/16/1/0/1", "Host Device Model #2"),
                ]);
        CoapMessage update = bench.AwaitUpdate(() => bench.Expect(
            "2.01", (server, device) => server.Create(device, "/16", format, content)));

        Assert.Contains("</16/1>", update.PayloadText);
        Assert.Contains((16, 1), bench.Registration.Instances);
        Assert.Contains("</16/1/0>;dim=2", bench.Discover("/16/1"));
        List<TlvNode> nodes = bench.Read("/16", MediaType.Tlv).Tlv();
        Assert.Equal([0, 1], nodes.Select(node => (int)node.Id));
        Assert.Equal(4, nodes[0].Find(0)!.Children.Count);
        Assert.Equal(
            ["Host Device ID #2", "Host Device Model #2"],
            nodes[1].Find(0)!.Children.Select(node => node.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_1635_Delete_Portfolio_object_instance(bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();
        string[] before = bench.Discover("/16/0");
        Assert.Equal(["</16/0>", "</16/0/0>;dim=4"], before[..2]);

        CoapMessage update = bench.AwaitUpdate(() => bench.Expect(
            "2.02", (server, device) => server.Delete(device, "/16/0")));

        Assert.Contains("</16>", update.PayloadText);
        Assert.DoesNotContain(
            bench.Registration.Instances, instance => instance.ObjectId == 16);
        Assert.Equal(["</16>"], bench.Discover("/16"));
        bench.Expect("4.04", (server, device) => server.Read(device, "/16/0"));
    }

    private static void AssertLink(string target, string[] attributes, string link)
    {
        string[] parts = link.Split(';');
        Assert.Equal(target, parts[0]);
        Assert.Equal(attributes, parts[1..].Order(StringComparer.Ordinal));
    }
}
