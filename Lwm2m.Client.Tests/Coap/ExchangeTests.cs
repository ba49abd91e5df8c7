// Exchange: the retransmission schedule of RFC 7252 §4.2 and §4.8, and what ends an exchange
// (§5.2.1 piggybacked, §5.2.2 separate, §4.2 rejected).

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ExchangeTests
{
    private const int Purpose = 7;
    private const long Begin = 5000000000L; // More than 32 bits hold.

    [TestMethod]
    [DataRow(0, 2000)]
    [DataRow(500, 2500)]
    [DataRow(1000, 3000)]
    public void TheTimeoutDoublesFromItsRandomStart(int random, int timeoutMs)
    {
        var numbers = new ScriptedRandom(random);
        Exchange exchange = Start(numbers, true);

        // ACK_TIMEOUT to ACK_TIMEOUT * ACK_RANDOM_FACTOR, both ends included.
        Assert.AreEqual(1001, numbers.LastBound);
        long due = Begin + timeoutMs;
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(due, exchange.DueMs);
            Assert.AreEqual((int)ExchangeEvent.Retransmit, (int)exchange.OnTimer(due));
            Assert.AreEqual(Purpose, exchange.Purpose);
            due += timeoutMs << (i + 1);
        }

        // Altogether (2^5 - 1) time-outs: MAX_TRANSMIT_WAIT at the most.
        Assert.AreEqual(Begin + (31L * timeoutMs), due);
        Assert.AreEqual(due, exchange.DueMs);
        Assert.AreEqual((int)ExchangeEvent.TimedOut, (int)exchange.OnTimer(due));
        IsFree(exchange);
    }

    [TestMethod]
    public void ALateTimerPostponesTheNext()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        exchange.OnTimer(Begin + 2700);
        Assert.AreEqual(Begin + 6700, exchange.DueMs);
    }

    [TestMethod]
    public void TheDefaultsAreThoseOfTheRfc()
    {
        var parameters = new TransmissionParameters();
        Assert.AreEqual(93000L, parameters.MaxTransmitWaitMs);
        Assert.AreEqual(247000L, parameters.ExchangeLifetimeMs);
    }

    [TestMethod]
    public void ParametersCanBeSet()
    {
        var numbers = new ScriptedRandom(0);
        var parameters = new TransmissionParameters();
        parameters.AckTimeoutMs = 9000;
        parameters.AckRandomPercent = 100;
        parameters.MaxRetransmit = 0;
        var exchange = new Exchange(parameters, numbers, 64);
        Write(exchange);
        exchange.Start(Purpose, 10, true, Begin);
        Assert.AreEqual(1, numbers.LastBound);
        Assert.AreEqual(Begin + 9000, exchange.DueMs);
        Assert.AreEqual((int)ExchangeEvent.TimedOut, (int)exchange.OnTimer(Begin + 9000));
        Assert.AreEqual(9000L, parameters.MaxTransmitWaitMs);
    }

    [TestMethod]
    public void APiggybackedResponseEndsARequest()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Responded, exchange, 0x62, 0x44, 0xAB, 0xCD, 0x01, 0x02);
        IsFree(exchange);
    }

    [TestMethod]
    public void AResponseWithoutAcknowledgementEndsARequestToo()
    {
        // The acknowledgement was lost: the response stands for it (RFC 7252 §5.2.2), whatever
        // its message id.
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Responded, exchange, 0x42, 0x44, 0x00, 0x01, 0x01, 0x02);
        IsFree(exchange);
        exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Responded, exchange, 0x52, 0x84, 0x00, 0x01, 0x01, 0x02);
        IsFree(exchange);
    }

    [TestMethod]
    public void AnAcknowledgedRequestWaitsForItsResponse()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Continues, exchange, 0x60, 0x00, 0xAB, 0xCD);
        Assert.AreEqual(Begin + 93000, exchange.DueMs);
        Is(ExchangeEvent.Responded, exchange, 0x42, 0x41, 0x99, 0x99, 0x01, 0x02);
        IsFree(exchange);
    }

    [TestMethod]
    public void AnAcknowledgedRequestIsNotRepeatedAndGivesUp()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Continues, exchange, 0x60, 0x00, 0xAB, 0xCD);

        // A repeated acknowledgement does not prolong the wait.
        var view = new MessageView();
        byte[] again = { 0x60, 0x00, 0xAB, 0xCD };
        MessageKind kind = view.Parse(again, 0, 4);
        Assert.AreEqual(
            (int)ExchangeEvent.Continues, (int)exchange.OnMessage(view, kind, Begin + 50000));
        Assert.AreEqual(Begin + 93000, exchange.DueMs);
        Assert.AreEqual((int)ExchangeEvent.TimedOut, (int)exchange.OnTimer(Begin + 93000));
        IsFree(exchange);
    }

    [TestMethod]
    public void AnAcknowledgementEndsWhatNeedsNoResponse()
    {
        Exchange exchange = Start(new ScriptedRandom(0), false);
        Is(ExchangeEvent.Acknowledged, exchange, 0x60, 0x00, 0xAB, 0xCD);
        IsFree(exchange);
    }

    [TestMethod]
    public void AResponseIsNotForWhatNeedsNone()
    {
        Exchange exchange = Start(new ScriptedRandom(0), false);
        Is(ExchangeEvent.None, exchange, 0x62, 0x44, 0xAB, 0xCD, 0x01, 0x02);
        Assert.AreEqual(Purpose, exchange.Purpose);
    }

    [TestMethod]
    public void AResetRejects()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Rejected, exchange, 0x70, 0x00, 0xAB, 0xCD);
        IsFree(exchange);
        exchange = Start(new ScriptedRandom(0), false);
        Is(ExchangeEvent.Rejected, exchange, 0x70, 0x00, 0xAB, 0xCD);
        IsFree(exchange);
    }

    [TestMethod]
    public void WhatBelongsToSomethingElseIsNoEvent()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.None, exchange, 0x60, 0x00, 0xAB, 0xCE);             // other id
        Is(ExchangeEvent.None, exchange, 0x70, 0x00, 0xAC, 0xCD);             // other id
        Is(ExchangeEvent.None, exchange, 0x62, 0x44, 0xAB, 0xCE, 0x01, 0x02); // other id
        Is(ExchangeEvent.None, exchange, 0x62, 0x44, 0xAB, 0xCD, 0x01, 0x03); // other token
        Is(ExchangeEvent.None, exchange, 0x61, 0x44, 0xAB, 0xCD, 0x01);       // shorter token
        Is(ExchangeEvent.None, exchange, 0x63, 0x44, 0xAB, 0xCD, 1, 2, 0);    // longer token
        Is(ExchangeEvent.None, exchange, 0x60, 0x44, 0xAB, 0xCD);             // no token
        Is(ExchangeEvent.None, exchange, 0x42, 0x44, 0xAB, 0xCD, 0x01, 0x03); // other token
        Is(ExchangeEvent.None, exchange, 0x40, 0x00, 0xAB, 0xCD);             // ping
        Is(ExchangeEvent.None, exchange, 0x50, 0x00, 0xAB, 0xCD);             // empty NON
        Is(ExchangeEvent.None, exchange, 0x72, 0x44, 0xAB, 0xCD, 0x01, 0x02); // RST not empty
        Is(ExchangeEvent.None, exchange, 0x42, 0x01, 0xAB, 0xCD, 0x01, 0x02); // request
        Is(ExchangeEvent.None, exchange, 0x62, 0x01, 0xAB, 0xCD, 0x01, 0x02); // request in an ACK
        Assert.AreEqual(Purpose, exchange.Purpose);
        Assert.AreEqual(Begin + 2000, exchange.DueMs);
    }

    [TestMethod]
    public void AFreeExchangeHasNoEvents()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        exchange.Cancel();
        IsFree(exchange);
        Is(ExchangeEvent.None, exchange, 0x62, 0x44, 0xAB, 0xCD, 0x01, 0x02);
        Is(ExchangeEvent.None, exchange, 0x60, 0x00, 0xAB, 0xCD);
        Is(ExchangeEvent.None, exchange, 0x70, 0x00, 0xAB, 0xCD);
    }

    [TestMethod]
    public void AnExchangeCanBeUsedAgain()
    {
        Exchange exchange = Start(new ScriptedRandom(0), true);
        Is(ExchangeEvent.Continues, exchange, 0x60, 0x00, 0xAB, 0xCD);
        Is(ExchangeEvent.Responded, exchange, 0x42, 0x41, 0x99, 0x99, 0x01, 0x02);
        Write(exchange);
        exchange.Start(Purpose + 1, 10, false, Begin + 10);
        Assert.AreEqual(Purpose + 1, exchange.Purpose);
        Assert.AreEqual(Begin + 2010, exchange.DueMs);
        Assert.AreEqual((int)ExchangeEvent.Retransmit, (int)exchange.OnTimer(Begin + 2010));
    }

    /// <summary>A POST with message id 0xabcd and token 0102 leaves at Begin.</summary>
    private static Exchange Start(ScriptedRandom random, bool isRequest)
    {
        var exchange = new Exchange(new TransmissionParameters(), random, 64);
        Assert.AreEqual(Exchange.Free, exchange.Purpose);
        Assert.AreEqual(long.MaxValue, exchange.DueMs);
        Write(exchange);
        exchange.Start(Purpose, 6, isRequest, Begin);
        Assert.AreEqual(Purpose, exchange.Purpose);
        Assert.AreEqual(6, exchange.Length);
        return exchange;
    }

    private static void Write(Exchange exchange)
    {
        byte[] message = { 0x42, 0x02, 0xAB, 0xCD, 0x01, 0x02 };
        System.Array.Copy(message, 0, exchange.Buffer, 0, message.Length);
    }

    private static void IsFree(Exchange exchange)
    {
        Assert.AreEqual(Exchange.Free, exchange.Purpose);
        Assert.AreEqual(long.MaxValue, exchange.DueMs);
    }

    private static void Is(ExchangeEvent expected, Exchange exchange, params byte[] message)
    {
        var view = new MessageView();
        MessageKind kind = view.Parse(message, 0, message.Length);
        Assert.AreEqual((int)expected, (int)exchange.OnMessage(view, kind, Begin));
    }
}
