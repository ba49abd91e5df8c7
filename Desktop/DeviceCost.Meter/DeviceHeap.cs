// The heap of the device: everything is made of blocks of 12 bytes (a 32-bit CLR_RT_HeapBlock).
// An object is a header block and a block a field; an array or a string is a header followed by
// its data, rounded up to blocks. (nf-interpreter: ExtractHeapBlocksForArray, NewObject,
// CLR_RT_HeapBlock_Delegate, PerformBoxing; the figures agree with those measured on it.)

namespace DeviceCost;

/// <summary>How many bytes of heap the device takes for what is allocated.</summary>
public static class DeviceHeap
{
    /// <summary>One heap block; also a field, a static field and an element that is no primitive.
    /// </summary>
    public const int Block = 12;

    /// <summary>A string literal: only a header, the text stays in flash.</summary>
    public const int StringLiteral = Block;

    /// <summary>A primitive or an enum as an object.</summary>
    public const int Box = 2 * Block;

    /// <summary>A delegate: a list node (12), type and method (8), the target (12), rounded up.
    /// </summary>
    public const int Delegate = 3 * Block;

    private const int ArrayHeader = 20;

    /// <summary>An object, or a struct: both live on the heap.</summary>
    public static int Object(int fields) => Block + fields * Block;

    /// <summary>An array.</summary>
    public static long Array(long length, int elementBytes)
    {
        return RoundUp(ArrayHeader + length * elementBytes);
    }

    /// <summary>A string made at run time: header, UTF-8 bytes, terminator.</summary>
    public static long String(long utf8Bytes) => RoundUp(Block + utf8Bytes + 1);

    private static long RoundUp(long bytes) => (bytes + Block - 1) / Block * Block;
}
