using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

/// <summary>What holds on any calendar, the official one and made-up ones alike.</summary>
public sealed class CalendarLaws
{
    private sealed record Sample(WorkingCalendar Calendar, DateOnly From, DateOnly To, int Few, int Many)
    {
        public override string ToString() => $"{From:O}..{To:O}, n {Few}..{Many}, named {string.Join(' ', Calendar.Days.Select(Short))}";

        private static string Short(CalendarDay day) => $"{day.Date:yyMMdd}{(day.Kind is DayKind.Holiday ? '-' : '+')}";
    }

    private static readonly Gen<DateOnly> Dates2023To2030 = Gen.Choose(
            new DateOnly(2023, 1, 1).DayNumber,
            new DateOnly(2030, 12, 31).DayNumber
        )
        .Select(DateOnly.FromDayNumber);

    /// <summary>Named days crowd into two years, so that runs of days off of every length occur.</summary>
    private static readonly Gen<WorkingCalendar> MadeUp =
        from days in Gen.Choose(0, 730).ListOf(120)
        from kinds in Gen.Elements(DayKind.Holiday, DayKind.Holiday, DayKind.MakeUpWorkingDay).ListOf(120)
        select new WorkingCalendar(
            days.Zip(kinds, (day, kind) => new CalendarDay(new DateOnly(2025, 1, 1).AddDays(day), kind, "Ngày", "luật thử", false))
                .DistinctBy(day => day.Date),
            [2025, 2026]
        );

    private static readonly Arbitrary<Sample> Samples = (
        from calendar in Gen.OneOf(Gen.Constant(Official), Gen.Constant(WithCultureDay), MadeUp)
        from one in Dates2023To2030
        from other in Gen.OneOf(Dates2023To2030, Gen.Choose(-40, 40).Select(one.AddDays))
        from few in Gen.Choose(0, 60)
        from more in Gen.Choose(0, 600)
        select new Sample(calendar, one < other ? one : other, one < other ? other : one, few, few + more)
    ).ToArbitrary();

    private static void Holds(Func<Sample, bool> law) => Prop.ForAll(Samples, law).QuickCheckThrowOnFailure();

    private static IEnumerable<DateOnly> DaysAfter(DateOnly date) =>
        Enumerable.Range(date.DayNumber + 1, 4000).Select(DateOnly.FromDayNumber);

    [Fact]
    public void A_period_ends_on_a_working_day_strictly_after_its_start() =>
        Holds(s => s.Calendar.AddWorkingDays(s.From, s.Few + 1).Date is var end && end > s.From && s.Calendar.IsWorkingDay(end));

    [Fact]
    public void A_period_ends_where_pointing_at_one_working_day_after_another_ends() =>
        Holds(s => s.Calendar.AddWorkingDays(s.From, s.Few + 1).Date == DaysAfter(s.From).Where(s.Calendar.IsWorkingDay).ElementAt(s.Few));

    [Fact]
    public void Counting_gives_back_what_was_added() =>
        Holds(s => s.Calendar.WorkingDaysBetween(s.From, s.Calendar.AddWorkingDays(s.From, s.Many).Date) == s.Many);

    [Fact]
    public void Adding_in_two_steps_is_adding_at_once() =>
        Holds(s =>
            s.Calendar.AddWorkingDays(s.Calendar.AddWorkingDays(s.From, s.Few).Date, s.Many - s.Few).Date
            == s.Calendar.AddWorkingDays(s.From, s.Many).Date
        );

    [Fact]
    public void Counts_add_up_in_whatever_order() =>
        Holds(s =>
            s.From.AddDays(s.Few) is var middle
            && s.Calendar.WorkingDaysBetween(s.From, s.To)
                == s.Calendar.WorkingDaysBetween(s.From, middle) + s.Calendar.WorkingDaysBetween(middle, s.To)
        );

    [Fact]
    public void A_later_receipt_never_ends_earlier() =>
        Holds(s => s.Calendar.AddWorkingDays(s.From, s.Few).Date <= s.Calendar.AddWorkingDays(s.To, s.Few).Date);

    [Fact]
    public void A_longer_period_ends_later() =>
        Holds(s => s.Few == s.Many || s.Calendar.AddWorkingDays(s.From, s.Few).Date < s.Calendar.AddWorkingDays(s.From, s.Many).Date);

    [Fact]
    public void A_period_is_provisional_exactly_when_a_day_it_counted_is() =>
        Holds(s =>
            s.Calendar.AddWorkingDays(s.From, s.Few) is var (end, provisional)
            && provisional == DaysAfter(s.From).TakeWhile(day => day <= end).Any(s.Calendar.IsProvisional)
        );

    [Fact]
    public void The_last_working_day_before_a_date_is_the_nearest_one_before_it() =>
        Holds(s =>
            s.Calendar.LastWorkingDayBefore(s.From) is var day
            && day < s.From
            && s.Calendar.IsWorkingDay(day)
            && DaysAfter(day).TakeWhile(between => between < s.From).All(between => !s.Calendar.IsWorkingDay(between))
        );

    [Fact]
    public void The_last_working_day_through_a_date_is_the_last_one_before_the_next_date() =>
        Holds(s => s.Calendar.LastWorkingDayOnOrBefore(s.From) == s.Calendar.LastWorkingDayBefore(s.From.AddDays(1)));

    [Fact]
    public void Rolling_forward_goes_to_the_nearest_working_day() =>
        Holds(s => s.Calendar.FirstWorkingDayOnOrAfter(s.From) == s.Calendar.AddWorkingDays(s.From.AddDays(-1), 1).Date);

    [Fact]
    public void A_make_up_day_counts_and_a_holiday_does_not() =>
        Holds(s =>
            s.Calendar.Days.All(named =>
                s.Calendar.WorkingDaysBetween(named.Date.AddDays(-1), named.Date) == (named.Kind is DayKind.MakeUpWorkingDay ? 1 : 0)
            )
        );
}
