// A whole client over a pre-shared key: nothing in clear goes out or counts, each transmission is a
// new record, and what ends a connection has a name.

using Lwm2m.Client.Dtls.Record;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class SecureEngineTests
{
    private const string Read = "42 01 0A 0B E1 E2 B4 |3303| 01 |0| 04 |5701| 60";
    private const string Value = "62 45 0A 0B E1 E2 C0 FF |Cel|";

    /// <summary>Register is the same as without security, in a record; so is its repetition, in
    /// another one.</summary>
    [TestMethod]
    public void RegisterGoesOutEncrypted()
    {
        var plain = new EngineBench(86400);
        plain.Start();
        byte[] register = plain.Link.Take();
        for (int i = 4; i < 8; i++)
        {
            register[i] += 32; // The token: these numbers are for the random of ClientHello.
        }

        SecureBench bench = SecureBench.Connected();
        Assert.AreEqual("server.example:5684", bench.Engine.Link.Target);
        Assert.AreEqual(
            (int)RegistrationState.AwaitingRegisterResponse, (int)bench.Engine.State);
        WireBytes.AreEqual(register, bench.Open());
        bench.Engine.IsSilent();
        bench.Engine.Advance(4000);
        WireBytes.AreEqual(register, bench.Open());
        bench.Engine.IsSilent();
    }

    [TestMethod]
    public void ReadIsAnswered()
    {
        SecureBench bench = SecureBench.Registered();
        bench.Answers(WireBytes.Of(Value), WireBytes.Of(Read));

        // Two records in a datagram: two pings.
        bench.Engine.Deliver(WireBytes.Join(
            bench.Seal(WireBytes.Of("40 00 00 01")), bench.Seal(WireBytes.Of("40 00 00 02"))));
        WireBytes.AreEqual(WireBytes.Of("70 00 00 01"), bench.Open());
        WireBytes.AreEqual(WireBytes.Of("70 00 00 02"), bench.Open());
        bench.Engine.IsSilent();
    }

    /// <summary>In clear, cut short, changed, or once more: no answer, and the session goes on.
    /// </summary>
    [TestMethod]
    public void WhatIsNotAuthenticIsIgnored()
    {
        SecureBench bench = SecureBench.Registered();
        bench.Engine.Ignores(WireBytes.Of(Read));
        byte[] record = bench.Seal(WireBytes.Of(Read));
        for (int i = 0; i < record.Length; i++)
        {
            bench.Engine.Ignores(WireBytes.Prefix(record, i));
            byte[] bad = WireBytes.Prefix(record, record.Length);
            bad[i] ^= (byte)(1 << (i & 7));
            bench.Engine.Ignores(bad);
        }

        bench.Engine.Deliver(record);
        WireBytes.AreEqual(WireBytes.Of(Value), bench.Open());
        bench.Engine.Ignores(record);
    }

    [TestMethod]
    public void EndsHaveNames()
    {
        SecureBench bench = SecureBench.Registered();
        bench.Engine.Deliver(bench.Seal(ContentType.Alert, new byte[] { 1, 0 }));
        WireBytes.AreEqual(new byte[] { 1, 0 }, bench.Open());
        Ends(bench, RegistrationReason.ConnectionClosed, 0);

        bench = new SecureBench();
        bench.Engine.Start();
        bench.Engine.Deliver(WireBytes.Of("15 FEFD 0000 000000000000 0002 02 73"));
        Assert.IsNotNull(bench.Engine.Link.Take());
        Ends(bench, RegistrationReason.IdentityUnknown, 115);

        bench = new SecureBench();
        bench.Engine.Client.Start();
        bench.Engine.Advance(62000);
        for (int i = 0; i <= Limits.FlightRetransmissions; i++)
        {
            Assert.IsNotNull(bench.Engine.Link.Take());
        }

        Ends(bench, RegistrationReason.NoAnswer, 0);
    }

    /// <summary>The client waits, then tries again over another socket.</summary>
    private static void Ends(SecureBench bench, RegistrationReason reason, int code)
    {
        EngineBench engine = bench.Engine;
        Assert.AreEqual((int)RegistrationState.AwaitingRetry, (int)engine.State);
        Assert.AreEqual((int)reason, (int)bench.Reason);
        Assert.AreEqual(code, bench.Code);
        engine.IsSilent();
        int connects = engine.Link.Connects;
        byte[] hello = null;
        for (int seconds = 0; seconds < 3600 && hello == null; seconds++)
        {
            engine.Advance(1000);
            hello = engine.Link.Take();
        }

        Assert.IsTrue(engine.Link.Connects == connects + 1 && engine.Link.Closes >= connects);
        Assert.AreEqual(1, (int)hello[13], "no ClientHello");
    }
}
