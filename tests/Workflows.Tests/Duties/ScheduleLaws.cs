using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>What holds of any plan whatever its words.</summary>
public sealed class ScheduleLaws
{
    private static readonly Gen<DateOnly> Days = Gen.Choose(Day("1/1/2024").DayNumber, Day("31/12/2027").DayNumber)
        .Select(DateOnly.FromDayNumber);

    private static readonly Gen<TimeOnly?> Hours = Gen.OneOf(
        Gen.Constant((TimeOnly?)null),
        Gen.Choose(0, 1439).Select(minute => (TimeOnly?)new TimeOnly(minute / 60, minute % 60))
    );

    private static readonly Gen<PlanDayRule> Rules = Gen.OneOf<PlanDayRule>(
        from month in Gen.Choose(1, 12)
        from day in Gen.Choose(1, 31)
        select (PlanDayRule)new PlanDayRule.BeforeDay(month, day),
        from day in Gen.Choose(1, 31)
        select (PlanDayRule)new PlanDayRule.ByDay(1, day),
        Gen.Constant((PlanDayRule)new PlanDayRule.PeriodEnd()),
        Gen.Elements(Enum.GetValues<PlanWeekday>()).Select(day => (PlanDayRule)new PlanDayRule.OnWeekday(day))
    );

    private static readonly Gen<PlanOffset> Offsets =
        from days in Gen.Choose(0, 90)
        from unit in Gen.Elements(Enum.GetValues<PlanDayUnit>())
        from side in Gen.Elements(Enum.GetValues<PlanSide>())
        select new PlanOffset(days, unit, side);

    private static readonly Gen<PlanAnchor> Anchors = Gen.OneOf(
        Gen.Choose(0, 3).Select(i => (PlanAnchor)new PlanAnchor.OfDuty(new($"viec-{i}"))),
        Gen.Elements(Enum.GetValues<PlanEdge>()).Select(edge => (PlanAnchor)new PlanAnchor.OfRound(new("dot-1"), edge)),
        Gen.Elements(Enum.GetValues<PlanEdge>()).Select(edge => (PlanAnchor)new PlanAnchor.OfPlan(edge)),
        Gen.Elements(Enum.GetValues<PlanHappening>()).Select(happening => (PlanAnchor)new PlanAnchor.OfEvent(happening))
    );

    private static readonly Gen<PlanTiming> Timings = Gen.OneOf(
        Days.Select(day => (PlanTiming)new PlanTiming.Before(day)),
        from day in Days
        from hour in Hours
        select (PlanTiming)new PlanTiming.By(day, hour),
        from day in Days
        from length in Gen.Choose(0, 40)
        from hour in Hours
        select (PlanTiming)new PlanTiming.Window(day, day.AddDays(length), hour),
        from period in Gen.Elements(Enum.GetValues<PlanPeriodKind>())
        from rule in Rules
        from later in Gen.Choose(0, 2)
        from hour in Hours
        select (PlanTiming)new PlanTiming.Every(period, rule, later, hour),
        from anchor in Anchors
        from offset in Offsets
        select (PlanTiming)new PlanTiming.Relative(anchor, offset.Days, offset.Unit, offset.Side),
        Gen.OneOf(Gen.Constant((PlanOffset?)null), Offsets.Select(offset => (PlanOffset?)offset))
            .Select(offset => (PlanTiming)new PlanTiming.PerRound(offset)),
        Gen.Choose(1, 4).Select(quarter => (PlanTiming)new PlanTiming.Within(PlanPeriodKind.Quarter, quarter, 2025)),
        Gen.Constant((PlanTiming)new PlanTiming.Undated(null))
    );

    private static readonly Arbitrary<PlanDefinition> Plans = (
        from timings in Timings.ListOf(4)
        from begin in Gen.OneOf(Gen.Constant((DateOnly?)null), Days.Select(day => (DateOnly?)day))
        from length in Gen.Choose(0, 500)
        from date in Gen.OneOf(Gen.Constant((DateOnly?)null), Days.Select(day => (DateOnly?)day))
        from isLaw in Gen.Elements(true, false)
        select PlanOf(null, null, null, [.. timings.Select((timing, i) => Duty(timing, $"viec-{i}"))]) with
        {
            Date = date,
            Kind = isLaw ? PlanKind.Law : PlanKind.Plan,
            Period = new(new("thử"), begin, begin?.AddDays(length), new("I")),
            Rounds = [Round("dot-1", "1/1/2025", "31/3/2025"), Round("dot-2", "1/3/2025", null)],
        }
    ).ToArbitrary();

    private static void Holds(Func<PlanDefinition, bool> law) => Prop.ForAll(Plans, law).QuickCheckThrowOnFailure();

    [Fact]
    public void Work_is_due_on_a_working_day_no_later_than_the_last_valid_day() =>
        Holds(plan =>
            Occurrences(plan)
                .All(o =>
                    o.LastValidDay is { } valid
                        ? o.LastWorkingDay is { } working
                            && working <= valid
                            && Demo.Calendar.IsWorkingDay(working)
                            && !Enumerable
                                .Range(working.DayNumber + 1, valid.DayNumber - working.DayNumber)
                                .Any(day => Demo.Calendar.IsWorkingDay(DateOnly.FromDayNumber(day)))
                        : o is { LastWorkingDay: null, Opens: null, Hour: null, Provisional: false }
                )
        );

    [Fact]
    public void No_two_occurrences_of_a_duty_are_for_the_same_period() =>
        Holds(plan => Occurrences(plan).CountBy(o => (o.Duty, o.Period)).All(pair => pair.Value == 1));

    [Fact]
    public void Nothing_is_for_a_period_after_the_plans_own() =>
        Holds(plan =>
            plan.Period.To is not { } end
            || Occurrences(plan).Where(o => plan.Duty(o.Duty)!.Timing is PlanTiming.Every).All(o => o.From <= end)
        );

    [Fact]
    public void The_same_words_give_the_same_occurrences() => Holds(plan => Occurrences(plan).SequenceEqual(Occurrences(plan)));

    [Fact]
    public void Looking_further_ahead_takes_nothing_back() =>
        Holds(plan =>
        {
            var near = DutySchedule.Of(plan, [], Demo.Calendar, Day("1/1/2025"), Day("31/12/2026"));
            var far = DutySchedule.Of(plan, [], Demo.Calendar, Day("1/1/2025"), Day("31/12/2028"));
            return near.All(far.Contains);
        });

    /// <summary>Whatever a revision says: what was over stays as it was, what is open keeps its day, and accepting all leaves what the revision says.</summary>
    [Fact]
    public void A_revision_moves_nothing_until_it_is_accepted_and_nothing_that_is_over()
    {
        var revised =
            from before in Plans.Generator
            from after in Plans.Generator
            from day in Days
            select (Before: before, After: after with { Id = before.Id }, On: day);
        Prop.ForAll(
                revised.ToArbitrary(),
                pair =>
                {
                    var source = new Digest(new string('2', 64));
                    var first = Plan.Evolve(
                        Plan.Evolve(Plan.Initial, new PlanEvent.Imported(1, pair.Before, new(new string('1', 64)))),
                        new PlanEvent.Applied([new("xa")], Day("1/1/2025"))
                    );
                    var second = Plan.Evolve(
                        Plan.Evolve(first, new PlanEvent.RevisionProposed(2, pair.After, source, null, [])),
                        new PlanEvent.RevisionConfirmed(2, source, pair.On, new(RevisionKind.Correction, null))
                    );
                    var was = Standing(first);
                    var waits = Standing(second);
                    var all = second.Revisions[^1] with
                    {
                        Changes =
                        [
                            .. waits
                                .Where(one => one.Waits is not null)
                                .Select(one => new OccurrenceChange(
                                    1,
                                    new PlanEvent.OccurrenceMoved(
                                        one.Key.Duty,
                                        one.Key.Period,
                                        2,
                                        DueDay.Of(one.Occurrence),
                                        DueDay.Of(one.Waits!.To),
                                        one.Waits.To is null,
                                        pair.On
                                    )
                                )),
                        ],
                    };
                    var accepted = Standing(second with { Revisions = second.Revisions.SetItem(1, all) });
                    var said = DutySchedule
                        .Of(pair.After, [], Demo.Calendar, Day("1/1/2025"), Day("31/12/2027"))
                        .ToLookup(o => new DutyPeriod(o.Duty, o.Period));
                    return was.All(one =>
                            waits.Any(now => now.Key == one.Key && DueDay.Of(now.Occurrence) == DueDay.Of(one.Occurrence))
                            && (!one.IsOver(pair.On) || accepted.Contains(one))
                        ) && accepted.All(one => one.IsOver(pair.On) || said[one.Key].Any(o => DueDay.Of(o) == DueDay.Of(one.Occurrence)));
                }
            )
            .QuickCheckThrowOnFailure();

        static IReadOnlyList<StandingOccurrence> Standing(Plan plan) =>
            PlanSchedule.Of(plan, Demo.Calendar, Day("1/1/2025"), Day("31/12/2027"));
    }

    /// <summary>No file says such days today; a stored plan, or one of an older format, may.</summary>
    [Fact]
    public void No_day_however_odd_stops_the_counting()
    {
        var odd = Gen.OneOf(
            Gen.Elements(
                DateOnly.MinValue,
                DateOnly.MaxValue,
                new DateOnly(1799, 12, 31),
                new(1800, 1, 1),
                new(2299, 12, 31),
                new(2300, 1, 1)
            ),
            Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber)
        );
        var offsets =
            from days in Gen.Choose(0, 2000)
            from unit in Gen.Elements(Enum.GetValues<PlanDayUnit>())
            from side in Gen.Elements(Enum.GetValues<PlanSide>())
            select new PlanOffset(days, unit, side);
        var timings = Gen.OneOf<PlanTiming>(
            odd.Select(day => (PlanTiming)new PlanTiming.Before(day)),
            odd.Select(day => (PlanTiming)new PlanTiming.By(day, null)),
            from day in odd
            from end in odd
            select (PlanTiming)new PlanTiming.Window(day, end, null),
            from period in Gen.Elements(Enum.GetValues<PlanPeriodKind>())
            from rule in Rules
            from later in Gen.Choose(0, 12)
            select (PlanTiming)new PlanTiming.Every(period, rule, later, null),
            from anchor in Anchors
            from offset in offsets
            select (PlanTiming)new PlanTiming.Relative(anchor, offset.Days, offset.Unit, offset.Side),
            offsets.Select(offset => (PlanTiming)new PlanTiming.PerRound(offset)),
            from year in Gen.Elements(1, 1799, 2025, 2300, 9999)
            from number in Gen.Choose(1, 12)
            select (PlanTiming)new PlanTiming.Within(PlanPeriodKind.Month, number, year)
        );
        var plans = (
            from said in timings.ListOf(4)
            from begin in odd
            from end in odd
            from date in odd
            from isLaw in Gen.Elements(true, false)
            select PlanOf(null, null, null, [.. said.Select((timing, i) => Duty(timing, $"viec-{i}"))]) with
            {
                Date = date,
                Kind = isLaw ? PlanKind.Law : PlanKind.Plan,
                Period = new(new("thử"), begin, end, new("I")),
                Rounds =
                [
                    Round("dot-1", null, null) with
                    {
                        From = begin,
                        To = end,
                    },
                    Round("dot-2", null, null) with
                    {
                        From = end,
                        To = begin,
                    },
                ],
            }
        ).ToArbitrary();

        Prop.ForAll(
                plans,
                plan =>
                    DutySchedule
                        .Of(plan, [], Demo.Calendar, Day("1/1/2025"), Day("31/12/2027"))
                        .All(o => o.LastValidDay is not { } day || day >= o.LastWorkingDay)
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_key_belongs_to_plan_duty_period_and_unit_and_to_nothing_else()
    {
        var keys =
            from plan in new[] { "a", "b" }
            from duty in new[] { "a", "b" }
            from period in new[] { "2025-01", "mot-lan" }
            from unit in new[] { "a", "b" }
            select DutyKey.Of(new(plan), new(duty), new(period), new(unit));

        keys.Distinct().Count().ShouldBe(16);
        DutyKey
            .Of(new("bac-giang-2024"), new("bao-cao-dot-1"), new("dot-1"), new("huyen-yen-dung"))
            .ShouldBe(DutyKey.Of(new("bac-giang-2024"), new("bao-cao-dot-1"), new("dot-1"), new("huyen-yen-dung")));
    }
}
