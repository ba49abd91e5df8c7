// The engine: accounts, objects and a machine in, Poll does the rest. It never blocks (but for the
// name service when it connects), never throws on what the network sent, and allocates nothing
// after it has been constructed. It is its own lock, which the setters of its objects take too: a
// synchronized method does without the bytecode of a lock statement.

using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client;

/// <summary>
/// An LwM2M device client. Construct it, then call <see cref="Start"/> and <see cref="Poll"/>, or
/// leave that to <see cref="Lwm2mService"/>.
/// </summary>
public sealed partial class Lwm2mClient : IModelObserver
{
    private const string EndpointName = "ep=";
    private const int NameBytes = 3;
    private const int MaxEndpointBytes = 200;

    private readonly Workspace _workspace;

    // The first session: those of the servers come one after the other, then that of the bootstrap
    // server and that of the server of firmware images.
    private readonly ServerSession _first;
    private readonly Bootstrap _bootstrap;
    private readonly IClock _clock;
    private readonly Configuration _configuration;
    private readonly int _seal;
    private long _storeMs = Deadline.Never;

    /// <summary>Creates a client on the machine that the program runs on.</summary>
    /// <param name="endpoint">
    /// The Endpoint Client Name: unique among the devices of a server, 1 to 200 bytes of UTF-8.
    /// </param>
    /// <param name="accounts">The servers; with all their settings.</param>
    /// <param name="objects">
    /// The objects, a Device object among them; Security and Server are added, Access Control if
    /// there is room for several servers.
    /// </param>
    /// <param name="storage">
    /// Where a bootstrap and what servers write outlives a restart, and secure sessions a deep
    /// sleep; null for nowhere. Stored accounts win over those given here until those given here
    /// are others, or <see cref="ForgetStored"/>.
    /// </param>
    public Lwm2mClient(
        string endpoint, Accounts accounts, Lwm2mObject[] objects, IStorage storage = null)
        : this(endpoint, accounts, objects, new SystemPlatform(), storage)
    {
    }

    /// <summary>Creates a client on a machine of the caller's choice.</summary>
    /// <param name="endpoint">The Endpoint Client Name, 1 to 200 bytes of UTF-8.</param>
    /// <param name="accounts">The servers; with all their settings.</param>
    /// <param name="objects">
    /// The objects; Security and Server are added, Access Control if there is room for several
    /// servers.
    /// </param>
    /// <param name="platform">The machine.</param>
    /// <param name="storage">What outlives a restart, or null.</param>
    /// <exception cref="ArgumentException">
    /// The endpoint is empty or too long, there is no account or no Device object, or an object id
    /// occurs twice.
    /// </exception>
    public Lwm2mClient(
        string endpoint, Accounts accounts, Lwm2mObject[] objects, IPlatform platform,
        IStorage storage = null)
    {
        ObjectRegistry registry = new ObjectRegistry(objects.Length + 3);
        for (int i = 0; i < objects.Length; i++)
        {
            registry.Add(objects[i]);
        }

        if (registry.Find(ObjectId.Device) == null)
        {
            throw new ArgumentException("no DeviceObject");
        }

        if (accounts.Count == 0 && accounts.Bootstrap == null)
        {
            throw new ArgumentException("no account");
        }

        byte[] query = Bytes.FromText(EndpointName + endpoint);
        if ((uint)(query.Length - NameBytes - 1) >= MaxEndpointBytes)
        {
            throw new ArgumentException("endpoint");
        }

        accounts.Freeze();
        _configuration = accounts.Configuration;
        _seal = accounts.Seal;
        Configuration staging = null;
        if (storage != null || accounts.Bootstrap != null)
        {
            staging = accounts.NewConfiguration();
            if (storage != null && staging.Restore(storage, _seal)
                && accounts.Accepts(staging, 1))
            {
                accounts.Apply(staging);
            }
        }

        registry.Add(new SecurityObject(accounts));
        registry.Add(new ServerObject(accounts));
        Workspace workspace = new Workspace(query, registry, platform);
        workspace.Storage = storage;
        if (accounts.Capacity > 1)
        {
            AccessControlObject rights = new AccessControlObject(accounts);
            registry.Add(rights);
            rights.Join(registry);
            workspace.Rights = rights;
        }

        _workspace = workspace;
        _clock = platform.Clock;
        ServerSession last = new Registration(workspace, accounts[0]);
        _first = last;
        for (int i = 1; i < accounts.Slots; i++)
        {
            last.Next = new Registration(workspace, accounts[i]);
            last = last.Next;
        }

        if (accounts.Bootstrap != null)
        {
            Bootstrap bootstrap = new Bootstrap(workspace, accounts, staging, _first);
            _bootstrap = bootstrap;
            workspace.Bootstrap = bootstrap;
            last.Next = bootstrap;
            last = bootstrap;
        }

        var firmware = registry.Find(ObjectId.FirmwareUpdate) as FirmwareUpdateObject;
        if (firmware != null && firmware.CanPull)
        {
            last.Next = new FirmwareDownload(workspace, firmware, accounts);
        }

        for (int i = 0; i < registry.Count; i++)
        {
            registry[i].Attach(this, _clock);
        }
    }

    /// <summary>
    /// Called on every change of a registration, inside <see cref="Poll"/>, <see cref="Start"/>,
    /// <see cref="Stop"/> and the requests below. Set it before Start.
    /// </summary>
    public RegistrationHandler RegistrationChanged
    {
        get { return _workspace.RegistrationChanged; }
        set { _workspace.RegistrationChanged = value; }
    }

    /// <summary>
    /// How many notifications have been given up since the client was constructed: the store was
    /// full, or their registration ended before their server could be reached.
    /// </summary>
    public int DroppedNotifications
    {
        get { return _workspace.StoredNotifications.Dropped; }
    }

    /// <summary>Set when something has come up that Poll should not be kept waiting for.</summary>
    internal AutoResetEvent WorkArrived;

    /// <summary>Where the registration with a server stands.</summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <exception cref="ArgumentException">There is no such server.</exception>
    public RegistrationState GetState(int serverId)
    {
        return (RegistrationState)SessionOf(serverId).Stage;
    }

    /// <summary>Whether every registration has stopped and all is stored.</summary>
    public bool IsStopped
    {
        get
        {
            for (ServerSession session = _first; session != null; session = session.Next)
            {
                if (session.Stage != 0)
                {
                    return false;
                }
            }

            return _storeMs == Deadline.Never;
        }
    }

    /// <summary>Begins to register with every server.</summary>
    public void Start()
    {
        Tell(Notice.Start, null);
    }

    /// <summary>
    /// Begins to deregister from every server; go on polling until <see cref="IsStopped"/>.
    /// </summary>
    public void Stop()
    {
        Tell(Notice.Stop, null);
    }

    /// <summary>
    /// Begins to stop without deregistering, for a sleep: each registration and the state of each
    /// secure session go to the storage, and nothing more is sent. Go on polling until
    /// <see cref="IsStopped"/>; then sleep, and after the sleep <see cref="Start"/>.
    /// </summary>
    /// <remarks>
    /// What was stored is used once: with a connection id (RFC 9146) a session goes on without a
    /// handshake, else with a short one; the registration and its observations go on with an
    /// Update, if the server still knows them. After a restart the client does not remember which
    /// requests it has done: one that the server repeats is done twice.
    /// </remarks>
    public void Suspend()
    {
        Tell(Notice.Suspend, null);
    }

    /// <summary>
    /// Sends an Update to every server that the client is registered with, and does not wait any
    /// longer for the next attempt to register with the others.
    /// </summary>
    public void RequestUpdate()
    {
        Tell(Notice.Update, null);
    }

    /// <summary>
    /// Does the same for one server, and enables it if it has executed Disable.
    /// </summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <exception cref="ArgumentException">There is no such server.</exception>
    public void Enable(int serverId)
    {
        Tell(Notice.Enable, SessionOf(serverId));
    }

    /// <summary>
    /// Says that the network is back or that the local address has changed: the client does not
    /// wait for its time-outs, it connects and registers again at once.
    /// </summary>
    public void NetworkChanged()
    {
        Tell(Notice.NetworkChanged, null);
    }

    /// <summary>Does what is due: takes messages, repeats what was lost, notifies.</summary>
    /// <returns>
    /// The milliseconds that the client can be left alone if no message comes: 0 to
    /// <see cref="Limits.MaxPollIntervalMs"/>, or more while it <see cref="MaySleep"/>.
    /// </returns>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public int Poll()
    {
        ServerSession first = _first;
        long nowMs = _clock.NowMs;
        long dueMs = nowMs + Limits.MaxPollIntervalMs;
        for (ServerSession session = first; session != null; session = session.Next)
        {
            dueMs = Deadline.Earlier(dueMs, session.Poll(nowMs));
        }

        if (_configuration.IsChanged)
        {
            Store(nowMs);
            dueMs = Deadline.Earlier(dueMs, _storeMs);
        }

        if (first.Next != null)
        {
            // A handshake that has ended may have made way for that of a server before it.
            ClientHandshake handshake = _workspace.Handshake;
            dueMs = handshake != null && handshake.IsAwaited
                ? nowMs
                : RegistrationOrder.Advance(first, dueMs, nowMs);
        }

        return dueMs <= nowMs ? 0
            : _workspace.QueueMode || _sleepAllowed != null ? WaitOrSleep(dueMs, nowMs)
            : (int)(dueMs - nowMs);
    }

    /// <summary>Tells one session something, or all of them if it is null.</summary>
    [MethodImpl(MethodImplOptions.Synchronized)]
    private void Tell(Notice what, ServerSession one)
    {
        long nowMs = _clock.NowMs;
        _storeMs = _storeMs < Deadline.Never ? nowMs : _storeMs;
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            if (one == null || one == session)
            {
                session.Tell(what, nowMs);
            }
        }

        RegistrationOrder.Advance(_first, 0, nowMs);
        Wake();
    }

    private ServerSession SessionOf(int serverId)
    {
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            if (session.ServerId == serverId)
            {
                return session;
            }
        }

        throw new ArgumentException("serverId");
    }

    private void Wake()
    {
        if (WorkArrived != null)
        {
            WorkArrived.Set();
        }
    }
}
