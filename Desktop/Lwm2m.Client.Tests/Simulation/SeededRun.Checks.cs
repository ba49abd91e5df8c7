// What must be so at the end of a run. The client's side is looked at from the inside.

using System.Net;
using System.Runtime.CompilerServices;
using Lwm2m.Client.Coap;
using Lwm2m.Client.DesktopTests.Blocks;
using Lwm2m.Client.Interfaces;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using ServerRegistration = Lwm2m.DevServer.Registration;

namespace Lwm2m.Client.DesktopTests.Simulation;

internal sealed partial class SeededRun
{
    private void CheckAgreement()
    {
        RegistrationState state = _world.Client.GetState(1);
        if (state is not (RegistrationState.Registered or RegistrationState.AwaitingUpdateResponse))
        {
            throw new InvariantException($"{state} a day after the link has healed");
        }

        ServerRegistration registration = Server
            ?? throw new InvariantException("the server does not know the client");
        IPEndPoint? address = _world.Socket.PublicEndPoint;
        if (!registration.Peer.Equals(
            _world.Secure is { } secure ? secure.PeerAt(address) : address))
        {
            throw new InvariantException("the server knows the client at another address");
        }

        string client = string.Join(' ', ClientView.Tokens(_world.Client).Order());
        string server = string.Join(' ', registration.Observations
            .Select(observation => observation.Token.ToString()).Order());
        if (client != server)
        {
            throw new InvariantException(
                $"observations of the client [{client}], of the server [{server}]");
        }
    }

    /// <summary>Whatever was lost or came in another order: the server has the value.</summary>
    private void CheckValues()
    {
        foreach (Observation observation in Server!.Observations)
        {
            if (observation.Path == "/33000/0/2"
                && !(TlvCodec.Decode(observation.Latest!.Payload)[0].TryGetDouble(out double value)
                    && value == Object.Value))
            {
                throw new InvariantException(
                    $"the value is {Object.Value}, the server has {observation.Latest}");
            }

            if (observation.IsComposite && Senml.Decode(
                observation.Latest!.ContentFormat, observation.Latest.Payload)[0].Value.Number
                    != Object.Value)
            {
                throw new InvariantException(
                    $"the value is {Object.Value}, the server has {observation.Latest}");
            }
        }
    }

    /// <summary>What came in blocks is whole, and nobody holds the buffer any more.</summary>
    private void CheckBodies()
    {
        foreach (LargeObject large in _large)
        {
            CheckLarge(large.Value);
            large.Completed.ForEach(CheckLarge);
        }

        if (ClientView.Content(_world.Client).Body.IsBusy(_world.NowMs))
        {
            throw new InvariantException("the body buffer is still in use");
        }
    }

    private void CheckBounds()
    {
        (int peers, int remembered, int timers) = _world.Server.Held;
        int observations = Server!.Observations.Count;

        // In EXCHANGE_LIFETIME: the Updates of a lifetime of 20 s, and a notification in 2 s.
        if (peers > 2 || timers > peers + 2 + observations || remembered > 150 * (observations + 1))
        {
            throw new InvariantException(
                $"server holds {peers} peers, {remembered} messages, {timers} timers");
        }

        ServerSession session = ClientView.Session(_world.Client);
        if (session.Pending.IsTaken)
        {
            throw new InvariantException("a request is still pending in the client");
        }

        if (session.Exchange.Purpose > ServerSession.RegistrationPurpose)
        {
            throw new InvariantException("an exchange is left over");
        }

        if (_sends != 0)
        {
            throw new InvariantException("a Send has no outcome");
        }

        if (session.Duplicates.Add(0, _world.NowMs) < 0)
        {
            throw new InvariantException("a table of the client is full");
        }
    }
}

/// <summary>The inside of a client, for checks.</summary>
internal static class ClientView
{
    /// <summary>The conversation with the one server.</summary>
    public static ServerSession Session(Lwm2mClient client) => First(client);

    /// <summary>The tokens of the client's observations, in hexadecimal.</summary>
    public static List<string> Tokens(Lwm2mClient client)
    {
        var reporting = (InformationReporting)Session(client);
        ObservationTable table = Table(reporting);
        var tokens = new List<string>();
        for (int row = 0; row < table.Rows.Length; row += ObservationTable.RowBytes)
        {
            if (table.Rows[row] == Owner(reporting))
            {
                tokens.Add(Convert.ToHexStringLower(table.Rows.AsSpan(
                    row + ObservationTable.Token,
                    table.Rows[row + ObservationTable.TokenLength])));
            }
        }

        return tokens;
    }

    /// <summary>Tells somebody when a registration has failed so that a bootstrap is due.
    /// </summary>
    public static void OnBootstrapRequested(Lwm2mClient client, IBootstrapRequester requester) =>
        Workspace(client).Bootstrap = requester;

    /// <summary>What carries the client's bodies.</summary>
    public static MessageContent Content(Lwm2mClient client) => Workspace(client).Content;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_workspace")]
    private static extern ref Workspace Workspace(Lwm2mClient client);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_first")]
    private static extern ref ServerSession First(Lwm2mClient client);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_table")]
    private static extern ref ObservationTable Table(InformationReporting reporting);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_owner")]
    private static extern ref byte Owner(InformationReporting reporting);
}
