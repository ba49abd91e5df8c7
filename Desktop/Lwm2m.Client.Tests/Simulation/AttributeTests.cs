// Notification attributes (OMA LwM2M Core 1.1 §5.1.2): when they let a notification pass, where
// they come from, and what is refused.

using Lwm2m.Client.Model;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class AttributeTests
{
    private const string Path = "/33000/0/2";

    /// <summary>Sets values at times and returns when notifications came, relative to the
    /// observation, in seconds.</summary>
    private static long[] Times(
        Bench bench, string path, long seconds, params (int AtSecond, double Value)[] values)
    {
        Observation observation = bench.Observe(path);
        long startMs = bench.World.NowMs;
        var times = new List<long>();
        observation.Notified += (_, n) => times.Add((n.ReceivedAtMs - startMs + 500) / 1000);
        foreach ((int atSecond, double value) in values)
        {
            bench.World.After(atSecond * 1000L, () => bench.Object.Measure(value));
        }

        bench.World.Run((seconds * 1000) + 100);
        return [.. times];
    }

    [Fact]
    public void Pmin_holds_back_and_joins_changes()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "pmin=10");
        Assert.Equal([10, 25], Times(bench, Path, 60, (1, 1), (3, 2), (9, 3), (25, 4)));
    }

    [Fact]
    public void Pmax_notifies_without_a_change()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "pmax=20");
        Assert.Equal([20, 25, 45], Times(bench, Path, 60, (25, 4)));
    }

    [Fact]
    public void Pmax_below_pmin_is_ignored()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "pmin=30&pmax=10");
        Assert.Empty(Times(bench, Path, 100));
        Assert.Equal([30], Times(new Bench(3600).Register().With("pmin=30&pmax=10"), Path, 100,
            (5, 1)));
    }

    /// <summary>Leshan refuses a whole list of links for such a pair.</summary>
    [Fact]
    public void Pmax_below_pmin_is_not_shown_by_Discover()
    {
        Bench bench = new Bench().Register();
        bench.Attributes("/33000", "pmin=30");
        bench.Attributes(Path, "pmax=10&gt=25.5");
        string text = bench.Ask((s, r) => s.Discover(r, Path)).Text;
        Assert.Contains("gt=25.5", text);
        Assert.Contains("pmin=30", text);
        Assert.DoesNotContain("pmax", text);
        bench.Attributes("/33000", "pmin=10");
        Assert.Contains("pmax=10", bench.Ask((s, r) => s.Discover(r, Path)).Text);
    }

    [Fact]
    public void Pmin_written_as_equal_to_pmax_is_a_period()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "pmin=10&pmax=10");
        Assert.Equal([10, 20, 30], Times(bench, Path, 35, (12, 1), (13, 2)));
    }

    [Fact]
    public void Gt_and_lt_notify_when_they_are_crossed_either_way()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "gt=30&lt=10");
        Assert.Equal([2, 3, 5, 6], Times(bench, Path, 20,
            (1, 29), (2, 31), (3, 25), (4, 10), (5, 9), (6, 15)));
    }

    [Fact]
    public void Exactly_the_threshold_is_not_beyond_it()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "gt=30");
        Assert.Equal([3], Times(bench, Path, 20, (1, 30), (3, 30.01)));
    }

    [Fact]
    public void St_is_counted_from_what_was_notified_last()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "st=5");
        Assert.Equal([3, 5], Times(bench, Path, 20, (1, 22), (2, 24), (3, 25), (4, 21), (5, 20)));
    }

    [Fact]
    public void Pmax_passes_where_the_thresholds_do_not()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "gt=50&pmax=15");
        Assert.Equal([15, 30], Times(bench, Path, 40, (3, 25)));
    }

    [Fact]
    public void A_change_while_a_confirmable_notification_is_under_way_is_held_against_that()
    {
        Bench bench = new Bench(86_400).Register();
        bench.Attributes(Path, "st=5");
        Observation observation = bench.Observe(Path);
        for (int i = 1; i <= 10; i++)
        {
            bench.Object.Measure(20 + (10 * i));
            bench.World.Run(1_000);
        }

        // 120 is known. 140 goes out confirmable and is repeated; meanwhile it is 122 again.
        bench.World.Link.IsSilent = true;
        bench.Object.Measure(140);
        bench.World.Run(1_000);
        bench.Object.Measure(122);
        bench.World.Link.IsSilent = false;
        bench.World.Run(60_000);
        Assert.Contains("{2: 122}", observation.Latest!.ToString());
    }

    [Theory]
    [InlineData("/33000")]
    [InlineData("/33000/0")]
    public void Periods_are_inherited_from_above(string above)
    {
        Bench bench = new Bench().Register();
        bench.Attributes(above, "pmin=10&pmax=20");
        Assert.Equal([10, 30], Times(bench, Path, 40, (1, 1)));
    }

    [Fact]
    public void The_nearest_level_wins_for_each_period()
    {
        Bench bench = new Bench().Register();
        bench.Attributes("/33000", "pmin=20&pmax=30");
        bench.Attributes("/33000/0", "pmax=40");
        bench.Attributes(Path, "pmin=5");
        Assert.Equal([5, 45], Times(bench, Path, 50, (1, 1)));
    }

    [Fact]
    public void Without_attributes_the_defaults_of_the_server_object_apply()
    {
        Bench bench = new Bench(setUp: account =>
        {
            account.DefaultMinimumPeriodSeconds = 10;
            account.DefaultMaximumPeriodSeconds = 25;
        }).Register();
        Assert.Equal([10, 35], Times(bench, Path, 40, (1, 1)));
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/3", format: 0, text: "5"));
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/2", format: 0, text: "0"));
        Assert.Equal([5, 10], Times(bench, Path, 11));
    }

    [Theory]
    [InlineData("pmin")]
    [InlineData("pmin=")]
    public void A_name_without_a_value_unsets(string unset)
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "pmin=10&pmax=90");
        Assert.Contains("pmin=10", bench.Ask((s, r) => s.Discover(r, Path)).Text);
        bench.Attributes(Path, unset);
        string text = bench.Ask((s, r) => s.Discover(r, Path)).Text;
        Assert.DoesNotContain("pmin", text);
        Assert.Contains("pmax=90", text);
        Assert.Equal([1, 2], Times(bench, Path, 10, (1, 1), (2, 2)));
    }

    /// <summary>Eclipse Wakaama unsets all that it knows, at every level.</summary>
    [Theory]
    [InlineData("/33000")]
    [InlineData("/33000/0")]
    [InlineData("/33000/0/1")]
    public void Thresholds_can_be_unset_where_none_can_be_set(string path)
    {
        Bench bench = new Bench().Register();
        bench.Attributes(path, "pmin=10&pmax=90");
        bench.Attributes(path, "pmin&pmax&gt&lt&st=");
        string text = bench.Ask((s, r) => s.Discover(r, path)).Text;
        Assert.DoesNotContain("pm", text);
    }

    [Theory]
    [InlineData(Path, "gt=10&lt=10")]
    [InlineData(Path, "gt=10&lt=11")]
    [InlineData(Path, "lt=10&gt=20&st=5")]
    [InlineData(Path, "lt=10&gt=20&st=6")]
    [InlineData(Path, "st=-1")]
    [InlineData(Path, "pmin=-1")]
    [InlineData(Path, "pmin=1.5")]
    [InlineData(Path, "pmax=abc")]
    [InlineData(Path, "gt=abc")]
    [InlineData(Path, "gt=1E15")]
    [InlineData(Path, "st=0.000009")]
    [InlineData(Path, "unknown=1")]
    [InlineData(Path, "pmin=1&pmax=2&unknown")]
    [InlineData("/33000/0/1", "gt=1")]
    [InlineData("/33000/0", "st=1")]
    [InlineData("/33000", "lt=1")]
    public void Incoherent_and_malformed_attributes_are_refused_and_change_nothing(
        string path, string attributes)
    {
        Bench bench = new Bench().Register();
        bench.Attributes(path, "pmin=7");
        Assert.Equal("4.00", bench.Code(CoapCode.Put, path, attributes));
        string text = bench.Ask((s, r) => s.Discover(r, path)).Text;
        Assert.Contains("pmin=7", text);
        Assert.DoesNotContain("pmax", text);
        Assert.DoesNotContain("gt=", text);
    }

    [Fact]
    public void Coherence_is_judged_with_what_is_already_there()
    {
        Bench bench = new Bench().Register();
        bench.Attributes(Path, "gt=20");
        Assert.Equal("4.00", bench.Code(CoapCode.Put, Path, "lt=20"));
        bench.Attributes(Path, "lt=10");
        Assert.Equal("4.00", bench.Code(CoapCode.Put, Path, "st=5"));
        bench.Attributes(Path, "st=4.9");
        bench.Attributes(Path, "gt&lt=30");
        Assert.Contains(";lt=30;st=4.9", bench.Ask((s, r) => s.Discover(r, Path)).Text);
    }

    [Theory]
    [InlineData("/33000")]
    [InlineData("/33000/0")]
    [InlineData("/33000/0/1")]
    [InlineData("/33000/0/3")]
    [InlineData("/33000/0/3/1")]
    public void ETS_261_periods_are_attached_at_every_level_and_shown(string path)
    {
        Bench bench = new Bench().Register();
        bench.Attributes(path, "pmin=1&pmax=200&epmin=2&epmax=10");
        string level = path.Count(c => c == '/') == 4 ? path[..^2] : path;
        Assert.Contains(
            $"<{path}>" + (path == level && path.EndsWith("/3") ? ";dim=3" : "")
                + ";pmin=1;pmax=200;epmin=2;epmax=10",
            bench.Ask((s, r) => s.Discover(r, level)).Text);
    }

    [Theory]
    [InlineData("epmin=10&epmax=10")]
    [InlineData("epmin=11&epmax=10")]
    [InlineData("epmin=-1")]
    [InlineData("epmax=x")]
    public void Evaluation_periods_that_contradict_each_other_are_refused(string attributes)
    {
        Bench bench = new Bench().Register();
        Assert.Equal("4.00", bench.Code(CoapCode.Put, "/33000", attributes));
        Assert.DoesNotContain("epm", bench.Ask((s, r) => s.Discover(r, "/33000")).Text);
    }

    [Fact]
    public void Each_threshold_is_inherited_from_the_resource_by_its_instances()
    {
        Bench bench = new Bench().Register();
        bench.Attributes("/33000/0/3", "gt=50&st=7");
        bench.Attributes("/33000/0/3/1", "gt=60");
        string text = bench.Ask((s, r) => s.Discover(r, "/33000/0/3")).Text;
        Assert.Contains("</33000/0/3>;dim=3;gt=50;st=7", text);
        Assert.Contains("</33000/0/3/1>;gt=60", text);
    }

    [Fact]
    public void The_attributes_of_an_instance_go_with_it()
    {
        Bench bench = new Bench().Register();
        bench.Object.ToggleInstance(1);
        bench.Attributes("/33000/1", "pmin=3");
        bench.Attributes("/33000/1/2", "gt=5");
        bench.Attributes("/33000/0/2", "gt=6");
        bench.Object.ToggleInstance(1);
        bench.World.Run(100);
        bench.Object.ToggleInstance(1);
        bench.World.Run(100);
        string text = bench.Ask((s, r) => s.Discover(r, "/33000")).Text;
        Assert.DoesNotContain("pmin", text);
        Assert.DoesNotContain("gt=5", text);
        Assert.Contains("gt=6", text);
    }

    [Fact]
    public void A_full_table_of_attributes_is_told_and_can_be_freed()
    {
        Bench bench = new Bench().Register();
        string[] paths = ["/1", "/1/0", "/3", "/3/0", "/33000", "/33000/0"];
        Assert.Equal(Limits.Attributes, paths.Length * 4);
        foreach (string path in paths)
        {
            bench.Attributes(path, "pmin=1&pmax=20&epmin=3&epmax=4");
        }

        Assert.Equal("5.03", bench.Code(CoapCode.Put, Path, "pmin=1"));
        bench.Attributes(paths[0], "pmin=2");
        bench.Attributes(paths[1], "pmin");
        Assert.Equal("5.03", bench.Code(CoapCode.Put, Path, "pmin=1&pmax=20"));
        Assert.DoesNotContain("pmin", bench.Ask((s, r) => s.Discover(r, "/33000/0/2")).Text[..12]);
        bench.Attributes(Path, "pmin=1");
    }

    [Fact]
    public void Stored_attributes_are_those_of_one_server_and_come_back_as_they_were()
    {
        var pool = new AttributePool();
        var first = new AttributeTable(pool, 1);
        var second = new AttributeTable(pool, 2);
        Assert.Equal(Status.Success, Apply(first, Lwm2mPath.Of(3), "pmin=5&epmax=70"));
        Assert.Equal(Status.Success, Apply(second, Lwm2mPath.Of(3), "pmin=6"));
        Assert.Equal(Status.Success, Apply(first, Lwm2mPath.Of(3, 0, 9), "lt=-2.5&st=0.1"));
        var store = new PowerCutStore();
        var record = new StoredRecord(new byte[(4 * 17) + 8 + 4], 7);
        record.Begin();
        first.Transfer(record);
        Assert.True(record.Save(store, 1));
        Assert.Equal((4 * 17) + 8 + 4, store[1]!.Length);

        Assert.Equal(Status.Success, Apply(first, Lwm2mPath.Of(3), "pmin=1&pmax=2"));
        Assert.True(record.Load(store, 1));
        first.Transfer(record);
        Assert.Equal(
            "</3>;pmin=5;epmax=70,</3/0/9>;lt=-2.5;st=0.1",
            Shown(first, Lwm2mPath.Of(3), Lwm2mPath.Of(3, 0, 9)));
        Assert.Equal("</3>;pmin=6,</3/0/9>", Shown(second, Lwm2mPath.Of(3), Lwm2mPath.Of(3, 0, 9)));
        first.Clear();
        Assert.Equal("</3>", Shown(first, Lwm2mPath.Of(3)));
        Assert.Equal("</3>;pmin=6", Shown(second, Lwm2mPath.Of(3)));
    }

    private static Status Apply(AttributeTable table, long path, string query)
    {
        OptionList options = new();
        foreach (string one in query.Split('&'))
        {
            options.Add(OptionNumber.UriQuery, one);
        }

        byte[] bytes = new CoapMessage
        {
            Type = CoapType.Con,
            Code = CoapCode.Put,
            Options = options.Options,
        }.ToArray();
        var view = new Lwm2m.Client.Coap.MessageView();
        view.Parse(bytes, 0, bytes.Length);
        return table.Apply(path, true, view);
    }

    private static string Shown(AttributeTable table, params long[] paths)
    {
        byte[] buffer = new byte[200];
        var links = new Lwm2m.Client.Content.LinkFormatWriter();
        links.Begin(buffer, 0, buffer.Length);
        foreach (long path in paths)
        {
            links.WriteLink(path);
            table.WriteTo(path, false, links);
        }

        return System.Text.Encoding.ASCII.GetString(buffer, 0, links.Position);
    }
}

/// <summary>Shorthand for these tests.</summary>
file static class BenchExtensions
{
    public static Bench With(this Bench bench, string attributes)
    {
        bench.Attributes("/33000/0/2", attributes);
        return bench;
    }
}
