using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Routes;

/// <summary>
/// A route resolved for one dossier: which offices act, in what order, how long each may take. The submit event carries
/// it, so editing a route never alters a running dossier.
/// </summary>
/// <param name="Route">The route it was resolved from.</param>
/// <param name="Version">That route's version.</param>
/// <param name="Form">The award form.</param>
/// <param name="Authority">The unit whose authority decides.</param>
/// <param name="Basis">Legal basis of the route, as shown to people.</param>
/// <param name="Steps">The steps; the first one opens at submission.</param>
public sealed record RoutePlan(
    RouteCode Route,
    int Version,
    FormCode Form,
    UnitId Authority,
    PublicText Basis,
    IReadOnlyList<RouteStep> Steps
)
{
    /// <summary>The step with this id, or null.</summary>
    public RouteStep? Step(StepId id)
    {
        foreach (var step in Steps)
        {
            if (step.Id == id)
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>Place of a step in the route, or -1.</summary>
    public int IndexOf(StepId id)
    {
        for (var i = 0; i < Steps.Count; i++)
        {
            if (Steps[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>One step of a resolved route.</summary>
/// <param name="Id">Unique in the route.</param>
/// <param name="Name">As people read it: "Thẩm định tại Phòng Nội vụ".</param>
/// <param name="Act">What is done.</param>
/// <param name="Mode">How several parties make one answer.</param>
/// <param name="Parties">Who acts; exactly one in mode single.</param>
/// <param name="Receives">The dossier enters a level here and must be received (số đến, hẹn trả) before the step can end.</param>
/// <param name="Limit">How long each party may take; null where no rule sets a limit.</param>
/// <param name="Outcomes">Where each outcome leads; pass and fail are always there.</param>
/// <param name="Vote">How votes decide; only in mode vote.</param>
/// <param name="PlannedDue">Last day by which the step would end if every step took its whole limit; null without limits.</param>
public sealed record RouteStep(
    StepId Id,
    PublicText Name,
    StepAct Act,
    StepMode Mode,
    [property: JsonConverter(typeof(SharedConverter<IReadOnlyList<Party>>))] IReadOnlyList<Party> Parties,
    bool Receives,
    [property: JsonConverter(typeof(SharedConverter<TimeLimit>))] TimeLimit? Limit,
    [property: JsonConverter(typeof(SharedConverter<IReadOnlyDictionary<OutcomeCode, RouteTarget>>))]
        IReadOnlyDictionary<OutcomeCode, RouteTarget> Outcomes,
    VoteRule? Vote = null,
    DateOnly? PlannedDue = null
)
{
    /// <summary>Place of a party in the step, or -1.</summary>
    public int PlaceOf(Party party)
    {
        for (var i = 0; i < Parties.Count; i++)
        {
            if (Parties[i] == party)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What the outcomes of all parties make together: one party's is the step's, several pass or fail.</summary>
    /// <param name="given">One for each party.</param>
    /// <exception cref="ArgumentException">Several parties in mode single, or a vote without a rule.</exception>
    public OutcomeCode Answer(IReadOnlyList<OutcomeCode?> given)
    {
        if (given.Count == 1)
        {
            return given[0]!.Value;
        }

        var passes = given.Count(outcome => outcome == Routes.Outcomes.Pass);
        var passed = Mode switch
        {
            StepMode.Joint => passes == given.Count,
            StepMode.Vote => Vote?.IsPassedBy(passes, given.Count) ?? throw new ArgumentException($"Step {Id} votes without a rule."),
            StepMode.Single => throw new ArgumentException($"Step {Id} is single and has several parties."),
        };
        return passed ? Routes.Outcomes.Pass : Routes.Outcomes.Fail;
    }
}

/// <summary>What a step does. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepAct>))]
public enum StepAct
{
    /// <summary>Thẩm định: a verdict per nominee.</summary>
    [JsonStringEnumMemberName("appraise")]
    Appraise,

    /// <summary>Trình: a signed tờ trình takes the nominees to the next level.</summary>
    [JsonStringEnumMemberName("propose")]
    Propose,

    /// <summary>Họp Hội đồng: votes per nominee, entered by the secretary.</summary>
    [JsonStringEnumMemberName("council")]
    Council,

    /// <summary>Quyết định: ends when decisions cover every nominee still in.</summary>
    [JsonStringEnumMemberName("decide")]
    Decide,

    /// <summary>Thông báo kết quả.</summary>
    [JsonStringEnumMemberName("notify")]
    Notify,

    /// <summary>Lưu trữ.</summary>
    [JsonStringEnumMemberName("archive")]
    Archive,

    /// <summary>Cho ý kiến (hiệp y): asked for beside the route, never a step of one.</summary>
    [JsonStringEnumMemberName("consult")]
    Consult,
}

/// <summary>Questions to an act.</summary>
public static class StepActs
{
    /// <summary>Ends in somebody's judgement: telling of the result and filing it away do not.</summary>
    public static bool Judges(this StepAct act) => act is not (StepAct.Notify or StepAct.Archive);
}

/// <summary>How several parties make one answer. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepMode>))]
public enum StepMode
{
    /// <summary>One party.</summary>
    [JsonStringEnumMemberName("single")]
    Single,

    /// <summary>All must agree.</summary>
    [JsonStringEnumMemberName("joint")]
    Joint,

    /// <summary>So many of them must agree.</summary>
    [JsonStringEnumMemberName("vote")]
    Vote,
}

/// <summary>An office that acts: a function of a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Function">The function; its office has the name bound to it on the day.</param>
/// <param name="AnsweredBy">For an agency outside the system: the office that sends the dossier out and records the answer.</param>
public sealed record Party(UnitId Unit, FunctionCode Function, Party? AnsweredBy = null)
{
    /// <summary>The office in whose queue the task stands.</summary>
    [JsonIgnore]
    public Party Desk => AnsweredBy ?? this;

    /// <summary>"unit/function"; written out because the record's own text would follow <see cref="Desk"/> into itself for ever.</summary>
    public override string ToString() => AnsweredBy is null ? $"{Unit}/{Function}" : $"{Unit}/{Function} by {AnsweredBy}";
}

/// <summary>A time limit as the ruleset gave it.</summary>
/// <param name="WorkingDays">Working days, the day of opening not counted; at least 1.</param>
/// <param name="Rule">The rule that sets it.</param>
/// <param name="Source">Clause or article, as shown.</param>
/// <param name="Verified">False: shown with "chưa xác minh".</param>
public sealed record TimeLimit(int WorkingDays, RuleCode Rule, PublicText Source, bool Verified);

/// <summary>
/// When a vote passes. Compared in integers: votes for × 100 against percent × base, so 80% of 9 needs 8.
/// </summary>
/// <param name="Percent">1–100.</param>
/// <param name="Base">Of all members or of those present.</param>
/// <param name="MoreThan">True: strictly more than the percentage ("trên"); false: at least ("từ … trở lên").</param>
public sealed record VoteRule(int Percent, VoteBase Base, bool MoreThan)
{
    /// <summary>Whether so many votes of so many pass.</summary>
    public bool IsPassedBy(int votesFor, int of) =>
        of > 0 && (MoreThan ? (long)votesFor * 100 > (long)Percent * of : (long)votesFor * 100 >= (long)Percent * of);
}

/// <summary>What a threshold is a share of. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VoteBase>))]
public enum VoteBase
{
    /// <summary>All members of the council.</summary>
    [JsonStringEnumMemberName("members")]
    Members,

    /// <summary>Those present or voting in writing.</summary>
    [JsonStringEnumMemberName("present")]
    Present,
}

/// <summary>Where an outcome leads: to a step, or out.</summary>
/// <param name="Step">The step that opens; null: the route ends.</param>
/// <param name="End">How it ends; null when a step opens.</param>
public sealed record RouteTarget(StepId? Step, RouteEnd? End)
{
    /// <summary>To a step.</summary>
    public static RouteTarget To(StepId step) => new(step, null);

    /// <summary>Out of the route.</summary>
    public static RouteTarget Out(RouteEnd end) => new(null, end);
}

/// <summary>How a route ends. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RouteEnd>))]
public enum RouteEnd
{
    /// <summary>All steps done.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    /// <summary>Refused on the way.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>The outcomes every step knows.</summary>
public static class Outcomes
{
    /// <summary>The party agrees: at least one nominee goes on.</summary>
    public static OutcomeCode Pass { get; } = new("pass");

    /// <summary>The party does not agree: no nominee goes on.</summary>
    public static OutcomeCode Fail { get; } = new("fail");

    /// <summary>Back to an earlier step, named by the party; the steps from there on are done again.</summary>
    public static OutcomeCode Back { get; } = new("back");
}
