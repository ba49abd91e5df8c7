// What the page is told, as it stands in JSON. Times are milliseconds since 1970.

namespace Lwm2m.DevServer.Web;

/// <summary>An object that a device has.</summary>
/// <param name="Id">The object id.</param>
/// <param name="Version">The version that the device states, or that its version of LwM2M implies.
/// </param>
/// <param name="Definition">The definition that names its resources, "3303/1.1", or null.</param>
/// <param name="Instances">The ids of its instances.</param>
internal sealed record ObjectView(
    int Id, string Version, string? Definition, IReadOnlyList<int> Instances);

/// <summary>A value of a device.</summary>
/// <param name="Path">The path of a resource or a resource instance.</param>
/// <param name="Kind">What it is on the wire.</param>
/// <param name="Text">The value as text.</param>
/// <param name="Number">The value for a chart, or null.</param>
/// <param name="At">When it was measured or, if that is not stated, when it came.</param>
internal sealed record ValueView(string Path, string Kind, string Text, double? Number, long At);

/// <summary>An attribute, such as pmin at a resource.</summary>
internal sealed record AttributeView(string Name, string? Value);

/// <summary>Something that a Discover has found.</summary>
internal sealed record LinkView(string Path, IReadOnlyList<AttributeView> Attributes);

/// <summary>An observation.</summary>
/// <param name="Endpoint">The device.</param>
/// <param name="Path">What is observed.</param>
/// <param name="Notifications">How many notifications have come.</param>
/// <param name="End">Why it is over, in one sentence, or null.</param>
internal sealed record ObservationView(
    string Endpoint, string Path, int Notifications, string? End);

/// <summary>A registered device.</summary>
/// <param name="Endpoint">The endpoint client name.</param>
/// <param name="Location">The location of the registration.</param>
/// <param name="Address">The address and port.</param>
/// <param name="Identity">The identity in DTLS, or null.</param>
/// <param name="Version">The version of LwM2M.</param>
/// <param name="Binding">The binding.</param>
/// <param name="Lifetime">The lifetime in seconds.</param>
/// <param name="RegisteredAt">When it registered.</param>
/// <param name="UpdatedAt">When its last Register or Update came.</param>
/// <param name="IsQueueMode">Whether it sleeps between messages.</param>
/// <param name="AwakeUntil">Until when it is taken to be awake, in queue mode.</param>
/// <param name="Waiting">How many requests wait until it is awake.</param>
/// <param name="Formats">The names of the formats that it states.</param>
/// <param name="Objects">Its objects.</param>
/// <param name="Observations">What is observed.</param>
internal sealed record DeviceView(
    string Endpoint, string Location, string Address, string? Identity, string Version,
    string Binding, long Lifetime, long RegisteredAt, long UpdatedAt, bool IsQueueMode,
    long AwakeUntil, int Waiting, IReadOnlyList<string> Formats,
    IReadOnlyList<ObjectView> Objects, IReadOnlyList<ObservationView> Observations);

/// <summary>What is known of the insides of a device.</summary>
internal sealed record ContentView(
    string Endpoint, IReadOnlyList<LinkView> Links, IReadOnlyList<ValueView> Values);

/// <summary>Values that have come.</summary>
/// <param name="Endpoint">The device.</param>
/// <param name="Source">Read, Notification or Send.</param>
/// <param name="Values">The values.</param>
internal sealed record ValuesView(
    string Endpoint, string Source, IReadOnlyList<ValueView> Values);

/// <summary>The end of a request that the page has made.</summary>
/// <param name="Id">The id that the page gave it.</param>
/// <param name="IsSuccess">Whether the device did it.</param>
/// <param name="Code">The code of the answer, "2.05 Content", or null.</param>
/// <param name="Sentence">What happened, in one sentence.</param>
/// <param name="ElapsedMs">How long it took.</param>
/// <param name="Format">The name of the answer's format, or null.</param>
internal sealed record AnswerView(
    string Id, bool IsSuccess, string? Code, string Sentence, long ElapsedMs, string? Format);

/// <summary>The upload of a firmware image.</summary>
/// <param name="Endpoint">The device.</param>
/// <param name="State">Sending, Done or Failed.</param>
/// <param name="Sent">How many bytes the device has taken.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Sentence">What happened, or null while it goes on.</param>
internal sealed record FirmwareView(
    string Endpoint, string State, long Sent, long Total, string? Sentence);

/// <summary>An entry of the log.</summary>
/// <param name="Id">Its number; each entry has a higher one.</param>
/// <param name="At">When it was.</param>
/// <param name="Kind">What it is about: the name of a <see cref="LogKind"/>.</param>
/// <param name="Peer">The device's address, or null.</param>
/// <param name="Endpoint">The device, if it is registered.</param>
/// <param name="Summary">One line.</param>
/// <param name="Message">The message in detail, or null.</param>
internal sealed record LogView(
    long Id, long At, string Kind, string? Peer, string? Endpoint, string Summary,
    MessageView? Message);

/// <summary>A CoAP message in detail.</summary>
internal sealed record MessageView(
    string Type, string Code, int MessageId, string Token, IReadOnlyList<AttributeView> Options,
    int PayloadBytes, string? Payload, string? PayloadHex);

/// <summary>A step of a bootstrap and its answer.</summary>
internal sealed record StepView(string Step, string Answer, bool IsExpected);

/// <summary>The last bootstrap of a device.</summary>
internal sealed record SessionView(
    string Endpoint, string Address, string State, long StartedAt,
    IReadOnlyList<StepView> Steps);

/// <summary>An account that a bootstrap hands out; its key is never told.</summary>
internal sealed record AccountView(
    string? Uri, int ServerId, string? Identity, bool HasKey, int Lifetime, string Binding);

/// <summary>What is handed out to a device.</summary>
internal sealed record EntryView(
    string Endpoint, string? Format, IReadOnlyList<AccountView> Accounts);

/// <summary>The bootstrap server.</summary>
/// <param name="IsOpen">Whether every device that asks gets an account with this server.</param>
/// <param name="Entries">What is handed out to whom.</param>
/// <param name="Sessions">The last bootstrap of each device.</param>
/// <param name="Identities">The identities that have a key here, or null without DTLS.</param>
internal sealed record BootstrapView(
    bool IsOpen, IReadOnlyList<EntryView> Entries, IReadOnlyList<SessionView> Sessions,
    IReadOnlyList<string>? Identities);

/// <summary>Everything that a page needs at first.</summary>
internal sealed record HelloView(
    long Now, string? SecureUri, string? PlainUri, IReadOnlyList<DeviceView> Devices,
    IReadOnlyList<FirmwareView> Firmware, IReadOnlyList<LogView> Log, BootstrapView Bootstrap);
