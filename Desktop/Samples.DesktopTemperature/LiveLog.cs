// The log that the sample shows: who, when, what.

using System.Diagnostics;
using System.Globalization;

namespace Samples.DesktopTemperature;

/// <summary>Writes lines with the seconds since the start.</summary>
internal sealed class LiveLog(TextWriter output)
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public void Device(string text) => Write("device", text);

    public void Server(string text) => Write("server", text);

    public void Sample(string text) => Write("sample", text);

    private void Write(string who, string text)
    {
        string seconds = _clock.Elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
        _output.WriteLine($"{seconds,8}  {who}  {text}");
    }
}
