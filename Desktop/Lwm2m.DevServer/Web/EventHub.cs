// Hands what happens to every open page, as server-sent events (HTML Living Standard §9.2).

using System.Text;
using System.Threading.Channels;

namespace Lwm2m.DevServer.Web;

/// <summary>Publishes events to subscribers. Safe for use from several threads.</summary>
internal sealed class EventHub
{
    // A page that is so far behind is cut off; it connects again and begins with a fresh state.
    private const int MaxWaiting = 2_000;

    private readonly List<Subscription> _subscriptions = [];
    private bool _isClosed;

    /// <summary>Sends an event to whoever listens. It is written once, whatever their number.
    /// </summary>
    internal void Publish(string name, object data)
    {
        Subscription[] subscriptions;
        lock (_subscriptions)
        {
            subscriptions = [.. _subscriptions];
        }

        if (subscriptions.Length == 0)
        {
            return;
        }

        byte[] bytes = Format(name, data);
        foreach (Subscription subscription in subscriptions)
        {
            subscription.TryAdd(bytes);
        }
    }

    /// <summary>Listens from now on.</summary>
    internal Subscription Subscribe()
    {
        var subscription = new Subscription(this);
        lock (_subscriptions)
        {
            if (_isClosed)
            {
                subscription.Complete();
            }
            else
            {
                _subscriptions.Add(subscription);
            }
        }

        return subscription;
    }

    /// <summary>Ends all subscriptions.</summary>
    internal void Close()
    {
        Subscription[] subscriptions;
        lock (_subscriptions)
        {
            _isClosed = true;
            subscriptions = [.. _subscriptions];
            _subscriptions.Clear();
        }

        foreach (Subscription subscription in subscriptions)
        {
            subscription.Complete();
        }
    }

    /// <summary>An event as it goes over the wire. JSON has no line breaks.</summary>
    internal static byte[] Format(string name, object data) =>
        Encoding.UTF8.GetBytes($"event: {name}\ndata: {PageJson.Write(data)}\n\n");

    private void Remove(Subscription subscription)
    {
        lock (_subscriptions)
        {
            _subscriptions.Remove(subscription);
        }
    }

    /// <summary>The events for one page.</summary>
    internal sealed class Subscription(EventHub hub) : IDisposable
    {
        private readonly Channel<byte[]> _events = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

        internal ChannelReader<byte[]> Events => _events.Reader;

        public void Dispose()
        {
            hub.Remove(this);
            Complete();
        }

        internal void TryAdd(byte[] bytes)
        {
            if (!_events.Writer.TryWrite(bytes))
            {
                Dispose();
            }
        }

        internal void Complete() => _events.Writer.TryComplete();
    }
}
