// The entry point of the platform profile check: one assembly in, one report out.

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PlatformProfile;

/// <summary>Checks compiled assemblies against what nanoFramework has.</summary>
public static class Profile
{
    /// <summary>Checks one assembly against the named API lists.</summary>
    public static ProfileReport Check(
        string assemblyPath, IEnumerable<string> lists, ProfileOptions? options = null)
    {
        options ??= new ProfileOptions();
        string[] names = lists.Distinct(StringComparer.Ordinal).ToArray();
        ApiCatalogue catalogue = ApiCatalogue.Load(names);
        using ModuleDefinition module = ModuleDefinition.ReadModule(assemblyPath);
        var findings = new FindingList();
        var references = new ReferenceRules(module, catalogue, OwnAssemblies(options), findings);
        var methods = new MethodRules(references, catalogue, options, findings);
        var types = new TypeRules(references, methods, findings);

        references.CheckAttributes(module.Assembly, module.Assembly.Name.Name);
        references.CheckAttributes(module, module.Name);
        var sizes = new List<TypeSize>();
        int methodCount = 0;
        foreach (TypeDefinition type in module.GetTypes().Where(t => t.Name != "<Module>"))
        {
            types.Check(type);
            methodCount += type.Methods.Count;
            MethodBody[] bodies =
                [.. type.Methods.Where(m => m.HasBody).Select(m => m.Body)];
            sizes.Add(new TypeSize(
                DocumentationId.Of(type), type.Methods.Count,
                bodies.Sum(body => body.CodeSize), bodies.Sum(DeviceSize.BytecodeOf)));
        }

        var report = new ProfileReport
        {
            AssemblyName = module.Assembly.Name.Name,
            Lists = names,
            Findings = findings.Items,
            StructLocals = methods.StructLocals,
            Types = [.. sizes.OrderByDescending(size => size.BytecodeBytes)],
            MaxBytecodeBytes = options.MaxBytecodeBytes,
            UserStringBytes = DeviceSize.UserStringsOf(module),
            StringTableBytes = DeviceSize.StringTableOf(module),
            MethodsChecked = methodCount,
            ReferencesChecked = references.Checked,
        };
        CheckTotals(report, findings);
        return report;
    }

    private static HashSet<string> OwnAssemblies(ProfileOptions options)
    {
        return options.OwnReferences
            .Select(path => System.Reflection.AssemblyName.GetAssemblyName(path).Name!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static void CheckTotals(ProfileReport report, FindingList findings)
    {
        AtMost("bytecode", report.BytecodeBytes, report.MaxBytecodeBytes);
        AtMost("bytecode on the device", report.DeviceBytecodeBytes,
            InterpreterRules.MaxDeviceBytecodeBytes);
        AtMost("string table", report.StringTableBytes, InterpreterRules.MaxStringTableBytes);

        void AtMost(string what, int bytes, int limit)
        {
            if (bytes > limit)
            {
                findings.Add(what, report.AssemblyName, $"{bytes} bytes, at most {limit}");
            }
        }
    }
}
