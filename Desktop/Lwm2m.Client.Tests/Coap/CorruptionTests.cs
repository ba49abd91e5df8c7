// Every vector with every value in every place: what the device tests do with samples. The view
// stays inside the message, the registered client stays registered, and neither allocates.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Coap;

/// <summary>Exhaustive single-byte corruptions and prefixes.</summary>
public sealed class CorruptionTests
{
    private static IEnumerable<byte[]> Vectors => [.. CoapVectors.All(), .. RequestVectors.All()];

    /// <summary>The view accepts nothing that lies outside the message.</summary>
    [Fact]
    public void TheViewStaysInsideTheMessage()
    {
        var view = new MessageView();
        var seen = new HashSet<MessageKind>();
        foreach (byte[] vector in Vectors)
        {
            for (int length = 0; length <= vector.Length; length++)
            {
                // An array that ends with the message: one byte too far throws.
                seen.Add(Check(view, vector[..length]));
            }

            ForEachCorruption(vector, message => seen.Add(Check(view, message)));
        }

        Assert.Equal(5, seen.Count);
    }

    /// <summary>A registered client gives one answer at the most and goes on.</summary>
    [Fact]
    public void ARegisteredClientSurvivesEverything()
    {
        int suffered = 0;
        foreach (byte[] vector in Vectors)
        {
            EngineBench bench = EngineBench.Registered(86400);
            for (int length = 0; length < vector.Length; length++)
            {
                bench.Suffer(vector[..length]);
                bench.IsAlive();
            }

            int changes = 0;
            ForEachCorruption(vector, message =>
            {
                // A new client for each place, and time between the messages: what the
                // client remembers of those before does not shield it.
                if (changes++ % 255 == 0)
                {
                    bench = EngineBench.Registered(86400);
                }

                bench.Suffer(message);
                bench.IsAlive();
                bench.Advance(8000);
                bench.Settle();
                suffered++;
            });
        }

        Assert.Equal(255 * Vectors.Sum(v => v.Length), suffered);
    }

    /// <summary>A client that waits for its first answer takes only that one.</summary>
    [Fact]
    public void AClientThatRegistersIsNotMisled()
    {
        byte[] accepted = EngineBench.Accepted(0x80, 0x00, 1);
        int registered = 0;
        ForEachCorruption(accepted, message =>
        {
            var bench = new EngineBench(300);
            bench.Client.Start();
            bench.Poll();
            Assert.NotNull(bench.Link.Take());
            bench.Link.Deliver(message);
            bench.Poll();
            if (bench.State == RegistrationState.Registered)
            {
                registered++;

                // The type may differ: a separate response needs no message id.
                Assert.True(message.AsSpan(4, 4).SequenceEqual(accepted.AsSpan(4, 4)));
                Assert.Equal(2, message[1] >> 5);
            }
            else
            {
                // Ignored, refused, or accepted without a location.
                Assert.Contains(
                    bench.State,
                    new[]
                    {
                        RegistrationState.AwaitingRegisterResponse,
                        RegistrationState.AwaitingRetry,
                    });
            }
        });
        Assert.True(registered > 1000);
    }

    /// <summary>Parsing and walking take no memory, whatever the message.</summary>
    [Fact]
    public void ParsingAllocatesNothing()
    {
        byte[][] messages = [.. Vectors];
        var view = new MessageView();
        ParseAll(view, messages);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long parsed = ParseAll(view, messages);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(parsed > 100000);
    }

    private static long ParseAll(MessageView view, byte[][] messages)
    {
        long parsed = 0;
        foreach (byte[] message in messages)
        {
            for (int i = 0; i < message.Length; i++)
            {
                byte kept = message[i];
                for (int value = 0; value < 256; value++)
                {
                    message[i] = (byte)value;
                    MessageKind kind = view.Parse(message, 0, message.Length);
                    parsed += MessageBounds.FaultOf(view, kind, 0, message.Length) is null ? 1 : 0;
                }

                message[i] = kept;
            }
        }

        return parsed;
    }

    private static MessageKind Check(MessageView view, byte[] message)
    {
        MessageKind kind = view.Parse(message, 0, message.Length);
        string? fault = MessageBounds.FaultOf(view, kind, 0, message.Length);
        Assert.True(fault is null, $"{fault}: {Convert.ToHexString(message)}");
        return kind;
    }

    private static void ForEachCorruption(byte[] vector, Action<byte[]> action)
    {
        byte[] message = [.. vector];
        for (int i = 0; i < message.Length; i++)
        {
            for (int change = 1; change < 256; change++)
            {
                message[i] = (byte)(vector[i] ^ change);
                action(message);
            }

            message[i] = vector[i];
        }
    }
}
