// Single values in CBOR (RFC 8949, OMA LwM2M 1.1 Core §7.4.3): a time may have tag 1, a number
// may be a decimal fraction (RFC 8428 §6), an object link is a text.

using System.Formats.Cbor;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes and decodes application/cbor with one value.</summary>
public static class CborValue
{
    /// <summary>Decodes a value; false, with the reason, when it is malformed or none that
    /// LwM2M has. An object link comes as text.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> payload, out ContentValue value, out string? error)
    {
        value = default;
        error = null;
        try
        {
            var reader = new CborReader(payload, CborConformanceMode.Strict);
            value = Read(reader);
            error = reader.BytesRemaining == 0 ? null : "something follows the value";
        }
        catch (Exception e) when (IsMalformed(e))
        {
            error = e.Message;
        }

        return error is null;
    }

    /// <summary>Encodes a value.</summary>
    public static byte[] Encode(ContentValue value)
    {
        var writer = new CborWriter();
        Write(writer, value);
        return writer.Encode();
    }

    internal static bool IsMalformed(Exception e) =>
        e is CborContentException or InvalidOperationException or OverflowException;

    internal static ContentValue Read(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt64();
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat
                or CborReaderState.DoublePrecisionFloat:
                return reader.ReadDouble();
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return reader.ReadTextString();
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return reader.ReadByteString();
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.Tag when reader.PeekTag() == CborTag.DecimalFraction:
                return (double)reader.ReadDecimal();
            case CborReaderState.Tag when reader.PeekTag() == CborTag.UnixTimeSeconds:
                reader.ReadTag();
                return reader.PeekState() == CborReaderState.Tag
                    ? throw new CborContentException("A tag inside a time.")
                    : Read(reader);
            default:
                throw new CborContentException($"{reader.PeekState()} is no value of LwM2M.");
        }
    }

    internal static void Write(CborWriter writer, ContentValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Integer:
                writer.WriteInt64(value.Integer);
                break;
            case ValueKind.Float when (float)value.Number == value.Number:
                writer.WriteSingle((float)value.Number);
                break;
            case ValueKind.Float:
                writer.WriteDouble(value.Number);
                break;
            case ValueKind.Text:
                writer.WriteTextString(value.Text);
                break;
            case ValueKind.Boolean:
                writer.WriteBoolean(value.Boolean);
                break;
            case ValueKind.Opaque:
                writer.WriteByteString(value.Opaque);
                break;
            case ValueKind.ObjectLink:
                writer.WriteTextString(value.ObjectLink.ToString());
                break;
            default:
                throw new ArgumentException("There is no value to write.", nameof(value));
        }
    }
}
