// The stand-alone server: dotnet run --project Desktop/Lwm2m.DevServer -- --help

using Lwm2m.DevServer.Tool;

return await ServerTool.RunAsync(args, Console.In, Console.Out, Console.Error);
