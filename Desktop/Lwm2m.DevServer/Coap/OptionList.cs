// Collects options in any order and keeps them sorted by number, as the delta encoding of
// RFC 7252 §3.1 needs; options with the same number keep the order in which they were added.

namespace Lwm2m.DevServer.Coap;

/// <summary>A builder of option lists.</summary>
public sealed class OptionList
{
    private readonly List<CoapOption> _options = [];

    /// <summary>The options, ascending by number.</summary>
    public IReadOnlyList<CoapOption> Options => _options;

    /// <summary>Adds an option behind those with the same or a lower number.</summary>
    public OptionList Add(CoapOption option)
    {
        int at = _options.Count;
        while (at > 0 && _options[at - 1].Number > option.Number)
        {
            at--;
        }

        _options.Insert(at, option);
        return this;
    }

    /// <summary>Adds an option with a text value.</summary>
    public OptionList Add(int number, string text) => Add(CoapOption.FromText(number, text));

    /// <summary>Adds an option with an unsigned integer value.</summary>
    public OptionList Add(int number, uint value) => Add(CoapOption.FromUInt(number, value));

    /// <summary>Adds an option with an integer value when there is one.</summary>
    public OptionList AddIfSet(int number, int? value) =>
        value is { } set ? Add(number, (uint)set) : this;

    /// <summary>Adds an option for each segment of a path such as "/3/0/0".</summary>
    public OptionList AddPath(int number, string path)
    {
        ReadOnlySpan<char> rest = path.AsSpan().TrimStart('/');
        if (!rest.IsEmpty)
        {
            foreach (Range segment in rest.Split('/'))
            {
                Add(number, rest[segment].ToString());
            }
        }

        return this;
    }

    /// <summary>Adds a Uri-Query option for each part of a query such as
    /// "pmin=1&amp;pmax=5".</summary>
    public OptionList AddQuery(string query)
    {
        if (query.Length > 0)
        {
            foreach (string part in query.Split('&'))
            {
                Add(OptionNumber.UriQuery, part);
            }
        }

        return this;
    }
}
