// A strict reader of application/link-format (RFC 6690 §2, in the form that Leshan takes):
// links are separated by one comma with no blank around it, a target is a path in angle
// brackets, a value is a token or a quoted string. Escapes in quoted strings stay as they are.

using System.Text;

namespace Lwm2m.DevServer.Content;

/// <summary>Parses link-format payloads.</summary>
public static class LinkFormat
{
    // ptokenchar without the letters and digits (RFC 6690 §2).
    private const string TokenMarks = "!#$%&'()*+-./:<=>?@[]^_`{|}~";
    private const string NameMarks = "!#$&+-.^_`|~*";

    /// <summary>Parses a payload; false, with the reason, when it is malformed. An empty
    /// payload has no links.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> payload, out List<Link> links, out string? error)
    {
        links = [];
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(payload);
        }
        catch (DecoderFallbackException)
        {
            error = "not UTF-8";
            return false;
        }

        error = null;
        int at = 0;
        while (at < text.Length)
        {
            if (!ParseLink(text, ref at, out Link? link, out error))
            {
                return false;
            }

            links.Add(link!);
            if (at == text.Length)
            {
                return true;
            }

            // ParseLink stops at a comma; something has to follow it.
            at++;
            if (at == text.Length)
            {
                error = "a comma at the end";
                return false;
            }
        }

        return true;
    }

    /// <summary>Parses a payload that is known to be well-formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static List<Link> Parse(ReadOnlySpan<byte> payload) =>
        TryParse(payload, out List<Link> links, out string? error)
            ? links
            : throw new FormatException($"Malformed link-format: {error}.");

    private static bool ParseLink(string text, ref int at, out Link? link, out string? error)
    {
        link = null;
        int close = text[at] == '<' ? text.IndexOf('>', at) : -1;
        if (close < 0)
        {
            error = $"'<' and '>' expected at {at}";
            return false;
        }

        string target = text[(at + 1)..close];
        if (!IsTarget(target))
        {
            error = $"'{target}' is not a path";
            return false;
        }

        at = close + 1;
        List<LinkAttribute>? attributes = null;
        while (at < text.Length && text[at] == ';')
        {
            at++;
            if (!ParseAttribute(text, ref at, out LinkAttribute attribute, out error))
            {
                return false;
            }

            (attributes ??= []).Add(attribute);
        }

        if (at < text.Length && text[at] != ',')
        {
            error = $"',' or ';' expected at {at}";
            return false;
        }

        error = null;
        link = new Link(target, attributes is null ? [] : attributes);
        return true;
    }

    private static bool ParseAttribute(
        string text, ref int at, out LinkAttribute attribute, out string? error)
    {
        attribute = default;
        int start = at;
        while (at < text.Length && IsName(text[at]))
        {
            at++;
        }

        string name = text[start..at];
        if (name.Length == 0)
        {
            error = $"an attribute name expected at {start}";
            return false;
        }

        error = null;
        if (at == text.Length || text[at] != '=')
        {
            attribute = new LinkAttribute(name, null, false);
            return true;
        }

        at++;
        if (at < text.Length && text[at] == '"')
        {
            return ParseQuoted(text, ref at, name, out attribute, out error);
        }

        start = at;
        while (at < text.Length && IsToken(text[at]))
        {
            at++;
        }

        if (at == start)
        {
            error = $"a value for {name} expected at {start}";
            return false;
        }

        attribute = new LinkAttribute(name, text[start..at], false);
        return true;
    }

    private static bool ParseQuoted(
        string text, ref int at, string name, out LinkAttribute attribute, out string? error)
    {
        int start = ++at;
        while (at < text.Length && text[at] != '"')
        {
            // A backslash takes the next character with it (quoted-pair).
            at += text[at] == '\\' ? 2 : 1;
        }

        if (at >= text.Length)
        {
            attribute = default;
            error = $"the quoted value of {name} has no end";
            return false;
        }

        attribute = new LinkAttribute(name, text[start..at], true);
        error = null;
        at++;
        return true;
    }

    private static bool IsTarget(string target)
    {
        if (target.Length == 0 || target[0] != '/')
        {
            return false;
        }

        foreach (char c in target)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"/-._~%:@!$&'()*+,;=".Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || NameMarks.Contains(c);

    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c);
}
