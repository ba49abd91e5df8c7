// What the server knows of the client, as it stands in a store (see Registration.Stored.cs).

using System;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class RegistrationMessages
{
    /// <summary>
    /// Writes what the server knows, to be kept: version, formats and mode (1), the lifetime (4),
    /// a number for the objects (4), the length of the location (1) and the location.
    /// </summary>
    /// <returns>Where it ends.</returns>
    protected int Export(byte[] buffer, int at)
    {
        buffer[at] = (byte)((IsVersion10 ? 1 : 0) | (_areFormatsStated ? 2 : 0)
            | (IsQueueing ? 4 : 0));
        int stated = _stated | _unconfirmed;
        Bytes.WriteInteger(
            buffer, at + 1, 4,
            (stated & LifetimePart) != 0 ? 0 : Account.LifetimeSeconds);
        Bytes.WriteInteger(
            buffer, at + 5, 4, (stated & ObjectPart) != 0 ? 0 : ObjectsDigest());
        buffer[at + 9] = (byte)_locationLength;
        Array.Copy(_location, 0, buffer, at + 10, _locationLength);
        return at + 10 + _locationLength;
    }

    /// <summary>
    /// Takes up what Export has written; what is no longer so is stated in the next Update.
    /// </summary>
    /// <returns>Where it ends.</returns>
    protected int Import(byte[] buffer, int at)
    {
        int flags = buffer[at];
        IsVersion10 = (flags & 1) != 0;
        _areFormatsStated = (flags & 2) != 0;
        IsQueueing = (flags & 4) != 0;
        _isQueueStated = IsQueueing;
        _stated =
            (Bytes.ReadInteger(buffer, at + 1, 4) != Account.LifetimeSeconds ? LifetimePart : 0)
            | (Bytes.ReadInteger(buffer, at + 5, 4) != ObjectsDigest() ? ObjectPart : 0);
        _locationLength = buffer[at + 9];
        Array.Copy(buffer, at + 10, _location, 0, _locationLength);
        return at + 10 + _locationLength;
    }

    /// <summary>A number that tells these objects and instances from others.</summary>
    private int ObjectsDigest()
    {
        ObjectRegistry objects = _workspace.Objects;
        int digest = 0;
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
