// The objects of docs/objects.md do what the page says, in a client that a server manages.

using System.Reflection;
using Lwm2m.Client.DesktopTests.Repository;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Model;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Documentation;

public sealed class GuideObjectTests : IDisposable
{
    private readonly FixtureCompiler _compiler = new();
    private readonly Lwm2mObject _humidity;
    private readonly Lwm2mObject _fan;
    private readonly Bench _bench;

    public GuideObjectTests()
    {
        Assembly page = Assembly.Load(File.ReadAllBytes(
            _compiler.CompilePage(RepositoryFiles.Read("docs/objects.md"), "Objects")));
        _humidity = Create(page, "HumidityObject");
        _fan = Create(page, "FanObject");
        _bench = new Bench(objects: [new MinimalDevice(), _humidity, _fan]).Register();
    }

    public void Dispose() => _compiler.Dispose();

    [Fact]
    public void WhatHasBeenSetIsThere()
    {
        Assert.Equal("4.04", _bench.Code(CoapCode.Get, "/3304/0/5700"));
        Assert.Equal("%RH", Read("/3304/0/5701"));

        Call(_humidity, "SetValue", 47.5);

        Assert.Equal("47.5", Read("/3304/0/5700"));
    }

    [Fact]
    public void TheFanIsWrittenWithinItsBounds()
    {
        Assert.Equal("2.04", Write("/26241/0/5850", "1"));
        Assert.Equal("2.04", Write("/26241/0/5851", "3"));
        Assert.Equal("4.00", Write("/26241/0/5851", "4"));
        Assert.Equal("4.00", Write("/26241/0/5851", "-1"));
        Assert.Equal("4.05", Write("/26241/0/5852", "1"));
        Assert.Equal("3", Read("/26241/0/5851"));
        Assert.Equal(3, _fan.GetType().GetProperty("WantedLevel")!.GetValue(_fan));
    }

    [Fact]
    public void WhatItMeasuresIsNotified()
    {
        Observation observation = _bench.Observe("/26241/0/5852", MediaType.Text);
        var notified = new List<string>();
        observation.Notified += (_, n) => notified.Add(n.Message.PayloadText);

        Call(_fan, "SetRotations", 1200);
        _bench.World.Run(1000);
        Call(_fan, "SetRotations", 1200);
        _bench.World.Run(1000);

        Assert.Equal(["1200"], notified);
    }

    [Theory]
    [InlineData(true, "2.04")]
    [InlineData(false, "5.00")]
    public void TheSelfTestIsAnsweredWhenItIsDone(bool isGood, string code)
    {
        DeviceRequest request = _bench.Server.Execute(_bench.Registration, "/26241/0/5523");
        _bench.World.Run(2000);
        Assert.False(request.IsCompleted);

        Call(_fan, "EndTest", isGood);

        Assert.Equal(code, _bench.World.Answer(request).Code.Dotted);
    }

    private string Read(string path) => _bench.Ask((server, registration) =>
        server.Read(registration, path, MediaType.Text)).Text;

    private string Write(string path, string value) =>
        _bench.Code(CoapCode.Put, path, format: MediaType.Text, text: value);

    private static Lwm2mObject Create(Assembly page, string name) =>
        (Lwm2mObject)Activator.CreateInstance(page.GetType(name, throwOnError: true)!)!;

    private static void Call(Lwm2mObject target, string method, object argument) =>
        target.GetType().GetMethod(method)!.Invoke(target, [argument]);
}
