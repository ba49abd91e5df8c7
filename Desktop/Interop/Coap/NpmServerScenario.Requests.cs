// Requests of every form to the registered device, and what it makes of them (RFC 7252 §4, §5).

using System.Globalization;
using System.Text;
using Interop.Support;

namespace Interop.Coap;

internal sealed partial class NpmServerScenario
{
    private const string Tlv = "application/vnd.oma.lwm2m+tlv";
    private const string SenmlCbor = "application/senml+cbor";

    // POST to the executable resource, message id B0xx, token 55.
    private static string Execute(string path, int messageId, bool isConfirmable)
    {
        var hex = new StringBuilder(isConfirmable ? "4102" : "5102");
        hex.Append(CultureInfo.InvariantCulture, $"{messageId:x4}55");
        int delta = 11;
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            hex.Append(CultureInfo.InvariantCulture, $"{delta:x1}{segment.Length:x1}");
            hex.Append(Convert.ToHexStringLower(Encoding.ASCII.GetBytes(segment)));
            delta = 0;
        }

        return hex.ToString();
    }

    private async Task RunMessagesAsync()
    {
        await steps.RunAsync("a repeated Execute (CON) is executed once", async () =>
        {
            string execute = Execute(s_count, 0xB001, true);
            int before = _device.Probe.Counted;
            for (int i = 0; i < 3; i++)
            {
                Datagram answer = await ExchangeAsync(execute, 0xB001);
                Expect.Equal("ACK 2.04", Summary(answer), $"answer {i}");
                Expect.Equal("55", answer.Token, "token");
            }

            Expect.Equal(1, _device.Probe.Counted - before, "executions");
            Datagram other = await ExchangeAsync(Execute(s_count, 0xB002, true), 0xB002);
            Expect.Equal("ACK 2.04", Summary(other), "the next request");
            Expect.Equal(2, _device.Probe.Counted - before, "executions");
        });
        await steps.RunAsync("a repeated Execute (NON) is executed once", async () =>
        {
            string execute = Execute(s_count, 0xB003, false);
            int before = _device.Probe.Counted;
            for (int i = 0; i < 3; i++)
            {
                int mark = _peer.Datagrams.Mark;
                await RawAsync(execute);
                Datagram answer = await _peer.DatagramAsync(mark, d => d.IsIn, $"answer {i}");
                Expect.Equal("NON 2.04", Summary(answer), $"answer {i}");
                Expect.Equal("55", answer.Token, "token");
            }

            Expect.Equal(1, _device.Probe.Counted - before, "executions");
        });
        await steps.RunAsync("an Execute repeated before it has completed", RepeatSlowAsync);
        await steps.RunAsync("ping gets a Reset", async () =>
            Expect.Equal("RST 0.00", Summary(await ExchangeAsync("4000b006", 0xB006)), "answer"));
        await steps.RunAsync("malformed messages: Reset if confirmable, else silence", async () =>
        {
            // An option that is longer than the message; a marker without payload; a token of 9.
            string[] bad = ["4001b010bf33", "4001b010ff", "4901b010010203040506070809"];
            foreach (string hex in bad)
            {
                Expect.Equal("RST 0.00", Summary(await ExchangeAsync(hex, 0xB010)), hex);
                Expect.Equal(0, (await AnswersAsync("5" + hex[1..])).Count, "answers to a NON");
            }

            // Version 2; three bytes; nothing.
            foreach (string hex in new[] { "8001b011", "4001b0", "" })
            {
                Expect.Equal(0, (await AnswersAsync(hex)).Count, $"answers to <{hex}>");
            }
        });
        await steps.RunAsync("unknown critical options", async () =>
        {
            // Option 65001: 4.02 for CON, a Reset for NON (RFC 7252 §5.4.1).
            Expect.Equal(
                "ACK 4.02", Summary(await ExchangeAsync("4001b020e1fcdc01", 0xB020)), "CON");
            Expect.Equal(
                "RST 0.00", Summary(await ExchangeAsync("5001b021e1fcdc01", 0xB021)), "NON");
        });
    }

    private async Task RepeatSlowAsync()
    {
        string execute = Execute(s_slow, 0xB004, true);
        int before = _device.Probe.SlowExecutions;
        int mark = _peer.Datagrams.Mark;
        await RawAsync(execute);
        await RawAsync(execute);
        Datagram response = await _peer.DatagramAsync(
            mark, d => d.IsIn && d.Code == "2.04", "separate response");
        Expect.Equal("CON", response.Type, "type");
        Expect.Equal("55", response.Token, "token");

        // The package knows no such request of its own: it resets the response, which ends it.
        await _peer.DatagramAsync(
            mark, d => !d.IsIn && d.MessageId == response.MessageId, "answer to the response");
        await Task.Delay(TestDevice.AckTimeoutMs * 2);
        Expect.Sequence(
            ["ACK 0.00", "ACK 0.00", "CON 2.04"],
            _peer.Datagrams.Since(mark).Where(d => d.IsIn).Select(Summary), "messages");
        Datagram late = await ExchangeAsync(execute, 0xB004);
        Expect.Equal("ACK 2.04", Summary(late), "repeated after its completion");
        Expect.Equal(1, _device.Probe.SlowExecutions - before, "executions");
    }

    private async Task RunRequestsAsync()
    {
        await steps.RunAsync("tokens of 0 to 8 bytes, CON and NON", async () =>
        {
            // GET /3/0/0 with Accept 0; the package itself always has a token.
            Datagram bare = await ExchangeAsync("4001b022b13301300130" + "60", 0xB022);
            Expect.Equal("ACK 2.05", Summary(bare), "without a token");
            Expect.Equal("", bare.Token, "token");
            Expect.Equal("Contoso", bare.Text, "payload");
            for (int length = 1; length <= 8; length++)
            {
                string token = "a1a2a3a4a5a6a7a8"[..(2 * length)];
                foreach (bool confirmable in new[] { true, false })
                {
                    int mark = _peer.Datagrams.Mark;
                    PeerAnswer answer = await RequestAsync(
                        "GET", "/3/0/0", new { token, confirmable, options = Accept("") });
                    Answered("2.05", "Contoso", answer);
                    Datagram response = _peer.Datagrams.Since(mark).First(d => d.IsIn);
                    Expect.Equal(token, response.Token, "token");
                    Expect.Equal(confirmable ? "ACK" : "NON", response.Type, "type");
                }
            }
        });
        await steps.RunAsync("options that change nothing", async () =>
        {
            Dictionary<string, string> options = new()
            {
                ["Uri-Host"] = Convert.ToHexStringLower("localhost"u8),
                ["Uri-Port"] = "1633",
                ["Accept"] = "",
                ["Block2"] = "06",
                ["65000"] = new string('e', 600),
            };
            Answered("2.05", "Contoso", await RequestAsync("GET", "/3/0/0", new { options }));
        });
        await steps.RunAsync("formats: default, Accept, what is not had", async () =>
        {
            PeerAnswer senml = await RequestAsync("GET", "/3/0/0");
            Expect.Equal(
                "81a321652f332f302f0061300367436f6e746f736f", senml.Hex, "SenML CBOR by default");
            Expect.Equal(SenmlCbor, senml.Format, "Content-Format");
            PeerAnswer tlv = await RequestAsync(
                "GET", "/3/0/0", new { options = Accept("2d16") });
            Expect.Equal("c700436f6e746f736f", tlv.Hex, "TLV if asked for");
            Expect.Equal(Tlv, tlv.Format, "Content-Format");
            PeerAnswer links = await RequestAsync(
                "GET", "/3303/0/5700", new { options = Accept("28") });
            Answered("2.05", "</3303/0/5700>", links);
            PeerAnswer json = await RequestAsync("GET", "/3/0/0", new { options = Accept("32") });
            Answered("4.06", "", json);
            PeerAnswer core = await RequestAsync("GET", "/.well-known/core");
            Expect.Equal("2.05", core.Code, "/.well-known/core");
            Expect.True(core.Text.Contains("</3303/0>"), core.Text);
        });
        await steps.RunAsync("refused: methods, proxies, formats, paths", RefuseAsync);
        await steps.RunAsync("write: TLV of an instance, partial update", async () =>
        {
            // Resource 15, "Asia/Tokyo", then 14, "+09".
            string zone = "c80f0a" + Convert.ToHexStringLower("Asia/Tokyo"u8);
            Dictionary<string, string> options = new() { ["Content-Format"] = "2d16" };
            PeerAnswer written = await RequestAsync(
                "POST", "/3/0", new { options, payload = zone + "c30e2b3039" });
            Answered("2.04", "", written);
            Answered(
                "2.05", "Asia/Tokyo",
                await RequestAsync("GET", "/3/0/15", new { options = Accept("") }));
            Answered(
                "2.05", "+09",
                await RequestAsync("GET", "/3/0/14", new { options = Accept("") }));
        });
    }

    private async Task RefuseAsync()
    {
        Dictionary<string, string> tlv = new() { ["Content-Format"] = "2d16" };
        Dictionary<string, string> proxy = new()
        {
            ["Proxy-Uri"] = Convert.ToHexStringLower("coap://localhost/3/0/0"u8),
        };
        (string Code, Task<PeerAnswer> Answer)[] all =
        [
            ("4.05", RequestAsync("DELETE", "/3/0")),
            ("4.05", RequestAsync("FETCH", "/3/0/0", new { options = tlv, payload = "00" })),
            ("5.05", RequestAsync("GET", "/3/0/0", new { options = proxy })),
            ("4.02", RequestAsync("GET", "/3/0/0", new { options = Option("If-Match", "01") })),
            ("4.04", RequestAsync("GET", "/3/0/0/0/0")),
            ("4.04", RequestAsync("GET", "/nothing")),
            ("4.05", RequestAsync("GET", "/")),
            ("4.15", RequestAsync(
                "PUT", "/3/0/15",
                new { options = Option("Content-Format", "32"), payload = "22" })),
            ("4.00", RequestAsync("PUT", "/3/0/15", new { options = tlv, payload = "c80fff41" })),
        ];
        foreach ((string code, Task<PeerAnswer> answer) in all)
        {
            Expect.Equal(code, (await answer).Code, "code");
        }
    }

    private static Dictionary<string, string> Accept(string hex) => Option("Accept", hex);

    private static Dictionary<string, string> Option(string name, string hex) =>
        new() { [name] = hex };

    private static void Answered(string code, string text, PeerAnswer answer)
    {
        Expect.True(answer.IsOk, $"{code} expected: {answer.Error}");
        Expect.Equal(code, answer.Code, "code");
        Expect.Equal(text, answer.Text, "payload");
    }
}
