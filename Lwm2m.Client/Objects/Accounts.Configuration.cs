// The accounts as values of a configuration: whether it can be worked with, and putting it into
// force (OMA LwM2M Core 1.1 §6.1.2, §6.1.6).

using System;

namespace Lwm2m.Client.Objects;

public sealed partial class Accounts
{
    /// <summary>What stands for the Short Server ID of a bootstrap account.</summary>
    internal const int BootstrapServer = -1;

    /// <summary>The path of a value of a Security instance.</summary>
    internal static long SecurityPath(int instance, int resourceId)
    {
        return Lwm2mPath.Of(ObjectId.Security, instance, resourceId);
    }

    /// <summary>
    /// The Short Server ID that an instance of object 0 or 1 has, or that it is a bootstrap
    /// account.
    /// </summary>
    internal static long ServerIdOf(Configuration values, int objectId, int id)
    {
        bool isSecurity = objectId == ObjectId.Security;
        return isSecurity
            && values.Integer(SecurityPath(id, SecurityResource.IsBootstrapServer), 0) != 0
            ? BootstrapServer
            : values.Integer(
                Lwm2mPath.Of(
                    objectId, id,
                    isSecurity ? SecurityResource.ShortServerId : ServerResource.ShortServerId),
                0);
    }

    /// <summary>
    /// The first instance of object 0 or 1 with a Short Server ID, or of a bootstrap account, but
    /// not a certain one; -1 if there is none.
    /// </summary>
    internal static int Find(
        Configuration values, int objectId, long serverId, int other = -1)
    {
        int id = -1;
        do
        {
            id = values.NextInstance(objectId, id);
        }
        while (id >= 0 && (id == other || ServerIdOf(values, objectId, id) != serverId));
        return id;
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
        int servers = 0;
        int id = -1;
        while ((id = values.NextInstance(ObjectId.Server, id)) >= 0)
        {
            long serverId = ServerIdOf(values, ObjectId.Server, id);
            if (Find(values, ObjectId.Server, serverId) != id
                || !Account.IsComplete(values, Find(values, ObjectId.Security, serverId), id))
            {
                return false;
            }

            servers++;
        }

        int bootstrap = Find(values, ObjectId.Security, BootstrapServer);
        return servers >= leastServers && servers <= Capacity
            && CountOf(values, ObjectId.Security) <= Capacity + 1
            && CountOf(values, ObjectId.AccessControl) <= Limits.AccessControls
            && (bootstrap < 0 || (Account.IsComplete(values, bootstrap, -1)
                && Find(values, ObjectId.Security, BootstrapServer, bootstrap) < 0));
    }

    /// <summary>
    /// Puts values into force that <see cref="Accepts"/> has accepted.
    /// </summary>
    internal void Apply(Configuration values)
    {
        Staging = null;
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

    /// <summary>Makes accounts that are filled later.</summary>
    private void Reserve(int slots)
    {
        for (; Slots < slots; Slots++)
        {
            _accounts[Slots] = new Account(Configuration);
            _accounts[Slots].Reserve(Bootstrap);
        }
    }

    private void Save()
    {
        Configuration.IsFull = false;
        if (Bootstrap != null)
        {
            Bootstrap.Save();
        }

        for (int i = 0; i < Count; i++)
        {
            _accounts[i].Save();
        }

        if (Configuration.IsFull)
        {
            throw new InvalidOperationException("accounts full");
        }
    }

    private void Load()
    {
        Configuration values = Configuration;
        if (Bootstrap != null)
        {
            Bootstrap.Load(
                values, Find(values, ObjectId.Security, BootstrapServer), -1);
        }

        Count = 0;
        int id = -1;
        while ((id = values.NextInstance(ObjectId.Server, id)) >= 0)
        {
            _accounts[Count++].Load(
                values,
                Find(values, ObjectId.Security, ServerIdOf(values, ObjectId.Server, id)), id);
        }

        for (int i = Count; i < Slots; i++)
        {
            _accounts[i].Clear();
        }
    }
}
