// The bootstrap of a client.

using System;
using Lwm2m.Client.Interfaces;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    /// <summary>
    /// Called on every change of a bootstrap, as <see cref="RegistrationChanged"/> is. Set it
    /// before Start; without a bootstrap account it is not kept.
    /// </summary>
    public BootstrapHandler BootstrapChanged
    {
        get
        {
            return _bootstrap == null ? null : _bootstrap.Changed;
        }

        set
        {
            if (_bootstrap != null)
            {
                _bootstrap.Changed = value;
            }
        }
    }

    /// <summary>Where the bootstrap stands.</summary>
    public BootstrapState BootstrapState
    {
        get { return _bootstrap == null ? BootstrapState.Idle : _bootstrap.State; }
    }

    /// <summary>
    /// Begins to bootstrap; registrations go on until the bootstrap server has finished.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no bootstrap account.</exception>
    public void RequestBootstrap()
    {
        if (_bootstrap == null)
        {
            throw new InvalidOperationException("no bootstrap account");
        }

        Tell(Notice.Bootstrap, _bootstrap);
    }
}
