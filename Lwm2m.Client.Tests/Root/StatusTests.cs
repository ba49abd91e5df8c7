// Status: its values are CoAP response codes (RFC 7252 §5.9, RFC 7959 §2.9), so the one place that
// maps them has little to do. The codes are spelled out here as class and detail.

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class StatusTests
{
    [TestMethod]
    [DataRow((int)Status.BadRequest, 4, 0)]
    [DataRow((int)Status.Unauthorized, 4, 1)]
    [DataRow((int)Status.BadOption, 4, 2)]
    [DataRow((int)Status.NotFound, 4, 4)]
    [DataRow((int)Status.MethodNotAllowed, 4, 5)]
    [DataRow((int)Status.NotAcceptable, 4, 6)]
    [DataRow((int)Status.RequestEntityIncomplete, 4, 8)]
    [DataRow((int)Status.PreconditionFailed, 4, 12)]
    [DataRow((int)Status.RequestEntityTooLarge, 4, 13)]
    [DataRow((int)Status.UnsupportedContentFormat, 4, 15)]
    [DataRow((int)Status.InternalServerError, 5, 0)]
    [DataRow((int)Status.NotImplemented, 5, 1)]
    [DataRow((int)Status.ServiceUnavailable, 5, 3)]
    [DataRow((int)Status.ProxyingNotSupported, 5, 5)]
    public void AFailureIsItsCode(int status, int codeClass, int detail)
    {
        int code = CoapCode.Of((Status)status, CoapCode.Content);
        Assert.AreEqual((codeClass << 5) | detail, code);
        Assert.IsFalse(CoapCode.IsSuccess(code));
    }

    [TestMethod]
    [DataRow(CoapCode.Created, 2, 1)]
    [DataRow(CoapCode.Deleted, 2, 2)]
    [DataRow(CoapCode.Valid, 2, 3)]
    [DataRow(CoapCode.Changed, 2, 4)]
    [DataRow(CoapCode.Content, 2, 5)]
    [DataRow(CoapCode.Continue, 2, 31)]
    public void SuccessIsTheCodeOfTheOperation(int success, int codeClass, int detail)
    {
        Assert.AreEqual((codeClass << 5) | detail, CoapCode.Of(Status.Success, success));
        Assert.IsTrue(CoapCode.IsSuccess(success));
    }

    [TestMethod]
    public void WhatIsPendingIsNoAnswer()
    {
        Assert.AreEqual(0xA0, CoapCode.Of(Status.Pending, CoapCode.Content));
    }

    [TestMethod]
    public void OnlyClassTwoIsSuccess()
    {
        for (int code = 0; code < 256; code++)
        {
            Assert.AreEqual(code >= 0x40 && code < 0x60, CoapCode.IsSuccess(code));
        }
    }
}
