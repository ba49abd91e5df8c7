// The heap of a whole client, as an application builds it: everything that it will ever allocate.

using Lwm2m.Client;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace DeviceCost.Operations;

/// <summary>One server, objects 0, 1, 3 and 3303, all buffers.</summary>
public sealed class ConstructClient : ICostOperation
{
    private Lwm2mClient? _client;

    /// <inheritdoc/>
    public string Name => "construct a client (one server, four objects)";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://192.168.1.10:5683", 1, 300);
        _client = new Lwm2mClient("esp32-lab-1", accounts, new Lwm2mObject[]
        {
            new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
            new TemperatureObject(1, "Cel"),
        });
    }

    /// <inheritdoc/>
    public void Verify()
    {
        Check.That(_client?.GetState(1) == RegistrationState.Stopped, Name);
    }
}
