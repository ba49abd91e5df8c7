// A whole client with a clock that stands still until it is told, numbers that are not random and
// links in memory. The servers are the test: it writes their messages byte for byte.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>A client on a bench.</summary>
public sealed class EngineBench : IPlatform, IClock
{
    /// <summary>The Short Server ID; that of a second server is one more.</summary>
    public const int ServerId = 123;

    /// <summary>What a client connects to at most: two servers, and one more.</summary>
    private const int MostLinks = 3;

    private readonly MemoryTransport[] _links = new MemoryTransport[MostLinks];
    private int _linkCount;

    /// <summary>Creates a client that is not started yet.</summary>
    public EngineBench(int lifetimeSeconds)
        : this(lifetimeSeconds, false)
    {
    }

    /// <summary>Creates a client that is not started yet, with or without security.</summary>
    public EngineBench(int lifetimeSeconds, bool isSecure)
        : this(NewAccounts(lifetimeSeconds, isSecure), null, null)
    {
    }

    /// <summary>Creates a client that is not started yet.</summary>
    /// <param name="accounts">Its servers.</param>
    /// <param name="other">An object beside sensor and device, or null.</param>
    /// <param name="storage">What outlives a restart, or null.</param>
    public EngineBench(Accounts accounts, Lwm2mObject other, IStorage storage)
    {
        // The first message id is one more than this.
        Numbers.MessageId = 0x7FFF;
        var device = new BenchDevice();
        Client = new Lwm2mClient(
            "dev1", accounts,
            other == null
                ? new Lwm2mObject[] { Sensor, device }
                : new Lwm2mObject[] { Sensor, device, other },
            this, storage);
    }

    /// <summary>The client.</summary>
    public Lwm2mClient Client { get; }

    /// <summary>Its sensor.</summary>
    public BenchSensor Sensor { get; } = new BenchSensor();

    /// <summary>
    /// Which of the links the test speaks on: first those of the servers, then that of the
    /// bootstrap server, then that of the server of firmware images.
    /// </summary>
    public int Server { get; set; }

    /// <summary>That link.</summary>
    public MemoryTransport Link
    {
        get { return _links[Server]; }
    }

    /// <summary>Its random numbers.</summary>
    public ScriptedRandom Numbers { get; } = new ScriptedRandom(0);

    /// <inheritdoc/>
    public long NowMs { get; private set; } = 5000000000L;

    /// <inheritdoc/>
    public long UtcSeconds
    {
        get { return -1; }
    }

    /// <inheritdoc/>
    public IClock Clock
    {
        get { return this; }
    }

    /// <inheritdoc/>
    public IRandom Random
    {
        get { return Numbers; }
    }

    /// <inheritdoc/>
    public ICrypto Crypto { get; } = new ManagedCrypto();

    /// <summary>Where the registration with the server on the link stands.</summary>
    public RegistrationState State
    {
        get { return Client.GetState(ServerId + Server); }
    }

    /// <summary>The account of the server, with or without security.</summary>
    public static Accounts NewAccounts(int lifetimeSeconds, bool isSecure)
    {
        var accounts = new Accounts(1);
        if (isSecure)
        {
            accounts.AddPsk(
                "coaps://server.example", HandshakeVectors.Identity,
                WireBytes.Of(HandshakeVectors.Key), ServerId, lifetimeSeconds);
        }
        else
        {
            accounts.AddNoSec("coap://server.example:5783", ServerId, lifetimeSeconds);
        }

        return accounts;
    }

    /// <summary>A client that is registered at /rd/5a3f; the next message id is 0x8001.</summary>
    public static EngineBench Registered(int lifetimeSeconds)
    {
        return new EngineBench(lifetimeSeconds).Register();
    }

    /// <summary>Starts the client.</summary>
    public void Start()
    {
        Client.Start();
        Poll();
    }

    /// <summary>Starts the client and registers it at /rd/5a3f; the next message id is 0x8001.
    /// </summary>
    public EngineBench Register()
    {
        Start();
        Assert.IsNotNull(Link.Take(), "no Register");
        Deliver(Accepted(0x80, 0x00, 1));
        Assert.AreEqual((int)RegistrationState.Registered, (int)State);
        IsSilent();
        return this;
    }

    /// <summary>The response to a Register: 2.01, Location-Path /rd/5a3f.</summary>
    /// <param name="high">The upper byte of the message id.</param>
    /// <param name="low">The lower byte of the message id.</param>
    /// <param name="token">The first of the four token bytes.</param>
    public static byte[] Accepted(int high, int low, int token)
    {
        return WireBytes.Of(
            "64 41" + WireBytes.Hex(high) + WireBytes.Hex(low) + Token(token)
            + "82 |rd| 04 |5a3f|");
    }

    /// <summary>The notation of a token of the client: four bytes that count up.</summary>
    public static string Token(int first)
    {
        return WireBytes.Hex(first) + WireBytes.Hex(first + 1) + WireBytes.Hex(first + 2)
            + WireBytes.Hex(first + 3);
    }

    /// <inheritdoc/>
    public IDatagramTransport CreateTransport()
    {
        return _links[_linkCount++] = new MemoryTransport();
    }

    /// <summary>Polls until the client has nothing more to do now.</summary>
    /// <returns>The milliseconds until it wants to be polled again.</returns>
    public int Poll()
    {
        for (int i = 0; i < 20; i++)
        {
            int wait = Client.Poll();
            if (wait > 0)
            {
                Assert.IsTrue(wait <= Limits.MaxPollIntervalMs || Client.MaySleep);
                return wait;
            }
        }

        Assert.IsTrue(false, "the client never rests");
        return 0;
    }

    /// <summary>Lets time pass, in steps as long as the client allows.</summary>
    public void Advance(long ms)
    {
        long end = NowMs + ms;
        while (true)
        {
            int wait = Poll();
            if (NowMs + wait > end)
            {
                NowMs = end;
                return;
            }

            NowMs += wait;
        }
    }

    /// <summary>Sends a message to the client.</summary>
    public void Deliver(byte[] message)
    {
        Link.Deliver(message);
        Poll();
    }

    /// <summary>Sends a message to the client and returns its first answer, or null.</summary>
    public byte[] Ask(byte[] message)
    {
        Deliver(message);
        return Link.Take();
    }

    /// <summary>Asserts that the client answers with exactly these bytes, and nothing more.
    /// </summary>
    public void Answers(byte[] expected, byte[] message)
    {
        WireBytes.AreEqual(expected, Ask(message));
        IsSilent();
    }

    /// <summary>Asserts that the client does not answer.</summary>
    public void Ignores(byte[] message)
    {
        Deliver(message);
        IsSilent();
    }

    /// <summary>Asserts that the client has sent these bytes next.</summary>
    public void Sent(byte[] expected)
    {
        WireBytes.AreEqual(expected, Link.Take());
    }

    /// <summary>Asserts that the client has sent nothing more.</summary>
    public void IsSilent()
    {
        byte[] sent = Link.Take();
        if (sent != null)
        {
            Assert.AreEqual("silence", WireBytes.ToHex(sent, 0, sent.Length));
        }
    }

    /// <summary>
    /// Sends a message that may be anything. The client may answer it, and notify what has been
    /// changed by it if an earlier one was an Observe; confirmable notifications are
    /// acknowledged. It stays registered.
    /// </summary>
    public void Suffer(byte[] message)
    {
        byte[] answer = Ask(message);
        Assert.IsTrue(answer == null || IsMessage(answer), "not a message");
        if (answer != null)
        {
            Acknowledge(answer);
            Settle();
        }

        Assert.AreEqual((int)RegistrationState.Registered, (int)State);
    }

    /// <summary>Takes the notifications that the client has sent, acknowledged as they need it.
    /// </summary>
    public void Settle()
    {
        for (byte[] sent = Link.Take(); sent != null; sent = Link.Take())
        {
            Assert.IsTrue(
                IsMessage(sent) && sent[1] == 0x45 && (sent[0] & 0x20) == 0, "no notification");
            Acknowledge(sent);
        }
    }

    private static bool IsMessage(byte[] sent)
    {
        return sent.Length >= 4 && sent[0] >> 6 == 1;
    }

    /// <summary>Acknowledges what is confirmable.</summary>
    private void Acknowledge(byte[] sent)
    {
        if ((sent[0] & 0x30) == 0)
        {
            Assert.AreEqual(0x45, (int)sent[1], "a request of the client");
            Link.Deliver(new byte[] { 0x60, 0x00, sent[2], sent[3] });
            Poll();
        }
    }

    /// <summary>Asserts that the client is registered and answers a Read.</summary>
    public void IsAlive()
    {
        Assert.AreEqual((int)RegistrationState.Registered, (int)State);
        Answers(
            WireBytes.Of("62 45 0A 0B E1 E2 C0 FF |Cel|"),
            WireBytes.Of(
                "42 01 0A 0B E1 E2"
                + " B4 |3303| 01 |0| 04 |5701| 60"));
    }
}
