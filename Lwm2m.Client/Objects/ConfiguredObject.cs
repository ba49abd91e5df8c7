// An object whose instances and values are those of the configuration. To a bootstrap server, which
// is not bound to what the table of resources allows, they are those of the copy that it works on.

using Lwm2m.Client.Content;
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
    protected readonly Accounts Accounts;

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

    internal override int NextInstance(int after)
    {
        return Accounts.Values.NextInstance(ObjectId, after);
    }

    protected internal override bool Has(int instanceId, int resourceId)
    {
        return !Accounts.IsStaged || IsSet(instanceId, resourceId);
    }

    /// <summary>Whether there is a value of a resource.</summary>
    protected bool IsSet(int instanceId, int resourceId)
    {
        return Accounts.Values.Find(Lwm2mPath.Of(ObjectId, instanceId, resourceId));
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        Configuration values = Accounts.Values;
        long path = Lwm2mPath.Of(ObjectId, instanceId, resourceId);
        int row = FindRow(resourceId);
        for (bool isFound = values.Find(path); isFound; isFound = values.FindNext(path))
        {
            if (row >= 0
                || writer.EnterResourceInstance(Lwm2mPath.ResourceInstanceId(values.Path)))
            {
                WriteValue(row, values.Value, writer);
            }
        }

        return Status.Success;
    }

    /// <summary>Sets a value; an empty text or Opaque is one that is not there.</summary>
    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        Configuration values = Accounts.Values;
        int resourceInstance = Lwm2mPath.ResourceInstanceId(value.Path);
        long path = Lwm2mPath.Of(ObjectId, instanceId, resourceId, resourceInstance);
        int row = FindRow(resourceId);
        bool isDone = ObjectId != Objects.ObjectId.Server && ResourceType.IsBytes(row)
            ? value.ValueLength == 0 || values.Set(
                path, value.Buffer, value.ValueOffset, value.ValueLength)
            : values.Set(path, ReadValue(row, value));
        if (!isDone)
        {
            return Status.ServiceUnavailable;
        }

        if (!Accounts.IsStaged)
        {
            NotifyChanged(instanceId, resourceId);
        }

        return Status.Success;
    }

    /// <summary>A number, or what stands for a binding.</summary>
    protected static long ReadValue(int row, ContentReader value)
    {
        // UQS means UQ to a client that has no SMS.
        return !ResourceType.IsBytes(row) ? value.Number
            : value.ValueLength > 1
                && value.Buffer[value.ValueOffset + 1] == Account.Binding[1] ? 1 : 0;
    }

    /// <summary>Writes what can be read: it has no Opaque, and no text but the binding.</summary>
    protected static void WriteValue(int row, long value, ContentWriter writer)
    {
        if (ResourceType.IsBytes(row))
        {
            writer.WriteString(Account.Binding, 0, value > 0 ? 2 : 1);
        }
        else
        {
            writer.WriteHeld(value, null);
        }
    }
}
