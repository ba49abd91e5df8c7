// The order in which the client begins to register with its servers (OMA LwM2M Core 1.1 §6.2.1,
// appendix E.2, /1/x/13 to 15). Servers with a Registration Priority Order come one after the
// other, the lowest first; a server's turn ends when it has accepted, or when its registration has
// failed and does not block the others. Servers without that number wait for nobody.

using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>Says whose turn it is to register.</summary>
internal static class RegistrationOrder
{
    /// <summary>
    /// Lets those begin whose turn has come; what one server has said may be what another has
    /// waited for.
    /// </summary>
    /// <returns>When the first of them has something to do, but not after a time.</returns>
    public static long Advance(ServerSession first, long dueMs, long nowMs)
    {
        for (ServerSession session = first; session != null; session = session.Next)
        {
            if (session.Stage == (int)RegistrationState.AwaitingTurn && IsTurnOf(session, first))
            {
                ((Registration)session).Begin(nowMs);
            }

            dueMs = Deadline.Earlier(dueMs, session.DueMs);
        }

        return dueMs;
    }

    /// <summary>Whether nobody of a lower number is still at it.</summary>
    private static bool IsTurnOf(ServerSession session, ServerSession first)
    {
        int priority = session.Account.RegistrationPriority;
        for (ServerSession other = first; other != null; other = other.Next)
        {
            int before = other.Account.RegistrationPriority;
            if (before != Account.Absent && before < priority
                && !other.IsSettled && other.Stage != 0)
            {
                return false;
            }
        }

        return true;
    }
}
