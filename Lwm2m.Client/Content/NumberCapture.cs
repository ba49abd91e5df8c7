// Reads a resource without writing anything: for the attributes gt, lt, st and dim
// (OMA LwM2M Core 1.1 §7.3.2).

namespace Lwm2m.Client.Content;

/// <summary>
/// Keeps the last number written to the resource; <see cref="ContentWriter.ValueCount"/> tells
/// how many values there were. Needs no Begin.
/// </summary>
internal class NumberCapture : ContentWriter
{
    // To be read only: a property would cost a call on the device.

    /// <summary>The number.</summary>
    public double Value;

    /// <summary>Whether there was a number since the resource was entered.</summary>
    public bool HasNumber;

    internal override void EnterResource(int row, int wantedInstance)
    {
        base.EnterResource(row, wantedInstance);
        HasNumber = false;
    }

    private protected override void OnNumber(int type, long value)
    {
        if (type >= TypeNumber.Integer)
        {
            OnFloat(value);
            return;
        }

        OnValue();
    }

    private protected override void OnFloat(double value)
    {
        Value = value;
        HasNumber = true;
        OnValue();
    }

    private protected override void OnBytes(bool isText, byte[] value, int offset, int length)
    {
        OnValue();
    }

    /// <summary>Called for each value.</summary>
    private protected virtual void OnValue()
    {
    }
}
