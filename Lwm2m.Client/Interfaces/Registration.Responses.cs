// What the server's answers mean for the registration (OMA LwM2M Core 1.1 §6.2; response codes:
// Transport 1.1 §6.4.2).

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
    /// <summary>The end of the exchange that carried Register, Update or Deregister.</summary>
    protected override void OnAnswer(int code, RegistrationReason reason, long nowMs)
    {
        if (Continue(code, nowMs))
        {
            return;
        }

        bool isAccepted = reason == RegistrationReason.Accepted;
        bool isRegister = State == RegistrationState.AwaitingRegisterResponse;
        if (State == RegistrationState.AwaitingDeregisterResponse)
        {
            Rest(reason, 0, nowMs);
        }
        else if (isAccepted && (!isRegister || TakeLocation()))
        {
            ResetRetries();
            EnterRegistered(code, nowMs);
        }
        else if (isRegister)
        {
            OnRegisterFailed(code, isAccepted ? RegistrationReason.Refused : reason, nowMs);
        }
        else
        {
            OnUpdateFailed(code, reason, nowMs);
        }
    }

    private void OnRegisterFailed(int code, RegistrationReason reason, long nowMs)
    {
        if (StepDown(code))
        {
            if (code == CoapCode.PreconditionFailed)
            {
                reason = RegistrationReason.VersionUnsupported;
            }

            SendRegister(reason, code, nowMs);
        }
        else if (reason == RegistrationReason.NoAnswer && Dtls != null && Dtls.IsImported)
        {
            // The server no longer has the connection: a handshake is what it takes.
            RetryAt(nowMs, reason, 0, nowMs);
        }
        else
        {
            Fail(reason, code, nowMs);
        }
    }

    private void OnUpdateFailed(int code, RegistrationReason reason, long nowMs)
    {
        if (_aim == Stopping || reason == RegistrationReason.NoAnswer)
        {
            // The way may be a dead one: try once more at once, on a new socket.
            RetryAt(nowMs, reason, 0, nowMs);
            return;
        }

        Forget();
        if (code >> 5 == 5)
        {
            Fail(reason, code, nowMs);
        }
        else
        {
            SendRegister(
                code == CoapCode.NotFound ? RegistrationReason.RegistrationLost : reason, code,
                nowMs);
        }
    }
}
