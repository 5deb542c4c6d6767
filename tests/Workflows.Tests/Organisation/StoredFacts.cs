using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Organisation;

/// <summary>Everything that ships, written as events and read back: nothing is lost on the way through the log.</summary>
public class StoredFacts
{
    [Fact]
    public void The_demo_organisation_answers_the_same_after_the_log()
    {
        var events = OrganisationDecider.Events(Demo.Prepared.Changes, OrganisationState.Initial).Select(Through).ToList();
        var state = events.Aggregate(OrganisationState.Initial, OrganisationState.Evolve);

        events.Count.ShouldBe(5); // units, those that moved, those that ended, functions, appointments
        state.Units.ShouldBe(Demo.Organisation.Units, new UnitTexts(), ignoreOrder: true);
        state.Appointments.ShouldBe(Demo.Organisation.Appointments, ignoreOrder: true);
        state.Bindings.ShouldBe(Demo.Organisation.Bindings, ignoreOrder: true);
        OrganisationDecider.Events(Demo.Prepared.Changes, state).ShouldBeEmpty();
    }

    [Fact]
    public void The_shipped_routes_resolve_the_same_after_the_log()
    {
        var routes = RouteFile
            .Shipped()
            .Select(route => Through(new RouteEvent.Drafted(route.Definition, route.Source)).Definition)
            .ToList();

        // The committees of Tân Khai are not registered; what leads to them is asked of Nhơn Ái.
        foreach (var route in Demo.Routes)
        {
            var committee = route.Steps.Any(step => step.Parties.Any(party => party.Function.Value == "ban-chi-dao"));
            var request = new RouteRequest(
                new(
                    committee ? "xa-nhon-ai"
                    : route.ValidTo is null && route.ValidFrom >= new DateOnly(2025, 7, 1) ? "xa-tan-khai-2025"
                    : "thi-tran-tan-khai"
                ),
                route.Form,
                new("tong-ket"),
                route.ValidTo ?? route.ValidFrom,
                route.Form == RouteDefinition.AnyTitle ? route.Code : null
            );
            Plan(routes).ShouldBe(Plan(Demo.Routes));

            string Plan(IEnumerable<RouteDefinition> from) =>
                System.Text.Json.JsonSerializer.Serialize(
                    RouteResolver
                        .Resolve(request, from, Demo.Organisation, Demo.Rules, Demo.Calendar)
                        .ShouldBeOfType<RouteResolution.Resolved>()
                );
        }
    }

    [Fact]
    public void The_rules_and_the_plan_are_the_same_after_the_log()
    {
        var (rules, rulesSource) = RulesetFile.Shipped();
        var read = Through(new RulesetEvent.Published(1, rules, rulesSource)).Rules;
        read.Limits.ShouldBe(rules.Limits);
        read.Supplements.ShouldBe(rules.Supplements);
        read.Councils.ShouldBe(rules.Councils);

        foreach (var (plan, source, file) in PlanFile.Shipped())
        {
            var imported = new PlanEvent.Imported(1, plan, source, file);
            var again = Through(imported).Definition;
            EventTypes.Write(Through(imported)).Data.AsSpan().SequenceEqual(EventTypes.Write(imported).Data).ShouldBeTrue();
            FileDigest.Of(System.Text.Encoding.UTF8.GetString(Through(imported).File!.Value.ToArray())).ShouldBe(source);
            (
                again with
                {
                    Forms = plan.Forms,
                    Types = plan.Types,
                    Groups = plan.Groups,
                    Components = plan.Components,
                    Roles = plan.Roles,
                    Flags = plan.Flags,
                    Quotes = plan.Quotes,
                    Basis = plan.Basis,
                    Fallbacks = plan.Fallbacks,
                    Rounds = plan.Rounds,
                    Targets = plan.Targets,
                    Eligibility = plan.Eligibility,
                    Criteria = plan.Criteria,
                    Priorities = plan.Priorities,
                    Quotas = plan.Quotas,
                    Duties = plan.Duties,
                    Receivers = plan.Receivers,
                    Recognitions = plan.Recognitions,
                    Registers = plan.Registers,
                    Routes = plan.Routes,
                }
            ).ShouldBe(plan);
            again.Forms.ShouldBe(plan.Forms);
            again.Types.ShouldBe(plan.Types);
            again.Groups.ShouldBe(plan.Groups);
            again.Roles.ShouldBe(plan.Roles);
            again.Flags.ShouldBe(plan.Flags);
            again.Quotes.ShouldBe(plan.Quotes);
            again.Rounds.ShouldBe(plan.Rounds);
            again.Eligibility.ShouldBe(plan.Eligibility);
            again.Checklist(new("bang-khen-tinh"), new("tong-ket")).ShouldBe(plan.Checklist(new("bang-khen-tinh"), new("tong-ket")));
        }
    }

    private static T Through<T>(T @event)
        where T : class
    {
        var (name, data) = EventTypes.Write(@event);
        return EventTypes
            .Read(new(new("x"), default, default, Guid.Empty, name, data, ReadOnlyMemory<byte>.Empty))
            .ShouldBeAssignableTo<T>()
            .ShouldNotBeNull();
    }

    /// <summary>Units by what they say; their lists of versions compare by place, not by content.</summary>
    private sealed class UnitTexts : IEqualityComparer<Unit>
    {
        public bool Equals(Unit? x, Unit? y) =>
            x is not null && y is not null && x with { Versions = y.Versions } == y && x.Versions.SequenceEqual(y.Versions);

        public int GetHashCode(Unit unit) => unit.Id.GetHashCode();
    }
}
