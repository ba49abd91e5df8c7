// What the virtual link does to datagrams.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>The conditions on the link between client and server; both directions.</summary>
internal sealed class Link
{
    /// <summary>The probability that a datagram is lost.</summary>
    public double Loss { get; set; }

    /// <summary>The probability that a datagram comes twice.</summary>
    public double Duplication { get; set; }

    /// <summary>The shortest delay.</summary>
    public int MinDelayMs { get; set; } = 5;

    /// <summary>The longest delay; different delays reorder.</summary>
    public int MaxDelayMs { get; set; } = 5;

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
        MinDelayMs = 5;
        MaxDelayMs = 5;
        IsDown = false;
        IsSilent = false;
        Resolution = TransportStatus.Connected;
    }
}
