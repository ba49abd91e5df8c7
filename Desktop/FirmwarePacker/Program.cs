// dotnet run --project Desktop/FirmwarePacker -- <application.pe> <version> [--output <image>]
// Exit code 0: the image is written; 1: it is not, and a line says why.

using System.CommandLine;
using FirmwarePacker;

var assembly = new Argument<FileInfo>("assembly")
{
    Description = "The application's .pe, as the Release build of its .nfproj leaves it in bin.",
};
var version = new Argument<string>("version")
{
    Description = "The version, up to 24 characters; the device shows it as Firmware Version.",
};
var output = new Option<FileInfo?>("--output")
{
    Description = "The image; beside the assembly, with .img, if left out.",
};
var command = new RootCommand("Makes a firmware image of an application assembly.")
{
    assembly, version, output,
};
command.SetAction(parsed =>
{
    try
    {
        string source = parsed.GetValue(assembly)!.FullName;
        string target = parsed.GetValue(output)?.FullName ?? Path.ChangeExtension(source, ".img");
        byte[] image = Package.Make(File.ReadAllBytes(source), parsed.GetValue(version)!);
        File.WriteAllBytes(target, image);
        Console.WriteLine($"{image.Length} bytes: {target}");
        return 0;
    }
    catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();
