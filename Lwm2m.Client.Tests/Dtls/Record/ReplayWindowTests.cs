// The replay window against a list of all that has been taken.

using Lwm2m.Client.Dtls.Record;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ReplayWindowTests
{
    /// <summary>A number, and whether it is new then; it is taken if it is.</summary>
    [TestMethod]
    public void EdgesOfTheWindow()
    {
        long[] numbers =
        {
            0, 0, 1, 5, 4, 4, 63, 64, 1, 2, 3, 127, 64, 65, 63, 300, 236, 237, 237,
            0xFFFFFFFFFFFE, 0xFFFFFFFFFFFE, 0xFFFFFFFFFFBF, 0xFFFFFFFFFFBE, 300,
        };
        const string IsNew = "Y-YYY-YY-YYY-Y-Y-Y-Y-Y--";
        var window = NewWindow();
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.AreEqual(IsNew[i] == 'Y', window.IsNew(numbers[i]), "number " + i.ToString());
            if (IsNew[i] == 'Y')
            {
                window.Take(numbers[i]);
            }
        }

        window.ClearRecordState();
        Assert.IsTrue(window.IsNew(0));
    }

    [TestMethod]
    public void AgreesWithAList()
    {
        const int Count = 600;
        bool[] taken = new bool[Count];
        int highest = -1;
        int state = 7;
        var window = NewWindow();
        for (int i = 0; i < 2 * Count; i++)
        {
            // Around a number that grows slowly, at times far ahead.
            state = ((state * 1103515) + 12345) & 0x7FFFFF;
            int number = (i / 3) + ((state >> 8) % (i % 50 == 0 ? 200 : 90));
            bool isNew = number > highest || (highest - number < 64 && !taken[number]);
            Assert.AreEqual(isNew, window.IsNew(number));
            if (isNew)
            {
                window.Take(number);
                taken[number] = true;
                highest = number > highest ? number : highest;
            }
        }

        // Another one goes on where the first has stood.
        var other = NewWindow();
        other.Highest = window.Highest;
        other.Taken = window.Taken;
        for (int number = highest - 70; number < highest + 2; number++)
        {
            Assert.AreEqual(window.IsNew(number), other.IsNew(number));
        }
    }

    private static ConnectionState NewWindow()
    {
        return new ConnectionState(ConnectionState.RecordBytes);
    }
}
