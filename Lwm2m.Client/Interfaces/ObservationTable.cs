// The memory of all observations (RFC 7641), of all servers: one packed table, because most
// servers observe little. A row of 16 bytes is an observation; the paths that it observes stand
// side by side in a table of their own:
//   owner | first path | paths | state | non-confirmable in a row | token length | format (2)
//   token (8)
// An observation is known by where its row begins.

using System;

namespace Lwm2m.Client.Interfaces;

/// <summary>The observations of all servers. What they mean is up to InformationReporting.
/// </summary>
internal sealed class ObservationTable
{
    public const int First = 1;
    public const int Count = 2;
    public const int State = 3;
    public const int Unconfirmed = 4;
    public const int TokenLength = 5;
    public const int Format = 6;
    public const int Token = 8;
    public const int RowBits = 4;
    public const int RowBytes = 1 << RowBits;

    // The states of an observation, as bits.
    public const int InFlight = 1;
    public const int Ending = 2;
    public const int Stored = 4;
    public const int Confirmable = 8;
    public const int Composite = 16;

    /// <summary>The rows; the owner of a row that is free is 0.</summary>
    public readonly byte[] Rows = new byte[Limits.Observations * RowBytes];

    /// <summary>The message id of the latest notification of each row.</summary>
    public readonly ushort[] MessageIds = new ushort[Limits.Observations];

    public readonly long[] SentMs = new long[Limits.Observations];
    public readonly long[] ConfirmedMs = new long[Limits.Observations];

    /// <summary>The observed paths; 0, which no server can observe, where there is room.</summary>
    public readonly long[] Paths = new long[Limits.ObservedPaths];

    /// <summary>The number that was sent last of each path, or NaN.</summary>
    public readonly double[] Values = new double[Limits.ObservedPaths];

    /// <summary>1 for a path with a change to be notified.</summary>
    public readonly byte[] Changed = new byte[Limits.ObservedPaths];

    /// <summary>The end of the rows that have ever been in use.</summary>
    public int Limit;

    /// <summary>
    /// Takes a free row, and room for its paths side by side, which it notes there; -1 if there
    /// is none.
    /// </summary>
    public int FindRoom(byte owner, int count)
    {
        byte[] rows = Rows;
        int row = 0;
        while (row < rows.Length && rows[row] != 0)
        {
            row += RowBytes;
        }

        int run = 0;
        int end = 0;
        while (end < Limits.ObservedPaths && run < count)
        {
            run = Paths[end++] == 0 ? run + 1 : 0;
        }

        if (row == rows.Length || run < count)
        {
            return -1;
        }

        Limit = row < Limit ? Limit : row + RowBytes;
        rows[row] = owner;
        rows[row + First] = (byte)(end - count);
        rows[row + Count] = (byte)count;
        return row;
    }

    /// <summary>Makes a row and its paths free.</summary>
    public void Remove(int row)
    {
        byte[] rows = Rows;
        Array.Clear(Paths, rows[row + First], rows[row + Count]);
        rows[row] = 0;
    }
}
