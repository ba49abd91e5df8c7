// The servers that the client is to register with.

using System;
using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

/// <summary>A fixed number of server accounts.</summary>
public sealed class Accounts
{
    private readonly Account[] _accounts;

    /// <summary>Creates room for accounts.</summary>
    /// <param name="capacity">The most servers there can be, 1 to 8.</param>
    public Accounts(int capacity)
    {
        if (capacity < 1 || capacity > 8)
        {
            throw new ArgumentOutOfRangeException("capacity");
        }

        _accounts = new Account[capacity];
    }

    /// <summary>The number of accounts.</summary>
    public int Count { get; private set; }

    /// <summary>The account at an index.</summary>
    public Account this[int index]
    {
        get { return _accounts[index]; }
    }

    /// <summary>Adds a server that is spoken to without security.</summary>
    /// <param name="uri"><c>coap://host:port</c>; the port is 5683 if left out.</param>
    /// <param name="serverId">The Short Server ID, 1 to 65534.</param>
    /// <param name="lifetimeSeconds">The lifetime of the registration.</param>
    /// <returns>The account, for further settings.</returns>
    public Account AddNoSec(string uri, int serverId, int lifetimeSeconds)
    {
        return Add(uri, null, serverId, lifetimeSeconds);
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
        return AddPsk(
            uri, identity == null ? null : Bytes.FromText(identity), key, serverId,
            lifetimeSeconds);
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
        return Add(uri, new DtlsParameters(identity, key), serverId, lifetimeSeconds);
    }

    private Account Add(string uri, DtlsParameters dtls, int serverId, int lifetimeSeconds)
    {
        if (Count == _accounts.Length)
        {
            throw new InvalidOperationException("accounts full");
        }

        for (int i = 0; i < Count; i++)
        {
            if (_accounts[i].ServerId == serverId)
            {
                throw new ArgumentException("serverId twice");
            }
        }

        var account = new Account(uri, dtls, serverId, lifetimeSeconds);
        _accounts[Count++] = account;
        return account;
    }
}
