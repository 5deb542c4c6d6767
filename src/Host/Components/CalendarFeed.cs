using System.Security.Cryptography;
using System.Text;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Notices;

namespace PhongTrao.Host.Components;

/// <summary>An address of a calendar feed, told this once.</summary>
/// <param name="Path">Its path; whoever knows it reads the feed.</param>
public sealed record FeedAddress(string Path);

/// <summary>
/// Lịch của tôi: what the units in which somebody holds an appointment have to do, and the steps in their offices' queues, as a
/// calendar. The feed lies behind an address that nobody can guess: only its digest is kept, and it is changed or revoked at will.
/// </summary>
public sealed class CalendarFeed(
    Bench bench,
    House house,
    Fingerprints fingerprints,
    NoticeQueries notices,
    TaskQueries tasks,
    DeadlineWords words,
    People people
)
{
    private const int MostSteps = 1_000;
    private const int DaysBack = 60;
    private const int DaysAhead = 400;

    /// <summary>Whether somebody's feed has an address.</summary>
    public async Task<bool> IsOpenAsync(AccountId account, CancellationToken cancellationToken) =>
        await bench.LoadAsync(Bindings.Notice, Bindings.Notice.StreamOf(account.Value), cancellationToken) is { State.Feed: not null };

    /// <summary>Gives one's feed an address; the one before it leads nowhere any more.</summary>
    public async Task<Answer<FeedAddress>> OpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        var account = caller.Person.Account;
        // Made with a secret of the vault, so that the same command gives the same address, and nobody else can make it.
        var token = fingerprints.Of("calendar-feed", $"{account} {caller.CommandId:N}", null);
        return (await RunAsync(caller, new NoticeCommand.OpenFeed(Digest(token)), "notice.open-feed", cancellationToken)).Select(
            _ => new FeedAddress($"/lich/{token}.ics")
        );
    }

    /// <summary>Thu hồi: the address leads nowhere any more.</summary>
    public async Task<Answer<bool>> CloseAsync(Caller caller, CancellationToken cancellationToken) =>
        (await RunAsync(caller, new NoticeCommand.CloseFeed(), "notice.close-feed", cancellationToken)).Select(_ => true);

    /// <summary>Whose feed an address is; null: nobody's, or they may not sign in any more.</summary>
    public async Task<Person?> OwnerAsync(string token, CancellationToken cancellationToken) =>
        token.Length is > 0 and <= 100
        && notices.FeedOwner(Digest(token).Value) is { } account
        && await people.FindAsync(account, cancellationToken) is { } found
            ? found.Person
            : null;

    /// <summary>Somebody's calendar. Of a secret dossier nothing but its number stands there, and nobody's name.</summary>
    public byte[] Write(Person person, Labels labels)
    {
        var today = person.Today;
        var own = person.Holdings.SelectMany(holding => house.WithPredecessors(holding.Capacity.Unit)).ToHashSet();
        var question = DeadlineQuestion.All with
        {
            State = DeadlineQuestion.ToDo,
            From = today.AddDays(-DaysBack).Iso(),
            To = today.AddDays(DaysAhead).Iso(),
        };
        var deadlines = person.May(Act.ReadDeadlines)
            ? words.All(person, question).Where(line => line.Unit is { } unit && own.Contains(unit))
            : [];
        return Ics.Write("Việc phải làm", bench.Now, words.Entries(deadlines, labels).Concat(Steps(person, labels)));
    }

    private IEnumerable<IcsEvent> Steps(Person person, Labels labels)
    {
        var offices = labels.OfficesOf(person);
        string? after = null;
        var left = person.May(Act.ReadTasks) ? MostSteps : 0;
        while (left > 0)
        {
            var page = tasks.OfOffices(offices, after, Math.Min(left, 200));
            foreach (var task in page.Items.Where(task => task is { DueOn: not null, ClockPaused: false }))
            {
                var due = task.DueOn!.Value;
                var step = task.Secrecy is Workflows.Dossiers.Secrecy.Normal ? $": {Vietnam.LowerFirst(task.StepName.Value)}" : "";
                yield return new(
                    task.Task.ToString(),
                    due,
                    null,
                    $"Hạn: hồ sơ {task.Number?.Value ?? "chưa có số"}{step}",
                    labels.Office(task.Desk),
                    due < person.Today
                        ? null
                        : VietnamTime.StartOf(house.Calendar.LastWorkingDayOnOrBefore(due)).Add(new TimeSpan(7, 30, 0))
                );
            }

            left -= page.Items.Count;
            after = page.Next;
            if (after is null)
            {
                yield break;
            }
        }
    }

    private Task<Answer<NoticeBox>> RunAsync(Caller caller, NoticeCommand command, string act, CancellationToken cancellationToken) =>
        bench.RunAsync(
            caller,
            null,
            Bindings.Notice,
            Bindings.Notice.StreamOf(caller.Person.Account.Value),
            command,
            act,
            null,
            box => box,
            cancellationToken
        );

    private static PublicText Digest(string token) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
}

/// <summary>The feed and the download of one's own calendar.</summary>
public static class CalendarFeedFiles
{
    private const string Extension = ".ics";

    /// <summary>Maps them.</summary>
    public static void MapCalendarFeed(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/lich/{file}",
                async (string file, HttpContext http, CalendarFeed feed, Labels labels) =>
                {
                    if (
                        !file.EndsWith(Extension, StringComparison.Ordinal)
                        || await feed.OwnerAsync(file[..^Extension.Length], http.RequestAborted) is not { } owner
                    )
                    {
                        return PageEndpoints.NothingHere(http);
                    }

                    http.Features.Set(owner); // it is read in the name of whoever gave the address away
                    http.Response.Headers.CacheControl = "private, no-store";
                    return Results.Bytes(feed.Write(owner, labels), Ics.MediaType);
                }
            )
            .Requires(Act.Public)
            .ExcludeFromDescription();
        app.MapGet(
                "/thong-bao/lich.ics",
                (HttpContext http, CalendarFeed feed, Labels labels) =>
                    Results.File(feed.Write(http.Person(), labels), Ics.MediaType, "viec-phai-lam.ics")
            )
            .Requires(Act.Self)
            .ExcludeFromDescription();
    }
}
