// The rights of servers to object instances (OMA LwM2M Core 1.1 §8), asked of the object itself.

using Lwm2m.Client.DesktopTests.Allocation;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Objects;

public sealed class AccessControlTests
{
    private const int First = 101;
    private const int Second = 102;
    private const int InstanceRights = AccessRight.All & ~AccessRight.Create;

    private static readonly long s_thing = Lwm2mPath.Of(33000, 0);
    private static readonly long s_object = Lwm2mPath.Of(33000);

    private readonly Accounts _accounts = new(3);

    public AccessControlTests()
    {
        _accounts.AddNoSec("coap://first.example", First, 300);
        _accounts.AddNoSec("coap://second.example", Second, 300);
    }

    [Fact]
    public void A_single_server_may_do_everything_whatever_is_said()
    {
        var accounts = new Accounts(2);
        accounts.AddNoSec("coap://first.example", First, 300);
        accounts.SetRights(s_thing, First, AccessRight.None);
        IAccessRights rights = new AccessControlObject(accounts);

        Assert.Equal(AccessRight.All, RightsTo(rights, First, s_thing));
        Assert.True(rights.Allows(First, s_object, AccessRight.Create));
    }

    [Fact]
    public void Of_what_nothing_is_said_everything_is_allowed_but_Create()
    {
        IAccessRights rights = new AccessControlObject(_accounts);

        Assert.Equal(AccessRight.All, RightsTo(rights, First, s_thing));
        Assert.Equal(AccessRight.All, RightsTo(rights, Second, s_thing));
        Assert.False(rights.Allows(First, s_object, AccessRight.Create));
    }

    [Fact]
    public void An_instance_of_the_Server_object_is_for_its_server()
    {
        IAccessRights rights = new AccessControlObject(_accounts);
        long server = Lwm2mPath.Of(ObjectId.Server, _accounts[1].ServerInstance, 1);

        Assert.Equal(AccessRight.None, RightsTo(rights, First, server));
        Assert.Equal(AccessRight.All, RightsTo(rights, Second, server));
    }

    [Fact]
    public void An_entry_goes_before_the_default_and_none_is_no_right()
    {
        _accounts.SetRights(Lwm2mPath.Of(33001, 7), Second, AccessRight.All);
        _accounts.SetRights(s_thing, First, AccessRight.Read | AccessRight.Execute);
        IAccessRights rights = new AccessControlObject(_accounts);
        Assert.Equal(AccessRight.Read | AccessRight.Execute, RightsTo(rights, First, s_thing));
        Assert.Equal(AccessRight.None, RightsTo(rights, Second, s_thing));

        _accounts.SetRights(s_thing, 0, AccessRight.Write);
        Assert.Equal(AccessRight.Read | AccessRight.Execute, RightsTo(rights, First, s_thing));
        Assert.Equal(AccessRight.Write, RightsTo(rights, Second, s_thing));

        // Of another instance something else is said, or nothing.
        Assert.Equal(AccessRight.None, RightsTo(rights, First, Lwm2mPath.Of(33001, 7)));
        Assert.Equal(AccessRight.All, RightsTo(rights, First, Lwm2mPath.Of(33000, 7)));
    }

    [Fact]
    public void The_right_to_create_is_one_to_the_object()
    {
        _accounts.SetRights(s_object, First, AccessRight.Create);
        IAccessRights rights = new AccessControlObject(_accounts);

        Assert.True(rights.Allows(First, s_object, AccessRight.Create));
        Assert.False(rights.Allows(Second, s_object, AccessRight.Create));

        // Anything else of an object is asked of its instances.
        Assert.True(rights.Allows(Second, s_object, AccessRight.Read));
    }

    [Fact]
    public void Who_creates_an_instance_owns_it_and_may_do_everything_without_an_entry()
    {
        var subject = new AccessControlObject(_accounts);
        IAccessRights rights = subject;

        Assert.True(rights.Enter(Second, s_thing));

        Assert.Equal(1, subject.InstanceCount);
        Assert.Equal(AccessRight.All, RightsTo(rights, Second, s_thing));
        Assert.Equal(AccessRight.None, RightsTo(rights, First, s_thing));
        Assert.Equal(Status.Success, Write(subject, 2, InstanceRights, Second));
        Assert.Equal(InstanceRights, RightsTo(rights, Second, s_thing));

        rights.OnRemoved(s_thing);
        Assert.Equal(0, subject.InstanceCount);
        Assert.Equal(AccessRight.All, RightsTo(rights, First, s_thing));
        Assert.Equal(0, new AccessControlObject(_accounts).InstanceCount);
    }

    [Fact]
    public void The_owner_alone_changes_who_may_do_what_and_who_owns()
    {
        var subject = new AccessControlObject(_accounts);
        IAccessRights rights = subject;
        rights.Enter(Second, s_thing);
        long instance = Lwm2mPath.Of(ObjectId.AccessControl, 0, 2);
        Assert.Equal(AccessRight.Read, RightsTo(rights, First, instance));
        Assert.Equal(AccessRight.Read | AccessRight.Write, RightsTo(rights, Second, instance));

        Assert.Equal(Status.Success, Write(subject, 3, First));

        Assert.Equal(AccessRight.Read | AccessRight.Write, RightsTo(rights, First, instance));
        Assert.Equal(AccessRight.Read, RightsTo(rights, Second, instance));
        Assert.Equal(AccessRight.All, RightsTo(rights, First, s_thing));
        Assert.Equal(AccessRight.None, RightsTo(rights, Second, s_thing));
        Assert.False(rights.Allows(
            First, Lwm2mPath.Of(ObjectId.AccessControl), AccessRight.Create));
    }

    [Theory]
    [InlineData(2, 32, First)]
    [InlineData(2, -1, First)]
    [InlineData(2, 1, 103)]
    [InlineData(2, 1, 65535)]
    [InlineData(3, 103, -1)]
    [InlineData(3, 0, -1)]
    [InlineData(3, -101, -1)]
    [InlineData(3, 65535, -1)]
    [InlineData(3, 65536 + First, -1)]
    public void What_is_not_a_right_or_a_server_is_refused(int resource, int value, int instance)
    {
        var subject = new AccessControlObject(_accounts);
        ((IAccessRights)subject).Enter(Second, s_thing);

        Assert.Equal(Status.BadRequest, Write(subject, resource, value, instance));
    }

    [Fact]
    public void The_object_is_read_as_it_is_written()
    {
        _accounts.SetRights(s_object, First, AccessRight.Create);
        var subject = new AccessControlObject(_accounts);
        ((IAccessRights)subject).Enter(Second, Lwm2mPath.Of(65534, 65534));
        Write(subject, 2, 3, 0, 1);
        Write(subject, 2, 31, Second, 1);
        Write(subject, 2, 0, First, 1);

        var reader = new RecordingWriter();
        Assert.Equal([65534, 65534, 3, 0, 31, Second], ReadAll(subject, 1, reader));
        Assert.Equal([33000, 65535, 16, 65535], ReadAll(subject, 0, reader));
        reader.Read(subject, 1, 2);
        Assert.Equal([0, First, Second], Enumerable.Range(0, 3).Select(reader.InstanceAt));

        subject.BeginReplace(1, 3);
        Assert.Equal(Second, ReadOne(subject, 1, 3, reader));
        subject.BeginReplace(1, -1);
        reader.Read(subject, 1, 2);
        Assert.Equal(0, reader.Count);
        Assert.Equal(Second, ReadOne(subject, 1, 3, reader));
    }

    [Fact]
    public void There_is_room_for_a_number_of_instances_and_then_none()
    {
        var subject = new AccessControlObject(_accounts);
        IAccessRights rights = subject;
        int entered = 0;
        while (rights.Enter(First, Lwm2mPath.Of(33000, entered)))
        {
            entered++;
            Assert.True(entered <= Limits.AccessControls);
        }

        Assert.Equal(Limits.AccessControls, entered);
        Assert.Equal(entered, subject.InstanceCount);

        // One that is there already needs no room; one that goes makes some.
        Assert.True(rights.Enter(Second, Lwm2mPath.Of(33000, 3)));
        Assert.Equal(AccessRight.None, RightsTo(rights, First, Lwm2mPath.Of(33000, 3)));
        rights.OnRemoved(Lwm2mPath.Of(33000, 3));
        Assert.True(rights.Enter(First, Lwm2mPath.Of(33000, 99)));
    }

    [Fact]
    public void A_right_is_not_given_where_those_of_all_servers_would_not_fit()
    {
        var subject = new AccessControlObject(_accounts);
        ((IAccessRights)subject).Enter(Second, s_thing);
        Configuration values = _accounts.Configuration;
        for (int i = 0; Write(subject, 2, 1, First) == Status.Success; i++)
        {
            Assert.True(values.Set(Lwm2mPath.Of(ObjectId.Security, 9, 16, i), 1));
        }

        // All of them could have been written before the last bytes were taken.
        Assert.Equal(Status.ServiceUnavailable, Write(subject, 2, 1, Second));
        values.Remove(Lwm2mPath.Of(ObjectId.Security, 9, 16, 0));
        Assert.Equal(Status.Success, Write(subject, 2, 1, 0));
    }

    [Fact]
    public void Rights_that_are_asked_for_given_and_taken_allocate_nothing()
    {
        _accounts.SetRights(s_object, First, AccessRight.Create);
        var subject = new AccessControlObject(_accounts);
        IAccessRights rights = subject;
        var writer = new TlvWriter();
        WrittenValue value = WrittenValue.Integer(AccessRight.Read, First);
        byte[] buffer = new byte[64];
        AllocationBench.AssertNothingAllocated(() =>
        {
            writer.Begin(buffer, 0, buffer.Length);
            writer.EnterResource(2 | ResourceType.Integer | ResourceType.Multiple, -1);
            if (!rights.Enter(Second, s_thing)
                || value.Write(subject, 1, 2) != Status.Success
                || !rights.Allows(First, s_thing, AccessRight.Read)
                || rights.Allows(First, s_thing, AccessRight.Write)
                || subject.Read(1, 2, writer) != Status.Success)
            {
                throw new InvalidOperationException();
            }

            rights.OnRemoved(s_thing);
        });
    }

    private static int RightsTo(IAccessRights rights, int serverId, long path)
    {
        int all = 0;
        for (int bit = 1; bit <= AccessRight.Create; bit <<= 1)
        {
            all |= rights.Allows(serverId, path, bit) ? bit : 0;
        }

        return all;
    }

    private static Status Write(
        AccessControlObject subject, int resourceId, long value, int instance = -1,
        int objectInstance = 0) =>
        WrittenValue.Integer(value, instance).Write(subject, objectInstance, resourceId);

    private static long ReadOne(
        AccessControlObject subject, int instanceId, int resourceId, RecordingWriter reader)
    {
        Assert.Equal(Status.Success, reader.Read(subject, instanceId, resourceId));
        return reader.IntegerAt(0);
    }

    // Target, entries of the ACL, owner.
    private static long[] ReadAll(
        AccessControlObject subject, int instanceId, RecordingWriter reader)
    {
        long[] target =
            [ReadOne(subject, instanceId, 0, reader), ReadOne(subject, instanceId, 1, reader)];
        reader.Read(subject, instanceId, 2);
        long[] entries = [.. Enumerable.Range(0, reader.Count).Select(reader.IntegerAt)];
        return [.. target, .. entries, ReadOne(subject, instanceId, 3, reader)];
    }
}
