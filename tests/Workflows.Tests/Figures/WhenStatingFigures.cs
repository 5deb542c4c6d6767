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
    public void What_others_have_to_reach_is_stated_as_how_many_did_out_of_how_many()
    {
        var ask = Ask() with { Targets = [Targets[1] with { ForOthers = true }] };
        FiguresCommand.State Stated(FigureValue value) => new(ask, [Entry(Models, value)]);
        New().When(Preparer, Stated(new FigureValue.Count(3))).ThenRefused(FiguresRefusals.OtherForm, ("target", Models.Value));
        New()
            .When(Preparer, Stated(new FigureValue.Share(11, 10)))
            .ThenRefused(FiguresRefusals.NumeratorAboveDenominator, ("target", Models.Value));
        New().When(Preparer, Stated(new FigureValue.Share(9, 10))).ThenTypes(typeof(FiguresEvent.Stated));
        var target = ask.Targets[0];
        target.Of(new FigureValue.Share(9, 10)).ShouldBe(FigureVerdict.NotReached);
        target.Of(new FigureValue.Share(10, 10)).ShouldBe(FigureVerdict.Reached);
        target.Of(new FigureValue.Share(0, 0)).ShouldBe(FigureVerdict.Nothing);
        target.Of(new FigureValue.Count(3)).ShouldBe(FigureVerdict.Insufficient, "as an earlier release stated it");
    }

    [Fact]
    public void An_administrative_unit_is_meant_by_its_level()
    {
        FigureTarget Of(UnitLevel level, KindCode? kind, params PlanParty[] by) =>
            FigureTarget
                .AskedOf(
                    PlanFile.Shipped()[0].Definition with
                    {
                        Targets =
                        [
                            new(Models, new("x"), Targets[1].Measure, by, new("mỗi xã"), null, null, null, null, null, new("1"), new("x")),
                        ],
                    },
                    new(Commune, level, false, new(2024, 1, 1), null, [], kind)
                )
                .ShouldHaveSingleItem();
        var (commune, group) = (new PlanParty(new("Xã"), UnitLevel.Commune, null, new("xa")), new PlanParty(new("Tổ"), Kind: new("to")));
        Of(UnitLevel.Commune, null, commune).CountsOthers.ShouldBeFalse();
        Of(UnitLevel.District, null, commune).CountsOthers.ShouldBeTrue();
        Of(UnitLevel.Commune, new("thpt"), commune).CountsOthers.ShouldBeTrue();
        Of(UnitLevel.Commune, null, group).CountsOthers.ShouldBeTrue();
        Of(UnitLevel.Commune, new("to"), group).CountsOthers.ShouldBeFalse();
        Of(UnitLevel.Commune, null, new PlanParty(new("Các cơ quan"))).CountsOthers.ShouldBeFalse();
    }

    [Fact]
    public void Of_a_unit_that_has_ended_its_successor_states_figures_and_nobody_else()
    {
        var ended = Ask(new("xa-cu"), [Province]) with { Successors = [Commune] };
        New().When(Preparer, new FiguresCommand.State(ended, [Of(9, 10)], Commune)).ThenTypes(typeof(FiguresEvent.Stated));
        var refused = (FiguresRefusals.OtherUnit, ("unit", "xa-cu"));
        New().When(Preparer, new FiguresCommand.State(ended, [Of(9, 10)])).ThenRefused(refused.OtherUnit, refused.Item2);
        New().When(DistrictOfficer, new FiguresCommand.State(ended, [Of(9, 10)], District)).ThenRefused(refused.OtherUnit, refused.Item2);
        New()
            .When(Preparer, new FiguresCommand.State(Ask() with { Successors = [District] }, [Of(9, 10)]))
            .ThenRefused(FiguresRefusals.OtherUnit, ("unit", Commune.Value));
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
    public void A_part_is_no_more_than_its_whole()
    {
        var (part, other) = (new TargetCode("ho-ky-cam-ket"), new TargetCode("mo-hinh-moi"));
        var ask = Ask() with
        {
            Targets =
            [
                .. Targets,
                new(part, Rate(PlanCompare.From, 50), PerUnit: false, Recurs: false, PartOf: Households),
                new(other, Targets[1].Measure, PerUnit: false, Recurs: false, PartOf: Households),
            ],
        };
        FiguresCommand.State Stated(params FigureEntry[] entries) => new(ask, entries);
        var refused = (FiguresRefusals.PartAboveWhole, ("target", part.Value), ("whole", Households.Value));

        New()
            .When(Preparer, Stated(Entry(part, new FigureValue.Share(10, 12)), Of(9, 10)))
            .ThenRefused(refused.PartAboveWhole, refused.Item2, refused.Item3);
        New()
            .When(
                Preparer,
                Stated(
                    Of(9, 10) with
                    {
                        Cumulative = new FigureValue.Share(20, 30),
                    },
                    Entry(part, new FigureValue.Share(3, 9), new FigureValue.Share(21, 30))
                )
            )
            .ThenRefused(refused.PartAboveWhole, refused.Item2, refused.Item3);
        // As many is no more; without the whole, or counted otherwise, there is nothing to hold it against.
        New().When(Preparer, Stated(Entry(part, new FigureValue.Share(9, 9)), Of(9, 10))).ThenTypes(typeof(FiguresEvent.Stated));
        New().When(Preparer, Stated(Entry(part, new FigureValue.Share(90, 90)))).ThenTypes(typeof(FiguresEvent.Stated));
        New().When(Preparer, Stated(Entry(other, new FigureValue.Count(90)), Of(9, 10))).ThenTypes(typeof(FiguresEvent.Stated));
        // More communes may do enough of the part than do enough of the whole.
        ask = ask with
        {
            Targets = [.. ask.Targets.Select(target => target with { ForOthers = true })],
        };
        New().When(Preparer, Stated(Entry(part, new FigureValue.Share(10, 12)), Of(9, 12))).ThenTypes(typeof(FiguresEvent.Stated));
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
        // Lũy kế likewise, where it is stated; half of a figure may be all that was known.
        var total = Entry(Models, new FigureValue.Count(2), new FigureValue.Count(9), known) with
        {
            KnownTotal = new FigureHint(new FigureCount(7, FigureSource.Book)),
        };
        New().When(Preparer, State(total)).ThenRefused(FiguresRefusals.ReasonMissing, ("target", Models.Value));
        New().When(Preparer, State(total with { Cumulative = new FigureValue.Count(7) })).ThenTypes(typeof(FiguresEvent.Stated));
        var half = Of(9, 10) with { Known = new FigureHint(null, new FigureCount(12, FigureSource.Units)) };
        New().When(Preparer, State(half)).ThenRefused(FiguresRefusals.ReasonMissing, ("target", Households.Value));
        New().When(Preparer, State(half with { InPeriod = new FigureValue.Share(9, 12) })).ThenTypes(typeof(FiguresEvent.Stated));
    }
}
