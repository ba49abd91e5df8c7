// Two copies that take turns: whatever a power cut leaves of a writing, and whatever happens to
// the medium, the old content is there or the new one.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Esp32;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class TwoSlotStorageTests
{
    private const int Key = 0x10065;

    public static TheoryData<CutWrite, bool> Cuts()
    {
        var cuts = new TheoryData<CutWrite, bool>();
        foreach (CutWrite cut in Enum.GetValues<CutWrite>())
        {
            cuts.Add(cut, false);
            cuts.Add(cut, true);
        }

        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_power_cut_leaves_the_old_or_the_new(CutWrite cut, bool failsOnly)
    {
        // The first writing of a slot, and some after it; each is two steps.
        for (int at = 1; at <= 8; at++)
        {
            var medium = new PowerCutStore { Cut = cut, FailsOnly = failsOnly };
            byte[]? old = null;
            for (int round = 1; round <= 5; round++)
            {
                byte[] content = Content(round);
                medium.CutsAtWrite = round == (at + 1) / 2 ? 2 - (at & 1) : 0;
                bool isWritten = Write(medium, content);
                medium.CutsAtWrite = 0;
                byte[]? now = Read(medium);
                if (isWritten)
                {
                    Assert.Equal(content, now);
                }
                else
                {
                    Assert.True(
                        Same(now, old) || Same(now, content),
                        $"cut {at}: {now?.Length.ToString() ?? "nothing"}");
                }

                old = now;
            }

            Assert.Equal(Content(5), Read(medium));
        }
    }

    /// <summary>A session that was used up must not come back with the decay of its successor.
    /// </summary>
    [Fact]
    public void No_older_content_is_left_once_a_newer_one_is_written()
    {
        var medium = new PowerCutStore();
        Assert.True(Write(medium, Content(1)));
        Assert.True(Write(medium, Content(2)));
        foreach (int key in medium.Keys.Where(key => medium[key]!.Length > 0))
        {
            byte[] whole = medium[key]!;
            for (int i = 0; i < whole.Length; i++)
            {
                byte[] damaged = [.. whole];
                damaged[i] ^= 1;
                medium[key] = damaged;
                Assert.Null(Read(medium));
            }

            medium[key] = whole;
        }

        Assert.Equal(Content(2), Read(medium));
    }

    [Fact]
    public void Slots_are_apart_and_bounded()
    {
        var storage = new Copies(new PowerCutStore());
        byte[] buffer = new byte[100];
        Assert.Equal(-1, storage.Read(Key, buffer, 0, buffer.Length));
        Assert.True(storage.Write(Key, [1, 2, 3], 1, 2));
        Assert.True(storage.Write(Key + 1, [4], 0, 1));
        Assert.True(storage.Write(0, new byte[64], 0, 64));
        Assert.False(storage.Write(0, new byte[65], 0, 65));
        Assert.Equal(64, storage.Read(0, buffer, 0, buffer.Length));
        Assert.Equal(-1, storage.Read(0, buffer, 0, 63));
        Assert.Equal(1, storage.Read(Key + 1, buffer, 0, buffer.Length));
        Assert.Equal(2, storage.Read(Key, buffer, 5, buffer.Length - 5));
        Assert.Equal(2, buffer[5]);
        Assert.Equal(3, buffer[6]);
        Assert.True(storage.Write(Key, buffer, 0, 0));
        Assert.Equal(0, storage.Read(Key, buffer, 0, buffer.Length));
    }

    [Fact]
    public void Files_keep_slots()
    {
        string folder = Directory.CreateTempSubdirectory("lwm2m").FullName;
        try
        {
            string prefix = Path.Combine(folder, "lwm2m-");
            byte[] buffer = new byte[100];
            for (int round = 1; round <= 3; round++)
            {
                Assert.True(new FileStorage(prefix).Write(Key, Content(round), 0, 10 + round));
                Assert.Equal(
                    10 + round, new FileStorage(prefix).Read(Key, buffer, 0, buffer.Length));
                Assert.Equal(Content(round), buffer[..(10 + round)]);
                Assert.Single(Directory.GetFiles(folder));
            }

            var lost = new FileStorage(Path.Combine(folder, "not", "there-"));
            Assert.False(lost.Write(Key, Content(1), 0, 5));
            Assert.Equal(-1, lost.Read(Key, buffer, 0, buffer.Length));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static byte[] Content(int round) =>
        [.. Enumerable.Repeat((byte)(0x10 * round), 10 + round)];

    private static bool Same(byte[]? a, byte[]? b) =>
        a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);

    /// <summary>What a device reads that starts anew.</summary>
    private static byte[]? Read(PowerCutStore medium)
    {
        byte[] buffer = new byte[100];
        int length = new Copies(medium).Read(Key, buffer, 0, buffer.Length);
        return length < 0 ? null : buffer[..length];
    }

    private static bool Write(PowerCutStore medium, byte[] content)
    {
        try
        {
            return new Copies(medium).Write(Key, content, 0, content.Length);
        }
        catch (PowerCutException)
        {
            return false;
        }
    }
}
