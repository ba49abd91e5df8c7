// The platform's cryptography behind ICrypto passes the same vectors and the same comparison with
// BouncyCastle's as the managed one.

using Lwm2m.Client.DesktopTests.Dtls;
using Lwm2m.Client.Esp32;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class PlatformCryptoOracleTests() : CryptoOracleTests(new Esp32Crypto(), 20261123);
