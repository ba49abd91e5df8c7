// The two figures that matter on the device.

namespace DeviceCost;

/// <summary>What an operation costs on the device.</summary>
/// <param name="Instructions">IL instructions executed inside the library; a call of the platform
/// counts as one.</param>
/// <param name="HeapBytes">Heap that its allocations take, whether or not they become garbage.
/// </param>
public readonly record struct Cost(long Instructions, long HeapBytes)
{
    /// <summary>The sum of two costs.</summary>
    public static Cost operator +(Cost left, Cost right)
    {
        return new(left.Instructions + right.Instructions, left.HeapBytes + right.HeapBytes);
    }
}
