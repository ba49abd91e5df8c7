// The CoAP layer as a client of npm coap: messages, separate responses, observations.

using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Support;
using Lwm2m.Client.Coap;

namespace Interop.Coap;

/// <summary>The steps with npm coap as a plain CoAP server.</summary>
internal sealed class NpmCoapScenario(Steps steps, string folder)
{
    private static readonly byte[] s_token = [8, 7, 6, 5, 4, 3, 2, 1];

    private Peer _peer = null!;
    private CoapClient _client = null!;

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        using (_peer = await Peer.StartAsync(folder))
        using (_client = new CoapClient(_peer.Port))
        {
            await steps.RunAsync("confirmable GET, piggybacked response", () =>
            {
                Outcome outcome = _client.Get("/piggybacked");
                Message response = outcome.Answered("2.05");
                Expect.Equal(MessageType.Acknowledgement, response.Type, "type");
                Expect.Equal("at once", response.Text, "payload");
                Expect.Equal(0, outcome.Progress.Count, "messages between");
            });
            await steps.RunAsync("separate response, acknowledged", SeparateAsync);
            await steps.RunAsync("methods, long options, formats, payload", Echo);
            await steps.RunAsync("unknown resource", () =>
                _client.Get("/nothing").Answered("4.04"));
            await steps.RunAsync("ping gets a Reset", () =>
                Expect.Equal(ExchangeEvent.Rejected, _client.Ping().End, "end of the ping"));
            await steps.RunAsync("observe, end it by a Reset", ObserveAsync);
            await steps.RunAsync("every datagram as the peer would write it", () =>
            {
                List<Datagram> all = [.. _peer.Datagrams.Since(0).Where(d => d.IsIn)];
                Expect.True(all.Count > 10, $"{all.Count} datagrams");
                Expect.Sequence([], all.Where(d => !d.IsExact), "not exact");
            });
        }
    }

    private async Task SeparateAsync()
    {
        int mark = _peer.Datagrams.Mark;
        Outcome outcome = _client.Send(
            new CoapRequest(CoapCode.Get, "/separate") { Token = s_token });
        Message response = outcome.Answered("2.05");
        Expect.Sequence([ExchangeEvent.Continues], outcome.Progress, "empty acknowledgement");
        Expect.Equal(MessageType.Confirmable, response.Type, "type");
        Expect.Equal("later", response.Text, "payload");
        Datagram acknowledgement = await _peer.DatagramAsync(
            mark, d => d.IsIn && d.Type == "ACK", "acknowledgement");
        Expect.Equal(response.MessageId, acknowledgement.MessageId, "message id acknowledged");
        Expect.True(
            _client.Next(m => m.HasToken(s_token), 3300) == null,
            "acknowledged, so not repeated");
    }

    private void Echo()
    {
        (int Code, string Name)[] methods =
        [
            (CoapCode.Get, "GET"), (CoapCode.Post, "POST"), (CoapCode.Put, "PUT"),
            (CoapCode.Delete, "DELETE"),
        ];
        foreach ((int code, string name) in methods)
        {
            // Extended lengths: 13 and more take one byte more, 269 and more two.
            string path =
                $"/echo/{new string('p', 12)}/{new string('q', 13)}/{new string('r', 255)}";
            string query = $"a={new string('s', 253)}";
            byte[] payload = [.. Enumerable.Range(0, 150).Select(i => (byte)i)];
            Message response = _client.Send(new CoapRequest(code, path)
            {
                Token = s_token,
                Options =
                [
                    (CoapOption.UriQuery, Encoding.UTF8.GetBytes(query)),
                    (CoapOption.ContentFormat, [42]),
                    (CoapOption.Accept, [50]),
                    (65000, [.. Enumerable.Repeat((byte)0xEE, 300)]),
                ],
                Payload = payload,
            }).Answered("2.04");
            JsonElement seen = JsonSerializer.Deserialize<JsonElement>(response.Payload);
            Expect.Equal(name, seen.GetProperty("method").GetString(), "method");
            Expect.Equal($"{path}?{query}", seen.GetProperty("url").GetString(), "URL");
            Expect.Equal(
                "application/octet-stream", seen.GetProperty("format").GetString(), "format");
            Expect.Equal("application/json", seen.GetProperty("accept").GetString(), "accept");
            Expect.Equal(
                Convert.ToHexStringLower(payload), seen.GetProperty("payload").GetString(),
                "payload");
        }
    }

    private async Task ObserveAsync()
    {
        int mark = _peer.Events.Mark;
        Message first = _client.Send(new CoapRequest(CoapCode.Get, "/observed")
        {
            Token = s_token,
            Options = [(CoapOption.Observe, [])],
        }).Answered("2.05");
        Expect.Equal("value 0", first.Text, "first value");
        int observe = first.Observe;
        Expect.True(observe >= 0, "an Observe option");
        for (int i = 1; i <= 3; i++)
        {
            Message next = Notified();
            Expect.Equal(MessageType.Confirmable, next.Type, "type");
            Expect.Equal(
                string.Create(CultureInfo.InvariantCulture, $"value {i}"), next.Text, "value");
            Expect.True(next.Observe > observe, "numbers ascend");
            observe = next.Observe;
            _client.Answer(MessageType.Acknowledgement, next);
        }

        _client.Answer(MessageType.Reset, Notified());
        await _peer.EventAsync("unobserved", mark, _ => true);
        _client.Next(_ => false, 200);
        Expect.True(_client.Next(m => m.HasToken(s_token), 500) == null, "silence after the Reset");
    }

    private Message Notified()
    {
        Message? next = _client.Next(m => m.HasToken(s_token), 2000);
        Expect.True(next != null, "a notification");
        return next!;
    }
}
