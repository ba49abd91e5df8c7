// Records as the payload for a path in any format that takes several values: TLV has no paths, so
// there the records become the elements below the path.

using System.Globalization;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes records for the path that they are written to.</summary>
public static class RecordContent
{
    /// <summary>The payload: TLV, SenML CBOR, SenML JSON or the JSON of 1.0; for a single record
    /// at the path itself also text, opaque and CBOR.</summary>
    /// <exception cref="ArgumentException">A record is not at or below the path.</exception>
    public static byte[] Encode(int format, string path, IReadOnlyList<SenmlRecord> records)
    {
        if (records is [var only] && only.Path == path)
        {
            return SingleValue.Encode(format, path, only.Value);
        }

        string below = path == "/" ? path : path + "/";
        if (format != MediaType.Tlv)
        {
            return Senml.Encode(format, records, below);
        }

        int depth = path == "/" ? 0 : path.Count(c => c == '/');
        return depth is > 0 and < 4
            ? TlvCodec.Encode(Nodes([.. records.Select(record => (
                Ids: SenmlResolution.NameBelow(below, record).Split('/'), record.Value))],
                depth, 0))
            : throw new ArgumentException("There is no TLV for this path.", nameof(path));
    }

    // Elements at a place of the ids that are left: depth 1 is below an object.
    private static List<TlvNode> Nodes(
        IReadOnlyList<(string[] Ids, ContentValue Value)> records, int depth, int place)
    {
        var nodes = new List<TlvNode>();
        foreach (var group in records.GroupBy(record => record.Ids[place]))
        {
            ushort id = ushort.Parse(group.Key, CultureInfo.InvariantCulture);
            (string[] Ids, ContentValue Value)[] members = [.. group];
            if (members.Any(member => member.Ids.Length > place + 1))
            {
                List<TlvNode> children = Nodes(members, depth + 1, place + 1);
                nodes.Add(depth == 1
                    ? TlvNode.Instance(id, children)
                    : TlvNode.Multiple(id, children));
            }
            else
            {
                nodes.Add(SingleValue.Node(
                    depth == 3 ? TlvType.ResourceInstance : TlvType.Resource, id,
                    members[0].Value));
            }
        }

        return nodes;
    }
}
