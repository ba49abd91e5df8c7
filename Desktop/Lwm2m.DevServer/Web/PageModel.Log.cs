// The log and the bootstraps, as the page shows them.

using System.Net;
using System.Text;
using System.Text.Unicode;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Web;

internal sealed partial class PageModel
{
    private const int MaxLogEntries = 1_000;

    private readonly Queue<LogView> _log = new();
    private long _lastLogId;

    /// <summary>Tells all pages what the bootstrap server is like now.</summary>
    internal void BootstrapChanged() => _hub.Publish("bootstrap", BootstrapView);

    private BootstrapView BootstrapView => new(
        Book.IsOpen,
        [.. Book.Entries.Select(ViewOf)],
        [.. _core.Bootstrap.Sessions.Select(ViewOf).OrderByDescending(view => view.StartedAt)],
        _host.Keys?.Identities);

    private void TakeLog(LogEntry entry)
    {
        Registration? registration = entry.Peer is null
            ? null
            : _core.Registrations.FirstOrDefault(one => one.Peer.Equals(entry.Peer));
        var view = new LogView(
            ++_lastLogId, At(entry.TimeMs), entry.Kind.ToString(), entry.Peer?.ToString(),
            registration?.Endpoint, entry.Summary,
            entry.Message is null ? null : ViewOf(entry.Message));
        _log.Enqueue(view);
        if (_log.Count > MaxLogEntries)
        {
            _log.Dequeue();
        }

        _hub.Publish("log", view);
        if (registration is { IsQueueMode: true })
        {
            // Each message keeps it awake, and what waited for it goes out.
            Changed(registration.Endpoint);
        }
    }

    private static MessageView ViewOf(CoapMessage message)
    {
        ReadOnlySpan<byte> payload = MessageText.IsSecret(message) ? [] : message.Payload.Span;
        string? text = payload.IsEmpty
            ? null
            : PayloadText.Describe(message.ContentFormat, message.Payload);
        return new MessageView(
            message.Type.ToString().ToUpperInvariant(), message.Code.ToString(),
            message.MessageId, message.Token.ToString(),
            [.. message.Options.Select(option => new AttributeView(
                OptionNumber.NameOf(option.Number), ValueOf(option)))],
            message.Payload.Length, text, payload.IsEmpty ? null : HexOf(payload));
    }

    private static string ValueOf(CoapOption option)
    {
        switch (option.Number)
        {
            case OptionNumber.ContentFormat or OptionNumber.Accept
                when option.TryGetUInt(2, out uint format):
                return MediaType.NameOf((int)format);
            case OptionNumber.Block1 or OptionNumber.Block2
                when BlockOption.TryParse(option, out BlockOption block):
                return block.ToString();
            case OptionNumber.Observe or OptionNumber.MaxAge or OptionNumber.Size1
                or OptionNumber.Size2 or OptionNumber.UriPort
                when option.TryGetUInt(4, out uint number):
                return $"{number}";
            case OptionNumber.UriPath or OptionNumber.UriQuery or OptionNumber.LocationPath
                or OptionNumber.LocationQuery or OptionNumber.UriHost
                when Utf8.IsValid(option.Value.Span):
                return Encoding.UTF8.GetString(option.Value.Span);
            default:
                return option.Value.IsEmpty
                    ? string.Empty
                    : $"0x{Convert.ToHexString(option.Value.Span)}";
        }
    }

    private void TakeBootstrapAnswer(BootstrapSession session, BootstrapAnswer answer) =>
        BootstrapChanged();

    private void TakeBootstrapEnd(BootstrapSession session) => BootstrapChanged();

    private SessionView ViewOf(BootstrapSession session) => new(
        session.Endpoint, AddressOf(session.Peer), session.State.ToString(),
        At(session.StartedAtMs),
        [.. session.Answers.Select(answer => new StepView(
            answer.Step.ToString(), answer.Response.ToString(), answer.IsExpected))]);

    private static EntryView ViewOf(BootstrapEntry entry) => new(
        entry.Endpoint,
        entry.Format is { } format ? MediaType.NameOf(format) : null,
        [.. entry.Accounts.Select(account => account is null
            ? new AccountView(null, 0, null, false, 0, string.Empty)
            : new AccountView(account.Uri, account.ServerId, account.Identity,
                account.Key.Length > 0, account.LifetimeSeconds, account.Binding))]);
}
