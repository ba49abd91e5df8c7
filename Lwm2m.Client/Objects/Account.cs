// What the client knows of one server: its Security instance and its Server instance
// (OMA LwM2M Core 1.1 appendix E.1, E.2).

using System.Text;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

/// <summary>The settings for one server. Change them before the client starts.</summary>
public sealed class Account
{
    /// <summary>The value of a setting that is absent.</summary>
    public const int Absent = -1;

    /// <summary>Disable Timeout (/1/x/5) if it is absent: one day.</summary>
    internal const int DefaultDisableTimeoutSeconds = 86400;

    /// <summary>What Binding (/1/x/7) can be: U or UQ.</summary>
    internal static readonly byte[] Binding = { (byte)'U', (byte)'Q' };

    private const int PlainPort = 5683;
    private const int SchemeNameBytes = 5;
    private const int MaxUriBytes = 255;
    private const int MaxServerId = 65534;

    private static readonly byte[] s_scheme = Bytes.FromText("coaps://");

    // Indexed by the resource id of the Server object; Booleans are 0 and 1, and so are the texts
    // U and UQ.
    private readonly int[] _server = new int[ServerResource.Count];
    private readonly Configuration _configuration;
    private DtlsParameters _dtls;
    private bool _isSecure;

    internal Account(Configuration configuration)
    {
        _configuration = configuration;
        Transmission = new TransmissionParameters();
    }

    /// <summary>The server's host name or address.</summary>
    public string Host { get; private set; }

    /// <summary>The server's UDP port.</summary>
    public int Port { get; private set; }

    /// <summary>Short Server ID (/1/x/0), 1 to 65534.</summary>
    public int ServerId
    {
        get { return _server[ServerResource.ShortServerId]; }
    }

    /// <summary>Lifetime of the registration in seconds (/1/x/1).</summary>
    public int LifetimeSeconds
    {
        get { return _server[ServerResource.Lifetime]; }
    }

    /// <summary>
    /// Default Minimum Period of notifications in seconds (/1/x/2), or <see cref="Absent"/>.
    /// </summary>
    public int DefaultMinimumPeriodSeconds
    {
        get { return _server[ServerResource.DefaultMinimumPeriod]; }
        set { Put(ServerResource.DefaultMinimumPeriod, value); }
    }

    /// <summary>
    /// Default Maximum Period of notifications in seconds (/1/x/3), or <see cref="Absent"/>.
    /// </summary>
    public int DefaultMaximumPeriodSeconds
    {
        get { return _server[ServerResource.DefaultMaximumPeriod]; }
        set { Put(ServerResource.DefaultMaximumPeriod, value); }
    }

    /// <summary>
    /// Disable Timeout in seconds (/1/x/5), or <see cref="Absent"/> for the default of one day.
    /// </summary>
    public int DisableTimeoutSeconds
    {
        get { return _server[ServerResource.DisableTimeout]; }
        set { Put(ServerResource.DisableTimeout, value); }
    }

    /// <summary>
    /// Registration Priority Order (/1/x/13): the client begins with the lowest, and one after the
    /// other; <see cref="Absent"/> for a server that waits for no other.
    /// </summary>
    public int RegistrationPriority
    {
        get { return _server[ServerResource.RegistrationPriority]; }
        set { Put(ServerResource.RegistrationPriority, value); }
    }

    /// <summary>
    /// Initial Registration Delay Timer in seconds (/1/x/14), or <see cref="Absent"/> for none.
    /// It counts from the turn of this server, until it has accepted once.
    /// </summary>
    public int InitialRegistrationDelaySeconds
    {
        get { return _server[ServerResource.InitialRegistrationDelay]; }
        set { Put(ServerResource.InitialRegistrationDelay, value); }
    }

    /// <summary>
    /// Registration Failure Block (/1/x/15): whether servers later in the order wait until this
    /// one has accepted; false by default: they go on when it has failed.
    /// </summary>
    public bool BlocksOnRegistrationFailure
    {
        get { return ServerValue(ServerResource.RegistrationFailureBlock, 0) != 0; }
        set { Put(ServerResource.RegistrationFailureBlock, value ? 1 : 0); }
    }

    /// <summary>
    /// Bootstrap on Registration Failure (/1/x/16); true by default. It needs a bootstrap server.
    /// </summary>
    public bool BootstrapsOnRegistrationFailure
    {
        get { return ServerValue(ServerResource.BootstrapOnRegistrationFailure, 1) != 0; }
        set { Put(ServerResource.BootstrapOnRegistrationFailure, value ? 1 : 0); }
    }

    /// <summary>
    /// Communication Retry Count (/1/x/17): the attempts of a sequence; <see cref="Absent"/> for
    /// the default of 5.
    /// </summary>
    public int CommunicationRetryCount
    {
        get { return _server[ServerResource.CommunicationRetryCount]; }
        set { Put(ServerResource.CommunicationRetryCount, value); }
    }

    /// <summary>
    /// Communication Retry Timer in seconds (/1/x/18): the wait before the second attempt,
    /// doubled each time; <see cref="Absent"/> for the default of 60.
    /// </summary>
    public int CommunicationRetryTimerSeconds
    {
        get { return _server[ServerResource.CommunicationRetryTimer]; }
        set { Put(ServerResource.CommunicationRetryTimer, value); }
    }

    /// <summary>
    /// Notifications of an observation in a row that may be non-confirmable (RFC 7641 §4.5), 0 to
    /// 255; 0 makes each one confirmable. At least one a day is.
    /// </summary>
    public int NonConfirmableNotifications { get; set; } = Limits.NonConfirmableNotifications;

    /// <summary>
    /// Communication Sequence Delay Timer in seconds (/1/x/19): the wait for the next sequence;
    /// <see cref="Absent"/> for the default of one day, <see cref="int.MaxValue"/> for no other
    /// sequence until the network or the application asks for it.
    /// </summary>
    public int CommunicationSequenceDelaySeconds
    {
        get { return _server[ServerResource.CommunicationSequenceDelay]; }
        set { Put(ServerResource.CommunicationSequenceDelay, value); }
    }

    /// <summary>
    /// Communication Sequence Retry Count (/1/x/20): the sequences after which the registration
    /// has failed; <see cref="Absent"/> for the default of 1.
    /// </summary>
    public int CommunicationSequenceRetryCount
    {
        get { return _server[ServerResource.CommunicationSequenceRetryCount]; }
        set { Put(ServerResource.CommunicationSequenceRetryCount, value); }
    }

    /// <summary>The transmission parameters of CoAP for this server.</summary>
    public TransmissionParameters Transmission { get; }

    /// <summary>The settings of the secure connection, or null without security.</summary>
    public DtlsParameters Dtls
    {
        get { return _isSecure ? _dtls : null; }
    }

    /// <summary>
    /// Whether the client registers anew although the secure session goes on; false by default:
    /// an Update keeps the registration and its observations. For servers that do not.
    /// </summary>
    public bool RegistersAfterResumption { get; set; }

    /// <summary>Its instance of the Security object.</summary>
    internal int SecurityInstance { get; private set; }

    /// <summary>Its instance of the Server object, or -1 for a bootstrap account.</summary>
    internal int ServerInstance { get; private set; }

    /// <summary>The values of the Server object, by resource id.</summary>
    internal int[] Server
    {
        get { return _server; }
    }

    /// <summary>A value of the Server object, or a default if it is absent.</summary>
    internal int ServerValue(int resourceId, int fallback)
    {
        int value = _server[resourceId];
        return value == Absent ? fallback : value;
    }

    /// <summary>Sets a value of the Server object, here and in the configuration.</summary>
    /// <returns>False, and nothing changes, if the configuration has no room.</returns>
    internal bool Put(int resourceId, int value)
    {
        long path = Lwm2mPath.Of(ObjectId.Server, ServerInstance, resourceId);
        if (value == Absent)
        {
            _configuration.Remove(path);
        }
        else if (!(resourceId == ServerResource.Binding
            || resourceId == ServerResource.PreferredTransport
            ? _configuration.Set(path, Binding, 0, value + 1)
            : _configuration.Set(path, value)))
        {
            return false;
        }

        _server[resourceId] = value;
        return true;
    }

    /// <summary>
    /// Takes the values of a Security and a Server instance. Allocates the host name and the key
    /// material.
    /// </summary>
    /// <param name="values">Where they are.</param>
    /// <param name="security">The Security instance.</param>
    /// <param name="server">The Server instance, or -1 for a bootstrap account.</param>
    /// <param name="isTrial">Whether only to look if it could be done.</param>
    /// <returns>False, and nothing changes, if that is not a complete account.</returns>
    internal bool Load(Configuration values, int security, int server, bool isTrial)
    {
        long mode = values.Integer(PathOf(security, SecurityResource.Mode), -1);
        bool isSecure = mode == SecurityResource.ModePsk;
        bool hasKeys = Has(values, security, SecurityResource.SecretKey, DtlsParameters.MaxKeyBytes)
            && Has(
                values, security, SecurityResource.Identity, DtlsParameters.MaxIdentityBytes);
        long path = Lwm2mPath.Of(ObjectId.Server, server, ServerResource.ShortServerId);
        long serverId = values.Integer(path, 0);
        path = Lwm2mPath.Of(ObjectId.Server, server, ServerResource.Lifetime);
        if ((isSecure ? !hasKeys : mode != SecurityResource.ModeNoSec)
            || (server >= 0
                && (serverId < 1 || serverId > MaxServerId || values.Integer(path, 0) < 1))
            || !Has(values, security, SecurityResource.ServerUri, MaxUriBytes)
            || !ParseUri(values.Buffer, values.ValueOffset, values.ValueLength, isSecure, isTrial))
        {
            return false;
        }

        if (!isTrial)
        {
            SecurityInstance = security;
            ServerInstance = server;
            LoadSecurity(values, isSecure);
            LoadServer(values);
        }

        return true;
    }

    private void LoadSecurity(Configuration values, bool isSecure)
    {
        _isSecure = isSecure;
        if (isSecure)
        {
            if (_dtls == null)
            {
                _dtls = new DtlsParameters();
            }

            values.Find(PathOf(SecurityInstance, SecurityResource.Identity));
            int identityAt = values.ValueOffset;
            int identityLength = values.ValueLength;
            values.Find(PathOf(SecurityInstance, SecurityResource.SecretKey));
            _dtls.Use(
                values.Buffer, identityAt, identityLength, values.ValueOffset,
                values.ValueLength);
        }
    }

    private void LoadServer(Configuration values)
    {
        for (int i = 0; i < _server.Length; i++)
        {
            _server[i] = Absent;
        }

        long path = Lwm2mPath.Of(ObjectId.Server, ServerInstance);
        bool isFound = ServerInstance >= 0 && values.Find(path);
        for (; isFound; isFound = values.FindNext(path))
        {
            int resourceId = Lwm2mPath.ResourceId(values.Path);
            if (resourceId == ServerResource.Binding
                || resourceId == ServerResource.PreferredTransport)
            {
                // UQS means UQ to a client that has no SMS.
                _server[resourceId] = values.ValueLength > 1
                    && values.Buffer[values.ValueOffset + 1] == Binding[1] ? 1 : 0;
            }
            else if (resourceId < _server.Length)
            {
                long value = values.Integer(values.Path, Absent);
                _server[resourceId] = value > int.MaxValue ? int.MaxValue
                    : value < 0 ? Absent
                    : (int)value;
            }
        }
    }

    /// <summary>Whether there is a value of some bytes, not more than a bound.</summary>
    private static bool Has(Configuration values, int security, int resourceId, int maxBytes)
    {
        return values.Find(PathOf(security, resourceId)) && values.ValueLength > 0
            && values.ValueLength <= maxBytes;
    }

    private static long PathOf(int security, int resourceId)
    {
        return Lwm2mPath.Of(ObjectId.Security, security, resourceId);
    }

    /// <summary>
    /// Takes <c>coap://host[:port]</c> or <c>coaps://host[:port]</c> apart (RFC 7252 §6.1, §6.2).
    /// </summary>
    private bool ParseUri(byte[] uri, int start, int length, bool isSecure, bool isTrial)
    {
        int end = start + length;
        int name = isSecure ? SchemeNameBytes : SchemeNameBytes - 1;
        if (length <= name + 3 || !Bytes.Equal(uri, start, s_scheme, 0, name)
            || !Bytes.Equal(uri, start + name, s_scheme, SchemeNameBytes, 3))
        {
            return false;
        }

        start += name + 3;
        end -= uri[end - 1] == '/' ? 1 : 0;

        // The port follows the last colon, unless that is inside the brackets of an IPv6 address.
        int colon = end;
        for (int i = start; i < end; i++)
        {
            int code = uri[i];
            if (code == '/')
            {
                return false;
            }

            colon = code == ':' ? i : code == ']' ? end : colon;
        }

        long port = isSecure ? PlainPort + 1 : PlainPort;
        if (colon < end
            && !NumberText.ParseInteger(uri, colon + 1, end - colon - 1, out port))
        {
            return false;
        }

        end = colon;
        if (end - start > 2 && uri[start] == '[' && uri[end - 1] == ']')
        {
            start++;
            end--;
        }

        if (port < 1 || port > 65535 || end <= start)
        {
            return false;
        }

        if (!isTrial)
        {
            Port = (int)port;
            Host = Encoding.UTF8.GetString(uri, start, end - start);
        }

        return true;
    }
}
