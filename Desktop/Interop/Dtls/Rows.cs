// The table of what was tried with which peer.

using Interop.Support;

namespace Interop.Dtls;

/// <summary>One row; what is not known stays "-".</summary>
internal sealed class Row(string peer, string what)
{
    public string Peer { get; } = peer;

    public string What { get; } = what;

    public string Suite { get; private set; } = "-";

    public string Resumption { get; private set; } = "-";

    public string ExtendedMasterSecret { get; private set; } = "-";

    public string ConnectionId { get; private set; } = "-";

    /// <summary>What the row has found besides, for the result.</summary>
    public string? Finding { get; set; }

    public string Result { get; set; } = "not run";

    /// <summary>Takes over what the wire has shown.</summary>
    public void Take(HandshakeFacts facts)
    {
        if (facts.Suite < 0)
        {
            return; // The server has not answered with a ServerHello.
        }

        Suite = facts.SuiteName;
        Resumption = facts.IsResumed ? "resumed" : facts.OffersSession ? "refused, full" : "full";
        ExtendedMasterSecret = facts.HasExtendedMasterSecret ? "yes" : "no";
        ConnectionId = facts.ConnectionId is { Length: > 0 } id ? $"{id.Length} bytes" : "no";
    }
}

/// <summary>The rows of a run, each one a step.</summary>
internal sealed class Rows(Steps steps)
{
    private static readonly string[] s_head =
        ["Peer", "What", "Suite", "Resumption", "EMS", "CID", "Result"];

    private readonly List<Row> _rows = [];

    /// <summary>Runs a step that is a row; its result is how the step ends.</summary>
    public Task RunAsync(string peer, string what, Func<Row, Task> body)
    {
        var row = new Row(peer, what);
        lock (_rows)
        {
            _rows.Add(row);
        }

        return steps.RunAsync($"{peer}: {what}", async () =>
        {
            try
            {
                row.Result = "FAILED: too slow";
                await body(row);
                row.Result = row.Finding == null ? "passed" : $"passed: {row.Finding}";
            }
            catch (Exception e)
            {
                row.Result = $"FAILED: {e.GetType().Name}";
                throw;
            }
        });
    }

    /// <summary>Runs a step that is a row and that does not wait for tasks.</summary>
    public Task RunAsync(string peer, string what, Action<Row> body) =>
        RunAsync(peer, what, row =>
        {
            body(row);
            return Task.CompletedTask;
        });

    /// <summary>Prints the table.</summary>
    public void Print()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        List<string[]> lines = [s_head];
        lock (_rows)
        {
            lines.AddRange(_rows.OrderBy(r => r.Peer, StringComparer.Ordinal).Select(r =>
                (string[])
                [
                    r.Peer, r.What, r.Suite, r.Resumption, r.ExtendedMasterSecret,
                    r.ConnectionId, r.Result,
                ]));
        }

        int[] widths = [.. s_head.Select((_, i) => lines.Max(l => l[i].Length))];
        lines.Insert(1, [.. widths.Select(w => new string('-', w))]);
        Console.WriteLine();
        foreach (string[] line in lines)
        {
            Console.WriteLine(
                $"| {string.Join(" | ", line.Select((cell, i) => cell.PadRight(widths[i])))} |");
        }

        Console.WriteLine();
    }
}
