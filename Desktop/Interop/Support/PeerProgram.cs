// A program that we did not write: what it prints, line by line, and what it is told on its input.

using System.Diagnostics;

namespace Interop.Support;

/// <summary>A running program.</summary>
internal sealed class PeerProgram : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What is added to its environment.</param>
    public PeerProgram(
        string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info) ?? throw new IOException($"{program} did not start");
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // It outlives the run otherwise, if that is ended by a signal or a time-out.
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The lines that it has printed.</summary>
    public Journal<string> Lines { get; } = new();

    public bool HasExited => _process.HasExited;

    /// <summary>Writes a line to its input.</summary>
    public void Tell(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for a line after a mark that contains a text.</summary>
    public Task<string> LineAsync(int mark, string text) =>
        Lines.FirstAsync(
            mark, l => l.Contains(text, StringComparison.Ordinal), $"line \"{text}\"");

    /// <summary>Waits for its end.</summary>
    public async Task ExitAsync() =>
        await _process.WaitForExitAsync().WaitAsync(Steps.Patience);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(5000);
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line != null)
        {
            Lines.Add(line);
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}
