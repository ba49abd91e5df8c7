// The numbers of the data types (OMA LwM2M Core 1.1 appendix C), as ResourceType has them in a row:
// numbers as small as these take less bytecode to compare with.

namespace Lwm2m.Client;

/// <summary>What <see cref="ResourceType.TypeOf"/> returns.</summary>
internal static class TypeNumber
{
    public const int Boolean = 1;
    public const int ObjectLink = 2;

    // What has an order, to which gt, lt and st apply: from here …
    public const int Integer = 3;
    public const int Unsigned = 4;
    public const int Time = 5;
    public const int Float = 6;

    // … to here. What is bytes comes last.
    public const int String = 7;
    public const int Opaque = 8;
}
