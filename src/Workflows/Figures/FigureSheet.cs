using System.Globalization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Figures;

/// <summary>What happened to the figures of one unit for one plan and period: stream <c>figures-{key}</c>, <see cref="FiguresKey"/>.</summary>
public abstract record FiguresEvent
{
    private FiguresEvent() { }

    /// <summary>The figures were stated as a whole: totals follow the last of these, the first one's day stays.</summary>
    /// <param name="Ask">What was asked, as it then stood.</param>
    /// <param name="Round">Which statement, from 1.</param>
    /// <param name="On">The day in Hà Nội on which they were first stated.</param>
    /// <param name="StatedOn">The day of this statement.</param>
    /// <param name="Entries">By target, each once; a target without an entry was not stated.</param>
    /// <param name="TakenBy">
    /// The unit above that entered them for a unit without accounts, or the successor for one that has ended; null: the unit itself did.
    /// </param>
    public sealed record Stated(
        FigureAsk Ask,
        int Round,
        DateOnly On,
        DateOnly StatedOn,
        IReadOnlyList<FigureEntry> Entries,
        UnitId? TakenBy
    ) : FiguresEvent;
}

/// <summary>What can be asked of figures.</summary>
public abstract record FiguresCommand
{
    private FiguresCommand() { }

    /// <summary>States them, or replaces what was stated.</summary>
    public sealed record State(FigureAsk Ask, IReadOnlyList<FigureEntry> Entries, UnitId? TakenBy = null) : FiguresCommand;
}

/// <summary>Why figures are refused.</summary>
public static class FiguresRefusals
{
    /// <summary>They are another unit's, plan's or period's than the stream's.</summary>
    public const string OtherSheet = "figures.other-sheet";

    /// <summary>They are another unit's to state. Arguments: unit (whose).</summary>
    public const string OtherUnit = "figures.other-unit";

    /// <summary>The period has not begun. Arguments: from (yyyy-MM-dd).</summary>
    public const string NotBegun = "figures.not-begun";

    /// <summary>Nothing is stated.</summary>
    public const string Empty = "figures.empty";

    /// <summary>The plan asks no such target of the unit. Arguments: target.</summary>
    public const string UnknownTarget = "figures.unknown-target";

    /// <summary>A target is stated twice. Arguments: target.</summary>
    public const string Twice = "figures.twice";

    /// <summary>A target is measured otherwise. Arguments: target.</summary>
    public const string OtherForm = "figures.other-form";

    /// <summary>A number is below 0 or too large. Arguments: target, max.</summary>
    public const string OutOfRange = "figures.out-of-range";

    /// <summary>The numerator exceeds the denominator, and the plan asks for no more than the whole. Arguments: target.</summary>
    public const string NumeratorAboveDenominator = "figures.numerator-above-denominator";

    /// <summary>Lũy kế is less than the period's own. Arguments: target.</summary>
    public const string CumulativeBelowPeriod = "figures.cumulative-below-period";

    /// <summary>A part ("trong đó") counts more than its whole. Arguments: target, whole.</summary>
    public const string PartAboveWhole = "figures.part-above-whole";

    /// <summary>It is not what the system knew, and nobody said why. Arguments: target.</summary>
    public const string ReasonMissing = "figures.reason-missing";

    /// <summary>Too much is cited for one target. Arguments: target, max.</summary>
    public const string TooManyCites = "figures.too-many-cites";
}

/// <summary>What a unit states for one plan and period, as its events leave it.</summary>
public sealed record FigureSheet
{
    /// <summary>Most register entries cited for one target.</summary>
    public const int MaxCites = 100;

    /// <summary>Before the first event.</summary>
    public static FigureSheet None { get; } = new();

    /// <summary>What was asked when they were last stated; null: they never were.</summary>
    public FigureAsk? Ask { get; private init; }

    /// <summary>Statements so far.</summary>
    public int Round { get; private init; }

    /// <summary>The day they were first stated; null: never.</summary>
    public DateOnly? On { get; private init; }

    /// <summary>The day they were last stated; null: never.</summary>
    public DateOnly? StatedOn { get; private init; }

    /// <summary>What was last stated.</summary>
    public IReadOnlyList<FigureEntry> Entries { get; private init; } = [];

    /// <summary>The unit above, or the successor, that entered them last; null: the unit itself.</summary>
    public UnitId? TakenBy { get; private init; }

    /// <summary>What is stated for a target; null: nothing.</summary>
    public FigureEntry? Entry(TargetCode target) => Entries.FirstOrDefault(entry => entry.Target == target);

    /// <summary>Folds one event.</summary>
    public static FigureSheet Evolve(FigureSheet state, FiguresEvent @event) =>
        @event switch
        {
            FiguresEvent.Stated e => new()
            {
                Ask = e.Ask,
                Round = e.Round,
                On = e.On,
                StatedOn = e.StatedOn,
                Entries = e.Entries,
                TakenBy = e.TakenBy,
            },
        };

    /// <summary>Decides one command. Pure and total.</summary>
    public static Decision<FiguresEvent> Decide(FiguresCommand command, CommandContext by, FigureSheet state) =>
        command switch
        {
            FiguresCommand.State c => State(c, by, state),
        };

    private static Decision<FiguresEvent> State(FiguresCommand.State c, CommandContext by, FigureSheet state)
    {
        var today = VietnamTime.DateOf(by.At);
        return state.Ask is { } known && known.Key != c.Ask.Key ? Refusal.Of(FiguresRefusals.OtherSheet)
            : !IsTheirs(c, by) ? Refusal.Of(FiguresRefusals.OtherUnit, ("unit", c.Ask.Unit.Value))
            : c.Ask.Period.From is { } from && from > today ? Refusal.Of(FiguresRefusals.NotBegun, ("from", from.Iso()))
            : c.Entries.Count == 0 ? Refusal.Of(FiguresRefusals.Empty)
            : c.Entries.GroupBy(entry => entry.Target).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice
                ? Refusal.Of(FiguresRefusals.Twice, ("target", twice.Value))
            : c.Entries.Select(entry => Unfit(entry, c.Ask.Target(entry.Target))).FirstOrDefault(no => no is not null) is { } no ? no
            : c.Entries.Select(entry => PartAboveWhole(entry, c)).FirstOrDefault(no => no is not null) is { } above ? above
            : IsLike(state.Entries, c.Entries) ? Decision<FiguresEvent>.Nothing
            : new FiguresEvent.Stated(c.Ask, state.Round + 1, state.On ?? today, today, c.Entries, c.TakenBy);
    }

    private static bool IsTheirs(FiguresCommand.State c, CommandContext by) =>
        c.TakenBy is { } taker
            ? by.Capacity?.Unit == taker && (c.Ask.Successors ?? c.Ask.Above).Contains(taker)
            : by.Capacity?.Unit == c.Ask.Unit && c.Ask.Successors is null;

    private static bool IsLike(IReadOnlyList<FigureEntry> before, IReadOnlyList<FigureEntry> now) =>
        before.Count == now.Count && before.Zip(now).All(pair => pair.First.IsLike(pair.Second));

    private static Refusal? Unfit(FigureEntry entry, FigureTarget? target)
    {
        var name = ("target", entry.Target.Value);
        if (target is null)
        {
            return Refusal.Of(FiguresRefusals.UnknownTarget, name);
        }

        IReadOnlyList<FigureValue> values = entry.Cumulative is { } total ? [entry.InPeriod, total] : [entry.InPeriod];
        return values.Any(value => !value.Fits(target)) ? Refusal.Of(FiguresRefusals.OtherForm, name)
            : values.SelectMany(value => value.Numbers).Any(number => number is < 0 or > FigureValue.Max)
                ? Refusal.Of(FiguresRefusals.OutOfRange, name, ("max", FigureValue.Max.ToString(CultureInfo.InvariantCulture)))
            : values.OfType<FigureValue.Share>().Any(share => share.Numerator > share.Denominator) && !MayExceedWhole(target)
                ? Refusal.Of(FiguresRefusals.NumeratorAboveDenominator, name)
            : entry.Cumulative is { } sum && Below(sum, entry.InPeriod) ? Refusal.Of(FiguresRefusals.CumulativeBelowPeriod, name)
            : entry is { IsChanged: true, Reason: null } ? Refusal.Of(FiguresRefusals.ReasonMissing, name)
            : entry.Cites.Count > MaxCites
                ? Refusal.Of(FiguresRefusals.TooManyCites, name, ("max", MaxCites.ToString(CultureInfo.InvariantCulture)))
            : null;
    }

    // In the period, and in lũy kế where both state it; how many others reached it is no part of how many reached something else.
    private static Refusal? PartAboveWhole(FigureEntry part, FiguresCommand.State c) =>
        c.Ask.Target(part.Target) is { PartOf: { } code, CountsOthers: false }
        && c.Entries.FirstOrDefault(entry => entry.Target == code) is { } whole
        && (part.InPeriod.Exceeds(whole.InPeriod) || (part.Cumulative is { } sum && whole.Cumulative is { } all && sum.Exceeds(all)))
            ? Refusal.Of(FiguresRefusals.PartAboveWhole, ("target", part.Target.Value), ("whole", code.Value))
            : null;

    private static bool MayExceedWhole(FigureTarget target) =>
        !target.CountsOthers && target.Measure is PlanMeasure.Rate { Bound: { Value: > 100 } or { Upto: > 100 } };

    private static bool Below(FigureValue sum, FigureValue part) =>
        (sum, part) switch
        {
            (FigureValue.Share a, FigureValue.Share b) => a.Numerator < b.Numerator || a.Denominator < b.Denominator,
            (FigureValue.Count a, FigureValue.Count b) => a.Number < b.Number,
            (FigureValue.Change a, FigureValue.Change b) => a.Number < b.Number || a.Base < b.Base,
            _ => false,
        };
}
