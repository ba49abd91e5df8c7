// Observations of npm coap's agent (RFC 7641): with a Block2 option, several at once, ended in
// both ways.

using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Support;
using Lwm2m.Client;

namespace Interop.Coap;

internal sealed partial class NpmServerScenario
{
    private async Task RunObservationsAsync()
    {
        await steps.RunAsync("observe: with Block2, and a second one with TLV", async () =>
        {
            Dictionary<string, string> text = new() { ["Accept"] = "", ["Block2"] = "06" };
            PeerAnswer first = await ObserveAsync("text", text);
            Answered("2.05", "21.5", first);
            PeerAnswer second = await ObserveAsync("tlv", Accept("2d16"));
            Expect.Equal("2.05", second.Code, "code");
            Expect.Equal(Tlv, second.Format, "Content-Format");
            int mark = _peer.Events.Mark;
            _device.Temperature.SetValue(0, 22.25);
            byte[] told = await NotifiedAsync("text", mark);
            Expect.Equal("22.25", Encoding.ASCII.GetString(told), "text");
            byte[] tlv = await NotifiedAsync("tlv", mark);
            Expect.Equal("1644", Convert.ToHexStringLower(tlv, 1, 2), "identifier in the TLV");
        });
        await steps.RunAsync("notify: NON and CON, acknowledged, in order", async () =>
        {
            int mark = _peer.Datagrams.Mark;
            int total = Limits.NonConfirmableNotifications + 2;
            for (int i = 1; i <= total; i++)
            {
                int events = _peer.Events.Mark;
                double value = 50 + i;
                _device.Temperature.SetValue(0, value);
                byte[] told = await NotifiedAsync("text", events);
                Expect.Equal(
                    value.ToString(CultureInfo.InvariantCulture),
                    Encoding.ASCII.GetString(told), "value");
                await NotifiedAsync("tlv", events);
            }

            await Task.Delay(TestDevice.AckTimeoutMs * 2);
            List<Datagram> all = _peer.Datagrams.Since(mark);
            int[] confirmed =
                [.. all.Where(d => d.IsIn && d.Type == "CON").Select(d => d.MessageId)];
            Expect.Equal(2, confirmed.Length, "confirmable notifications, each sent once");
            Expect.Sequence(
                confirmed, all.Where(d => !d.IsIn && d.Type == "ACK").Select(d => d.MessageId),
                "acknowledged");
            Expect.Equal(2 * total, all.Count(d => d.IsIn), "datagrams of the device");
        });
        await steps.RunAsync("cancel: Observe 1 with the same token", async () =>
        {
            int mark = _peer.Datagrams.Mark;
            await CancelAsync("text", true);
            Datagram answer = await _peer.DatagramAsync(
                mark, d => d.IsIn && d.Code == "2.05", "answer");
            Expect.Equal(-1, answer.Number("Observe"), "no Observe option");
            int events = _peer.Events.Mark;
            mark = _peer.Datagrams.Mark;
            _device.Temperature.SetValue(0, 23);
            await NotifiedAsync("tlv", events);
            await Task.Delay(300);
            Expect.Equal(1, _peer.Datagrams.Since(mark).Count, "datagrams: only the other one's");
        });
        await steps.RunAsync("cancel: a Reset for the next notification", async () =>
        {
            await CancelAsync("tlv", false);
            int mark = _peer.Datagrams.Mark;
            _device.Temperature.SetValue(0, 24);
            await _peer.DatagramAsync(mark, d => !d.IsIn && d.Type == "RST", "Reset");
            await Task.Delay(100);
            mark = _peer.Datagrams.Mark;
            _device.Temperature.SetValue(0, 25);
            await Task.Delay(300);
            Expect.Equal(0, _peer.Datagrams.Since(mark).Count, "datagrams after the Reset");
        });
    }

    private Task<PeerAnswer> ObserveAsync(string name, Dictionary<string, string> options) =>
        RequestAsync("GET", "/3303/0/5700", new { name, options, observe = true });

    private async Task CancelAsync(string name, bool eager) =>
        Expect.True((await _peer.CallAsync("cancel", new { name, eager })).IsOk, "cancel");

    private async Task<byte[]> NotifiedAsync(string name, int mark)
    {
        JsonElement told = await _peer.EventAsync(
            "notified", mark, e => e.GetProperty("name").GetString() == name);
        return Convert.FromHexString(told.GetProperty("payload").GetString()!);
    }
}
