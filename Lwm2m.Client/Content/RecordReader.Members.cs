// The members of a record (RFC 8428 §4): what they may be, and what they say.

using System;

namespace Lwm2m.Client.Content;

internal abstract partial class RecordReader
{
    /// <summary>
    /// What a member may be, four bits of kinds of tokens for each label from BaseValue on; none
    /// for one that says nothing here, and for the list of records, which is an array.
    /// </summary>
    private const long Rules = 0x0260108210212101;

    /// <summary>The labels of values, a bit each: a record has one of them.</summary>
    private const int Values = (1 << SenmlLabel.Value) | (1 << SenmlLabel.StringValue)
        | (1 << SenmlLabel.BooleanValue) | (1 << SenmlLabel.DataValue)
        | (1 << SenmlLabel.ObjectLink);

    /// <summary>The bit of any of them, which is that of no label.</summary>
    private const int AnyValue = 1 << (SenmlLabel.Value - 1);

    /// <summary>How deep what is skipped may be nested.</summary>
    private const int MaxDepth = 8;

    /// <summary>The version of SenML that RFC 8428 is; earlier ones are
    /// its drafts.</summary>
    private const int SenmlVersion = 10;

    /// <summary>Reads the members of a record, and sets the path of its value.</summary>
    /// <returns>False if the path is none below that of the request.</returns>
    private protected bool ReadRecord()
    {
        int label;
        int bit;
        int kind = TokenKind.None;
        int seen = 0;
        int name = 0;
        int nameEnd = 0;
        int offset = 0;
        int length = 0;
        long number = 0;
        int state = Enter(TokenKind.Map);
        while (HasNext(ref state))
        {
            label = ReadLabel();
            ReadToken();
            int rule = (int)(Rules >> (4 * label)) & 15;
            bit = 1 << label;
            bool isValue = (bit & Values) != 0;
            if (isValue)
            {
                bit = AnyValue;
            }

            if (rule != 0 && ((_kind & rule) == 0 || (seen & bit) != 0))
            {
                // A wrong kind; a second one of what there is once, of any value too.
                Fail();
            }

            seen |= bit;
            if (isValue)
            {
                kind = label != SenmlLabel.DataValue ? _kind
                    : Format == ContentFormat.OmaJson ? TokenKind.Text | TokenKind.Data
                    : TokenKind.Data;
                offset = _valueOffset;
                length = _valueLength;
                number = Number;
            }
            else if (label == SenmlLabel.BaseName)
            {
                _baseNameOffset = _valueOffset;
                _baseNameLength = _valueLength;
            }
            else if (label == SenmlLabel.Name)
            {
                name = _valueOffset;
                nameEnd = name + _valueLength;
            }
            else if (label == SenmlLabel.BaseValue)
            {
                _baseKind = _kind;
                _baseNumber = Number;
            }
            else if (label == SenmlLabel.Version && Number > SenmlVersion)
            {
                Fail();
            }
            else if (label == SenmlLabel.Records)
            {
                if (_kind != TokenKind.Array || _records != 0)
                {
                    Fail();
                }

                _records = _position;
            }

            Skip(0);
        }

        _kind = kind;
        Number = number;
        _valueOffset = offset;
        _valueLength = length;
        if (_baseKind != 0 && (kind & TokenKind.Number) != 0)
        {
            AddBaseValue();
        }

        return ResolvePath(name, nameEnd);
    }

    /// <summary>Passes over what remains of the value whose token has been read.</summary>
    private void Skip(int depth)
    {
        int kind = _kind;
        if (kind < TokenKind.Array)
        {
            return;
        }

        if (depth == MaxDepth)
        {
            Fail();
        }

        int state = (int)Number;
        while (HasNext(ref state))
        {
            if (kind == TokenKind.Map)
            {
                ReadKey();
                Skip(depth + 1);
            }

            ReadToken();
            Skip(depth + 1);
        }
    }

    /// <summary>Adds the base value (RFC 8428 §4.5.4): as an integer, if there is no fraction and
    /// no overflow.</summary>
    private void AddBaseValue()
    {
        long number = Number;
        long more = _baseNumber;
        long sum = number + more;
        if ((_kind | _baseKind) == TokenKind.Integer && ((number ^ sum) & (more ^ sum)) >= 0)
        {
            Number = sum;
            return;
        }

        Number = BitConverter.DoubleToInt64Bits(
            ToFloat(_kind, number) + ToFloat(_baseKind, more));
        _kind = TokenKind.Float;
    }
}
