using System.Collections.Immutable;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>An occurrence as it stands after the plan's revisions and what coordinators decided.</summary>
/// <param name="Occurrence">Its days.</param>
/// <param name="Duty">The words it follows.</param>
/// <param name="Revision">The revision that has these words.</param>
public sealed record StandingOccurrence(Occurrence Occurrence, PlanDuty Duty, int Revision)
{
    /// <summary>"Dời từ": its last valid day before it was last moved, extended or set anew; null: it was not, or had none.</summary>
    public DateOnly? MovedFrom { get; init; }

    /// <summary>"Chờ chấp nhận dời hạn": what the plan's last revision would make of it; null: nothing else.</summary>
    public WaitingMove? Waits { get; init; }

    /// <summary>The units it was extended for, by whom it bound first; null: everybody but those of <see cref="Except"/>.</summary>
    public ImmutableHashSet<UnitId>? Only { get; init; }

    /// <summary>Units that have an extended day of their own.</summary>
    public ImmutableHashSet<UnitId> Except { get; init; } = [];

    /// <summary>Revision, in the plan's stream, of the event since which it has this day.</summary>
    public int Since { get; init; }

    /// <summary>What the plan says of it that was last taken in or decided on; another day comes of extensions and of days kept.</summary>
    internal Occurrence Said { get; init; } = Occurrence;

    /// <summary>Which it is.</summary>
    public DutyPeriod Key => new(Occurrence.Duty, Occurrence.Period);

    /// <summary>Whether these days are those of the unit that was bound first.</summary>
    public bool IsFor(UnitId origin) => Only?.Contains(origin) ?? !Except.Contains(origin);

    /// <summary>Whether its last valid day is over on a day: it never moves any more.</summary>
    public bool IsOver(DateOnly on) => Occurrence.LastValidDay < on;
}

/// <summary>A move that waits for a coordinator.</summary>
/// <param name="Revision">The revision that says so.</param>
/// <param name="To">What it would be; null: the plan does not ask for it any more.</param>
/// <param name="Duty">The words it would follow; null with <paramref name="To"/>.</param>
public sealed record WaitingMove(int Revision, Occurrence? To, PlanDuty? Duty);

/// <summary>
/// The occurrences of a plan as they stand: what each revision says (<see cref="DutySchedule"/>), carried from one to the next.
/// A function of the plan's stream and the calendar's history alone.
/// </summary>
/// <remarks>
/// What was over when a revision was confirmed stays as it was. What is open and would change keeps its day and words until a
/// coordinator accepts the change or keeps the day. What is new in a revision holds at once. An extension outlasts revisions that
/// say nothing else of its occurrence.
/// </remarks>
public static class PlanSchedule
{
    /// <summary>How many years after a year duties without an end are counted ahead.</summary>
    public const int YearsAhead = 2;

    /// <summary>How far duties without an end are counted ahead, seen from a year.</summary>
    public static DateOnly UntilOf(int year) => new(year + YearsAhead, 12, 31);

    /// <summary>Every occurrence; several of one duty and period where units were given a day of their own.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="calendar">The working calendar.</param>
    /// <param name="from">First day on which it binds anybody, see <see cref="DutySchedule.Of"/>.</param>
    /// <param name="until">How far duties without an end are counted ahead.</param>
    public static IReadOnlyList<StandingOccurrence> Of(Plan plan, CalendarHistory calendar, DateOnly from, DateOnly until)
    {
        List<StandingOccurrence> standing = [];
        foreach (var revision in plan.Revisions)
        {
            var said = DutySchedule.Of(revision.Definition, plan.Days, calendar, from, until);
            standing = [.. Revise(standing, said, revision, plan)];
            foreach (var change in revision.Changes)
            {
                standing = [.. standing.SelectMany(one => After(one, change, calendar))];
            }
        }

        return standing;
    }

    /// <summary>Every occurrence as a coordinator meets them on a day.</summary>
    public static IReadOnlyList<StandingOccurrence> On(Plan plan, CalendarHistory calendar, DateOnly today) =>
        Of(plan, calendar, plan.Applications.Select(a => a.From).DefaultIfEmpty(today).Min(), UntilOf(today.Year));

    private static IEnumerable<StandingOccurrence> Revise(
        IReadOnlyList<StandingOccurrence> standing,
        IReadOnlyList<Occurrence> said,
        PlanRevision revision,
        Plan plan
    )
    {
        var kept = revision.On is null ? [] : standing;
        var next = said.DistinctBy(o => new DutyPeriod(o.Duty, o.Period)).ToDictionary(o => new DutyPeriod(o.Duty, o.Period));
        foreach (var one in kept)
        {
            yield return one.IsOver(revision.On!.Value) ? one with { Waits = null } : Next(one, next.GetValueOrDefault(one.Key), revision);
        }

        var known = kept.Select(one => one.Key).ToHashSet();
        foreach (var (key, occurrence) in next)
        {
            if (!known.Contains(key))
            {
                yield return new(occurrence, revision.Definition.Duty(key.Duty)!, revision.Number)
                {
                    Since = Math.Max(revision.Event, SetBy(plan, revision.Definition, key)),
                    MovedFrom = occurrence.IsSet && plan.SetBefore.TryGetValue(key, out var before) ? before : null,
                };
            }
        }
    }

    private static StandingOccurrence Next(StandingOccurrence one, Occurrence? next, PlanRevision revision)
    {
        if (next is null)
        {
            return one with { Waits = new(revision.Number, null, null) };
        }

        var duty = revision.Definition.Duty(next.Duty)!;
        return IsSameDay(one.Said, next)
            ? one with
            {
                Occurrence = IsSameDay(one.Occurrence, one.Said) ? next : one.Occurrence,
                Duty = duty,
                Revision = revision.Number,
                Said = next,
                Waits = null,
            }
            : one with
            {
                Waits = new(revision.Number, next, duty),
            };
    }

    private static IEnumerable<StandingOccurrence> After(StandingOccurrence one, OccurrenceChange change, CalendarHistory calendar) =>
        change switch
        {
            { Body: PlanEvent.OccurrenceMoved e }
                when one.Key == new DutyPeriod(e.Duty, e.Period) && one.Waits is { } waits && !one.IsOver(e.On) => waits
                is { To: { } to, Duty: { } duty }
                ?
                [
                    one with
                    {
                        Occurrence = to,
                        Duty = duty,
                        Revision = waits.Revision,
                        Said = to,
                        MovedFrom = one.Occurrence.LastValidDay,
                        Since = change.Event,
                        Waits = null,
                    },
                ]
                : [],
            { Body: PlanEvent.OccurrenceKept e } when one.Key == new DutyPeriod(e.Duty, e.Period) && one.Waits is { } waits =>
            [
                one with
                {
                    Said = waits.To ?? one.Said,
                    Waits = null,
                },
            ],
            { Body: PlanEvent.OccurrenceExtended e }
                when one.Key == new DutyPeriod(e.Duty, e.Period) && !one.IsOver(e.On) && one.Occurrence.LastValidDay < e.To.LastValidDay =>
                Extended(one, e, change.Event, calendar),
            _ => [one],
        };

    private static IEnumerable<StandingOccurrence> Extended(
        StandingOccurrence one,
        PlanEvent.OccurrenceExtended e,
        int by,
        CalendarHistory calendar
    )
    {
        var due = calendar.Settle(c => DutySchedule.Due(e.To.LastValidDay, c));
        var later = one with
        {
            Occurrence = one.Occurrence with
            {
                Opens = e.To.Opens ?? one.Occurrence.Opens,
                LastValidDay = due.LastValidDay,
                LastWorkingDay = due.LastWorkingDay,
                Hour = e.To.Hour,
                Provisional = due.Provisional,
            },
            MovedFrom = one.Occurrence.LastValidDay,
            Since = by,
        };
        if (e.Units.Count == 0)
        {
            yield return later;
            yield break;
        }

        var own = e.Units.Where(one.IsFor).ToImmutableHashSet();
        if (own.Count > 0)
        {
            yield return later with
            {
                Only = own,
                Except = [],
            };
        }

        if (one.Only is not { } only)
        {
            yield return one with
            {
                Except = one.Except.Union(own),
            };
        }
        else if (only.Except(own) is { Count: > 0 } rest)
        {
            yield return one with
            {
                Only = rest,
            };
        }
    }

    // By which event a coordinator set the day of an occurrence, or that of the duty it is counted from; -1: none was set.
    private static int SetBy(Plan plan, PlanDefinition said, DutyPeriod key)
    {
        var by = plan.SetBy.GetValueOrDefault(key, -1);
        var duty = said.Duty(key.Duty);
        for (
            var left = said.Duties.Count;
            left > 0 && duty?.Timing is PlanTiming.Relative { Anchor: PlanAnchor.OfDuty { Duty: var other } };
            left--
        )
        {
            by = Math.Max(by, plan.SetBy.GetValueOrDefault(new(other, key.Period), -1));
            by = Math.Max(by, plan.SetBy.GetValueOrDefault(new(other, PeriodKey.Once), -1));
            duty = said.Duty(other);
        }

        return by;
    }

    private static bool IsSameDay(Occurrence one, Occurrence other) => DueDay.Of(one) == DueDay.Of(other);
}
