// Firmware by pull: block by block, whatever the server of images and the link do.

using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;
using static Lwm2m.Client.DesktopTests.Downloads.DownloadBench;

namespace Lwm2m.Client.DesktopTests.Downloads;

public sealed class DownloadTests
{
    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 20_000);
    private static readonly byte[] s_other = FirmwareShelf.NewImage("3.0", 15_000);

    private readonly FirmwareShelf _shelf = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_block_is_asked_for_once_and_the_first_for_the_length(bool isSecure)
    {
        DownloadBench bench = With(_shelf, s_image, isSecure);

        bench.FetchWhole(isSecure ? Secure : Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal([s_image.Length], _shelf.Begun);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => new BlockOption(i, false, 6)), bench.Blocks);
        Assert.NotNull(bench.Gets[0].Message.Find(OptionNumber.Size2));
        Assert.All(bench.Gets.Skip(1), get => Assert.Null(get.Message.Find(OptionNumber.Size2)));
        bench.World.Run(1_000);
        Assert.Null(bench.Socket.PublicEndPoint);
        Assert.Null(bench.Source.Secure?.Connection);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(16)]
    public void The_server_may_send_smaller_blocks(int size)
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Source.Core.Files.MaxBlockBytes = size;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal((s_image.Length + size - 1) / size, bench.Gets.Count);
    }

    [Fact]
    public void The_server_may_send_smaller_blocks_later_and_ever_smaller_ones()
    {
        DownloadBench bench = With(_shelf, s_image);
        ServedFiles files = bench.Source.Core.Files;
        files.Served += _ => files.MaxBlockBytes = bench.Gets.Count switch
        {
            < 3 => 1024,
            < 5 => 512,
            < 9 => 64,
            _ => 1024,
        };

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(64, bench.Blocks.Last().Size);
    }

    [Fact]
    public void A_narrow_path_gets_small_blocks()
    {
        DownloadBench bench = With(
            _shelf, s_image, true,
            firmware => UseKey(firmware, SecureEdge.Key).PathMtuBytes = 400);
        bench.World.Sent += datagram => Assert.True(
            datagram.IsFromClient || datagram.Server != bench.Source
                || datagram.Bytes.Length <= 400);

        bench.FetchWhole(Secure);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(256, bench.Blocks.First().Size);
    }

    [Fact]
    public void Neither_tag_nor_length_need_be_told()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Source.Core.Files.TellsTagAndSize = false;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal([0], _shelf.Begun);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(90)]
    public void An_answer_without_block2_is_the_whole_image(int length)
    {
        byte[] image = FirmwareShelf.NewImage("2.0", length);
        DownloadBench bench = With(_shelf, image);
        bench.Answer = _ => new CoapMessage { Code = CoapCode.Content, Payload = image };

        bench.FetchWhole(Plain);

        Assert.Equal(image, _shelf.Image);
        Assert.Single(bench.Gets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_content_is_fetched_from_the_beginning(bool hasTagFirst)
    {
        DownloadBench bench = With(_shelf, s_image);
        ServedFiles files = bench.Source.Core.Files;
        files.TellsTagAndSize = hasTagFirst;
        files.Served += _ =>
        {
            if (bench.Gets.Count == 5)
            {
                files.Set(ImagePath, s_other);
                files.TellsTagAndSize = true;
            }
        };

        bench.FetchWhole(Plain);

        Assert.Equal(s_other, _shelf.Image);
        Assert.Equal(6 + 15, bench.Gets.Count);
        Assert.Equal(2, bench.Socket.Connects);
        Assert.Equal(1, _shelf.Discarded);
    }

    [Fact]
    public void A_content_that_is_now_shorter_ends_the_download()
    {
        byte[] tiny = FirmwareShelf.NewImage("4.0", 2_000);
        DownloadBench bench = With(_shelf, s_image);
        ServedFiles files = bench.Source.Core.Files;
        files.Served += _ =>
        {
            if (bench.Gets.Count == 5)
            {
                files.Set(ImagePath, tiny);
            }
        };

        bench.Fetch(Plain);
        bench.Await(FirmwareState.Idle, FirmwareResult.InvalidUri);

        bench.FetchWhole(Plain);
        Assert.Equal(tiny, _shelf.Image);
    }

    /// <summary>A tag, a block or a size that does not fit, each time: not for ever.</summary>
    [Theory]
    [InlineData("tag")]
    [InlineData("number")]
    [InlineData("short")]
    [InlineData("whole")]
    public void What_never_fits_together_ends(string what)
    {
        DownloadBench bench = With(_shelf, s_image);
        byte tag = 0;
        bench.Answer = request =>
        {
            BlockOption block = request.Block2!.Value;
            bool isWrong = block.Number > 0;
            var options = new OptionList().Add(new CoapOption(
                OptionNumber.ETag, new[] { isWrong && what == "tag" ? ++tag : (byte)0 }));
            if (!isWrong || what != "whole")
            {
                options.Add(new BlockOption(
                    block.Number + (isWrong && what == "number" ? 1 : 0), true, 6)
                    .ToOption(OptionNumber.Block2));
            }

            return new CoapMessage
            {
                Code = CoapCode.Content,
                Options = options.Options,
                Payload = new byte[isWrong && what == "short" ? 1000 : 1024],
            };
        };

        bench.Fetch(Plain);
        bench.Await(FirmwareState.Idle, FirmwareResult.ConnectionLost);

        Assert.Equal(2 * (1 + Limits.DownloadRetries), bench.Gets.Count);
    }

    [Fact]
    public void Separate_responses_are_taken()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Source.Core.ResponseStyle = ResponseStyle.Separate;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(20, bench.Gets.Count);
    }

    [Theory]
    [InlineData(ResponseStyle.Piggybacked)]
    [InlineData(ResponseStyle.Separate)]
    public void What_comes_twice_is_taken_once(ResponseStyle style)
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Source.Core.ResponseStyle = style;
        bench.Source.Link.Duplication = 1;
        bench.Source.Link.MaxDelayMs = 500;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(20, _shelf.Pieces);
    }

    [Fact]
    public void What_is_lost_comes_again()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Source.Link.Loss = 0.3;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(20, _shelf.Pieces);
    }

    [Fact]
    public void After_a_Reset_the_download_goes_on()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.World.Tamper = datagram =>
            !datagram.IsFromClient && datagram.Server == bench.Source && bench.Gets.Count == 3
                ? [0x70, 0, datagram.Bytes[2], datagram.Bytes[3]]
                : datagram.Bytes;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Single(_shelf.Begun);
    }

    [Theory]
    [InlineData("5.03", FirmwareResult.ConnectionLost)]
    [InlineData("5.00", FirmwareResult.ConnectionLost)]
    [InlineData("2.03", FirmwareResult.ConnectionLost)]
    [InlineData("4.04", FirmwareResult.InvalidUri)]
    [InlineData("4.00", FirmwareResult.InvalidUri)]
    [InlineData("4.01", FirmwareResult.InvalidUri)]
    public void A_server_that_refuses_ends_the_download(string code, FirmwareResult result)
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Answer = _ => Refusal(code);

        bench.Fetch(Plain);
        bench.Await(FirmwareState.Idle, result);

        Assert.Equal(result == FirmwareResult.InvalidUri ? 1 : 7, bench.Gets.Count);
        Assert.Empty(_shelf.Begun);
    }

    [Fact]
    public void A_server_that_is_busy_for_a_while_is_asked_again()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Answer = _ => bench.Gets.Count is > 4 and < 9 ? Refusal("5.03") : null;

        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Single(_shelf.Begun);
        long[] gaps = [.. Enumerable.Range(4, 4)
            .Select(i => bench.Gets[i + 1].AtMs - bench.Gets[i].AtMs)];
        Assert.Equal(gaps.Order(), gaps);
        Assert.InRange(gaps[0], 5_000, 7_000);
        Assert.InRange(gaps[3], 40_000, 51_000);
    }

    private static CoapMessage Refusal(string code) => new()
    {
        Code = new CoapCode((byte)(((code[0] - '0') << 5) | (code[3] - '0'))),
    };
}
