// What the client knows of one server: its Security instance and its Server instance
// (OMA LwM2M Core 1.1 appendix E.1, E.2).

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

/// <summary>The settings for one server. Change them before the client starts.</summary>
public sealed class Account
{
    /// <summary>The value of a setting that is absent.</summary>
    public const int Absent = -1;

    /// <summary>Disable Timeout (/1/x/5) if it is absent: one day.</summary>
    internal const int DefaultDisableTimeoutSeconds = 86400;

    private const string PlainScheme = "coap://";
    private const string SecureScheme = "coaps://";
    private const int PlainPort = 5683;
    private const int SecurePort = 5684;
    private const int MaxUriBytes = 255;

    // Indexed by the resource id of the Server object; booleans are 0 and 1.
    private readonly int[] _server = new int[ServerResource.Count];

    internal Account(string uri, DtlsParameters dtls, int serverId, int lifetimeSeconds)
    {
        if (serverId < 1 || serverId > 65534)
        {
            throw new ArgumentOutOfRangeException("serverId");
        }

        if (lifetimeSeconds < 1)
        {
            throw new ArgumentOutOfRangeException("lifetimeSeconds");
        }

        Dtls = dtls;
        ParseUri(
            uri, dtls == null ? PlainScheme : SecureScheme,
            dtls == null ? PlainPort : SecurePort);
        for (int i = 0; i < _server.Length; i++)
        {
            _server[i] = Absent;
        }

        _server[ServerResource.ShortServerId] = serverId;
        _server[ServerResource.Lifetime] = lifetimeSeconds;
        _server[ServerResource.NotificationStoring] = 1;
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
        set { _server[ServerResource.DefaultMinimumPeriod] = value; }
    }

    /// <summary>
    /// Default Maximum Period of notifications in seconds (/1/x/3), or <see cref="Absent"/>.
    /// </summary>
    public int DefaultMaximumPeriodSeconds
    {
        get { return _server[ServerResource.DefaultMaximumPeriod]; }
        set { _server[ServerResource.DefaultMaximumPeriod] = value; }
    }

    /// <summary>
    /// Disable Timeout in seconds (/1/x/5), or <see cref="Absent"/> for the default of one day.
    /// </summary>
    public int DisableTimeoutSeconds
    {
        get { return _server[ServerResource.DisableTimeout]; }
        set { _server[ServerResource.DisableTimeout] = value; }
    }

    /// <summary>
    /// Registration Priority Order (/1/x/13), or <see cref="Absent"/>.
    /// </summary>
    public int RegistrationPriority
    {
        get { return _server[ServerResource.RegistrationPriority]; }
        set { _server[ServerResource.RegistrationPriority] = value; }
    }

    /// <summary>
    /// Initial Registration Delay Timer in seconds (/1/x/14), or <see cref="Absent"/> for none.
    /// </summary>
    public int InitialRegistrationDelaySeconds
    {
        get { return _server[ServerResource.InitialRegistrationDelay]; }
        set { _server[ServerResource.InitialRegistrationDelay] = value; }
    }

    /// <summary>
    /// Communication Retry Timer in seconds (/1/x/18): the wait before the first new attempt,
    /// doubled each time; <see cref="Absent"/> for the default of 60.
    /// </summary>
    public int CommunicationRetryTimerSeconds
    {
        get { return _server[ServerResource.CommunicationRetryTimer]; }
        set { _server[ServerResource.CommunicationRetryTimer] = value; }
    }

    /// <summary>The transmission parameters of CoAP for this server.</summary>
    public TransmissionParameters Transmission { get; }

    /// <summary>The settings of the secure connection, or null without security.</summary>
    public DtlsParameters Dtls { get; }

    /// <summary>
    /// Whether the client registers anew although the secure session goes on; false by default:
    /// an Update keeps the registration and its observations. For servers that do not.
    /// </summary>
    public bool RegistersAfterResumption { get; set; }

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

    /// <summary>
    /// Takes <c>coap://host[:port]</c> or <c>coaps://host[:port]</c> apart (RFC 7252 §6.1, §6.2).
    /// </summary>
    private void ParseUri(string uri, string scheme, int defaultPort)
    {
        if (uri == null || uri.Length > MaxUriBytes || !uri.StartsWith(scheme))
        {
            throw new ArgumentException("uri: " + scheme + "host:port");
        }

        int start = scheme.Length;
        int end = uri.Length;
        if (end > start && uri[end - 1] == '/')
        {
            end--;
        }

        // The port follows the last colon, unless that is inside the brackets of an IPv6 address.
        Port = defaultPort;
        int colon = uri.LastIndexOf(':');
        if (colon > start && uri.IndexOf(']', colon) < 0)
        {
            Port = ParsePort(uri, colon + 1, end);
            end = colon;
        }

        if (end - start > 2 && uri[start] == '[' && uri[end - 1] == ']')
        {
            start++;
            end--;
        }

        Host = uri.Substring(start, end - start);
        if (Host.Length == 0 || Host.IndexOf('/') >= 0)
        {
            throw new ArgumentException("uri: " + scheme + "host:port");
        }
    }

    private static int ParsePort(string uri, int start, int end)
    {
        int port = 0;
        for (int i = start; i < end; i++)
        {
            int digit = uri[i] - '0';
            port = digit < 0 || digit > 9 || port > 65535 ? 65536 : (port * 10) + digit;
        }

        if (port < 1 || port > 65535)
        {
            throw new ArgumentException("uri: port");
        }

        return port;
    }
}
