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

    /// <summary>Makes room for a secure server that only a bootstrap will say.</summary>
    internal void Reserve()
    {
        _dtls = new DtlsParameters();
        _isSecure = true;
    }

    /// <summary>There is no such account any more.</summary>
    internal void Clear()
    {
        SecurityInstance = -1;
        ServerInstance = -1;
        if (_dtls != null)
        {
            _dtls.Use(_configuration.Buffer, 0, 0, 0, 0);
        }

        LoadServer(_configuration);
    }

    /// <summary>Brings what the application has set into the configuration.</summary>
    internal bool Save()
    {
        bool hasRoom = true;
        for (int i = 0; i < _server.Length && ServerInstance >= 0; i++)
        {
            hasRoom &= _server[i] == Absent || Put(i, _server[i]);
        }

        if (_isSecure)
        {
            byte[] name = _dtls.ServerNameBytes;
            int[] suites = _dtls.CipherSuites;
            if (name != null)
            {
                hasRoom &= _configuration.Set(
                    Accounts.SecurityPath(SecurityInstance, SecurityResource.ServerName),
                    name, 0, name.Length);
            }

            for (int i = 0; i < suites.Length; i++)
            {
                hasRoom &= _configuration.Set(
                    Lwm2mPath.Of(
                        ObjectId.Security, SecurityInstance, SecurityResource.CipherSuite, i),
                    suites[i]);
            }
        }

        return hasRoom;
    }

    /// <summary>Sets a value of the Server object, here and in the configuration.</summary>
    /// <returns>False, and nothing changes, if the configuration has no room.</returns>
    internal bool Put(int resourceId, int value)
    {
        long path = Lwm2mPath.Of(ObjectId.Server, ServerInstance, resourceId);
        if (ServerInstance < 0)
        {
            return false;
        }

        if (value == Absent)
        {
            _configuration.Remove(path);
        }
        else if (!_configuration.Set(path, value))
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
        long mode = values.Integer(Accounts.SecurityPath(security, SecurityResource.Mode), -1);
        bool isSecure = mode == SecurityResource.ModePsk;
        bool hasKeys = Has(values, security, SecurityResource.SecretKey, DtlsParameters.MaxKeyBytes)
            && Has(
                values, security, SecurityResource.Identity, DtlsParameters.MaxIdentityBytes);
        long serverId = Accounts.ServerIdOf(values, ObjectId.Server, server);
        long path = Lwm2mPath.Of(ObjectId.Server, server, ServerResource.Lifetime);
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

            values.Find(Accounts.SecurityPath(SecurityInstance, SecurityResource.Identity));
            int identityAt = values.ValueOffset;
            int identityLength = values.ValueLength;
            values.Find(Accounts.SecurityPath(SecurityInstance, SecurityResource.SecretKey));
            _dtls.Use(
                values.Buffer, identityAt, identityLength, values.ValueOffset,
                values.ValueLength);
            bool hasName = values.Find(
                Accounts.SecurityPath(SecurityInstance, SecurityResource.ServerName));
            _dtls.UseServerName(
                values.Buffer, values.ValueOffset, hasName ? values.ValueLength : 0);
            LoadSuites(values);
        }
    }

    /// <summary>Those that this client has; all of them, if there are none.</summary>
    private void LoadSuites(Configuration values)
    {
        int[] suites = new int[Limits.CipherSuites];
        int count = 0;
        long path = Accounts.SecurityPath(SecurityInstance, SecurityResource.CipherSuite);
        bool isFound = values.Find(path);
        for (; isFound && count < suites.Length; isFound = values.FindNext(path))
        {
            suites[count++] = (int)values.Integer(values.Path, 0);
        }

        _dtls.UseSuites(suites);
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
            if (resourceId < _server.Length)
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
        return values.Find(Accounts.SecurityPath(security, resourceId)) && values.ValueLength > 0
            && values.ValueLength <= maxBytes;
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
