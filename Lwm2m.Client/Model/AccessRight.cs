// The bits of an access right (resource 2 of object 2, ACL).

namespace Lwm2m.Client.Model;

/// <summary>What a server may do with an object instance, as bits.</summary>
public static class AccessRight
{
    /// <summary>Nothing.</summary>
    public const int None = 0;

    /// <summary>Read, Observe, Write-Attributes.</summary>
    public const int Read = 1;

    /// <summary>Write.</summary>
    public const int Write = 2;

    /// <summary>Execute.</summary>
    public const int Execute = 4;

    /// <summary>Delete.</summary>
    public const int Delete = 8;

    /// <summary>Create: a right to an object, not to an instance.</summary>
    public const int Create = 16;

    /// <summary>All of them.</summary>
    public const int All = 31;
}
