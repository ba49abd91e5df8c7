// A path of up to four ids, /object/instance/resource/resource-instance (OMA LwM2M Core 1.1 §7.1),
// packed into one long: 16 bits an id from the top, 0xFFFF (MAX_ID, never assigned) where the path
// has ended. A long costs no heap on the device, compares in one instruction and packs in arrays.

namespace Lwm2m.Client;

/// <summary>Packs and unpacks paths. A packed path is a <c>long</c>.</summary>
public static class Lwm2mPath
{
    /// <summary>The id that stands for "no id" (OMA LwM2M Core: MAX_ID 65535).</summary>
    public const int NoId = 0xFFFF;

    /// <summary>
    /// The same as a signed number, which takes less bytecode: <c>(short)id == Absent</c>.
    /// </summary>
    internal const int Absent = -1;

    /// <summary>The empty path.</summary>
    public const long Root = -1;

    /// <summary>The path of an object.</summary>
    public static long Of(int objectId)
    {
        // Up to the top, with ones coming in from below.
        return ~(~(long)objectId << 48);
    }

    /// <summary>The path of an object instance.</summary>
    public static long Of(int objectId, int instanceId)
    {
        return ~(~(((long)objectId << 16) | (long)instanceId) << 32);
    }

    /// <summary>The path of a resource.</summary>
    public static long Of(int objectId, int instanceId, int resourceId)
    {
        return ~(~(((((long)objectId << 16) | (long)instanceId) << 16) | (long)resourceId) << 16);
    }

    /// <summary>The path of a resource instance.</summary>
    public static long Of(int objectId, int instanceId, int resourceId, int resourceInstanceId)
    {
        return ((long)objectId << 48) | ((long)instanceId << 32)
            | ((long)resourceId << 16) | (long)resourceInstanceId;
    }

    /// <summary>The object id, or <see cref="NoId"/>.</summary>
    public static int ObjectId(long path)
    {
        return (ushort)(path >> 48);
    }

    /// <summary>The object instance id, or <see cref="NoId"/>.</summary>
    public static int InstanceId(long path)
    {
        return (ushort)(path >> 32);
    }

    /// <summary>Whether there is an object instance id.</summary>
    internal static bool HasInstance(long path)
    {
        return (short)(path >> 32) != Absent;
    }

    /// <summary>The resource id, or <see cref="NoId"/>.</summary>
    public static int ResourceId(long path)
    {
        return (ushort)(path >> 16);
    }

    /// <summary>The resource instance id, or <see cref="NoId"/>.</summary>
    public static int ResourceInstanceId(long path)
    {
        return (ushort)path;
    }

    /// <summary>The number of ids: 0 for the root, 4 for a resource instance.</summary>
    public static int Depth(long path)
    {
        return (short)path != Absent ? 4
            : (short)(path >> 16) != Absent ? 3
            : (short)(path >> 32) != Absent ? 2
            : path != Root ? 1
            : 0;
    }

    /// <summary>The path without its last id; the root's parent is the root.</summary>
    public static long Parent(long path)
    {
        int depth = Depth(path);
        return depth <= 1 ? Root : path | ((long)NoId << (64 - (16 * depth)));
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="outer"/> or below it.</summary>
    public static bool Contains(long outer, long path)
    {
        // Absent ids of the outer path are all ones: they match whatever the inner path has there.
        int depth = Depth(outer);
        return depth == 0 || ((outer ^ path) >> (64 - (16 * depth))) == 0;
    }
}
