// The changes of a registration in words, for logs: Enum.ToString gives numbers on the device.
// Not for steady state: text allocates.

namespace Lwm2m.Client;

/// <summary>Describes changes of a registration.</summary>
public static class RegistrationText
{
    /// <summary>A line for the log, such as "registered: accepted (2.01)".</summary>
    /// <param name="state">The new state.</param>
    /// <param name="reason">Why.</param>
    /// <param name="responseCode">
    /// What <see cref="RegistrationHandler"/> was given: a response code or an alert.
    /// </param>
    public static string Describe(
        RegistrationState state, RegistrationReason reason, int responseCode)
    {
        string text = Describe(state) + ": " + Describe(reason);
        if (reason >= RegistrationReason.IdentityUnknown)
        {
            return responseCode < 0 ? text : text + " (" + DescribeAlert(responseCode) + ")";
        }

        return responseCode == 0
            ? text
            : text + " (" + (responseCode / 100).ToString() + "."
                + (responseCode % 100).ToString("D2") + ")";
    }

    /// <summary>
    /// The name of an alert and its number, such as "unknown_psk_identity 115" (RFC 5246 §7.2,
    /// RFC 4279 §2).
    /// </summary>
    public static string DescribeAlert(int alert)
    {
        return AlertName(alert) + " " + alert.ToString();
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
            case RegistrationState.AwaitingHandshake:
                return "DTLS handshake";
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
            case RegistrationState.AwaitingTurn:
                return "waits for its turn";
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
            case RegistrationReason.SessionResumed:
                return "the secure session goes on";
            case RegistrationReason.IdentityUnknown:
                return "the server does not know the PSK identity, or bars it";
            case RegistrationReason.KeyRefused:
                return "the key is wrong, or the identity unknown, or no answer";
            case RegistrationReason.NoCommonCipherSuite:
                return "the server has no cipher suite in common, or no such key";
            case RegistrationReason.SecurityRefused:
                return "the server has broken off the handshake";
            case RegistrationReason.HandshakeFailed:
                return "the server's part of the handshake is not valid";
            case RegistrationReason.ConnectionClosed:
                return "the server has closed the secure connection";
            default:
                return "reason " + ((int)reason).ToString();
        }
    }

    private static string AlertName(int alert)
    {
        switch (alert)
        {
            case 0:
                return "close_notify";
            case 10:
                return "unexpected_message";
            case 20:
                return "bad_record_mac";
            case 22:
                return "record_overflow";
            case 40:
                return "handshake_failure";
            case 47:
                return "illegal_parameter";
            case 49:
                return "access_denied";
            case 50:
                return "decode_error";
            case 51:
                return "decrypt_error";
            case 70:
                return "protocol_version";
            case 71:
                return "insufficient_security";
            case 80:
                return "internal_error";
            case 90:
                return "user_canceled";
            case 110:
                return "unsupported_extension";
            case 112:
                return "unrecognized_name";
            case 115:
                return "unknown_psk_identity";
            default:
                return "alert";
        }
    }
}
