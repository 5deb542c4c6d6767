using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PhongTrao.Host.Composition;

/// <summary>HTTPS by configuration: a PFX, or a PEM certificate with its key.</summary>
public static class Https
{
    /// <summary>Where the service answers in Development unless ASPNETCORE_URLS says otherwise.</summary>
    private const string DevelopmentAddress = "http://localhost:5080";

    /// <summary>Uses the configured certificate for every https address in ASPNETCORE_URLS.</summary>
    /// <exception cref="StartRefusedException">The certificate cannot be read.</exception>
    public static WebApplicationBuilder AddHttps(this WebApplicationBuilder builder, Settings settings)
    {
        var certificate = Load(settings);
        // Not in the launch profile: `dotnet run` lets a profile's address win over ASPNETCORE_URLS.
        if (settings.IsDevelopment && builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls(DevelopmentAddress);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxUpload + (1024 * 1024);
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            if (certificate is not null)
            {
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificate = certificate;
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                });
            }
        });
        return builder;
    }

    private static X509Certificate2? Load(Settings settings)
    {
        if (settings.Certificate is not { } path)
        {
            return null;
        }

        try
        {
            if (settings.CertificateKey is { } key)
            {
                using var pem = X509Certificate2.CreateFromPemFile(path, key);
                // Windows needs the key in a store of its own; a round trip through PFX works everywhere.
                return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), password: null);
            }

            return X509CertificateLoader.LoadPkcs12FromFile(path, settings.CertificatePassword);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"Không đọc được chứng thư số HTTPS '{path}'. (The HTTPS certificate cannot be read: {e.Message})",
                e
            );
        }
    }
}
