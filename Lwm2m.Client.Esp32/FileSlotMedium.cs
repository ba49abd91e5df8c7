// Firmware slots in files on the internal flash (drive I:, littlefs).
//
// littlefs takes what was written into a file only when the file is closed: a flush does not
// survive a power cut. So a commit closes the file; until then it stays open, because opening and
// closing it for each piece would copy and erase a block of flash each time.
//
// The firmware does not tell how much of the drive is free (DriveInfo.TotalSize is -1 there). It
// is counted here: each file in whole blocks, and some for what is not listed.

using System;
using System.IO;
using System.Threading;
using nanoFramework.Runtime.Native;
using GC = nanoFramework.Runtime.Native.GC;

namespace Lwm2m.Client.Esp32;

/// <summary>Firmware slots on the internal flash of the ESP32.</summary>
public sealed class FileSlotMedium : ISlotMedium
{
    private const int BlockBytes = 4096;

    // The root directory, blocks to copy to, the settings of network and Wi-Fi and certificates
    // (*.sys, never listed), and some for the configuration of the client to grow.
    private const int ReservedBytes = 10 * BlockBytes;

    private readonly string _folder;
    private readonly int _driveBytes;
    private FileStream _file;
    private int _fileSlot;

    /// <summary>Creates a medium.</summary>
    /// <param name="folder">The folder of the files, such as <c>I:\</c>.</param>
    /// <param name="driveBytes">The size of the drive; 256 KiB in the stock images.</param>
    public FileSlotMedium(string folder, int driveBytes = 256 * 1024)
    {
        _folder = folder;
        _driveBytes = driveBytes;
    }

    /// <inheritdoc/>
    public int GetLength(int slot)
    {
        try
        {
            if (_fileSlot == slot)
            {
                return (int)_file.Length;
            }

            string path = PathOf(slot);
            return File.Exists(path) ? LengthOf(path) : 0;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public bool Append(int slot, byte[] buffer, int offset, int length)
    {
        try
        {
            Open(slot);
            _file.Seek(0, SeekOrigin.End);
            _file.Write(buffer, offset, length);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Commit()
    {
        FileStream file = _file;
        _file = null;
        _fileSlot = 0;
        try
        {
            if (file != null)
            {
                file.Close();
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Read(int slot, int position, byte[] buffer, int length)
    {
        try
        {
            Open(slot);
            _file.Seek(position, SeekOrigin.Begin);
            return _file.Read(buffer, 0, length) == length;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Delete(int slot)
    {
        try
        {
            Commit();
            string path = PathOf(slot);
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public int GetFreeFlash()
    {
        try
        {
            int free = _driveBytes - ReservedBytes;
            string[] files = Directory.GetFiles(_folder);
            for (int i = 0; i < files.Length; i++)
            {
                free -= (LengthOf(files[i]) + BlockBytes - 1) & -BlockBytes;
            }

            return free;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public int GetFreeHeap()
    {
        // Compacted, what is free is one piece.
        return (int)GC.Run(true);
    }

    /// <inheritdoc/>
    public void Restart(bool isAtOnce)
    {
        if (isAtOnce)
        {
            Power.RebootDevice();
        }
        else
        {
            new Thread(Esp32Board.Restart).Start();
        }
    }

    private static int LengthOf(string path)
    {
        return (int)new FileInfo(path).Length;
    }

    private void Open(int slot)
    {
        if (_fileSlot != slot)
        {
            Commit();
            _file = new FileStream(PathOf(slot), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            _fileSlot = slot;
        }
    }

    private string PathOf(int slot)
    {
        return _folder + "firmware-" + slot.ToString() + ".img";
    }
}
