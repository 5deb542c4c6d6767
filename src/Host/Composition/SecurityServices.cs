using System.Xml.Linq;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Composition;

/// <summary>Who may come in: cookies, tokens, antiforgery, and the keys they are made with, which live in the vault.</summary>
public static class SecurityServices
{
    private static readonly TimeSpan CookieLifetime = TimeSpan.FromHours(9);

    /// <summary>Registers all of it.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        // The machine's clock: cookies, tokens and throttling never follow the domain's.
        services.AddSingleton(TimeProvider.System);
        services.AddDataProtection().SetApplicationName("PhongTrao");
        services.AddOptions<KeyManagementOptions>().Configure<IVaultRows>((options, vault) => options.XmlRepository = new VaultKeys(vault));
        services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = "phongtrao";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax; // Strict would sign people out who follow a link from an e-mail
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = CookieLifetime;
                options.SlidingExpiration = true;
                options.LoginPath = Gate.SignInPath;
                options.AccessDeniedPath = Gate.ForbiddenPath;
            })
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerTokens.Scheme, null);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "phongtrao-form";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = "X-Form-Token";
        });
        services.AddSingleton<IPasswordHasher<Credential>, PasswordHasher<Credential>>();
        services.AddSingleton<BearerTokens>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<People>();
        services.AddSingleton(provider => new Fingerprints(provider.GetRequiredService<IVaultRows>().Secret("fingerprints")));
        return services;
    }

    /// <summary>Keys of data protection as rows of the vault.</summary>
    private sealed class VaultKeys(IVaultRows vault) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => [.. vault.ProtectionKeys().Select(xml => XElement.Parse(xml))];

        public void StoreElement(XElement element, string friendlyName) =>
            vault.PutProtectionKey(friendlyName, element.ToString(SaveOptions.DisableFormatting));
    }
}
