// Block-wise transfers (RFC 7959) written by hand: each block is a request of its own.

using Interop.Support;
using Lwm2m.Client.Coap;

namespace Interop.Coap;

internal sealed partial class LibcoapScenario
{
    private const int SizeExponent = 5;
    private const int BlockBytes = 16 << SizeExponent;

    /// <summary>Writes a body of several blocks and reads it again.</summary>
    private void ExchangeBlocks()
    {
        byte[] body = [.. Enumerable.Range(0, 3000).Select(i => (byte)('A' + (i % 57)))];
        int last = (body.Length - 1) / BlockBytes;
        for (int i = 0; i <= last; i++)
        {
            byte[] block = body[(i * BlockBytes)..Math.Min(body.Length, (i + 1) * BlockBytes)];
            Outcome put = _client.Send(new CoapRequest(CoapCode.Put, "/example_data")
            {
                Options =
                [
                    (CoapOption.ContentFormat, []),
                    (CoapOption.Block1, Block(i, i < last)),
                ],
                Payload = block,
            });
            Message answer = put.Answered(i < last ? "2.31" : "2.04");
            Expect.True(
                i == last || answer.Block1 >> 4 == i,
                $"block {i} was taken, not {answer.Block1 >> 4}");
        }

        List<byte> read = [];
        bool hasMore = true;
        for (int i = 0; hasMore; i++)
        {
            Message answer = _client.Get("/example_data", (CoapOption.Block2, Block(i, false)))
                .Answered("2.05");
            Expect.Equal(i, answer.Block2 >> 4, "number of the block that was read");
            Expect.Equal(SizeExponent, answer.Block2 & 7, "size of the block that was read");
            read.AddRange(answer.Payload);
            hasMore = (answer.Block2 & 8) != 0;
        }

        Expect.True(read.SequenceEqual(body), $"{read.Count} bytes are those that were written");
    }

    /// <summary>The value of a Block option: number, whether more follow, size.</summary>
    private static byte[] Block(int number, bool hasMore) =>
        [(byte)((number << 4) | (hasMore ? 8 : 0) | SizeExponent)];
}
