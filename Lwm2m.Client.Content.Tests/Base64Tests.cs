// Base64: the vectors of RFC 4648 §10, all characters, and what is malformed.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class Base64Tests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("66", "Zg==")]
    [DataRow("666F", "Zm8=")]
    [DataRow("666F6F", "Zm9v")]
    [DataRow("666F6F62", "Zm9vYg==")]
    [DataRow("666F6F6261", "Zm9vYmE=")]
    [DataRow("666F6F626172", "Zm9vYmFy")]
    [DataRow("14FB9C03D97E", "FPucA9l+")]
    [DataRow("00", "AA==")]
    [DataRow("FFFFFF", "////")]
    [DataRow(
        "00108310518720928B30D38F41149351559761969B71D79F8218A39259A7A29AABB2DBAFC31CB3D35DB7"
            + "E39EBBF3DFBF",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")]
    public void BothWays(string hex, string text)
    {
        byte[] bytes = ContentTesting.Hex(hex);
        for (int room = 0; room <= text.Length + 5; room++)
        {
            byte[] buffer = ContentTesting.Guarded(room);
            int end = Base64.Encode(bytes, 0, bytes.Length, buffer, 8, 8 + room, false);
            Assert.AreEqual(room < text.Length ? -1 : 8 + text.Length, end);
            int written = end < 0 ? 8 : end;
            Assert.AreEqual(
                end < 0 ? "" : text, ContentTesting.TextOf(buffer, 8, written - 8));
            ContentTesting.AssertUntouched(buffer, 0, 8);
            ContentTesting.AssertUntouched(buffer, written, buffer.Length);
        }

        byte[] decoded = Bytes.FromText("=" + text + "=");
        int length = Base64.DecodeInPlace(decoded, 1, text.Length, false);
        Assert.AreEqual(bytes.Length, length);
        Assert.AreEqual(hex, ContentTesting.HexOf(decoded, 1, length));
        Assert.AreEqual((byte)'=', decoded[0]);
        Assert.AreEqual((byte)'=', decoded[decoded.Length - 1]);
    }

    [TestMethod]
    [DataRow("Z")]
    [DataRow("Zg")]
    [DataRow("Zg=")]
    [DataRow("Zg===")]
    [DataRow("Z===")]
    [DataRow("====")]
    [DataRow("=Zg=")]
    [DataRow("Zg=v")]
    [DataRow("Zg==Zg==")]
    [DataRow("Zm9v\n")]
    [DataRow(" Zm9v")]
    [DataRow("Zm-v")]
    [DataRow("Zm_v")]
    [DataRow("Zm9@")]
    [DataRow("Zm9[")]
    [DataRow("Zm9`")]
    [DataRow("Zm9{")]
    [DataRow("Zm9:")]
    [DataRow("Zm9.")]
    [DataRow("Zh==")]
    [DataRow("Zm9=")]
    public void Malformed(string text)
    {
        byte[] bytes = Bytes.FromText(text);
        Assert.AreEqual(-1, Base64.DecodeInPlace(bytes, 0, bytes.Length, false), text);
    }

    [TestMethod]
    public void EveryByteAtEveryPlace()
    {
        var source = new byte[1];
        var buffer = new byte[4];
        for (int value = 0; value < 256; value++)
        {
            source[0] = (byte)value;
            for (int length = 1; length <= 3; length++)
            {
                var bytes = new byte[3];
                bytes[length - 1] = (byte)value;
                Assert.AreEqual(4, Base64.Encode(bytes, 0, length, buffer, 0, 4, false));
                Assert.AreEqual(length, Base64.DecodeInPlace(buffer, 0, 4, false));
                Assert.AreEqual((byte)value, buffer[length - 1]);
            }

            // A byte in place of a character is that character or none.
            buffer[0] = (byte)'A';
            buffer[1] = (byte)value;
            buffer[2] = (byte)'A';
            buffer[3] = (byte)'A';
            bool isCharacter = (value >= 'A' && value <= 'Z') || (value >= 'a' && value <= 'z')
                || (value >= '0' && value <= '9') || value == '+' || value == '/';
            Assert.AreEqual(isCharacter ? 3 : -1, Base64.DecodeInPlace(buffer, 0, 4, false));
        }
    }
}
