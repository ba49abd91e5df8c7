// Bodies in blocks and composite operations allocate nothing either.

using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Allocation.AllocationBench;

namespace Lwm2m.Client.DesktopTests.Allocation;

public sealed class BodyAllocationTests
{
    private readonly AllocationBench _bench = new();

    private LeanObject Sensor => _bench.Sensor;

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    [InlineData(MediaType.LinkFormat)]
    public void A_response_in_blocks(int accept)
    {
        byte[] first = Request(
            CoapCode.Get, "/33000/0", accept: accept, block2: new BlockOption(0, false, 1));
        byte[] second = Request(
            CoapCode.Get, "/33000/0", accept: accept, block2: new BlockOption(1, false, 1));
        AssertNothingAllocated(() =>
        {
            _bench.Ask(first, CoapCode.Content);
            Expect(_bench.Last[12] == 0x44, "ETag");
            second[3]++;
            _bench.AskAgain(second, CoapCode.Content);
            Expect(_bench.Last[12] == 0x44, "ETag");
        });
    }

    [Fact]
    public void A_request_in_blocks()
    {
        byte[] first = Request(
            CoapCode.Put, "/33000/0/1", format: MediaType.Text, payload: new byte[16],
            block1: new BlockOption(0, true, 0));
        byte[] second = Request(
            CoapCode.Put, "/33000/0/1", format: MediaType.Text, payload: [0x61],
            block1: new BlockOption(1, false, 0));
        first.AsSpan(^16..).Fill(0x62);
        AssertNothingAllocated(() =>
        {
            int writes = Sensor.Writes;
            _bench.Ask(first, CoapCode.Continue);
            second[3]++;
            _bench.AskAgain(second, CoapCode.Changed);
            Expect(Sensor.Writes == writes + 1, "written");
        });
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void A_composite_read(int format)
    {
        byte[] request = Request(
            CoapCode.Fetch, "/", format: format, accept: format,
            payload: Senml.EncodePaths(format, "/33000/0/0", "/3/0/2"));
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Content);
            Expect(_bench.Last.Length > 40, "content");
        });
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void A_composite_write(int format)
    {
        byte[] request = Request(
            CoapCode.IPatch, "/", format: format,
            payload: Senml.Encode(
                format,
                [new SenmlRecord("/33000/0/0", 7), new SenmlRecord("/3/0/2", 1.5)]));
        AssertNothingAllocated(() =>
        {
            int writes = Sensor.Writes + _bench.Device.Writes;
            _bench.Ask(request, CoapCode.Changed);
            Expect(Sensor.Writes + _bench.Device.Writes == writes + 2, "written");
        });
    }

    [Fact]
    public void A_streamed_write()
    {
        byte[] first = Request(
            CoapCode.Put, "/33000/0/9", format: MediaType.Opaque, payload: new byte[1024],
            block1: new BlockOption(0, true, 6));
        byte[] second = Request(
            CoapCode.Put, "/33000/0/9", format: MediaType.Opaque, payload: new byte[10],
            block1: new BlockOption(1, false, 6));
        AssertNothingAllocated(() =>
        {
            int streamed = Sensor.StreamedBytes;
            _bench.Ask(first, CoapCode.Continue);
            second[3]++;
            _bench.AskAgain(second, CoapCode.Changed);
            Expect(Sensor.StreamedBytes == streamed + 1034, "streamed");
        });
    }

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void A_create_and_a_delete(int format)
    {
        byte[] create = Request(
            CoapCode.Post, "/33000", format: format,
            payload: format == MediaType.Tlv
                ? [0x03, 0x01, 0xC1, 0x00, 0x07]
                : Senml.Encode(format, [new SenmlRecord("/33000/1/0", 7)]));
        byte[] delete = Request(CoapCode.Delete, "/33000/1");
        AssertNothingAllocated(() =>
        {
            int writes = Sensor.Writes;
            Change(create, CoapCode.Created);
            Expect(Sensor.InstanceCount == 2 && Sensor.Writes == writes + 1, "created");
            Change(delete, CoapCode.Deleted);
            Expect(Sensor.InstanceCount == 1, "deleted");
        });
    }

    /// <summary>Hands over a request that changes the instances: an Update follows.</summary>
    private void Change(byte[] request, CoapCode code)
    {
        PreparedPlatform platform = _bench.Platform;
        platform.NowMs += 300_000;
        request[3]++;
        platform.Forget();
        platform.Put(request);
        _bench.Client.Poll();
        Expect(
            platform.SentCount == 2 && platform.Sent(0)[1] == code.Value, "answer and Update");
        _bench.AnswerChanged();
    }
}
