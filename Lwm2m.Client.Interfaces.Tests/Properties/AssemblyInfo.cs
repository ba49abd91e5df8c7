using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("NFUnitTest")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: InternalsVisibleTo("Lwm2m.Client.Tests")]
