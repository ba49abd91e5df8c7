// The real machine: its clock, its random numbers, UDP sockets.

using System;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Transport;

/// <summary>The machine that the program runs on.</summary>
public sealed class SystemPlatform : IPlatform, IClock, IRandom
{
    // A clock that has never been set starts at the runtime's build date or at 1970.
    private const long EarliestKnownUtc = 1704067200; // 2024-01-01
    private const long UnixEpochTicks = 621355968000000000;
    private const int TicksPerSecond = 10000000;

    private readonly Random _random = new Random();

    /// <summary>Creates a platform whose cryptography is managed code.</summary>
    public SystemPlatform()
        : this(new ManagedCrypto())
    {
    }

    /// <summary>Creates a platform with cryptography of the machine.</summary>
    /// <param name="crypto">The cryptography of secure connections.</param>
    public SystemPlatform(ICrypto crypto)
    {
        Crypto = crypto;
    }

    /// <inheritdoc/>
    public ICrypto Crypto { get; }

    /// <inheritdoc/>
    public IClock Clock
    {
        get { return this; }
    }

    /// <inheritdoc/>
    public IRandom Random
    {
        get { return this; }
    }

    /// <inheritdoc/>
    public long NowMs
    {
        get { return Environment.TickCount64; }
    }

    /// <inheritdoc/>
    public long UtcSeconds
    {
        get
        {
            long seconds = (DateTime.UtcNow.Ticks - UnixEpochTicks) / TicksPerSecond;
            return seconds < EarliestKnownUtc ? -1 : seconds;
        }
    }

    /// <inheritdoc/>
    public int Next(int bound)
    {
        return _random.Next(bound);
    }

    /// <inheritdoc/>
    public IDatagramTransport CreateTransport()
    {
        return new UdpTransport();
    }
}
