using System.Globalization;
using System.Text.RegularExpressions;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Quotas;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Places of one quota, in all or as far as one unit with those below it is concerned.</summary>
/// <param name="Code">Which.</param>
/// <param name="Block">Khối, as the plan words it.</param>
/// <param name="Min">Fewest; null: không quy định. Of the whole only.</param>
/// <param name="Max">Most; null: không quy định. Of the whole only.</param>
/// <param name="Hard">More are refused.</param>
/// <param name="Clause">Where the plan says so.</param>
/// <param name="Allotted">What the unit was given; null: chưa phân bổ, which is neither 0 nor all.</param>
/// <param name="AllottedBy">Số, ngày of the act that gave it.</param>
/// <param name="Note">Why more than the giver held.</param>
/// <param name="Given">What the unit gave to others.</param>
/// <param name="Proposed">Submitted, whatever became of them as long as they hold a place.</param>
/// <param name="Appraised">Of these, how many passed an appraisal.</param>
/// <param name="SentUp">Of these, how many stand on a tờ trình.</param>
/// <param name="Issued">Of these, whom a decision awards.</param>
/// <param name="Rest">How many are left; null: nothing says how many there are. Below 0: over it.</param>
/// <param name="Asked">How many the unit asked for; null: it did not.</param>
/// <param name="AskedFor">Why.</param>
/// <param name="Marks">How many of those proposed bear each mark.</param>
public sealed record QuotaLine(
    RuleCode Code,
    PublicText Block,
    int? Min,
    int? Max,
    bool Hard,
    PublicText Clause,
    int? Allotted,
    SourceDocument? AllottedBy,
    string? Note,
    int Given,
    int Proposed,
    int Appraised,
    int SentUp,
    int Issued,
    int? Rest,
    int? Asked,
    string? AskedFor,
    IReadOnlyList<MarkCount> Marks
);

/// <summary>How many of those who hold places bear a mark; an aid, never an order.</summary>
/// <param name="Mark">Which.</param>
/// <param name="Places">How many, 0 or more.</param>
public sealed record MarkCount(NomineeMark Mark, int Places);

/// <summary>How a share of the plan stands.</summary>
/// <param name="Code">Which.</param>
/// <param name="Wording">The plan's words.</param>
/// <param name="Clause">Where it says so.</param>
/// <param name="AtLeast">A floor; false: a ceiling.</param>
/// <param name="Percent">0–100.</param>
/// <param name="Of">Of the number allocated or proposed.</param>
/// <param name="Hard">What breaks it is refused.</param>
/// <param name="Unit">The unit held to it; null: all together.</param>
/// <param name="UnitName">Its name.</param>
/// <param name="Part">How many of those who are to be so many percent are proposed.</param>
/// <param name="Total">Of how many; null: nothing was allocated.</param>
/// <param name="State">What it has come to.</param>
public sealed record QuotaShare(
    RuleCode Code,
    PublicText Wording,
    PublicText Clause,
    bool AtLeast,
    int Percent,
    ShareBase Of,
    bool Hard,
    UnitId? Unit,
    string? UnitName,
    int Part,
    int? Total,
    ShareState State
);

/// <summary>The places of one unit.</summary>
/// <param name="Unit">Which.</param>
/// <param name="UnitName">Its name.</param>
/// <param name="Lines">Quota by quota.</param>
/// <param name="Before">What units were given that ended into this one: not its own before somebody gives it anew.</param>
public sealed record UnitQuota(UnitId Unit, string UnitName, IReadOnlyList<QuotaLine> Lines, IReadOnlyList<EarlierAllotment> Before);

/// <summary>Places given to a unit that has ended since.</summary>
/// <param name="UnitName">Its name.</param>
/// <param name="Block">Khối, as the plan words it.</param>
/// <param name="Places">How many.</param>
/// <param name="Act">Số, ngày of the act that gave them.</param>
public sealed record EarlierAllotment(string UnitName, PublicText Block, int Places, SourceDocument Act);

/// <summary>The places of one form and type of award under a plan.</summary>
/// <param name="Form">The form.</param>
/// <param name="Type">The type of award.</param>
/// <param name="Occasion">As the plan words it.</param>
/// <param name="Whole">In all.</param>
/// <param name="Units">Units that were given places, asked for some or hold some, as far as the reader sees them.</param>
/// <param name="Shares">Shares of the plan; those that every unit is held to by itself, for those of these units that proposed somebody.</param>
public sealed record QuotaBoard(
    FormCode Form,
    AwardType Type,
    PublicText Occasion,
    IReadOnlyList<QuotaLine> Whole,
    IReadOnlyList<UnitQuota> Units,
    IReadOnlyList<QuotaShare> Shares
);

/// <summary>How far a quota of a plan is filled, in all.</summary>
/// <param name="PlanName">"Kế hoạch 36/KH-UBND".</param>
/// <param name="Block">Khối, as the plan words it.</param>
/// <param name="Max">Most, as the plan says.</param>
/// <param name="Proposed">Submitted, as long as they hold a place.</param>
/// <param name="Issued">Of these, whom a decision awards.</param>
public sealed record QuotaFill(PlanId Plan, string PlanName, FormCode Form, PublicText Block, int Max, int Proposed, int Issued);

/// <summary>What a dossier of a unit would take: the unit's places, and the shares it is held to.</summary>
/// <param name="Lines">Quota by quota.</param>
/// <param name="Shares">Shares of the plan.</param>
public sealed record UnitPlaces(IReadOnlyList<QuotaLine> Lines, IReadOnlyList<QuotaShare> Shares)
{
    /// <summary>The plan has neither quota nor share for it.</summary>
    public bool IsEmpty => Lines.Count == 0 && Shares.Count == 0;
}

/// <summary>Chỉ tiêu khen thưởng: what was given to whom, who holds a place, what is left.</summary>
public sealed partial class QuotaDesk(Bench bench, House house, DossierQueries dossiers)
{
    /// <summary>
    /// How far the quotas are filled of plans that apply today to a unit, to one under it or to one over it; those without a most are left out. It
    /// costs the plans in force, however many dossiers there are.
    /// </summary>
    public async Task<IReadOnlyList<QuotaFill>> FillAsync(Person person, UnitId unit, CancellationToken cancellationToken)
    {
        var (today, organisation, fills) = (bench.Today, person.Organisation, new List<QuotaFill>());
        foreach (
            var plan in house.Plans.Where(plan =>
                plan.Applications.Any(a =>
                    a.From <= today
                    && !(a.To < today)
                    && (organisation.IsUnder(a.Unit, unit, today) || organisation.IsUnder(unit, a.Unit, today))
                )
            )
        )
        {
            var definition = plan.Definition!;
            var name = definition.Number is { } number ? $"Kế hoạch {number}" : definition.Title.Value;
            foreach (var (form, type, quotas, _) in OccasionsOf(definition).Where(one => one.Quotas.Exists(quota => quota.Max > 0)))
            {
                var state = await StateAsync(definition.Id, form, type, cancellationToken);
                fills.AddRange(
                    quotas
                        .Where(quota => quota.Max > 0)
                        .Select(quota => (quota, Line: LineOf(quota, state, null)))
                        .Select(one => new QuotaFill(
                            definition.Id,
                            name,
                            form,
                            one.quota.Block,
                            one.quota.Max!.Value,
                            one.Line.Proposed,
                            one.Line.Issued
                        ))
                );
            }
        }

        return fills;
    }

    /// <summary>Every occasion of a plan.</summary>
    public async Task<Answer<IReadOnlyList<QuotaBoard>>> OfAsync(Person person, PlanId id, CancellationToken cancellationToken)
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { } plan })
        {
            return new Answer<IReadOnlyList<QuotaBoard>>.NotFound();
        }

        var boards = new List<QuotaBoard>();
        foreach (var (form, type, quotas, shares) in OccasionsOf(plan))
        {
            var state = await StateAsync(id, form, type, cancellationToken);
            var codes = quotas.Select(quota => quota.Code).ToHashSet();
            var units = state
                .Allotments.Keys.Where(key => codes.Contains(key.Code))
                .Select(key => key.Unit)
                .SelectMany(unit => person.Organisation.SuccessorsOn(unit, bench.Today).Select(after => after.Id).Prepend(unit))
                .Concat(state.Requests.Keys.Where(key => codes.Contains(key.Code)).Select(key => key.Unit))
                .Concat(state.Counts.Where(count => count.Value > 0).Select(count => count.Key.Unit).OfType<UnitId>())
                .Distinct()
                .Where(unit => person.May(Act.ReadDeadlines, unit) || person.May(Act.PrepareDossiers, unit))
                .OrderBy(unit => person.UnitName(unit), StringComparer.Create(Localization.Vietnam.Culture, ignoreCase: true))
                .ToList();
            boards.Add(
                new(
                    form,
                    type,
                    quotas.Count > 0 ? quotas[0].Occasion : plan.Types.First(one => one.Type == type).Name,
                    [.. quotas.Select(quota => LineOf(quota, state, null))],
                    [
                        .. units.Select(unit => new UnitQuota(
                            unit,
                            person.UnitName(unit),
                            [.. quotas.Select(quota => LineOf(quota, state, unit))],
                            [
                                .. house
                                    .WithPredecessors(unit)
                                    .Where(before => before != unit)
                                    .SelectMany(before =>
                                        quotas.Select(quota =>
                                            (before, quota, Given: state.Allotments.GetValueOrDefault((quota.Code, before)))
                                        )
                                    )
                                    .Where(one => one.Given is not null)
                                    .Select(one => new EarlierAllotment(
                                        person.UnitName(one.before),
                                        one.quota.Block,
                                        one.Given!.Places,
                                        one.Given.Act
                                    )),
                            ]
                        )),
                    ],
                    [
                        .. shares.SelectMany(share =>
                            share.Each
                                ? units
                                    .Where(unit => state.Shares.GetValueOrDefault((share.Code, unit)) != default)
                                    .Select(unit => ShareOf(share, quotas, state, unit, person.UnitName(unit)))
                                : [ShareOf(share, quotas, state, null, null)]
                        ),
                    ]
                )
            );
        }

        return new Answer<IReadOnlyList<QuotaBoard>>.Done(boards);
    }

    /// <summary>
    /// What a dossier would take, and what its unit has: "được phân bổ / đã đề nghị / còn"; without a unit, the whole. Empty: the plan has
    /// neither quota nor share for it.
    /// </summary>
    public async Task<UnitPlaces> OfAsync(PlanId id, FormCode form, AwardType type, UnitId? unit, CancellationToken cancellationToken)
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { } plan })
        {
            return new([], []);
        }

        var (quotas, shares) = (For(plan, form, type), SharesFor(plan, form, type));
        if (quotas.Count + shares.Count == 0)
        {
            return new([], []);
        }

        var state = await StateAsync(id, form, type, cancellationToken);
        return new(
            [.. quotas.Select(quota => LineOf(quota, state, unit))],
            [
                .. shares
                    .Where(share => !share.Each || unit is not null)
                    .Select(share => ShareOf(share, quotas, state, share.Each ? unit : null, null)),
            ]
        );
    }

    /// <summary>
    /// Blocks (khối) that have fewer proposed than their plan asks for at least, of the plans, forms and types of award of these dossiers: told
    /// where their nominees stand on a list, an aid and no limit.
    /// </summary>
    public async Task<IReadOnlyList<QuotaLine>> BelowFewestAsync(IEnumerable<DossierId> of, CancellationToken cancellationToken)
    {
        var few = new List<QuotaLine>();
        foreach (
            var (plan, form, type) in of.Distinct()
                .Select(dossiers.Row)
                .OfType<DossierRow>()
                .Select(row => (row.Plan, row.Form, row.Type))
                .Distinct()
        )
        {
            var whole = await OfAsync(plan, form, type, null, cancellationToken);
            few.AddRange(whole.Lines.Where(line => line.Proposed < line.Min));
        }

        return few;
    }

    /// <summary>Phân bổ chỉ tiêu: so many places in all for a unit; fewer than before takes back.</summary>
    public async Task<Answer<IReadOnlyList<QuotaBoard>>> AllocateAsync(
        Caller caller,
        PlanId id,
        AllocateQuotaInput input,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { } plan })
        {
            return new Answer<IReadOnlyList<QuotaBoard>>.NotFound();
        }

        var check = new Check();
        var (form, type, quota) = Meant(check, plan, input.Form, input.Type, input.Quota);
        var from = check.Code<UnitId>("from", input.From);
        var to = check.Code<UnitId>("to", input.To);
        var places = check.Number("places", input.Places, 0, Quota.Most);
        var number = check.Code<DocumentNumber>("number", input.Number);
        var date = check.Date("date", input.Date);
        var note = check.OptionalText("note", input.Note, 500);
        var organisation = caller.Person.Organisation;
        if (!check.Failed && (organisation.Unit(to) is null || to == from || !organisation.IsUnder(to, from, bench.Today)))
        {
            check.Fault("to", Faults.Unknown, ("allowed", "–"));
        }

        if (!check.Failed && date > bench.Today)
        {
            check.Fault("date", Faults.OutOfRange, ("min", "–"), ("max", Localization.Vietnam.Date(bench.Today)));
        }

        if (check.Failed)
        {
            return check.Answer<IReadOnlyList<QuotaBoard>>();
        }

        if (caller.Person.CapacitiesFor(Act.AllocateQuotas, from).FirstOrDefault() is not { } capacity)
        {
            return new Answer<IReadOnlyList<QuotaBoard>>.Forbidden();
        }

        // What the issuer holds stands in the plan; a successor gives what those before it held by an act of its own.
        var held = plan.Issuer == from || house.WithPredecessors(from).Contains(plan.Issuer) ? quota!.Max : null;
        return await RunAsync(
            caller,
            capacity,
            id,
            form,
            type,
            new QuotaCommand.Allocate(
                quota!.Code,
                to,
                new(places, from, new(number, date, quota.Occasion), null, bench.Seal(Keys.Of(id), note)),
                held
            ),
            "quota.allocate",
            input,
            cancellationToken
        );
    }

    /// <summary>Xin thêm chỉ tiêu.</summary>
    public async Task<Answer<IReadOnlyList<QuotaBoard>>> AskAsync(
        Caller caller,
        PlanId id,
        AskQuotaInput input,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { } plan })
        {
            return new Answer<IReadOnlyList<QuotaBoard>>.NotFound();
        }

        var check = new Check();
        var (form, type, quota) = Meant(check, plan, input.Form, input.Type, input.Quota);
        var unit = check.Code<UnitId>("unit", input.Unit);
        var places = check.Number("places", input.Places, 0, Quota.Most);
        var reason = check.Text("reason", input.Reason, 500);
        return check.Failed ? check.Answer<IReadOnlyList<QuotaBoard>>()
            : caller.Person.CapacitiesFor(Act.PrepareDossiers, unit).FirstOrDefault() is not { } capacity
                ? new Answer<IReadOnlyList<QuotaBoard>>.Forbidden()
            : await RunAsync(
                caller,
                capacity,
                id,
                form,
                type,
                new QuotaCommand.AskForMore(new(quota!.Code, unit, places, null, bench.Today, bench.Seal(Keys.Of(id), reason))),
                "quota.ask",
                input,
                cancellationToken
            );
    }

    /// <summary>Takes places for nominees of a dossier before it is submitted, or goes on, under a form; null: done, or there is no quota for it.</summary>
    internal async Task<Refusal?> TakeAsync(
        Caller caller,
        Capacity capacity,
        DossierId id,
        Dossier dossier,
        FormCode form,
        IReadOnlyList<NomineeEntry> nominees,
        RoundCode? round,
        string? note,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(dossier.Plan, cancellationToken) is not { Definition: { } plan })
        {
            return null;
        }

        var (quotas, shares) = (For(plan, form, dossier.Type), SharesFor(plan, form, dossier.Type));
        var seats = nominees.Select(nominee => SeatOf(quotas, shares, nominee, round)).OfType<QuotaSeat>().ToList();
        if (seats.Count == 0)
        {
            return null;
        }

        var units = new List<UnitId> { dossier.Unit };
        while (caller.Person.Organisation.Parent(units[^1], bench.Today) is { } above)
        {
            units.Add(above.Id);
        }

        var answer = await bench.RunAsync(
            // The same act on a dossier that has changed meanwhile asks anew: what it took before may be free again.
            caller.For(string.Create(CultureInfo.InvariantCulture, $"quota-{form}-{dossier.Revision}")),
            capacity,
            Bindings.Quota,
            StreamOf(dossier.Plan, form, dossier.Type),
            new QuotaCommand.Take(
                id,
                dossier.Revision,
                units,
                seats,
                [.. quotas.Select(TermsOf)],
                dossier.Secrecy is Secrecy.Normal || (note is not null && IsNumber(note)) ? bench.Seal(Keys.Of(id), note) : null,
                shares.Count == 0 ? null : [.. shares.Select(TermsOf)]
            ),
            $"quota.take {id}",
            null,
            state => state,
            cancellationToken
        );
        return answer is Answer<Quota>.Refused { Refusal: var refusal } ? Named(refusal, caller.Person) : null;
    }

    // Where a nominee counts; null: nowhere.
    private QuotaSeat? SeatOf(IReadOnlyList<PlanQuota> quotas, IReadOnlyList<PlanShare> shares, NomineeEntry nominee, RoundCode? round)
    {
        var profile = bench.ProfileOf(nominee.Profile);
        var quota = Of(quotas, nominee, profile?.Body, round)?.Code;
        if (quota is null && shares.Count == 0)
        {
            return null;
        }

        bool IsOf(IReadOnlyList<GroupCode> groups) => nominee.Group is { } group && groups.Contains(group);
        var marks = NomineeMarks.Of(nominee.Kind, profile);
        var parts = shares
            .Where(share => share.Quotas.Count == 0 || (quota is { } of && share.Quotas.Contains(of)))
            .Select(share => new SharePart(
                share.Code,
                share.Who is { } who ? marks.Contains(who) : IsOf(share.Groups),
                share.Among.Count == 0 || IsOf(share.Among)
            ))
            .Where(part => part.Part || part.Whole)
            .ToList();
        return quota is null && parts.Count == 0
            ? null
            : new(nominee.Id, quota ?? QuotaSeat.Unlimited, parts.Count == 0 ? null : parts, marks.Count == 0 ? null : marks);
    }

    /// <summary>
    /// The round that a dossier is of: that of the duty it answers, else the one that began last by the day it is submitted; null: the plan
    /// has none that did.
    /// </summary>
    internal static RoundCode? RoundOf(PlanDefinition plan, DutyKey? answers, IReadOnlyList<UnitId> units, DateOnly on)
    {
        var answered = plan
            .Duties.Where(duty => duty.Round is { } of && units.Any(unit => DutyKey.Of(plan.Id, duty.Code, new(of.Value), unit) == answers))
            .Select(duty => duty.Round)
            .FirstOrDefault();
        return answered ?? plan.Rounds.Where(round => round.From <= on).OrderBy(round => round.From).LastOrDefault()?.Code;
    }

    /// <summary>Số, ký hiệu of a paper and nothing else: all that a secret dossier may say of why.</summary>
    internal static bool IsNumber(string text) => Number().IsMatch(text);

    /// <summary>
    /// The quota that a nominee counts for; null: none. Of which sort a body is need not be said: who does not say it counts where it may, so
    /// that no limit is passed by leaving it out.
    /// </summary>
    internal static PlanQuota? Of(IReadOnlyList<PlanQuota> quotas, NomineeEntry nominee, KindCode? body, RoundCode? round) =>
        quotas
            .Where(quota => quota.Of is not { } kind || kind == nominee.Kind)
            .Where(quota => quota.Round is not { } own || own == round)
            .Where(quota => quota.Kinds.Count == 0 || body is not { } sort || quota.Kinds.Contains(sort))
            .Where(quota => quota.Groups is null || (nominee.Group is { } group && quota.Groups.Contains(group)))
            .OrderByDescending(quota => quota.Groups is not null)
            .ThenByDescending(quota => body is { } sort && quota.Kinds.Contains(sort))
            .ThenByDescending(quota => quota.Round is not null)
            .FirstOrDefault();

    // Whose limit it is, by name.
    private static Refusal Named(Refusal refusal, Person person)
    {
        if (!refusal.Arguments.TryGetValue("unit", out var unit))
        {
            return refusal;
        }

        var act =
            refusal.Arguments.GetValueOrDefault("act") is { } number && number != Workflows.Quotas.Quota.Everybody
                ? $", theo {number}"
                : "";
        var name = UnitId.TryParse(unit, out var id) ? person.UnitName(id) + act : "cả kế hoạch";
        return Refusal.Of(refusal.Code, [.. refusal.Arguments.Select(pair => (pair.Key, pair.Key == "unit" ? name : pair.Value))]);
    }

    [GeneratedRegex(@"^\d{1,6}(/[\p{L}\d.\-]{1,40}){1,3}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    // The quota of a plan that is meant; null: a fault was found.
    private static (FormCode Form, AwardType Type, PlanQuota? Quota) Meant(
        Check check,
        PlanDefinition plan,
        string? form,
        string? type,
        string? quota
    )
    {
        var (of, by, code) = (
            check.Code<FormCode>("form", form),
            check.Code<AwardType>("type", type),
            check.Code<RuleCode>("quota", quota)
        );
        var found = For(plan, of, by).FirstOrDefault(one => one.Code == code);
        if (!check.Failed && found is null)
        {
            check.Fault("quota", Faults.Unknown, ("allowed", string.Join(", ", plan.Quotas.Select(one => one.Code.Value))));
        }

        return (of, by, found);
    }

    private static List<PlanQuota> For(PlanDefinition plan, FormCode form, AwardType type) =>
        [.. plan.Quotas.Where(quota => quota.Form == form && (quota.Type is not { } own || own == type))];

    private static List<PlanShare> SharesFor(PlanDefinition plan, FormCode form, AwardType type) =>
        [.. (plan.Shares ?? []).Where(share => share.Form == form && (share.Type is not { } own || own == type))];

    private static IEnumerable<(FormCode Form, AwardType Type, List<PlanQuota> Quotas, List<PlanShare> Shares)> OccasionsOf(
        PlanDefinition plan
    ) =>
        plan
            .Quotas.Select(quota => (quota.Form, quota.Type))
            .Concat((plan.Shares ?? []).Select(share => (share.Form, share.Type)))
            .SelectMany(one => (one.Type is { } own ? [own] : plan.Types.Select(type => type.Type)).Select(type => (one.Form, Type: type)))
            .Distinct()
            .Select(one => (one.Form, one.Type, For(plan, one.Form, one.Type), SharesFor(plan, one.Form, one.Type)));

    private static QuotaTerms TermsOf(PlanQuota quota) => new(quota.Code, quota.Max, quota.Hard ?? false, quota.Clause);

    private static ShareTerms TermsOf(PlanShare share) =>
        new(
            share.Code,
            share.Quotas.Count == 0 ? null : share.Quotas,
            share.Of,
            share.AtLeast,
            share.Percent,
            share.Each,
            share.Hard,
            share.Clause
        );

    private static QuotaShare ShareOf(PlanShare share, List<PlanQuota> quotas, Quota state, UnitId? unit, string? name)
    {
        var standing = state.Standing(TermsOf(share), [.. quotas.Select(TermsOf)], unit);
        return new(
            share.Code,
            share.Wording,
            share.Clause,
            share.AtLeast,
            share.Percent,
            share.Of,
            share.Hard,
            unit,
            name,
            standing.Count.Part,
            standing.Total,
            standing.State
        );
    }

    private QuotaLine LineOf(PlanQuota quota, Quota state, UnitId? unit)
    {
        int At(QuotaStage stage) =>
            Enum.GetValues<QuotaStage>().Where(one => one >= stage).Sum(one => state.Counts.GetValueOrDefault((quota.Code, unit, one)));
        var allotment = unit is { } of ? state.Allotments.GetValueOrDefault((quota.Code, of)) : null;
        var request = unit is { } asking ? state.Requests.GetValueOrDefault((quota.Code, asking)) : null;
        var most = unit is null ? quota.Max : allotment?.Places;
        return new(
            quota.Code,
            quota.Block,
            unit is null ? quota.Min : null,
            unit is null ? quota.Max : null,
            quota.Hard ?? false,
            quota.Clause,
            allotment?.Places,
            allotment?.Act,
            bench.Reveal(allotment?.Why) ?? allotment?.Note?.Value,
            unit is { } giver
                ? state.Given.GetValueOrDefault((quota.Code, giver))
                : state.Given.Where(given => given.Key.Code == quota.Code).Sum(given => given.Value),
            At(QuotaStage.Proposed),
            At(QuotaStage.Appraised),
            At(QuotaStage.SentUp),
            At(QuotaStage.Issued),
            most - At(QuotaStage.Proposed),
            request?.Places,
            bench.Reveal(request?.Why) ?? request?.Reason?.Value,
            [.. Enum.GetValues<NomineeMark>().Select(mark => new MarkCount(mark, state.Marks.GetValueOrDefault((quota.Code, unit, mark))))]
        );
    }

    private static Workflows.Store.StreamName StreamOf(PlanId plan, FormCode form, AwardType type) =>
        Bindings.Quota.StreamOf(QuotaKey.Of(plan, form, type).Value);

    private async Task<Quota> StateAsync(PlanId plan, FormCode form, AwardType type, CancellationToken cancellationToken) =>
        (await bench.LoadAsync(Bindings.Quota, StreamOf(plan, form, type), cancellationToken))?.State ?? Quota.None;

    private async Task<Answer<IReadOnlyList<QuotaBoard>>> RunAsync(
        Caller caller,
        Capacity capacity,
        PlanId id,
        FormCode form,
        AwardType type,
        QuotaCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Quota,
            StreamOf(id, form, type),
            command,
            act,
            input,
            state => state,
            cancellationToken
        );
        var boards =
            answer is Answer<Quota>.Done
                ? (await OfAsync(caller.Person, id, cancellationToken) as Answer<IReadOnlyList<QuotaBoard>>.Done)!.Value
                : [];
        return answer is Answer<Quota>.Refused { Refusal: var refusal }
            ? new Answer<IReadOnlyList<QuotaBoard>>.Refused(Named(refusal, caller.Person))
            : answer.Select(_ => boards);
    }
}
