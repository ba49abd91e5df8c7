// The files of the page. They are resources of the assembly: there is no path from a request to the
// disk.

using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Lwm2m.DevServer.Web;

/// <summary>Serves the files.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "wwwroot/";
    private const string Start = "index.html";

    private readonly Dictionary<string, (byte[] Bytes, string Type, string Tag)> _files = [];

    internal PageFiles()
    {
        foreach (string name in typeof(PageFiles).Assembly.GetManifestResourceNames())
        {
            string path = name.Replace('\\', '/');
            if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            _files.Add($"/{path[Prefix.Length..]}", (bytes, TypeOf(path),
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\""));
        }
    }

    /// <summary>The paths of all files.</summary>
    internal IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>Answers a GET or HEAD; 404 for what is not there.</summary>
    internal Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value is null or "/" or ""
            ? $"/{Start}"
            : context.Request.Path.Value;
        if (!_files.TryGetValue(path, out var file))
        {
            return PageJson.FailAsync(context, StatusCodes.Status404NotFound,
                "There is nothing at this address.");
        }

        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(file.Bytes, context.RequestAborted).AsTask();
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
