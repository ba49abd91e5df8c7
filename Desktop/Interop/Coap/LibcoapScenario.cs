// The CoAP layer against libcoap's example servers, over UDP and over DTLS: messages, separate
// responses, blocks, observations, repetition; and a registration with its resource directory.

using System.Globalization;
using System.Text;
using Interop.Dtls;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Coap;

namespace Interop.Coap;

/// <summary>The steps with libcoap.</summary>
/// <param name="steps">Where they count.</param>
/// <param name="library">notls, or the TLS library that the server uses.</param>
/// <param name="rows">Where what is secure is told as well.</param>
internal sealed partial class LibcoapScenario(Steps steps, string library, Rows? rows = null)
{
    private const string Key = "sesame";

    private static readonly byte[] s_token = [1, 2, 3, 4, 5, 6, 7, 8];

    private CoapClient _client = null!;

    // Of the latest connection.
    private HandshakeFacts? _facts;

    private bool IsSecure => library != "notls";

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        using (ExampleServer server = await StartAsync("coap-server", "-d", "10"))
        {
            using (_client = Connect(server))
            {
                await RunMessagesAsync();
                await RowAsync("Block1 and Block2", ExchangeBlocks);
                await RunObservationsAsync();
            }

            await StepAsync("the server has survived", () =>
                Expect.True(!server.HasExited, "the server runs"));
        }

        await RowAsync("a lost response: the request is repeated", RepeatAsync);
        await RowAsync("registration with a resource directory", RegisterAsync);
    }

    private Task<ExampleServer> StartAsync(string program, params string[] arguments) =>
        ExampleServer.StartAsync(
            $"{program}-{library}", [.. IsSecure ? (string[])["-k", Key] : [], .. arguments]);

    private CoapClient Connect(ExampleServer server, int ackTimeoutMs = 2000)
    {
        if (!IsSecure)
        {
            return new CoapClient(server.Port, ackTimeoutMs);
        }

        var session = new SecureSession(server.SecurePort, new SecureOptions());
        _facts = session.Handshake();
        return new CoapClient(session, ackTimeoutMs);
    }

    private Task RowAsync(string name, Func<Task> body) => rows == null
        ? steps.RunAsync(name, body)
        : rows.RunAsync($"libcoap with {library}", name, async row =>
        {
            await body();
            row.Take(_facts!);
        });

    private Task RowAsync(string name, Action body) => RowAsync(name, () =>
    {
        body();
        return Task.CompletedTask;
    });

    private Task StepAsync(string name, Func<Task> body) =>
        steps.RunAsync(IsSecure ? $"{library}: {name}" : name, body);

    private Task StepAsync(string name, Action body) =>
        steps.RunAsync(IsSecure ? $"{library}: {name}" : name, body);

    private async Task RunMessagesAsync()
    {
        await StepAsync("confirmable GET, piggybacked response", () =>
        {
            Outcome outcome = _client.Get("/");
            Message response = outcome.Answered("2.05");
            Expect.Equal(MessageType.Acknowledgement, response.Type, "type");
            Expect.Equal(outcome.MessageId, response.MessageId, "message id");
            Expect.True(response.Text.Contains("libcoap"), response.Text);
        });
        await StepAsync("tokens of 0 to 8 bytes", () =>
        {
            for (int length = 0; length <= 8; length++)
            {
                byte[] token = s_token[..length];
                Message response = _client.Send(
                    new CoapRequest(CoapCode.Get, "/") { Token = token }).Answered("2.05");
                Expect.True(response.HasToken(token), $"token of {length} bytes");
            }
        });
        await StepAsync("non-confirmable GET and response", () =>
        {
            Message response = _client.Send(new CoapRequest(CoapCode.Get, "/")
            {
                Type = MessageType.NonConfirmable,
                Token = s_token,
            }).Answered("2.05");
            Expect.Equal(MessageType.NonConfirmable, response.Type, "type");
        });
        await StepAsync("separate response of /async", Separate);
        await StepAsync("ping gets a Reset", () =>
            Expect.Equal(ExchangeEvent.Rejected, _client.Ping().End, "end of the ping"));
        await StepAsync("unknown resource, method, critical option", () =>
        {
            _client.Get("/nothing/here").Answered("4.04");
            _client.Send(new CoapRequest(CoapCode.Post, "/time")).Answered("4.05");
            _client.Get("/", (65001, [1])).Answered("4.02");
            _client.Get("/", (65000, [1])).Answered("2.05");
        });
        await StepAsync("PUT and GET of 700 bytes", () =>
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
        await StepAsync("link-format of /.well-known/core", () =>
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
        await RowAsync("observe /time, end it by a Reset", () =>
        {
            byte[] token = [0x0B, 1];
            Observe(token);
            Message last = Notifications(token, 2);
            _client.Answer(MessageType.Reset, Notified(token));
            Expect.True(
                _client.Next(m => m.HasToken(token), 2500) == null, "silence after the Reset");
            Expect.True(last.Observe >= 0, "Observe");
        });
        await RowAsync("observe /time, end it by Observe 1", () =>
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

    private async Task RepeatAsync()
    {
        // The first datagram it sends answers the ping, then come those of a handshake; the next
        // two get lost.
        int first = 2 + await CountHandshakeAsync();
        string lost = string.Create(CultureInfo.InvariantCulture, $"{first},{first + 1}");
        using ExampleServer server = await StartAsync("coap-server", "-l", lost);
        using CoapClient client = Connect(server, 400);
        Outcome outcome = client.Get("/");
        outcome.Answered("2.05");
        int repetitions = outcome.Progress.Count(e => e == ExchangeEvent.Retransmit);
        Expect.True(repetitions is 1 or 2, $"1 or 2 repetitions, not {repetitions}");
        Expect.Equal(outcome.MessageId, outcome.Response!.MessageId, "message id");
    }

    /// <summary>The number of datagrams that the server sends for a handshake.</summary>
    private async Task<int> CountHandshakeAsync()
    {
        if (!IsSecure)
        {
            return 0;
        }

        using ExampleServer server = await StartAsync("coap-server");
        using var session = new SecureSession(server.SecurePort, new SecureOptions());
        session.Handshake();
        return session.Wire.Since(0).Count(d => !d.IsSent);
    }

    /// <summary>
    /// The directory takes a Register; it knows no Update of ours (4.05), which leads to Register.
    /// </summary>
    private async Task RegisterAsync()
    {
        using ExampleServer server = await StartAsync("coap-rd");
        using var device = IsSecure
            ? new TestDevice(server.SecurePort, "interop-libcoap", 60, new SecureOptions())
            : new TestDevice(server.Port, "interop-libcoap", 60);
        device.Service.Start();
        Change registered = await device.ChangeAsync(
            0, RegistrationState.Registered, RegistrationReason.Accepted);
        Expect.Equal(201, registered.Code, "code of Register");
        Expect.Equal(
            IsSecure,
            device.Changes.Since(0).Any(c => c.State == RegistrationState.AwaitingHandshake),
            "a handshake before it");
        _facts = IsSecure ? device.Wire.Facts : null;
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
