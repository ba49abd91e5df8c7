// Rewrites a compiled library so that it counts what it costs on the device: at the start of each
// basic block the number of its instructions and the heap of its fixed-size allocations (objects,
// boxes, literals, delegates, copies of structs); before each array creation its size; after a
// call of the platform what that made; at a method's entry its struct locals.
//
// Where counting code goes in front of an instruction, that instruction object becomes the first
// of the counting code and a copy follows with the original operation. Branches and handler
// boundaries refer to the object, so all of them keep leading through the counting code.

using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace DeviceCost;

/// <summary>Adds counting code to a compiled library.</summary>
public sealed class Instrumenter
{
    private readonly ModuleDefinition _module;
    private readonly IReadOnlySet<string> _ownAssemblies;
    private readonly int _tokenBase;
    private readonly MethodReference _block;
    private readonly MethodReference _heap;
    private readonly MethodReference _array;
    private readonly MethodReference _newString;
    private readonly MethodReference _decodedString;
    private readonly MethodReference _newArray;

    private Instrumenter(
        ModuleDefinition module, IReadOnlySet<string> ownAssemblies, int tokenBase)
    {
        _module = module;
        _ownAssemblies = ownAssemblies;
        _tokenBase = tokenBase;
        _block = Import(nameof(Counter.Block));
        _heap = Import(nameof(Counter.Heap));
        _array = Import(nameof(Counter.Array));
        _newString = Import(nameof(Counter.NewString));
        _decodedString = Import(nameof(Counter.DecodedString));
        _newArray = Import(nameof(Counter.NewArray));
    }

    /// <summary>Reads a library and returns the bytes of its counting copy.</summary>
    /// <param name="libraryPath">The library.</param>
    /// <param name="ownAssemblies">Other libraries that count for themselves.</param>
    /// <param name="tokenBase">Added to the tokens of its methods.</param>
    public static byte[] Instrument(
        string libraryPath, IReadOnlySet<string> ownAssemblies, int tokenBase)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(libraryPath);
        var instrumenter = new Instrumenter(module, ownAssemblies, tokenBase);
        foreach (TypeDefinition type in module.GetTypes())
        {
            foreach (MethodDefinition method in type.Methods.Where(method => method.HasBody))
            {
                instrumenter.Rewrite(method.Body);
            }
        }

        using var output = new MemoryStream();
        module.Write(output);
        return output.ToArray();
    }

    /// <summary>The methods of a library by their metadata tokens.</summary>
    public static Dictionary<int, string> MethodNames(string libraryPath)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(libraryPath);
        return module.GetTypes().SelectMany(type => type.Methods).ToDictionary(
            method => method.MetadataToken.ToInt32(),
            method => $"{method.DeclaringType.Name}.{method.Name}");
    }

    private MethodReference Import(string counter)
    {
        return _module.ImportReference(typeof(Counter).GetMethod(counter)!);
    }

    private void Rewrite(MethodBody body)
    {
        body.SimplifyMacros();
        HashSet<Instruction> leaders = BasicBlocks.LeadersOf(body);
        Instruction[] original = [.. body.Instructions];
        var rewritten = new List<Instruction>(original.Length * 2);
        int localBytes = body.Variables.Sum(local => StructBytes(local.VariableType));
        if (localBytes > 0)
        {
            rewritten.Add(Number(localBytes));
            rewritten.Add(Instruction.Create(OpCodes.Call, _heap));
        }

        for (int i = 0; i < original.Length; i++)
        {
            var before = new List<Instruction>();
            if (leaders.Contains(original[i]))
            {
                before.AddRange(BlockCharge(
                    original, i, leaders, _tokenBase + body.Method.MetadataToken.ToInt32()));
            }

            before.AddRange(ArrayCharge(original[i]));
            List<Instruction> after = [.. ResultCharges(original[i])];
            Place(original[i], before, rewritten);
            rewritten.AddRange(after);
        }

        body.Instructions.Clear();
        foreach (Instruction instruction in rewritten)
        {
            body.Instructions.Add(instruction);
        }

        body.OptimizeMacros();
    }

    private static void Place(
        Instruction instruction, List<Instruction> before, List<Instruction> rewritten)
    {
        if (before.Count == 0)
        {
            rewritten.Add(instruction);
            return;
        }

        Instruction copy = Instruction.Create(OpCodes.Nop);
        copy.OpCode = instruction.OpCode;
        copy.Operand = instruction.Operand;
        instruction.OpCode = before[0].OpCode;
        instruction.Operand = before[0].Operand;
        rewritten.Add(instruction);
        rewritten.AddRange(before.Skip(1));
        rewritten.Add(copy);
    }

    private IEnumerable<Instruction> BlockCharge(
        Instruction[] code, int first, HashSet<Instruction> leaders, int method)
    {
        int count = 0;
        int heap = 0;
        for (int i = first; i < code.Length && (i == first || !leaders.Contains(code[i])); i++)
        {
            count++;
            heap += FixedHeapOf(code[i]);
        }

        return
        [
            Number(count), Number(heap), Number(method), Instruction.Create(OpCodes.Call, _block),
        ];
    }

    private int FixedHeapOf(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Newobj:
                var constructor = (MethodReference)instruction.Operand;
                TypeReference made = constructor.DeclaringType;
                if (made.FullName is "System.String" or "System.DateTime" or "System.TimeSpan")
                {
                    return 0; // a string is charged for its result; the others are packed
                }

                // A delegate is made by the ldftn before its newobj.
                return TypeLayout.IsDelegate(made)
                    ? 0
                    : TypeLayout.InstanceBytes(made, _ownAssemblies);
            case Code.Ldftn or Code.Ldvirtftn:
                return DeviceHeap.Delegate;
            case Code.Ldstr:
                return DeviceHeap.StringLiteral;
            case Code.Box:
                var boxed = (TypeReference)instruction.Operand;
                return TypeLayout.IsHeapStruct(boxed)
                    ? TypeLayout.InstanceBytes(boxed, _ownAssemblies)
                    : DeviceHeap.Box;
            case Code.Call or Code.Callvirt:
                return IsPlatform(instruction, out MethodReference? callee)
                    ? PlatformCosts.FixedBytes(callee)
                    : 0;
            default:
                // Loading a struct onto the stack clones it.
                return LoadedType(instruction) is { } loaded ? StructBytes(loaded) : 0;
        }
    }

    private static TypeReference? LoadedType(Instruction instruction)
    {
        return instruction.OpCode.Code switch
        {
            Code.Ldloc => ((VariableDefinition)instruction.Operand).VariableType,
            Code.Ldarg => ((ParameterDefinition)instruction.Operand).ParameterType,
            Code.Ldfld or Code.Ldsfld => ((FieldReference)instruction.Operand).FieldType,
            Code.Ldobj or Code.Ldelem_Any => (TypeReference)instruction.Operand,
            _ => null,
        };
    }

    private int StructBytes(TypeReference type)
    {
        return TypeLayout.IsHeapStruct(type)
            ? TypeLayout.InstanceBytes(type, _ownAssemblies)
            : 0;
    }

    private IEnumerable<Instruction> ArrayCharge(Instruction instruction)
    {
        if (instruction.OpCode.Code != Code.Newarr)
        {
            return [];
        }

        var element = (TypeReference)instruction.Operand;
        return
        [
            Instruction.Create(OpCodes.Conv_I4),
            Number(TypeLayout.ElementBytes(element)),
            Number(StructBytes(element)),
            Instruction.Create(OpCodes.Call, _array),
        ];
    }

    private IEnumerable<Instruction> ResultCharges(Instruction instruction)
    {
        if (instruction.OpCode.Code == Code.Newobj
            && ((MethodReference)instruction.Operand).DeclaringType.FullName == "System.String")
        {
            return [Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Call, _newString)];
        }

        if (!IsPlatform(instruction, out MethodReference? callee))
        {
            return [];
        }

        Instruction copy = Instruction.Create(OpCodes.Dup);
        switch (PlatformCosts.ResultOf(callee))
        {
            case ResultCharge.NewString:
                return [copy, Instruction.Create(OpCodes.Call, _newString)];
            case ResultCharge.DecodedString:
                return [copy, Instruction.Create(OpCodes.Call, _decodedString)];
            case ResultCharge.NewArray:
                int bytes = TypeLayout.ElementBytes(((ArrayType)callee.ReturnType).ElementType);
                return [copy, Number(bytes), Instruction.Create(OpCodes.Call, _newArray)];
            default:
                return [];
        }
    }

    private bool IsPlatform(
        Instruction instruction,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MethodReference? callee)
    {
        callee = instruction.OpCode.Code is Code.Call or Code.Callvirt
            ? (MethodReference)instruction.Operand
            : null;
        return callee is not null && callee.DeclaringType.Scope != _module
            && !_ownAssemblies.Contains(callee.DeclaringType.Scope.Name);
    }

    private static Instruction Number(int value) => Instruction.Create(OpCodes.Ldc_I4, value);
}
