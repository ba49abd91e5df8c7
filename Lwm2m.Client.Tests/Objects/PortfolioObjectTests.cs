// An object that an application declares: one class, a table, a switch each.

using System;
using System.Text;
using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class PortfolioObjectTests
{
    private static readonly RecordingWriter s_writer = new RecordingWriter();

    [TestMethod]
    public void Portfolio_starts_without_identities()
    {
        var portfolio = new PortfolioObject();
        Assert.AreEqual(16, portfolio.ObjectId);
        Assert.AreEqual(1, portfolio.InstanceCount);
        Assert.IsTrue(s_writer.Read(portfolio, 0, 0) == Status.Success);
        Assert.AreEqual(0, s_writer.Count);
        Assert.IsTrue(s_writer.Read(portfolio, 0, 2) == Status.NotFound);
    }

    [TestMethod]
    public void Portfolio_keeps_resource_instances_apart()
    {
        var portfolio = new PortfolioObject();
        portfolio.Add(1);
        Assert.IsTrue(WrittenValue.Text("host", 0).Write(portfolio, 0, 0) == Status.Success);
        Assert.IsTrue(WrittenValue.Text("maker", 3).Write(portfolio, 0, 0) == Status.Success);
        Assert.IsTrue(WrittenValue.Text("other", 1).Write(portfolio, 1, 0) == Status.Success);

        s_writer.Read(portfolio, 0, 0);
        Assert.AreEqual(2, s_writer.Count);
        Assert.AreEqual(0, s_writer.InstanceAt(0));
        Assert.AreEqual("host", s_writer.TextAt(0));
        Assert.AreEqual(3, s_writer.InstanceAt(1));
        Assert.AreEqual("maker", s_writer.TextAt(1));

        s_writer.Read(portfolio, 0, 0, 3);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual("maker", s_writer.TextAt(0));

        portfolio.BeginReplace(0, 0);
        s_writer.Read(portfolio, 0, 0);
        Assert.AreEqual(0, s_writer.Count);
        s_writer.Read(portfolio, 1, 0);
        Assert.AreEqual("other", s_writer.TextAt(0));
    }

    [TestMethod]
    public void Portfolio_refuses_what_does_not_fit()
    {
        var portfolio = new PortfolioObject();
        Assert.IsTrue(WrittenValue.Text("x", 4).Write(portfolio, 0, 0) == Status.BadRequest);
        string longest = new string('x', PortfolioObject.MaxIdentityBytes);
        Assert.IsTrue(WrittenValue.Text(longest, 0).Write(portfolio, 0, 0) == Status.Success);
        Assert.IsTrue(
            WrittenValue.Text(longest + "x", 1).Write(portfolio, 0, 0) == Status.BadRequest);
        Assert.ThrowsException(
            typeof(ArgumentOutOfRangeException), () => portfolio.Add(2));
    }

    [TestMethod]
    public void Portfolio_execute_makes_data_available()
    {
        var portfolio = new PortfolioObject();
        var changes = new ChangeRecorder(portfolio);
        WrittenValue.Text("host", 0).Write(portfolio, 0, 0);
        var arguments = new ExecuteArguments();
        byte[] content = Encoding.UTF8.GetBytes("0='sign'");
        Assert.IsTrue(arguments.Parse(content, 0, content.Length));
        Assert.IsTrue(portfolio.Execute(0, 1, arguments) == Status.Success);

        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(16, 0, 3)));
        s_writer.Read(portfolio, 0, 3);
        Assert.AreEqual(1L, s_writer.IntegerAt(0));
        s_writer.Read(portfolio, 0, 2);
        Assert.AreEqual("host", s_writer.TextAt(0));
    }
}
