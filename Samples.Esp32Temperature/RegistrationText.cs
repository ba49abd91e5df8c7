// The changes of a registration in words: Enum.ToString gives numbers on the device.

using Lwm2m.Client;

namespace Samples.Esp32Temperature;

/// <summary>Describes changes of a registration.</summary>
internal static class RegistrationText
{
    /// <summary>A line for the log, such as "registered: accepted (2.01)".</summary>
    public static string Describe(
        RegistrationState state, RegistrationReason reason, int responseCode)
    {
        string text = Describe(state) + ": " + Describe(reason);
        return responseCode == 0
            ? text
            : text + " (" + (responseCode / 100).ToString() + "."
                + (responseCode % 100).ToString("D2") + ")";
    }

    /// <summary>Where the registration stands.</summary>
    public static string Describe(RegistrationState state)
    {
        switch (state)
        {
            case RegistrationState.Stopped:
                return "stopped";
            case RegistrationState.AwaitingRetry:
                return "not registered, will try";
            case RegistrationState.AwaitingRegisterResponse:
                return "Register sent";
            case RegistrationState.Registered:
                return "registered";
            case RegistrationState.AwaitingUpdateResponse:
                return "Update sent";
            case RegistrationState.AwaitingDeregisterResponse:
                return "Deregister sent";
            case RegistrationState.Disabled:
                return "disabled";
            default:
                return "state " + ((int)state).ToString();
        }
    }

    /// <summary>Why it got there.</summary>
    public static string Describe(RegistrationReason reason)
    {
        switch (reason)
        {
            case RegistrationReason.None:
                return "as planned";
            case RegistrationReason.Requested:
                return "the application wants it";
            case RegistrationReason.Accepted:
                return "accepted";
            case RegistrationReason.Refused:
                return "refused";
            case RegistrationReason.VersionUnsupported:
                return "the server speaks LwM2M 1.0 only";
            case RegistrationReason.RegistrationLost:
                return "the server has lost the registration";
            case RegistrationReason.NoAnswer:
                return "no answer";
            case RegistrationReason.HostUnknown:
                return "the server's name has no address";
            case RegistrationReason.NetworkDown:
                return "no network";
            case RegistrationReason.NetworkChanged:
                return "the network is back or has changed";
            case RegistrationReason.RegistrationChanged:
                return "lifetime or objects have changed";
            case RegistrationReason.TimeElapsed:
                return "it is time";
            case RegistrationReason.Triggered:
                return "the server wants an Update";
            case RegistrationReason.DisabledByServer:
                return "the server wants it";
            default:
                return "reason " + ((int)reason).ToString();
        }
    }
}
