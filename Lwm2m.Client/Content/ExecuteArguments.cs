// The arguments of an Execute (OMA LwM2M Core 1.1 §6.3.5):
//   arglist = arg *( "," arg )    arg = DIGIT / DIGIT "=" "'" *CHAR "'"
//   CHAR = "!" / %x23-26 / %x28-5B / %x5D-7E

using System;

namespace Lwm2m.Client.Content;

/// <summary>The arguments of an Execute: up to ten, each with an optional text.</summary>
public sealed class ExecuteArguments
{
    private const int MaxArguments = 10;

    /// <summary>Where the text of each argument starts, in bits 16 to 31, and its length, as the
    /// complement; 0 without the argument.</summary>
    private readonly int[] _texts = new int[MaxArguments];

    private byte[] _buffer;

    internal ExecuteArguments()
    {
    }

    /// <summary>
    /// The buffer that holds the texts; valid only during the call of Execute.
    /// </summary>
    public byte[] Buffer
    {
        get { return _buffer; }
    }

    /// <summary>Whether an argument is given.</summary>
    /// <param name="digit">0 to 9.</param>
    public bool Has(int digit)
    {
        return _texts[digit] != 0;
    }

    /// <summary>Where the text of an argument starts in <see cref="Buffer"/>.</summary>
    public int OffsetOf(int digit)
    {
        return ~_texts[digit] >> 16;
    }

    /// <summary>
    /// The number of bytes of an argument's text: 0 without a text, -1 without the argument.
    /// </summary>
    public int LengthOf(int digit)
    {
        return (short)~_texts[digit];
    }

    /// <summary>Takes <c>buffer[offset..end)</c> apart; false if it is malformed.</summary>
    internal bool Parse(byte[] buffer, int offset, int end)
    {
        _buffer = buffer;
        Array.Clear(_texts, 0, MaxArguments);
        while (offset < end)
        {
            int digit = buffer[offset++] - '0';
            if ((uint)digit >= MaxArguments || _texts[digit] != 0)
            {
                return false;
            }

            int start = offset;
            int length = 0;
            if (end - offset > 1 && buffer[offset] == '=' && buffer[offset + 1] == '\'')
            {
                start += 2;
                offset = start;
                int c = ' ';
                for (; offset < end && c != '\''; offset++)
                {
                    c = buffer[offset];
                    if (c <= ' ' || c == '"' || c == '\\' || c > '~')
                    {
                        return false;
                    }
                }

                if (c != '\'')
                {
                    return false;
                }

                length = offset - start - 1;
            }

            _texts[digit] = ~((start << 16) | length);

            // A comma must be followed by another argument.
            if (offset < end && (buffer[offset++] != ',' || offset == end))
            {
                return false;
            }
        }

        return true;
    }
}
