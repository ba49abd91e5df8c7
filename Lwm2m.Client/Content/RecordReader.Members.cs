// The members of a record (RFC 8428 §4): what they may be, and what they say.

using System;

namespace Lwm2m.Client.Content;

internal abstract partial class RecordReader
{
    /// <summary>In a rule: the member is the value.</summary>
    private const int IsValue = 0x100;

    /// <summary>How deep what is skipped may be nested.</summary>
    private const int MaxDepth = 8;

    /// <summary>The version of SenML that RFC 8428 is; earlier ones are
    /// its drafts.</summary>
    private const int SenmlVersion = 10;

    /// <summary>Reads the members of a record.</summary>
    /// <returns>Where the name is: its offset in bits 32 to 63, its length below.</returns>
    private protected long ReadRecord()
    {
        long name = 0;
        int seen = 0;
        int kind = TokenKind.None;
        int offset = 0;
        int length = 0;
        long number = 0;
        int state = Enter(TokenKind.Map);
        while (HasNext(ref state))
        {
            int label = ReadLabel();
            ReadToken();
            int rule = RuleOf(label);
            int bit = rule >= IsValue ? 1 : 1 << (label - SenmlLabel.BaseValue + 1);
            if (rule != 0 && ((_kind & rule) == 0 || (seen & bit) != 0))
            {
                // A wrong kind; a second one of what there is once, of any value too.
                Fail();
                break;
            }

            seen |= bit;
            switch (label)
            {
                case SenmlLabel.BaseName:
                    _baseNameOffset = _valueOffset;
                    _baseNameLength = _valueLength;
                    break;
                case SenmlLabel.Name:
                    name = ((long)_valueOffset << 32) | (long)_valueLength;
                    break;
                case SenmlLabel.BaseValue:
                    _baseKind = _kind;
                    _baseNumber = _number;
                    break;
                case SenmlLabel.Version:
                    if (_number > SenmlVersion)
                    {
                        Fail();
                    }

                    break;
                case SenmlLabel.Records:
                    if (_records != 0)
                    {
                        Fail();
                    }

                    _records = _position;
                    Skip(0);
                    break;
                default:
                    if (bit != 1)
                    {
                        Skip(0);
                        break;
                    }

                    kind = label == SenmlLabel.DataValue ? TokenKind.Data
                        : label == SenmlLabel.StringOrData ? TokenKind.Text | TokenKind.Data
                        : _kind;
                    offset = _valueOffset;
                    length = _valueLength;
                    number = _number;
                    break;
            }
        }

        _hasValue = kind != TokenKind.None;
        _kind = kind;
        _number = number;
        _valueOffset = offset;
        _valueLength = length;
        if (_baseKind != 0 && (kind & TokenKind.Number) != 0)
        {
            AddBaseValue();
        }

        return name;
    }

    /// <summary>
    /// What a member may be: kinds of tokens, and whether it is the value; 0 for one that says
    /// nothing here.
    /// </summary>
    private static int RuleOf(int label)
    {
        switch (label)
        {
            case SenmlLabel.BaseName:
            case SenmlLabel.Name:
                return TokenKind.Text;
            case SenmlLabel.BaseValue:
            case SenmlLabel.BaseTime:
            case SenmlLabel.Version:
            case SenmlLabel.Time:
                return TokenKind.Number;
            case SenmlLabel.Value:
                return IsValue | TokenKind.Number;
            case SenmlLabel.StringValue:
            case SenmlLabel.ObjectLink:
                return IsValue | TokenKind.Text;
            case SenmlLabel.BooleanValue:
                return IsValue | TokenKind.Boolean;
            case SenmlLabel.DataValue:
            case SenmlLabel.StringOrData:
                return IsValue | TokenKind.Text | TokenKind.Data;
            case SenmlLabel.Records:
                return TokenKind.Array;
            default:
                return 0;
        }
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

        int state = (int)_number;
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
        long sum = _number + _baseNumber;
        if ((_kind | _baseKind) == TokenKind.Integer
            && ((_number ^ sum) & (_baseNumber ^ sum)) >= 0)
        {
            _number = sum;
            return;
        }

        _number = BitConverter.DoubleToInt64Bits(
            ReadFloat() + ToFloat(_baseKind, _baseNumber));
        _kind = TokenKind.Float;
    }
}
