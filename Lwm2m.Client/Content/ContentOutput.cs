// The buffer that content is written to: bounded, and full once and for all when something does
// not fit.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Content that is being written.</summary>
public abstract class ContentOutput
{
    private protected byte[] _buffer;
    private protected int _end;

    /// <summary>Set when the format cannot express what is written.</summary>
    private protected bool _isUnsuitable;

    // To be read only but by formats: a property would cost a call on the device.

    /// <summary>Where the next byte goes.</summary>
    internal int Position;

    /// <summary>Whether something did not fit; the content is then not to be used.</summary>
    internal bool IsFull;

    /// <summary>For the formats of this library only.</summary>
    internal ContentOutput()
    {
    }

    /// <summary>Starts content in <c>buffer[offset..end)</c>.</summary>
    internal virtual void Begin(byte[] buffer, int offset, int end)
    {
        _buffer = buffer;
        Position = offset;
        _end = end;
        IsFull = false;
        _isUnsuitable = false;
    }

    /// <summary>Makes room: false, and full, if there is none.</summary>
    private protected bool Reserve(int length)
    {
        if (length <= _end - Position)
        {
            return true;
        }

        // What would still fit does not fit any more either.
        IsFull = true;
        _end = Position;
        return false;
    }

    /// <summary>Appends bytes as they are.</summary>
    internal void Append(byte[] source, int offset, int length)
    {
        if (Reserve(length))
        {
            Array.Copy(source, offset, _buffer, Position, length);
            Position += length;
        }
    }

    private protected void AppendByte(int value)
    {
        int position = Position;
        if (position < _end)
        {
            _buffer[position] = (byte)value;
            Position = position + 1;
            return;
        }

        Reserve(1);
    }

    /// <summary>
    /// Appends what <see cref="NumberText"/> or <see cref="Base64"/> has written: goes to the
    /// position behind it, or is full if that is -1.
    /// </summary>
    private void MoveTo(int position)
    {
        if (position < 0)
        {
            Reserve(int.MaxValue);
            return;
        }

        Position = position;
    }

    /// <summary>Appends bytes as base64.</summary>
    private protected void AppendBase64(byte[] source, int offset, int length, bool isUrl)
    {
        MoveTo(Base64.Encode(source, offset, length, _buffer, Position, _end, isUrl));
    }

    /// <summary>Appends a number as decimal text.</summary>
    private protected void AppendNumber(long value)
    {
        MoveTo(NumberText.WriteInteger(_buffer, Position, _end, value));
    }

    /// <summary>Appends a number as decimal text; full, if it has none.</summary>
    private protected void AppendNumber(double value)
    {
        MoveTo(NumberText.WriteFloat(_buffer, Position, _end, value));
    }

    /// <summary>Appends two ids with a colon between them: an object link as text.</summary>
    private protected void AppendLink(long link)
    {
        AppendNumber((ushort)(link >> 16));
        AppendByte(':');
        AppendNumber((ushort)link);
    }

    /// <summary>Appends a path as text, a slash before each id.</summary>
    private protected void AppendPath(long path)
    {
        // What comes in from below are ones.
        for (; path != Lwm2mPath.Root; path = ~(~path << 16))
        {
            AppendByte('/');
            AppendNumber((long)Lwm2mPath.ObjectId(path));
        }
    }

    /// <summary>Appends the characters of a number, from its highest byte on.</summary>
    private protected void AppendText(long characters)
    {
        for (int shift = 56; shift >= 0; shift -= 8)
        {
            int c = (byte)(characters >> shift);
            if (c != 0)
            {
                AppendByte(c);
            }
        }
    }
}
