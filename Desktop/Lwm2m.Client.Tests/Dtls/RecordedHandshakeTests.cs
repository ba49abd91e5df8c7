// The scripts that the device tests play are what the client and the test server say to each other
// today: a change of either shows here, with the script as it ought to be.

using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class RecordedHandshakeTests
{
    /// <summary>Extended master secret, CCM_8, cookie; resumed; renegotiation; closed by the
    /// server.</summary>
    [Fact]
    public void Psk()
    {
        HandshakeRecorder recorder = New(HandshakeVectors.Psk);
        recorder.Start();
        recorder.Exchange(HandshakeVectors.Text);
        recorder.Close();
        recorder.Start();
        recorder.Exchange("!");
        recorder.Say(connection => connection.SendHelloRequest());
        recorder.Say(connection =>
            connection.SendAlert(AlertCode.Warning, AlertCode.CloseNotify));

        Check(recorder, HandshakeVectors.Psk, full: 1, resumed: 1);
    }

    /// <summary>CCM, a hint, a server name; nothing else is answered, no cookie.
    /// </summary>
    [Fact]
    public void Plain()
    {
        HandshakeRecorder recorder = New(HandshakeVectors.Plain);
        DtlsServerOptions options = recorder.Server.Options;
        options.UsesCookies = false;
        options.ExtendedMasterSecret = Offer.Ignored;
        options.SecureRenegotiation = Offer.Ignored;
        options.IdentityHint = "hint"u8.ToArray();
        options.SharesRecords = true;
        recorder.Start();
        recorder.Exchange("data");
        recorder.Close();

        Check(recorder, HandshakeVectors.Plain, full: 1, resumed: 0);
    }

    /// <summary>A first attempt is refused; the second signals renegotiation in the other way, gets
    /// its answers in fragments, and a connection id.</summary>
    [Fact]
    public void ConnectionId()
    {
        HandshakeRecorder recorder = New(HandshakeVectors.ConnectionId);
        DtlsServerOptions options = recorder.Server.Options;
        ushort[] suites = options.Suites;
        options.UsesCookies = false;
        options.Suites = [];
        recorder.Start();
        options.Suites = suites;
        options.CachesSessions = false;
        options.ConnectionIdBytes = 8;
        options.FragmentBytes = 40;
        options.DatagramBytes = 65;
        recorder.Start();
        recorder.Exchange("data");
        recorder.Close();

        Check(recorder, HandshakeVectors.ConnectionId, full: 1, resumed: 0);
    }

    private static HandshakeRecorder New(string[] script) =>
        new(HandshakeBench.ParametersOf(script));

    private static void Check(
        HandshakeRecorder recorder, string[] script, int full, int resumed)
    {
        Assert.Equal(full, recorder.Server.FullHandshakes);
        Assert.Equal(resumed, recorder.Server.Resumptions);
        Assert.Empty(recorder.Server.Violations);
        Assert.Equal(recorder.Script, script.Select(Normal));
    }

    /// <summary>A step without the spaces that make its bytes readable.</summary>
    private static string Normal(string step) => step[0] is '<' or '>'
        ? $"{step[..2]}{Convert.ToHexString(WireBytes.Of(step[2..]))}"
        : step;
}
