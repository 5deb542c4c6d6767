using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace PhongTrao.Host.Composition;

/// <summary>
/// Pages and data go packed over the line: some districts have 1.6 Mbit/s for a whole office. Over HTTPS too: what could be guessed by the length of
/// a packed answer (BREACH) needs many requests from another site with the person's session, whose cookie goes along with nothing but a link (SameSite).
/// </summary>
public static class Compression
{
    /// <summary>Prepares it.</summary>
    public static IServiceCollection AddCompression(this IServiceCollection services) =>
        services
            .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
            .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
            .AddResponseCompression(options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes =
                [
                    "text/html",
                    "text/css",
                    "text/javascript",
                    "application/json",
                    "application/problem+json",
                    "image/svg+xml",
                ];
            });
}
