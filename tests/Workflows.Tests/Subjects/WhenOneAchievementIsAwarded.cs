using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Subjects;

/// <summary>Luật Thi đua, khen thưởng 2022, Điều 5: one achievement is awarded once, in one form.</summary>
public sealed class WhenOneAchievementIsAwarded
{
    private static readonly AwardType Sudden = new("dot-xuat");
    private static readonly Digest Rescue = new(new string('a', 64));
    private static readonly Digest Fire = new(new string('b', 64));
    private static readonly DecisionId Communes = new(Id(601));
    private static readonly DecisionId Districts = new(Id(602));
    private static readonly DecisionId Later = new(Id(603));
    private static readonly DocumentNumber Number = new("12/QĐ-UBND");

    private static Spec<Subject, SubjectCommand, SubjectEvent> New() => new(Bindings.Subject);

    private static AwardClaim Award(DecisionId by, int nominee, Achievement achievement, int edition = 1) =>
        new(by, new(Id(50 + nominee)), new(Id(100 + nominee)), Form, District, achievement, edition);

    private static Achievement Annually(Digest? mark, PlanId? plan = null) => new(Annual, plan ?? Plan, mark);

    [Fact]
    public void The_same_words_are_one_achievement_whatever_type_and_plan()
    {
        new Achievement(Sudden, Plan, Rescue).IsSameAs(new(Annual, new("khac"), Rescue)).ShouldBeTrue();
        new Achievement(Sudden, Plan, Rescue).IsSameAs(new(Sudden, Plan, Fire)).ShouldBeFalse();
    }

    [Fact]
    public void What_a_plan_sums_up_is_one_achievement_whatever_the_form_and_the_words() =>
        Annually(Rescue).IsSameAs(Annually(Fire)).ShouldBeTrue();

    [Theory]
    [InlineData("dot-xuat")]
    [InlineData("theo-dot")]
    public void Several_deeds_or_rounds_of_a_plan_are_several_achievements(string type) =>
        new Achievement(new(type), Plan, null).IsSameAs(new(new(type), Plan, null)).ShouldBeFalse("nothing says that they are one");

    [Fact]
    public void Other_plans_other_types_and_no_plan_prove_nothing()
    {
        Annually(null).IsSameAs(Annually(null, new("khac"))).ShouldBeFalse();
        Annually(null).IsSameAs(new(new("so-ket"), Plan, null)).ShouldBeFalse();
        new Achievement(Annual, null, null).IsSameAs(new(Annual, null, null)).ShouldBeFalse();
    }

    [Fact]
    public void A_decision_claims_gives_and_another_finds_it_taken()
    {
        var first = Award(Communes, 1, Annually(Rescue));
        var subject = New();
        subject.When(CommuneHead, new SubjectCommand.Claim(first)).Then(new SubjectEvent.AwardClaimed(first, Morning));
        subject.When(CommuneHead, new SubjectCommand.Claim(first)).ThenNothing();
        var second = new SubjectCommand.Claim(Award(Districts, 2, Annually(Fire)));
        subject.When(DistrictHead, second).ThenRefused(SubjectRefusals.AlreadyAwarded, ("decision", Communes.ToString()));

        subject
            .When(Robot, new SubjectCommand.Give(first, Number, Today))
            .Then(new SubjectEvent.AwardGiven(Communes, first.Nominee, Number, Today));
        subject.When(Robot, new SubjectCommand.Give(first, Number, Today)).ThenNothing();
        subject
            .When(DistrictHead, second)
            .ThenRefused(SubjectRefusals.AlreadyAwarded, ("decision", Communes.ToString()), ("number", "12/QĐ-UBND"), ("on", "2025-04-14"));
        subject
            .When(DistrictHead, new SubjectCommand.Claim(Award(Districts, 2, new(Sudden, Plan, Fire))))
            .ThenTypes(typeof(SubjectEvent.AwardClaimed));
    }

    [Fact]
    public void One_nominee_is_not_awarded_by_two_decisions_even_where_nothing_else_is_known() =>
        New()
            .Given(CommuneHead, new SubjectCommand.Claim(Award(Communes, 1, new(Sudden, Plan, null))))
            .When(DistrictHead, new SubjectCommand.Claim(Award(Districts, 1, new(Sudden, Plan, null))))
            .ThenRefused(SubjectRefusals.AlreadyAwarded, ("decision", Communes.ToString()));

    [Fact]
    public void A_claim_is_released_up_to_its_edition_and_what_was_given_never()
    {
        var claim = Award(Communes, 1, Annually(Rescue), edition: 3);
        var subject = New().Given(CommuneHead, new SubjectCommand.Claim(claim));
        subject.When(Robot, new SubjectCommand.Release(Communes, claim.Nominee, 2)).ThenNothing();
        subject
            .When(Robot, new SubjectCommand.Release(Communes, claim.Nominee, 3))
            .Then(new SubjectEvent.AwardReleased(Communes, claim.Nominee));
        subject.When(Robot, new SubjectCommand.Release(Communes, claim.Nominee, 3)).ThenNothing();

        subject.Given(Robot, new SubjectCommand.Give(claim, Number, Today));
        subject.When(Robot, new SubjectCommand.Release(Communes, claim.Nominee, int.MaxValue)).ThenNothing();
    }

    [Fact]
    public void What_was_issued_before_anything_was_claimed_is_given_all_the_same()
    {
        var subject = New().Given(Robot, new SubjectCommand.Give(Award(Communes, 1, Annually(Rescue)), Number, Today));
        subject
            .When(Robot, new SubjectCommand.Give(Award(Districts, 2, Annually(Rescue)), Number, Today))
            .ThenTypes(typeof(SubjectEvent.AwardClaimed), typeof(SubjectEvent.AwardGiven));
    }

    [Fact]
    public void A_cancelled_award_stays_visible_and_is_in_nobodys_way()
    {
        var given = Award(Communes, 1, Annually(Rescue));
        var subject = New();
        var cancel = new SubjectCommand.Cancel(Communes, given.Nominee, Later, Today);
        subject.When(Robot, cancel).ThenRefused(SubjectRefusals.NotAwarded, ("decision", Communes.ToString()));
        subject.Given(Robot, new SubjectCommand.Give(given, Number, Today));
        subject.When(Robot, cancel).Then(new SubjectEvent.AwardCancelled(Communes, given.Nominee, Later, Today));
        subject.When(Robot, cancel).ThenNothing();
        subject.When(Robot, new SubjectCommand.Give(given, Number, Today)).ThenNothing();
        subject
            .When(DistrictHead, new SubjectCommand.Claim(Award(Districts, 2, Annually(Rescue))))
            .ThenTypes(typeof(SubjectEvent.AwardClaimed));
        subject.State.Awards.Select(a => a.Standing).ShouldBe([AwardStanding.Cancelled, AwardStanding.Claimed]);
    }

    [Fact]
    public void A_replaced_award_is_given_by_the_other_decision_in_the_same_write()
    {
        var (former, instead) = (Award(Communes, 1, Annually(Rescue)), Award(Later, 1, Annually(Rescue)));
        var replace = new SubjectCommand.Replace(Communes, instead, Number, Today);
        var subject = New();
        subject.When(Robot, replace).ThenRefused(SubjectRefusals.NotAwarded, ("decision", Communes.ToString()));
        subject.Given(Robot, new SubjectCommand.Give(former, Number, Today));
        subject
            .When(Robot, replace)
            .Then(
                new SubjectEvent.AwardCancelled(Communes, former.Nominee, Later, Today, true),
                new SubjectEvent.AwardClaimed(instead, Morning),
                new SubjectEvent.AwardGiven(Later, former.Nominee, Number, Today)
            );
        subject.When(Robot, replace).ThenNothing();
        subject.When(Robot, new SubjectCommand.Give(instead, Number, Today)).ThenNothing();
        subject
            .When(DistrictHead, new SubjectCommand.Claim(Award(Districts, 2, Annually(Rescue))))
            .ThenRefused(SubjectRefusals.AlreadyAwarded, ("decision", Later.ToString()), ("number", Number.Value), ("on", "2025-04-14"));
        subject.When(Robot, new SubjectCommand.Replace(Communes, Award(Districts, 1, Annually(Rescue)), Number, Today)).ThenNothing();
        subject.State.Awards.Count(a => a.Standing is AwardStanding.Given).ShouldBe(1, "one achievement is awarded once");
    }

    [Fact]
    public void A_decision_is_issued_only_for_the_list_that_was_claimed()
    {
        var list = new Spec<CommonList, ListCommand, ListEvent>(Bindings.Decision).Given(
            DistrictHead,
            new ListCommand.Draft(District, Form),
            new ListCommand.Enter([new(new(Id(51)), An.Id)])
        );
        var issue = new ListCommand.Issue(Paper(), null, list.State.Edition);
        list.When(Robot, new ListCommand.GiveUpIssue()).Then(new ListEvent.IssueGivenUp());
        list.When(DistrictHead, issue).ThenRefused(ListRefusals.Decision.Changed);
        list.When(DistrictHead, issue with { Edition = list.State.Edition }).Then(new ListEvent.Issued(Paper()));
        list.When(Robot, new ListCommand.GiveUpIssue()).ThenNothing();
        list.When(CommuneHead, new ListCommand.GiveUpIssue()).ThenRefused(ListRefusals.Decision.OtherUnit, ("unit", "hon-quan"));
    }

    [Fact]
    public async Task What_a_dying_process_left_claimed_holds_others_up_for_some_minutes_and_then_never_comes_out()
    {
        await using var store = new MemoryEventStore();
        var runner = new CommandRunner(store);
        var awarding = new Awarding(runner);
        var commands = 0;
        CommandContext At(double minutes) => DistrictHead.Named(commands++) with { At = Morning.AddMinutes(minutes) };
        Func<string, CommandContext> Act(double minutes)
        {
            var act = At(minutes);
            return part => act with { CommandId = DerivedId.From(act.CommandId, part) };
        }

        var who = new GatheredNominee(new(Id(51)), An.Id);
        foreach (var decision in new[] { Communes, Districts })
        {
            await runner.RunAsync(Bindings.Decision, StreamOf(decision), new ListCommand.Draft(District, Form), At(0));
            await runner.RunAsync(Bindings.Decision, StreamOf(decision), new ListCommand.Enter([who]), At(0));
        }

        SubjectClaim Claim(DecisionId by, int edition) =>
            new(An.Subject, new(by, who.Dossier, who.Nominee, Form, District, Annually(Rescue), edition));

        // One dies after claiming; its own next try would go on.
        (await awarding.ClaimAsync(Communes, [Claim(Communes, 1)], Act(0))).ShouldBeOfType<ClaimResult.Claimed>();
        (await awarding.ClaimAsync(Communes, [Claim(Communes, 1)], Act(1))).ShouldBeOfType<ClaimResult.Claimed>();

        var early = await awarding.ClaimAsync(Districts, [Claim(Districts, 1)], Act(5));
        early.ShouldBeOfType<ClaimResult.Taken>().Awards.ShouldHaveSingleItem().By.Decision.ShouldBe(Communes.Value);
        (await awarding.ClaimAsync(Districts, [Claim(Districts, 1)], Act(11))).ShouldBeOfType<ClaimResult.Claimed>();

        // It was not dead at all: what it claimed is void, and so is its issue.
        (await runner.RunAsync(Bindings.Decision, StreamOf(Communes), new ListCommand.Issue(Paper(), null, 1), At(12)))
            .ShouldBeOfType<RunResult<CommonList>.Refused>()
            .Refusal.Code.ShouldBe(ListRefusals.Decision.Changed);
        (
            await runner.RunAsync(Bindings.Decision, StreamOf(Districts), new ListCommand.Issue(Paper(), null, 1), At(12))
        ).ShouldBeOfType<RunResult<CommonList>.Recorded>();
        var late = await awarding.ClaimAsync(Communes, [Claim(Communes, 2)], Act(30));
        late.ShouldBeOfType<ClaimResult.Taken>()
            .Awards.ShouldHaveSingleItem()
            .By.Standing.ShouldBe(AwardStanding.Given, "settled on the way");
    }

    [Fact]
    public async Task Of_many_claims_of_which_one_is_taken_all_are_void_and_every_one_taken_is_told()
    {
        await using var store = new MemoryEventStore();
        var runner = new CommandRunner(store);
        var awarding = new Awarding(runner);
        await runner.RunAsync(Bindings.Decision, StreamOf(Districts), new ListCommand.Draft(District, Form), DistrictHead.Named(1));
        await runner.RunAsync(
            Bindings.Decision,
            StreamOf(Districts),
            new ListCommand.Enter([
                .. Enumerable.Range(1, 40).Select(n => new GatheredNominee(new(Id(50 + n)), new NomineeId(Id(100 + n)))),
            ]),
            DistrictHead.Named(2)
        );
        foreach (var n in new[] { 7, 33 })
        {
            var given = new SubjectCommand.Give(Award(Communes, 900 + n, Annually(Rescue)), Number, Today);
            await runner.RunAsync(Bindings.Subject, StreamOf(new SubjectId(Id(2000 + n))), given, Robot.Named(n));
        }

        SubjectClaim[] claims =
        [
            .. Enumerable.Range(1, 40).Select(n => new SubjectClaim(new(Id(2000 + n)), Award(Districts, n, Annually(Fire)))),
        ];
        var act = DistrictHead.Named(100);

        var result = await awarding.ClaimAsync(Districts, claims, part => act with { CommandId = DerivedId.From(act.CommandId, part) });

        result.ShouldBeOfType<ClaimResult.Taken>().Awards.Select(t => t.Claim).ShouldBe([claims[6], claims[32]]);
        (await runner.LoadAsync(Bindings.Subject, StreamOf(claims[0].Subject))).ShouldBeNull(
            "what is taken long since is told before anything is written"
        );
    }

    /// <summary>
    /// Sixteen runners, each as a host of its own, enter, take off, issue, drop and die halfway over decisions that share subjects.
    /// </summary>
    [Fact]
    public void Whatever_sixteen_runners_do_no_achievement_is_awarded_twice() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    using var store = new Disposal(new MemoryEventStore());
                    Bustle(store.Store, seed, acts: 12).GetAwaiter().GetResult();
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task And_so_it_is_on_the_disk()
    {
        var path = Directory.CreateTempSubdirectory("phongtrao-subjects-").FullName;
        try
        {
            using var folder = DataFolder.Open(path);
            await using var store = SqliteEventStore.Open(folder);
            await Bustle(store, 7, acts: 12);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private sealed record Candidate(SubjectId Subject, GatheredNominee Nominee, Achievement Achievement);

    private sealed class Disposal(MemoryEventStore store) : IDisposable
    {
        internal MemoryEventStore Store => store;

        public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static async Task Bustle(IEventStore store, int seed, int acts)
    {
        Candidate[] candidates =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(n => new Candidate(
                    new(Id(2000 + (n % 3))),
                    new(new(Id(50 + n)), new NomineeId(Id(100 + n))),
                    n % 4 == 0 ? Annually(Rescue) : new(Sudden, Plan, n % 2 == 0 ? Rescue : Fire)
                )),
        ];
        DecisionId[] decisions = [.. Enumerable.Range(0, 4).Select(n => new DecisionId(Id(600 + n)))];
        var commands = 0;
        long minutes = 0;
        CommandContext Next() =>
            DistrictHead.Named(Interlocked.Increment(ref commands)) with
            {
                At = Morning.AddMinutes(Interlocked.Read(ref minutes)),
            };

        var first = new CommandRunner(store);
        foreach (var decision in decisions)
        {
            await first.RunAsync(Bindings.Decision, StreamOf(decision), new ListCommand.Draft(District, Form), Next());
        }

        await Task.WhenAll(
            Enumerable.Range(0, 16).Select(host => Task.Run(() => HostAsync(new CommandRunner(store), new Random(seed + host))))
        );
        for (var round = 0; round < 3; round++)
        {
            await SettleAsync(first);
        }

        var awarded = new List<(Candidate Who, DecisionId By)>();
        foreach (var decision in decisions)
        {
            var list = (await first.LoadAsync(Bindings.Decision, StreamOf(decision)))!.Value.State;
            awarded.AddRange(list.Paper is null ? [] : list.Nominees.Select(n => (candidates.Single(c => c.Nominee == n), decision)));
        }

        foreach (var (who, by) in awarded)
        {
            var award = (await first.LoadAsync(Bindings.Subject, StreamOf(who.Subject)))!.Value.State.Of(by, who.Nominee.Nominee);
            award.ShouldNotBeNull().Standing.ShouldBe(AwardStanding.Given);
            awarded
                .Where(other => other.By != by || other.Who != who)
                .ShouldNotContain(
                    other =>
                        other.Who.Subject == who.Subject
                        && (other.Who.Nominee == who.Nominee || other.Who.Achievement.IsSameAs(who.Achievement)),
                    $"seed {seed}"
                );
        }

        async Task HostAsync(CommandRunner runner, Random random)
        {
            var awarding = new Awarding(runner);
            for (var i = 0; i < acts; i++)
            {
                var decision = decisions[random.Next(decisions.Length)];
                switch (random.Next(12))
                {
                    case < 4:
                        var more = candidates[random.Next(candidates.Length)].Nominee;
                        await runner.RunAsync(Bindings.Decision, StreamOf(decision), new ListCommand.Enter([more]), Next());
                        break;
                    case 4:
                        var less = candidates[random.Next(candidates.Length)].Nominee.Nominee;
                        await runner.RunAsync(Bindings.Decision, StreamOf(decision), new ListCommand.TakeOff(less, null), Next());
                        break;
                    case 5 when random.Next(8) == 0:
                        await runner.RunAsync(Bindings.Decision, StreamOf(decision), new ListCommand.Drop(null), Next());
                        break;
                    case 6:
                        await SettleAsync(runner);
                        break;
                    case 7:
                        Interlocked.Add(ref minutes, random.Next(8));
                        break;
                    default:
                        await IssueAsync(runner, awarding, decision, random);
                        break;
                }
            }
        }

        async Task IssueAsync(CommandRunner runner, Awarding awarding, DecisionId decision, Random random)
        {
            var list = (await runner.LoadAsync(Bindings.Decision, StreamOf(decision)))!.Value.State;
            if (list.Paper is not null || list.Nominees.IsEmpty)
            {
                return;
            }

            var act = Next();
            CommandContext Part(string part) => act with { CommandId = DerivedId.From(act.CommandId, part) };
            var claims = list
                .Nominees.Select(n => candidates.Single(c => c.Nominee == n))
                .Select(c => new SubjectClaim(
                    c.Subject,
                    new(decision, c.Nominee.Dossier, c.Nominee.Nominee, Form, District, c.Achievement, list.Edition)
                ))
                .ToList();
            var claimed = await awarding.ClaimAsync(decision, claims, Part);
            if (claimed is not ClaimResult.Claimed || random.Next(6) == 0)
            {
                return; // refused, or the process dies here
            }

            for (var others = random.Next(50); others > 0; others--)
            {
                await Task.Yield();
            }

            var issue = new ListCommand.Issue(Paper($"{act.CommandId:N}"), null, list.Edition);
            if (await runner.RunAsync(Bindings.Decision, StreamOf(decision), issue, act) is not RunResult<CommonList>.Recorded)
            {
                await awarding.GiveUpAsync(decision, list.Edition, Part);
            }
        }

        // What the reactor does, at any time.
        async Task SettleAsync(CommandRunner runner)
        {
            foreach (var subject in candidates.Select(c => c.Subject).Distinct())
            {
                var state = (await runner.LoadAsync(Bindings.Subject, StreamOf(subject)))?.State ?? Subject.None;
                foreach (var award in state.Awards.Where(a => a.Standing is AwardStanding.Claimed))
                {
                    var list = (await runner.LoadAsync(Bindings.Decision, StreamOf(award.Claim!.Decision)))!.Value.State;
                    if (award.Claim!.SettledBy(list) is { } command)
                    {
                        await runner.RunAsync(
                            Bindings.Subject,
                            StreamOf(subject),
                            command,
                            Robot with
                            {
                                CommandId = Next().CommandId,
                                At = Next().At,
                            }
                        );
                    }
                }
            }
        }
    }

    private static StreamName StreamOf(DecisionId id) => Bindings.Decision.StreamOf(id.Value);

    private static StreamName StreamOf(SubjectId id) => Bindings.Subject.StreamOf(id.Value);
}
