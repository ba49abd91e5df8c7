// What a secure connection with one server is made of (OMA LwM2M Core 1.1 appendix E.1, resources
// 3, 5, 14 and 16 of the Security object; Transport 1.1 §5.2).

using System;
using System.Text;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>
/// The settings of DTLS for one server. Change them before the client starts.
/// </summary>
public sealed class DtlsParameters
{
    /// <summary>Longest identity, in bytes (RFC 4279 §5.3).</summary>
    public const int MaxIdentityBytes = 128;

    /// <summary>Longest key, in bytes (RFC 4279 §5.3).</summary>
    public const int MaxKeyBytes = 64;

    /// <summary>
    /// Least path MTU: what a ClientKeyExchange with the longest identity needs, together with
    /// the rest of its flight.
    /// </summary>
    public const int MinPathMtuBytes = 288;

    /// <summary>The PSK identity: what the server knows the key by. Sent in clear.</summary>
    internal byte[] Identity;

    /// <summary>The pre-shared key.</summary>
    internal byte[] Key;

    /// <summary>The server name in UTF-8, or null.</summary>
    internal byte[] ServerNameBytes;

    private const int MaxServerNameBytes = 255;

    private int[] _cipherSuites = Defaults();
    private int _initialTimeoutMs = 2000;
    private int _pathMtuBytes = Limits.PathMtuBytes;

    internal DtlsParameters()
    {
        OffersConnectionId = true;
    }

    /// <summary>
    /// How long the first flight of a handshake waits for its answer, in milliseconds: 2000 by
    /// default, doubled up to 60000 with each loss (RFC 6347 §4.2.4.1). For cellular networks
    /// with high latency 9000 is recommended (RFC 7925 §11).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 60000.</exception>
    public int InitialTimeoutMs
    {
        get
        {
            return _initialTimeoutMs;
        }

        set
        {
            if (value < 1 || value > Limits.MaxHandshakeTimeoutMs)
            {
                throw new ArgumentOutOfRangeException("InitialTimeoutMs");
            }

            _initialTimeoutMs = value;
        }
    }

    /// <summary>
    /// The most bytes of one datagram (its UDP payload); 1200 by default. What is longer is
    /// fragmented, if it belongs to a handshake, or not sent.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 288 to 65507.</exception>
    public int PathMtuBytes
    {
        get
        {
            return _pathMtuBytes;
        }

        set
        {
            if (value < MinPathMtuBytes || value > 65507)
            {
                throw new ArgumentOutOfRangeException("PathMtuBytes");
            }

            _pathMtuBytes = value;
        }
    }

    /// <summary>
    /// DTLS/TLS Ciphersuite (/0/x/16): the suites to offer, best first, of
    /// <see cref="CipherSuite"/>. Those that this client does not have are left out.
    /// </summary>
    /// <exception cref="ArgumentException">This client has none of them.</exception>
    public int[] CipherSuites
    {
        get
        {
            return _cipherSuites;
        }

        set
        {
            if (value.Length > Limits.CipherSuites || !UseSuites(value))
            {
                throw new ArgumentException("CipherSuites");
            }
        }
    }

    /// <summary>
    /// SNI (/0/x/14): the name of the server that is stated in the handshake (RFC 6066 §3), up to
    /// 255 bytes; null, the default, to state none.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public string ServerName
    {
        get
        {
            byte[] name = ServerNameBytes;
            return name == null ? null : Encoding.UTF8.GetString(name, 0, name.Length);
        }

        set
        {
            byte[] name = value == null ? null : Bytes.FromText(value);
            if (name != null && (name.Length == 0 || name.Length > MaxServerNameBytes))
            {
                throw new ArgumentException("ServerName");
            }

            ServerNameBytes = name;
        }
    }

    /// <summary>
    /// Whether the server is asked for a connection id (RFC 9146), with which the session outlives
    /// a change of the address; true by default.
    /// </summary>
    public bool OffersConnectionId { get; set; }

    /// <summary>Whether a suite is one of those offered.</summary>
    internal bool Offers(int suite)
    {
        for (int i = 0; i < _cipherSuites.Length; i++)
        {
            if (_cipherSuites[i] == suite)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes an identity and a key; null for none.</summary>
    internal void Use(byte[] identity, byte[] key)
    {
        if (Key != null)
        {
            Bytes.Wipe(Key);
        }

        Identity = identity;
        Key = key;
    }

    /// <summary>
    /// Offers those suites that this client has; false, and it offers all of them, if it has none.
    /// </summary>
    internal bool UseSuites(int[] suites)
    {
        _cipherSuites = Defaults();
        int count = 0;
        int[] known = new int[suites.Length];
        for (int i = 0; i < suites.Length; i++)
        {
            if (Offers(suites[i]))
            {
                known[count++] = suites[i];
            }
        }

        if (count == 0)
        {
            return false;
        }

        _cipherSuites = new int[count];
        Array.Copy(known, _cipherSuites, count);
        return true;
    }

    private static int[] Defaults()
    {
        return new int[] { CipherSuite.PskAes128Ccm8, CipherSuite.PskAes128Ccm };
    }
}
