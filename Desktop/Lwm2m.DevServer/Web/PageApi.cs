// The interface behind the page: state as a stream of events, commands as JSON. A command returns
// at once; its answer comes as an event, because a device that sleeps may take hours.

using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Lwm2m.DevServer.Web;

/// <summary>The routes. Everything that touches the core or the model goes through the host, to
/// their thread.</summary>
internal sealed class PageApi(
    IServerHost host, PageModel model, EventHub hub, CancellationToken stopping)
{
    private const int MaxImageBytes = 16 * 1024 * 1024;
    private const int HeartbeatMs = 15_000;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/events", StreamAsync);
        routes.MapGet("/api/definitions", context =>
            PageJson.OkAsync(context, Definitions.Oma.All.Select(facts => new
            {
                key = Definitions.KeyOf(facts), facts.Id, facts.Name, facts.Multiple,
                facts.Resources,
            })));
        routes.MapGet("/api/content", ContentAsync);
        routes.MapGet("/api/series", SeriesAsync);
        routes.MapPost("/api/commands", CommandAsync);
        routes.MapPost("/api/firmware", UploadAsync);
        routes.MapDelete("/api/firmware", CancelAsync);
        new BootstrapApi(host, model).Map(routes);
    }

    /// <summary>A part of the query, or an answer that says that it is missing.</summary>
    internal static bool TryQuery(
        HttpContext context, string name, [NotNullWhen(true)] out string? value)
    {
        value = context.Request.Query[name];
        return value is not null;
    }

    private static Task MissingAsync(HttpContext context) => PageJson.FailAsync(
        context, StatusCodes.Status400BadRequest, "The request does not say for which device.");

    private static Task UnknownAsync(HttpContext context, string endpoint) => PageJson.FailAsync(
        context, StatusCodes.Status404NotFound, $"{endpoint} is not registered.");

    private async Task StreamAsync(HttpContext context)
    {
        // The first event is the state in the moment from which on changes are listened to.
        (EventHub.Subscription subscription, HelloView hello) =
            await host.InvokeAsync(_ => (hub.Subscribe(), model.Hello));
        using (subscription)
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, stopping))
        {
            context.Response.ContentType = "text/event-stream";
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            try
            {
                Stream body = context.Response.Body;
                await body.WriteAsync(EventHub.Format("hello", hello), end.Token);
                await body.FlushAsync(end.Token);
                await WriteAsync(subscription, body, end.Token);
            }
            catch (OperationCanceledException)
            {
                // The page was closed, or the server is.
            }
        }
    }

    // A comment now and then shows both sides that the connection is still there.
    private static async Task WriteAsync(
        EventHub.Subscription subscription, Stream body, CancellationToken end)
    {
        Task<bool>? ready = null;
        while (true)
        {
            ready ??= subscription.Events.WaitToReadAsync(end).AsTask();
            using (var pause = CancellationTokenSource.CreateLinkedTokenSource(end))
            {
                await Task.WhenAny(ready, Task.Delay(HeartbeatMs, pause.Token));
                await pause.CancelAsync();
            }

            if (!ready.IsCompleted)
            {
                await body.WriteAsync(": still here\n\n"u8.ToArray(), end);
            }
            else if (!await ready)
            {
                return;
            }
            else
            {
                ready = null;
                while (subscription.Events.TryRead(out byte[]? bytes))
                {
                    await body.WriteAsync(bytes, end);
                }
            }

            await body.FlushAsync(end);
        }
    }

    private async Task ContentAsync(HttpContext context)
    {
        if (!TryQuery(context, "endpoint", out string? endpoint))
        {
            await MissingAsync(context);
            return;
        }

        ContentView? content = await host.InvokeAsync(_ => model.ContentOf(endpoint));
        await (content is null
            ? UnknownAsync(context, endpoint)
            : PageJson.OkAsync(context, content));
    }

    private async Task SeriesAsync(HttpContext context)
    {
        if (!TryQuery(context, "endpoint", out string? endpoint)
            || !TryQuery(context, "path", out string? path))
        {
            await MissingAsync(context);
            return;
        }

        var points = await host.InvokeAsync(_ => model.SeriesOf(endpoint, path));
        await PageJson.OkAsync(context, new
        {
            at = points.Select(point => point.At),
            numbers = points.Select(point => point.Number),
        });
    }

    private async Task CommandAsync(HttpContext context)
    {
        if (await PageJson.ReadAsync<DeviceCommand>(context) is not { } command)
        {
            return;
        }

        if (command.Check() is { } problem)
        {
            await PageJson.FailAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        (int status, string text) = await host.InvokeAsync(core => Start(core, command));
        await (status == StatusCodes.Status202Accepted
            ? PageJson.AnswerAsync(context, status, new { waits = text.Length > 0 })
            : PageJson.FailAsync(context, status, text));
    }

    // On the core's thread. The text says why not, or that the device sleeps.
    private (int Status, string Text) Start(ServerCore core, DeviceCommand command)
    {
        if (core.Find(command.Endpoint) is not { } device)
        {
            return (StatusCodes.Status404NotFound, $"{command.Endpoint} is not registered.");
        }

        DeviceRequest? request;
        try
        {
            request = command.Start(core, device);
        }
        catch (Exception e) when (e is ArgumentException or InvalidCastException)
        {
            return (StatusCodes.Status400BadRequest,
                "What is to be written has no form in this format; choose another one.");
        }

        if (request is null)
        {
            return (StatusCodes.Status404NotFound, $"{command.Path} is not observed.");
        }

        bool waits = device.Held.Contains(request);
        model.Changed(device.Endpoint);
        request.OnCompleted(response => Complete(command, device, response));
        return (StatusCodes.Status202Accepted, waits ? "waits" : string.Empty);
    }

    private void Complete(DeviceCommand command, Registration device, DeviceResponse response)
    {
        if (command.Operation is CommandOperation.Read or CommandOperation.Discover)
        {
            model.TakeAnswer(device, command.Path, response);
        }
        else if (command.Operation == CommandOperation.Delete && response.IsSuccess)
        {
            model.TakeDeletion(device, command.Path);
        }

        hub.Publish("answer", new AnswerView(
            command.Id, response.IsSuccess,
            response.Message is null ? null : response.Code.ToString(),
            AnswerSentence.Of(response), response.ElapsedMs,
            response.ContentFormat is { } format ? Content.MediaType.NameOf(format) : null));
        model.Changed(device.Endpoint);
    }

    private async Task UploadAsync(HttpContext context)
    {
        if (!TryQuery(context, "endpoint", out string? endpoint)
            || !TryQuery(context, "instance", out string? instance)
            || !ushort.TryParse(instance, out ushort id))
        {
            await MissingAsync(context);
            return;
        }

        if (context.Request.ContentType != "application/octet-stream")
        {
            await PageJson.FailAsync(context, StatusCodes.Status415UnsupportedMediaType,
                "The image must be sent as bytes.");
            return;
        }

        if (await ReadImageAsync(context) is not { } image)
        {
            return;
        }

        bool isPull = context.Request.Query["transfer"] == "pull";
        (int status, string text) = await host.InvokeAsync(
            core => Start(core, endpoint, id, image, isPull));
        await (text.Length == 0
            ? PageJson.AnswerAsync(context, status, new { bytes = image.Length })
            : PageJson.FailAsync(context, status, text));
    }

    // On the core's thread.
    private (int Status, string Text) Start(
        ServerCore core, string endpoint, ushort id, byte[] image, bool isPull)
    {
        string instance = $"/5/{id}";
        return core.Find(endpoint) is not { } device
                ? (StatusCodes.Status404NotFound, $"{endpoint} is not registered.")
            : !device.Instances.Contains((5, id))
                ? (StatusCodes.Status404NotFound,
                    $"{endpoint} has no Firmware Update object ({instance}).")
            : !(isPull
                ? model.Firmware.Pull(device, instance, image, model.UriFor(device))
                : model.Firmware.Push(device, instance, image))
                ? (StatusCodes.Status409Conflict,
                    "An image is on its way to this device already.")
            : (StatusCodes.Status202Accepted, string.Empty);
    }

    // Null after an answer that says what is wrong.
    private static async Task<byte[]?> ReadImageAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            MaxImageBytes;
        using var image = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(image, context.RequestAborted);
        }
        catch (BadHttpRequestException)
        {
            await PageJson.FailAsync(context, StatusCodes.Status413PayloadTooLarge,
                $"An image has at most {MaxImageBytes / (1024 * 1024)} MiB here.");
            return null;
        }

        if (image.Length > 0)
        {
            return image.ToArray();
        }

        await PageJson.FailAsync(context, StatusCodes.Status400BadRequest, "The image is empty.");
        return null;
    }

    private async Task CancelAsync(HttpContext context)
    {
        if (!TryQuery(context, "endpoint", out string? endpoint))
        {
            await MissingAsync(context);
            return;
        }

        await (await host.InvokeAsync(_ => model.Firmware.Cancel(endpoint))
            ? PageJson.OkAsync(context, new { })
            : PageJson.FailAsync(context, StatusCodes.Status404NotFound,
                $"No image is on its way to {endpoint}."));
    }
}
