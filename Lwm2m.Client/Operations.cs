// What a server may do with a resource: bits 16 to 18 of a resource row (OMA LwM2M Core §7.1,
// "Operations").

namespace Lwm2m.Client;

/// <summary>The operations of a resource row.</summary>
public static class Operations
{
    /// <summary>Not accessible to a server; set by bootstrap only.</summary>
    public const int None = 0;

    /// <summary>R: Read, Observe, Discover, Write-Attributes.</summary>
    public const int Read = 1 << 16;

    /// <summary>W: Write.</summary>
    public const int Write = 1 << 17;

    /// <summary>RW: Read and Write.</summary>
    public const int ReadWrite = Read | Write;

    /// <summary>E: Execute.</summary>
    public const int Execute = 1 << 18;
}
