using System.Reflection;

[assembly: AssemblyTitle("Samples.Esp32Temperature")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
