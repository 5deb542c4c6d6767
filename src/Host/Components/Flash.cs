using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace PhongTrao.Host.Components;

/// <summary>How a message is meant.</summary>
public enum FlashKind
{
    /// <summary>It went well.</summary>
    Good,

    /// <summary>Not all of it did.</summary>
    Warning,
}

/// <summary>What the next page says first.</summary>
public sealed record FlashMessage(FlashKind Kind, string Text);

/// <summary>
/// Carries the result of an act over the redirect to the next page: a cookie for one minute, readable by this service only.
/// </summary>
public sealed class Flash(IDataProtectionProvider protection)
{
    private const string Name = "phongtrao.message";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("PhongTrao.Flash.v1").ToTimeLimitedDataProtector();

    /// <summary>Leaves a message for the next page.</summary>
    public void Set(HttpContext http, FlashMessage message) =>
        http.Response.Cookies.Append(Name, _protector.Protect(JsonSerializer.Serialize(message), Lifetime), Options(http));

    /// <summary>Leaves the message that came with this request, taken or not, for the page after.</summary>
    public void Keep(HttpContext http)
    {
        if (http.Request.Cookies[Name] is { Length: > 0 } text)
        {
            http.Response.Cookies.Append(Name, text, Options(http));
        }
    }

    /// <summary>Takes the message; the page after shows it no more.</summary>
    public FlashMessage? Take(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 } text)
        {
            return null;
        }

        http.Response.Cookies.Delete(Name, Options(http));
        try
        {
            return JsonSerializer.Deserialize<FlashMessage>(_protector.Unprotect(text));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null; // too old, or not ours
        }
    }

    private static CookieOptions Options(HttpContext http) =>
        new()
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = Lifetime,
            Path = "/",
        };
}
