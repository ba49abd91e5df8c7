// The application: the time, the client with its objects, a sensor, an LED. It is flashed with the
// rest, and an image of it can take its place: its entry is Run.

using System;
using System.Threading;
using Lwm2m.Client;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Samples.Esp32Temperature;

/// <summary>A thermometer that an LwM2M server manages.</summary>
public static class Application
{
    private const int ServerId = 1;
    private const int PollMs = 20;
    private const int WifiIntervalMs = 60 * 1000;

    // What servers have set outlives a restart here; new Settings take its place.
    private const string StoragePrefix = "I:\\lwm2m-";

    // Error code 8 of the Device object.
    private const int PeripheralMalfunction = 8;

    private static IStorage s_storage;
    private static StatusLed s_led;
    private static Exception s_failure;
    private static ITemperatureSensor s_sensor;
    private static Lwm2mClient s_client;
    private static DeviceObject s_device;
    private static TemperatureObject s_temperature;
    private static FirmwareUpdateObject s_firmware;
    private static ConnectivityMonitoringObject s_connectivity;
    private static WifiFacts s_wifi;
    private static long s_wifiMs;
    private static BatteryMonitor s_battery;

    /// <summary>Runs; returns or throws when only a restart is left to help.</summary>
    /// <param name="slots">The store of images.</param>
    public static void Run(FirmwareSlots slots)
    {
        Console.WriteLine("application " + slots.Version);
        s_storage = new FileStorage(StoragePrefix);
        s_led = new StatusLed(Settings.LedPin);
        s_led.State = RegistrationState.AwaitingRetry;
        s_sensor = CreateSensor();
        BoardSettings board = BoardSettings.FromArray(slots.BoardSettings);
        Accounts accounts = CreateAccounts(board, Esp32Board.GetName(Settings.EndpointPrefix));
        if (accounts == null || !Network.Connect(board.WifiSsid, board.WifiPassword))
        {
            return;
        }

        Network.AwaitTime();
        CreateClient(accounts, slots);
        if (Settings.Sleep == SleepMode.DeepSleep)
        {
            RunOnBattery();
        }
        else
        {
            RunOnMains();
        }

        if (s_failure != null)
        {
            throw s_failure;
        }
    }

    private static Accounts CreateAccounts(BoardSettings board, string endpoint)
    {
        var accounts = new Accounts(capacity: 1);
        bool isSecure = board.ServerUri.IndexOf("coaps:") == 0;
        bool hasKey = HexText.TryParse(board.PskKey, out byte[] key);
        if (isSecure && !hasKey)
        {
            Console.WriteLine("no key: PskKey in Settings.cs has to be hexadecimal digits");
            return null;
        }

        string identity = board.PskIdentity == "" ? endpoint : board.PskIdentity;
        Account account =
            Settings.IsBootstrapServer && isSecure
                ? accounts.AddBootstrapPsk(board.ServerUri, identity, key)
            : Settings.IsBootstrapServer ? accounts.AddBootstrapNoSec(board.ServerUri)
            : isSecure ? accounts.AddPsk(
                board.ServerUri, identity, key, ServerId, Settings.LifetimeSeconds)
            : accounts.AddNoSec(board.ServerUri, ServerId, Settings.LifetimeSeconds);
        account.AwakeMs = Settings.AwakeMs;
        return accounts;
    }

    private static void CreateClient(Accounts accounts, FirmwareSlots slots)
    {
        string endpoint = Esp32Board.GetName(Settings.EndpointPrefix);
        s_device = new DeviceObject("Contoso", "Thermo-1", endpoint, slots.Version)
        {
            DeviceType = "thermometer",
            FactoryResetting = ResetToFactory,
        };
        Esp32Board.Describe(s_device);
        if (Settings.BatteryChannel >= 0)
        {
            s_battery = new BatteryMonitor(
                s_device, Settings.BatteryChannel, Settings.BatteryFullScaleMv,
                Settings.BatteryEmptyMv, Settings.BatteryFullMv);
        }

        s_temperature = new TemperatureObject(instances: 1, units: "Cel");
        s_firmware = new FirmwareUpdateObject(slots, canPull: true);
        s_connectivity = new ConnectivityMonitoringObject(NetworkBearer.Wlan);
        s_wifi = new WifiFacts(
            Settings.Sleep == SleepMode.DeepSleep ? -1 : Settings.WifiScanIntervalMs);
        s_client = new Lwm2mClient(
            endpoint, accounts,
            new Lwm2mObject[]
            {
                s_device, s_connectivity, s_firmware, new ConnectivityStatisticsObject(),
                s_temperature,
            },
            new SystemPlatform(new Esp32Crypto()), s_storage)
        {
            RegistrationChanged = OnRegistrationChanged,
        };
        Console.WriteLine(endpoint);
    }

    private static ITemperatureSensor CreateSensor()
    {
        if (Settings.Sensor == SensorKind.Sht3x)
        {
            return new Sht3xSensor(
                Settings.I2cDataPin, Settings.I2cClockPin, Settings.I2cAddress);
        }

        return new SimulatedSensor();
    }

    /// <summary>Measures for ever; returns when only a restart is left to help.</summary>
    private static void RunOnMains()
    {
        var service = new Lwm2mService(s_client) { Failed = OnFailed };
        service.Start();
        int unregisteredMs = 0;
        while (s_failure == null && unregisteredMs < Settings.RestartAfterMs)
        {
            Measure();
            Thread.Sleep(Settings.MeasurementIntervalMs);
            unregisteredMs = StatusLed.IsTrying(s_led.State)
                ? unregisteredMs + Settings.MeasurementIntervalMs
                : 0;
        }
    }

    /// <summary>
    /// Measures once, tells the servers what they want to know of it, and sleeps: the next
    /// measurement is the next start. It stays awake while an update is under way.
    /// </summary>
    private static void RunOnBattery()
    {
        var sleep = new DeepSleep(s_storage);
        var extremes = new Extremes(s_storage);
        Measure();
        extremes.Restore(s_temperature);
        s_client.QueueMode = true;
        sleep.Resume(s_client);
        s_client.Start();
        int sleepMs = 0;
        long untilMs = Environment.TickCount64 + Settings.RestartAfterMs;
        while (!(s_client.MaySleep && s_firmware.State == FirmwareState.Idle)
            && Environment.TickCount64 < untilMs)
        {
            sleepMs = s_client.Poll();
            Thread.Sleep(sleepMs < PollMs ? sleepMs : PollMs);
        }

        extremes.Keep(s_temperature);
        sleep.Enter(
            s_client,
            s_client.MaySleep && sleepMs < Settings.MeasurementIntervalMs
                ? sleepMs
                : Settings.MeasurementIntervalMs);
    }

    private static void Measure()
    {
        if (s_sensor.TryRead(out double celsius))
        {
            s_temperature.SetValue(0, celsius);
            s_device.RemoveError(PeripheralMalfunction);
        }
        else
        {
            s_device.AddError(PeripheralMalfunction);
        }

        s_device.SetMemoryFree(Esp32Board.MemoryFree);
        if (s_battery != null)
        {
            s_battery.Measure();
        }

        if (Environment.TickCount64 >= s_wifiMs)
        {
            s_wifiMs = Environment.TickCount64 + WifiIntervalMs;
            TellWifi();
        }
    }

    private static void TellWifi()
    {
        s_wifi.Refresh();
        s_connectivity.SetIpAddress(0, s_wifi.Address);
        s_connectivity.SetRouterAddress(0, s_wifi.Gateway);
        if (s_wifi.SignalDbm != WifiFacts.Unknown)
        {
            s_connectivity.SetSignalStrength(s_wifi.SignalDbm);
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

    private static void ResetToFactory()
    {
        Console.WriteLine("the server wants a factory reset");
        Esp32Board.ResetToFactory(s_client);
    }
}
