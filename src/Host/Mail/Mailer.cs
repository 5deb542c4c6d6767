using System.Net.Mail;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Mail;

/// <summary>How e-mail is doing.</summary>
/// <param name="Server">The server's name and port; null: none is configured.</param>
/// <param name="Waiting">Messages that wait to be sent.</param>
/// <param name="WaitingSince">Since when the longest of them is to be sent, UTC; null: none waits.</param>
/// <param name="GivenUp">Messages that were given up.</param>
/// <param name="LastSentAt">When the server last took one, by the domain's clock; null: not since the service started.</param>
/// <param name="Trouble">Why the server cannot be used now; null: nothing is known against it.</param>
public sealed record MailReport(
    string? Server,
    int Waiting,
    DateTimeOffset? WaitingSince,
    int GivenUp,
    DateTimeOffset? LastSentAt,
    string? Trouble
);

/// <summary>
/// Tells people by e-mail what they were told in the application. Every message is recorded before it is sent, under an id that
/// derives from the person and the day or the reminder; what the log says waits is sent until the server takes it: at least once, and
/// the Message-Id tells what came twice. An attempt is recorded before it is made, and one at a time: so any number of hosts may send, and
/// what may have arrived twice is known. In each attempt it is looked up what is still open; the rest is recorded as not delivered.
/// </summary>
public sealed class Mailer(
    Settings settings,
    DomainClock clock,
    IEventStore store,
    CatchUpSubscription views,
    ReferenceData reference,
    CommandRunner runner,
    MailQueries mails,
    NoticeQueries notices,
    NoticeDesk desk,
    MailText text,
    IKeyring keyring,
    Ticker ticker,
    ILogger<Mailer> log
) : BackgroundService
{
    private const int MostNotices = 1_000;
    private const int PerRound = 500;
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(30);

    /// <summary>What waits longer is late.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    /// <summary>So long it is shown that something may have arrived more than once.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim _wake = new(0);
    private DateTimeOffset? _lastSentAt;
    private string? _trouble;

    /// <summary>How it is doing.</summary>
    public MailReport Report()
    {
        var count = mails.Count();
        return new(
            settings.Mail is { } server ? $"{server.Host}:{server.Port}" : null,
            count.Waiting,
            count.WaitingSince,
            count.GivenUp,
            _lastSentAt,
            _trouble
        );
    }

    /// <summary>What should have been sent a quarter of an hour ago and still waits, the longest first.</summary>
    public IReadOnlyList<MailRow> Late(int limit) => mails.Late(clock.GetUtcNow() - Soon, limit);

    /// <summary>What may have arrived more than once in the last thirty days, newest first.</summary>
    public IReadOnlyList<RepeatedMail> Repeated(int limit) => mails.Repeated(clock.GetUtcNow() - Lately, limit);

    /// <summary>Gửi lại: has one sent again that was given up.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="mail">What was given up.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Why not; null: it waits again.</returns>
    public async Task<Refusal?> SendAgainAsync(Caller caller, MailRow mail, CancellationToken cancellationToken)
    {
        var context = new CommandContext(
            DerivedId.From(caller.CommandId, $"mail {mail.Id}"),
            clock.GetUtcNow(),
            caller.Person.Account,
            null,
            caller.CommandId,
            ClientAddress: caller.ClientAddress
        );
        var result = await RunAsync(mail.Account, new MailCommand.SendAgain(mail.Id), context, cancellationToken);
        _wake.Release();
        return result is RunResult<Mailbox>.Refused refused ? refused.Refusal : null;
    }

    /// <summary>Has everything sent again that was given up, at most a thousand at once; tells how many.</summary>
    public async Task<int> SendAllAgainAsync(Caller caller, CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var mail in mails.GivenUp(MostAtOnce))
        {
            sent += await SendAgainAsync(caller, mail, cancellationToken) is null ? 1 : 0;
        }

        return sent;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Mail is not { } server)
        {
            return; // everything else works without
        }

        await Task.Yield();
        clock.Moved += Wake;
        var pause = Every;
        try
        {
            while (true)
            {
                try
                {
                    await ComposeAsync(stoppingToken);
                    _trouble = await SendAsync(server, stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    _trouble = e.GetType().Name;
                    log.LogError(e, "Mail could not be worked on; tried again.");
                }

                // A server that is away is asked less and less often.
                pause = _trouble is null ? Every : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * pause.Ticks));
                await _wake.WaitAsync(pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
        finally
        {
            clock.Moved -= Wake;
        }
    }

    private void Wake() => _wake.Release();

    private async Task<bool> FollowedAsync(CancellationToken cancellationToken) =>
        await store.HeadAsync(cancellationToken) is { } head && await views.WaitAllAsync(head, ViewPatience, cancellationToken);

    private async Task ComposeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = VietnamTime.DateOf(now);
        var morning = VietnamTime.StartOf(today) + settings.ReminderTime.ToTimeSpan();
        // The day's reminders are all recorded when the ticker has looked at the clock after their time.
        var isMorningOver = now >= morning && ticker.LastAt >= morning;
        if (!await FollowedAsync(cancellationToken))
        {
            return;
        }

        foreach (var pending in mails.Pending())
        {
            if (pending.Choice is MailChoice.Each)
            {
                foreach (var notice in mails.PendingOf(pending.Account, PerRound))
                {
                    MailId single = new(DerivedId.From(notice.Value, $"mail {pending.Account}"));
                    await ComposeAsync(pending.Account, new(single, MailKind.Single, today, [notice]), cancellationToken);
                }
            }
            else if (isMorningOver && (pending.LastDigestOn is not { } last || last < today))
            {
                MailId digest = new(DerivedId.From(pending.Account.Value, $"digest {today.Iso()}"));
                var all = mails.PendingOf(pending.Account, MostNotices);
                await ComposeAsync(pending.Account, new(digest, MailKind.Digest, today, all), cancellationToken);
            }
        }
    }

    private async Task ComposeAsync(AccountId account, MailCommand.Compose command, CancellationToken cancellationToken) =>
        await RunAsync(account, command, By(command.Mail.Value, "compose"), cancellationToken);

    // What is wrong with the server; null: nothing.
    private async Task<string?> SendAsync(MailSettings server, CancellationToken cancellationToken)
    {
        using var connection = new MailServer(server);
        while (await FollowedAsync(cancellationToken))
        {
            var isAny = false;
            foreach (var mail in mails.Due(clock.GetUtcNow(), PerRound))
            {
                // What is begun is ended, also while the host stops.
                cancellationToken.ThrowIfCancellationRequested();
                if (await BeginAsync(mail) is { } attempt)
                {
                    isAny = true;
                    if (await SendAsync(server, connection, mail, attempt) is { } trouble)
                    {
                        return trouble;
                    }
                }
            }

            if (!isAny)
            {
                return null;
            }
        }

        return null; // looked at again next time
    }

    // Null: another host has it, or has sent it meanwhile.
    private async Task<Attempt?> BeginAsync(MailRow mail)
    {
#pragma warning disable RS0030 // each attempt is an act of its own, of whichever host
        var attempt = new Attempt(Guid.NewGuid(), TimeProvider.System.GetTimestamp());
#pragma warning restore RS0030
        var begun = await RunAsync(mail.Account, new MailCommand.Begin(mail.Id, attempt.Id), By(attempt.Id, "begin"));
        return begun is RunResult<Mailbox>.Recorded ? attempt : null;
    }

    private async Task<string?> SendAsync(MailSettings server, MailServer connection, MailRow mail, Attempt attempt)
    {
        var today = VietnamTime.DateOf(clock.GetUtcNow());
        var rows = mail.Notices.Select(notice => notices.Find(mail.Account, notice)).OfType<NoticeRow>().ToList();
        if (
            !reference.Current.Accounts.TryGetValue(mail.Account, out var account)
            || account.IsLocked
            || (account.Email is { } known ? keyring.Reveal(known) : null) is not { } address
        )
        {
            await LapseAsync(mail, rows, ReminderEnd.Unreachable, attempt);
            await RunAsync(mail.Account, new MailCommand.Drop(mail.Id, attempt.Id, MailEnd.Unreachable), By(attempt.Id, "end"));
            return null;
        }

        var person = People.Make(mail.Account, account, reference.Current.Organisation, today);
        var lines = desk.Lines(person, rows, today).Zip(rows, (line, row) => (Line: line, Row: row)).ToList();
        foreach (var ended in lines.Where(one => one.Line.State is not NoticeState.Open).GroupBy(one => EndOf(one.Line.State)))
        {
            await LapseAsync(mail, ended.Select(one => one.Row), ended.Key, attempt);
        }

        // Of several about one thing the last one tells all.
        var open = lines
            .Where(one => one.Line.State is NoticeState.Open)
            .Reverse()
            .DistinctBy(one => (one.Row.Subject.Id, one.Row.Kind, one.Row.Change?.Into))
            .Select(one => one.Line)
            .OrderBy(line => line.Due)
            .ToList();
        if (open.Count == 0)
        {
            await RunAsync(mail.Account, new MailCommand.Drop(mail.Id, attempt.Id, MailEnd.NothingLeft), By(attempt.Id, "end"));
            return null;
        }

        if (TimeProvider.System.GetElapsedTime(attempt.Began) > MailServer.Patience)
        {
            return null; // it stood still so long that others may soon try: the message waits until they may
        }

        using var message = text.Write(server, address, mail.Id, mail.Day, person, open);
        switch (await connection.SendAsync(message))
        {
            case Handover.Taken:
                _lastSentAt = clock.GetUtcNow();
                await RunAsync(mail.Account, new MailCommand.MarkSent(mail.Id), By(attempt.Id, "end"));
                return null;
            case Handover.Refused refused:
                await RunAsync(
                    mail.Account,
                    new MailCommand.MarkFailed(mail.Id, attempt.Id, new(refused.Fault), refused.IsFinal),
                    By(attempt.Id, "end")
                );
                return null;
            case Handover.Away away:
                await RunAsync(mail.Account, new MailCommand.Delay(mail.Id, attempt.Id, new(away.Fault)), By(attempt.Id, "end"));
                return Trouble(away.Fault);
            case Handover.Unknown unknown:
                return Trouble(unknown.Fault); // it may have arrived: the attempt stays open until others may try
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        string Trouble(string fault)
        {
            log.LogWarning("The mail server cannot be used: {Fault}. Messages wait.", fault);
            return fault;
        }
    }

    private static ReminderEnd EndOf(NoticeState state) =>
        state switch
        {
            NoticeState.Done or NoticeState.Cancelled => ReminderEnd.Done,
            NoticeState.Moved or NoticeState.Rests => ReminderEnd.Moved,
            _ => ReminderEnd.Passed,
        };

    private async Task LapseAsync(MailRow mail, IEnumerable<NoticeRow> rows, ReminderEnd why, Attempt attempt)
    {
        foreach (var row in rows.Where(row => row.Kind is NoticeKind.Reminder))
        {
            await runner.RunAsync(
                Bindings.Reminder,
                Bindings.Reminder.StreamOf(row.Subject.Id),
                new ReminderCommand.Lapse(row.Slot, [mail.Account], why),
                By(attempt.Id, $"lapse {row.Id}")
            );
        }
    }

    private async Task<RunResult<Mailbox>> RunAsync(
        AccountId account,
        MailCommand command,
        CommandContext context,
        CancellationToken cancellationToken = default
    )
    {
        var result = await runner.RunAsync(
            Bindings.Mail,
            Bindings.Mail.StreamOf(account.Value),
            command,
            context,
            cancellationToken: cancellationToken
        );
        return result is RunResult<Mailbox>.Contended ? throw new InvalidOperationException("Others keep writing to a mailbox.") : result;
    }

    private CommandContext By(Guid about, string what)
    {
        var id = DerivedId.From(about, what);
        return new(id, clock.GetUtcNow(), CommandContext.System, null, id);
    }

    /// <summary>One attempt to hand a message over.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Began">When it began, by the machine's clock.</param>
    private readonly record struct Attempt(Guid Id, long Began);
}

/// <summary>Registers e-mail.</summary>
public static class MailServices
{
    /// <summary>Registers it; without a mail server in the settings it does nothing.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton<MailText>();
        services.AddSingleton<Mailer>();
        services.AddHostedService(provider => provider.GetRequiredService<Mailer>());
        return services;
    }
}
