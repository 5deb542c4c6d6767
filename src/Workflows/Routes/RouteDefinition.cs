using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Routes;

/// <summary>
/// A route (quy trình xét khen thưởng) as written in a file, for any unit: levels and functions instead of units. Resolved
/// for one dossier at submission it becomes a <see cref="RoutePlan"/>.
/// </summary>
/// <param name="Code">The route.</param>
/// <param name="Version">1, 2, 3 … in the order of publication.</param>
/// <param name="Form">The award form it leads to.</param>
/// <param name="Types">Types of award it is for; empty: all. A route for the type goes before one for all.</param>
/// <param name="Name">As people read it.</param>
/// <param name="ValidFrom">First day of submission it is for.</param>
/// <param name="ValidTo">Last day of submission; null: open.</param>
/// <param name="Basis">Legal basis.</param>
/// <param name="Authority">Level whose unit decides.</param>
/// <param name="Steps">The steps in order; the first one opens at submission.</param>
/// <param name="OnRequest">Taken only where a plan names it; null: it is one of the usual ones.</param>
public sealed record RouteDefinition(
    RouteCode Code,
    int Version,
    FormCode Form,
    IReadOnlyList<AwardType> Types,
    PublicText Name,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    PublicText Basis,
    UnitLevel Authority,
    IReadOnlyList<StepDefinition> Steps,
    bool? OnRequest = null
)
{
    /// <summary>The form that stands in routes for whatever title is recognised: which one, the plan says.</summary>
    public static FormCode AnyTitle { get; } = new("cong-nhan");

    /// <summary>The type of award under which titles are recognised.</summary>
    public static AwardType Recognition { get; } = new("cong-nhan-danh-hieu");

    /// <summary>Whether dossiers of this form and type submitted on the day take this route.</summary>
    public bool IsFor(FormCode form, AwardType type, DateOnly on) =>
        (Form == form || Form == AnyTitle)
        && (Types.Count == 0 || Types.Contains(type))
        && ValidFrom <= on
        && (ValidTo is not { } to || on <= to);

    /// <summary>
    /// Everything wrong with the route, each with the path of the field; empty: it may be published. A valid route has at
    /// least one step, every step can be reached by passing and failing alone, those two lead only forward (the way back is
    /// named by whoever sends back), and exactly one step decides.
    /// </summary>
    public IReadOnlyList<RouteFault> Validate()
    {
        List<RouteFault> faults = [];
        if (ValidTo < ValidFrom)
        {
            faults.Add(
                new("validTo", Refusal.Of(RouteRefusals.EndsBeforeItBegins, ("from", ValidFrom.Iso()), ("to", ValidTo.Value.Iso())))
            );
        }

        if (Steps.Count == 0)
        {
            faults.Add(new("steps", Refusal.Of(RouteRefusals.NoStep)));
            return faults;
        }

        if (Steps.Count(step => step.Act is StepAct.Decide) != 1)
        {
            faults.Add(new("steps", Refusal.Of(RouteRefusals.NotOneDecision)));
        }

        var places = new Dictionary<StepId, int>();
        for (var i = 0; i < Steps.Count; i++)
        {
            if (!places.TryAdd(Steps[i].Id, i))
            {
                faults.Add(new($"steps[{i}].id", Refusal.Of(RouteRefusals.StepRepeated, ("step", Steps[i].Id.Value))));
            }
        }

        var reached = new bool[Steps.Count];
        reached[0] = true;
        for (var i = 0; i < Steps.Count; i++)
        {
            Validate(i, places, reached, faults);
        }

        for (var i = 0; i < Steps.Count; i++)
        {
            if (!reached[i])
            {
                faults.Add(new($"steps[{i}]", Refusal.Of(RouteRefusals.StepUnreachable, ("step", Steps[i].Id.Value))));
            }
        }

        return faults;
    }

    private void Validate(int index, Dictionary<StepId, int> places, bool[] reached, List<RouteFault> faults)
    {
        var step = Steps[index];
        var path = $"steps[{index}]";
        void Fault(string field, string code, params (string, string)[] more) =>
            faults.Add(new(path + field, Refusal.Of(code, [("step", step.Id.Value), .. more])));

        if (step.Parties.Count == 0)
        {
            Fault(".parties", RouteRefusals.NoParty);
        }
        else if (step.Mode is StepMode.Single && step.Parties.Count > 1)
        {
            Fault(".parties", RouteRefusals.SingleHasManyParties);
        }
        else if (step.Mode is StepMode.Joint && step.Parties.Count < 2)
        {
            Fault(".parties", RouteRefusals.JointHasOneParty);
        }

        if (step.Vote is { } vote)
        {
            if (step.Mode is not StepMode.Vote)
            {
                Fault(".vote", RouteRefusals.VoteRuleWithoutVote);
            }

            if (vote.Percent is < 1 or > 100 || (vote is { Percent: 100, MoreThan: true }))
            {
                Fault(".vote.percent", RouteRefusals.VoteRuleImpossible);
            }
        }

        for (var p = 0; p < step.Parties.Count; p++)
        {
            var party = step.Parties[p];
            if (step.Parties.Take(p).Contains(party))
            {
                Fault($".parties[{p}]", RouteRefusals.PartyRepeated);
            }

            if (party.AnsweredBy?.AnsweredBy is not null)
            {
                Fault($".parties[{p}].answeredBy", RouteRefusals.AnswerOfAnswer);
            }
        }

        foreach (var outcome in (OutcomeCode[])[Outcomes.Pass, Outcomes.Fail])
        {
            if (!step.Outcomes.ContainsKey(outcome))
            {
                Fault(".outcomes", RouteRefusals.OutcomeMissing, ("outcome", outcome.Value));
            }
        }

        foreach (var (outcome, target) in step.Outcomes.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal))
        {
            if (outcome == Outcomes.Back)
            {
                Fault($".outcomes.{outcome}", RouteRefusals.BackHasTarget);
                continue;
            }

            if (step.Mode is not StepMode.Single && outcome != Outcomes.Pass && outcome != Outcomes.Fail)
            {
                Fault($".outcomes.{outcome}", RouteRefusals.OutcomeOfMany, ("outcome", outcome.Value));
            }

            if (target is not { Step: { } next })
            {
                continue;
            }

            if (!places.TryGetValue(next, out var place))
            {
                Fault($".outcomes.{outcome}", RouteRefusals.StepUnknown, ("target", next.Value));
            }
            else if (place <= index)
            {
                Fault($".outcomes.{outcome}", RouteRefusals.LeadsBack, ("target", next.Value));
            }
            else if (reached[index])
            {
                reached[place] = true;
            }
        }
    }
}

/// <summary>One step of a route, for any unit.</summary>
/// <param name="Id">Unique in the route.</param>
/// <param name="Name">As people read it; {office} is the first party's office, {unit} its unit, as called on the day.</param>
/// <param name="Act">What is done.</param>
/// <param name="Mode">How several parties make one answer.</param>
/// <param name="Parties">Who acts; exactly one in mode single, at least two in mode joint.</param>
/// <param name="Receives">The dossier enters a level here and must be received first.</param>
/// <param name="Limit">Which limit of the ruleset holds; null: none.</param>
/// <param name="Outcomes">Where each outcome leads: pass and fail always; in mode single further ones.</param>
/// <param name="Vote">The vote rule, in mode vote; null there: the ruleset's ("theo quy chế").</param>
public sealed record StepDefinition(
    StepId Id,
    PublicText Name,
    StepAct Act,
    StepMode Mode,
    IReadOnlyList<PartyDefinition> Parties,
    bool Receives,
    RuleCode? Limit,
    IReadOnlyDictionary<OutcomeCode, RouteTarget> Outcomes,
    VoteRule? Vote = null
);

/// <summary>Who acts: a function of the unit of a level that the proposing unit is under.</summary>
/// <param name="Level">The level.</param>
/// <param name="Function">The function.</param>
/// <param name="AnsweredBy">For an agency outside the system: who sends the dossier out and records the answer.</param>
public sealed record PartyDefinition(UnitLevel Level, FunctionCode Function, PartyDefinition? AnsweredBy = null);

/// <summary>Something wrong with a route.</summary>
/// <param name="Path">The field: "steps[2].outcomes.pass".</param>
/// <param name="What">Code and arguments.</param>
public sealed record RouteFault(string Path, Refusal What);

/// <summary>Why something about routes is refused.</summary>
public static class RouteRefusals
{
    // a route as written
    public const string EndsBeforeItBegins = "route.ends-before-it-begins";
    public const string NoStep = "route.no-step";
    public const string NotOneDecision = "route.not-one-decision";
    public const string StepRepeated = "route.step-repeated";
    public const string StepUnreachable = "route.step-unreachable";
    public const string StepUnknown = "route.step-unknown";
    public const string LeadsBack = "route.leads-back";
    public const string NoParty = "route.no-party";
    public const string SingleHasManyParties = "route.single-has-many-parties";
    public const string JointHasOneParty = "route.joint-has-one-party";
    public const string PartyRepeated = "route.party-repeated";
    public const string AnswerOfAnswer = "route.answer-of-answer";
    public const string VoteRuleWithoutVote = "route.vote-rule-without-vote";
    public const string VoteRuleImpossible = "route.vote-rule-impossible";
    public const string OutcomeMissing = "route.outcome-missing";
    public const string OutcomeOfMany = "route.outcome-of-many";
    public const string BackHasTarget = "route.back-has-target";

    // the life of a route
    public const string Invalid = "route.invalid";
    public const string VersionUnknown = "route.version-unknown";
    public const string VersionPublished = "route.version-published";
    public const string VersionNotNext = "route.version-not-next";
    public const string OtherRoute = "route.other-route";
    public const string AlreadyRetired = "route.already-retired";

    // a route resolved for a dossier
    public const string NoneForForm = "route.none-for-form";
    public const string NoneOnDay = "route.none-on-day";
    public const string UnitUnknown = "route.unit-unknown";
    public const string UnitNotInForce = "route.unit-not-in-force";
    public const string UnitHasNoLevel = "route.unit-has-no-level";
    public const string NobodyHoldsFunction = "route.nobody-holds-function";
    public const string ManyHoldFunction = "route.many-hold-function";
    public const string NameTooLong = "route.name-too-long";
}
