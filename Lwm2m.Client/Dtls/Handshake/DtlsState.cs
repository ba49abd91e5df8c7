// Where a connection stands, and what came of a datagram or a timer.

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Where a connection stands; named by what it waits for.</summary>
internal enum DtlsState
{
    /// <summary>There is no connection: waits for Start.</summary>
    Closed = 0,

    /// <summary>Waits until another connection's handshake is over.</summary>
    AwaitingTurn,

    /// <summary>ClientHello is sent; waits for HelloVerifyRequest or ServerHello.</summary>
    AwaitingServerHello,

    /// <summary>ServerHello has come; waits for ServerKeyExchange or ServerHelloDone.</summary>
    AwaitingServerHelloDone,

    /// <summary>The keys are there; waits for the server's Finished.</summary>
    AwaitingFinished,

    /// <summary>Application data can be sent.</summary>
    Connected,
}

/// <summary>What came of a record or a timer.</summary>
internal enum DtlsEvent
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Application data.</summary>
    Data,

    /// <summary>The handshake is complete.</summary>
    Connected,

    /// <summary>The connection has ended, or the handshake has failed.</summary>
    Closed,
}

/// <summary>What came of a handshake record.</summary>
internal enum HandshakeEvent
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>The next flight is sent.</summary>
    FlightSent,

    /// <summary>The handshake is complete.</summary>
    Complete,

    /// <summary>The server has not kept to the protocol.</summary>
    Refused,
}
