// Keys are exchanged as hexadecimal text: servers show and take them so.

namespace Samples.Esp32Temperature;

/// <summary>Reads hexadecimal text.</summary>
internal static class HexText
{
    /// <summary>Reads pairs of digits; false if there is none, or anything else.</summary>
    public static bool TryParse(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        for (int i = 0; i < text.Length; i++)
        {
            int digit = Digit(text[i]);
            if (digit < 0 || i / 2 == bytes.Length)
            {
                return false;
            }

            bytes[i / 2] = (byte)((bytes[i / 2] << 4) | digit);
        }

        return bytes.Length > 0;
    }

    private static int Digit(char c)
    {
        if (c >= '0' && c <= '9')
        {
            return c - '0';
        }

        // The bit that tells small letters from capitals.
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
