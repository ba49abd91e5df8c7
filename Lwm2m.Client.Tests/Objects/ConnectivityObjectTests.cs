// Objects 4 and 7: every resource, present and absent; what is counted, and when.

using System;
using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ConnectivityObjectTests
{
    private const int Start = 6;
    private const int Stop = 7;

    private static readonly RecordingWriter s_writer = new RecordingWriter();

    [TestMethod]
    public void Connectivity_has_what_is_mandatory()
    {
        var network = new ConnectivityMonitoringObject(NetworkBearer.Wlan);
        Assert.AreEqual(4, network.ObjectId);
        Assert.AreEqual(13, network.Version);
        Assert.AreEqual(1, network.InstanceCount);
        for (int id = 0; id <= 13; id++)
        {
            bool isExpected = id <= 2 || id == 4;
            Assert.AreEqual(isExpected, network.Has(0, id), "resource " + id.ToString());
        }

        AssertInteger(network, 0, 21);
        AssertInteger(network, 1, 21);
        AssertInteger(network, 2, 0);
        AssertText(network, 4, "0.0.0.0");
    }

    [TestMethod]
    public void Connectivity_has_what_is_set()
    {
        var network = new ConnectivityMonitoringObject(NetworkBearer.Gsm);
        network.SetBearer(NetworkBearer.NbIot);
        network.SetSignalStrength(-71);
        network.SetLinkQuality(255);
        network.SetLinkUtilization(30);
        network.SetCell(268435455, 999, 0, 17);
        network.SetSignalToNoise(-3);
        network.SetCoverageEnhancement(4);
        network.SetAccessPointName(0, "iot.example");
        AssertInteger(network, 0, 7);
        AssertInteger(network, 2, -71);
        AssertInteger(network, 3, 255);
        AssertInteger(network, 6, 30);
        AssertText(network, 7, "iot.example");
        AssertInteger(network, 8, 268435455);
        AssertInteger(network, 9, 999);
        AssertInteger(network, 10, 0);
        AssertInteger(network, 11, -3);
        AssertInteger(network, 12, 17);
        AssertInteger(network, 13, 4);
        network.SetLinkQuality(ConnectivityMonitoringObject.Unknown);
        network.SetAccessPointName(0, null);
        Assert.IsFalse(network.Has(0, 3));
        Assert.IsFalse(network.Has(0, 7));
    }

    [TestMethod]
    public void Connectivity_addresses_and_bearers_have_places()
    {
        var network = new ConnectivityMonitoringObject(NetworkBearer.Ethernet, 3);
        var changes = new ChangeRecorder(network);
        network.SetIpAddress(0, "192.168.1.20");
        network.SetIpAddress(2, "fd00::20");
        network.SetRouterAddress(2, "fe80::1");
        network.SetAvailableBearer(1, NetworkBearer.Wlan);
        Assert.AreEqual(2, changes.CountOf(Lwm2mPath.Of(4, 0, 4)));
        s_writer.Read(network, 0, 4);
        Assert.AreEqual(2, s_writer.Count);
        Assert.AreEqual("192.168.1.20", s_writer.TextAt(0));
        Assert.AreEqual(2, s_writer.InstanceAt(1));
        Assert.AreEqual("fd00::20", s_writer.TextAt(1));
        s_writer.Read(network, 0, 4, 2);
        Assert.AreEqual(1, s_writer.Count);
        s_writer.Read(network, 0, 5);
        Assert.AreEqual(2, s_writer.InstanceAt(0));
        s_writer.Read(network, 0, 1);
        Assert.AreEqual(2, s_writer.Count);
        Assert.AreEqual(41L, s_writer.IntegerAt(0));
        Assert.AreEqual(21L, s_writer.IntegerAt(1));

        // The same address again, and another one of the same length.
        changes.Forget();
        network.SetIpAddress(2, "fd00::20");
        Assert.AreEqual(0, changes.Count);
        network.SetIpAddress(2, "fd00::21");
        Assert.AreEqual(1, changes.Count);
        network.SetIpAddress(2, null);
        s_writer.Read(network, 0, 4);
        Assert.AreEqual(1, s_writer.Count);
        Type outOfRange = typeof(ArgumentOutOfRangeException);
        Assert.ThrowsException(outOfRange, () => network.SetIpAddress(3, "::"));
        Assert.ThrowsException(outOfRange, () => network.SetRouterAddress(-1, "::"));
    }

    [TestMethod]
    public void Connectivity_numbers_have_bounds()
    {
        var network = new ConnectivityMonitoringObject(50);
        Type outOfRange = typeof(ArgumentOutOfRangeException);
        Assert.ThrowsException(outOfRange, () => network.SetBearer(51));
        Assert.ThrowsException(outOfRange, () => network.SetAvailableBearer(0, -1));
        Assert.ThrowsException(outOfRange, () => network.SetLinkUtilization(101));
        Assert.ThrowsException(outOfRange, () => network.SetCell(1, 1000, 1, 1));
        Assert.ThrowsException(outOfRange, () => network.SetCell(1, 1, 1000, 1));
        Assert.ThrowsException(outOfRange, () => network.SetCoverageEnhancement(5));
        AssertInteger(network, 0, 50);
    }

    [TestMethod]
    public void Statistics_start_with_nothing()
    {
        var statistics = new ConnectivityStatisticsObject();
        Assert.AreEqual(7, statistics.ObjectId);
        Assert.AreEqual(10, statistics.Version);
        Assert.IsFalse(statistics.Has(0, 0));
        Assert.IsFalse(statistics.Has(0, 1));
        Assert.IsTrue(statistics.Has(0, Start));
        Assert.IsTrue(statistics.Has(0, Stop));
        AssertNumbers(statistics, 0, 0, 0, 0);
        AssertInteger(statistics, 8, 0);

        // Nobody has asked yet.
        statistics.OnDatagram(2000, false);
        AssertNumbers(statistics, 0, 0, 0, 0);
    }

    [TestMethod]
    public void Statistics_count_from_start_to_stop()
    {
        ConnectivityStatisticsObject statistics = Collecting(0);
        statistics.OnDatagram(1000, false);
        statistics.OnDatagram(100, true);
        AssertNumbers(statistics, 1, 0, 1028, 578);
        statistics.OnDatagram(896, true);
        AssertNumbers(statistics, 1, 1, 1028, 693);
        Execute(statistics, Stop);
        statistics.OnDatagram(1200, true);
        AssertNumbers(statistics, 1, 1, 1028, 693);
        Execute(statistics, Start);
        AssertNumbers(statistics, 0, 0, 0, 0);
        statistics.OnDatagram(996, true);
        AssertNumbers(statistics, 0, 1, 1024, 1024);
    }

    [TestMethod]
    public void Statistics_count_the_headers_that_they_are_told()
    {
        var statistics = new ConnectivityStatisticsObject(48) { Clock = new SettableClock() };
        Execute(statistics, Start);
        statistics.OnDatagram(0, true);
        AssertNumbers(statistics, 0, 0, 48, 48);
    }

    [TestMethod]
    public void Statistics_end_with_their_period()
    {
        ConnectivityStatisticsObject statistics = Collecting(10);
        var clock = (SettableClock)statistics.Clock;
        clock.NowMs += 9999;
        statistics.OnDatagram(1000, false);
        clock.NowMs++;
        statistics.OnDatagram(1000, false);
        AssertNumbers(statistics, 1, 0, 1028, 1028);
    }

    [TestMethod]
    public void Statistics_period_is_written()
    {
        ConnectivityStatisticsObject statistics = Collecting(3600);
        AssertInteger(statistics, 8, 3600);
        Assert.IsTrue(WrittenValue.Integer(-1).Write(statistics, 0, 8) == Status.BadRequest);
        Assert.IsTrue(
            WrittenValue.Integer(int.MaxValue + 1L).Write(statistics, 0, 8) == Status.BadRequest);
        AssertInteger(statistics, 8, 3600);
    }

    [TestMethod]
    public void Statistics_tell_every_kilobyte()
    {
        ConnectivityStatisticsObject statistics = Collecting(0);
        var changes = new ChangeRecorder(statistics);
        statistics.OnDatagram(500, false);
        Assert.AreEqual(0, changes.Count);
        statistics.OnDatagram(500, false);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(7, 0, 2)));
        Assert.AreEqual(0, changes.CountOf(Lwm2mPath.Of(7, 0, 3)));
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(7, 0, 4)));
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(7, 0, 5)));
    }

    [TestMethod]
    public void Statistics_have_sms_if_the_application_counts_them()
    {
        var statistics = new ConnectivityStatisticsObject(hasSms: true);
        statistics.CountSms(true);
        AssertInteger(statistics, 0, 0);
        AssertInteger(statistics, 1, 0);
        statistics.Clock = new SettableClock();
        Execute(statistics, Start);
        statistics.CountSms(false);
        statistics.CountSms(true);
        statistics.CountSms(true);
        AssertInteger(statistics, 0, 1);
        AssertInteger(statistics, 1, 2);
        Execute(statistics, Start);
        AssertInteger(statistics, 0, 0);
        AssertInteger(statistics, 1, 0);
    }

    private static ConnectivityStatisticsObject Collecting(int seconds)
    {
        var statistics = new ConnectivityStatisticsObject() { Clock = new SettableClock() };
        Assert.IsTrue(WrittenValue.Integer(seconds).Write(statistics, 0, 8) == Status.Success);
        Execute(statistics, Start);
        return statistics;
    }

    private static void Execute(ConnectivityStatisticsObject statistics, int resourceId)
    {
        var arguments = new ExecuteArguments();
        Assert.IsTrue(arguments.Parse(Encoding.UTF8.GetBytes("x"), 0, 0));
        Assert.IsTrue(statistics.Execute(0, resourceId, arguments) == Status.Success);
    }

    private static void AssertNumbers(
        ConnectivityStatisticsObject statistics, int sent, int received, int max, int average)
    {
        AssertInteger(statistics, 2, sent);
        AssertInteger(statistics, 3, received);
        AssertInteger(statistics, 4, max);
        AssertInteger(statistics, 5, average);
    }

    private static void AssertText(Model.Lwm2mObject source, int resourceId, string expected)
    {
        Assert.IsTrue(s_writer.Read(source, 0, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.TextAt(0));
    }

    private static void AssertInteger(Model.Lwm2mObject source, int resourceId, long expected)
    {
        Assert.IsTrue(s_writer.Read(source, 0, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.IntegerAt(0));
    }
}
