// Send (OMA LwM2M Core 1.1 §6.4.6): what the device sends by itself to /dp, as npm coap puts it
// together and npm cbor understands it.

using System.Diagnostics;
using System.Text.Json;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Model;

namespace Interop.Coap;

internal sealed partial class NpmServerScenario
{
    private static readonly long s_value0 = Lwm2mPath.Of(3303, 0, 5700);
    private static readonly long s_value1 = Lwm2mPath.Of(3303, 1, 5700);

    private readonly Journal<(SendStatus Status, int Code)> _sends = new();

    private async Task RunSendAsync()
    {
        await steps.RunAsync("Send: values of now, muted and not", SendValuesAsync);
        await steps.RunAsync("Send: more than a message has room for", SendBlocksAsync);
        await steps.RunAsync("Send: 60 samples with their times", SendSamplesAsync);
        await steps.RunAsync("Send: a refusal is told, the samples stay", SendRefusedAsync);
    }

    private async Task SendValuesAsync()
    {
        long[] paths = [s_value0, s_value1];
        await MuteAsync("1");
        Expect.Equal(SendStatus.Muted, Send(paths, null), "while Mute Send is true");
        await MuteAsync("0");

        _device.Temperature.SetValue(0, 26.5);
        (JsonElement sent, SendStatus status, int code) = await SentAsync(paths, null);
        Expect.Equal("application/senml+cbor", sent.GetProperty("format").GetString(), "format");
        Expect.Sequence(
            ["/3303/0/5700=26.5", "/3303/1/5700=-4.25"],
            Records(sent).Select(r => $"{Path(r)}={r.GetProperty("value")}"), "values");
        Expect.Equal(SendStatus.Delivered, status, "status");
        Expect.Equal(204, code, "code");
    }

    private async Task SendBlocksAsync()
    {
        // The same paths again and again: more than a message has room for.
        long[] paths = [.. Enumerable.Repeat(Lwm2mPath.Of(3303), 6)];
        int mark = _peer.Datagrams.Mark;
        (JsonElement sent, SendStatus status, _) = await SentAsync(paths, null);
        Expect.Equal(
            6, Records(sent).Count(r => Path(r) == "/3303/1/5700"), "records of the value");
        Expect.Equal(SendStatus.Delivered, status, "status");
        Expect.True(
            _peer.Datagrams.Since(mark).Count(d => d.IsIn && d.Number("Block1") >= 0) > 1,
            "more than one block");
    }

    private async Task SendSamplesAsync()
    {
        const int Count = 60;
        var filling = Stopwatch.StartNew();
        SampleBatch batch = BatchOf(Count);
        double fillingSeconds = filling.Elapsed.TotalSeconds;
        int events = _peer.Events.Mark;
        (_, SendStatus status, _) = await SentAsync(null, batch);
        List<List<JsonElement>> messages =
            [.. _peer.Events.Since(events).Select(Records)];
        Expect.True(messages.Count > 1, "more than one message");
        List<JsonElement> records = [.. messages.SelectMany(message => message)];
        Expect.Equal(Count, records.Count, "samples");
        Expect.Sequence(
            Enumerable.Range(0, Count).Select(i => i + 0.5),
            records.Select(r => r.GetProperty("value").GetDouble()), "values");

        // Ages count from when a sample is added: between two, as much time as that takes more.
        double[] times = [.. records.Select(r => r.GetProperty("t").GetDouble())];
        const double Resolution = 0.001;
        Expect.True(
            times.Zip(times.Skip(1), (a, b) => b - a).All(step => step >= 1 - Resolution),
            "a second or more between the samples");
        Expect.True(
            times[^1] - times[0] <= Count - 1 + fillingSeconds + (2 * Resolution),
            "no more than a second and what adding takes");
        Expect.Equal(SendStatus.Delivered, status, "status");
        Expect.Equal(0, batch.Count, "samples that stay");
    }

    private async Task SendRefusedAsync()
    {
        Expect.True((await _peer.CallAsync("answerSend", new { code = "4.00" })).IsOk, "answer");
        SampleBatch batch = BatchOf(3);
        (_, SendStatus status, int code) = await SentAsync(null, batch);
        Expect.Equal(SendStatus.Refused, status, "status");
        Expect.Equal(400, code, "code");
        Expect.Equal(3, batch.Count, "samples that stay");
        Expect.True((await _peer.CallAsync("answerSend", new { code = "2.04" })).IsOk, "answer");
        (_, status, _) = await SentAsync(null, batch);
        Expect.Equal(SendStatus.Delivered, status, "status of the second attempt");
        Expect.Equal(0, batch.Count, "samples that stay then");
    }

    /// <summary>Samples of once a second until now: 0.5, 1.5, …</summary>
    private SampleBatch BatchOf(int count)
    {
        SampleBatch batch = _device.Client.CreateBatch(count);
        for (int i = 0; i < count; i++)
        {
            batch.Add(s_value0, i + 0.5, (count - i) * 1000);
        }

        return batch;
    }

    private async Task MuteAsync(string value) => Answered(
        "2.04", "",
        await RequestAsync("PUT", "/1/0/23", new
        {
            options = new Dictionary<string, string> { ["Content-Format"] = "" },
            payload = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(value)),
        }));

    private SendStatus Send(long[]? paths, SampleBatch? batch)
    {
        void Told(int server, SendStatus status, int code) => _sends.Add((status, code));
        return batch == null
            ? _device.Client.Send(TestDevice.ServerId, paths, Told)
            : _device.Client.Send(TestDevice.ServerId, batch, Told);
    }

    /// <summary>What has arrived of a Send, and what the application was told.</summary>
    private async Task<(JsonElement Sent, SendStatus Status, int Code)> SentAsync(
        long[]? paths, SampleBatch? batch)
    {
        int events = _peer.Events.Mark;
        int sends = _sends.Mark;
        Expect.Equal(SendStatus.Started, Send(paths, batch), "Send");
        JsonElement sent = await _peer.EventAsync("sent", events, _ => true);
        (SendStatus status, int code) = await _sends.FirstAsync(sends, _ => true, "outcome");
        return (sent, status, code);
    }

    private static List<JsonElement> Records(JsonElement sent) =>
        [.. sent.GetProperty("records").EnumerateArray()];

    private static string? Path(JsonElement record) => record.GetProperty("path").GetString();
}
