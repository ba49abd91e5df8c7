// Every bound of the library, with what it costs in RAM. Full is an answer (4.13, 5.03), never a
// crash. The figures are bytes of device heap.

namespace Lwm2m.Client;

/// <summary>
/// The bounds of the library. Everything is allocated at construction; nothing grows afterwards.
/// </summary>
public static class Limits
{
    /// <summary>
    /// Largest CoAP message sent or received, in bytes (RFC 7252 §4.6 recommends 1152). The client
    /// holds one receive and one transmit buffer of this size.
    /// </summary>
    public const int DatagramBytes = 1152;

    /// <summary>
    /// Largest confirmable message sent, in bytes: a block of 512 bytes with its options. What is
    /// longer goes in blocks. Each server holds one.
    /// </summary>
    public const int ExchangeBytes = 640;

    /// <summary>
    /// Largest datagram sent over a secure connection unless an account says otherwise, in bytes
    /// of UDP payload: what every path carries in one piece.
    /// </summary>
    public const int PathMtuBytes = 1200;

    /// <summary>
    /// Handshake messages of a server that came in fragments or too early, in bytes (RFC 6347
    /// §4.2.2); what is more is dropped and comes again. They lie where a confirmable message
    /// will be.
    /// </summary>
    public const int HandshakeBytes = 512;

    /// <summary>
    /// Longest connection id that a server can give (RFC 9146), in bytes.
    /// </summary>
    public const int ConnectionIdBytes = 32;

    /// <summary>
    /// Values of objects 0, 1 and 2, in bytes for each account that there is room for, and one
    /// account more: each resource takes 10 and what it holds, an account some 200 as a rule. What
    /// is more is answered 5.03. A client that can bootstrap or has a store has it twice.
    /// </summary>
    public const int AccountBytes = 384;

    /// <summary>
    /// Instances of the Access Control object, for object instances whose rights somebody has
    /// given; 2 bytes each, and some 50 of the configuration. One more is answered 5.03.
    /// </summary>
    public const int AccessControls = 16;

    /// <summary>What an <c>IStorage</c> keeps of each secure server, in bytes: at most.</summary>
    public const int SessionSlotBytes = 186;

    /// <summary>Most cipher suites that one handshake offers.</summary>
    public const int CipherSuites = 8;

    /// <summary>
    /// How often a flight of a handshake is repeated before the attempt ends (RFC 6347 §4.2.4).
    /// </summary>
    public const int FlightRetransmissions = 4;

    /// <summary>Longest wait between two repetitions of a flight, in milliseconds.</summary>
    public const int MaxHandshakeTimeoutMs = 60000;

    /// <summary>
    /// Largest body that is carried in blocks (RFC 7959), in bytes: of a request, of a response or
    /// notification, of a Register or a Send. There is one for all servers; the value of a resource
    /// that is streamed does not go through it. More is answered 4.13 or 5.00.
    /// </summary>
    public const int BodyBytes = 2048;

    /// <summary>Longest token, in bytes (RFC 7252 §3).</summary>
    public const int TokenBytes = 8;

    /// <summary>Most datagrams taken from one server in one Poll; the rest waits a Poll.</summary>
    public const int DatagramsPerPoll = 4;

    /// <summary>Longest wait that <c>Poll</c> asks for, in milliseconds.</summary>
    public const int MaxPollIntervalMs = 30000;

    /// <summary>
    /// Observations that all servers together can have at the same time (RFC 7641); 34 bytes each.
    /// One more is answered without an Observe option, as a plain Read.
    /// </summary>
    public const int Observations = 16;

    /// <summary>
    /// Paths that all observations together can have; 17 bytes each. A composite observation has
    /// several; what there is no room for is answered as a plain Read.
    /// </summary>
    public const int ObservedPaths = 24;

    /// <summary>Paths that one composite request can name; 8 bytes each.</summary>
    public const int CompositePaths = 16;

    /// <summary>
    /// Notifications that are kept while their server cannot be reached, of all servers, in bytes.
    /// What comes then makes the oldest go, which is counted.
    /// </summary>
    public const int StoredNotificationBytes = 1024;

    /// <summary>
    /// Notification attributes that all servers together can attach to paths; 18 bytes each. One
    /// more is answered 5.03.
    /// </summary>
    public const int Attributes = 24;

    /// <summary>
    /// Requests that are not idempotent remembered for each server until EXCHANGE_LIFETIME
    /// (RFC 7252 §4.5), 8 bytes each. One more is answered 5.03 with Max-Age.
    /// </summary>
    public const int Duplicates = 32;

    /// <summary>
    /// How often a download of firmware is tried once more after the connection was lost, or the
    /// content has become another one, if it has not got any further meanwhile.
    /// </summary>
    public const int DownloadRetries = 6;

    /// <summary>
    /// The pause before that, in milliseconds; doubled each time.
    /// </summary>
    public const int DownloadRetryMs = 5000;

    /// <summary>Longest Location-Path of a registration, in bytes, slashes included.</summary>
    public const int LocationBytes = 64;

    /// <summary>
    /// The wait between two attempts to register that is no longer doubled, in milliseconds.
    /// </summary>
    public const int MaxRetryDelayMs = 86400000;

    /// <summary>Most that is added to such a wait at random, in milliseconds.</summary>
    public const int MaxRetryJitterMs = 900000;

    /// <summary>Notifications in a row that may be non-confirmable (RFC 7641 §4.5).</summary>
    public const int NonConfirmableNotifications = 10;

    /// <summary>
    /// Longest time without a confirmable notification, in milliseconds (RFC 7641 §4.5).
    /// </summary>
    public const int ConfirmableIntervalMs = 86400000;
}
