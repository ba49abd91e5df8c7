// What a bootstrap server does with a device, one request after the other (OMA LwM2M 1.1 Core
// §6.1.7, 1.0 §5.2.7).

using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Bootstrapping;

/// <summary>The operations of the bootstrap interface that a server starts.</summary>
public enum BootstrapOperation
{
    /// <summary>GET with Accept link-format (§6.1.7.2).</summary>
    Discover,

    /// <summary>GET (§6.1.7.3).</summary>
    Read,

    /// <summary>PUT (§6.1.7.4).</summary>
    Write,

    /// <summary>DELETE (§6.1.7.5).</summary>
    Delete,

    /// <summary>POST /bs (§6.1.7.6).</summary>
    Finish,

    /// <summary>Nothing at all, and no further step: a server that died.</summary>
    Silence,
}

/// <summary>One step.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Path">With what: "/" for everything.</param>
/// <param name="Format">The Content-Format of a Write, the Accept of a Read, or null.</param>
/// <param name="Payload">The payload of a Write.</param>
public sealed record BootstrapStep(
    BootstrapOperation Operation, string Path = "/", int? Format = null,
    ReadOnlyMemory<byte> Payload = default)
{
    /// <summary>The code that the step should be answered with, at first that of success.
    /// </summary>
    public CoapCode Expected { get; init; } = Operation switch
    {
        BootstrapOperation.Discover or BootstrapOperation.Read => CoapCode.Content,
        BootstrapOperation.Delete => CoapCode.Deleted,
        _ => CoapCode.Changed,
    };

    /// <summary>The end of the bootstrap.</summary>
    public static BootstrapStep Finish { get; } = new(BootstrapOperation.Finish, "/bs");

    /// <summary>The server says nothing any more.</summary>
    public static BootstrapStep Silence { get; } = new(BootstrapOperation.Silence);

    /// <summary>Lists objects and their instances.</summary>
    public static BootstrapStep Discover(string path = "/") =>
        new(BootstrapOperation.Discover, path, MediaType.LinkFormat);

    /// <summary>Reads an object or an instance of it.</summary>
    public static BootstrapStep Read(string path, int? accept = null) =>
        new(BootstrapOperation.Read, path, accept);

    /// <summary>Deletes an instance, all of an object, or everything.</summary>
    public static BootstrapStep Delete(string path = "/") =>
        new(BootstrapOperation.Delete, path);

    /// <summary>Writes an object, an instance or a resource.</summary>
    public static BootstrapStep Write(string path, int format, ReadOnlyMemory<byte> payload) =>
        new(BootstrapOperation.Write, path, format, payload);

    /// <summary>Writes the records of an object, an instance or a resource in a format.</summary>
    public static BootstrapStep Write(
        string path, int format, params IReadOnlyList<SenmlRecord> records) =>
        Write(path, format, RecordContent.Encode(format, path, records));

    /// <inheritdoc/>
    public override string ToString() => $"{Operation} {Path}";
}
