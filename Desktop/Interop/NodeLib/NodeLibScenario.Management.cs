// Device management (OMA LwM2M Core 1.1 §6.3): each operation, its answer on the server's side and
// its effect on the device's.

using System.Buffers.Binary;
using System.Text.Json;
using Interop.Support;

namespace Interop.NodeLib;

internal sealed partial class NodeLibScenario
{
    private async Task RunManagementAsync()
    {
        await StepAsync("read: text", async () =>
        {
            Answered("2.05", "text/plain", "Contoso", await ReadAsync(Text, 3, 0, 0));
            Answered("2.05", "text/plain", "21.5", await ReadAsync(Text, 3303, 0, 5700));
            Answered("2.05", "text/plain", "-4.25", await ReadAsync(Text, 3303, 1, 5700));
            Answered("2.05", "text/plain", "60", await ReadAsync(Text, 1, 0, 1));
        });
        await StepAsync("read: TLV", ReadTlvAsync);
        await StepAsync("read: what is refused", async () =>
        {
            Refused("4.04", await ReadAsync(Text, 3, 0, 99));
            Refused("4.04", await ReadAsync(Text, 3303, 2, 5700));
            Refused("4.04", await ReadAsync(Text, 9, 0, 0));
            Refused("4.01", await ReadAsync(Text, 0, 0, 0));
            Refused("4.05", await ReadAsync(Text, 3, 0, 4));
        });
        await StepAsync("write: text, and what it was is read", async () =>
        {
            Answered("2.04", await WriteAsync(Text, "Europe/Berlin"u8.ToArray(), 3, 0, 15));
            Answered("2.05", "text/plain", "Europe/Berlin", await ReadAsync(Text, 3, 0, 15));
        });
        await StepAsync("write: TLV, the lifetime, which an Update tells", WriteLifetimeAsync);
        await StepAsync("write: what is refused changes nothing", async () =>
        {
            Refused("4.05", await WriteAsync(Text, "x"u8.ToArray(), 3, 0, 0));
            Refused("4.00", await WriteAsync(Text, "abc"u8.ToArray(), 1, 0, 1));
            Refused("4.04", await WriteAsync(Text, "1"u8.ToArray(), 3, 0, 99));
            Answered("2.05", "text/plain", "Contoso", await ReadAsync(Text, 3, 0, 0));
            Answered("2.05", "text/plain", "45", await ReadAsync(Text, 1, 0, 1));
        });
        await StepAsync("execute: reboot and reset of errors", ExecuteAsync);
        await StepAsync("execute: with an argument; what is refused", async () =>
        {
            int[] count = [ProbeObject.Id, 0, ProbeObject.Count];
            Answered("2.04", await ExecuteAsync("0='on'", count));
            Expect.Equal("on", _device.Probe.LastArgument, "argument 0");
            Expect.Equal(1, _device.Probe.Counted, "executions");
            Refused("4.00", await ExecuteAsync("0='on", count));
            Refused("4.05", await ExecuteAsync("", 3, 0, 0));
            Expect.Equal(1, _device.Probe.Counted, "executions");
        });
        await StepAsync("execute: registration update trigger", async () =>
        {
            int mark = _peer.Events.Mark;
            int datagrams = _peer.Datagrams.Mark;
            Answered("2.04", await ExecuteAsync("", 1, 0, 8));
            await UpdatedAsync(mark);
            string[] codes = [.. _peer.Datagrams.Since(datagrams)
                .Where(d => d.IsIn).Take(2).Select(d => d.Code)];
            Expect.Sequence(["2.04", "0.02"], codes, "response before its effect");
        });
        await StepAsync("discover: object, instance, resource", DiscoverAllAsync);
        await StepAsync("write-attributes: what discover then tells", WriteAttributesAsync);
        await StepAsync("separate responses are acknowledged", SeparateAsync);
    }

    private async Task ReadTlvAsync()
    {
        // OMA LwM2M Core 1.1 §7.4.3: resource, identifier of 16 bits, length behind it.
        PeerAnswer value = await ReadAsync(Tlv, 3303, 0, 5700);
        Expect.Equal("2.05", value.Code, "code");
        Expect.Equal("application/vnd.oma.lwm2m+tlv", value.Format, "Content-Format");
        byte[] tlv = value.Payload;
        Expect.True(tlv.Length is 7 or 12, $"length of {value.Hex}");
        bool isSingle = tlv.Length == 7;
        Expect.Equal(isSingle ? "e41644" : "e8164408", value.Hex[..(isSingle ? 6 : 8)], "header");
        Expect.Equal(
            21.5,
            isSingle
                ? BinaryPrimitives.ReadSingleBigEndian(tlv.AsSpan(3))
                : BinaryPrimitives.ReadDoubleBigEndian(tlv.AsSpan(4)),
            "value");

        Expect.Equal("c700436f6e746f736f", (await ReadAsync(Tlv, 3, 0, 0)).Hex, "Contoso");
        Expect.Equal("830b410000", (await ReadAsync(Tlv, 3, 0, 11)).Hex, "error codes");
        Expect.Equal("c1013c", (await ReadAsync(Tlv, 1, 0, 1)).Hex, "lifetime");
    }

    private async Task WriteLifetimeAsync()
    {
        int mark = _peer.Events.Mark;
        Answered("2.04", await WriteAsync(Tlv, [0xC1, 0x01, 45], 1, 0, 1));
        JsonElement update = await UpdatedAsync(mark);
        Expect.Equal("45", update.GetProperty("lifetime").GetString(), "lifetime of the Update");
        Answered("2.05", "text/plain", "45", await ReadAsync(Text, 1, 0, 1));
    }

    private async Task ExecuteAsync()
    {
        Answered("2.04", await ExecuteAsync("", 3, 0, 4));
        await _device.Reboots.FirstAsync(0, _ => true, "reboot");
        Expect.Equal(1, _device.Reboots.Mark, "reboots");
        _device.Device.AddError(2);
        Expect.Equal("830b410002", (await ReadAsync(Tlv, 3, 0, 11)).Hex, "error code 2");
        Answered("2.04", await ExecuteAsync("", 3, 0, 12));
        Expect.Equal("830b410000", (await ReadAsync(Tlv, 3, 0, 11)).Hex, "no error");
    }

    private async Task DiscoverAllAsync()
    {
        PeerAnswer whole = await DiscoverAsync(3303);
        Expect.Equal("2.05", whole.Code, "code");
        Expect.Equal("application/link-format", whole.Format, "Content-Format");
        string[] links = whole.Text.Split(',');
        Expect.Equal("</3303>;ver=1.1", links[0], "object");
        string[] expected = ["</3303/0>", "</3303/0/5700>", "</3303/1>", "</3303/1/5605>"];
        foreach (string link in expected)
        {
            Expect.True(links.Contains(link), $"{link} in {whole.Text}");
        }

        string[] instance = (await DiscoverAsync(3, 0)).Text.Split(',');
        Expect.Equal("</3/0>", instance[0], "instance");
        Expect.True(instance.Contains("</3/0/11>;dim=1"), "dim of the error codes");
        Expect.True(instance.Contains("</3/0/4>"), "reboot");
        Expect.Equal("</3303/0/5700>", (await DiscoverAsync(3303, 0, 5700)).Text, "resource");
        Refused("4.04", await DiscoverAsync(3, 0, 99));
    }

    private async Task WriteAttributesAsync()
    {
        Answered("2.04", await AttributesAsync(new { pmin = 1, pmax = 30 }, 3303, 1, 5700));
        Answered("2.04", await AttributesAsync(new { gt = 25.5, lt = 10 }, 3303, 1, 5700));
        string[] parts = (await DiscoverAsync(3303, 1, 5700)).Text.Split(';');
        Expect.Sequence(
            ["</3303/1/5700>", "gt=25.5", "lt=10", "pmax=30", "pmin=1"],
            parts.Order(StringComparer.Ordinal), "attributes");
        Refused("4.00", await AttributesAsync(new { gt = 5, lt = 10 }, 3303, 1, 5700));
        Refused("4.04", await AttributesAsync(new { pmin = 1 }, 3303, 7, 5700));
    }

    private Task<PeerAnswer> AttributesAsync(object attributes, params int[] path) =>
        _peer.CallAsync("writeAttributes", new { device = _id, path, attributes });

    private async Task SeparateAsync()
    {
        int mark = _peer.Datagrams.Mark;
        Answered("2.04", await ExecuteAsync("", ProbeObject.Id, 0, ProbeObject.Slow));
        Answered(
            "2.05", "text/plain", "4711",
            await ReadAsync(Text, ProbeObject.Id, 0, ProbeObject.SlowValue));

        // Longer than the device waits before it repeats what nobody has acknowledged.
        await Task.Delay(TestDevice.AckTimeoutMs * 2);
        List<Datagram> all = _peer.Datagrams.Since(mark);
        Expect.Sequence(
            [
                "out CON 0.02", "in ACK 0.00", "in CON 2.04", "out ACK 0.00",
                "out CON 0.01", "in ACK 0.00", "in CON 2.05", "out ACK 0.00",
            ],
            all.Select(Summary), "messages");
        Expect.Equal(all[0].MessageId, all[1].MessageId, "message id of the acknowledgement");
        Expect.Equal(all[2].MessageId, all[3].MessageId, "message id acknowledged");
        Expect.Equal(1, _device.Probe.SlowExecutions, "executions");
        Expect.Equal(1, _device.Probe.SlowReads, "reads");
    }

    private static string Summary(Datagram d) => $"{(d.IsIn ? "in" : "out")} {d.Type} {d.Code}";

    private static void Answered(string code, PeerAnswer answer)
    {
        Expect.True(answer.IsOk, $"{code} expected: {answer.Code} {answer.Error}");
        Expect.Equal(code, answer.Code, "code");
        Expect.Equal(0, answer.Payload.Length, "payload");
    }

    private static void Answered(string code, string format, string text, PeerAnswer answer)
    {
        Expect.True(answer.IsOk, $"{code} expected: {answer.Code} {answer.Error}");
        Expect.Equal(code, answer.Code, "code");
        Expect.Equal(format, answer.Format, "Content-Format");
        Expect.Equal(text, answer.Text, "payload");
    }

    private static void Refused(string code, PeerAnswer answer)
    {
        Expect.True(!answer.IsOk, $"{code} expected, answered {answer.Code} {answer.Text}");
        Expect.Equal(code, answer.Code, "code");
    }
}
