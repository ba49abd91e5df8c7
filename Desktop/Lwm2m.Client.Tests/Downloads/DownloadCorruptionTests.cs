// Firmware by pull over a link that changes what it carries: one answer is cut short or has another
// byte. Without DTLS nobody but the store notices what is wrong with the image itself.

using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.Objects;
using Xunit;
using static Lwm2m.Client.DesktopTests.Downloads.DownloadBench;

namespace Lwm2m.Client.DesktopTests.Downloads;

public sealed class DownloadCorruptionTests
{
    // Header, token, options and the first bytes of a block.
    private const int HeadBytes = 40;

    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 3_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_prefix_of_an_answer_leads_to_an_end(int answer)
    {
        for (int length = 0; length < HeadBytes; length++)
        {
            int bytes = length;
            Fetch(answer, datagram => datagram[..bytes]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_wrong_byte_of_an_answer_leads_to_an_end(int answer)
    {
        for (int at = 0; at < HeadBytes; at++)
        {
            foreach (byte bits in new byte[] { 0x01, 0x04, 0x08, 0x10, 0x40, 0x80, 0xFF })
            {
                int index = at;
                Fetch(answer, datagram =>
                {
                    byte[] changed = [.. datagram];
                    changed[index] ^= bits;
                    return changed;
                });
            }
        }
    }

    private static void Fetch(int answer, Func<byte[], byte[]> change)
    {
        var shelf = new FirmwareShelf();
        DownloadBench bench = With(shelf, s_image);
        int answers = 0;
        bench.World.Tamper = datagram =>
            !datagram.IsFromClient && datagram.Server == bench.Source && ++answers == answer
                ? change(datagram.Bytes)
                : datagram.Bytes;

        bench.Fetch(Plain);
        Assert.True(bench.World.RunUntil(
            () => bench.Firmware.State != FirmwareState.Downloading, 3_600_000));

        if (bench.Firmware.State == FirmwareState.Downloaded)
        {
            Assert.Equal(s_image, shelf.Image);
        }
        else
        {
            Assert.Contains(bench.Firmware.Result, new[]
            {
                FirmwareResult.IntegrityFailed, FirmwareResult.UnsupportedPackage,
                FirmwareResult.InvalidUri, FirmwareResult.ConnectionLost,
            });
        }
    }
}
