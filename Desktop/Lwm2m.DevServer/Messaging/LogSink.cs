// Hands log entries to whoever listens; builds none when nobody does.

using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>Where the parts of the server write their log.</summary>
internal sealed class LogSink(TimerQueue timers, ServerCounters counters)
{
    internal Action<LogEntry>? Target { get; set; }

    internal void Add(LogKind kind, EndPoint? peer, CoapMessage message) =>
        Target?.Invoke(new LogEntry(timers.NowMs, kind, peer, message, null));

    internal void Add(LogKind kind, EndPoint? peer, string text) =>
        Target?.Invoke(new LogEntry(timers.NowMs, kind, peer, null, text));

    internal void Violation(EndPoint peer, CoapMessage message, string text)
    {
        counters.Violations++;
        Target?.Invoke(new LogEntry(timers.NowMs, LogKind.Violation, peer, message, text));
    }
}
