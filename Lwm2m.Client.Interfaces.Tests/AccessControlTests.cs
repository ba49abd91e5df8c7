// Two servers and what each of them may do, byte for byte (OMA LwM2M Core 1.1 §8).

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class AccessControlTests
{
    private const string SensorText = "B4 |3303| 01 |0| 04 |5750|";

    /// <summary>The second server may read the sensor, the first may write it, too.</summary>
    [TestMethod]
    public void EachServerHasItsRights()
    {
        EngineBench bench = Registered(new PortfolioObject());
        bench.Answers(
            Wire.Response("44 1201", ""),
            Wire.Request("03 1201", SensorText + "10 FF |hall|"));
        bench.Server = 1;
        bench.Answers(
            Wire.Response("81 1201", ""),
            Wire.Request("03 1201", SensorText + "10 FF |attic|"));
        bench.Answers(
            Wire.Response("45 1202", "C0 FF |hall|"), Wire.Request("01 1202", SensorText + "60"));
        bench.Answers(
            Wire.Response("81 1203", ""),
            Wire.Request("02 1203", "B4 |3303| 01 |0| 04 |5605|"));
        Assert.AreEqual(0, bench.Sensor.Executions);

        // Its own Server instance, and no other; of the object what it may see.
        bench.Answers(
            Wire.Response("45 1204", "C0 FF |124|"),
            Wire.Request("01 1204", "B1 |1| 01 |1| 01 |0| 60"));
        bench.Answers(
            Wire.Response("81 1205", ""), Wire.Request("01 1205", "B1 |1| 01 |0| 01 |0| 60"));
        bench.Answers(
            Wire.Response("81 1206", ""), Wire.Request("01 1206", "B1 |0| 01 |1| 01 |0| 60"));
    }

    [TestMethod]
    public void BothAreNotified()
    {
        EngineBench bench = Registered(new PortfolioObject());
        for (int i = 0; i < 2; i++)
        {
            bench.Server = i;
            bench.Answers(
                Wire.Response("45 1201", "61 01 60 FF |21.5|"),
                Wire.Request("01 1201", "60 54 |3303| 01 |0| 04 |5700| 60"));
        }

        bench.Sensor.SetValue(22.5);
        bench.Poll();
        for (int i = 0; i < 2; i++)
        {
            bench.Server = i;
            bench.Sent(WireBytes.Of("52 45 8001 AABB 61 02 60 FF |22.5|"));
            bench.IsSilent();
        }
    }

    /// <summary>There is one body buffer: a server that comes while another reads has to wait
    /// until that one has the whole, for EXCHANGE_LIFETIME, 247 s, at most.</summary>
    [TestMethod]
    public void LargeBodiesAreReadInTurn()
    {
        const string read = BlobObject.Path + "61 2A";
        var blob = new BlobObject(1) { Value = WireBytes.Numbered(1500, 1) };
        EngineBench bench = Registered(blob);
        Assert.AreEqual(0x45, (int)bench.Ask(Wire.Request("01 1201", read))[1]);
        bench.Server = 1;

        // 5.03; Max-Age.
        bench.Answers(Wire.Response("A3 1201", "D1 01 F8"), Wire.Request("01 1201", read));
        bench.Server = 0;
        Assert.AreEqual(0x45, (int)bench.Ask(Wire.Request("01 1202", read + "61 16"))[1]);
        bench.Server = 1;
        Assert.AreEqual(0x45, (int)bench.Ask(Wire.Request("01 1202", read))[1]);
        bench.Advance(248000);
        bench.Server = 0;
        Assert.AreEqual(0x45, (int)bench.Ask(Wire.Request("01 1203", read))[1]);
    }

    /// <summary>Registration Priority Order (/1/x/13): the lowest first.</summary>
    [TestMethod]
    public void TheServersHaveAnOrder()
    {
        Accounts accounts = NewAccounts();
        accounts[0].RegistrationPriority = 2;
        accounts[1].RegistrationPriority = 1;
        var bench = new EngineBench(accounts, null, null);
        bench.Start();
        bench.IsSilent();
        Assert.AreEqual((int)RegistrationState.AwaitingTurn, (int)bench.State);
        bench.Server = 1;
        Assert.IsNotNull(bench.Link.Take(), "no Register");
        bench.Ignores(EngineBench.Accepted(0x80, 0x00, 1));
        bench.Server = 0;
        Assert.IsNotNull(bench.Link.Take(), "no Register");
        bench.Ignores(EngineBench.Accepted(0x80, 0x00, 5));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
    }

    /// <summary>The server that creates an instance owns it, and lets others in.</summary>
    [TestMethod]
    public void AnOwnerGivesRights()
    {
        EngineBench bench = Registered(new PortfolioObject());
        const string read = "B2 |16| 01 |1| 01 |0| 01 |2| 60";
        bench.Server = 1;
        bench.Answers(
            Wire.Response("81 1201", ""),
            Wire.Request("02 1201", "B2 |16| 12 2D16 FF 05 01 83 00 41 02 78"));
        bench.Server = 0;
        bench.Deliver(Wire.Request("02 1202", "B2 |16| 12 2D16 FF 05 01 83 00 41 02 78"));
        bench.Sent(Wire.Response("41 1202", "82 |16| 01 |1|"));
        Updates(bench);
        bench.Server = 1;
        bench.Answers(Wire.Response("81 1203", ""), Wire.Request("01 1203", read));

        // Only the owner: TLV, multiple resource 2 { server 124: Read }.
        const string rights = "B1 |2| 01 |2| 01 |2| 12 2D16 FF 83 02 41 7C 01";
        bench.Answers(Wire.Response("81 1204", ""), Wire.Request("03 1204", rights));
        bench.Server = 0;
        bench.Answers(Wire.Response("44 1205", ""), Wire.Request("03 1205", rights));
        bench.Server = 1;
        bench.Answers(
            Wire.Response("45 1206", "C0 FF |x|"), Wire.Request("01 1206", read));
    }

    private static Accounts NewAccounts()
    {
        var accounts = new Accounts(2);
        accounts.AddNoSec("coap://first.example", EngineBench.ServerId, 86400);
        accounts.AddNoSec("coap://second.example", EngineBench.ServerId + 1, 86400);
        accounts.SetRights(Lwm2mPath.Of(3303, 0), EngineBench.ServerId, AccessRight.All);
        accounts.SetRights(Lwm2mPath.Of(3303, 0), EngineBench.ServerId + 1, AccessRight.Read);
        accounts.SetRights(Lwm2mPath.Of(16), EngineBench.ServerId, AccessRight.Create);
        return accounts;
    }

    private static EngineBench Registered(Lwm2mObject other)
    {
        var bench = new EngineBench(NewAccounts(), other, null);
        bench.Start();
        for (int i = 0; i < 2; i++)
        {
            bench.Server = i;
            Assert.IsNotNull(bench.Link.Take(), "no Register");
            bench.Ignores(EngineBench.Accepted(0x80, 0x00, 1 + (4 * i)));
            Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
        }

        bench.Server = 0;
        return bench;
    }

    /// <summary>The client tells both servers that there are other instances.</summary>
    private static void Updates(EngineBench bench)
    {
        for (int i = 0; i < 2; i++)
        {
            bench.Server = i;
            byte[] update = bench.Link.Take();
            Assert.IsNotNull(update, "no Update");
            bench.Ignores(Wire.Reply("44 8001", update[4], ""));
        }
    }
}
