using System.Collections.Immutable;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Rules;

/// <summary>What happened to the rules (stream <c>ruleset</c>).</summary>
public abstract record RulesetEvent
{
    private RulesetEvent() { }

    /// <summary>A whole set of rules holds from now on; the revisions count 1, 2, 3 …</summary>
    /// <param name="Revision">Its number; dossiers name it.</param>
    /// <param name="Rules">The rules.</param>
    /// <param name="Source">Digest of the file they were read from: the same file changes nothing.</param>
    public sealed record Published(int Revision, RulesetDocument Rules, Digest Source) : RulesetEvent;

    /// <summary>One time limit was set or replaced (same code).</summary>
    public sealed record LimitSet(int Revision, LimitRule Limit) : RulesetEvent;
}

/// <summary>What may be asked of the rules.</summary>
public abstract record RulesetCommand
{
    private RulesetCommand() { }

    /// <summary>Replaces all rules.</summary>
    public sealed record Publish(RulesetDocument Rules, Digest Source) : RulesetCommand;

    /// <summary>Sets one time limit.</summary>
    public sealed record SetLimit(LimitRule Limit) : RulesetCommand;
}

/// <summary>All rules as a file says them.</summary>
public sealed record RulesetDocument(
    IReadOnlyList<LimitRule> Limits,
    IReadOnlyList<SupplementRule> Supplements,
    IReadOnlyList<CouncilRule> Councils,
    IReadOnlyList<BaseRule>? Bases = null,
    IReadOnlyList<RewardRule>? Rewards = null,
    IReadOnlyList<ScaleRule>? Scales = null,
    IReadOnlyList<YearRule>? Years = null
);

/// <summary>For which dossiers a rule holds. What is null holds for all; the rule that names more goes first.</summary>
/// <param name="Level">Level at which work is done; null: every level.</param>
/// <param name="Form">Award form.</param>
/// <param name="Type">Type of award.</param>
/// <param name="Province">Unit at level tỉnh.</param>
/// <param name="From">First day of submission.</param>
/// <param name="To">Last day of submission; null: open.</param>
public sealed record RuleScope(UnitLevel? Level, FormCode? Form, AwardType? Type, UnitId? Province, DateOnly From, DateOnly? To);

/// <summary>Where a rule comes from.</summary>
/// <param name="Source">Clause or article with date, as shown.</param>
/// <param name="Verified">False: shown with "chưa xác minh".</param>
public sealed record RuleSource(PublicText Source, bool Verified);

/// <summary>A time limit.</summary>
/// <param name="Code">Its own code; dossiers name it.</param>
/// <param name="Limit">What is limited; steps of routes name this ("tham-dinh").</param>
/// <param name="Scope">For which dossiers.</param>
/// <param name="WorkingDays">Working days, the day of opening not counted; 1–250.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record LimitRule(RuleCode Code, RuleCode Limit, RuleScope Scope, int WorkingDays, RuleSource Source);

/// <summary>How often a dossier may be sent back for supplement; more warns and does not block.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Scope">For which dossiers.</param>
/// <param name="MaxRounds">0–9.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record SupplementRule(RuleCode Code, RuleScope Scope, int MaxRounds, RuleSource Source);

/// <summary>When a council's vote passes.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Scope">For which dossiers.</param>
/// <param name="Vote">The threshold.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record CouncilRule(RuleCode Code, RuleScope Scope, VoteRule Vote, RuleSource Source);

/// <summary>Mức lương cơ sở.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null: until a later one begins.</param>
/// <param name="Dong">Đồng a month, whole hundreds, 100–1,000,000,000: so every reward is a whole number of đồng.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record BaseRule(RuleCode Code, DateOnly From, DateOnly? To, long Dong, RuleSource Source);

/// <summary>Hệ số tiền thưởng of an award form for a kind of nominee, on the day of the decision.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Scope">For which awards; its days are those of the decision.</param>
/// <param name="Kind">Cá nhân, hộ gia đình or tập thể.</param>
/// <param name="Hundredths">Hundredths of the base: 30 is 0,3 times. 1–100,000.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record RewardRule(RuleCode Code, RuleScope Scope, SubjectKind Kind, int Hundredths, RuleSource Source);

/// <summary>Tiền thưởng as the rules say it for a day.</summary>
/// <param name="Dong">Coefficient × base, exactly.</param>
/// <param name="Rule">The coefficient.</param>
/// <param name="Base">The base.</param>
public sealed record Reward(long Dong, RewardRule Rule, BaseRule Base)
{
    /// <summary>False: coefficient or base is "chưa xác minh".</summary>
    public bool Verified => Rule.Source.Verified && Base.Source.Verified;
}

/// <summary>Grades by points.</summary>
/// <param name="Code">Its own code; dossiers name it.</param>
/// <param name="Scale">Which table; plans name this ("qd-510").</param>
/// <param name="Scope">For which dossiers; its form is the title.</param>
/// <param name="Max">Most points, 1–1,000.</param>
/// <param name="Bands">Each grade with the fewest points for it, the highest first; the last one begins at 0.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record ScaleRule(RuleCode Code, RuleCode Scale, RuleScope Scope, int Max, IReadOnlyList<GradeBand> Bands, RuleSource Source);

/// <summary>A grade and the fewest points for it.</summary>
public sealed record GradeBand(PlanGrade Grade, int From);

/// <summary>
/// A year that is not the calendar's, as it is assessed: "16/11 của năm trước đến 15/11". Where its first day stands later in the calendar
/// than its last one, it begins in the year before.
/// </summary>
/// <param name="FromMonth">Month of the first day, 1–12.</param>
/// <param name="FromDay">First day, 1–31; of a shorter month its last one.</param>
/// <param name="ToMonth">Month of the last day, 1–12.</param>
/// <param name="ToDay">Last day, included, 1–31; likewise.</param>
public sealed record AssessedYear(int FromMonth, int FromDay, int ToMonth, int ToDay)
{
    /// <summary>Its first and last day for a year; the last one lies in that year.</summary>
    public (DateOnly From, DateOnly To) Of(int year)
    {
        var before = (FromMonth, FromDay).CompareTo((ToMonth, ToDay)) > 0 ? year - 1 : year;
        return (Day(before, FromMonth, FromDay), Day(year, ToMonth, ToDay));

        static DateOnly Day(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
    }
}

/// <summary>Which year is assessed before a title is recognised.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Scope">For which dossiers; its form is the title.</param>
/// <param name="Kinds">For which kinds of bodies; empty: for those that no other rule names.</param>
/// <param name="Year">The year.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record YearRule(RuleCode Code, RuleScope Scope, IReadOnlyList<KindCode> Kinds, AssessedYear Year, RuleSource Source);

/// <summary>What a rule is looked up for.</summary>
/// <param name="Level">Level at which work is done.</param>
/// <param name="Form">Award form.</param>
/// <param name="Type">Type of award.</param>
/// <param name="Province">The tỉnh the dossier is in; null for none.</param>
/// <param name="On">Day of submission in Hà Nội.</param>
public sealed record RuleQuery(UnitLevel Level, FormCode Form, AwardType Type, UnitId? Province, DateOnly On);

/// <summary>Why a change of the rules is refused.</summary>
public static class RulesetRefusals
{
    public const string CodeRepeated = "rules.code-repeated";
    public const string OutOfRange = "rules.out-of-range";
    public const string EndsBeforeItBegins = "rules.ends-before-it-begins";
}

/// <summary>The rules in force.</summary>
/// <param name="Revision">0: none yet.</param>
/// <param name="Limits">Time limits.</param>
/// <param name="Supplements">Rounds of supplement.</param>
/// <param name="Councils">Thresholds.</param>
/// <param name="Source">Digest of the last whole file; default before the first, and after a single limit was set.</param>
public sealed record Ruleset(
    int Revision,
    ImmutableArray<LimitRule> Limits,
    ImmutableArray<SupplementRule> Supplements,
    ImmutableArray<CouncilRule> Councils,
    Digest Source
)
{
    /// <summary>Bases of reward money, by date.</summary>
    public ImmutableArray<BaseRule> Bases { get; init; } = [];

    /// <summary>Coefficients of reward money.</summary>
    public ImmutableArray<RewardRule> Rewards { get; init; } = [];

    /// <summary>Grades by points.</summary>
    public ImmutableArray<ScaleRule> Scales { get; init; } = [];

    /// <summary>Years that are assessed.</summary>
    public ImmutableArray<YearRule> Years { get; init; } = [];

    /// <summary>No rule.</summary>
    public static Ruleset Initial { get; } = new(0, [], [], [], default);

    /// <summary>The time limit, or null where no rule sets one ("không quy định").</summary>
    public TimeLimit? Limit(RuleCode limit, RuleQuery query) =>
        MostSpecific(Limits.Where(rule => rule.Limit == limit), rule => rule.Scope, query) is { } found
            ? new(found.WorkingDays, found.Code, found.Source.Source, found.Source.Verified)
            : null;

    /// <summary>The rounds of supplement allowed without a warning, or null where no rule says.</summary>
    public SupplementRule? SupplementRounds(RuleQuery query) => MostSpecific(Supplements, rule => rule.Scope, query);

    /// <summary>The council's threshold, or null where no rule says.</summary>
    public CouncilRule? Council(RuleQuery query) => MostSpecific(Councils, rule => rule.Scope, query);

    /// <summary>The reward of a nominee of this kind, or null where coefficient or base is not known ("chưa quy định"): never 0.</summary>
    /// <param name="kind">What the nominee is.</param>
    /// <param name="query">Of which award; On is the day of the decision.</param>
    public Reward? RewardOf(SubjectKind kind, RuleQuery query) =>
        MostSpecific(Rewards.Where(rule => rule.Kind == kind), rule => rule.Scope, query) is { } rule
        && Bases.Where(wage => wage.From <= query.On && (wage.To is not { } to || query.On <= to)).MaxBy(wage => wage.From) is { } wage
            ? new(wage.Dong / 100 * rule.Hundredths, rule, wage)
            : null;

    /// <summary>The table of grades by points, or null where no rule has it.</summary>
    public ScaleRule? Scale(RuleCode scale, RuleQuery query) =>
        MostSpecific(Scales.Where(rule => rule.Scale == scale), rule => rule.Scope, query);

    /// <summary>The year that is assessed for a kind of body, or null where no rule says.</summary>
    public YearRule? Year(KindCode? kind, RuleQuery query) =>
        MostSpecific(Years.Where(rule => kind is { } own && rule.Kinds.Contains(own)), rule => rule.Scope, query)
        ?? MostSpecific(Years.Where(rule => rule.Kinds.Count == 0), rule => rule.Scope, query);

    /// <summary>What a command leads to.</summary>
    public static Decision<RulesetEvent> Decide(RulesetCommand command, CommandContext by, Ruleset state) =>
        command switch
        {
            RulesetCommand.Publish c => c.Source == state.Source ? Decision<RulesetEvent>.Nothing
            : Fault(c.Rules) is { } fault ? fault
            : new RulesetEvent.Published(state.Revision + 1, c.Rules, c.Source),
            RulesetCommand.SetLimit c => state.Limits.Contains(c.Limit) ? Decision<RulesetEvent>.Nothing
            : Fault(new([c.Limit], [], [])) is { } fault ? fault
            : new RulesetEvent.LimitSet(state.Revision + 1, c.Limit),
        };

    /// <summary>What the state is after an event.</summary>
    public static Ruleset Evolve(Ruleset state, RulesetEvent @event) =>
        @event switch
        {
            RulesetEvent.Published e => new(e.Revision, [.. e.Rules.Limits], [.. e.Rules.Supplements], [.. e.Rules.Councils], e.Source)
            {
                Bases = [.. e.Rules.Bases ?? []],
                Rewards = [.. e.Rules.Rewards ?? []],
                Scales = [.. e.Rules.Scales ?? []],
                Years = [.. e.Rules.Years ?? []],
            },
            RulesetEvent.LimitSet e => state with
            {
                Revision = e.Revision,
                Limits = [.. state.Limits.Where(limit => limit.Code != e.Limit.Code), e.Limit],
                Source = default,
            },
        };

    /// <summary>Everything wrong with rules, each with the code of the rule; empty: they may be published.</summary>
    public static IReadOnlyList<(RuleCode Rule, Refusal What)> Faults(RulesetDocument rules)
    {
        List<(RuleCode, Refusal)> faults = [];
        var codes = new HashSet<RuleCode>();
        foreach (var (code, scope) in All(rules))
        {
            if (!codes.Add(code))
            {
                faults.Add((code, Refusal.Of(RulesetRefusals.CodeRepeated, ("rule", code.Value))));
            }

            if (scope.To < scope.From)
            {
                faults.Add((code, Refusal.Of(RulesetRefusals.EndsBeforeItBegins, ("rule", code.Value))));
            }
        }

        foreach (
            var code in rules
                .Limits.Where(limit => limit.WorkingDays is < 1 or > 250)
                .Select(limit => limit.Code)
                .Concat(rules.Supplements.Where(rule => rule.MaxRounds is < 0 or > 9).Select(rule => rule.Code))
                .Concat(rules.Councils.Where(rule => rule.Vote.Percent is < 1 or > 100).Select(rule => rule.Code))
                .Concat(
                    (rules.Bases ?? [])
                        .Where(rule => rule.Dong is < 100 or > 1_000_000_000 || rule.Dong % 100 != 0)
                        .Select(rule => rule.Code)
                )
                .Concat((rules.Rewards ?? []).Where(rule => rule.Hundredths is < 1 or > 100_000).Select(rule => rule.Code))
                .Concat((rules.Scales ?? []).Where(rule => !IsInOrder(rule)).Select(rule => rule.Code))
        )
        {
            faults.Add((code, Refusal.Of(RulesetRefusals.OutOfRange, ("rule", code.Value))));
        }

        return faults;
    }

    // From the highest grade down, each with fewer points than the one above it, and none without a grade.
    private static bool IsInOrder(ScaleRule rule) =>
        rule is { Max: >= 1 and <= 1000, Bands: [.., { From: 0 }] }
        && rule.Bands[0].From <= rule.Max
        && rule.Bands.Zip(rule.Bands.Skip(1)).All(pair => pair.First.From > pair.Second.From && pair.First.Grade > pair.Second.Grade);

    private static IEnumerable<(RuleCode, RuleScope)> All(RulesetDocument rules) =>
        rules
            .Limits.Select(rule => (rule.Code, rule.Scope))
            .Concat(rules.Supplements.Select(rule => (rule.Code, rule.Scope)))
            .Concat(rules.Councils.Select(rule => (rule.Code, rule.Scope)))
            .Concat((rules.Bases ?? []).Select(rule => (rule.Code, new RuleScope(null, null, null, null, rule.From, rule.To))))
            .Concat((rules.Rewards ?? []).Select(rule => (rule.Code, rule.Scope)))
            .Concat((rules.Scales ?? []).Select(rule => (rule.Code, rule.Scope)))
            .Concat((rules.Years ?? []).Select(rule => (rule.Code, rule.Scope)));

    private static Refusal? Fault(RulesetDocument rules) => Faults(rules) is [var (_, what), ..] ? what : null;

    /// <summary>Province names more than form, form more than type, type more than level; then the later first day.</summary>
    private static T? MostSpecific<T>(IEnumerable<T> rules, Func<T, RuleScope> scopeOf, RuleQuery query)
        where T : class =>
        rules
            .Where(rule => Holds(scopeOf(rule), query))
            .MaxBy(rule =>
            {
                var scope = scopeOf(rule);
                return (
                    (scope.Province is null ? 0 : 8)
                        + (scope.Form is null ? 0 : 4)
                        + (scope.Type is null ? 0 : 2)
                        + (scope.Level is null ? 0 : 1),
                    scope.From.DayNumber
                );
            });

    private static bool Holds(RuleScope scope, RuleQuery query) =>
        (scope.Level is not { } level || level == query.Level)
        && (scope.Form is not { } form || form == query.Form)
        && (scope.Type is not { } type || type == query.Type)
        && (scope.Province is not { } province || province == query.Province)
        && scope.From <= query.On
        && (scope.To is not { } to || query.On <= to);
}
