// The object list of a registration (OMA LwM2M 1.1 Core §6.2.1, §7.2.2), as strictly as servers
// in the field read it: well-formed link-format, not empty, a ver without quotes and only at
// an object, a ct of one number or of several in quotes.

using System.Globalization;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Registrations;

/// <summary>A parsed object list.</summary>
internal sealed record ObjectList(
    IReadOnlyList<Link> Links,
    string RootPath,
    IReadOnlyList<int>? Formats,
    IReadOnlyDictionary<int, string?> Objects,
    IReadOnlyList<(int ObjectId, int InstanceId)> Instances)
{
    // What servers assume when the list has no ct.
    private static readonly int[] s_assumedOf10 = [MediaType.Tlv];
    private static readonly int[] s_assumedOf11 =
        [MediaType.Text, MediaType.LinkFormat, MediaType.Opaque];

    internal static bool TryParse(
        CoapMessage message, out ObjectList? list, out string? error)
    {
        list = null;
        if (!LinkFormat.TryParse(message.Payload.Span, out List<Link> links, out error))
        {
            return false;
        }

        if (links.Count == 0)
        {
            error = "the object list is empty";
            return false;
        }

        string root = string.Empty;
        IReadOnlyList<int>? formats = null;
        foreach (Link link in links)
        {
            if (link.ValueOf("rt") == "oma.lwm2m")
            {
                root = link.Target.TrimEnd('/');
            }

            if (link.Find("ct") is { } ct && !TryParseFormats(ct, out formats, out error))
            {
                return false;
            }
        }

        return TryCollect(links, root, formats, out list, out error);
    }

    internal void ApplyTo(Registration registration)
    {
        registration.Links = Links;
        registration.RootPath = RootPath;
        registration.Objects = Objects;
        registration.Instances = Instances;
        registration.Formats = Formats
            ?? (registration.Version == "1.0" ? s_assumedOf10 : s_assumedOf11);
    }

    private static bool TryCollect(List<Link> links, string root,
        IReadOnlyList<int>? formats, out ObjectList? list, out string? error)
    {
        list = null;
        error = null;
        var objects = new SortedDictionary<int, string?>();
        var instances = new List<(int, int)>();
        foreach (Link link in links)
        {
            string target = link.Target;
            bool isBelowRoot = target.StartsWith(root + "/", StringComparison.Ordinal);
            Link below = link with { Target = isBelowRoot ? target[root.Length..] : target };
            bool isObject = below.TryGetIds(out ushort[] ids) && isBelowRoot && ids.Length == 1;
            if (link.Find("ver") is { } version)
            {
                error = !isObject ? $"ver at {target}, which is not an object"
                    : version.IsQuoted || version.Value is null ? "ver must have a bare value"
                    : null;
                if (error is not null)
                {
                    return false;
                }
            }

            if (isObject)
            {
                objects[ids[0]] = link.ValueOf("ver");
            }
            else if (ids.Length == 2 && isBelowRoot)
            {
                objects.TryAdd(ids[0], null);
                instances.Add((ids[0], ids[1]));
            }
        }

        list = new ObjectList(links, root, formats, objects, instances);
        return true;
    }

    private static bool TryParseFormats(
        LinkAttribute attribute, out IReadOnlyList<int>? formats, out string? error)
    {
        var numbers = new List<int>();
        formats = numbers;
        string[] parts = (attribute.Value ?? string.Empty).Split(' ');
        foreach (string part in parts)
        {
            if (!ushort.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture,
                out ushort format))
            {
                error = $"ct={attribute.Value} is not a list of formats";
                return false;
            }

            numbers.Add(format);
        }

        error = parts.Length > 1 && !attribute.IsQuoted ? "several formats need quotes" : null;
        return error is null;
    }
}
