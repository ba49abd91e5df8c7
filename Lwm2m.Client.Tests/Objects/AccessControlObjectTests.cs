// Who may do what: owner, entry, default (OMA LwM2M Core 1.1 §8.2).

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class AccessControlObjectTests
{
    private const int First = 101;
    private const int Second = 102;

    [TestMethod]
    public void Access_is_for_all_until_somebody_says_otherwise()
    {
        IAccessRights rights = new AccessControlObject(TwoServers());
        long thing = Lwm2mPath.Of(3303, 0);
        Assert.IsTrue(rights.Allows(Second, thing, AccessRight.Write));
        Assert.IsFalse(rights.Allows(Second, Lwm2mPath.Of(3303), AccessRight.Create));
        Assert.IsTrue(rights.Allows(Second, Lwm2mPath.Of(1, 1), AccessRight.Read));
        Assert.IsFalse(rights.Allows(First, Lwm2mPath.Of(1, 1), AccessRight.Read));
    }

    [TestMethod]
    public void Access_is_what_the_entry_says_then_all_for_the_owner_then_the_default()
    {
        var control = new AccessControlObject(TwoServers());
        IAccessRights rights = control;
        long thing = Lwm2mPath.Of(3303, 65534);
        Assert.IsTrue(rights.Enter(First, thing));
        Assert.IsTrue(rights.Allows(First, thing, AccessRight.Delete));
        Assert.IsFalse(rights.Allows(Second, thing, AccessRight.Read));

        Assert.IsTrue(WrittenValue.Integer(1, 0).Write(control, 0, 2) == Status.Success);
        Assert.IsTrue(rights.Allows(Second, thing, AccessRight.Read));
        Assert.IsFalse(rights.Allows(Second, thing, AccessRight.Write));
        Assert.IsTrue(rights.Allows(First, thing, AccessRight.Write));

        Assert.IsTrue(WrittenValue.Integer(2, First).Write(control, 0, 2) == Status.Success);
        Assert.IsTrue(rights.Allows(First, thing, AccessRight.Write));
        Assert.IsFalse(rights.Allows(First, thing, AccessRight.Read));

        rights.OnRemoved(thing);
        Assert.AreEqual(0, control.InstanceCount);
        Assert.IsTrue(rights.Allows(Second, thing, AccessRight.Write));
    }

    [TestMethod]
    public void Access_entries_are_for_servers_and_have_five_bits()
    {
        var control = new AccessControlObject(TwoServers());
        ((IAccessRights)control).Enter(First, Lwm2mPath.Of(3303, 0));
        Assert.IsTrue(WrittenValue.Integer(32, First).Write(control, 0, 2) == Status.BadRequest);
        Assert.IsTrue(WrittenValue.Integer(1, 103).Write(control, 0, 2) == Status.BadRequest);
        Assert.IsTrue(WrittenValue.Integer(103).Write(control, 0, 3) == Status.BadRequest);
        Assert.IsTrue(WrittenValue.Integer(Second).Write(control, 0, 3) == Status.Success);

        var reader = new RecordingWriter();
        Assert.IsTrue(reader.Read(control, 0, 3) == Status.Success);
        Assert.AreEqual((long)Second, reader.IntegerAt(0));
        Assert.IsTrue(reader.Read(control, 0, 0) == Status.Success);
        Assert.AreEqual(3303L, reader.IntegerAt(0));
    }

    private static Accounts TwoServers()
    {
        var accounts = new Accounts(2);
        accounts.AddNoSec("coap://a", First, 300);
        accounts.AddNoSec("coap://b", Second, 300);
        return accounts;
    }
}
