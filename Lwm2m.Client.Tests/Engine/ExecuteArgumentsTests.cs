// ExecuteArguments: the syntax of OMA LwM2M Core 1.1 §6.3.5.
//   arglist = arg *( "," arg )    arg = DIGIT / DIGIT "=" "'" *CHAR "'"
//   CHAR = "!" / %x23-26 / %x28-5B / %x5D-7E

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ExecuteArgumentsTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("5")]
    [DataRow("2='10.3'")]
    [DataRow("7,0='https://www.oma.org'")]
    [DataRow("0,1,2,3,4,5,6,7,8,9")]
    [DataRow("9,8='',7")]
    [DataRow("0='!#$%&()*+,-./:;<=>?@[]^_`{|}~'")]
    public void GoodListsAreTaken(string text)
    {
        Assert.IsTrue(Parse(new ExecuteArguments(), WireBytes.OfText(text)));
    }

    [TestMethod]
    [DataRow(",")]
    [DataRow("5,")]
    [DataRow(",5")]
    [DataRow("5,,6")]
    [DataRow("a")]
    [DataRow("10")]
    [DataRow("55")]
    [DataRow("5,5")]
    [DataRow("-1")]
    [DataRow(" 5")]
    [DataRow("5 ")]
    [DataRow("5, 6")]
    [DataRow("5=")]
    [DataRow("5='")]
    [DataRow("5='a")]
    [DataRow("5=a")]
    [DataRow("5='a'b")]
    [DataRow("5='a'6")]
    [DataRow("5=''x''")]
    [DataRow("='a'")]
    [DataRow("5='a b'")]
    [DataRow("5='a\"b'")]
    [DataRow("5='a\\b'")]
    [DataRow("5=\"a\"")]
    [DataRow("/")]
    [DataRow(":")]
    public void BadListsAreRefused(string text)
    {
        Assert.IsFalse(Parse(new ExecuteArguments(), WireBytes.OfText(text)));
    }

    [TestMethod]
    public void ArgumentsAreFoundByTheirDigit()
    {
        var arguments = new ExecuteArguments();
        Assert.IsTrue(Parse(arguments, WireBytes.OfText("7,0='https://x',3=''")));
        for (int digit = 0; digit < 10; digit++)
        {
            bool isGiven = digit == 7 || digit == 0 || digit == 3;
            Assert.AreEqual(isGiven, arguments.Has(digit));
            Assert.AreEqual(
                digit == 0 ? 9 : isGiven ? 0 : -1, arguments.LengthOf(digit));
        }

        WireBytes.AreEqual(
            WireBytes.OfText("https://x"), arguments.Buffer, arguments.OffsetOf(0), 9);
    }

    [TestMethod]
    public void NothingOfTheListBeforeIsLeft()
    {
        var arguments = new ExecuteArguments();
        Assert.IsTrue(Parse(arguments, WireBytes.OfText("1,2='ab'")));
        Assert.IsTrue(Parse(arguments, WireBytes.OfText("3")));
        Assert.IsFalse(arguments.Has(1));
        Assert.IsFalse(arguments.Has(2));
        Assert.IsTrue(arguments.Has(3));
    }

    [TestMethod]
    public void OnlyTheseBytesAreCharacters()
    {
        var arguments = new ExecuteArguments();
        byte[] list = WireBytes.OfText("0='x'");
        for (int c = 0; c < 256; c++)
        {
            list[3] = (byte)c;
            bool isChar = c == 0x21 || (c >= 0x23 && c <= 0x26) || (c >= 0x28 && c <= 0x5B)
                || (c >= 0x5D && c <= 0x7E);
            Assert.AreEqual(isChar, Parse(arguments, list));
        }
    }

    [TestMethod]
    public void EveryPrefixIsJudged()
    {
        // Those that end after a complete argument are good, all others are not.
        byte[] list = WireBytes.OfText("1,2='ab',3='',4");
        var arguments = new ExecuteArguments();
        for (int length = 0; length <= list.Length; length++)
        {
            bool expected = length == 0 || length == 1 || length == 3 || length == 8
                || length == 10 || length == 13 || length == 15;
            Assert.AreEqual(expected, Parse(arguments, WireBytes.Prefix(list, length)));
        }
    }

    /// <summary>Parses a list that has other bytes on both sides.</summary>
    private static bool Parse(ExecuteArguments arguments, byte[] list)
    {
        byte[] buffer = WireBytes.Join(
            WireBytes.OfText("9,"), WireBytes.Join(list, WireBytes.OfText("',9")));
        return arguments.Parse(buffer, 2, 2 + list.Length);
    }
}
