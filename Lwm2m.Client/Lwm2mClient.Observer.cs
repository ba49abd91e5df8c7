// What the objects tell the client.

using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Model;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    /// <inheritdoc/>
    void IModelObserver.OnChanged(long path)
    {
        bool isMarked = false;
        for (int i = 0; i < _sessions.Length; i++)
        {
            isMarked |= _sessions[i].OnChanged(path);
        }

        if (isMarked)
        {
            Wake();
        }
    }

    /// <inheritdoc/>
    void IModelObserver.OnInstancesChanged(long path, bool isRemoved)
    {
        if (isRemoved)
        {
            _workspace.Attributes.RemoveBelow(path);
            if (_workspace.Rights != null)
            {
                _workspace.Rights.OnRemoved(path);
            }
        }

        Tell(Notice.InstancesChanged, null);
        ((IModelObserver)this).OnChanged(path);
    }

    /// <inheritdoc/>
    void IModelObserver.OnCompleted(Lwm2mObject source, Status status)
    {
        for (int i = 0; i < _sessions.Length; i++)
        {
            _sessions[i].Pending.Complete(source, status);
        }

        Wake();
    }

    /// <inheritdoc/>
    void IModelObserver.OnServerResource(int instanceId, int resourceId)
    {
        for (int i = 0; i < _sessions.Length; i++)
        {
            if (_sessions[i].Account.ServerInstance == instanceId)
            {
                _sessions[i].Tell((Notice)resourceId, _clock.NowMs);
            }
        }
    }
}
