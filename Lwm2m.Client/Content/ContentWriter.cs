// What objects write their values to. A format derives from it and says how one value looks; the
// base holds the output and leaves out what the request did not ask for.

using System;

namespace Lwm2m.Client.Content;

/// <summary>
/// Receives the value of a resource. An object's <c>Read</c> calls one Write method; for a
/// resource with instances it calls <see cref="EnterResourceInstance"/> and one Write method for
/// each of them.
/// </summary>
public abstract class ContentWriter : ContentOutput
{
    /// <summary>The content format, of those that the writer can write.</summary>
    internal int Format;

    // To be read only: a property would cost a call on the device.

    /// <summary>The values written since the resource was entered.</summary>
    internal int ValueCount;

    /// <summary>The row of the resource being written.</summary>
    private protected int _row;

    /// <summary>The resource instance being written, or -1.</summary>
    private protected int _resourceInstance;

    /// <summary>The only resource instance to write, or -1.</summary>
    private protected int _wantedInstance;

    /// <summary>Where the resource starts.</summary>
    private protected int _resourceStart;

    /// <summary>For the formats of this library only.</summary>
    internal ContentWriter()
    {
    }

    /// <summary>
    /// Whether the format cannot express what was written (4.06); the content is then not to be
    /// used.
    /// </summary>
    internal virtual bool IsUnsuitable
    {
        get { return _isUnsuitable; }
    }

    /// <summary>
    /// The time of the values that follow, in seconds since 1970-01-01 00:00:00 UTC; NaN, which
    /// it is at the beginning, for none. Formats that have no time leave it out.
    /// </summary>
    internal virtual double Time
    {
        set { }
    }

    /// <summary>
    /// Names the object instance whose resources follow. To be called before the first resource,
    /// and inside <see cref="EnterInstance"/> where that is called.
    /// </summary>
    /// <param name="path">A path that <see cref="Lwm2mPath"/> has packed.</param>
    internal virtual void EnterTarget(long path)
    {
    }

    /// <summary>Starts an object instance inside the content of an object, if the format can
    /// hold that.</summary>
    internal virtual void EnterInstance(int instanceId)
    {
        _isUnsuitable = true;
    }

    /// <summary>Ends what <see cref="EnterInstance"/> started.</summary>
    internal virtual void LeaveInstance()
    {
    }

    /// <summary>Starts a resource.</summary>
    /// <param name="row">The row of the object's table.</param>
    /// <param name="wantedInstance">The only resource instance to write, or -1 for all.</param>
    internal virtual void EnterResource(int row, int wantedInstance)
    {
        _row = row;
        _wantedInstance = wantedInstance;
        _resourceInstance = -1;
        _resourceStart = Position;
        ValueCount = 0;
    }

    /// <summary>Ends what <see cref="EnterResource"/> started.</summary>
    internal virtual void LeaveResource()
    {
    }

    /// <summary>
    /// Names the resource instance that the next Write method gives the value of.
    /// </summary>
    /// <param name="id">0 to 65534.</param>
    /// <returns>False if this instance is not asked for: the value need not be written.</returns>
    public bool EnterResourceInstance(int id)
    {
        _resourceInstance = id;
        return _wantedInstance < 0 || _wantedInstance == id;
    }

    /// <summary>Writes an Integer or Unsigned Integer.</summary>
    public void WriteInteger(long value)
    {
        if (Accepts())
        {
            OnNumber(TypeNumber.Integer, value);
        }
    }

    /// <summary>Writes a Float.</summary>
    public void WriteFloat(double value)
    {
        // What sensors write all the time: Accepts, without a call.
        if (_wantedInstance < 0 || _wantedInstance == _resourceInstance)
        {
            ValueCount++;
            OnFloat(value);
        }
    }

    /// <summary>Writes a Boolean.</summary>
    public void WriteBoolean(bool value)
    {
        if (Accepts())
        {
            OnNumber(TypeNumber.Boolean, value ? 1 : 0);
        }
    }

    /// <summary>Writes a Time.</summary>
    /// <param name="unixSeconds">Seconds since 1970-01-01 00:00:00 UTC.</param>
    public void WriteTime(long unixSeconds)
    {
        WriteInteger(unixSeconds);
    }

    /// <summary>Writes a String, given as UTF-8.</summary>
    public void WriteString(byte[] utf8)
    {
        WriteString(utf8, 0, utf8.Length);
    }

    /// <summary>Writes a String, given as UTF-8.</summary>
    public void WriteString(byte[] utf8, int offset, int length)
    {
        if (Accepts())
        {
            OnBytes(true, utf8, offset, length);
        }
    }

    /// <summary>Writes an Opaque.</summary>
    public void WriteOpaque(byte[] value, int offset, int length)
    {
        if (Accepts())
        {
            OnBytes(false, value, offset, length);
        }
    }

    /// <summary>Writes an Objlnk; 65535 and 65535 is the null link.</summary>
    public void WriteObjectLink(int objectId, int instanceId)
    {
        if (Accepts())
        {
            OnNumber(TypeNumber.ObjectLink, (objectId << 16) | (ushort)instanceId);
        }
    }

    /// <summary>
    /// Writes what the row of the resource says that it is: a number or a link, the bits of a
    /// Float, or a String or an Opaque, of which bits 8 and up tell where the byte before it is,
    /// and bits 0 to 7 the length.
    /// </summary>
    internal void WriteHeld(long value, byte[] bytes)
    {
        // What is read all the time: Accepts, without a call.
        if (_wantedInstance >= 0 && _wantedInstance != _resourceInstance)
        {
            return;
        }

        ValueCount++;
        int type = (_row >> ResourceType.TypeShift) & 15;
        if (type >= TypeNumber.String)
        {
            OnBytes(
                type == TypeNumber.String, bytes, ((int)value >> 8) + 1, (byte)value);
        }
        else if (type == TypeNumber.Float)
        {
            OnFloat(BitConverter.Int64BitsToDouble(value));
        }
        else
        {
            OnNumber(type, value);
        }
    }

    /// <summary>Writes a number of a type: an integer or a time, a Boolean as 0 or 1, a link with
    /// its object id in bits 16 to 31.</summary>
    private protected abstract void OnNumber(int type, long value);

    private protected abstract void OnFloat(double value);

    /// <summary>Writes a String or an Opaque.</summary>
    private protected abstract void OnBytes(bool isText, byte[] value, int offset, int length);

    private bool Accepts()
    {
        if (_wantedInstance >= 0 && _wantedInstance != _resourceInstance)
        {
            return false;
        }

        ValueCount++;
        return true;
    }
}
