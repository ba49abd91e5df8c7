// ClientHello beyond what HandshakeVectors shows of it: max_fragment_length and fragments. And what
// ServerHello may not be.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class HelloTests
{
    // Version, random, session id of 2 bytes, suite, no compression.
    private const string Fixed =
        "FEFD 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F 02 5151 C0A8 00";

    // renegotiation_info, extended_master_secret, connection_id of 2 bytes.
    private const string Extensions = "0010 FF01 0001 00 0017 0000 0036 0003 02 C1C2";

    private static readonly ServerHello s_hello = new ServerHello();

    private static readonly DtlsParameters[] s_parameters = { Offering(false), Offering(true) };

    /// <summary>Offered only if a datagram that the path carries may be too large.</summary>
    [TestMethod]
    public void MaxFragmentLength()
    {
        int[] codes = { 1200, 1217, 0, 1217, 1217, 0, 1200, 600, 1, 1200, 1087, 1, 1200, 1088, 2,
            9000, 2112, 3, 9000, 4159, 3, 65507, 4160, 4, 65507, 30000, 4 };
        byte[] buffer = new byte[200];
        for (int i = 0; i < codes.Length; i += 3)
        {
            DtlsParameters parameters = HandshakeBench.ParametersOf(HandshakeVectors.Psk);
            parameters.PathMtuBytes = codes[i];
            var handshake = new ClientHandshake(
                new ManagedCrypto(), new ScriptedRandom(0), buffer, codes[i + 1]);
            var connection = new DtlsConnection(
                parameters, handshake, null, new byte[DtlsConnection.ScratchBytes]);
            Assert.AreEqual(codes[i + 2], connection.FragmentCode);
            handshake.UseMessages(new byte[Reassembly.BufferBytes]);
            int end = FlightSender.BodyOffset + handshake.WriteHello(connection);
            bool isOffered = Bytes.ReadUInt16(buffer, end - 5) == ExtensionType.MaxFragmentLength;
            Assert.AreEqual(codes[i + 2] > 0, isOffered);
            Assert.IsTrue(!isOffered || buffer[end - 1] == codes[i + 2]);
        }
    }

    /// <summary>A long cookie, a long server name and a small path: fragments, none larger than the
    /// path, that are the message together.</summary>
    [TestMethod]
    public void Fragments()
    {
        byte[] whole = SecondHello(1200, 1);
        byte[] together = SecondHello(DtlsParameters.MinPathMtuBytes, 3);
        WireBytes.AreEqual(whole, together);
        Assert.AreEqual(12 + 2 + 32 + 1 + 256 + 8 + 2 + 2 + 4 + 5 + 9 + 255, whole.Length);
    }

    /// <summary>The alert that a ServerHello deserves; -1 is none.</summary>
    [TestMethod]
    public void ServerHelloAlerts()
    {
        string[] endings =
        {
            "", "-1", Extensions, "-1", "0000", "-1", "0004 0017 0000", "-1",
            "0005 FF01 0001 00", "-1", "0005 0001 0001 02", "-1", "0004 0000 0000", "-1",
            "00", "50", "0001", "50", "0000 00", "50", "0004 0017 0001", "50",
            "0003 0017 00", "50", "0005 0017 0001 00", "47", "0004 FF01 0000", "40",
            "0005 FF01 0001 01", "40", "0006 FF01 0002 01 00", "40", "0004 0036 0000", "47",
            "0006 0036 0002 0200", "47", "0005 0001 0001 03", "47", "0004 0001 0000", "47",
            "0005 0000 0001 00", "47", "0004 0016 0000", "110", "0004 0023 0000", "110",
            "0005 000B 0001 00", "110",
        };
        for (int i = 0; i < endings.Length; i += 2)
        {
            Assert.AreEqual(int.Parse(endings[i + 1]), AlertOf(BodyOf(endings[i]), true));
        }

        // Version, suite, compression, session id.
        int[] changes = { 0, 0xFD, 70, 1, 0xFF, 70, 38, 0xA5, 47, 39, 1, 47, 34, 33, 50 };
        for (int i = 0; i < changes.Length; i += 3)
        {
            byte[] body = BodyOf(Extensions);
            body[changes[i]] = (byte)changes[i + 1];
            Assert.AreEqual(changes[i + 2], AlertOf(body, true));
        }

        // Not what has not been offered.
        Assert.AreEqual(110, AlertOf(BodyOf("0005 0036 0001 00"), false));
        Assert.AreEqual(110, AlertOf(BodyOf("0005 0001 0001 02"), false));
        Assert.AreEqual(110, AlertOf(BodyOf("0004 0000 0000"), false));
    }

    /// <summary>Only the end of the fixed part can be the end of a ServerHello.</summary>
    [TestMethod]
    public void EveryPrefixOfAServerHello()
    {
        byte[] body = BodyOf(Extensions);
        int end = WireBytes.Of(Fixed).Length;
        for (int length = 0; length < body.Length; length++)
        {
            Assert.AreEqual(
                length == end ? -1 : AlertDescription.DecodeError,
                AlertOf(WireBytes.Prefix(body, length), true));
        }
    }

    /// <summary>The alert for a change in every byte: random and ids may be anything.</summary>
    [TestMethod]
    public void EveryCorruptionOfAServerHello()
    {
        byte[] body = BodyOf(Extensions);
        const string Alerts =
            "VV................................D..PPPDDUUDDHUUDDUUDDP..";
        Assert.AreEqual(Alerts.Length, body.Length);
        for (int i = 0; i < body.Length; i++)
        {
            body[i] ^= 0x80;
            int alert = AlertOf(body, true);
            body[i] ^= 0x80;
            int expected = Alerts[i] == 'V' ? 70 : Alerts[i] == 'D' ? 50 : Alerts[i] == 'P' ? 47
                : Alerts[i] == 'U' ? 110 : Alerts[i] == 'H' ? 40 : -1;
            Assert.AreEqual(expected, alert, "byte " + i.ToString());
            for (int mask = 1; mask < 256; mask++)
            {
                body[i] ^= (byte)mask;
                alert = AlertOf(body, true);
                body[i] ^= (byte)mask;
                Assert.IsTrue(alert <= 110 && (alert >= 0 || Alerts[i] is '.' or 'P' or 'U'));
            }
        }
    }

    private static byte[] BodyOf(string ending)
    {
        return WireBytes.Join(WireBytes.Of(Fixed), WireBytes.Of(ending));
    }

    private static int AlertOf(byte[] body, bool offersAll)
    {
        DtlsParameters parameters = s_parameters[offersAll ? 1 : 0];
        byte[] buffer = WireBytes.Join(WireBytes.NewBuffer(5), body);
        int alert = s_hello.Read(buffer, 5, buffer.Length, parameters, offersAll ? 2 : 0);
        Assert.IsTrue(alert >= 0 || s_hello.ConnectionIdLength < body.Length);
        return alert;
    }

    private static DtlsParameters Offering(bool all)
    {
        DtlsParameters parameters = HandshakeBench.ParametersOf(HandshakeVectors.Psk);
        parameters.OffersConnectionId = all;
        parameters.ServerName = all ? HandshakeVectors.ServerName : null;
        return parameters;
    }

    private static byte[] SecondHello(int pathMtu, int datagrams)
    {
        DtlsParameters parameters = HandshakeBench.ParametersOf(HandshakeVectors.Psk);
        parameters.PathMtuBytes = pathMtu;
        parameters.ServerName = new string('n', 255);
        var bench = new HandshakeBench(parameters);
        bench.Connection.Start(bench.NowMs);
        bench.Forget();
        bench.Deliver(WireBytes.Join(
            WireBytes.Of("16 FEFD 0000 000000000000 010E 03 000102 0000 000000 000102 FEFF FF"),
            CryptoVectors.Pattern(255, 1, 1)));
        Assert.AreEqual(datagrams, bench.Waiting);
        byte[] message = new byte[1024];
        int length = 0;
        for (byte[] sent = bench.Take(); sent != null; sent = bench.Take())
        {
            Assert.IsTrue(sent.Length <= pathMtu);
            length = Bytes.ReadUInt24(sent, 14);
            Array.Copy(sent, 13, message, 0, 6);
            Array.Copy(sent, 25, message, 12 + Bytes.ReadUInt24(sent, 19), sent.Length - 25);
        }

        Bytes.WriteUInt24(message, 9, length);
        return WireBytes.Prefix(message, 12 + length);
    }
}
