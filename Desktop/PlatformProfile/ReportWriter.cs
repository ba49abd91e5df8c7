// Prints a report for a reader.

namespace PlatformProfile;

/// <summary>Writes a report as text.</summary>
public static class ReportWriter
{
    private const int LargestTypes = 12;

    /// <summary>Writes the measures, the largest types and the findings.</summary>
    public static void Write(ProfileReport report, TextWriter output)
    {
        output.WriteLine($"{report.AssemblyName} against {string.Join(", ", report.Lists)}");
        output.WriteLine();
        Line("bytecode", $"{report.BytecodeBytes} bytes (at most {report.MaxBytecodeBytes}); "
            + $"{report.DeviceBytecodeBytes} in the device's format");
        Line("string literals", $"{report.UserStringBytes} bytes");
        Line("string table", $"{report.StringTableBytes} bytes with names "
            + $"(at most {InterpreterRules.MaxStringTableBytes})");
        Line("types", $"{report.Types.Count}");
        Line("methods", $"{report.MethodsChecked}; {report.ReferencesChecked} references "
            + "to the platform looked up");
        if (report.MostMethods is { } most)
        {
            Line("most methods", $"{most.Methods} in {most.Name} "
                + $"(at most {InterpreterRules.MaxMethodsPerType})");
        }

        Line("struct locals", $"{report.StructLocals.Count}");
        output.WriteLine();
        output.WriteLine("bytecode  methods  type");
        foreach (TypeSize type in report.Types.Take(LargestTypes))
        {
            output.WriteLine($"{type.BytecodeBytes,8}  {type.Methods,7}  {type.Name}");
        }

        foreach (StructLocal local in report.StructLocals)
        {
            output.WriteLine($"struct local: {local.Type} in {local.Method}");
        }

        output.WriteLine();
        foreach (Finding finding in report.Findings)
        {
            output.WriteLine($"{finding.Member}: {finding.Reason}");
            output.WriteLine($"    in {finding.Where}");
        }

        output.WriteLine(report.Fits ? "fits the platform"
            : $"does not fit the platform: {report.Findings.Count} findings");

        void Line(string name, string value) => output.WriteLine($"{name,-16} {value}");
    }
}
