using System.Globalization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>What coordinators decide on single occurrences of a plan: moves accepted, days kept, extensions. What is over never moves.</summary>
internal static class PlanMoves
{
    internal static Decision<PlanEvent> Accept(PlanCommand.AcceptMoves c, CommandContext by, Plan state) =>
        Settle(
            c.Revision,
            c.Occurrences,
            c.Calendar,
            by,
            state,
            (one, waits, on) =>
                new PlanEvent.OccurrenceMoved(
                    one.Key.Duty,
                    one.Key.Period,
                    waits.Revision,
                    DueDay.Of(one.Occurrence),
                    DueDay.Of(waits.To),
                    waits.To is null,
                    on
                ),
            (change, key) => change is PlanEvent.OccurrenceMoved moved && new DutyPeriod(moved.Duty, moved.Period) == key
        );

    internal static Decision<PlanEvent> Keep(PlanCommand.KeepDays c, CommandContext by, Plan state) =>
        Settle(
            c.Revision,
            c.Occurrences,
            c.Calendar,
            by,
            state,
            (one, waits, on) =>
                new PlanEvent.OccurrenceKept(one.Key.Duty, one.Key.Period, waits.Revision, DueDay.Of(one.Occurrence), c.Basis, on),
            (change, key) => change is PlanEvent.OccurrenceKept kept && new DutyPeriod(kept.Duty, kept.Period) == key
        );

    internal static Decision<PlanEvent> Extend(PlanCommand.Extend c, CommandContext by, Plan state)
    {
        if (state.Definition is null)
        {
            return Refusal.Of(PlanRefusals.NotLoaded);
        }

        var on = VietnamTime.DateOf(by.At);
        var (duty, period) = (c.Occurrence.Duty, c.Occurrence.Period);
        var named = PlanSchedule
            .On(state, c.Calendar, on)
            .Where(one => one.Key == c.Occurrence && (c.Units.Count == 0 || c.Units.Any(one.IsFor)))
            .ToList();
        if (named.Count == 0)
        {
            return Refusal.Of(PlanRefusals.DutyUnknown, ("duty", duty.Value), ("period", period.Value));
        }

        if (
            state.Revisions[^1].Decided.OfType<PlanEvent.OccurrenceExtended>().LastOrDefault(e => e.Duty == duty && e.Period == period)
                is { } known
            && known.To == c.To
            && known.Document == c.Document
            && known.Units.SequenceEqual(c.Units)
        )
        {
            return Decision<PlanEvent>.Nothing;
        }

        var days = named.Select(one => DueDay.Of(one.Occurrence)).OfType<DueDay>().OrderBy(day => day.LastValidDay).ToList();
        return days is not [var first, ..] ? Refusal.Of(PlanRefusals.DutyWithoutDay, ("duty", duty.Value))
            : named.Find(one => one.IsOver(on)) is { Occurrence.LastValidDay: { } over }
                ? Refusal.Of(PlanRefusals.DutyOver, ("duty", duty.Value), ("day", over.Iso()))
            : days[^1].LastValidDay >= c.To.LastValidDay
                ? Refusal.Of(PlanRefusals.NotLater, ("duty", duty.Value), ("day", days[^1].LastValidDay.Iso()))
            : new PlanEvent.OccurrenceExtended(duty, period, c.Units, first, c.To, c.Document, on);
    }

    private static Decision<PlanEvent> Settle(
        int revision,
        IReadOnlyList<DutyPeriod> occurrences,
        CalendarHistory calendar,
        CommandContext by,
        Plan state,
        Func<StandingOccurrence, WaitingMove, DateOnly, PlanEvent> settled,
        Func<PlanEvent, DutyPeriod, bool> isKnown
    )
    {
        if (state.Definition is null)
        {
            return Refusal.Of(PlanRefusals.NotLoaded);
        }

        var on = VietnamTime.DateOf(by.At);
        var waiting = PlanSchedule
            .On(state, calendar, on)
            .Where(one => one.Waits?.Revision == revision)
            .OrderBy(one => one.Occurrence.LastValidDay)
            .ToLookup(one => one.Key);
        var events = new List<PlanEvent>();
        foreach (var key in occurrences.Distinct())
        {
            if (waiting[key].FirstOrDefault(one => !one.IsOver(on)) is { Waits: { } waits } one)
            {
                events.Add(settled(one, waits, on));
            }
            else if (waiting[key].FirstOrDefault() is { Occurrence.LastValidDay: { } over })
            {
                return Refusal.Of(PlanRefusals.DutyOver, ("duty", key.Duty.Value), ("day", over.Iso()));
            }
            else if (state.Revision != revision || !state.Revisions[^1].Changes.Exists(change => isKnown(change.Body, key)))
            {
                return Refusal.Of(PlanRefusals.NoMove, ("duty", key.Duty.Value), ("period", key.Period.Value));
            }
        }

        return events.Count == 0 ? Decision<PlanEvent>.Nothing : new Decision<PlanEvent>.Accepted(events);
    }
}
