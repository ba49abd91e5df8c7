// The places where the test server breaks a handshake off, for tests that try each of them.

using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>Values for DtlsTestServer.MessagesUntilBreakOff.</summary>
public static class BreakOffs
{
    /// <summary>After each message from the first to this one.</summary>
    public static TheoryData<int> UpTo(int messages) => [.. Enumerable.Range(1, messages)];
}
