// Blocks of a firmware image allocate nothing, whoever begins.

using System.Buffers.Binary;
using DeviceCost.Bench;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Allocation.AllocationBench;

namespace Lwm2m.Client.DesktopTests.Allocation;

public sealed class FirmwareAllocationTests
{
    private const int BlockBytes = 1024;

    private readonly CountingStore _store = new(BlockBytes);
    private readonly TwoLinks _platform = new();
    private readonly FirmwareUpdateObject _firmware;
    private readonly Lwm2mClient _client;
    private int _number;

    public FirmwareAllocationTests()
    {
        _firmware = new FirmwareUpdateObject(_store, canPull: true);
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://server.example", 1, 100_000_000);
        _client = new Lwm2mClient(
            "device-1", accounts, [new LeanObject(3), _firmware], _platform);
        _client.Start();
        _client.Poll();
        byte[] created = [0x64, CoapCode.Created.Value, 0, 0, 0, 0, 0, 0,
            0x82, (byte)'r', (byte)'d', 0x02, (byte)'4', (byte)'2'];
        _platform.Server.Sent(-1).Slice(2, 6).CopyTo(created.AsSpan(2));
        _platform.Server.Put(created);
        _client.Poll();
        Assert.Equal(RegistrationState.Registered, _client.GetState(1));
    }

    [Fact]
    public void A_block_that_is_fetched()
    {
        _platform.Server.Put(Text(
            CoapCode.Put, "/5/0/1", "coap://files.example/firmware/a%20b/2.0.img?board=1"));
        _client.Poll();
        Assert.Equal(FirmwareState.Downloading, _firmware.State);

        // ACK, 2.05; ETag, Content-Format, Block2, Size2.
        byte[] answer = new byte[25 + BlockBytes];
        new byte[]
        {
            0x64, CoapCode.Content.Value, 0, 0, 0, 0, 0, 0, 0x44, 1, 2, 3, 4, 0x81, 42,
            0xB3, 0, 0, 0, 0x53, 0x10, 0, 0, 0xFF,
        }.CopyTo(answer, 0);
        AssertNothingAllocated(() =>
        {
            int pieces = _store.Pieces;
            int sent = _platform.Images.SentCount;
            Expect(_platform.Images.Sent(-1)[1] == CoapCode.Get.Value, "a request");
            _platform.Images.Sent(-1).Slice(2, 6).CopyTo(answer.AsSpan(2));
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(16), (ushort)(_number >> 4));
            answer[18] = (byte)(_number++ << 4 | 8 | 6);
            _platform.Images.Put(answer.AsSpan(0, answer.Length - 1));
            _client.Poll();
            Expect(_store.Pieces == pieces + 1, "a piece");
            Expect(_platform.Images.SentCount == sent + 1, "the next request");
        });
    }

    [Fact]
    public void A_block_that_is_pushed()
    {
        byte[] put = Request(
            CoapCode.Put, "/5/0/0", format: MediaType.Opaque, payload: new byte[BlockBytes],
            block1: new BlockOption(4096, true, 6));
        int at = put.Length - BlockBytes - 1 - 3;
        AssertNothingAllocated(() =>
        {
            int pieces = _store.Pieces;
            BinaryPrimitives.WriteUInt16BigEndian(put.AsSpan(2), (ushort)(_number + 1));
            put[at] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(put.AsSpan(at), (ushort)(_number >> 4));
            put[at + 2] = (byte)(_number++ << 4 | 8 | 6);
            _platform.Server.Put(put);
            _client.Poll();
            Expect(_store.Pieces == pieces + 1, "a piece");
            Expect(_platform.Server.Sent(-1)[1] == CoapCode.Continue.Value, "2.31");
        });
    }

    /// <summary>A machine with two sockets.</summary>
    private sealed class TwoLinks : IPlatform
    {
        private int _sockets;

        public PreparedPlatform Server { get; } = new();

        public PreparedPlatform Images { get; } = new();

        public IClock Clock => Server;

        public IRandom Random => Server;

        public ICrypto Crypto { get; } = new ManagedCrypto();

        public IDatagramTransport CreateTransport() => _sockets++ == 0 ? Server : Images;
    }
}
