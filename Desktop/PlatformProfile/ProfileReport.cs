// What a check found and what it measured.

namespace PlatformProfile;

/// <summary>Something that the device does not have or cannot do.</summary>
/// <param name="Member">The member (as documentation id), type or construct.</param>
/// <param name="Where">The method (or type, or field) that uses it.</param>
/// <param name="Reason">Why it is refused.</param>
public sealed record Finding(string Member, string Where, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where}: {Member}: {Reason}";
}

/// <summary>A local variable of a struct type: heap at every entry of the method.</summary>
/// <param name="Method">The method that declares it.</param>
/// <param name="Type">The struct.</param>
public sealed record StructLocal(string Method, string Type);

/// <summary>The bytecode of one type.</summary>
/// <param name="Name">The type's full name.</param>
/// <param name="Methods">How many methods it declares.</param>
/// <param name="BytecodeBytes">The sum of their code sizes.</param>
/// <param name="DeviceBytecodeBytes">The same as the device holds it.</param>
public sealed record TypeSize(
    string Name, int Methods, int BytecodeBytes, int DeviceBytecodeBytes);

/// <summary>The result of checking one assembly.</summary>
public sealed class ProfileReport
{
    /// <summary>The assembly's name.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The API lists that it was checked against.</summary>
    public required IReadOnlyList<string> Lists { get; init; }

    /// <summary>Everything that the device cannot do; empty when the assembly fits.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Locals of struct types (they are findings too unless they were allowed).</summary>
    public required IReadOnlyList<StructLocal> StructLocals { get; init; }

    /// <summary>The types, the largest first.</summary>
    public required IReadOnlyList<TypeSize> Types { get; init; }

    /// <summary>The code sizes of all methods, as compiled.</summary>
    public int BytecodeBytes => Types.Sum(type => type.BytecodeBytes);

    /// <summary>The same code as the metadata processor writes it: tokens and long branches have
    /// two bytes instead of four; exception handlers follow the code.</summary>
    public int DeviceBytecodeBytes => Types.Sum(type => type.DeviceBytecodeBytes);

    /// <summary>The ceiling that <see cref="BytecodeBytes"/> was held against.</summary>
    public required int MaxBytecodeBytes { get; init; }

    /// <summary>Distinct string literals, in UTF-8 with their terminators.</summary>
    public required int UserStringBytes { get; init; }

    /// <summary>Literals and names of types and members: what the device's string table holds
    /// at most (it leaves out names that the runtime knows).</summary>
    public required int StringTableBytes { get; init; }

    /// <summary>How many methods were checked.</summary>
    public required int MethodsChecked { get; init; }

    /// <summary>How many references to members of other assemblies were looked up.</summary>
    public required int ReferencesChecked { get; init; }

    /// <summary>The type with the most methods.</summary>
    public TypeSize? MostMethods => Types.MaxBy(type => type.Methods);

    /// <summary>Whether the assembly fits the platform.</summary>
    public bool Fits => Findings.Count == 0;
}
