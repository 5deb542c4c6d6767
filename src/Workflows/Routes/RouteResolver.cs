using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Workflows.Routes;

/// <summary>For what a route is wanted.</summary>
/// <param name="Unit">The unit that proposes.</param>
/// <param name="Form">The award form.</param>
/// <param name="Type">The type of award.</param>
/// <param name="On">Day of submission in Hà Nội: it alone chooses the route's version.</param>
/// <param name="Route">The route that the plan's words ask for; null: the usual one.</param>
public sealed record RouteRequest(UnitId Unit, FormCode Form, AwardType Type, DateOnly On, RouteCode? Route = null);

/// <summary>The route for a dossier, or why there is none.</summary>
public abstract record RouteResolution
{
    private RouteResolution() { }

    /// <summary>The route.</summary>
    /// <param name="Plan">With parties and limits; the steps' PlannedDue are counted from the day of submission.</param>
    /// <param name="ReturnOn">Last day by which the result would be told if every step took its whole limit; null where a step has none.</param>
    /// <param name="DueProvisional">A day was counted in a year that is "tạm tính".</param>
    /// <param name="Vacant">Desks at which nobody is appointed on the day: people should know, nothing is blocked.</param>
    public sealed record Resolved(RoutePlan Plan, DateOnly? ReturnOn, bool DueProvisional, IReadOnlyList<Party> Vacant) : RouteResolution;

    /// <summary>No route, and why.</summary>
    public sealed record Refused(Refusal Refusal) : RouteResolution;
}

/// <summary>Turns a route as written into the plan of one dossier. Pure: the same arguments give the same plan for ever.</summary>
public static class RouteResolver
{
    /// <summary>Resolves.</summary>
    /// <param name="request">For what.</param>
    /// <param name="published">Every published version of every route (<see cref="Route.Published"/>).</param>
    /// <param name="organisation">Units, offices and people.</param>
    /// <param name="rules">Time limits and thresholds.</param>
    /// <param name="calendar">Working days.</param>
    public static RouteResolution Resolve(
        RouteRequest request,
        IEnumerable<RouteDefinition> published,
        OrganisationState organisation,
        Ruleset rules,
        WorkingCalendar calendar
    )
    {
        var forForm = published
            .Where(route => route.Form == request.Form || (route.Form == RouteDefinition.AnyTitle && route.Code == request.Route))
            .Where(route => request.Route is { } asked ? route.Code == asked : route.OnRequest is not true)
            .ToList();
        if (forForm.Count == 0)
        {
            return Refuse(RouteRefusals.NoneForForm, ("form", request.Form.Value));
        }

        var definition = forForm
            .Where(route => route.IsFor(request.Form, request.Type, request.On))
            .MaxBy(route => (route.Types.Count > 0, route.Version));
        if (definition is null)
        {
            return Refuse(RouteRefusals.NoneOnDay, ("form", request.Form.Value), ("type", request.Type.Value), ("day", request.On.Iso()));
        }

        if (organisation.Unit(request.Unit) is not { } unit)
        {
            return Refuse(RouteRefusals.UnitUnknown, ("unit", request.Unit.Value));
        }

        if (!unit.IsInForce(request.On))
        {
            var heirs = string.Join(' ', organisation.SuccessorsOn(unit.Id, request.On).Select(heir => heir.Id.Value).Order());
            return Refuse(RouteRefusals.UnitNotInForce, ("unit", unit.Id.Value), ("day", request.On.Iso()), ("successors", heirs));
        }

        return new Resolving(request, definition, organisation, rules, calendar).Resolve();
    }

    private static RouteResolution.Refused Refuse(string code, params (string, string)[] arguments) => new(Refusal.Of(code, arguments));

    private sealed class Resolving(
        RouteRequest request,
        RouteDefinition definition,
        OrganisationState organisation,
        Ruleset rules,
        WorkingCalendar calendar
    )
    {
        private readonly UnitId? _province = organisation.AncestorAt(request.Unit, UnitLevel.Province, request.On)?.Id;
        private readonly List<Party> _vacant = [];
        private Refusal? _refusal;
        private DateOnly? _due = request.On;
        private bool _provisional;

        public RouteResolution Resolve()
        {
            var steps = new List<RouteStep>(definition.Steps.Count);
            DateOnly? returnOn = null;
            foreach (var step in definition.Steps)
            {
                if (Resolve(step) is not { } resolved)
                {
                    return new RouteResolution.Refused(_refusal!);
                }

                steps.Add(resolved);
                returnOn = step.Act is StepAct.Archive ? returnOn : resolved.PlannedDue;
            }

            var decide = definition.Steps.First(step => step.Act is StepAct.Decide);
            var authority = steps[definition.Steps.ToList().IndexOf(decide)].Parties[0].Unit;
            return new RouteResolution.Resolved(
                new(definition.Code, definition.Version, request.Form, authority, definition.Basis, steps),
                returnOn,
                _provisional,
                [.. _vacant.Distinct()]
            );
        }

        private RouteStep? Resolve(StepDefinition step)
        {
            var parties = new List<Party>(step.Parties.Count);
            foreach (var wanted in step.Parties)
            {
                if (Resolve(wanted, step) is not { } party)
                {
                    return null;
                }

                parties.Add(party);
                if (organisation.Holders(party.Desk.Unit, party.Desk.Function, request.On).Count == 0)
                {
                    _vacant.Add(party.Desk);
                }
            }

            if (NameOf(step, parties[0]) is not { } name)
            {
                return null;
            }

            var query = new RuleQuery(step.Parties[0].Level, request.Form, request.Type, _province, request.On);
            var limit = step.Limit is { } code ? rules.Limit(code, query) : null;
            Advance(step, limit);
            return new(
                step.Id,
                name,
                step.Act,
                step.Mode,
                parties,
                step.Receives,
                limit,
                // In one order on every machine: the plan is stored and hashed.
                new Dictionary<OutcomeCode, RouteTarget>(step.Outcomes.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)),
                step.Mode is StepMode.Vote ? step.Vote ?? rules.Council(query)?.Vote ?? DefaultVote : null,
                step.Act is StepAct.Archive ? null : _due
            );
        }

        /// <summary>Without any rule more than half of all members must agree (design: ">50% of all members").</summary>
        private static VoteRule DefaultVote { get; } = new(50, VoteBase.Members, MoreThan: true);

        private void Advance(StepDefinition step, TimeLimit? limit)
        {
            if (step.Act is StepAct.Archive)
            {
                return;
            }

            if (_due is { } from && limit is not null)
            {
                var (date, provisional) = calendar.AddWorkingDays(from, limit.WorkingDays);
                _due = date;
                _provisional |= provisional;
            }
            else
            {
                _due = null;
            }
        }

        private Party? Resolve(PartyDefinition wanted, StepDefinition step)
        {
            Party? answeredBy = null;
            if (wanted.AnsweredBy is { } answering && (answeredBy = Resolve(answering, step)) is null)
            {
                return null;
            }

            if (UnitFor(wanted, step) is not { } unit)
            {
                return null;
            }

            if (organisation.Office(unit, wanted.Function, request.On) is null)
            {
                _refusal = Refusal.Of(
                    RouteRefusals.NobodyHoldsFunction,
                    ("step", step.Id.Value),
                    ("unit", unit.Value),
                    ("function", wanted.Function.Value),
                    ("day", request.On.Iso())
                );
                return null;
            }

            return new(unit, wanted.Function, answeredBy);
        }

        /// <summary>The unit of the level above the proposing one; at the centre, which is above no province, the only one with the function.</summary>
        private UnitId? UnitFor(PartyDefinition wanted, StepDefinition step)
        {
            if (organisation.AncestorAt(request.Unit, wanted.Level, request.On) is { } above)
            {
                return above.Id;
            }

            if (wanted.Level is UnitLevel.Centre)
            {
                var candidates = organisation.OfficesOf(UnitLevel.Centre, wanted.Function, request.On);
                if (candidates.Count == 1)
                {
                    return candidates[0];
                }

                if (candidates.Count > 1)
                {
                    _refusal = Refusal.Of(
                        RouteRefusals.ManyHoldFunction,
                        ("step", step.Id.Value),
                        ("function", wanted.Function.Value),
                        ("units", string.Join(' ', candidates))
                    );
                    return null;
                }
            }

            _refusal = Refusal.Of(
                RouteRefusals.UnitHasNoLevel,
                ("step", step.Id.Value),
                ("unit", request.Unit.Value),
                ("level", LevelCodes.Of(wanted.Level)),
                ("day", request.On.Iso())
            );
            return null;
        }

        private PublicText? NameOf(StepDefinition step, Party party)
        {
            var text = step
                .Name.Value.Replace(
                    "{office}",
                    organisation.OfficeName(party.Unit, party.Function, request.On)!.Value.Value,
                    StringComparison.Ordinal
                )
                .Replace("{unit}", organisation.Unit(party.Unit)!.NameOn(request.On).Value, StringComparison.Ordinal);
            if (PublicText.TryParse(text, out var name))
            {
                return name;
            }

            _refusal = Refusal.Of(RouteRefusals.NameTooLong, ("step", step.Id.Value));
            return null;
        }
    }
}
