// After registration the library allocates nothing: not for an Update, a request, a notification,
// nor for what it ignores. Each test sees to it that the operation really took place.

using System.Text;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Allocation.AllocationBench;

namespace Lwm2m.Client.DesktopTests.Allocation;

public sealed class AllocationTests
{
    // Uri-Path rd, 42.
    private static readonly byte[] s_location =
        [0xB2, (byte)'r', (byte)'d', 0x02, (byte)'4', (byte)'2'];

    private readonly AllocationBench _bench = new();

    private LeanObject Sensor => _bench.Sensor;

    private PreparedPlatform Platform => _bench.Platform;

    [Fact]
    public void The_measurement_sees_an_allocation() =>
        Assert.ThrowsAny<Exception>(() => AssertNothingAllocated(() => _ = new byte[1]));

    [Fact]
    public void An_idle_poll()
    {
        Platform.Forget();
        AssertNothingAllocated(() =>
        {
            Platform.NowMs += 1_000;
            Expect(_bench.Client.Poll() > 0 && Platform.SentCount == 0, "idle");
        });
    }

    [Fact]
    public void An_update() => AssertNothingAllocated(() =>
    {
        Platform.Forget();
        _bench.Client.RequestUpdate();
        _bench.Client.Poll();
        Expect(Platform.SentCount == 1 && _bench.Last.Length == 14, "nothing but the path");
        CheckUpdate("rd", hasPayload: false);
    });

    [Fact]
    public void An_update_with_the_lifetime()
    {
        byte[] first = Text(CoapCode.Put, "/1/0/1", "100000001");
        byte[] second = Text(CoapCode.Put, "/1/0/1", "100000002");
        bool isFirst = false;
        AssertNothingAllocated(() =>
        {
            isFirst = !isFirst;
            byte[] request = isFirst ? first : second;
            request[3]++;
            Platform.Forget();
            Platform.Put(request);
            _bench.Client.Poll();
            Expect(Platform.SentCount == 2
                && Platform.Sent(0)[1] == CoapCode.Changed.Value, "response and Update");
            CheckUpdate("lt=1000000", hasPayload: false);
        });
    }

    [Fact]
    public void An_update_with_the_objects() => AssertNothingAllocated(() =>
    {
        Sensor.ToggleInstance();
        Platform.Forget();
        _bench.Client.Poll();
        Expect(Platform.SentCount == 1, "one message");
        CheckUpdate("</33000/0>", hasPayload: true);
    });

    [Fact]
    public void A_read_of_an_instance()
    {
        byte[] request = Request(CoapCode.Get, "/33000/0");
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Content);
            Expect(_bench.Last.Length > 60, "payload");
        });
    }

    [Fact]
    public void A_read_of_an_object()
    {
        byte[] request = Request(CoapCode.Get, "/33000", accept: MediaType.Tlv);
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Content);
            Expect(_bench.Last.Length > 60, "payload");
        });
    }

    [Theory]
    [InlineData("/33000/0/0", "1234")]
    [InlineData("/33000/0/2", "21.5")]
    [InlineData("/33000/0/3/2", "2")]
    [InlineData("/33000/0/5", "0")]
    [InlineData("/33000/0/7", "1767225600")]
    [InlineData("/33000/0/8", "3:0")]
    public void A_read_of_a_resource_in_text(string path, string expected)
    {
        byte[] request = Request(CoapCode.Get, path, accept: MediaType.Text);
        byte[] text = Encoding.ASCII.GetBytes(expected);
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Content);
            Expect(_bench.Last.EndsWith(text), "value");
        });
    }

    [Theory]
    [InlineData("/33000")]
    [InlineData("/33000/0")]
    [InlineData("/33000/0/3")]
    public void A_discover(string path)
    {
        byte[] request = Request(CoapCode.Get, path, accept: MediaType.LinkFormat);
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Content);
            Expect(_bench.Last.IndexOf("</33000/0/3>;dim=3"u8) > 0, "links");
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_write_of_an_instance_in_tlv(bool isReplace)
    {
        byte[] request = Request(
            isReplace ? CoapCode.Put : CoapCode.Post, "/33000/0", format: MediaType.Tlv,
            payload: TlvCodec.Encode([TlvNode.Resource(0, 77), TlvNode.Resource(1, "text"),
                TlvNode.Resource(2, 1.25), TlvNode.Resource(5, true)]));
        AssertNothingAllocated(() =>
        {
            int writes = Sensor.Writes;
            _bench.Ask(request, CoapCode.Changed);
            Expect(Sensor.Writes == writes + 4, "four values written");
        });
    }

    [Theory]
    [InlineData("/33000/0/0", "-987")]
    [InlineData("/33000/0/1", "some text")]
    [InlineData("/33000/0/2", "-17.125e-3")]
    [InlineData("/33000/0/5", "1")]
    public void A_write_of_a_resource_in_text(string path, string text)
    {
        byte[] request = Text(CoapCode.Put, path, text);
        AssertNothingAllocated(() =>
        {
            int writes = Sensor.Writes;
            _bench.Ask(request, CoapCode.Changed);
            Expect(Sensor.Writes == writes + 1, "written");
        });
    }

    [Fact]
    public void A_write_of_attributes()
    {
        byte[] request = Request(
            CoapCode.Put, "/33000/0/2", "pmin=1&pmax=100&lt=1.5&gt=20.25&st=0.5");
        byte[] unset = Request(CoapCode.Put, "/33000/0/2", "pmin&pmax=&lt&gt&st");
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Changed);
            _bench.Ask(unset, CoapCode.Changed);
        });
    }

    [Fact]
    public void An_execute()
    {
        byte[] request = Text(CoapCode.Post, "/33000/0/4", "0='abc',5");
        AssertNothingAllocated(() =>
        {
            int executions = Sensor.Executions;
            _bench.Ask(request, CoapCode.Changed);
            Expect(Sensor.Executions == executions + 1, "executed");
        });
    }

    [Fact]
    public void An_execute_with_a_separate_response()
    {
        byte[] request = Request(CoapCode.Post, "/33000/0/4");
        Sensor.IsSlow = true;
        AssertNothingAllocated(() =>
        {
            Platform.NowMs += 300_000;
            request[3]++;
            Platform.Forget();
            Platform.Put(request);
            _bench.Client.Poll();
            Expect(Platform.SentCount == 1 && _bench.Last.Length == 4, "empty ACK");
            Sensor.Complete(Status.Success);
            _bench.Client.Poll();
            Expect(Platform.SentCount == 2 && _bench.Last[0] == 0x48
                && _bench.Last[1] == CoapCode.Changed.Value, "separate response");
            _bench.Acknowledge();
        });
    }

    [Fact]
    public void An_observe_and_its_cancellation()
    {
        byte[] observe = Request(CoapCode.Get, "/33000/0/2", observe: 0);
        byte[] cancel = Request(CoapCode.Get, "/33000/0/2", observe: 1);
        AssertNothingAllocated(() =>
        {
            _bench.Ask(observe, CoapCode.Content);
            Expect(_bench.Last[12] >> 4 == 6, "Observe option");
            _bench.Ask(cancel, CoapCode.Content);
            Expect(_bench.Last[12] >> 4 != 6, "no Observe option");
        });
    }

    [Fact]
    public void A_non_confirmable_notification()
    {
        byte[] observe = Request(CoapCode.Get, "/33000/0/2", observe: 0);
        double value = 0;
        AssertNothingAllocated(() =>
        {
            _bench.Ask(observe, CoapCode.Content);
            Notify(value++, 0x58);
        });
    }

    [Fact]
    public void A_notification_held_back_by_thresholds()
    {
        _bench.Ask(Request(CoapCode.Get, "/33000/0/2", observe: 0), CoapCode.Content);
        _bench.Ask(Request(CoapCode.Put, "/33000/0/2", "gt=1000"), CoapCode.Changed);
        double value = 0;
        AssertNothingAllocated(() =>
        {
            Platform.Forget();
            Sensor.Measure(value++);
            _bench.Client.Poll();
            Expect(Platform.SentCount == 0, "held back");
        });
    }

    [Fact]
    public void A_confirmable_notification_and_its_acknowledgement()
    {
        _bench.Ask(Request(CoapCode.Get, "/33000/0/2", observe: 0), CoapCode.Content);
        double value = 0;
        AssertNothingAllocated(() =>
        {
            for (int i = 0; i < Limits.NonConfirmableNotifications; i++)
            {
                Notify(value++, 0x58);
            }

            Notify(value++, 0x48);
            _bench.Acknowledge();
        });
    }

    [Fact]
    public void A_retransmission()
    {
        _bench.Ask(Request(CoapCode.Get, "/33000/0/2", observe: 0), CoapCode.Content);
        AssertNothingAllocated(() =>
        {
            _bench.Client.RequestUpdate();
            Platform.Forget();
            _bench.Client.Poll();
            Platform.NowMs += 3_001;
            _bench.Client.Poll();
            Expect(Platform.SentCount == 2
                && Platform.Sent(0).SequenceEqual(Platform.Sent(1)), "the same again");
            _bench.AnswerChanged();
        });
    }

    [Fact]
    public void An_ignored_datagram()
    {
        byte[] garbage = [0x13, 0x37, 0xFF, 0x00, 0x42, 0xA5, 0xA5];
        byte[] tooShort = [0x40];
        byte[] malformedNon = [0x54, 0x01, 0x00, 0x01, 0x01];
        byte[] unknownAck = [0x60, 0x00, 0x77, 0x77];
        AssertNothingAllocated(() =>
        {
            ExpectSilence(garbage);
            ExpectSilence(tooShort);
            ExpectSilence(malformedNon);
            ExpectSilence(unknownAck);
        });
    }

    [Fact]
    public void A_reset_for_what_is_malformed_or_a_ping()
    {
        byte[] malformed = [0x44, 0x01, 0xBE, 0xEF, 0x01, 0x02, 0x03, 0x04, 0xFF];
        byte[] ping = [0x40, 0x00, 0xBE, 0xEF];
        AssertNothingAllocated(() =>
        {
            ExpectReset(malformed);
            ExpectReset(ping);
        });
    }

    [Fact]
    public void A_repeated_request()
    {
        byte[] request = Request(CoapCode.Post, "/33000/0/4");
        AssertNothingAllocated(() =>
        {
            _bench.Ask(request, CoapCode.Changed);
            int executions = Sensor.Executions;
            _bench.AskAgain(request, CoapCode.Changed);
            Expect(Sensor.Executions == executions, "not executed again");
        });
    }

    [Theory]
    [InlineData("/9/9/9")]
    [InlineData("/0/0/0")]
    [InlineData("/33000/0/4")]
    public void A_refused_request(string path)
    {
        byte[] request = Request(CoapCode.Get, path);
        byte code = path switch { "/0/0/0" => 0x81, "/9/9/9" => 0x84, _ => 0x85 };
        AssertNothingAllocated(() => _bench.Ask(request, new CoapCode(code)));
    }

    private void CheckUpdate(string contains, bool hasPayload)
    {
        ReadOnlySpan<byte> sent = _bench.Last;
        Expect(sent[0] == 0x44 && sent[1] == CoapCode.Post.Value, "Update");
        Expect(sent.Slice(8, 6).SequenceEqual(s_location), "location");
        Expect(hasPayload == sent[14..].Contains((byte)0xFF), "payload");
        Expect(Contains(sent, contains), "content");
        _bench.AnswerChanged();
        Expect(_bench.Client.GetState(1) == RegistrationState.Registered, "registered");
    }

    private static bool Contains(ReadOnlySpan<byte> bytes, string text)
    {
        for (int i = 0; i + text.Length <= bytes.Length; i++)
        {
            int k = 0;
            while (k < text.Length && bytes[i + k] == text[k])
            {
                k++;
            }

            if (k == text.Length)
            {
                return true;
            }
        }

        return false;
    }

    private void Notify(double value, byte firstByte)
    {
        Platform.NowMs += 1_000;
        Platform.Forget();
        Sensor.Measure(value);
        _bench.Client.Poll();
        Expect(Platform.SentCount == 1, "one notification");
        Expect(_bench.Last[0] == firstByte && _bench.Last[1] == CoapCode.Content.Value
            && _bench.Last[12] >> 4 == 6, "notification");
    }

    private void ExpectSilence(byte[] datagram)
    {
        Platform.Forget();
        Platform.Put(datagram);
        _bench.Client.Poll();
        Expect(Platform.SentCount == 0, "silence");
    }

    private void ExpectReset(byte[] datagram)
    {
        Platform.Forget();
        Platform.Put(datagram);
        _bench.Client.Poll();
        Expect(Platform.SentCount == 1 && _bench.Last.Length == 4 && _bench.Last[0] == 0x70
            && _bench.Last[2] == 0xBE && _bench.Last[3] == 0xEF, "RST");
    }
}
