// Rules for methods: how they are declared, what their locals are, what their code does.

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PlatformProfile;

internal sealed class MethodRules(
    ReferenceRules references, ApiCatalogue catalogue, ProfileOptions options,
    FindingList findings)
{
    private readonly List<StructLocal> _structLocals = [];

    public IReadOnlyList<StructLocal> StructLocals => _structLocals;

    public void Check(MethodDefinition method)
    {
        string where = NameOf(method);
        CheckDeclaration(method, where);
        if (!method.HasBody)
        {
            return;
        }

        CheckLocals(method.Body, where);
        CheckSize(method, where);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
        {
            references.CheckType(handler.CatchType, where);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            CheckInstruction(instruction, where);
        }
    }

    private static string NameOf(MethodDefinition method)
    {
        string parameters = string.Join(
            ", ", method.Parameters.Select(p => DocumentationId.Of(p.ParameterType)));
        return $"{DocumentationId.Of(method.DeclaringType)}.{method.Name}({parameters})";
    }

    private void CheckDeclaration(MethodDefinition method, string where)
    {
        if (method.HasGenericParameters)
        {
            findings.Add($"M:{where}", where, "generic method definition");
        }

        if (method.IsPInvokeImpl)
        {
            findings.Add($"M:{where}", where, "platform invoke");
        }

        if (method.IsInternalCall || method.IsUnmanaged || method.IsNative)
        {
            findings.Add($"M:{where}", where, "native method: ties the assembly to a firmware");
        }

        if (method.CallingConvention == MethodCallingConvention.VarArg)
        {
            findings.Add($"M:{where}", where, "variable argument list");
        }

        references.CheckType(method.ReturnType, where);
        references.CheckAttributes(method, where);
        references.CheckAttributes(method.MethodReturnType, where);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            references.CheckType(parameter.ParameterType, where);
            references.CheckAttributes(parameter, where);
        }

        foreach (MethodReference overridden in method.Overrides)
        {
            references.CheckMethod(overridden, where);
        }

        if (method.IsVirtual && method.IsReuseSlot && !method.DeclaringType.IsInterface)
        {
            references.CheckOverride(method, where);
        }
    }

    private void CheckLocals(MethodBody body, string where)
    {
        foreach (VariableDefinition local in body.Variables)
        {
            references.CheckType(local.VariableType, where);
            if (IsHeapStruct(local.VariableType))
            {
                string type = DocumentationId.Of(local.VariableType);
                _structLocals.Add(new StructLocal(where, type));
                if (!options.AllowStructLocals)
                {
                    findings.Add(type, where, "struct local: heap at every entry of the method");
                }
            }
        }
    }

    private bool IsHeapStruct(TypeReference type)
    {
        string name = DocumentationId.Of(type);
        if (type is TypeSpecification || InterpreterRules.PackedStructs.Contains(name))
        {
            return false;
        }

        return type is TypeDefinition own
            ? own.IsValueType && !own.IsEnum
            : catalogue.IsStruct(name);
    }

    private void CheckSize(MethodDefinition method, string where)
    {
        AtMost("locals", method.Body.Variables.Count);
        AtMost("arguments", method.Parameters.Count + (method.HasThis ? 1 : 0));
        AtMost("stack slots", method.Body.MaxStackSize);
        AtMost("exception handlers", method.Body.ExceptionHandlers.Count);

        void AtMost(string what, int count)
        {
            if (count > InterpreterRules.MaxByteCount)
            {
                findings.Add(what, where, $"{count}, at most {InterpreterRules.MaxByteCount}");
            }
        }
    }

    private void CheckInstruction(Instruction instruction, string where)
    {
        OpCode opcode = instruction.OpCode;
        if (InterpreterRules.ForbiddenOpcodes.TryGetValue(opcode.Code, out string? reason))
        {
            findings.Add(opcode.Name, where, reason);
        }

        switch (instruction.Operand)
        {
            case MethodReference method:
                references.CheckMethod(method, where);
                break;
            case FieldReference field:
                references.CheckField(field, where);
                break;
            case TypeReference type:
                references.CheckType(type, where);
                break;
            case Instruction[] targets when targets.Length > InterpreterRules.MaxByteCount:
                findings.Add("switch", where,
                    $"{targets.Length} targets, at most {InterpreterRules.MaxByteCount}");
                break;
        }
    }
}
