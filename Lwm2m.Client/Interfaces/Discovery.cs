// Discover (OMA LwM2M Core 1.1 §6.3.2), Bootstrap-Discover (§6.1.7.4) and the list of objects of a
// registration (§6.2.1), all in link-format (RFC 6690).

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>Writes lists of links.</summary>
internal sealed class Discovery
{
    // The root: what it is, and behind that the formats that are really read and written.
    private static readonly byte[] s_root =
        Bytes.FromText("</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\"");

    private const int RootBytes = 18;

    // The root of a Bootstrap-Discover; a name, and what is before and behind a URI.
    private static readonly byte[] s_bootstrapTexts =
        Bytes.FromText("</>;lwm2m=1.1ssid;uri=\"");

    private const int BootstrapRootBytes = 13;
    private const int ServerIdBytes = 4;
    private const int UriBytes = 6;

    private static readonly byte[] s_dimension = Bytes.FromText("dim");

    private readonly Workspace _workspace;
    private readonly ResourceFinder _finder;
    private readonly ResourceReader _reader;

    public Discovery(Workspace workspace, ResourceFinder finder, ResourceReader reader)
    {
        _workspace = workspace;
        _finder = finder;
        _reader = reader;
    }

    /// <summary>
    /// Adds the list of objects and instances, as payload, to the message being written.
    /// </summary>
    /// <param name="isVersion10">
    /// Whether to LwM2M 1.0, where every version but 1.0 is stated.
    /// </param>
    /// <param name="areFormatsStated">Whether the root says which formats there are.</param>
    public Status AppendObjects(bool isVersion10, bool areFormatsStated)
    {
        return AppendObjects(
            s_root, areFormatsStated ? s_root.Length : RootBytes, Lwm2mPath.Root, null,
            isVersion10);
    }

    /// <summary>
    /// Adds what Bootstrap-Discover tells about an object, or about all.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="staging">
    /// The configuration that the bootstrap server works on, and that the objects show.
    /// </param>
    public Status AppendStaged(long path, Configuration staging)
    {
        _workspace.Message.AddOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
        return AppendObjects(s_bootstrapTexts, BootstrapRootBytes, path, staging, false);
    }

    private Status AppendObjects(
        byte[] root, int rootBytes, long path, Configuration staging, bool isVersion10)
    {
        MessageContent content = _workspace.Content;
        LinkFormatWriter links = _workspace.Links;
        content.Open(links, ContentFormat.LinkFormat);
        do
        {
            links.WriteRaw(root, 0, rootBytes);
            ObjectRegistry objects = _workspace.Objects;
            for (int i = 0; i < objects.Count; i++)
            {
                // Only a bootstrap server learns of accounts.
                int objectId = objects[i].ObjectId;
                if (Lwm2mPath.Contains(path, Lwm2mPath.Of(objectId))
                    && (staging != null || objectId != ObjectId.Security))
                {
                    WriteInstances(objects[i], staging, isVersion10, links);
                }
            }
        }
        while (content.Overflows(links));

        return content.Close(links, Status.Success);
    }

    private static void WriteInstances(
        Lwm2mObject target, Configuration staging, bool isVersion10, LinkFormatWriter links)
    {
        int objectId = target.ObjectId;
        int id = target.NextInstance(-1);
        WriteObjectLink(target, id < 0, isVersion10, links);
        while (id >= 0)
        {
            links.WriteLink(Lwm2mPath.Of(objectId, id));
            if (staging != null && objectId <= ObjectId.Server)
            {
                WriteAccount(staging, objectId, id, links);
            }

            id = target.NextInstance(id);
        }
    }

    /// <summary>Which server an instance belongs to; a bootstrap account says nothing.</summary>
    private static void WriteAccount(
        Configuration staging, int objectId, int id, LinkFormatWriter links)
    {
        bool isSecurity = objectId == ObjectId.Security;
        if (isSecurity && Accounts.IsBootstrap(staging, id))
        {
            return;
        }

        links.WriteParameter(
            s_bootstrapTexts, BootstrapRootBytes, ServerIdBytes,
            Accounts.ServerIdOf(staging, objectId, id));
        if (isSecurity && staging.Find(Accounts.SecurityPath(id, SecurityResource.ServerUri)))
        {
            int at = BootstrapRootBytes + ServerIdBytes;
            links.WriteRaw(s_bootstrapTexts, at, UriBytes);
            links.WriteRaw(staging.Buffer, staging.ValueOffset, staging.ValueLength);
            links.WriteRaw(s_bootstrapTexts, at + UriBytes - 1, 1);
        }
    }

    /// <summary>Adds what Discover tells about a path to the message being written.</summary>
    public Status Append(long path, AttributeTable attributes)
    {
        Status status = _finder.Find(path);
        if (status != Status.Success)
        {
            return status;
        }

        int depth = Lwm2mPath.Depth(path);
        if (depth == 4)
        {
            return Status.MethodNotAllowed;
        }

        Lwm2mObject target = _finder.Object;
        int row = _finder.Row;
        int instanceId = Lwm2mPath.InstanceId(path);
        if (row != 0 && !target.Has(instanceId, row & ResourceType.IdMask))
        {
            return Status.NotFound;
        }

        MessageContent content = _workspace.Content;
        LinkFormatWriter links = _workspace.Links;
        content.OpenAs(links, ContentFormat.LinkFormat);
        do
        {
            if (depth == 3)
            {
                WriteResource(target, instanceId, row, attributes, true);
            }
            else if (depth == 2)
            {
                WriteInstance(target, instanceId, attributes);
            }
            else
            {
                WriteObject(target, attributes);
            }
        }
        while (content.Overflows(links));

        return content.Close(links, Status.Success);
    }

    /// <summary>
    /// Writes the link of an object: if it is wanted, or if the version is another one than a
    /// server assumes of an object for which none is stated.
    /// </summary>
    public static void WriteObjectLink(
        Lwm2mObject target, bool isWanted, bool isVersion10, LinkFormatWriter links)
    {
        int objectId = target.ObjectId;
        bool isCore = objectId <= ObjectId.Server || objectId == ObjectId.Device;
        bool isVersionStated = target.Version != (isCore && !isVersion10 ? 11 : 10);
        if (isVersionStated || isWanted)
        {
            links.WriteLink(Lwm2mPath.Of(objectId));
            if (isVersionStated)
            {
                links.WriteVersion(target.Version);
            }
        }
    }

    private void WriteObject(Lwm2mObject target, AttributeTable attributes)
    {
        LinkFormatWriter links = _workspace.Links;
        WriteObjectLink(target, true, true, links);
        attributes.WriteTo(Lwm2mPath.Of(target.ObjectId), false, links);
        int id = -1;
        while ((id = target.NextInstance(id)) >= 0)
        {
            WriteInstance(target, id, attributes);
        }
    }

    private void WriteInstance(Lwm2mObject target, int instanceId, AttributeTable attributes)
    {
        LinkFormatWriter links = _workspace.Links;
        long path = Lwm2mPath.Of(target.ObjectId, instanceId);
        links.WriteLink(path);
        attributes.WriteTo(path, false, links);
        int[] rows = target.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            if ((row & (Operations.ReadWrite | Operations.Execute)) != 0
                && target.Has(instanceId, row & ResourceType.IdMask))
            {
                WriteResource(target, instanceId, row, attributes, false);
            }
        }
    }

    private void WriteResource(
        Lwm2mObject target, int instanceId, int row, AttributeTable attributes, bool isTarget)
    {
        LinkFormatWriter links = _workspace.Links;
        int resourceId = row & ResourceType.IdMask;
        long path = Lwm2mPath.Of(target.ObjectId, instanceId, resourceId);
        links.WriteLink(path);
        bool isMultiple = (row & ResourceType.Multiple) != 0;
        if (isMultiple)
        {
            links.WriteParameter(
                s_dimension, 0, s_dimension.Length,
                CountInstances(target, instanceId, row));
        }

        attributes.WriteTo(path, isTarget, links);
        if (!isMultiple || !isTarget)
        {
            return;
        }

        // A Read of the resource that was asked for names its instances.
        InstanceLister lister = _workspace.Numbers;
        lister.Use(links, attributes, path);
        _reader.ReadOne(target, instanceId, row, -1, lister);
        lister.Use(null, null, Lwm2mPath.Root);
    }

    /// <summary>The number of instances that a resource has now.</summary>
    private int CountInstances(Lwm2mObject target, int instanceId, int row)
    {
        NumberCapture numbers = _workspace.Numbers;
        _reader.ReadOne(target, instanceId, row, -1, numbers);
        return numbers.ValueCount;
    }
}
