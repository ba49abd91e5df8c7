// The application that is flashed: Wi-Fi, the time, the client over DTLS with a pre-shared key and
// the chip's cryptography, a sensor, an LED. Whatever goes wrong and is not put right by the client
// ends in a restart: nobody stands beside the board.

using System;
using System.Threading;
using Lwm2m.Client;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using nanoFramework.Networking;
using nanoFramework.Runtime.Native;
using GC = nanoFramework.Runtime.Native.GC;

namespace Samples.Esp32Temperature;

/// <summary>A thermometer that an LwM2M server manages.</summary>
public static class Program
{
    private const int ServerId = 1;
    private const int WifiTimeoutMs = 60000;
    private const int TimeTimeoutMs = 15000;
    private const int EarliestYear = 2024;

    // What servers have set outlives a restart here; new Settings take its place.
    private const string StoragePrefix = "I:\\lwm2m-";

    // Error code 8 of the Device object.
    private const int PeripheralMalfunction = 8;

    private static StatusLed s_led;
    private static Exception s_failure;

    /// <summary>Starts the board.</summary>
    public static void Main()
    {
        try
        {
            Run();
        }
        catch (Exception e)
        {
            s_failure = e;
        }

        if (s_failure != null)
        {
            Console.WriteLine("failed: " + s_failure.ToString());
        }

        // A pause, so that a board that fails at once can still be flashed.
        Console.WriteLine("restarting in 10 s");
        Thread.Sleep(10000);
        Power.RebootDevice();
    }

    private static void Run()
    {
        s_led = new StatusLed(Settings.LedPin);
        s_led.State = RegistrationState.AwaitingRetry;
        ITemperatureSensor sensor = CreateSensor();
        if (!HexText.TryParse(Settings.PskKey, out byte[] key))
        {
            Console.WriteLine("no key: PskKey in Settings.cs has to be hexadecimal digits");
            return;
        }

        if (!ConnectWifi())
        {
            return;
        }

        AwaitTime();
        var accounts = new Accounts(capacity: 1);
        accounts.AddPsk(
            Settings.ServerUri, Settings.PskIdentity, key, ServerId, Settings.LifetimeSeconds);
        var device = new DeviceObject("Contoso", "Thermo-1", Settings.Endpoint, "1.0.0")
        {
            DeviceType = "thermometer",
            Rebooting = Reboot,
            TimeWritten = SetTime,
        };
        var temperature = new TemperatureObject(instances: 1, units: "Cel");
        var client = new Lwm2mClient(
            Settings.Endpoint, accounts, new Lwm2mObject[] { device, temperature },
            new SystemPlatform(new Esp32Crypto()), new FileStorage(StoragePrefix))
        {
            RegistrationChanged = OnRegistrationChanged,
        };
        var service = new Lwm2mService(client) { Failed = OnFailed };
        Console.WriteLine(Settings.Endpoint + " registers with " + Settings.ServerUri);
        service.Start();
        Measure(sensor, client, device, temperature);
    }

    /// <summary>Measures for ever; returns when only a restart is left to help.</summary>
    private static void Measure(
        ITemperatureSensor sensor, Lwm2mClient client, DeviceObject device,
        TemperatureObject temperature)
    {
        int unregisteredMs = 0;
        while (s_failure == null && unregisteredMs < Settings.RestartAfterMs)
        {
            if (sensor.TryRead(out double celsius))
            {
                temperature.SetValue(0, celsius);
                device.RemoveError(PeripheralMalfunction);
            }
            else
            {
                device.AddError(PeripheralMalfunction);
            }

            // How much is free is known after a collection only; it takes some milliseconds.
            device.SetMemoryFree((int)(GC.Run(false) / 1024));
            Thread.Sleep(Settings.MeasurementIntervalMs);
            unregisteredMs = StatusLed.IsTrying(client.GetState(ServerId))
                ? unregisteredMs + Settings.MeasurementIntervalMs
                : 0;
        }
    }

    private static ITemperatureSensor CreateSensor()
    {
        if (Settings.HasSensor)
        {
            return new Sht3xSensor(
                Settings.I2cDataPin, Settings.I2cClockPin, Settings.I2cAddress);
        }

        return new SimulatedSensor();
    }

    /// <summary>
    /// Connects. When the connection is lost later, the firmware connects again by itself (it
    /// does so for every connection that was not ended on purpose), and the client's service
    /// hears of the address and registers again.
    /// </summary>
    private static bool ConnectWifi()
    {
        Console.WriteLine("connecting to Wi-Fi " + Settings.WifiSsid);
        using (var timeout = new CancellationTokenSource(WifiTimeoutMs))
        {
            if (WifiNetworkHelper.ConnectDhcp(
                Settings.WifiSsid, Settings.WifiPassword, token: timeout.Token))
            {
                return true;
            }
        }

        Console.WriteLine("no Wi-Fi: are name and password right, is it a 2.4 GHz network?");
        s_failure = WifiNetworkHelper.HelperException;
        return false;
    }

    /// <summary>
    /// Gives the firmware's SNTP client some time. The device works without: measurements then
    /// have no timestamp until SNTP has answered.
    /// </summary>
    private static void AwaitTime()
    {
        const int StepMs = 200;
        for (int ms = 0; DateTime.UtcNow.Year < EarliestYear; ms += StepMs)
        {
            if (ms >= TimeTimeoutMs)
            {
                Console.WriteLine("the time is unknown: no answer from the time server yet");
                return;
            }

            Thread.Sleep(StepMs);
        }
    }

    private static void OnRegistrationChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int responseCode)
    {
        s_led.State = state;
        Console.WriteLine(RegistrationText.Describe(state, reason, responseCode));
    }

    /// <summary>
    /// The service would go on, but in what state is unknown: the main thread restarts the board.
    /// </summary>
    private static void OnFailed(Exception e)
    {
        s_failure = e;
    }

    private static void SetTime(long unixSeconds)
    {
        Rtc.SetSystemTime(DateTime.UnixEpoch.AddSeconds(unixSeconds));
    }

    /// <summary>The answer has been handed to the network: give it the time to leave.</summary>
    private static void Reboot()
    {
        Console.WriteLine("the server wants a reboot");
        Thread.Sleep(500);
        Power.RebootDevice();
    }
}
