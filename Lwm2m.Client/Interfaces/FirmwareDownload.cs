// The conversation with the server that an image is fetched from, as the Package URI (/5/0/1) says:
// GET with Block2 (RFC 7959 §2.4), one block after the other, each of them passed on to the store
// before the next one is asked for.
//
//   Idle             a Package URI is written              →  AwaitingHandshake, AwaitingBlock
//   AwaitingRetry    the pause is over                     →  AwaitingHandshake, AwaitingBlock
//   AwaitingBlock    the store has taken it                →  AwaitingBlock
//                    the store needs time                  →  AwaitingStore →  AwaitingBlock
//                    it is of another content, or does not fit: from the beginning, twice or so
// A connection that is lost is followed by another after a pause, and the download goes on where it
// was; it ends as the Firmware Update object says, or with the client.

using System.Text;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The conversation with a server of firmware images.</summary>
internal sealed class FirmwareDownload : ServerSession
{
    // What the conversation waits for.
    private const int Idle = 0;
    private const int AwaitingRetry = 1;
    private const int AwaitingHandshake = 2;
    private const int AwaitingBlock = 3;
    private const int AwaitingStore = 4;

    private readonly FirmwareUpdateObject _firmware;
    private readonly ServerSession _first;

    // The secure connection, which the next download may need; or null.
    private DtlsConnection _connection;

    private long _dueMs = Deadline.Never;

    // Where the path starts in the URI.
    private int _path;

    // How much of the image the store has, and what tells its content from another.
    private int _position;
    private int _tag;

    private int _losses;
    private int _restarts;

    public FirmwareDownload(
        Workspace workspace, FirmwareUpdateObject firmware, Accounts accounts,
        ServerSession first)
        : base(workspace, NewAccount(firmware, accounts, first), false)
    {
        _firmware = firmware;
        _first = first;
        _connection = Dtls;
        IsSettled = true;
    }

    /// <inheritdoc/>
    public override bool IsRegistered
    {
        get { return false; }
    }

    /// <summary>Nothing sleeps while there is a download.</summary>
    public override long AwakeUntilMs
    {
        get { return Stage == Idle ? 0 : Deadline.Never; }
    }

    /// <inheritdoc/>
    protected override OperationHandler Operations
    {
        get { return null; }
    }

    /// <inheritdoc/>
    protected override long StageDueMs
    {
        get { return _firmware.IsPullChanged ? 0 : _dueMs; }
    }

    /// <inheritdoc/>
    public override void Tell(Notice what, long nowMs)
    {
        if (Stage != Idle)
        {
            switch (what)
            {
                case Notice.Stop:
                case Notice.Suspend:
                    End(FirmwareResult.ConnectionLost);
                    break;
                case Notice.Renew:
                case Notice.NetworkChanged:
                    // The key may be another one, too.
                    Disconnect(false);
                    Enter(AwaitingRetry, nowMs);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnStageDue(long nowMs)
    {
        FirmwareUpdateObject firmware = _firmware;
        int pull = firmware.Pull;
        if (!firmware.IsPullChanged)
        {
            Connect(nowMs);
            return;
        }

        firmware.IsPullChanged = false;
        if (pull == FirmwareUpdateObject.PullWanted)
        {
            Stop();
            firmware.Pull = FirmwareUpdateObject.PullRunning;
            BlockExponent = BlockOption.LargestExponent;
            _position = 0;
            _losses = 0;
            _restarts = 0;
            if (_connection != null)
            {
                _connection.ClearSession();
            }

            Connect(nowMs);
        }
        else if (pull == FirmwareUpdateObject.PullNone)
        {
            Stop();
        }
        else if (Stage == AwaitingStore)
        {
            Advance(nowMs);
        }
    }

    /// <inheritdoc/>
    protected override void OnConnecting()
    {
        _connection = Dtls;
        Enter(AwaitingHandshake, Deadline.Never);
    }

    /// <inheritdoc/>
    protected override void OnSecured(bool isResumed, long updateMs, long nowMs)
    {
        Advance(nowMs);
    }

    /// <inheritdoc/>
    protected override void OnAnswer(int code, RegistrationReason reason, long nowMs)
    {
        if (code == CoapCode.Content)
        {
            TakeBlock(nowMs);
        }
        else if (code >> 5 != 4)
        {
            Fail(reason, code, nowMs);
        }
        else if (_position > 0)
        {
            // There is no such block: the content is another one.
            Restart(nowMs);
        }
        else
        {
            End(FirmwareResult.InvalidUri);
        }
    }

    /// <summary>Tries once more after a pause, or gives up.</summary>
    protected override void Fail(RegistrationReason reason, int code, long nowMs)
    {
        if (_losses == Limits.DownloadRetries)
        {
            End(reason == RegistrationReason.HostUnknown
                ? FirmwareResult.InvalidUri
                : FirmwareResult.ConnectionLost);
            return;
        }

        Disconnect(false);
        int pauseMs = Limits.DownloadRetryMs << _losses++;
        Enter(AwaitingRetry, nowMs + pauseMs + _workspace.Random.Next(pauseMs >> 2));
    }

    /// <summary>
    /// An account that is nobody's; a secure one, so that there is a connection, if there may be a
    /// secure download.
    /// </summary>
    private static Account NewAccount(
        FirmwareUpdateObject firmware, Accounts accounts, ServerSession first)
    {
        DtlsParameters dtls = firmware.DownloadSecurity;
        for (; dtls == null && first != null; first = first.Next)
        {
            dtls = first.Account.Dtls;
        }

        Account account = new Account(accounts.Configuration);
        account.Use(null, 0, dtls);
        return account;
    }

    /// <summary>Takes a socket to where the URI leads. Allocates the host name.</summary>
    private void Connect(long nowMs)
    {
        byte[] uri = _firmware.Texts;
        int start = FirmwareUpdateObject.UriStart;
        int end = _firmware.UriEnd;
        int port = CoapUri.FindHost(uri, false, ref start, ref end, out _path);
        bool isSecure = port < 0;
        if (isSecure)
        {
            port = CoapUri.FindHost(uri, true, ref start, ref end, out _path);
        }

        if (port <= 0)
        {
            End(port == 0 ? FirmwareResult.InvalidUri : ResultOfScheme());
            return;
        }

        DtlsParameters dtls = null;
        string host = Encoding.UTF8.GetString(uri, start, end - start);
        if (isSecure)
        {
            dtls = FindKey(host, _path - end > 1 ? port : 0);
            if (dtls == null)
            {
                End(FirmwareResult.UnsupportedProtocol);
                return;
            }

            Dtls = _connection;
            if (_connection != null)
            {
                _connection.Parameters = dtls;
            }
        }

        Account.Use(host, port, dtls);
        Connect(nowMs, nowMs);
    }

    /// <summary>What has become of a URI that is neither of coap nor of coaps.</summary>
    private FirmwareResult ResultOfScheme()
    {
        int i = _firmware.UriEnd - 1;
        while (i > FirmwareUpdateObject.UriStart && _firmware.Texts[i] != ':')
        {
            i--;
        }

        return i <= FirmwareUpdateObject.UriStart
            ? FirmwareResult.InvalidUri
            : FirmwareResult.UnsupportedProtocol;
    }

    /// <summary>
    /// The key that the application has given for images; or that of the account of a server on
    /// this host, and at this port, if it is not 0.
    /// </summary>
    private DtlsParameters FindKey(string host, int port)
    {
        DtlsParameters dtls = _firmware.DownloadSecurity;
        ServerSession session = _first;
        for (; dtls == null && session != this; session = session.Next)
        {
            Account account = session.Account;
            DtlsParameters other = account.Dtls;
            if (other != null && other.Key != null && account.Host == host
                && (port == 0 || port == account.Port))
            {
                dtls = other;
            }
        }

        return dtls;
    }

    /// <summary>Passes a block on, if it is the one that was asked for.</summary>
    private void TakeBlock(long nowMs)
    {
        // An answer without the option is all there is.
        MessageView view = _workspace.View;
        int block = view.Block2 < 0 ? BlockExponent : view.Block2;
        int length = view.PayloadLength;
        bool isLast = !BlockOption.IsMore(block);
        int tag = view.ReadETag();
        bool isFirst = _position == 0;
        if (BlockOption.Offset(block) != _position
            || (!isLast && length != BlockOption.Size(block))
            || (!isFirst && tag != _tag))
        {
            Restart(nowMs);
            return;
        }

        int exponent = BlockOption.Exponent(block);
        if (exponent < BlockExponent)
        {
            BlockExponent = exponent;
        }

        FirmwareUpdateObject firmware = _firmware;
        bool isNew = true;
        if (isFirst)
        {
            _tag = tag;
            _position = firmware.BeginPull(view.Size2, tag);
            isNew = _position == 0;
        }

        if (isNew && firmware.Pull == FirmwareUpdateObject.PullRunning)
        {
            firmware.TakePull(view.Buffer, view.PayloadOffset, length, isLast);
            _position += length;
            _losses = 0;
        }

        Advance(nowMs);
    }

    /// <summary>Begins anew, but not for ever.</summary>
    private void Restart(long nowMs)
    {
        if (++_restarts > Limits.DownloadRestarts)
        {
            End(FirmwareResult.ConnectionLost);
            return;
        }

        _firmware.RestartPull();
        _position = 0;
        Advance(nowMs);
    }

    /// <summary>Asks for the next block, unless the store is busy or there is none.</summary>
    private void Advance(long nowMs)
    {
        FirmwareUpdateObject firmware = _firmware;
        if (firmware.Pull != FirmwareUpdateObject.PullRunning)
        {
            Enter(AwaitingStore, Deadline.Never);
            return;
        }

        MessageWriter message = BeginRequest(CoapCode.Get);
        bool isValid = CoapUri.AddOptions(
            message, firmware.Texts, _path, firmware.UriEnd, _transmitBuffer);
        message.AddOption(
            CoapOption.Block2, BlockOption.Of(_position, false, Fitting(BlockExponent)));
        if (_position == 0)
        {
            // How long is it?
            message.AddOption(CoapOption.Size2, 0);
        }

        if (!isValid || message.IsFull)
        {
            End(FirmwareResult.InvalidUri);
            return;
        }

        StartExchange(RegistrationPurpose, nowMs);
        Enter(AwaitingBlock, Deadline.Never);
    }

    private void End(FirmwareResult result)
    {
        Stop();
        _firmware.EndPull(result);
    }

    private void Stop()
    {
        Disconnect(true);
        Enter(Idle, Deadline.Never);
    }

    private void Enter(int stage, long dueMs)
    {
        Stage = stage;
        _dueMs = dueMs;
    }
}
