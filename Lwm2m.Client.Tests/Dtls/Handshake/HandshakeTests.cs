// Whole handshakes, byte for byte, and what becomes of them when the server's datagrams are cut
// short or changed: the attempt ends with a reason, and the next one succeeds.

using Lwm2m.Client.Dtls.Handshake;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class HandshakeTests
{
    // Where the server's first and second flight are in the script with a cookie, and Finished.
    private const int VerifyRequest = 2;
    private const int ServerHelloFlight = 4;
    private const int Finished = 6;

    // The second attempt of the script that has two.
    private const int SecondAttempt = 3;

    [TestMethod]
    public void ResumedWithExtendedMasterSecret()
    {
        string[] script = HandshakeVectors.Psk;
        HandshakeBench bench = HandshakeBench.Of(script);
        int connected = HandshakeBench.ConnectedAt(script);
        bench.Play(script, 0, connected);
        Check(bench, CipherSuite.PskAes128Ccm8, true, false);
        Assert.IsFalse(bench.Connection.IsResumed);
        bench.Play(script, connected, script.Length - 3);
        Check(bench, CipherSuite.PskAes128Ccm8, true, false);
        Assert.IsTrue(bench.Connection.IsResumed);

        // The server closes the connection, and answers the answer to that.
        bench.Play(script, script.Length - 3, script.Length - 1);
        Assert.AreEqual((int)DtlsEvent.Closed, (int)bench.Outcome);
        bench.Play(script, script.Length - 1, script.Length);
        Assert.AreEqual((int)RegistrationReason.ConnectionClosed, (int)bench.Connection.Reason);
        Assert.AreEqual(AlertDescription.CloseNotify, bench.Connection.Alert);
    }

    [TestMethod]
    public void WithoutExtendedMasterSecret()
    {
        HandshakeBench bench = HandshakeBench.Played(
            HandshakeVectors.Plain, HandshakeVectors.Plain.Length - 2);
        Check(bench, CipherSuite.PskAes128Ccm, false, false);
        bench.Play(HandshakeVectors.Plain, HandshakeVectors.Plain.Length - 2,
            HandshakeVectors.Plain.Length);
    }

    [TestMethod]
    public void FragmentsAndConnectionId()
    {
        string[] script = HandshakeVectors.ConnectionId;
        HandshakeBench bench = HandshakeBench.Played(script, SecondAttempt);
        Assert.AreEqual((int)RegistrationReason.NoCommonCipherSuite, (int)bench.Connection.Reason);
        Assert.AreEqual(AlertDescription.HandshakeFailure, bench.Connection.Alert);
        bench.Play(script, SecondAttempt, script.Length - 2);
        Check(bench, CipherSuite.PskAes128Ccm8, true, true);
        bench.Play(script, script.Length - 2, script.Length);
        Assert.AreEqual((int)DtlsState.Closed, (int)bench.Connection.State);
    }

    /// <summary>Fragments in reverse, each datagram twice: the same ClientKeyExchange.</summary>
    [TestMethod]
    public void FragmentsInReverse()
    {
        string[] script = HandshakeVectors.ConnectionId;
        int first = SecondAttempt + 2;
        HandshakeBench bench = HandshakeBench.Played(script, first);
        int last = first;
        while (script[last + 1][0] == '<')
        {
            last++;
        }

        for (int i = 2 * last; i > (2 * first) - 2; i--)
        {
            bench.Deliver(HandshakeBench.BytesOf(script[(i + 1) / 2]));
        }

        bench.Play(script, last + 1, script.Length);
    }

    /// <summary>On a connection what is not protected does not count, nor what has been changed.
    /// </summary>
    [TestMethod]
    public void ConnectionGoesOn()
    {
        string[] script = HandshakeVectors.Psk;
        int data = HandshakeBench.ConnectedAt(script) + 2;
        HandshakeBench bench = HandshakeBench.Played(script, data);
        for (int i = 0; i < data; i++)
        {
            if (script[i][0] == '<')
            {
                IsIgnored(bench, HandshakeBench.BytesOf(script[i]), DtlsState.Connected);
            }
        }

        IsIgnored(bench, WireBytes.Of("15 FEFD 0000 000000000009 0002 02 28"),
            DtlsState.Connected);
        IsIgnored(bench, WireBytes.Of("17 FEFD 0000 000000000009 0002 02 28"),
            DtlsState.Connected);
        Sweep(bench, HandshakeBench.BytesOf(script[data]), DtlsState.Connected);
        bench.Play(script, data, script.Length);
    }

    /// <summary>The server's Finished, cut short or changed, is dropped; it counts when it comes.
    /// </summary>
    [TestMethod]
    public void FinishedIsDropped()
    {
        string[] script = HandshakeVectors.Psk;
        HandshakeBench bench = HandshakeBench.Played(script, Finished);
        Sweep(bench, HandshakeBench.BytesOf(script[Finished]), DtlsState.AwaitingFinished);
        bench.Play(script, Finished, script.Length);
    }

    [TestMethod]
    [DataRow(VerifyRequest, true)]
    [DataRow(VerifyRequest, false)]
    [DataRow(ServerHelloFlight, true)]
    [DataRow(ServerHelloFlight, false)]
    public void NextAttemptSucceeds(int step, bool cuts)
    {
        string[] script = HandshakeVectors.Psk;
        string[] next = HandshakeVectors.ConnectionId;
        byte[] good = HandshakeBench.BytesOf(script[step]);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = WireBytes.Prefix(good, cuts ? i : good.Length);
            if (!cuts)
            {
                bad[i] ^= (byte)(1 << (i & 7));
            }

            HandshakeBench bench = HandshakeBench.Played(script, step);
            bench.Deliver(bad);
            DtlsEvent outcome = bench.Outcome;
            for (int n = 0; n <= Limits.FlightRetransmissions && outcome == DtlsEvent.None; n++)
            {
                outcome = bench.Expire();
            }

            Assert.AreEqual((int)DtlsEvent.Closed, (int)outcome);
            RegistrationReason reason = bench.Connection.Reason;
            Assert.IsTrue(
                reason == RegistrationReason.NoAnswer || reason == RegistrationReason.KeyRefused
                    || (reason == RegistrationReason.HandshakeFailed
                        && bench.Connection.Alert >= 0),
                reason.ToString());
            Assert.IsTrue(bench.Sent <= step + Limits.FlightRetransmissions);

            // The second attempt states renegotiation_info as an extension.
            bench.Forget();
            bench.Play(next, SecondAttempt, HandshakeBench.ConnectedAt(next));
            Check(bench, CipherSuite.PskAes128Ccm8, true, true);
        }
    }

    private static void Sweep(HandshakeBench bench, byte[] good, DtlsState state)
    {
        for (int i = 0; i < good.Length; i++)
        {
            IsIgnored(bench, WireBytes.Prefix(good, i), state);
            byte[] bad = WireBytes.Prefix(good, good.Length);
            bad[i] ^= (byte)(1 << (i & 7));

            // A record of epoch 0 in front is worth nothing, and may be called anything.
            if (good[4] == 1 || i >= 14)
            {
                IsIgnored(bench, bad, state);
            }
        }
    }

    private static void IsIgnored(HandshakeBench bench, byte[] datagram, DtlsState state)
    {
        bench.Deliver(datagram);
        Assert.AreEqual((int)DtlsEvent.None, (int)bench.Outcome);
        Assert.AreEqual((int)state, (int)bench.Connection.State);
        Assert.AreEqual(0, bench.Waiting);
    }

    private static void Check(
        HandshakeBench bench, int suite, bool isExtended, bool hasConnectionId)
    {
        Assert.AreEqual((int)DtlsState.Connected, (int)bench.Connection.State);
        Assert.AreEqual(suite, bench.Connection.CipherSuite);
        Assert.AreEqual(isExtended, (bench.Connection.Flags & ResumableSession.Extended) != 0);
        Assert.AreEqual(hasConnectionId, bench.Connection.HasConnectionId);
        Assert.AreEqual(
            Limits.PathMtuBytes - 13 - 8 - (suite == CipherSuite.PskAes128Ccm ? 16 : 8)
                - (hasConnectionId ? 9 : 0),
            bench.Connection.MaxDataBytes);
        Assert.IsTrue(bench.Connection.DueMs == long.MaxValue);
    }
}
