// The values of an account in a configuration, and taking them from there.

using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

public sealed partial class Account
{
    /// <summary>Its instance of the Security object, or -1 if the account is not in use.</summary>
    internal int SecurityInstance;

    /// <summary>Its instance of the Server object, or -1 for a bootstrap account.</summary>
    internal int ServerInstance;

    /// <summary>
    /// The values of the Server object by resource id, or what is the default. Booleans are 0 and
    /// 1, and so are the texts U and UQ.
    /// </summary>
    internal readonly int[] Server = new int[ServerResource.Count];

    /// <summary>Makes room for a secure server that only a bootstrap will say.</summary>
    /// <param name="like">The account whose settings it has; null for the defaults.</param>
    internal void Reserve(Account like)
    {
        DtlsParameters dtls = new DtlsParameters();
        _dtls = dtls;
        _isSecure = true;
        if (like != null)
        {
            AwakeMs = like.AwakeMs;
            KeepsAddress = like.KeepsAddress;
            NonConfirmableNotifications = like.NonConfirmableNotifications;
            RegistersAfterResumption = like.RegistersAfterResumption;
            SendsJson = like.SendsJson;
            DtlsParameters other = like._dtls;
            if (other != null)
            {
                dtls.InitialTimeoutMs = other.InitialTimeoutMs;
                dtls.PathMtuBytes = other.PathMtuBytes;
                dtls.OffersConnectionId = other.OffersConnectionId;
            }
        }
    }

    /// <summary>Makes this a server that nothing is known of but where it is.</summary>
    internal void Use(string host, int port, DtlsParameters dtls)
    {
        Host = host;
        Port = port;
        _dtls = dtls;
        _isSecure = dtls != null;
    }

    /// <summary>There is no such account any more.</summary>
    internal void Clear()
    {
        SecurityInstance = -1;
        ServerInstance = -1;
        if (_dtls != null)
        {
            _dtls.Use(null, null);
        }

        LoadServer(_configuration);
    }

    /// <summary>Brings what the application has set into the configuration.</summary>
    internal void Save()
    {
        for (int i = 0; i < Server.Length && ServerInstance >= 0; i++)
        {
            if (Server[i] != DefaultOf(i))
            {
                Put(i, Server[i]);
            }
        }

        if (_isSecure)
        {
            byte[] name = _dtls.ServerNameBytes;
            int[] suites = _dtls.CipherSuites;
            if (name != null)
            {
                _configuration.Set(
                    Accounts.SecurityPath(SecurityInstance, SecurityResource.ServerName),
                    name, 0, name.Length);
            }

            for (int i = 0; i < suites.Length; i++)
            {
                _configuration.Set(
                    Lwm2mPath.Of(
                        ObjectId.Security, SecurityInstance, SecurityResource.CipherSuite, i),
                    suites[i]);
            }
        }
    }

    /// <summary>Sets a value of the Server object, here and in the configuration.</summary>
    /// <returns>False, and nothing changes, if the configuration has no room.</returns>
    internal bool Put(int resourceId, int value)
    {
        bool hasRoom = _configuration.Set(PathOf(resourceId), value);
        if (hasRoom)
        {
            Server[resourceId] = value;
        }

        return hasRoom;
    }

    /// <summary>Removes a value of the Server object: what is the default applies.</summary>
    internal void Reset(int resourceId)
    {
        _configuration.Remove(PathOf(resourceId));
        Server[resourceId] = DefaultOf(resourceId);
    }

    /// <summary>
    /// Whether a Security and a Server instance make a complete account, or a Security instance
    /// alone (-1 for the other) a bootstrap account.
    /// </summary>
    internal static bool IsComplete(Configuration values, int security, int server)
    {
        long mode = values.Integer(Accounts.SecurityPath(security, SecurityResource.Mode), -1);
        bool isSecure = mode == SecurityResource.ModePsk;
        long serverId = Accounts.ServerIdOf(values, ObjectId.Server, server);
        long lifetime = Lwm2mPath.Of(ObjectId.Server, server, ServerResource.Lifetime);
        return (isSecure
                ? Has(values, security, SecurityResource.SecretKey, DtlsParameters.MaxKeyBytes)
                    && Has(
                        values, security, SecurityResource.Identity,
                        DtlsParameters.MaxIdentityBytes)
                : mode == SecurityResource.ModeNoSec)
            && (server < 0 || (serverId >= 1 && serverId <= MaxServerId
                && values.Integer(lifetime, 0) >= 1))
            && Has(values, security, SecurityResource.ServerUri, MaxUriBytes)
            && FindHost(values, isSecure) > 0;
    }

    /// <summary>
    /// Takes the values of an account that is complete. Allocates the host name and the key
    /// material.
    /// </summary>
    /// <param name="values">Where they are.</param>
    /// <param name="security">The Security instance, or -1 for none.</param>
    /// <param name="server">The Server instance, or -1 for a bootstrap account.</param>
    internal void Load(Configuration values, int security, int server)
    {
        Clear();
        if (security < 0)
        {
            return;
        }

        SecurityInstance = security;
        ServerInstance = server;
        _isSecure = values.Integer(Accounts.SecurityPath(security, SecurityResource.Mode), 0)
            == SecurityResource.ModePsk;
        if (_isSecure)
        {
            LoadSecurity(values, security);
        }

        values.Find(Accounts.SecurityPath(security, SecurityResource.ServerUri));
        Port = FindHost(values, _isSecure);
        Host = Encoding.UTF8.GetString(values.Buffer, values.ValueOffset, values.ValueLength);
        LoadServer(values);
    }

    private void LoadSecurity(Configuration values, int security)
    {
        if (_dtls == null)
        {
            _dtls = new DtlsParameters();
        }

        _dtls.Use(
            values.Copy(Accounts.SecurityPath(security, SecurityResource.Identity)),
            values.Copy(Accounts.SecurityPath(security, SecurityResource.SecretKey)));
        _dtls.ServerNameBytes =
            values.Copy(Accounts.SecurityPath(security, SecurityResource.ServerName));

        // Those suites that this client has; all of them, if there are none.
        int[] suites = new int[Limits.CipherSuites];
        int count = 0;
        long path = Accounts.SecurityPath(security, SecurityResource.CipherSuite);
        bool isFound = values.Find(path);
        for (; isFound && count < suites.Length; isFound = values.FindNext(path))
        {
            suites[count++] = (int)values.Integer(values.Path, 0);
        }

        _dtls.UseSuites(suites);
    }

    private void LoadServer(Configuration values)
    {
        int[] server = Server;
        for (int i = 0; i < server.Length; i++)
        {
            server[i] = DefaultOf(i);
            if (ServerInstance >= 0)
            {
                long value = values.Integer(PathOf(i), server[i]);
                server[i] = value > int.MaxValue ? int.MaxValue : (int)value;
            }
        }
    }

    private static int DefaultOf(int resourceId)
    {
        int value = s_defaults[resourceId];
        return value == OneDay ? SecondsOfADay : (sbyte)value;
    }

    private long PathOf(int resourceId)
    {
        return Lwm2mPath.Of(ObjectId.Server, ServerInstance, resourceId);
    }

    /// <summary>Whether there is a value of some bytes, not more than a bound.</summary>
    private static bool Has(Configuration values, int security, int resourceId, int maxBytes)
    {
        return values.Find(Accounts.SecurityPath(security, resourceId)) && values.ValueLength > 0
            && values.ValueLength <= maxBytes;
    }

    /// <summary>
    /// Narrows the URI that was found, <c>coap://host[:port]</c> or <c>coaps://host[:port]</c>, to
    /// its host.
    /// </summary>
    /// <returns>The port, or 0 if the URI is not valid.</returns>
    private static int FindHost(Configuration values, bool isSecure)
    {
        byte[] buffer = values.Buffer;
        int uri = values.ValueOffset;
        int end = uri + values.ValueLength;
        int port = CoapUri.FindHost(
            buffer, ref values.ValueOffset, ref values.ValueLength, out int path);

        // There is nothing behind it but a slash.
        return port > 0 && end - path < 2 && CoapUri.IsSecure(buffer, uri) == isSecure
            ? port
            : 0;
    }
}
