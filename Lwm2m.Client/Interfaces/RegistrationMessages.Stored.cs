// What the server knows of the client, as it stands in a store (see Registration.Stored.cs).

using Lwm2m.Client.Model;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class RegistrationMessages
{
    /// <summary>
    /// Writes what the server knows into a record, or takes it from there; what is no longer so is
    /// then stated in the next Update. Version, formats and mode (1 each), the parts that it may
    /// not know yet (1), a number for lifetime and objects (4), the length of the location (1) and
    /// the location.
    /// </summary>
    protected void TransferMessages(StoredRecord record)
    {
        IsVersion10 = record.Flag(IsVersion10);
        _areFormatsStated = record.Flag(_areFormatsStated);
        IsQueueing = record.Flag(IsQueueing);

        int digest = Digest();
        int unknown = (int)record.Integer(_stated | _unconfirmed, 1);
        unknown |= record.Integer(digest, 4) == digest ? 0 : LifetimePart | ObjectPart;
        _locationLength = (int)record.Integer(_locationLength, 1);
        record.Copy(_location, 0, _locationLength);
        if (record.IsReading)
        {
            _isQueueStated = IsQueueing;
            _stated = unknown;
        }
    }

    /// <summary>A number that tells the lifetime, the objects and their instances from others.
    /// </summary>
    private int Digest()
    {
        ObjectRegistry objects = _workspace.Objects;
        int digest = Account.LifetimeSeconds;
        for (int i = 0; i < objects.Count; i++)
        {
            Lwm2mObject target = objects[i];
            digest = (digest * 31) + target.ObjectId;
            for (int k = 0; k < target.InstanceCount; k++)
            {
                digest = (digest * 31) + target.InstanceIdAt(k) + 1;
            }
        }

        return digest;
    }
}
