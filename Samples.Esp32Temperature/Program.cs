// What is flashed by cable: it starts the newest good application image, or, if there is none, the
// application that it was flashed with. Whatever goes wrong and is not put right by the client ends
// in a restart: nobody stands beside the board.

using System;
using System.Threading;
using Lwm2m.Client.Esp32;
using nanoFramework.Runtime.Native;

namespace Samples.Esp32Temperature;

/// <summary>Starts the board.</summary>
public static class Program
{
    private const string Folder = "I:\\";
    private const string StatePrefix = Folder + "firmware-";
    private const int MaxStateBytes = 64;

    /// <summary>Starts the application.</summary>
    public static void Main()
    {
        try
        {
            var slots = new FirmwareSlots(
                new FileSlotMedium(Folder), new FileStorage(StatePrefix, MaxStateBytes),
                Settings.Version)
            {
                BoardSettings = Settings.Board.ToArray(),
            };
            if (!FirmwareLoader.TryRun(slots, "Samples.Esp32Temperature.Application"))
            {
                Application.Run(slots);
            }
        }
        catch (Exception e)
        {
            Console.WriteLine("failed: " + e.ToString());
        }

        // A pause, so that a board that fails at once can still be flashed.
        Console.WriteLine("restarting in 10 s");
        Thread.Sleep(10000);
        Power.RebootDevice();
    }
}
