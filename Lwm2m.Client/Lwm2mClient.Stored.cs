// What the client has in its storage beside sessions and registrations: the configuration.

using System.Runtime.CompilerServices;
using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    /// <summary>How long what a server has written waits for more of it.</summary>
    private const int StoreDelayMs = 2000;

    /// <summary>
    /// Forgets what is stored: the accounts that a bootstrap has provided, what servers have
    /// written, sessions, registrations. A factory reset is this, then a restart.
    /// </summary>
    /// <returns>False if the storage has refused.</returns>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool ForgetStored()
    {
        bool isForgotten = _workspace.Erase(StorageKey.Configuration);
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            isForgotten &= session.ForgetStored();
        }

        return isForgotten;
    }

    /// <summary>
    /// Stores the configuration some time after it has changed: once for many changes, and not
    /// before the response has left.
    /// </summary>
    private void Store(long nowMs)
    {
        IStorage storage = _workspace.Storage;
        if (storage == null)
        {
            _configuration.IsChanged = false;
        }
        else if (_storeMs == Deadline.Never)
        {
            _storeMs = nowMs + StoreDelayMs;
        }
        else if (nowMs >= _storeMs)
        {
            _storeMs = Deadline.Never;
            _configuration.Save(storage, _seal);
        }
    }
}
