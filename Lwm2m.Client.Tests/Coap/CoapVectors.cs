// Messages of RFC 7252 appendix A and §6.4, RFC 7641 appendix A and RFC 7959 §3, byte for byte,
// and messages as LwM2M servers send them.

namespace Lwm2m.Client.Tests;

/// <summary>Well-formed messages; each a new array.</summary>
public static class CoapVectors
{
    /// <summary>RFC 7252 figures 16 and 17: CON GET /temperature.</summary>
    public static byte[] Get()
    {
        return new byte[]
        {
            0x40, 0x01, 0x7D, 0x34, // Ver 1, CON, TKL 0; 0.01 GET; MID 0x7d34
            0xBB, 0x74, 0x65, 0x6D, 0x70, 0x65, 0x72, 0x61, 0x74, 0x75, 0x72, 0x65,
            // ^ delta 11 Uri-Path, 11 bytes "temperature"
        };
    }

    /// <summary>RFC 7252 figures 16 and 17: the piggybacked response.</summary>
    public static byte[] Piggybacked()
    {
        return new byte[]
        {
            0x60, 0x45, 0x7D, 0x34, // ACK, TKL 0; 2.05 Content; MID 0x7d34
            0xFF, 0x32, 0x32, 0x2E, 0x33, 0x20, 0x43, // "22.3 C"
        };
    }

    /// <summary>RFC 7252 figure 18: CON GET with a token.</summary>
    public static byte[] GetWithToken()
    {
        return new byte[]
        {
            0x41, 0x01, 0x7D, 0x35, 0x20, // CON, TKL 1; GET; MID 0x7d35; token 20
            0xBB, 0x74, 0x65, 0x6D, 0x70, 0x65, 0x72, 0x61, 0x74, 0x75, 0x72, 0x65,
        };
    }

    /// <summary>RFC 7252 figure 18: its response.</summary>
    public static byte[] PiggybackedWithToken()
    {
        return new byte[]
        {
            0x61, 0x45, 0x7D, 0x35, 0x20, // ACK, TKL 1; 2.05; MID 0x7d35; token 20
            0xFF, 0x32, 0x32, 0x2E, 0x33, 0x20, 0x43,
        };
    }

    /// <summary>RFC 7252 figure 21: the empty acknowledgement of MID 0x7d38.</summary>
    public static byte[] EmptyAcknowledgement()
    {
        return new byte[] { 0x60, 0x00, 0x7D, 0x38 };
    }

    /// <summary>RFC 7252 figure 21: the separate response.</summary>
    public static byte[] Separate()
    {
        return new byte[]
        {
            0x41, 0x45, 0xAD, 0x7B, 0x53, // CON, TKL 1; 2.05; MID 0xad7b; token 53
            0xFF, 0x32, 0x32, 0x2E, 0x33, 0x20, 0x43,
        };
    }

    /// <summary>RFC 7252 appendix A: a non-confirmable response.</summary>
    public static byte[] NonConfirmableResponse()
    {
        return new byte[]
        {
            0x51, 0x45, 0xAD, 0x7D, 0x75, // NON, TKL 1; 2.05; MID 0xad7d; token 75
            0xFF, 0x32, 0x32, 0x2E, 0x33, 0x20, 0x43,
        };
    }

    /// <summary>An empty confirmable message: a ping (RFC 7252 §4.3).</summary>
    public static byte[] Ping()
    {
        return new byte[] { 0x40, 0x00, 0x12, 0x34 };
    }

    /// <summary>A Reset (RFC 7252 §4.2).</summary>
    public static byte[] Reset()
    {
        return new byte[] { 0x70, 0x00, 0x12, 0x34 };
    }

    /// <summary>RFC 7252 §6.4: coap://198.51.100.1:61616//%2F//?%2F%2F&amp;?%26.</summary>
    public static byte[] OddUri()
    {
        return new byte[]
        {
            0x40, 0x01, 0x00, 0x01,
            0x72, 0xF0, 0xB0,       // delta 7: Uri-Port 61616
            0x40,                   // delta 4: Uri-Path ""
            0x01, 0x2F,             // delta 0: Uri-Path "/"
            0x00,                   // delta 0: Uri-Path ""
            0x00,                   // delta 0: Uri-Path ""
            0x42, 0x2F, 0x2F,       // delta 4: Uri-Query "//"
            0x02, 0x3F, 0x26,       // delta 0: Uri-Query "?&"
        };
    }

    /// <summary>RFC 7641 figure 3: GET /temperature, Observe 0.</summary>
    public static byte[] Observe()
    {
        return new byte[]
        {
            0x41, 0x01, 0x16, 0x33, 0x4A, // 0x41011633; token 4a
            0x60,                         // delta 6: Observe 0 (register), no bytes
            0x5B, 0x74, 0x65, 0x6D, 0x70, 0x65, 0x72, 0x61, 0x74, 0x75, 0x72, 0x65,
        };
    }

    /// <summary>RFC 7641 figure 3: the first response.</summary>
    public static byte[] Observed()
    {
        return new byte[]
        {
            0x61, 0x45, 0x16, 0x33, 0x4A, // 0x61451633; token 4a
            0x61, 0x09,                   // delta 6: Observe 9
            0x81, 0x0F,                   // delta 8: Max-Age 15
            0xFF, 0x31, 0x38, 0x2E, 0x35, 0x20, 0x43, 0x65, 0x6C, // "18.5 Cel"
        };
    }

    /// <summary>RFC 7641 figure 3: a notification.</summary>
    public static byte[] Notification()
    {
        return new byte[]
        {
            0x51, 0x45, 0x7B, 0x50, 0x4A, // 0x51457b50; token 4a
            0x61, 0x10,                   // Observe 16
            0x81, 0x0F,                   // Max-Age 15
            0xFF, 0x31, 0x39, 0x2E, 0x32, 0x20, 0x43, 0x65, 0x6C, // "19.2 Cel"
        };
    }

    /// <summary>RFC 7641 figure 4: the answer with an ETag.</summary>
    public static byte[] ObservedWithETag()
    {
        return new byte[]
        {
            0x61, 0x45, 0x16, 0x34, 0xB2,             // 0x61451634; token b2
            0x45, 0x78, 0x79, 0x7A, 0x7A, 0x79,       // delta 4: ETag 78797a7a79
            0x21, 0x2C,                               // delta 2: Observe 44
            0x81, 0x0F,                               // delta 8: Max-Age 15
            0xFF, 0x31, 0x39, 0x2E, 0x37, 0x20, 0x43, 0x65, 0x6C, // "19.7 Cel"
        };
    }

    /// <summary>RFC 7959 §3.2: CON PUT /options, 1:0/1/128.</summary>
    public static byte[] FirstBlock()
    {
        return new byte[]
        {
            0x40, 0x03, 0x12, 0x34,                               // CON PUT, MID 0x1234
            0xB7, 0x6F, 0x70, 0x74, 0x69, 0x6F, 0x6E, 0x73,       // Uri-Path "options"
            0xD1, 0x03, 0x0B,                                     // delta 16: Block1 0 M 128
            0xFF, 0x61,
        };
    }

    /// <summary>RFC 7959 §3.1: CON GET /status, 2:5/0/64.</summary>
    public static byte[] SixthBlock()
    {
        return new byte[]
        {
            0x40, 0x01, 0x12, 0x39,                               // CON GET, MID 0x1239
            0xB6, 0x73, 0x74, 0x61, 0x74, 0x75, 0x73,             // Uri-Path "status"
            0xC1, 0x52,                                           // delta 12: Block2 5 - 64
        };
    }

    /// <summary>What a server answers to Register: 2.01 and a location of two segments.</summary>
    public static byte[] Created()
    {
        return new byte[]
        {
            0x64, 0x41, 0x00, 0x01, 0xDE, 0xAD, 0xBE, 0xEF, // ACK 2.01, token deadbeef
            0x82, 0x72, 0x64,                               // delta 8: Location-Path "rd"
            0x04, 0x35, 0x61, 0x33, 0x66,                   // delta 0: Location-Path "5a3f"
        };
    }

    /// <summary>A Read of /3303/0/5700 as text, with everything a server may add.</summary>
    public static byte[] Read()
    {
        return new byte[]
        {
            0x48, 0x01, 0x80, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, // CON GET, token of 8 bytes
            0x33, 0x61, 0x62, 0x63,                         // delta 3: Uri-Host "abc"
            0x42, 0x16, 0x33,                               // delta 4: Uri-Port 5683
            0x44, 0x33, 0x33, 0x30, 0x33,                   // delta 4: Uri-Path "3303"
            0x01, 0x30,                                     // Uri-Path "0"
            0x04, 0x35, 0x37, 0x30, 0x30,                   // Uri-Path "5700"
            0x60,                                           // delta 6: Accept 0
        };
    }

    /// <summary>A Write-Attributes to /3303/0/5700.</summary>
    public static byte[] WriteAttributes()
    {
        return new byte[]
        {
            0x42, 0x03, 0xFF, 0xFE, 0x01, 0x02,             // CON PUT, token 0102
            0xB4, 0x33, 0x33, 0x30, 0x33,                   // Uri-Path "3303"
            0x01, 0x30,                                     // Uri-Path "0"
            0x04, 0x35, 0x37, 0x30, 0x30,                   // Uri-Path "5700"
            0x47, 0x70, 0x6D, 0x69, 0x6E, 0x3D, 0x31, 0x30, // delta 4: Uri-Query "pmin=10"
            0x04, 0x67, 0x74, 0x3D, 0x39,                   // Uri-Query "gt=9"
        };
    }

    /// <summary>A Write of text to /3303/0/5750, Content-Format 0.</summary>
    public static byte[] Write()
    {
        return new byte[]
        {
            0x41, 0x03, 0x00, 0x07, 0x77,                   // CON PUT, token 77
            0xB4, 0x33, 0x33, 0x30, 0x33,                   // Uri-Path "3303"
            0x01, 0x30,                                     // Uri-Path "0"
            0x04, 0x35, 0x37, 0x35, 0x30,                   // Uri-Path "5750"
            0x10,                                           // delta 1: Content-Format 0
            0xFF, 0x68, 0x69,                               // "hi"
        };
    }

    /// <summary>An option that nobody knows, as far away as numbers go, with 300 bytes.</summary>
    public static byte[] LongUnknownOption()
    {
        byte[] head =
        {
            0x50, 0x02, 0x00, 0x00,                         // NON POST
            0xEE, 0xFE, 0xF1, 0x00, 0x1F,                   // delta 269 + 65265, 269 + 31 bytes
        };
        return WireBytes.Join(head, new byte[300]);         // number 65534: elective
    }

    /// <summary>All of them.</summary>
    public static byte[][] All()
    {
        return new byte[][]
        {
            Get(), Piggybacked(), GetWithToken(), PiggybackedWithToken(), EmptyAcknowledgement(),
            Separate(), NonConfirmableResponse(), Ping(), Reset(), OddUri(), Observe(),
            Observed(), Notification(), ObservedWithETag(), FirstBlock(), SixthBlock(),
            Created(), Read(), WriteAttributes(), Write(), LongUnknownOption(),
        };
    }
}
