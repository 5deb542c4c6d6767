using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Desk;

/// <summary>What was done of something, and in what time.</summary>
/// <param name="Opened">Tasks that came.</param>
/// <param name="Finished">Tasks that ended with an answer.</param>
/// <param name="OnTime">Of these, by their last day.</param>
/// <param name="Late">Of these, after it; the rest had no limit.</param>
/// <param name="Used">Working days on average of those that had a limit, the clock's standing left out; null: none had.</param>
/// <param name="Limit">Working days they had on average; null likewise.</param>
/// <param name="Median">Half of all finished took no more working days; null: none.</param>
/// <param name="P90">Nine of ten took no more; null: none.</param>
public sealed record StepPace(int Opened, int Finished, int OnTime, int Late, double? Used, double? Limit, int? Median, int? P90)
{
    /// <summary>Share of those with a limit that were on time, 0–1; null: none had one.</summary>
    public double? Share => OnTime + Late == 0 ? null : (double)OnTime / (OnTime + Late);
}

/// <summary>Where work waits: a unit's work of one act.</summary>
/// <param name="Open">What waits now.</param>
/// <param name="Overdue">Of it, what is overdue.</param>
/// <param name="Paused">Of it, what stands.</param>
public sealed record StepPlace(UnitId Unit, string UnitName, StepAct Act, string ActText, int Open, int Overdue, int Paused, StepPace Pace);

/// <summary>One act over all units.</summary>
public sealed record ActPace(StepAct Act, string ActText, int Open, int Overdue, StepPace Pace);

/// <summary>One act of the units of a level.</summary>
public sealed record LevelPace(UnitLevel Level, StepAct Act, string ActText, StepPace Pace);

/// <summary>One month over all units.</summary>
/// <param name="Month">Its first day.</param>
public sealed record MonthPace(DateOnly Month, StepPace Pace);

/// <summary>Where work waits, how long levels take, how much is on time.</summary>
/// <param name="Places">Worst first: most overdue, then most open, then latest; at most <see cref="StepTimeDesk.MostPlaces"/>.</param>
/// <param name="MorePlaces">How many are left out.</param>
public sealed record StepReport(
    UnitId Unit,
    string UnitName,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<StepPlace> Places,
    int MorePlaces,
    IReadOnlyList<ActPace> Acts,
    IReadOnlyList<LevelPace> Levels,
    IReadOnlyList<MonthPace> Months
);

/// <summary>What a report is narrowed to, as somebody typed it.</summary>
/// <param name="Unit">One of the reader's reach; left out: the reader's own.</param>
/// <param name="From">First month, "01/2025"; left out: eleven before the last.</param>
/// <param name="To">Last month; left out: this one.</param>
/// <param name="Act">One act; left out: all.</param>
/// <param name="Form">One form of award; left out: all.</param>
public sealed record StepFilter(string? Unit, string? From, string? To, string? Act, string? Form);

/// <summary>Tiến độ xử lý: of what a unit and those under it do. Units and months are read, never dossiers.</summary>
public sealed class StepTimeDesk(House house, StepTimeQueries queries)
{
    /// <summary>As many places are shown.</summary>
    public const int MostPlaces = 40;

    /// <summary>The most months of a report.</summary>
    public const int MostMonths = 36;

    /// <summary>The units somebody can ask for.</summary>
    public static IReadOnlyList<UnitId> UnitsOf(Person person) =>
        [
            .. person
                .UnitsFor(Act.Supervise)
                .SelectMany(unit => person.Organisation.Subtree(unit, person.Today))
                .Select(unit => unit.Id)
                .Distinct(),
        ];

    /// <summary>The months of a page: of one year up to this month, where nothing is said.</summary>
    public static (DateOnly From, DateOnly To) MonthsOf(Check check, Person person, string? from, string? to)
    {
        var last = Month("to", to) ?? new DateOnly(person.Today.Year, person.Today.Month, 1);
        var first = Month("from", from) ?? last.AddMonths(-11);
        if (!check.Failed && (last < first || first.AddMonths(MostMonths) <= last))
        {
            check.Fault(
                "from",
                Faults.OutOfRange,
                ("min", Localization.Vietnam.Month(last.AddMonths(1 - MostMonths))),
                ("max", Localization.Vietnam.Month(last))
            );
        }

        return (first, last);

        DateOnly? Month(string field, string? text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            if (Localization.Vietnam.ParseMonth(text) is { } month)
            {
                return month;
            }

            check.Fault(field, Faults.NotMonth);
            return null;
        }
    }

    /// <summary>The report.</summary>
    public Answer<StepReport> Of(Person person, StepFilter filter)
    {
        var check = new Check();
        var whose =
            check.OptionalCode<UnitId>("unit", filter.Unit) ?? person.UnitsFor(Act.Supervise).Select(own => (UnitId?)own).FirstOrDefault();
        var (from, to) = MonthsOf(check, person, filter.From, filter.To);
        StepAct? act = string.IsNullOrEmpty(filter.Act) ? null : check.OneOf("act", filter.Act, StepAct.Appraise);
        var form = check.OptionalCode<FormCode>("form", filter.Form);
        if (whose is null && !check.Failed)
        {
            check.Fault("unit", Faults.Required);
        }

        return check.Failed ? check.Answer<StepReport>()
            : !person.May(Act.Supervise, whose!.Value) ? new Answer<StepReport>.Forbidden()
            : new Answer<StepReport>.Done(Report(person, whose.Value, from, to, act, form));
    }

    private StepReport Report(Person person, UnitId whose, DateOnly from, DateOnly to, StepAct? act, FormCode? form)
    {
        // What a unit that has ended did counts with the one that took over; with the first of several.
        var units = new Dictionary<UnitId, UnitId>();
        foreach (var unit in person.Organisation.Subtree(whose, person.Today).Select(unit => unit.Id).Prepend(whose))
        {
            foreach (var before in house.WithPredecessors(unit))
            {
                units.TryAdd(before, unit);
            }
        }

        bool Meets(StepAct one, FormCode of) => (act is null || one == act) && (form is null || of == form);
        var months = queries.Months(units.Keys, from, to).Where(month => Meets(month.Act, month.Form)).ToList();
        var open = queries.Open(units.Keys, person.Today).Where(one => Meets(one.Act, one.Form)).ToList();
        var days = queries.Days(units.Keys, from, to, form).Where(pair => act is null || pair.Key.Act == act).ToList();
        SortedList<int, int> DaysOf(Func<UnitId, StepAct, bool> which) =>
            days.Where(pair => which(units[pair.Key.Unit], pair.Key.Act))
                .SelectMany(pair => pair.Value)
                .Aggregate(
                    new SortedList<int, int>(),
                    (sum, one) =>
                    {
                        sum[one.Key] = sum.GetValueOrDefault(one.Key) + one.Value;
                        return sum;
                    }
                );

        List<StepPlace> places =
        [
            .. months
                .Select(month => (Unit: units[month.Unit], month.Act))
                .Concat(open.Select(one => (Unit: units[one.Unit], one.Act)))
                .Distinct()
                .Select(place =>
                {
                    var waits = open.Where(one => units[one.Unit] == place.Unit && one.Act == place.Act).ToList();
                    return new StepPlace(
                        place.Unit,
                        person.UnitName(place.Unit),
                        place.Act,
                        Components.Labels.Act(place.Act),
                        waits.Sum(one => one.Open),
                        waits.Sum(one => one.Overdue),
                        waits.Sum(one => one.Paused),
                        PaceOf(
                            months.Where(month => units[month.Unit] == place.Unit && month.Act == place.Act),
                            DaysOf((unit, step) => unit == place.Unit && step == place.Act)
                        )
                    );
                })
                .OrderByDescending(place => place.Overdue)
                .ThenByDescending(place => place.Open)
                .ThenBy(place => place.Pace.Share ?? 1)
                .ThenByDescending(place => place.Pace.P90 ?? 0)
                .ThenBy(place => place.UnitName, StringComparer.Create(Localization.Vietnam.Culture, ignoreCase: true))
                .ThenBy(place => place.Act),
        ];
        var levels = person.Organisation;
        UnitLevel? LevelOf(UnitId unit) => levels.Unit(unit)?.Level;
        return new(
            whose,
            person.UnitName(whose),
            from,
            to,
            [.. places.Take(MostPlaces)],
            Math.Max(0, places.Count - MostPlaces),
            [
                .. places
                    .Select(place => place.Act)
                    .Distinct()
                    .Order()
                    .Select(one => new ActPace(
                        one,
                        Components.Labels.Act(one),
                        open.Where(o => o.Act == one).Sum(o => o.Open),
                        open.Where(o => o.Act == one).Sum(o => o.Overdue),
                        PaceOf(months.Where(month => month.Act == one), DaysOf((_, step) => step == one))
                    )),
            ],
            [
                .. places
                    .Select(place => (Level: LevelOf(place.Unit), place.Act))
                    .Where(one => one.Level is not null)
                    .Distinct()
                    .OrderBy(one => one.Level)
                    .ThenBy(one => one.Act)
                    .Select(one => new LevelPace(
                        one.Level!.Value,
                        one.Act,
                        Components.Labels.Act(one.Act),
                        PaceOf(
                            months.Where(month => LevelOf(units[month.Unit]) == one.Level && month.Act == one.Act),
                            DaysOf((unit, step) => LevelOf(unit) == one.Level && step == one.Act)
                        )
                    ))
                    .Where(one => one.Pace.Finished > 0),
            ],
            [
                .. months
                    .GroupBy(month => month.Month)
                    .OrderBy(group => group.Key)
                    .Select(group => new MonthPace(group.Key, PaceOf(group, []))),
            ]
        );
    }

    private static StepPace PaceOf(IEnumerable<StepMonth> months, SortedList<int, int> days)
    {
        var all = months.ToList();
        var limited = all.Sum(month => month.OnTime + month.Late);
        return new(
            all.Sum(month => month.Opened),
            all.Sum(month => month.Finished),
            all.Sum(month => month.OnTime),
            all.Sum(month => month.Late),
            limited == 0 ? null : (double)all.Sum(month => month.LimitedUsed) / limited,
            limited == 0 ? null : (double)all.Sum(month => month.Limit) / limited,
            Quantile(days, 1, 2),
            Quantile(days, 9, 10)
        );
    }

    // The smallest number of days that at least so many of all did not exceed.
    private static int? Quantile(SortedList<int, int> days, int part, int of)
    {
        var (sum, reached) = (days.Values.Sum(), 0);
        foreach (var (number, count) in days)
        {
            reached += count;
            if (reached * of >= sum * part)
            {
                return number;
            }
        }

        return null;
    }
}
