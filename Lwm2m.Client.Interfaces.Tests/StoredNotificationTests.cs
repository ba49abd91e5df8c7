// Notification Storing byte for byte (OMA LwM2M Core 1.1 appendix E.2, /1/x/6): what is due while
// there is no network comes later, one after the other.

using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class StoredNotificationTests
{
    [TestMethod]
    public void WhatWasDueComesInOrder()
    {
        EngineBench bench = Observing();
        GoDown(bench);
        Measure(bench, 3);
        ComeUp(bench, "8004");
        Acknowledges(bench, "05", "100");
        Acknowledges(bench, "06", "101");
        Acknowledges(bench, "07", "102");
        bench.IsSilent();
        Assert.AreEqual(0, bench.Client.DroppedNotifications);
        bench.Sensor.SetValue(1);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 8008 AABB 61 08 60 FF |1|"));
    }

    [TestMethod]
    public void WithoutStoringOnlyTheNewestComes()
    {
        EngineBench bench = Observing();
        bench.Answers(
            Wire.Response("44 1202", ""),
            Wire.Request("03 1202", "B1 |1| 01 |0| 01 |6| 10 FF |0|"));
        bench.Advance(2000);
        GoDown(bench);
        Measure(bench, 3);
        ComeUp(bench, "8001");
        bench.Sent(WireBytes.Of("52 45 8002 AABB 61 02 60 FF |102|"));
        bench.IsSilent();
        Assert.AreEqual(0, bench.Client.DroppedNotifications);
    }

    /// <summary>The oldest make room, and are counted.</summary>
    [TestMethod]
    public void AFullStoreKeepsTheNewest()
    {
        EngineBench bench = Observing();
        GoDown(bench);

        // A record: head of 3, Content-Format of 1, marker of 1, text of 3.
        const int fitting = Limits.StoredNotificationBytes / 8;
        Measure(bench, fitting + 10);
        Assert.AreEqual(10, bench.Client.DroppedNotifications);
        ComeUp(bench, "808B");
        Acknowledges(bench, "8C", "110");
        Acknowledges(bench, "8D", "111");
    }

    /// <summary>A client that keeps its address, so that its registration outlives the network.
    /// </summary>
    private static EngineBench Observing()
    {
        Accounts accounts = EngineBench.NewAccounts(86400, false);
        accounts[0].KeepsAddress = true;
        EngineBench bench = new EngineBench(accounts, null, null).Register();
        bench.Answers(
            Wire.Response("45 1201", "61 01 60 FF |21.5|"),
            Wire.Request("01 1201", "60 54 |3303| 01 |0| 04 |5700| 60"));
        return bench;
    }

    private static void GoDown(EngineBench bench)
    {
        bench.Link.IsDown = true;
        bench.Link.NextConnect = TransportStatus.NetworkDown;
        bench.Poll();
    }

    /// <summary>Values from 100 on, each of which is due.</summary>
    private static void Measure(EngineBench bench, int count)
    {
        for (int i = 0; i < count; i++)
        {
            bench.Sensor.SetValue(100 + i);
            bench.Poll();
        }

        bench.IsSilent();
    }

    /// <summary>The network is back: first an Update. Each notification that was stored has taken
    /// a message id and a number of its own.</summary>
    private static void ComeUp(EngineBench bench, string id)
    {
        bench.Link.IsDown = false;
        bench.Link.NextConnect = TransportStatus.Connected;
        bench.Client.NetworkChanged();
        bench.Poll();
        bench.Sent(WireBytes.Of("44 02" + id + "05060708 B2 |rd| 04 |5a3f|"));
        bench.IsSilent();
        bench.Deliver(Wire.Reply("44" + id, 5, ""));
    }

    /// <summary>Takes a confirmable notification, which brings on the next one.</summary>
    /// <param name="bench">The client.</param>
    /// <param name="number">The Observe number, and the lower byte of the message id.</param>
    /// <param name="value">The value.</param>
    private static void Acknowledges(EngineBench bench, string number, string value)
    {
        bench.Sent(WireBytes.Of(
            "42 45 80" + number + "AABB 61" + number + "60 FF |" + value + "|"));
        bench.IsSilent();
        bench.Deliver(WireBytes.Of("60 00 80" + number));
    }
}
