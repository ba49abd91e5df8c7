// Handshake messages in fragments of every size and in every order that a network can think of.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ReassemblyTests
{
    private const int Type = 11;
    private const int Length = 40;

    /// <summary>In order, in reverse, each twice, and overlapping by half.</summary>
    [TestMethod]
    public void FragmentsOfEverySize()
    {
        byte[] whole = Fragment(Type, 3, Length, 0, Length);
        Reassembly reassembly = NewReassembly();
        for (int size = 1; size <= Length; size++)
        {
            for (int order = 0; order < 4; order++)
            {
                reassembly.ForgetMessages();
                int step = order == 3 ? (size + 1) / 2 : size;
                int count = (Length + step - 1) / step;
                for (int i = 0; i < count; i++)
                {
                    int at = step * (order == 1 ? count - 1 - i : i);
                    int length = size < Length - at ? size : Length - at;
                    Assert.IsTrue(
                        reassembly.FindMessage(3) < 0
                            || (order == 3 && at + step >= Length - size));
                    reassembly.AddFragment(Fragment(Type, 3, Length, at, length), 0);
                    if (order == 2)
                    {
                        reassembly.AddFragment(Fragment(Type, 3, Length, at, length), 0);
                    }
                }

                int found = reassembly.FindMessage(3);
                Assert.IsTrue(found >= 0);
                WireBytes.AreEqual(whole, reassembly.Messages, found, whole.Length);
                Assert.AreEqual(-1, reassembly.FindMessage(2));
            }
        }
    }

    /// <summary>What does not agree with the first fragment does not count.</summary>
    [TestMethod]
    public void AnotherTypeOrLength()
    {
        Reassembly reassembly = NewReassembly();
        reassembly.AddFragment(Fragment(Type, 1, Length, 0, 10), 0);
        reassembly.AddFragment(Fragment(Type + 1, 1, Length, 10, 30), 0);
        reassembly.AddFragment(Fragment(Type, 1, Length + 1, 10, 31), 0);
        reassembly.AddFragment(Fragment(Type, 1, Length, 10, 0), 0);
        reassembly.AddFragment(Fragment(Type, 2, Length, 10, 30), 0);
        Assert.AreEqual(-1, reassembly.FindMessage(1));
        Assert.AreEqual(-1, reassembly.FindMessage(2));
        reassembly.AddFragment(Fragment(Type, 1, Length, 5, 35), 0);
        byte[] whole = Fragment(Type, 1, Length, 0, Length);
        WireBytes.AreEqual(whole, reassembly.Messages, reassembly.FindMessage(1), whole.Length);
    }

    /// <summary>More messages, or more bytes, than there is room for are dropped.</summary>
    [TestMethod]
    public void Bounds()
    {
        Reassembly reassembly = NewReassembly();
        int headers = Limits.HandshakeBytes / Reassembly.MessageHeaderBytes;
        for (int number = 0; number < headers + 2; number++)
        {
            reassembly.AddFragment(Fragment(Type, number, 0, 0, 0), 0);
            Assert.AreEqual(number < headers, reassembly.FindMessage(number) >= 0);
        }

        int most = Limits.HandshakeBytes - Reassembly.MessageHeaderBytes;
        Assert.IsTrue(DtlsConnection.ScratchBytes <= Limits.ExchangeBytes);
        reassembly.ForgetMessages();
        reassembly.AddFragment(Fragment(Type, 0, most + 1, 0, 10), 0);
        reassembly.AddFragment(Fragment(Type, 1, 0xFFFFFF, 0xFFFFF5, 10), 0);
        reassembly.AddFragment(Fragment(Type, 2, most, 0, 100), 0);
        reassembly.AddFragment(Fragment(Type, 3, 0, 0, 0), 0);
        reassembly.AddFragment(Fragment(Type, 2, most, 100, most - 100), 0);
        Assert.AreEqual(Reassembly.MessagesAt, reassembly.FindMessage(2));
        Assert.IsTrue(
            reassembly.FindMessage(0) < 0 && reassembly.FindMessage(1) < 0
                && reassembly.FindMessage(3) < 0);
        reassembly.ForgetMessages();
        Assert.AreEqual(-1, reassembly.FindMessage(2));

        // Nothing is left of what has been there.
        reassembly.AddFragment(Fragment(Type, 2, most, 0, most - 1), 0);
        Assert.AreEqual(-1, reassembly.FindMessage(2));
    }

    private static Reassembly NewReassembly()
    {
        var reassembly = new Reassembly(new ManagedCrypto());
        reassembly.UseMessages(WireBytes.NewBuffer(Reassembly.BufferBytes));
        return reassembly;
    }

    private static byte[] Fragment(int type, int number, int length, int offset, int count)
    {
        byte[] bytes = new byte[Reassembly.MessageHeaderBytes + count];
        bytes[0] = (byte)type;
        Bytes.WriteUInt24(bytes, 1, length);
        Bytes.WriteUInt16(bytes, 4, number);
        Bytes.WriteUInt24(bytes, 6, offset);
        Bytes.WriteUInt24(bytes, 9, count);
        for (int i = 0; i < count; i++)
        {
            bytes[Reassembly.MessageHeaderBytes + i] = (byte)(7 + (3 * (offset + i)));
        }

        return bytes;
    }
}
