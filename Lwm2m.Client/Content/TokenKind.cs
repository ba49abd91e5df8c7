// What CBOR and JSON consist of, as far as records need to know.

namespace Lwm2m.Client.Content;

/// <summary>Kinds of tokens, in sets.</summary>
internal static class TokenKind
{
    /// <summary>No token: the content is malformed.</summary>
    public const int None = 0;

    /// <summary>Any number.</summary>
    public const int Number = 1;

    /// <summary>A number of up to 63 bits and a sign.</summary>
    public const int Integer = Number;

    /// <summary>A text.</summary>
    public const int Text = 2;

    /// <summary>Bytes.</summary>
    public const int Data = 4;

    /// <summary>True or false.</summary>
    public const int Boolean = 8;

    /// <summary>Null, and what else stands for itself.</summary>
    public const int Other = 16;

    /// <summary>A number that is no integer, or a larger one.</summary>
    public const int Float = Number | 32;

    /// <summary>The beginning of an array.</summary>
    public const int Array = 64;

    /// <summary>The beginning of a map.</summary>
    public const int Map = Array | Other;
}
