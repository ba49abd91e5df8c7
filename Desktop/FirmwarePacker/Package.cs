// Writes what Lwm2m.Client.Esp32's FirmwareImage describes.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lwm2m.Client.Esp32;

namespace FirmwarePacker;

/// <summary>Makes firmware images.</summary>
public static class Package
{
    /// <summary>Puts the header in front of an assembly in the device's format.</summary>
    /// <exception cref="ArgumentException">Text that says what is wrong with the assembly or the
    /// version.</exception>
    public static byte[] Make(byte[] assembly, string version)
    {
        if (version.Length is 0 or > FirmwareImage.VersionBytes || !version.All(char.IsAscii))
        {
            throw new ArgumentException(
                $"The version has to be 1 to {FirmwareImage.VersionBytes} ASCII characters.");
        }

        byte[] image = new byte[FirmwareImage.HeaderBytes + assembly.Length];
        "LWFW"u8.CopyTo(image);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(4), assembly.Length);
        Encoding.ASCII.GetBytes(version, image.AsSpan(FirmwareImage.DigestedOffset));
        assembly.CopyTo(image, FirmwareImage.HeaderBytes);
        SHA256.HashData(
            image.AsSpan(FirmwareImage.DigestedOffset), image.AsSpan(FirmwareImage.DigestOffset));
        if (image.Length < FirmwareImage.HeadBytes
            || !FirmwareImage.IsLoadable(image, image.Length))
        {
            throw new ArgumentException("This is not an application assembly in the format of "
                + ".NET nanoFramework 1.x (.pe), or it has native methods.");
        }

        return image;
    }
}
