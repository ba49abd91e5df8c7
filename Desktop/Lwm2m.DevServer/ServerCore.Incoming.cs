// The requests of devices: their blocks are put together, then the interface that they belong to
// answers them.

using System.Net;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer;

/// <summary>What a device sent by itself (OMA LwM2M 1.1 Core §6.4.6).</summary>
/// <param name="Registration">The device.</param>
/// <param name="Records">The records, resolved.</param>
/// <param name="Format">The format in which they came.</param>
/// <param name="ReceivedAtMs">When they came.</param>
public sealed record SentData(
    Registration Registration, IReadOnlyList<SenmlRecord> Records, int Format, long ReceivedAtMs);

public sealed partial class ServerCore
{
    private const string SendPath = "/dp";

    /// <summary>A device sent records, all of them of object instances that it has registered.
    /// </summary>
    public event Action<SentData>? DataSent;

    /// <summary>The server wants the connection with a peer closed: whoever carries its datagrams
    /// does it.</summary>
    public event Action<EndPoint>? Closing;

    /// <summary>How the server takes the large bodies of devices.</summary>
    public RequestBlockStyle RequestBlocks
    {
        get => _bodies.Style;
        set => _bodies.Style = value;
    }

    /// <summary>For tests: the code that each Register is refused with, or null.</summary>
    public CoapCode? RegisterRefusal { get; set; }

    /// <summary>For tests: the code that each Update is refused with, or null.</summary>
    public CoapCode? UpdateRefusal { get; set; }

    /// <summary>For tests: the code that each Send is refused with, or null.</summary>
    public CoapCode? SendRefusal { get; set; }

    /// <summary>For tests: whether the connection is closed after each refusal.</summary>
    public bool ClosesAfterRefusal { get; set; }

    /// <summary>For tests: the server hears nothing and says nothing; what it has to send is
    /// lost.</summary>
    public bool IsSilent
    {
        get => _messages.IsSilent;
        set => _messages.IsSilent = value;
    }

    /// <summary>Has the connection with a peer closed.</summary>
    public void Close(EndPoint peer) => Closing?.Invoke(peer);

    CoapMessage? IMessageHandler.HandleRequest(EndPoint peer, CoapMessage request)
    {
        CoapMessage? intercepted = Intercept?.Invoke(peer, request);
        if (intercepted is not null)
        {
            return ReferenceEquals(intercepted, Silence) ? null : intercepted;
        }

        if (_bodies.Collect(peer, request, out CoapMessage whole) is { } answer)
        {
            return answer;
        }

        answer = Handle(peer, whole);
        return request.Block1 is { } block ? WithBlock(answer, block) : answer;
    }

    // RFC 7959 §2.3: the answer to the last block says which it was.
    private static CoapMessage WithBlock(CoapMessage answer, BlockOption block)
    {
        var options = new OptionList();
        foreach (CoapOption option in answer.Options)
        {
            options.Add(option);
        }

        options.Add(block.ToOption(OptionNumber.Block1));
        return new CoapMessage
        {
            Code = answer.Code, Options = options.Options, Payload = answer.Payload,
        };
    }

    private CoapMessage Handle(EndPoint peer, CoapMessage request)
    {
        string path = request.UriPath;
        bool isPost = request.Code == CoapCode.Post;
        CoapCode? refusal = !isPost ? null
            : path == "/rd" ? RegisterRefusal
            : path.StartsWith("/rd/", StringComparison.Ordinal) ? UpdateRefusal
            : path == SendPath ? SendRefusal
            : null;
        if (refusal is not null && ClosesAfterRefusal)
        {
            _afterAnswer.Enqueue(() => Close(peer));
        }

        return refusal is { } code ? Reply.Of(code)
            : path == SendPath ? isPost ? TakeData(peer, request)
                : Reply.Of(CoapCode.MethodNotAllowed)
            : path == "/bs" ? Bootstrap.Handle(peer, request)
            : Files.Handle(request) ?? _registrations.Handle(peer, request);
    }

    private CoapMessage TakeData(EndPoint peer, CoapMessage request)
    {
        if (Registrations.FirstOrDefault(candidate => candidate.Peer.Equals(peer))
            is not { } registration)
        {
            return Reply.WithText(CoapCode.NotFound, "not registered");
        }

        if (registration.Version == "1.0")
        {
            _log.Violation(peer, request, "1.0 has no Send");
            return Reply.Of(CoapCode.NotFound);
        }

        if (request.ContentFormat is not (MediaType.SenmlCbor or MediaType.SenmlJson))
        {
            return Reply.Of(CoapCode.UnsupportedContentFormat);
        }

        if (!Senml.TryDecode(request.ContentFormat, request.Payload,
            out List<SenmlRecord> records, out string? error))
        {
            return Reply.WithText(CoapCode.BadRequest, error!);
        }

        if (records.Find(record => !IsValueOf(registration, record)) is { } stray)
        {
            return Reply.WithText(CoapCode.NotFound, $"{stray} is not of a registered instance");
        }

        Counters.Sends++;
        var data = new SentData(registration, records, request.ContentFormat.Value, NowMs);
        _afterAnswer.Enqueue(() =>
        {
            _log.Add(LogKind.Event, peer,
                $"{registration.Endpoint} sent {string.Join(", ", records)}");
            DataSent?.Invoke(data);
        });
        return Reply.Of(CoapCode.Changed);
    }

    private static bool IsValueOf(Registration registration, SenmlRecord record)
    {
        new Link(record.Path, []).TryGetIds(out ushort[] ids);
        return ids.Length > 2 && record.Value.Kind != ValueKind.None
            && registration.Instances.Contains((ids[0], ids[1]));
    }
}
