// How the server takes the bodies that devices send in several blocks (RFC 7959 §2.5): large
// Registers, Updates and Sends.

namespace Lwm2m.DevServer;

/// <summary>How a server takes large bodies.</summary>
public sealed record RequestBlockStyle
{
    /// <summary>The largest block that it wants, 16 to 1024. The answer to a larger one asks for
    /// this size from then on, as Leshan does with its 512.</summary>
    public int PreferredSize { get; init; } = 512;

    /// <summary>The size that it asks for behind the second block, or null: turned down in
    /// mid-transfer.</summary>
    public int? LaterSize { get; init; }

    /// <summary>Whether a first block that is too large is refused with 4.13, which states the
    /// preferred size, in place of being taken.</summary>
    public bool RefusesLargerBlocks { get; init; }

    /// <summary>The largest body, beyond which there is 4.13 with Size1.</summary>
    public int MaxBodyBytes { get; init; } = 65_536;

    /// <summary>After how many blocks the body is forgotten once, so that the next block gets
    /// 4.08; null for never.</summary>
    public int? ForgetsAfter { get; init; }
}
