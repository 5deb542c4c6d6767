using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>How far counting again after a change of the calendar has come.</summary>
/// <param name="Revision">The calendar's revision after the change.</param>
/// <param name="ChangedOn">Day of the change in Hà Nội: what was due before it stays.</param>
/// <param name="FirstDay">The first day of which the calendar says something else now; null: it says the same.</param>
/// <param name="Seen">Tasks looked at so far.</param>
/// <param name="Total">Tasks open and due on the first day or later when it began.</param>
/// <param name="FinishedAt">When it was through; null: it still runs.</param>
public sealed record RecountProgress(int Revision, DateOnly ChangedOn, DateOnly? FirstDay, int Seen, int Total, DateTimeOffset? FinishedAt);

/// <summary>
/// Carries a change of the calendar into the dossiers it concerns: those with open work due on the first day changed or later,
/// found by the index of due dates, each by one command whose id derives from the change. What comes out differently is one
/// event in the dossier. Work that was opened meanwhile by a host that did not know of the change yet says by which revision
/// it was counted, and is counted again when its event comes by.
/// </summary>
public sealed class Recounter : Reactor
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "recounter";

    private const int AtOnce = 16;
    private const int PerPage = 500;
    private static readonly SubscriptionFilter Streams = new("calendar", "dossier-");
    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(30);

    private readonly CatchUpSubscription _views;
    private readonly TaskQueries _tasks;
    private readonly CommandRunner _runner;
    private readonly Binding<Dossier, DossierCommand, DossierEvent> _dossiers;
    private readonly Binding<OfficialCalendar, CalendarCommand, CalendarEvent> _calendar;
    private readonly Action<string>? _step;
    private List<Change>? _changes;

    /// <param name="database">Where checkpoint and progress are kept.</param>
    /// <param name="store">The log.</param>
    /// <param name="views">Feeds the index of due dates.</param>
    /// <param name="runner">Runs the commands.</param>
    /// <param name="dossiers">How dossiers are run.</param>
    /// <param name="calendar">How the calendar is folded.</param>
    /// <param name="time">The service's clock.</param>
    public Recounter(
        ViewDatabase database,
        IEventStore store,
        CatchUpSubscription views,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        Binding<OfficialCalendar, CalendarCommand, CalendarEvent> calendar,
        TimeProvider time
    )
        : this(database, store, views, runner, dossiers, calendar, time, null) { }

    /// <param name="step">Called between every two steps: tests crash here.</param>
    internal Recounter(
        ViewDatabase database,
        IEventStore store,
        CatchUpSubscription views,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        Binding<OfficialCalendar, CalendarCommand, CalendarEvent> calendar,
        TimeProvider time,
        Action<string>? step
    )
        : base(ReactorName, database, store, Streams, time, step)
    {
        _views = views;
        _tasks = new TaskQueries(database);
        _runner = runner;
        _dossiers = dossiers;
        _calendar = calendar;
        _step = step;
    }

    /// <summary>How far each change has come, newest first.</summary>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<RecountProgress> Progress(int limit = 50)
    {
        using var read = Database.ReadShared();
        var rows = read.Sql("SELECT revision, changed_on, first_day, seen, total, finished_at FROM recount ORDER BY revision DESC LIMIT ?1")
            .With(limit);
        var progress = new List<RecountProgress>();
        while (rows.Step())
        {
            progress.Add(new(rows.Int(0), rows.Day(1), rows.DayOrNull(2), rows.Int(3), rows.Int(4), rows.InstantOrNull(5)));
        }

        return progress;
    }

    private protected override bool Concerns(RecordedEvent recorded) =>
        recorded.Stream == Bindings.CalendarStream || recorded.Type is "dossier.task-opened" or "dossier.supplement-provided";

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        switch (e.Body)
        {
            case CalendarEvent:
                _changes = await ChangesAsync(cancellationToken).ConfigureAwait(false);
                // One command, one change: its last event stands for all.
                if (_changes.Find(c => c.Last == e.Recorded.Revision) is { } change)
                {
                    await SweepAsync(e, change, cancellationToken).ConfigureAwait(false);
                    Acted();
                }

                break;
            case DossierEvent.TaskOpened { CalendarRevision: { } revision }:
                await OvertakenAsync(e, revision, cancellationToken).ConfigureAwait(false);
                break;
            case DossierEvent.SupplementProvided { CalendarRevision: { } revision }:
                await OvertakenAsync(e, revision, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask SweepAsync(ViewEvent e, Change change, CancellationToken cancellationToken)
    {
        var day = VietnamTime.DateOf(e.Metadata.At);
        var first = change.Calendar.FirstDay;
        if (first is null)
        {
            Note(change, day, null, 0, 0, isFinished: true);
            return;
        }

        if (!await _views.WaitAsync(TaskQueue.ViewName, e.Position, ViewPatience, cancellationToken).ConfigureAwait(false))
        {
            throw new TimeoutException("The queue of tasks does not follow the log.");
        }

        var unit = change.Calendar.OnlyUnit;
        var (seen, total) = (0, _tasks.CountDueFrom(first.Value, unit));
        Note(change, day, first, seen, total, isFinished: false);
        string? after = null;
        do
        {
            _step?.Invoke("page");
            var page = _tasks.DueFrom(first.Value, unit, after, PerPage);
            await Parallel
                .ForEachAsync(
                    page.Items.Select(task => task.Dossier).Distinct(),
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                    async (dossier, cancel) =>
                    {
                        _step?.Invoke("recount");
                        await RecountAsync(e, dossier, change.Calendar, day, cancel).ConfigureAwait(false);
                        _step?.Invoke("recounted");
                    }
                )
                .ConfigureAwait(false);
            seen += page.Items.Count;
            after = page.Next;
            Note(change, day, first, seen, Math.Max(seen, total), isFinished: after is null);
        } while (after is not null);
    }

    /// <summary>Work opened after a change by a host that had not seen it.</summary>
    private async ValueTask OvertakenAsync(ViewEvent e, int countedBy, CancellationToken cancellationToken)
    {
        _changes ??= await ChangesAsync(cancellationToken).ConfigureAwait(false);
        var known = _changes.FindLast(c => c.Position < e.Position);
        if (known is not null && known.Calendar.After.Revision > countedBy)
        {
            await RecountAsync(e, new(e.StreamId), known.Calendar, VietnamTime.DateOf(e.Metadata.At), cancellationToken)
                .ConfigureAwait(false);
            Acted();
        }
    }

    private async ValueTask RecountAsync(
        ViewEvent e,
        DossierId dossier,
        CalendarChange change,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var context = CommandContext.Carrying(e.Recorded.EventId, $"recount:{dossier}", Time.GetUtcNow(), e.Metadata.Correlation);
        var command = new DossierCommand.RecountDues(change.Before, change.After, day);
        var result = await _runner
            .RunAsync(_dossiers, _dossiers.StreamOf(dossier.Value), command, context, null, cancellationToken)
            .ConfigureAwait(false);
        switch (result)
        {
            case RunResult<Dossier>.Recorded recorded:
                lock (Database.WriteLock)
                {
                    Wrote(recorded.Position);
                }

                break;
            case RunResult<Dossier>.Unchanged:
                break;
            case RunResult<Dossier>.Refused { Refusal: var refusal }:
                throw new InvalidOperationException($"{dossier}: {refusal.Code}");
            default:
                throw new InvalidOperationException($"{dossier} was too busy.");
        }
    }

    /// <summary>Every change there is, as commands made them: few, for a calendar changes some times a year.</summary>
    private async ValueTask<List<Change>> ChangesAsync(CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        var (before, after) = (_calendar.Initial, _calendar.Initial);
        var events = await Store.ReadStreamAsync(Bindings.CalendarStream, cancellationToken: cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < events.Count; i++)
        {
            after = _calendar.Evolve(after, (CalendarEvent)EventTypes.Read(events[i]));
            if (i + 1 == events.Count || EventTypes.Metadata(events[i + 1]).Command != EventTypes.Metadata(events[i]).Command)
            {
                changes.Add(new(events[i].Revision, events[i].Position, new(before, after)));
                before = after;
            }
        }

        return changes;
    }

    private void Note(Change change, DateOnly day, DateOnly? first, int seen, int total, bool isFinished)
    {
        lock (Database.WriteLock)
        {
            Database
                .Writer.Prepare(
                    """
                    INSERT INTO recount (revision, changed_on, first_day, seen, total, finished_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                    ON CONFLICT (revision) DO UPDATE SET seen = ?4, total = ?5, finished_at = ?6
                    """
                )
                .Run(change.Calendar.After.Revision, day, first, seen, total, isFinished ? (SqlValue)Time.GetUtcNow() : SqlValue.Null);
        }
    }

    private sealed record Change(StreamRevision Last, Position Position, CalendarChange Calendar);
}
