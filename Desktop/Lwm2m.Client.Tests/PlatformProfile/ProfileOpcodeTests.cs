// Every opcode on the list of those that the interpreter lacks is found, in the method that has
// it. Most of them no C# compiler emits any more, so the method is assembled by hand.

using Mono.Cecil;
using Mono.Cecil.Cil;
using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class ProfileOpcodeTests : IDisposable
{
    private readonly FixtureCompiler _files = new();

    public static TheoryData<string> Opcodes { get; } =
        [.. InterpreterRules.ForbiddenOpcodes.Keys.Where(c => c != Code.No).Select(c => $"{c}")];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void ForbiddenOpcodeIsNamed(string code)
    {
        OpCode opcode = (OpCode)typeof(OpCodes).GetField(code)!.GetValue(null)!;
        ProfileReport report = Profile.Check(Assemble(opcode), ["mscorlib"]);
        Assert.Contains(report.Findings,
            f => f.Member == opcode.Name && f.Where == "Hand.Made.Run()");
    }

    [Fact]
    public void OrdinaryOpcodesAreNotNamed()
    {
        foreach (OpCode opcode in new[] { OpCodes.Nop, OpCodes.Ldind_I4, OpCodes.Rethrow,
            OpCodes.Ldelem_Ref, OpCodes.Conv_U1, OpCodes.Shr_Un, OpCodes.Ldtoken })
        {
            Assert.Empty(Profile.Check(Assemble(opcode), ["mscorlib"]).Findings);
        }
    }

    [Fact]
    public void ListOfForbiddenOpcodesIsNotEmpty() => Assert.InRange(Opcodes.Count(), 30, 60);

    private string Assemble(OpCode opcode)
    {
        using var assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition("Hand", new Version(1, 0)), "Hand", ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        TypeReference none = module.TypeSystem.Void;
        var type = new TypeDefinition(
            "Hand", "Made", TypeAttributes.Public, module.TypeSystem.Object);
        var method = new MethodDefinition("Run", MethodAttributes.Static, none);
        ILProcessor il = method.Body.GetILProcessor();
        il.Append(opcode.OperandType switch
        {
            OperandType.InlineNone => il.Create(opcode),
            OperandType.InlineType or OperandType.InlineTok
                => il.Create(opcode, module.TypeSystem.Int32),
            OperandType.InlineMethod => il.Create(opcode, method),
            OperandType.InlineSig => il.Create(opcode, new CallSite(none)),
            OperandType.ShortInlineI => il.Create(opcode, (byte)1),
            _ => throw new NotSupportedException(opcode.Name),
        });
        il.Emit(OpCodes.Ret);
        type.Methods.Add(method);
        module.Types.Add(type);
        string path = _files.PathOf($"{opcode.Code}.dll");
        assembly.Write(path);
        return path;
    }
}
