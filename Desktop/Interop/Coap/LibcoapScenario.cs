// The CoAP layer against libcoap's example servers: messages, separate responses, observations,
// repetition; and a registration with its resource directory.

using System.Text;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Coap;

namespace Interop.Coap;

/// <summary>The steps with libcoap.</summary>
internal sealed class LibcoapScenario(Steps steps)
{
    private const string Server = "coap-server-notls";
    private const string Directory = "coap-rd-notls";

    private static readonly byte[] s_token = [1, 2, 3, 4, 5, 6, 7, 8];

    private CoapClient _client = null!;

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        using (ExampleServer server = await ExampleServer.StartAsync(Server, "-d", "10"))
        {
            using (_client = new CoapClient(server.Port))
            {
                await RunMessagesAsync();
                await RunObservationsAsync();
            }

            await steps.RunAsync("the server has survived", () =>
                Expect.True(!server.HasExited, "the server runs"));
        }

        await steps.RunAsync("a lost response: the request is repeated", RepeatAsync);
        await steps.RunAsync("registration with a resource directory", RegisterAsync);
    }

    private async Task RunMessagesAsync()
    {
        await steps.RunAsync("confirmable GET, piggybacked response", () =>
        {
            Outcome outcome = _client.Get("/");
            Message response = outcome.Answered("2.05");
            Expect.Equal(MessageType.Acknowledgement, response.Type, "type");
            Expect.Equal(outcome.MessageId, response.MessageId, "message id");
            Expect.True(response.Text.Contains("libcoap"), response.Text);
            Expect.Equal(0x2FFFF, response.MaxAge, "Max-Age");
        });
        await steps.RunAsync("tokens of 0 to 8 bytes", () =>
        {
            for (int length = 0; length <= 8; length++)
            {
                byte[] token = s_token[..length];
                Message response = _client.Send(
                    new CoapRequest(CoapCode.Get, "/") { Token = token }).Answered("2.05");
                Expect.True(response.HasToken(token), $"token of {length} bytes");
            }
        });
        await steps.RunAsync("non-confirmable GET and response", () =>
        {
            Message response = _client.Send(new CoapRequest(CoapCode.Get, "/")
            {
                Type = MessageType.NonConfirmable,
                Token = s_token,
            }).Answered("2.05");
            Expect.Equal(MessageType.NonConfirmable, response.Type, "type");
        });
        await steps.RunAsync("separate response of /async", Separate);
        await steps.RunAsync("ping gets a Reset", () =>
            Expect.Equal(ExchangeEvent.Rejected, _client.Ping().End, "end of the ping"));
        await steps.RunAsync("unknown resource, method, critical option", () =>
        {
            _client.Get("/nothing/here").Answered("4.04");
            _client.Send(new CoapRequest(CoapCode.Post, "/time")).Answered("4.05");
            _client.Get("/", (65001, [1])).Answered("4.02");
            _client.Get("/", (65000, [1])).Answered("2.05");
        });
        await steps.RunAsync("PUT and GET of 700 bytes", () =>
        {
            byte[] body = [.. Enumerable.Range(0, 700).Select(i => (byte)('a' + (i % 26)))];
            Outcome put = _client.Send(new CoapRequest(CoapCode.Put, "/example_data")
            {
                Options = [(CoapOption.ContentFormat, [])],
                Payload = body,
            });
            Expect.Equal(ExchangeEvent.Responded, put.End, "PUT");
            Expect.True(CoapCode.IsSuccess(put.Response!.Code), put.Response.CodeText);
            Message read = _client.Get("/example_data").Answered("2.05");
            Expect.True(read.Payload.AsSpan().SequenceEqual(body), "the same bytes");
        });
        await steps.RunAsync("link-format of /.well-known/core", () =>
        {
            Message core = _client.Get("/.well-known/core").Answered("2.05");
            Expect.Equal(40, core.ContentFormat, "Content-Format");
            Expect.True(core.Text.Contains("</time>"), core.Text);
            string filtered = _client.Get(
                "/.well-known/core",
                (CoapOption.UriQuery, "href=/time"u8.ToArray())).Answered("2.05").Text;
            Expect.True(
                filtered.StartsWith("</time>", StringComparison.Ordinal)
                    && !filtered.Contains("</async>"),
                filtered);
        });
    }

    private void Separate()
    {
        Outcome outcome = _client.Send(new CoapRequest(CoapCode.Get, "/async")
        {
            Token = s_token,
            Options = [(CoapOption.UriQuery, "1"u8.ToArray())],
        });
        Message response = outcome.Answered("2.05");
        Expect.Sequence([ExchangeEvent.Continues], outcome.Progress, "empty acknowledgement");
        Expect.Equal(MessageType.Confirmable, response.Type, "type");
        Expect.True(response.MessageId != outcome.MessageId, "a message id of its own");
        Expect.Equal("done", response.Text, "payload");

        // Three seconds are the longest that the server waits before it repeats.
        Message? again = _client.Next(m => m.HasToken(s_token), 3300);
        Expect.True(again == null, "acknowledged, so not repeated");
    }

    private async Task RunObservationsAsync()
    {
        await steps.RunAsync("observe /time, end it by a Reset", () =>
        {
            byte[] token = [0x0B, 1];
            Observe(token);
            Message last = Notifications(token, 2);
            _client.Answer(MessageType.Reset, Notified(token));
            Expect.True(
                _client.Next(m => m.HasToken(token), 2500) == null, "silence after the Reset");
            Expect.True(last.Observe >= 0, "Observe");
        });
        await steps.RunAsync("observe /time, end it by Observe 1", () =>
        {
            byte[] token = [0x0B, 2];
            Observe(token);
            Notifications(token, 1);
            Message end = _client.Send(new CoapRequest(CoapCode.Get, "/time")
            {
                Token = token,
                Options = [(CoapOption.Observe, [1])],
            }).Answered("2.05");
            Expect.Equal(-1, end.Observe, "no Observe option");
            Expect.True(
                _client.Next(m => m.HasToken(token), 2500) == null, "silence after the end");
        });
    }

    private void Observe(byte[] token)
    {
        Message first = _client.Send(new CoapRequest(CoapCode.Get, "/time")
        {
            Token = token,
            Options = [(CoapOption.Observe, [])],
        }).Answered("2.05");
        Expect.True(first.Observe >= 0, "an Observe option");
        Expect.True(first.Text.Contains(':'), first.Text);
    }

    /// <summary>Takes notifications, acknowledges them; their numbers must ascend.</summary>
    private Message Notifications(byte[] token, int count)
    {
        Message? last = null;
        for (int i = 0; i < count; i++)
        {
            Message next = Notified(token);
            Expect.Equal("2.05", next.CodeText, "code");
            Expect.True(last == null || next.Observe > last.Observe, "numbers ascend");
            if (next.Type == MessageType.Confirmable)
            {
                _client.Answer(MessageType.Acknowledgement, next);
            }

            last = next;
        }

        return last!;
    }

    private Message Notified(byte[] token)
    {
        Message? next = _client.Next(m => m.HasToken(token), 3500);
        Expect.True(next != null, "a notification within 3.5 s");
        return next!;
    }

    private static async Task RepeatAsync()
    {
        // The first datagram it sends answers the ping; the next two get lost.
        using ExampleServer server = await ExampleServer.StartAsync(Server, "-l", "2,3");
        using var client = new CoapClient(server.Port, 400);
        Outcome outcome = client.Get("/");
        outcome.Answered("2.05");
        int repetitions = outcome.Progress.Count(e => e == ExchangeEvent.Retransmit);
        Expect.True(repetitions is 1 or 2, $"1 or 2 repetitions, not {repetitions}");
        Expect.Equal(outcome.MessageId, outcome.Response!.MessageId, "message id");
    }

    /// <summary>
    /// The directory takes a Register; it knows no Update of ours (4.05), which leads to Register.
    /// </summary>
    private static async Task RegisterAsync()
    {
        using ExampleServer server = await ExampleServer.StartAsync(Directory);
        using var device = new TestDevice(server.Port, "interop-libcoap", 60);
        device.Service.Start();
        Change registered = await device.ChangeAsync(
            0, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(201, registered.Code, "code of Register");
        int mark = device.Changes.Mark;
        device.Client.RequestUpdate();
        Change refused = await device.Changes.FirstAsync(
            mark, c => c.Reason == RegistrationReason.Refused, "refused Update");
        Expect.Equal(405, refused.Code, "code of Update");
        Change again = await device.ChangeAsync(
            mark, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(201, again.Code, "code of the second Register");
        using var client = new CoapClient(server.Port);
        string list = client.Get("/.well-known/core").Answered("2.05").Text;
        Expect.Equal(2, list.Split(',').Count(l => l.StartsWith("</rd/")), list);
        Expect.Equal(0, device.Failures.Mark, "exceptions");
    }
}
