// Object 2, LwM2M Access Control 1.1 (OMA LwM2M Core 1.1 §8, appendix E.3): who may do what with
// which object instance, as soon as there is more than one server. Its values are in the
// configuration, where bootstrap and the application put theirs.
//
// A server that creates an object instance owns it; the instance here that says so goes with it.
// What has no instance here is for all servers, but an instance of the Server object for its own,
// and no server creates instances of an object that has none for that.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Access Control object.</summary>
internal sealed class AccessControlObject : ConfiguredObject, IAccessRights
{
    private const int TargetObject = 0;
    private const int TargetInstance = 1;
    private const int Acl = 2;
    private const int Owner = 3;

    // What a value takes in the configuration: not more than three bytes beside its path.
    private const int EntryBytes = 13;

    private static readonly int[] s_rows =
    {
        TargetObject | Operations.Read | ResourceType.Integer,
        TargetInstance | Operations.Read | ResourceType.Integer,
        Acl | Operations.ReadWrite | ResourceType.Integer | ResourceType.Multiple,
        Owner | Operations.ReadWrite | ResourceType.Integer,
    };

    // The targets of the instances, in their order: object id << 16 | instance id. Rights are asked
    // for all the time, and most of them are to what is not listed.
    private readonly int[] _targets = new int[Limits.AccessControls];

    public AccessControlObject(Accounts accounts)
        : base(Objects.ObjectId.AccessControl, s_rows, accounts, Limits.AccessControls)
    {
    }

    /// <summary>
    /// Forgets the instances that servers have created and that have not outlived a restart.
    /// </summary>
    public void Join(ObjectRegistry objects)
    {
        Configuration values = Accounts.Configuration;
        for (int i = InstanceCount - 1; i >= 0; i--)
        {
            int id = InstanceIdAt(i);
            int instanceId = (ushort)_targets[i];
            Lwm2mObject target = objects.Find((ushort)(_targets[i] >> 16));
            if ((short)instanceId != Lwm2mPath.Absent && target != null
                && target.IndexOfInstance(instanceId) < 0
                && (short)values.Integer(PathOf(id, Owner), -1) != Lwm2mPath.Absent)
            {
                Remove(id);
            }
        }
    }

    public bool Allows(int serverId, long path, int right)
    {
        return Accounts.Count < 2
            || (!Lwm2mPath.HasInstance(path) && right != AccessRight.Create)
            || (RightsTo(path, serverId) & right) != 0;
    }

    public bool Enter(int serverId, long path)
    {
        Configuration values = Accounts.Configuration;
        int id = InstanceFor(values, path);
        bool isNew = IndexOfInstance(id) < 0;
        if ((isNew && IsFull) || !Add(values, id, path, serverId))
        {
            values.Remove(Lwm2mPath.Of(ObjectId, id));
            return false;
        }

        if (isNew)
        {
            AddInstance(id);
            Index();
        }

        // What a bootstrap server is about to provide does not take the instance from its owner.
        values = Accounts.Staging;
        if (values != null)
        {
            Add(values, InstanceFor(values, path), path, serverId);
        }

        return true;
    }

    public void OnRemoved(long path)
    {
        // The instances of objects 0 to 2 come and go with the configuration, as this one does.
        int at = IndexOf(path);
        if (at >= 0 && Lwm2mPath.ObjectId(path) > Objects.ObjectId.AccessControl)
        {
            Remove(InstanceIdAt(at));
            Configuration values = Accounts.Staging;
            if (values != null)
            {
                values.Remove(Lwm2mPath.Of(ObjectId, InstanceFor(values, path)));
            }
        }
    }

    public override void Refresh()
    {
        base.Refresh();
        Index();
    }

    /// <summary>
    /// Says what a server may do with what a path names; false if there is no room.
    /// </summary>
    public static bool Grant(Configuration values, long path, int serverId, int rights)
    {
        int id = InstanceFor(values, path);
        return Add(values, id, path, Lwm2mPath.NoId)
            && values.Set(
                Lwm2mPath.Of(Objects.ObjectId.AccessControl, id, Acl, serverId), rights);
    }

    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        Accounts accounts = Accounts;
        long number = value.ReadInteger();
        bool isGood = resourceId == Owner
            ? number > 0 && number < Lwm2mPath.NoId && IsServer((int)number)
            : (number & ~AccessRight.All) == 0 && IsServer(value.ResourceInstanceId);

        // What is written during a bootstrap would be gone at its end. And so that all of a
        // request can be written, there is to be room for an entry of every server.
        return !isGood ? Status.BadRequest
            : accounts.Staging != null
                || accounts.Configuration.Room < (accounts.Capacity + 1) * EntryBytes
                ? Status.ServiceUnavailable
            : Status.Success;
    }

    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        if (resourceId != Owner)
        {
            Accounts.Configuration.Remove(PathOf(instanceId, Acl));
            NotifyChanged(instanceId, Acl);
        }
    }

    private static long PathOf(int instanceId, int resourceId)
    {
        return Lwm2mPath.Of(Objects.ObjectId.AccessControl, instanceId, resourceId);
    }

    /// <summary>The instance with a target, or the lowest id that is free.</summary>
    private static int InstanceFor(Configuration values, long path)
    {
        int free = 0;
        int id = -1;
        while ((id = values.NextInstance(Objects.ObjectId.AccessControl, id)) >= 0)
        {
            if (TargetOf(values, id) == (int)(path >> 32))
            {
                return id;
            }

            free = free == id ? id + 1 : free;
        }

        return free;
    }

    private void Remove(int id)
    {
        Accounts.Configuration.Remove(Lwm2mPath.Of(ObjectId, id));
        RemoveInstance(id);
        Index();
    }

    private void Index()
    {
        for (int i = 0; i < InstanceCount; i++)
        {
            _targets[i] = TargetOf(Accounts.Configuration, InstanceIdAt(i));
        }
    }

    /// <summary>The target of an instance: the object id in bits 16 to 31.</summary>
    private static int TargetOf(Configuration values, int id)
    {
        return ((int)values.Integer(PathOf(id, TargetObject), 0) << 16)
            | (ushort)values.Integer(PathOf(id, TargetInstance), -1);
    }

    /// <summary>Where the instance with a target is, or -1.</summary>
    private int IndexOf(long path)
    {
        int target = (int)(path >> 32);
        int at = InstanceCount - 1;
        while (at >= 0 && _targets[at] != target)
        {
            at--;
        }

        return at;
    }

    private static bool Add(Configuration values, int id, long path, int owner)
    {
        return values.Set(PathOf(id, TargetObject), Lwm2mPath.ObjectId(path))
            && values.Set(PathOf(id, TargetInstance), Lwm2mPath.InstanceId(path))
            && values.Set(PathOf(id, Owner), owner);
    }

    /// <summary>
    /// The rights of a server to an object instance (§8.2): what its entry says; all if it is the
    /// owner; what the default entry says.
    /// </summary>
    private int RightsTo(long path, int serverId)
    {
        Configuration values = Accounts.Configuration;
        int objectId = Lwm2mPath.ObjectId(path);
        int instanceId = Lwm2mPath.InstanceId(path);
        if (objectId == ObjectId)
        {
            // All servers may see who has which rights, the owner alone changes them (§8.1).
            return values.Integer(PathOf(instanceId, Owner), 0) == serverId
                ? AccessRight.Read | AccessRight.Write
                : AccessRight.Read;
        }

        int at = IndexOf(path);
        if (at < 0)
        {
            Account account =
                objectId == Objects.ObjectId.Server ? Accounts.Of(instanceId) : null;
            return (short)instanceId != Lwm2mPath.Absent
                && (account == null || account.ServerId == serverId)
                ? AccessRight.All
                : AccessRight.None;
        }

        // The owner comes last.
        int own = -1;
        int others = AccessRight.None;
        path = Lwm2mPath.Of(ObjectId, InstanceIdAt(at));
        for (bool isFound = values.Find(path); isFound; isFound = values.FindNext(path))
        {
            int value = (int)values.Value;
            int entry = Lwm2mPath.ResourceInstanceId(values.Path);
            switch (Lwm2mPath.ResourceId(values.Path))
            {
                case Acl:
                    own = entry == serverId ? value : own;
                    others = entry == 0 ? value : others;
                    break;
                case Owner:
                    return own >= 0 ? own : value == serverId ? AccessRight.All : others;
            }
        }

        return AccessRight.None;
    }

    /// <summary>Whether it is the id of a server, or 0, which stands for all.</summary>
    private bool IsServer(int serverId)
    {
        return serverId == 0 || Accounts.Find(
            Accounts.Configuration, Objects.ObjectId.Server, serverId) > -1;
    }
}
