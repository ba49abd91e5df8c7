// Storage in files: two for each slot, on the internal flash (drive I:, littlefs).

using System;
using System.IO;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Esp32;

/// <summary>
/// An <see cref="IStorage"/> in files, each slot in two that take turns: a power cut leaves the
/// old content or the new one. The files hold keys; they are not encrypted.
/// </summary>
public sealed class FileStorage : TwoSlotStorage
{
    private readonly string _prefix;

    /// <summary>Creates a storage.</summary>
    /// <param name="prefix">
    /// What the names of the files start with, such as <c>I:\lwm2m-</c>; a folder in it must be
    /// there.
    /// </param>
    /// <param name="maxBytes">The longest slot.</param>
    public FileStorage(string prefix, int maxBytes = 4096)
        : base(maxBytes)
    {
        _prefix = prefix;
    }

    /// <inheritdoc/>
    protected override int ReadCopy(int copy, byte[] buffer)
    {
        try
        {
            string path = PathOf(copy);
            if (!File.Exists(path))
            {
                return -1;
            }

            using (FileStream file = new FileStream(path, FileMode.Open, FileAccess.Read))
            {
                return file.Read(buffer, 0, buffer.Length);
            }
        }
        catch (Exception)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    protected override bool WriteCopy(int copy, byte[] buffer, int length)
    {
        try
        {
            string path = PathOf(copy);
            if (length == 0)
            {
                if (File.Exists(path))
                {
                    File.Delete(path);
                }

                return true;
            }

            using (FileStream file = new FileStream(path, FileMode.Create, FileAccess.Write))
            {
                file.Write(buffer, 0, length);
                file.Flush();
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private string PathOf(int copy)
    {
        return _prefix + copy.ToString() + ".bin";
    }
}
