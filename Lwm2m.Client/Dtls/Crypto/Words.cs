// Numbers of 32 bits in network order, of which AES and SHA-256 are made.

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>Reads and writes words of 32 bits.</summary>
internal static class Words
{
    public static int Read(byte[] buffer, int offset)
    {
        return (((((buffer[offset] << 8) | buffer[offset + 1]) << 8)
            | buffer[offset + 2]) << 8) | buffer[offset + 3];
    }

    public static void Write(byte[] buffer, int offset, int word)
    {
        buffer[offset] = (byte)(word >> 24);
        buffer[offset + 1] = (byte)(word >> 16);
        buffer[offset + 2] = (byte)(word >> 8);
        buffer[offset + 3] = (byte)word;
    }
}
