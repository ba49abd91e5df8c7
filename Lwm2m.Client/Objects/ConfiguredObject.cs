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
        bool isMultiple = (row & ResourceType.Multiple) != 0;
        bool isFound = values.Find(path);
        if (!isFound && !isMultiple)
        {
            WriteValue(row, DefaultOf(resourceId), writer);
        }

        for (; isFound; isFound = values.FindNext(path))
        {
            if (!isMultiple
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
        int row = FindRow(resourceId);
        int type = row & ResourceType.TypeMask;
        bool isText = type == ResourceType.Opaque
            || (type == ResourceType.String && ObjectId != Objects.ObjectId.Server);
        long path = Lwm2mPath.Of(
            ObjectId, instanceId, resourceId, Lwm2mPath.ResourceInstanceId(value.Path));
        int length = value.ValueLength;
        if (isText
            ? length > 0 && !values.Set(path, value.Buffer, value.ValueOffset, length)
            : !values.Set(path, ReadNumber(row, value)))
        {
            return Status.ServiceUnavailable;
        }

        if (!Accounts.IsStaged)
        {
            NotifyChanged(instanceId, resourceId);
        }

        return Status.Success;
    }

    /// <summary>What a resource of one value reads as if it has not been set.</summary>
    private protected virtual int DefaultOf(int resourceId)
    {
        return 0;
    }

    /// <summary>The number that a value is, or stands for.</summary>
    private protected static long ReadNumber(int row, ContentReader value)
    {
        switch ((row & ResourceType.TypeMask) >> 20)
        {
            case ResourceType.String >> 20:
                // A binding: UQS means UQ to a client that has no SMS.
                return value.ValueLength > 1
                    && value.Buffer[value.ValueOffset + 1] == Account.Binding[1] ? 1 : 0;
            case ResourceType.Boolean >> 20:
                return value.ReadBoolean() ? 1 : 0;
            case ResourceType.ObjectLink >> 20:
                return value.ReadObjectLink();
            default:
                return value.ReadInteger();
        }
    }

    private static void WriteValue(int row, long value, ContentWriter writer)
    {
        // What can be read has no Opaque and no link, and no text but the binding.
        int type = row & ResourceType.TypeMask;
        if (type == ResourceType.String)
        {
            writer.WriteString(Account.Binding, 0, value > 0 ? 2 : 1);
        }
        else if (type == ResourceType.Boolean)
        {
            writer.WriteBoolean(value != 0);
        }
        else
        {
            writer.WriteInteger(value);
        }
    }
}
