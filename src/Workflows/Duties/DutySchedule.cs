using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>
/// When the duties of a plan fall due: a pure, total function of the plan's words, the days that coordinators set, and the
/// calendar's history. Whom they bind is <see cref="DutyBinding"/>'s to say.
/// </summary>
/// <remarks>
/// "Trước ngày X" ends at 24:00 of X−1 and never rolls; the work is due on the last working day on or before it. An occurrence
/// that falls due before the plan was issued is there all the same, for those who read to see that it was. None is for a period
/// after the plan's own. What cannot be counted (days outside years 1800–2299, which no file read today can say) has no day;
/// nothing here throws.
/// </remarks>
public static class DutySchedule
{
    /// <summary>Occurrences of every duty, in the order of the plan and of time; every duty has at least one, dated or not, unless its periods are over.</summary>
    /// <param name="plan">What it says.</param>
    /// <param name="days">Days that coordinators set where it says none; the last of a duty and period holds.</param>
    /// <param name="calendar">The working calendar.</param>
    /// <param name="from">First day on which it binds anybody: where a plan does not say when it begins, and for laws, the first period is the one of this day.</param>
    /// <param name="until">How far duties without an end are counted ahead.</param>
    public static IReadOnlyList<Occurrence> Of(
        PlanDefinition plan,
        IReadOnlyList<DutyDay> days,
        CalendarHistory calendar,
        DateOnly from,
        DateOnly until
    )
    {
        var counting = new Counting(plan, days, calendar, from, until);
        return [.. plan.Duties.SelectMany(counting.Of)];
    }

    /// <summary>The working days around a last valid day, by one calendar.</summary>
    public static CountedDay Due(DateOnly lastValidDay, WorkingCalendar calendar, bool provisional = false)
    {
        var lastWorkingDay = calendar.LastWorkingDayOnOrBefore(lastValidDay);
        for (var day = lastWorkingDay; day <= lastValidDay; day = day.AddDays(1))
        {
            provisional |= calendar.IsProvisional(day);
        }

        return new(lastValidDay, lastWorkingDay, provisional);
    }

    private static readonly DateOnly Earliest = new(1800, 1, 1);
    private static readonly DateOnly Latest = new(2299, 12, 31);

    private static bool IsCountable(DateOnly day) => day >= Earliest && day <= Latest;

    private sealed class Counting(PlanDefinition plan, IReadOnlyList<DutyDay> days, CalendarHistory calendar, DateOnly from, DateOnly until)
    {
        private readonly Dictionary<DutyCode, IReadOnlyList<Occurrence>> _counted = [];
        private readonly HashSet<DutyCode> _under = []; // duties being counted: one that is counted from itself has no day

        internal IReadOnlyList<Occurrence> Of(PlanDuty duty)
        {
            if (_counted.TryGetValue(duty.Code, out var known))
            {
                return known;
            }

            if (!_under.Add(duty.Code))
            {
                return [Undated(duty, OnceOf(duty))];
            }

            IReadOnlyList<Occurrence> counted = [.. Said(duty).Select(occurrence => Dated(occurrence))];
            _under.Remove(duty.Code);
            return _counted[duty.Code] = counted;
        }

        private IEnumerable<Occurrence> Said(PlanDuty duty) =>
            duty.Timing switch
            {
                PlanTiming.Before t =>
                [
                    IsCountable(t.Day)
                        ? On(duty, OnceOf(duty), null, WorkingCalendar.LastValidDayBefore(t.Day), null)
                        : Undated(duty, OnceOf(duty)),
                ],
                PlanTiming.By t => [On(duty, OnceOf(duty), null, t.Day, t.Hour)],
                PlanTiming.Window t => [On(duty, OnceOf(duty), t.From, t.To, t.Hour)],
                PlanTiming.Every t => Every(duty, t),
                PlanTiming.Relative t => Relative(duty, t),
                PlanTiming.PerRound t => PerRound(duty, t),
                PlanTiming.Within t => [Within(duty, t)],
                PlanTiming.Undated => [Undated(duty, OnceOf(duty))],
            };

        private IEnumerable<Occurrence> Every(PlanDuty duty, PlanTiming.Every timing)
        {
            var begins = duty.First ?? plan.Period.From ?? plan.Date ?? from;
            if (plan.Kind is PlanKind.Law && begins < from)
            {
                begins = from; // a law has no beginning of its own that would matter to those who begin to follow it now
            }

            if (begins > Latest)
            {
                yield break;
            }

            begins = begins < Earliest ? Earliest : begins;
            var ends = plan.Period.To is { } to && to < until ? to : until;
            ends = ends > Latest ? Latest : ends;
            for (var period = CivilPeriod.Containing(timing.Period, begins); period.From <= ends; period = period.Shift(1))
            {
                var due = DayIn(period.Shift(timing.Later), timing.Rule);
                if (timing.Later == 0 && plan.Period.To is { } last && due > last)
                {
                    if (timing.Rule is not PlanDayRule.PeriodEnd)
                    {
                        continue; // its day lies after the plan's last one
                    }

                    due = last; // of the period only this much is the plan's
                }

                yield return On(duty, (period.Key, period.From, period.To), null, due, timing.Hour);
            }
        }

        private IEnumerable<Occurrence> Relative(PlanDuty duty, PlanTiming.Relative timing)
        {
            var distance = new PlanOffset(timing.Days, timing.Unit, timing.Side);
            switch (timing.Anchor)
            {
                case PlanAnchor.OfDuty anchor:
                    if (plan.Duty(anchor.Duty) is not { } other)
                    {
                        return [Undated(duty, OnceOf(duty))];
                    }

                    return
                    [
                        .. Of(other)
                            .Select(o =>
                            {
                                var period = o.From is null ? OnceOf(duty) : (o.Period, o.From, o.To);
                                return o.LastValidDay is { } day ? From(duty, period, day, distance) : Undated(duty, period);
                            }),
                    ];
                case PlanAnchor.OfRound anchor:
                    var round = plan.Round(anchor.Round);
                    return [From(duty, OnceOf(duty), anchor.Edge is PlanEdge.First ? round?.From : round?.To, distance)];
                case PlanAnchor.OfPlan anchor:
                    return [From(duty, OnceOf(duty), anchor.Edge is PlanEdge.First ? plan.Period.From : plan.Period.To, distance)];
                case PlanAnchor.OfEvent { Event: PlanHappening.PlanIssued }:
                    return [From(duty, OnceOf(duty), plan.Date, distance)];
                default:
                    return [Undated(duty, OnceOf(duty))]; // what happens to one dossier gives no day to everybody
            }
        }

        private IEnumerable<Occurrence> PerRound(PlanDuty duty, PlanTiming.PerRound timing) =>
            plan.Rounds.Count == 0
                ? [Undated(duty, OnceOf(duty))]
                : plan.Rounds.Select(round =>
                {
                    var period = (new PeriodKey(round.Code.Value), round.From, round.To);
                    return timing.Offset is { } offset ? From(duty, period, round.To, offset) : Undated(duty, period);
                });

        private Occurrence Within(PlanDuty duty, PlanTiming.Within timing)
        {
            if (timing.Year < Earliest.Year || timing.Year > Latest.Year)
            {
                return Undated(duty, OnceOf(duty));
            }

            var period = CivilPeriod.Containing(timing.Period, new DateOnly(timing.Year, 1, 4)).Shift(timing.Number - 1);
            return On(duty, (period.Key, period.From, period.To), period.From, period.To, null);
        }

        private Occurrence From(PlanDuty duty, (PeriodKey, DateOnly?, DateOnly?) period, DateOnly? anchor, PlanOffset distance) =>
            anchor is { } day && IsCountable(day)
                ? On(duty, period, null, calendar.Settle(c => Count(day, distance, c)), null)
                : Undated(duty, period);

        private Occurrence On(
            PlanDuty duty,
            (PeriodKey, DateOnly?, DateOnly?) period,
            DateOnly? opens,
            DateOnly lastValidDay,
            TimeOnly? hour
        ) => IsCountable(lastValidDay) ? On(duty, period, opens, calendar.Settle(c => Due(lastValidDay, c)), hour) : Undated(duty, period);

        private static Occurrence On(
            PlanDuty duty,
            (PeriodKey Key, DateOnly? From, DateOnly? To) period,
            DateOnly? opens,
            CountedDay due,
            TimeOnly? hour
        ) => new(duty.Code, period.Key, period.From, period.To, opens, due.LastValidDay, due.LastWorkingDay, hour, due.Provisional);

        private static Occurrence Undated(PlanDuty duty, (PeriodKey Key, DateOnly? From, DateOnly? To) period) =>
            new(duty.Code, period.Key, period.From, period.To, null, null, null, null, Provisional: false);

        // A coordinator's day stands only where nothing else gives one.
        private Occurrence Dated(Occurrence occurrence)
        {
            if (
                occurrence.LastValidDay is not null
                || days.LastOrDefault(day => day.Duty == occurrence.Duty && day.Period == occurrence.Period) is not { } set
                || !IsCountable(set.LastValidDay)
            )
            {
                return occurrence;
            }

            var due = calendar.Settle(c => Due(set.LastValidDay, c));
            return occurrence with
            {
                Opens = set.Opens,
                LastValidDay = due.LastValidDay,
                LastWorkingDay = due.LastWorkingDay,
                Hour = set.Hour,
                Provisional = due.Provisional,
                IsSet = true,
            };
        }

        // Of a duty that falls due once: the round it belongs to, where it belongs to one.
        private (PeriodKey, DateOnly?, DateOnly?) OnceOf(PlanDuty duty) =>
            duty.Round is { } code
                ? (new PeriodKey(code.Value), plan.Round(code)?.From, plan.Round(code)?.To)
                : (PeriodKey.Once, null, null);

        private static DateOnly DayIn(CivilPeriod period, PlanDayRule rule) =>
            rule switch
            {
                PlanDayRule.BeforeDay r => WorkingCalendar.LastValidDayBefore(period.Day(r.Month, r.Day)),
                PlanDayRule.ByDay r => period.Day(r.Month, r.Day),
                PlanDayRule.PeriodEnd => period.To,
                PlanDayRule.OnWeekday r => period.From.AddDays((((int)r.Day - (((int)period.From.DayOfWeek + 6) % 7)) + 7) % 7),
            };

        private static CountedDay Count(DateOnly anchor, PlanOffset distance, WorkingCalendar calendar)
        {
            if (distance.Unit is PlanDayUnit.Calendar)
            {
                return Due(anchor.AddDays(distance.Side is PlanSide.After ? distance.Days : -distance.Days), calendar);
            }

            if (distance.Side is PlanSide.After)
            {
                var (date, provisional) = calendar.AddWorkingDays(anchor, distance.Days);
                return Due(date, calendar, provisional);
            }

            var day = anchor;
            var unsure = false;
            for (var left = distance.Days; left > 0; left -= calendar.IsWorkingDay(day) ? 1 : 0)
            {
                day = day.AddDays(-1);
                unsure |= calendar.IsProvisional(day);
            }

            return Due(day, calendar, unsure);
        }
    }
}
