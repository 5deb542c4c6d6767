using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>Figures along the units above, whatever is stated and stated anew, in whatever order.</summary>
public sealed class WhenFiguresAddUp
{
    private static readonly TargetCode Households = new("ho");
    private static readonly TargetCode Models = new("mo-hinh");
    private static readonly FigurePeriod Year = new(new("2025"), null, null);
    private static readonly UnitId Province = new("tinh");

    private static readonly FigureTarget[] Targets =
    [
        new(Households, new PlanMeasure.Rate(new("a"), new("b"), new(PlanCompare.Above, 17)), PerUnit: false, Recurs: false),
        new(Models, new PlanMeasure.Quantity(new("mô hình"), new(PlanCompare.From, 1)), PerUnit: true, Recurs: false),
    ];

    private static UnitId District(int d) => new($"huyen-{d}");

    private static UnitId Commune(int d, int c) => new($"xa-{d}-{c}");

    private static FigureAsk Ask(UnitId unit, params UnitId[] above) => new(Script.Plan, 1, Year, unit, above, Targets);

    private static FigureEntry Entry(TargetCode target, FigureValue value, FigureValue? total = null) =>
        new(target, value, total, null, null, null, null, []);

    private static FigureEntry Of(long numerator, long denominator) => Entry(Households, new FigureValue.Share(numerator, denominator));

    private static FigureEntry Models_(long count) => Entry(Models, new FigureValue.Count(count));

    [Fact]
    public async Task Numerators_and_denominators_are_added_and_what_a_unit_states_itself_stands_for_those_below()
    {
        await using var town = new Town();
        await town.StateAsync(Ask(Commune(1, 1), District(1), Province), Of(9, 10), Models_(2));
        await town.StateAsync(Ask(Commune(1, 2), District(1), Province), Of(10, 100), Models_(0));
        await town.ReadyAsync();

        var province = town.Of(Province);
        province.Sheets.ShouldBe(2);
        province.HasOwn.ShouldBeFalse();
        province.Targets[Households].Standing.InPeriod.AsValue(Targets[0].Measure).ShouldBe(new FigureValue.Share(19, 110));
        province.Targets[Households].Standing.Of(Targets[0]).ShouldBe(FigureVerdict.Reached);
        province.Targets[Models].Standing.Tally.ShouldBe(new(1, 1, 0, 0, 0));
        province.Targets[Models].Standing.Of(Targets[1]).ShouldBe(FigureVerdict.NotReached, "each unit has to reach it");

        // The district's own figure includes its communes; its own models do not.
        await town.StateAsync(Ask(District(1), Province), Of(15, 120), Models_(1));
        await town.StateAsync(Ask(Commune(1, 2), District(1), Province), Of(100, 100), Models_(1));
        await town.ReadyAsync();
        province = town.Of(Province);
        province.Sheets.ShouldBe(3);
        province.Targets[Households].Standing.InPeriod.AsValue(Targets[0].Measure).ShouldBe(new FigureValue.Share(15, 120));
        province.Targets[Models].Standing.Tally.ShouldBe(new(3, 0, 0, 0, 0));
        var district = town.Of(District(1));
        district.HasOwn.ShouldBeTrue();
        district.Targets[Households].Below.InPeriod.AsValue(Targets[0].Measure).ShouldBe(new FigureValue.Share(109, 110));

        // Taken back by stating anew without it: the communes count again.
        await town.StateAsync(Ask(District(1), Province), Models_(1));
        await town.ReadyAsync();
        town.Of(Province).Targets[Households].Standing.InPeriod.AsValue(Targets[0].Measure).ShouldBe(new FigureValue.Share(109, 110));
    }

    [Fact]
    public async Task How_many_others_reached_it_is_added_up_and_stands_for_those_below()
    {
        var deeds = new FigureTarget(new("viec-tot"), Targets[1].Measure, PerUnit: true, Recurs: true);
        FigureAsk Asked(bool others, UnitId unit, params UnitId[] above) =>
            new(Script.Plan, 1, Year, unit, above, [deeds with { ForOthers = others }]);
        FigureEntry Others(long reached, long all) => Entry(deeds.Code, new FigureValue.Share(reached, all));
        await using var town = new Town();
        await town.StateAsync(Asked(others: true, Commune(1, 1), District(1), Province), Others(9, 10));
        await town.StateAsync(Asked(others: true, Commune(1, 2), District(1), Province), Others(10, 100));
        await town.StateAsync(Asked(others: false, Commune(2, 1), District(2), Province), Entry(deeds.Code, new FigureValue.Count(4)));
        await town.ReadyAsync();
        town.Of(District(1)).Targets[deeds.Code].Standing.Tally.ShouldBe(new(19, 91, 0, 0, 0));
        town.Of(District(1)).Targets[deeds.Code].Standing.Of(deeds).ShouldBe(FigureVerdict.NotReached);
        var province = town.Of(Province).Targets[deeds.Code].Standing;
        (province.Tally, province.InPeriod.Number, province.InPeriod.Units).ShouldBe((new(20, 91, 0, 0, 0), 4, 3));

        // What the district states of all below it stands instead of what they do, and none at all is không phát sinh.
        await town.StateAsync(Asked(others: true, District(1), Province), Others(50, 110));
        await town.StateAsync(Asked(others: true, Commune(2, 2), District(2), Province), Others(0, 0));
        await town.ReadyAsync();
        town.Of(Province).Targets[deeds.Code].Standing.Tally.ShouldBe(new(51, 60, 1, 0, 0));
        town.Of(Commune(2, 2)).Targets[deeds.Code].Standing.Of(deeds).ShouldBe(FigureVerdict.Nothing);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_are_the_sum_over_the_topmost_units_that_stated_anything(int seed)
    {
        await using var town = new Town();
        var random = new Random(seed);
        var last = new Dictionary<UnitId, IReadOnlyList<FigureEntry>>();
        for (var n = 0; n < 300; n++)
        {
            var (d, c) = (random.Next(3), random.Next(5));
            var ask = random.Next(8) switch
            {
                0 => Ask(Province),
                1 => Ask(District(d), Province),
                _ => Ask(Commune(d, c), District(d), Province),
            };
            List<FigureEntry> entries = [];
            if (random.Next(3) > 0)
            {
                entries.Add(
                    Of(random.Next(9), random.Next(9)) with
                    {
                        Cumulative = random.Next(2) == 0 ? new FigureValue.Share(20, 30) : null,
                    }
                );
            }

            if (random.Next(3) > 0)
            {
                entries.Add(Models_(random.Next(3)));
            }

            last[ask.Unit] = entries;
            await town.StateAsync(ask, [.. entries]);
        }

        await town.ReadyAsync();
        foreach (
            var unit in Enumerable
                .Range(0, 3)
                .SelectMany(d => Enumerable.Range(0, 5).Select(c => Commune(d, c)).Append(District(d)))
                .Append(Province)
        )
        {
            var shown = town.Of(unit);
            foreach (var target in Targets)
            {
                (shown.Targets.GetValueOrDefault(target.Code)?.Standing ?? default).ShouldBe(Sum(unit, target), $"{unit} {target.Code}");
            }

            shown.Sheets.ShouldBe(last.Keys.Count(other => other == unit || Above(other).Contains(unit)));
        }

        var before = Dump.Of(town.File);
        await town.RebuildAsync();
        Dump.Of(town.File).ShouldBe(before);

        FigureSum Sum(UnitId unit, FigureTarget target)
        {
            var own = last.GetValueOrDefault(unit, [])
                .Where(entry => entry.Target == target.Code)
                .Select(entry => FigureSum.Of(entry, target))
                .ToList();
            return own.Count > 0 && !target.PerUnit
                ? own[0]
                : Below(unit).Select(child => Sum(child, target)).Concat(own).Aggregate(default(FigureSum), (a, b) => a + b);
        }
    }

    [Fact]
    public async Task A_reader_of_one_unit_reads_rows_of_that_unit_alone()
    {
        await using var town = new Town();
        for (var n = 0; n < 200; n++)
        {
            await town.StateAsync(Ask(Commune(n % 10, n), District(n % 10), Province), Of(1, 2), Models_(1));
        }

        await town.ReadyAsync();
        town.Of(Province).Targets[Households].Standing.InPeriod.ShouldBe(new(200, 400, 200, 0, 0));
        town.Rows(Province).ShouldBe(3, "one for each target and one for the sheets");
    }

    private static IEnumerable<UnitId> Above(UnitId unit) =>
        unit.Value.Split('-') switch
        {
            ["xa", var d, _] => [new($"huyen-{d}"), Province],
            ["huyen", _] => [Province],
            _ => [],
        };

    private static IEnumerable<UnitId> Below(UnitId unit) =>
        unit.Value.Split('-') switch
        {
            ["tinh"] => Enumerable.Range(0, 3).Select(District),
            ["huyen", var d] => Enumerable.Range(0, 5).Select(c => new UnitId($"xa-{d}-{c}")),
            _ => [],
        };

    private sealed class Town : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly MemoryEventStore _store = new();
        private readonly Script _script;
        private readonly ViewDatabase _database;
        private readonly CatchUpSubscription _subscription;
        private readonly Dictionary<FiguresKey, int> _rounds = [];
        private bool _started;

        internal Town()
        {
            _script = new(_store);
            _database = new(_folder.Views);
            _subscription = new(_database, _store, [() => new PlanFigures()], TimeProvider.System);
        }

        internal string File => _folder.Views;

        internal async Task StateAsync(FigureAsk ask, params FigureEntry[] entries)
        {
            var round = _rounds[ask.Key] = _rounds.GetValueOrDefault(ask.Key) + 1;
            var day = new DateOnly(2025, 4, 14);
            await _script.WriteAsync($"figures-{ask.Key}", new FiguresEvent.Stated(ask, round, day, day, entries, null));
        }

        internal async Task ReadyAsync()
        {
            if (!_started)
            {
                _started = true;
                await _subscription.StartAsync();
            }

            (await _subscription.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        }

        internal async Task RebuildAsync()
        {
            _subscription.Rebuild();
            await ViewLaws.LiveAsync(_subscription);
            await ReadyAsync();
        }

        internal UnitFigures Of(UnitId unit) => new FigureQueries(_database).Of(Script.Plan, Year.Key, [unit])[0];

        internal int Rows(UnitId unit)
        {
            using var view = _database.Read(PlanFigures.ViewName);
            var read = view.Sql("SELECT count(*) FROM figure~ f JOIN word w ON w.id = f.unit WHERE w.text = ?1").With(unit.Value);
            read.Step();
            var count = read.Int(0);
            read.Reset();
            return count;
        }

        public async ValueTask DisposeAsync()
        {
            await _subscription.DisposeAsync();
            _database.Dispose();
            await _store.DisposeAsync();
            _folder.Dispose();
        }
    }
}
