// How the server goes about bodies of several blocks (RFC 7959): what servers in the field do,
// and what a device has to live with.

using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer;

/// <summary>How the requests of a server are split and the answers to them fetched.</summary>
public sealed record BlockStyle
{
    /// <summary>The largest body that goes out in one datagram.</summary>
    public int MaxUnblockedBytes { get; init; } = 1024;

    /// <summary>The size of the blocks that go out with Block1, 16 to 1024.</summary>
    public int SendSize { get; init; } = 512;

    /// <summary>The size of all blocks that go out behind the first, or null: turned down in
    /// mid-transfer. A smaller one that the device asks for is followed anyway.</summary>
    public int? LaterSendSize { get; init; }

    /// <summary>The size that the first request asks for with Block2, or null: the device
    /// chooses.</summary>
    public int? FetchSize { get; init; }

    /// <summary>The size that the following requests ask for when the device's is larger, or null
    /// for the device's: Leshan turns 1024 down to 512.</summary>
    public int? LaterFetchSize { get; init; }

    /// <summary>Whether all requests of a transfer have the same token.</summary>
    public bool ReusesToken { get; init; }

    /// <summary>Whether the body of a FETCH is repeated in each request for a further block of the
    /// answer. Leshan does not.</summary>
    public bool RepeatsBody { get; init; }

    /// <summary>Whether each block but the last is sent, or asked for, twice, the second time with
    /// a new message id.</summary>
    public bool RepeatsBlocks { get; init; }

    /// <summary>After how many blocks a large body begins anew at block 0, once; null for
    /// never.</summary>
    public int? RestartsAfter { get; init; }

    /// <summary>After how many blocks nothing more is sent, or null; the request ends as
    /// <see cref="RequestOutcome.Abandoned"/>.</summary>
    public int? AbandonsAfter { get; init; }

    /// <summary>The size exponent of a block size (RFC 7959 §2.2).</summary>
    internal static int ExponentOf(int size) => BlockOption.MaxExponent
        - (BlockOption.MaxSize / size) switch
        {
            1 => 0,
            2 => 1,
            4 => 2,
            8 => 3,
            16 => 4,
            32 => 5,
            64 => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "Not a block size."),
        };
}
