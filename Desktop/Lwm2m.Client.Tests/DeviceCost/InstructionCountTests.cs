// The meter counts exactly the instructions that are executed. Every method here is assembled by
// hand; the comments count along.

using DeviceCost;
using Mono.Cecil.Cil;
using Xunit;
using static Mono.Cecil.Cil.Instruction;

namespace Lwm2m.Client.DesktopTests;

public sealed class InstructionCountTests : IDisposable
{
    private readonly IlFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void StraightLine()
    {
        _fixture.Append(
            Create(OpCodes.Ldarg_0), Create(OpCodes.Ldc_I4_3), Create(OpCodes.Mul),
            Create(OpCodes.Ret));

        Assert.Equal((21, new Cost(4, 0)), _fixture.Run(7));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Loop(int rounds)
    {
        VariableDefinition i = _fixture.Local(_fixture.Module.TypeSystem.Int32);
        Instruction test = Create(OpCodes.Ldloc, i);
        Instruction body = Create(OpCodes.Ldloc, i);
        _fixture.Append( // 3 instructions once
            Create(OpCodes.Ldc_I4_0), Create(OpCodes.Stloc, i), Create(OpCodes.Br, test));
        _fixture.Append( // 4 a round
            body, Create(OpCodes.Ldc_I4_1), Create(OpCodes.Add), Create(OpCodes.Stloc, i));
        _fixture.Append( // 3 a round and 3 more
            test, Create(OpCodes.Ldarg_0), Create(OpCodes.Blt, body));
        _fixture.Append(Create(OpCodes.Ldloc, i), Create(OpCodes.Ret)); // 2

        Assert.Equal((rounds, new Cost(8 + 7 * rounds, 0)), _fixture.Run(rounds));
    }

    [Theory]
    [InlineData(0, 10, 4)] // ldarg switch | ldc ret
    [InlineData(1, 11, 5)] // ldarg switch | nop | ldc ret
    [InlineData(2, 10, 4)]
    [InlineData(3, 12, 5)] // ldarg switch | br | ldc ret
    [InlineData(-1, 12, 5)]
    public void Switch(int argument, int result, int instructions)
    {
        Instruction ten = Create(OpCodes.Ldc_I4, 10);
        Instruction one = Create(OpCodes.Nop);
        Instruction otherwise = Create(OpCodes.Ldc_I4, 12);
        _fixture.Append(
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Switch, [ten, one, ten]),
            Create(OpCodes.Br, otherwise));
        _fixture.Append(ten, Create(OpCodes.Ret));
        Instruction eleven = Create(OpCodes.Ldc_I4, 11);
        _fixture.Append(one, eleven, Create(OpCodes.Ret));
        _fixture.Append(otherwise, Create(OpCodes.Ret));

        Assert.Equal((result, new Cost(instructions, 0)), _fixture.Run(argument));
    }

    /// <summary>A conditional value leaves something on the stack across blocks.</summary>
    [Theory]
    [InlineData(0, 6, 7)]
    [InlineData(5, 7, 6)]
    public void BlockWithAFilledStack(int argument, int result, int instructions)
    {
        Instruction two = Create(OpCodes.Ldc_I4_2);
        Instruction add = Create(OpCodes.Add);
        _fixture.Append(
            Create(OpCodes.Ldc_I4_5), Create(OpCodes.Ldarg_0), Create(OpCodes.Brtrue, two));
        _fixture.Append(Create(OpCodes.Ldc_I4_1), Create(OpCodes.Br, add)); // 2
        _fixture.Append(two); // 1
        _fixture.Append(add, Create(OpCodes.Ret)); // 2

        Assert.Equal((result, new Cost(instructions, 0)), _fixture.Run(argument));
    }

    /// <summary>A throw, its catch with the exception on the stack, and a finally: a leave runs
    /// the finally; the protected block begins at the first instruction of the method.</summary>
    [Theory]
    [InlineData(0, 1 + 2, 2 + 3 + 1 + 5 + 2)]
    [InlineData(1, 10 + 2, 2 + 2 + 4 + 1 + 5 + 2)]
    public void Handlers(int argument, int result, int instructions)
    {
        Mono.Cecil.ModuleDefinition module = _fixture.Module;
        VariableDefinition value = _fixture.Local(module.TypeSystem.Int32);
        var exception = module.ImportReference(typeof(InvalidOperationException));
        var constructor = module.ImportReference(
            typeof(InvalidOperationException).GetConstructor([])!);
        Instruction end = Create(OpCodes.Ldloc, value);
        Instruction leaveTry = Create(OpCodes.Leave, end);
        Instruction leave = Create(OpCodes.Leave, leaveTry);
        Instruction[] tried = _fixture.Append(
            Create(OpCodes.Ldarg_0), Create(OpCodes.Brfalse, leave)); // 2
        _fixture.Append(
            Create(OpCodes.Newobj, constructor), Create(OpCodes.Throw)); // 2
        Instruction quiet = Create(OpCodes.Ldc_I4_1);
        tried[1].Operand = quiet;
        _fixture.Append(quiet, Create(OpCodes.Stloc, value)); // 2
        _fixture.Append(leave); // and 1 in the same block
        Instruction[] caught = _fixture.Append( // 4
            Create(OpCodes.Pop), Create(OpCodes.Ldc_I4, 10), Create(OpCodes.Stloc, value),
            Create(OpCodes.Leave, leaveTry));
        _fixture.Append(leaveTry); // 1
        Instruction[] last = _fixture.Append( // 5
            Create(OpCodes.Ldloc, value), Create(OpCodes.Ldc_I4_2), Create(OpCodes.Add),
            Create(OpCodes.Stloc, value), Create(OpCodes.Endfinally));
        _fixture.Append(end, Create(OpCodes.Ret)); // 2
        _fixture.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
        {
            TryStart = tried[0],
            TryEnd = caught[0],
            HandlerStart = caught[0],
            HandlerEnd = leaveTry,
            CatchType = exception,
        });
        _fixture.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = tried[0],
            TryEnd = last[0],
            HandlerStart = last[0],
            HandlerEnd = end,
        });

        (int returned, Cost cost) = _fixture.Run(argument);
        Assert.Equal(result, returned);

        Assert.Equal(instructions, cost.Instructions);

        // The exception: a header and the four fields that the device gives it.
        Assert.Equal(argument == 0 ? 0 : 60, cost.HeapBytes);
    }

    /// <summary>A loop back to the first instruction: the struct local is charged at entry, the
    /// block each round; an array creation that is itself a branch's target is charged.</summary>
    [Fact]
    public void LoopToTheEntryAndArrayAtATarget()
    {
        var module = _fixture.Module;
        VariableDefinition guid = _fixture.Local(module.ImportReference(typeof(Guid)));
        Assert.NotNull(guid);
        VariableDefinition i = _fixture.Local(module.TypeSystem.Int32);
        Instruction first = Create(OpCodes.Ldloc, i);
        Instruction eight = Create(OpCodes.Ldc_I4_8);
        Instruction create = Create(OpCodes.Newarr, module.TypeSystem.Int32);
        _fixture.Append( // 7 a round
            first, Create(OpCodes.Ldc_I4_1), Create(OpCodes.Add), Create(OpCodes.Stloc, i),
            Create(OpCodes.Ldloc, i), Create(OpCodes.Ldarg_0), Create(OpCodes.Blt, first));
        _fixture.Append(Create(OpCodes.Ldarg_0), Create(OpCodes.Brtrue, eight)); // 2
        _fixture.Append(Create(OpCodes.Ldc_I4_0), Create(OpCodes.Br, create));
        _fixture.Append(eight); // 1
        _fixture.Append(create, Create(OpCodes.Ldlen), Create(OpCodes.Conv_I4)); // 3
        _fixture.Append(Create(OpCodes.Ret)); // 1

        // The local's struct has one field on the device: 24; eight integers: 60.
        Assert.Equal((8, new Cost(7 * 3 + 2 + 1 + 4, 24 + 60)), _fixture.Run(3));
    }
}
