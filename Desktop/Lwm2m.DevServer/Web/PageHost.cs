// Runs the page on a TCP port, beside the sockets of the core. Requests come on threads of the
// thread pool; the core and the model are only touched on the thread of the core, through
// IServerHost.

using System.Net;
using System.Net.Sockets;
using Lwm2m.DevServer.Bootstrapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebHostOptions = Microsoft.Extensions.Hosting.HostOptions;

namespace Lwm2m.DevServer.Web;

/// <summary>The web server of the page.</summary>
public sealed class PageHost : IAsyncDisposable
{
    private const int MaxConnections = 100;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IServerHost _host;
    private readonly WebApplication _app;
    private readonly PageModel _model;
    private readonly EventHub _hub;

    private PageHost(IServerHost host, WebApplication app, PageModel model, EventHub hub)
    {
        _host = host;
        _app = app;
        _model = model;
        _hub = hub;
        string address = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single();
        Uri = new Uri(address);
    }

    /// <summary>Where the page is.</summary>
    public Uri Uri { get; }

    /// <summary>True when other machines can use the page.</summary>
    public bool IsBeyondLoopback => !Uri.IsLoopback;

    /// <summary>Starts the page of a server.</summary>
    /// <param name="host">What runs the server.</param>
    /// <param name="options">Where the page is to be.</param>
    /// <param name="book">What the server's bootstrap hands out; the page changes it.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<PageHost> StartAsync(
        IServerHost host, PageOptions options, BootstrapBook book)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        WebApplication app = Build(options);
        var hub = new EventHub();
        PageModel model = await host.InvokeAsync(
            core => new PageModel(host, core, hub, options.Clock, book));
        var files = new PageFiles();
        app.Use(next => context => PageGuard.CheckAsync(context, next));
        app.UseRouting();
        new PageApi(host, model, hub, app.Lifetime.ApplicationStopping).Map(app);
        app.MapMethods("{**path}", ["GET", "HEAD"], files.ServeAsync);
        try
        {
            await app.StartAsync();
        }
        catch (Exception e)
        {
            host.Post(_ => model.Dispose());
            await app.DisposeAsync();

            // One kind of exception for all reasons for which there is no such address.
            if (e is SocketException)
            {
                throw new IOException($"{options.Address}:{options.Port}: {e.Message}", e);
            }

            throw;
        }

        return new PageHost(host, app, model, hub);
    }

    /// <summary>Closes all pages and the port.</summary>
    public async ValueTask DisposeAsync()
    {
        _host.Post(_ => _model.Dispose());
        _hub.Close();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // Nothing comes from the environment or from files: an empty builder reads none.
    private static WebApplication Build(PageOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<WebHostOptions>(host => host.ShutdownTimeout = s_patience);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(new IPEndPoint(options.Address, options.Port));
        });
        return builder.Build();
    }

    // Whoever starts the page listens to Ctrl-C himself.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
