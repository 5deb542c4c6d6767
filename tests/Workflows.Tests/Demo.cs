using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Workflows.Tests;

/// <summary>What ships with the software, loaded once: the demo organisation, routes, rules and calendar.</summary>
internal static class Demo
{
    private static readonly Guid Import = new("6d1f1d3e-0000-4000-8000-000000000001");

    public static OrganisationDocument Document { get; } = OrganisationFile.Demo();

    public static PreparedImport Prepared { get; } =
        OrganisationImport.Prepare(Document, OrganisationState.Initial, _ => null, Import) switch
        {
            { Value: { } prepared } => prepared,
            var broken => throw new InvalidOperationException(string.Join('\n', broken.Problems)),
        };

    public static OrganisationState Organisation { get; } =
        OrganisationDecider
            .Events(Prepared.Changes, OrganisationState.Initial)
            .Aggregate(OrganisationState.Initial, OrganisationState.Evolve);

    public static IReadOnlyList<RouteDefinition> Routes { get; } = [.. RouteFile.Shipped().Select(route => route.Definition)];

    public static Ruleset Rules { get; } =
        Ruleset.Evolve(Ruleset.Initial, new RulesetEvent.Published(1, RulesetFile.Shipped().Rules, RulesetFile.Shipped().Source));

    public static WorkingCalendar Calendar { get; } = OfficialDays.Load();

    public static AccountId Account(string userName) => Prepared.People.Single(person => person.Person.UserName == userName).Account;

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    public static RouteResolution Resolve(string unit, string form, string type, string day) =>
        RouteResolver.Resolve(new(new(unit), new(form), new(type), Day(day)), Routes, Organisation, Rules, Calendar);

    public static RouteResolution.Resolved Route(string unit, string form, string day) =>
        Resolve(unit, form, "tong-ket", day).ShouldBeOfType<RouteResolution.Resolved>();

    /// <summary>A command's context; every one is another command.</summary>
    public static CommandContext By(int seed = 1) =>
        new(new Guid(seed, 0, 0, new byte[8]), DateTimeOffset.UnixEpoch, new(new Guid(9, 9, 9, new byte[8])), null, Guid.Empty);
}
