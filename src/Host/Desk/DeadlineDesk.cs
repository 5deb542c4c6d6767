using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>One deadline: an occurrence of a duty for one unit. Days are yyyy-MM-dd in Hà Nội, null where the plan gives none.</summary>
/// <param name="Id">Its key, the same for ever.</param>
/// <param name="Clause">Where the plan says so.</param>
/// <param name="Wording">As written.</param>
/// <param name="What">What has to be done.</param>
/// <param name="Kind">What sort of duty.</param>
/// <param name="By">Who, as written; null: không quy định.</param>
/// <param name="To">To whom, as written; null: không quy định.</param>
/// <param name="Period">What it is for: "2025-04", "2025-q1", "2025-w07", the code of a round, "mot-lan".</param>
/// <param name="Opens">First day; what comes earlier waits.</param>
/// <param name="LastValidDay">Late after 24:00 of it, or after <paramref name="Hour"/>.</param>
/// <param name="LastWorkingDay">The last working day on or before it: when the work is due.</param>
/// <param name="Provisional">Tạm tính: counted over days not announced yet.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Unit">Who has to do it; null: bound to nobody (a sample, or units out of reach).</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="State">How it stands now.</param>
/// <param name="Hour">HH:mm; null: 24:00.</param>
/// <param name="BeforeIssue">It fell due before the plan's own date.</param>
/// <param name="BeforeApplied">It fell due before the plan was applied to the unit.</param>
/// <param name="TakenOverFrom">The unit that had to do it first and has ended; null: none.</param>
/// <param name="Duty">Code of the duty.</param>
/// <param name="Through">The office it is handed to, as written; null: không quy định.</param>
/// <param name="For">The occasion, as written; null: not stated.</param>
/// <param name="When">What the plan says instead of a date; null: nothing.</param>
/// <param name="Soft">Wished for, never overdue.</param>
/// <param name="SetByCoordinator">The day is a coordinator's, not the plan's.</param>
/// <param name="WaitsFor">What it is counted from and has not happened, or happens to single dossiers; null: it has a day, or waits for nothing.</param>
/// <param name="MovedFrom">Dời từ: its last valid day before it was last moved or extended; null: it was not.</param>
/// <param name="AwaitsMove">Chờ chấp nhận dời hạn: a new revision of the plan would change it, and no coordinator has decided yet.</param>
/// <param name="MovesTo">The last valid day that it would have; null: none any more, or nothing waits.</param>
/// <param name="Answer">What was handed in for it; null: nothing yet.</param>
public sealed record DeadlineLine(
    DutyKey Id,
    string Clause,
    string Wording,
    string What,
    PlanDutyKind Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? To,
    PeriodKey Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? Opens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? LastValidDay,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? LastWorkingDay,
    bool Provisional,
    PlanId Plan,
    UnitId? Unit,
    string? UnitName,
    DeadlineState State,
    string? Hour,
    bool BeforeIssue,
    bool BeforeApplied,
    UnitId? TakenOverFrom,
    DutyCode Duty,
    string? Through,
    string? For,
    string? When,
    bool Soft,
    bool SetByCoordinator,
    PlanHappening? WaitsFor,
    DateOnly? MovedFrom,
    bool AwaitsMove,
    DateOnly? MovesTo,
    DeadlineAnswer? Answer = null
)
{
    /// <summary>From a row of the view.</summary>
    public static DeadlineLine Of(DeadlineRow row, Person person)
    {
        // Until a unit ends, what its successor will have to do is still its own.
        var unit = row.Origin is { } origin && person.Organisation.Unit(origin)?.IsInForce(person.Today) == true ? row.Origin : row.Unit;
        return new(
            row.Id,
            row.Said.Clause,
            row.Said.Wording,
            row.Said.What,
            row.Said.Kind,
            row.By,
            row.Said.To,
            row.Period,
            row.Opens,
            row.LastValidDay,
            row.LastWorkingDay,
            row.Provisional,
            row.Plan,
            unit,
            unit is { } known ? person.UnitName(known) : null,
            row.State,
            row.Hour?.ToString("HH:mm", CultureInfo.InvariantCulture),
            row.BeforeIssue,
            row.BeforeApplied,
            row.Origin == unit ? null : row.Origin,
            row.Duty,
            row.Said.Through,
            row.Said.For,
            row.Said.When,
            row.Said.Soft,
            row.IsSet,
            row.LastValidDay is null ? row.Said.WaitsFor : null,
            row.MovedFrom,
            row.Waits,
            row.MovesTo,
            row.Answer
        );
    }
}

/// <summary>What a reader asks for, as sent. Days are yyyy-MM-dd or dd/MM/yyyy.</summary>
/// <param name="Plan">Of one plan.</param>
/// <param name="Unit">Of one unit and those below it.</param>
/// <param name="State">
/// In one state: chua-mo, dang-mo, sap-den-han, qua-han, da-qua, truoc-ngay-ban-hanh, chua-co-ngay, da-nop, da-tiep-nhan; or <see cref="ToDo"/>.
/// </param>
/// <param name="From">Last valid day from this day on.</param>
/// <param name="To">Last valid day up to this day, included.</param>
/// <param name="Duty">Of one duty of the plan.</param>
/// <param name="Period">Of one occurrence of that duty; left out: the one that falls due once.</param>
public sealed record DeadlineQuestion(
    string? Plan,
    string? Unit,
    string? State,
    string? From,
    string? To,
    string? Duty = null,
    string? Period = null
)
{
    /// <summary>Cần làm: everything but what is over with nobody late, and what fell due before the plan.</summary>
    public const string ToDo = "can-lam";

    /// <summary>The states of <see cref="ToDo"/>.</summary>
    public static IReadOnlyList<DeadlineState> ToDoStates { get; } =
    [DeadlineState.Overdue, DeadlineState.Soon, DeadlineState.Open, DeadlineState.NotOpen, DeadlineState.Undated];

    /// <summary>Everything in reach.</summary>
    public static DeadlineQuestion All { get; } = new(null, null, null, null, null);
}

/// <summary>What is asked of many units on one day.</summary>
/// <param name="Lines">The first of them, the overdue before the others; never empty.</param>
/// <param name="States">How many units there are in each state that any is in.</param>
public sealed record DeadlineBoardLine(IReadOnlyList<DeadlineLine> Lines, IReadOnlyDictionary<DeadlineState, int> States)
{
    /// <summary>One of them: what they share.</summary>
    public DeadlineLine Any => Lines[0];

    /// <summary>How many units have to do it.</summary>
    public int Units => States.Values.Sum();
}

/// <summary>What applying a plan answers.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Applications">Whom it now binds since when.</param>
public sealed record PlanApplied(PlanId Plan, IReadOnlyList<PlanApplication> Applications);

/// <summary>What setting a day answers.</summary>
public sealed record DutyDated(PlanId Plan, DutyDay Day);

/// <summary>Thời hạn: what falls due when and for whom; applying plans, and setting the days they leave open.</summary>
public sealed class DeadlineDesk(Bench bench, House house, DeadlineQueries deadlines)
{
    /// <summary>The instant deadlines are looked at.</summary>
    public DeadlineClock Clock => DeadlineClock.At(bench.Now, house.Calendar);

    /// <summary>Deadlines in reach of the person, by last valid day, those without a day last.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="question">Which.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–1,000.</param>
    public Answer<Page<DeadlineLine>> List(Person person, DeadlineQuestion question, string? after, int limit) =>
        Filter(person, question) switch
        {
            Answer<DeadlineFilter>.Done { Value: var filter } => new Answer<Page<DeadlineLine>>.Done(
                Lines(person, deadlines.List(filter, Clock, after, limit))
            ),
            var no => no.As<Page<DeadlineLine>>(),
        };

    /// <summary>The same, what is asked of many units on one day as one.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="question">Which.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–100.</param>
    /// <param name="each">At most so many units of each, 1–1,000.</param>
    public Answer<Page<DeadlineBoardLine>> Board(Person person, DeadlineQuestion question, string? after, int limit, int each) =>
        Filter(person, question)
            .Select(filter =>
            {
                var page = deadlines.Board(filter, Clock, after, limit, each);
                return new Page<DeadlineBoardLine>(
                    [
                        .. page.Items.Select(group => new DeadlineBoardLine(
                            [.. group.Rows.Select(row => DeadlineLine.Of(row, person))],
                            group.States
                        )),
                    ],
                    page.Next
                );
            });

    /// <summary>
    /// How many there are in each state, by the other conditions of the question; <see cref="DeadlineQueries.MostCounted"/> means so
    /// many or more.
    /// </summary>
    public IReadOnlyDictionary<DeadlineState, int> Count(Person person, DeadlineQuestion question) =>
        Filter(person, question with { State = null }) is Answer<DeadlineFilter>.Done { Value: var filter }
            ? deadlines.Count(filter, Clock)
            : new Dictionary<DeadlineState, int>();

    /// <summary>
    /// Deadlines of one plan: of the units in reach that it binds; where it binds none of them, its occurrences as it words them,
    /// bound to nobody.
    /// </summary>
    public async Task<Answer<Page<DeadlineLine>>> OfPlanAsync(
        Person person,
        PlanId id,
        DeadlineQuestion question,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { } definition } plan)
        {
            return new Answer<Page<DeadlineLine>>.NotFound();
        }

        if (Filter(person, question with { Plan = id.Value }) is not Answer<DeadlineFilter>.Done { Value: var filter } read)
        {
            return List(person, question with { Plan = id.Value }, after, limit);
        }

        var clock = Clock;
        if (deadlines.List(new(UnitsOf(person), id), clock, null, 1).Items.Count > 0)
        {
            return new Answer<Page<DeadlineLine>>.Done(Lines(person, deadlines.List(filter, clock, after, limit)));
        }

        var rows = Deadlines
            .Unbound(definition, plan.Days, house.CalendarHistory, clock)
            .Where(row => filter.States is not [_, ..] states || states.Contains(row.State))
            .Where(row => filter.From is not { } from || row.LastValidDay >= from)
            .Where(row => filter.To is not { } to || row.LastValidDay <= to)
            .SkipWhile(row => after is not null && row.Id.ToString() != after)
            .Skip(after is null ? 0 : 1)
            .Take(limit + 1)
            .ToList();
        var page = rows.Take(limit).ToList();
        return new Answer<Page<DeadlineLine>>.Done(Lines(person, new(page, rows.Count > limit ? page[^1].Id.ToString() : null)));
    }

    /// <summary>Áp dụng: the plan binds the units, and where it speaks of them those below, from a day on.</summary>
    public async Task<Answer<PlanApplied>> ApplyAsync(Caller caller, PlanId id, ApplyPlanInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var units = Units(check, input.Units);
        var from = check.Date("from", input.From);
        if (check.Failed)
        {
            return check.Answer<PlanApplied>();
        }

        var organisation = caller.Person.Organisation;
        foreach (var unit in units)
        {
            if (organisation.Unit(unit) is not { External: false } known || !known.IsInForce(from))
            {
                return Answer<PlanApplied>.Refuse(HostRefusals.UnitNotInForce, ("unit", unit.Value), ("day", from.Iso()));
            }
        }

        return await ActAsync(
            caller,
            id,
            units,
            new PlanCommand.Apply(units, from),
            "plan.apply",
            input,
            plan => new PlanApplied(id, plan.Applications),
            cancellationToken
        );
    }

    /// <summary>Thôi áp dụng.</summary>
    public async Task<Answer<PlanApplied>> EndApplicationAsync(
        Caller caller,
        PlanId id,
        EndApplicationInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var units = Units(check, input.Units);
        var lastDay = check.Date("lastDay", input.LastDay);
        var basis = check.Code<PublicText>("basis", input.Basis);
        return check.Failed
            ? check.Answer<PlanApplied>()
            : await ActAsync(
                caller,
                id,
                units,
                new PlanCommand.EndApplication(units, lastDay, basis),
                "plan.end-application",
                input,
                plan => new PlanApplied(id, plan.Applications),
                cancellationToken
            );
    }

    /// <summary>Đặt ngày: sets the day of an occurrence to which the plan gives none.</summary>
    public async Task<Answer<DutyDated>> DateAsync(Caller caller, PlanId id, DateDutyInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var duty = check.Code<DutyCode>("duty", input.Duty);
        var period = check.OptionalCode<PeriodKey>("period", input.Period) ?? PeriodKey.Once;
        var last = check.Date("lastValidDay", input.LastValidDay);
        var opens = check.OptionalDate("opens", input.Opens);
        var hour = Hour(check, input.Hour);
        var basis = check.Code<PublicText>("basis", input.Basis);
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        var date = check.OptionalDate("date", input.Date);
        if (opens > last)
        {
            check.Fault("opens", Faults.OutOfRange, ("min", "–"), ("max", Vietnam.Date(last)));
        }

        if (number is null != date is null && !check.Failed)
        {
            check.Fault(number is null ? "number" : "date", Faults.Required);
        }

        if (check.Failed)
        {
            return check.Answer<DutyDated>();
        }

        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null } plan)
        {
            return new Answer<DutyDated>.NotFound();
        }

        // The day is everybody's whom the plan binds.
        return await ActAsync(
            caller,
            id,
            [.. plan.Applications.Select(application => application.Unit)],
            new PlanCommand.DateDuty(
                new DutyDay(duty, period, opens, last, hour),
                basis,
                number is { } n && date is { } d ? new PlanDocument(n, d) : null
            ),
            "plan.date-duty",
            input,
            _ => new DutyDated(id, new DutyDay(duty, period, opens, last, hour)),
            cancellationToken
        );
    }

    /// <summary>The units whose deadlines a person may read: theirs, with those that ended into them, and what is below.</summary>
    public IReadOnlyList<UnitId> UnitsOf(Person person) =>
        [
            .. person
                .Holdings.Where(holding => holding.Roles.Any(role => Permissions.ScopeOf(role, Act.ReadDeadlines) is not Scope.None))
                .SelectMany(holding => house.WithPredecessors(holding.Capacity.Unit))
                .Distinct(),
        ];

    /// <summary>Runs a command of somebody who may apply plans to all of the units; none named: to any.</summary>
    internal async Task<Answer<T>> ActAsync<T>(
        Caller caller,
        PlanId id,
        IReadOnlyList<UnitId> units,
        PlanCommand command,
        string act,
        object input,
        Func<Plan, T> value,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null })
        {
            return new Answer<T>.NotFound();
        }

        var person = caller.Person;
        var capacity = (units.Count == 0 ? person.UnitsFor(Act.ApplyPlans) : units)
            .SelectMany(unit => person.CapacitiesFor(Act.ApplyPlans, unit))
            .FirstOrDefault();
        if (capacity is null || !units.All(unit => person.May(Act.ApplyPlans, unit)))
        {
            return new Answer<T>.Forbidden();
        }

        return await bench.RunAsync(
            caller,
            capacity,
            Bindings.Plan,
            Bindings.PlanStream(id),
            command,
            act,
            input,
            value,
            cancellationToken
        );
    }

    private Answer<DeadlineFilter> Filter(Person person, DeadlineQuestion question)
    {
        var check = new Check();
        var plan = check.OptionalCode<PlanId>("plan", question.Plan);
        var unit = check.OptionalCode<UnitId>("unit", question.Unit);
        var from = check.OptionalDate("from", question.From);
        var to = check.OptionalDate("to", question.To);
        IReadOnlyList<DeadlineState> states =
            string.IsNullOrWhiteSpace(question.State) ? []
            : question.State == DeadlineQuestion.ToDo ? DeadlineQuestion.ToDoStates
            : [check.OneOf("state", question.State, DeadlineState.Open)];
        var duty = check.OptionalCode<DutyCode>("duty", question.Duty);
        var period = check.OptionalCode<PeriodKey>("period", question.Period) ?? PeriodKey.Once;
        if (check.Failed)
        {
            return check.Answer<DeadlineFilter>();
        }

        if (unit is { } one && !person.May(Act.ReadDeadlines, one))
        {
            return new Answer<DeadlineFilter>.Forbidden();
        }

        return new Answer<DeadlineFilter>.Done(
            new DeadlineFilter(
                unit is { } only ? house.WithPredecessors(only) : UnitsOf(person),
                plan,
                states,
                from,
                to,
                plan is { } p && duty is { } d ? DutyKey.Of(p, d, period) : null
            )
        );
    }

    private static Page<DeadlineLine> Lines(Person person, Page<DeadlineRow> page) =>
        new([.. page.Items.Select(row => DeadlineLine.Of(row, person))], page.Next);

    private static IReadOnlyList<UnitId> Units(Check check, IReadOnlyList<string?>? units) =>
        [.. check.List("units", units, 1, Plan.MaxUnits).Select((unit, i) => check.Code<UnitId>($"units[{i}]", unit)).Distinct()];

    internal static TimeOnly? Hour(Check check, string? text, string field = "hour")
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text.Trim(), ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour))
        {
            return hour;
        }

        check.Fault(field, Faults.NotTime);
        return null;
    }
}
