// Tests of the desktop's nanoFramework.TestFramework: what holds passes, what does not hold
// throws, and the differences from desktop habits (exact types, no conversion) are kept.

using System.Collections;
using TestFrameworkShared;
using Xunit;
using Assert = Xunit.Assert;
using Collections = nanoFramework.TestFramework.CollectionAssert;
using Device = nanoFramework.TestFramework.Assert;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

public sealed class FrameworkTests
{
    private static readonly object s_one = 1;

    public static TheoryData<string, Action, Action> Pairs() => new()
    {
        { "IsTrue", () => Device.IsTrue(true), () => Device.IsTrue(false) },
        { "IsFalse", () => Device.IsFalse(false), () => Device.IsFalse(true) },
        { "IsNull", () => Device.IsNull(null), () => Device.IsNull("") },
        { "IsNotNull", () => Device.IsNotNull(""), () => Device.IsNotNull(null) },
        { "same", () => Device.AreSame(s_one, s_one), () => Device.AreSame(s_one, 1) },
        { "two", () => Device.AreNotSame(s_one, 1), () => Device.AreNotSame("", "") },
        { "bool", () => Device.AreEqual(true, true), () => Device.AreEqual(true, false) },
        {
            "byte", () => Device.AreEqual((byte)1, (byte)1),
            () => Device.AreEqual((byte)1, (byte)2)
        },
        { "int", () => Device.AreEqual(1, 1), () => Device.AreEqual(1, 2) },
        { "widened", () => Device.AreEqual(1, 1L), () => Device.AreEqual(1, 2L) },
        { "object", () => Device.AreEqual(s_one, 1), () => Device.AreEqual(s_one, 1L) },
        { "long", () => Device.AreNotEqual(1L, 2L), () => Device.AreNotEqual(1L, 1L) },
        { "double", () => Device.AreEqual(0.5, 0.5), () => Device.AreEqual(0.1 + 0.2, 0.3) },
        { "NaN", () => Device.AreEqual(double.NaN, double.NaN), () => Device.AreEqual(0, -1) },
        { "float", () => Device.AreNotEqual(0.5f, 1f), () => Device.AreNotEqual(1f, 1f) },
        { "text", () => Device.AreEqual("a", "a"), () => Device.AreEqual("a", "A") },
        { "null text", () => Device.AreNotEqual(null, ""), () => Device.AreEqual("", null) },
        {
            "type", () => Device.IsInstanceOfType("", typeof(string)),
            () => Device.IsInstanceOfType("", typeof(object))
        },
        {
            "other type", () => Device.IsNotInstanceOfType("", typeof(object)),
            () => Device.IsNotInstanceOfType("", typeof(string))
        },
        { "Contains", () => Device.Contains("b", "abc"), () => Device.Contains("B", "abc") },
        {
            "DoesNotContains", () => Device.DoesNotContains("B", "abc"),
            () => Device.DoesNotContains("b", "abc")
        },
        { "StartsWith", () => Device.StartsWith("a", "ab"), () => Device.StartsWith("b", "ab") },
        { "EndsWith", () => Device.EndsWith("b", "ab"), () => Device.EndsWith("a", "ab") },
        {
            "exact exception",
            () => Device.ThrowsException(typeof(InvalidOperationException), Throw),
            () => Device.ThrowsException(typeof(SystemException), Throw)
        },
        {
            "any exception",
            () => Device.ThrowsException(typeof(InvalidOperationException), Throw),
            () => Device.ThrowsException(typeof(InvalidOperationException), () => { })
        },
        { "Empty", () => Collections.Empty(Bytes()), () => Collections.Empty(Bytes(1)) },
        { "NotEmpty", () => Collections.NotEmpty(Bytes(1)), () => Collections.NotEmpty(Bytes()) },
        {
            "elements", () => Collections.AreEqual(Bytes(1, 2), Bytes(1, 2)),
            () => Collections.AreEqual(Bytes(1, 2), Bytes(1, 3))
        },
        {
            "lengths", () => Collections.AreNotEqual(Bytes(1, 2), Bytes(1)),
            () => Collections.AreEqual(Bytes(1, 2), Bytes(1))
        },
        {
            "element types", () => Collections.AreNotEqual(Bytes(1), new[] { 1 }),
            () => Collections.AreEqual(Bytes(1), new[] { 1 })
        },
        {
            "null collections", () => Collections.AreEqual(null, null),
            () => Collections.AreEqual(Bytes(), null)
        },
        {
            "equal collections", () => Collections.AreNotEqual(Bytes(1), null),
            () => Collections.AreNotEqual(Bytes(1), Bytes(1))
        },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void AnAssertionPassesAndFails(string what, Action holds, Action fails)
    {
        Assert.NotEmpty(what);
        holds();
        Assert.Throws<AssertFailedException>(fails);
    }

    [Fact]
    public void AFailureShowsValuesAndTheExpression()
    {
        int actual = 2;

        var failure = Assert.Throws<AssertFailedException>(() => Device.AreEqual(1, actual));

        Assert.Equal("Assert.AreEqual failed. Expected:<1>. Actual:<2>. actual", failure.Message);
    }

    private static void Throw() => throw new InvalidOperationException();

    private static ICollection Bytes(params byte[] bytes) => bytes;
}
