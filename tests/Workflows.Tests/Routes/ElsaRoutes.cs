#if ELSA
using Elsa.Workflows;
using Elsa.Workflows.Models;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>Elsa Workflows, in builds with <c>-p:Elsa=true</c>: the contract, and the default engine beside it.</summary>
public sealed class ElsaRouteEngineContract : RouteEngineContract, IDisposable
{
    private readonly ElsaRouteEngine _elsa = new();

    protected override IRouteEngine Engine => _elsa;

    public void Dispose() => _elsa.Dispose();

    /// <summary>
    /// Histories that fit and histories that do not, asked step by step (the workflow is at hand), at once (it is led through all of
    /// them), and for an earlier moment (it is past that).
    /// </summary>
    [Fact]
    public void Both_engines_open_the_same_steps_for_random_routes_and_histories()
    {
        var (asked, misfits) = (0, 0);
        Prop.ForAll(
                Histories.ToArbitrary(),
                history =>
                {
                    var plan = RandomPlan(history.Shape);
                    List<StepEnd> progress = [];
                    foreach (var choice in history.Choices.Prepend(0))
                    {
                        var open = BuiltInRouteEngine.Compute(plan, progress).Open;
                        var next =
                            choice % 4 == 0 || open.Count == 0 ? Anything(plan, choice) : Choose(plan, open[choice % open.Count], choice);
                        List<StepEnd> longer = [.. progress, next];
                        var expected = Told(() => BuiltInRouteEngine.Compute(plan, longer));
                        Same(expected, plan, longer);
                        Same(expected, plan with { Basis = plan.Basis }, longer);
                        var earlier = progress[..(choice / 4 % (progress.Count + 1))];
                        Same(Told(() => BuiltInRouteEngine.Compute(plan, earlier)), plan, earlier);
                        asked += 3;
                        if (expected.StartsWith(nameof(ArgumentException), StringComparison.Ordinal))
                        {
                            misfits++;
                        }
                        else
                        {
                            progress = longer;
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        TestContext.Current.TestOutputHelper!.WriteLine($"{asked} questions, {misfits} progresses that did not fit");
        misfits.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task What_is_wrong_with_the_plan_is_told_when_somebody_gets_there()
    {
        var sound = Plan(Step("a"), Step("b", StepMode.Vote, 2), Step("c"));
        var nowhere = sound with { Steps = [With(sound.Steps[0], new(null, null)), .. sound.Steps.Skip(1)] };
        var missing = sound with { Steps = [With(sound.Steps[0], RouteTarget.To(new("x"))), .. sound.Steps.Skip(1)] };
        var toB = Pass("a");

        (await NextAsync(nowhere)).ShouldBe("a/p0/1");
        await Should.ThrowAsync<ArgumentException>(() => NextAsync(nowhere, toB));
        await Should.ThrowAsync<ArgumentException>(() => NextAsync(missing, toB));
        (await NextAsync(sound, toB, Pass("b"))).ShouldBe("b/p1/1");
        await Should.ThrowAsync<ArgumentException>(() => NextAsync(sound, toB, Pass("b"), Pass("b", 1)));
        await Should.ThrowAsync<ArgumentException>(() => NextAsync(sound with { Steps = [] }));

        static RouteStep With(RouteStep step, RouteTarget pass) =>
            step with
            {
                Outcomes = new Dictionary<OutcomeCode, RouteTarget>(step.Outcomes) { [Outcomes.Pass] = pass },
            };
    }

    [Fact]
    public async Task An_activity_of_ones_own_is_passed_through_whenever_its_step_opens()
    {
        Noted.Steps.Clear();
        await using var engine = new ElsaRouteEngine(step => step.Id.Value is "a" or "c" ? new Noted { Step = step.Id } : null);
        var plan = Plan(Step("a"), Step("b"), Step("c"));
        StepEnd[] progress = [Pass("a"), Pass("b"), new(new("c"), PartyOf(0), Outcomes.Back, new StepId("a")), Pass("a")];

        var state = await engine.NextAsync(plan, progress, TestContext.Current.CancellationToken);

        Text(state).ShouldBe("b/p0/2");
        Noted.Steps.ShouldBe(["a", "c", "a"]);
    }

    [Fact]
    public async Task An_activity_that_fails_stops_the_question_and_nothing_else()
    {
        await using var engine = new ElsaRouteEngine(step => step.Id.Value is "b" ? new Failing() : null);
        var plan = Plan(Step("a"), Step("b"));

        var failure = await Should.ThrowAsync<InvalidOperationException>(async () => await engine.NextAsync(plan, [Pass("a")]));

        failure.Message.ShouldContain("not today");
        Text(await engine.NextAsync(plan, [], TestContext.Current.CancellationToken)).ShouldBe("a/p0/1");
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("b", 1)]
    public async Task An_activity_that_does_not_complete_at_once_is_refused(string before, int ended)
    {
        await using var waiting = new ElsaRouteEngine(step => step.Id.Value == before ? new Waiting { Bookmarks = 1 } : null);
        await using var hanging = new ElsaRouteEngine(step => step.Id.Value == before ? new Waiting() : null);
        var plan = Plan(Step("a"), Step("b"));
        StepEnd[] progress = [.. new[] { Pass("a") }.Take(ended)];

        await Should.ThrowAsync<InvalidOperationException>(async () => await waiting.NextAsync(plan, progress));
        await Should.ThrowAsync<InvalidOperationException>(async () => await hanging.NextAsync(plan, progress));
    }

    [Fact]
    public async Task Many_ask_at_once()
    {
        var plans = Enumerable.Range(0, 8).Select(i => RandomPlan([i, i + 1, i + 2, i + 3])).ToArray();
        var cancel = TestContext.Current.CancellationToken;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            cancel,
            async (i, token) =>
            {
                var plan = plans[i % plans.Length];
                var random = new Random(i % 3);
                List<StepEnd> progress = [];
                for (var n = 0; n < 12; n++)
                {
                    var state = await Engine.NextAsync(plan, progress, token);
                    Text(state).ShouldBe(Text(BuiltInRouteEngine.Compute(plan, progress)));
                    if (state.Open.Count == 0)
                    {
                        break;
                    }

                    progress.Add(Choose(plan, state.Open[0], random.Next(1, int.MaxValue)));
                }
            }
        );
    }

    private void Same(string expected, RoutePlan plan, List<StepEnd> progress)
    {
        var told = Told(() => Engine.NextAsync(plan, progress).AsTask().GetAwaiter().GetResult());
        if (told != expected)
        {
            throw new InvalidOperationException($"built in {expected}, Elsa {told}, after {string.Join("; ", progress)}");
        }
    }

    private static string Told(Func<RouteState> ask)
    {
        try
        {
            return Text(ask());
        }
        catch (ArgumentException e)
        {
            return $"{nameof(ArgumentException)}: {e.Message}";
        }
    }

    /// <summary>A step, a party, an outcome and a way back, each of the plan or not.</summary>
    private static StepEnd Anything(RoutePlan plan, int seed)
    {
        var random = new Random(seed);
        OutcomeCode[] outcomes = [Outcomes.Pass, Outcomes.Fail, Outcomes.Back, new("chuyen-hinh-thuc")];
        StepId AnyStep() => new($"s{random.Next(plan.Steps.Count + 1)}");
        return new(AnyStep(), PartyOf(random.Next(5)), outcomes[random.Next(outcomes.Length)], random.Next(2) == 0 ? null : AnyStep());
    }

    private sealed class Noted : CodeActivity
    {
        public static List<string> Steps { get; } = [];

        public StepId Step { get; init; }

        protected override void Execute(ActivityExecutionContext context) => Steps.Add(Step.Value);
    }

    private sealed class Waiting : Activity
    {
        public int Bookmarks { get; init; }

        protected override void Execute(ActivityExecutionContext context)
        {
            for (var i = 0; i < Bookmarks; i++)
            {
                context.CreateBookmark();
            }
        }
    }

    private sealed class Failing : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => throw new NotSupportedException("not today");
    }
}
#endif
