// What the objects tell the client.

using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    /// <inheritdoc/>
    void IModelObserver.OnChanged(long path)
    {
        bool isMarked = false;
        for (int i = 0; i < _sessions.Length; i++)
        {
            isMarked |= _sessions[i].Reporting.OnChanged(path);
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

        Tell(InstancesHaveChanged);
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
        long nowMs = _clock.NowMs;
        ServerSession session = _sessions[0];
        for (int i = 1; session.Account.ServerInstance != instanceId; i++)
        {
            session = _sessions[i];
        }

        switch (resourceId)
        {
            case ServerResource.Lifetime:
                session.Registration.OnLifetimeChanged(nowMs);
                break;
            case ServerResource.Binding:
                session.Registration.OnBindingChanged(nowMs);
                break;
            case ServerResource.DefaultMinimumPeriod:
            case ServerResource.DefaultMaximumPeriod:
                session.Reporting.Reschedule();
                break;
            case ServerResource.Disable:
                session.Registration.RequestDeregister(nowMs);
                break;
            case ServerResource.BootstrapRequestTrigger:
                _bootstrap.RequestBootstrap(null, RegistrationReason.Triggered, nowMs);
                break;
            case ServerResource.RegistrationUpdateTrigger:
                session.Registration.RequestUpdate(RegistrationReason.Triggered, nowMs);
                break;
        }
    }
}
