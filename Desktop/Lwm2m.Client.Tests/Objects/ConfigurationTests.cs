// The packed values of objects 0 to 2 against a dictionary, and what a store makes of them.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Objects;

public sealed class ConfigurationTests
{
    private const int Seal = 0x12345678;

    [Fact]
    public void It_does_what_a_sorted_dictionary_does()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var subject = new Configuration(400);
            var model = new SortedDictionary<long, byte[]>();
            for (int step = 0; step < 400; step++)
            {
                long path = RandomPath(random);
                byte[] value = new byte[random.Next(30)];
                random.NextBytes(value);
                if (random.Next(4) == 0)
                {
                    long outer = Cut(path, random.Next(1, 5));
                    subject.Remove(outer);
                    foreach (long key in model.Keys.Where(
                        key => Lwm2mPath.Contains(outer, key)).ToArray())
                    {
                        model.Remove(key);
                    }
                }
                else if (subject.Set(path, [9, .. value], 1, value.Length))
                {
                    model[path] = value;
                }
                else
                {
                    int held = model.Where(pair => pair.Key != path)
                        .Sum(pair => 10 + pair.Value.Length);
                    Assert.True(held + 10 + value.Length > 400);
                }

                AssertSame(model, subject, random);
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(127, 1)]
    [InlineData(-128, 1)]
    [InlineData(128, 2)]
    [InlineData(-129, 2)]
    [InlineData(86400, 3)]
    [InlineData(int.MaxValue, 4)]
    [InlineData(1L << 31, 5)]
    [InlineData(long.MaxValue, 8)]
    [InlineData(long.MinValue, 8)]
    public void A_number_takes_as_few_bytes_as_it_needs(long value, int bytes)
    {
        var subject = new Configuration(400);
        long path = Lwm2mPath.Of(1, 0, 1);
        Assert.True(subject.Set(path, value));
        Assert.Equal(value, subject.Integer(path, 7));
        Assert.True(subject.Find(path));
        Assert.Equal(bytes, subject.ValueLength);
        subject.Remove(path);
        Assert.Equal(7, subject.Integer(path, 7));
        Assert.True(subject.Set(path, [], 0, 0));
        Assert.Equal(7, subject.Integer(path, 7));
        Assert.True(subject.Set(path, new byte[9], 0, 9));
        Assert.Equal(7, subject.Integer(path, 7));
    }

    [Fact]
    public void Nothing_is_left_of_a_key()
    {
        var subject = new Configuration(400);
        byte[] key = "very secret indeed"u8.ToArray();
        long path = Lwm2mPath.Of(0, 1, 5);
        subject.Set(Lwm2mPath.Of(1, 0, 1), 300);
        subject.Set(path, key, 0, key.Length);
        subject.Set(path, [1, 2, 3], 0, 3);
        Assert.Equal(-1, subject.Buffer.AsSpan().IndexOf("indeed"u8));
        subject.Set(path, key, 0, key.Length);
        subject.Remove(Lwm2mPath.Of(0));
        Assert.Equal(-1, subject.Buffer.AsSpan().IndexOf("secret"u8));
        Assert.Equal(300, subject.Integer(Lwm2mPath.Of(1, 0, 1), 0));
    }

    [Fact]
    public void A_store_gives_back_what_it_got_and_nothing_else()
    {
        Configuration subject = Filled();
        var store = new PowerCutStore();
        Assert.True(subject.IsChanged);
        Assert.True(subject.Save(store, Seal));
        Assert.False(subject.IsChanged);
        var copy = new Configuration(400);
        Assert.True(copy.Restore(store, Seal));
        Assert.Equal(subject.ToArray(), copy.ToArray());
        Assert.False(copy.Restore(store, Seal + 1));
        Assert.Empty(copy.ToArray());

        byte[] whole = store[0]!;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x40;
            store[0] = damaged;
            Assert.False(copy.Restore(store, Seal));
            store[0] = whole[..i];
            Assert.False(copy.Restore(store, Seal));
            Assert.Empty(copy.ToArray());
        }

        store[0] = [.. whole, 0];
        Assert.False(copy.Restore(store, Seal));
        store[0] = new byte[4000];
        Assert.False(copy.Restore(store, Seal));
        store[0] = null;
        Assert.False(copy.Restore(store, Seal));
    }

    [Fact]
    public void What_is_not_entries_is_not_added()
    {
        byte[] entries = Filled().ToArray();
        var subject = new Configuration(400);
        Assert.True(subject.Add(entries));
        Assert.Equal(entries, subject.ToArray());
        var boundaries = new List<int> { 0 };
        for (int at = 0; at < entries.Length;)
        {
            at += 10 + (entries[at + 8] << 8) + entries[at + 9];
            boundaries.Add(at);
        }

        for (int length = 0; length < entries.Length; length++)
        {
            Assert.Equal(
                boundaries.Contains(length), new Configuration(400).Add(entries[..length]));
        }

        Assert.False(new Configuration(entries.Length - 1).Add(entries));
    }

    private static Configuration Filled()
    {
        var subject = new Configuration(400);
        subject.Set(Lwm2mPath.Of(0, 1, 0), "coap://a"u8.ToArray(), 0, 8);
        subject.Set(Lwm2mPath.Of(0, 1, 16, 0), 0xC0A8);
        subject.Set(Lwm2mPath.Of(1, 0, 1), 86400);
        return subject;
    }

    private static long RandomPath(Random random)
    {
        int objectId = random.Next(3);
        int instance = random.Next(3) == 0 ? 65534 : random.Next(3);
        int resource = random.Next(4);
        return resource == 3
            ? Lwm2mPath.Of(objectId, instance, 16, random.Next(3))
            : Lwm2mPath.Of(objectId, instance, resource);
    }

    private static long Cut(long path, int depth)
    {
        while (Lwm2mPath.Depth(path) > depth)
        {
            path = Lwm2mPath.Parent(path);
        }

        return path;
    }

    private static void AssertSame(
        SortedDictionary<long, byte[]> model, Configuration subject, Random random)
    {
        long outer = Cut(RandomPath(random), random.Next(1, 4));
        var found = new List<(long, string)>();
        for (bool isFound = subject.Find(outer); isFound; isFound = subject.FindNext(outer))
        {
            found.Add((subject.Path, Convert.ToHexString(
                subject.Buffer, subject.ValueOffset, subject.ValueLength)));
        }

        Assert.Equal(
            model.Where(pair => Lwm2mPath.Contains(outer, pair.Key))
                .Select(pair => (pair.Key, Convert.ToHexString(pair.Value))),
            found);
        for (int objectId = 0; objectId < 3; objectId++)
        {
            int after = random.Next(-1, 3);
            Assert.Equal(
                model.Keys.Where(key => Lwm2mPath.ObjectId(key) == objectId)
                    .Select(Lwm2mPath.InstanceId).Where(id => id > after)
                    .DefaultIfEmpty(-1).Min(),
                subject.NextInstance(objectId, after));
        }
    }
}
