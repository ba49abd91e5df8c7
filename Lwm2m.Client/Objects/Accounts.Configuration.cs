// The accounts as values of a configuration: whether it can be worked with, and putting it into
// force (OMA LwM2M Core 1.1 §6.1.2, §6.1.6).

using System;

namespace Lwm2m.Client.Objects;

public sealed partial class Accounts
{
    /// <summary>The Security instance of a bootstrap account other than one, or -1.</summary>
    internal static int FindBootstrap(Configuration values, int other)
    {
        int id = -1;
        while ((id = values.NextInstance(ObjectId.Security, id)) >= 0)
        {
            if (id != other && IsBootstrap(values, id))
            {
                break;
            }
        }

        return id;
    }

    /// <summary>The path of a value of a Security instance.</summary>
    internal static long SecurityPath(int instance, int resourceId)
    {
        return Lwm2mPath.Of(ObjectId.Security, instance, resourceId);
    }

    /// <summary>Whether a Security instance is a bootstrap account.</summary>
    internal static bool IsBootstrap(Configuration values, int security)
    {
        return values.Integer(
            SecurityPath(security, SecurityResource.IsBootstrapServer), 0) != 0;
    }

    /// <summary>The Short Server ID that an instance of object 0 or 1 has.</summary>
    internal static long ServerIdOf(Configuration values, int objectId, int id)
    {
        int resourceId = objectId == ObjectId.Security
            ? SecurityResource.ShortServerId
            : ServerResource.ShortServerId;
        return values.Integer(Lwm2mPath.Of(objectId, id, resourceId), 0);
    }

    /// <summary>A configuration of the same capacity.</summary>
    internal Configuration NewConfiguration()
    {
        return new Configuration(Limits.AccountBytes * (Capacity + 1));
    }

    /// <summary>
    /// The client is constructed: these are the accounts until a store or a bootstrap says others.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no room for them.</exception>
    internal void Freeze()
    {
        if (_isSealed)
        {
            return;
        }

        _isSealed = true;
        Save();
        Seal = Configuration.Digest() ^ Capacity;
        Configuration.IsChanged = false;
        if (Bootstrap != null)
        {
            Reserve(Capacity);
        }
    }

    /// <summary>
    /// Whether values are a configuration to work with (OMA LwM2M Core 1.1 §6.1.6): each server
    /// has a complete account of its own, and there are at least so many; there is not more than
    /// one bootstrap account, and that one is complete too.
    /// </summary>
    internal bool Accepts(Configuration values, int leastServers)
    {
        Account trial = _accounts[0] == null ? new Account(Configuration) : _accounts[0];
        int servers = 0;
        int id = -1;
        while ((id = values.NextInstance(ObjectId.Server, id)) >= 0)
        {
            long serverId = ServerIdOf(values, ObjectId.Server, id);
            if (FindServer(values, ObjectId.Server, serverId) != id
                || !trial.Load(
                    values, FindServer(values, ObjectId.Security, serverId), id, true))
            {
                return false;
            }

            servers++;
        }

        int bootstrap = FindBootstrap(values, -1);
        return servers >= leastServers && servers <= Capacity
            && CountOf(values, ObjectId.Security) <= Capacity + 1
            && CountOf(values, ObjectId.AccessControl) <= Limits.AccessControls
            && (bootstrap < 0 || (trial.Load(values, bootstrap, -1, true)
                && FindBootstrap(values, bootstrap) < 0));
    }

    /// <summary>
    /// Puts values into force that <see cref="Accepts"/> has accepted.
    /// </summary>
    internal void Apply(Configuration values)
    {
        Configuration.CopyFrom(values);
        Load();
    }

    /// <summary>Removes the bootstrap account.</summary>
    internal void RemoveBootstrap()
    {
        Configuration.Remove(Lwm2mPath.Of(ObjectId.Security, Bootstrap.SecurityInstance));
        Bootstrap.Clear();
    }

    private static int CountOf(Configuration values, int objectId)
    {
        int count = 0;
        int id = -1;
        while ((id = values.NextInstance(objectId, id)) >= 0)
        {
            count++;
        }

        return count;
    }

    /// <summary>The first instance with a Short Server ID, or -1.</summary>
    internal static int FindServer(Configuration values, int objectId, long serverId)
    {
        int id = -1;
        while ((id = values.NextInstance(objectId, id)) >= 0)
        {
            bool isBootstrap = objectId == ObjectId.Security && IsBootstrap(values, id);
            if (!isBootstrap && ServerIdOf(values, objectId, id) == serverId)
            {
                break;
            }
        }

        return id;
    }

    /// <summary>Makes accounts that are filled later.</summary>
    private void Reserve(int slots)
    {
        for (; Slots < slots; Slots++)
        {
            _accounts[Slots] = new Account(Configuration);
            _accounts[Slots].Reserve();
        }
    }

    private void Save()
    {
        bool hasRoom = Bootstrap == null || Bootstrap.Save();
        for (int i = 0; i < Count; i++)
        {
            hasRoom &= _accounts[i].Save();
        }

        if (!hasRoom)
        {
            throw new InvalidOperationException("accounts full");
        }
    }

    private void Load()
    {
        int bootstrap = FindBootstrap(Configuration, -1);
        if (Bootstrap != null)
        {
            Bootstrap.Clear();
            Bootstrap.Load(Configuration, bootstrap, -1, false);
        }

        for (int i = 0; i < Slots; i++)
        {
            _accounts[i].Clear();
        }

        Count = 0;
        int id = -1;
        while ((id = Configuration.NextInstance(ObjectId.Server, id)) >= 0)
        {
            long serverId = ServerIdOf(Configuration, ObjectId.Server, id);
            _accounts[Count++].Load(
                Configuration, FindServer(Configuration, ObjectId.Security, serverId), id, false);
        }
    }
}
