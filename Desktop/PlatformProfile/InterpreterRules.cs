// What the interpreter (nf-interpreter: Interpreter.cpp, TypeSystem.cpp, Execution.cpp) and the
// metadata processor before it cannot do, in tables. Facts were read from their sources.

using Mono.Cecil.Cil;

namespace PlatformProfile;

/// <summary>Limits and gaps of the nanoFramework interpreter and metadata processor.</summary>
public static class InterpreterRules
{
    /// <summary>Methods of one type: their counts are stored in bytes.</summary>
    public const int MaxMethodsPerType = 255;

    /// <summary>Static or instance fields of one type: each count is stored in a byte.</summary>
    public const int MaxFieldsPerType = 255;

    /// <summary>Locals, arguments or stack slots, handlers, targets of a switch.</summary>
    public const int MaxByteCount = 255;

    /// <summary>The string table of an assembly is addressed by 16 bits; the last 860 numbers
    /// stand for strings of the runtime (CLR_RT_Assembly::GetString).</summary>
    public const int MaxStringTableBytes = 64 * 1024 - 1 - 860;

    /// <summary>Bytecode, as the device holds it, is addressed by 16 bits.</summary>
    public const int MaxDeviceBytecodeBytes = 64 * 1024 - 1;

    /// <summary>Our own budget for the bytecode of an assembly as it is compiled; the device's
    /// format is about a fifth smaller.</summary>
    public const int DefaultMaxBytecodeBytes = 80 * 1024;

    private const string NoOverflow = "checked arithmetic: the device never throws on overflow";

    /// <summary>Opcodes that must not occur, with the reason.</summary>
    public static IReadOnlyDictionary<Code, string> ForbiddenOpcodes { get; } = Forbidden();

    /// <summary>
    /// What the compiler calls on the desktop because it is there, and what it calls instead when
    /// it compiles the same source for the device; all of them must be in the lists.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Replacements { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            // The lock statement prefers the overload that reports whether the lock was taken.
            ["M:System.Threading.Monitor.Enter(System.Object,System.Boolean&)~System.Void [static]"]
                = ["System.Threading.Monitor|Enter(System.Object)~System.Void|static"],

            // A virtual property is called through its first declaration; the device has no such
            // base and declares the property on the exception itself.
            ["M:System.Runtime.InteropServices.ExternalException.get_ErrorCode()~System.Int32"]
                = ["System.Net.Sockets.SocketException|get_ErrorCode()~System.Int32|"],

            // The desktop declares the members of both reset events on their common base; the
            // device has no such base and each event its own.
            ["M:System.Threading.EventWaitHandle.Set()~System.Boolean"] =
            [
                "System.Threading.AutoResetEvent|Set()~System.Boolean|",
                "System.Threading.ManualResetEvent|Set()~System.Boolean|",
            ],
            ["M:System.Threading.EventWaitHandle.Reset()~System.Boolean"] =
            [
                "System.Threading.AutoResetEvent|Reset()~System.Boolean|",
                "System.Threading.ManualResetEvent|Reset()~System.Boolean|",
            ],

            // Split('|') prefers the overload for one character; the device has that for several.
            ["M:System.String.Split(System.Char,System.StringSplitOptions)~System.String[]"]
                = ["System.String|Split(System.Char[])~System.String[]|"],
        };

    /// <summary>
    /// Attributes that the compiler or the build adds by itself where the class library has
    /// them, and leaves out where it has not: never a reason to fail. (Those that the compiler
    /// embeds when they are missing, such as IsReadOnlyAttribute, are not among them; an embedded
    /// one is found as a type.)
    /// </summary>
    public static IReadOnlySet<string> OptionalAttributes { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "System.Runtime.Versioning.TargetFrameworkAttribute",
            "System.Runtime.CompilerServices.CompilationRelaxationsAttribute",
            "System.Runtime.CompilerServices.RuntimeCompatibilityAttribute",
            "System.Runtime.CompilerServices.CompilerGeneratedAttribute",
            "System.Runtime.CompilerServices.RefSafetyRulesAttribute",
            "System.Diagnostics.DebuggableAttribute",
            "System.Diagnostics.DebuggerBrowsableAttribute",
            "System.Diagnostics.DebuggerHiddenAttribute",
        };

    /// <summary>Structs that the interpreter keeps in a heap block of its own kind, without an
    /// object of their own: a local of these types allocates nothing.</summary>
    public static IReadOnlySet<string> PackedStructs { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "System.Boolean", "System.Byte", "System.SByte", "System.Char", "System.Int16",
            "System.UInt16", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64",
            "System.Single", "System.Double", "System.IntPtr", "System.UIntPtr", "System.Void",
            "System.DateTime", "System.TimeSpan",
        };

    private static Dictionary<Code, string> Forbidden()
    {
        var codes = new Dictionary<Code, string>();
        Add("not supported by the interpreter", Code.Arglist, Code.Calli, Code.Ckfinite,
            Code.Cpblk, Code.Initblk, Code.Jmp, Code.Localloc, Code.Mkrefany, Code.Refanytype,
            Code.Refanyval, Code.Readonly, Code.No);
        Add("the prefix has no effect on the device", Code.Volatile, Code.Tail);
        Add("the interpreter does not skip its operand", Code.Unaligned);
        Add("the size is that of a heap block, not of the type", Code.Sizeof);
        Add("a debugger stop", Code.Break);
        Add(NoOverflow, Code.Add_Ovf, Code.Add_Ovf_Un, Code.Sub_Ovf, Code.Sub_Ovf_Un,
            Code.Mul_Ovf, Code.Mul_Ovf_Un);
        foreach (Code code in Enum.GetValues<Code>().Where(c => c.ToString().StartsWith(
            "Conv_Ovf_", StringComparison.Ordinal)))
        {
            codes.Add(code, NoOverflow);
        }

        return codes;

        void Add(string reason, params Code[] forbidden)
        {
            foreach (Code code in forbidden)
            {
                codes.Add(code, reason);
            }
        }
    }
}
