// Keys as people type them: hexadecimal digits. What is wrong with one is said without repeating
// it.

namespace Lwm2m.DevServer.Security;

/// <summary>Reads keys in hexadecimal.</summary>
public static class HexKey
{
    /// <summary>The key, or null and one sentence about what is wrong.</summary>
    public static byte[]? Parse(string text, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        int wrong = text.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF");
        error = text.Length == 0
                ? "A key has at least two hexadecimal digits."
            : wrong >= 0
                ? $"A key has hexadecimal digits only (0-9, a-f); character {wrong + 1} is not one."
            : text.Length % 2 != 0
                ? $"A key has two hexadecimal digits for each byte; {text.Length} is an odd number."
            : text.Length > 2 * PskStore.MaxKeyBytes
                ? $"A key has at most {PskStore.MaxKeyBytes} bytes, which are "
                    + $"{2 * PskStore.MaxKeyBytes} hexadecimal digits, not {text.Length}."
            : null;
        return error is null ? Convert.FromHexString(text) : null;
    }
}
