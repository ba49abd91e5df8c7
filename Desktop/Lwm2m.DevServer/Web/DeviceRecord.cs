// What the page remembers of one registered device: values, what a Discover has found, and the
// course of numbers for charts. All of it is bounded.

using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Web;

/// <summary>A device's memory. Belongs to the thread of the core.</summary>
internal sealed class DeviceRecord
{
    internal const int MaxPoints = 1_000;

    private const int MaxValues = 2_000;
    private const int MaxSeries = 64;

    private readonly Dictionary<string, ValueView> _values = [];
    private readonly Dictionary<string, IReadOnlyList<AttributeView>> _links = [];
    private readonly Dictionary<string, Queue<(long At, double Number)>> _series = [];

    /// <param name="registration">The registration of the device.</param>
    /// <param name="previous">The record of the registration that this one replaces, or null: its
    /// charts go on.</param>
    internal DeviceRecord(Registration registration, DeviceRecord? previous)
    {
        Registration = registration;
        if (previous is not null)
        {
            _values = previous._values;
            _series = previous._series;
            Observations = previous.Observations;
        }
    }

    internal Registration Registration { get; }

    /// <summary>The observations; those that have ended stay until the same is observed again.
    /// </summary>
    internal List<Observation> Observations { get; } = [];

    internal ContentView Content => new(
        Registration.Endpoint,
        [.. _links.Select(link => new LinkView(link.Key, link.Value))],
        [.. _values.Values]);

    /// <summary>The points of a resource, the oldest first.</summary>
    internal IReadOnlyList<(long At, double Number)> SeriesOf(string path) =>
        _series.TryGetValue(path, out Queue<(long, double)>? points) ? [.. points] : [];

    internal void Add(ValueView value)
    {
        if (_values.Count < MaxValues || _values.ContainsKey(value.Path))
        {
            _values[value.Path] = value;
        }

        if (value.Number is not { } number)
        {
            return;
        }

        if (!_series.TryGetValue(value.Path, out Queue<(long At, double Number)>? points))
        {
            if (_series.Count == MaxSeries)
            {
                return;
            }

            points = new Queue<(long, double)>();
            _series.Add(value.Path, points);
        }

        points.Enqueue((value.At, number));
        if (points.Count > MaxPoints)
        {
            points.Dequeue();
        }
    }

    /// <summary>Takes the answer to a Discover: what was known at and below its path is replaced.
    /// </summary>
    internal IReadOnlyList<LinkView> Add(string path, IEnumerable<Link> links)
    {
        Forget(path, _links);
        string root = Registration.RootPath;
        foreach (Link link in links)
        {
            string target = link.Target.StartsWith(root + "/", StringComparison.Ordinal)
                ? link.Target[root.Length..]
                : link.Target;
            if (_links.Count < MaxValues)
            {
                _links[target] =
                [
                    .. link.Attributes.Select(
                        attribute => new AttributeView(attribute.Name, attribute.Value)),
                ];
            }
        }

        return [.. _links.Select(link => new LinkView(link.Key, link.Value))];
    }

    /// <summary>Forgets what was known at and below a path that is gone.</summary>
    internal void Forget(string path)
    {
        Forget(path, _links);
        Forget(path, _values);
        Forget(path, _series);
    }

    private static void Forget<T>(string path, Dictionary<string, T> known)
    {
        string[] below = [.. known.Keys.Where(key =>
            key == path || key.StartsWith(path + "/", StringComparison.Ordinal))];
        foreach (string key in below)
        {
            known.Remove(key);
        }
    }
}
