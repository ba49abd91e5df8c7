// Object 1, LwM2M Server 1.1 (OMA LwM2M Core 1.1 appendix E.2): what a server may see and change
// of its account.

using Lwm2m.Client.Content;

namespace Lwm2m.Client.Objects;

/// <summary>The Server object: one instance for each account.</summary>
internal sealed class ServerObject : ConfiguredObject
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
        ServerResource.BootstrapRequestTrigger | Operations.Execute,
        ServerResource.AlertCode | Operations.Read | ResourceType.Unsigned,
        ServerResource.LastBootstrapped | Operations.Read | ResourceType.Time,
        ServerResource.RegistrationPriority | Operations.None | ResourceType.Unsigned,
        ServerResource.InitialRegistrationDelay | Operations.None | ResourceType.Unsigned,
        ServerResource.RegistrationFailureBlock | Operations.None | ResourceType.Boolean,
        ServerResource.BootstrapOnRegistrationFailure | Operations.None | ResourceType.Boolean,
        ServerResource.CommunicationRetryCount | Operations.None | ResourceType.Unsigned,
        ServerResource.CommunicationRetryTimer | Operations.None | ResourceType.Unsigned,
        ServerResource.CommunicationSequenceDelay | Operations.None | ResourceType.Unsigned,
        ServerResource.CommunicationSequenceRetryCount | Operations.None | ResourceType.Unsigned,
        ServerResource.Trigger | Operations.ReadWrite | ResourceType.Boolean,
        ServerResource.PreferredTransport | Operations.ReadWrite | ResourceType.String,
        ServerResource.MuteSend | Operations.ReadWrite | ResourceType.Boolean,
    };

    /// <summary>What a server can write and is optional, a bit each.</summary>
    private const int Optional = (1 << ServerResource.DefaultMinimumPeriod)
        | (1 << ServerResource.DefaultMaximumPeriod) | (1 << ServerResource.DisableTimeout)
        | (1 << ServerResource.Trigger) | (1 << ServerResource.PreferredTransport)
        | (1 << ServerResource.MuteSend);

    public ServerObject(Accounts accounts)
        : base(Objects.ObjectId.Server, s_rows, accounts, accounts.Capacity)
    {
    }

    protected internal override bool Has(int instanceId, int resourceId)
    {
        // What has not been set reads as its default, so that a server sees what it can set.
        Accounts accounts = Accounts;
        Account bootstrap = accounts.Bootstrap;
        return accounts.IsStaged || resourceId == ServerResource.AlertCode
                || resourceId == ServerResource.LastBootstrapped
            ? IsSet(instanceId, resourceId)
            : resourceId != ServerResource.BootstrapRequestTrigger
                || (bootstrap != null && bootstrap.SecurityInstance > -1);
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (Accounts.IsStaged || resourceId == ServerResource.LastBootstrapped)
        {
            return base.Read(instanceId, resourceId, writer);
        }

        WriteValue(
            FindRow(resourceId), Accounts.Of(instanceId).Server[resourceId], writer);
        return Status.Success;
    }

    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        int row = FindRow(resourceId);
        bool isGood;
        if (ResourceType.IsBytes(row))
        {
            // UDP is what this client has; the binding may ask for queue mode.
            int length = value.ValueLength;
            isGood = length > 0 && length <= (resourceId == ServerResource.Binding ? 2 : 1)
                && Bytes.Equal(value.Buffer, value.ValueOffset, Account.Binding, 0, length);
        }
        else
        {
            long number = value.Number;
            isGood = number <= int.MaxValue
                && number >= (resourceId == ServerResource.Lifetime ? 1 : 0);
        }

        return isGood ? Status.Success : Status.BadRequest;
    }

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        if (Accounts.IsStaged)
        {
            return base.Write(instanceId, resourceId, value);
        }

        Account account = Accounts.Of(instanceId);
        int number = (int)ReadValue(FindRow(resourceId), value);
        if (account.Server[resourceId] != number)
        {
            if (!account.Put(resourceId, number))
            {
                return Status.ServiceUnavailable;
            }

            NotifyChanged(instanceId, resourceId);
            RaiseServerResource(instanceId, resourceId);
        }

        return Status.Success;
    }

    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        for (int i = 0; i < ServerResource.Count && resourceId < 0; i++)
        {
            if (((Optional >> i) & 1) != 0)
            {
                Accounts.Of(instanceId).Reset(i);
            }
        }
    }

    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        // All take effect once the response is out. A trigger can name a transport: 0='U'.
        return resourceId == ServerResource.RegistrationUpdateTrigger && arguments.Has(0)
            && (arguments.LengthOf(0) != 1
                || arguments.Buffer[arguments.OffsetOf(0)] != Account.Binding[0])
            ? Status.BadRequest
            : Status.Success;
    }

    protected internal override void AfterResponse(int instanceId, int resourceId)
    {
        if (resourceId == ServerResource.Disable
            || resourceId == ServerResource.RegistrationUpdateTrigger
            || resourceId == ServerResource.BootstrapRequestTrigger)
        {
            RaiseServerResource(instanceId, resourceId);
        }
    }
}
