// What outlives a connection and can be resumed (RFC 5246 §7.3, RFC 7627 §5.3).

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>A session; resumed connections share it.</summary>
/// <param name="Id">Its id; empty when it cannot be resumed.</param>
/// <param name="Suite">The cipher suite.</param>
/// <param name="Identity">The PSK identity, in Latin-1.</param>
/// <param name="MasterSecret">The master secret.</param>
/// <param name="HasExtendedMasterSecret">Whether that is the extended one.</param>
internal sealed record DtlsSession(
    byte[] Id, ushort Suite, string Identity, byte[] MasterSecret, bool HasExtendedMasterSecret);
