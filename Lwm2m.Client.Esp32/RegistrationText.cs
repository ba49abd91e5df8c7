// The changes of a registration and of a bootstrap in words, for logs: Enum.ToString gives numbers
// on the device. Not for steady state: text allocates. The words of an enumeration are one text,
// in the order of its values: that is a fraction of the bytecode of a switch.

namespace Lwm2m.Client.Esp32;

/// <summary>Describes changes of a registration and of a bootstrap.</summary>
public static class RegistrationText
{
    private const string States = "stopped|not registered, will try|DTLS handshake|"
        + "Register sent|registered|Update sent|Deregister sent|disabled|waits for its turn";

    private const string BootstrapStates = "no bootstrap|not bootstrapped, will try|"
        + "DTLS handshake for bootstrap|Bootstrap-Request sent|being bootstrapped|bootstrapped";

    private const string Reasons = "as planned|the application wants it|accepted|refused|"
        + "the server speaks LwM2M 1.0 only|the server has lost the registration|no answer|"
        + "the server's name has no address|no network|the network is back or has changed|"
        + "settings or objects have changed|it is time|the server has triggered it|"
        + "the server wants it|the secure session goes on|"
        + "the server does not know the PSK identity, or bars it|"
        + "the key is wrong, or the identity unknown, or no answer|"
        + "the server has no cipher suite in common, or no such key|"
        + "the server has broken off the handshake|"
        + "the server's part of the handshake is not valid|"
        + "the server has closed the secure connection";

    // In the order of their numbers, which follow them (RFC 5246 §7.2, RFC 4279 §2).
    private const string Alerts = "close_notify 0|unexpected_message 10|bad_record_mac 20|"
        + "record_overflow 22|handshake_failure 40|illegal_parameter 47|access_denied 49|"
        + "decode_error 50|decrypt_error 51|protocol_version 70|insufficient_security 71|"
        + "internal_error 80|user_canceled 90|unsupported_extension 110|unrecognized_name 112|"
        + "unknown_psk_identity 115";

    /// <summary>A line for the log, such as "registered: accepted (2.01)".</summary>
    /// <param name="state">The new state.</param>
    /// <param name="reason">Why.</param>
    /// <param name="responseCode">
    /// What <see cref="RegistrationHandler"/> was given: a response code or an alert.
    /// </param>
    public static string Describe(
        RegistrationState state, RegistrationReason reason, int responseCode)
    {
        return Describe(state) + Describe(reason, responseCode);
    }

    /// <summary>A line for the log, such as "being bootstrapped: accepted (2.04)".</summary>
    /// <param name="state">The new state.</param>
    /// <param name="reason">Why.</param>
    /// <param name="responseCode">
    /// What <see cref="BootstrapHandler"/> was given: a response code or an alert.
    /// </param>
    public static string Describe(
        BootstrapState state, RegistrationReason reason, int responseCode)
    {
        return Describe(state) + Describe(reason, responseCode);
    }

    /// <summary>
    /// The name of an alert and its number, such as "unknown_psk_identity 115" (RFC 5246 §7.2,
    /// RFC 4279 §2).
    /// </summary>
    public static string DescribeAlert(int alert)
    {
        string number = " " + alert.ToString();
        foreach (string text in Alerts.Split('|'))
        {
            if (text.EndsWith(number))
            {
                return text;
            }
        }

        return "alert" + number;
    }

    /// <summary>Where the registration stands.</summary>
    public static string Describe(RegistrationState state)
    {
        return TextOf(States, (int)state);
    }

    /// <summary>Where the bootstrap stands.</summary>
    public static string Describe(BootstrapState state)
    {
        return TextOf(BootstrapStates, (int)state);
    }

    /// <summary>Why it got there.</summary>
    public static string Describe(RegistrationReason reason)
    {
        return TextOf(Reasons, (int)reason);
    }

    private static string Describe(RegistrationReason reason, int responseCode)
    {
        string text = ": " + Describe(reason);
        bool isAlert = reason >= RegistrationReason.IdentityUnknown;
        return (isAlert ? responseCode < 0 : responseCode == 0) ? text
            : text + " (" + (isAlert
                ? DescribeAlert(responseCode)
                : (responseCode / 100).ToString() + "." + (responseCode % 100).ToString("D2"))
                + ")";
    }

    private static string TextOf(string texts, int number)
    {
        string[] all = texts.Split('|');
        return number < all.Length ? all[number] : number.ToString();
    }
}
