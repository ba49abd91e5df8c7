// The loader with assemblies that desktop .NET loads: on the flash one takes the place of the
// image that was received, since the store takes none but the device's.

using System.Buffers.Binary;
using System.Reflection;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class FirmwareLoaderTests : IDisposable
{
    private const string Entry = "Fixture.Application";

    private const string Application = """
        namespace Fixture;

        public static class Application
        {
            public static void Run(Lwm2m.Client.Esp32.FirmwareSlots slots)
            {
                slots.Confirm();
            }
        }
        """;

    private readonly FixtureCompiler _compiler = new();
    private readonly FirmwareBoard _board = new();
    private FirmwareSlots _slots = null!;
    private int _restarts;

    public FirmwareLoaderTests()
    {
        _board.Flash.RestartThrows = false;
        Power();
    }

    public void Dispose() => _compiler.Dispose();

    [Fact]
    public void Without_an_image_the_linked_application_is_to_run()
    {
        Assert.False(Boot());
        Assert.Equal("1.0", _slots.Version);
    }

    [Fact]
    public void Image_that_is_applied_runs()
    {
        Apply(1, Compile(Application));
        Assert.True(Boot());
        Assert.Equal(FirmwareResult.Success, _slots.TakeOutcome());
        Assert.Equal("1.1", _slots.Version);

        // The application has confirmed itself.
        Assert.True(Boot());
        Assert.Equal(FirmwareResult.None, _slots.TakeOutcome());
    }

    [Theory]
    [InlineData("class Application", "class Another")]
    [InlineData("void Run", "void Go")]
    [InlineData("public static void", "static void")]
    public void Image_without_the_entry_is_rejected(string text, string with) =>
        AssertRejected(Compile(Application.Replace(text, with)));

    [Fact]
    public void Damaged_image_is_rejected()
    {
        byte[] assembly = Compile(Application);
        assembly.AsSpan(0, 64).Clear();
        AssertRejected(assembly);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(1000)]
    public void Image_that_has_lost_its_end_is_rejected(int length)
    {
        Apply(1, Compile(Application));
        _board.Flash[1] = _board.Flash[1]![..length];
        AssertNextStartsTheOld();
    }

    /// <summary>Nothing was on trial: the linked application runs, and nobody is told.</summary>
    [Fact]
    public void Confirmed_image_that_is_damaged_later_does_not_run()
    {
        Apply(1, Compile(Application));
        Assert.True(Boot());
        _board.Flash[1]![64] ^= 0xFF;
        Assert.False(Boot());
        Assert.Equal(0, _board.Flash.Restarts - _restarts);
        Assert.Equal(FirmwareResult.None, _slots.TakeOutcome());
        Assert.Equal("1.0", _slots.Version);
    }

    [Fact]
    public void What_an_application_throws_comes_through_and_counts_as_a_failed_start()
    {
        Apply(1, Compile(Application.Replace("slots.Confirm();", "throw null;")));
        for (int i = 0; i < FirmwareSlots.MaxStarts; i++)
        {
            Assert.Throws<TargetInvocationException>(() => Boot());
        }

        Assert.False(Boot());
        Assert.Equal(FirmwareResult.UpdateFailed, _slots.TakeOutcome());
    }

    private byte[] Compile(string source) => File.ReadAllBytes(_compiler.Compile(
        source, $"Fixture{Guid.NewGuid():N}", references:
        [
            Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.dll"),
            Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.Esp32.dll"),
        ]));

    private void Power()
    {
        _slots = new FirmwareSlots(_board.Flash, new Copies(_board.State), "1.0");
        _restarts = _board.Flash.Restarts;
    }

    private bool Boot()
    {
        Power();
        return FirmwareLoader.TryRun(_slots, Entry);
    }

    private void Apply(int seed, byte[] assembly)
    {
        byte[] image = FirmwareImages.Image(seed, 400);
        Assert.Equal(FirmwareResult.None, _slots.Begin(0, 0));
        Assert.Equal(FirmwareResult.None, _slots.Write(image, 0, image.Length));
        Assert.Equal(FirmwareResult.None, _slots.Complete());
        Assert.Equal(FirmwareResult.None, _slots.Apply());
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(4), assembly.Length);
        _board.Flash[1] = [.. image[..64], .. assembly];
    }

    private void AssertRejected(byte[] assembly)
    {
        Apply(1, assembly);
        AssertNextStartsTheOld();
    }

    private void AssertNextStartsTheOld()
    {
        Assert.False(Boot());
        Assert.Equal(1, _board.Flash.Restarts - _restarts);
        Assert.True(_board.Flash.WasAtOnce);
        Assert.False(Boot());
        Assert.Equal(0, _board.Flash.Restarts - _restarts);
        Assert.Equal(FirmwareResult.UpdateFailed, _slots.TakeOutcome());
        Assert.Equal("1.0", _slots.Version);
    }
}
