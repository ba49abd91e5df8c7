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
        while (InstanceCount > 0)
        {
            RemoveInstance(InstanceIdAt(0));
        }

        // What is more than the object can have is not listed.
        Configuration configuration = Accounts.Configuration;
        int id = -1;
        while (!IsFull && (id = configuration.NextInstance(ObjectId, id)) >= 0)
        {
            AddInstance(id);
        }
    }
}
