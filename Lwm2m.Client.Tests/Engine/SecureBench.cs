// A whole client with a secure connection. Its server plays the recorded handshake; after that it
// has the keys that come of it, so that a test writes and reads plaintext.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>A secure client on a bench, and its server.</summary>
internal sealed class SecureBench
{
    /// <summary>The server's key comes first: the record layer of the test is the server.
    /// </summary>
    public const string KeyBlock =
        "EE6DBA68B4E52CA6F884B0ABF204E081 77FBF1EB9E3EA30ABBD45E3FF886CD83"
        + "E9FC96EF C2E3C4D8";

    private const int Start = RecordLayer.HeadRoom;

    private readonly RecordLayer _server = new RecordLayer(new ManagedCrypto());
    private readonly ConnectionState _state = new ConnectionState(ConnectionState.RecordBytes);

    /// <summary>A client whose account is secure.</summary>
    public SecureBench()
        : this(new EngineBench(86400, true))
    {
    }

    /// <summary>A client of which some connection is secure.</summary>
    public SecureBench(EngineBench engine)
    {
        Engine = engine;
        Engine.Client.RegistrationChanged = OnRegistrationChanged;
        _state.TagBytes = 8;
        Array.Copy(WireBytes.Of(KeyBlock), _state.Packed, ConnectionState.KeyBlockBytes);
        _state.Sequence = 1; // After Finished.
    }

    public EngineBench Engine { get; }

    /// <summary>Why the registration has changed lately.</summary>
    public RegistrationReason Reason { get; private set; }

    /// <summary>The alert, or the response code, of that.</summary>
    public int Code { get; private set; }

    /// <summary>A client whose handshake has just been completed.</summary>
    public static SecureBench Connected()
    {
        var bench = new SecureBench();
        bench.Connect(0);
        return bench;
    }

    /// <summary>A client that is registered at /rd/5a3f.</summary>
    public static SecureBench Registered()
    {
        var bench = new SecureBench();
        bench.Register();
        return bench;
    }

    /// <summary>Starts the client and connects it.</summary>
    /// <param name="start">Which handshake: 0 the first that is recorded, 1 the second.</param>
    public void Connect(int start)
    {
        Engine.Start();
        Assert.AreEqual((int)RegistrationState.AwaitingHandshake, (int)Engine.State);
        Play(start);
    }

    /// <summary>Starts the client and registers it at /rd/5a3f.</summary>
    public void Register()
    {
        Connect(0);
        byte[] register = Open();
        Deliver(EngineBench.Accepted(register[2], register[3], register[4]));
        Assert.AreEqual((int)RegistrationState.Registered, (int)Engine.State);
        Engine.IsSilent();
    }

    /// <summary>Plays a recorded handshake that the client has started.</summary>
    /// <param name="start">Which one: 0 the first that is recorded, 1 the second.</param>
    public void Play(int start)
    {
        string[] script = HandshakeVectors.Psk;
        int step = 0;
        while (script[step++][0] != 'S' || start-- > 0)
        {
            // Behind that start.
        }

        for (; script[step][0] != '!'; step++)
        {
            byte[] datagram = HandshakeBench.BytesOf(script[step]);
            if (script[step][0] == '<')
            {
                Engine.Deliver(datagram);
            }
            else
            {
                Engine.Sent(datagram);
            }
        }
    }

    /// <summary>Seals application data as the server.</summary>
    public byte[] Seal(byte[] message)
    {
        return Seal(ContentType.ApplicationData, message);
    }

    /// <summary>Seals as the server.</summary>
    public byte[] Seal(int type, byte[] content)
    {
        byte[] buffer = new byte[Start + content.Length + RecordLayer.TailRoom];
        Array.Copy(content, 0, buffer, Start, content.Length);
        Assert.IsTrue(_server.Seal(_state, type, buffer, Start, content.Length));
        byte[] record = new byte[_server.End - _server.Start];
        Array.Copy(buffer, _server.Start, record, 0, record.Length);
        return record;
    }

    /// <summary>Sends a message to the client, sealed.</summary>
    public void Deliver(byte[] message)
    {
        Engine.Deliver(Seal(message));
    }

    /// <summary>The plaintext of what the client has sent next.</summary>
    public byte[] Open()
    {
        byte[] sent = Engine.Link.Take();
        Assert.IsNotNull(sent, "nothing sent");
        _server.Take(_state, sent, sent.Length);
        Assert.IsTrue(_server.Next() && _server.Open(), "not authentic, or not new");
        byte[] message = new byte[_server.Length];
        Array.Copy(sent, _server.Offset, message, 0, message.Length);
        Assert.IsFalse(_server.Next());
        return message;
    }

    /// <summary>Asserts that the client answers with exactly these bytes.</summary>
    public void Answers(byte[] expected, byte[] message)
    {
        Deliver(message);
        WireBytes.AreEqual(expected, Open());
    }

    private void OnRegistrationChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int responseCode)
    {
        Reason = reason;
        Code = responseCode;
    }
}
