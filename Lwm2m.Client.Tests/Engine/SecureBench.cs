// A whole client with a secure account. Its server plays the recorded handshake; after that it has
// the keys that come of it, so that a test writes and reads plaintext.

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

    public SecureBench()
    {
        Engine = new EngineBench(86400, true);
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
        string[] script = HandshakeVectors.Psk;
        var bench = new SecureBench();
        bench.Engine.Client.Start();
        bench.Engine.Poll();
        for (int i = 1; script[i][0] != '!'; i++)
        {
            Assert.AreEqual((int)RegistrationState.AwaitingHandshake, (int)bench.Engine.State);
            if (script[i][0] == '<')
            {
                bench.Engine.Link.Deliver(HandshakeBench.BytesOf(script[i]));
                bench.Engine.Poll();
            }
            else
            {
                bench.Engine.Sent(HandshakeBench.BytesOf(script[i]));
            }
        }

        return bench;
    }

    /// <summary>A client that is registered at /rd/5a3f.</summary>
    public static SecureBench Registered()
    {
        SecureBench bench = Connected();
        bench.Open();
        bench.Deliver(EngineBench.Accepted(0x80, 0x00, 0x21));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.Engine.State);
        bench.Engine.IsSilent();
        return bench;
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
        Engine.Link.Deliver(Seal(message));
        Engine.Poll();
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

    private void OnRegistrationChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int responseCode)
    {
        Reason = reason;
        Code = responseCode;
    }
}
