// Runs the client against a program that we did not write, over UDP on the loopback address:
//   Interop lwm2m-node-lib <folder of its server.js>
//   Interop npm-coap <folder of its server.js>
//   Interop libcoap
// Prints a line for each step and the totals last; the exit code is 0 if no step has failed.

using Interop.Coap;
using Interop.NodeLib;
using Interop.Support;

var steps = new Steps();
var end = TimeSpan.FromMinutes(3);
try
{
    Task run = args switch
    {
        ["lwm2m-node-lib", var folder] => new NodeLibScenario(steps, folder).RunAsync(),
        ["npm-coap", var folder] => RunNpmCoapAsync(folder),
        ["libcoap"] => new LibcoapScenario(steps).RunAsync(),
        _ => throw new ArgumentException("Interop lwm2m-node-lib|npm-coap|libcoap [folder]"),
    };
    await run.WaitAsync(end);
}
catch (Exception e)
{
    steps.Fail("the run", e);
}

return steps.Finish();

async Task RunNpmCoapAsync(string folder)
{
    await new NpmCoapScenario(steps, folder).RunAsync();
    await new NpmServerScenario(steps, folder).RunAsync();
}
