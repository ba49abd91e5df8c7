// MessageView over what is left of the vectors when bytes are missing or wrong: it never throws
// and never points outside the message. The desktop tests do the same with every byte value.

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class MessageCorruptionTests
{
    [TestMethod]
    public void EveryPrefixIsParsedWithinItsBounds()
    {
        byte[][] vectors = CoapVectors.All();
        var view = new MessageView();
        for (int v = 0; v < vectors.Length; v++)
        {
            byte[] vector = vectors[v];
            int most = vector.Length < 60 ? vector.Length : 60;
            for (int length = 0; length <= most; length++)
            {
                // The rest of the vector lies behind the prefix, as in a receive buffer.
                Check(view, vector, 0, length);
            }
        }
    }

    [TestMethod]
    public void EverySingleBitErrorIsParsedWithinItsBounds()
    {
        byte[][] vectors = CoapVectors.All();
        var view = new MessageView();
        for (int v = 0; v < vectors.Length; v++)
        {
            byte[] vector = vectors[v];
            int most = vector.Length < 40 ? vector.Length : 40;
            for (int bit = 0; bit < most * 8; bit++)
            {
                byte mask = (byte)(1 << (bit & 7));
                vector[bit >> 3] ^= mask;
                Check(view, vector, 0, vector.Length);
                vector[bit >> 3] ^= mask;
            }
        }
    }

    [TestMethod]
    public void TheExtremesOfEveryByteAreParsedWithinTheirBounds()
    {
        byte[] extremes = { 0x00, 0xFF, 0xD0, 0xE0, 0x0D, 0x0E, 0xDD, 0xEE, 0xF0, 0x0F };
        byte[][] vectors = { CoapVectors.Read(), CoapVectors.Created(), CoapVectors.OddUri() };
        var view = new MessageView();
        for (int v = 0; v < vectors.Length; v++)
        {
            byte[] vector = vectors[v];
            for (int i = 0; i < vector.Length; i++)
            {
                byte kept = vector[i];
                for (int k = 0; k < extremes.Length; k++)
                {
                    vector[i] = extremes[k];
                    Check(view, vector, 0, vector.Length);
                }

                vector[i] = kept;
            }
        }
    }

    /// <summary>Parses and walks everything that a parsed message offers.</summary>
    private static void Check(MessageView view, byte[] buffer, int offset, int length)
    {
        MessageKind kind = view.Parse(buffer, offset, length);
        string fault = MessageBounds.FaultOf(view, kind, offset, offset + length);
        if (fault != null)
        {
            Assert.AreEqual(fault, WireBytes.ToHex(buffer, offset, length));
        }
    }
}
