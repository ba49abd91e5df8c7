// An object whose instances are those of the configuration.

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>An object that a bootstrap provides.</summary>
internal abstract class ConfiguredObject : Lwm2mObject
{
    protected ConfiguredObject(int objectId, int[] rows, Accounts accounts, int maxInstances)
        : base(objectId, 11, rows, maxInstances)
    {
        Accounts = accounts;
        Refresh();
    }

    /// <summary>The accounts, and with them the configuration.</summary>
    protected Accounts Accounts { get; }

    /// <summary>Takes the instances of the configuration.</summary>
    public virtual void Refresh()
    {
        Configuration configuration = Accounts.Configuration;
        int id;
        for (int i = InstanceCount - 1; i >= 0; i--)
        {
            id = InstanceIdAt(i);
            if (!configuration.Find(Lwm2mPath.Of(ObjectId, id)))
            {
                RemoveInstance(id);
            }
        }

        // What is more than the object can have is not listed.
        id = -1;
        while (!IsFull && (id = configuration.NextInstance(ObjectId, id)) >= 0)
        {
            if (IndexOfInstance(id) < 0)
            {
                AddInstance(id);
            }
        }
    }
}
