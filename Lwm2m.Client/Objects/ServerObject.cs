// Object 1, LwM2M Server 1.1 (OMA LwM2M Core 1.1 appendix E.2): what a server may see and change
// of its account.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Server object: one instance for each account.</summary>
internal sealed class ServerObject : Lwm2mObject
{
    private static readonly int[] s_rows =
    {
        ServerResource.ShortServerId | Operations.Read | ResourceType.Integer,
        ServerResource.Lifetime | Operations.ReadWrite | ResourceType.Integer,
        ServerResource.DefaultMinimumPeriod | Operations.ReadWrite | ResourceType.Integer,
        ServerResource.DefaultMaximumPeriod | Operations.ReadWrite | ResourceType.Integer,
        ServerResource.Disable | Operations.Execute,
        ServerResource.DisableTimeout | Operations.ReadWrite | ResourceType.Integer,
        ServerResource.NotificationStoring | Operations.ReadWrite | ResourceType.Boolean,
        ServerResource.Binding | Operations.ReadWrite | ResourceType.String,
        ServerResource.RegistrationUpdateTrigger | Operations.Execute,
        ServerResource.RegistrationPriority | Operations.None | ResourceType.Unsigned,
        ServerResource.InitialRegistrationDelay | Operations.None | ResourceType.Unsigned,
        ServerResource.RegistrationFailureBlock | Operations.None | ResourceType.Boolean,
        ServerResource.BootstrapOnRegistrationFailure | Operations.None | ResourceType.Boolean,
        ServerResource.CommunicationRetryCount | Operations.None | ResourceType.Unsigned,
        ServerResource.CommunicationRetryTimer | Operations.None | ResourceType.Unsigned,
        ServerResource.CommunicationSequenceDelay | Operations.None | ResourceType.Unsigned,
        ServerResource.CommunicationSequenceRetryCount | Operations.None | ResourceType.Unsigned,
    };

    private static readonly byte[] s_binding = { (byte)'U' };

    private readonly Accounts _accounts;

    public ServerObject(Accounts accounts)
        : base(Objects.ObjectId.Server, 11, s_rows, accounts.Count)
    {
        _accounts = accounts;
        for (int i = 0; i < accounts.Count; i++)
        {
            AddInstance(i);
        }
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == ServerResource.Binding)
        {
            writer.WriteString(s_binding);
            return Status.Success;
        }

        // What has not been set reads as its default, so that a server sees what it can set.
        int value = _accounts[instanceId].ServerValue(
            resourceId,
            resourceId == ServerResource.DisableTimeout ? Account.DefaultDisableTimeoutSeconds : 0);
        if (resourceId == ServerResource.NotificationStoring)
        {
            writer.WriteBoolean(value != 0);
        }
        else
        {
            writer.WriteInteger(value);
        }

        return Status.Success;
    }

    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        bool isGood;
        switch (resourceId)
        {
            case ServerResource.NotificationStoring:
                isGood = true;
                break;
            case ServerResource.Binding:
                // UDP is what this client has; queue mode is a later chapter.
                isGood = value.ValueLength == 1 && value.Buffer[value.ValueOffset] == 'U';
                break;
            default:
                long number = value.ReadInteger();
                isGood = number <= int.MaxValue
                    && number >= (resourceId == ServerResource.Lifetime ? 1 : 0);
                break;
        }

        return isGood ? Status.Success : Status.BadRequest;
    }

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        if (resourceId != ServerResource.Binding)
        {
            int[] server = _accounts[instanceId].Server;
            int number = resourceId == ServerResource.NotificationStoring
                ? (value.ReadBoolean() ? 1 : 0)
                : (int)value.ReadInteger();
            if (server[resourceId] != number)
            {
                server[resourceId] = number;
                NotifyChanged(instanceId, resourceId);
                RaiseServerResource(instanceId, resourceId);
            }
        }

        return Status.Success;
    }

    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        if (resourceId < 0)
        {
            int[] server = _accounts[instanceId].Server;
            server[ServerResource.DefaultMinimumPeriod] = Account.Absent;
            server[ServerResource.DefaultMaximumPeriod] = Account.Absent;
            server[ServerResource.DisableTimeout] = Account.Absent;
        }
    }

    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        // Both take effect once the response is out.
        return Status.Success;
    }

    protected internal override void AfterResponse(int instanceId, int resourceId)
    {
        if (resourceId == ServerResource.Disable
            || resourceId == ServerResource.RegistrationUpdateTrigger)
        {
            RaiseServerResource(instanceId, resourceId);
        }
    }
}
