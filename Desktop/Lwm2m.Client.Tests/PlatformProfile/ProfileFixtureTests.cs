// Every rule of the platform profile check catches a fixture that breaks it and names the method
// that does so; a fixture that keeps to the device's API passes.

using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class ProfileFixtureTests : IDisposable
{
    private static readonly string[] s_lists =
        ["mscorlib", "nanoFramework.System.Text", "nanoFramework.Runtime.Native", "System.Net"];

    private readonly FixtureCompiler _compiler = new();

    public void Dispose() => _compiler.Dispose();

    /// <summary>What the library does on purpose: all of it is allowed.</summary>
    [Fact]
    public void CleanAssemblyPasses()
    {
        ProfileReport report = Check("""
            using System;
            using System.Net;
            using System.Net.Sockets;
            using System.Text;
            using System.Threading;

            public interface IClock { long NowMs { get; } }
            public delegate void Changed(int state);
            public enum State : byte { Idle, Busy }

            public abstract class Base : IClock, IDisposable
            {
                protected readonly byte[] _buffer = new byte[64];
                private static readonly byte[] s_table = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
                private static readonly int[] s_words = { 100000, 200000, 300000 };
                public State State { get; private set; }
                public abstract long NowMs { get; }
                public byte this[int i] => (byte)(s_table[i] + s_words[0]);
                public void Dispose() => GC.SuppressFinalize(this);
                internal bool TryTake(ref int at, out byte value)
                {
                    value = _buffer[at++];
                    return at < _buffer.Length;
                }
            }

            public sealed class Clean : Base
            {
                private readonly object _lock = new object();
                private readonly AutoResetEvent _signal = new AutoResetEvent(false);
                private readonly Changed _changed;
                private DateTime _since;
                public Clean(Changed changed) { _changed = changed; }
                public override long NowMs => DateTime.UtcNow.Ticks / 10000;
                public override string ToString() => "x" + 5.ToString();
                public override int GetHashCode() => State.GetHashCode();
                public int Work(object other, IClock clock)
                {
                    DateTime now = DateTime.UtcNow;
                    TimeSpan age = now - _since;
                    lock (_lock)
                    {
                        Array.Copy(_buffer, 0, _buffer, 8, 8);
                        _signal.Set();
                        _changed(1);
                    }

                    try
                    {
                        if (other is Clean c && c.State == State.Busy)
                        {
                            return (int)clock.NowMs;
                        }
                    }
                    catch (SocketException e) when (e.ErrorCode == 10050)
                    {
                        throw new InvalidOperationException();
                    }

                    foreach (byte b in _buffer) { _since = _since.AddTicks(b); }
                    switch (State) { case State.Idle: return 1; case State.Busy: return 2; }
                    return Encoding.UTF8.GetBytes("abc").Length + (int)age.Ticks;
                }
                public Socket Open(IPEndPoint to)
                {
                    var s = new Socket(
                        AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                    s.Connect(to);
                    return s;
                }
            }
            """);

        Assert.Empty(report.Findings);
        Assert.True(report.MethodsChecked > 15);
        Assert.True(report.ReferencesChecked > 20);
        Assert.Empty(report.StructLocals);
    }

    [Theory]
    [InlineData("int M(string s) => s.IndexOf(\"a\", System.StringComparison.Ordinal);",
        "System.String.IndexOf(System.String,System.StringComparison)~System.Int32")]
    [InlineData("string M() => string.Join(\",\", new string[0]);", "System.String.Join(")]
    [InlineData("double M(double d) => System.Math.Sqrt(d);", "System.Math.Sqrt(")]
    [InlineData("int M(System.Random r) => r.Next(1, 2);", "System.Random.Next(System.Int32,")]
    [InlineData("string M(string s, char c) => s.Replace('a', c);", "System.String.Replace(")]
    [InlineData("byte[] M() => System.Guid.NewGuid().ToByteArray(true);",
        "System.Guid.ToByteArray(System.Boolean)")]
    [InlineData("long M() => System.Diagnostics.Stopwatch.GetTimestamp();",
        "System.Diagnostics.Stopwatch.GetTimestamp(")]
    [InlineData("string M(string s) => System.String.Concat(s, (object)1, s.Trim('x'));",
        "System.String.Trim(System.Char)")]
    [InlineData("object M() => new System.Collections.Hashtable();",
        "System.Collections.Hashtable..ctor()")]
    [InlineData("decimal M() => 1.5m;", "T:System.Decimal")]
    [InlineData("bool M(object o) => o is System.IConvertible;", "T:System.IConvertible")]
    [InlineData("void M() { try { M(); } catch (System.AggregateException) { } }",
        "T:System.AggregateException")]
    [InlineData("System.Type M() => typeof(System.Uri);", "T:System.Uri")]
    [InlineData("int M() => System.IO.Path.AltDirectorySeparatorChar;",
        "System.IO.Path.AltDirectorySeparatorChar")]
    public void MemberOutsideTheApiIsNamed(string member, string missing)
    {
        Assert.Contains(FindingsIn(member), finding => finding.Contains(missing));
    }

    [Theory]
    [InlineData("object M() => new System.Collections.Generic.List<int>();", "generic")]
    [InlineData("T M<T>(T value) => value;", "generic method definition")]
    [InlineData("int M() => System.Array.Empty<int>().Length;", "generic instantiation")]
    [InlineData("int? M() => null;", "generic instantiation")]
    [InlineData("int M(System.ReadOnlySpan<byte> s) => s.Length;", "generic instantiation")]
    [InlineData("string M(string s, char c) => s + c + s;", "ReadOnlySpan")]
    [InlineData("int M(int[,] a) => a[0, 1];", "multi-dimensional array")]
    [InlineData("unsafe int M(byte* p) => p[1];", "pointer")]
    [InlineData("unsafe int M(byte[] b) { fixed (byte* p = b) { return p[1]; } }", "pinned")]
    [InlineData("unsafe int M() { byte* p = stackalloc byte[9]; return p[1]; }", "localloc")]
    [InlineData("unsafe int M(delegate*<int> f) => f();", "calli")]
    [InlineData("volatile int _v; int M() => _v;", "volatile.")]
    [InlineData("int M(int a) => checked(a + 1);", "add.ovf")]
    [InlineData("byte M(int a) => checked((byte)a);", "conv.ovf.u1")]
    [InlineData("unsafe int M() => sizeof(S); struct S { public int A; public long B; }",
        "sizeof")]
    [InlineData("int M(__arglist) { return 1; }", "variable argument list")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"c\")] static extern int M();",
        "platform invoke")]
    [InlineData("struct S { public int A; } int M() { S s = new S(); s.A = M2(ref s); return s.A; }"
        + " int M2(ref S s) => 1;", "struct local")]
    [InlineData("int P { get; init; }", "required modifier")]
    [InlineData("int M(in int x) => x;", "IsReadOnlyAttribute")]
    [InlineData("System.Collections.IEnumerable M() { yield return 1; }", "IteratorStateMachine")]
    [InlineData("async void M() { await System.Threading.Tasks.Task.Delay(1); }", "Async")]
    public void ConstructThatTheDeviceLacksIsNamed(string member, string expected)
    {
        Assert.Contains(FindingsIn(member), finding => finding.Contains(expected));
    }

    [Fact]
    public void StaticAndInstanceMethodsAreDistinguished()
    {
        ApiCatalogue catalogue = ApiCatalogue.Load(["mscorlib"]);
        const string Equality = "Equals(System.Object,System.Object)~System.Boolean";
        Assert.True(catalogue.HasMethod("System.Object", Equality, isStatic: true));
        Assert.False(catalogue.HasMethod("System.Object", Equality, isStatic: false));
    }

    [Fact]
    public void InheritedMembersBelongToTheDerivedType()
    {
        ApiCatalogue catalogue = ApiCatalogue.Load(["mscorlib"]);
        const string Message = "get_Message()~System.String";
        Assert.True(catalogue.HasMethod("System.ArgumentNullException", Message, false));
        Assert.True(catalogue.HasMethod("System.Int32", "GetType()~System.Type", false));
        Assert.False(catalogue.HasMethod("System.Attribute", ".ctor(System.Int32)~System.Void",
            false));
        Assert.False(catalogue.HasMethod("System.Byte", Message, false));
    }

    [Fact]
    public void ListsMustExist()
    {
        var error = Assert.Throws<ArgumentException>(() => ApiCatalogue.Load(["mscorlob"]));
        Assert.Contains("mscorlib", error.Message);
    }

    [Fact]
    public void OverrideOfAMethodThatTheDeviceLacksIsNamed()
    {
        ProfileReport report = Check("""
            public class Uses : System.IO.IOException
            {
                public override System.Exception GetBaseException() => this;
            }
            """);
        Assert.Contains(report.Findings, f => f.Member.Contains("GetBaseException")
            && f.Where == "Uses.GetBaseException()" && f.Reason.StartsWith("overrides"));
    }

    [Fact]
    public void AttributeTypeThatTheCompilerEmbedsIsNamed()
    {
        string path = _compiler.Compile("""
            namespace System.Runtime.CompilerServices
            {
                internal sealed class IsExternalInitAttribute : Attribute { }
            }
            """);
        Assert.Contains(Profile.Check(path, s_lists).Findings,
            f => f.Member.Contains("IsExternalInitAttribute") && f.Reason.Contains("embedded"));
    }

    [Fact]
    public void TooManyMethodsInATypeAreNamed()
    {
        string Methods(int count) => "public class Wide { private Wide() { } "
            + string.Join(' ', Enumerable.Range(0, count).Select(i => $"void M{i}() {{ }}")) + "}";

        Assert.Empty(Check(Methods(254)).Findings);
        ProfileReport report = Check(Methods(255));
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal(("methods", "Wide"), (finding.Member, finding.Where));
        Assert.Equal(256, report.MostMethods!.Methods);
    }

    [Fact]
    public void BytecodeAboveTheCeilingFails()
    {
        const string Source = "public class Code { int F(int a) => a * 3 + 1; }";
        int bytes = Check(Source).BytecodeBytes;

        // ldarg.1 ldc.i4.3 mul ldc.i4.1 add ret, and the constructor's ldarg.0 call ret.
        Assert.Equal(6 + 7, bytes);
        Assert.Empty(Check(Source, new ProfileOptions { MaxBytecodeBytes = bytes }).Findings);
        Finding finding = Assert.Single(
            Check(Source, new ProfileOptions { MaxBytecodeBytes = bytes - 1 }).Findings);
        Assert.Equal("bytecode", finding.Member);
    }

    [Fact]
    public void StringsAboveTheTableFail()
    {
        ProfileReport report = Check(
            $"public class Text {{ string F() => \"{new string('x', 70_000)}\"; }}");
        Assert.Equal(70_001, report.UserStringBytes);
        Assert.Equal("string table", Assert.Single(report.Findings).Member);
    }

    [Fact]
    public void SwitchWithTooManyTargetsIsNamed()
    {
        string cases = string.Join(' ', Enumerable.Range(0, 300).Select(
            i => $"case {i}: return {i * 7919 % 1000};"));
        ProfileReport report = Check(
            $"public class Many {{ int F(int i) {{ switch (i) {{ {cases} }} return 0; }} }}");
        Assert.Contains(report.Findings, f => f.Member == "switch" && f.Where.Contains("Many.F("));
    }

    [Fact]
    public void MembersOfOurOwnAssembliesAreAllowedWhenNamed()
    {
        string library = _compiler.Compile("public class Ours { public int N() => 1; }", "Ours");
        string path = _compiler.Compile(
            "public class Uses { public int M(Ours o) => o.N(); }", "User", references: [library]);

        Assert.NotEmpty(Profile.Check(path, s_lists).Findings);
        Assert.Empty(Profile.Check(
            path, s_lists, new ProfileOptions { OwnReferences = [library] }).Findings);
    }

    [Fact]
    public void StructLocalsCanBeListedOnly()
    {
        const string Source =
            "public class Uses { int M(System.Guid g) { var h = g; return F(ref h); } "
            + "int F(ref System.Guid g) => g.GetHashCode(); }";
        ProfileReport strict = Check(Source);
        ProfileReport lenient = Check(Source, new ProfileOptions { AllowStructLocals = true });

        Assert.Equal("Uses.M(System.Guid)", Assert.Single(strict.Findings).Where);
        Assert.Empty(lenient.Findings);
        Assert.Equal("System.Guid", Assert.Single(lenient.StructLocals).Type);
    }

    private string[] FindingsIn(string member)
    {
        ProfileReport report = Check($"public class Fixture {{ {member} }}");
        Assert.All(report.Findings, f => Assert.Contains("Fixture", f.Where));
        Assert.Contains(report.Findings, f => f.Where.StartsWith("Fixture"));
        return [.. report.Findings.Select(f => f.ToString())];
    }

    private ProfileReport Check(string source, ProfileOptions? options = null)
    {
        return Profile.Check(_compiler.Compile(source), s_lists, options);
    }
}
