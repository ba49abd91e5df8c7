// The requests of the server to a device: the device management interface (OMA LwM2M 1.1 Core
// §6.3) and requests of any form for tests. Each returns at once; its end is reported by the
// DeviceRequest.

using System.Net;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer;

/// <summary>A request of any form, for tests.</summary>
public sealed record RawRequest(CoapCode Code, string Path)
{
    /// <summary>CON or NON.</summary>
    public CoapType Type { get; init; } = CoapType.Con;

    /// <summary>The query, "a=1&amp;b", or empty.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>Further options in any order.</summary>
    public IReadOnlyList<CoapOption> Options { get; init; } = [];

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The token; null for a new one of 8 bytes.</summary>
    public Token? Token { get; init; }
}

public sealed partial class ServerCore
{
    /// <summary>Reads an object, instance, resource or resource instance (§6.3.1).</summary>
    public DeviceRequest Read(Registration registration, string path, int? accept = null) =>
        Request(registration, CoapCode.Get, path,
            new OptionList().AddIfSet(OptionNumber.Accept, accept));

    /// <summary>Discovers what is there, with attributes (§6.3.2).</summary>
    public DeviceRequest Discover(Registration registration, string path) =>
        Read(registration, path, MediaType.LinkFormat);

    /// <summary>Writes and replaces what was there: PUT (§6.3.3).</summary>
    public DeviceRequest WriteReplace(
        Registration registration, string path, int format, ReadOnlyMemory<byte> payload) =>
        Request(registration, CoapCode.Put, path,
            new OptionList().AddIfSet(OptionNumber.ContentFormat, format), payload);

    /// <summary>Writes and leaves what is not mentioned: POST (§6.3.3).</summary>
    public DeviceRequest WritePartial(
        Registration registration, string path, int format, ReadOnlyMemory<byte> payload) =>
        Request(registration, CoapCode.Post, path,
            new OptionList().AddIfSet(OptionNumber.ContentFormat, format), payload);

    /// <summary>Writes a single resource as plain text.</summary>
    public DeviceRequest WriteText(Registration registration, string path, string text) =>
        WriteReplace(registration, path, MediaType.Text, TextValue.Encode(text));

    /// <summary>Sets or unsets attributes such as "pmin=1&amp;pmax=5&amp;gt" (§6.3.4).</summary>
    public DeviceRequest WriteAttributes(
        Registration registration, string path, string attributes) =>
        Request(registration, CoapCode.Put, path, new OptionList().AddQuery(attributes));

    /// <summary>Executes a resource, with arguments such as "0='a',1" or without (§6.3.5).
    /// </summary>
    public DeviceRequest Execute(
        Registration registration, string path, string? arguments = null)
    {
        var options = new OptionList();
        if (arguments is not null)
        {
            options.Add(OptionNumber.ContentFormat, (uint)MediaType.Text);
        }

        return Request(registration, CoapCode.Post, path, options,
            arguments is null ? default : TextValue.Encode(arguments));
    }

    /// <summary>Writes records, all of them at or below the path, in a format of choice.</summary>
    public DeviceRequest WriteRecords(Registration registration, string path, int format,
        IReadOnlyList<SenmlRecord> records, bool replaces = false)
    {
        byte[] payload = RecordContent.Encode(format, path, records);
        return replaces
            ? WriteReplace(registration, path, format, payload)
            : WritePartial(registration, path, format, payload);
    }

    /// <summary>Writes a single value in a format of choice: plain text, opaque, CBOR, SenML or
    /// TLV.</summary>
    public DeviceRequest WriteValue(
        Registration registration, string path, int format, ContentValue value) =>
        WriteReplace(registration, path, format, SingleValue.Encode(format, path, value));

    /// <summary>Creates an instance of an object (§6.3.6): the payload says which, or the device
    /// chooses.</summary>
    public DeviceRequest Create(
        Registration registration, string path, int format, ReadOnlyMemory<byte> payload) =>
        WritePartial(registration, path, format, payload);

    /// <summary>Creates an instance of an object in TLV, with an id or without.</summary>
    public DeviceRequest Create(Registration registration, int objectId, int? instanceId,
        params IReadOnlyList<TlvNode> resources) =>
        Create(registration, $"/{objectId}", MediaType.Tlv, instanceId is { } id
            ? TlvCodec.Encode(TlvNode.Instance((ushort)id, resources))
            : TlvCodec.Encode(resources));

    /// <summary>Deletes an object instance, or a resource instance (§6.3.7).</summary>
    public DeviceRequest Delete(Registration registration, string path) =>
        Request(registration, CoapCode.Delete, path, new OptionList());

    /// <summary>Reads several paths at once: FETCH (§6.3.8).</summary>
    public DeviceRequest ReadComposite(Registration registration, IReadOnlyList<string> paths,
        int? accept = MediaType.SenmlCbor, int format = MediaType.SenmlCbor) =>
        Request(registration, CoapCode.Fetch, "/",
            new OptionList().Add(OptionNumber.ContentFormat, (uint)format)
                .AddIfSet(OptionNumber.Accept, accept),
            Senml.EncodePaths(format, paths));

    /// <summary>Writes several resources at once: iPATCH (§6.3.9).</summary>
    public DeviceRequest WriteComposite(Registration registration,
        IReadOnlyList<SenmlRecord> records, int format = MediaType.SenmlCbor) =>
        Request(registration, CoapCode.IPatch, "/",
            new OptionList().Add(OptionNumber.ContentFormat, (uint)format),
            Senml.Encode(format, records));

    /// <summary>Gives a request up; it ends as <see cref="RequestOutcome.Abandoned"/>.</summary>
    public void Abandon(DeviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _requester.Abandon(request);
    }

    /// <summary>Sends a request of any form to a registered device. The path is taken as it
    /// is, and blocks are not followed.</summary>
    public DeviceRequest Send(Registration registration, RawRequest raw) =>
        _requester.Start(registration.Peer, registration, raw);

    /// <summary>Sends a request of any form to any address.</summary>
    public DeviceRequest Send(EndPoint peer, RawRequest raw) => _requester.Start(peer, null, raw);

    private DeviceRequest Request(
        Registration registration,
        CoapCode code,
        string path,
        OptionList options,
        ReadOnlyMemory<byte> payload = default) =>
        _requester.StartBlockwise(Prepare(registration, code, path, options, payload));

    private DeviceRequest Prepare(
        Registration registration,
        CoapCode code,
        string path,
        OptionList options,
        ReadOnlyMemory<byte> payload = default,
        Token? token = null)
    {
        ArgumentNullException.ThrowIfNull(registration);
        return _requester.Prepare(registration.Peer, registration, code,
            path == "/" ? registration.RootPath : registration.RootPath + path, options, payload,
            token);
    }
}
