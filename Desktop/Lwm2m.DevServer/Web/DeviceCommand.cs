// What the page asks a device for, and how it becomes a request of the core (OMA LwM2M 1.1 Core
// §6.3, §6.4).

using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Web;

/// <summary>The operations.</summary>
internal enum CommandOperation
{
    Read,
    Discover,
    Write,
    WriteAttributes,
    Execute,
    Create,
    Delete,
    Observe,
    Cancel,
}

/// <summary>A value to write.</summary>
/// <param name="Path">Where.</param>
/// <param name="Type">Its type: the name of an OmaFacts.FactType.</param>
/// <param name="Text">The value as it was typed.</param>
internal sealed record CommandValue(string Path, string Type, string Text);

/// <summary>A command of the page.</summary>
/// <param name="Id">What the page knows the answer by.</param>
/// <param name="Endpoint">The device.</param>
/// <param name="Operation">What is to be done.</param>
/// <param name="Path">With what.</param>
/// <param name="Format">The name of the format to write or to read in; null for the usual one.
/// </param>
/// <param name="Values">The values of a Write or Create.</param>
/// <param name="Text">The arguments of an Execute, the attributes of a Write-Attributes.</param>
internal sealed record DeviceCommand(
    string Id, string Endpoint, CommandOperation Operation, string Path, string? Format = null,
    IReadOnlyList<CommandValue>? Values = null, string? Text = null)
{
    private const int MaxIdLength = 64;

    private IReadOnlyList<SenmlRecord> _records = [];
    private int? _format;
    private ushort[] _ids = [];

    /// <summary>What is wrong with the command, in one sentence, or null.</summary>
    internal string? Check()
    {
        if (Id.Length is 0 or > MaxIdLength)
        {
            return "The request has no usable id.";
        }

        if (!new Link(Path, []).TryGetIds(out _ids))
        {
            return $"'{Path}' is not a path; /3303/0/5700 is one.";
        }

        _format = Format is null ? null : MediaType.Parse(Format);
        if (Format is not null && _format is null)
        {
            return $"'{Format}' is not a format.";
        }

        return Operation switch
        {
            CommandOperation.Create when _ids.Length > 2 =>
                "An instance is created below an object.",
            CommandOperation.Create => TakeValues($"/{_ids[0]}/"),
            CommandOperation.Write when _ids.Length < 2 =>
                "An instance, a resource or a resource instance can be written.",
            CommandOperation.Write when Values is null or [] =>
                "There is nothing to write.",
            CommandOperation.Write => TakeValues(Path),
            CommandOperation.WriteAttributes when string.IsNullOrWhiteSpace(Text) =>
                "There are no attributes; pmin=1&pmax=10 are some.",
            CommandOperation.Execute when _ids.Length != 3 => "Only a resource can be executed.",
            CommandOperation.Delete when _ids.Length is not (2 or 4) =>
                "Only an instance can be deleted.",
            _ => null,
        };
    }

    /// <summary>Starts the request of a command that has been checked, on the core's thread; null
    /// when there is nothing to cancel.</summary>
    internal DeviceRequest? Start(ServerCore core, Registration device) => Operation switch
    {
        CommandOperation.Read => core.Read(device, Path, _format),
        CommandOperation.Discover => core.Discover(device, Path),
        CommandOperation.Write => StartWrite(core, device),
        CommandOperation.WriteAttributes => core.WriteAttributes(device, Path, Text!.Trim()),
        CommandOperation.Execute => core.Execute(
            device, Path, string.IsNullOrEmpty(Text) ? null : Text),
        CommandOperation.Create => StartCreate(core, device),
        CommandOperation.Delete => core.Delete(device, Path),
        CommandOperation.Observe => core.Observe(device, Path, _format).Request,
        _ => device.Observations.FirstOrDefault(
            candidate => candidate.IsActive && candidate.Path == Path) is { } observation
                ? core.Cancel(observation)
                : null,
    };

    private string? TakeValues(string above)
    {
        var records = new List<SenmlRecord>();
        foreach (CommandValue value in Values ?? [])
        {
            bool isBelow = value.Path == above || value.Path.StartsWith(
                above.EndsWith('/') ? above : above + "/", StringComparison.Ordinal);
            if (!isBelow || !new Link(value.Path, []).TryGetIds(out ushort[] ids)
                || ids.Length < 3)
            {
                return $"'{value.Path}' is not a resource below {above}.";
            }

            if (!TypedValue.TryParse(value.Type, value.Text, out ContentValue parsed,
                out string? error))
            {
                return error;
            }

            records.Add(new SenmlRecord(value.Path, parsed));
        }

        _records = records;
        return null;
    }

    // A single value replaces what is there, several are put beside what is not mentioned.
    private DeviceRequest StartWrite(ServerCore core, Registration device)
    {
        int format = _format ?? UsualFormat(device);
        return core.WriteRecords(device, Path, format, _records, replaces: _ids.Length > 2);
    }

    // TLV is what every version knows for it, with the id or without.
    private DeviceRequest StartCreate(ServerCore core, Registration device)
    {
        string instance = _ids.Length == 2 ? Path : $"{Path}/0";
        SenmlRecord[] records = [.. _records.Select(record =>
        {
            string[] parts = record.Path.Split('/', 4);
            return record with { Path = $"{instance}/{parts[3]}" };
        })];
        return core.Create(device, _ids[0], _ids.Length == 2 ? _ids[1] : null,
            TlvCodec.Decode(RecordContent.Encode(MediaType.Tlv, instance, records)));
    }

    private int UsualFormat(Registration device)
    {
        int[] usual = [MediaType.SenmlCbor, MediaType.SenmlJson, MediaType.Tlv];
        return usual.Where(device.Formats.Contains).Cast<int?>().FirstOrDefault()
            ?? (device.Version == "1.0" || _records.Count > 1 ? MediaType.Tlv
                : _records[0].Value.Kind == ValueKind.Opaque ? MediaType.Opaque
                : MediaType.Text);
    }
}
