// Runs a server core on a UDP socket and the real clock. One thread owns the core; a second one
// only receives. Everything else goes through Post, Invoke and Request.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lwm2m.DevServer;

/// <summary>A server on a UDP port. Port 0 takes a free one; see
/// <see cref="LocalEndPoint"/>.</summary>
public sealed class UdpHost : IDisposable
{
    private const int MaxDatagramBytes = 65_535;
    private const int MaxWaitMs = 60_000;

    private readonly Socket _socket;
    private readonly ServerCore _core;
    private readonly BlockingCollection<Action> _work = new(new ConcurrentQueue<Action>());
    private readonly Thread _coreThread;
    private readonly Thread _receiveThread;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TaskCompletionSource _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isDisposed;

    /// <summary>Binds the socket; <paramref name="configure"/> may attach handlers to the core
    /// before the first datagram.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public UdpHost(
        IPEndPoint? bind = null, ServerOptions? options = null,
        Action<ServerCore>? configure = null)
    {
        bind ??= new IPEndPoint(IPAddress.Loopback, 0);
        _socket = new Socket(bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(bind);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _core = new ServerCore(Send, options);
        configure?.Invoke(_core);
        _coreThread = new Thread(RunCore) { IsBackground = true, Name = "LwM2M server" };
        _receiveThread = new Thread(RunReceive) { IsBackground = true, Name = "LwM2M receive" };
        _coreThread.Start();
        _receiveThread.Start();
    }

    /// <summary>The address and port that the server is bound to.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>True when the server can be reached from other machines.</summary>
    public bool IsBeyondLoopback => !IPAddress.IsLoopback(LocalEndPoint.Address);

    /// <summary>The URI that a device on this machine registers with.</summary>
    public string Uri => $"coap://{LocalEndPoint}";

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

    /// <summary>Stops both threads and closes the socket.</summary>
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

        _socket.Dispose();
        _receiveThread.Join();
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

    private void RunReceive()
    {
        var buffer = new byte[MaxDatagramBytes];
        EndPoint any = new IPEndPoint(
            _socket.AddressFamily == AddressFamily.InterNetworkV6
                ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (true)
        {
            try
            {
                EndPoint peer = any;
                int length = _socket.ReceiveFrom(buffer, ref peer);
                byte[] datagram = buffer.AsSpan(0, length).ToArray();
                TryAdd(() => _core.Receive(peer, datagram));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset
                or SocketError.MessageSize or SocketError.NetworkReset)
            {
                // An ICMP answer to something that we sent, or too long for a datagram.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Send(EndPoint peer, ReadOnlyMemory<byte> datagram)
    {
        try
        {
            _socket.SendTo(datagram.Span, SocketFlags.None, peer);
        }
        catch (SocketException)
        {
            // As good as lost on the way; retransmissions and time-outs deal with it.
        }
    }
}
