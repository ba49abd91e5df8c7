// What may differ from one checked assembly to another.

namespace PlatformProfile;

/// <summary>Settings of a check.</summary>
public sealed class ProfileOptions
{
    /// <summary>The most bytes of bytecode that the assembly may have.</summary>
    public int MaxBytecodeBytes { get; init; } = InterpreterRules.DefaultMaxBytecodeBytes;

    /// <summary>Whether struct locals are only listed and do not fail the check. The library may
    /// not have any: each costs heap at every entry of its method.</summary>
    public bool AllowStructLocals { get; init; }

    /// <summary>Assemblies of our own that this one uses; they are checked by themselves.</summary>
    public IReadOnlyList<string> OwnReferences { get; init; } = [];
}
