// Information reporting (OMA LwM2M Core 1.1 §6.4, RFC 7641): notifications that the server takes,
// the confirmable one that it acknowledges, the end by a Reset.

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Interop.Support;
using Lwm2m.Client;

namespace Interop.NodeLib;

internal sealed partial class NodeLibScenario
{
    private static readonly int[] s_value = [3303, 0, 5700];

    private async Task RunReportingAsync()
    {
        await StepAsync("observe: the first value", async () =>
        {
            int mark = _peer.Datagrams.Mark;
            PeerAnswer answer = await _peer.CallAsync(
                "observe", new { device = _id, path = s_value });
            Expect.True(answer.IsOk, $"observe: {answer.Error}");
            Expect.Equal("2.05", answer.Code, "code");
            Datagram response = _peer.Datagrams.Since(mark).First(d => d.IsIn);
            Expect.True(response.Number("Observe") >= 0, "an Observe option");
            Expect.Equal("21.5", response.Text, "value");
        });
        await StepAsync("notify: NON, and a CON that is acknowledged", NotifyAsync);
        await StepAsync("notify: gt of the other sensor", ThresholdAsync);
        await StepAsync("notify: pmax without a change", PeriodAsync);
        await StepAsync("cancel: the next notification is reset, then silence", CancelAsync);
    }

    /// <summary>As many NON as the device sends in a row, one CON, and NON again.</summary>
    private async Task NotifyAsync()
    {
        int mark = _peer.Datagrams.Mark;
        int total = Limits.NonConfirmableNotifications + 3;
        for (int i = 1; i <= total; i++)
        {
            await ChangeAndAwaitAsync(0, s_value, 30 + (i / 4.0));
        }

        await Task.Delay(TestDevice.AckTimeoutMs * 2);
        List<Datagram> all = _peer.Datagrams.Since(mark);
        List<Datagram> notifications = [.. all.Where(d => d.IsIn)];
        Expect.Sequence(
            Enumerable.Range(1, total).Select(
                i => i == Limits.NonConfirmableNotifications + 1 ? "CON" : "NON"),
            notifications.Select(d => d.Type), "types");
        Expect.True(notifications.All(d => d.Code == "2.05"), "codes");
        Expect.Equal(1, notifications.Select(d => d.Token).Distinct().Count(), "tokens");
        int[] numbers = [.. notifications.Select(d => d.Number("Observe"))];
        Expect.Sequence(numbers.Order().Distinct(), numbers, "Observe numbers ascend");
        Datagram[] sent = [.. all.Where(d => !d.IsIn)];
        Expect.Sequence(["out ACK 0.00"], sent.Select(Summary), "what the server sent");
        Expect.Equal(
            notifications.Single(d => d.Type == "CON").MessageId, sent[0].MessageId,
            "message id acknowledged");
    }

    /// <summary>Attributes of the sensor are pmin 1, lt 10 and gt 25.5 by now.</summary>
    private async Task ThresholdAsync()
    {
        int[] other = [3303, 1, 5700];
        PeerAnswer answer = await _peer.CallAsync("observe", new { device = _id, path = other });
        Expect.True(answer.IsOk, $"observe: {answer.Error}");
        int mark = _peer.Events.Mark;
        _device.Temperature.SetValue(1, 5);
        await Task.Delay(1200);
        Expect.Equal(
            0, _peer.Events.Since(mark).Count(e => IsOf(e, other)),
            "notifications below both thresholds");
        await ChangeAndAwaitAsync(1, other, 12);
        await ChangeAndAwaitAsync(1, other, 26);
        Expect.True((await CancelAsync(other)).IsOk, "cancel");
        int datagrams = _peer.Datagrams.Mark;
        _device.Temperature.SetValue(1, 12);
        await _peer.DatagramAsync(datagrams, d => !d.IsIn && d.Type == "RST", "Reset");
    }

    private async Task PeriodAsync()
    {
        int mark = _peer.Events.Mark;
        Answered("2.04", await AttributesAsync(new { pmax = 1 }, s_value));
        await _peer.EventAsync("notified", mark, e => IsOf(e, s_value));
        var elapsed = Stopwatch.StartNew();
        mark = _peer.Events.Mark;
        await _peer.EventAsync("notified", mark, e => IsOf(e, s_value));
        Expect.True(
            elapsed.ElapsedMilliseconds > 500,
            $"a second between two notifications, not {elapsed.ElapsedMilliseconds} ms");
        Answered("2.04", await AttributesAsync(new { pmax = 60 }, s_value));
    }

    private async Task CancelAsync()
    {
        Expect.True((await CancelAsync(s_value)).IsOk, "cancel");
        int mark = _peer.Datagrams.Mark;
        _device.Temperature.SetValue(0, 40);
        Datagram reset = await _peer.DatagramAsync(
            mark, d => !d.IsIn && d.Type == "RST", "Reset");
        Datagram rejected = _peer.Datagrams.Since(mark).First(d => d.IsIn);
        Expect.Equal(rejected.MessageId, reset.MessageId, "message id of the Reset");

        // The device has had the Reset when it answers what was sent after it.
        Answered("2.05", "text/plain", "Contoso", await ReadAsync(Text, 3, 0, 0));
        mark = _peer.Datagrams.Mark;
        _device.Temperature.SetValue(0, 41);
        _device.Temperature.SetValue(0, 42);
        await Task.Delay(500);
        Expect.Equal(0, _peer.Datagrams.Since(mark).Count, "datagrams after the Reset");
    }

    private Task<PeerAnswer> CancelAsync(int[] path) =>
        _peer.CallAsync("cancel", new { device = _id, path });

    private async Task ChangeAndAwaitAsync(int instance, int[] path, double value)
    {
        int mark = _peer.Events.Mark;
        _device.Temperature.SetValue(instance, value);
        string text = value.ToString(CultureInfo.InvariantCulture);
        await _peer.EventAsync(
            "notified", mark, e => IsOf(e, path) && e.GetProperty("text").GetString() == text);
    }

    private static bool IsOf(JsonElement e, int[] path) =>
        e.TryGetProperty("path", out var told)
        && told.EnumerateArray().Select(i => i.GetInt32()).SequenceEqual(path);
}
