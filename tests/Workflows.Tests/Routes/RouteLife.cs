using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>Drafting, publishing and retiring versions of a route.</summary>
public class RouteLife
{
    private static readonly Digest File1 = new(new string('1', 64));
    private static readonly Digest File2 = new(new string('2', 64));

    private static RouteDefinition Definition(int version) =>
        Demo.Routes.Single(route => route is { Code.Value: "giay-khen-xa", Version: 2 }) with
        {
            Version = version,
        };

    [Fact]
    public void A_draft_leads_nobody_until_it_is_published()
    {
        var drafted = Do(Route.Initial, new RouteCommand.Draft(Definition(1), File1));
        var published = Do(drafted, new RouteCommand.Publish(1));

        drafted.Published.ShouldBeEmpty();
        published.Published.Single().Version.ShouldBe(1);
    }

    [Fact]
    public void Repeating_a_command_records_nothing()
    {
        RouteCommand[] commands =
        [
            new RouteCommand.Draft(Definition(1), File1),
            new RouteCommand.Publish(1),
            new RouteCommand.Retire(1, Demo.Day("2026-01-01")),
        ];
        var state = Route.Initial;
        foreach (var command in commands)
        {
            state = Do(state, command);
            Route.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<RouteEvent>.Accepted>().Events.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_draft_may_be_written_again_a_published_version_never()
    {
        var state = Do(Do(Route.Initial, new RouteCommand.Draft(Definition(1), File1)), new RouteCommand.Draft(Definition(1), File2));
        var published = Do(state, new RouteCommand.Publish(1));

        Refusal(published, new RouteCommand.Draft(Definition(1), File1)).ShouldBe(RouteRefusals.VersionPublished);
    }

    [Fact]
    public void Versions_count_without_gaps()
    {
        Refusal(Route.Initial, new RouteCommand.Draft(Definition(2), File1)).ShouldBe(RouteRefusals.VersionNotNext);
    }

    [Fact]
    public void A_retired_version_takes_no_submission_after_its_last_day()
    {
        var state = Do(
            Do(Do(Route.Initial, new RouteCommand.Draft(Definition(1), File1)), new RouteCommand.Publish(1)),
            new RouteCommand.Retire(1, Demo.Day("2026-01-01"))
        );

        state.Published.Single().ValidTo.ShouldBe(Demo.Day("2026-01-01"));
        Refusal(state, new RouteCommand.Retire(1, Demo.Day("2026-02-01"))).ShouldBe(RouteRefusals.AlreadyRetired);
    }

    [Fact]
    public void What_is_not_there_cannot_be_published_or_retired()
    {
        Refusal(Route.Initial, new RouteCommand.Publish(1)).ShouldBe(RouteRefusals.VersionUnknown);
        Refusal(Route.Initial, new RouteCommand.Retire(1, default)).ShouldBe(RouteRefusals.VersionUnknown);
    }

    [Fact]
    public void A_route_that_is_wrong_is_refused_with_the_first_fault()
    {
        Refusal(Route.Initial, new RouteCommand.Draft(Definition(1) with { Steps = [] }, File1)).ShouldBe(RouteRefusals.Invalid);
    }

    [Fact]
    public void A_stream_belongs_to_one_route()
    {
        var state = Do(Route.Initial, new RouteCommand.Draft(Definition(1), File1));

        Refusal(state, new RouteCommand.Draft(Definition(2) with { Code = new("khac") }, File2)).ShouldBe(RouteRefusals.OtherRoute);
    }

    private static Route Do(Route state, RouteCommand command) =>
        Route.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<RouteEvent>.Accepted>().Events.Aggregate(state, Route.Evolve);

    private static string Refusal(Route state, RouteCommand command) =>
        Route.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<RouteEvent>.Refused>().Refusal.Code;
}
