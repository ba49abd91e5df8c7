// Handshake messages, whole and in fragments (RFC 6347 §4.2.2, §4.2.3).

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>A whole handshake message.</summary>
internal sealed record HandshakeMessage(byte Type, int Sequence, byte[] Body)
{
    public const int HeaderBytes = 12;

    /// <summary>The message as if it had been sent in one fragment: what the hash of the handshake
    /// takes (RFC 6347 §4.2.6).</summary>
    public byte[] ToArray() => Fragment(0, Body.Length);

    public byte[] Fragment(int offset, int length) => new WireWriter()
        .UInt8(Type).UInt24(Body.Length).UInt16(Sequence)
        .UInt24(offset).Vector(3, Body.AsSpan(offset, length))
        .ToArray();
}

/// <summary>A part of a handshake message.</summary>
internal sealed record HandshakeFragment(
    byte Type, int Length, int Sequence, int Offset, byte[] Bytes)
{
    /// <summary>The fragments in the payload of a record.</summary>
    public static List<HandshakeFragment> ReadAll(byte[] payload)
    {
        var reader = new WireReader(payload);
        var fragments = new List<HandshakeFragment>();
        while (!reader.IsAtEnd)
        {
            fragments.Add(new HandshakeFragment(
                reader.UInt8(), reader.UInt24(), reader.UInt16(), reader.UInt24(),
                reader.Vector(3).ToArray()));
        }

        return fragments;
    }
}

/// <summary>Puts the fragments of the messages of a peer together, in any order.</summary>
internal sealed class Reassembler(int nextSequence)
{
    private const int MaxAhead = 8;

    private readonly Dictionary<int, Partial> _partials = [];

    /// <summary>The message_seq that is expected next.</summary>
    public int NextSequence { get; private set; } = nextSequence;

    public void Add(HandshakeFragment fragment)
    {
        if (fragment.Sequence < NextSequence || fragment.Sequence >= NextSequence + MaxAhead
            || fragment.Offset + fragment.Bytes.Length > fragment.Length)
        {
            return;
        }

        if (!_partials.TryGetValue(fragment.Sequence, out Partial? partial))
        {
            partial = new Partial(fragment.Type, fragment.Length);
            _partials.Add(fragment.Sequence, partial);
        }

        if (partial.Type == fragment.Type && partial.Body.Length == fragment.Length)
        {
            fragment.Bytes.CopyTo(partial.Body, fragment.Offset);
            partial.IsThere.AsSpan(fragment.Offset, fragment.Bytes.Length).Fill(true);
        }
    }

    /// <summary>The next message, if it is complete.</summary>
    public HandshakeMessage? Take()
    {
        if (!_partials.TryGetValue(NextSequence, out Partial? partial)
            || partial.IsThere.AsSpan().Contains(false))
        {
            return null;
        }

        _partials.Remove(NextSequence);
        return new HandshakeMessage(partial.Type, NextSequence++, partial.Body);
    }

    private sealed class Partial(byte type, int length)
    {
        public byte Type { get; } = type;

        public byte[] Body { get; } = new byte[length];

        public bool[] IsThere { get; } = new bool[length];
    }
}
