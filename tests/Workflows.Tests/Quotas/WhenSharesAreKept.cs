using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Quotas;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Quotas;

/// <summary>Floors and ceilings in percent for some of those proposed: "không quá 20% là lãnh đạo", "ít nhất 50% là người lao động trực tiếp".</summary>
public sealed class WhenSharesAreKept
{
    private static readonly RuleCode Block = new("xa-phuong");
    private static readonly RuleCode Leaders = new("lanh-dao");

    private static Spec<Quota, QuotaCommand, QuotaEvent> New() => new(Bindings.Quota);

    private static ShareTerms AtMost(int percent, ShareBase of = ShareBase.Proposed, bool hard = true, bool each = false) =>
        new(Leaders, null, of, AtLeast: false, percent, each, hard, new("II.9"));

    private static ShareTerms AtLeast(int percent, ShareBase of = ShareBase.Proposed, bool hard = true, bool each = false) =>
        new(Leaders, null, of, AtLeast: true, percent, each, hard, new("II.9"));

    /// <summary>So many of the part and so many others, from a number on.</summary>
    private static QuotaCommand.Take Take(ShareTerms share, int? max, int from, int part, int others, Sealed? note = null) =>
        new(
            new(Id(from)),
            4,
            [Commune, District],
            [
                .. Enumerable
                    .Range(from, part + others)
                    .Select(n => new QuotaSeat(new(Id(n)), Block, [new(share.Code, Part: n < from + part, Whole: true)])),
            ],
            [new(Block, max, Hard: false, new("II.8.b"))],
            note,
            [share]
        );

    [Fact]
    public void A_ceiling_of_those_proposed_is_compared_in_whole_numbers()
    {
        New().When(Preparer, Take(AtMost(20), null, 1, 1, 4)).Refused.ShouldBeNull("1 of 5 is 20%");
        New()
            .When(Preparer, Take(AtMost(20), null, 1, 1, 3))
            .ThenRefused(
                QuotaRefusals.ShareExceeded,
                ("share", Leaders.Value),
                ("unit", Quota.Everybody),
                ("percent", "20"),
                ("part", "1"),
                ("total", "4"),
                ("clause", "II.9")
            );
        New()
            .When(Preparer, Take(AtMost(33), null, 1, 1, 2))
            .Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded, "a third is more than 33%");
    }

    [Fact]
    public void A_floor_of_those_proposed_is_asked_of_whoever_makes_it_worse()
    {
        var quota = New();
        quota.When(Preparer, Take(AtLeast(50), null, 1, 1, 2)).Refused!.Code.ShouldBe(QuotaRefusals.ShareMissed);
        quota.Given(Preparer, Take(AtLeast(50, hard: false), null, 1, 0, 3, Because));
        quota.When(Preparer, Take(AtLeast(50), null, 11, 1, 0)).Refused.ShouldBeNull("it mends what is not kept yet");
        quota.When(Preparer, Take(AtLeast(50), null, 21, 1, 1)).Refused!.Code.ShouldBe(QuotaRefusals.ShareMissed);
    }

    [Fact]
    public void A_soft_share_is_passed_over_with_a_note()
    {
        var quota = New();
        quota.When(Preparer, Take(AtMost(20, hard: false), null, 1, 1, 0)).Refused!.Code.ShouldBe(QuotaRefusals.ShareExceededNote);
        quota.When(Preparer, Take(AtMost(20, hard: false), null, 1, 1, 0, Because)).Refused.ShouldBeNull();
        New().When(Preparer, Take(AtLeast(20, hard: false), null, 1, 0, 1)).Refused!.Code.ShouldBe(QuotaRefusals.ShareMissedNote);
        New().When(Preparer, Take(AtMost(20), null, 1, 1, 0, Because)).Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded);
    }

    [Fact]
    public void Of_the_number_allocated_a_ceiling_is_a_number_and_a_floor_is_kept_free()
    {
        var few = AtMost(20, ShareBase.Allocated);
        var quota = New().Given(Preparer, Take(few, 10, 1, 2, 0));
        quota.When(Preparer, Take(few, 10, 11, 1, 0)).Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded, "2 of 10 are taken");

        var many = AtLeast(50, ShareBase.Allocated);
        var floor = New().Given(Preparer, Take(many, 10, 1, 0, 5));
        Standing(floor, many, 10).State.ShouldBe(ShareState.Open);
        floor
            .When(Preparer, Take(many, 10, 11, 0, 1))
            .Refused!.Code.ShouldBe(QuotaRefusals.ShareMissed, "five could not be reached any more");
        floor.Given(Preparer, Take(many, 10, 21, 5, 0));
        Standing(floor, many, 10).State.ShouldBe(ShareState.Kept);
    }

    [Fact]
    public void What_cannot_be_decided_yet_says_so_and_stops_nobody()
    {
        Standing(New(), AtMost(20), 10).State.ShouldBe(ShareState.Undecided, "nobody is proposed");
        var quota = New().Given(Preparer, Take(AtMost(20, ShareBase.Allocated), null, 1, 3, 0));
        Standing(quota, AtMost(20, ShareBase.Allocated), null)
            .ShouldBe(new(new(3, 3, 0), null, ShareState.Undecided), "nothing was allocated");
    }

    [Fact]
    public void A_unit_may_be_held_to_it_by_itself()
    {
        var each = AtMost(50, each: true);
        var quota = New().Given(Preparer, Take(each, null, 1, 0, 4));
        quota
            .When(Preparer, Take(each, null, 11, 2, 0) with { Units = [new("xa-khac"), District] })
            .Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded);
        quota
            .When(Preparer, Take(AtMost(50), null, 11, 2, 0) with { Units = [new("xa-khac"), District] })
            .Refused.ShouldBeNull("all together they keep it");

        quota
            .When(Preparer, Take(each, null, 21, 2, 0) with { Units = [District] })
            .Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded, "what those below it propose is not its own");

        var given = AtMost(50, ShareBase.Allocated, each: true);
        var allotted = New()
            .Given(Robot, new QuotaCommand.Allocate(Block, Commune, new(4, Province, new(new("1/KH"), Today, new("Giao")), null), 4));
        allotted.When(Preparer, Take(given, 9, 1, 3, 0)).Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded, "3 of 4 given to the unit");
        allotted.When(Preparer, Take(given, 9, 1, 2, 0)).Refused.ShouldBeNull();
    }

    [Fact]
    public void Those_who_are_so_many_percent_need_not_be_of_those_of_whom_they_are()
    {
        // "hoàn thành xuất sắc" at most 20% of those "hoàn thành tốt".
        var excellent = AtMost(20);
        QuotaCommand.Take Grades(int from, int best, int good) =>
            Take(excellent, null, from, 0, 0) with
            {
                Seats =
                [
                    .. Enumerable
                        .Range(from, best + good)
                        .Select(n => new QuotaSeat(
                            new(Id(n)),
                            Block,
                            [n < from + best ? new(Leaders, Part: true, Whole: false) : new(Leaders, Part: false, Whole: true)]
                        )),
                ],
            };
        New().When(Preparer, Grades(1, 1, 5)).Refused.ShouldBeNull("1 of 5");
        New().When(Preparer, Grades(1, 1, 4)).Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded);
        New().When(Preparer, Grades(1, 1, 0)).Refused!.Code.ShouldBe(QuotaRefusals.ShareExceeded, "one of none");
    }

    [Fact]
    public void Shares_and_marks_are_what_counting_again_gives_and_a_hard_ceiling_of_what_is_allocated_is_never_exceeded() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary(),
                seeds =>
                {
                    var (quota, share) = (New(), AtMost(25, ShareBase.Allocated));
                    foreach (var random in seeds.Select(seed => new Random(seed)))
                    {
                        var nominee = random.Next(1, 30);
                        var part = new SharePart(Leaders, random.Next(2) == 0, Whole: true);
                        IReadOnlyList<NomineeMark>? marks = random.Next(2) == 0 ? [NomineeMark.Woman] : null;
                        quota.When(
                            random.Next(3) == 0 ? Robot : Preparer,
                            random.Next(3) == 0
                                ? new QuotaCommand.Settle(new(Id(1)), 9, [(new NomineeId(Id(nominee)), null)])
                                : Take(share, 16, nominee, 0, 1, Because) with
                                {
                                    Seats = [new(new(Id(nominee)), Block, [part], marks)],
                                    Revision = random.Next(1, 12),
                                }
                        );
                        var places = quota.State.Places.Values;
                        var count = quota.State.Shares.GetValueOrDefault((Leaders, null));
                        count.ShouldBe(new(places.Count(p => p.Shares[0].Part), places.Count(), places.Count(p => !p.Shares[0].Part)));
                        count.Part.ShouldBeLessThanOrEqualTo(4);
                        quota
                            .State.Marks.GetValueOrDefault((Block, null, NomineeMark.Woman))
                            .ShouldBe(places.Count(p => p.Marks.Count > 0));
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Marks_follow_from_what_was_entered()
    {
        NomineeMarks
            .Of(SubjectKind.Person, new("A", Female: true, Leader: true, Members: 10, Women: 10))
            .ShouldBe([NomineeMark.Woman, NomineeMark.Leader]);
        NomineeMarks
            .Of(SubjectKind.Collective, new("A", Small: true, Members: 10, Women: 7))
            .ShouldBe([NomineeMark.SmallCollective, NomineeMark.MostlyWomen]);
        NomineeMarks.Of(SubjectKind.Collective, new("A", Female: true, Members: 9, Women: 6, Remote: true)).ShouldBe([NomineeMark.Remote]);
        NomineeMarks.Of(SubjectKind.Person, null).ShouldBeEmpty();
    }

    private static ShareStanding Standing(Spec<Quota, QuotaCommand, QuotaEvent> quota, ShareTerms share, int? max) =>
        quota.State.Standing(share, [new(Block, max, Hard: false, new("II.8.b"))], share.Each ? Commune : null);
}
