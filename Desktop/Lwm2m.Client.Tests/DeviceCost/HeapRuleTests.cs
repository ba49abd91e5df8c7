// The meter's heap rules give the figures that were measured on the interpreter, and those that
// follow from its sources.

using System.Reflection;
using DeviceCost;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class HeapRuleTests : IDisposable
{
    private const string Types = """
        using System;
        using System.Text;
        public class Six { public int A, B; public long C; public object D; public byte E, F; }
        public class Seven : Six { public string G; }
        public class Empty { }
        public struct Three { public int A; public int B; public int C; }
        public class Holds { public Three T; public DateTime When; }
        public enum Small : byte { One }
        public delegate void Does();
        public sealed class Fault : Exception { public int Code; }
        public static class Code
        {
            private static readonly byte[] s_bytes = { 1, 2, 3 };
            private static int s_number = 5;
            private static readonly UTF8Encoding s_utf8 = new UTF8Encoding();
            private static readonly byte[] s_text = { 48, 49, 50, 51, 52, 53, 54, 55, 56, 57 };
            private static readonly byte[] s_buffer = new byte[32];
            private static object s_object;
            private static string s_string = "ab";
            private static void Keep(object o) { s_object = o; }
            private static void Change(ref Three t) { t.A = 1; }
            private static void Take(string s) { }
            public static void Static() { }
            public static int Sum() => s_bytes[0] + s_number;

        """;

    private static readonly Lazy<Meter> s_statements = new(CompileStatements);

    private readonly FixtureCompiler _compiler = new();

    public static TheoryData<string, int> Measured { get; } = new()
    {
        // Measured on the interpreter.
        { "Keep(new Six());", 84 },
        { "Keep(new byte[64]);", 84 },
        { "Keep(new int[8]);", 60 },
        { "Keep(5);", 24 },
        { "Take(\"literal\");", 12 },
        { "Three t = default(Three); Change(ref t);", 48 },
        { "Encoding.UTF8.GetBytes(s_string, 0, 2, s_buffer, 0);", 12 },
        { "Encoding.UTF8.GetString(s_text, 0, 10);", 96 },
        { "Keep(((double)s_number).ToString());", 60 },
        { "lock (s_buffer) { s_number++; }", 0 },
        { "try { s_number++; } finally { s_number--; }", 0 },
        { "Array.Copy(s_buffer, 0, s_buffer, 8, 8);", 0 },
        { "long now = DateTime.UtcNow.Ticks; s_number = (int)now;", 0 },
        { "long bits = BitConverter.DoubleToInt64Bits(1.5); s_number = (int)bits;", 0 },
        { "if (s_string == \"ab\") { s_number++; }", 12 },
        { "var six = s_object as Six; if (six != null) { six.A++; }", 0 },

        // Derived from the interpreter's sources.
        { "Keep(new Empty());", 12 },
        { "Keep(new Seven());", 96 },
        { "Keep(new object[4]);", 72 }, // 20 + 4 * 12 = 68
        { "Keep(new byte[0]);", 24 },
        { "Keep(new bool[5]);", 36 }, // 20 + 5 = 25
        { "Keep(new Small[4]);", 24 }, // packed like its bytes: 24
        { "Keep(new char[9]);", 48 }, // 20 + 18 = 38
        { "Keep(new double[2]);", 36 },
        { "Keep(new byte[3][]);", 60 }, // 20 + 36 = 56
        { "Keep(new Three[2]);", 48 + 2 * 48 }, // 20 + 24 = 44, and the two structs
        { "Keep(new Holds());", 36 + 48 },
        { "Keep(Small.One);", 24 },
        { "Keep(new Does(Static));", 36 },
        { "Keep(new Fault());", 12 + 5 * 12 },
        { "Keep(s_string + s_string);", 24 }, // 12 + 4 + 1 = 17
        { "Keep(s_utf8.GetBytes(s_string));", 24 }, // 20 + 2 = 22
        { "for (int i = 0; i < 3; i++) { Keep(new byte[i]); }", 24 + 24 + 24 },
    };

    private static List<string> Statements { get; } = [.. Measured.Select(row => row.Data.Item1)];

    public void Dispose() => _compiler.Dispose();

    [Theory]
    [MemberData(nameof(Measured))]
    public void HeapOf(string statement, int bytes)
    {
        string method = "Run" + Statements.IndexOf(statement);
        Cost cost = s_statements.Value.MeasureCall(
            library => library.GetType("Code")!.GetMethod(method)!.CreateDelegate<Action>());
        Assert.Equal(bytes, cost.HeapBytes);
        Assert.True(cost.Instructions > 0);
    }

    [Fact]
    public void LoadingChargesStaticFieldsAndTheirInitialisers()
    {
        string path = _compiler.Compile(Types + "}");
        Cost cost = new Meter(path).MeasureLoad();

        // Seven fields; byte[3], an encoding, byte[10], byte[32], a literal.
        Assert.Equal(7 * 12 + 24 + 12 + 36 + 60 + 12, cost.HeapBytes);
    }

    /// <summary>The copy counts, and otherwise does what the original does.</summary>
    [Fact]
    public void CountingCopyBehavesLikeTheOriginal()
    {
        string path = _compiler.Compile("""
            public static class Sums
            {
                private static readonly uint[] s_table = { 0x9E3779B9, 0x7F4A7C15, 3, 4, 5, 6, 7 };
                public static int Run()
                {
                    uint sum = 17;
                    for (int i = 0; i < 1000; i++)
                    {
                        switch (i % 5)
                        {
                            case 0: sum += s_table[i % 7]; break;
                            case 1: sum = (sum << 5) | (sum >> 27); break;
                            case 2: try { sum ^= 1u / (uint)(i % 3); }
                                catch (System.DivideByZeroException) { sum++; } break;
                            case 3: sum -= sum > 1000 ? (uint)i : 1; break;
                            default: if ((sum & 1) == 0 && i > 5 || sum == 3) { sum *= 3; } break;
                        }
                    }

                    return (int)sum;
                }
            }
            """);
        int original = (int)Assembly.Load(File.ReadAllBytes(path))
            .GetType("Sums")!.GetMethod("Run")!.Invoke(null, null)!;
        int counted = 0;
        Cost cost = new Meter(path).MeasureCall(library =>
        {
            var run = library.GetType("Sums")!.GetMethod("Run")!.CreateDelegate<Func<int>>();
            return () => counted = run();
        });

        Assert.Equal(original, counted);
        Assert.InRange(cost.Instructions, 10_000, 40_000);
    }

    /// <summary>One assembly with a method for each statement: compiling takes its time.</summary>
    private static Meter CompileStatements()
    {
        using var compiler = new FixtureCompiler();
        IEnumerable<string> methods = Statements.Select(
            (statement, i) => $"    public static void Run{i}() {{ {statement} }}");
        return new Meter(compiler.Compile($"{Types}{string.Join('\n', methods)}\n}}"));
    }
}
