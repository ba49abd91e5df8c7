// The timer of a handshake (RFC 6347 §4.2.4), and by which name an attempt ends.

using Lwm2m.Client.Dtls.Handshake;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class FlightTimerTests
{
    /// <summary>Nobody answers a ClientHello: five times the same, each in a new record.</summary>
    [TestMethod]
    [DataRow(2000, 32000)]
    [DataRow(9000, 60000)]
    [DataRow(60000, 60000)]
    public void NoAnswer(int initialMs, int lastMs)
    {
        DtlsParameters parameters = HandshakeBench.ParametersOf(HandshakeVectors.Psk);
        parameters.InitialTimeoutMs = initialMs;
        var bench = new HandshakeBench(parameters);
        bench.Connection.Start(bench.NowMs);
        byte[] first = bench.Take();
        int waitMs = initialMs;
        for (int i = 1; i <= Limits.FlightRetransmissions; i++)
        {
            Assert.AreEqual(waitMs, (int)(bench.Connection.DueMs - bench.NowMs));
            Assert.AreEqual((int)DtlsEvent.None, (int)bench.Expire());
            first[10] = (byte)i;
            WireBytes.AreEqual(first, bench.Take());
            waitMs = waitMs < 30000 ? 2 * waitMs : 60000;
        }

        Assert.AreEqual(lastMs, waitMs);
        Assert.AreEqual(waitMs, (int)(bench.Connection.DueMs - bench.NowMs));
        Ends(bench, bench.Expire(), RegistrationReason.NoAnswer, ServerHello.NoAlert);

        // The next attempt begins anew.
        bench.Connection.Start(bench.NowMs);
        Assert.AreEqual(initialMs, (int)(bench.Connection.DueMs - bench.NowMs));
    }

    /// <summary>Nobody answers Finished: each time it is sealed with another number.</summary>
    [TestMethod]
    public void KeyRefused()
    {
        HandshakeBench bench = HandshakeBench.Played(HandshakeVectors.Psk, 6);
        byte[] number = new byte[6];
        for (int i = 1; i <= Limits.FlightRetransmissions; i++)
        {
            Assert.AreEqual((int)DtlsEvent.None, (int)bench.Expire());
            byte[] sent = bench.Take();
            number[5] = (byte)i;
            WireBytes.AreEqual(number, sent, sent.Length - 48, 6);
            Assert.AreEqual(0, bench.Waiting);
        }

        Ends(bench, bench.Expire(), RegistrationReason.KeyRefused, ServerHello.NoAlert);
    }

    /// <summary>A time-out that has been doubled stays so for the flights and the handshake that
    /// follow, until one gets by without loss.</summary>
    [TestMethod]
    public void TimeoutIsKept()
    {
        string[] script = HandshakeVectors.Psk;
        HandshakeBench bench = HandshakeBench.Played(script, 2);
        bench.Expire();
        for (int i = 2; i < 7; i++)
        {
            Assert.AreEqual(4000, (int)(bench.Connection.DueMs - bench.NowMs));
            if (script[i][0] == '<')
            {
                bench.NowMs += 1000;
                bench.Deliver(HandshakeBench.BytesOf(script[i]));
            }
        }

        Assert.AreEqual((int)DtlsState.Connected, (int)bench.Connection.State);
        bench.Connection.Close(false);
        int resumption = HandshakeBench.ConnectedAt(script) + 6;
        bench.Forget();
        bench.Play(script, resumption, resumption + 2);
        Assert.AreEqual(4000, (int)(bench.Connection.DueMs - bench.NowMs));
        bench.Play(script, resumption + 2, resumption + 6);
        Assert.IsTrue(bench.Connection.IsResumed);
        bench.Connection.Close(false);
        bench.Connection.Start(bench.NowMs);
        Assert.AreEqual(2000, (int)(bench.Connection.DueMs - bench.NowMs));
    }

    /// <summary>Alerts that end a handshake, and the names that they have.</summary>
    [TestMethod]
    public void Alerts()
    {
        int[] alerts = { 115, 42, 46, 48, 49, 112, 20, 51, 40, 71, 47, 10, 80, 41, 70, 255, 0 };
        RegistrationReason[] reasons =
        {
            RegistrationReason.IdentityUnknown, RegistrationReason.IdentityUnknown,
            RegistrationReason.IdentityUnknown, RegistrationReason.IdentityUnknown,
            RegistrationReason.IdentityUnknown, RegistrationReason.IdentityUnknown,
            RegistrationReason.KeyRefused, RegistrationReason.KeyRefused,
            RegistrationReason.NoCommonCipherSuite, RegistrationReason.NoCommonCipherSuite,
        };
        for (int i = 0; i < alerts.Length; i++)
        {
            HandshakeBench bench = HandshakeBench.Played(HandshakeVectors.Psk, 2);
            string alert = WireBytes.Hex(alerts[i]);
            if (alerts[i] != 0)
            {
                // A warning, or no alert at all.
                bench.Deliver(WireBytes.Of("15 FEFD 0000 000000000000 0002 01" + alert));
                bench.Deliver(WireBytes.Of("15 FEFD 0000 000000000000 0003 02" + alert + "00"));
                bench.Deliver(WireBytes.Of("15 FEFD 0000 000000000000 0001 02"));
                Assert.AreEqual((int)DtlsState.AwaitingServerHello, (int)bench.Connection.State);
            }

            bench.Deliver(WireBytes.Of("15 FEFD 0000 000000000000 0002"
                + (alerts[i] == 0 ? "01" : "02") + alert));
            Ends(bench, bench.Outcome,
                i < reasons.Length ? reasons[i] : RegistrationReason.SecurityRefused, alerts[i]);
        }
    }

    /// <summary>What the client answers to a message that is not expected, before there are keys.
    /// </summary>
    [TestMethod]
    [DataRow("0E 000000 0000 000000 000000", AlertDescription.UnexpectedMessage)]
    [DataRow("14 00000C 0000 000000 00000C 000000000000000000000000",
        AlertDescription.UnexpectedMessage)]
    [DataRow("03 000003 0000 000000 000003 FEFF 01", AlertDescription.DecodeError)]
    [DataRow("03 000002 0000 000000 000002 FEFF", AlertDescription.DecodeError)]
    [DataRow("02 000001 0000 000000 000001 FE", AlertDescription.DecodeError)]
    public void Refused(string message, int alert)
    {
        HandshakeBench bench = HandshakeBench.Played(HandshakeVectors.Psk, 2);
        byte[] content = WireBytes.Of(message);
        bench.Deliver(WireBytes.Join(
            WireBytes.Of("16 FEFD 0000 000000000000 00" + WireBytes.Hex(content.Length)), content));
        WireBytes.AreEqual(
            WireBytes.Of("15 FEFD 0000 000000000001 0002 02" + WireBytes.Hex(alert)),
            bench.Take());
        Ends(bench, bench.Outcome, RegistrationReason.HandshakeFailed, alert);
    }

    private static void Ends(
        HandshakeBench bench, DtlsEvent outcome, RegistrationReason reason, int alert)
    {
        Assert.AreEqual((int)DtlsEvent.Closed, (int)outcome);
        Assert.AreEqual((int)DtlsState.Closed, (int)bench.Connection.State);
        Assert.AreEqual((int)reason, (int)bench.Connection.Reason);
        Assert.AreEqual(alert, bench.Connection.Alert);
        Assert.IsTrue(bench.Connection.DueMs == long.MaxValue);
        Assert.AreEqual(0, bench.Waiting);
    }
}
