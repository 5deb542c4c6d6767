using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhongTrao.Projections.Reference;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Views;

/// <summary>How a deadline stands at an instant. Never stored: the clock alone may change it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadlineState>))]
public enum DeadlineState
{
    /// <summary>Chưa mở: its window or period has not begun.</summary>
    [JsonStringEnumMemberName("chua-mo")]
    NotOpen,

    /// <summary>Đang mở.</summary>
    [JsonStringEnumMemberName("dang-mo")]
    Open,

    /// <summary>Sắp đến hạn: due within <see cref="DeadlineClock.SoonWorkingDays"/> working days.</summary>
    [JsonStringEnumMemberName("sap-den-han")]
    Soon,

    /// <summary>Quá hạn: the last valid day, or its hour, is over.</summary>
    [JsonStringEnumMemberName("qua-han")]
    Overdue,

    /// <summary>Đã qua: its day is over, and nobody is late: it was wished for, or is a mark of time.</summary>
    [JsonStringEnumMemberName("da-qua")]
    Past,

    /// <summary>Trước ngày ban hành: it fell due before the plan was issued, or before the plan was applied.</summary>
    [JsonStringEnumMemberName("truoc-ngay-ban-hanh")]
    BeforeIssue,

    /// <summary>Chưa có ngày.</summary>
    [JsonStringEnumMemberName("chua-co-ngay")]
    Undated,

    /// <summary>Đã nộp: it waits for its recipients, and is neither soon nor overdue.</summary>
    [JsonStringEnumMemberName("da-nop")]
    Filed,

    /// <summary>Đã tiếp nhận: every recipient accepted it, or it needs none.</summary>
    [JsonStringEnumMemberName("da-tiep-nhan")]
    Done,
}

/// <summary>The instant at which deadlines are looked at.</summary>
/// <param name="Today">The day in Hà Nội.</param>
/// <param name="Minute">Minutes of the day that have passed, 0–1439.</param>
/// <param name="SoonUntil">Last day that is soon.</param>
public readonly record struct DeadlineClock(DateOnly Today, int Minute, DateOnly SoonUntil)
{
    /// <summary>How far ahead "sắp đến hạn" reaches, in working days after today.</summary>
    public const int SoonWorkingDays = 5;

    /// <summary>The clock at an instant.</summary>
    public static DeadlineClock At(DateTimeOffset instant, WorkingCalendar calendar)
    {
        var today = VietnamTime.DateOf(instant);
        var last = calendar.AddWorkingDays(today, SoonWorkingDays).Date;
        var local = instant.ToOffset(VietnamTime.Offset);
        // Days off after it belong to it: their work is due by then.
        return new(today, (local.Hour * 60) + local.Minute, calendar.FirstWorkingDayOnOrAfter(last.AddDays(1)).AddDays(-1));
    }
}

/// <summary>One occurrence of a duty for one unit.</summary>
/// <param name="Id">Its key, the same for ever and on every host.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Duty">The duty's code.</param>
/// <param name="Said">What the plan says of it.</param>
/// <param name="Unit">Who has to do it; null: bound to nobody.</param>
/// <param name="Origin">Who had to do it first: another unit where that one has ended and this one took over.</param>
/// <param name="By">As which party of the plan, as written; null: the plan does not say who.</param>
/// <param name="Period">What it is for.</param>
/// <param name="Opens">First day; null: the plan sets none.</param>
/// <param name="LastValidDay">Null: chưa có ngày.</param>
/// <param name="LastWorkingDay">When the work is due.</param>
/// <param name="Hour">Last moment on the last valid day; null: 24:00.</param>
/// <param name="Provisional">"Tạm tính".</param>
/// <param name="BeforeIssue">It fell due before the plan's own date.</param>
/// <param name="BeforeApplied">It fell due before the plan was applied to the unit.</param>
/// <param name="IsSet">A coordinator set the day.</param>
/// <param name="MovedFrom">"Dời từ": its last valid day before it was last moved or extended; null: it was not.</param>
/// <param name="Waits">"Chờ chấp nhận dời hạn": the plan's last revision would change it, and no coordinator has decided yet.</param>
/// <param name="MovesTo">The last valid day that it would have; null: none, or nothing waits.</param>
/// <param name="State">How it stands at the instant asked for.</param>
public sealed record DeadlineRow(
    DutyKey Id,
    PlanId Plan,
    DutyCode Duty,
    DutyText Said,
    UnitId? Unit,
    UnitId? Origin,
    string? By,
    PeriodKey Period,
    DateOnly? Opens,
    DateOnly? LastValidDay,
    DateOnly? LastWorkingDay,
    TimeOnly? Hour,
    bool Provisional,
    bool BeforeIssue,
    bool BeforeApplied,
    bool IsSet,
    DateOnly? MovedFrom,
    bool Waits,
    DateOnly? MovesTo,
    DeadlineState State
)
{
    /// <summary>What was handed in for it; null: nothing yet.</summary>
    public DeadlineAnswer? Answer { get; init; }
}

/// <summary>What a plan says of a duty, as its rows show it.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">As written.</param>
/// <param name="What">What has to be done.</param>
/// <param name="To">To whom, as written; null: không quy định.</param>
/// <param name="Through">The office it is handed to; null: không quy định.</param>
/// <param name="For">The occasion, as written; null: not stated.</param>
/// <param name="When">What the plan says instead of a date; null: nothing.</param>
/// <param name="Soft">Wished for, never overdue.</param>
/// <param name="WaitsFor">What has to happen to one dossier, or to the plan, before it has a day; null: nothing.</param>
public sealed record DutyText(
    PlanDutyKind Kind,
    string Clause,
    string Wording,
    string What,
    string? To,
    string? Through,
    string? For,
    string? When,
    bool Soft,
    PlanHappening? WaitsFor = null
);

/// <summary>Which deadlines are asked for.</summary>
/// <param name="Units">The reader's units; what is theirs or below them is in reach.</param>
/// <param name="Plan">Of one plan.</param>
/// <param name="States">In any of these states; empty: in any at all.</param>
/// <param name="From">Last valid day from this day on; with From or To, those without a day are left out.</param>
/// <param name="To">Last valid day up to and including this day.</param>
/// <param name="Occurrence">Of one occurrence, <see cref="DeadlineGroup.Occurrence"/>.</param>
public sealed record DeadlineFilter(
    IReadOnlyList<UnitId> Units,
    PlanId? Plan = null,
    IReadOnlyList<DeadlineState>? States = null,
    DateOnly? From = null,
    DateOnly? To = null,
    DutyKey? Occurrence = null
);

/// <summary>One occurrence of a duty on one day, with the units in reach that have to do it.</summary>
/// <param name="Occurrence">Which: the key of plan, duty and period, of no unit.</param>
/// <param name="States">How many units there are in each state that any is in.</param>
/// <param name="Rows">The first of them, the overdue before the others; never empty.</param>
public sealed record DeadlineGroup(DutyKey Occurrence, IReadOnlyDictionary<DeadlineState, int> States, IReadOnlyList<DeadlineRow> Rows)
{
    /// <summary>How many units have to do it.</summary>
    public int Units => States.Values.Sum();
}

/// <summary>
/// Every occurrence of the duties of applied plans, for every unit bound. A function of the plans, the organisation and the
/// calendar's history as they stand; each of their events counts the plans it may concern again and writes what differs.
/// Each that somebody can be late with has a timer while it is open. Nothing here follows dossiers; what was handed in is kept
/// beside it (<see cref="DeadlineAnswers"/>).
/// </summary>
/// <param name="reference">Plans, organisation and calendar, at least as far as what is applied.</param>
/// <param name="remindAt">Time of day in Hà Nội at which people are reminded.</param>
public sealed class Deadlines(Func<ReferenceSnapshot> reference, TimeOnly remindAt) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "deadlines";

    /// <summary>How many years after the one last written in duties without an end are counted ahead.</summary>
    public const int YearsAhead = PlanSchedule.YearsAhead;

    /// <summary>Stands for "chưa có ngày" in the order of days.</summary>
    internal const int NoDay = int.MaxValue;

    internal static readonly Timers Timers = new("deadline");

    private const string PutYear = "INSERT INTO deadline_year~ (one, year) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET year = ?1";
    private const string PutDuty = "INSERT OR REPLACE INTO deadline_duty~ (plan, duty, revision, json) VALUES (?1, ?2, ?3, ?4)";
    private const string RemoveDuties = "DELETE FROM deadline_duty~ WHERE plan = ?1";
    private const string Put = """
        INSERT OR REPLACE INTO deadline~ (
            id, plan, duty, unit, origin, party, period, class, due, starts, opens, working, hour, provisional, before, is_set, seen_by,
            revision, moved_from, waits, moves_to, occurrence, offsets, since, office)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)
        """;
    private const string Remove = "DELETE FROM deadline~ WHERE id = ?1";
    internal const string Show =
        "INSERT INTO deadline_unit~ (unit, class, due, plan, occurrence, id, starts, hour) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    internal const string Hide =
        "DELETE FROM deadline_unit~ WHERE unit = ?1 AND class = ?2 AND due = ?3 AND plan = ?4 AND occurrence = ?5 AND id = ?6";
    private const string OfPlan = """
        SELECT id, duty, unit, origin, party, period, class, due, starts, opens, working, hour, provisional, before, is_set, seen_by,
            revision, moved_from, waits, moves_to, occurrence, offsets, since, office
        FROM deadline~ WHERE plan = ?1
        """;
    private const string PutEvent = "INSERT OR REPLACE INTO deadline_plan_event~ (plan, revision, at) VALUES (?1, ?2, ?3)";
    private const string PutOpenAgain = "INSERT OR REPLACE INTO deadline_open_again~ (id, at) VALUES (?1, ?2)";
    private const string HeldSince = "SELECT id FROM deadline~ WHERE plan = ?1 AND since = ?2";
    private const string Ahead = "SELECT id FROM deadline~ WHERE class = ?1 AND due >= ?2";
    internal const string TermsOfOne = """
        SELECT d.due, d.working, d.hour, d.offsets, e.at, o.at, d.plan, d.duty, d.period, d.origin, d.unit, d.office FROM deadline~ d
        JOIN deadline_plan_event~ e ON e.plan = d.plan AND e.revision = d.since
        LEFT JOIN deadline_open_again~ o ON o.id = d.id
        WHERE d.id = ?1 AND d.class = 0 AND NOT EXISTS (SELECT 1 FROM deadline_answer~ a WHERE a.id = d.id AND a.standing IN (1, 3)) -- filed, done
        """;

    /// <summary>How far duties without an end are counted ahead, seen from a year.</summary>
    public static DateOnly UntilOf(int year) => PlanSchedule.UntilOf(year);

    /// <summary>
    /// The occurrences of a plan as its words have them, bound to nobody: what those read whom it does not bind, and what applying
    /// it would bring. Nobody is late.
    /// </summary>
    public static IReadOnlyList<DeadlineRow> Unbound(
        PlanDefinition plan,
        IReadOnlyList<DutyDay> days,
        CalendarHistory calendar,
        DeadlineClock clock
    ) =>
        [
            .. DutySchedule
                .Of(plan, days, calendar, plan.Period.From ?? plan.Date ?? clock.Today, UntilOf(clock.Today.Year))
                .Select(occurrence =>
                {
                    var duty = plan.Duty(occurrence.Duty)!;
                    var isBefore = plan.Date is { } date && occurrence.LastValidDay < date;
                    var kind =
                        occurrence.LastValidDay is null ? DeadlineClass.Undated
                        : isBefore ? DeadlineClass.Before
                        : DeadlineClass.Soft;
                    return new DeadlineRow(
                        DutyKey.Of(plan.Id, occurrence.Duty, occurrence.Period),
                        plan.Id,
                        occurrence.Duty,
                        TextOf(duty),
                        null,
                        null,
                        duty.By.Count == 0 ? null : string.Join("; ", duty.By.Select(by => by.Name.Value)),
                        occurrence.Period,
                        occurrence.Opens,
                        occurrence.LastValidDay,
                        occurrence.LastWorkingDay,
                        occurrence.Hour,
                        occurrence.Provisional,
                        isBefore,
                        BeforeApplied: false,
                        occurrence.IsSet,
                        MovedFrom: null,
                        Waits: false,
                        MovesTo: null,
                        DeadlineQueries.StateOf(
                            kind,
                            occurrence.LastValidDay?.DayNumber ?? NoDay,
                            (occurrence.Opens ?? occurrence.From)?.DayNumber ?? 0,
                            occurrence.Hour is { } hour ? (hour.Hour * 60) + hour.Minute : null,
                            clock
                        )
                    );
                })
                .OrderBy(row => row.LastValidDay ?? DateOnly.MaxValue)
                .ThenBy(row => row.Id.Value),
        ];

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS deadline_year~ (one INTEGER PRIMARY KEY, year INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS deadline_duty~ (
                plan INTEGER NOT NULL, duty INTEGER NOT NULL, revision INTEGER NOT NULL, json BLOB NOT NULL, PRIMARY KEY (plan, duty, revision));
            CREATE TABLE IF NOT EXISTS deadline~ (
                id BLOB PRIMARY KEY, plan INTEGER NOT NULL, duty INTEGER NOT NULL, unit INTEGER NOT NULL, origin INTEGER NOT NULL,
                party INTEGER, period INTEGER NOT NULL, class INTEGER NOT NULL, due INTEGER NOT NULL, starts INTEGER NOT NULL, opens INTEGER,
                working INTEGER, hour INTEGER, provisional INTEGER NOT NULL, before INTEGER NOT NULL, is_set INTEGER NOT NULL,
                seen_by TEXT NOT NULL, revision INTEGER NOT NULL, moved_from INTEGER, waits INTEGER NOT NULL, moves_to INTEGER,
                occurrence BLOB NOT NULL, offsets TEXT NOT NULL, since INTEGER NOT NULL, office INTEGER) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS deadline_plan_event~ (
                plan INTEGER NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (plan, revision)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS deadline_open_again~ (id BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS deadline_plan~ ON deadline~ (plan, due);
            CREATE TABLE IF NOT EXISTS deadline_unit~ (
                unit INTEGER NOT NULL, class INTEGER NOT NULL, due INTEGER NOT NULL, plan INTEGER NOT NULL, occurrence BLOB NOT NULL,
                id BLOB NOT NULL, starts INTEGER NOT NULL, hour INTEGER,
                PRIMARY KEY (unit, class, due, plan, occurrence, id)) WITHOUT ROWID;
            """
        + Timers.Schema
        + DeadlineAnswers.Schema;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = ["CREATE INDEX IF NOT EXISTS deadline_due~ ON deadline~ (class, due)"];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "plan" or "org" or "calendar" or "reminder" or "duty";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            Told(e, writer);
            if (e.Body is DutyEvent happened)
            {
                // What was handed in is not reminded of; what is open again is.
                DeadlineAnswers.Apply(e.StreamId, happened, writer);
                if (happened is DutyEvent.Returned or DutyEvent.Withdrawn)
                {
                    writer.Sql(PutOpenAgain).Run(e.StreamId, ReminderSchedule.MinuteOf(e.Metadata.At));
                }

                Arm(e.StreamId, reference(), writer);
            }
        }

        IReadOnlyList<ViewEvent> said = [.. batch.Where(e => e.Category is not ("reminder" or "duty"))];
        if (said.Count > 0)
        {
            Count(said, writer);
        }
    }

    private void Count(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        var now = reference();
        var year = batch.Max(e => VietnamTime.DateOf(e.Metadata.At).Year);
        var known = YearOf(writer);
        if (year > known)
        {
            writer.Sql(PutYear).Run(year);
        }

        year = Math.Max(year, known);
        var concernsAll = year > known || batch.Any(e => e.Category is not "plan");
        var plans = concernsAll
            ? now.Plans.Keys
            : batch.Select(e => new PlanId(e.Recorded.Stream.Id)).Distinct().Where(now.Plans.ContainsKey);
        var binding = new DutyBinding(now.Organisation);
        foreach (var plan in plans)
        {
            Count(plan, now.Plans[plan], now, binding, UntilOf(year), writer);
        }

        Arm(batch, now, writer);
    }

    // What an event of a plan gave its day is armed by that event's instant, which a plan seen ahead of it did not tell; and another
    // calendar counts back to other days.
    private void Arm(IReadOnlyList<ViewEvent> batch, ReferenceSnapshot now, ViewWriter writer)
    {
        var again = new HashSet<Guid>();
        foreach (var e in batch.Where(e => e.Category is "plan"))
        {
            var plan = writer.Word(e.Recorded.Stream.Id);
            writer.Sql(PutEvent).Run(plan, (int)e.Recorded.Revision.Value, ReminderSchedule.MinuteOf(e.Metadata.At));
            Add(writer.Sql(HeldSince).With(plan, (int)e.Recorded.Revision.Value));
        }

        if (batch.Where(e => e.Category is "calendar").Select(e => (DateOnly?)VietnamTime.DateOf(e.Metadata.At)).Min() is { } day)
        {
            Add(writer.Sql(Ahead).With((int)DeadlineClass.Hard, day));
        }

        foreach (var id in again)
        {
            Arm(id, now, writer);
        }

        void Add(Statement read)
        {
            while (read.Step())
            {
                again.Add(read.Id(0));
            }
        }
    }

    /// <summary>Sets the timer of an occurrence as it stands; whatever opens or ends one calls it.</summary>
    private void Arm(Guid id, ReferenceSnapshot now, ViewWriter writer)
    {
        var read = writer.Sql(TermsOfOne);
        var terms = read.One(id) ? DeadlineQueries.TermsOf(read) : null;
        read.Reset();
        Timers.Set(id, terms, now.Calendar, remindAt, writer);
    }

    private void Told(ViewEvent e, ViewWriter writer)
    {
        if (e.Body is ReminderEvent { Settles: (ReminderSubject.OfOccurrence subject, var slot) })
        {
            Timers.Tell(subject.Id, slot, writer);
            Arm(subject.Id, reference(), writer);
        }
    }

    private static int YearOf(ViewWriter writer)
    {
        var read = writer.Sql("SELECT year FROM deadline_year~");
        var year = read.One() ? read.Int(0) : 0;
        read.Reset();
        return year;
    }

    private void Count(PlanId id, Plan plan, ReferenceSnapshot now, DutyBinding binding, DateOnly until, ViewWriter writer)
    {
        var word = writer.Word(id.Value);
        var before = Kept(word, writer);
        var after = new Dictionary<DutyKey, Entry>();
        if (plan is { Definition: { } definition, IsSample: false })
        {
            writer.Sql(RemoveDuties).Run(word);
            var day = until.AddYears(-YearsAhead);
            var standing = PlanSchedule.Of(plan, now.CalendarHistory, plan.Applications.Min(application => application.From), until);
            foreach (
                var (duty, revision) in standing.Select(one => (one.Duty, one.Revision)).DistinctBy(text => (text.Duty.Code, text.Revision))
            )
            {
                writer
                    .Sql(PutDuty)
                    .Run(
                        word,
                        writer.Word(duty.Code.Value),
                        revision,
                        JsonSerializer.SerializeToUtf8Bytes(TextOf(duty), ViewJson.Default.DutyText)
                    );
            }

            foreach (var one in standing)
            {
                foreach (var bound in binding.Of(one.Duty, one.Occurrence, plan.Applications).Where(bound => one.IsFor(bound.Origin)))
                {
                    after[DutyKey.Of(id, one.Duty.Code, one.Occurrence.Period, bound.Origin)] = RowOf(
                        definition,
                        plan,
                        one,
                        bound,
                        day,
                        now,
                        writer
                    );
                }
            }
        }
        else if (before.Count > 0)
        {
            writer.Sql(RemoveDuties).Run(word);
        }

        foreach (var (key, row) in before)
        {
            if (!after.TryGetValue(key, out var again) || again != row)
            {
                var shown = DeadlineAnswers.ClassOf(row.Class, DeadlineAnswers.StandingOf(key.Value, writer));
                foreach (var unit in row.Units)
                {
                    writer.Sql(Hide).Run(unit, (int)shown, row.Due, word, row.Occurrence, key.Value);
                }

                writer.Sql(Remove).Run(key.Value);
                Timers.Set(key.Value, null, now.Calendar, remindAt, writer);
            }
        }

        foreach (var (key, row) in after)
        {
            if (before.TryGetValue(key, out var kept) && kept == row)
            {
                continue;
            }

            writer
                .Sql(Put)
                .Run(
                    key.Value,
                    word,
                    row.Duty,
                    row.Unit,
                    row.Origin,
                    row.Party,
                    row.Period,
                    (int)row.Class,
                    row.Due,
                    row.Starts,
                    row.Opens,
                    row.Working,
                    row.Hour,
                    row.Provisional,
                    row.Before,
                    row.IsSet,
                    row.SeenBy,
                    row.Revision,
                    row.MovedFrom,
                    row.Waits,
                    row.MovesTo,
                    row.Occurrence,
                    row.Offsets,
                    row.Since,
                    row.Office
                );
            Arm(key.Value, now, writer);
            var shows = DeadlineAnswers.ClassOf(row.Class, DeadlineAnswers.StandingOf(key.Value, writer));
            foreach (var unit in row.Units)
            {
                writer.Sql(Show).Run(unit, (int)shows, row.Due, word, row.Occurrence, key.Value, row.Starts, row.Hour);
            }
        }
    }

    private static Dictionary<DutyKey, Entry> Kept(int plan, ViewWriter writer)
    {
        var kept = new Dictionary<DutyKey, Entry>();
        var read = writer.Sql(OfPlan).With(plan);
        while (read.Step())
        {
            kept[new(read.Id(0))] = new(
                read.Int(1),
                read.Int(2),
                read.Int(3),
                read.IntOrNull(4),
                read.Int(5),
                (DeadlineClass)read.Int(6),
                read.Int(7),
                read.Int(8),
                read.IntOrNull(9),
                read.IntOrNull(10),
                read.IntOrNull(11),
                read.Bool(12),
                read.Int(13),
                read.Bool(14),
                read.Text(15),
                read.Int(16),
                read.IntOrNull(17),
                read.Bool(18),
                read.IntOrNull(19),
                read.Id(20),
                read.Text(21),
                read.Int(22),
                read.IntOrNull(23)
            );
        }

        return kept;
    }

    private static Entry RowOf(
        PlanDefinition plan,
        Plan applied,
        StandingOccurrence one,
        BoundUnit bound,
        DateOnly day,
        ReferenceSnapshot now,
        ViewWriter writer
    )
    {
        var (duty, occurrence) = (one.Duty, one.Occurrence);
        var begins = occurrence.Opens ?? occurrence.From ?? bound.Application.From;
        var issued = plan.Date is { } date && occurrence.LastValidDay < date;
        var before = occurrence.LastValidDay < bound.Application.From;
        // In reach of those above it from the plan's beginning to its last day, and of those who take over from them.
        var seenBy = now
            .Organisation.Scope(bound.Application.Unit, bound.Application.From)
            .Union(now.Organisation.Scope(bound.Origin, bound.Begins))
            .Union(now.Organisation.Scope(bound.Unit, occurrence.LastValidDay ?? begins))
            .Union(now.Organisation.Scope(bound.Unit, day))
            .Order(Comparer<UnitId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)))
            .Select(unit => writer.Word(unit.Value));
        return new(
            writer.Word(duty.Code.Value),
            writer.Word(bound.Unit.Value),
            writer.Word(bound.Origin.Value),
            bound.By is { } by ? writer.Word(by.Name.Value) : null,
            writer.Word(occurrence.Period.Value),
            occurrence.LastValidDay is null ? DeadlineClass.Undated
                : issued || before ? DeadlineClass.Before
                : duty.Strength is PlanStrength.Soft || duty.Kind is PlanDutyKind.Deadline ? DeadlineClass.Soft
                : DeadlineClass.Hard,
            occurrence.LastValidDay?.DayNumber ?? NoDay,
            begins.DayNumber,
            occurrence.Opens?.DayNumber,
            occurrence.LastWorkingDay?.DayNumber,
            occurrence.Hour is { } hour ? (hour.Hour * 60) + hour.Minute : null,
            occurrence.Provisional,
            issued ? 1
                : before ? 2
                : 0,
            occurrence.IsSet,
            string.Join(' ', seenBy.Select(word => word.ToString(CultureInfo.InvariantCulture))),
            one.Revision,
            one.MovedFrom?.DayNumber,
            one.Waits is not null,
            one.Waits?.To?.LastValidDay?.DayNumber,
            DutyKey.Of(plan.Id, duty.Code, occurrence.Period).Value,
            string.Join(' ', ReminderSchedule.OffsetsOf(duty, occurrence, now.Calendar)),
            Math.Max(one.Since, applied.AppliedBy.GetValueOrDefault(bound.Application.Unit)),
            bound.By?.Function is { } office ? writer.Word(office.Value) : null
        );
    }

    private static DutyText TextOf(PlanDuty duty) =>
        new(
            duty.Kind,
            duty.Clause.Value,
            duty.Wording.Value,
            duty.What.Value,
            duty.AlsoTo is { } also
                ? string.Join("; ", also.Select(one => one.Name.Value).Prepend(Handed(duty.To)).OfType<string>())
                : duty.To?.Office.Name.Value,
            duty.AlsoTo is null ? duty.To?.Through?.Name.Value : null,
            duty.For?.Value,
            (duty.Timing as PlanTiming.Undated)?.When?.Value,
            duty.Strength is PlanStrength.Soft,
            duty.Timing is PlanTiming.Relative { Anchor: PlanAnchor.OfEvent { Event: var happening } } ? happening : null
        );

    private static string? Handed(PlanDestination? to) =>
        to?.Through is { } through ? $"{to.Office.Name} (qua {through.Name})" : to?.Office.Name.Value;

    /// <summary>A row as it is stored; ids and words as numbers.</summary>
    private sealed record Entry(
        int Duty,
        int Unit,
        int Origin,
        int? Party,
        int Period,
        DeadlineClass Class,
        int Due,
        int Starts,
        int? Opens,
        int? Working,
        int? Hour,
        bool Provisional,
        int Before,
        bool IsSet,
        string SeenBy,
        int Revision,
        int? MovedFrom,
        bool Waits,
        int? MovesTo,
        Guid Occurrence,
        string Offsets,
        int Since,
        int? Office
    )
    {
        internal IEnumerable<int> Units => UnitsOf(SeenBy);
    }

    /// <summary>The units in whose reach a row is, as it stores them.</summary>
    internal static IEnumerable<int> UnitsOf(string seenBy) =>
        seenBy.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture));
}

/// <summary>What the clock may make of a row; stored.</summary>
internal enum DeadlineClass
{
    /// <summary>Late when its day is over.</summary>
    Hard,

    /// <summary>Wished for, or a mark of time: never late.</summary>
    Soft,

    /// <summary>Fell due before the plan was issued or applied.</summary>
    Before,

    /// <summary>Chưa có ngày.</summary>
    Undated,

    /// <summary>Handed in, waits for its recipients; only in the index, never of a row itself.</summary>
    Filed,

    /// <summary>Accepted, or done without anybody's acceptance; only in the index, never of a row itself.</summary>
    Done,
}

/// <summary>Reads deadlines.</summary>
public sealed class DeadlineQueries(ViewDatabase database)
{
    /// <summary>Counting stops there: no request costs more for what has gathered over the years.</summary>
    public const int MostCounted = 10_000;

    private const string Columns = """
        d.id, d.plan, d.duty, t.json, d.unit, d.origin, d.party, d.period, d.class, d.due, d.starts, d.opens, d.working, d.hour,
        d.provisional, d.before, d.is_set, d.moved_from, d.waits, d.moves_to, a.standing, a.round, a.on_day, a.late, a.recipients
        """;
    private const string Texts = """
        JOIN deadline_duty~ t ON t.plan = d.plan AND t.duty = d.duty AND t.revision = d.revision
        LEFT JOIN deadline_answer~ a ON a.id = d.id
        """;

    /// <summary>Occurrences of which people are to be reminded, the longest due first.</summary>
    /// <param name="overdue">Those whose day is over, or those reminded at the time of day.</param>
    /// <param name="now">The minute in Hà Nội, see <see cref="ReminderSchedule"/>.</param>
    /// <param name="time">Time of day at which people are reminded.</param>
    /// <param name="after">The last one of the page before; default: from the start.</param>
    /// <param name="limit">At most so many.</param>
    internal IReadOnlyList<DueTimer> Timers(bool overdue, long now, TimeOnly time, DueTimer after, int limit)
    {
        using var view = database.Read(Deadlines.ViewName);
        return Deadlines.Timers.Due(view, overdue, now, time, after, limit);
    }

    /// <summary>An occurrence with its reminders that are due and not recorded; null where nobody can be late with it any more.</summary>
    internal PendingDeadline? Pending(Guid id, WorkingCalendar calendar, TimeOnly time, long now)
    {
        using var view = database.Read(Deadlines.ViewName);
        var read = view.Sql(Deadlines.TermsOfOne);
        if (!read.One(id))
        {
            read.Reset();
            return null;
        }

        var terms = TermsOf(read);
        var subject = new ReminderSubject.OfOccurrence(
            new(view.Words.Text(read.Int(6))),
            new(view.Words.Text(read.Int(7))),
            new(view.Words.Text(read.Int(8))),
            new(view.Words.Text(read.Int(9)))
        );
        var unit = new UnitId(view.Words.Text(read.Int(10)));
        var office = view.Words.TextOrNull(read.IntOrNull(11)) is { } function ? new FunctionCode(function) : (FunctionCode?)null;
        read.Reset();
        return new(subject, terms.Due, unit, office, Deadlines.Timers.Pending(view, id, terms, calendar, time, now));
    }

    internal static ReminderTerms TermsOf(Statement read) =>
        new(
            read.Day(0),
            read.Day(1),
            read.IntOrNull(2) is { } minutes ? new TimeOnly(minutes / 60, minutes % 60) : null,
            [.. read.Text(3).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => int.Parse(o, CultureInfo.InvariantCulture))],
            read.Long(4),
            read.LongOrNull(5)
        );

    /// <summary>Deadlines in reach of the reader, by last valid day, those without a day last.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="clock">The instant that gives each its state.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–1,000.</param>
    public Page<DeadlineRow> List(DeadlineFilter filter, DeadlineClock clock, string? after = null, int limit = 50)
    {
        using var view = database.Read(Deadlines.ViewName);
        limit = Math.Clamp(limit, 1, 1000);
        var cursor = CursorOf(after, view.Words);
        var found = new SortedDictionary<Place, DeadlineRow>();
        foreach (var source in SourcesOf(filter, clock, view))
        {
            var read = source.Read(
                view.Sql(
                    $"""
                    SELECT {Columns}, u.occurrence FROM deadline_unit~ u JOIN deadline~ d ON d.id = u.id {Texts}
                    WHERE {source.Behind}
                    ORDER BY u.due, u.plan, u.occurrence, u.id LIMIT ?12
                    """
                ),
                cursor,
                limit + 1
            );
            while (read.Step())
            {
                found.TryAdd(new(read.Int(9), read.Int(1), read.Id(25), read.Id(0)), RowOf(read, view.Words, clock));
            }
        }

        var page = found.Take(limit).ToList();
        return new([.. page.Select(pair => pair.Value)], found.Count > limit ? Text(page[^1].Key, view.Words) : null);
    }

    /// <summary>
    /// Deadlines in reach of the reader, what is asked of many units on one day as one, in the order of <see cref="List"/>. It
    /// seeks from each to the next and reads only those it answers, whatever lies before, between and behind them.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="clock">The instant that gives each its state.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–100.</param>
    /// <param name="each">At most so many rows of each, 1–1,000.</param>
    public Page<DeadlineGroup> Board(DeadlineFilter filter, DeadlineClock clock, string? after = null, int limit = 20, int each = 30)
    {
        using var view = database.Read(Deadlines.ViewName);
        limit = Math.Clamp(limit, 1, 100);
        var sources = SourcesOf(filter, clock, view).ToList();
        var start = CursorOf(after, view.Words) with { Id = Place.Last };
        var next = sources.Select(source => Next(source, start)).ToList();
        var groups = new List<DeadlineGroup>();
        Place? end = null;
        while (next.Min() is { } place)
        {
            if (groups.Count == limit)
            {
                return new(groups, Text(end!.Value, view.Words));
            }

            var at = Enumerable.Range(0, sources.Count).Where(i => next[i] == place).ToList();
            groups.Add(GroupAt(place, at.Select(i => sources[i]), clock, Math.Clamp(each, 1, 1000), view));
            at.ForEach(i => next[i] = Next(sources[i], place with { Id = Place.Last }));
            end = place;
        }

        return new(groups, null);

        Place? Next(Source source, Place from)
        {
            var read = source.Read(
                view.Sql(
                    $"""
                    SELECT u.due, u.plan, u.occurrence FROM deadline_unit~ u
                    WHERE {source.Behind}
                    ORDER BY u.due, u.plan, u.occurrence, u.id LIMIT ?12
                    """
                ),
                from,
                1
            );
            var found = read.Step() ? new Place(read.Int(0), read.Int(1), read.Id(2), Guid.Empty) : (Place?)null;
            read.Reset();
            return found;
        }
    }

    private static DeadlineGroup GroupAt(Place place, IEnumerable<Source> sources, DeadlineClock clock, int each, ViewReader view)
    {
        var found = new Dictionary<Guid, DeadlineState>();
        foreach (var source in sources)
        {
            var read = source.Read(
                view.Sql(
                    $"""
                    SELECT u.id, u.starts, u.hour FROM deadline_unit~ u
                    WHERE u.due = ?4 AND u.plan = ?9 AND u.occurrence = ?10 AND {source.Where} LIMIT ?12
                    """
                ),
                place,
                MostCounted
            );
            while (read.Step())
            {
                found[read.Id(0)] = StateOf(source.Range.Class, place.Due, read.Int(1), read.IntOrNull(2), clock);
            }
        }

        var one = view.Sql($"SELECT {Columns} FROM deadline~ d {Texts} WHERE d.id = ?1");
        var rows = found
            .OrderByDescending(pair => pair.Value is DeadlineState.Overdue)
            .ThenBy(pair => pair.Key)
            .Take(each)
            .Select(pair =>
            {
                one.One(pair.Key);
                var row = RowOf(one, view.Words, clock);
                one.Reset();
                return row;
            })
            .ToList();
        return new(new(place.Occurrence), found.Values.CountBy(state => state).ToDictionary(), rows);
    }

    /// <summary>
    /// How many there are in each state, whatever states the filter names; each up to <see cref="MostCounted"/>, which then means:
    /// so many or more.
    /// </summary>
    public IReadOnlyDictionary<DeadlineState, int> Count(DeadlineFilter filter, DeadlineClock clock)
    {
        using var view = database.Read(Deadlines.ViewName);
        var counts = new Dictionary<DeadlineState, int>();
        foreach (var state in Enum.GetValues<DeadlineState>())
        {
            var found = new HashSet<Guid>();
            foreach (var source in SourcesOf(filter with { States = [state] }, clock, view))
            {
                var read = source.Read(
                    view.Sql($"SELECT u.id FROM deadline_unit~ u WHERE {source.Behind} LIMIT ?12"),
                    default,
                    MostCounted
                );
                while (read.Step())
                {
                    found.Add(read.Id(0));
                }
            }

            counts[state] = Math.Min(found.Count, MostCounted);
        }

        return counts;
    }

    /// <summary>Filings that wait for units to accept or return them, the oldest first.</summary>
    /// <param name="units">The recipients.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public Page<WaitingReport> Waiting(IReadOnlyList<UnitId> units, string? after = null, int limit = 50)
    {
        using var view = database.Read(Deadlines.ViewName);
        return DeadlineAnswers.Waiting(view, units, after, Math.Clamp(limit, 1, 200));
    }

    /// <summary>How many wait for units, counted up to <see cref="MostCounted"/>.</summary>
    public int CountWaiting(IReadOnlyList<UnitId> units)
    {
        using var view = database.Read(Deadlines.ViewName);
        return DeadlineAnswers.CountWaiting(view, units, MostCounted);
    }

    /// <summary>One deadline; null where there is none, or it is in no reach of the units; without units in whoever's.</summary>
    public DeadlineRow? Find(DutyKey key, IReadOnlyList<UnitId>? units, DeadlineClock clock)
    {
        using var view = database.Read(Deadlines.ViewName);
        var read = view.Sql($"SELECT {Columns}, d.seen_by FROM deadline~ d {Texts} WHERE d.id = ?1");
        if (!read.One(key.Value))
        {
            return null;
        }

        var row = RowOf(read, view.Words, clock);
        var seenBy = read.Text(25).Split(' ');
        read.Reset();
        return units is null || units.Any(unit => seenBy.Contains(view.Words.Find(unit.Value).ToString(CultureInfo.InvariantCulture)))
            ? row
            : null;
    }

    // Where rows lie that a filter asks for: stretches of days of one class in reach of one unit.
    private static IEnumerable<Source> SourcesOf(DeadlineFilter filter, DeadlineClock clock, ViewReader view)
    {
        var isBounded = filter.From is not null || filter.To is not null;
        var first = filter.From?.DayNumber ?? 0;
        var last = filter.To?.DayNumber ?? Deadlines.NoDay;
        var plan = filter.Plan is { } id ? view.Words.Find(id.Value) : (int?)null;
        if (plan is { } word)
        {
            // What is asked of one plan is looked for only where it has days.
            first = Math.Max(first, Day("SELECT min(due) FROM deadline~ WHERE plan = ?1"));
            last = Math.Min(last, Day($"SELECT max(due) FROM deadline~ WHERE plan = ?1 AND due < {Deadlines.NoDay}"));

            int Day(string sql)
            {
                var read = view.Sql(sql);
                var day = read.One(word) ? read.IntOrNull(0) ?? 0 : 0;
                read.Reset();
                return day;
            }
        }

        return from range in (filter.States is [_, ..] states ? states.Distinct().SelectMany(state => RangesOf(state, clock)) : Any())
            where !(isBounded && range.Class is DeadlineClass.Undated)
            from unit in filter.Units.Distinct()
            select new Source(
                range.Class is DeadlineClass.Undated
                    ? range
                    : range with
                    {
                        From = Math.Max(range.From, first),
                        // What was handed in may be without a day.
                        To =
                            range.Class is DeadlineClass.Filed or DeadlineClass.Done && !isBounded
                                ? range.To
                                : Math.Min(range.To, Math.Min(last, Deadlines.NoDay - 1)),
                    },
                view.Words.Find(unit.Value),
                plan,
                filter.Occurrence?.Value,
                clock
            );

        static IEnumerable<Range> Any() =>
            Enum.GetValues<DeadlineClass>()
                .Select(kind => new Range(kind, kind is DeadlineClass.Undated ? Deadlines.NoDay : 0, Deadlines.NoDay, "1 = 1"));
    }

    // What a state is in terms of class, day and instant: the only place that says so, together with StateOf.
    private static IEnumerable<Range> RangesOf(DeadlineState state, DeadlineClock clock)
    {
        const string any = "1 = 1";
        const string begun = "u.starts <= ?6";
        const string notBegun = "u.starts > ?6";
        const string over = "(u.due < ?6 OR u.hour < ?7)"; // on the day itself only where the hour is over
        const string notOver = "(u.due > ?6 OR u.hour IS NULL OR u.hour >= ?7)";
        var today = clock.Today.DayNumber;
        var soon = clock.SoonUntil.DayNumber;
        return state switch
        {
            DeadlineState.NotOpen => Of($"{notBegun} AND {notOver}", today, Deadlines.NoDay - 1, DeadlineClass.Hard, DeadlineClass.Soft),
            DeadlineState.Open => Of(begun, soon + 1, Deadlines.NoDay - 1, DeadlineClass.Hard, DeadlineClass.Soft),
            DeadlineState.Soon => Of($"{begun} AND {notOver}", today, soon, DeadlineClass.Hard, DeadlineClass.Soft),
            DeadlineState.Overdue => Of(over, 0, today, DeadlineClass.Hard),
            DeadlineState.Past => Of(over, 0, today, DeadlineClass.Soft),
            DeadlineState.BeforeIssue => Of(any, 0, Deadlines.NoDay - 1, DeadlineClass.Before),
            DeadlineState.Undated => Of(any, Deadlines.NoDay, Deadlines.NoDay, DeadlineClass.Undated),
            DeadlineState.Filed => Of(any, 0, Deadlines.NoDay, DeadlineClass.Filed),
            DeadlineState.Done => Of(any, 0, Deadlines.NoDay, DeadlineClass.Done),
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

        static IEnumerable<Range> Of(string condition, int from, int to, params DeadlineClass[] classes) =>
            classes.Select(kind => new Range(kind, from, to, condition));
    }

    internal static DeadlineState StateOf(DeadlineClass kind, int due, int starts, int? hour, DeadlineClock clock)
    {
        var today = clock.Today.DayNumber;
        var isOver = due < today || (due == today && hour < clock.Minute);
        return kind switch
        {
            DeadlineClass.Undated => DeadlineState.Undated,
            DeadlineClass.Before => DeadlineState.BeforeIssue,
            DeadlineClass.Filed => DeadlineState.Filed,
            DeadlineClass.Done => DeadlineState.Done,
            DeadlineClass.Soft when isOver => DeadlineState.Past,
            DeadlineClass.Hard when isOver => DeadlineState.Overdue,
            _ => starts > today ? DeadlineState.NotOpen
            : due <= clock.SoonUntil.DayNumber ? DeadlineState.Soon
            : DeadlineState.Open,
        };
    }

    private static DeadlineRow RowOf(Statement read, Words words, DeadlineClock clock)
    {
        var (kind, due, hour) = ((DeadlineClass)read.Int(8), read.Int(9), read.IntOrNull(13));
        DeadlineAnswer? answer = read.IsNull(20)
            ? null
            : new((DutyStanding)read.Int(20), read.Int(21), read.DayOrNull(22), read.IntOrNull(23), read.Int(24));
        return new(
            new(read.Id(0)),
            new(words.Text(read.Int(1))),
            new(words.Text(read.Int(2))),
            JsonSerializer.Deserialize(read.Bytes(3), ViewJson.Default.DutyText)!,
            new UnitId(words.Text(read.Int(4))),
            new UnitId(words.Text(read.Int(5))),
            words.TextOrNull(read.IntOrNull(6)),
            new(words.Text(read.Int(7))),
            read.DayOrNull(11),
            due == Deadlines.NoDay ? null : read.Day(9),
            read.DayOrNull(12),
            hour is { } minutes ? new TimeOnly(minutes / 60, minutes % 60) : null,
            read.Bool(14),
            read.Int(15) == 1,
            read.Int(15) == 2,
            read.Bool(16),
            read.DayOrNull(17),
            // What is over never moves: nothing waits any more.
            read.Bool(18)
                && due >= clock.Today.DayNumber,
            due >= clock.Today.DayNumber ? read.DayOrNull(19) : null,
            StateOf(DeadlineAnswers.ClassOf(kind, answer?.Standing), due, read.Int(10), hour, clock)
        )
        {
            Answer = answer,
        };
    }

    private static string Text(Place at, Words words) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.Due}~{words.Text(at.Plan)}~{at.Occurrence:N}~{at.Id:N}");

    private static Place CursorOf(string? text, Words words) =>
        text?.Split('~') is [var due, var plan, var occurrence, var id]
        && int.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var d)
        && Guid.TryParseExact(occurrence, "N", out var o)
        && Guid.TryParseExact(id, "N", out var g)
            ? new(d, words.Find(plan), o, g)
            : new(-1, 0, Guid.Empty, Guid.Empty);

    private readonly record struct Range(DeadlineClass Class, int From, int To, string Condition);

    /// <summary>Where a row stands in the order of lists.</summary>
    private readonly record struct Place(int Due, int Plan, Guid Occurrence, Guid Id) : IComparable<Place>
    {
        /// <summary>Behind every id.</summary>
        internal static Guid Last { get; } = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

        public int CompareTo(Place other) => (Due, Plan, Occurrence, Id).CompareTo((other.Due, other.Plan, other.Occurrence, other.Id));
    }

    private sealed record Source(Range Range, int Unit, int? Plan, Guid? Occurrence, DeadlineClock Clock)
    {
        /// <summary>Takes ?1–?3 and ?6–?8; ?4 and ?9–?11 are a place, ?12 is for the most rows.</summary>
        internal string Where =>
            $"""
                u.unit = ?1 AND u.class = ?2 AND (?3 IS NULL OR u.occurrence = ?3) AND (?8 IS NULL OR u.plan = ?8) AND {Range.Condition}
                """;

        /// <summary>As <see cref="Where"/>, behind the place and up to the stretch's end, ?5.</summary>
        internal string Behind =>
            $"""
                (u.due, u.plan, u.occurrence, u.id) > (?4, ?9, ?10, ?11)
                    AND (u.due, u.plan) <= (?5, ifnull(?8, {int.MaxValue})) AND {Where}
                """;

        /// <param name="statement">With <see cref="Where"/> or <see cref="Behind"/>.</param>
        /// <param name="place">Behind it, or at it.</param>
        /// <param name="limit">The most rows.</param>
        internal Statement Read(Statement statement, Place place, int limit)
        {
            // What lies before the stretch is skipped by the index.
            var from = place.Due >= Range.From ? place : new Place(Range.From, Plan ?? 0, Guid.Empty, Guid.Empty);
            return statement.With(
                Unit,
                (int)Range.Class,
                Occurrence,
                from.Due,
                Range.To,
                Clock.Today.DayNumber,
                Clock.Minute,
                Plan,
                from.Plan,
                from.Occurrence,
                from.Id,
                limit
            );
        }
    }
}

/// <summary>An occurrence of which people are to be reminded.</summary>
/// <param name="Subject">Which.</param>
/// <param name="Due">Its last valid day.</param>
/// <param name="Unit">Who has to do it on the last valid day.</param>
/// <param name="Office">The office that the plan names for it; null: none.</param>
/// <param name="Reminders">Those due and not recorded, in order of time.</param>
internal sealed record PendingDeadline(
    ReminderSubject.OfOccurrence Subject,
    DateOnly Due,
    UnitId Unit,
    FunctionCode? Office,
    IReadOnlyList<PlannedReminder> Reminders
);
