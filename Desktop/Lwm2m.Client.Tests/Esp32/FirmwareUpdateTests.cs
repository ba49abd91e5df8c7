// The Firmware Update object over the slots of the ESP32: an update from the first block to the
// start that tells its outcome, pushed by a server in the simulation.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class FirmwareUpdateTests
{
    private readonly FirmwareBoard _board = new();

    public FirmwareUpdateTests() => _board.Flash.RestartThrows = false;

    [Fact]
    public void Pushed_image_runs_after_the_update_and_the_server_learns_of_it()
    {
        byte[] image = FirmwareImages.Image(3);
        Bench bench = Start();
        Assert.Equal("2.04", Push(bench, image));
        Assert.Equal("2", Text(bench, "/5/0/3"));
        Assert.Equal("2.04", bench.Code(CoapCode.Post, "/5/0/2"));
        bench.World.Run(10_000);
        Assert.Equal(1, _board.Flash.Restarts);
        Assert.False(_board.Flash.WasAtOnce);

        bench = Start();
        Assert.Equal(image[64..], _board.Running);
        Assert.Equal("0", Text(bench, "/5/0/3"));
        Assert.Equal("1", Text(bench, "/5/0/5"));

        // It has reached a server, so it is confirmed: it stays.
        for (int i = 0; i < 5; i++)
        {
            _board.Start();
            Assert.Equal(image[64..], _board.Running);
        }
    }

    [Fact]
    public void Image_that_never_reaches_a_server_is_given_up_and_the_server_learns_of_it()
    {
        Bench bench = Start();
        Assert.Equal("2.04", Push(bench, FirmwareImages.Image(3)));
        Assert.Equal("2.04", bench.Code(CoapCode.Post, "/5/0/2"));
        bench.World.Run(10_000);
        for (int i = 0; i < 3; i++)
        {
            _board.Start();
            Assert.NotNull(_board.Running);
        }

        bench = Start();
        Assert.Null(_board.Running);
        Assert.Equal("0", Text(bench, "/5/0/3"));
        Assert.Equal("8", Text(bench, "/5/0/5"));
    }

    [Fact]
    public void Damaged_image_is_refused()
    {
        byte[] image = FirmwareImages.Image(3);
        image[^1] ^= 1;
        Bench bench = Start();
        Assert.StartsWith("4.", Push(bench, image));
        Assert.Equal("0", Text(bench, "/5/0/3"));
        Assert.Equal("5", Text(bench, "/5/0/5"));
        _board.Start();
        Assert.Null(_board.Running);
    }

    /// <summary>A start of the board, up to its registration.</summary>
    private Bench Start()
    {
        _board.Start();
        return new Bench(
            objects: [new MinimalDevice(), new FirmwareUpdateObject(_board.Slots)]).Register();
    }

    /// <summary>Writes an image to Package, block by block; the code of the last answer.</summary>
    private static string Push(Bench bench, byte[] image) =>
        bench.Ask((server, registration) => server.WriteReplace(
            registration, "/5/0/0", MediaType.Opaque, image)).Code.Dotted;

    private static string Text(Bench bench, string path) =>
        bench.Ask((server, registration) => server.Read(registration, path, 0)).Text;
}
