// A registered client that is sent what is left of requests when bytes are missing or wrong: it
// keeps its registration and goes on answering. The desktop tests try every byte value.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class CorruptionEngineTests
{
    [TestMethod]
    public void EveryPrefixOfARequestIsSurvived()
    {
        Corruption.CutShort(EngineBench.Registered(86400), RequestVectors.All());
    }

    [TestMethod]
    public void ABitErrorInEveryByteIsSurvived()
    {
        Corruption.ChangeBits(EngineBench.Registered(86400), RequestVectors.All());
    }
}
