using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>A rule blocks or warns; a warning is passed over with a reason, once for the whole way.</summary>
public sealed class WhenComparing
{
    private static readonly RuleCode Grade = new("xep-loai-kha");

    private static RuleFound Unmet(NomineeEntry nominee, FindingEffect effect) =>
        new(nominee.Id, Grade, FindingVerdict.NotMet, effect, new("III.1, điểm 1.1.2"));

    private static (string, string)[] Said(NomineeEntry nominee) =>
        [("nominees", $"{nominee.Id}"), ("rules", Grade.Value), ("clauses", "III.1, điểm 1.1.2")];

    [Fact]
    public void Whom_a_rule_blocks_is_not_submitted_and_does_not_pass()
    {
        var story = Story.Complete();
        story
            .When(Preparer, Story.Submission() with { Found = [Unmet(An, FindingEffect.Blocks)] })
            .ThenRefused(DossierRefusals.NomineeNotEligible, Said(An));
        story.When(Preparer, Story.Submission() with { Found = [Unmet(An, FindingEffect.Warns)] }).Refused.ShouldBeNull();

        story = Story.Received();
        var all = story.Complete() with { Found = [Unmet(Binh, FindingEffect.Blocks)] };
        story.When(Colleague, all).ThenRefused(DossierRefusals.NomineeNotEligible, Said(Binh));
        story.When(Colleague, all with { Verdicts = [Yes(An), No(Binh), Yes(Cuong)] }).Refused.ShouldBeNull();
        story.Single<DossierEvent.StepCompleted>().Found.ShouldBe([Unmet(Binh, FindingEffect.Blocks)], "what was known is kept");
    }

    [Fact]
    public void A_warning_is_passed_over_with_a_reason_that_is_kept_and_holds_for_the_whole_way()
    {
        var story = Story.Received();
        var all = story.Complete() with { Found = [Unmet(Binh, FindingEffect.Warns)] };
        story.When(Colleague, all).ThenRefused(DossierRefusals.OverrideMissing, Said(Binh));
        story.When(Colleague, all with { Overrides = [new(Binh.Id, Grade, null)] }).ThenRefused(DossierRefusals.ReasonMissing);
        story
            .When(Colleague, all with { Overrides = [new(An.Id, Grade, Because), new(Binh.Id, Grade, Because)] })
            .ThenRefused(DossierRefusals.OverrideUnfounded, ("nominee", $"{An.Id}"), ("rule", Grade.Value));

        var passedOver = all with { Overrides = [new(Binh.Id, Grade, Because)] };
        story.When(Colleague, passedOver).Refused.ShouldBeNull();
        story.Single<DossierEvent.StepCompleted>().Overrides.ShouldBe([new RuleOverride(Binh.Id, Grade, Because)]);
        story.When(Colleague, passedOver with { Found = null }).ThenNothing();

        story.Given(CommuneHead, story.Complete(Paper())).Given(DistrictOfficer, story.Receive());
        story
            .When(DistrictOfficer, story.Complete() with { Found = [Unmet(Binh, FindingEffect.Warns)] })
            .Refused.ShouldBeNull("it was passed over before");
    }

    [Fact]
    public void What_nobody_can_check_yet_stops_nobody()
    {
        var story = Story.Received();
        RuleFound open = new(An.Id, Grade, FindingVerdict.Insufficient, FindingEffect.Blocks, null);
        story.When(Colleague, story.Complete() with { Found = [open] }).Refused.ShouldBeNull();
    }
}
