// A slot of the storage, written and read field by field.

using Lwm2m.Client.Transport;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class StoredRecordTests
{
    private const int Key = 5;

    private readonly PowerCutStore _store = new();

    [Fact]
    public void What_is_written_is_read_in_the_same_order()
    {
        StoredRecord record = Saved();
        Assert.Equal("0B 01 FFFE 3FF8000000000000 0809".Replace(" ", ""),
            Convert.ToHexString(_store[Key]![..^4]));
        Assert.True(record.Load(_store, Key));
        byte[] bytes = [0, 0, 0];
        Assert.True(record.IsReading);
        Assert.Equal(11, record.Integer(0, 1));
        Assert.True(record.Flag(false));
        Assert.Equal(-2, record.Integer(0, 2));
        Assert.Equal(1.5, record.Number(0));
        record.Copy(bytes, 1, 2);
        Assert.Equal([0, 8, 9], bytes);
    }

    [Fact]
    public void Any_damage_is_noticed()
    {
        StoredRecord record = Saved();
        byte[] whole = _store[Key]!;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x10;
            _store[Key] = damaged;
            Assert.False(record.Load(_store, Key), $"byte {i}");
            _store[Key] = whole[..i];
            Assert.False(record.Load(_store, Key), $"length {i}");
        }

        _store[Key] = whole;
        Assert.True(record.Load(_store, Key));
        Assert.False(record.Load(_store, Key + 1), "another slot");
        Assert.False(new StoredRecord(new byte[32], 8).Load(_store, Key), "another seal");
    }

    [Fact]
    public void What_is_too_long_is_not_stored()
    {
        var record = new StoredRecord(new byte[12], 7);
        record.Begin();
        record.Integer(1, 8);
        Assert.Equal(2, record.Integer(2, 1));
        Assert.False(record.Save(_store, Key));
        Assert.Equal(0, _store.Writes);
        record.Begin();
        record.Integer(1, 8);
        Assert.True(record.Save(_store, Key));
    }

    private StoredRecord Saved()
    {
        var record = new StoredRecord(new byte[32], 7);
        record.Begin();
        Assert.False(record.IsReading);
        Assert.Equal(11, record.Integer(11, 1));
        Assert.True(record.Flag(true));
        Assert.Equal(-2, record.Integer(-2, 2));
        Assert.Equal(1.5, record.Number(1.5));
        record.Copy([7, 8, 9], 1, 2);
        Assert.True(record.Save(_store, Key));
        return record;
    }
}
