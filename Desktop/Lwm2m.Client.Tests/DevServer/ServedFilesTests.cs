// Files that devices fetch from the server, block by block (RFC 7959 §2.4).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class ServedFilesTests
{
    private const string Path = "/firmware/1.img";

    private readonly ServerBench _bench = new();

    private ServedFiles Files => _bench.Core.Files;

    [Theory]
    [InlineData(null, 1024)]
    [InlineData(6, 1024)]
    [InlineData(5, 512)]
    [InlineData(0, 16)]
    public void A_file_is_fetched_in_blocks_of_the_size_that_is_asked_for(int? exponent, int size)
    {
        byte[] file = NewFile(2100);
        var served = new List<ServedBlock>();
        Files.Served += served.Add;
        Files.Set(Path, file);

        CoapMessage first = Get(exponent is { } e ? new BlockOption(0, false, e) : null);
        Assert.Equal(2100, Size2Of(first));
        List<byte> fetched = [.. first.Payload.Span];
        for (BlockOption block = first.Block2!.Value; block.More;)
        {
            Assert.Equal(size, block.Size);
            CoapMessage next = Get(new BlockOption(block.Number + 1, false, block.SizeExponent));
            Assert.Equal(CoapCode.Content, next.Code);
            Assert.Equal(TagOf(first), TagOf(next));
            Assert.Equal(block.Number + 1, next.Block2!.Value.Number);
            fetched.AddRange(next.Payload.Span);
            block = next.Block2.Value;
        }

        Assert.Equal(file, fetched);
        Assert.Equal((0, size), (served[0].StartBytes, served[0].EndBytes));
        Assert.Equal((2100, 2100), (served[^1].EndBytes, served[^1].TotalBytes));
    }

    [Fact]
    public void A_small_file_comes_whole_and_without_block2()
    {
        Files.Set(Path, NewFile(100));
        CoapMessage answer = Get(null);
        Assert.Equal(100, answer.Payload.Length);
        Assert.Null(answer.Block2);
    }

    [Fact]
    public void A_larger_block_than_the_server_sends_is_turned_down()
    {
        Files.MaxBlockBytes = 256;
        byte[] file = NewFile(2100);
        Files.Set(Path, file);
        CoapMessage answer = Get(new BlockOption(1, false, 6));
        Assert.Equal(new BlockOption(4, true, 4), answer.Block2);
        Assert.Equal(file[1024..1280], answer.Payload.ToArray());
    }

    [Fact]
    public void Another_content_has_another_tag()
    {
        Files.Set(Path, NewFile(2100));
        byte[] before = TagOf(Get(null));
        Files.Set(Path, NewFile(2101));
        Assert.NotEqual(before, TagOf(Get(null)));
    }

    [Fact]
    public void Tag_and_length_can_be_left_out()
    {
        Files.TellsTagAndSize = false;
        Files.Set(Path, NewFile(2100));
        Assert.Equal(
            [OptionNumber.Block2], Get(null).Options.Select(option => option.Number));
    }

    [Fact]
    public void What_is_not_there_is_not_served()
    {
        Files.Set(Path, NewFile(1024));
        Assert.Equal(CoapCode.BadRequest, Get(new BlockOption(2, false, 5)).Code);
        Assert.Equal(CoapCode.MethodNotAllowed,
            _bench.Exchange(_bench.Request(CoapCode.Put, Path)).Code);
        Assert.True(Files.Remove(Path));
        Assert.False(Files.Remove(Path));
        Assert.Equal(CoapCode.NotFound, Get(null).Code);
    }

    private static byte[] NewFile(int length)
    {
        byte[] file = new byte[length];
        new Random(length).NextBytes(file);
        return file;
    }

    private static byte[] TagOf(CoapMessage answer) =>
        answer.Find(OptionNumber.ETag)!.Value.Value.ToArray();

    private static int Size2Of(CoapMessage answer) =>
        answer.Find(OptionNumber.Size2)!.Value.TryGetUInt(4, out uint size) ? (int)size : -1;

    private CoapMessage Get(BlockOption? block)
    {
        OptionList options = new OptionList().AddPath(OptionNumber.UriPath, Path);
        if (block is { } asked)
        {
            options.Add(asked.ToOption(OptionNumber.Block2));
        }

        return _bench.Exchange(new CoapMessage
        {
            Type = CoapType.Con,
            Code = CoapCode.Get,
            MessageId = _bench.NextMessageId(),
            Token = Token.FromBytes([0xD1, 0x01]),
            Options = options.Options,
        });
    }
}
