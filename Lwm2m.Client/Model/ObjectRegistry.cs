// The objects of a client, in ascending order of their ids.

using System;

namespace Lwm2m.Client.Model;

/// <summary>Finds objects by id.</summary>
internal sealed class ObjectRegistry
{
    private readonly Lwm2mObject[] _objects;

    public ObjectRegistry(Lwm2mObject[] objects)
    {
        _objects = objects;
        for (int i = 1; i < objects.Length; i++)
        {
            Lwm2mObject moving = objects[i];
            int at = i;
            for (; at > 0 && objects[at - 1].ObjectId > moving.ObjectId; at--)
            {
                objects[at] = objects[at - 1];
            }

            objects[at] = moving;
            if (at > 0 && objects[at - 1].ObjectId == moving.ObjectId)
            {
                throw new ArgumentException("object twice");
            }
        }
    }

    public int Count
    {
        get { return _objects.Length; }
    }

    public Lwm2mObject this[int index]
    {
        get { return _objects[index]; }
    }

    /// <summary>The object with an id, or null.</summary>
    public Lwm2mObject Find(int objectId)
    {
        for (int i = 0; i < _objects.Length; i++)
        {
            if (_objects[i].ObjectId == objectId)
            {
                return _objects[i];
            }
        }

        return null;
    }
}
