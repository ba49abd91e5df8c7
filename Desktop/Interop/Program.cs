// Runs the client against a program that we did not write, over UDP on the loopback address:
//   Interop lwm2m-node-lib <folder of its server.js>
//   Interop npm-coap <folder of its server.js>
//   Interop firmware <folder of npm coap's server.js>
//   Interop libcoap
//   Interop dtls-libcoap
//   Interop dtls-openssl
//   Interop dtls-bouncycastle
// Prints a line for each step and the totals last; the exit code is 0 if no step has failed.

using Interop.Coap;
using Interop.Dtls;
using Interop.Firmware;
using Interop.NodeLib;
using Interop.Support;
using Lwm2m.DevServer.Security;

var steps = new Steps();
var rows = new Rows(steps);
var end = TimeSpan.FromMinutes(3);
try
{
    Task run = args switch
    {
        ["lwm2m-node-lib", var folder] => RunNodeLibAsync(folder),
        ["npm-coap", var folder] => RunNpmCoapAsync(folder),
        ["firmware", var folder] => RunFirmwareAsync(folder),
        ["libcoap"] => new LibcoapScenario(steps, "notls").RunAsync(),
        ["dtls-libcoap"] => RunSecureLibcoapAsync(),
        ["dtls-bouncycastle"] => new BouncyCastleScenario(rows).RunAsync(),
        ["dtls-openssl"] => new OpenSslScenario(rows).RunAsync(),
        _ => throw new ArgumentException(
            "Interop lwm2m-node-lib|npm-coap|firmware|libcoap|dtls-libcoap|dtls-openssl|"
            + "dtls-bouncycastle"),
    };
    await run.WaitAsync(end);
}
catch (Exception e)
{
    steps.Fail("the run", e);
}

rows.Print();
return steps.Finish();

async Task RunNodeLibAsync(string folder)
{
    await new NodeLibScenario(steps, folder).RunAsync();
    await new NodeLibScenario(steps, folder, rows).RunAsync();
}

async Task RunNpmCoapAsync(string folder)
{
    await new NpmCoapScenario(steps, folder).RunAsync();
    await new NpmServerScenario(steps, folder).RunAsync();
    await new NpmBootstrapScenario(steps, folder, isSecure: false).RunAsync();
    await new NpmBootstrapScenario(steps, folder, isSecure: true).RunAsync();
}

async Task RunFirmwareAsync(string folder)
{
    string file = Path.GetTempFileName();
    try
    {
        var keys = new PskStore();
        keys.Add(UpdatedDevice.Identity, UpdatedDevice.Key);
        await new PushScenario(steps, keys, folder, file).RunAsync();
        await new PullScenario(steps, keys, folder, file).RunAsync();
    }
    finally
    {
        File.Delete(file);
    }
}

Task RunSecureLibcoapAsync() => Task.WhenAll(
    new LibcoapSessions(rows, "gnutls", false).RunAsync(),
    new LibcoapSessions(rows, "openssl", true).RunAsync(),
    new LibcoapScenario(steps, "gnutls", rows).RunAsync(),
    new LibcoapScenario(steps, "openssl", rows).RunAsync());
