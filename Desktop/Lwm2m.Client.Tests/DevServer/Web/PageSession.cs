// A page with a server behind it, as a browser would use it.

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Web;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

/// <summary>The page of a bench, a client and the events that come.</summary>
internal sealed class PageSession : IAsyncDisposable
{
    private readonly PageHost _page;
    private readonly CancellationTokenSource _closing = new();
    private int _commands;

    private PageSession(BenchHost host, PageHost page)
    {
        Host = host;
        _page = page;
        Client = new HttpClient { BaseAddress = page.Uri };
        Events = new EventLog();
    }

    public BenchHost Host { get; }

    public HttpClient Client { get; }

    public EventLog Events { get; private set; }

    /// <summary>Opens the page and waits for its first event.</summary>
    public static async Task<PageSession> OpenAsync(
        BenchHost? host = null, DateTimeOffset? startedAt = null)
    {
        host ??= new BenchHost(new ServerBench());
        var options = new PageOptions(IPAddress.Loopback, 0)
        {
            Clock = new FixedClock(startedAt ?? DateTimeOffset.UnixEpoch),
        };
        PageHost page = await PageHost.StartAsync(
            host, options, new BootstrapBook(session => new BootstrapAccount(host.PlainUri!, 1)));
        var session = new PageSession(host, page);
        await session.ListenAsync();
        return session;
    }

    /// <summary>Listens anew, as a page does that is loaded again; returns the first event.
    /// </summary>
    public async Task<JsonElement> ListenAsync()
    {
        Events = new EventLog();
        Stream stream = await Client.GetStreamAsync("api/events", _closing.Token);
        _ = Events.ReadAsync(stream, _closing.Token);
        return await Events.NextAsync("hello");
    }

    /// <summary>Gives a command and returns the status, and the error if there is one.</summary>
    public async Task<(HttpStatusCode Status, string? Error, bool Waits)> CommandAsync(
        string operation, string path, object? more = null, string endpoint = "lab-1")
    {
        var body = new Dictionary<string, object?>
        {
            ["id"] = $"c{++_commands}",
            ["endpoint"] = endpoint,
            ["operation"] = operation,
            ["path"] = path,
        };
        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            body[property.Name] = property.GetValue(more);
        }

        (HttpStatusCode status, JsonElement answer) =
            await JsonAsync(HttpMethod.Post, "api/commands", body);
        return (status,
            answer.TryGetProperty("error", out JsonElement error) ? error.GetString() : null,
            answer.TryGetProperty("waits", out JsonElement waits) && waits.GetBoolean());
    }

    /// <summary>Gives a command that is taken; returns what the server has sent.</summary>
    public async Task<CoapMessage> SendAsync(string operation, string path, object? more = null)
    {
        (HttpStatusCode status, string? error, _) = await CommandAsync(operation, path, more);
        Assert.Null(error);
        Assert.Equal(HttpStatusCode.Accepted, status);
        return Host.With(bench => bench.TakeOne());
    }

    /// <summary>Makes a request of any form, with headers as "Name: value".</summary>
    public Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, HttpContent? content = null, params string[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (string header in headers)
        {
            string[] parts = header.Split(": ", 2);
            request.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }

        return Client.SendAsync(request, _closing.Token).InTime();
    }

    /// <summary>Makes a request and returns its status and its JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> JsonAsync(
        HttpMethod method, string path, object? body = null)
    {
        using HttpResponseMessage response = await RequestAsync(
            method, path, body is null ? null : JsonContent.Create(body, body.GetType()));
        return (response.StatusCode,
            JsonElement.Parse(await response.Content.ReadAsStringAsync(_closing.Token)));
    }

    /// <summary>Registers a device and waits until the page knows it.</summary>
    public async Task<JsonElement> RegisterAsync(
        string query = "ep=lab-1&lwm2m=1.1&lt=60&b=U", string? links = null)
    {
        CoapMessage answer = Host.With(bench => bench.Exchange(bench.Request(
            CoapCode.Post, "/rd", query, links ?? ServerBench.ObjectList)));
        Assert.Equal(CoapCode.Created, answer.Code);
        return await Events.NextAsync("registered");
    }

    /// <summary>The device answers.</summary>
    public void Answer(CoapMessage request, CoapCode code, int? format = null,
        ReadOnlyMemory<byte> payload = default, uint? observe = null)
    {
        var options = new OptionList();
        if (observe is { } sequence)
        {
            options.Add(OptionNumber.Observe, sequence);
        }

        options.AddIfSet(OptionNumber.ContentFormat, format);
        Host.With(bench => bench.Receive(
            ServerBench.Answer(request, code, options, payload)));
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Client.Dispose();
        await _page.DisposeAsync().AsTask().InTime();
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

/// <summary>Server-sent events as they come.</summary>
internal sealed class EventLog
{
    private readonly Channel<(string Name, JsonElement Data)> _events =
        Channel.CreateUnbounded<(string, JsonElement)>();

    /// <summary>All that has come, as text.</summary>
    public List<string> Texts { get; } = [];

    public async Task ReadAsync(Stream stream, CancellationToken end)
    {
        try
        {
            using var reader = new StreamReader(stream);
            string name = string.Empty;
            while (await reader.ReadLineAsync(end) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    name = line[7..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    lock (Texts)
                    {
                        Texts.Add(line);
                    }

                    _events.Writer.TryWrite((name, JsonElement.Parse(line[6..])));
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException
            or HttpRequestException)
        {
            // The session is closed, or the server is.
        }

        _events.Writer.TryComplete();
    }

    /// <summary>The next event with a name that fits; those before it are left out.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool>? fits = null)
    {
        while (true)
        {
            (string was, JsonElement data) = await _events.Reader.ReadAsync().AsTask().InTime();
            if (was == name && (fits is null || fits(data)))
            {
                return data;
            }
        }
    }

    /// <summary>Completes when the server has closed the stream.</summary>
    public Task Ended => _events.Reader.Completion;
}
