using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Cast;
using static PhongTrao.Workflows.Tests.Figures.Sheets;

namespace PhongTrao.Workflows.Tests.Figures;

public sealed class WhenStatingFigures
{
    private static Spec<FigureSheet, FiguresCommand, FiguresEvent> New() => new(Bindings.Figures);

    [Fact]
    public void They_are_stated_as_a_whole_and_replaced_and_the_first_day_stays()
    {
        var sheet = New();
        sheet.When(Preparer, State(Of(9, 10))).Then(new FiguresEvent.Stated(Ask(), 1, Today, Today, [Of(9, 10)], null));
        sheet.When(Preparer, State(Of(9, 10))).ThenNothing();
        sheet
            .When(Colleague.After(3), State(Of(8, 10)))
            .Then(new FiguresEvent.Stated(Ask(), 2, Today, Today.AddDays(3), [Of(8, 10)], null));
        sheet.State.Entry(Households)!.InPeriod.ShouldBe(new FigureValue.Share(8, 10));
        sheet.State.On.ShouldBe(Today);
    }

    [Fact]
    public void Nobody_states_anothers_but_a_unit_above_enters_those_of_a_unit_without_accounts()
    {
        New().When(DistrictOfficer, State(Of(9, 10))).ThenRefused(FiguresRefusals.OtherUnit, ("unit", Commune.Value));
        New().When(DistrictOfficer, State(Of(9, 10)) with { TakenBy = District }).ThenTypes(typeof(FiguresEvent.Stated));
        New().When(Preparer, State(Of(9, 10)) with { TakenBy = Commune }).ThenRefused(FiguresRefusals.OtherUnit, ("unit", Commune.Value));
        New()
            .Given(Preparer, State(Of(9, 10)))
            .When(Preparer, State(Of(9, 10)) with { Ask = Ask(District) })
            .ThenRefused(FiguresRefusals.OtherSheet);
    }

    [Fact]
    public void A_part_is_no_more_than_the_whole_unless_the_plan_asks_for_more()
    {
        var name = ("target", Households.Value);
        New().When(Preparer, State(Of(11, 10))).ThenRefused(FiguresRefusals.NumeratorAboveDenominator, name);
        var more = Ask() with { Targets = [new(Households, Rate(PlanCompare.From, 105), false, false)] };
        New().When(Preparer, new FiguresCommand.State(more, [Of(11, 10)])).ThenTypes(typeof(FiguresEvent.Stated));
    }

    [Fact]
    public void What_does_not_fit_its_target_is_refused_by_name()
    {
        New()
            .When(Preparer, State(Entry(Households, new FigureValue.Count(3))))
            .ThenRefused(FiguresRefusals.OtherForm, ("target", Households.Value));
        New()
            .When(Preparer, State(Entry(new("khac"), new FigureValue.Count(3))))
            .ThenRefused(FiguresRefusals.UnknownTarget, ("target", "khac"));
        New()
            .When(Preparer, State(Entry(Models, new FigureValue.Count(-1))))
            .ThenRefused(FiguresRefusals.OutOfRange, ("target", Models.Value), ("max", "1000000000000"));
        New().When(Preparer, State(Of(1, 2), Of(1, 2))).ThenRefused(FiguresRefusals.Twice, ("target", Households.Value));
        New().When(Preparer, State()).ThenRefused(FiguresRefusals.Empty);
        New()
            .When(Preparer, State(Entry(Models, new FigureValue.Count(3), new FigureValue.Count(2))))
            .ThenRefused(FiguresRefusals.CumulativeBelowPeriod, ("target", Models.Value));
        New().When(Preparer.After(-200), State(Of(9, 10))).ThenRefused(FiguresRefusals.NotBegun, ("from", "2025-01-01"));
    }

    [Fact]
    public void A_change_by_hand_is_explained_and_what_the_system_knew_stays_beside_it()
    {
        var known = new FigureHint(new FigureCount(2, FigureSource.Book));
        var changed = Entry(Models, new FigureValue.Count(3), known: known);
        New().When(Preparer, State(changed)).ThenRefused(FiguresRefusals.ReasonMissing, ("target", Models.Value));
        var sheet = New().Given(Preparer, State(changed with { Reason = Because }));
        sheet.State.Entry(Models)!.Known.ShouldBe(known);
        sheet.State.Entry(Models)!.IsChanged.ShouldBeTrue();
        New().When(Preparer, State(Entry(Models, new FigureValue.Count(2), known: known))).ThenTypes(typeof(FiguresEvent.Stated));
    }
}
