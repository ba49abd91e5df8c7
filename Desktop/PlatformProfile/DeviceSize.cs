// Sizes of an assembly as the metadata processor would write it for the device (its CodeWriter:
// tokens of members, types and strings and long branches take 2 bytes; a switch has a byte for its
// count and 2 bytes a target; 12 bytes an exception handler and a byte for their count).

using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PlatformProfile;

/// <summary>Computes what an assembly takes in the device's format.</summary>
public static class DeviceSize
{
    private const int BytesPerHandler = 12;

    /// <summary>The bytecode of one method, as the device holds it.</summary>
    public static int BytecodeOf(MethodBody body)
    {
        int handlers = body.ExceptionHandlers.Count;
        return body.Instructions.Sum(SizeOf) + (handlers == 0 ? 0 : 1 + handlers * BytesPerHandler);
    }

    /// <summary>The distinct string literals in UTF-8, each with its terminator.</summary>
    public static int UserStringsOf(ModuleDefinition module) => BytesOf(Literals(module));

    /// <summary>Literals and names: what the string table has to hold.</summary>
    public static int StringTableOf(ModuleDefinition module)
    {
        var strings = new HashSet<string>(Literals(module), StringComparer.Ordinal);
        foreach (TypeDefinition type in module.GetTypes())
        {
            strings.Add(type.Name);
            strings.Add(type.Namespace);
            strings.UnionWith(type.Methods.Select(method => method.Name));
            strings.UnionWith(type.Fields.Where(f => !f.HasConstant).Select(f => f.Name));
        }

        foreach (TypeReference type in module.GetTypeReferences())
        {
            strings.Add(type.Name);
            strings.Add(type.Namespace);
        }

        strings.UnionWith(module.GetMemberReferences().Select(member => member.Name));
        strings.UnionWith(module.AssemblyReferences.Select(reference => reference.Name));
        strings.Add(module.Assembly.Name.Name);
        return BytesOf(strings);
    }

    private static int SizeOf(Instruction instruction)
    {
        int operand = instruction.OpCode.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.InlineSwitch => 1 + 2 * ((Instruction[])instruction.Operand).Length,
            OperandType.InlineString or OperandType.InlineMethod or OperandType.InlineField
                or OperandType.InlineType or OperandType.InlineBrTarget => 2,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI
                or OperandType.ShortInlineVar or OperandType.ShortInlineArg => 1,
            OperandType.InlineVar or OperandType.InlineArg => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };
        return instruction.OpCode.Size + operand;
    }

    private static IEnumerable<string> Literals(ModuleDefinition module)
    {
        return module.GetTypes().SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Where(instruction => instruction.OpCode.Code == Code.Ldstr)
            .Select(instruction => (string)instruction.Operand)
            .Distinct(StringComparer.Ordinal);
    }

    private static int BytesOf(IEnumerable<string> strings)
    {
        return strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
    }
}
