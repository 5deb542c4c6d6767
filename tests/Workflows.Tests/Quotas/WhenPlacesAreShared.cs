using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Quotas;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Quotas;

/// <summary>Chỉ tiêu khen thưởng: given downwards by an act, taken at submission, free again where a nominee falls out.</summary>
public sealed class WhenPlacesAreShared
{
    private static readonly RuleCode Block = new("xa-phuong");
    private static readonly SourceDocument Act34 = new(new("34/KH-BCĐ"), Today, new("Phân bổ chỉ tiêu"));

    private static Spec<Quota, QuotaCommand, QuotaEvent> New() => new(Bindings.Quota);

    private static QuotaTerms Terms(int? max, bool hard = false) => new(Block, max, hard, new("II.8.b"));

    private static QuotaCommand.Take Take(int dossier, QuotaTerms terms, Sealed? note, params int[] nominees) =>
        new(new(Id(dossier)), 4, [Commune, District], [.. nominees.Select(n => new QuotaSeat(new(Id(n)), Block))], [terms], note);

    private static QuotaCommand.Allocate Give(UnitId from, UnitId to, int places, int? held, PublicText? note = null) =>
        new(Block, to, new(places, from, Act34, note), held);

    private static QuotaCommand.Settle Now(QuotaStage? stage, params int[] nominees) =>
        new(new(Id(1)), 9, [.. nominees.Select(n => (new NomineeId(Id(n)), stage))]);

    [Fact]
    public void A_soft_quota_is_passed_over_with_a_note_and_a_hard_one_never()
    {
        var soft = New().Given(Preparer, Take(1, Terms(2), null, 101, 102));
        soft.When(Preparer, Take(2, Terms(2), null, 103))
            .ThenRefused(
                QuotaRefusals.NoteMissing,
                ("quota", Block.Value),
                ("unit", Quota.Everybody),
                ("act", Quota.Everybody),
                ("max", "2"),
                ("taken", "2"),
                ("asked", "1"),
                ("clause", "II.8.b")
            );
        soft.When(Preparer, Take(2, Terms(2), Because, 103)).Refused.ShouldBeNull();
        soft.When(Preparer, Take(2, Terms(2), Because, 103)).ThenNothing();

        var hard = New().Given(Preparer, Take(1, Terms(2, hard: true), null, 101, 102));
        hard.When(Preparer, Take(2, Terms(2, hard: true), Because, 103)).Refused!.Code.ShouldBe(QuotaRefusals.Full);
        hard.Given(Robot, Now(null, 101))
            .When(Preparer, Take(2, Terms(2, hard: true), null, 103))
            .Refused.ShouldBeNull("one is free again");
    }

    [Fact]
    public void What_no_plan_limits_and_nobody_allotted_limits_nobody() =>
        New().When(Preparer, Take(1, Terms(null, hard: true), null, 101, 102, 103)).Refused.ShouldBeNull();

    [Fact]
    public void Nobody_gives_more_than_they_hold_without_a_note()
    {
        var quota = New();
        quota
            .When(DistrictHead, Give(District, Commune, 3, null))
            .ThenRefused(
                QuotaRefusals.MoreThanHeld,
                ("quota", Block.Value),
                ("unit", District.Value),
                ("held", "–"),
                ("given", "0"),
                ("places", "3")
            );
        quota.Given(Robot, Give(Province, District, 4, 5));
        quota.When(DistrictHead, Give(District, Commune, 5, null)).Refused!.Code.ShouldBe(QuotaRefusals.MoreThanHeld);
        quota.Given(DistrictHead, Give(District, Commune, 3, null));
        quota.When(DistrictHead, Give(District, Commune, 3, null)).ThenNothing();
        quota
            .When(DistrictHead, Give(District, new("xa-khac"), 2, null))
            .ThenRefused(
                QuotaRefusals.MoreThanHeld,
                ("quota", Block.Value),
                ("unit", District.Value),
                ("held", "4"),
                ("given", "3"),
                ("places", "2")
            );
        quota
            .When(DistrictHead, Give(District, new("xa-khac"), 2, null, new("Ý kiến của Trưởng ban")))
            .Refused.ShouldBeNull("releases before wrote notes so");
        var sealedNote = Give(District, new("xa-khac-nua"), 2, null);
        quota.When(DistrictHead, sealedNote with { Allotment = sealedNote.Allotment with { Why = Because } }).Refused.ShouldBeNull();
    }

    [Fact]
    public void A_unit_takes_no_more_than_it_was_given_and_what_is_taken_is_not_taken_back()
    {
        var quota = New().Given(Robot, Give(Province, District, 4, 5)).Given(DistrictHead, Give(District, Commune, 1, null));
        quota.Given(Preparer, Take(1, Terms(5), null, 101));
        quota
            .When(Preparer, Take(2, Terms(5), null, 102))
            .ThenRefused(
                QuotaRefusals.NoteMissing,
                ("quota", Block.Value),
                ("unit", Commune.Value),
                ("act", Act34.Number.Value),
                ("max", "1"),
                ("taken", "1"),
                ("asked", "1"),
                ("clause", "II.8.b")
            );
        quota
            .When(DistrictHead, Give(District, Commune, 0, null))
            .ThenRefused(QuotaRefusals.FewerThanTaken, ("quota", Block.Value), ("unit", Commune.Value), ("taken", "1"), ("places", "0"));
        quota.Given(Preparer, new QuotaCommand.AskForMore(new(Block, Commune, 2, new("Thêm một tập thể"), Today)));
        quota.State.Requests.ShouldNotBeEmpty();
        quota.Given(DistrictHead, Give(District, Commune, 2, null));
        quota.State.Requests.ShouldBeEmpty("giving answers it");
        quota.When(Preparer, Take(2, Terms(5), null, 102)).Refused.ShouldBeNull();
        (quota.State.Taken(Block, null), quota.State.Taken(Block, District), quota.State.Taken(Block, Commune)).ShouldBe((2, 2, 2));
    }

    [Fact]
    public void A_place_moves_on_only_and_whoever_is_awarded_keeps_it()
    {
        var quota = New().Given(Preparer, Take(1, Terms(5), null, 101, 102));
        quota.Given(Robot, Now(QuotaStage.SentUp, 101, 102));
        quota.When(Robot, Now(QuotaStage.Appraised, 101)).ThenNothing();
        quota.Given(Robot, Now(QuotaStage.Issued, 101));
        quota.When(Robot, Now(null, 101, 102, 103)).Then(new QuotaEvent.PlacesReleased([new(Id(102))]));
        quota
            .State.Counts.Where(count => count.Value != 0)
            .Select(count => (count.Key.Unit, count.Key.Stage, count.Value))
            .ShouldBe([(null, QuotaStage.Issued, 1), (Commune, QuotaStage.Issued, 1), (District, QuotaStage.Issued, 1)], ignoreOrder: true);
    }

    [Fact]
    public void What_happened_before_a_place_was_taken_does_not_set_it_free()
    {
        var quota = New().Given(Preparer, Take(1, Terms(5), null, 101));
        quota.When(Robot, Now(null, 101) with { Revision = 4 }).ThenNothing();
        quota.When(Robot, Now(null, 101) with { Revision = 5 }).ThenTypes(typeof(QuotaEvent.PlacesReleased));
    }

    [Fact]
    public void A_place_taken_again_is_held_from_then_on_and_counted_once()
    {
        // Submitted at 4, taken back at 6, submitted again at 7; the reactor tells of 6 only now.
        var quota = New().Given(Preparer, Take(1, Terms(1, hard: true), null, 101));
        var again = Take(1, Terms(1, hard: true), null, 101) with { Revision = 7 };
        quota.Given(Preparer, again);
        quota.When(Preparer, again).ThenNothing();
        quota.When(Robot, Now(null, 101) with { Revision = 6 }).ThenNothing();
        quota.State.Taken(Block, null).ShouldBe(1);
        quota.When(Robot, Now(null, 101) with { Revision = 8 }).ThenTypes(typeof(QuotaEvent.PlacesReleased));
    }

    [Fact]
    public void Whoever_was_split_off_and_submits_again_is_not_set_free_by_what_was_before()
    {
        var quota = New().Given(Preparer, Take(2, Terms(1, hard: true), null, 101));
        quota.Given(Preparer, Take(1, Terms(1, hard: true), null, 101) with { Revision = 7 });
        quota.When(Robot, Now(null, 101) with { Revision = 6 }).ThenNothing();
    }

    [Fact]
    public void No_unit_is_left_with_fewer_places_than_it_gave_on_without_a_note()
    {
        var quota = New().Given(Robot, Give(Province, District, 4, 5)).Given(DistrictHead, Give(District, Commune, 3, null));
        quota
            .When(Robot, Give(Province, District, 2, 5))
            .ThenRefused(QuotaRefusals.FewerThanGiven, ("quota", Block.Value), ("unit", District.Value), ("given", "3"), ("places", "2"));
        quota.When(Robot, Give(Province, District, 3, 5)).Refused.ShouldBeNull("it gave on no more than that");
        quota.When(Robot, Give(Province, District, 2, 5, new("Kết luận của Trưởng ban"))).Refused.ShouldBeNull();
    }

    [Fact]
    public void Nothing_told_of_before_a_place_was_last_taken_sets_it_free() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary(),
                seeds =>
                {
                    var quota = New();
                    var taken = new Dictionary<NomineeId, long>();
                    foreach (var random in seeds.Select(seed => new Random(seed)))
                    {
                        var (nominee, revision) = (random.Next(101, 104), (long)random.Next(1, 9));
                        if (random.Next(2) == 0)
                        {
                            quota.When(Preparer, Take(1, Terms(3, hard: true), null, nominee) with { Revision = revision });
                            taken[new(Id(nominee))] = Math.Max(revision, taken.GetValueOrDefault(new(Id(nominee))));
                        }
                        else
                        {
                            quota.When(Robot, Now(null, nominee) with { Revision = revision });
                            if (revision > taken.GetValueOrDefault(new(Id(nominee))))
                            {
                                taken.Remove(new(Id(nominee)));
                            }
                        }

                        quota.State.Places.Keys.ShouldBe(taken.Keys, ignoreOrder: true);
                        quota.State.Taken(Block, null).ShouldBe(taken.Count);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void The_counts_are_what_counting_again_gives_whatever_happens() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary(),
                seeds =>
                {
                    var quota = New();
                    foreach (var random in seeds.Select(seed => new Random(seed)))
                    {
                        quota.When(Preparer, Anything(random, Terms(6, hard: true)));
                        quota.State.Taken(Block, null).ShouldBe(quota.State.Places.Count);
                        quota.State.Taken(Block, null).ShouldBeLessThanOrEqualTo(6);
                        foreach (var group in quota.State.Places.Values.GroupBy(place => place.Stage))
                        {
                            quota.State.Counts[(Block, null, group.Key)].ShouldBe(group.Count());
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>Sixteen hosts submit, take back, award at once; the places are one stream, so that nobody can take one twice.</summary>
    [Fact]
    public async Task Whatever_sixteen_runners_do_a_hard_quota_is_never_exceeded()
    {
        await using var store = new MemoryEventStore();
        var stream = Bindings.Quota.StreamOf(QuotaKey.Of(Plan, Form, Annual).Value);
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(host =>
                    Task.Run(async () =>
                    {
                        var runner = new CommandRunner(store);
                        var random = new Random(host);
                        for (var i = 0; i < 40; i++)
                        {
                            var by = Preparer with { CommandId = DerivedId.From(Id(host), i) };
                            await runner.RunAsync(Bindings.Quota, stream, Anything(random, Terms(6, hard: true)), by);
                        }
                    })
                )
        );

        var state = Quota.None;
        var most = 0;
        foreach (var recorded in await store.ReadStreamAsync(stream))
        {
            state = Quota.Evolve(state, (QuotaEvent)EventTypes.Read(recorded));
            state.Taken(Block, null).ShouldBeLessThanOrEqualTo(6);
            most = Math.Max(most, state.Taken(Block, null));
        }

        most.ShouldBe(6, "it was full once, or this proves nothing");
    }

    private static QuotaCommand Anything(Random random, QuotaTerms terms)
    {
        int[] nominees = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(101, 125)).Distinct()];
        return random.Next(4) switch
        {
            0 => Now(null, nominees),
            1 => Now((QuotaStage)random.Next(4), nominees),
            _ => Take(random.Next(9), terms, Because, nominees),
        };
    }
}
