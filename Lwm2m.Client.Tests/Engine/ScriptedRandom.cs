// A source of random numbers that are not random: each kind of request for one has its own.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Tests;

/// <summary>
/// Answers a fixed number, but counts up from 1 for token bytes (bound 256) and gives a number of
/// its own for the first message id (bound 65536).
/// </summary>
public sealed class ScriptedRandom : IRandom
{
    private readonly int _number;

    /// <summary>Creates the source.</summary>
    /// <param name="number">What it answers; the largest allowed one if that is smaller.</param>
    public ScriptedRandom(int number)
    {
        _number = number;
    }

    /// <summary>The bound of the last request.</summary>
    public int LastBound { get; private set; }

    /// <summary>The answer to a request below 65536.</summary>
    public int MessageId { get; set; }

    /// <summary>The latest answer to a request below 256.</summary>
    public int TokenByte { get; set; }

    /// <inheritdoc/>
    public int Next(int bound)
    {
        LastBound = bound;
        return bound == 256 ? (++TokenByte & 0xFF)
            : bound == 0x10000 ? MessageId
            : _number < bound ? _number : bound - 1;
    }
}
