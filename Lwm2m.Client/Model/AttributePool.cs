// The memory of all notification attributes: one packed table for all servers, because most
// servers attach few attributes, or none.

using System;

namespace Lwm2m.Client.Model;

/// <summary>The attributes of all servers: one entry for each value.</summary>
internal sealed class AttributePool
{
    /// <summary>The number of entries; they are without gaps.</summary>
    public int Count;

    /// <summary>What each value is attached to.</summary>
    public readonly long[] Paths = new long[Limits.Attributes];

    /// <summary>Whose value it is, and of which attribute: owner * 8 + name.</summary>
    public readonly ushort[] Keys = new ushort[Limits.Attributes];

    public readonly double[] Values = new double[Limits.Attributes];

    /// <summary>The attributes that one path would have after a request.</summary>
    public readonly double[] Scratch = new double[AttributeTable.Names];

    /// <summary>Removes an entry; the last one takes its place.</summary>
    public void RemoveAt(int i)
    {
        int last = --Count;
        Paths[i] = Paths[last];
        Keys[i] = Keys[last];
        Values[i] = Values[last];
    }

    /// <summary>Removes what is attached to a path and below it, whoever has attached it.
    /// </summary>
    public void RemoveBelow(long path)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (Lwm2mPath.Contains(path, Paths[i]))
            {
                RemoveAt(i);
            }
        }
    }
}
