// Lists of records, read: SenML (RFC 8428; OMA LwM2M Core 1.1 §7.4.5 and §7.4.6) and the JSON of
// LwM2M 1.0 (§6.4.4), which is its forerunner. What a record means is here; how its parts look is
// said by CborReader and JsonReader, which read one token after the other.
//
// The path of a record is its base name and its name, one behind the other. Without a slash at the
// beginning they are relative to the path of the request, as in LwM2M 1.0.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Reads records one by one.</summary>
internal abstract partial class RecordReader : ContentReader
{
    public const int MaxNameBytes = 28;

    /// <summary>What is left of the list of records; 0 before it has been found.</summary>
    private protected int _records;

    /// <summary>Success, until the end is reached or an error is found.</summary>
    private protected Status _outcome;

    // A base name and a name, one behind the other: the longest path has 24 characters, and
    // nobody writes many zeros in front of an id.
    private readonly byte[] _name;

    private int _baseNameOffset;
    private int _baseNameLength;
    private int _baseKind;
    private long _baseNumber;

    /// <summary>Creates a reader.</summary>
    /// <param name="name">Room for a path; readers that work in turn can share it.</param>
    private protected RecordReader(byte[] name)
    {
        _name = name;
    }

    internal override void Rewind()
    {
        base.Rewind();
        _outcome = Status.Success;
        _baseNameLength = 0;
        _baseKind = 0;
        Open();
    }

    internal override Status Next()
    {
        if (_outcome == Status.Success)
        {
            if (HasNext(ref _records))
            {
                ReadValue();
            }
            else if (_outcome == Status.Success)
            {
                _outcome = IsAtEnd() ? Status.NotFound : Status.BadRequest;
            }
        }

        return _outcome;
    }

    /// <summary>Goes to the first record.</summary>
    private protected virtual void Open()
    {
        _records = Enter(TokenKind.Array);
    }

    /// <summary>Whether nothing follows.</summary>
    private protected abstract bool IsAtEnd();

    /// <summary>
    /// Whether an array or a map goes on; if not, its end has been read.
    /// </summary>
    /// <param name="state">What the token of its beginning left in the number.</param>
    private protected abstract bool HasNext(ref int state);

    /// <summary>Reads a token: its kind, number, offset and length.</summary>
    private protected abstract void ReadToken();

    /// <summary>Reads the key of a member of a map.</summary>
    private protected virtual void ReadKey()
    {
        ReadToken();
    }

    /// <summary>Reads the key of a member of a record: its label.</summary>
    private protected abstract int ReadLabel();

    /// <summary>Reads a record, and with it a value and its path.</summary>
    private protected virtual void ReadValue()
    {
        if (!ReadRecord())
        {
            Fail();
        }
    }

    /// <summary>Reads the beginning of an array or a map.</summary>
    /// <returns>The state for <see cref="HasNext"/>.</returns>
    private int Enter(int kind)
    {
        ReadToken();
        if (_kind != kind)
        {
            Fail();
        }

        return (int)Number;
    }

    /// <summary>The content is malformed: nothing more is read.</summary>
    private protected void Fail()
    {
        _outcome = Status.BadRequest;
        _position = _end;
        _kind = TokenKind.None;
    }

    /// <summary>
    /// The label that a key is which is no known one: those that end with "_" must be understood
    /// (RFC 8428 §4.4).
    /// </summary>
    private protected int UnknownLabel()
    {
        if (_valueLength > 0 && _buffer[_valueOffset + _valueLength - 1] == '_')
        {
            Fail();
        }

        return SenmlLabel.Unknown;
    }

    /// <summary>
    /// Sets the path of the value, whose name is in <c>buffer[at..end)</c>; false if it is none
    /// below that of the request.
    /// </summary>
    private protected bool ResolvePath(int at, int end)
    {
        byte[] buffer = _buffer;
        int baseLength = _baseNameLength;
        if (baseLength > 0)
        {
            // An id may begin in the one and end in the other.
            int length = end - at;
            end = baseLength + length;
            if (end > _name.Length)
            {
                return false;
            }

            Array.Copy(buffer, _baseNameOffset, _name, 0, baseLength);
            Array.Copy(buffer, at, _name, baseLength, length);
            buffer = _name;
            at = 0;
        }

        // The ids go in from the right; ones, for those that are missing, follow at the end.
        long path = Lwm2mPath.Root;
        int freeBits = 64;
        if (at < end && buffer[at] == '/')
        {
            at++;
        }
        else
        {
            freeBits -= Lwm2mPath.Depth(_path) * 16;
            path = _path >> freeBits;
        }

        while (at < end)
        {
            int id = buffer[at++] - '0';
            if ((uint)id > 9)
            {
                return false;
            }

            while (at < end)
            {
                int digit = buffer[at++] - '0';
                if ((uint)digit > 9)
                {
                    if (digit != '/' - '0')
                    {
                        return false;
                    }

                    break;
                }

                id = (id * 10) + digit;
                if (id >= Lwm2mPath.NoId)
                {
                    return false;
                }
            }

            freeBits -= 16;
            path = (path << 16) | (long)id;
        }

        if (freeBits < 0)
        {
            return false;
        }

        path = ~(~path << freeBits);
        Path = path;
        return _path == Lwm2mPath.Root || Lwm2mPath.Contains(_path, path);
    }
}
