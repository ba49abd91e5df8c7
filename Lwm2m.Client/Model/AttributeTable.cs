// The notification attributes that a server has attached to paths (OMA LwM2M Core 1.1 §5.1.2):
// pmin, pmax, epmin and epmax at every level, inherited downwards; gt, lt and st at numeric
// resources and their instances. Each value is inherited by itself, from the nearest level.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Model;

/// <summary>The attributes of one server; what it has attached is in the common pool.</summary>
internal sealed class AttributeTable
{
    public const int MinimumPeriod = 0;
    public const int MaximumPeriod = 1;
    public const int MinimumEvaluationPeriod = 2;
    public const int MaximumEvaluationPeriod = 3;
    public const int GreaterThan = 4;
    public const int LessThan = 5;
    public const int Step = 6;

    /// <summary>The number of attributes there are.</summary>
    public const int Names = 7;

    private const int LongestName = 5;

    // Six bytes a name, in the order of the numbers above: the name, and its length at the end.
    private static readonly byte[] s_names = Bytes.FromText(
        "pmin-\u0004pmax-\u0004epmin\u0005epmax\u0005gt---\u0002lt---\u0002st---\u0002");

    private readonly AttributePool _pool;
    private readonly int _key;

    /// <summary>Takes a place in the pool.</summary>
    /// <param name="pool">The attributes of all servers.</param>
    /// <param name="owner">The number of this server, from 1.</param>
    public AttributeTable(AttributePool pool, int owner)
    {
        _pool = pool;
        _key = owner << 3;
    }

    /// <summary>
    /// Applies the Uri-Query options of a Write-Attributes request, all or nothing: BadRequest
    /// for what is malformed, unknown or incoherent, ServiceUnavailable if there is no room.
    /// </summary>
    /// <param name="path">The path of the request.</param>
    /// <param name="isNumeric">Whether it is a numeric resource or an instance of one.</param>
    /// <param name="request">The request.</param>
    public Status Apply(long path, bool isNumeric, MessageView request)
    {
        double[] values = _pool.Scratch;
        int room = Limits.Attributes - _pool.Count;
        for (int name = 0; name < Names; name++)
        {
            values[name] = Value(path, name, false);
            room += double.IsNaN(values[name]) ? 0 : 1;
        }

        if (!ApplyAll(isNumeric, request))
        {
            return Status.BadRequest;
        }

        for (int name = 0; name < Names; name++)
        {
            room -= double.IsNaN(values[name]) ? 0 : 1;
        }

        if (room < 0)
        {
            return Status.ServiceUnavailable;
        }

        // All that there is leaves the pool first: it may be full.
        Remove(path);
        for (int name = 0; name < Names; name++)
        {
            if (!double.IsNaN(values[name]))
            {
                Add(path, name, values[name]);
            }
        }

        return Status.Success;
    }

    /// <summary>
    /// A period in seconds as it applies to a path, from the path itself or the nearest level
    /// above it, or what applies if none sets it.
    /// </summary>
    public int Period(long path, int name, int fallback)
    {
        double value = Value(path, name, true);
        return double.IsNaN(value) ? fallback : (int)value;
    }

    /// <summary>
    /// Whether a change from one value to another is to be reported: there are no thresholds, it
    /// crosses gt or lt, or it is at least st (OMA LwM2M Core 1.1 §5.1.2, Table 5.1.2-2).
    /// </summary>
    public bool IsReportable(long path, double last, double current)
    {
        bool hasNone = true;
        double change = current > last ? current - last : last - current;
        for (int name = GreaterThan; name <= Step; name++)
        {
            double bound = Value(path, name, true);
            if (!double.IsNaN(bound))
            {
                hasNone = false;
                if (name == GreaterThan ? (last > bound) != (current > bound)
                    : name == LessThan ? (last < bound) != (current < bound)
                    : change >= bound)
                {
                    return true;
                }
            }
        }

        return hasNone;
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
        for (int name = 0; name < Names; name++)
        {
            double value = Value(path, name, isInherited);
            if (!double.IsNaN(value)
                && (name != MaximumPeriod || value >= Period(path, MinimumPeriod, 0)))
            {
                links.WriteParameter(s_names, NameAt(name), NameLength(name), value);
            }
        }
    }

    /// <summary>Forgets everything that this server has attached.</summary>
    public void Clear()
    {
        Remove(Lwm2mPath.Root);
    }

    /// <summary>
    /// Writes the attributes into a record, or takes them from there in place of what there is:
    /// path (8) | name (1) | value (8) of each, then a path of 0, which has none.
    /// </summary>
    public void Transfer(StoredRecord record)
    {
        AttributePool pool = _pool;
        if (record.IsReading)
        {
            Clear();
            long path;
            while ((path = record.Integer(0, 8)) != 0 && pool.Count < Limits.Attributes)
            {
                int name = (int)record.Integer(0, 1);
                Add(path, name, record.Number(0));
            }

            return;
        }

        for (int i = 0; i < pool.Count; i++)
        {
            if (IsOwn(i))
            {
                record.Integer(pool.Paths[i], 8);
                record.Integer(pool.Keys[i] - _key, 1);
                record.Number(pool.Values[i]);
            }
        }

        record.Integer(0, 8);
    }

    /// <summary>Forgets what this server has attached to a path; everything, to the root.
    /// </summary>
    private void Remove(long path)
    {
        AttributePool pool = _pool;
        for (int i = pool.Count - 1; i >= 0; i--)
        {
            if (IsOwn(i) && (path == Lwm2mPath.Root || path == pool.Paths[i]))
            {
                pool.RemoveAt(i);
            }
        }
    }

    private bool IsOwn(int i)
    {
        return _pool.Keys[i] >> 3 == _key >> 3;
    }

    private void Add(long path, int name, double value)
    {
        AttributePool pool = _pool;
        int entry = pool.Count++;
        pool.Paths[entry] = path;
        pool.Keys[entry] = (ushort)(_key + name);
        pool.Values[entry] = value;
    }

    /// <summary>
    /// The value at a path itself, or the one that applies to it; NaN if there is none.
    /// </summary>
    private double Value(long path, int name, bool isInherited)
    {
        AttributePool pool = _pool;
        int key = _key + name;
        while (pool.Count > 0 && path != Lwm2mPath.Root)
        {
            for (int i = pool.Count - 1; i >= 0; i--)
            {
                if (pool.Paths[i] == path && pool.Keys[i] == key)
                {
                    return pool.Values[i];
                }
            }

            path = isInherited ? Lwm2mPath.Parent(path) : Lwm2mPath.Root;
        }

        return double.NaN;
    }

    private bool ApplyAll(bool isNumeric, MessageView request)
    {
        int position = request.QueryStart;
        for (int i = 0; i < request.QueryCount; i++)
        {
            position = request.Segment(position);
            if (!ApplyOne(request.Buffer, request.SegmentOffset, request.SegmentLength, isNumeric))
            {
                return false;
            }
        }

        return IsCoherent();
    }

    /// <summary>Applies <c>name=value</c>, or <c>name</c> or <c>name=</c> to unset it. Unsetting is
    /// allowed at every level: some servers unset all that there could be.</summary>
    private bool ApplyOne(byte[] buffer, int offset, int length, bool isNumeric)
    {
        int nameLength = 0;
        while (nameLength < length && buffer[offset + nameLength] != '=')
        {
            nameLength++;
        }

        int name = 0;
        while (name < Names && (NameLength(name) != nameLength
            || !Bytes.Equal(s_names, NameAt(name), buffer, offset, nameLength)))
        {
            name++;
        }

        if (name == Names)
        {
            return false;
        }

        double value = double.NaN;
        int valueOffset = offset + nameLength + 1;
        int valueLength = length - nameLength - 1;
        if (valueLength > 0 && name >= GreaterThan)
        {
            // What a link parameter cannot show without an exponent is out of range.
            if (!isNumeric || !NumberText.ParseFloat(buffer, valueOffset, valueLength, out value)
                || (value != 0 && !IsPlain(value < 0 ? -value : value))
                || (name == Step && value < 0))
            {
                return false;
            }
        }
        else if (valueLength > 0)
        {
            long seconds;
            if (!NumberText.ParseInteger(buffer, valueOffset, valueLength, out seconds)
                || seconds >> 31 != 0)
            {
                return false;
            }

            value = seconds;
        }

        _pool.Scratch[name] = value;
        return true;
    }

    private static int NameAt(int name)
    {
        return name * (LongestName + 1);
    }

    private static int NameLength(int name)
    {
        return s_names[NameAt(name) + LongestName];
    }

    private static bool IsPlain(double magnitude)
    {
        return magnitude >= 1e-5 && magnitude < 1e15;
    }

    /// <summary>
    /// lt &lt; gt, lt + 2 * st &lt; gt, epmin &lt; epmax (OMA LwM2M Core 1.1 §5.1.2).
    /// </summary>
    private bool IsCoherent()
    {
        double[] values = _pool.Scratch;
        double step = values[Step];
        return IsBelow(values[LessThan], values[GreaterThan], double.IsNaN(step) ? 0 : step + step)
            && IsBelow(values[MinimumEvaluationPeriod], values[MaximumEvaluationPeriod], 0);
    }

    /// <summary>Whether there is more than some room between two values, if both are set.
    /// </summary>
    private static bool IsBelow(double lower, double upper, double room)
    {
        double between = upper - lower;
        return double.IsNaN(lower) || double.IsNaN(upper) || (between > 0 && between > room);
    }
}
