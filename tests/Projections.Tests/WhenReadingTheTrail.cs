using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>
/// The trail when it is long and what one looks for is rare: pages are full, nothing is left out or told twice, and every way
/// of reading is a range of an index.
/// </summary>
public sealed class WhenReadingTheTrail : IAsyncLifetime
{
    private const int Dossiers = 150;
    private const int EventsEach = 80;
    private const int Limit = 20;

    private static readonly AccountId Binh = new(Script.Id("bình"));
    private static readonly string[] House = ["account", "org", "plan", "route", "ruleset"];

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;
    private readonly Script _script;
    private readonly DateTimeOffset _start;

    public WhenReadingTheTrail()
    {
        _script = new(_store);
        _start = _script.Now;
        _database = new(_folder.Views);
        _subscription = new(_database, _store, [() => new AuditTrail(new TestUnits())], TimeProvider.System);
    }

    // Twelve thousand acts on dossiers of two communes, and one in eighty on an account.
    public async ValueTask InitializeAsync()
    {
        Position last = default;
        for (var i = 0; i < Dossiers; i++)
        {
            _script.Unit =
                i % 10 == 0 ? Script.OtherXa
                : i % 2 == 0 ? Script.Huyen
                : Script.Xa;
            _script.Actor = i % 3 == 0 ? Binh : Script.Anna;
            var task = new TaskId(Script.Id($"task {i}"));
            await _script.WriteAsync(
                "dossier-" + Script.Id($"d{i}").ToString("N"),
                [
                    Script.Opened(i % 10 == 0 ? Script.OtherXa : Script.Xa),
                    .. Enumerable.Range(0, EventsEach - 1).Select(_ => new DossierEvent.TaskClaimed(task, _script.Actor)),
                ]
            );
            last = await _script.WriteAsync(
                "account-" + (i % 2 == 0 ? Script.Anna : Binh),
                new AccountEvent.SignInFailed(SignInChannel.Page, i % 5 == 0 ? SignInFailure.Locked : SignInFailure.WrongPassword)
            );
        }

        await _subscription.StartAsync();
        (await _subscription.WaitAllAsync(last, TimeSpan.FromMinutes(2))).ShouldBeTrue();
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Pages_are_full_and_leave_nothing_out_whatever_they_are_narrowed_to()
    {
        var all = Read(new(), limit: 200);
        all.Count.ShouldBe(Dossiers * (EventsEach + 1));
        var dossier = new DossierId(Script.Id("d70"));
        var (from, to) = (_start + TimeSpan.FromMinutes(100), _start + TimeSpan.FromMinutes(200));
        (AuditFilter Filter, Func<AuditRow, bool> Meets)[] cases =
        [
            (new(Administrative: true), IsHouse),
            (new(Administrative: true, Person: Binh), row => IsHouse(row) && row.Actor == Binh),
            (new(Administrative: true, Unit: Script.OtherXa), row => IsHouse(row) && row.Unit == Script.OtherXa),
            (new(Administrative: true, Type: "account.sign-in-failed"), IsHouse),
            (new(Administrative: true, Type: "dossier.opened"), _ => false),
            (new(Administrative: true, Dossier: dossier), _ => false),
            (new(Administrative: true, From: from, To: to), row => IsHouse(row) && row.At >= from && row.At < to),
            (
                new(Administrative: true, Person: Script.Anna, Type: "account.sign-in-failed", From: from),
                row => IsHouse(row) && row.Actor == Script.Anna && row.At >= from
            ),
            (new(Scope: [Script.OtherXa]), row => IsOf(row, Script.OtherXa)),
            (new(Scope: [Script.OtherXa], Type: "dossier.opened"), row => IsOf(row, Script.OtherXa) && row.Type == "dossier.opened"),
            (new(Scope: [Script.OtherXa, Script.Xa], Type: "dossier.opened"), row => row.Type == "dossier.opened"),
            (new(Scope: [Script.Tinh], Type: "account.sign-in-failed"), IsHouse),
            (new(Scope: [Script.OtherXa], Person: Binh), row => IsOf(row, Script.OtherXa) && row.Actor == Binh),
            (new(Scope: [Script.Tinh], Person: Binh, Unit: Script.OtherXa), row => row.Actor == Binh && row.Unit == Script.OtherXa),
            (new(Scope: [Script.Tinh], Dossier: dossier), row => row.Dossier == dossier),
            (
                new(Scope: [Script.Tinh], Unit: Script.Huyen, From: from, To: to),
                row => row.Unit == Script.Huyen && row.At >= from && row.At < to
            ),
            (new(Dossier: dossier, Type: "dossier.opened"), row => row.Dossier == dossier && row.Type == "dossier.opened"),
            (new(Scope: []), _ => false),
        ];
        foreach (var (filter, meets) in cases)
        {
            Read(filter, Limit).Select(row => row.Sequence).ShouldBe(all.Where(meets).Select(row => row.Sequence), filter.ToString());
        }
    }

    [Fact]
    public void Every_way_of_reading_is_a_range_of_an_index()
    {
        using var view = _database.Read(AuditTrail.ViewName);
        foreach (var sql in AuditQueries.Ways)
        {
            var plan = view.Sql("EXPLAIN QUERY PLAN " + sql);
            plan.With(1, 1000, 50, 0, 1);
            List<string> steps = [];
            while (plan.Step())
            {
                steps.Add(plan.Text(3));
            }

            var step = steps.ShouldHaveSingleItem($"sorting or a second search: {string.Join("; ", steps)} for {sql}");
            step.ShouldStartWith("SEARCH a USING ", Case.Sensitive, sql);
            step.ShouldMatch("INDEX|PRIMARY KEY", sql);
            if (sql.Contains("house", StringComparison.Ordinal))
            {
                step.ShouldContain("audit_house", Case.Sensitive, sql);
            }
        }
    }

    private List<AuditRow> Read(AuditFilter filter, int limit)
    {
        var audit = new AuditQueries(_database);
        List<AuditRow> rows = [];
        string? next = null;
        do
        {
            var page = audit.List(filter, next, limit);
            rows.AddRange(page.Items);
            next = page.Next;
            (page.Items.Count == limit || next is null).ShouldBeTrue($"{filter}: a page of {page.Items.Count}, and more to come");
        } while (next is not null);
        return rows;
    }

    private static bool IsHouse(AuditRow row) => House.Contains(row.Stream.Category);

    // Anna is of xã Tân Khai; Bình of no unit.
    private static bool IsOf(AuditRow row, UnitId unit) => row.Unit == unit || (row.Dossier is { } dossier && Opened[dossier] == unit);

    private static Dictionary<DossierId, UnitId> Opened { get; } =
        Enumerable.Range(0, Dossiers).ToDictionary(i => new DossierId(Script.Id($"d{i}")), i => i % 10 == 0 ? Script.OtherXa : Script.Xa);
}
