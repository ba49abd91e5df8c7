// What outlives a restart (OMA LwM2M Core 1.1 §6.2): a registration goes on with an Update, written
// settings stay, and what is damaged is not believed.

using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class StorageTests
{
    private const int RegistrationSlot = StorageKey.Registration + EngineBench.ServerId;
    private const string Observe = "42 01 12 01 C1C2 60 54 |3303| 01 |0| 04 |5700| 60";

    [TestMethod]
    public void ARegistrationGoesOnWithAnUpdate()
    {
        MemoryStorage storage = Suspended();
        EngineBench bench = NewBench(storage);
        bench.Start();
        bench.Sent(WireBytes.Of("44 02 8000 01020304 B2 |rd| 04 |5a3f|"));
        bench.IsSilent();

        // So does its observation: the value may be another one. The number has run ahead, for
        // more may have been told than was stored.
        bench.Deliver(Wire.Reply("44 8000", 1, ""));
        bench.Sent(WireBytes.Of("52 45 8001 C1C2 63 400002 60 FF |21.5|"));
        bench.Sensor.SetValue(22.5);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 8002 C1C2 63 400003 60 FF |22.5|"));
        bench.IsAlive();

        // It is used once.
        bench = NewBench(storage);
        bench.Start();
        IsRegister(bench, "300");
    }

    [TestMethod]
    public void WithATimeOfSleepTheUpdateComesWhenItIsDue()
    {
        EngineBench bench = NewBench(Suspended());
        bench.Client.SetSlept(100000);
        bench.Start();
        bench.Sent(WireBytes.Of("52 45 8000 C1C2 63 400002 60 FF |21.5|"));
        bench.IsSilent();
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);

        // 300 s less MAX_TRANSMIT_WAIT, 93 s, less the sleep.
        bench.Advance(106999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(WireBytes.Of("44 02 8001 01020304 B2 |rd| 04 |5a3f|"));
    }

    /// <summary>The handshake is the short one, of a session that goes on; then comes an Update.
    /// </summary>
    [TestMethod]
    public void ASecureSessionGoesOn()
    {
        var storage = new MemoryStorage();
        SecureBench bench = NewSecure(storage);
        bench.Register();
        bench.Engine.Client.Suspend();
        bench.Engine.Poll();
        bench.Engine.IsSilent();

        // Application data of epoch 1: Update of 16 bytes, explicit nonce and tag of 8 each.
        bench = Resumed(storage, RegistrationState.AwaitingUpdateResponse);
        byte[] update = bench.Engine.Link.Take();
        WireBytes.AreEqual(WireBytes.Of("17 FEFD 0001 000000000001 0020"), update, 0, 13);
        Assert.AreEqual(13 + 32, update.Length);
        bench.Engine.IsSilent();

        // After a power cut the session can go on once more, the registration cannot.
        Resumed(storage, RegistrationState.AwaitingRegisterResponse);
    }

    /// <summary>A bit is wrong, or the end is missing: the client registers.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(9)]
    [DataRow(-1)]
    public void ADamagedRegistrationIsNotTakenUp(int at)
    {
        MemoryStorage storage = Suspended();
        byte[] slot = storage[RegistrationSlot];
        if (at < 0)
        {
            storage.Write(RegistrationSlot, slot, 0, slot.Length - 1);
        }
        else
        {
            slot[at] ^= 0x10;
        }

        EngineBench bench = NewBench(storage);
        bench.Start();
        IsRegister(bench, "300");
    }

    [TestMethod]
    public void WhatAServerHasWrittenStays()
    {
        var storage = new MemoryStorage();
        EngineBench bench = NewBench(storage).Register();
        bench.Answers(
            Wire.Response("44 1201", ""),
            Wire.Request("03 1201", "B1 |1| 01 |0| 01 |2| 10 FF |7|"));
        bench.Deliver(Wire.Request("03 1202", "B1 |1| 01 |0| 01 |1| 10 FF |600|"));
        bench.Sent(Wire.Response("44 1202", ""));
        Assert.IsNotNull(bench.Link.Take(), "no Update");
        Assert.IsNull(storage[StorageKey.Configuration], "stored too early");
        bench.Advance(2000);
        Assert.IsNotNull(storage[StorageKey.Configuration], "not stored");
        bench = NewBench(storage);
        bench.Start();
        IsRegister(bench, "600");

        // What is damaged gives way to what the application says.
        storage[StorageKey.Configuration][20] ^= 1;
        bench = NewBench(storage);
        bench.Start();
        IsRegister(bench, "300");
    }

    [TestMethod]
    public void AFactoryResetForgetsIt()
    {
        MemoryStorage storage = Suspended();
        EngineBench bench = NewBench(storage);
        Assert.IsTrue(bench.Client.ForgetStored());
        Assert.AreEqual(0, storage[RegistrationSlot].Length);
        bench.Start();
        IsRegister(bench, "300");
    }

    private static EngineBench NewBench(MemoryStorage storage)
    {
        Accounts accounts = EngineBench.NewAccounts(300, false);
        accounts[0].KeepsAddress = true;
        return new EngineBench(accounts, null, storage);
    }

    private static SecureBench NewSecure(MemoryStorage storage)
    {
        return new SecureBench(
            new EngineBench(EngineBench.NewAccounts(86400, true), null, storage));
    }

    /// <summary>A client whose session goes on, and what it then waits for.</summary>
    private static SecureBench Resumed(MemoryStorage storage, RegistrationState state)
    {
        SecureBench bench = NewSecure(storage);
        bench.Engine.Numbers.TokenByte = 0x20; // As when that handshake was recorded.
        bench.Connect(1);
        Assert.AreEqual((int)state, (int)bench.Engine.State);
        return bench;
    }

    /// <summary>The storage of a device that sleeps while it is registered and observed.</summary>
    private static MemoryStorage Suspended()
    {
        var storage = new MemoryStorage();
        EngineBench bench = NewBench(storage).Register();
        bench.Answers(
            WireBytes.Of("62 45 12 01 C1C2 61 01 60 FF |21.5|"), WireBytes.Of(Observe));
        bench.Client.Suspend();
        bench.Poll();
        bench.IsSilent();
        Assert.IsTrue(bench.Client.IsStopped);
        return storage;
    }

    private static void IsRegister(EngineBench bench, string lifetime)
    {
        byte[] head = WireBytes.Of(
            "44 02 8000 01020304 B2 |rd| 11 28 39 |lwm2m=1.1| 07 |ep=dev1| 03 |b=U| 06 |lt="
            + lifetime + "| FF");
        byte[] sent = bench.Link.Take();
        Assert.IsNotNull(sent, "nothing sent");
        WireBytes.AreEqual(head, sent, 0, head.Length);
        bench.IsSilent();
    }
}
