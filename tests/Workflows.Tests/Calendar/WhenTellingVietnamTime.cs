using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenTellingVietnamTime
{
    [Theory]
    [InlineData("2026-07-01T16:59:59.9999999Z", "1/7/2026")]
    [InlineData("2026-07-01T17:00:00Z", "2/7/2026")]
    [InlineData("2026-12-31T17:00:00Z", "1/1/2027")]
    [InlineData("2026-07-01T23:59:59+07:00", "1/7/2026")]
    [InlineData("2026-07-01T10:00:00-08:00", "2/7/2026")]
    public void An_instant_falls_on(string instant, string date) => VietnamTime.DateOf(DateTimeOffset.Parse(instant)).ShouldBe(D(date));

    [Fact]
    public void A_day_runs_from_midnight_to_midnight()
    {
        VietnamTime.StartOf(D("1/7/2026")).ShouldBe(DateTimeOffset.Parse("2026-06-30T17:00:00Z"));
        VietnamTime.EndOf(D("1/7/2026")).ShouldBe(DateTimeOffset.Parse("2026-07-01T17:00:00Z"));
        VietnamTime.StartOf(D("1/7/2026")).Offset.ShouldBe(TimeSpan.FromHours(7));
    }

    [Fact]
    public void Every_day_begins_within_itself_lasts_24_hours_and_ends_where_the_next_begins() =>
        Prop.ForAll(
                Gen.Choose(DateOnly.MinValue.DayNumber + 1, DateOnly.MaxValue.DayNumber - 1).Select(DateOnly.FromDayNumber).ToArbitrary(),
                date =>
                    VietnamTime.DateOf(VietnamTime.StartOf(date)) == date
                    && VietnamTime.DateOf(VietnamTime.EndOf(date).AddTicks(-1)) == date
                    && VietnamTime.EndOf(date) == VietnamTime.StartOf(date.AddDays(1))
                    && VietnamTime.EndOf(date) - VietnamTime.StartOf(date) == TimeSpan.FromHours(24)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_zone_is_the_one_the_zone_database_knows()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh");

        for (var day = D("1/1/2024"); day.Year < 2030; day = day.AddDays(1))
        {
            zone.GetUtcOffset(VietnamTime.StartOf(day)).ShouldBe(VietnamTime.Offset);
        }
    }

    [Fact]
    public void What_lies_outside_time_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => VietnamTime.StartOf(DateOnly.MinValue));
        Should.Throw<ArgumentOutOfRangeException>(() => VietnamTime.EndOf(DateOnly.MaxValue));
        Should.Throw<ArgumentOutOfRangeException>(() => VietnamTime.DateOf(DateTimeOffset.MaxValue));
        VietnamTime.EndOf(DateOnly.MinValue).ShouldBe(VietnamTime.StartOf(DateOnly.MinValue.AddDays(1)));
        VietnamTime.DateOf(VietnamTime.StartOf(DateOnly.MaxValue)).ShouldBe(DateOnly.MaxValue);
    }
}
