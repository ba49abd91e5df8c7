// The cost of DTLS: handshakes and records as a connection has them, from Start or a datagram to
// what goes out. The key has 16 bytes, the identity 20; the suite is TLS_PSK_WITH_AES_128_CCM_8,
// the master secret extended.

using DeviceCost.Bench;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;

namespace DeviceCost.Operations;

/// <summary>A part of the recorded conversation.</summary>
public abstract class DtlsOperation : ICostOperation
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    internal RecordedConversation Conversation { get; private set; } = null!;

    private protected virtual ICrypto Crypto { get; } = new ManagedCrypto();

    /// <summary>The step that the part begins with.</summary>
    private protected abstract int From { get; }

    /// <summary>The step that comes after it.</summary>
    private protected abstract int To { get; }

    /// <inheritdoc/>
    public virtual int WarmUpRuns => 1;

    /// <inheritdoc/>
    public void Setup() => Conversation = new RecordedConversation(Crypto);

    /// <inheritdoc/>
    public virtual void Prepare()
    {
        Conversation.Restart();
        Conversation.PlayTo(From);
    }

    /// <inheritdoc/>
    public virtual void Run() => Conversation.PlayTo(To);

    /// <inheritdoc/>
    public virtual void Verify() => Check.That(
        Conversation.Position == To && Conversation.Connection.State == DtlsState.Connected, Name);
}

/// <summary>From Start to Connected, HelloVerifyRequest included.</summary>
public class FullHandshake : DtlsOperation
{
    /// <inheritdoc/>
    public override string Name => "full PSK handshake (extended master secret)";

    private protected override int From => 0;

    private protected override int To => RecordedConversation.StepsOf('!')[0];
}

/// <summary>From Start to Connected with the session of an earlier handshake.</summary>
public class ResumedHandshake : DtlsOperation
{
    /// <inheritdoc/>
    public override string Name => "resume a session";

    private protected override int From => RecordedConversation.StepsOf('S')[1];

    private protected override int To => RecordedConversation.StepsOf('!')[1];

    /// <inheritdoc/>
    public override void Verify()
    {
        base.Verify();
        Check.That(Conversation.Connection.IsResumed, Name);
    }
}

/// <summary>64 bytes of application data become a record that is sent.</summary>
public class SealRecord : DtlsOperation
{
    /// <inheritdoc/>
    public override string Name => "seal a 64-byte record (CCM_8)";

    private protected override int From => RecordedConversation.StepsOf('!')[0];

    private protected override int To => From + 2;
}

/// <summary>A datagram with a record is taken, its 64 bytes of application data are found.
/// </summary>
public class OpenRecord : DtlsOperation
{
    /// <inheritdoc/>
    public override string Name => "open a 64-byte record (CCM_8)";

    private protected override int From => RecordedConversation.StepsOf('!')[0] + 2;

    private protected override int To => From + 2;
}

/// <summary>The client's last flight goes out once more: the server has not answered.</summary>
public sealed class RepeatFlight : DtlsOperation
{
    private DtlsEvent _outcome;
    private byte[] _sent = [];

    /// <inheritdoc/>
    public override string Name => "repeat the flight with Finished";

    private protected override int From => RecordedConversation.StepsOf('!')[0] - 1;

    private protected override int To => From;

    /// <inheritdoc/>
    public override void Run() =>
        _outcome = Conversation.Connection.OnTimer(Conversation.Connection.DueMs);

    /// <inheritdoc/>
    public override void Verify()
    {
        _sent = Conversation.TakeSent() ?? [];
        Check.That(
            _outcome == DtlsEvent.None && _sent is [22, ..] && _sent.Length > 100
                && Conversation.Connection.State == DtlsState.AwaitingFinished,
            Name);
    }
}
