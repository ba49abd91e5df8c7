using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("Lwm2m.Client.Esp32")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: InternalsVisibleTo("Lwm2m.Client.Tests")]
[assembly: InternalsVisibleTo("DeviceCost")]
[assembly: InternalsVisibleTo("FirmwarePacker")]
[assembly: InternalsVisibleTo("Samples.DesktopTemperature")]
[assembly: InternalsVisibleTo("Interop")]
