using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("Lwm2m.Client")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: InternalsVisibleTo("Lwm2m.Client.Esp32")]
[assembly: InternalsVisibleTo("NFUnitTest")]
[assembly: InternalsVisibleTo("NFUnitTest.Content")]
[assembly: InternalsVisibleTo("NFUnitTest.Interfaces")]
[assembly: InternalsVisibleTo("Lwm2m.Client.Tests")]
[assembly: InternalsVisibleTo("DeviceCost")]
[assembly: InternalsVisibleTo("Lwm2m.Benchmarks")]
[assembly: InternalsVisibleTo("Interop")]
