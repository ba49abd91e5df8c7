// Handshakes byte for byte (RFC 6347 §4.2, RFC 4279 §2, RFC 6655): what a client says whose numbers
// are not random but count up, and what the server of the desktop tests answers, which has nothing
// in common with the client. RecordedHandshakeTests on the desktop makes them anew and compares.
// The steps:
//   S        the client starts a handshake       C       it closes the connection
//   > bytes  it sends this datagram              < bytes it gets this datagram
//   ! text   it sends application data           ? text  it has got application data
// A record's header is type, version, epoch, sequence number, length; that of a handshake message
// type, length, message number, offset and length of the fragment.

namespace Lwm2m.Client.Tests;

/// <summary>Conversations of a client and a server, as scripts.</summary>
internal static class HandshakeVectors
{
    /// <summary>The PSK identity, 20 bytes.</summary>
    public const string Identity = "device-1@example.com";

    /// <summary>The pre-shared key, 16 bytes.</summary>
    public const string Key = "000102030405060708090A0B0C0D0E0F";

    /// <summary>The name that is stated in <see cref="Plain"/>.</summary>
    public const string ServerName = "server.example";

    /// <summary>Application data of 64 bytes.</summary>
    public const string Text = "0123456789012345678901234567890123456789012345678901234567890123";

    /// <summary>
    /// TLS_PSK_WITH_AES_128_CCM_8, extended master secret, cookie; data, close_notify; the
    /// session is resumed; data, HelloRequest, close_notify of the server.
    /// </summary>
    public static readonly string[] Psk =
    {
        "S",
        "> 16 FEFD 0000 000000000000 0045" // handshake
            + "01 000039 0000 000000 000039" // ClientHello, message 0
            // version, random
            + "FEFD 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20"
            + "00" // session id
            + "00" // cookie
            + "0006 C0A8 C0A4 00FF" // suites
            + "01 00" // no compression
            + "0009" // extensions
            + "0017 0000" // extended_master_secret
            + "0036 0001 00", // connection_id
        "< 16 FEFF 0000 000000000000 0023" // handshake
            + "03 000017 0000 000000 000017" // HelloVerifyRequest, message 0
            + "FEFF 14 1F321BB295AAE28701B0C1B2B8F03F91DFA74315", // version, cookie
        "> 16 FEFD 0000 000000000001 0059" // handshake
            + "01 00004D 0001 000000 00004D" // ClientHello, message 1
            // version, random
            + "FEFD 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20"
            + "00" // session id
            + "14 1F321BB295AAE28701B0C1B2B8F03F91DFA74315" // cookie
            + "0006 C0A8 C0A4 00FF" // suites
            + "01 00" // no compression
            + "0009" // extensions
            + "0017 0000" // extended_master_secret
            + "0036 0001 00", // connection_id
        "< 16 FEFD 0000 000000000001 005D" // handshake
            + "02 000051 0001 000000 000051" // ServerHello, message 1
            // version, random
            + "FEFD 9D5605A907DBE33A63A0322750A4A3BD8C6EC827CC1FDEEA75CF27DDF84AC5C7"
            + "20 4127F25BA8C3D267018BE0A0F0A9247266B97CF75452DF7D781B3338B3054218" // session id
            + "C0A8 00" // suite, no compression
            + "0009" // extensions
            + "FF01 0001 00" // renegotiation_info
            + "0017 0000" // extended_master_secret
            + "16 FEFD 0000 000000000002 000C" // handshake
            + "0E 000000 0002 000000 000000", // ServerHelloDone, message 2
        "> 16 FEFD 0000 000000000002 0022" // handshake
            + "10 000016 0002 000000 000016" // ClientKeyExchange, message 2
            + "0014 |device-1@example.com|" // identity
            + "14 FEFD 0000 000000000003 0001" // ChangeCipherSpec
            + "01"
            + "16 FEFD 0001 000000000000 0028" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "73FA04DEF0B2EA9722EB0C78A5C30D26AF3FE56E9CDD8CCBBE0E414B103EA0F0",
        "< 14 FEFD 0000 000000000003 0001" // ChangeCipherSpec
            + "01"
            + "16 FEFD 0001 000000000000 0028" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "0D6DB9C1C6FE4F6A21473181B3705CACE5DDF243BC3FFD6D6677B99D055866CA",
        "! " + Text,
        "> 17 FEFD 0001 000000000001 0050" // application data
            + "0001000000000001" // explicit nonce
            // ciphertext and tag
            + "C3FF2A0C641469D24CD50B74297F92A28922FF1323076A9193996FA3B0F6A23A"
            + "3FEAB7E2D03731C4E9CE2020B80A68C1E3584D94C107766EC23519C7070CD48F"
            + "68D9811547DEEDCF",
        "< 17 FEFD 0001 000000000001 0050" // application data
            + "0001000000000001" // explicit nonce
            // ciphertext and tag
            + "7D4709626858A001B562DA9714247835B462869BF31246DD631190FC6061E661"
            + "F0D3572A6E6E0F5A123B89813855947C478237B9BF4997D5CEC858C877C18D3F"
            + "4FA275323F41F49F",
        "? " + Text,
        "C",
        "> 15 FEFD 0001 000000000002 0012" // alert
            + "0001000000000002" // explicit nonce
            + "88D3D9C34019290FBBA7", // ciphertext and tag
        "S",
        "> 16 FEFD 0000 000000000000 0065" // handshake
            + "01 000059 0000 000000 000059" // ClientHello, message 0
            // version, random
            + "FEFD 2122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F40"
            + "20 4127F25BA8C3D267018BE0A0F0A9247266B97CF75452DF7D781B3338B3054218" // session id
            + "00" // cookie
            + "0006 C0A8 C0A4 00FF" // suites
            + "01 00" // no compression
            + "0009" // extensions
            + "0017 0000" // extended_master_secret
            + "0036 0001 00", // connection_id
        "< 16 FEFF 0000 000000000000 0023" // handshake
            + "03 000017 0000 000000 000017" // HelloVerifyRequest, message 0
            + "FEFF 14 7ED11A0BF9372A9C0C942BD298710C03FCCF16C6", // version, cookie
        "> 16 FEFD 0000 000000000001 0079" // handshake
            + "01 00006D 0001 000000 00006D" // ClientHello, message 1
            // version, random
            + "FEFD 2122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F40"
            + "20 4127F25BA8C3D267018BE0A0F0A9247266B97CF75452DF7D781B3338B3054218" // session id
            + "14 7ED11A0BF9372A9C0C942BD298710C03FCCF16C6" // cookie
            + "0006 C0A8 C0A4 00FF" // suites
            + "01 00" // no compression
            + "0009" // extensions
            + "0017 0000" // extended_master_secret
            + "0036 0001 00", // connection_id
        "< 16 FEFD 0000 000000000001 005D" // handshake
            + "02 000051 0001 000000 000051" // ServerHello, message 1
            // version, random
            + "FEFD DB6BE629B14715C89B6125403E3DF9CCABB5773ECDCE72EF4774E38C909AB3FC"
            + "20 4127F25BA8C3D267018BE0A0F0A9247266B97CF75452DF7D781B3338B3054218" // session id
            + "C0A8 00" // suite, no compression
            + "0009" // extensions
            + "FF01 0001 00" // renegotiation_info
            + "0017 0000" // extended_master_secret
            + "14 FEFD 0000 000000000002 0001" // ChangeCipherSpec
            + "01"
            + "16 FEFD 0001 000000000000 0028" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "AA713EA99C8AF3ABE7171B88DEC5A091E351A44F42E10525E7CF29F944AEA540",
        "> 14 FEFD 0000 000000000002 0001" // ChangeCipherSpec
            + "01"
            + "16 FEFD 0001 000000000000 0028" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "56BF4556A7E172201FCE2250AFC4B9748A4AF91AE6BD8EC8416657B8ABB965A8",
        "! !",
        "> 17 FEFD 0001 000000000001 0011" // application data
            + "0001000000000001" // explicit nonce
            + "DCCA04F18AB452B88B", // ciphertext and tag
        "< 17 FEFD 0001 000000000001 0011" // application data
            + "0001000000000001" // explicit nonce
            + "796C0B5C7B7F5A71E4", // ciphertext and tag
        "? !",
        "< 16 FEFD 0001 000000000002 001C" // handshake
            + "0001000000000002" // explicit nonce
            + "87ABEE5071DF9EC72027971A1420D2E75BC3A5AF", // ciphertext and tag
        "> 15 FEFD 0001 000000000002 0012" // alert
            + "0001000000000002" // explicit nonce
            + "7A44AD1B4A5501BCC19B", // ciphertext and tag
        "< 15 FEFD 0001 000000000003 0012" // alert
            + "0001000000000003" // explicit nonce
            + "DF9F2818BCF556038FB6", // ciphertext and tag
        "> 15 FEFD 0001 000000000003 0012" // alert
            + "0001000000000003" // explicit nonce
            + "9502C195D9422398595B", // ciphertext and tag
        "< 15 FEFD 0001 000000000004 0012" // alert
            + "0001000000000004" // explicit nonce
            + "DE7C9115B8AA86CB5A30", // ciphertext and tag
    };

    /// <summary>
    /// TLS_PSK_WITH_AES_128_CCM, server_name, a hint; neither extended master secret, cookie nor
    /// renegotiation_info; data, close_notify.
    /// </summary>
    public static readonly string[] Plain =
    {
        "S",
        "> 16 FEFD 0000 000000000000 0055" // handshake
            + "01 000049 0000 000000 000049" // ClientHello, message 0
            // version, random
            + "FEFD 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20"
            + "00" // session id
            + "00" // cookie
            + "0004 C0A4 00FF" // suites
            + "01 00" // no compression
            + "001B" // extensions
            + "0017 0000" // extended_master_secret
            + "0000 0013 001100000E7365727665722E6578616D706C65", // server_name
        "< 16 FEFD 0000 000000000000 0076" // handshake
            + "02 00004C 0000 000000 00004C" // ServerHello, message 0
            // version, random
            + "FEFD 9D5605A907DBE33A63A0322750A4A3BD8C6EC827CC1FDEEA75CF27DDF84AC5C7"
            + "20 4127F25BA8C3D267018BE0A0F0A9247266B97CF75452DF7D781B3338B3054218" // session id
            + "C0A4 00" // suite, no compression
            + "0004" // extensions
            + "0000 0000" // server_name
            + "0C 000006 0001 000000 000006" // ServerKeyExchange, message 1
            + "0004 68696E74" // hint
            + "0E 000000 0002 000000 000000", // ServerHelloDone, message 2
        "> 16 FEFD 0000 000000000001 0022" // handshake
            + "10 000016 0001 000000 000016" // ClientKeyExchange, message 1
            + "0014 |device-1@example.com|" // identity
            + "14 FEFD 0000 000000000002 0001" // ChangeCipherSpec
            + "01"
            + "16 FEFD 0001 000000000000 0030" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "E25C9079D20063BE6D165E5824242CB2DD7BAC7BF9F58F12DB6FF4FD12C63078"
            + "6EAA0F58EB57B3A0",
        "< 14 FEFD 0000 000000000001 0001" // ChangeCipherSpec
            + "01"
            + "16 FEFD 0001 000000000000 0030" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "15658AC14B2E768185C28CDDE8346DF964F5E6DD346E9E57B254B787C3F82A0D"
            + "5F3EBC8D1B8A1771",
        "! data",
        "> 17 FEFD 0001 000000000001 001C" // application data
            + "0001000000000001" // explicit nonce
            + "2E67B077AA4DC6D745259B9F023128C5F1298603", // ciphertext and tag
        "< 17 FEFD 0001 000000000001 001C" // application data
            + "0001000000000001" // explicit nonce
            + "0DADF7AD1562DF1425CFE51A4478CA6E8AD1184C", // ciphertext and tag
        "? data",
        "C",
        "> 15 FEFD 0001 000000000002 001A" // alert
            + "0001000000000002" // explicit nonce
            + "5832023105496837E0D11AEC64D609DE64AE", // ciphertext and tag
    };

    /// <summary>
    /// A first attempt is refused, so the second states renegotiation_info as an extension. It is
    /// answered in fragments, with a connection id and without session id; data, close_notify.
    /// </summary>
    public static readonly string[] ConnectionId =
    {
        "S",
        "> 16 FEFD 0000 000000000000 0045" // handshake
            + "01 000039 0000 000000 000039" // ClientHello, message 0
            // version, random
            + "FEFD 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20"
            + "00" // session id
            + "00" // cookie
            + "0006 C0A8 C0A4 00FF" // suites
            + "01 00" // no compression
            + "0009" // extensions
            + "0017 0000" // extended_master_secret
            + "0036 0001 00", // connection_id
        "< 15 FEFD 0000 000000000000 0002" // alert
            + "0228",
        "S",
        "> 16 FEFD 0000 000000000000 0048" // handshake
            + "01 00003C 0000 000000 00003C" // ClientHello, message 0
            // version, random
            + "FEFD 2122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F40"
            + "00" // session id
            + "00" // cookie
            + "0004 C0A8 C0A4" // suites
            + "01 00" // no compression
            + "000E" // extensions
            + "0017 0000" // extended_master_secret
            + "FF01 0001 00" // renegotiation_info
            + "0036 0001 00", // connection_id
        "< 16 FEFD 0000 000000000000 001B" // handshake
            + "02 00003E 0000 000000 00000F" // ServerHello, message 0, bytes 0 to 14
            + "FEFDDB6BE629B14715C89B6125403E",
        "< 16 FEFD 0000 000000000001 001B" // handshake
            + "02 00003E 0000 00000F 00000F" // ServerHello, message 0, bytes 15 to 29
            + "3DF9CCABB5773ECDCE72EF4774E38C",
        "< 16 FEFD 0000 000000000002 001B" // handshake
            + "02 00003E 0000 00001E 00000F" // ServerHello, message 0, bytes 30 to 44
            + "909AB3FC00C0A8000016FF01000100",
        "< 16 FEFD 0000 000000000003 001B" // handshake
            + "02 00003E 0000 00002D 00000F" // ServerHello, message 0, bytes 45 to 59
            + "00170000003600090848C7C585C3FA",
        "< 16 FEFD 0000 000000000004 000E" // handshake
            + "02 00003E 0000 00003C 000002" // ServerHello, message 0, bytes 60 to 61
            + "C11F"
            + "16 FEFD 0000 000000000005 000C" // handshake
            + "0E 000000 0001 000000 000000", // ServerHelloDone, message 1
        "> 16 FEFD 0000 000000000001 0022" // handshake
            + "10 000016 0001 000000 000016" // ClientKeyExchange, message 1
            + "0014 |device-1@example.com|" // identity
            + "14 FEFD 0000 000000000002 0001" // ChangeCipherSpec
            + "01"
            + "19 FEFD 0001 000000000000 48C7C585C3FAC11F 0029" // tls12_cid
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "A83DDC00D76CB29194052FB03D6026621CFE0C6235DD5CDD6F5366F97AAC1090"
            + "63",
        "< 14 FEFD 0000 000000000006 0001" // ChangeCipherSpec
            + "01",
        "< 16 FEFD 0001 000000000000 0028" // handshake
            + "0001000000000000" // explicit nonce
            // ciphertext and tag
            + "72D5C218A0D733B5DD9E21AC3E4961667B856C21927B1B8B1D794F84471A8C7B",
        "! data",
        "> 19 FEFD 0001 000000000001 48C7C585C3FAC11F 0015" // tls12_cid
            + "0001000000000001" // explicit nonce
            + "3E388BA9FF474D98B15D15C9CD", // ciphertext and tag
        "< 17 FEFD 0001 000000000001 0014" // application data
            + "0001000000000001" // explicit nonce
            + "469F16C944C8E1D8EA157CD2", // ciphertext and tag
        "? data",
        "C",
        "> 19 FEFD 0001 000000000002 48C7C585C3FAC11F 0013" // tls12_cid
            + "0001000000000002" // explicit nonce
            + "87E7A67B5E22DD3ABB5498", // ciphertext and tag
    };
}
