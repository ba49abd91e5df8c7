// Deep sleep for queue mode (OMA LwM2M Transport 1.1 §6.5). The RAM is lost in it and waking up is
// a restart: the client suspends to its storage first, and how long the sleep was to be is stored
// beside it.

using System;
using System.Threading;
using Lwm2m.Client.Transport;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace Lwm2m.Client.Esp32;

/// <summary>Lets the board sleep while no server may send anything to it.</summary>
public sealed class DeepSleep
{
    // Outside of the client's own: see StorageKey.
    private const int RecordKey = 0x20000;
    private const int RecordBytes = 4;
    private const int PollMs = 20;
    private const int MaxPolls = 500;
    private const int TicksPerMs = 10000;

    private readonly IStorage _storage;
    private readonly byte[] _record = new byte[RecordBytes];

    /// <summary>Creates it.</summary>
    /// <param name="storage">The storage of the client.</param>
    public DeepSleep(IStorage storage)
    {
        _storage = storage;
    }

    /// <summary>
    /// How long the sleep was that this start is the end of, in milliseconds; -1 if it was another
    /// start, or something else than the timer has ended the sleep.
    /// </summary>
    public long SleptMs
    {
        get
        {
            return Sleep.GetWakeupCause() == Sleep.WakeupCause.Timer
                && _storage.Read(RecordKey, _record, 0, RecordBytes) == RecordBytes
                ? Bytes.ReadInteger(_record, 0, RecordBytes)
                : -1;
        }
    }

    /// <summary>Tells a client how long the sleep was, if that is known; before its Start.
    /// </summary>
    /// <param name="client">The client.</param>
    public void Resume(Lwm2mClient client)
    {
        long sleptMs = SleptMs;
        if (sleptMs >= 0)
        {
            // And how long the start has taken.
            client.SetSlept(sleptMs + Environment.TickCount64);
        }
    }

    /// <summary>
    /// Suspends a client and sleeps: on a device it does not return, the board starts anew. No
    /// other thread is to poll the client.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="durationMs">How long to sleep, in milliseconds.</param>
    public void Enter(Lwm2mClient client, int durationMs)
    {
        client.Suspend();
        for (int i = 0; i < MaxPolls && !client.IsStopped; i++)
        {
            int waitMs = client.Poll();
            Thread.Sleep(waitMs < PollMs ? waitMs : PollMs);
        }

        // Flash wears: most sleeps are as long as the one before.
        if (_storage.Read(RecordKey, _record, 0, RecordBytes) != RecordBytes
            || Bytes.ReadInteger(_record, 0, RecordBytes) != durationMs)
        {
            Bytes.WriteInteger(_record, 0, RecordBytes, durationMs);
            _storage.Write(RecordKey, _record, 0, RecordBytes);
        }

        if (Sleep.EnableWakeupByTimer(new TimeSpan((long)durationMs * TicksPerMs))
            != EspNativeError.OK)
        {
            // It would sleep for ever.
            Power.RebootDevice();
        }

        Sleep.StartDeepSleep();
    }
}
