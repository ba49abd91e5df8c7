// An object that is nothing but values (OMA LwM2M Core 1.1 §7.1): the application sets them,
// servers read them and write those whose rows say so. What has no value is not there.

using System;
using Lwm2m.Client.Content;

namespace Lwm2m.Client.Model;

/// <summary>
/// The base of an object whose resources hold values. Derive from it, give the constructor a table
/// of resources, and write a setter of one line for each. It names a resource by the index of its
/// row in the table; of most objects that is the resource id too.
/// </summary>
public abstract class ValueObject : Lwm2mObject
{
    /// <summary>Set in place of a number that is not known: the resource is then absent.</summary>
    public const int Unknown = int.MinValue;

    private const int MaxBytes = 255;

    // A number for each row of instance 0, then of instance 1, and so on: the value; the bits of a
    // Float; where a text is; where the items of a resource with instances are, behind all that.
    // Where is an index in bits 8 and up, and a length in bits 0 to 7.
    private long[] _values;

    // Where the next item will be.
    private int _itemsEnd;

    // The rows that have a value, a bit each, of each instance.
    private readonly long[] _present;

    /// <summary>The texts, each behind a byte that tells how much room there is for it.</summary>
    internal byte[] Texts;

    /// <summary>Creates an object without values.</summary>
    /// <param name="objectId">0 to 65534.</param>
    /// <param name="version">The version as major * 10 + minor: 11 is 1.1.</param>
    /// <param name="rows">
    /// One row a resource, in ascending order of their ids; see <see cref="ResourceType"/>. What a
    /// server writes has no instances; what it executes is there once it is set to 0.
    /// </param>
    /// <param name="instances">The number of instances; their ids count from 0.</param>
    /// <param name="items">How many items <see cref="AddItems"/> finds room for.</param>
    protected ValueObject(
        int objectId, int version, int[] rows, int instances, int items = 0)
        : base(objectId, version, rows, instances)
    {
        const int Unfit = Operations.Write | ResourceType.Multiple;
        for (int i = 0; i < rows.Length; i++)
        {
            if ((rows[i] & Unfit) == Unfit)
            {
                throw new ArgumentException("rows");
            }
        }

        _itemsEnd = instances * rows.Length;
        _values = new long[_itemsEnd + items];
        _present = new long[instances];
        Forget(0);
        for (int i = 0; i < instances; i++)
        {
            AddInstance(i);
        }
    }

    /// <inheritdoc/>
    protected internal sealed override bool Has(int instanceId, int resourceId)
    {
        return HasRow(instanceId, IndexOf(resourceId));
    }

    internal override bool HasRow(int instanceId, int index)
    {
        return ((_present[instanceId] >> index) & 1) != 0;
    }

    internal override long PresentRows(int instanceId)
    {
        return _present[instanceId];
    }

    /// <inheritdoc/>
    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        int row = IndexOf(resourceId);
        long value = _values[(instanceId * Rows.Length) + row];
        if (Rows[row] >= 0)
        {
            writer.WriteHeld(value, Texts);
            return Status.Success;
        }

        for (int i = 0; i < (byte)value; i++)
        {
            long item = _values[((int)value >> 8) + i];
            if (item != Unknown && writer.EnterResourceInstance(i))
            {
                writer.WriteHeld(item, Texts);
            }
        }

        return Status.Success;
    }

    /// <summary>Says whether there is room for a text; every number is good.</summary>
    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        int row = IndexOf(resourceId);
        int text = (int)Get(instanceId, row);
        return ResourceType.IsBytes(Rows[row])
            && (text < 0 || value.ValueLength > Texts[text >> 8])
            ? Status.BadRequest
            : Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        int row = IndexOf(resourceId);
        if (ResourceType.IsBytes(Rows[row]))
        {
            SetBytes(instanceId, row, value.Buffer, value.ValueOffset, value.ValueLength);
        }
        else
        {
            Set(instanceId, row, value.Number);
        }

        return Status.Success;
    }

    /// <summary>Empties the texts that a server may write, and forgets the numbers.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="resourceId">The resource that is replaced, or -1 for the instance.</param>
    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        for (int i = 0; i < Rows.Length; i++)
        {
            int row = Rows[i];
            if ((row & Operations.Write) != 0 && (resourceId < 0 || resourceId == (ushort)row))
            {
                // A text keeps its room.
                Set(
                    instanceId, i,
                    ResourceType.IsBytes(row) ? Get(instanceId, i) & ~0xFFL : Unknown);
            }
        }
    }

    /// <summary>The value of a number, or <see cref="Unknown"/>.</summary>
    protected long Get(int instanceId, int row, int item = 0)
    {
        return _values[PlaceOf(instanceId, row, item)];
    }

    /// <summary>The value of a Float; not a number before it has been set.</summary>
    protected double GetFloat(int instanceId, int row)
    {
        return BitConverter.Int64BitsToDouble(Get(instanceId, row));
    }

    /// <summary>Sets a number, a Boolean (0 or 1), a time, or a link (object id * 65536 +
    /// instance id).</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="row">The index of the resource in the table.</param>
    /// <param name="value">The value, or <see cref="Unknown"/>.</param>
    /// <param name="item">Which one, of a resource with instances.</param>
    protected void Set(int instanceId, int row, long value, int item = 0)
    {
        Put(instanceId, row, value, item, null, 0, 0);
    }

    /// <summary>Sets a number that is 0 to a bound, or <see cref="Unknown"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected void SetUpTo(int max, int instanceId, int row, int value, int item = 0)
    {
        if (value != Unknown && (value < 0 || value > max))
        {
            throw new ArgumentOutOfRangeException();
        }

        Set(instanceId, row, value, item);
    }

    /// <summary>Sets a Float.</summary>
    protected void SetFloat(int instanceId, int row, double value)
    {
        Set(instanceId, row, BitConverter.DoubleToInt64Bits(value));
    }

    /// <summary>Sets a text of at most 255 bytes, or removes it (null). Allocates.</summary>
    protected void SetText(int instanceId, int row, string text, int item = 0)
    {
        if (text == null)
        {
            Set(instanceId, row, Unknown, item);
            return;
        }

        byte[] utf8 = Bytes.FromText(text);
        SetBytes(instanceId, row, utf8, 0, utf8.Length, item);
    }

    /// <summary>
    /// Sets a text, given as UTF-8, or an Opaque. Allocates only if it is longer than the first
    /// one was and than what <see cref="Reserve"/> was told.
    /// </summary>
    /// <exception cref="ArgumentException">It has more than 255 bytes.</exception>
    protected void SetBytes(
        int instanceId, int row, byte[] value, int offset, int length, int item = 0)
    {
        Put(instanceId, row, 0, item, value, offset, length);
    }

    /// <summary>Makes room for a text or an Opaque, which is empty.</summary>
    protected void Reserve(int instanceId, int row, int maxBytes)
    {
        Keep(instanceId, row, AddRoom(maxBytes) << 8, 0);
    }

    /// <summary>
    /// Makes the items of a resource with instances, in instance 0; they are unknown. Allocates if
    /// the constructor has not made room for them.
    /// </summary>
    protected void AddItems(int row, int count)
    {
        int first = _itemsEnd;
        _values[row] = (first << 8) | count;
        _itemsEnd += count;
        if (_itemsEnd > _values.Length)
        {
            long[] values = new long[_itemsEnd];
            Array.Copy(_values, values, first);
            _values = values;
            Forget(first);
        }
    }

    /// <summary>Sets a number; or a text, if there is one.</summary>
    private void Put(
        int instanceId, int row, long value, int item, byte[] text, int offset, int length)
    {
        lock (Sync)
        {
            int at = 0;
            if (text != null)
            {
                int there = (int)Get(instanceId, row, item);
                at = there >> 8;
                if (there == Unknown || length > Texts[at])
                {
                    at = AddRoom(length);
                }

                value = (at++ << 8) | length;
            }

            bool isNew = Keep(instanceId, row, value, item);
            if (text != null && !Bytes.Equal(text, offset, Texts, at, length))
            {
                Array.Copy(text, offset, Texts, at, length);
                isNew = true;
            }

            if (isNew)
            {
                NotifyChanged(instanceId, (ushort)Rows[row]);
            }
        }
    }

    /// <summary>Sets a number without telling anybody; false if it was the same.</summary>
    private protected bool Keep(int instanceId, int row, long value, int item)
    {
        long bit = 1L << row;
        int place = PlaceOf(instanceId, row, item);
        bool isNew = _values[place] != value;
        _values[place] = value;
        if (Rows[row] < 0)
        {
            // There is one of them, or none.
            int items = (int)_values[row];
            for (int i = (byte)items - 1; i >= 0 && value == Unknown; i--)
            {
                value = _values[(items >> 8) + i];
            }
        }

        _present[instanceId] = value == Unknown
            ? _present[instanceId] & ~bit
            : _present[instanceId] | bit;
        return isNew;
    }

    /// <summary>Where a number is.</summary>
    private int PlaceOf(int instanceId, int row, int item)
    {
        if (Rows[row] >= 0)
        {
            return (instanceId * Rows.Length) + row;
        }

        int items = (int)_values[row];
        if (item < 0 || item >= (byte)items)
        {
            throw new ArgumentOutOfRangeException();
        }

        return (items >> 8) + item;
    }

    private void Forget(int first)
    {
        for (int i = first; i < _values.Length; i++)
        {
            _values[i] = Unknown;
        }
    }

    private int AddRoom(int maxBytes)
    {
        if (maxBytes > MaxBytes)
        {
            throw new ArgumentException();
        }

        byte[] old = Texts;
        int at = old == null ? 0 : old.Length;
        byte[] texts = new byte[at + 1 + maxBytes];
        if (old != null)
        {
            Array.Copy(old, texts, at);
        }

        texts[at] = (byte)maxBytes;
        Texts = texts;
        return at;
    }
}
