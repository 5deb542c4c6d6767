using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using PhongTrao.Host.Api;
using PhongTrao.Host.Components;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Security;

/// <summary>
/// Stands before every endpoint: finds who asks, and lets through only what the table allows. An endpoint that names no
/// permission is closed, and stops the service from starting.
/// </summary>
public sealed class Gate(RequestDelegate next)
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/dang-nhap";

    /// <summary>Where people must change their password.</summary>
    public const string PasswordPath = "/doi-mat-khau";

    /// <summary>Where people learn that they may not.</summary>
    public const string ForbiddenPath = "/khong-co-quyen";

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext http, People people)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            // Not a fallback endpoint: routing would prefer it to an endpoint whose content type was not sent.
            await PageEndpoints.NothingHere(http).ExecuteAsync(http);
            return;
        }

        if (endpoint is not RouteEndpoint)
        {
            await next(http); // the framework's own 405 and 415: a status and headers; the words are ours
            if (!http.Response.HasStarted)
            {
                await PageEndpoints.NotThisWay(http).ExecuteAsync(http);
            }

            return;
        }

        var permission = endpoint.Metadata.GetMetadata<PermissionAttribute>();
        if (permission is null)
        {
            await DenyAsync(http);
            return;
        }

        var person = await PersonAsync(http, people);
        http.Features.Set(person);
        if (permission.Act is Act.Public)
        {
            await next(http);
            return;
        }

        if (person is null)
        {
            await ChallengeAsync(http);
        }
        else if (person.MustChangePassword && !permission.BeforePasswordChange)
        {
            await MustChangeAsync(http);
        }
        else if (!person.May(permission.Act))
        {
            await DenyAsync(http);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Every endpoint must name its permission.</summary>
    /// <exception cref="InvalidOperationException">Some do not; the message names them.</exception>
    public static void CheckAll(IEnumerable<EndpointDataSource> sources)
    {
        var open = Endpoints(sources).Where(endpoint => endpoint.Metadata.GetMetadata<PermissionAttribute>() is null).ToList();
        if (open.Count > 0)
        {
            throw new InvalidOperationException(
                "These endpoints name no permission: " + string.Join("; ", open.Select(endpoint => endpoint.DisplayName))
            );
        }
    }

    /// <summary>Our endpoints; the framework's own (scripts it would serve, redirects it makes) are closed anyway.</summary>
    public static IEnumerable<RouteEndpoint> Endpoints(IEnumerable<EndpointDataSource> sources) =>
        sources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => !(endpoint.RoutePattern.RawText ?? "").TrimStart('/').StartsWith('_'));

    private static async Task<Person?> PersonAsync(HttpContext http, People people)
    {
        var scheme = IsApi(http) ? BearerTokens.Scheme : CookieAuthenticationDefaults.AuthenticationScheme;
        var result = await http.AuthenticateAsync(scheme);
        if (result.Principal is not { } principal || SessionTicket.Read(principal) is not { } ticket)
        {
            return null;
        }

        if (await people.FindAsync(ticket.Account, http.RequestAborted) is not { } found || found.Account.Session != ticket.Session)
        {
            return null; // locked, reset, signed out elsewhere, or rights changed: sign in again
        }

        http.User = principal;
        return found.Person;
    }

    private static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static Task ChallengeAsync(HttpContext http)
    {
        if (IsApi(http))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Unauthenticated().ExecuteAsync(http);
        }

        var back = http.Request.Path + http.Request.QueryString;
        http.Response.Redirect($"{SignInPath}?returnUrl={Uri.EscapeDataString(back)}");
        return Task.CompletedTask;
    }

    private static Task MustChangeAsync(HttpContext http)
    {
        if (IsApi(http))
        {
            return Problems.PasswordChangeRequired().ExecuteAsync(http);
        }

        http.Response.Redirect(PasswordPath);
        return Task.CompletedTask;
    }

    private static Task DenyAsync(HttpContext http)
    {
        if (IsApi(http))
        {
            return Problems.Forbidden().ExecuteAsync(http);
        }

        http.Response.Redirect(ForbiddenPath);
        return Task.CompletedTask;
    }
}

/// <summary>What stands behind a request.</summary>
public static class PersonExtensions
{
    /// <summary>Header under which a client gives its command id.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>The signed-in person; null at public endpoints when nobody is.</summary>
    public static Person? FindPerson(this HttpContext http) => http.Features.Get<Person>();

    /// <summary>The signed-in person.</summary>
    /// <exception cref="InvalidOperationException">Nobody is: the endpoint is public.</exception>
    public static Person Person(this HttpContext http) => http.FindPerson() ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The caller of a page's form post: command id from the form's hidden field, so that a double click acts once.</summary>
    /// <param name="http">The request.</param>
    /// <param name="commandId">From the form; null or empty: a new one.</param>
    public static Caller Caller(this HttpContext http, Guid? commandId = null) =>
        new(http.Person(), commandId is { } given && given != Guid.Empty ? given : NewCommandId(), http.ClientAddress());

    /// <summary>Network address of the client.</summary>
    public static string? ClientAddress(this HttpContext http) => http.Connection.RemoteIpAddress?.MapToIPv4IfMapped();

    /// <summary>A new command id. The one place where chance makes ids.</summary>
    public static Guid NewCommandId() =>
#pragma warning disable RS0030 // the edge: here, and only here, a command gets its id
        Guid.CreateVersion7();
#pragma warning restore RS0030

    private static string MapToIPv4IfMapped(this System.Net.IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    /// <summary>States the permission of an endpoint.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Act act, bool beforePasswordChange = false)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new PermissionAttribute(act) { BeforePasswordChange = beforePasswordChange }));
        return builder;
    }
}
