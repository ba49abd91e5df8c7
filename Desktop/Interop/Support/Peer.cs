// A peer that takes commands and tells events as JSON lines (.ci/interop/peers/wire.js).

using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Interop.Support;

/// <summary>The answer of a peer to a command.</summary>
internal sealed record PeerAnswer(
    bool IsOk, string? Code, string? Format, byte[] Payload, string? Error, string? Location)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public string Hex => Convert.ToHexStringLower(Payload);
}

/// <summary>A node program.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private int _nextId;

    private Peer(Process process)
    {
        _process = process;
    }

    /// <summary>The UDP port that it listens on, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>What it tells but for datagrams, each with its name in "event".</summary>
    public Journal<JsonElement> Events { get; } = new();

    /// <summary>What comes and goes on its socket.</summary>
    public Journal<Datagram> Datagrams { get; } = new();

    private Journal<JsonElement> Answers { get; } = new();

    /// <summary>Starts a program and waits until it listens.</summary>
    public static async Task<Peer> StartAsync(string folder, params string[] arguments)
    {
        var info = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        info.ArgumentList.Add("--no-warnings");
        info.ArgumentList.Add(Path.Combine(folder, "server.js"));
        foreach (string argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        Process process = Process.Start(info) ?? throw new IOException("node did not start");
        var peer = new Peer(process);
        process.OutputDataReceived += (_, line) => peer.OnLine(line.Data);
        process.BeginOutputReadLine();
        try
        {
            JsonElement ready = await peer.EventAsync("ready", 0, _ => true);
            peer.Port = ready.GetProperty("port").GetInt32();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Has the peer run an operation.</summary>
    public async Task<PeerAnswer> CallAsync(string op, object arguments)
    {
        int id = Interlocked.Increment(ref _nextId);
        int mark = Answers.Mark;
        Dictionary<string, object?> command = new() { ["id"] = id, ["op"] = op };
        JsonElement given = JsonSerializer.SerializeToElement(arguments);
        foreach (JsonProperty property in given.EnumerateObject())
        {
            command[property.Name] = property.Value;
        }

        lock (_process)
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
            _process.StandardInput.Flush();
        }

        JsonElement answer = await Answers.FirstAsync(
            mark, a => a.GetProperty("answer").GetInt32() == id, $"answer to {op}");
        return new PeerAnswer(
            answer.GetProperty("ok").GetBoolean(),
            Text(answer, "code"),
            Text(answer, "format"),
            Convert.FromHexString(Text(answer, "payload") ?? ""),
            Text(answer, "error"),
            Text(answer, "location"));
    }

    /// <summary>An event that comes after a mark.</summary>
    public Task<JsonElement> EventAsync(
        string name, int mark, Func<JsonElement, bool> match) =>
        Events.FirstAsync(
            mark, e => e.GetProperty("event").GetString() == name && match(e), name);

    /// <summary>A datagram that comes after a mark.</summary>
    public Task<Datagram> DatagramAsync(
        int mark, Func<Datagram, bool> match, string what) =>
        Datagrams.FirstAsync(mark, match, what);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(5000);
        }

        _process.Dispose();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    private void OnLine(string? line)
    {
        if (string.IsNullOrEmpty(line))
        {
            return;
        }

        JsonElement element = JsonSerializer.Deserialize<JsonElement>(line);
        if (element.TryGetProperty("answer", out _))
        {
            Answers.Add(element);
        }
        else if (element.GetProperty("event").GetString() == "datagram")
        {
            Datagrams.Add(Datagram.From(element));
        }
        else
        {
            Events.Add(element);
        }
    }
}
