// Lists the instances of a resource for Discover: it takes the values of a Read and writes a link
// in place of each.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>Turns the values of a resource into links to its instances.</summary>
internal sealed class InstanceLister : ContentWriter
{
    private LinkFormatWriter _links;
    private AttributeTable _attributes;
    private long _path;

    /// <summary>Says where the links go and what they start with.</summary>
    public void Use(LinkFormatWriter links, AttributeTable attributes, long path)
    {
        _links = links;
        _attributes = attributes;
        _path = path;
    }

    private protected override void OnInteger(long value)
    {
        Add();
    }

    private protected override void OnFloat(double value)
    {
        Add();
    }

    private protected override void OnBoolean(bool value)
    {
        Add();
    }

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        Add();
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        Add();
    }

    private protected override void OnObjectLink(int objectId, int instanceId)
    {
        Add();
    }

    private void Add()
    {
        // The instance id takes the place of the last sixteen ones.
        long path = _path ^ (_resourceInstance ^ Lwm2mPath.NoId);
        _links.WriteLink(path);
        _attributes.WriteTo(path, false, _links);
    }
}
