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
/// <param name="GivenUp">Messages that were given up.</param>
/// <param name="LastSentAt">When the server last took one, by the domain's clock; null: not since the service started.</param>
/// <param name="Trouble">Why the server cannot be used now; null: nothing is known against it.</param>
public sealed record MailReport(string? Server, int Waiting, int GivenUp, DateTimeOffset? LastSentAt, string? Trouble);

/// <summary>
/// Tells people by e-mail what they were told in the application. Every message is recorded before it is sent, under an id that
/// derives from the person and the day or the reminder; what the log says waits is sent until the server takes it: at least once, and
/// the Message-Id tells what came twice. Before each attempt it is looked up what is still open; the rest is recorded as not delivered.
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
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _wake = new(0);
    private DateTimeOffset? _lastSentAt;
    private string? _trouble;

    /// <summary>How it is doing.</summary>
    public MailReport Report()
    {
        var (waiting, givenUp) = mails.Count();
        return new(settings.Mail is { } server ? $"{server.Host}:{server.Port}" : null, waiting, givenUp, _lastSentAt, _trouble);
    }

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
                pause =
                    _trouble is null ? Every
                    : pause < LongestPause ? pause * 2
                    : LongestPause;
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
                    await ComposeAsync(pending.Account, new(single, MailKind.Single, today, [notice]), now, cancellationToken);
                }
            }
            else if (isMorningOver && (pending.LastDigestOn is not { } last || last < today))
            {
                MailId digest = new(DerivedId.From(pending.Account.Value, $"digest {today.Iso()}"));
                var all = mails.PendingOf(pending.Account, MostNotices);
                await ComposeAsync(pending.Account, new(digest, MailKind.Digest, today, all), now, cancellationToken);
            }
        }
    }

    private async Task ComposeAsync(
        AccountId account,
        MailCommand.Compose command,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => await RunAsync(account, command, Own(command.Mail, "compose", now), cancellationToken);

    // What is wrong with the server; null: nothing.
    private async Task<string?> SendAsync(MailSettings server, CancellationToken cancellationToken)
    {
        using var connection = new MailServer(server);
        while (true)
        {
            if (!await FollowedAsync(cancellationToken))
            {
                return null; // looked at again next time
            }

            var due = mails.Due(clock.GetUtcNow(), PerRound);
            if (due.Count == 0)
            {
                return null;
            }

            foreach (var mail in due)
            {
                if (await SendAsync(server, connection, mail, cancellationToken) is { } trouble)
                {
                    return trouble;
                }
            }
        }
    }

    private async Task<string?> SendAsync(MailSettings server, MailServer connection, MailRow mail, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = VietnamTime.DateOf(now);
        var rows = mail.Notices.Select(notice => notices.Find(mail.Account, notice)).OfType<NoticeRow>().ToList();
        if (
            !reference.Current.Accounts.TryGetValue(mail.Account, out var account)
            || account.IsLocked
            || (account.Email is { } known ? keyring.Reveal(known) : null) is not { } address
        )
        {
            await LapseAsync(mail, rows, ReminderEnd.Unreachable, now, cancellationToken);
            await RunAsync(
                mail.Account,
                new MailCommand.Drop(mail.Id, MailEnd.Unreachable),
                Own(mail.Id, $"drop {mail.Tries}", now),
                cancellationToken
            );
            return null;
        }

        var person = People.Make(mail.Account, account, reference.Current.Organisation, today);
        var lines = desk.Lines(person, rows, today).Zip(rows, (line, row) => (Line: line, Row: row)).ToList();
        foreach (var (state, end) in new[] { (NoticeState.Done, ReminderEnd.Done), (NoticeState.Moved, ReminderEnd.Moved) })
        {
            var over = lines.Where(one => one.Line.State == state).Select(one => one.Row).ToList();
            await LapseAsync(mail, over, end, now, cancellationToken);
        }

        // Of several about one thing the last one tells all.
        var open = lines
            .Where(one => one.Line.State is NoticeState.Open)
            .Reverse()
            .DistinctBy(one => one.Row.Subject.Id)
            .Select(one => one.Line)
            .OrderBy(line => line.Due)
            .ToList();
        if (open.Count == 0)
        {
            await RunAsync(
                mail.Account,
                new MailCommand.Drop(mail.Id, MailEnd.NothingLeft),
                Own(mail.Id, $"drop {mail.Tries}", now),
                cancellationToken
            );
            return null;
        }

        using var message = text.Write(server, address, mail.Id, mail.Day, person, open);
        switch (await connection.SendAsync(message, cancellationToken))
        {
            case Handover.Away away:
                log.LogWarning("The mail server cannot be used: {Fault}. Messages wait.", away.Fault);
                return away.Fault;
            case Handover.Refused refused:
                await RunAsync(
                    mail.Account,
                    new MailCommand.MarkFailed(mail.Id, new(refused.Fault), refused.IsFinal),
                    Own(mail.Id, $"failed {mail.Tries} {mail.At.UtcTicks}", now),
                    cancellationToken
                );
                return null;
            default:
                _lastSentAt = now;
                await RunAsync(
                    mail.Account,
                    new MailCommand.MarkSent(mail.Id),
                    Own(mail.Id, $"sent {mail.Tries} {mail.At.UtcTicks}", now),
                    cancellationToken
                );
                return null;
        }
    }

    private async Task LapseAsync(
        MailRow mail,
        IReadOnlyList<NoticeRow> rows,
        ReminderEnd why,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        foreach (var row in rows)
        {
            await runner.RunAsync(
                Bindings.Reminder,
                Bindings.Reminder.StreamOf(row.Subject.Id),
                new ReminderCommand.Lapse(row.Slot, [mail.Account], why),
                Own(mail.Id, $"lapse {row.Id} {why}", now),
                cancellationToken: cancellationToken
            );
        }
    }

    private async Task<RunResult<Mailbox>> RunAsync(
        AccountId account,
        MailCommand command,
        CommandContext context,
        CancellationToken cancellationToken
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

    private static CommandContext Own(MailId mail, string what, DateTimeOffset now)
    {
        var id = DerivedId.From(mail.Value, what);
        return new(id, now, CommandContext.System, null, id);
    }
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
