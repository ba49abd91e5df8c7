// Who may use the page. There is no password, so what protects it is where a request comes from: a
// foreign site that is open in the same browser must neither read (DNS rebinding) nor write
// (cross-site request forgery). And what the page itself may load is only what is served here.

using System.Net;
using Microsoft.AspNetCore.Http;

namespace Lwm2m.DevServer.Web;

/// <summary>Checks each request before anything else sees it.</summary>
internal static class PageGuard
{
    // Scripts come from files only and text is never parsed as HTML (Trusted Types): a name that a
    // device has chosen cannot become code, whatever mistake the page makes.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    internal static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        HttpRequest request = context.Request;
        if (!IsOwnName(request.Host.Host))
        {
            return PageJson.FailAsync(context, StatusCodes.Status421MisdirectedRequest,
                "This server is not known by that name; use its address, or localhost.");
        }

        return IsFromPage(request)
            ? next(context)
            : PageJson.FailAsync(context, StatusCodes.Status403Forbidden,
                "Another site may not use this server.");
    }

    // A foreign name that was made to point here still stands in the Host header. An address
    // cannot be made to point elsewhere.
    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.AsSpan().Trim("[]"), out _);

    // Browsers say where a request comes from; programs that are none say nothing.
    private static bool IsFromPage(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        if (origin is not null && !origin.Equals($"{request.Scheme}://{request.Host}",
            StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // A link on another site may lead to the page, but not into its interface.
        string? site = request.Headers["Sec-Fetch-Site"];
        return site is null or "same-origin" or "none"
            || (HttpMethods.IsGet(request.Method) && request.Path == "/");
    }
}
