// The application that is flashed: Wi-Fi, the time, the client, a sensor, an LED. Whatever goes
// wrong and is not put right by the client ends in a restart: nobody stands beside the board.

using System;
using System.Diagnostics;
using System.Threading;
using Lwm2m.Client;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using nanoFramework.Networking;
using nanoFramework.Runtime.Native;

namespace Samples.Esp32Temperature;

/// <summary>A thermometer that an LwM2M server manages.</summary>
public static class Program
{
    private const int ServerId = 1;
    private const int WifiTimeoutMs = 60000;
    private const int BlinkMs = 500;

    // Error code 8 of the Device object.
    private const int PeripheralMalfunction = 8;

    private static StatusLed s_led;

    /// <summary>Starts the board.</summary>
    public static void Main()
    {
        try
        {
            Run();
        }
        catch (Exception e)
        {
            Debug.WriteLine("fatal: " + e.Message);
        }

        // A pause, so that a board that fails at once can still be flashed.
        Thread.Sleep(10000);
        Power.RebootDevice();
    }

    private static void Run()
    {
        s_led = new StatusLed(Settings.LedPin);
        s_led.Show(RegistrationState.AwaitingRetry);
        if (!ConnectWifi())
        {
            return;
        }

        var accounts = new Accounts(capacity: 1);
        accounts.AddNoSec(Settings.ServerUri, ServerId, Settings.LifetimeSeconds);
        var device = new DeviceObject("Contoso", "Thermo-1", Settings.Endpoint, "1.0.0")
        {
            DeviceType = "thermometer",
            Rebooting = Reboot,
            TimeWritten = SetTime,
        };
        var temperature = new TemperatureObject(instances: 1, units: "Cel");
        var client = new Lwm2mClient(
            Settings.Endpoint, accounts, new Lwm2mObject[] { device, temperature })
        {
            RegistrationChanged = OnRegistrationChanged,
        };
        var service = new Lwm2mService(client) { Failed = OnFailed };
        service.Start();
        Measure(device, temperature);
    }

    private static void Measure(DeviceObject device, TemperatureObject temperature)
    {
        ITemperatureSensor sensor = CreateSensor();
        while (true)
        {
            double celsius;
            if (sensor.TryRead(out celsius))
            {
                temperature.SetValue(0, celsius);
                device.RemoveError(PeripheralMalfunction);
            }
            else
            {
                device.AddError(PeripheralMalfunction);
            }

            device.SetMemoryFree((int)(GC.Run(false) / 1024));
            for (int ms = 0; ms < Settings.MeasurementIntervalMs; ms += BlinkMs)
            {
                Thread.Sleep(BlinkMs);
                s_led.Tick();
            }
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
    /// Connects and waits for the time; from then on the firmware keeps the network up, and the
    /// client notices by itself when it has been away.
    /// </summary>
    private static bool ConnectWifi()
    {
        using (var timeout = new CancellationTokenSource(WifiTimeoutMs))
        {
            bool isConnected = WifiNetworkHelper.ConnectDhcp(
                Settings.WifiSsid, Settings.WifiPassword, requiresDateTime: true,
                token: timeout.Token);
            if (!isConnected)
            {
                Debug.WriteLine("no Wi-Fi: " + WifiNetworkHelper.Status);
            }

            return isConnected;
        }
    }

    private static void OnRegistrationChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int responseCode)
    {
        s_led.Show(state);
        Debug.WriteLine(
            "registration: state " + (int)state + ", reason " + (int)reason
            + ", code " + responseCode);
    }

    private static void OnFailed(Exception e)
    {
        Debug.WriteLine("callback failed: " + e.Message);
    }

    private static void SetTime(long unixSeconds)
    {
        Rtc.SetSystemTime(DateTime.FromUnixTimeSeconds(unixSeconds));
    }

    /// <summary>The answer has been handed to the network: give it the time to leave.</summary>
    private static void Reboot()
    {
        Thread.Sleep(500);
        Power.RebootDevice();
    }
}
