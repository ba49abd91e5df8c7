// The notification attributes that a server has attached to paths (OMA LwM2M Core 1.1 §5.1.2):
// pmin and pmax at every level, inherited downwards; gt, lt and st at numeric resources.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;

namespace Lwm2m.Client.Model;

/// <summary>The attributes of one server; packed, one row a path.</summary>
internal sealed class AttributeTable
{
    public const int MinimumPeriod = 0;
    public const int MaximumPeriod = 1;
    public const int GreaterThan = 2;
    public const int LessThan = 3;
    public const int Step = 4;

    /// <summary>The value of a period that is not set.</summary>
    public const int NoPeriod = -1;

    private const int Names = 5;
    private const int ThresholdBits = (1 << GreaterThan) | (1 << LessThan) | (1 << Step);
    private const int Scratch = Limits.AttributeSets;

    private static readonly byte[][] s_names =
    {
        new byte[] { (byte)'p', (byte)'m', (byte)'i', (byte)'n' },
        new byte[] { (byte)'p', (byte)'m', (byte)'a', (byte)'x' },
        new byte[] { (byte)'g', (byte)'t' },
        new byte[] { (byte)'l', (byte)'t' },
        new byte[] { (byte)'s', (byte)'t' },
    };

    // One row more than there are paths: a request is worked out there before it counts.
    private readonly long[] _paths = new long[Limits.AttributeSets + 1];
    private readonly byte[] _set = new byte[Limits.AttributeSets + 1];
    private readonly double[] _values = new double[(Limits.AttributeSets + 1) * Names];

    // One more than the last row in use: most servers use few.
    private int _limit;

    /// <summary>
    /// Applies the Uri-Query options of a Write-Attributes request, all or nothing: BadRequest
    /// for what is malformed, unknown or incoherent, ServiceUnavailable if there is no room.
    /// </summary>
    /// <param name="path">The path of the request.</param>
    /// <param name="isNumeric">Whether it is a numeric resource or an instance of one.</param>
    /// <param name="request">The request.</param>
    public Status Apply(long path, bool isNumeric, MessageView request)
    {
        int row = IndexOf(path);
        _set[Scratch] = 0;
        if (row >= 0)
        {
            Move(row, Scratch);
        }

        int position = request.QueryStart;
        for (int i = 0; i < request.QueryCount; i++)
        {
            position = request.Segment(position);
            if (!ApplyOne(request.Buffer, request.SegmentOffset, request.SegmentLength, isNumeric))
            {
                return Status.BadRequest;
            }
        }

        if (!IsCoherent())
        {
            return Status.BadRequest;
        }

        if (row < 0)
        {
            row = FreeRow();
            if (row < 0)
            {
                return _set[Scratch] == 0 ? Status.Success : Status.ServiceUnavailable;
            }
        }

        _paths[Scratch] = path;
        Move(Scratch, row);
        _limit = row < _limit ? _limit : row + 1;
        return Status.Success;
    }

    /// <summary>
    /// A period in seconds as it applies to a path, from the path itself or the nearest level
    /// above it; <see cref="NoPeriod"/> if none sets it.
    /// </summary>
    public int Period(long path, int name)
    {
        for (; _limit > 0 && path != Lwm2mPath.Root; path = Lwm2mPath.Parent(path))
        {
            int row = IndexOf(path);
            if (row >= 0 && (_set[row] & (1 << name)) != 0)
            {
                return (int)_values[(row * Names) + name];
            }
        }

        return NoPeriod;
    }

    /// <summary>
    /// The row of the thresholds that apply to a resource or resource instance, or -1.
    /// </summary>
    public int ThresholdRow(long path)
    {
        for (int depth = _limit > 0 ? Lwm2mPath.Depth(path) : 0; depth > 2; depth--)
        {
            int row = IndexOf(path);
            if (row >= 0 && (_set[row] & ThresholdBits) != 0)
            {
                return row;
            }

            path = Lwm2mPath.Parent(path);
        }

        return -1;
    }

    /// <summary>
    /// Whether a change from one value to another is to be reported: it crosses gt or lt, or it
    /// is at least st (OMA LwM2M Core 1.1 §5.1.2, Table 5.1.2-2).
    /// </summary>
    public bool IsCrossed(int row, double last, double current)
    {
        int set = _set[row];
        int at = row * Names;
        double gt = _values[at + GreaterThan];
        double lt = _values[at + LessThan];
        double change = current > last ? current - last : last - current;
        return ((set & (1 << GreaterThan)) != 0 && (last > gt) != (current > gt))
            || ((set & (1 << LessThan)) != 0 && (last < lt) != (current < lt))
            || ((set & (1 << Step)) != 0 && change >= _values[at + Step]);
    }

    /// <summary>
    /// Writes the attributes of a path as link parameters. A pmax below pmin is ignored, so it is
    /// not shown either: some servers refuse a whole list for it.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="isInherited">Whether those of the levels above are written too.</param>
    /// <param name="links">Where to.</param>
    public void WriteTo(long path, bool isInherited, LinkFormatWriter links)
    {
        int pmin = Period(path, MinimumPeriod);
        int written = 0;
        do
        {
            int row = IndexOf(path);
            for (int name = 0; row >= 0 && name < Names; name++)
            {
                int bit = 1 << name;
                if ((_set[row] & bit) != 0 && (written & bit) == 0)
                {
                    written |= bit;
                    double value = _values[(row * Names) + name];
                    if (name != MaximumPeriod || value >= pmin)
                    {
                        links.WriteParameter(s_names[name], value);
                    }
                }
            }

            path = Lwm2mPath.Parent(path);
        }
        while (isInherited && path != Lwm2mPath.Root);
    }

    private int IndexOf(long path)
    {
        for (int i = 0; i < _limit; i++)
        {
            if (_paths[i] == path && _set[i] != 0)
            {
                return i;
            }
        }

        return -1;
    }

    private int FreeRow()
    {
        for (int i = 0; i < Limits.AttributeSets; i++)
        {
            if (_set[i] == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private void Move(int from, int to)
    {
        _paths[to] = _paths[from];
        _set[to] = _set[from];
        Array.Copy(_values, from * Names, _values, to * Names, Names);
    }

    /// <summary>Applies <c>name=value</c>, or <c>name</c> or <c>name=</c> to unset it.</summary>
    private bool ApplyOne(byte[] buffer, int offset, int length, bool isNumeric)
    {
        int nameLength = 0;
        while (nameLength < length && buffer[offset + nameLength] != '=')
        {
            nameLength++;
        }

        int name = 0;
        while (name < Names && (s_names[name].Length != nameLength
            || !Bytes.Equal(s_names[name], 0, buffer, offset, nameLength)))
        {
            name++;
        }

        if (name == Names || (name >= GreaterThan && !isNumeric))
        {
            return false;
        }

        int valueOffset = offset + nameLength + 1;
        int valueLength = length - nameLength - 1;
        if (valueLength <= 0)
        {
            _set[Scratch] &= (byte)~(1 << name);
            return true;
        }

        double value;
        if (name >= GreaterThan)
        {
            // What a link parameter cannot show without an exponent is out of range.
            if (!NumberText.ParseFloat(buffer, valueOffset, valueLength, out value)
                || (value != 0 && !IsPlain(value < 0 ? -value : value)))
            {
                return false;
            }
        }
        else
        {
            long seconds;
            if (!NumberText.ParseInteger(buffer, valueOffset, valueLength, out seconds)
                || seconds < 0 || seconds > int.MaxValue)
            {
                return false;
            }

            value = seconds;
        }

        _values[(Scratch * Names) + name] = value;
        _set[Scratch] |= (byte)(1 << name);
        return name != Step || value >= 0;
    }

    private static bool IsPlain(double magnitude)
    {
        return magnitude >= 1e-5 && magnitude < 1e15;
    }

    /// <summary>lt &lt; gt, and lt + 2 * st &lt; gt (OMA LwM2M Core 1.1 §5.1.2).</summary>
    private bool IsCoherent()
    {
        int set = _set[Scratch];
        if ((set & (1 << GreaterThan)) == 0 || (set & (1 << LessThan)) == 0)
        {
            return true;
        }

        int at = Scratch * Names;
        double room = _values[at + GreaterThan] - _values[at + LessThan];
        double step = (set & (1 << Step)) != 0 ? _values[at + Step] : 0;
        return room > 0 && room > step + step;
    }
}
