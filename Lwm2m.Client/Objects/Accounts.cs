// The servers that the client is to register with, and the one that it may bootstrap from. An
// account is a Security instance and a Server instance that have the same Short Server ID; a
// bootstrap account is a Security instance alone (OMA LwM2M Core 1.1 §6.1.2).

using System;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>A fixed number of server accounts.</summary>
public sealed partial class Accounts
{
    // In the order of the instances of the Server object.
    private readonly Account[] _accounts;
    private bool _isSealed;

    /// <summary>Creates room for accounts.</summary>
    /// <param name="capacity">The most servers there can be, 1 to 8.</param>
    public Accounts(int capacity)
    {
        if (capacity < 1 || capacity > 8)
        {
            throw new ArgumentOutOfRangeException("capacity");
        }

        _accounts = new Account[capacity];
        Configuration = NewConfiguration();
        Values = Configuration;
    }

    /// <summary>The number of servers that the client is to register with.</summary>
    public int Count { get; private set; }

    /// <summary>The account at an index.</summary>
    public Account this[int index]
    {
        get { return _accounts[index]; }
    }

    /// <summary>The bootstrap account, or null if there is none at construction.</summary>
    internal Account Bootstrap;

    /// <summary>The accounts, in use or not, that there are objects for.</summary>
    internal int Slots;

    /// <summary>A number that tells what the application has constructed.</summary>
    internal int Seal;

    /// <summary>The values of all accounts.</summary>
    internal readonly Configuration Configuration;

    /// <summary>The copy that a bootstrap server works on, while it does so; or null.</summary>
    internal Configuration Staging;

    /// <summary>
    /// The values that the objects show: those of all accounts, or during a request of a bootstrap
    /// server those that it works on.
    /// </summary>
    internal Configuration Values;

    /// <summary>Whether the objects show what a bootstrap server works on.</summary>
    internal bool IsStaged
    {
        get { return Values != Configuration; }
    }

    /// <summary>The most servers there can be.</summary>
    internal int Capacity
    {
        get { return _accounts.Length; }
    }

    /// <summary>Adds a server that is spoken to without security.</summary>
    /// <param name="uri"><c>coap://host:port</c>; the port is 5683 if left out.</param>
    /// <param name="serverId">The Short Server ID, 1 to 65534.</param>
    /// <param name="lifetimeSeconds">The lifetime of the registration.</param>
    /// <returns>The account, for further settings.</returns>
    public Account AddNoSec(string uri, int serverId, int lifetimeSeconds)
    {
        return Add(uri, null, null, serverId, lifetimeSeconds);
    }

    /// <summary>
    /// Adds a server that is spoken to over DTLS with a pre-shared key (RFC 4279).
    /// </summary>
    /// <param name="uri"><c>coaps://host:port</c>; the port is 5684 if left out.</param>
    /// <param name="identity">
    /// What the server knows the key by, 1 to 128 bytes of UTF-8. It is sent in clear.
    /// </param>
    /// <param name="key">
    /// The key, 1 to 64 bytes, 16 random ones as a rule; it is copied. No two devices should have
    /// the same.
    /// </param>
    /// <param name="serverId">The Short Server ID, 1 to 65534.</param>
    /// <param name="lifetimeSeconds">The lifetime of the registration.</param>
    /// <returns>The account, for further settings.</returns>
    /// <exception cref="ArgumentException">The identity, the key or the URI is not valid.
    /// </exception>
    public Account AddPsk(
        string uri, string identity, byte[] key, int serverId, int lifetimeSeconds)
    {
        return AddPsk(uri, Bytes.FromText(identity), key, serverId, lifetimeSeconds);
    }

    /// <summary>
    /// Adds a server that is spoken to over DTLS with a pre-shared key whose identity is not text.
    /// </summary>
    /// <param name="uri"><c>coaps://host:port</c>; the port is 5684 if left out.</param>
    /// <param name="identity">What the server knows the key by, 1 to 128 bytes.</param>
    /// <param name="key">The key, 1 to 64 bytes.</param>
    /// <param name="serverId">The Short Server ID, 1 to 65534.</param>
    /// <param name="lifetimeSeconds">The lifetime of the registration.</param>
    /// <returns>The account, for further settings.</returns>
    /// <exception cref="ArgumentException">The identity, the key or the URI is not valid.
    /// </exception>
    public Account AddPsk(
        string uri, byte[] identity, byte[] key, int serverId, int lifetimeSeconds)
    {
        RequireKey(key);
        return Add(uri, identity, key, serverId, lifetimeSeconds);
    }

    /// <summary>
    /// Says what a server may do with an object instance of the client, once there are several
    /// servers. Every server may do everything with an instance of which nothing is said, but
    /// only its own server with one of the Server object; no server may create one. Call it
    /// before the client is constructed.
    /// </summary>
    /// <param name="path">
    /// The path of the instance, <see cref="Lwm2mPath.Of(int, int)"/>; that of the object for the
    /// right to create one.
    /// </param>
    /// <param name="serverId">The Short Server ID; 0 for all that are not named.</param>
    /// <param name="rights">Bits of <see cref="AccessRight"/>.</param>
    public void SetRights(long path, int serverId, int rights)
    {
        if (!AccessControlObject.Grant(Configuration, path, serverId, rights))
        {
            throw new InvalidOperationException("configuration full");
        }
    }

    /// <summary>
    /// Adds the server that provides others, and that is spoken to without security. Its Security
    /// instance is /0/0.
    /// </summary>
    /// <remarks>
    /// What is set on this account and is no value of the Server object, such as
    /// <see cref="Account.AwakeMs"/> or the time-out of the handshake, holds for the accounts that
    /// it provides, too.
    /// </remarks>
    /// <param name="uri"><c>coap://host:port</c>; the port is 5683 if left out.</param>
    /// <param name="holdOffSeconds">Client Hold Off Time (/0/x/11).</param>
    /// <param name="accountTimeoutSeconds">
    /// Bootstrap-Server Account Timeout (/0/x/12): how long after a bootstrap this account stays;
    /// 0 for ever.
    /// </param>
    /// <returns>The account, for further settings.</returns>
    /// <exception cref="ArgumentException">The URI is not valid.</exception>
    public Account AddBootstrapNoSec(
        string uri, int holdOffSeconds = 0, int accountTimeoutSeconds = 0)
    {
        return AddBootstrap(uri, null, null, holdOffSeconds, accountTimeoutSeconds);
    }

    /// <summary>
    /// Adds the server that provides others, and that is spoken to over DTLS with a pre-shared
    /// key. Its Security instance is /0/0.
    /// </summary>
    /// <remarks>
    /// What is set on this account and is no value of the Server object, such as
    /// <see cref="Account.AwakeMs"/> or the time-out of the handshake, holds for the accounts that
    /// it provides, too.
    /// </remarks>
    /// <param name="uri"><c>coaps://host:port</c>; the port is 5684 if left out.</param>
    /// <param name="identity">What the server knows the key by, 1 to 128 bytes of UTF-8.</param>
    /// <param name="key">The key, 1 to 64 bytes.</param>
    /// <param name="holdOffSeconds">Client Hold Off Time (/0/x/11).</param>
    /// <param name="accountTimeoutSeconds">
    /// Bootstrap-Server Account Timeout (/0/x/12): how long after a bootstrap this account stays;
    /// 0 for ever.
    /// </param>
    /// <returns>The account, for further settings.</returns>
    /// <exception cref="ArgumentException">The identity, the key or the URI is not valid.
    /// </exception>
    public Account AddBootstrapPsk(
        string uri, string identity, byte[] key, int holdOffSeconds = 0,
        int accountTimeoutSeconds = 0)
    {
        RequireKey(key);
        return AddBootstrap(
            uri, Bytes.FromText(identity), key, holdOffSeconds, accountTimeoutSeconds);
    }

    /// <summary>
    /// Adds what <see cref="Export"/> has returned: accounts that the device was provisioned with
    /// in the factory, in a file in place of the smartcard.
    /// </summary>
    /// <param name="provisioning">
    /// Values of the Security and the Server object, each as its path (8 bytes: object, instance,
    /// resource and FFFF, or the instance of the resource), the length of the value (2), and the
    /// value: big-endian two's complement, UTF-8 or bytes.
    /// </param>
    /// <exception cref="ArgumentException">
    /// It is not valid, or there is no room; then the accounts are not to be used.
    /// </exception>
    public void AddProvisioned(byte[] provisioning)
    {
        Configuration values = Configuration;
        if (!values.Add(provisioning) || !Accepts(values, 0))
        {
            throw new ArgumentException("provisioning");
        }

        if (Bootstrap == null && Find(values, ObjectId.Security, BootstrapServer) >= 0)
        {
            Bootstrap = new Account(Configuration);
        }

        Reserve(CountOf(values, ObjectId.Server));
        Load();
    }

    /// <summary>
    /// The accounts as bytes, keys and the values of their Server objects included, for
    /// <see cref="AddProvisioned"/> on a device with room for as many: make the accounts on a PC,
    /// write this to a file, and keep that safe.
    /// </summary>
    public byte[] Export()
    {
        Save();
        return Configuration.ToArray();
    }

    /// <summary>The account with a Server instance, or null.</summary>
    internal Account Of(int serverInstance)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_accounts[i].ServerInstance == serverInstance)
            {
                return _accounts[i];
            }
        }

        return null;
    }

    private static void RequireKey(byte[] key)
    {
        if (key == null)
        {
            throw new ArgumentException("key");
        }
    }

    private Account Add(
        string uri, byte[] identity, byte[] key, int serverId, int lifetimeSeconds)
    {
        if (Count == _accounts.Length
            || Find(Configuration, ObjectId.Server, serverId) >= 0)
        {
            throw new InvalidOperationException("accounts full, or serverId twice");
        }

        // Security instance 0 is where a bootstrap server expects its own account.
        int security = Count + 1;
        int server = Count;
        Set(ObjectId.Server, server, ServerResource.ShortServerId, serverId);
        Set(ObjectId.Server, server, ServerResource.Lifetime, lifetimeSeconds);
        Set(ObjectId.Server, server, ServerResource.NotificationStoring, 1);
        Set(ObjectId.Server, server, ServerResource.MuteSend, 0);
        Set(ObjectId.Security, security, SecurityResource.ShortServerId, serverId);
        Account account = new Account(Configuration);
        AddSecurity(security, server, key, account, uri, identity);
        _accounts[Count++] = account;
        Slots = Count;
        return account;
    }

    private Account AddBootstrap(
        string uri, byte[] identity, byte[] key, int holdOffSeconds, int accountTimeoutSeconds)
    {
        if (Bootstrap != null)
        {
            throw new InvalidOperationException("accounts full");
        }

        Account account = new Account(Configuration);
        Set(ObjectId.Security, 0, SecurityResource.HoldOffTime, holdOffSeconds);
        Set(ObjectId.Security, 0, SecurityResource.AccountTimeout, accountTimeoutSeconds);
        AddSecurity(0, -1, key, account, uri, identity);
        Bootstrap = account;
        return account;
    }

    private void AddSecurity(
        int security, int server, byte[] key, Account account, string uri, byte[] identity)
    {
        SetSecurity(security, SecurityResource.ServerUri, Bytes.FromText(uri));
        Set(ObjectId.Security, security, SecurityResource.IsBootstrapServer, server < 0 ? 1 : 0);
        Set(
            ObjectId.Security, security, SecurityResource.Mode,
            key == null ? SecurityResource.ModeNoSec : SecurityResource.ModePsk);
        if (key != null)
        {
            SetSecurity(security, SecurityResource.Identity, identity);
            SetSecurity(security, SecurityResource.SecretKey, key);
        }

        // What there was no room for is missing now.
        if (!Account.IsComplete(Configuration, security, server))
        {
            throw new ArgumentException("uri, key, serverId or lifetimeSeconds");
        }

        account.Load(Configuration, security, server);
    }

    private void Set(int objectId, int instance, int resourceId, int value)
    {
        Configuration.Set(Lwm2mPath.Of(objectId, instance, resourceId), value);
    }

    private void SetSecurity(int instance, int resourceId, byte[] value)
    {
        Configuration.Set(SecurityPath(instance, resourceId), value, 0, value.Length);
    }
}
