using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>What every route engine must do; one empty subclass per engine.</summary>
public abstract class RouteEngineContract
{
    private static readonly OutcomeCode Higher = new("chuyen-hinh-thuc");

    /// <summary>The engine under test.</summary>
    protected abstract IRouteEngine Engine { get; }

    [Fact]
    public async Task Nothing_done_the_first_step_is_open_for_all_its_parties()
    {
        var plan = Plan(Step("a", StepMode.Joint, 3), Step("b"));

        (await NextAsync(plan)).ShouldBe("a/p0/1 a/p1/1 a/p2/1");
    }

    [Fact]
    public async Task A_single_party_ends_its_step()
    {
        var plan = Plan(Step("a"), Step("b"), Step("c"));

        (await NextAsync(plan, Pass("a"))).ShouldBe("b/p0/1");
        (await NextAsync(plan, Pass("a"), Pass("b"))).ShouldBe("c/p0/1");
        (await NextAsync(plan, Pass("a"), Pass("b"), Pass("c"))).ShouldBe("Finished");
        (await NextAsync(plan, Pass("a"), Fail("b"))).ShouldBe("Rejected");
    }

    [Fact]
    public async Task An_outcome_of_its_own_leads_where_the_step_says()
    {
        var plan = Plan(Step("a", more: (Higher, RouteTarget.To(new("c")))), Step("b"), Step("c"));

        (await NextAsync(plan, End("a", 0, Higher))).ShouldBe("c/p0/1");
    }

    [Fact]
    public async Task Joint_passes_when_all_have_passed_in_any_order()
    {
        var plan = Plan(Step("a", StepMode.Joint, 3), Step("b"));

        (await NextAsync(plan, Pass("a", 1))).ShouldBe("a/p0/1 a/p2/1");
        (await NextAsync(plan, Pass("a", 1), Pass("a", 2), Pass("a"))).ShouldBe("b/p0/1");
    }

    [Fact]
    public async Task Joint_fails_when_all_have_ended_and_one_failed()
    {
        var plan = Plan(Step("a", StepMode.Joint, 3), Step("b"));

        (await NextAsync(plan, Fail("a", 1))).ShouldBe("a/p0/1 a/p2/1");
        (await NextAsync(plan, Fail("a", 1), Pass("a"), Pass("a", 2))).ShouldBe("Rejected");
    }

    [Theory]
    [InlineData(9, 80, false, 7, false)]
    [InlineData(9, 80, false, 8, true)]
    [InlineData(8, 50, true, 4, false)]
    [InlineData(8, 50, true, 5, true)]
    [InlineData(3, 67, false, 2, false)]
    [InlineData(3, 100, false, 3, true)]
    public async Task A_vote_of_many_parties_passes_by_its_rule(int parties, int percent, bool moreThan, int votesFor, bool passes)
    {
        var plan = Plan(Step("a", StepMode.Vote, parties, new(percent, VoteBase.Members, moreThan)), Step("b"));
        var votes = Enumerable.Range(0, parties).Select(i => i < votesFor ? Pass("a", i) : Fail("a", i)).ToArray();

        (await NextAsync(plan, votes[..^1])).ShouldBe($"a/p{parties - 1}/1");
        (await NextAsync(plan, votes)).ShouldBe(passes ? "b/p0/1" : "Rejected");
    }

    [Fact]
    public async Task A_vote_entered_by_one_party_is_that_partys_outcome()
    {
        var plan = Plan(Step("a", StepMode.Vote, 1, new(50, VoteBase.Members, true)), Step("b"));

        (await NextAsync(plan, Pass("a"))).ShouldBe("b/p0/1");
        (await NextAsync(plan, Fail("a"))).ShouldBe("Rejected");
    }

    [Fact]
    public async Task Back_opens_any_earlier_step_again_one_round_higher_and_those_after_it_too()
    {
        var plan = Plan(Step("a"), Step("b"), Step("c"), Step("d"));
        StepEnd[] toD = [Pass("a"), Pass("b"), Pass("c")];

        (await NextAsync(plan, [.. toD, Back("d", "a")])).ShouldBe("a/p0/2");
        (await NextAsync(plan, [.. toD, Back("d", "c")])).ShouldBe("c/p0/2");
        (await NextAsync(plan, [.. toD, Back("d", "b"), Pass("b")])).ShouldBe("c/p0/2");
        (await NextAsync(plan, [.. toD, Back("d", "b"), Pass("b"), Pass("c")])).ShouldBe("d/p0/2");
        (await NextAsync(plan, [.. toD, Back("d", "b"), Pass("b"), Back("c", "b"), Pass("b"), Pass("c")])).ShouldBe("d/p0/2");
    }

    [Fact]
    public async Task Back_to_the_same_step_opens_it_again()
    {
        var plan = Plan(Step("a"), Step("b", StepMode.Joint, 2));

        (await NextAsync(plan, Pass("a"), Pass("b"), Back("b", "b", 1))).ShouldBe("b/p0/2 b/p1/2");
    }

    [Fact]
    public async Task Back_from_one_of_many_ends_the_step_at_once_and_forgets_the_others()
    {
        var plan = Plan(Step("a"), Step("b", StepMode.Joint, 3), Step("c"));
        StepEnd[] progress = [Pass("a"), Pass("b", 2), Back("b", "a", 1)];

        (await NextAsync(plan, progress)).ShouldBe("a/p0/2");
        (await NextAsync(plan, [.. progress, Pass("a"), Pass("b", 2)])).ShouldBe("b/p0/2 b/p1/2");
    }

    [Fact]
    public async Task What_does_not_fit_the_plan_is_an_argument_exception()
    {
        var plan = Plan(Step("a"), Step("b", StepMode.Joint, 2), Step("c"));
        StepEnd[][] misfits =
        [
            [Pass("x")],
            [Pass("b")],
            [Pass("a", 1)],
            [End("a", 0, new OutcomeCode("other"))],
            [Pass("a"), Pass("a")],
            [Pass("a"), Pass("b"), Pass("b")],
            [Back("a", "b")],
            [Back("a", "x")],
            [End("a", 0, Outcomes.Back)],
            [Fail("a"), Pass("b")],
            [Pass("a"), Pass("b"), Pass("b", 1), Pass("c"), Pass("c")],
        ];

        foreach (var misfit in misfits)
        {
            await Should.ThrowAsync<ArgumentException>(() => NextAsync(plan, misfit), string.Join("; ", misfit.AsEnumerable()));
        }
    }

    [Fact]
    public async Task A_route_walked_in_pieces_is_where_it_would_be_walked_at_once()
    {
        var plan = Demo.Route("thi-tran-tan-khai", "bang-khen-tinh", "2025-04-14").Plan;
        var random = new Random(20250414);
        List<StepEnd> progress = [];
        for (var i = 0; i < 200; i++)
        {
            var state = await Engine.NextAsync(plan, progress, TestContext.Current.CancellationToken);
            if (state.End is not null)
            {
                break;
            }

            progress.Add(Choose(plan, state.Open[0], random.Next(1, int.MaxValue)));
            var fresh = await Engine.NextAsync(plan with { Steps = [.. plan.Steps] }, [.. progress], TestContext.Current.CancellationToken);
            Text(await Engine.NextAsync(plan, progress, TestContext.Current.CancellationToken)).ShouldBe(Text(fresh));
        }
    }

    /// <summary>Routes of 1–7 steps and 1–4 parties, walked by random choices, against a model that remembers everything it did.</summary>
    [Fact]
    public void Random_routes_and_histories_agree_with_a_naive_model()
    {
        Prop.ForAll(
                Histories.ToArbitrary(),
                history =>
                {
                    var plan = RandomPlan(history.Shape);
                    var model = new Model(plan);
                    List<StepEnd> progress = [];
                    foreach (var choice in history.Choices.Prepend(0))
                    {
                        var state = Engine.NextAsync(plan, progress).AsTask().GetAwaiter().GetResult();
                        if (Text(state) != model.ToString())
                        {
                            throw new InvalidOperationException(
                                $"engine {Text(state)}, model {model}, after {string.Join("; ", progress)}"
                            );
                        }

                        if (state.End is not null)
                        {
                            break;
                        }

                        var end = Choose(plan, state.Open[choice % state.Open.Count], choice);
                        progress.Add(end);
                        model.Take(end);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    /// <summary>
    /// A dossier anywhere on a random route goes on at any place of another one: that step is open for all its parties, for the first time;
    /// what is behind it is what was; and passing what is left leads to the end.
    /// </summary>
    [Fact]
    public void Two_random_routes_join_wherever_they_can()
    {
        var joined = 0;
        Prop.ForAll(
                (from history in Histories from other in Histories select (history, other.Shape)).ToArbitrary(),
                both =>
                {
                    var (former, other) = (RandomPlan(both.history.Shape), RandomPlan(both.Shape));
                    List<StepEnd> progress = [];
                    foreach (var choice in both.history.Choices)
                    {
                        var open = Next(former, progress).Open;
                        if (open.Count == 0)
                        {
                            break;
                        }

                        progress.Add(Choose(former, open[choice % open.Count], choice));
                    }

                    var done = RouteContinuation.Done(former, progress);
                    foreach (var place in RouteContinuation.Places(former, progress, other))
                    {
                        var (route, kept) = RouteContinuation.Join(former, progress, other, place.Id)!;
                        Text(Next(route, kept))
                            .ShouldBe(
                                string.Join(' ', place.Parties.Select(party => $"{place.Id}/{party.Function}/1")),
                                $"{route.Steps.Count} steps"
                            );
                        RouteContinuation
                            .Done(route, kept)
                            .Select(step => (step.Id, step.Parties))
                            .ShouldBe(done.Select(step => (step.Id, step.Parties)));
                        var rest = kept.ToList();
                        while (Next(route, rest) is { End: null, Open: [var next, ..] })
                        {
                            rest.Add(new(next.Step, next.Party, Outcomes.Pass));
                        }

                        Next(route, rest).End.ShouldNotBeNull();
                        joined++;
                    }

                    RouteState Next(RoutePlan plan, IReadOnlyList<StepEnd> so) =>
                        Engine.NextAsync(plan, so).AsTask().GetAwaiter().GetResult();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        joined.ShouldBeGreaterThan(200);
    }

    /// <summary>A number per step of a route, and a number per choice on the way.</summary>
    private protected static Gen<(int[] Shape, List<int> Choices)> Histories =>
        from steps in Gen.Choose(1, 7)
        from shape in ArbMap.Default.GeneratorFor<int>().ArrayOf(steps)
        from choices in Gen.Choose(1, int.MaxValue - 1).ListOf()
        select (shape, choices.ToList());

    private protected async Task<string> NextAsync(RoutePlan plan, params StepEnd[] progress) =>
        Text(await Engine.NextAsync(plan, progress, TestContext.Current.CancellationToken));

    private protected static string Text(RouteState state) =>
        state.End is { } end
            ? (state.Open.Count == 0 ? end.ToString() : "ended and open")
            : string.Join(' ', state.Open.Select(open => $"{open.Step}/{open.Party.Function}/{open.Round}"));

    private protected static RoutePlan Plan(params RouteStep[] steps) =>
        new(
            new("r"),
            1,
            new("f"),
            new("u"),
            new("cơ sở"),
            [
                .. steps.Select(
                    (step, i) =>
                        step with
                        {
                            Outcomes = new Dictionary<OutcomeCode, RouteTarget>(step.Outcomes)
                            {
                                [Outcomes.Pass] =
                                    i + 1 < steps.Length ? RouteTarget.To(steps[i + 1].Id) : RouteTarget.Out(RouteEnd.Finished),
                            },
                        }
                ),
            ]
        );

    private protected static RouteStep Step(
        string id,
        StepMode mode = StepMode.Single,
        int parties = 1,
        VoteRule? vote = null,
        (OutcomeCode, RouteTarget)? more = null
    )
    {
        var outcomes = new Dictionary<OutcomeCode, RouteTarget> { [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected) };
        if (more is var (code, target))
        {
            outcomes[code] = target;
        }

        return new(
            new(id),
            new($"Bước {id}"),
            StepAct.Appraise,
            mode,
            [.. Enumerable.Range(0, parties).Select(PartyOf)],
            false,
            null,
            outcomes,
            vote
        );
    }

    private protected static Party PartyOf(int i) => new(new("u"), new($"p{i}"));

    private protected static StepEnd Pass(string step, int party = 0) => End(step, party, Outcomes.Pass);

    private static StepEnd Fail(string step, int party = 0) => End(step, party, Outcomes.Fail);

    private static StepEnd Back(string step, string to, int party = 0) => new(new(step), PartyOf(party), Outcomes.Back, new StepId(to));

    private static StepEnd End(string step, int party, OutcomeCode outcome) => new(new(step), PartyOf(party), outcome);

    /// <summary>Each number is a step: its mode, parties, threshold, and how far its further outcome jumps.</summary>
    private protected static RoutePlan RandomPlan(int[] shape)
    {
        var steps = new RouteStep[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            var seed = new Random(shape[i]);
            var mode = (StepMode)seed.Next(3);
            var parties = mode is StepMode.Single ? 1 : seed.Next(1, 5);
            var jump = Math.Min(i + 1 + seed.Next(3), shape.Length - 1);
            steps[i] = Step(
                $"s{i}",
                mode,
                parties,
                mode is StepMode.Vote ? new(seed.Next(1, 101), VoteBase.Members, seed.Next(2) == 0) : null,
                mode is StepMode.Single && jump > i ? (Higher, RouteTarget.To(new($"s{jump}"))) : null
            );
        }

        return Plan(steps);
    }

    private protected static StepEnd Choose(RoutePlan plan, OpenStep open, int choice)
    {
        var step = plan.Step(open.Step)!;
        var index = plan.IndexOf(open.Step);
        var outcomes = step.Outcomes.Keys.OrderBy(code => code.Value, StringComparer.Ordinal).ToList();
        return (choice / 7 % 10) switch
        {
            0 => new(open.Step, open.Party, Outcomes.Back, plan.Steps[choice / 70 % (index + 1)].Id),
            < 7 => new(open.Step, open.Party, Outcomes.Pass),
            _ => new(open.Step, open.Party, outcomes[choice / 70 % outcomes.Count]),
        };
    }

    /// <summary>The contract's words taken literally: which parties still owe an answer, what each step collected, how often it was opened.</summary>
    private sealed class Model
    {
        private readonly RoutePlan _plan;
        private readonly Dictionary<StepId, int> _opened = [];
        private readonly Dictionary<Party, OutcomeCode> _given = [];
        private StepId? _at;
        private RouteEnd? _end;

        public Model(RoutePlan plan)
        {
            _plan = plan;
            Open(plan.Steps[0].Id);
        }

        public void Take(StepEnd end)
        {
            if (end.Outcome == Outcomes.Back)
            {
                Open(end.GoTo!.Value);
                return;
            }

            _given[end.Party] = end.Outcome;
            var step = _plan.Step(end.Step)!;
            if (_given.Count < step.Parties.Count)
            {
                return;
            }

            var passes = _given.Values.Count(outcome => outcome.Value == "pass");
            var answer =
                step.Parties.Count == 1 ? _given.Values.Single()
                : (step.Mode is StepMode.Joint && passes == step.Parties.Count)
                || (
                    step.Mode is StepMode.Vote
                    && (
                        step.Vote!.MoreThan
                            ? passes * 100 > step.Vote.Percent * step.Parties.Count
                            : passes * 100 >= step.Vote.Percent * step.Parties.Count
                    )
                )
                    ? Outcomes.Pass
                : Outcomes.Fail;
            var target = step.Outcomes[answer];
            if (target.Step is { } next)
            {
                Open(next);
            }
            else
            {
                (_at, _end) = (null, target.End);
            }
        }

        public override string ToString() =>
            _end is { } end
                ? end.ToString()
                : string.Join(
                    ' ',
                    _plan
                        .Step(_at!.Value)!
                        .Parties.Where(party => !_given.ContainsKey(party))
                        .Select(party => $"{_at}/{party.Function}/{_opened[_at.Value]}")
                );

        private void Open(StepId step)
        {
            _at = step;
            _given.Clear();
            _opened[step] = _opened.GetValueOrDefault(step) + 1;
        }
    }
}

/// <summary>The default engine.</summary>
public sealed class BuiltInRouteEngineContract : RouteEngineContract
{
    protected override IRouteEngine Engine { get; } = new BuiltInRouteEngine();
}
