using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Figures;

/// <summary>
/// What one unit states for one plan and period: the id of its stream <c>figures-{key}</c>. It derives from plan, period and unit
/// alone, so every host computes the same one.
/// </summary>
[JsonConverter(typeof(IdConverter<FiguresKey>))]
public readonly record struct FiguresKey(Guid Value) : IId<FiguresKey>
{
    private static readonly Guid Root = new("f16d07ed-0000-8000-8000-000000000001");

    /// <inheritdoc/>
    public static FiguresKey From(Guid value) => new(value);

    /// <summary>The key.</summary>
    public static FiguresKey Of(PlanId plan, PeriodKey period, UnitId unit) =>
        new(DerivedId.From(DerivedId.From(DerivedId.From(Root, plan.Value), period.Value), unit.Value));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>A period for which figures are stated.</summary>
/// <param name="Key">A civil period, a round of the plan, or the whole plan (<see cref="PeriodKey.Once"/>).</param>
/// <param name="From">First day; null: the plan states none.</param>
/// <param name="To">Last day, included; null: the plan states none.</param>
public sealed record FigurePeriod(PeriodKey Key, DateOnly? From, DateOnly? To)
{
    private const int MostOfAKind = 120;

    /// <summary>
    /// The periods of a plan: the whole (one civil year, where it lies within one), its years, its rounds, and what its targets and
    /// dated reports recur by.
    /// </summary>
    public static IReadOnlyList<FigurePeriod> Of(PlanDefinition plan)
    {
        var (from, to) = (plan.Period.From, plan.Period.To);
        var whole =
            from?.Year is { } year && to?.Year == year
                ? new FigurePeriod(CivilPeriod.Containing(PlanPeriodKind.Year, from.Value).Key, from, to)
                : new FigurePeriod(PeriodKey.Once, from, to);
        var kinds = plan
            .Targets.Select(target => target.Every)
            .OfType<PlanPeriodKind>()
            .Concat(
                plan.Duties.Where(duty => duty.Kind is PlanDutyKind.Report)
                    .Select(duty => duty.Timing)
                    .OfType<PlanTiming.Every>()
                    .Select(timing => timing.Period)
            )
            .Append(PlanPeriodKind.Year)
            .Distinct()
            .OrderDescending();
        return
        [
            .. plan
                .Rounds.Select(round => new FigurePeriod(new(round.Code.Value), round.From, round.To))
                .Prepend(whole)
                .Concat(from is { } first && to is { } last ? kinds.SelectMany(kind => Civil(kind, first, last)) : [])
                .DistinctBy(period => period.Key),
        ];
    }

    /// <summary>
    /// The period whose figures a report is about: its own, that of the round it belongs to, or where it falls due once, the whole plan;
    /// null: it is no report, or about no period of the plan.
    /// </summary>
    public static FigurePeriod? Of(PlanDefinition plan, DutyCode duty, PeriodKey period) =>
        plan.Duty(duty) is { Kind: PlanDutyKind.Report or PlanDutyKind.InterimReview or PlanDutyKind.FinalReview } said
            ? Of(plan, said, period)
            : null;

    /// <summary>The period that whatever is done for a duty belongs to; null: to none of the plan.</summary>
    public static FigurePeriod? Of(PlanDefinition plan, PlanDuty said, PeriodKey period)
    {
        var (all, isOnce) = (Of(plan), period == PeriodKey.Once);
        var key = isOnce && said.Round is { } round ? new PeriodKey(round.Value) : period;
        return all.FirstOrDefault(one => one.Key == key) ?? (isOnce ? all[0] : null);
    }

    // Clipped to the plan: what it does not cover is not its period.
    private static IEnumerable<FigurePeriod> Civil(PlanPeriodKind kind, DateOnly first, DateOnly last)
    {
        var period = CivilPeriod.Containing(kind, first);
        for (var n = 0; n < MostOfAKind && period.From <= last; n++, period = period.Shift(1))
        {
            yield return new(period.Key, period.From < first ? first : period.From, period.To > last ? last : period.To);
        }
    }
}

/// <summary>A target as it was asked when figures were stated for it.</summary>
/// <param name="Code">The target.</param>
/// <param name="Measure">How it is measured, with its bound.</param>
/// <param name="PerUnit">Each unit of account has to reach it ("mỗi Tổ"): units above count who did, and add nothing up against the bound.</param>
/// <param name="Recurs">To be reached in each period anew: lũy kế is not judged.</param>
/// <param name="ForOthers">
/// Others have to reach it, each by itself, and not the unit that states it for them all (a district for its Tổ): it states how many of
/// them did, out of how many.
/// </param>
/// <param name="PartOf">Trong đó: the target of which this counts a part, and so no more; null: of none.</param>
public sealed record FigureTarget(
    TargetCode Code,
    PlanMeasure Measure,
    bool PerUnit,
    bool Recurs,
    bool ForOthers = false,
    TargetCode? PartOf = null
)
{
    /// <summary>A target of a plan.</summary>
    public static FigureTarget Of(PlanTarget target) =>
        new(target.Code, target.Measure, target.Per is not null, target.Every is not null, PartOf: target.PartOf);

    /// <summary>The targets that a unit states: those counted at no level in particular, at its own or at one below.</summary>
    public static IReadOnlyList<FigureTarget> AskedOf(PlanDefinition plan, Unit unit) =>
        [
            .. plan
                .Targets.Where(target => target.Level is not { } at || at <= unit.Level)
                .Select(target =>
                    Of(target) with
                    {
                        ForOthers = target.Per is not null && target.By.Count > 0 && !target.By.Any(party => Means(party, unit)),
                    }
                ),
        ];

    /// <summary>It is stated as how many others reached it, out of how many; what is found of a định tính target is not counted.</summary>
    [JsonIgnore]
    public bool CountsOthers => ForOthers && Measure is not PlanMeasure.Qualitative;

    /// <summary>How many units of account a figure speaks of, and how they stand: of others those it counts, else the unit itself.</summary>
    public FigureTally TallyOf(FigureValue value) =>
        !CountsOthers ? FigureTally.Of(FigureTotal.Of(value).Of(Measure))
        : value is FigureValue.Share others ? FigureTally.Of(others)
        : FigureTally.Of(FigureVerdict.Insufficient);

    /// <summary>How a figure of one unit stands.</summary>
    public FigureVerdict Of(FigureValue value) => TallyOf(value).Verdict;

    // An administrative unit has no kind of its own: it is meant by its level, whatever sort of unit of that level is named.
    private static bool Means(PlanParty party, Unit unit) =>
        party.Unit is { } one ? one == unit.Id
        : unit.Kind is null
            ? party.Level is { } level ? level == unit.Level
                : party.Kind is null
        : party.Kind is { } kind ? unit.Kind == kind
        : party.Level is not { } at || at == unit.Level;
}

/// <summary>What is asked, as it stood when figures were stated.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Period">The period.</param>
/// <param name="Unit">Whose figures.</param>
/// <param name="Above">The units above it on that day, the nearest first.</param>
/// <param name="Targets">What can be stated.</param>
/// <param name="Successors">Who took over from it and may correct what it left; null: it has not ended.</param>
public sealed record FigureAsk(
    PlanId Plan,
    int Revision,
    FigurePeriod Period,
    UnitId Unit,
    IReadOnlyList<UnitId> Above,
    IReadOnlyList<FigureTarget> Targets,
    IReadOnlyList<UnitId>? Successors = null
)
{
    /// <summary>The stream's id.</summary>
    [JsonIgnore]
    public FiguresKey Key => FiguresKey.Of(Plan, Period.Key, Unit);

    /// <summary>A target; null: it is not asked.</summary>
    public FigureTarget? Target(TargetCode code) => Targets.FirstOrDefault(target => target.Code == code);
}

/// <summary>A figure. The discriminators are stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "figure")]
[JsonDerivedType(typeof(Share), "tu-mau")]
[JsonDerivedType(typeof(Count), "so")]
[JsonDerivedType(typeof(Change), "so-voi-goc")]
[JsonDerivedType(typeof(Finding), "nhan-xet")]
public abstract record FigureValue
{
    private FigureValue() { }

    /// <summary>Largest number in a figure: sums of a million units stay exact.</summary>
    public const long Max = 1_000_000_000_000;

    /// <summary>A part of something; percentages are never stated, only what they are made of.</summary>
    /// <param name="Numerator">Tử số, 0–<see cref="Max"/>.</param>
    /// <param name="Denominator">Mẫu số, 0–<see cref="Max"/>; 0: không phát sinh.</param>
    public sealed record Share(long Numerator, long Denominator) : FigureValue;

    /// <summary>So many, 0–<see cref="Max"/>.</summary>
    public sealed record Count(long Number) : FigureValue;

    /// <summary>So many, against a base period.</summary>
    /// <param name="Number">In this period, 0–<see cref="Max"/>.</param>
    /// <param name="Base">In the base period; null: not known.</param>
    public sealed record Change(long Number, long? Base) : FigureValue;

    /// <summary>Định tính: what people find; nothing is computed from it.</summary>
    public sealed record Finding(bool Reached) : FigureValue;

    /// <summary>The numbers in it.</summary>
    internal IReadOnlyList<long> Numbers =>
        this switch
        {
            Share f => [f.Numerator, f.Denominator],
            Count f => [f.Number],
            Change { Base: { } of } f => [f.Number, of],
            Change f => [f.Number],
            Finding => [],
        };

    /// <summary>Whether what is counted here is more than there; figures of different forms are not compared.</summary>
    public bool Exceeds(FigureValue whole) =>
        (this, whole) switch
        {
            (Share part, Share all) => part.Numerator > all.Numerator,
            (Count part, Count all) => part.Number > all.Number,
            (Change part, Change all) => part.Number > all.Number,
            _ => false,
        };

    /// <summary>Whether a target is stated in this form.</summary>
    public bool Fits(FigureTarget target) =>
        target.CountsOthers
            ? this is Share
            : target.Measure switch
            {
                PlanMeasure.Rate => this is Share,
                PlanMeasure.Quantity or PlanMeasure.Never => this is Count,
                PlanMeasure.Rise or PlanMeasure.Fall => this is Change,
                PlanMeasure.Qualitative => this is Finding,
            };
}

/// <summary>Where the system knew a figure from. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FigureSource>))]
public enum FigureSource
{
    /// <summary>Sổ: a small register of the unit.</summary>
    [JsonStringEnumMemberName("so")]
    Book,

    /// <summary>Cộng từ đơn vị cấp dưới.</summary>
    [JsonStringEnumMemberName("cap-duoi")]
    Below,

    /// <summary>Hồ sơ that were submitted.</summary>
    [JsonStringEnumMemberName("ho-so")]
    Dossiers,

    /// <summary>Who is proposed in them.</summary>
    [JsonStringEnumMemberName("de-nghi")]
    Proposed,

    /// <summary>Whom decisions award.</summary>
    [JsonStringEnumMemberName("khen")]
    Awarded,

    /// <summary>The units of the organisation.</summary>
    [JsonStringEnumMemberName("don-vi")]
    Units,

    /// <summary>Who is registered for a title, or recognised.</summary>
    [JsonStringEnumMemberName("danh-hieu")]
    Titles,
}

/// <summary>A number that the system counted.</summary>
/// <param name="Count">How many.</param>
/// <param name="Source">Where from.</param>
public sealed record FigureCount(long Count, FigureSource Source);

/// <summary>
/// What the system knew when a figure was stated; kept beside it, so that a change by hand leaves a trace. It may know one half of it
/// only: how many units there are, and not how many of them did something.
/// </summary>
/// <param name="Number">The number, of a percentage the numerator; null: not known.</param>
/// <param name="Base">The denominator, or the number of the base period; null: not known, or there is none.</param>
public sealed record FigureHint(FigureCount? Number, FigureCount? Base = null)
{
    /// <summary>A figure that is known as a whole; null: it is for people to find.</summary>
    public static FigureHint? Of(FigureValue? value, FigureSource source) =>
        value?.Numbers switch
        {
            [var number, var of] => new(new(number, source), new(of, source)),
            [var number] => new(new FigureCount(number, source)),
            _ => null,
        };

    /// <summary>Whether a figure is another than what was known of it.</summary>
    public bool IsChanged(FigureValue value)
    {
        var numbers = value.Numbers;
        return Number is { } number && (numbers.Count == 0 || numbers[0] != number.Count)
            || Base is { } of && (numbers.Count < 2 || numbers[1] != of.Count);
    }
}

/// <summary>What is stated for one target.</summary>
/// <param name="Target">The target.</param>
/// <param name="InPeriod">Trong kỳ.</param>
/// <param name="Cumulative">Lũy kế; null: not stated.</param>
/// <param name="Known">What the system knew of the period; null: nothing.</param>
/// <param name="Reason">Why it is not what the system knew, sealed; null: it is, or nothing was known.</param>
/// <param name="Note">What is said beside it, sealed: of định tính, what was found.</param>
/// <param name="Proof">The document that proves it; null: none.</param>
/// <param name="Cites">Entries of small registers cited as evidence, at most <see cref="FigureSheet.MaxCites"/>.</param>
/// <param name="KnownTotal">What the system knew of lũy kế; null: nothing, or it was not stated.</param>
public sealed record FigureEntry(
    TargetCode Target,
    FigureValue InPeriod,
    FigureValue? Cumulative,
    FigureHint? Known,
    Sealed? Reason,
    Sealed? Note,
    PlanDocument? Proof,
    IReadOnlyList<BookEntryId> Cites,
    FigureHint? KnownTotal = null
)
{
    /// <summary>Whether it was changed by hand, trong kỳ or lũy kế.</summary>
    [JsonIgnore]
    public bool IsChanged => Known?.IsChanged(InPeriod) == true || (Cumulative is { } total && KnownTotal?.IsChanged(total) == true);

    /// <summary>The figure that is judged: lũy kế where it is stated, but of what recurs always the period's own.</summary>
    public FigureValue Judged(FigureTarget target) => target.Recurs ? InPeriod : Cumulative ?? InPeriod;

    internal bool IsLike(FigureEntry other) =>
        this with { Cites = other.Cites, Known = null, KnownTotal = null } == other with { Known = null, KnownTotal = null }
        && Cites.SequenceEqual(other.Cites);
}
