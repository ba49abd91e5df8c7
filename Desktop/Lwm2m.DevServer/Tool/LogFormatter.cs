// The log of the server as lines for people.

using System.Globalization;

namespace Lwm2m.DevServer.Tool;

/// <summary>Turns log entries into lines.</summary>
public static class LogFormatter
{
    /// <summary>The entry as one line.</summary>
    public static string Format(LogEntry entry)
    {
        string mark = entry.Kind switch
        {
            LogKind.Received => "<--",
            LogKind.Sent => "-->",
            LogKind.Retransmitted => "->>",
            LogKind.Duplicate => "<<-",
            LogKind.Malformed => "<-?",
            LogKind.Violation => "!!!",
            _ => "***",
        };
        string time = (entry.TimeMs / 1000.0).ToString("F3", CultureInfo.InvariantCulture);
        string peer = entry.Peer is null || entry.Kind == LogKind.Event
            ? string.Empty
            : $"{entry.Peer} ";
        return $"{time,10} {mark} {peer}{entry.Summary}";
    }
}
