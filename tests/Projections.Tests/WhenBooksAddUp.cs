using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>Small registers along the units above, entered and struck in whatever order.</summary>
public sealed class WhenBooksAddUp
{
    private static readonly PlanRegister Deeds = new(PlanRegisterKind.GoodDeeds, new("x"), [], new("viec-tot"), new("1"), new("x"));
    private static readonly UnitId Province = new("tinh");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_unit_reads_what_stands_in_its_own_and_below_it(int seed)
    {
        using var folder = new TempFolder();
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var database = new ViewDatabase(folder.Views);
        await using var views = new CatchUpSubscription(database, store, [() => new Books()], TimeProvider.System);
        var random = new Random(seed);
        var (first, entries) = (new DateOnly(2025, 3, 1), new List<(UnitId[] Way, BookEntry Entry)>());
        Position last = default;
        for (var n = 0; n < 200; n++)
        {
            if (random.Next(4) == 0 && entries.Count > 0)
            {
                var struck = entries[random.Next(entries.Count)];
                entries.Remove(struck);
                last = await script.WriteAsync(
                    $"book-{Ask(struck.Way).Key}",
                    new BookEvent.Struck(struck.Entry.Id, script.Keyring.Seal(Keys.Of(Ask(struck.Way).Key), "trùng"))
                );
                continue;
            }

            var (d, c) = (random.Next(2), random.Next(3));
            UnitId[] way = random.Next(5) == 0 ? [new($"huyen-{d}"), Province] : [new($"xa-{d}-{c}"), new($"huyen-{d}"), Province];
            var entry = new BookEntry(new(Script.Id($"e{n}")), first.AddDays(random.Next(40)), 1 + random.Next(3), new("việc"), null, null);
            entries.Add((way, entry));
            last = await script.WriteAsync($"book-{Ask(way).Key}", new BookEvent.Entered(Ask(way), entry, null));
        }

        await views.StartAsync();
        (await views.WaitAllAsync(last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var books = new BookQueries(database);
        var (from, to) = (first.AddDays(5), first.AddDays(20));
        foreach (var unit in new[] { Province, new("huyen-0"), new("huyen-1"), new("xa-0-1"), new("xa-9-9") })
        {
            var within = entries.Where(one => one.Way.Contains(unit)).ToList();
            var due = within.Where(one => one.Entry.Day >= from && one.Entry.Day <= to).ToList();
            var sum = books.Sums(Script.Plan, Deeds, from, to, [unit])[0];
            sum.Own.ShouldBe(due.Where(one => one.Way[0] == unit).Sum(one => one.Entry.Count), unit.Value);
            sum.Below.ShouldBe(due.Where(one => one.Way[0] != unit).Sum(one => one.Entry.Count), unit.Value);
            sum.IsKept.ShouldBe(unit.Value != "xa-9-9");
            books
                .Latest(Script.Plan, Deeds, unit, from, to, 1000)
                .Select(row => row.Entry.Id)
                .ShouldBe(due.Select(one => one.Entry.Id), ignoreOrder: true);
            books.Latest(Script.Plan, Deeds, unit, null, null, 7).Count.ShouldBe(Math.Min(7, within.Count));
        }

        var (some, of) = (entries[0].Entry.Id, entries[0].Way);
        books.Find(Script.Plan, Province, some).ShouldNotBeNull().Unit.ShouldBe(of[0]);
        books.Find(Script.Plan, new("xa-9-9"), some).ShouldBeNull("it is beside them");
        books.Find(new("khac"), Province, some).ShouldBeNull();
        books.Sums(Script.Plan, Deeds with { Target = null }, null, null, [Province])[0].ShouldBe(default);
    }

    private static BookAsk Ask(UnitId[] way) => new(Script.Plan, 1, Deeds.Kind, Deeds.Target, way[0], way[1..]);
}
