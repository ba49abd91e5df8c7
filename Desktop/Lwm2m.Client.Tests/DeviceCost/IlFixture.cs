// Assembles one static method from IL, so that a test knows every instruction of it.

using DeviceCost;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Lwm2m.Client.DesktopTests;

/// <summary>A library with the method <c>static int Run(int)</c>.</summary>
internal sealed class IlFixture : IDisposable
{
    private readonly FixtureCompiler _files = new();
    private readonly AssemblyDefinition _assembly;
    private readonly MethodDefinition _method;
    private Meter? _meter;

    public IlFixture()
    {
        _assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition("Il", new Version(1, 0)), "Il", ModuleKind.Dll);
        ModuleDefinition module = _assembly.MainModule;
        var type = new TypeDefinition("", "Made", TypeAttributes.Public | TypeAttributes.Abstract
            | TypeAttributes.Sealed, module.TypeSystem.Object);
        _method = new MethodDefinition(
            "Run", MethodAttributes.Static | MethodAttributes.Public, module.TypeSystem.Int32);
        _method.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
        _method.Body.InitLocals = true;
        type.Methods.Add(_method);
        module.Types.Add(type);
    }

    public ModuleDefinition Module => _assembly.MainModule;

    public MethodBody Body => _method.Body;

    public ILProcessor Il => _method.Body.GetILProcessor();

    public VariableDefinition Local(TypeReference type)
    {
        var local = new VariableDefinition(type);
        _method.Body.Variables.Add(local);
        return local;
    }

    /// <summary>Appends instructions and returns them, for branches and handlers.</summary>
    public Instruction[] Append(params Instruction[] instructions)
    {
        foreach (Instruction instruction in instructions)
        {
            Il.Append(instruction);
        }

        return instructions;
    }

    /// <summary>Runs the counting copy: what the method returned and what it cost.</summary>
    public (int Result, Cost Cost) Run(int argument)
    {
        if (_meter is null)
        {
            _assembly.Write(_files.PathOf("Il.dll"));
            _meter = new Meter(_files.PathOf("Il.dll"));
        }

        int result = 0;
        Cost cost = _meter.MeasureCall(library =>
        {
            System.Reflection.MethodInfo method = library.GetType("Made")!.GetMethod("Run")!;
            var run = method.CreateDelegate<Func<int, int>>();
            return () => result = run(argument);
        });
        return (result, cost);
    }

    public void Dispose()
    {
        _assembly.Dispose();
        _files.Dispose();
    }
}
