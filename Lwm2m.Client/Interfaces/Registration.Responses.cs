// What the server's answers mean for the registration (OMA LwM2M Core 1.1 §6.2; response codes:
// Transport 1.1 §6.4.2).

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
    /// <summary>The end of the exchange that carried Register, Update or Deregister.</summary>
    protected override void OnAnswer(ExchangeEvent outcome, long nowMs)
    {
        if (Continue(outcome, nowMs))
        {
            return;
        }

        // A Reset is a refusal without a code.
        MessageView view = _workspace.View;
        int code = outcome == ExchangeEvent.Responded ? view.Code : 0;
        bool isAccepted = CoapCode.IsSuccess(code);
        bool isRegister = State == RegistrationState.AwaitingRegisterResponse;
        if (State == RegistrationState.AwaitingDeregisterResponse)
        {
            Rest(isAccepted ? RegistrationReason.Accepted : ReasonOf(outcome), 0, nowMs);
        }
        else if (isAccepted && (!isRegister || TakeLocation()))
        {
            ResetRetries();
            EnterRegistered(code, nowMs);
        }
        else if (isRegister)
        {
            OnRegisterFailed(outcome, code, nowMs);
        }
        else
        {
            OnUpdateFailed(outcome, code, nowMs);
        }
    }

    private void OnRegisterFailed(ExchangeEvent outcome, int code, long nowMs)
    {
        if (StepDown(code))
        {
            RegistrationReason reason = code == CoapCode.PreconditionFailed
                ? RegistrationReason.VersionUnsupported
                : RegistrationReason.Refused;
            Raise(reason, code);
            SendRegister(reason, nowMs);
        }
        else if (outcome == ExchangeEvent.TimedOut && Link.IsImported)
        {
            // The server no longer has the connection: a handshake is what it takes.
            RetryAt(nowMs, RegistrationReason.NoAnswer, 0, nowMs);
        }
        else
        {
            Fail(ReasonOf(outcome), code, nowMs);
        }
    }

    private void OnUpdateFailed(ExchangeEvent outcome, int code, long nowMs)
    {
        if (_aim == Stopping || outcome == ExchangeEvent.TimedOut)
        {
            // The way may be a dead one: try once more at once, on a new socket.
            RetryAt(nowMs, ReasonOf(outcome), 0, nowMs);
            return;
        }

        Forget();
        if (code >> 5 == 5)
        {
            Fail(RegistrationReason.Refused, code, nowMs);
        }
        else
        {
            Raise(
                code == CoapCode.NotFound
                    ? RegistrationReason.RegistrationLost
                    : RegistrationReason.Refused,
                code);
            SendRegister(RegistrationReason.RegistrationLost, nowMs);
        }
    }

    private static RegistrationReason ReasonOf(ExchangeEvent outcome)
    {
        return outcome == ExchangeEvent.TimedOut
            ? RegistrationReason.NoAnswer
            : RegistrationReason.Refused;
    }
}
