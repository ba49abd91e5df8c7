// The commands that the tool reads from its standard input, one a line.

using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer.Tool;

/// <summary>Runs commands against a server.</summary>
public sealed class ConsoleCommands(UdpHost host, TextWriter output)
{
    private const string Help = """
        list                              registered devices and observations
        discover EP PATH                  what is there, with attributes
        read EP PATH [FORMAT]             object, instance, resource or resource instance
        write EP PATH TEXT                a resource as plain text
        attributes EP PATH QUERY          such as pmin=1&pmax=10
        execute EP PATH [ARGUMENTS]       such as 0='a'
        create EP PATH [ID=VALUE …]       an object instance, /16 or /16/3, such as 0=me 1/0=5
        delete EP PATH                    an object instance
        fetch EP PATH PATH …              several paths at once
        patch EP PATH=VALUE …             several resources at once, such as /1/0/1=60
        observe EP PATH [FORMAT|PATH …]   notifications appear in the log
        cancel EP PATH …                  with GET, or FETCH, and Observe 1
        forget EP PATH …                  without a word: the next notification gets a RST
        keys                              identities that have a key
        add-key IDENTITY HEX              a new identity, or another key for one
        remove-key IDENTITY               its sessions go on, but cannot be resumed
        close EP                          end its DTLS association with close_notify
        drop EP                           end it without a word: as if the server had lost it
        restart                           forget everything, as a server that was restarted
        help, quit
        What a device sends by itself appears in the log; requests wait for one that is asleep.
        FORMAT is text, link-format, opaque, tlv, senml-json, senml-cbor, cbor or a number
        """;

    /// <summary>Runs one line; false for quit.</summary>
    public async Task<bool> RunAsync(string line)
    {
        // At most four parts, so that a text may have blanks.
        string[] parts = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries
            | StringSplitOptions.TrimEntries);
        switch (parts)
        {
            case []:
                return true;
            case ["quit" or "exit"]:
                return false;
            case ["help"]:
                output.WriteLine(Help);
                return true;
            case ["list"]:
                output.WriteLine(await host.InvokeAsync(List));
                return true;
            case ["restart"]:
                host.Security?.ForgetAll();
                host.Post(core => core.Restart());
                return true;
            case ["keys" or "add-key" or "remove-key", ..]:
                output.WriteLine(RunKeys(parts));
                return true;
            case ["close" or "drop", var endpoint]:
                output.WriteLine(await EndAssociationAsync(parts[0], endpoint));
                return true;
            case [_, var endpoint, var path, ..] when path.StartsWith('/'):
                string? rest = parts.Length > 3 ? parts[3] : null;
                output.WriteLine(await RunAsync(parts[0], endpoint, path, rest));
                return true;
            default:
                output.WriteLine($"'{line}' is not a command; try help");
                return true;
        }
    }

    private string RunKeys(string[] parts)
    {
        if (host.Security is null)
        {
            return "the server has no security";
        }

        PskStore keys = host.Security.Keys;
        switch (parts)
        {
            case ["keys"]:
                return keys.Identities.Count == 0
                    ? "there are no keys"
                    : string.Join(Environment.NewLine, keys.Identities);
            case ["add-key", var identity, var hex]:
                byte[]? key = HexKey.Parse(hex, out string? error);
                error ??= PskStore.Check(identity, key!);
                if (error is null)
                {
                    keys.Add(identity, key!);
                }

                return error ?? $"{identity} has its key";
            case ["remove-key", var identity]:
                return keys.Remove(identity)
                    ? $"{identity} has no key any more"
                    : $"{identity} has no key";
            default:
                return $"'{parts[0]}' lacks something; try help";
        }
    }

    private async Task<string> EndAssociationAsync(string verb, string endpoint)
    {
        Registration? device = await host.InvokeAsync(core => core.Find(endpoint));
        if (device?.Peer is not DtlsPeer { IsConnected: true } peer)
        {
            return $"{endpoint} has no DTLS association";
        }

        host.Security!.Close(peer, notifies: verb == "close");
        return $"the association of {endpoint} is closed";
    }

    private static string List(ServerCore core)
    {
        if (core.Registrations.Count == 0)
        {
            return "no device is registered";
        }

        var lines = new List<string>();
        foreach (Registration r in core.Registrations)
        {
            long left = r.LifetimeSeconds - ((core.NowMs - r.UpdatedAtMs) / 1000);
            string sleep = r.IsAwake(core.NowMs) ? string.Empty
                : $", asleep, {r.Held.Count} requests wait";
            lines.Add($"{r}, lwm2m={r.Version} b={r.Binding}, {left} of {r.LifetimeSeconds} s"
                + sleep);
            lines.Add($"    {string.Join(',', r.Links)}");
            foreach (Observation o in r.Observations)
            {
                lines.Add($"    observed: {o.Path}, {o.NotificationsReceived} notifications");
            }
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static bool TryParseFormat(string? text, out int? format)
    {
        format = null;
        if (text is null)
        {
            return true;
        }

        if (ushort.TryParse(text, out ushort number))
        {
            format = number;
            return true;
        }

        format = MediaType.Parse(text);
        return format is not null;
    }

    private async Task<string> RunAsync(
        string verb, string endpoint, string path, string? rest)
    {
        Registration? device = await host.InvokeAsync(core => core.Find(endpoint));
        if (device is null)
        {
            return $"{endpoint} is not registered";
        }

        string[] paths = [path, .. CommandValues.Words(rest).Where(word => word[0] == '/')];
        if (verb is "cancel" or "forget")
        {
            return await EndObservationAsync(verb, device, paths);
        }

        int? format = null;
        if ((verb == "read" || (verb == "observe" && paths.Length == 1))
            && !TryParseFormat(rest, out format))
        {
            return $"'{rest}' is not a format; try help";
        }

        Func<ServerCore, DeviceRequest>? start = verb switch
        {
            "discover" => core => core.Discover(device, path),
            "read" => core => core.Read(device, path, format),
            "write" when rest is not null => core => core.WriteText(device, path, rest),
            "attributes" when rest is not null =>
                core => core.WriteAttributes(device, path, rest),
            "execute" => core => core.Execute(device, path, rest),
            "create" => StartCreate(device, path, rest),
            "delete" => core => core.Delete(device, path),
            "fetch" => core => core.ReadComposite(device, paths),
            "patch" when CommandValues.ParseRecords(string.Empty, $"{path} {rest}")
                is { } records => core => core.WriteComposite(device, records),
            "observe" when paths.Length > 1 =>
                core => core.ObserveComposite(device, paths).Request,
            "observe" => core => core.Observe(device, path, format).Request,
            _ => null,
        };
        return start is null
            ? $"'{verb}' is not a command, or something is missing; try help"
            : await AnswerAsync(start);
    }

    private static Func<ServerCore, DeviceRequest>? StartCreate(
        Registration device, string path, string? rest)
    {
        new Link(path, []).TryGetIds(out ushort[] ids);
        string instance = ids.Length == 1 ? $"{path}/0" : path;
        if (ids.Length is not (1 or 2)
            || CommandValues.ParseRecords($"{instance}/", rest) is not { } records)
        {
            return null;
        }

        List<TlvNode> resources = TlvCodec.Decode(
            RecordContent.Encode(MediaType.Tlv, instance, records));
        int? id = ids.Length == 2 ? ids[1] : null;
        return core => core.Create(device, ids[0], id, resources);
    }

    private async Task<string> EndObservationAsync(
        string verb, Registration device, string[] paths)
    {
        Observation? observation = await host.InvokeAsync(_ => device.Observations
            .FirstOrDefault(candidate => candidate.Paths.SequenceEqual(paths)));
        if (observation is null)
        {
            return $"{string.Join(' ', paths)} is not observed";
        }

        if (verb == "cancel")
        {
            return await AnswerAsync(core => core.Cancel(observation));
        }

        host.Post(core => core.Forget(observation));
        return $"{observation.Path} is forgotten";
    }

    private async Task<string> AnswerAsync(Func<ServerCore, DeviceRequest> start)
    {
        DeviceResponse answer = await host.RequestAsync(start);
        string location = answer.Location == "/" ? string.Empty : $" {answer.Location}";
        return $"{answer}{location} ({answer.ElapsedMs} ms)";
    }
}
