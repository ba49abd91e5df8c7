// What the objects tell the client.

using System.Runtime.CompilerServices;
using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Model;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    /// <inheritdoc/>
    void IModelObserver.OnChanged(long path)
    {
        bool isMarked = false;
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            isMarked |= session.OnChanged(path);
        }

        if (isMarked)
        {
            Wake();
        }
    }

    /// <inheritdoc/>
    void IModelObserver.OnInstancesChanged(long path, bool isRemoved)
    {
        Workspace workspace = _workspace;
        workspace.Finder.Instance = 0;
        if (isRemoved)
        {
            IAccessRights rights = workspace.Rights;
            workspace.Attributes.RemoveBelow(path);
            if (rights != null)
            {
                rights.OnRemoved(path);
            }
        }

        Tell(Notice.InstancesChanged, null);
        ((IModelObserver)this).OnChanged(path);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.Synchronized)]
    void IModelObserver.OnCompleted(Lwm2mObject source, Status status)
    {
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            session.Pending.Complete(source, status);
        }

        Wake();
    }

    /// <inheritdoc/>
    void IModelObserver.OnServerResource(int instanceId, int resourceId)
    {
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            if (session.Account.ServerInstance == instanceId)
            {
                session.Tell((Notice)resourceId, _clock.NowMs);
            }
        }
    }
}
