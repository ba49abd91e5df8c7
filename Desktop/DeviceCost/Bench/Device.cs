// The client of the README, on a virtual machine: one server, objects 0, 1, 3 and 3303.

using Lwm2m.Client;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace DeviceCost.Bench;

/// <summary>A registered client to measure.</summary>
internal sealed class Device
{
    private const int NonConfirmable = 1;
    private const int Get = 1;
    private const ushort Tlv = 11542;

    private int _messageId = 0x4000;

    public Device()
    {
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://127.0.0.1:5683", serverId: 1, lifetimeSeconds: 86400);
        Client = new Lwm2mClient(
            "esp32-lab-1",
            accounts,
            new Lwm2mObject[]
            {
                new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
                Temperature,
            },
            Platform);
        Temperature.SetValue(0, 20.5);
        Client.Start();
        Settle();
        if (Client.GetState(1) != RegistrationState.Registered)
        {
            throw new InvalidOperationException("not registered");
        }
    }

    public VirtualPlatform Platform { get; } = new();

    public ScriptedServer Server => Platform.Server;

    public Lwm2mClient Client { get; }

    public TemperatureObject Temperature { get; } = new(instances: 1, units: "Cel");

    /// <summary>Polls until there is nothing to do now.</summary>
    public void Settle()
    {
        for (int i = 0; i < 20; i++)
        {
            if (Client.Poll() > 0 && Server.IsIdle)
            {
                return;
            }
        }

        throw new InvalidOperationException("the client does not come to rest");
    }

    /// <summary>Lets the next Poll find a request; it is non-confirmable, so that its response
    /// is the only datagram that is sent.</summary>
    public DatagramBuilder Request(int code, string path, Action<DatagramBuilder>? before = null)
    {
        var request = new DatagramBuilder(NonConfirmable, code, ++_messageId)
        {
            Token = [1, 2, 3, 4, 5, 6, 7, 8],
        };
        before?.Invoke(request);
        return request.Path(path);
    }

    /// <summary>A Read of a path in TLV.</summary>
    public byte[] Read(string path) => Request(Get, path).OptionNumber(17, Tlv).ToArray();

    /// <summary>An Observe of a path in TLV.</summary>
    public byte[] Observe(string path)
    {
        return Request(Get, path, request => request.Option(6)).OptionNumber(17, Tlv).ToArray();
    }
}
