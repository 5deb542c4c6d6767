using System.Collections.Concurrent;
using System.Globalization;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>The five plans and the law, hour by hour, and what must be told to whom.</summary>
public sealed class WhenPeopleAreReminded
{
    /// <summary>
    /// What falls due by the five plans and the law, written down by hand from the plans: the test's own reading, not the product's.
    /// Units: those bound first. Everything else in the plans has no day, or is wished for, or was due before the plan.
    /// </summary>
    private static Due[] Written =>
        [
            .. Each("bac-giang-2024", "le-phat-dong", "24/9/2024", Districts),
            .. Each("bac-giang-2024", "bao-cao-dot-1", "7/2/2025", Districts, "dot-1"),
            .. Each("bac-giang-2024", "bao-cao-dot-2", "19/5/2025", Districts, "dot-2"),
            .. Each("can-tho-2025", "dang-ky-an-toan", "29/4/2025", [.. OldCommunes, City]),
            .. Each("can-tho-2025", "dang-ky-dien-hinh-pccc", "29/4/2025", [.. OldCommunes, City]),
            .. Each("can-tho-2025", "de-nghi-cong-nhan", "31/10/2025", [.. OldCommunes, City]),
            .. Each("can-tho-2025", "xet-dien-hinh-pccc", "25/9/2025", [.. NewCommunes, City], longest: 2),
            .. Each("can-tho-2025", "bao-cao-6-thang", "9/6/2025", [.. OldCommunes, .. OldDistricts]),
            .. Each("can-tho-2025", "bao-cao-quy-3", "9/9/2025", OldCommunes),
            .. Each("can-tho-2025", "tong-ket-nam", "14/12/2025", OldCommunes),
            .. Each("can-tho-2025", "xet-cong-nhan-quy-4", "31/12/2025", [City], "2025-q4"),
            .. Monthly(4, 6, [.. OldCommunes, .. OldDistricts]),
            .. Monthly(7, 12, NewCommunes),
            .. Each("qd-510-2022", "phan-loai-khu-dan-cu", "19/11/2025", OldCommunes, "2025"),
            .. Each("qd-510-2022", "phan-loai-xa-co-quan", "29/11/2025", [.. OldCommunes, City], "2025"),
            .. Each("qd-510-2022", "phan-loai-khu-dan-cu", "19/11/2026", NewCommunes, "2026"),
            .. Each("qd-510-2022", "phan-loai-xa-co-quan", "29/11/2026", [.. NewCommunes, City], "2026"),
        ];

    /// <summary>Days off and make-up days between 2024 and 2026, from the announcements.</summary>
    private static readonly HashSet<DateOnly> Off =
    [
        .. Days("1/1/2024", "8/2/2024-14/2/2024", "18/4/2024", "29/4/2024-1/5/2024", "2/9/2024-3/9/2024"),
        .. Days("1/1/2025", "27/1/2025-31/1/2025", "7/4/2025", "30/4/2025-2/5/2025", "1/9/2025-2/9/2025"),
        .. Days("1/1/2026-2/1/2026", "16/2/2026-20/2/2026", "27/4/2026", "30/4/2026-1/5/2026", "31/8/2026-2/9/2026"),
    ];

    private static readonly HashSet<DateOnly> MadeUp = [.. Days("4/5/2024", "26/4/2025", "10/1/2026", "22/8/2026")];

    private static readonly string[] Districts = ["huyen-lang-giang", "huyen-luc-ngan", "huyen-son-dong"];
    private static readonly string[] OldDistricts = ["quan-ninh-kieu", "huyen-phong-dien"];
    private static readonly string[] OldCommunes = ["phuong-an-hoa", "phuong-thoi-binh", "xa-nhon-ai"];
    private static readonly string[] NewCommunes = ["phuong-ninh-kieu", "xa-nhon-ai"];
    private const string City = "tp-can-tho";

    private static readonly DateOnly Merger = new(2025, 7, 1);

    [Fact]
    public async Task Every_reminder_of_the_five_plans_is_recorded_once_hour_by_hour_on_two_hosts_that_are_killed()
    {
        var random = new Random(20260829);
        var isAiming = true;
        var crashes = 0;
        await using var scene = new Scene(step =>
        {
            if (isAiming && random.NextDouble() < (step is "page" ? 0.0004 : 0.06))
            {
                Interlocked.Increment(ref crashes);
                throw new SimulatedCrashException();
            }
        });
        await scene.OrganiseAsync("1/8/2024 07:00");
        var hosts = new[] { await scene.StartAsync(), await scene.StartAsync() };
        foreach (var (at, act) in scene.History().OrderBy(act => act.At))
        {
            await TickThroughAsync(at);
            await act();
        }

        await TickThroughAsync(At("31/12/2026 23:00"));
        isAiming = false;

        var recorded = await scene.RecordedAsync();
        var told = recorded.Where(e => e.Body is ReminderEvent.Issued).Select(e => ((ReminderEvent.Issued)e.Body, e.At)).ToList();
        recorded.ShouldNotContain(e => e.Body is ReminderEvent.Missed, "one of the hosts was always up within the hour");

        var expected = Expected(scene.Armed).ToList();
        told.Select(t => Line(t.Item1)).Order().ShouldBe(expected.Select(e => e.Line).Order());
        foreach (var (issued, at) in told)
        {
            issued.PlannedFor.ShouldBe(expected.Single(e => e.Line == Line(issued)).At);
            var due = Written.Single(due =>
                due.Day == issued.Slot.Due && Line(issued).StartsWith(due.Name, StringComparison.Ordinal) && due.Unit == OriginOf(issued)
            );
            due.IsOpen(at).ShouldBeTrue("nobody is reminded of what is handed in");
            var opened = due
                .Acts.FirstOrDefault(act =>
                    act.Opens && act.At > issued.PlannedFor && issued.Slot.IsOverdue && !due.IsOpen(issued.PlannedFor)
                )
                .At;
            (at - (opened == default ? issued.PlannedFor : opened)).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(1));
        }

        told.Where(t => t.Item1.Slot.Due.Year == 2026)
            .ShouldAllBe(t => PlanOf(t.Item1) == "qd-510-2022", "only the law's own fall due in 2026");
        crashes.ShouldBeGreaterThan(50);
        Print(told.Select(t => t.Item1), crashes);

        async Task TickThroughAsync(DateTimeOffset until)
        {
            for (; scene.Now < until; scene.Now = scene.Now.AddHours(1))
            {
                await Task.WhenAll(TickAsync(0), TickAsync(1));
            }

            scene.Now = until;
        }

        async Task TickAsync(int i)
        {
            while (true)
            {
                try
                {
                    (await hosts[i].Reminders.TickAsync()).IsAll.ShouldBeTrue();
                    return;
                }
                catch (Exception e) when (e is SimulatedCrashException)
                {
                    bool forgets;
                    lock (random)
                    {
                        forgets = random.Next(4) == 0;
                    }

                    hosts[i] = await scene.RestartAsync(hosts[i], forgets);
                }
            }
        }
    }

    [Fact]
    public async Task After_a_long_stop_only_the_latest_is_issued_and_the_others_are_recorded_as_missed()
    {
        await using var scene = new Scene();
        await scene.OrganiseAsync("1/8/2024 07:00");
        await scene.ApplyAsync("5/9/2024 09:00", "bac-giang-2024", "tinh-bac-giang", "19/8/2024");
        var host = await scene.StartAsync();
        scene.Now = At("19/9/2024 10:00");
        (await host.Reminders.TickAsync()).ShouldBe(new Tick(3, 3, true));
        scene.Now = At("24/9/2024 08:00");
        await host.Reminders.TickAsync();

        var of = (await scene.RecordedAsync()).Where(e => OriginOf(e.Body) == "huyen-luc-ngan").Select(e => e.Body).ToList();
        of.Count.ShouldBe(4);
        of[0].ShouldBeOfType<ReminderEvent.Missed>().Offsets.ShouldBe([10]);
        of[1].ShouldBeOfType<ReminderEvent.Issued>().Slot.Offset.ShouldBe(5, "told on 17/9 at 07:30, had somebody been there");
        of[2].ShouldBeOfType<ReminderEvent.Missed>().Offsets.ShouldBe([2, 1]);
        of[3].ShouldBeOfType<ReminderEvent.Issued>().Slot.Offset.ShouldBe(0);
    }

    [Fact]
    public async Task A_due_day_that_moves_arms_only_what_is_still_ahead_and_building_the_views_anew_arms_nothing_else()
    {
        await using var scene = new Scene();
        await scene.OrganiseAsync("1/8/2024 07:00");
        await scene.ApplyAsync("5/9/2024 09:00", "bac-giang-2024", "tinh-bac-giang", "19/8/2024");
        var host = await scene.StartAsync();
        await TickDaysAsync("31/1/2025 08:00", "6/2/2025 10:00");
        var before = (await scene.RecordedAsync()).Count;
        // Four working days more for one district, recorded in the morning after that day's reminder had its time.
        scene.Now = At("7/2/2025 09:00");
        await scene.WriteAsync(
            "plan-bac-giang-2024",
            new PlanEvent.OccurrenceExtended(
                new("bao-cao-dot-1"),
                new("dot-1"),
                [new("huyen-luc-ngan")],
                new(null, new(2025, 2, 7), null),
                new(null, new(2025, 2, 13), null),
                new(new("12/CV"), new(2025, 2, 6), new("Ban Chỉ đạo tỉnh")),
                new(2025, 2, 7)
            )
        );
        host = await scene.RestartAsync(host, forgets: true);
        await TickDaysAsync("7/2/2025 09:30", "20/2/2025 10:00");

        var later = (await scene.RecordedAsync()).Skip(before).Select(e => e.Body).OfType<ReminderEvent.Issued>().ToList();
        later
            .Where(e => OriginOf(e) == "huyen-luc-ngan")
            .Select(e => (e.Slot.Due, e.Slot.Offset))
            .ShouldBe(
                new[] { 2, 1, 0, ReminderSlot.Overdue }.Select(offset => (new DateOnly(2025, 2, 13), offset)),
                "5 working days before 13/02 was 06/02: behind the day on which it moved"
            );
        later
            .Where(e => OriginOf(e) == "huyen-son-dong")
            .Select(e => (e.Slot.Due, e.Slot.Offset))
            .ShouldBe([(new DateOnly(2025, 2, 7), 0), (new DateOnly(2025, 2, 7), ReminderSlot.Overdue)]);

        async Task TickDaysAsync(string from, string until)
        {
            for (scene.Now = At(from); scene.Now <= At(until); scene.Now = scene.Now.AddHours(8))
            {
                await host.Reminders.TickAsync();
            }
        }
    }

    [Fact]
    public async Task They_go_to_those_whose_appointment_it_is_that_day_and_when_overdue_to_those_above_too()
    {
        await using var scene = new Scene();
        await scene.OrganiseAsync("1/8/2024 07:00");
        await scene.ApplyAsync("5/9/2024 09:00", "bac-giang-2024", "tinh-bac-giang", "19/8/2024");
        // The officer of Lục Ngạn is away: a colleague of Sơn Động acts for them from 06/02 on.
        await scene.WriteAsync(
            "org",
            new OrganisationEvent.Delegated(
                new(
                    new(Script.Id("uy-quyen")),
                    new(Script.Id("huyen-luc-ngan tham-muu")),
                    Officer("huyen-son-dong"),
                    new(2025, 2, 6),
                    new(2025, 2, 20),
                    new("3/UQ"),
                    new(2025, 2, 5)
                )
            )
        );
        var host = await scene.StartAsync();
        foreach (var at in new[] { "5/2/2025 08:00", "6/2/2025 08:00", "8/2/2025 00:00" })
        {
            scene.Now = At(at);
            await host.Reminders.TickAsync();
        }

        var told = (await scene.RecordedAsync())
            .Select(e => e.Body)
            .OfType<ReminderEvent.Issued>()
            .Where(e => OriginOf(e) == "huyen-luc-ngan" && e.Slot.Due == new DateOnly(2025, 2, 7))
            .ToDictionary(e => e.Slot.Offset, e => e.To);
        told[2].Select(to => to.Account).ShouldBe([Officer("huyen-luc-ngan")]);
        told[1]
            .Select(to => (to.Account, to.OnBehalfOf))
            .ShouldBe([(Officer("huyen-luc-ngan"), null), (Officer("huyen-son-dong"), Officer("huyen-luc-ngan"))]);
        told[ReminderSlot.Overdue]
            .Select(to => (to.Account, to.Oversees))
            .ShouldBe([
                (Officer("huyen-luc-ngan"), false),
                (Officer("huyen-son-dong"), false),
                (Holder("tinh-bac-giang", "dieu-phoi"), true),
                (Holder("tinh-bac-giang", "giam-sat"), true),
            ]);
    }

    [Fact]
    public async Task Work_on_a_dossier_is_reminded_of_while_it_is_open_and_its_clock_runs()
    {
        await using var scene = new Scene();
        await scene.OrganiseAsync("1/8/2024 07:00");
        scene.Now = At("10/3/2025 09:00");
        foreach (
            var (dossier, due) in new[] { ("long", "24/3/2025"), ("short", "14/3/2025"), ("done", "24/3/2025"), ("paused", "24/3/2025") }
        )
        {
            await scene.WriteAsync(
                $"dossier-{new DossierId(Script.Id(dossier))}",
                Script.Opened(),
                new DossierEvent.Submitted(new("1/TTr"), Script.Terms()),
                Script.TaskOpened($"task {dossier}", "tham-dinh", StepAct.Appraise, new("huyen-luc-ngan"), Script.Staff, Day(due))
            );
        }

        var host = await scene.StartAsync();
        for (scene.Now = At("10/3/2025 10:00"); scene.Now < At("1/5/2025 00:00"); scene.Now = scene.Now.AddHours(1))
        {
            await host.Reminders.TickAsync();
            if (scene.Now == At("18/3/2025 09:00"))
            {
                await scene.WriteAsync(
                    $"dossier-{new DossierId(Script.Id("done"))}",
                    new DossierEvent.TaskCancelled(new(Script.Id("task done")))
                );
                await scene.WriteAsync(
                    $"dossier-{new DossierId(Script.Id("paused"))}",
                    new DossierEvent.SupplementRequested(new(Script.Id("task paused")), 1, [], null, Day("18/3/2025"))
                );
            }

            if (scene.Now == At("7/4/2025 09:00"))
            {
                await scene.WriteAsync(
                    $"dossier-{new DossierId(Script.Id("paused"))}",
                    new DossierEvent.SupplementProvided(1, [new(new(Script.Id("task paused")), Day("14/4/2025"), false)], null)
                );
            }
        }

        var told = (await scene.RecordedAsync()).Select(e => e.Body).OfType<ReminderEvent.Issued>().ToList();
        Of("long").ShouldBe(["17/3 07:30 (5)", "20/3 07:30 (2)", "21/3 07:30 (1)", "24/3 07:30 (0)", "25/3 00:00 (-1)"]);
        Of("short").ShouldBe(["13/3 07:30 (1)", "15/3 00:00 (-1)"], "a step of up to five days is reminded of once");
        Of("done").ShouldBe(["17/3 07:30 (5)"]);
        Of("paused")
            .ShouldBe(
                ["17/3 07:30 (5)", "10/4 07:30 (2)", "11/4 07:30 (1)", "14/4 07:30 (0)", "15/4 00:00 (-1)"],
                "of the new day only what was still ahead when the clock ran again"
            );
        told.Where(e => !e.Slot.IsOverdue).ShouldAllBe(e => e.To.Single().Account == Officer("huyen-luc-ngan"));

        IEnumerable<string> Of(string dossier) =>
            told.Where(e => e.Subject is ReminderSubject.OfTask task && task.Task.Value == Script.Id($"task {dossier}"))
                .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.PlannedFor:d/M HH:mm} ({e.Slot.Offset})"));
    }

    // ---- what is expected, from the table above and the days off alone

    private static IEnumerable<(string Line, DateTimeOffset At)> Expected(IReadOnlyDictionary<string, DateTimeOffset> armed)
    {
        foreach (var due in Written)
        {
            var last = due.Day;
            while (IsOff(last))
            {
                last = last.AddDays(-1);
            }

            foreach (var offset in due.Offsets)
            {
                var (day, left) = (last, offset);
                while (left > 0)
                {
                    day = day.AddDays(-1);
                    left -= IsOff(day) ? 0 : 1;
                }

                var at = offset < 0 ? Midnight(due.Day.AddDays(1)) : Midnight(day).AddHours(7.5);
                // That the day is over is told also when it comes open again after that.
                var isTold = due.IsOpen(at) || (offset < 0 && due.Acts.Any(act => act.Opens && act.At > at));
                if (at > armed[due.Plan] && at < At("31/12/2026 23:00") && isTold)
                {
                    yield return (Line(due.Plan, due.Duty, due.Day, offset, due.Unit, WhoOn(due.Unit, at)), at);
                }
            }
        }
    }

    private static string WhoOn(string unit, DateTimeOffset at) =>
        unit is "phuong-an-hoa" or "phuong-thoi-binh" && at >= Midnight(Merger) ? "phuong-ninh-kieu" : unit;

    private static bool IsOff(DateOnly day) =>
        Off.Contains(day) || (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && !MadeUp.Contains(day));

    private static IEnumerable<Due> Each(
        string plan,
        string duty,
        string day,
        IEnumerable<string> units,
        string period = "mot-lan",
        int longest = 10
    ) =>
        units.Select(unit => new Due(
            plan,
            duty,
            period,
            Day(day),
            unit,
            [.. new[] { 10, 5, 2, 1, 0, -1 }.Where(offset => offset <= longest)]
        ));

    private static IEnumerable<Due> Monthly(int first, int last, string[] units) =>
        from month in Enumerable.Range(first, last - first + 1)
        from unit in units
        select new Due("can-tho-2025", "bao-cao-thang", $"2025-{month:00}", new(2025, month, 16), unit, [3, 1, -1]);

    private static string Line(ReminderEvent.Issued e)
    {
        var subject = (ReminderSubject.OfOccurrence)e.Subject;
        return Line(subject.Plan.Value, subject.Duty.Value, e.Slot.Due, e.Slot.Offset, subject.Origin.Value, e.Unit.Value);
    }

    private static string Line(string plan, string duty, DateOnly due, int offset, string origin, string unit) =>
        $"{plan} {duty} {due:yyyy-MM-dd} {offset, 2} {origin} {unit}";

    private static string PlanOf(ReminderEvent.Issued e) => ((ReminderSubject.OfOccurrence)e.Subject).Plan.Value;

    private static string OriginOf(ReminderEvent e) =>
        e switch
        {
            ReminderEvent.Issued { Subject: ReminderSubject.OfOccurrence of } => of.Origin.Value,
            ReminderEvent.Missed { Subject: ReminderSubject.OfOccurrence of } => of.Origin.Value,
            _ => "",
        };

    private static void Print(IEnumerable<ReminderEvent.Issued> told, int crashes)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{crashes} crashes");
        foreach (var plan in told.Where(e => PlanOf(e) is "bac-giang-2024" or "can-tho-2025").GroupBy(PlanOf))
        {
            output.WriteLine(plan.Key);
            foreach (
                var due in plan.GroupBy(e => (((ReminderSubject.OfOccurrence)e.Subject).Duty.Value, e.Slot.Due)).OrderBy(g => g.Key.Due)
            )
            {
                var times = due.OrderBy(e => e.PlannedFor)
                    .GroupBy(e => e.Slot.Offset)
                    .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.First().PlannedFor:dd/MM HH:mm} ({g.Key}) ×{g.Count()}"));
                output.WriteLine($"  {due.Key.Due:dd/MM/yyyy} {due.Key.Value, -24} {string.Join(", ", times)}");
            }
        }
    }

    private static AccountId Officer(string unit) => Holder(unit, "tham-muu");

    private static AccountId Holder(string unit, string function) => new(Script.Id($"account {unit} {function}"));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "d/M/yyyy", CultureInfo.InvariantCulture);

    private static IEnumerable<DateOnly> Days(params string[] ranges) =>
        from range in ranges
        let ends = range.Split('-')
        from day in Enumerable.Range(Day(ends[0]).DayNumber, Day(ends[^1]).DayNumber - Day(ends[0]).DayNumber + 1)
        select DateOnly.FromDayNumber(day);

    private static DateTimeOffset At(string text) =>
        new(DateTime.ParseExact(text, "d/M/yyyy HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(7));

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(7));

    private sealed record Due(string Plan, string Duty, string Period, DateOnly Day, string Unit, int[] Offsets)
    {
        public string Name { get; } = $"{Plan} {Duty} ";

        public DutyKey Key { get; } = DutyKey.Of(new(Plan), new(Duty), new(Period), new(Unit));

        /// <summary>
        /// When it was handed in and came open again, in order, by a rule of the test's own: one in three never, one in time for good, one
        /// early, sent back on the last day but one or after it, and handed in anew.
        /// </summary>
        public IReadOnlyList<(DateTimeOffset At, bool Opens)> Acts { get; } =
            (Duty.Length + Unit.Length + Day.DayNumber) switch
            {
                var n when n % 3 == 1 => [(Midnight(Day.AddDays(-(n % 13))).AddHours(12), false)],
                var n when n % 3 == 2 =>
                [
                    (Midnight(Day.AddDays(-6)).AddHours(12), false),
                    (Midnight(Day.AddDays(n % 2 == 0 ? -1 : 4)).AddHours(15), true),
                    (Midnight(Day.AddDays(6)).AddHours(12), false),
                ],
                _ => [],
            };

        /// <summary>Whether something was still to be done at an instant.</summary>
        public bool IsOpen(DateTimeOffset at) => Acts.LastOrDefault(act => act.At <= at) is var last && (last == default || last.Opens);
    }

    /// <summary>One log, and hosts beside it, each with views of its own.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private static readonly AudienceFunctions Told = new(
            [new("tham-muu"), new("cong-an")],
            [new("lanh-dao")],
            [new("dieu-phoi"), new("giam-sat")]
        );

        private readonly MemoryEventStore _store = new();
        private readonly ConcurrentDictionary<Host, bool> _hosts = new();
        private readonly Action<string>? _step;
        private readonly Script _script;

        internal Scene(Action<string>? step = null)
        {
            _step = step is null
                ? null
                : name =>
                {
                    lock (_store)
                    {
                        step(name);
                    }
                };
            _script = new(_store);
        }

        internal DateTimeOffset Now { get; set; }

        internal Dictionary<string, DateTimeOffset> Armed { get; } = [];

        internal async Task<Position> WriteAsync(string stream, params object[] events)
        {
            _script.Now = Now.AddMinutes(-1); // it writes a minute later
            return await _script.WriteAsync(stream, events);
        }

        internal async Task OrganiseAsync(string at)
        {
            Now = At(at);
            var until = Merger.AddDays(-1);
            await WriteAsync(
                "org",
                new OrganisationEvent.UnitsRegistered([
                    Unit("tinh-bac-giang", UnitLevel.Province, null),
                    .. Districts.Select(unit => Unit(unit, UnitLevel.District, "tinh-bac-giang")),
                    Unit(City, UnitLevel.Province, null),
                    .. OldDistricts.Select(unit => Unit(unit, UnitLevel.District, City)),
                    Unit("phuong-an-hoa", UnitLevel.Commune, "quan-ninh-kieu"),
                    Unit("phuong-thoi-binh", UnitLevel.Commune, "quan-ninh-kieu"),
                    Unit("xa-nhon-ai", UnitLevel.Commune, "huyen-phong-dien"),
                    Unit("phuong-phan-dinh-phung", UnitLevel.Commune, null),
                    Unit("xa-binh-minh", UnitLevel.Commune, null),
                    Unit("thi-tran-tan-khai", UnitLevel.Commune, null),
                ]),
                new OrganisationEvent.FunctionsBound([
                    .. Districts.Concat(OldDistricts).Concat(OldCommunes).Select(unit => Committee(unit, new(2024, 1, 1))),
                ]),
                new OrganisationEvent.Appointed([
                    .. Districts.Concat(OldDistricts).Concat(OldCommunes).Append(City).Select(unit => Appointed(unit, "tham-muu")),
                    Appointed("tinh-bac-giang", "dieu-phoi"),
                    Appointed("tinh-bac-giang", "giam-sat"),
                    Appointed(City, "dieu-phoi"),
                ])
            );
            foreach (var plan in PlanFile.Shipped())
            {
                await WriteAsync($"plan-{plan.Definition.Id}", new PlanEvent.Imported(1, plan.Definition, plan.Source));
            }
        }

        internal async Task ApplyAsync(string at, string plan, string unit, string from)
        {
            Now = At(at);
            Armed[plan] = Now;
            await WriteAsync($"plan-{plan}", new PlanEvent.Applied([new(unit)], Day(from)));
        }

        /// <summary>When each plan is applied, and the reorganisation of 01/7/2025.</summary>
        internal IEnumerable<(DateTimeOffset At, Func<Task> Act)> History()
        {
            yield return Apply("5/8/2024 09:00", "binh-minh-2024", "xa-binh-minh", "1/8/2024");
            yield return Apply("5/9/2024 09:00", "bac-giang-2024", "tinh-bac-giang", "19/8/2024");
            yield return Apply("2/1/2025 09:00", "phan-dinh-phung-2025", "phuong-phan-dinh-phung", "1/1/2025");
            yield return Apply("2/1/2025 10:00", "qd-510-2022", City, "1/1/2025");
            yield return Apply("12/3/2025 09:00", "tan-khai-2025", "thi-tran-tan-khai", "11/3/2025");
            yield return Apply("1/4/2025 10:00", "can-tho-2025", City, "31/3/2025");
            yield return (At("17/6/2025 09:00"), MergeAsync);
            foreach (var due in Written)
            {
                foreach (var (act, round) in due.Acts.Select((act, i) => (act, (i / 2) + 1)))
                {
                    yield return (act.At, () => HandInAsync(due, act.At, act.Opens, round));
                }
            }

            (DateTimeOffset, Func<Task>) Apply(string at, string plan, string unit, string from) =>
                (At(at), () => ApplyAsync(at, plan, unit, from));
        }

        // As a runner would have recorded it; a plan not applied yet has nothing to hand in.
        private async Task HandInAsync(Due due, DateTimeOffset at, bool opens, int round)
        {
            var day = VietnamTime.DateOf(at);
            var ask = new DutyAsk(
                new(due.Plan),
                new(due.Duty),
                new(due.Period),
                new(due.Unit),
                new(WhoOn(due.Unit, at)),
                PlanDutyKind.Report,
                1,
                new(null, due.Day, null),
                CountsLate: true,
                TakesLate: true,
                [new(new(City), [])]
            );
            var answer = new DutyAnswer(new DutyContent.Document(new("1/BC"), day, null), [], null);
            await WriteAsync(
                $"duty-{due.Key}",
                opens
                    ? new DutyEvent.Returned(round, new(City), day, _script.Keyring.Seal(Keys.Of(new SubjectId(due.Key.Value)), "thiếu"))
                    : new DutyEvent.Filed(ask, round, new(day, new(12, 0), null), day, null, answer, [], null)
            );
        }

        private Task MergeAsync() =>
            WriteAsync(
                "org",
                new OrganisationEvent.UnitsRegistered([Unit("phuong-ninh-kieu", UnitLevel.Commune, City, Merger)]),
                new OrganisationEvent.UnitsChanged([new(new("xa-nhon-ai"), Merger, new("xa-nhon-ai"), null, new("xã"), new UnitId(City))]),
                new OrganisationEvent.FunctionsBound([Committee("phuong-ninh-kieu", Merger)]),
                new OrganisationEvent.Appointed([Appointed("phuong-ninh-kieu", "tham-muu")]),
                new OrganisationEvent.UnitsEnded([
                    new(new("phuong-an-hoa"), Merger.AddDays(-1), [new("phuong-ninh-kieu")], null),
                    new(new("phuong-thoi-binh"), Merger.AddDays(-1), [new("phuong-ninh-kieu")], null),
                    .. OldDistricts.Select(unit => new UnitEnding(new(unit), Merger.AddDays(-1), [], null)),
                ])
            );

        internal async Task<Host> StartAsync()
        {
            var host = await Host.StartAsync(_store, new TempFolder(), new Clock(() => Now), Told, _step);
            _hosts[host] = true;
            return host;
        }

        internal async Task<Host> RestartAsync(Host dead, bool forgets)
        {
            _hosts.TryRemove(dead, out _);
            await dead.StopAsync();
            if (forgets)
            {
                File.Delete(dead.Folder.Views);
            }

            var host = await Host.StartAsync(_store, dead.Folder, new Clock(() => Now), Told, _step);
            _hosts[host] = true;
            return host;
        }

        internal async Task<IReadOnlyList<(ReminderEvent Body, DateTimeOffset At)>> RecordedAsync()
        {
            var found = new List<(ReminderEvent, DateTimeOffset)>();
            await foreach (var e in ChainVerifier.LogOf(_store))
            {
                if (e.Stream.Category == "reminder")
                {
                    found.Add(((ReminderEvent)EventTypes.Read(e), EventTypes.Metadata(e).At));
                }
            }

            return found;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var host in _hosts.Keys)
            {
                await host.StopAsync();
                host.Folder.Dispose();
            }

            await _store.DisposeAsync();
        }

        private static UnitEntry Unit(string unit, UnitLevel level, string? parent, DateOnly? from = null) =>
            new(
                new(unit),
                level,
                false,
                new(new(unit), from ?? new(2024, 1, 1), new(unit), null, new("đơn vị"), parent is null ? null : new UnitId(parent))
            );

        private static OfficeBinding Committee(string unit, DateOnly from) =>
            new(new(unit), new("ban-chi-dao"), new($"Ban Chỉ đạo {unit}"), from, null);

        private static Appointment Appointed(string unit, string function) =>
            new(
                new(Script.Id($"{unit} {function}")),
                Holder(unit, function),
                new(unit),
                new(function),
                new("Cán bộ"),
                new(2024, 1, 1),
                null
            );
    }

    /// <summary>Reference data, views, runner and reminders of one host.</summary>
    private sealed class Host
    {
        private readonly ViewDatabase _database;
        private readonly ReferenceData _reference;
        private readonly CatchUpSubscription _views;

        private Host(IEventStore store, TempFolder folder, TimeProvider time, AudienceFunctions told, Action<string>? step)
        {
            Folder = folder;
            _database = new(folder.Views);
            _reference = new(store, Bindings.Calendar.Initial, TimeProvider.System);
            _views = new(
                _database,
                store,
                [
                    () => new TaskQueue(() => _reference.Current.Calendar, ReminderSchedule.UsualTime),
                    () => new Deadlines(() => _reference.Current, ReminderSchedule.UsualTime),
                    () => new Projections.Views.Inspections(_reference, () => _reference.Current.Calendar, ReminderSchedule.UsualTime),
                ],
                TimeProvider.System,
                _reference.MustHavePassedAsync
            );
            Reminders = new(
                _database,
                store,
                _views,
                () => _reference.Current,
                new CommandRunner(store),
                told,
                time,
                ReminderSchedule.UsualTime,
                step
            );
        }

        internal TempFolder Folder { get; }

        internal Reminders Reminders { get; }

        internal static async Task<Host> StartAsync(
            IEventStore store,
            TempFolder folder,
            TimeProvider time,
            AudienceFunctions told,
            Action<string>? step
        )
        {
            var host = new Host(store, folder, time, told, step);
            await host._reference.StartAsync();
            await host._views.StartAsync();
            return host;
        }

        internal async Task StopAsync()
        {
            await _views.DisposeAsync();
            await _reference.DisposeAsync();
            _database.Dispose();
        }
    }
}
