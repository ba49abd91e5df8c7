// DuplicateTable: what is remembered for EXCHANGE_LIFETIME (RFC 7252 §4.2, §4.5, §4.8.2).

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class DuplicateTableTests
{
    private const long Lifetime = 247000;
    private const long Begin = 5000000000L;

    [TestMethod]
    public void WhatIsAddedIsFoundWithItsCode()
    {
        var table = new DuplicateTable(Lifetime);
        Assert.AreEqual(-1, table.Find(0, Begin));
        int entry = table.Add(0x1234, Begin);
        Assert.IsTrue(entry >= 0);
        Assert.AreEqual(entry, table.Find(0x1234, Begin));
        Assert.AreEqual(0, table.CodeOf(entry));
        table.Set(entry, CoapCode.Changed, Lwm2mPath.NoId);
        Assert.AreEqual(CoapCode.Changed, table.CodeOf(table.Find(0x1234, Begin + 1000)));
        Assert.AreEqual(-1, table.Find(0x1235, Begin));
        Assert.AreEqual(-1, table.Find(0x0034, Begin));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(0x7FFF)]
    [DataRow(0x8000)]
    [DataRow(0xFFFF)]
    public void EveryMessageIdIsFound(int messageId)
    {
        var table = new DuplicateTable(Lifetime);
        table.Add(messageId ^ 0x8000, Begin);
        int entry = table.Add(messageId, Begin);
        table.Set(entry, CoapCode.NotFound, Lwm2mPath.NoId);
        Assert.AreEqual(entry, table.Find(messageId, Begin));
        Assert.AreEqual(CoapCode.NotFound, table.CodeOf(entry));
        Assert.AreEqual(-1, table.Find(messageId ^ 1, Begin));
    }

    [TestMethod]
    public void AnEntryLastsForTheLifetimeAndNotMuchLonger()
    {
        // At any fraction of a second: never forgotten early, at most a second late.
        for (int ms = 0; ms < 1000; ms += 111)
        {
            var table = new DuplicateTable(Lifetime);
            long begin = Begin + ms;
            table.Add(5, begin);
            Assert.IsTrue(table.Find(5, begin + Lifetime - 1) >= 0);
            Assert.AreEqual(-1, table.Find(5, begin + Lifetime + 1000));
        }
    }

    [TestMethod]
    public void AFullTableTakesNothingUntilTheOldestExpires()
    {
        var table = new DuplicateTable(Lifetime);
        for (int i = 0; i < Limits.Duplicates; i++)
        {
            Assert.IsTrue(table.Add(i, Begin + (i * 1000)) >= 0);
        }

        long now = Begin + (Limits.Duplicates * 1000);
        Assert.AreEqual(-1, table.Add(999, now));
        int seconds = table.SecondsUntilRoom(now);
        Assert.IsTrue(seconds > 0 && seconds <= 248);
        Assert.AreEqual(-1, table.Add(999, now + ((seconds - 1) * 1000L)));
        int entry = table.Add(999, now + (seconds * 1000L));
        Assert.IsTrue(entry >= 0);
        Assert.AreEqual(-1, table.Find(0, now + (seconds * 1000L)));
        Assert.AreEqual(entry, table.Find(999, now + (seconds * 1000L)));
        Assert.IsTrue(table.Find(1, now + (seconds * 1000L)) >= 0);
    }

    [TestMethod]
    public void TheRingGoesRoundAndRound()
    {
        var table = new DuplicateTable(Lifetime);
        long now = Begin;
        for (int i = 0; i < Limits.Duplicates * 5; i++)
        {
            // Ten seconds apart: about 25 are alive at any time.
            int entry = table.Add(i, now);
            Assert.IsTrue(entry >= 0);
            table.Set(entry, 0x40 | (i & 0x1F), Lwm2mPath.NoId);
            if (i >= 24)
            {
                entry = table.Find(i - 24, now);
                Assert.IsTrue(entry >= 0);
                Assert.AreEqual(0x40 | ((i - 24) & 0x1F), table.CodeOf(entry));
                Assert.AreEqual(-1, table.Find(i - 25, now));
            }

            now += 10000;
        }
    }

    [TestMethod]
    public void WithRoomAnotherAttemptCanComeSoon()
    {
        // What was refused for another reason than a full table.
        var table = new DuplicateTable(Lifetime);
        Assert.AreEqual(1, table.SecondsUntilRoom(Begin));
        table.Add(1, Begin);
        Assert.AreEqual(1, table.SecondsUntilRoom(Begin));
    }

    [TestMethod]
    public void ClearForgetsEverything()
    {
        var table = new DuplicateTable(Lifetime);
        for (int i = 0; i < Limits.Duplicates; i++)
        {
            table.Add(i, Begin);
        }

        table.Clear();
        Assert.AreEqual(-1, table.Find(3, Begin));
        for (int i = 0; i < Limits.Duplicates; i++)
        {
            Assert.IsTrue(table.Add(i + 100, Begin) >= 0);
        }

        Assert.AreEqual(-1, table.Add(999, Begin));
    }

    [TestMethod]
    public void AClockPast32BitsOfSecondsWorks()
    {
        // 68 years of seconds: the int that holds them goes round.
        long now = ((1L << 31) - 100) * 1000;
        var table = new DuplicateTable(Lifetime);
        table.Add(1, now);
        Assert.IsTrue(table.Find(1, now + 200000) >= 0);
        Assert.AreEqual(-1, table.Find(1, now + Lifetime + 1000));
    }
}
