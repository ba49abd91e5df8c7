// The bounds of identities and keys (RFC 4279 §5.3).

using Lwm2m.DevServer.Security;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Security;

public class PskStoreTests
{
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(128, 64, true)]
    [InlineData(0, 16, false)]
    [InlineData(129, 16, false)]
    [InlineData(8, 0, false)]
    [InlineData(8, 65, false)]
    public void Identities_and_keys_have_bounds(int identityBytes, int keyBytes, bool isTaken)
    {
        var store = new PskStore();
        string identity = new('i', identityBytes);
        var key = new byte[keyBytes];
        Assert.Equal(isTaken, PskStore.Check(identity, key) is null);
        if (isTaken)
        {
            Assert.Equal([identity], store.Add(identity, key).Identities);
        }
        else
        {
            Assert.Throws<ArgumentException>(() => store.Add(identity, key));
            Assert.Empty(store.Identities);
        }
    }

    [Fact]
    public void An_identity_is_counted_in_bytes() =>
        Assert.Contains("not 130", PskStore.Check(new string('é', 65), [1]));

    [Fact]
    public void A_key_is_copied_in_and_out()
    {
        var store = new PskStore();
        byte[] key = [1, 2, 3];
        store.Add("a", key);
        key[0] = 9;
        byte[] found = store.Find("a"u8.ToArray())!;
        Assert.Equal([1, 2, 3], found);
        found[1] = 9;
        Assert.Equal([1, 2, 3], store.Find("a"u8.ToArray()));
        Assert.Null(store.Find([0xFF, 0x61]));
        Assert.True(store.Remove("a"));
        Assert.False(store.Remove("a"));
        Assert.False(store.Contains("a"));
    }
}
