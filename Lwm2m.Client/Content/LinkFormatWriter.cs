// Links (RFC 6690 §2): what Register, Discover and /.well-known/core consist of.
//   </>;rt="oma.lwm2m";ct=11542,</1/0>,</3303>;ver=1.1,</3303/0/5700>;gt=25.5

using System;

namespace Lwm2m.Client.Content;

/// <summary>Writes links and their parameters.</summary>
internal sealed class LinkFormatWriter
{
    private byte[] _buffer;
    private int _start;
    private int _position;
    private int _end;
    private bool _isFull;

    /// <summary>Where the next byte goes.</summary>
    public int Position
    {
        get { return _position; }
    }

    /// <summary>Whether something did not fit; the content is then not to be used.</summary>
    public bool IsFull
    {
        get { return _isFull; }
    }

    /// <summary>Starts a list of links in <c>buffer[offset..end)</c>.</summary>
    public void Begin(byte[] buffer, int offset, int end)
    {
        _buffer = buffer;
        _start = offset;
        _position = offset;
        _end = end;
        _isFull = false;
    }

    /// <summary>Writes a link to a path that <see cref="Lwm2mPath"/> has packed.</summary>
    public void WriteLink(long path)
    {
        if (_position != _start)
        {
            WriteByte(',');
        }

        WriteByte('<');
        if (path == Lwm2mPath.Root)
        {
            WriteByte('/');
        }

        for (int shift = 48; shift >= 0; shift -= 16)
        {
            int id = (int)(path >> shift) & 0xFFFF;
            if (id == Lwm2mPath.NoId)
            {
                break;
            }

            WriteByte('/');
            WriteNumber(id);
        }

        WriteByte('>');
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteRaw(byte[] text)
    {
        int length = text.Length;
        if (Reserve(length))
        {
            Array.Copy(text, 0, _buffer, _position, length);
            _position += length;
        }
    }

    /// <summary>Writes <c>;name=value</c>.</summary>
    public void WriteParameter(byte[] name, long value)
    {
        WriteName(name);
        WriteNumber(value);
    }

    /// <summary>Writes <c>;name=value</c>.</summary>
    public void WriteParameter(byte[] name, double value)
    {
        WriteName(name);
        MoveTo(NumberText.WriteFloat(_buffer, _position, _end, value));
    }

    /// <summary>Writes <c>;ver=1.1</c>.</summary>
    /// <param name="version">The version as major * 10 + minor: 11 is 1.1.</param>
    public void WriteVersion(int version)
    {
        if (Reserve(5))
        {
            // ";ver="
            Bytes.WriteInteger(_buffer, _position, 5, 0x3B7665723DL);
            _position += 5;
        }

        WriteNumber(version / 10);
        WriteByte('.');
        WriteNumber(version % 10);
    }

    private void WriteName(byte[] name)
    {
        WriteByte(';');
        WriteRaw(name);
        WriteByte('=');
    }

    private void WriteNumber(long value)
    {
        MoveTo(NumberText.WriteInteger(_buffer, _position, _end, value));
    }

    private void MoveTo(int position)
    {
        if (position < 0)
        {
            _isFull = true;
            return;
        }

        _position = position;
    }

    private void WriteByte(int value)
    {
        if (Reserve(1))
        {
            _buffer[_position++] = (byte)value;
        }
    }

    private bool Reserve(int length)
    {
        if (_isFull || length > _end - _position)
        {
            _isFull = true;
            return false;
        }

        return true;
    }
}
