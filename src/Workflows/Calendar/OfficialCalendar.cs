using System.Collections.Immutable;
using System.Globalization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Calendar;

/// <summary>
/// The working calendar of the house: what ships and everything recorded since. A value like <see cref="WorkingCalendar"/>: a
/// revision says the same for ever, so a due date counted with it can be counted again.
/// </summary>
public sealed record OfficialCalendar
{
    private OfficialCalendar(WorkingCalendar shipped) => Days = shipped;

    /// <summary>1 is what ships; every event adds one. Dossiers name it.</summary>
    public int Revision { get; private init; } = 1;

    /// <summary>The days that hold everywhere.</summary>
    public WorkingCalendar Days { get; private init; }

    /// <summary>The documents of days that were named since; what ships says its sources in <see cref="CalendarDay.Source"/>.</summary>
    public ImmutableSortedDictionary<DateOnly, SourceDocument> Documents { get; private init; } =
        ImmutableSortedDictionary<DateOnly, SourceDocument>.Empty;

    /// <summary>The documents of years that were announced since.</summary>
    public ImmutableSortedDictionary<int, SourceDocument> Announced { get; private init; } =
        ImmutableSortedDictionary<int, SourceDocument>.Empty;

    /// <summary>Optional days that are on.</summary>
    public ImmutableHashSet<RuleCode> SwitchedOn { get; private init; } = [];

    /// <summary>Offices that work Saturdays.</summary>
    public ImmutableList<OfficeSaturdays> Saturdays { get; private init; } = [];

    /// <summary>The calendar before anything was recorded.</summary>
    public static OfficialCalendar Of(WorkingCalendar shipped) => new(shipped);

    /// <summary>A calendar to which nothing was ever added.</summary>
    public static implicit operator OfficialCalendar(WorkingCalendar shipped) => Of(shipped);

    /// <summary>The calendar that work at an office is counted by: the days of everybody, and the Saturdays it works.</summary>
    public WorkingCalendar For(UnitId unit, FunctionCode function) =>
        Saturdays
            .Where(s => s.Concerns(unit, function))
            .Aggregate(
                Days,
                (days, s) => days.WithSaturdays(s.From, s.To ?? DateOnly.MaxValue, "Làm việc sáng thứ Bảy", "Lịch làm việc của cơ quan")
            );

    /// <summary>What a command leads to.</summary>
    public static Decision<CalendarEvent> Decide(CalendarCommand command, CommandContext by, OfficialCalendar state)
    {
        var today = VietnamTime.DateOf(by.At);
        var events = new List<CalendarEvent>();
        foreach (var change in command is CalendarCommand.Together together ? together.Changes : [command])
        {
            switch (One(change, today, state))
            {
                case Decision<CalendarEvent>.Refused refused:
                    return refused;
                case Decision<CalendarEvent>.Accepted accepted:
                    events.AddRange(accepted.Events);
                    state = accepted.Events.Aggregate(state, Evolve);
                    break;
            }
        }

        return events;
    }

    /// <summary>What the state is after an event.</summary>
    public static OfficialCalendar Evolve(OfficialCalendar state, CalendarEvent @event) =>
        @event switch
        {
            CalendarEvent.DayNamed e => state.Naming(e.Day, e.Source) with { Revision = e.Revision },
            CalendarEvent.DayWithdrawn e => state.Forgetting(e.Date) with { Revision = e.Revision },
            CalendarEvent.YearAnnounced e => state with
            {
                Revision = e.Revision,
                Days = state.Days.Without(day => day.Date.Year == e.Year).WithYear(e.Year, e.Days.Select(day => Day(day, e.Source))),
                Announced = state.Announced.SetItem(e.Year, e.Source),
                Documents = state
                    .Documents.RemoveRange(state.Documents.Keys.Where(date => date.Year == e.Year))
                    .SetItems(e.Days.Select(day => KeyValuePair.Create(day.Date, e.Source))),
            },
            CalendarEvent.OptionalDaySwitched e => (e.On ? state.Naming(e.Day, e.Source) : state.Forgetting(e.Day.Date)) with
            {
                Revision = e.Revision,
                SwitchedOn = e.On ? state.SwitchedOn.Add(e.Code) : state.SwitchedOn.Remove(e.Code),
            },
            CalendarEvent.SaturdaysSet e => state with
            {
                Revision = e.Revision,
                Saturdays = state.Saturdays.RemoveAll(s => IsSameOffice(s, e.Saturdays)).Add(e.Saturdays),
            },
        };

    private static Decision<CalendarEvent> One(CalendarCommand command, DateOnly today, OfficialCalendar state) =>
        command switch
        {
            CalendarCommand.NameDay c => (Unfit(c.Day) ?? Unfit(c.Source, today)) is { } no ? no
            : state.Says(c.Day, c.Source) ? Decision<CalendarEvent>.Nothing
            : new CalendarEvent.DayNamed(state.Revision + 1, c.Day, c.Source),
            CalendarCommand.WithdrawDay c => Unfit(c.Source, today) is { } no ? no
            : state.Days.DayOn(c.Date) is null ? Refusal.Of(CalendarRefusals.DayUnknown, ("date", c.Date.Iso()))
            : new CalendarEvent.DayWithdrawn(state.Revision + 1, c.Date, c.Source),
            CalendarCommand.AnnounceYear c => (Unfit(c) ?? Unfit(c.Source, today)) is { } no ? no
            : state.Says(c) ? Decision<CalendarEvent>.Nothing
            : new CalendarEvent.YearAnnounced(state.Revision + 1, c.Year, [.. c.Days.OrderBy(day => day.Date)], c.Source),
            CalendarCommand.SwitchDay c => (Unfit(c.Day) ?? Unfit(c.Source, today)) is { } no ? no
            : state.SwitchedOn.Contains(c.Code) == c.On ? Decision<CalendarEvent>.Nothing
            : new CalendarEvent.OptionalDaySwitched(state.Revision + 1, c.Code, c.Day, c.On, c.Source),
            CalendarCommand.SetSaturdays c => Unfit(c.Source, today) is { } no ? no
            : c.Saturdays.To < c.Saturdays.From
                ? Refusal.Of(CalendarRefusals.EndsBeforeItBegins, ("from", c.Saturdays.From.Iso()), ("to", c.Saturdays.To.Value.Iso()))
            : state.Saturdays.Contains(c.Saturdays) ? Decision<CalendarEvent>.Nothing
            : new CalendarEvent.SaturdaysSet(state.Revision + 1, c.Saturdays, c.Source),
            CalendarCommand.Together => throw new ArgumentException("Changes are not gathered twice.", nameof(command)),
        };

    private static Refusal? Unfit(NamedDay day) =>
        day.Date.Year is < LunarCalendar.FirstYear or > LunarCalendar.LastYear
            ? Refusal.Of(CalendarRefusals.OutOfRange, ("date", day.Date.Iso()))
        : day.Kind is DayKind.MakeUpWorkingDay && day.Date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
            ? Refusal.Of(CalendarRefusals.MakeUpOnWeekday, ("date", day.Date.Iso()))
        : null;

    private static Refusal? Unfit(SourceDocument source, DateOnly today) =>
        source.Date > today ? Refusal.Of(CalendarRefusals.DocumentInFuture, ("date", source.Date.Iso()), ("today", today.Iso())) : null;

    private static Refusal? Unfit(CalendarCommand.AnnounceYear c)
    {
        var year = c.Year.ToString(CultureInfo.InvariantCulture);
        return c.Days.FirstOrDefault(day => day.Date.Year != c.Year) is { } outside
                ? Refusal.Of(CalendarRefusals.DayOutsideYear, ("date", outside.Date.Iso()), ("year", year))
            : c.Days.CountBy(day => day.Date).FirstOrDefault(group => group.Value > 1) is { Value: > 1, Key: var twice }
                ? Refusal.Of(CalendarRefusals.DayTwice, ("date", twice.Iso()))
            : c.Days.All(day => day.Kind is DayKind.MakeUpWorkingDay) ? Refusal.Of(CalendarRefusals.YearEmpty, ("year", year))
            : c.Days.Select(Unfit).FirstOrDefault(unfit => unfit is not null);
    }

    private bool Says(NamedDay day, SourceDocument source) =>
        Days.DayOn(day.Date) == Day(day, source) && Documents.GetValueOrDefault(day.Date) == source;

    private bool Says(CalendarCommand.AnnounceYear c) =>
        Announced.GetValueOrDefault(c.Year) == c.Source
        && Days.Days.Where(day => day.Date.Year == c.Year).SequenceEqual(c.Days.OrderBy(day => day.Date).Select(day => Day(day, c.Source)));

    private OfficialCalendar Naming(NamedDay day, SourceDocument source) =>
        this with
        {
            Days = Days.With([Day(day, source)]),
            Documents = Documents.SetItem(day.Date, source),
        };

    private OfficialCalendar Forgetting(DateOnly date) =>
        this with
        {
            Days = Days.Without(day => day.Date == date),
            Documents = Documents.Remove(date),
        };

    private static bool IsSameOffice(OfficeSaturdays one, OfficeSaturdays other) =>
        (one.Unit, one.Function) == (other.Unit, other.Function);

    private static CalendarDay Day(NamedDay day, SourceDocument source) =>
        new(
            day.Date,
            day.Kind,
            day.Name.Value,
            string.Create(CultureInfo.InvariantCulture, $"{source.Number} ngày {source.Date:dd/MM/yyyy}: {source.Summary}"),
            Provisional: false
        );
}
