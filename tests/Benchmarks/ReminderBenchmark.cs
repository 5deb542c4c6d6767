using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Benchmarks;

/// <summary>
/// One look at the clock with 100 reminders due, of a few open deadlines and of very many: the same 100 units have a report every
/// week, and beside them a whole country has much to do next year. Recorded on disk, each append synced. DEADLINES=10000,1000000
/// chooses the sizes.
/// </summary>
internal static class ReminderBenchmark
{
    private const int DutiesOfAll = 100;
    private const int UnitsWithReports = 100;

    public static async Task<bool> RunAsync()
    {
        var sizes = (Environment.GetEnvironmentVariable("DEADLINES") ?? "10000,1000000")
            .Split(',')
            .Select(size => int.Parse(size, CultureInfo.InvariantCulture))
            .ToArray();
        var houses = new List<House>();
        try
        {
            foreach (var size in sizes)
            {
                houses.Add(await House.MakeAsync(size));
            }

            var (due, idle) = (houses.ConvertAll(_ => new List<double>()), houses.ConvertAll(_ => new List<double>()));
            foreach (var (instant, i) in House.Instants().Select((instant, i) => (instant, i)))
            {
                for (var h = 0; h < houses.Count; h++)
                {
                    var (took, issued) = await houses[h].TickAsync(instant);
                    if (issued != UnitsWithReports)
                    {
                        throw new InvalidOperationException($"{issued} reminders at {instant:O}.");
                    }

                    var (nothing, none) = await houses[h].TickAsync(instant.AddMinutes(1));
                    if (none != 0)
                    {
                        throw new InvalidOperationException($"{none} reminders again at {instant:O}.");
                    }

                    if (i > 1) // the first ones warm
                    {
                        due[h].Add(took);
                        idle[h].Add(nothing);
                    }
                }
            }

            for (var h = 0; h < houses.Count; h++)
            {
                Console.WriteLine(
                    $"  {houses[h].Open:n0} deadlines open: {Measure.Median(due[h]):0.00} ms for {UnitsWithReports} reminders, {Measure.Median(idle[h]):0.000} ms for none (medians of {due[h].Count} ticks)"
                );
            }

            return houses.Count < 2
                || Measure.Target(
                    "tick with most deadlines open, of that with least",
                    Measure.Median(due[^1]) / Measure.Median(due[0]),
                    atLeast: false,
                    1.5
                ) & Measure.Target("the same with nothing due", Measure.Median(idle[^1]) / Measure.Median(idle[0]), atLeast: false, 1.5);
        }
        finally
        {
            foreach (var house in houses)
            {
                await house.DisposeAsync();
            }
        }
    }

    private sealed class House : IAsyncDisposable
    {
        private static readonly UnitId Country = new("ca-nuoc");
        private static readonly UnitId District = new("huyen");
        private static readonly FunctionCode Staff = new("tham-muu");
        private static readonly DateOnly Begin = new(2024, 1, 1);

        private readonly string _path = Directory.CreateTempSubdirectory("phongtrao-bench-").FullName;
        private readonly DataFolder _folder;
        private readonly SqliteEventStore _store;
        private readonly ReferenceData _reference;
        private readonly ViewDatabase _database;
        private readonly CatchUpSubscription _views;
        private readonly Reminders _reminders;
        private readonly Clock _clock = new();
        private int _commands;

        private House()
        {
            _folder = DataFolder.Open(_path);
            _store = SqliteEventStore.Open(_folder);
            _reference = new(_store, Bindings.Calendar.Initial, TimeProvider.System);
            _database = new(Path.Combine(_path, "views.db"));
            _views = new(
                _database,
                _store,
                [
                    () => new TaskQueue(() => _reference.Current.Calendar, ReminderSchedule.UsualTime),
                    () => new Deadlines(() => _reference.Current, ReminderSchedule.UsualTime),
                    () => new Projections.Views.Inspections(_reference, () => _reference.Current.Calendar, ReminderSchedule.UsualTime),
                ],
                TimeProvider.System,
                _reference.MustHavePassedAsync
            );
            _reminders = new(
                _database,
                _store,
                _views,
                () => _reference.Current,
                new CommandRunner(_store),
                new([Staff], [], []),
                _clock,
                ReminderSchedule.UsualTime
            );
        }

        internal int Open { get; private set; }

        /// <summary>Every reminder of the weekly report in some weeks: two days before, one, the day itself, and when it is over.</summary>
        internal static IEnumerable<DateTimeOffset> Instants()
        {
            for (var friday = new DateOnly(2025, 2, 14); friday <= new DateOnly(2025, 3, 14); friday = friday.AddDays(7))
            {
                for (var before = 2; before >= 0; before--)
                {
                    yield return At(friday.AddDays(-before), 7, 31);
                }

                yield return At(friday.AddDays(1), 0, 0);
            }
        }

        internal static async Task<House> MakeAsync(int deadlines)
        {
            var watch = Stopwatch.StartNew();
            var house = new House();
            await house._reference.StartAsync();
            await house._views.StartAsync();
            var units = Math.Max(deadlines / DutiesOfAll, UnitsWithReports);
            var communes = Enumerable
                .Range(0, units)
                .Select(i => (Unit: new UnitId($"xa-{i}"), Parent: i < UnitsWithReports ? District : Country))
                .ToList();
            await house.WriteAsync(
                "org",
                new OrganisationEvent.UnitsRegistered([
                    Unit(Country, UnitLevel.Province, null),
                    Unit(District, UnitLevel.District, Country),
                    .. communes.Select(commune => Unit(commune.Unit, UnitLevel.Commune, commune.Parent)),
                ]),
                new OrganisationEvent.Appointed([
                    .. communes.Select(commune => new Appointment(
                        new(Guid.CreateVersion7()),
                        new(Guid.CreateVersion7()),
                        commune.Unit,
                        Staff,
                        new("Cán bộ"),
                        Begin,
                        null
                    )),
                ])
            );
            var shipped = PlanFile.Shipped()[0];
            var next = Enumerable
                .Range(0, DutiesOfAll)
                .Select(i => Duty($"viec-{i}", new PlanTiming.By(new DateOnly(2026, 1, 5).AddDays(i), null)));
            await house.ApplyAsync(shipped, "nam-sau", Country, [.. next]);
            var weekly = new PlanTiming.Every(PlanPeriodKind.Week, new PlanDayRule.OnWeekday(PlanWeekday.Friday), 0, null);
            await house.ApplyAsync(shipped, "hang-tuan", District, [Duty("bao-cao", weekly) with { First = new DateOnly(2025, 2, 10) }]);
            await house.CaughtUpAsync();
            house._clock.Now = At(new(2025, 2, 12), 7, 0);
            house.Open = units * DutiesOfAll;
            Console.WriteLine($"{house.Open:n0} deadlines of next year open, bound and counted in {watch.Elapsed.TotalSeconds:n0} s");
            return house;
        }

        internal async Task<(double Milliseconds, int Issued)> TickAsync(DateTimeOffset instant)
        {
            _clock.Now = instant;
            await CaughtUpAsync();
            var watch = Stopwatch.GetTimestamp();
            var tick = await _reminders.TickAsync();
            return (Stopwatch.GetElapsedTime(watch).TotalMilliseconds, tick.Issued);
        }

        private async Task CaughtUpAsync()
        {
            if (!await _views.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromMinutes(30)))
            {
                throw new InvalidOperationException(string.Join('\n', await _views.StatusAsync()));
            }
        }

        private Task ApplyAsync(ShippedPlan shipped, string id, UnitId unit, IReadOnlyList<PlanDuty> duties) =>
            WriteAsync(
                $"plan-{id}",
                new PlanEvent.Imported(
                    1,
                    shipped.Definition with
                    {
                        Id = new(id),
                        Date = Begin,
                        Period = new(new("2025 – 2026"), new DateOnly(2025, 1, 1), new DateOnly(2026, 12, 31), new("I")),
                        Rounds = [],
                        Duties = duties,
                    },
                    shipped.Source
                ),
                new PlanEvent.Applied([unit], new(2025, 1, 1))
            );

        private async Task WriteAsync(string stream, params object[] events)
        {
            var (name, at, command) = (
                new StreamName(stream),
                At(new(2025, 1, 2), 8, _commands),
                DerivedId.From(Guid.Empty, $"{_commands++}")
            );
            var batch = events
                .Select(
                    (e, i) =>
                    {
                        var (type, data) = EventTypes.Write(e, name.Category);
                        var metadata = new EventMetadata(
                            at,
                            command,
                            i,
                            CommandContext.System,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            command,
                            null,
                            null,
                            null,
                            null
                        );
                        return new EventData(
                            DerivedId.From(command, i),
                            type,
                            data,
                            JsonSerializer.SerializeToUtf8Bytes(metadata, EventJson.Default.EventMetadata)
                        );
                    }
                )
                .ToList();
            if (await _store.AppendAsync(name, ExpectedRevision.Any, batch) is not AppendResult.Appended)
            {
                throw new InvalidOperationException(stream);
            }
        }

        private static PlanDuty Duty(string code, PlanTiming timing) =>
            new(
                new(code),
                PlanDutyKind.Report,
                new("Báo cáo"),
                [new(new("UBND cấp xã"), UnitLevel.Commune)],
                null,
                timing,
                null,
                null,
                null,
                PlanStrength.Hard,
                null,
                null,
                new("IV"),
                new("báo cáo")
            );

        private static UnitEntry Unit(UnitId unit, UnitLevel level, UnitId? parent) =>
            new(unit, level, false, new(unit, Begin, new(unit.Value), null, new("đơn vị"), parent));

        private static DateTimeOffset At(DateOnly day, int hour, int minute) => new(day, new(hour, minute), TimeSpan.FromHours(7));

        public async ValueTask DisposeAsync()
        {
            await _views.DisposeAsync();
            await _reference.DisposeAsync();
            _database.Dispose();
            await _store.DisposeAsync();
            _folder.Dispose();
            Directory.Delete(_path, recursive: true);
        }
    }

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
