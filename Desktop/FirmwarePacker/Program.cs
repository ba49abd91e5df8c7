// dotnet run --project Desktop/FirmwarePacker -- <application.pe> <version> [--output <image>]
// dotnet run --project Desktop/FirmwarePacker -- placeholder <bytes> <version> --output <image>
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
var length = new Argument<int>("bytes") { Description = "The length of the placeholder." };
length.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < Placeholder.MinBytes or > 16 * 1024 * 1024)
    {
        result.AddError($"A placeholder has {Placeholder.MinBytes} bytes to 16 MiB.");
    }
});
var target = new Option<FileInfo>("--output") { Description = "The image.", Required = true };
var placeholder = new Command(
    "placeholder", "Makes an image of nothing, to try an update with the sample on the PC.")
{
    length, version, target,
};
var command = new RootCommand("Makes a firmware image of an application assembly.")
{
    assembly, version, output, placeholder,
};
command.SetAction(parsed =>
{
    string source = parsed.GetValue(assembly)!.FullName;
    return Write(
        () => File.ReadAllBytes(source), parsed.GetValue(version)!,
        parsed.GetValue(output)?.FullName ?? Path.ChangeExtension(source, ".img"));
});
placeholder.SetAction(parsed =>
{
    int bytes = parsed.GetValue(length);
    return Write(
        () => Placeholder.Make(bytes, bytes), parsed.GetValue(version)!,
        parsed.GetValue(target)!.FullName);
});
return command.Parse(args).Invoke();

static int Write(Func<byte[]> read, string version, string target)
{
    try
    {
        byte[] image = Package.Make(read(), version);
        File.WriteAllBytes(target, image);
        Console.WriteLine($"{image.Length} bytes: {target}");
        return 0;
    }
    catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}
