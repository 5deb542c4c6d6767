using PhongTrao.Host.Components;

namespace PhongTrao.Host.Composition;

/// <summary>Headers that every answer carries, and the redirect to HTTPS where there is HTTPS.</summary>
public static class SafeHeaders
{
    private const string Kept = "public, max-age=31536000, immutable";

    // No inline script or style, nothing from outside, no frames around us.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

    /// <summary>Adds them.</summary>
    public static IApplicationBuilder UseSafeHeaders(this IApplicationBuilder app) =>
        app.Use(
            static (http, next) =>
            {
                var headers = http.Response.Headers;
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
                if (http.Request.IsHttps)
                {
                    headers.StrictTransportSecurity = "max-age=31536000";
                }

                // Pages and answers hold personal data: no cache keeps them. Files of ours say otherwise (UseOwnFiles).
                headers.CacheControl = "no-store";
                return next(http);
            }
        );

    /// <summary>
    /// Serves our own script, stylesheet and icon. Asked for by the digest that pages name, a browser keeps them for a year and asks no more.
    /// </summary>
    public static IApplicationBuilder UseOwnFiles(this IApplicationBuilder app) =>
        app.Use(SendPackedAsync)
            .UseStaticFiles(
                new StaticFileOptions
                {
                    OnPrepareResponse = static context =>
                        context.Context.Response.Headers.CacheControl = context.Context.Request.Query.ContainsKey("v") ? Kept : "no-cache",
                }
            );

    private static async Task SendPackedAsync(HttpContext http, RequestDelegate next)
    {
        if (
            !HttpMethods.IsGet(http.Request.Method)
            || !http.Request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "br" && coding.Quality is not 0)
            || await http.RequestServices.GetRequiredService<PageFiles>().FindPackedAsync(http.Request.Path, http.Request.Query["v"])
                is not { } file
        )
        {
            await next(http);
            return;
        }

        http.Response.ContentType = file.Type;
        http.Response.ContentLength = file.Content.Length;
        http.Response.Headers.ContentEncoding = "br";
        http.Response.Headers.Vary = "Accept-Encoding";
        http.Response.Headers.CacheControl = Kept;
        await http.Response.Body.WriteAsync(file.Content, http.RequestAborted);
    }
}
