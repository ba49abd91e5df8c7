// The servers that the client is to register with.

using System;

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

        var account = new Account(uri, serverId, lifetimeSeconds);
        _accounts[Count++] = account;
        return account;
    }
}
