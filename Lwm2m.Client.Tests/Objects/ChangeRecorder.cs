// Stands for the engine: what an object says has changed.

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Tests;

/// <summary>Counts the changes that an object reports.</summary>
internal sealed class ChangeRecorder : IModelObserver
{
    private readonly long[] _paths = new long[32];
    private int _count;

    public ChangeRecorder(Lwm2mObject source)
    {
        source.Attach(this, source.Clock);
    }

    /// <summary>The number of reports about a resource since the last call of Forget.</summary>
    public int CountOf(long path)
    {
        int found = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_paths[i] == path)
            {
                found++;
            }
        }

        return found;
    }

    /// <summary>The number of all reports since the last call of Forget.</summary>
    public int Count
    {
        get { return _count; }
    }

    public void Forget()
    {
        _count = 0;
    }

    public void OnChanged(long path)
    {
        _paths[_count++] = path;
    }

    public void OnInstancesChanged(long path, bool isRemoved)
    {
    }

    public void OnCompleted(Lwm2mObject source, Status status)
    {
    }

    public void OnServerResource(int instanceId, int resourceId)
    {
    }
}
