using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenVoting
{
    [Fact]
    public void Each_nominee_passes_by_its_own_votes()
    {
        var story = Story.AtCouncil();

        story.When(DistrictOfficer, story.Judge([Voted(An, 9), Voted(Binh, 5), Voted(Cuong, 4)], Paper("03/BB")));

        story.Single<DossierEvent.StepCompleted>().End.Outcome.ShouldBe(Outcomes.Pass);
        story.Standing(Binh).ShouldBe(new NomineeStanding.InPlay());
        story.Standing(Cuong).ShouldBe(new NomineeStanding.Failed(CouncilDistrict));
    }

    [Fact]
    public void The_minutes_and_a_count_for_everybody_are_needed()
    {
        var story = Story.AtCouncil();
        story.When(DistrictOfficer, story.Vote(9) with { Paper = null }).ThenRefused(DossierRefusals.PaperMissing, ("act", "council"));
        story
            .When(DistrictOfficer, story.Judge([Voted(An, 9), Yes(Binh), Voted(Cuong, 9)], Paper()))
            .ThenRefused(DossierRefusals.TallyMissing, ("nominees", $"{Binh.Id}"));
    }

    [Theory]
    [InlineData(9, 9, 9, 9, 5, 3)] // valid is neither for nor against
    [InlineData(9, 9, 8, 9, 5, 4)] // more valid than returned
    [InlineData(9, 8, 9, 9, 5, 4)] // more returned than issued
    [InlineData(8, 9, 9, 9, 5, 4)] // more issued than members
    [InlineData(0, 0, 0, 0, 0, 0)] // nobody
    [InlineData(9, 9, 9, 0, 5, -5)]
    [InlineData(9, 9, 9, -2, int.MaxValue, int.MaxValue)] // sums do not wrap round
    public void Counts_that_cannot_be_true_are_refused(int members, int issued, int returned, int valid, int @for, int against)
    {
        var story = Story.AtCouncil(An);
        story
            .When(DistrictOfficer, story.Judge([Yes(An) with { Tally = new(members, issued, returned, valid, @for, against) }], Paper()))
            .ThenRefused(DossierRefusals.TallyDoesNotAddUp, ("nominees", $"{An.Id}"));
    }

    [Fact]
    public void The_secretary_cannot_say_otherwise_than_the_votes()
    {
        var story = Story.AtCouncil(An);
        story
            .When(DistrictOfficer, story.Judge([Voted(An, 4) with { Passed = true }], Paper()))
            .ThenRefused(
                DossierRefusals.VerdictAgainstVotes,
                ("nominees", $"{An.Id}"),
                ("percent", "50"),
                ("base", "members"),
                ("moreThan", "true")
            );
    }

    /// <summary>Domain 1.6: at least 80% of 9 is 7,2, so 8 votes; more than half of 8 is 5.</summary>
    [Theory]
    [InlineData(80, false, VoteBase.Members, 9, 9, 8, true)]
    [InlineData(80, false, VoteBase.Members, 9, 9, 7, false)]
    [InlineData(80, false, VoteBase.Members, 10, 10, 8, true)]
    [InlineData(50, true, VoteBase.Members, 8, 8, 4, false)]
    [InlineData(50, true, VoteBase.Members, 8, 8, 5, true)]
    [InlineData(50, true, VoteBase.Members, 9, 6, 4, false)]
    [InlineData(50, true, VoteBase.Present, 9, 6, 4, true)]
    [InlineData(100, false, VoteBase.Present, 9, 6, 6, true)]
    public void Thresholds_are_compared_in_whole_numbers(
        int percent,
        bool moreThan,
        VoteBase of,
        int members,
        int present,
        int votes,
        bool passes
    )
    {
        var route = Way with
        {
            Steps =
            [
                Step(CouncilDistrict, StepAct.Council, District, Officer, null) with
                {
                    Mode = StepMode.Vote,
                    Vote = new(percent, of, moreThan),
                },
            ],
        };
        var story = Story.On(route, An);
        var tally = new Tally(members, present, present, present, votes, present - votes);

        story.Given(DistrictOfficer, story.Judge([new(An.Id, passes, passes ? null : Because, tally)], Paper()));

        story.State.Nominee(An.Id)!.IsInPlay.ShouldBe(passes);
    }

    [Fact]
    public void When_offices_vote_a_nominee_is_counted_over_all_of_them()
    {
        var three = Way with
        {
            Steps =
            [
                Step(AppraiseDistrict, StepAct.Appraise, District, Officer, NotifyCommune) with
                {
                    Mode = StepMode.Vote,
                    Vote = new(50, VoteBase.Members, MoreThan: true),
                    Parties = [new(District, Officer), new(District, Head), new(Commune, Head)],
                },
                Step(NotifyCommune, StepAct.Notify, Commune, Officer, null),
            ],
        };
        var story = Story.On(three, An, Binh);
        DossierCommand Says(Func<NomineeEntry, NomineeVerdict> an, Func<NomineeEntry, NomineeVerdict> binh, int office) =>
            new DossierCommand.CompleteStep(
                story.State.Tasks.First(t => t.Opening.Open.Party == three.Steps[0].Parties[office]).Id,
                [an(An), binh(Binh)],
                null,
                null,
                null
            );

        story.Given(DistrictOfficer, Says(No, No, 0));
        story.Standing(An).ShouldBe(new NomineeStanding.InPlay(), "one of three is no outcome");
        story
            .When(DistrictHead, new DossierCommand.SplitOff(story.State.Tasks[0].Id, [An.Id], Because))
            .ThenRefused(DossierRefusals.VoteUnderWay);
        story.Given(DistrictHead, Says(Yes, No, 1));
        story.Given(CommuneHead, Says(Yes, Yes, 2));

        story.Standing(An).ShouldBe(new NomineeStanding.InPlay());
        story.Standing(Binh).ShouldBe(new NomineeStanding.Failed(AppraiseDistrict));
        story.State.Tasks.ShouldHaveSingleItem().Step.ShouldBe(NotifyCommune);
    }
}
