// What devices can fetch from the server: files in blocks (RFC 7959 §2.4), each with an ETag, so
// that the blocks of two contents are not mixed, and its length in Size2.

using System.Security.Cryptography;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer;

/// <summary>A part of a file that goes to a device.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="StartBytes">Where the part starts.</param>
/// <param name="EndBytes">Where it ends.</param>
/// <param name="TotalBytes">The length of the file.</param>
public sealed record ServedBlock(string Path, int StartBytes, int EndBytes, int TotalBytes);

/// <summary>The files of a server, by their paths.</summary>
public sealed class ServedFiles
{
    private const int TagBytes = 8;

    private readonly Dictionary<string, (ReadOnlyMemory<byte> Content, byte[] Tag)> _files = [];

    /// <summary>A part goes to a device; again, if the device asks again.</summary>
    public event Action<ServedBlock>? Served;

    /// <summary>The largest block, 16 to 1024 bytes.</summary>
    public int MaxBlockBytes { get; set; } = BlockOption.MaxSize;

    /// <summary>For tests: whether the blocks have an ETag and a length.</summary>
    public bool TellsTagAndSize { get; set; } = true;

    /// <summary>Offers a file, "/firmware/1.img", in place of one that was there.</summary>
    public void Set(string path, ReadOnlyMemory<byte> content) =>
        _files[path] = (content, SHA256.HashData(content.Span)[..TagBytes]);

    /// <summary>Offers a file no more; false if there was none.</summary>
    public bool Remove(string path) => _files.Remove(path);

    /// <summary>The answer to a request for a file; null if there is none at its path.</summary>
    internal CoapMessage? Handle(CoapMessage request)
    {
        string path = request.UriPath;
        if (!_files.TryGetValue(path, out (ReadOnlyMemory<byte> Content, byte[] Tag) file))
        {
            return null;
        }

        if (request.Code != CoapCode.Get)
        {
            return Reply.Of(CoapCode.MethodNotAllowed);
        }

        int exponent = BlockStyle.ExponentOf(MaxBlockBytes);
        BlockOption wanted = request.Block2 ?? new BlockOption(0, false, exponent);
        int start = wanted.Offset;
        exponent = Math.Min(exponent, wanted.SizeExponent);
        int size = BlockOption.MinSize << exponent;
        int length = file.Content.Length;
        if (start >= length && start > 0)
        {
            return Reply.WithText(CoapCode.BadRequest, "behind the end");
        }

        int end = Math.Min(start + size, length);
        var options = new OptionList();
        if (TellsTagAndSize)
        {
            options.Add(new CoapOption(OptionNumber.ETag, file.Tag));
            options.Add(CoapOption.FromUInt(OptionNumber.Size2, (uint)length));
        }

        if (end < length || request.Block2 is not null)
        {
            options.Add(new BlockOption(start / size, end < length, exponent)
                .ToOption(OptionNumber.Block2));
        }

        Served?.Invoke(new ServedBlock(path, start, end, length));
        return new CoapMessage
        {
            Code = CoapCode.Content,
            Options = options.Options,
            Payload = file.Content[start..end],
        };
    }
}
