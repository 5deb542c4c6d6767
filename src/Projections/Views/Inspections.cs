using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Views;

/// <summary>An inspection in a list. What was said stands in its stream.</summary>
/// <param name="Unit">Whose supervision.</param>
/// <param name="Function">The office in it.</param>
/// <param name="Dossier">What it is about; null: a decision.</param>
/// <param name="Decision">What it is about; null: a dossier.</param>
/// <param name="To">The office that is asked.</param>
/// <param name="AnswerBy">Last day for the explanation asked for last.</param>
/// <param name="Round">How often it was asked for.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="MadeAt">When, UTC.</param>
/// <param name="ChangedAt">When something was last said, UTC.</param>
public sealed record InspectionRow(
    InspectionId Id,
    UnitId Unit,
    FunctionCode Function,
    DossierId? Dossier,
    DecisionId? Decision,
    Office To,
    DateOnly AnswerBy,
    int Round,
    InspectionState State,
    AccountId MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset ChangedAt
)
{
    /// <summary>Whether the explanation is due and has not come.</summary>
    public bool IsOverdue(DateOnly today) => State is InspectionState.Awaiting && AnswerBy < today;
}

/// <summary>
/// Ý kiến kiểm tra: what was asked of whom by when. Whoever is asked, whoever asks, and all above both have a row for each; those that are open come
/// first due first, those that are over last ended first. Both are one order, so that a list is one range. Each that waits for its explanation has a timer.
/// </summary>
/// <param name="units">Which units see what of others.</param>
/// <param name="calendar">The working calendar now, for counting reminders back.</param>
/// <param name="remindAt">Time of day in Hà Nội at which people are reminded.</param>
public sealed class Inspections(IUnitTree units, Func<WorkingCalendar> calendar, TimeOnly remindAt) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "inspections";

    internal static readonly Timers Timers = new("inspection");

    // The days of the calendar end before; the earlier the day, the greater the place.
    private const long Days = 1L << 22;

    private const string Add = """
        INSERT INTO inspection~ (id, unit, function, dossier, decision, to_unit, to_function, answer_by, round, state, made_by, made_at, changed_at, place)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, 0, ?9, ?10, ?10, 0)
        """;
    private const string AddUnit = "INSERT OR IGNORE INTO inspection_unit~ (row, unit, own, state, place) VALUES (?1, ?2, ?3, 0, 0)";
    private const string Find = "SELECT row, answer_by, round FROM inspection~ WHERE id = ?1";
    private const string Set = "UPDATE inspection~ SET state = ?2, answer_by = ?3, round = ?4, changed_at = ?5, place = ?6 WHERE row = ?1";
    private const string SetUnits = "UPDATE inspection_unit~ SET state = ?2, place = ?3 WHERE row = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS inspection~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL, function INTEGER NOT NULL, dossier BLOB,
                decision BLOB, to_unit INTEGER NOT NULL, to_function INTEGER NOT NULL, answer_by INTEGER NOT NULL,
                round INTEGER NOT NULL, state INTEGER NOT NULL, made_by BLOB NOT NULL, made_at INTEGER NOT NULL,
                changed_at INTEGER NOT NULL, place INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS inspection_unit~ (
                row INTEGER NOT NULL, unit INTEGER NOT NULL, own INTEGER NOT NULL, state INTEGER NOT NULL, place INTEGER NOT NULL,
                PRIMARY KEY (row, unit)) WITHOUT ROWID;
            """ + Timers.Schema;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE UNIQUE INDEX IF NOT EXISTS inspection_place~ ON inspection~ (place)",
        "CREATE INDEX IF NOT EXISTS inspection_dossier~ ON inspection~ (dossier, row) WHERE dossier IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS inspection_decision~ ON inspection~ (decision, row) WHERE decision IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS inspection_to~ ON inspection~ (to_unit, to_function, answer_by) WHERE state = 0",
        "CREATE INDEX IF NOT EXISTS inspection_from~ ON inspection~ (unit, function) WHERE state = 1",
        "CREATE INDEX IF NOT EXISTS inspection_seen~ ON inspection_unit~ (unit, state, place)",
        "CREATE INDEX IF NOT EXISTS inspection_own~ ON inspection_unit~ (unit, state, place) WHERE own = 1",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "inspection" or "reminder";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case InspectionEvent.Made made:
                    Enter(e, made, writer);
                    break;
                case InspectionEvent.Answered:
                    Change(e, InspectionState.Answered, null, null, writer);
                    break;
                case InspectionEvent.AskedAgain again:
                    Change(e, InspectionState.Awaiting, again.AnswerBy, again.Round, writer);
                    break;
                case InspectionEvent.Closed:
                    Change(e, InspectionState.Closed, null, null, writer);
                    break;
                case InspectionEvent.Withdrawn:
                    Change(e, InspectionState.Withdrawn, null, null, writer);
                    break;
                case ReminderEvent { Settles: (ReminderSubject.OfInspection { Inspection: var inspection }, var slot) }:
                    Told(inspection, slot, writer);
                    break;
            }
        }
    }

    private void Enter(ViewEvent e, InspectionEvent.Made made, ViewWriter writer)
    {
        writer
            .Sql(Add)
            .Run(
                e.StreamId,
                writer.Word(made.Unit.Value),
                writer.Word(made.Function.Value),
                made.Dossier?.Value,
                made.Decision?.Value,
                writer.Word(made.To.Unit.Value),
                writer.Word(made.To.Function.Value),
                made.AnswerBy,
                made.By.Value,
                e.Metadata.At
            );
        var row = writer.LastRow;
        var day = VietnamTime.DateOf(e.Metadata.At);
        foreach (var own in new[] { made.Unit, made.To.Unit }.Distinct())
        {
            writer.Sql(AddUnit).Run(row, writer.Word(own.Value), 1);
        }

        foreach (var above in units.SelfAndAbove(made.Unit, day).Concat(units.SelfAndAbove(made.To.Unit, day)).Distinct())
        {
            writer.Sql(AddUnit).Run(row, writer.Word(above.Value), 0);
        }

        Change(e, InspectionState.Awaiting, made.AnswerBy, 1, writer);
    }

    private void Told(InspectionId inspection, ReminderSlot slot, ViewWriter writer)
    {
        if (Timers.Find(inspection.Value, writer) is var (due, armed))
        {
            Timers.Tell(inspection.Value, slot, writer);
            Timers.Set(inspection.Value, TermsOf(due, armed, calendar()), calendar(), remindAt, writer);
        }
    }

    /// <summary>Reminders of an explanation: as of a step, and on its last working day; that the day is over is told however short the time was.</summary>
    /// <param name="due">Its last day.</param>
    /// <param name="askedAt">The minute in which it was asked for.</param>
    /// <param name="calendar">The working calendar.</param>
    internal static ReminderTerms TermsOf(DateOnly due, long askedAt, WorkingCalendar calendar)
    {
        var asked = VietnamTime.DateOf(ReminderSchedule.InstantOf(askedAt));
        return new(
            due,
            calendar.LastWorkingDayOnOrBefore(due),
            null,
            [.. ReminderSchedule.OffsetsOf(asked, due, calendar).Union([0])],
            askedAt
        );
    }

    private void Change(ViewEvent e, InspectionState state, DateOnly? answerBy, int? round, ViewWriter writer)
    {
        var find = writer.Sql(Find);
        var (row, by, times) = find.One(e.StreamId) ? (find.Long(0), find.Day(1), find.Int(2)) : (0, default, 0);
        find.Reset();
        by = answerBy ?? by;
        var place = state is InspectionState.Awaiting or InspectionState.Answered
            ? Days - by.DayNumber
            : VietnamTime.DateOf(e.Metadata.At).DayNumber;
        writer.Sql(Set).Run(row, (int)state, by, round ?? times, e.Metadata.At, (place << 32) | row);
        writer.Sql(SetUnits).Run(row, (int)state, (place << 32) | row);
        var id = e.StreamId;
        if (state is InspectionState.Awaiting)
        {
            Timers.Set(id, TermsOf(by, ReminderSchedule.MinuteOf(e.Metadata.At), calendar()), calendar(), remindAt, writer);
        }
        else if (state is InspectionState.Answered)
        {
            Timers.Set(id, null, calendar(), remindAt, writer);
        }
        else
        {
            Timers.Forget(id, writer);
        }
    }
}

/// <summary>Reads inspections.</summary>
public sealed class InspectionQueries(ViewDatabase database)
{
    private const int Most = 100;
    private const string Columns = """
        SELECT i.id, i.unit, i.function, i.dossier, i.decision, i.to_unit, i.to_function, i.answer_by, i.round, i.state, i.made_by, i.made_at, i.changed_at
        FROM inspection~ i
        """;

    /// <summary>Those of any of these states that the units ask or are asked, first due first; those that are over last ended first.</summary>
    /// <param name="units">Whose: they ask or are asked; where Below, those under them too.</param>
    /// <param name="states">All open, or all over: both have an order of their own.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<InspectionRow> List(
        IReadOnlyList<(UnitId Unit, bool Below)> units,
        IReadOnlyList<InspectionState> states,
        string? after = null,
        int limit = 50
    )
    {
        using var view = database.Read(Inspections.ViewName);
        var (places, next) = Keyset.Descending(
            [
                .. units.SelectMany(one =>
                    states.Select(state =>
                        (Func<long, int, Statement>)(
                            (below, look) =>
                                view.Sql(
                                        one.Below
                                            ? "SELECT place FROM inspection_unit~ WHERE unit = ?1 AND state = ?2 AND place < ?3 ORDER BY place DESC LIMIT ?4"
                                            : "SELECT place FROM inspection_unit~ WHERE unit = ?1 AND state = ?2 AND own = 1 AND place < ?3 ORDER BY place DESC LIMIT ?4"
                                    )
                                    .With(view.Words.Find(one.Unit.Value), (int)state, below, look)
                        )
                    )
                ),
            ],
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        return new(Keyset.Rows(places, view.Sql($"{Columns} WHERE i.place = ?1"), read => RowOf(read, view.Words)), next);
    }

    /// <summary>Those about a dossier, newest first; at most a hundred.</summary>
    public IReadOnlyList<InspectionRow> Of(DossierId dossier) => About("dossier", dossier.Value);

    /// <summary>Those about a decision, newest first; at most a hundred.</summary>
    public IReadOnlyList<InspectionRow> Of(DecisionId decision) => About("decision", decision.Value);

    /// <summary>One; null where the view has none of this id.</summary>
    public InspectionRow? Find(InspectionId id)
    {
        using var view = database.Read(Inspections.ViewName);
        var read = view.Sql($"{Columns} WHERE i.id = ?1");
        var found = read.One(id.Value) ? RowOf(read, view.Words) : null;
        read.Reset();
        return found;
    }

    /// <summary>Explanations of which people are to be reminded, the longest due first; none before the view has timers.</summary>
    /// <inheritdoc cref="TaskQueries.Timers"/>
    internal IReadOnlyList<DueTimer> Timers(bool overdue, long now, TimeOnly time, DueTimer after, int limit)
    {
        using var view = database.Read(Inspections.ViewName);
        return Inspections.Timers.IsThere(view) ? Inspections.Timers.Due(view, overdue, now, time, after, limit) : [];
    }

    /// <summary>An inspection with the reminders of its explanation that are due and not recorded; null where none is awaited.</summary>
    internal (InspectionRow Row, IReadOnlyList<PlannedReminder> Reminders)? Pending(
        Guid inspection,
        WorkingCalendar calendar,
        TimeOnly time,
        long now
    )
    {
        if (Find(new InspectionId(inspection)) is not { State: InspectionState.Awaiting } row)
        {
            return null;
        }

        using var view = database.Read(Inspections.ViewName);
        return Inspections.Timers.Find(inspection, view) is { } timer && timer.Due == row.AnswerBy
            ? (
                row,
                Inspections.Timers.Pending(
                    view,
                    inspection,
                    Inspections.TermsOf(row.AnswerBy, timer.ArmedAt, calendar),
                    calendar,
                    time,
                    now
                )
            )
            : null;
    }

    /// <summary>How many explanations the offices owe, and how many of them are overdue; of each office a hundred are counted at most.</summary>
    public (int Waiting, int Overdue) Owed(IEnumerable<Office> offices, DateOnly today)
    {
        using var view = database.Read(Inspections.ViewName);
        var read = view.Sql(
            $"SELECT answer_by FROM inspection~ WHERE to_unit = ?1 AND to_function = ?2 AND state = 0 ORDER BY answer_by LIMIT {Most}"
        );
        var (waiting, overdue) = (0, 0);
        foreach (var office in offices)
        {
            read.With(view.Words.Find(office.Unit.Value), view.Words.Find(office.Function.Value));
            while (read.Step())
            {
                waiting++;
                overdue += read.Day(0) < today ? 1 : 0;
            }

            read.Reset();
        }

        return (waiting, overdue);
    }

    /// <summary>How many explanations have come to the offices that asked, of each office a hundred at most.</summary>
    public int Answered(IEnumerable<Office> offices)
    {
        using var view = database.Read(Inspections.ViewName);
        var read = view.Sql($"SELECT 1 FROM inspection~ WHERE unit = ?1 AND function = ?2 AND state = 1 LIMIT {Most}");
        var answered = 0;
        foreach (var office in offices)
        {
            read.With(view.Words.Find(office.Unit.Value), view.Words.Find(office.Function.Value));
            while (read.Step())
            {
                answered++;
            }

            read.Reset();
        }

        return answered;
    }

    private List<InspectionRow> About(string what, Guid id)
    {
        using var view = database.Read(Inspections.ViewName);
        var read = view.Sql($"{Columns} WHERE i.{what} = ?1 ORDER BY i.row DESC LIMIT {Most}").With(id);
        var rows = new List<InspectionRow>();
        while (read.Step())
        {
            rows.Add(RowOf(read, view.Words));
        }

        read.Reset();
        return rows;
    }

    private static InspectionRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(words.Text(read.Int(1))),
            new(words.Text(read.Int(2))),
            read.IdOrNull(3) is { } dossier ? new(dossier) : null,
            read.IdOrNull(4) is { } decision ? new(decision) : null,
            new(new(words.Text(read.Int(5))), new(words.Text(read.Int(6)))),
            read.Day(7),
            read.Int(8),
            (InspectionState)read.Int(9),
            new(read.Id(10)),
            read.Instant(11),
            read.Instant(12)
        );
}
