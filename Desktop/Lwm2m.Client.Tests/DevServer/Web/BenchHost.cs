// Runs a server core on a virtual clock for the page: whoever calls is the core's thread, one at a
// time, and what is posted runs when the work before it is done.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Security;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

/// <summary>A host without threads of its own.</summary>
internal sealed class BenchHost(ServerBench bench) : IServerHost
{
    private readonly Lock _gate = new();
    private readonly Queue<Action<ServerCore>> _posted = new();
    private bool _isRunning;

    public ServerBench Bench { get; } = bench;

    public PskStore? Keys { get; init; } = new();

    public string? SecureUri { get; init; } = "coaps://127.0.0.1:5684";

    public string? PlainUri { get; init; } = "coap://127.0.0.1:5683";

    public void Post(Action<ServerCore> work)
    {
        lock (_gate)
        {
            _posted.Enqueue(work);
            Drain();
        }
    }

    public Task<T> InvokeAsync<T>(Func<ServerCore, T> work)
    {
        var source = new TaskCompletionSource<T>();
        Post(core =>
        {
            try
            {
                source.SetResult(work(core));
            }
            catch (Exception e)
            {
                source.SetException(e);
            }
        });
        return source.Task;
    }

    /// <summary>Does something with the bench, on the core's thread.</summary>
    public T With<T>(Func<ServerBench, T> work) => InvokeAsync(_ => work(Bench)).Result;

    /// <summary>Does something with the bench, on the core's thread.</summary>
    public void With(Action<ServerBench> work) => Post(_ => work(Bench));

    private void Drain()
    {
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        while (_posted.TryDequeue(out Action<ServerCore>? work))
        {
            work(Bench.Core);
        }

        _isRunning = false;
    }
}
