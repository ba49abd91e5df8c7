// Object 5, Firmware Update, version 1.1 (OMA LwM2M Core 1.1 appendix E.6; definition 5-1_1.xml).
//
//   Idle         a server writes Package or Package URI →  Downloading
//   Downloading  the last piece is there and is good    →  Downloaded
//                the image is refused, or does not come →  Idle, with the reason
//   Downloaded   a server executes Update               →  Updating, unless it is deferred
//   Updating     the device restarts                    →  Idle, with what became of it
//                the store cannot do it                 →  Downloaded
// An empty Package, or one of one zero byte, an empty Package URI and Cancel lead back to Idle. The
// image is streamed into a store; nothing of it is held here. How it is fetched from a Package URI
// is in FirmwareUpdateObject.Pull.cs.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Firmware Update object: one instance, 0.</summary>
public sealed partial class FirmwareUpdateObject : ValueObject
{
    private const int CancelId = 10;
    private const int SeverityId = 11;

    // The rows of the table by their index.
    private const int Package = 0;
    private const int PackageUri = 1;
    private const int Update = 2;
    private const int StateRow = 3;
    private const int UpdateResult = 4;
    private const int PackageName = 5;
    private const int PackageVersion = 6;
    private const int ProtocolSupport = 7;
    private const int DeliveryMethod = 8;
    private const int Cancel = 9;
    private const int SeverityRow = 10;
    private const int LastStateChange = 11;
    private const int MaxDeferPeriod = 12;

    private const int PushOnly = 1;
    private const int PushAndPull = 2;
    private const int Mandatory = 1;
    private const int Optional = 2;
    private const int MaxUriBytes = 255;

    private static readonly int[] s_rows =
    {
        Package | Operations.Write | ResourceType.Opaque | ResourceType.Streamed,
        PackageUri | Operations.ReadWrite | ResourceType.String,
        Update | Operations.Execute,
        StateRow | Operations.Read | ResourceType.Integer,
        5 | Operations.Read | ResourceType.Integer,
        6 | Operations.Read | ResourceType.String,
        7 | Operations.Read | ResourceType.String,
        8 | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        9 | Operations.Read | ResourceType.Integer,
        CancelId | Operations.Execute,
        SeverityId | Operations.ReadWrite | ResourceType.Integer,
        12 | Operations.Read | ResourceType.Time,
        13 | Operations.ReadWrite | ResourceType.Unsigned,
    };

    private FirmwareUpdateHandler _updateRequested;
    private int _length;
    private bool _isLast;

    /// <summary>Creates the object; it tells at once what became of an earlier update.</summary>
    /// <param name="store">Where images go.</param>
    /// <param name="canPull">
    /// Whether the client fetches an image from a Package URI (/5/0/1) with coap or coaps, too. It
    /// takes a socket and some 2.5 KiB. Without it servers can only push images.
    /// </param>
    public FirmwareUpdateObject(IFirmwareStore store, bool canPull = false)
        : base(Objects.ObjectId.FirmwareUpdate, 11, s_rows, 1, canPull ? Protocols : 0)
    {
        Store = store;
        CanPull = canPull;
        Reserve(0, PackageUri, canPull ? MaxUriBytes : 0);
        Set(0, Package, 0);
        Set(0, Update, 0);
        Set(0, Cancel, 0);
        Set(0, StateRow, 0);
        Set(0, UpdateResult, (int)store.TakeOutcome());
        Set(0, DeliveryMethod, canPull ? PushAndPull : PushOnly);
        if (canPull)
        {
            AddItems(ProtocolSupport, Protocols);
            Set(0, ProtocolSupport, CoapProtocol, 0);
            Set(0, ProtocolSupport, CoapsProtocol, 1);
        }
    }

    /// <summary>Where the update stands.</summary>
    public FirmwareState State
    {
        get { return (FirmwareState)Get(0, StateRow); }
    }

    /// <summary>How the latest update has ended.</summary>
    public FirmwareResult Result
    {
        get { return (FirmwareResult)Get(0, UpdateResult); }
    }

    /// <summary>
    /// Severity (/5/0/11) of the image: 0 critical, 1 mandatory, 2 optional;
    /// <see cref="ValueObject.Unknown"/> without <see cref="UpdateRequested"/>.
    /// </summary>
    public int Severity
    {
        get { return (int)Get(0, SeverityRow); }
    }

    /// <summary>
    /// Maximum Defer Period (/5/0/13): for how long an update can be put off, after which the
    /// application begins it by <see cref="Start"/>; not above 0 if it cannot.
    /// </summary>
    public int MaxDeferSeconds
    {
        get { return (int)Get(0, MaxDeferPeriod); }
    }

    /// <summary>
    /// Asked before an update that may be deferred. Without it there are no resources 11 and 13.
    /// Set it before the client starts.
    /// </summary>
    public FirmwareUpdateHandler UpdateRequested
    {
        get { return _updateRequested; }

        set
        {
            _updateRequested = value;
            Set(0, SeverityRow, value == null ? Unknown : Mandatory);
            Set(0, MaxDeferPeriod, value == null ? Unknown : 0);
        }
    }

    /// <summary>Starts an update that has been deferred.</summary>
    public void Start()
    {
        lock (Sync)
        {
            if (State == FirmwareState.Downloaded)
            {
                Enter(FirmwareState.Updating, FirmwareResult.None);
                Apply();
            }
        }
    }

    /// <summary>
    /// Called by a store whose <see cref="IFirmwareStore.Write"/> has returned Pending: the piece
    /// is where it belongs. May be called from any thread, but not before that has returned.
    /// </summary>
    /// <param name="result">None, or why the image is given up.</param>
    public void Complete(FirmwareResult result)
    {
        lock (Sync)
        {
            // Whoever has cancelled meanwhile is not told that a piece has arrived.
            int transfer = Transfer;
            Status status = transfer == Pushing || transfer == Storing
                ? Arrive(result)
                : Status.RequestEntityIncomplete;
            if (Transfer == Storing)
            {
                Transfer = Fetching;
                IsTransferChanged = true;
            }

            Complete(status);
        }
    }

    /// <inheritdoc/>
    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        if (resourceId == PackageUri)
        {
            int length = value.ValueLength;
            return length > MaxUriBytes ? Status.BadRequest
                : State == FirmwareState.Idle
                    || (length == 0 && State != FirmwareState.Updating) ? Status.Success
                : Status.MethodNotAllowed;
        }

        long number = value.ReadInteger();
        return number >= 0 && number <= (resourceId == SeverityId ? Optional : int.MaxValue)
            ? Status.Success
            : Status.BadRequest;
    }

    /// <inheritdoc/>
    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        if (resourceId == PackageUri && !TakeUri(value.ValueLength))
        {
            return Status.Success;
        }

        return base.Write(instanceId, resourceId, value);
    }

    /// <inheritdoc/>
    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        // What is written is mandatory, or has a default.
    }

    /// <inheritdoc/>
    protected internal override Status BeginStream(int instanceId, int resourceId, int length)
    {
        _length = length;
        return State == FirmwareState.Updating ? Status.MethodNotAllowed : Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status WriteChunk(
        int instanceId, int resourceId, int position,
        byte[] buffer, int offset, int length, bool isLast)
    {
        FirmwareResult result = FirmwareResult.None;
        if (position > 0)
        {
            if (Transfer != Pushing)
            {
                return Status.RequestEntityIncomplete;
            }
        }
        else if (isLast && (length == 0 || (length == 1 && buffer[offset] == 0)))
        {
            Reset(FirmwareResult.None);
            return Status.Success;
        }
        else
        {
            if (State != FirmwareState.Idle)
            {
                return Status.MethodNotAllowed;
            }

            result = Begin(0);
            Enter(FirmwareState.Downloading, FirmwareResult.None);
            Transfer = Pushing;
        }

        _isLast = isLast;
        return Arrive(result == FirmwareResult.None
            ? Store.Write(buffer, offset, length)
            : result);
    }

    /// <inheritdoc/>
    protected internal override void AbortStream(int instanceId, int resourceId)
    {
        if (Transfer == Pushing)
        {
            Reset(FirmwareResult.ConnectionLost);
        }
    }

    /// <inheritdoc/>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        FirmwareState state = State;
        if (resourceId == CancelId)
        {
            if (state == FirmwareState.Idle || state == FirmwareState.Updating)
            {
                return Status.MethodNotAllowed;
            }

            Reset(FirmwareResult.Cancelled);
            return Status.Success;
        }

        if (state != FirmwareState.Downloaded)
        {
            return Status.MethodNotAllowed;
        }

        if (MaxDeferSeconds > 0 && !_updateRequested())
        {
            Enter(state, FirmwareResult.Deferred);
        }
        else
        {
            Enter(FirmwareState.Updating, FirmwareResult.None);
        }

        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override void AfterResponse(int instanceId, int resourceId)
    {
        if (State == FirmwareState.Updating)
        {
            Apply();
        }
    }

    /// <summary>The firmware that runs reaches a server, which could replace it.</summary>
    internal override void OnRegistered()
    {
        Store.Confirm();
    }

    /// <summary>Makes room in the store.</summary>
    private FirmwareResult Begin(int tag)
    {
        return Store.Begin(_length < 0 ? 0 : _length, tag);
    }

    /// <summary>What a piece has come to, and with the last one the image.</summary>
    private Status Arrive(FirmwareResult result)
    {
        if (result == FirmwareResult.Pending)
        {
            return Status.Pending;
        }

        if (result == FirmwareResult.None && _isLast)
        {
            result = Store.Complete();
            if (result == FirmwareResult.None)
            {
                Enter(FirmwareState.Downloaded, result);
            }
        }

        if (result == FirmwareResult.None)
        {
            return Status.Success;
        }

        Enter(FirmwareState.Idle, result);
        return result <= FirmwareResult.OutOfMemory
            ? Status.RequestEntityTooLarge
            : Status.BadRequest;
    }

    private void Apply()
    {
        FirmwareResult result = Store.Apply();
        if (result != FirmwareResult.None)
        {
            Enter(FirmwareState.Downloaded, result);
        }
    }

    private void Reset(FirmwareResult result)
    {
        Store.Discard();
        Enter(FirmwareState.Idle, result);
    }

    internal void Enter(FirmwareState state, FirmwareResult result)
    {
        // Whatever it is, what was on its way is no more.
        IsTransferChanged = true;
        Transfer = NoTransfer;
        if (State != state)
        {
            long now = Clock.UtcSeconds;
            Set(0, StateRow, (int)state);
            Set(0, LastStateChange, now < 0 ? Unknown : now);
        }

        Set(0, UpdateResult, (int)result);
    }
}
