// The messages of the registration interface (OMA LwM2M Core 1.1 §6.2; Transport 1.1 §6.4.2).
//   Register    POST   /rd?lwm2m=1.1&ep=…&b=U&Q&lt=…  list of objects    → 2.01, Location-Path
//   Update      POST   /location?lt=…                 list of objects    → 2.04
//   Deregister  DELETE /location                                         → 2.02

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>Writes and sends the requests of one registration.</summary>
internal abstract partial class RegistrationMessages : InformationReporting
{
    // What a message can state, as bits.
    protected const int LifetimePart = 1;
    protected const int ObjectPart = 2;

    private const int VersionBytes = 9;

    // Where the queue mode is in the binding.
    private const int ModeAt = 3;

    private static readonly byte[] s_rd = Bytes.FromText("rd");
    private static readonly byte[] s_versions = Bytes.FromText("lwm2m=1.0lwm2m=1.1");
    private static readonly byte[] s_binding = Bytes.FromText("b=UQ");

    // A name, and room for the number.
    private readonly byte[] _lifetimeQuery = Bytes.FromText("lt=0123456789");

    // How much the server has turned out to understand.
    private bool _areFormatsStated = true;

    // What the next message states, and what the latest one has, until it is accepted.
    protected int _stated;
    private int _unconfirmed;
    private bool _isRegister;
    private bool _isQueueStated;

    // Location-Path as it is used: Uri-Path options, the first options of a message.
    private readonly byte[] _location = new byte[Limits.LocationBytes];
    private int _locationLength;

    protected RegistrationMessages(Workspace workspace, Account account)
        : base(workspace, account)
    {
    }

    /// <summary>Whether the server has accepted that it is to queue its requests.</summary>
    protected bool IsQueueing;

    /// <summary>
    /// Whether it would have to be told that it is to queue its requests, or no longer.
    /// </summary>
    protected bool HasQueueChanged
    {
        get { return WantsQueue != IsQueueing; }
    }

    /// <summary>Whether the latest message has stated something that was another before.
    /// </summary>
    protected bool IsUnconfirmed
    {
        get
        {
            return _isRegister || _unconfirmed != 0 || IsQueueing != _isQueueStated;
        }
    }

    /// <summary>Whether there is something that the server has to be told.</summary>
    protected bool IsChanged
    {
        get { return _stated != 0 || HasQueueChanged; }
    }

    /// <summary>
    /// Whether an Update can tell it so: with 1.1 that is said in Register only.
    /// </summary>
    protected bool NeedsRegister
    {
        get { return !IsVersion10 && HasQueueChanged; }
    }

    /// <summary>Queue mode is what the binding says, and with 1.1 the client's own wish.</summary>
    private bool WantsQueue
    {
        get
        {
            return Account.Server[ServerResource.Binding] > 0
                || (!IsVersion10 && _workspace.QueueMode);
        }
    }

    /// <summary>
    /// Makes the next Register simpler, if that may help with a server that has refused: 1.0 for
    /// one that does not know 1.1 (4.12), no formats for one that refuses a list of several as
    /// malformed (4.00; Eclipse Wakaama does). What a server has accepted stays until this client
    /// restarts.
    /// </summary>
    /// <returns>Whether to register again at once.</returns>
    protected bool StepDown(int code)
    {
        if (code == CoapCode.PreconditionFailed && !IsVersion10)
        {
            IsVersion10 = true;
            return true;
        }

        if (code != CoapCode.BadRequest)
        {
            return false;
        }

        // Refused without them as well: it was not that, the next attempt states them again.
        _areFormatsStated = !_areFormatsStated;
        return !_areFormatsStated;
    }

    /// <summary>Nothing is known of the server: it is another one.</summary>
    protected void Reset()
    {
        IsVersion10 = false;
        _areFormatsStated = true;
    }

    /// <summary>Sends Register; false if the list of objects cannot be sent now.</summary>
    protected bool SendRegister(long nowMs)
    {
        _isRegister = true;
        _stated = LifetimePart | ObjectPart;
        return Send(nowMs);
    }

    /// <summary>Sends Update with what has changed since the last one.</summary>
    protected void SendUpdate(long nowMs)
    {
        _isRegister = false;
        _stated |= _unconfirmed;
        if (!Send(nowMs))
        {
            // Too much, or not now: the server keeps the list it has.
            _stated &= LifetimePart;
            Send(nowMs);
        }
    }

    /// <summary>
    /// The end of an exchange: if it has carried a block of the list, the next one is sent.
    /// </summary>
    protected bool Continue(int code, long nowMs)
    {
        MessageContent content = _content;
        if (!content.Continues(this, code, nowMs))
        {
            return false;
        }

        _stated = _unconfirmed;
        Write();
        content.AppendBlock(content.Body.Block);
        Start(nowMs);
        return true;
    }

    /// <summary>The server has accepted what the latest message has stated.</summary>
    protected void OnAccepted()
    {
        _unconfirmed = 0;
        IsQueueing = _isQueueStated;
    }

    /// <summary>Sends Deregister.</summary>
    protected void SendDeregister(long nowMs)
    {
        BeginRequest(CoapCode.Delete);
        AddLocation();
        StartExchange(RegistrationPurpose, nowMs);
    }

    /// <summary>Keeps the Location-Path of the response to Register; false without one that fits.
    /// </summary>
    protected bool TakeLocation()
    {
        MessageView view = _workspace.View;
        int start = view.LocationStart;
        int end = start;
        for (int i = 0; i < view.LocationCount; i++)
        {
            end = view.Segment(end);
        }

        int length = end - start;
        if (length == 0 || length > _location.Length)
        {
            return false;
        }

        Array.Copy(view.Buffer, start, _location, 0, length);
        _location[0] = (byte)((CoapOption.UriPath << 4) | (_location[0] & 15));
        _locationLength = length;
        return true;
    }

    /// <summary>Sends Register or Update; false if the list of objects cannot be sent now.
    /// </summary>
    private bool Send(long nowMs)
    {
        Write();
        if ((_stated & ObjectPart) != 0)
        {
            _content.BeginRequest(this, nowMs);
            Discovery discovery = _workspace.Management.Discovery;
            if (discovery.AppendObjects(IsVersion10, _areFormatsStated) != Status.Success)
            {
                return false;
            }
        }

        Start(nowMs);
        return true;
    }

    /// <summary>Writes Register or Update, but for the list of objects.</summary>
    private void Write()
    {
        MessageWriter message = BeginRequest(CoapCode.Post);
        bool isRegister = _isRegister;
        if (isRegister)
        {
            message.AddOption(CoapOption.UriPath, s_rd);
        }
        else
        {
            AddLocation();
        }

        if ((_stated & ObjectPart) != 0)
        {
            message.AddOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
        }

        if (isRegister)
        {
            AddQuery(s_versions, IsVersion10 ? 0 : VersionBytes, VersionBytes);
            message.AddOption(CoapOption.UriQuery, _workspace.EndpointQuery);
        }

        if (isRegister || HasQueueChanged)
        {
            AddBinding();
        }

        if ((_stated & LifetimePart) != 0)
        {
            byte[] query = _lifetimeQuery;
            AddQuery(
                query, 0,
                NumberText.WriteInteger(query, 3, query.Length, Account.LifetimeSeconds));
        }
    }

    private void Start(long nowMs)
    {
        _unconfirmed = _stated;
        _stated = 0;
        StartExchange(RegistrationPurpose, nowMs);
    }

    private void AddQuery(byte[] query, int at, int length)
    {
        _message.AddOption(CoapOption.UriQuery, query, at, length);
    }

    /// <summary>UDP, and whether the server is to queue: b=UQ with 1.0, b=U and Q with 1.1.
    /// </summary>
    private void AddBinding()
    {
        bool isQueue = WantsQueue;
        _isQueueStated = isQueue;
        AddQuery(s_binding, 0, isQueue && IsVersion10 ? ModeAt + 1 : ModeAt);
        if (isQueue && !IsVersion10)
        {
            AddQuery(s_binding, ModeAt, 1);
        }
    }

    private void AddLocation()
    {
        MessageWriter message = _message;
        message.Append(_location, 0, _locationLength);
        message.LastOption = CoapOption.UriPath;
    }
}
