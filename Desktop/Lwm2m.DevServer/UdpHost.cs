// Runs a server core on UDP sockets and the real clock: coap, coaps or both. One thread owns the
// core; others only receive. Everything else goes through Post, Invoke and Request.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer;

/// <summary>Where a <see cref="UdpHost"/> listens. Port 0 takes a free one.</summary>
public sealed record HostOptions
{
    /// <summary>Where devices register without protection, or null for nowhere.</summary>
    public IPEndPoint? Coap { get; init; }

    /// <summary>Where devices register over DTLS, or null for nowhere.</summary>
    public IPEndPoint? Coaps { get; init; }

    /// <summary>The keys for DTLS; may be changed while the server runs.</summary>
    public PskStore Keys { get; init; } = new();

    /// <summary>How the server behaves in DTLS.</summary>
    public DtlsOptions Dtls { get; init; } = new();
}

/// <summary>A server on one or two UDP ports.</summary>
public sealed class UdpHost : IServerHost, IDisposable
{
    private const int MaxWaitMs = 60_000;

    private readonly UdpSocket? _socket;
    private readonly ServerCore _core;
    private readonly BlockingCollection<Action> _work = new(new ConcurrentQueue<Action>());
    private readonly Thread _coreThread;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TaskCompletionSource _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isDisposed;

    /// <summary>Listens without protection.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public UdpHost(
        IPEndPoint? bind = null, ServerOptions? options = null,
        Action<ServerCore>? configure = null)
        : this(
            new HostOptions { Coap = bind ?? new IPEndPoint(IPAddress.Loopback, 0) },
            options, configure)
    {
    }

    /// <summary>Binds the sockets; <paramref name="configure"/> may attach handlers to the core
    /// before the first datagram.</summary>
    /// <exception cref="SocketException">An address cannot be bound.</exception>
    public UdpHost(
        HostOptions host, ServerOptions? options = null, Action<ServerCore>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            _socket = host.Coap is null ? null : new UdpSocket(host.Coap);
            Security = host.Coaps is null
                ? null
                : new DtlsEndpoint(host.Coaps, host.Keys, host.Dtls);
            LocalEndPoint = Security?.LocalEndPoint ?? _socket?.LocalEndPoint
                ?? throw new ArgumentException("The server has no port.", nameof(host));
        }
        catch
        {
            _socket?.Dispose();
            throw;
        }

        _core = new ServerCore(Send, options);
        configure?.Invoke(_core);
        _coreThread = new Thread(RunCore) { IsBackground = true, Name = "LwM2M server" };
        _coreThread.Start();
        Start();
    }

    /// <summary>The address and port for coaps, without it those for coap.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The secure side, or null.</summary>
    public DtlsEndpoint? Security { get; }

    /// <inheritdoc/>
    public PskStore? Keys => Security?.Keys;

    /// <summary>True when the server can be reached from other machines.</summary>
    public bool IsBeyondLoopback => !IPAddress.IsLoopback(LocalEndPoint.Address);

    /// <summary>The URI that a device on this machine registers with: the secure one, if there
    /// is one.</summary>
    public string Uri => SecureUri ?? PlainUri!;

    /// <summary>The URI for devices with a key, or null.</summary>
    public string? SecureUri => Security is null ? null : $"coaps://{Security.LocalEndPoint}";

    /// <summary>The URI for devices without protection, or null.</summary>
    public string? PlainUri => _socket is null ? null : $"coap://{_socket.LocalEndPoint}";

    /// <summary>Completes when the server has stopped: closed, or ended by
    /// <see cref="Failure"/>.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The exception of a handler that ended the server, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs something on the core's thread; dropped when the host is closed.</summary>
    public void Post(Action<ServerCore> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        TryAdd(() => work(_core));
    }

    /// <summary>Runs something on the core's thread and returns its result.</summary>
    /// <exception cref="ObjectDisposedException">The host is closed.</exception>
    public async Task<T> InvokeAsync<T>(Func<ServerCore, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var source = new TaskCompletionSource<T>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        TryAdd(() =>
        {
            try
            {
                source.SetResult(work(_core));
            }
            catch (Exception e)
            {
                source.SetException(e);
            }
        });
        return await WhenRunning(source.Task);
    }

    /// <summary>Starts a request on the core's thread and waits for its end elsewhere.</summary>
    public async Task<DeviceResponse> RequestAsync(Func<ServerCore, DeviceRequest> start)
    {
        var source = new TaskCompletionSource<DeviceResponse>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        await InvokeAsync(core => start(core).OnCompleted(r => source.TrySetResult(r)));
        return await WhenRunning(source.Task);
    }

    /// <summary>Stops the threads and closes the sockets.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _work.CompleteAdding();
        if (Thread.CurrentThread != _coreThread)
        {
            _coreThread.Join();
        }

        Security?.Dispose();
        _socket?.Dispose();
    }

    private async Task<T> WhenRunning<T>(Task<T> task)
    {
        await Task.WhenAny(task, Completion);
        return task.IsCompleted ? await task : throw new ObjectDisposedException(nameof(UdpHost));
    }

    private void TryAdd(Action work)
    {
        try
        {
            _work.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            // Closed while we were adding; Completion tells whoever waits.
        }
    }

    private void RunCore()
    {
        try
        {
            while (!_work.IsCompleted)
            {
                long next = _core.Advance(_clock.ElapsedMilliseconds);
                long wait = Math.Clamp(next - _clock.ElapsedMilliseconds, 0, MaxWaitMs);
                if (_work.TryTake(out Action? work, (int)wait) && !_work.IsAddingCompleted)
                {
                    _core.Advance(_clock.ElapsedMilliseconds);
                    work();
                }
            }
        }
        catch (Exception e)
        {
            // A handler of the user threw: nothing runs any more, and whoever asks is told.
            Failure = e;
            _work.CompleteAdding();
        }

        _completion.SetResult();
    }

    private void Start()
    {
        _socket?.Start(
            "LwM2M receive", (peer, datagram) => TryAdd(() => _core.Receive(peer, datagram)));
        if (Security is { } security)
        {
            security.Received += (peer, datagram) => TryAdd(() => _core.Receive(peer, datagram));
            security.Happened += happened => TryAdd(() => Tell(happened));
            _core.Closing += peer =>
            {
                if (peer is DtlsPeer secure)
                {
                    security.Close(secure, notifies: true);
                }
            };
            security.Start();
        }
    }

    private void Tell(DtlsEvent happened)
    {
        _core.Log(happened.Peer, happened.ToString());
        if (happened is { Session.IsResumed: true, Peer: { } peer })
        {
            _core.SessionResumed(peer);
        }
    }

    private void Send(EndPoint peer, ReadOnlyMemory<byte> datagram)
    {
        if (peer is DtlsPeer secure)
        {
            Security?.Send(secure, datagram.Span);
        }
        else
        {
            _socket?.Send(peer, datagram.Span);
        }
    }
}
