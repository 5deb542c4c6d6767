using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Security;

/// <summary>
/// What a cookie or token says: the account, and which of its sessions. The account's session number grows with every reset,
/// lock, sign-out and change of rights, and ends everything given before. No name, no role: those are looked up.
/// </summary>
/// <param name="Account">The account.</param>
/// <param name="Session">The account's session number when it was given.</param>
public sealed record SessionTicket(AccountId Account, int Session)
{
    private const string AccountClaim = "sub";
    private const string SessionClaim = "session";

    /// <summary>As a principal.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) =>
        new(
            new ClaimsIdentity(
                [new Claim(AccountClaim, Account.ToString()), new Claim(SessionClaim, Session.ToString(CultureInfo.InvariantCulture))],
                scheme,
                AccountClaim,
                roleType: null
            )
        );

    /// <summary>From a principal; null where it is none of ours.</summary>
    public static SessionTicket? Read(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(AccountClaim), out var id)
        && int.TryParse(principal.FindFirstValue(SessionClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var session)
            ? new(new AccountId(id), session)
            : null;
}

/// <summary>
/// Bearer tokens of the API: a session ticket, encrypted and signed by data protection (keys in the vault), with an end. Opaque
/// to clients; measured by the machine's clock.
/// </summary>
public sealed class BearerTokens(IDataProtectionProvider protection, TimeProvider realClock)
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Bearer";

    /// <summary>How long a token is valid.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(8);

    private readonly IDataProtector _protector = protection.CreateProtector("PhongTrao.BearerTokens.v1");

    /// <summary>Makes a token.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Issue(SessionTicket ticket)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds((realClock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        var text = string.Create(CultureInfo.InvariantCulture, $"{ticket.Account} {ticket.Session} {expires.ToUnixTimeSeconds()}");
        return (_protector.Protect(text), expires);
    }

    /// <summary>Reads a token; null where it is none of ours or has ended.</summary>
    public SessionTicket? Read(string token)
    {
        if (token.Length > 2000)
        {
            return null;
        }

        try
        {
            return
                _protector.Unprotect(token).Split(' ') is [var account, var session, var expires]
                && Guid.TryParse(account, out var id)
                && int.TryParse(session, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
                && realClock.GetUtcNow().ToUnixTimeSeconds() < end
                ? new SessionTicket(new AccountId(id), number)
                : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Reads the Authorization header.</summary>
public sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    BearerTokens tokens
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        const string prefix = "Bearer ";
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(
            tokens.Read(header[prefix.Length..].Trim()) is { } ticket
                ? AuthenticateResult.Success(new AuthenticationTicket(ticket.ToPrincipal(BearerTokens.Scheme), BearerTokens.Scheme))
                : AuthenticateResult.Fail("The token is not valid.")
        );
    }
}
