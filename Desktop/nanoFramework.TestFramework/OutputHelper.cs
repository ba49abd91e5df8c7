// The output of a test: the debug port on the device, the console here.

namespace nanoFramework.TestFramework;

/// <summary>Writes to the test's output.</summary>
public static class OutputHelper
{
    /// <summary>Writes a text.</summary>
    /// <param name="message">The text.</param>
    public static void Write(string message) => Console.Write(message);

    /// <summary>Writes a line.</summary>
    /// <param name="message">The text.</param>
    public static void WriteLine(string message) => Console.WriteLine(message);
}
