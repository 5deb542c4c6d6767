using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>A change of the calendar reaches the dossiers it concerns, once, wherever the reactor crashes.</summary>
public sealed class WhenRecounting
{
    private static readonly DateOnly Monday = new(2025, 4, 14);
    private static readonly SourceDocument Announcement = new(new("9441/TB-BNV"), Monday, new("Thông báo nghỉ"));

    /// <summary>Wednesday of that week is off.</summary>
    private static readonly CalendarEvent DayOff = new CalendarEvent.DayNamed(
        2,
        new(new(2025, 4, 16), DayKind.Holiday, new("Nghỉ")),
        Announcement
    );

    [Fact]
    public async Task What_is_open_and_due_from_the_changed_day_on_moves_and_the_rest_stays()
    {
        await using var scene = new Scene();
        await scene.OpenAsync("soon", days: 1);
        await scene.OpenAsync("ahead", days: 5);
        await scene.OpenAsync("far", days: 10);
        await scene.OpenAsync("none", days: null);
        await scene.StartAsync();

        await scene.SettleAsync(await scene.Script.WriteAsync("calendar", DayOff));

        (await scene.DueAsync("soon")).ShouldBe(new DateOnly(2025, 4, 15));
        (await scene.DueAsync("ahead")).ShouldBe(new DateOnly(2025, 4, 22));
        (await scene.DueAsync("far")).ShouldBe(new DateOnly(2025, 4, 28));
        (await scene.DueAsync("none")).ShouldBeNull();
        var moves = new CalendarMoveQueries(scene.Database);
        moves
            .Of(2)
            .Items.Select(m => (m.Dossier, m.Was, m.DueOn))
            .ShouldBe(
                [
                    (Scene.Id("ahead"), new DateOnly(2025, 4, 21), new DateOnly(2025, 4, 22)),
                    (Scene.Id("far"), new DateOnly(2025, 4, 26), new DateOnly(2025, 4, 28)),
                ],
                ignoreOrder: true
            );
        moves.Count(2).ShouldBe((2, 0));
        var progress = scene.Recounter.Progress().ShouldHaveSingleItem();
        (progress.Revision, progress.ChangedOn, progress.FirstDay).ShouldBe((2, Monday, new DateOnly(2025, 4, 16)));
        (progress.Seen, progress.Total).ShouldBe((2, 2), "what is due before the day off is not even looked at");
        progress.FinishedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Moves_are_read_page_by_page()
    {
        await using var scene = new Scene();
        foreach (var i in Enumerable.Range(0, 5))
        {
            await scene.OpenAsync($"d{i}", days: 5);
        }

        await scene.StartAsync();
        await scene.SettleAsync(await scene.Script.WriteAsync("calendar", DayOff));

        var moves = new CalendarMoveQueries(scene.Database);
        var first = moves.Of(2, null, 3);
        var second = moves.Of(2, first.Next, 3);
        first
            .Items.Concat(second.Items)
            .Select(m => m.Dossier)
            .ShouldBe(Enumerable.Range(0, 5).Select(i => Scene.Id($"d{i}")), ignoreOrder: true);
        second.Next.ShouldBeNull();
        moves.Of(3).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_act_on_the_calendar_is_one_change_however_many_days_it_names()
    {
        await using var scene = new Scene();
        await scene.OpenAsync("ahead", days: 5);
        await scene.StartAsync();

        await scene.SettleAsync(
            await scene.Script.WriteAsync(
                "calendar",
                DayOff,
                new CalendarEvent.DayNamed(3, new(new(2025, 4, 17), DayKind.Holiday, new("Nghỉ")), Announcement)
            )
        );

        (await scene.EventsAsync("ahead")).OfType<DossierEvent.DuesRecounted>().ShouldHaveSingleItem().CalendarRevision.ShouldBe(3);
        (await scene.DueAsync("ahead")).ShouldBe(new DateOnly(2025, 4, 23));
        scene.Recounter.Progress().ShouldHaveSingleItem().Revision.ShouldBe(3);
    }

    [Fact]
    public async Task Saturdays_of_an_office_concern_its_unit_only()
    {
        await using var scene = new Scene();
        await scene.OpenAsync("district", days: 10);
        await scene.OpenAsync("province", days: 10, unit: Script.Tinh);
        await scene.StartAsync();

        await scene.SettleAsync(
            await scene.Script.WriteAsync(
                "calendar",
                new CalendarEvent.SaturdaysSet(2, new(Script.Huyen, null, Monday, null), Announcement)
            )
        );

        (await scene.DueAsync("district")).ShouldBe(new DateOnly(2025, 4, 25));
        (await scene.DueAsync("province")).ShouldBe(new DateOnly(2025, 4, 26));
        scene.Recounter.Progress().ShouldHaveSingleItem().Total.ShouldBe(1);
    }

    [Fact]
    public async Task Work_opened_after_the_change_by_a_host_that_did_not_know_of_it_is_counted_again()
    {
        await using var scene = new Scene();
        await scene.StartAsync();
        await scene.Script.WriteAsync("calendar", DayOff);
        await scene.OpenAsync("late", days: 5);
        await scene.OpenAsync("knowing", days: 5, countedBy: 2);

        await scene.SettleAsync((await scene.Store.HeadAsync())!.Value);

        (await scene.DueAsync("late")).ShouldBe(new DateOnly(2025, 4, 22));
        (await scene.EventsAsync("knowing")).ShouldNotContain(e => e is DossierEvent.DuesRecounted);
    }

    [Fact]
    public async Task A_crash_between_any_two_steps_counts_everything_exactly_once()
    {
        var expected = await RecountedAsync(crashAt: -1, forget: false);
        expected.Steps.ShouldBeGreaterThan(8);
        expected.Recounts.ShouldAllBe(recounts => recounts == 1);
        for (var crash = 0; crash < expected.Steps; crash++)
        {
            foreach (var forget in new[] { false, true })
            {
                var counted = await RecountedAsync(crash, forget);
                counted.Recounts.ShouldAllBe(recounts => recounts == 1, $"crash at {crash}, views lost: {forget}");
                counted.Dues.ShouldBe(expected.Dues);
                counted.IsFinished.ShouldBeTrue();
            }
        }
    }

    private static async Task<(int[] Recounts, DateOnly?[] Dues, bool IsFinished, int Steps)> RecountedAsync(int crashAt, bool forget)
    {
        string[] names = ["a", "b", "c"];
        await using var scene = new Scene();
        foreach (var name in names)
        {
            await scene.OpenAsync(name, days: 5);
        }

        var steps = 0;
        var position = await scene.Script.WriteAsync("calendar", DayOff);
        if (crashAt >= 0)
        {
            var isDead = false;
            await scene.StartAsync(_ =>
            {
                if (isDead |= Interlocked.Increment(ref steps) > crashAt)
                {
                    throw new SimulatedCrashException();
                }
            });
            await Should.ThrowAsync<Exception>(async () => await scene.Recounter.Run.WaitAsync(TimeSpan.FromSeconds(20)));
            await scene.StopAsync(forget);
        }

        await scene.StartAsync(_ => Interlocked.Increment(ref steps));
        await scene.SettleAsync(position);
        var recounts = new List<int>();
        var dues = new List<DateOnly?>();
        foreach (var name in names)
        {
            recounts.Add((await scene.EventsAsync(name)).Count(e => e is DossierEvent.DuesRecounted));
            dues.Add(await scene.DueAsync(name));
        }

        return ([.. recounts], [.. dues], scene.Recounter.Progress().Single().FinishedAt is not null, steps);
    }

    /// <summary>A log, views beside it and the reactor.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly Binding<Dossier, DossierCommand, DossierEvent> _dossiers = Bindings.Dossier(
            new BuiltInRouteEngine(),
            () => Bindings.Calendar.Initial
        );
        private CommandRunner? _runner;
        private CatchUpSubscription? _views;
        private Recounter? _recounter;
        private ViewDatabase? _database;

        internal Scene() => Script = new Script(Store);

        internal MemoryEventStore Store { get; } = new();

        internal Script Script { get; }

        internal ViewDatabase Database => _database!;

        internal Recounter Recounter => _recounter!;

        internal static DossierId Id(string name) => new(Script.Id(name));

        /// <summary>A dossier under appraisal, opened on Monday 14/4/2025 with so many working days.</summary>
        internal async Task OpenAsync(string name, int? days, UnitId? unit = null, int countedBy = 1)
        {
            var terms = Script.Terms();
            var limit = days is { } n ? new TimeLimit(n, new("gioi-han"), new("Quy chế"), false) : null;
            var due = days is { } some ? Bindings.Calendar.Initial.Days.AddWorkingDays(Monday, some).Date : (DateOnly?)null;
            await Script.WriteAsync(
                "dossier-" + Id(name),
                Script.Opened(filing: name),
                new DossierEvent.NomineeAdded(Script.Nominee($"Người {name}")),
                new DossierEvent.Submitted(
                    new("1/TTr"),
                    terms with
                    {
                        Route = terms.Route with { Steps = [.. terms.Route.Steps.Select(s => s with { Limit = limit })] },
                    }
                ),
                Script.TaskOpened($"task {name}", "tham-dinh", StepAct.Appraise, unit ?? Script.Huyen, Script.Staff, due) with
                {
                    CountedFrom = days is null ? null : Monday,
                    CalendarRevision = days is null ? null : countedBy,
                }
            );
        }

        internal async Task StartAsync(Action<string>? step = null)
        {
            _database = new ViewDatabase(_folder.Views);
            _runner = new CommandRunner(Store);
            _views = new CatchUpSubscription(_database, Store, Histories.Views(Script), TimeProvider.System);
            _recounter = new Recounter(_database, Store, _views, _runner, _dossiers, Bindings.Calendar, new Clock(() => Script.Now), step);
            await _views.StartAsync();
            await _recounter.StartAsync();
        }

        internal async Task StopAsync(bool forget)
        {
            await _recounter!.DisposeAsync();
            await _views!.DisposeAsync();
            _database!.Dispose();
            (_recounter, _views, _database) = (null, null, null);
            if (forget)
            {
                File.Delete(_folder.Views);
            }
        }

        /// <summary>Until everything that follows from the position is done and shown.</summary>
        internal async Task SettleAsync(Position position)
        {
            var carried = (await Recounter.CarriedAsync(position, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
            (await _views!.WaitAllAsync(carried, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        }

        internal async Task<DateOnly?> DueAsync(string name)
        {
            var state = (await _runner!.LoadAsync(_dossiers, _dossiers.StreamOf(Id(name).Value)))!.Value.State;
            var due = state.Tasks.ShouldHaveSingleItem().DueOn;
            // What was recounted before a crash is carried by nobody afterwards: the views show it once they have passed it.
            var last = (await Store.ReadStreamAsync(_dossiers.StreamOf(Id(name).Value)))[^1].Position;
            (await _views!.WaitAllAsync(last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
            new TaskQueries(Database).Find(new(Script.Id($"task {name}"))).ShouldNotBeNull().DueOn.ShouldBe(due);
            return due;
        }

        internal async Task<IReadOnlyList<object>> EventsAsync(string name) =>
            [.. (await Store.ReadStreamAsync(_dossiers.StreamOf(Id(name).Value))).Select(EventTypes.Read)];

        public async ValueTask DisposeAsync()
        {
            if (_recounter is not null)
            {
                await StopAsync(forget: false);
            }

            await Store.DisposeAsync();
            _folder.Dispose();
        }
    }
}
