// The client is its own lock (synchronized methods), which the setters of its objects take, too: on
// another thread they wait for the end of a Poll.

using System.Threading;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class LockTests
{
    private const int Yields = 100;

    private static EngineBench s_bench;
    private static bool s_isSetting;
    private static bool s_isSet;
    private static bool s_wasSetInside;

    [TestMethod]
    public void ASetterWaitsForTheEndOfAPoll()
    {
        s_isSetting = false;
        s_isSet = false;
        s_wasSetInside = false;
        s_bench = new EngineBench(300);
        s_bench.Client.RegistrationChanged = OnRegistrationChanged;
        s_bench.Start();
        var setter = new Thread(Set);
        setter.Start();
        s_bench.Link.Take();
        s_bench.Deliver(EngineBench.Accepted(0x80, 0x00, 1));
        s_isSetting = true;
        setter.Join();
        Assert.IsTrue(s_isSet, "never set");
        Assert.IsFalse(s_wasSetInside, "set inside Poll");
    }

    /// <summary>Inside Poll: lets the other thread run, which must not get any further.</summary>
    private static void OnRegistrationChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int responseCode)
    {
        if (state == RegistrationState.Registered)
        {
            s_isSetting = true;
            for (int i = 0; i < Yields; i++)
            {
                Thread.Sleep(0);
            }

            s_wasSetInside = s_isSet;
        }
    }

    private static void Set()
    {
        while (!s_isSetting)
        {
            Thread.Sleep(0);
        }

        s_bench.Sensor.SetValue(1);
        s_isSet = true;
    }
}
