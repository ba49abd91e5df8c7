// Ctrl-C and SIGTERM as an orderly end: the program decides what it still has to do.

using System.Runtime.InteropServices;

namespace Lwm2m.DevServer.Tool;

/// <summary>Calls a method on SIGINT and SIGTERM in place of ending the process.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Starts to listen.</summary>
    public StopSignals(Action stop)
    {
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop();
        }

        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Lets the signals end the process again.</summary>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
