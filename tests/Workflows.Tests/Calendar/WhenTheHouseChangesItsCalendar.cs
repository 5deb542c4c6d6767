using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Calendar.Dates;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Calendar;

/// <summary>The stream <c>calendar</c>: what ships, and what was recorded since.</summary>
public sealed class WhenTheHouseChangesItsCalendar
{
    private static readonly SourceDocument Announcement = new(new("9441/TB-BNV"), D("10/4/2025"), new("Lịch nghỉ của năm"));
    private static readonly SourceDocument Correction = new(new("12/TB-BNV"), D("14/4/2025"), new("Đính chính lịch nghỉ"));
    private static readonly RuleCode CultureDay = new("ngay-van-hoa-viet-nam-2026");
    private static readonly NamedDay Culture = new(D("24/11/2026"), DayKind.Holiday, new("Ngày Văn hóa Việt Nam"));

    private static Spec<OfficialCalendar, CalendarCommand, CalendarEvent> Shipped() => new(Bindings.Calendar);

    private static NamedDay Holiday(string date, string name = "Nghỉ") => new(D(date), DayKind.Holiday, new(name));

    private static NamedDay MadeUp(string date) => new(D(date), DayKind.MakeUpWorkingDay, new("Làm bù"));

    [Fact]
    public void It_begins_with_what_ships()
    {
        Shipped().State.Revision.ShouldBe(1);
        Shipped().State.Days.Days.ShouldBe(Official.Days);
    }

    [Fact]
    public void A_day_is_named_with_its_document_and_the_revision_grows()
    {
        var house = Shipped();

        house.When(Preparer, new CalendarCommand.NameDay(Holiday("16/4/2025", "Nghỉ hoán đổi"), Announcement));

        house.Then(new CalendarEvent.DayNamed(2, Holiday("16/4/2025", "Nghỉ hoán đổi"), Announcement));
        house.State.Revision.ShouldBe(2);
        house.State.Days.IsWorkingDay(D("16/4/2025")).ShouldBeFalse();
        house.State.Days.DayOn(D("16/4/2025"))!.Source.ShouldBe("9441/TB-BNV ngày 10/04/2025: Lịch nghỉ của năm");
        house.State.Documents[D("16/4/2025")].ShouldBe(Announcement);
        house.When(Preparer, new CalendarCommand.NameDay(Holiday("16/4/2025", "Nghỉ hoán đổi"), Announcement)).ThenNothing();
    }

    [Fact]
    public void A_computed_day_is_confirmed_by_naming_it()
    {
        var house = Shipped();
        house.State.Days.DayOn(D("16/4/2027"))!.Provisional.ShouldBeTrue();

        house.Given(Preparer, new CalendarCommand.NameDay(Holiday("16/4/2027", "Giỗ Tổ Hùng Vương"), Announcement));

        house.State.Days.DayOn(D("16/4/2027"))!.Provisional.ShouldBeFalse();
    }

    [Fact]
    public void A_mistake_is_withdrawn_by_a_new_fact()
    {
        var house = Shipped().Given(Preparer, new CalendarCommand.NameDay(Holiday("16/4/2025"), Announcement));

        house
            .When(Preparer, new CalendarCommand.WithdrawDay(D("16/4/2025"), Correction))
            .Then(new CalendarEvent.DayWithdrawn(3, D("16/4/2025"), Correction));

        house.State.Days.IsWorkingDay(D("16/4/2025")).ShouldBeTrue();
        house
            .When(Preparer, new CalendarCommand.WithdrawDay(D("16/4/2025"), Correction))
            .ThenRefused(CalendarRefusals.DayUnknown, ("date", "2025-04-16"));
    }

    [Fact]
    public void An_announced_year_replaces_whatever_was_named_in_it()
    {
        var house = Shipped().Given(Preparer, new CalendarCommand.NameDay(Holiday("16/4/2027"), Announcement));

        house.Given(Preparer, new CalendarCommand.AnnounceYear(2027, [MadeUp("20/2/2027"), Holiday("1/1/2027")], Announcement));

        house.State.Days.Days.Where(day => day.Date.Year == 2027).Select(day => day.Date).ShouldBe([D("1/1/2027"), D("20/2/2027")]);
        house.State.Days.IsProvisional(D("5/2/2027")).ShouldBeFalse();
        house.State.Announced[2027].ShouldBe(Announcement);
        house
            .When(Preparer, new CalendarCommand.AnnounceYear(2027, [Holiday("1/1/2027"), MadeUp("20/2/2027")], Announcement))
            .ThenNothing();

        house.Given(Preparer, new CalendarCommand.AnnounceYear(2027, [Holiday("4/1/2027")], Correction));

        house.State.Days.Days.Where(day => day.Date.Year == 2027).Select(day => day.Date).ShouldBe([D("4/1/2027")]);
        house.State.Revision.ShouldBe(4);
    }

    [Fact]
    public void The_culture_day_is_switched_on_and_off_again()
    {
        var house = Shipped();
        house.State.Days.AddWorkingDays(D("10/11/2026"), 10).Date.ShouldBe(D("24/11/2026"));

        house
            .When(Preparer, new CalendarCommand.SwitchDay(CultureDay, Culture, On: true, Announcement))
            .Then(new CalendarEvent.OptionalDaySwitched(2, CultureDay, Culture, true, Announcement));
        house.State.Days.AddWorkingDays(D("10/11/2026"), 10).Date.ShouldBe(D("25/11/2026"));
        house.When(Preparer, new CalendarCommand.SwitchDay(CultureDay, Culture, On: true, Announcement)).ThenNothing();

        house.Given(Preparer, new CalendarCommand.SwitchDay(CultureDay, Culture, On: false, Correction));
        house.State.Days.AddWorkingDays(D("10/11/2026"), 10).Date.ShouldBe(D("24/11/2026"));
    }

    [Fact]
    public void One_office_works_saturdays_and_no_other()
    {
        var house = Shipped();

        house.Given(Preparer, new CalendarCommand.SetSaturdays(new(Commune, Officer, D("1/6/2025"), null), Announcement));

        house.State.For(Commune, Officer).IsWorkingDay(D("7/6/2025")).ShouldBeTrue();
        house.State.For(Commune, Officer).IsWorkingDay(D("31/5/2025")).ShouldBeFalse("before it began");
        house.State.For(Commune, Head).IsWorkingDay(D("7/6/2025")).ShouldBeFalse();
        house.State.For(District, Officer).IsWorkingDay(D("7/6/2025")).ShouldBeFalse();
        house.State.Days.IsWorkingDay(D("7/6/2025")).ShouldBeFalse();

        house.Given(Preparer, new CalendarCommand.SetSaturdays(new(Commune, Officer, D("1/6/2025"), D("30/6/2025")), Correction));
        house.State.For(Commune, Officer).IsWorkingDay(D("5/7/2025")).ShouldBeFalse("it was set anew");
    }

    [Fact]
    public void Several_changes_are_recorded_together_or_not_at_all()
    {
        var house = Shipped();
        CalendarCommand good = new CalendarCommand.NameDay(Holiday("16/4/2025"), Announcement);
        CalendarCommand bad = new CalendarCommand.NameDay(MadeUp("17/4/2025"), Announcement);

        house
            .When(Preparer, new CalendarCommand.Together([good, bad]))
            .ThenRefused(CalendarRefusals.MakeUpOnWeekday, ("date", "2025-04-17"));
        house.State.Revision.ShouldBe(1);

        house
            .When(Preparer, new CalendarCommand.Together([good, good, new CalendarCommand.NameDay(MadeUp("19/4/2025"), Announcement)]))
            .ThenTypes(typeof(CalendarEvent.DayNamed), typeof(CalendarEvent.DayNamed));
        house.State.Revision.ShouldBe(3);
    }

    [Fact]
    public void What_cannot_be_a_day_is_refused()
    {
        var house = Shipped();
        var tomorrow = Announcement with { Date = D("15/4/2025") };
        house
            .When(Preparer, new CalendarCommand.NameDay(Holiday("16/4/2025"), tomorrow))
            .ThenRefused(CalendarRefusals.DocumentInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        house
            .When(Preparer, new CalendarCommand.NameDay(Holiday("1/1/2200"), Announcement))
            .ThenRefused(CalendarRefusals.OutOfRange, ("date", "2200-01-01"));
        house
            .When(Preparer, new CalendarCommand.AnnounceYear(2027, [Holiday("1/1/2028")], Announcement))
            .ThenRefused(CalendarRefusals.DayOutsideYear, ("date", "2028-01-01"), ("year", "2027"));
        house
            .When(
                Preparer,
                new CalendarCommand.AnnounceYear(2027, [Holiday("1/1/2027"), MadeUp("2/1/2027"), Holiday("1/1/2027")], Announcement)
            )
            .ThenRefused(CalendarRefusals.DayTwice, ("date", "2027-01-01"));
        house
            .When(Preparer, new CalendarCommand.AnnounceYear(2027, [], Announcement))
            .ThenRefused(CalendarRefusals.YearEmpty, ("year", "2027"));
        house
            .When(Preparer, new CalendarCommand.SetSaturdays(new(Commune, null, D("2/6/2025"), D("1/6/2025")), Announcement))
            .ThenRefused(CalendarRefusals.EndsBeforeItBegins, ("from", "2025-06-02"), ("to", "2025-06-01"));
    }

    [Fact]
    public void A_change_knows_from_which_day_on_it_says_something_else_and_for_whom()
    {
        var before = Shipped().State;

        Change(new CalendarCommand.NameDay(Holiday("16/4/2025"), Announcement)).FirstDay.ShouldBe(D("16/4/2025"));
        Change(new CalendarCommand.NameDay(Holiday("19/4/2025"), Announcement)).FirstDay.ShouldBeNull("a Saturday is off anyway");
        Change(new CalendarCommand.AnnounceYear(2027, [Holiday("1/1/2027")], Announcement)).FirstDay.ShouldBe(D("1/1/2027"));
        Change(new CalendarCommand.NameDay(Holiday("16/4/2025"), Announcement)).OnlyUnit.ShouldBeNull();
        var saturdays = Change(new CalendarCommand.SetSaturdays(new(Commune, null, D("1/6/2025"), null), Announcement));
        (saturdays.FirstDay, saturdays.OnlyUnit).ShouldBe((D("1/6/2025"), Commune));

        CalendarChange Change(CalendarCommand command) => new(before, Shipped().Given(Preparer, command).State);
    }
}
