// What a bootstrap server provides goes into a buffer that is there from construction on: until
// Finish nothing is allocated, for whatever it asks and however often.

using System.Buffers.Binary;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Allocation.AllocationBench;

namespace Lwm2m.Client.DesktopTests.Allocation;

public sealed class BootstrapAllocationTests
{
    private static readonly BootstrapAccount s_account =
        new("coaps://server.example:5684", 101) { Identity = "me", Key = [1, 2, 3, 4] };

    private readonly PreparedPlatform _platform = new();
    private readonly Lwm2mClient _client;
    private ushort _messageId = 0x4000;

    public BootstrapAllocationTests()
    {
        var accounts = new Accounts(1);
        accounts.AddBootstrapNoSec("coap://bs.example");
        _client = new Lwm2mClient("device-1", accounts, [new LeanObject(3)], _platform);
        _client.Start();
        _client.Poll();
        byte[] changed = [0x64, (byte)CoapCode.Changed.Value, 0, 0, 0, 0, 0, 0];
        _platform.Sent(-1).Slice(2, 6).CopyTo(changed.AsSpan(2));
        _platform.Put(changed);
        _client.Poll();
        Assert.Equal(BootstrapState.AwaitingFinish, _client.BootstrapState);
    }

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void Everything_but_finish(int format)
    {
        byte[] security = Request(CoapCode.Put, "/0", format: format,
            payload: RecordContent.Encode(format, "/0", s_account.Security));
        byte[] server = Request(CoapCode.Put, "/1/0", format: format,
            payload: RecordContent.Encode(format, "/1/0", s_account.Server));
        byte[] lifetime = Text(CoapCode.Put, "/1/0/1", "600");
        byte[] discover = Request(CoapCode.Get, "/", accept: MediaType.LinkFormat);
        byte[] read = Request(CoapCode.Get, "/1", accept: format);
        byte[] delete = Request(CoapCode.Delete, "/");
        AssertNothingAllocated(() =>
        {
            Ask(security, CoapCode.Changed);
            Ask(server, CoapCode.Changed);
            Ask(lifetime, CoapCode.Changed);
            Ask(discover, CoapCode.Content);
            Ask(read, CoapCode.Content);
            Ask(delete, CoapCode.Deleted);
        });
    }

    /// <summary>The first are refused for what they are, the others because they are too many.
    /// </summary>
    [Fact]
    public void A_finish_that_is_refused()
    {
        byte[] finish = Request(CoapCode.Post, "/bs");
        int finishes = 0;
        AssertNothingAllocated(() => Ask(
            finish,
            finishes++ < Limits.Duplicates ? CoapCode.NotAcceptable : CoapCode.ServiceUnavailable));
    }

    private void Ask(byte[] request, CoapCode code)
    {
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), _messageId++);
        _platform.Forget();
        _platform.Put(request);
        _client.Poll();
        Expect(_platform.SentCount == 1, "one answer");
        ReadOnlySpan<byte> sent = _platform.Sent(-1);
        Expect(sent[1] == code.Value, "code of the answer");
        Expect(sent.Slice(2, 2).SequenceEqual(request.AsSpan(2, 2)), "message id");
    }
}
