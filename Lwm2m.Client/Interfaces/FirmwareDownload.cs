// The conversation with the server that an image is fetched from, as the Package URI (/5/0/1) says:
// GET with Block2 (RFC 7959 §2.4), one block after the other, each of them passed on to the store
// before the next one is asked for.
//
//   Idle            a Package URI is written      →  AwaitingServer
//   AwaitingServer  a block comes                 →  AwaitingServer, for the next one
//                   the store needs time for it   →  AwaitingStore
//                   a block of another content    →  AwaitingServer, for the first one
//   AwaitingStore   the block is stored           →  AwaitingServer
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
    // What the conversation waits for; of a pause and an answer there is the time when it ends.
    private const int Idle = 0;
    private const int AwaitingServer = 1;
    private const int AwaitingStore = 2;

    private readonly FirmwareUpdateObject _firmware;
    private readonly Accounts _accounts;

    // The secure connection, which the next download may need; or null.
    private DtlsConnection _connection;

    private long _dueMs = Deadline.Never;

    // Where the host starts in the URI, and its length, if it is a name; where the path starts.
    private int _host;
    private int _hostBytes;
    private int _path;

    // How much of the image the store has, what tells its content, and how much there was at most.
    private int _position;
    private int _tag;
    private int _reached;

    // How often in a row it has come to nothing.
    private int _losses;

    public FirmwareDownload(
        Workspace workspace, FirmwareUpdateObject firmware, Accounts accounts)
        : base(workspace, NewAccount(firmware, accounts), false)
    {
        _firmware = firmware;
        _accounts = accounts;
        _connection = Dtls;
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
        get { return _firmware.IsTransferChanged ? 0 : _dueMs; }
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
                    Stop();
                    Enter(AwaitingServer, nowMs);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnStageDue(long nowMs)
    {
        FirmwareUpdateObject firmware = _firmware;
        int transfer = firmware.Transfer;
        if (!firmware.IsTransferChanged)
        {
            Connect(nowMs);
            return;
        }

        firmware.IsTransferChanged = false;
        if (transfer == FirmwareUpdateObject.Wanted)
        {
            Stop();
            BlockExponent = BlockOption.LargestExponent;
            firmware.Transfer = FirmwareUpdateObject.Fetching;
            _position = 0;
            _reached = 0;
            _losses = 0;
            Connect(nowMs);
        }
        else if (transfer == FirmwareUpdateObject.NoTransfer)
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
        else if (code >> 5 == 4)
        {
            End(FirmwareResult.InvalidUri);
        }
        else
        {
            Fail(reason, code, nowMs);
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
        Enter(AwaitingServer, nowMs + (Limits.DownloadRetryMs << _losses++));
    }

    /// <summary>
    /// An account that is nobody's; a secure one, so that there is a connection, if there may be a
    /// secure download.
    /// </summary>
    private static Account NewAccount(FirmwareUpdateObject firmware, Accounts accounts)
    {
        Account account = new Account(accounts.Configuration);
        account.Use(null, 0, FindKey(firmware, accounts, null, 0));
        return account;
    }

    /// <summary>
    /// The key that the application has given for images; or that of the account of a server on a
    /// host, if it is not null, and at a port, if it is not 0.
    /// </summary>
    private static DtlsParameters FindKey(
        FirmwareUpdateObject firmware, Accounts accounts, string host, int port)
    {
        DtlsParameters dtls = firmware.DownloadSecurity;
        for (int i = accounts.Slots - 1; dtls == null && i >= 0; i--)
        {
            Account account = accounts[i];
            DtlsParameters other = account.Dtls;
            if (other != null && (host == null
                || (other.Key != null && account.Host == host
                    && (port == 0 || account.Port == port))))
            {
                dtls = other;
            }
        }

        return dtls;
    }

    /// <summary>Takes a socket to where the URI leads. Allocates the host name.</summary>
    private void Connect(long nowMs)
    {
        byte[] uri = _firmware.Texts;
        int start = FirmwareUpdateObject.UriStart;
        int length = _firmware.UriLength;
        int port = CoapUri.FindHost(uri, ref start, ref length, out _path);
        if (port <= 0)
        {
            End(port == 0 ? FirmwareResult.InvalidUri : FirmwareResult.UnsupportedProtocol);
            return;
        }

        // In an address, the last character is a digit, or there are brackets around it.
        bool isName = uri[start + length - 1] > '9' && uri[start - 1] != '[';
        _host = start;
        _hostBytes = isName ? length : 0;
        DtlsParameters dtls = null;
        string host = Encoding.UTF8.GetString(uri, start, length);
        if (CoapUri.IsSecure(uri, FirmwareUpdateObject.UriStart))
        {
            dtls = FindKey(_firmware, _accounts, host, _path - start - length > 1 ? port : 0);
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

        Enter(AwaitingServer, Deadline.Never);
        Account.Use(host, port, dtls);
        Connect(nowMs, nowMs);
    }

    /// <summary>Passes a block on, if it is the one that was asked for.</summary>
    private void TakeBlock(long nowMs)
    {
        // An answer without the option is all there is.
        MessageView view = _workspace.View;
        int block = view.Block2 < 0 ? BlockExponent : view.Block2;
        int length = view.PayloadLength;
        bool isLast = (block & BlockOption.More) == 0;
        int tag = view.ReadETag();
        FirmwareUpdateObject firmware = _firmware;
        int position = _position;
        if (BlockOption.Offset(block) != position
            || (!isLast && length != BlockOption.Size(block))
            || (position > 0 && _tag != tag))
        {
            // From the beginning, but not for ever.
            firmware.Store.Discard();
            _position = 0;
            Fail(RegistrationReason.NoAnswer, 0, nowMs);
            return;
        }

        BlockExponent = block & BlockOption.Exponent;
        int there = position;
        if (position == 0)
        {
            _tag = tag;
            there = firmware.BeginPull(view.Size2, tag);
        }

        if (there == position)
        {
            firmware.TakePull(view.Buffer, view.PayloadOffset, length, isLast);
            there += length;
        }

        _position = there;
        if (there > _reached)
        {
            _reached = there;
            _losses = 0;
        }

        Advance(nowMs);
    }

    /// <summary>Asks for the next block, unless the store is busy or there is none.</summary>
    private void Advance(long nowMs)
    {
        FirmwareUpdateObject firmware = _firmware;
        if (firmware.Transfer != FirmwareUpdateObject.Fetching)
        {
            Stage = AwaitingStore;
            return;
        }

        MessageWriter message = BeginRequest(CoapCode.Get);
        if (_hostBytes > 0)
        {
            // Which one of those at the address (RFC 7252 §5.10.1).
            message.AddOption(CoapOption.UriHost, firmware.Texts, _host, _hostBytes);
        }

        UriOptions.AddTo(
            message, firmware.Texts, _path,
            FirmwareUpdateObject.UriStart + firmware.UriLength, _transmitBuffer);
        message.AddOption(
            CoapOption.Block2, BlockOption.Of(_position, false, Fitting(BlockExponent)));
        if (_position == 0)
        {
            // How long is it?
            message.AddOption(CoapOption.Size2, 0);
        }

        if (message.IsFull)
        {
            End(FirmwareResult.InvalidUri);
            return;
        }

        Stage = AwaitingServer;
        StartExchange(RegistrationPurpose, nowMs);
    }

    private void End(FirmwareResult result)
    {
        // What there is of the image stays, to be gone on with.
        Stop();
        _firmware.Enter(FirmwareState.Idle, result);
    }

    private void Stop()
    {
        Disconnect(true);
        Enter(Idle, Deadline.Never);
        if (_connection != null)
        {
            _connection.ClearSession();
        }
    }

    private void Enter(int stage, long dueMs)
    {
        Stage = stage;
        _dueMs = dueMs;
    }
}
