using PhongTrao.Host.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Mail;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>A message that was given up, or is late.</summary>
/// <param name="Id">Which.</param>
/// <param name="Account">To whom.</param>
/// <param name="Day">Its day in Hà Nội, yyyy-MM-dd.</param>
/// <param name="Notices">How many notices it tells.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Fault">Kind of the last fault.</param>
/// <param name="At">When it was composed, or last refused or delayed, UTC.</param>
/// <param name="Since">Since when it is to be sent, UTC.</param>
public sealed record MailLine(
    MailId Id,
    AccountId Account,
    DateOnly Day,
    int Notices,
    int Tries,
    string? Fault,
    DateTimeOffset At,
    DateTimeOffset Since
);

/// <summary>What one was told oneself, how one is reached, and messages that were not delivered.</summary>
internal static class NoticeEndpoints
{
    internal static void MapNotices(this RouteGroupBuilder api)
    {
        api.MapGet("/notices", List).Requires(Act.Self);
        api.MapPost("/notices/read", ReadAsync).Requires(Act.Self).Accepts<ReadNoticesInput>("application/json").Produces<UnreadNotices>();
        api.MapGet(
                "/me/contact",
                async (HttpContext http, ContactDesk desk) =>
                    await desk.FindAsync(http.Person(), http.Person().Account, http.RequestAborted) is { } contact
                        ? Results.Json(contact)
                        : Problems.NotFound()
            )
            .Requires(Act.Self)
            .Produces<ContactAnswer>();
        api.MapPut("/me/contact", (HttpContext http, ContactDesk desk) => SetAsync(http.Person().Account, http, desk))
            .Requires(Act.Self)
            .Accepts<ContactInput>("application/json")
            .Produces<ContactAnswer>();
        api.MapPost(
                "/me/calendar-feed",
                async (HttpContext http, CalendarFeed feed) =>
                    Problems.Of(
                        await feed.OpenAsync(http.ApiCaller(), http.RequestAborted),
                        done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
                    )
            )
            .Requires(Act.Self)
            .Produces<FeedAddress>(StatusCodes.Status201Created);
        api.MapDelete(
                "/me/calendar-feed",
                async (HttpContext http, CalendarFeed feed) =>
                    Problems.Of(await feed.CloseAsync(http.ApiCaller(), http.RequestAborted), _ => Results.NoContent())
            )
            .Requires(Act.Self)
            .Produces(StatusCodes.Status204NoContent);
        api.MapPut(
                "/accounts/{id}/contact",
                (string id, HttpContext http, ContactDesk desk) => SetAsync(Requests.Id<AccountId>(id), http, desk)
            )
            .Requires(Act.ManageAccounts)
            .Accepts<ContactInput>("application/json")
            .Produces<ContactAnswer>();
        api.MapGet(
                "/dead-mails",
                (HttpContext http, MailQueries mails) =>
                    Requests.List(new Page<MailLine>([.. mails.GivenUp(http.Paging().Limit).Select(LineOf)], null))
            )
            .Requires(Act.Operate);
        api.MapGet(
                "/late-mails",
                (HttpContext http, Mailer mailer) =>
                    Requests.List(new Page<MailLine>([.. mailer.Late(http.Paging().Limit).Select(LineOf)], null))
            )
            .Requires(Act.Operate);
        api.MapGet(
                "/repeated-mails",
                (HttpContext http, Mailer mailer) => Requests.List(new Page<RepeatedMail>(mailer.Repeated(http.Paging().Limit), null))
            )
            .Requires(Act.Operate);
        api.MapPost("/dead-mails/{id}/send-again", SendAgainAsync).Requires(Act.Operate).Produces<MailLine>();
    }

    private static MailLine LineOf(MailRow mail) =>
        new(mail.Id, mail.Account, mail.Day, mail.Notices.Count, mail.Tries, mail.Fault, mail.At, mail.Since);

    private static async Task<IResult> SetAsync(AccountId account, HttpContext http, ContactDesk desk) =>
        Problems.Ok(await desk.SetAsync(http.ApiCaller(), account, await http.ReadAsync<ContactInput>(), http.RequestAborted));

    private static async Task<IResult> SendAgainAsync(string id, HttpContext http, MailQueries mails, Mailer mailer)
    {
        var caller = http.ApiCaller();
        if (mails.FindGivenUp(Requests.Id<MailId>(id)) is not { } mail)
        {
            return Problems.NotFound();
        }

        return await mailer.SendAgainAsync(caller, mail, http.RequestAborted) is { } refusal
            ? Problems.Refused(refusal)
            : Results.Json(LineOf(mail));
    }

    private static IResult List(HttpContext http, NoticeDesk desk)
    {
        var (after, limit) = http.Paging();
        return http.Request.Query["unread"].ToString() switch
        {
            "" or "false" => Requests.List(desk.List(http.Person(), unread: false, after, limit)),
            "true" => Requests.List(desk.List(http.Person(), unread: true, after, limit)),
            _ => Problems.Malformed([Fault.Of("unread", Faults.NotBoolean)]),
        };
    }

    private static async Task<IResult> ReadAsync(HttpContext http, NoticeDesk desk) =>
        Problems.Ok(await desk.ReadAsync(http.ApiCaller(), await http.ReadAsync<ReadNoticesInput>(), http.RequestAborted));
}
