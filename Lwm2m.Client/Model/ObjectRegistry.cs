// The objects of a client, in ascending order of their ids.

using System;

namespace Lwm2m.Client.Model;

/// <summary>Finds objects by id.</summary>
internal sealed class ObjectRegistry
{
    private readonly Lwm2mObject[] _objects;

    public ObjectRegistry(int capacity)
    {
        _objects = new Lwm2mObject[capacity];
    }

    /// <summary>How many objects there are.</summary>
    public int Count;

    /// <summary>Adds an object.</summary>
    /// <exception cref="ArgumentException">There is one with its id.</exception>
    public void Add(Lwm2mObject target)
    {
        Lwm2mObject[] objects = _objects;
        int id = target.ObjectId;
        int at = Count++;
        for (; at > 0 && objects[at - 1].ObjectId >= id; at--)
        {
            objects[at] = objects[at - 1];
            if (objects[at].ObjectId == id)
            {
                throw new ArgumentException("object twice");
            }
        }

        objects[at] = target;
    }

    public Lwm2mObject this[int index]
    {
        get { return _objects[index]; }
    }

    /// <summary>The object with an id, or null.</summary>
    public Lwm2mObject Find(int objectId)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_objects[i].ObjectId == objectId)
            {
                return _objects[i];
            }
        }

        return null;
    }
}
