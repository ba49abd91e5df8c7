// Records against the AES-CCM of OpenSSL (through Python's cryptography), which knows nothing of
// records: key block 00 to 27, nonce and associated data put together by hand. Then everything that
// a record must not be.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class RecordLayerTests
{
    private const int Start = 64;

    private static readonly RecordLayer s_layer = new RecordLayer(new ManagedCrypto());

    // From the server: "first" and "second record", CCM_8, numbers 1 and 33.
    private const string First =
        "17 FEFD 0001 000000000001 0015 0001000000000001 1809B21E80 01F541692A53803A";

    private const string Second =
        "16 FEFD 0001 000000000021 001D 0001000000000021"
        + " 62E269E217BB796BB40681907F 3B73AFEF04F70DC0";

    /// <summary>What is sent: header, explicit nonce, ciphertext, tag.</summary>
    [TestMethod]
    [DataRow(8, "", 0x17, "010203040506", "|Hello, DTLS|",
        "17 FEFD 0001 010203040506 001B 0001010203040506"
        + " 9E223CED13F233FE41FA9F 74744617E70F2559")]
    [DataRow(16, "", 0x16, "000000000007", "",
        "16 FEFD 0001 000000000007 0018 0001000000000007 FD5C4362EA75B8A1DBAD80C83A2EAE99")]
    [DataRow(8, "C1D2E3", 0x17, "010203040506", "|Hello, DTLS|",
        "19 FEFD 0001 010203040506 C1D2E3 001C 0001010203040506"
        + " 9E223CED13F233FE41FA9F 9E F03E80643D886D45")]
    [DataRow(16, "0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20", 0x15,
        "000000000000", "0100",
        "19 FEFD 0001 000000000000"
        + " 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20 001B"
        + " 0001000000000000 7EC7 E3 3B95EE0BFF828CFAA6640F609FC4CD92")]
    public void Seal(
        int tag, string id, int type, string sequence, string plaintext, string record)
    {
        byte[] data = WireBytes.Of(plaintext);
        byte[] expected = WireBytes.Of(record);
        byte[] connectionId = WireBytes.Of(id);
        RecordLayer layer = s_layer;
        ConnectionState connection = NewConnection(tag);
        Assert.IsTrue(connection.SetConnectionId(connectionId, 0, connectionId.Length));
        long number = Bytes.ReadInteger(WireBytes.Of(sequence), 0, 6);
        connection.Sequence = number;
        byte[] buffer = WireBytes.NewBuffer(Start + data.Length + RecordLayer.TailRoom + 3);
        Array.Copy(data, 0, buffer, Start, data.Length);

        Assert.IsTrue(layer.Seal(connection, type, buffer, Start, data.Length));
        WireBytes.AreEqual(expected, buffer, layer.Start, layer.End - layer.Start);
        Assert.IsTrue(WireBytes.IsUntouched(buffer, 0, layer.Start));
        Assert.IsTrue(WireBytes.IsUntouched(buffer, layer.End, buffer.Length));
        Assert.AreEqual(data.Length + connection.Overhead, expected.Length);
        Assert.IsTrue(layer.Start >= Start - RecordLayer.HeadRoom);
        Assert.IsTrue(connection.Sequence == number + 1);
    }

    [TestMethod]
    public void OpenInPlace()
    {
        byte[] record = WireBytes.Of(
            "17 FEFD 0001 000000000002 002C 0001000000000002"
            + " 41962F81B7DB53A352FA56BB2DF5C623F060FD31 3E6F7E091F74214D73E3AE1F9546BC25");
        byte[] buffer = WireBytes.Join(record, WireBytes.NewBuffer(5));
        RecordLayer layer = s_layer;
        layer.Take(NewConnection(16), buffer, record.Length);
        Assert.IsTrue(layer.Next() && layer.Open());
        WireBytes.AreEqual(
            WireBytes.OfText("sixteen bytes of tag"), buffer, layer.Offset, layer.Length);
        Assert.AreEqual(ContentType.ApplicationData, layer.Type);
        WireBytes.AreEqual(WireBytes.Prefix(record, 21), WireBytes.Prefix(buffer, 21));
        Assert.IsTrue(WireBytes.IsUntouched(buffer, record.Length, buffer.Length));
        Assert.IsFalse(layer.Next());
    }

    /// <summary>Two records: whatever happened to them, each is taken once and unchanged, at the
    /// latest when they come as they are.</summary>
    [TestMethod]
    public void EveryPrefixAndCorruptionIsDropped()
    {
        byte[] datagram = WireBytes.Of(First + Second);
        int end = WireBytes.Of(First).Length;
        ConnectionState connection = NewConnection(8);
        for (int length = 0; length < datagram.Length; length++)
        {
            SetWindow(connection, -1, 0);
            int opened = Open(connection, WireBytes.Prefix(datagram, length));
            Assert.AreEqual(length < end ? 0 : 1, opened);
        }

        for (int i = 0; i < 8 * datagram.Length; i++)
        {
            SetWindow(connection, -1, 0);
            byte[] corrupt = WireBytes.Prefix(datagram, datagram.Length);
            byte[] whole = WireBytes.Prefix(datagram, datagram.Length);
            corrupt[i >> 3] ^= (byte)(1 << (i & 7));
            int opened = Open(connection, corrupt);
            Assert.IsTrue(opened < 2);
            Assert.AreEqual(2 - opened, Open(connection, whole));
        }
    }

    /// <summary>A record is dropped if it has been taken, is too old, of another epoch or type,
    /// with a tag of another length, or without keys.</summary>
    [TestMethod]
    public void WhatIsDropped()
    {
        ConnectionState connection = NewConnection(8);
        Assert.AreEqual(1, Open(connection, WireBytes.Of(First)));
        Assert.AreEqual(0, Open(connection, WireBytes.Of(First)));
        SetWindow(connection, 64, 1);
        Assert.AreEqual(1, Open(connection, WireBytes.Of(First)));
        SetWindow(connection, 65, 1);
        Assert.AreEqual(0, Open(connection, WireBytes.Of(First)));
        Assert.AreEqual(1, Open(connection, WireBytes.Of(Second)));

        string[] changed =
        {
            "17 FEFD 0000 000000000001 0015", "17 FEFD 0002 000000000001 0015",
            "17 FEFC 0001 000000000001 0015", "17 FDFD 0001 000000000001 0015",
            "16 FEFD 0001 000000000001 0015", "19 FEFD 0001 000000000001 0015",
            "17 FEFD 0001 000000000002 0015", "17 FEFD 0001 000000000001 0014",
            "17 FEFD 0001 000000000001 000F", "17 FEFD 0001 000000000001 0000",
            "17 FEFD 0001 000000000001 FFFF",
        };
        SetWindow(connection, -1, 0);
        for (int i = 0; i < changed.Length; i++)
        {
            byte[] record = WireBytes.Of(First);
            byte[] header = WireBytes.Of(changed[i]);
            Array.Copy(header, record, header.Length);
            Assert.AreEqual(0, Open(connection, record), changed[i]);
        }

        connection.TagBytes = 16;
        Assert.AreEqual(0, Open(connection, WireBytes.Of(First)));
        s_layer.Reset(connection);
        Assert.AreEqual(0, Open(connection, WireBytes.Of(First)));
        byte[] packed = connection.Packed;
        Assert.IsTrue(WireBytes.Same(new byte[packed.Length], packed, 0, packed.Length));
        Assert.IsFalse(s_layer.Seal(connection, ContentType.Alert, new byte[99], Start, 2));
        Assert.AreEqual(1, Open(NewConnection(8), WireBytes.Of(First)));
    }

    [TestMethod]
    public void BoundsOfNumbersAndConnectionIds()
    {
        RecordLayer layer = s_layer;
        ConnectionState connection = NewConnection(8);
        byte[] buffer = new byte[Start + 2 + RecordLayer.TailRoom];
        connection.Sequence = 0xFFFFFFFFFFFE;
        Assert.IsTrue(layer.Seal(connection, ContentType.Alert, buffer, Start, 2));
        Assert.IsFalse(layer.Seal(connection, ContentType.Alert, buffer, Start, 2));
        Assert.IsFalse(connection.SetConnectionId(buffer, 0, Limits.ConnectionIdBytes + 1));
        Assert.AreEqual(0, connection.ConnectionIdLength);
        Assert.IsTrue(connection.SetConnectionId(buffer, 0, Limits.ConnectionIdBytes));
        connection.TagBytes = 16;
        Assert.AreEqual(RecordLayer.HeadRoom + RecordLayer.TailRoom, connection.Overhead);
        for (int number = 0; number < 2; number++)
        {
            layer.WritePlain(connection, ContentType.Handshake, buffer, Start, 2);
            WireBytes.AreEqual(
                WireBytes.Of("16 FEFD 0000 0000000000" + WireBytes.Hex(number) + "0002"),
                buffer, layer.Start, RecordLayer.HeaderBytes);
            Assert.AreEqual(Start + 2, layer.End);
        }
    }

    private static ConnectionState NewConnection(int tagBytes)
    {
        var connection = new ConnectionState(ConnectionState.RecordBytes);
        connection.TagBytes = tagBytes;
        Array.Copy(
            CryptoVectors.Pattern(40, 1, 0), connection.Packed, ConnectionState.KeyBlockBytes);
        return connection;
    }

    private static void SetWindow(ConnectionState connection, long highest, long taken)
    {
        connection.Highest = highest;
        connection.Taken = taken;
    }

    /// <summary>How many records of a datagram are authentic and new.</summary>
    private static int Open(ConnectionState connection, byte[] datagram)
    {
        RecordLayer layer = s_layer;
        int opened = 0;
        layer.Take(connection, datagram, datagram.Length);
        while (layer.Next())
        {
            if (layer.Open())
            {
                opened++;
                WireBytes.AreEqual(
                    WireBytes.OfText(
                        layer.Type == ContentType.Handshake ? "second record" : "first"),
                    datagram, layer.Offset, layer.Length);
            }
        }

        return opened;
    }
}
