using System.Globalization;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>A token.</summary>
/// <param name="AccessToken">For "Authorization: Bearer …".</param>
/// <param name="ExpiresAt">By the machine's clock.</param>
/// <param name="MustChangePassword">Nothing but that may be done with it.</param>
public sealed record TokenAnswer(string AccessToken, DateTimeOffset ExpiresAt, bool MustChangePassword);

/// <summary>Who is signed in.</summary>
/// <param name="Today">The day in Hà Nội by the domain's clock.</param>
/// <param name="UnreadNotices">What they were told and have not marked as read; 1000 means so many or more.</param>
public sealed record MeAnswer(
    AccountId Account,
    string? Name,
    DateOnly Today,
    DateTimeOffset Now,
    bool MustChangePassword,
    IReadOnlyList<string> Roles,
    IReadOnlyList<MeAppointment> Appointments,
    int UnreadNotices
);

/// <summary>An appointment of today.</summary>
/// <param name="OnBehalfOf">Whose it is, under a delegation.</param>
public sealed record MeAppointment(
    AppointmentId Id,
    UnitId Unit,
    string UnitName,
    FunctionCode Function,
    string OfficeName,
    AccountId? OnBehalfOf
);

/// <summary>Tokens, who am I, accounts, the Development clock.</summary>
internal static class SessionEndpoints
{
    internal static void MapSession(this RouteGroupBuilder api)
    {
        api.MapPost("/tokens", SignInAsync).Requires(Act.Public).Accepts<SignInInput>("application/json").Produces<TokenAnswer>();
        api.MapGet("/me", MeAsync).Requires(Act.Self, beforePasswordChange: true).Produces<MeAnswer>();
        api.MapPost("/me/password", ChangePasswordAsync)
            .Requires(Act.Self, beforePasswordChange: true)
            .Accepts<ChangePasswordInput>("application/json")
            .Produces<TokenAnswer>();
        api.MapDelete("/tokens", SignOutAsync).Requires(Act.Self, beforePasswordChange: true).Produces(StatusCodes.Status204NoContent);
        api.MapPost("/accounts", OpenAccountAsync)
            .Requires(Act.ManageAccounts)
            .Accepts<AccountInput>("application/json")
            .Produces<NewPassword>(StatusCodes.Status201Created);
        api.MapPost("/accounts/{id}/password", ResetAsync).Requires(Act.ManageAccounts).Produces<NewPassword>();
        api.MapPost("/accounts/{id}/lock", (string id, HttpContext http, AccountDesk desk) => LockAsync(id, http, desk, locked: true))
            .Requires(Act.ManageAccounts);
        api.MapPost("/accounts/{id}/unlock", (string id, HttpContext http, AccountDesk desk) => LockAsync(id, http, desk, locked: false))
            .Requires(Act.ManageAccounts);
    }

    /// <summary>The Development clock; mapped nowhere else.</summary>
    internal static void MapDevelopmentClock(this RouteGroupBuilder api) =>
        api.MapPost("/dev/clock", MoveClockAsync).Requires(Act.Public).Accepts<ClockInput>("application/json");

    private static async Task<IResult> SignInAsync(HttpContext http, AccountDesk desk, BearerTokens tokens)
    {
        var input = await http.ReadAsync<SignInInput>();
        return await desk.SignInAsync(input, SignInChannel.Api, http.ClientAddress(), http.RequestAborted) switch
        {
            SignInAnswer.SignedIn signedIn => Token(tokens, signedIn.Ticket, signedIn.MustChangePassword),
            SignInAnswer.Wrong => Problems.WrongCredentials(),
            SignInAnswer.Wait wait => Problems.TooManyAttempts(wait.For),
        };
    }

    private static async Task<IResult> MeAsync(HttpContext http, Desk.Directory directory, DomainClock clock, NoticeDesk notices)
    {
        var person = http.Person();
        return Results.Json(
            new MeAnswer(
                person.Account,
                await directory.NameAsync(person.Account, http.RequestAborted),
                person.Today,
                clock.GetUtcNow(),
                person.MustChangePassword,
                [
                    .. person
                        .Roles.Where(role => role is not (Role.Public or Role.Anyone))
                        .Select(role => role.ToString().ToLowerInvariant()),
                ],
                [
                    .. person.Holdings.Select(holding => new MeAppointment(
                        holding.Capacity.Appointment,
                        holding.Capacity.Unit,
                        person.UnitName(holding.Capacity.Unit),
                        holding.Capacity.Function,
                        person.OfficeName(holding.Capacity.Unit, holding.Capacity.Function),
                        holding.Capacity.OnBehalfOf
                    )),
                ],
                notices.Unread(person)
            )
        );
    }

    private static async Task<IResult> ChangePasswordAsync(HttpContext http, AccountDesk desk, BearerTokens tokens)
    {
        var input = await http.ReadAsync<ChangePasswordInput>();
        return Problems.Of(
            await desk.ChangePasswordAsync(http.Person(), input, http.ClientAddress(), http.RequestAborted),
            done => Token(tokens, done.Value, mustChange: false)
        );
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, AccountDesk desk)
    {
        await desk.SignOutAsync(http.Person(), http.ClientAddress(), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> OpenAccountAsync(HttpContext http, AccountDesk desk)
    {
        var input = await http.ReadAsync<AccountInput>();
        return Problems.Of(
            await desk.OpenAsync(http.ApiCaller(), input, http.RequestAborted),
            done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
        );
    }

    private static async Task<IResult> ResetAsync(string id, HttpContext http, AccountDesk desk) =>
        Problems.Ok(await desk.ResetPasswordAsync(http.ApiCaller(), Requests.Id<AccountId>(id), http.RequestAborted));

    private static async Task<IResult> LockAsync(string id, HttpContext http, AccountDesk desk, bool locked) =>
        Problems.Of(
            await desk.LockAsync(http.ApiCaller(), Requests.Id<AccountId>(id), locked, http.RequestAborted),
            done => Results.Json(new { locked = done.Value })
        );

    private static async Task<IResult> MoveClockAsync(HttpContext http, DomainClock clock, Storage storage)
    {
        var input = await http.ReadAsync<ClockInput>();
        var check = new Check();
        if (check.OptionalInstant("to", input.To) is not { } to)
        {
            return Problems.Malformed(check.Failed ? check.Faults : [Fault.Of("to", Faults.Required)]);
        }

        if (to < storage.Runner.LastInstant || !Move())
        {
            return Problems.Refused(
                Refusal.Of(HostRefusals.ClockBehind, ("now", clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)))
            );
        }

        return Results.Json(new { now = clock.GetUtcNow() });

        bool Move()
        {
            storage.Folder.MarkClockMoved();
            return clock.MoveForward(to);
        }
    }

    private static IResult Token(BearerTokens tokens, SessionTicket ticket, bool mustChange)
    {
        var (token, expires) = tokens.Issue(ticket);
        return Results.Json(new TokenAnswer(token, expires, mustChange));
    }
}
