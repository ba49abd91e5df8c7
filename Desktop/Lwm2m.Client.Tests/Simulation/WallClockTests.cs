// The wall clock may jump or be unknown: nothing but time stamps follows from it.

using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class WallClockTests
{
    [Fact]
    public void The_wall_clock_changes_nothing()
    {
        string[] steady = Story(_ => { });
        string[] jumping = Story(world =>
        {
            world.IsUtcUnknown = world.NowMs % 3 == 0;
            world.UtcShiftSeconds = world.NowMs * 7919 % 4_000_000_000;
        });
        Assert.Equal(steady, jumping);
        Assert.True(steady.Length > 50);
    }

    /// <summary>Some hours with updates and notifications, while the wall clock does as it likes.
    /// </summary>
    private static string[] Story(Action<World> jump)
    {
        var bench = new Bench(300);
        bench.Client.QueueMode = true;
        bench.Register();
        bench.Attributes("/33000/0/2", "pmin=5&pmax=200");
        bench.Observe("/33000/0/2");
        for (int i = 0; i < 40; i++)
        {
            jump(bench.World);
            bench.World.Run(100_003);
            bench.Object.Measure(i);
        }

        return [.. bench.Sent.Select(sent => $"{sent.AtMs} {Convert.ToHexString(sent.Bytes)}")];
    }
}
