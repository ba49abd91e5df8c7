// The values and observations of devices.

using System.Globalization;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Web;

internal sealed partial class PageModel
{
    private const int MaxShownBytes = 256;

    // From this number on a time is one since 1970, below it is relative to now (RFC 8428 §4.5.3).
    private const double FirstAbsoluteTime = 1 << 28;

    private void TakeObservation(Observation observation)
    {
        Registration registration = observation.Registration;
        List<Observation> known = RecordOf(registration).Observations;

        // One that is over stays until the same is observed again, so that its end is seen.
        known.RemoveAll(other => other.End != ObservationEnd.None
            && other.Paths.SequenceEqual(observation.Paths));
        known.Add(observation);
        observation.Notified += TakeNotification;
        observation.Ended += TakeObservationEnd;
        observation.Request.OnCompleted(response =>
        {
            if (response.IsSuccess)
            {
                TakeValues(registration, "Notification", observation.Path, response.Message!,
                    _core.NowMs);
            }

            Changed(registration.Endpoint);
        });
    }

    private void TakeObservationEnd(Observation observation, ObservationEnd end)
    {
        if (end is ObservationEnd.Cancelled or ObservationEnd.Forgotten)
        {
            RecordOf(observation.Registration).Observations.Remove(observation);
        }

        Changed(observation.Registration.Endpoint);
    }

    private void TakeNotification(Observation observation, Notification notification)
    {
        _hub.Publish("observation", ViewOf(observation));
        if (notification.IsFresh)
        {
            TakeValues(observation.Registration, "Notification", observation.Path,
                notification.Message, notification.ReceivedAtMs);
        }
    }

    private void TakeData(SentData data) => Publish(
        data.Registration, "Send",
        [.. data.Records.Select(record => ViewOf(record, data.ReceivedAtMs))]);

    private void TakeValues(Registration registration, string source, string path,
        CoapMessage message, long atMs)
    {
        var payload = new PayloadValues(
            (objectId, resourceId) => _definitions.TypeOf(registration, objectId, resourceId));
        ValueView[] values =
        [
            .. payload.Read(path, message.ContentFormat, message.Payload)
                .Select(record => ViewOf(record, atMs)),
        ];
        if (values.Length > 0)
        {
            Publish(registration, source, values);
        }
    }

    private void Publish(Registration registration, string source, ValueView[] values)
    {
        DeviceRecord record = RecordOf(registration);
        foreach (ValueView value in values)
        {
            record.Add(value);
        }

        _hub.Publish("values", new ValuesView(registration.Endpoint, source, values));
    }

    private ValueView ViewOf(SenmlRecord record, long receivedAtMs)
    {
        long at = At(receivedAtMs);
        if (record.Time is { } seconds && double.IsFinite(seconds)
            && Math.Abs(seconds) < long.MaxValue / 1000.0)
        {
            at = seconds >= FirstAbsoluteTime
                ? (long)(seconds * 1000)
                : at + (long)(seconds * 1000);
        }

        ContentValue value = record.Value;
        double? number = value.Kind switch
        {
            ValueKind.Integer or ValueKind.Float when double.IsFinite(value.Number) =>
                value.Number,
            ValueKind.Boolean => value.Boolean ? 1 : 0,
            _ => null,
        };
        return new ValueView(record.Path, value.Kind.ToString(), TextOf(value), number, at);
    }

    private static string TextOf(ContentValue value) => value.Kind switch
    {
        ValueKind.Text => value.Text,
        ValueKind.Float => value.Number.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Opaque => HexOf(value.Opaque),
        _ => value.ToString(),
    };

    private static string HexOf(ReadOnlySpan<byte> bytes)
    {
        string hex = Convert.ToHexString(bytes[..Math.Min(bytes.Length, MaxShownBytes)]);
        return bytes.Length > MaxShownBytes ? $"{hex}… ({bytes.Length} bytes)" : hex;
    }

    private static ObservationView ViewOf(Observation observation) => new(
        observation.Registration.Endpoint, observation.Path, observation.NotificationsReceived,
        AnswerSentence.Of(observation.End, observation.Request));
}
