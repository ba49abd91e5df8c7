// The changes of state that an application may be told (the state machine of Registration), as a
// table: from each state, the states that may come next. A state that follows itself stands there
// only where the state goes on in another way: a Register in simpler terms follows (4.12, 4.00), an
// attempt has failed.
// With DTLS a handshake comes before a Register, and a session that goes on leads to an Update.

using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>Which state may follow which.</summary>
internal static class StateTransitions
{
    private static readonly Dictionary<RegistrationState, RegistrationState[]> s_next = new()
    {
        [Stopped] = [AwaitingRetry, AwaitingTurn],
        [AwaitingTurn] = [AwaitingRetry, Stopped],
        [AwaitingRetry] =
        [
            AwaitingRetry, AwaitingHandshake, AwaitingRegisterResponse, AwaitingUpdateResponse,
            Registered, Stopped,
        ],
        [AwaitingHandshake] =
            [AwaitingRegisterResponse, AwaitingUpdateResponse, AwaitingRetry, Stopped],
        [AwaitingRegisterResponse] =
            [AwaitingRegisterResponse, Registered, AwaitingRetry, Stopped],
        [Registered] =
            [AwaitingUpdateResponse, AwaitingRegisterResponse, AwaitingDeregisterResponse,
                AwaitingRetry, Stopped],
        [AwaitingUpdateResponse] =
            [Registered, AwaitingRegisterResponse, AwaitingRetry, Stopped],
        [AwaitingDeregisterResponse] = [Stopped, Disabled, AwaitingRetry],
        [Disabled] = [AwaitingHandshake, AwaitingRegisterResponse, AwaitingRetry, Stopped],
    };

    private static readonly Dictionary<RegistrationState, RegistrationState[]> s_nextIfSecure =
        new(s_next)
        {
            // Without a handshake only over a Connection ID, which leads to an Update at once.
            [AwaitingRetry] =
                [AwaitingRetry, AwaitingHandshake, AwaitingUpdateResponse, Registered,
                    AwaitingRegisterResponse, Stopped],
            [AwaitingHandshake] =
                [AwaitingRegisterResponse, AwaitingUpdateResponse, AwaitingRetry, Stopped],
            [Disabled] = [AwaitingHandshake, AwaitingRetry, Stopped],
        };

    public static void Check(StateChange change, bool isSecure)
    {
        bool isAllowed = (isSecure ? s_nextIfSecure : s_next)[change.From].Contains(change.To);
        if (change is { To: AwaitingUpdateResponse, From: AwaitingRetry or AwaitingHandshake }
            or { To: Registered, From: AwaitingRetry })
        {
            isAllowed &= change.Reason == RegistrationReason.SessionResumed;
        }

        if (change.From == change.To)
        {
            isAllowed &= change.From switch
            {
                AwaitingRegisterResponse =>
                    change is { Reason: RegistrationReason.VersionUnsupported, Code: 412 }
                        or { Reason: RegistrationReason.Refused, Code: 400 },
                _ => true,
            };
        }

        // Only queue mode is something that an Update cannot tell.
        if (change is { From: Registered, To: AwaitingRegisterResponse })
        {
            isAllowed &= change.Reason == RegistrationReason.RegistrationChanged;
        }

        // Without a handshake between them, only a connection id makes an Update of a new socket.
        if (change is { From: AwaitingRetry or AwaitingHandshake, To: AwaitingUpdateResponse })
        {
            isAllowed &= change.Reason == RegistrationReason.SessionResumed;
        }

        // Only a Start may come between a Stop and its end.
        if (change is { From: AwaitingDeregisterResponse, To: AwaitingRetry })
        {
            isAllowed = change.Reason == RegistrationReason.Requested;
        }

        if (!isAllowed)
        {
            throw new InvariantException($"unexpected change of state: {change}");
        }
    }
}
