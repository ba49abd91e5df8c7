// What two servers may do with the same objects (OMA LwM2M Core 1.1 §8), asked for over the wire.

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class AccessRightTests
{
    private const int First = 101;
    private const int Second = 102;

    private static readonly long s_instance = Lwm2mPath.Of(SimulatedObject.Id, 0);

    [Fact]
    public void What_nobody_gives_rights_to_is_for_all_servers()
    {
        Bench bench = new Bench(servers: 2).Register();

        foreach (int server in new[] { 0, 1 })
        {
            Assert.Equal("2.05", Code(bench, server, (s, d) => s.Read(d, "/33000/0/0")));
            Assert.Equal("2.04", Code(bench, server, (s, d) => s.WriteText(d, "/33000/0/0", "7")));
            Assert.Equal("2.04", Code(bench, server, (s, d) => s.Execute(d, "/33000/0/4")));
            Assert.Equal("2.05", Code(bench, server, (s, d) => s.Read(d, "/2")));
        }
    }

    [Fact]
    public void A_server_sees_and_changes_its_own_account_only()
    {
        Bench bench = new Bench(servers: 2).Register();

        Assert.Equal([0], Instances(Ask(bench, 0, (s, d) => s.Read(d, "/1", MediaType.Tlv))));
        Assert.Equal([1], Instances(Ask(bench, 1, (s, d) => s.Read(d, "/1", MediaType.Tlv))));
        Assert.Equal("2.04", Code(bench, 1, (s, d) => s.WriteText(d, "/1/1/1", "600")));
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.Read(d, "/1/0")));
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.WriteText(d, "/1/0/1", "600")));
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.WriteAttributes(d, "/1/0", "pmin=1")));
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.Execute(d, "/1/0/8")));
        Assert.Equal(300, bench.Account.LifetimeSeconds);
    }

    [Theory]
    [InlineData(AccessRight.None, "4.01", "4.01", "4.01", "4.01")]
    [InlineData(AccessRight.Read, "2.05", "2.04", "4.01", "4.01")]
    [InlineData(AccessRight.Write, "4.01", "4.01", "2.04", "4.01")]
    [InlineData(AccessRight.Execute, "4.01", "4.01", "4.01", "2.04")]
    [InlineData(AccessRight.All, "2.05", "2.04", "2.04", "2.04")]
    public void Each_operation_takes_its_right(
        int rights, string read, string attributes, string write, string execute)
    {
        Bench bench = NewBench((Second, rights));

        Assert.Equal(read, Code(bench, 1, (s, d) => s.Read(d, "/33000/0")));
        Assert.Equal(read, Code(bench, 1, (s, d) => s.Read(d, "/33000/0/3/1")));
        Assert.Equal(read, Code(bench, 1, (s, d) => s.Read(d, "/33000")));
        Assert.Equal(read, Observe(bench, 1, "/33000/0/0").Request.Response!.Code.Dotted);
        Assert.Equal(
            attributes, Code(bench, 1, (s, d) => s.WriteAttributes(d, "/33000/0", "pmin=1")));
        Assert.Equal(write, Code(bench, 1, (s, d) => s.WriteText(d, "/33000/0/0", "1")));
        Assert.Equal(write, Code(bench, 1, (s, d) => s.WritePartial(
            d, "/33000/0", MediaType.Tlv, TlvCodec.Encode(TlvNode.Resource(0, 2)))));
        Assert.Equal(execute, Code(bench, 1, (s, d) => s.Execute(d, "/33000/0/4")));

        // What is not there is not there, and Discover is for everybody (§8.2.4).
        Assert.Equal("4.04", Code(bench, 1, (s, d) => s.Read(d, "/33000/9")));
        Assert.Equal("2.05", Code(bench, 1, (s, d) => s.Discover(d, "/33000/0")));
        Assert.Equal("2.04", Code(bench, 1, (s, d) => s.WriteAttributes(d, "/33000", "pmin=1")));
    }

    [Fact]
    public void What_the_default_entry_says_holds_for_servers_without_one()
    {
        Bench bench = NewBench((0, AccessRight.Read), (Second, AccessRight.Write));

        Assert.Equal("2.05", Code(bench, 0, (s, d) => s.Read(d, "/33000/0/0")));
        Assert.Equal("4.01", Code(bench, 0, (s, d) => s.WriteText(d, "/33000/0/0", "1")));
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.Read(d, "/33000/0/0")));
        Assert.Equal("2.04", Code(bench, 1, (s, d) => s.WriteText(d, "/33000/0/0", "1")));
    }

    [Fact]
    public void Of_an_object_a_server_gets_the_instances_that_it_may_read()
    {
        Bench bench = new(servers: 2, provision: accounts =>
        {
            accounts.SetRights(Lwm2mPath.Of(SimulatedObject.Id, 1), First, AccessRight.All);
        });
        bench.Object.ToggleInstance(1);
        bench.Object.ToggleInstance(2);
        bench.Register();

        Assert.Equal([0, 1, 2], Instances(Ask(bench, 0, Read)));
        Assert.Equal([0, 2], Instances(Ask(bench, 1, Read)));
        bench.Object.ToggleInstance(0);
        bench.Object.ToggleInstance(2);
        Assert.Equal([1], Instances(Ask(bench, 0, Read)));
        Assert.Equal("4.01", Code(bench, 1, Read));
        bench.Object.ToggleInstance(1);
        Assert.Empty(Instances(Ask(bench, 1, Read)));

        static DeviceRequest Read(ServerCore server, Registration device) =>
            server.Read(device, "/33000", MediaType.Tlv);
    }

    [Fact]
    public void The_owner_gives_and_takes_rights_and_notifications_end_with_them()
    {
        Bench bench = NewBench((Second, AccessRight.Read));
        Observation kept = Observe(bench, 1, "/33001/0");
        Observation taken = Observe(bench, 1, "/33000/0/2");
        Assert.True(kept.IsActive && taken.IsActive);
        bench.Object.Measure(21);
        bench.World.Run(1_000);
        Assert.Equal(1, taken.NotificationsReceived);

        // Nobody owns it yet: it was given by the application.
        Assert.Equal("4.01", Code(bench, 0, (s, d) => WriteEntry(s, d, AccessRight.None)));
        bench.Accounts.Configuration.Set(Lwm2mPath.Of(2, 0, 3), First);
        Assert.Equal("4.01", Code(bench, 1, (s, d) => WriteEntry(s, d, AccessRight.All)));
        Assert.Equal("2.05", Code(bench, 1, (s, d) => s.Read(d, "/2/0")));
        Assert.Equal("2.04", Code(bench, 0, (s, d) => WriteEntry(s, d, AccessRight.Write)));

        bench.Object.Measure(22);
        bench.World.Run(1_000);
        Assert.Equal(1, taken.NotificationsReceived);
        Assert.Equal(ObservationEnd.EndedByDevice, taken.End);
        Assert.Contains(bench.SentTo(1), message => message.Code.Dotted == "4.01"
            && message.Token == taken.Token);
        Assert.True(kept.IsActive);
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.Read(d, "/33000/0/2")));
    }

    [Fact]
    public void Changes_of_what_a_server_may_not_read_are_not_told()
    {
        Bench bench = new(servers: 2, provision: accounts =>
        {
            accounts.SetRights(s_instance, First, AccessRight.All);
        });
        bench.Object.ToggleInstance(1);
        bench.Register();
        Observation first = Observe(bench, 0, "/33000");
        Observation second = Observe(bench, 1, "/33000");

        bench.Object.Measure(30);
        bench.World.Run(1_000);
        Assert.Equal(1, first.NotificationsReceived);
        Assert.Equal(0, second.NotificationsReceived);
        Assert.True(second.IsActive);
    }

    [Fact]
    public void Who_creates_an_instance_owns_it_until_it_is_deleted()
    {
        Bench bench = NewPortfolioBench();
        Assert.Equal("4.01", Code(bench, 0, Create));
        Assert.Equal("2.01", Code(bench, 1, Create));
        bench.World.Run(1_000);
        Assert.Contains((2, 1), bench.World.Servers[0].Registration!.Instances);

        List<TlvNode> control = Ask(bench, 0, (s, d) => s.Read(d, "/2/1", MediaType.Tlv)).Tlv();
        Assert.Equal(
            new long[] { 16, 1, Second }, new[] { 0, 1, 3 }.Select(id => Integer(control, id)));
        Assert.Equal("4.01", Code(bench, 0, (s, d) => s.Read(d, "/16/1")));
        Assert.Equal("2.05", Code(bench, 1, (s, d) => s.Read(d, "/16/1")));
        Assert.Equal("4.01", Code(bench, 0, (s, d) => s.Delete(d, "/16/1")));

        // The owner lets the other one delete it.
        Assert.Equal("2.04", Code(bench, 1, (s, d) => s.WritePartial(
            d, "/2/1", MediaType.Tlv, TlvCodec.Encode(
                TlvNode.Multiple(2, TlvNode.ResourceInstance(First, AccessRight.Delete))))));
        Assert.Equal("4.01", Code(bench, 0, (s, d) => s.Read(d, "/16/1")));
        Assert.Equal("2.02", Code(bench, 0, (s, d) => s.Delete(d, "/16/1")));
        Assert.Equal("4.04", Code(bench, 0, (s, d) => s.Read(d, "/2/1")));
        Assert.Equal([0], Instances(Ask(bench, 0, (s, d) => s.Read(d, "/2", MediaType.Tlv))));
    }

    [Fact]
    public void A_composite_read_leaves_out_and_a_composite_write_refuses_what_is_forbidden()
    {
        Bench bench = NewBench((Second, AccessRight.Read), (First, AccessRight.Write));
        string[] paths = ["/33000/0/0", "/33001/0/0"];
        Assert.Equal(["/33001/0/0"], Paths(0));
        Assert.Equal(paths, Paths(1));

        SenmlRecord[] records = [new("/1/1/1", 500), new("/33000/0/0", 5)];
        Assert.Equal("4.01", Code(bench, 1, (s, d) => s.WriteComposite(d, records)));
        Assert.Equal(300, bench.Accounts[1].LifetimeSeconds);
        records[0] = new("/1/0/1", 500);
        Assert.Equal("2.04", Code(bench, 0, (s, d) => s.WriteComposite(d, records)));
        Assert.Equal(500, bench.Account.LifetimeSeconds);

        string[] Paths(int server) => [.. Ask(bench, server, (s, d) => s.ReadComposite(d, paths))
            .Senml().Select(record => record.Path)];
    }

    [Fact]
    public void Rights_outlive_a_restart_with_what_they_are_to()
    {
        var world = new World(1) { Store = new PowerCutStore() };
        world.AddServer("server2.example");
        Start(2);
        Assert.Equal("2.01", Code(world, 1, Create));
        world.Run(5_000);

        Start(2);
        Assert.Equal("4.01", Code(world, 0, (s, d) => s.Read(d, "/16/1")));
        Assert.Equal("2.05", Code(world, 1, (s, d) => s.Read(d, "/16/1")));

        // The object has forgotten the instance, so there is nobody who owns it.
        Start(1);
        Assert.Equal("4.04", Code(world, 1, (s, d) => s.Read(d, "/16/1")));
        Assert.Equal("4.04", Code(world, 1, (s, d) => s.Read(d, "/2/1")));
        Assert.Equal("2.05", Code(world, 1, (s, d) => s.Read(d, "/2/0")));

        void Start(int instances)
        {
            var accounts = new Accounts(2);
            accounts.AddNoSec("coap://server.example", First, 300);
            accounts.AddNoSec("coap://server2.example", Second, 300);
            accounts.SetRights(Lwm2mPath.Of(16), Second, AccessRight.Create);
            var portfolio = new PortfolioObject(4);
            if (world.Client is not null && instances > 1)
            {
                portfolio.Add(1);
            }

            world.CreateClient(accounts, new MinimalDevice(), portfolio);
            world.Client!.Start();
            Assert.True(world.RunUntil(
                () => world.StateOf(First) == RegistrationState.Registered
                    && world.StateOf(Second) == RegistrationState.Registered, 60_000));
            world.Run(1_000);
        }
    }

    [Fact]
    public void Object_2_can_neither_be_created_nor_deleted()
    {
        Bench bench = NewBench((Second, AccessRight.Read));
        foreach (int server in new[] { 0, 1 })
        {
            Assert.Equal('4', Code(bench, server, (s, d) => s.Delete(d, "/2/0"))[0]);
            Assert.Equal('4', Code(bench, server, (s, d) => s.Create(
                d, 2, 1, TlvNode.Resource(0, 33000), TlvNode.Resource(1, 0)))[0]);
        }

        Assert.Equal([0], Instances(Ask(bench, 0, (s, d) => s.Read(d, "/2", MediaType.Tlv))));
    }

    private static Bench NewPortfolioBench() =>
        new Bench(servers: 2, objects: [new MinimalDevice(), new PortfolioObject(4)],
            provision: accounts =>
                accounts.SetRights(Lwm2mPath.Of(16), Second, AccessRight.Create)).Register();

    private static DeviceRequest Create(ServerCore server, Registration device) =>
        server.Create(device, 16, 1, TlvNode.Multiple(0, TlvNode.ResourceInstance(0, "a")));

    private static long Integer(List<TlvNode> nodes, int id) =>
        nodes.Find(node => node.Id == id)!.Value.ToArray()
            .Aggregate(0L, (value, next) => (value << 8) | next);

    private static Bench NewBench(params (int ServerId, int Rights)[] entries) =>
        new Bench(servers: 2, provision: accounts =>
        {
            foreach ((int serverId, int rights) in entries)
            {
                accounts.SetRights(s_instance, serverId, rights);
            }
        }).Register();

    private static DeviceRequest WriteEntry(ServerCore server, Registration device, int rights) =>
        server.WriteReplace(device, "/2/0/2", MediaType.Tlv, TlvCodec.Encode(
            TlvNode.Multiple(2, TlvNode.ResourceInstance(Second, rights))));

    private static DeviceResponse Ask(
        World world, int server, Func<ServerCore, Registration, DeviceRequest> request) =>
        world.Answer(request(
            world.Servers[server].Core, world.Servers[server].Registration!));

    private static DeviceResponse Ask(
        Bench bench, int server, Func<ServerCore, Registration, DeviceRequest> request) =>
        Ask(bench.World, server, request);

    private static string Code(
        World world, int server, Func<ServerCore, Registration, DeviceRequest> request) =>
        Ask(world, server, request).Code.Dotted;

    private static string Code(
        Bench bench, int server, Func<ServerCore, Registration, DeviceRequest> request) =>
        Code(bench.World, server, request);

    private static Observation Observe(Bench bench, int server, string path)
    {
        VirtualServer virtualServer = bench.World.Servers[server];
        Observation observation =
            virtualServer.Core.Observe(virtualServer.Registration!, path);
        bench.World.Answer(observation.Request);
        return observation;
    }

    private static int[] Instances(DeviceResponse response)
    {
        Assert.Equal("2.05", response.Code.Dotted);
        return [.. response.Tlv().Select(node => (int)node.Id)];
    }
}
