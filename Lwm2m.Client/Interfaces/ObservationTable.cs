// The memory of all observations (RFC 7641), of all servers: one packed table, because most
// servers observe little. A row of 16 bytes is an observation; the paths that it observes stand
// side by side in a table of their own:
//   owner | state | non-confirmable in a row | first path | paths | token length | format (2)
//   token (8)

using System;

namespace Lwm2m.Client.Interfaces;

/// <summary>The observations of all servers. What they mean is up to InformationReporting.
/// </summary>
internal sealed class ObservationTable
{
    public const int State = 1;
    public const int Unconfirmed = 2;
    public const int First = 3;
    public const int Count = 4;
    public const int TokenLength = 5;
    public const int Format = 6;
    public const int Token = 8;
    public const int RowBytes = 16;

    // The states of an observation, as bits.
    public const int InFlight = 1;
    public const int Ending = 2;
    public const int Stored = 4;
    public const int Confirmable = 8;
    public const int Composite = 16;

    /// <summary>The rows; the owner of a row that is free is 0.</summary>
    public readonly byte[] Rows = new byte[Limits.Observations * RowBytes];

    /// <summary>The message id of the latest non-confirmable notification of each row.</summary>
    public readonly ushort[] MessageIds = new ushort[Limits.Observations];

    public readonly long[] SentMs = new long[Limits.Observations];
    public readonly long[] ConfirmedMs = new long[Limits.Observations];

    /// <summary>The observed paths; 0, which no server can observe, where there is room.</summary>
    public readonly long[] Paths = new long[Limits.ObservedPaths];

    /// <summary>The number that was sent last of each path, or NaN.</summary>
    public readonly double[] Values = new double[Limits.ObservedPaths];

    /// <summary>1 for a path with a change to be notified.</summary>
    public readonly byte[] Changed = new byte[Limits.ObservedPaths];

    /// <summary>One more than the last row that has ever been in use.</summary>
    public int Limit;

    /// <summary>
    /// Finds a free row, and room for its paths side by side, which it notes there; -1 if there
    /// is none.
    /// </summary>
    public int FindRoom(int count)
    {
        int i = 0;
        while (i < Limits.Observations && Rows[i * RowBytes] != 0)
        {
            i++;
        }

        int run = 0;
        int end = 0;
        while (end < Limits.ObservedPaths && run < count)
        {
            run = Paths[end++] == 0 ? run + 1 : 0;
        }

        if (i == Limits.Observations || run < count)
        {
            return -1;
        }

        Limit = i < Limit ? Limit : i + 1;
        Rows[(i * RowBytes) + First] = (byte)(end - count);
        Rows[(i * RowBytes) + Count] = (byte)count;
        return i;
    }

    /// <summary>Makes a row and its paths free.</summary>
    public void Remove(int i)
    {
        int row = i * RowBytes;
        Array.Clear(Paths, Rows[row + First], Rows[row + Count]);
        Rows[row] = 0;
    }
}
