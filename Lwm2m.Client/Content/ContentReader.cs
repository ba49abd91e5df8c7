// What objects read written values from. A format derives from it and walks its content as a flat
// list of values, each with its ids; one walk validates, a second one commits.

namespace Lwm2m.Client.Content;

/// <summary>
/// One written value. An object's <c>Write</c> calls the method for the resource's type; it has
/// been checked before that the value is of that type.
/// </summary>
public abstract class ContentReader
{
    private protected byte[] _buffer;
    private protected int _end;

    private protected int _instanceId;
    private protected int _resourceId;
    private protected int _resourceInstanceId;
    private protected int _valueOffset;
    private protected int _valueLength;
    private protected bool _hasValue;

    /// <summary>For the formats of this library only.</summary>
    internal ContentReader()
    {
    }

    /// <summary>The object instance of this value, or -1 if the content does not say.</summary>
    internal int InstanceId
    {
        get { return _instanceId; }
    }

    /// <summary>The resource of this value, or -1 if the content does not say.</summary>
    internal int ResourceId
    {
        get { return _resourceId; }
    }

    /// <summary>
    /// The resource instance of this value, or -1 for a resource without instances.
    /// </summary>
    public int ResourceInstanceId
    {
        get { return _resourceInstanceId; }
    }

    /// <summary>
    /// False for a resource with instances of which there are none: nothing to store.
    /// </summary>
    internal bool HasValue
    {
        get { return _hasValue; }
    }

    /// <summary>
    /// The buffer that holds the value's bytes; valid only during the call of Write.
    /// </summary>
    public byte[] Buffer
    {
        get { return _buffer; }
    }

    /// <summary>Where the bytes of a String or an Opaque start.</summary>
    public int ValueOffset
    {
        get { return _valueOffset; }
    }

    /// <summary>The number of bytes of a String or an Opaque.</summary>
    public int ValueLength
    {
        get { return _valueLength; }
    }

    /// <summary>
    /// Starts at the first value of <c>buffer[offset..end)</c>, the content of a request to a
    /// path that <see cref="Lwm2mPath"/> has packed.
    /// </summary>
    internal abstract void Begin(byte[] buffer, int offset, int end, long path);

    /// <summary>
    /// Moves to the next value: Success, NotFound at the end, BadRequest if the content is
    /// malformed.
    /// </summary>
    internal abstract Status Next();

    /// <summary>
    /// Whether the value can be read as the type of a row. For an Opaque this also turns encoded
    /// bytes into the bytes they stand for, once.
    /// </summary>
    internal abstract bool Is(int row);

    /// <summary>The value of an Integer, Unsigned Integer or Time resource.</summary>
    public abstract long ReadInteger();

    /// <summary>The value of a Float resource.</summary>
    public abstract double ReadFloat();

    /// <summary>The value of a Boolean resource.</summary>
    public abstract bool ReadBoolean();

    /// <summary>The value of an Objlnk resource: the object id in bits 16 to 31, the instance id
    /// in bits 0 to 15.</summary>
    public abstract int ReadObjectLink();
}
