// Object 16, Portfolio, version 1.0 (definition 16.xml): an application's own object, with the
// means that every application has. It has instances that are created and resources with
// instances that are written; what it keeps is packed, an array for all instances.

using System;
using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Tests;

/// <summary>The Portfolio object: named texts, and a proof that the device knows them.</summary>
public sealed class PortfolioObject : Lwm2mObject
{
    /// <summary>Resource instances of Identity: 0 to 3.</summary>
    public const int Identities = 4;

    /// <summary>The longest Identity.</summary>
    public const int MaxIdentityBytes = 24;

    private const int Identity = 0;
    private const int GetAuthData = 1;
    private const int AuthData = 2;
    private const int AuthStatus = 3;

    private const int Idle = 0;
    private const int DataAvailable = 1;

    private static readonly int[] s_rows =
    {
        Identity | Operations.ReadWrite | ResourceType.String | ResourceType.Multiple,
        GetAuthData | Operations.Execute,
        AuthData | Operations.Read | ResourceType.Opaque | ResourceType.Multiple,
        AuthStatus | Operations.Read | ResourceType.Integer,
    };

    // A length for each identity, -1 for none; an array of them for each object instance.
    private readonly sbyte[] _lengths;
    private readonly byte[] _identities;
    private readonly byte[] _status;

    /// <summary>Creates the object with instance 0.</summary>
    public PortfolioObject(int maxInstances = 2)
        : base(16, 10, s_rows, maxInstances)
    {
        _lengths = new sbyte[maxInstances * Identities];
        _identities = new byte[maxInstances * Identities * MaxIdentityBytes];
        _status = new byte[maxInstances];
        Add(0);
    }

    /// <summary>Adds an instance without identities.</summary>
    public void Add(int instanceId)
    {
        // The ids are 0 to the number of instances, so an id is its place in the arrays.
        if (instanceId < 0 || instanceId >= _status.Length)
        {
            throw new ArgumentOutOfRangeException();
        }

        AddInstance(instanceId);
        BeginReplace(instanceId, -1);
    }

    /// <summary>Sets an identity.</summary>
    public void SetIdentity(int instanceId, int identity, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        lock (Sync)
        {
            Store(instanceId, identity, utf8, 0, utf8.Length);
        }
    }

    protected internal override bool Has(int instanceId, int resourceId)
    {
        return resourceId != AuthData || _status[instanceId] == DataAvailable;
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == AuthStatus)
        {
            writer.WriteInteger(_status[instanceId]);
            return Status.Success;
        }

        for (int i = 0; i < Identities; i++)
        {
            int slot = (instanceId * Identities) + i;
            if (_lengths[slot] >= 0 && writer.EnterResourceInstance(i))
            {
                int at = slot * MaxIdentityBytes;
                if (resourceId == Identity)
                {
                    writer.WriteString(_identities, at, _lengths[slot]);
                }
                else
                {
                    writer.WriteOpaque(_identities, at, _lengths[slot]);
                }
            }
        }

        return Status.Success;
    }

    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        return value.ResourceInstanceId < Identities && value.ValueLength <= MaxIdentityBytes
            ? Status.Success
            : Status.BadRequest;
    }

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        Store(
            instanceId, value.ResourceInstanceId, value.Buffer, value.ValueOffset,
            value.ValueLength);
        return Status.Success;
    }

    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        for (int i = 0; i < Identities; i++)
        {
            _lengths[(instanceId * Identities) + i] = -1;
        }

        SetStatus(instanceId, Idle);
        NotifyChanged(instanceId, Identity);
    }

    protected internal override Status CheckCreate(int instanceId)
    {
        return instanceId < _status.Length ? Status.Success : Status.BadRequest;
    }

    protected internal override Status Create(int instanceId)
    {
        Add(instanceId);
        return Status.Success;
    }

    protected internal override Status Delete(int instanceId)
    {
        RemoveInstance(instanceId);
        return Status.Success;
    }

    /// <summary>Argument 0 makes the identities the data; without it there is none.</summary>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        SetStatus(instanceId, arguments.Has(0) ? DataAvailable : Idle);
        return Status.Success;
    }

    private void Store(int instanceId, int identity, byte[] utf8, int offset, int length)
    {
        int slot = (instanceId * Identities) + identity;
        _lengths[slot] = (sbyte)length;
        Array.Copy(utf8, offset, _identities, slot * MaxIdentityBytes, length);
        SetStatus(instanceId, Idle);
        NotifyChanged(instanceId, Identity);
    }

    private void SetStatus(int instanceId, int status)
    {
        if (_status[instanceId] != status)
        {
            _status[instanceId] = (byte)status;
            NotifyChanged(instanceId, AuthStatus);
        }
    }
}
