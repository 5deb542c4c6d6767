using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Công nhận danh hiệu: registered, scored by oneself and by whoever appraises, with the grade that follows.</summary>
public sealed class WhenRecognising
{
    private static readonly DutyKey Duty = DutyKey.Of(Cast.Plan, new("dang-ky"), PeriodKey.Once, Commune);

    private static DossierCommand.Register Registering(params NomineeEntry[] nominees) =>
        new([.. nominees.Select(n => new TitleRegistration(n.Id, TitleIntent.New))], [Duty]);

    [Fact]
    public void Who_is_registered_is_told_with_the_duty_it_answers_and_may_be_registered_anew()
    {
        var draft = Story.TitleDraft();

        draft
            .When(Preparer, Registering(An, Binh))
            .Then(new DossierEvent.Registered(Today, [new(An.Id, TitleIntent.New), new(Binh.Id, TitleIntent.New)], [Duty]));
        draft.When(Preparer, Registering(An, Binh)).ThenNothing();
        draft.When(Preparer, Registering(An)).ThenTypes(typeof(DossierEvent.Registered));
        draft.When(CommuneHead, Registering(Cuong)).ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{Cuong.Id}"));
        draft.When(Preparer, Registering(An, An)).ThenRefused(DossierRefusals.VerdictTwice, ("nominees", $"{An.Id}"));
        draft.When(Preparer, Registering()).ThenRefused(DossierRefusals.NoNominees);
        Story.Draft().When(Preparer, Registering(An)).ThenRefused(DossierRefusals.NotARecognition);
    }

    [Theory]
    [InlineData(90, PlanGrade.Excellent)]
    [InlineData(89.99, PlanGrade.Fair)]
    [InlineData(70, PlanGrade.Fair)]
    [InlineData(50, PlanGrade.Average)]
    [InlineData(49.99, PlanGrade.Weak)]
    [InlineData(0, PlanGrade.Weak)]
    public void The_points_of_a_band_belong_to_it(double points, PlanGrade grade)
    {
        var draft = Story.TitleDraft();

        draft.When(Preparer, new DossierCommand.StateScore(An.Id, (decimal)points, Scale));

        draft.State.StatedScores[An.Id].ShouldBe(new((decimal)points, grade));
    }

    [Theory]
    [InlineData(100.01)]
    [InlineData(-1)]
    [InlineData(50.125)]
    public void Points_that_the_scale_does_not_have_are_refused(double points) =>
        Story
            .TitleDraft()
            .When(Preparer, new DossierCommand.StateScore(An.Id, (decimal)points, Scale))
            .ThenRefused(DossierRefusals.PointsOutOfRange, ("nominees", $"{An.Id}"), ("max", "100"));

    [Fact]
    public void Nothing_is_submitted_without_everybodys_own_points()
    {
        var draft = Story.TitleDraft().Given(Preparer, new DossierCommand.StateScore(An.Id, 80, Scale));

        draft.When(Preparer, Story.TitleSubmission()).ThenRefused(DossierRefusals.ScoreMissing, ("nominees", $"{Binh.Id}"));
        draft
            .Given(Preparer, new DossierCommand.StateScore(Binh.Id, 60, Scale))
            .When(Preparer, Story.Submission())
            .ThenRefused(DossierRefusals.RouteUnfit, ("form", Form.Value), ("route", Way.Route.Value));
        draft.When(Preparer, Story.TitleSubmission()).Refused.ShouldBeNull();
    }

    [Fact]
    public void Points_are_brought_up_to_date_while_the_assessed_year_runs_and_stand_once_it_was_over()
    {
        var provisional = Story.TitleSubmitted();
        provisional
            .When(Preparer.After(3), new DossierCommand.StateScore(An.Id, 81.5m, Scale))
            .Then(new DossierEvent.ScoreStated(An.Id, new(81.5m, PlanGrade.Fair), Scale.Rule, Today.AddDays(3)));
        provisional
            .When(Colleague, new DossierCommand.StateScore(An.Id, 99, Scale))
            .ThenTypes(typeof(DossierEvent.ScoreStated), typeof(DossierEvent.PreparerJoined));
        provisional.When(DistrictOfficer, new DossierCommand.StateScore(An.Id, 99, Scale)).ThenNothing();

        Story
            .TitleSubmitted(assessedTo: Today.AddDays(-1))
            .When(Preparer, new DossierCommand.StateScore(An.Id, 81.5m, Scale))
            .ThenRefused(DossierRefusals.ScoreIsFinal);
    }

    [Fact]
    public void What_came_late_is_taken_in_with_a_reason_only()
    {
        var late = Story.TitleSubmitted(lateDays: 2);
        var receive = new DossierCommand.Receive(late.Task(), new("7"), Today, null);

        late.When(Colleague, receive).ThenRefused(DossierRefusals.LateReasonMissing, ("days", "2"));
        late.When(Colleague, receive with { LateReason = Because }).ThenTypes(typeof(DossierEvent.Received));
    }

    [Fact]
    public void Who_appraises_gives_the_points_that_count_and_they_go_into_the_outcome()
    {
        var story = Story
            .TitleSubmitted()
            .Given(Colleague, new DossierCommand.Receive(Story.TitleSubmitted().Task(), new("7"), Today, null));
        var fair = new TitleScore(75, PlanGrade.Fair);

        story
            .When(Colleague, story.Judge([Yes(An), Yes(Binh)]))
            .ThenRefused(DossierRefusals.ScoreMissing, ("nominees", $"{An.Id}, {Binh.Id}"));
        story
            .When(Colleague, story.Judge([Yes(An) with { Score = fair with { Grade = PlanGrade.Excellent } }, No(Binh)]))
            .ThenRefused(DossierRefusals.PointsOutOfRange, ("nominees", $"{An.Id}"), ("max", "100"));
        story.Given(Colleague, story.Judge([Yes(An) with { Score = fair }, No(Binh)]));
        story.State.ScoreOf(An.Id).ShouldBe(fair);
        story.State.ScoreOf(Binh.Id).ShouldBe(new(60, PlanGrade.Average), "its own points, where nobody gave others");

        var decide = new DossierCommand.EnterOutcome(Decision(), [An.Id]);
        story.Given(CommuneHead, story.Judge([Yes(An)], Paper()));
        story.Given(DistrictOfficer, new DossierCommand.Receive(story.Task(), new("8"), Today, null));
        story.Given(DistrictOfficer, story.Judge([Yes(An) with { Score = fair with { Points = 70 } }]));
        story.Given(DistrictOfficer, story.Judge([Voted(An, 8)], Paper()));
        story.When(Robot, decide);
        story.Last.OfType<DossierEvent.OutcomeEntered>().ShouldHaveSingleItem().Scores.ShouldBe([new(An.Id, new(70, PlanGrade.Fair))]);
    }

    [Fact]
    public void Who_is_split_off_takes_registration_and_points_along()
    {
        var story = Story.TitleDraft();
        story.Given(Preparer, Registering(An, Binh));
        Story.Scored(story).Given(Preparer, Story.TitleSubmission());
        story.Given(Colleague, new DossierCommand.Receive(story.Task(), new("7"), Today, null));

        story.Given(Colleague, new DossierCommand.SplitOff(story.Task(), [Binh.Id], Because));

        var into = story.Last.OfType<DossierEvent.NomineesSplitOff>().Single().Into;
        var carried = story.State.SplitInto(new(Id(5)), into)!.Recognition!;
        carried.Item.ShouldBe(Title);
        carried.Registered.ShouldBe([new(Binh.Id, TitleIntent.New)]);
        carried.Stated.ShouldBe([new(Binh.Id, new(60, PlanGrade.Average))]);
        var linked = Story.New().Given(Robot, new DossierCommand.OpenSplit(story.State.SplitInto(new(Id(5)), into)!)).State;
        (linked.Recognition, linked.ScoreOf(Binh.Id)).ShouldBe((Title, new TitleScore(60, PlanGrade.Average)));
    }

    [Fact]
    public void A_recognition_never_becomes_another_form_of_award()
    {
        var story = Story.TitleSubmitted();
        story.Given(Colleague, new DossierCommand.Receive(story.Task(), new("7"), Today, null));

        story
            .When(
                Colleague,
                new DossierCommand.ProposeOtherForm(
                    story.Task(),
                    An.Id,
                    new("giay-khen-xa"),
                    Terms(Way with { Form = new("giay-khen-xa") }),
                    null,
                    Because
                )
            )
            .ThenRefused(DossierRefusals.RecognitionStays);
    }

    [Fact]
    public void Points_are_no_matter_of_awards()
    {
        var story = Story.Received();

        story
            .When(Colleague, story.Judge([Yes(An) with { Score = new(75, PlanGrade.Fair) }, Yes(Binh), Yes(Cuong)]))
            .ThenRefused(DossierRefusals.NotARecognition);
        story.When(Preparer, new DossierCommand.StateScore(An.Id, 80, Scale)).ThenRefused(DossierRefusals.NotARecognition);
    }
}
