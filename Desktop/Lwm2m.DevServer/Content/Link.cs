// A link of application/link-format (RFC 6690 §2) as LwM2M uses it: the object list of a
// registration and the answer to a Discover (OMA LwM2M 1.1 Core §6.2.1, §6.3.2).

namespace Lwm2m.DevServer.Content;

/// <summary>An attribute of a link; <see cref="Value"/> is null when there is only a
/// name.</summary>
public readonly record struct LinkAttribute(string Name, string? Value, bool IsQuoted)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Value is null ? Name : IsQuoted ? $"{Name}=\"{Value}\"" : $"{Name}={Value}";
}

/// <summary>A link: its target and its attributes.</summary>
public sealed record Link(string Target, IReadOnlyList<LinkAttribute> Attributes)
{
    /// <summary>The attribute with a name, or null.</summary>
    public LinkAttribute? Find(string name)
    {
        foreach (LinkAttribute attribute in Attributes)
        {
            if (attribute.Name == name)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The value of the attribute with a name, or null.</summary>
    public string? ValueOf(string name) => Find(name)?.Value;

    /// <summary>The target as numeric path segments; false when it is not an LwM2M path of 1
    /// to 4 ids.</summary>
    public bool TryGetIds(out ushort[] ids)
    {
        ids = [];
        if (Target.Length < 2 || Target[0] != '/')
        {
            return false;
        }

        string[] segments = Target[1..].Split('/');
        if (segments.Length > 4)
        {
            return false;
        }

        var numbers = new ushort[segments.Length];
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            if (!ushort.TryParse(segment, System.Globalization.NumberStyles.None, null,
                out numbers[i]) || (segment.Length > 1 && segment[0] == '0'))
            {
                return false;
            }
        }

        ids = numbers;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Concat([$"<{Target}>", .. Attributes.Select(attribute => $";{attribute}")]);
}
