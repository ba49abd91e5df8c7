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

    public Discovery(Workspace workspace, ResourceFinder finder)
    {
        _workspace = workspace;
        _finder = finder;
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
            links.Append(root, 0, rootBytes);
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
        long serverId = Accounts.ServerIdOf(staging, objectId, id);
        if (serverId == Accounts.BootstrapServer)
        {
            return;
        }

        links.WriteParameter(s_bootstrapTexts, BootstrapRootBytes, ServerIdBytes, serverId);
        if (objectId == ObjectId.Security
            && staging.Find(Accounts.SecurityPath(id, SecurityResource.ServerUri)))
        {
            int at = BootstrapRootBytes + ServerIdBytes;
            links.Append(s_bootstrapTexts, at, UriBytes);
            links.Append(staging.Buffer, staging.ValueOffset, staging.ValueLength);
            links.Append(s_bootstrapTexts, at + UriBytes - 1, 1);
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

        if ((short)path != Lwm2mPath.Absent)
        {
            return Status.MethodNotAllowed;
        }

        Lwm2mObject target = _finder.Object;
        int row = _finder.Row;
        if (row != 0 && !target.Has(Lwm2mPath.InstanceId(path), (ushort)row))
        {
            return Status.NotFound;
        }

        MessageContent content = _workspace.Content;
        LinkFormatWriter links = _workspace.Links;
        content.OpenAs(links, ContentFormat.LinkFormat);
        do
        {
            if (row != 0)
            {
                WriteResource(target, path, row, attributes, true);
            }
            else if (Lwm2mPath.HasInstance(path))
            {
                WriteInstance(target, path, attributes);
            }
            else
            {
                WriteObjectLink(target, true, true, links);
                attributes.WriteTo(path, false, links);
                int id = -1;
                while ((id = target.NextInstance(id)) >= 0)
                {
                    WriteInstance(target, Lwm2mPath.Of(target.ObjectId, id), attributes);
                }
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

    private void WriteInstance(Lwm2mObject target, long path, AttributeTable attributes)
    {
        LinkFormatWriter links = _workspace.Links;
        links.WriteLink(path);
        attributes.WriteTo(path, false, links);
        int instanceId = Lwm2mPath.InstanceId(path);
        int[] rows = target.Rows;
        long present = target.PresentRows(instanceId);
        for (int i = 0; i < rows.Length; i++, present >>= 1)
        {
            int row = rows[i];
            if ((row & (Operations.ReadWrite | Operations.Execute)) != 0 && (present & 1) != 0)
            {
                WriteResource(
                    target, Lwm2mPath.Of(target.ObjectId, instanceId, (ushort)row), row, attributes,
                    false);
            }
        }
    }

    private void WriteResource(
        Lwm2mObject target, long path, int row, AttributeTable attributes, bool isTarget)
    {
        LinkFormatWriter links = _workspace.Links;
        InstanceLister lister = _workspace.Numbers;
        int instanceId = Lwm2mPath.InstanceId(path);
        bool isMultiple = row < 0;
        links.WriteLink(path);
        if (isMultiple)
        {
            ResourceReader.ReadOne(target, instanceId, row, -1, lister);
            links.WriteParameter(s_dimension, 0, s_dimension.Length, lister.ValueCount);
        }

        attributes.WriteTo(path, isTarget, links);
        if (isMultiple && isTarget)
        {
            // A Read of the resource that was asked for names its instances.
            lister.Use(links, attributes, path);
            ResourceReader.ReadOne(target, instanceId, row, -1, lister);
            lister.Use(null, null, path);
        }
    }
}
