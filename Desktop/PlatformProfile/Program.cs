// dotnet run --project Desktop/PlatformProfile -- <assembly.dll> --api mscorlib …
// Exit code 0: the assembly fits the platform; 1: it does not, or it could not be read.

using System.CommandLine;
using PlatformProfile;

var assembly = new Argument<FileInfo>("assembly")
{
    Description = "The compiled assembly (Release).",
};
var api = new Option<string[]>("--api")
{
    Description = "A class library that the assembly may use; can be repeated. Known: "
        + string.Join(", ", ApiCatalogue.KnownLists),
    AllowMultipleArgumentsPerToken = true,
    Required = true,
};
var references = new Option<FileInfo[]>("--reference")
{
    Description = "An assembly of our own that it may use; can be repeated.",
    AllowMultipleArgumentsPerToken = true,
};
var maxBytecode = new Option<int>("--max-bytecode")
{
    Description = "The most bytes of bytecode.",
    DefaultValueFactory = _ => InterpreterRules.DefaultMaxBytecodeBytes,
};
var structLocals = new Option<bool>("--allow-struct-locals")
{
    Description = "List locals of struct types, but do not fail on them.",
};
var command = new RootCommand("Checks an assembly against what nanoFramework has.")
{
    assembly, api, references, maxBytecode, structLocals,
};
command.SetAction(parsed =>
{
    try
    {
        ProfileReport report = Profile.Check(
            parsed.GetValue(assembly)!.FullName,
            parsed.GetValue(api)!,
            new ProfileOptions
            {
                MaxBytecodeBytes = parsed.GetValue(maxBytecode),
                AllowStructLocals = parsed.GetValue(structLocals),
                OwnReferences = [.. (parsed.GetValue(references) ?? []).Select(f => f.FullName)],
            });
        ReportWriter.Write(report, Console.Out);
        return report.Fits ? 0 : 1;
    }
    catch (Exception e) when (e is IOException or ArgumentException or BadImageFormatException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();
