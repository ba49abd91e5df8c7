// What all servers of a client share: the buffers, the readers and writers, the objects and the
// machine. Only one of them is served at a time, under the client's lock.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>The shared parts of a client.</summary>
internal sealed class Workspace
{
    // Two a reader and a writer, in their order; those asked for most come last.
    private static readonly ushort[] s_formats =
    {
        ContentFormat.Text, ContentFormat.Opaque,
        ContentFormat.SenmlJson, ContentFormat.OmaJson,
        ContentFormat.Tlv, ContentFormat.Tlv,
        ContentFormat.Cbor, ContentFormat.SenmlCbor,
    };

    /// <summary>Where a message starts in the transmit buffer: room for a record's header.
    /// </summary>
    public const int MessageStart = RecordLayer.HeadRoom;

    private const int BufferBytes =
        MessageStart + Limits.DatagramBytes + RecordLayer.TailRoom;

    public readonly byte[] ReceiveBuffer = new byte[BufferBytes];
    public readonly byte[] TransmitBuffer = new byte[BufferBytes];
    public readonly MessageView View = new MessageView();
    public readonly MessageWriter Message = new MessageWriter();
    public readonly LinkFormatWriter Links = new LinkFormatWriter();
    public readonly InstanceLister Numbers = new InstanceLister();
    public readonly ExecuteArguments Arguments = new ExecuteArguments();
    public readonly AttributePool Attributes = new AttributePool();
    public readonly MessageContent Content;
    public readonly ObservationTable Observations = new ObservationTable();
    public readonly NotificationStore StoredNotifications;

    /// <summary>The paths of the request that is being carried out.</summary>
    public readonly long[] Paths = new long[Limits.CompositePaths];

    /// <summary>The Endpoint Client Name as a query parameter.</summary>
    public readonly byte[] EndpointQuery;
    public readonly ObjectRegistry Objects;
    public readonly IClock Clock;
    public readonly IRandom Random;

    /// <summary>Answers the requests of all servers.</summary>
    public readonly RequestHandler Requests;

    /// <summary>The operations of servers that the client is registered with.</summary>
    public readonly DeviceManagement Management;

    /// <summary>Told about every change of a registration.</summary>
    public RegistrationHandler RegistrationChanged;

    /// <summary>How many sessions have observations and attributes: each is the owner of those with
    /// the number that it was counted as.</summary>
    public int Owners;

    private readonly IPlatform _platform;

    private readonly ContentWriter[] _writers =
    {
        new SingleValueWriter(), new JsonWriter(), new TlvWriter(), new CborWriter(),
    };

    private readonly ContentReader[] _readers;

    public Workspace(byte[] endpointQuery, ObjectRegistry objects, IPlatform platform)
    {
        byte[] name = new byte[RecordReader.MaxNameBytes];
        _readers = new ContentReader[]
        {
            new SingleValueReader(), new JsonReader(name), new TlvReader(), new CborReader(name),
        };
        Content = new MessageContent(this);
        StoredNotifications = new NotificationStore(Observations);
        EndpointQuery = endpointQuery;
        Objects = objects;
        Clock = platform.Clock;
        Random = platform.Random;
        _platform = platform;
        Record = new StoredRecord(
            TransmitBuffer, Bytes.Digest(endpointQuery, 0, endpointQuery.Length));
        Requests = new RequestHandler(this);
        Management = new DeviceManagement(this, Requests);
    }

    /// <summary>Where the state of secure sessions is kept, or null.</summary>
    public IStorage Storage;

    /// <summary>Who may do what; null if there is but one server, which may do everything.
    /// </summary>
    public IAccessRights Rights;

    /// <summary>What finds the target of an operation.</summary>
    public ResourceFinder Finder;

    /// <summary>Whether registrations are stored whenever they change.</summary>
    public bool KeepsRegistrations;

    /// <summary>When the device was suspended, on the clock as it is now; 0 if unknown.</summary>
    public long SuspendedMs;

    /// <summary>Whether the client wants servers to queue their requests.</summary>
    public bool QueueMode;

    /// <summary>Who decides on a bootstrap; null without a bootstrap server.</summary>
    public IBootstrapRequester Bootstrap;

    /// <summary>Whether no server has yet accepted what the latest bootstrap has provided.
    /// </summary>
    public bool IsUnproven;

    /// <summary>What all secure connections share; null before the first.</summary>
    public ClientHandshake Handshake;

    /// <summary>Writes and reads the slots of registrations.</summary>
    public readonly StoredRecord Record;

    /// <summary>Empties a slot of the storage; false if the storage has refused.</summary>
    public bool Erase(int key)
    {
        return Storage == null || Storage.Write(key, TransmitBuffer, 0, 0);
    }

    /// <summary>Creates a socket; with an object 7, one whose datagrams that counts.</summary>
    public IDatagramTransport NewTransport()
    {
        IDatagramTransport transport = _platform.CreateTransport();
        var statistics =
            Objects.Find(ObjectId.ConnectivityStatistics) as ConnectivityStatisticsObject;
        return statistics == null ? transport : new CountedTransport(transport, statistics);
    }

    /// <summary>Creates a secure connection.</summary>
    public DtlsConnection NewConnection(
        DtlsParameters parameters, IDatagramTransport transport, byte[] scratch)
    {
        if (Handshake == null)
        {
            Handshake = new ClientHandshake(
                _platform.Crypto, Random, TransmitBuffer, ReceiveBuffer.Length);
        }

        return new DtlsConnection(parameters, Handshake, transport, scratch);
    }

    /// <summary>
    /// Whether a server has a right to what a path names; see <see cref="IAccessRights"/>.
    /// </summary>
    public bool Allows(int serverId, long path, int right)
    {
        return Rights == null || Rights.Allows(serverId, path, right);
    }

    /// <summary>The writer of a content format, or null.</summary>
    public ContentWriter WriterOf(int format)
    {
        int kind = KindOf(format);
        if (kind < 0)
        {
            return null;
        }

        ContentWriter writer = _writers[kind];
        writer.Format = format;
        return writer;
    }

    /// <summary>The reader of a content format, or null.</summary>
    public ContentReader ReaderOf(int format)
    {
        int kind = KindOf(format);
        if (kind < 0)
        {
            return null;
        }

        ContentReader reader = _readers[kind];
        reader.Format = format;
        return reader;
    }

    /// <summary>The index of the reader and the writer of a format, or -1.</summary>
    private static int KindOf(int format)
    {
        int i = s_formats.Length - 1;
        while (i >= 0 && s_formats[i] != format)
        {
            i--;
        }

        return i >> 1;
    }
}
