// The registration interface byte for byte (OMA LwM2M Core 1.1 §6.2, Transport 1.1 §6.4.2).

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class RegistrationEngineTests
{
    private const string Objects =
        "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\",</1/0>,</3/0>,</3303>;ver=1.1,</3303/0>";

    [TestMethod]
    public void RegisterSaysWhoAndWhat()
    {
        var bench = new EngineBench(300);
        Assert.AreEqual((int)RegistrationState.Stopped, (int)bench.State);
        bench.Poll();
        bench.IsSilent();
        bench.Client.Start();
        Assert.AreEqual(2000, bench.Poll());
        Assert.AreEqual("server.example:5783", bench.Link.Target);
        Assert.AreEqual((int)RegistrationState.AwaitingRegisterResponse, (int)bench.State);
        bench.Sent(Register("lwm2m=1.1", Objects, 0x00, 1));
        bench.IsSilent();

        bench.Deliver(EngineBench.Accepted(0x80, 0x00, 1));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
        bench.IsSilent();
    }

    [TestMethod]
    public void RegisterIsRepeatedUnchanged()
    {
        var bench = new EngineBench(300);
        bench.Start();
        byte[] register = bench.Link.Take();
        int wait = 2000;
        for (int i = 0; i < 4; i++)
        {
            bench.Advance(wait - 1);
            bench.Poll();
            bench.IsSilent();
            bench.Advance(1);
            bench.Poll();
            bench.Sent(register);
            wait *= 2;
        }

        bench.Deliver(EngineBench.Accepted(0x80, 0x00, 1));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
    }

    [TestMethod]
    public void ASeparateResponseRegistersAndIsAcknowledged()
    {
        var bench = new EngineBench(300);
        bench.Start();
        bench.Link.Take();
        bench.Ignores(new byte[] { 0x60, 0x00, 0x80, 0x00 });
        bench.Advance(60000);
        bench.IsSilent();
        byte[] response = EngineBench.Accepted(0x11, 0x22, 1);
        response[0] = 0x44; // CON
        bench.Answers(new byte[] { 0x60, 0x00, 0x11, 0x22 }, response);
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);

        // The acknowledgement was lost: the same once more.
        bench.Answers(new byte[] { 0x60, 0x00, 0x11, 0x22 }, response);
    }

    [TestMethod]
    public void AResponseWithAnotherTokenRegistersNothing()
    {
        var bench = new EngineBench(300);
        bench.Start();
        bench.Link.Take();
        bench.Ignores(EngineBench.Accepted(0x80, 0x00, 2));
        bench.Ignores(EngineBench.Accepted(0x80, 0x01, 1));
        Assert.AreEqual((int)RegistrationState.AwaitingRegisterResponse, (int)bench.State);
        bench.Ignores(EngineBench.Accepted(0x80, 0x00, 1));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
    }

    [TestMethod]
    public void AServerOfVersion10GetsVersion10()
    {
        var bench = new EngineBench(300);
        bench.Start();
        bench.Link.Take();
        bench.Deliver(WireBytes.Of("64 8C 80 00 01 02 03 04")); // 4.12
        bench.Sent(
            Register(
                "lwm2m=1.0",
                "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\","
                    + "</1>;ver=1.1,</1/0>,</3>;ver=1.1,</3/0>,"
                + "</3303>;ver=1.1,</3303/0>",
                0x01,
                5));
        bench.Deliver(EngineBench.Accepted(0x80, 0x01, 5));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
    }

    [TestMethod]
    public void AServerThatRefusesFormatsGetsNone()
    {
        const string objects = "</>;rt=\"oma.lwm2m\",</1/0>,</3/0>,</3303>;ver=1.1,</3303/0>";
        var bench = new EngineBench(300);
        bench.Start();
        bench.Sent(Register("lwm2m=1.1", Objects, 0x00, 1));
        bench.Deliver(WireBytes.Of("64 80 80 00 01 02 03 04")); // 4.00
        bench.Sent(Register("lwm2m=1.1", objects, 0x01, 5));
        bench.Deliver(EngineBench.Accepted(0x80, 0x01, 5));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);

        // From then on.
        bench.Client.RequestUpdate();
        bench.Poll();
        bench.Sent(Update(0x02, 9));
        bench.Deliver(WireBytes.Of("64 84 80 02 09 0A 0B 0C")); // 4.04
        bench.Sent(Register("lwm2m=1.1", objects, 0x03, 13));
    }

    [TestMethod]
    public void AServerThatRefusesEverythingIsLeftAlone()
    {
        var bench = new EngineBench(300);
        bench.Start();
        bench.Link.Take();
        bench.Deliver(WireBytes.Of("64 80 80 00 01 02 03 04")); // 4.00
        bench.Link.Take();
        bench.Ignores(WireBytes.Of("64 80 80 01 05 06 07 08"));
        Assert.AreEqual((int)RegistrationState.AwaitingRetry, (int)bench.State);

        // It was not the formats: the next attempt states them.
        bench.Advance(59999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(Register("lwm2m=1.1", Objects, 0x02, 9));
    }

    [TestMethod]
    public void UpdateComesBeforeTheLifetimeEnds()
    {
        EngineBench bench = EngineBench.Registered(300);

        // 300 s less MAX_TRANSMIT_WAIT, 93 s.
        bench.Advance(206999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(Update(0x01, 5));
        Assert.AreEqual((int)RegistrationState.AwaitingUpdateResponse, (int)bench.State);
        bench.Ignores(WireBytes.Of("64 44 80 01 05 06 07 08"));
        bench.IsAlive();
        bench.Advance(207000);
        bench.Poll();
        bench.Sent(Update(0x02, 9));
    }

    [TestMethod]
    public void AWrittenLifetimeIsToldAtOnce()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Deliver(
            WireBytes.Of("41 03 00 09 77 B1 |1| 01 |0| 01 |1| 10 FF |600|"));
        bench.Sent(WireBytes.Of("61 44 00 09 77"));
        bench.Sent(WireBytes.Join(Update(0x01, 5), WireBytes.Of("46 |lt=600|")));
        bench.IsSilent();
        bench.Ignores(WireBytes.Of("64 44 80 01 05 06 07 08"));

        // The next Update follows the new lifetime: 600 s less 93 s.
        bench.Advance(506999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(Update(0x02, 9));
    }

    [TestMethod]
    public void TheUpdateTriggerIsAnsweredFirst()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Deliver(WireBytes.Of("41 02 00 09 77 B1 |1| 01 |0| 01 |8|"));
        bench.Sent(WireBytes.Of("61 44 00 09 77"));
        bench.Sent(Update(0x01, 5));
        bench.IsSilent();
    }

    [TestMethod]
    public void AForgottenRegistrationIsMadeAgain()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Client.RequestUpdate();
        bench.Poll();
        bench.Sent(Update(0x01, 5));
        bench.Deliver(WireBytes.Of("64 84 80 01 05 06 07 08")); // 4.04
        bench.Sent(Register("lwm2m=1.1", Objects, 0x02, 9));
        bench.Deliver(EngineBench.Accepted(0x80, 0x02, 9));
        bench.IsAlive();
    }

    [TestMethod]
    public void DeregisterSaysGoodbye()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Client.Stop();
        bench.Poll();
        bench.Sent(WireBytes.Of("44 04 80 01 05 06 07 08 B2 |rd| 04 |5a3f|"));
        bench.IsSilent();
        Assert.AreEqual((int)RegistrationState.AwaitingDeregisterResponse, (int)bench.State);
        bench.Ignores(WireBytes.Of("64 42 80 01 05 06 07 08"));
        Assert.AreEqual((int)RegistrationState.Stopped, (int)bench.State);
        Assert.IsTrue(bench.Client.IsStopped);
        Assert.IsTrue(bench.Link.Closes > 0);
    }

    [TestMethod]
    public void DisableIsAnsweredThenDeregisters()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Deliver(WireBytes.Of("41 02 00 09 77 B1 |1| 01 |0| 01 |4|"));
        bench.Sent(WireBytes.Of("61 44 00 09 77"));
        bench.Sent(WireBytes.Of("44 04 80 01 05 06 07 08 B2 |rd| 04 |5a3f|"));
        bench.Ignores(WireBytes.Of("64 42 80 01 05 06 07 08"));
        Assert.AreEqual((int)RegistrationState.Disabled, (int)bench.State);

        // One day without a Disable Timeout.
        bench.Advance(86399999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(Register("lwm2m=1.1", Objects, 0x02, 9));
    }

    [TestMethod]
    public void ALostNetworkLeadsBackToARegistration()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Link.IsDown = true;
        bench.Link.NextConnect = Transport.TransportStatus.NetworkDown;
        bench.Poll();
        Assert.AreEqual((int)RegistrationState.AwaitingRetry, (int)bench.State);
        bench.Advance(600000);
        bench.IsSilent();
        bench.Link.IsDown = false;
        bench.Link.NextConnect = Transport.TransportStatus.Connected;
        bench.Client.NetworkChanged();
        bench.Poll();
        bench.Sent(Register("lwm2m=1.1", Objects, 0x01, 5));
    }

    private static byte[] Register(string version, string objects, int messageId, int token)
    {
        return WireBytes.Of(
            "44 02 80" + WireBytes.Hex(messageId) + EngineBench.Token(token)
            + "B2 |rd|"                // Uri-Path
            + "11 28"                  // Content-Format: link-format
            + "39 |" + version + "|"   // Uri-Query
            + "07 |ep=dev1|"
            + "03 |b=U|"
            + "06 |lt=300|"
            + "FF |" + objects + "|");
    }

    private static byte[] Update(int messageId, int token)
    {
        return WireBytes.Of(
            "44 02 80" + WireBytes.Hex(messageId) + EngineBench.Token(token)
            + "B2 |rd| 04 |5a3f|");
    }
}
