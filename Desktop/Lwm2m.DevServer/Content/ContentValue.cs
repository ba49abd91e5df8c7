// A value as a self-describing format carries it: SenML (RFC 8428 §4.2), CBOR (RFC 8949) and the
// JSON of LwM2M 1.0 have numbers, texts, booleans and bytes; LwM2M adds object links (OMA LwM2M
// 1.1 Core §7.4.4, appendix C).

using System.Globalization;

namespace Lwm2m.DevServer.Content;

/// <summary>What a value is on the wire.</summary>
public enum ValueKind
{
    /// <summary>There is none: a record that only names a path.</summary>
    None,

    /// <summary>A number without fraction.</summary>
    Integer,

    /// <summary>A floating point number.</summary>
    Float,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>Bytes.</summary>
    Opaque,

    /// <summary>A link to an object instance.</summary>
    ObjectLink,
}

/// <summary>A value with its kind; equal when both are.</summary>
public readonly record struct ContentValue
{
    private readonly object? _value;

    private ContentValue(ValueKind kind, object value)
    {
        Kind = kind;
        _value = value;
    }

    /// <summary>No value.</summary>
    public static ContentValue None => default;

    /// <summary>What the value is.</summary>
    public ValueKind Kind { get; }

    /// <summary>The integer.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public long Integer => (long)Raw;

    /// <summary>The number, whether it came with a fraction or without.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public double Number => Kind == ValueKind.Integer ? Integer : (double)Raw;

    /// <summary>The text.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public string Text => (string)Raw;

    /// <summary>The boolean.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public bool Boolean => (bool)Raw;

    /// <summary>The bytes.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public byte[] Opaque => (byte[])Raw;

    /// <summary>The object link.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public ObjectLink ObjectLink => (ObjectLink)Raw;

    private object Raw => _value ?? throw new InvalidCastException("There is no value.");

    /// <summary>An integer or a time.</summary>
    public static implicit operator ContentValue(long value) => new(ValueKind.Integer, value);

    /// <summary>A floating point number.</summary>
    public static implicit operator ContentValue(double value) => new(ValueKind.Float, value);

    /// <summary>A text.</summary>
    public static implicit operator ContentValue(string value) => new(ValueKind.Text, value);

    /// <summary>A boolean.</summary>
    public static implicit operator ContentValue(bool value) => new(ValueKind.Boolean, value);

    /// <summary>Bytes.</summary>
    public static implicit operator ContentValue(byte[] value) => new(ValueKind.Opaque, value);

    /// <summary>An object link.</summary>
    public static implicit operator ContentValue(ObjectLink value) =>
        new(ValueKind.ObjectLink, value);

    /// <inheritdoc/>
    public bool Equals(ContentValue other) => Kind == other.Kind && (Kind == ValueKind.Opaque
        ? Opaque.AsSpan().SequenceEqual(other.Opaque)
        : Equals(_value, other._value));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Kind, Kind == ValueKind.Opaque ? Opaque.Length : _value);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ValueKind.None => string.Empty,
        ValueKind.Float => Number.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Text => $"\"{Text}\"",
        ValueKind.Boolean => Boolean ? "true" : "false",
        ValueKind.Opaque => PayloadText.Hex(Opaque),
        _ => string.Create(CultureInfo.InvariantCulture, $"{_value}"),
    };
}
