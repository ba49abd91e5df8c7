// What the virtual link does to datagrams, and what an attacker on it can do to them.

using System.Net;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>What arrives somewhere.</summary>
/// <param name="DelayMs">After which time it arrives.</param>
/// <param name="IsToServer">The direction.</param>
/// <param name="Client">The client's address, where it goes or comes from.</param>
/// <param name="Bytes">The datagram.</param>
internal sealed record Delivery(int DelayMs, bool IsToServer, IPEndPoint Client, byte[] Bytes);

/// <summary>The conditions on the link between client and server; both directions.</summary>
internal sealed class Link(Random random)
{
    private const int RememberedDatagrams = 200;

    /// <summary>MAX_LATENCY of RFC 7252 §4.8.2. A request that never arrived and is shown to the
    /// device later than that may be carried out twice: DTLS takes it for a slow one, and CoAP has
    /// forgotten the message id. Neither promises more.</summary>
    private const int MaxLatencyMs = 100_000;

    private readonly List<(long AtMs, Delivery Delivery)> _heard = [];

    /// <summary>The probability that a datagram is lost.</summary>
    public double Loss { get; set; }

    /// <summary>The probability that a datagram comes twice.</summary>
    public double Duplication { get; set; }

    /// <summary>The shortest delay.</summary>
    public int MinDelayMs { get; set; } = 5;

    /// <summary>The longest delay; different delays reorder.</summary>
    public int MaxDelayMs { get; set; } = 5;

    /// <summary>The probability that some bits of a datagram change. For secure worlds, as the
    /// next two.</summary>
    public double Corruption { get; set; }

    /// <summary>The probability that an old datagram is sent again with a new one.</summary>
    public double Replay { get; set; }

    /// <summary>The probability that a forged datagram is sent with a genuine one.</summary>
    public double Forgery { get; set; }

    /// <summary>Whether the client's interface is down, and says so.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether everything is lost without a sign.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What Connect says while the interface is up.</summary>
    public TransportStatus Resolution { get; set; } = TransportStatus.Connected;

    /// <summary>What Connect says.</summary>
    public TransportStatus ConnectStatus => IsDown ? TransportStatus.NetworkDown : Resolution;

    /// <summary>Makes the link a perfect one.</summary>
    public void Heal()
    {
        Loss = 0;
        Duplication = 0;
        Corruption = 0;
        Replay = 0;
        Forgery = 0;
        MinDelayMs = 5;
        MaxDelayMs = 5;
        IsDown = false;
        IsSilent = false;
        Resolution = TransportStatus.Connected;
    }

    /// <summary>What becomes of a datagram.</summary>
    public IEnumerable<Delivery> Carry(
        long nowMs, bool isToServer, IPEndPoint client, byte[] datagram)
    {
        if (IsSilent || random.NextDouble() < Loss)
        {
            yield break;
        }

        int copies = random.NextDouble() < Duplication ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            byte[] bytes = Happens(Corruption) ? Corrupt(datagram) : datagram;
            yield return new Delivery(Delay(), isToServer, client, bytes);
        }

        if (Replay + Forgery > 0)
        {
            var genuine = new Delivery(0, isToServer, client, datagram);
            foreach (Delivery delivery in Attack(nowMs, genuine))
            {
                yield return delivery;
            }
        }
    }

    private IEnumerable<Delivery> Attack(long nowMs, Delivery genuine)
    {
        _heard.Add((nowMs, genuine));
        if (_heard.Count > RememberedDatagrams)
        {
            _heard.RemoveAt(0);
        }

        (long atMs, Delivery old) = _heard[random.Next(_heard.Count)];
        if (Happens(Replay) && (old.IsToServer || nowMs - atMs < MaxLatencyMs))
        {
            // The server may be shown it from another address; the client has one only.
            IPEndPoint client = old.IsToServer && random.Next(2) == 0
                ? new IPEndPoint(IPAddress.Loopback, random.Next(1_000, 2_000))
                : old.IsToServer ? old.Client : genuine.Client;
            yield return old with { DelayMs = Delay(), Client = client };
        }

        if (Happens(Forgery))
        {
            yield return genuine with { DelayMs = Delay(), Bytes = Forge(genuine, old.Bytes) };
        }
    }

    /// <summary>A datagram made by somebody without keys.</summary>
    private byte[] Forge(Delivery genuine, byte[] old)
    {
        byte[] bytes = [.. genuine.Bytes];
        switch (random.Next(5))
        {
            case 0:
                // The header of one, the rest of another.
                int header = Math.Min(13, Math.Min(bytes.Length, old.Length));
                return [.. bytes[..header], .. old[header..]];
            case 1:
                // A sequence number far ahead.
                bytes.AsSpan(Math.Min(5, bytes.Length), Math.Min(2, Math.Max(0, bytes.Length - 5)))
                    .Fill(0x7F);
                return bytes;
            case 2:
                // A fatal alert in plaintext.
                return [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 80];
            case 3:
                random.NextBytes(bytes);
                return bytes;
            default:
                return bytes[..random.Next(bytes.Length + 1)];
        }
    }

    private byte[] Corrupt(byte[] datagram)
    {
        byte[] bytes = [.. datagram];
        for (int i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private bool Happens(double probability) =>
        probability > 0 && random.NextDouble() < probability;

    private int Delay() => random.Next(MinDelayMs, MaxDelayMs + 1);
}
