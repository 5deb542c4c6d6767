using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>An open occurrence whose day the plan's last revision would change. Days are yyyy-MM-dd in Hà Nội.</summary>
/// <param name="Duty">The duty.</param>
/// <param name="Period">Which of its occurrences.</param>
/// <param name="What">What has to be done.</param>
/// <param name="Clause">Where the plan says so.</param>
/// <param name="Units">Those that were given this day by an extension of their own; empty: all others. What is decided is for all.</param>
/// <param name="From">Its day until a coordinator accepts; null: it has none.</param>
/// <param name="To">The day it would have; null: it would have none.</param>
/// <param name="Ends">The plan does not ask for it any more.</param>
public sealed record MoveLine(
    DutyCode Duty,
    PeriodKey Period,
    string What,
    string Clause,
    IReadOnlyList<UnitId> Units,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DueDay? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DueDay? To,
    bool Ends
);

/// <summary>The moves that wait for a coordinator.</summary>
/// <param name="Revision">The plan's revision that would bring them.</param>
/// <param name="Items">By day, those without one last.</param>
public sealed record WaitingMoves(int Revision, IReadOnlyList<MoveLine> Items);

/// <summary>What accepting moves or keeping days answers.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Revision">Its revision.</param>
public sealed record MovesSettled(PlanId Plan, int Revision);

/// <summary>What extending a duty answers.</summary>
public sealed record DutyExtended(PlanId Plan, DutyCode Duty, PeriodKey Period, DueDay To, IssuedDocument Document);

/// <summary>A revision that is or was in force.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Basis">By what the plan was changed; null: the first one, or recorded before that was asked for.</param>
/// <param name="ConfirmedOn">The day on which it was confirmed while the plan bound somebody; null otherwise.</param>
/// <param name="Moved">Moves accepted while it was in force.</param>
/// <param name="Kept">Days kept.</param>
/// <param name="Extended">Extensions.</param>
public sealed record RevisionShape(
    int Revision,
    RevisionBasis? Basis,
    DateOnly? ConfirmedOn,
    IReadOnlyList<PlanEvent.OccurrenceMoved> Moved,
    IReadOnlyList<PlanEvent.OccurrenceKept> Kept,
    IReadOnlyList<PlanEvent.OccurrenceExtended> Extended
)
{
    /// <summary>The file it was read from; null: recorded before files were kept.</summary>
    public PlanFileShape? File { get; init; }

    /// <summary>What it says, for pages.</summary>
    [JsonIgnore]
    public PlanDefinition Definition { get; init; } = null!;
}

/// <summary>What differs between two revisions.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="From">Number of the one.</param>
/// <param name="To">Number of the other.</param>
/// <param name="Changes">What differs, item by item.</param>
public sealed record PlanComparison(PlanId Plan, int From, int To, IReadOnlyList<PlanChange> Changes)
{
    /// <summary>The one, for pages.</summary>
    [JsonIgnore]
    public PlanDefinition Before { get; init; } = null!;

    /// <summary>The other, for pages.</summary>
    [JsonIgnore]
    public PlanDefinition After { get; init; } = null!;
}

/// <summary>Dời hạn, gia hạn: what becomes of open duties when a plan is amended, and what changed from revision to revision.</summary>
public sealed class MoveDesk(Bench bench, House house, DeadlineDesk deadlines)
{
    /// <summary>Most occurrences that one act settles.</summary>
    public const int MaxMoves = 1000;

    /// <summary>Moves that wait for a coordinator. What became over meanwhile never moves and is not among them.</summary>
    public async Task<Answer<WaitingMoves>> WaitingAsync(PlanId id, CancellationToken cancellationToken) =>
        await house.PlanAsync(id, cancellationToken) is { Definition: not null } plan
            ? new Answer<WaitingMoves>.Done(
                new(
                    plan.Revision,
                    [
                        .. PlanSchedule
                            .On(plan, house.CalendarHistory, bench.Today)
                            .Where(one => one.Waits is not null && !one.IsOver(bench.Today))
                            .OrderBy(one => one.Occurrence.LastValidDay ?? DateOnly.MaxValue)
                            .Select(one => new MoveLine(
                                one.Key.Duty,
                                one.Key.Period,
                                one.Duty.What.Value,
                                one.Duty.Clause.Value,
                                one.Only is { } only ? [.. only.OrderBy(unit => unit.Value, StringComparer.Ordinal)] : [],
                                DueDay.Of(one.Occurrence),
                                DueDay.Of(one.Waits!.To),
                                one.Waits.To is null
                            )),
                    ]
                )
            )
            : new Answer<WaitingMoves>.NotFound();

    /// <summary>The revisions, the last one first.</summary>
    public async Task<Answer<IReadOnlyList<RevisionShape>>> RevisionsAsync(PlanId id, CancellationToken cancellationToken) =>
        await house.PlanAsync(id, cancellationToken) is { Definition: not null } plan
            ? new Answer<IReadOnlyList<RevisionShape>>.Done([
                .. plan
                    .Revisions.Reverse()
                    .Select(revision => new RevisionShape(
                        revision.Number,
                        revision.Basis,
                        revision.On,
                        [.. revision.Decided.OfType<PlanEvent.OccurrenceMoved>()],
                        [.. revision.Decided.OfType<PlanEvent.OccurrenceKept>()],
                        [.. revision.Decided.OfType<PlanEvent.OccurrenceExtended>()]
                    )
                    {
                        Definition = revision.Definition,
                        File = PlanFileShape.Of(id, revision.Number, revision.File),
                    }),
            ])
            : new Answer<IReadOnlyList<RevisionShape>>.NotFound();

    /// <summary>What differs between two revisions that are or were in force.</summary>
    /// <param name="id">The plan.</param>
    /// <param name="from">Number of the one.</param>
    /// <param name="to">Number of the other.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task<Answer<PlanComparison>> CompareAsync(PlanId id, string? from, string? to, CancellationToken cancellationToken)
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null } plan)
        {
            return new Answer<PlanComparison>.NotFound();
        }

        var check = new Check();
        var one = Revision(check, "from", from, plan);
        var other = Revision(check, "to", to, plan);
        return one is null || other is null
            ? check.Answer<PlanComparison>()
            : new Answer<PlanComparison>.Done(
                new(id, one.Number, other.Number, PlanChanges.Between(one.Definition, other.Definition))
                {
                    Before = one.Definition,
                    After = other.Definition,
                }
            );
    }

    /// <summary>Chấp nhận dời hạn.</summary>
    public async Task<Answer<MovesSettled>> AcceptAsync(
        Caller caller,
        PlanId id,
        AcceptMovesInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var revision = check.Number("revision", input.Revision, 1, int.MaxValue);
        var occurrences = Occurrences(check, input.Occurrences);
        return check.Failed
            ? check.Answer<MovesSettled>()
            : await SettleAsync(
                caller,
                id,
                new PlanCommand.AcceptMoves(revision, occurrences, house.CalendarHistory),
                "plan.accept-moves",
                input,
                cancellationToken
            );
    }

    /// <summary>Giữ hạn cũ, with a reason.</summary>
    public async Task<Answer<MovesSettled>> KeepAsync(Caller caller, PlanId id, KeepDaysInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var revision = check.Number("revision", input.Revision, 1, int.MaxValue);
        var occurrences = Occurrences(check, input.Occurrences);
        var basis = check.Code<PublicText>("basis", input.Basis);
        return check.Failed
            ? check.Answer<MovesSettled>()
            : await SettleAsync(
                caller,
                id,
                new PlanCommand.KeepDays(revision, occurrences, basis, house.CalendarHistory),
                "plan.keep-days",
                input,
                cancellationToken
            );
    }

    /// <summary>Gia hạn by a document: for all whom the occurrence binds, or for named units.</summary>
    public async Task<Answer<DutyExtended>> ExtendAsync(
        Caller caller,
        PlanId id,
        ExtendDutyInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var key = new DutyPeriod(
            check.Code<DutyCode>("duty", input.Duty),
            check.OptionalCode<PeriodKey>("period", input.Period) ?? PeriodKey.Once
        );
        var units = check
            .List("units", input.Units, 0, Plan.MaxUnits)
            .Select((unit, i) => check.Code<UnitId>($"units[{i}]", unit))
            .Distinct()
            .ToList();
        var last = check.Date("lastValidDay", input.LastValidDay);
        var hour = DeadlineDesk.Hour(check, input.Hour);
        var document = Document(check, input.Number, input.Date, input.Issuer);
        if (check.Failed)
        {
            return check.Answer<DutyExtended>();
        }

        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null } plan)
        {
            return new Answer<DutyExtended>.NotFound();
        }

        var bound = Bound(caller.Person, plan, key);
        var origins = new List<UnitId>();
        foreach (var unit in units)
        {
            var named = bound.Where(b => b.Unit == unit || b.Origin == unit).Select(b => b.Origin).ToList();
            if (named.Count == 0)
            {
                return Answer<DutyExtended>.Refuse(HostRefusals.UnitNotBound, ("unit", unit.Value));
            }

            origins.AddRange(named);
        }

        var to = new DueDay(null, last, hour);
        return await deadlines.ActAsync(
            caller,
            id,
            units.Count > 0 ? units : [.. plan.Applications.Select(application => application.Unit)],
            new PlanCommand.Extend(key, [.. origins.Distinct()], to, document!, house.CalendarHistory),
            "plan.extend",
            input,
            _ => new DutyExtended(id, key.Duty, key.Period, to, document!),
            cancellationToken
        );
    }

    /// <summary>Whom an occurrence binds.</summary>
    public IReadOnlyList<BoundUnit> Bound(Person person, Plan plan, DutyPeriod key)
    {
        var binding = new DutyBinding(person.Organisation);
        return
        [
            .. Standing(plan, key)
                .SelectMany(one => binding.Of(one.Duty, one.Occurrence, plan.Applications).Where(bound => one.IsFor(bound.Origin))),
        ];
    }

    /// <summary>An occurrence as it stands: several where units have a day of their own.</summary>
    public IReadOnlyList<StandingOccurrence> Standing(Plan plan, DutyPeriod key) =>
        [.. PlanSchedule.On(plan, house.CalendarHistory, bench.Today).Where(one => one.Key == key)];

    internal static IssuedDocument? Document(Check check, string? number, string? date, string? issuer)
    {
        var n = check.Code<DocumentNumber>("number", number);
        var d = check.Date("date", date);
        var i = check.Code<PublicText>("issuer", issuer);
        return check.Failed ? null : new(n, d, i);
    }

    private async Task<Answer<MovesSettled>> SettleAsync(
        Caller caller,
        PlanId id,
        PlanCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    ) =>
        await house.PlanAsync(id, cancellationToken) is { Definition: not null } plan
            ? await deadlines.ActAsync(
                caller,
                id,
                [.. plan.Applications.Select(application => application.Unit)],
                command,
                act,
                input,
                state => new MovesSettled(id, state.Revision),
                cancellationToken
            )
            : new Answer<MovesSettled>.NotFound();

    private static List<DutyPeriod> Occurrences(Check check, IReadOnlyList<DutyPeriodInput?>? occurrences) =>
        [
            .. check
                .List("occurrences", occurrences, 1, MaxMoves)
                .Select(
                    (one, i) =>
                        new DutyPeriod(
                            check.Code<DutyCode>($"occurrences[{i}].duty", one?.Duty),
                            check.OptionalCode<PeriodKey>($"occurrences[{i}].period", one?.Period) ?? PeriodKey.Once
                        )
                ),
        ];

    private static PlanRevision? Revision(Check check, string field, string? text, Plan plan)
    {
        var known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? plan.Revisions.Find(revision => revision.Number == number)
            : null;
        if (known is null)
        {
            check.Fault(
                field,
                string.IsNullOrWhiteSpace(text) ? Faults.Required : Faults.Unknown,
                string.IsNullOrWhiteSpace(text)
                    ? []
                    : [("allowed", string.Join(", ", plan.Revisions.Select(r => r.Number.ToString(CultureInfo.InvariantCulture))))]
            );
        }

        return known;
    }
}
