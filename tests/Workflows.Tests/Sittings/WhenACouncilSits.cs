using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Tests.Dossiers;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Sittings;

/// <summary>Họp Hội đồng: one meeting votes on nominees of many dossiers.</summary>
public sealed class WhenACouncilSits
{
    private static readonly VoteRule Majority = new(50, VoteBase.Members, MoreThan: true);
    private static readonly SittingId Meeting = new(Id(700));
    private static readonly DossierId One = new(Id(51));
    private static readonly DossierId Two = new(Id(52));
    private static readonly SittingNominee[] List = [new(One, An.Id, Majority), new(One, Binh.Id, Majority), new(Two, Cuong.Id, Majority)];
    private static readonly CouncilMember[] Nine =
    [
        .. Enumerable.Range(0, 9).Select(i => new CouncilMember(Who(i), Words($"ủy viên {i}"))),
    ];
    private static readonly SittingEvent.Called Content = new(
        District,
        Officer,
        null,
        Today,
        Words("Phòng họp số 1"),
        Nine,
        Who(0),
        new(new(Id(799)), Words("thư ký"))
    );
    private static readonly SittingCommand Sign = new SittingCommand.Close(Paper("03/BB-HĐ"), Words("thư ký"));

    [Fact]
    public void It_is_called_once_by_the_council_with_all_its_members()
    {
        Called().When(DistrictOfficer, new SittingCommand.Call(Content with { Members = [.. Nine] })).ThenNothing();
        Called().When(DistrictOfficer, new SittingCommand.Call(Content with { On = Today.AddDays(1) })).ThenRefused(SittingRefusals.Exists);
        New()
            .When(DistrictOfficer, new SittingCommand.Call(Content with { Members = [] }))
            .ThenRefused(SittingRefusals.MembersUnfit)
            .When(DistrictOfficer, new SittingCommand.Call(Content with { Members = [Nine[0], Nine[0]] }))
            .ThenRefused(SittingRefusals.MembersUnfit)
            .When(DistrictOfficer, new SittingCommand.Call(Content with { Chair = new(Id(799)) }))
            .ThenRefused(SittingRefusals.MembersUnfit)
            .When(DistrictHead, new SittingCommand.Call(Content))
            .ThenRefused(SittingRefusals.OtherOffice, ("unit", District.Value), ("function", Officer.Value))
            .When(DistrictOfficer, Sign)
            .ThenRefused(SittingRefusals.Unknown);
    }

    [Fact]
    public void Nominees_of_many_dossiers_stand_on_its_list_each_once()
    {
        var sitting = Called();
        sitting.When(DistrictOfficer, new SittingCommand.Enter([.. List, List[0]])).Then(new SittingEvent.NomineesEntered(List));
        sitting.When(DistrictOfficer, new SittingCommand.Enter([List[2]])).ThenNothing();
        sitting
            .When(DistrictOfficer, new SittingCommand.Enter([List[0] with { Dossier = Two }]))
            .ThenRefused(SittingRefusals.ListedTwice, ("nominees", $"{An.Id}"));
        sitting
            .When(DistrictOfficer, new SittingCommand.TakeOff(An.Id, Because))
            .Then(new SittingEvent.NomineeTakenOff(An.Id, Because))
            .When(DistrictOfficer, new SittingCommand.TakeOff(An.Id, Because))
            .ThenNothing();
    }

    [Fact]
    public void Two_thirds_of_all_members_must_be_present_whoever_wrote()
    {
        var sitting = Counted(present: 5, written: 4);

        sitting.When(DistrictOfficer, Sign).ThenRefused(SittingRefusals.NoQuorum, ("present", "5"), ("members", "9"), ("needed", "6"));

        sitting
            .Given(DistrictOfficer, new SittingCommand.Attend([new(Who(5), Attendance.Present)]))
            .When(DistrictOfficer, Sign)
            .ThenTypes(typeof(SittingEvent.Closed));
    }

    [Fact]
    public void No_more_ballots_are_given_out_than_members_vote()
    {
        var sitting = Listed(present: 6, written: 1)
            .Given(DistrictOfficer, new SittingCommand.Recuse(Who(1), [An.Id], RecusalCause.Relative));

        sitting.When(DistrictOfficer, Votes(An, 7)).ThenRefused(SittingRefusals.TooManyBallots, ("nominees", $"{An.Id}"), ("voters", "6"));
        sitting.When(DistrictOfficer, Votes(Binh, 7)).ThenTypes(typeof(SittingEvent.VotesEntered));
        sitting
            .When(DistrictOfficer, Votes(An, 6) with { Against = 1 })
            .ThenRefused(SittingRefusals.TallyDoesNotAddUp, ("nominees", $"{An.Id}"));
        sitting.When(DistrictOfficer, Votes(An, 6)).ThenTypes(typeof(SittingEvent.VotesEntered));
        sitting.When(DistrictOfficer, Votes(An, 6)).ThenNothing();

        // A recusal that comes to light after the count makes the count void.
        sitting.Given(DistrictOfficer, new SittingCommand.Recuse(Who(2), [An.Id], RecusalCause.Other), Votes(Cuong, 7));
        sitting.When(DistrictOfficer, Sign).ThenRefused(SittingRefusals.TooManyBallots, ("nominees", $"{An.Id}"), ("voters", "5"));
        sitting
            .Given(DistrictOfficer, new SittingCommand.LiftRecusal(Who(2), [An.Id]))
            .When(DistrictOfficer, Sign)
            .ThenTypes(typeof(SittingEvent.Closed));
    }

    [Fact]
    public void Counts_of_many_are_entered_all_or_none()
    {
        var sitting = Listed(present: 7);

        sitting
            .When(DistrictOfficer, new SittingCommand.EnterAllVotes([Votes(An, 7), Votes(Binh, 8), Votes(Cuong, 3, against: 4)]))
            .ThenRefused(SittingRefusals.TooManyBallots, ("nominees", $"{Binh.Id}"), ("voters", "7"));
        var all = new SittingCommand.EnterAllVotes([Votes(An, 2), Votes(Binh, 7), Votes(An, 7)]);
        sitting
            .When(DistrictOfficer, all)
            .Then(
                new SittingEvent.VotesEntered(An.Id, new(9, 7, 7, 7, 7, 0), null),
                new SittingEvent.VotesEntered(Binh.Id, new(9, 7, 7, 7, 7, 0), null)
            );
        sitting.Given(DistrictOfficer, all).When(DistrictOfficer, all).ThenNothing();
        sitting
            .When(DistrictOfficer, new SittingCommand.EnterAllVotes([Votes(Binh, 7), Votes(Cuong, 4, against: 3)]))
            .ThenTypes(typeof(SittingEvent.VotesEntered)); // what stands there already is not entered again
    }

    [Fact]
    public void Nobody_votes_on_signs_or_records_what_is_their_own_affair()
    {
        var sitting = Counted(present: 8);
        Concern concern = new(Who(3), An.Id, RecusalCause.Prepared);
        var sign = new SittingCommand.Close(Paper(), Words("thư ký"), Concerned: [concern, concern with { Member = Who(8) }]);

        sitting.When(DistrictOfficer, sign).ThenRefused(SittingRefusals.NotRecused, ("nominees", $"{An.Id}"), ("members", $"{Who(3)}"));
        sitting
            .When(DistrictOfficer, sign with { Own = [new("12/HS")] })
            .ThenRefused(SittingRefusals.OwnAffair, ("dossiers", "12/HS"))
            .When(DistrictOfficer, Votes(An, 4) with { Own = [new("12/HS")] })
            .ThenRefused(SittingRefusals.OwnAffair, ("dossiers", "12/HS"));
        sitting
            .Given(DistrictOfficer, new SittingCommand.Recuse(Who(3), [An.Id], RecusalCause.Prepared), Votes(An, 7))
            .When(DistrictOfficer, sign)
            .ThenTypes(typeof(SittingEvent.Closed));
    }

    [Fact]
    public void It_is_closed_with_a_count_for_everybody_and_stands_then()
    {
        var sitting = Listed(present: 9).Given(DistrictOfficer, Votes(An, 9), Votes(Binh, 9));
        sitting.When(DistrictOfficer, Sign).ThenRefused(SittingRefusals.VotesMissing, ("nominees", $"{Cuong.Id}"));
        sitting.Given(DistrictOfficer, Votes(Cuong, 4));
        sitting
            .When(DistrictOfficer, new SittingCommand.Close(Paper(date: Today.AddDays(-1)), Words("thư ký")))
            .ThenRefused(SittingRefusals.NotYet, ("on", "2025-04-14"), ("date", "2025-04-13"));
        sitting
            .When(DistrictOfficer, new SittingCommand.Close(Paper() with { Scan = null }, Words("thư ký")))
            .ThenRefused(PaperRules.ScanMissing);

        sitting
            .When(DistrictOfficer, Sign)
            .Then(new SittingEvent.Closed(Paper("03/BB-HĐ"), Words("thư ký")))
            .When(DistrictOfficer, Sign)
            .ThenNothing();

        sitting.When(DistrictOfficer, Votes(Cuong, 5)).ThenRefused(SittingRefusals.Closed);
        sitting.When(DistrictOfficer, new SittingCommand.Attend([new(Who(0), Attendance.Absent)])).ThenRefused(SittingRefusals.Closed);
        sitting.When(DistrictOfficer, new SittingCommand.Drop(null)).ThenRefused(SittingRefusals.Closed);
        sitting.When(DistrictOfficer, new SittingCommand.AttachScan(Document(10))).ThenRefused(SittingRefusals.ScanNotPromised);
    }

    [Fact]
    public void Who_presides_is_there_and_the_meeting_was_before_it_is_counted()
    {
        var absent = Counted(present: 8).Given(DistrictOfficer, new SittingCommand.Attend([new(Who(0), Attendance.Written)]));
        absent.When(DistrictOfficer, Sign).ThenRefused(SittingRefusals.ChairAbsent);

        var later = New()
            .Given(DistrictOfficer, new SittingCommand.Call(Content with { On = Today.AddDays(1) }), new SittingCommand.Enter(List));
        later.When(DistrictOfficer, Votes(An, 0)).ThenRefused(SittingRefusals.NotYet, ("on", "2025-04-15"), ("date", "2025-04-14"));
        later.When(DistrictOfficer, new SittingCommand.Drop(Because)).Then(new SittingEvent.Dropped(Because));
        later.When(DistrictOfficer, new SittingCommand.Enter([List[0] with { Nominee = new(Id(8)) }])).ThenRefused(SittingRefusals.Dropped);
    }

    [Fact]
    public void Its_votes_end_the_council_step_of_every_dossier()
    {
        var first = Story.AtCouncil(An, Binh);
        var second = Story.AtCouncil(Cuong);
        var sitting = Listed(present: 9).Given(DistrictOfficer, Votes(An, 5, 4), Votes(Binh, 4, 5), Votes(Cuong, 9));
        Carry.Closed(Meeting, sitting.State).ShouldBeEmpty();
        Carry.Objection(Meeting, sitting.State, Paper(), One, first.State, [], Morning).ShouldBeNull();

        sitting.Given(DistrictOfficer, Sign);
        var carried = Carry.Closed(Meeting, sitting.State);

        carried.Select(c => c.Dossier).ShouldBe([One, Two]);
        first.When(DistrictOfficer, carried[0].Command).ThenRefused(DossierRefusals.CarriedOnly);
        var ended = first.When(Robot, carried[0].Command).Single<DossierEvent.StepCompleted>();
        (ended.Sitting, ended.Paper, ended.End.Outcome).ShouldBe((Meeting, Paper("03/BB-HĐ"), Outcomes.Pass));
        ended.Verdicts.ShouldBe([
            new NomineeVerdict(An.Id, true, null, new Tally(9, 9, 9, 9, 5, 4)),
            new NomineeVerdict(Binh.Id, false, null, new Tally(9, 9, 9, 9, 4, 5)),
        ]);
        first.Standing(Binh).ShouldBe(new NomineeStanding.Failed(CouncilDistrict));
        first.State.Tasks.ShouldHaveSingleItem().Step.ShouldBe(DecideDistrict);
        first.When(Robot, carried[0].Command).ThenNothing();
        first
            .When(DistrictOfficer, new DossierCommand.AttachScan(ended.Task, Document(10)))
            .ThenRefused(DossierRefusals.ScanNotPromised, ("task", $"{ended.Task}"));
        second.Given(Robot, carried[1].Command);
        second.Standing(Cuong).ShouldBe(new NomineeStanding.InPlay());
    }

    [Fact]
    public void A_dossier_is_voted_on_as_a_whole_when_it_waits_for_this_council()
    {
        var sitting = Listed(present: 9).Given(DistrictOfficer, Votes(An, 9), Votes(Binh, 9), Votes(Cuong, 9));
        Refusal? Objects(Spec<Dossier, DossierCommand, DossierEvent> dossier, params RuleFound[] found) =>
            Carry.Objection(Meeting, sitting.State, Paper(), One, dossier.State, found, Morning);

        Objects(Story.AtCouncil(An, Binh, Cuong))!.Code.ShouldBe(DossierRefusals.NomineesNotAtSitting);
        Objects(Story.AtDistrict(An, Binh))!.Code.ShouldBe(DossierRefusals.NotAtSitting);
        var suspended = Story.AtCouncil(An, Binh);
        suspended.Given(DistrictOfficer, new DossierCommand.SuspendNominee(suspended.Task(), An.Id, SuspensionCause.Discipline, Because));
        Objects(suspended)!.Code.ShouldBe(DossierRefusals.NomineesSuspended);
        var barred = new RuleFound(An.Id, new("chi-mot-lan"), FindingVerdict.NotMet, FindingEffect.Blocks, null);
        Objects(Story.AtCouncil(An, Binh), barred)!.Code.ShouldBe(DossierRefusals.NomineeNotEligible);
        Objects(Story.AtCouncil(An, Binh), barred with { Effect = FindingEffect.Warns }).ShouldBeNull();
    }

    private static MemberId Who(int i) => new(Id(710 + i));

    private static Spec<Sitting, SittingCommand, SittingEvent> New() => new(Bindings.Sitting);

    private static Spec<Sitting, SittingCommand, SittingEvent> Called() => New().Given(DistrictOfficer, new SittingCommand.Call(Content));

    private static Spec<Sitting, SittingCommand, SittingEvent> Listed(int present, int written = 0) =>
        Called()
            .Given(
                DistrictOfficer,
                new SittingCommand.Enter(List),
                new SittingCommand.Attend([
                    .. Nine.Select(
                        (m, i) =>
                            new AttendanceEntry(
                                m.Id,
                                i < present ? Attendance.Present
                                    : i < present + written ? Attendance.Written
                                    : Attendance.Absent
                            )
                    ),
                ])
            );

    private static Spec<Sitting, SittingCommand, SittingEvent> Counted(int present, int written = 0) =>
        Listed(present, written).Given(DistrictOfficer, Votes(An, 3), Votes(Binh, 3), Votes(Cuong, 3));

    private static SittingCommand.EnterVotes Votes(NomineeEntry nominee, int @for, int against = 0) =>
        new(nominee.Id, @for + against, @for + against, @for + against, @for, against, null);
}
