// What happens in the virtual world.

using Lwm2m.DevServer.Coap;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>A change of the registration as the application is told it.</summary>
internal sealed record StateChange(
    long AtMs, RegistrationState From, RegistrationState To, RegistrationReason Reason, int Code)
{
    /// <summary>The Short Server ID.</summary>
    public int ServerId { get; init; }
}

/// <summary>A datagram as it was sent, lost on the way or not; encrypted in a secure world.
/// </summary>
internal sealed record Datagram(long AtMs, bool IsFromClient, byte[] Bytes)
{
    /// <summary>The server that it goes to or comes from.</summary>
    public VirtualServer? Server { get; init; }

    /// <summary>The datagram, parsed.</summary>
    public CoapMessage Message => CoapMessage.Parse(Bytes, out CoapMessage? message)
        == ParseStatus.Ok ? message! : throw new FormatException(Convert.ToHexString(Bytes));
}

/// <summary>A rule that holds at all times was broken.</summary>
internal sealed class InvariantException(string message) : Exception(message);
