// The JSON that page and server exchange.

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lwm2m.DevServer.Web;

/// <summary>Reads and writes JSON.</summary>
internal static class PageJson
{
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter() },
        MaxDepth = 8,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    internal static string Write(object data) => JsonSerializer.Serialize(data, s_options);

    /// <summary>The body of a request; null, after an answer that says why, when it is not what it
    /// should be.</summary>
    internal static async Task<T?> ReadAsync<T>(HttpContext context) where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            await FailAsync(context, StatusCodes.Status415UnsupportedMediaType,
                "The request must be JSON.");
            return null;
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            MaxBodyBytes;
        try
        {
            T? body = await context.Request.ReadFromJsonAsync<T>(
                s_options, context.RequestAborted);
            if (body is not null)
            {
                return body;
            }
        }
        catch (BadHttpRequestException)
        {
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge,
                "The request is too large.");
            return null;
        }
        catch (JsonException)
        {
            // The parser's words could repeat what was sent, and that may be a key.
        }

        await FailAsync(context, StatusCodes.Status400BadRequest,
            "The request is not of the form that this server expects.");
        return null;
    }

    internal static Task OkAsync(HttpContext context, object data) =>
        AnswerAsync(context, StatusCodes.Status200OK, data);

    /// <summary>An error as one sentence.</summary>
    internal static Task FailAsync(HttpContext context, int status, string sentence) =>
        AnswerAsync(context, status, new { error = sentence });

    internal static Task AnswerAsync(HttpContext context, int status, object data)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            data, data.GetType(), s_options, context.RequestAborted);
    }
}
