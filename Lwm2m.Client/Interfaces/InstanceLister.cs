// Lists the instances of a resource for Discover: it takes the values of a Read and writes a link
// in place of each. One for all reads whose values are not wanted: NumberCapture does the others.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>Turns the values of a resource into links to its instances, if told to.</summary>
internal sealed class InstanceLister : NumberCapture
{
    private LinkFormatWriter _links;
    private AttributeTable _attributes;
    private long _path;

    /// <summary>Says where the links go, null for nowhere, and what they start with.</summary>
    public void Use(LinkFormatWriter links, AttributeTable attributes, long path)
    {
        _links = links;
        _attributes = attributes;
        _path = path;
    }

    private protected override void OnValue()
    {
        LinkFormatWriter links = _links;
        if (links != null)
        {
            // The instance id takes the place of the last sixteen ones.
            long path = _path ^ (_resourceInstance ^ Lwm2mPath.NoId);
            links.WriteLink(path);
            _attributes.WriteTo(path, false, links);
        }
    }
}
