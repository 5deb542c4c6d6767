using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

public sealed class WhenFollowingADossier : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;
    private readonly DossierQueries _dossiers;
    private readonly TaskQueries _tasks;

    public WhenFollowingADossier()
    {
        _script = new(_store);
        _database = new(_folder.Views);
        _subscription = new(
            _database,
            _store,
            [
                () => new DossierViews(new TestUnits()),
                () => new TaskQueue(() => Bindings.Calendar.Initial.Days, ReminderSchedule.UsualTime),
            ],
            TimeProvider.System
        );
        _dossiers = new(_database, _script.Keyring);
        _tasks = new(_database);
    }

    public async ValueTask InitializeAsync() => await _subscription.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_draft_is_seen_by_its_unit_and_those_above_and_by_nobody_else()
    {
        await SeenAsync(await _script.WriteAsync("dossier-" + Script.Id("d").ToString("N"), Script.Opened()));

        foreach (var unit in new[] { Script.Xa, Script.Huyen, Script.Tinh })
        {
            _dossiers.List(new([unit])).Items.ShouldHaveSingleItem().Status.ShouldBe(DossierStatus.Draft);
        }

        _dossiers.List(new([Script.OtherXa])).Items.ShouldBeEmpty();
        _dossiers.IsSeenBy(new(Script.Id("d")), [Script.Huyen]).ShouldBeTrue();
        _dossiers.IsSeenBy(new(Script.Id("d")), [Script.OtherXa]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_plan_counts_is_counted_for_the_unit_and_those_above_and_taken_away_again()
    {
        var on = Script.Terms().On;
        var (person, group) = (_script.Nominee("Một"), _script.Nominee("Hai") with { Kind = SubjectKind.Collective });
        var submitted = new DossierEvent.Submitted(new("36/TTr-UBND"), Script.Terms());
        await _script.WriteAsync(Stream("d"), Script.Opened(), new DossierEvent.NomineeAdded(person), new DossierEvent.NomineeAdded(group));
        await _script.WriteAsync(Stream("e"), Script.Opened(), new DossierEvent.NomineeAdded(_script.Nominee("Ba")));
        await SeenAsync(await _script.WriteAsync(Stream("f"), Script.Opened(Script.OtherXa), submitted));
        Of(Script.Xa).ShouldBe((0, 0, 0, 0));

        await _script.WriteAsync(Stream("d"), submitted);
        await SeenAsync(await _script.WriteAsync(Stream("e"), submitted));
        Of(Script.Xa).ShouldBe((2, 2, 1, 0));
        Of(Script.Huyen).ShouldBe((3, 2, 1, 0));
        _dossiers.Counts(Script.Plan, Script.Xa, on.AddDays(1), null).Dossiers.ShouldBe(0);
        _dossiers.Counts(Script.Plan, Script.Xa, null, on.AddDays(-1)).Dossiers.ShouldBe(0);
        _dossiers.Counts(Script.Plan, Script.Xa, on, on).Dossiers.ShouldBe(2);

        await SeenAsync(await _script.WriteAsync(Stream("e"), new DossierEvent.TakenBack()));
        Of(Script.Xa).ShouldBe((1, 1, 1, 0));
        // Whoever is split off is the same proposal, in another dossier; what awards it comes on the decision's day.
        await _script.WriteAsync(
            Stream("d"),
            new DossierEvent.NomineesSplitOff(new(Script.Id("t")), [group.Id], new(Script.Id("g")), null)
        );
        await SeenAsync(
            await _script.WriteAsync(
                Stream("g"),
                new DossierEvent.OpenedBySplit(
                    new(Script.Id("d")),
                    new(Script.Id("filing")),
                    Script.Xa,
                    Script.Plan,
                    Script.Form,
                    Script.Type,
                    Script.Anna,
                    [group],
                    [],
                    Script.Terms(),
                    [],
                    [],
                    Secrecy.Normal,
                    null,
                    new("36/TTr-UBND"),
                    [],
                    [],
                    0
                )
            )
        );
        Of(Script.Tinh).ShouldBe((2, 1, 1, 0));
        var decision = new DecisionReference(new(Script.Id("q")), new("7/QĐ"), on.AddDays(20), Script.Huyen);
        await SeenAsync(await _script.WriteAsync(Stream("g"), new DossierEvent.OutcomeEntered(new(Script.Id("t")), decision, [group.Id])));
        Of(Script.Xa).ShouldBe((1, 1, 1, 1));
        _dossiers.Counts(Script.Plan, Script.Tinh, on.AddDays(20), on.AddDays(20)).Awarded[SubjectKind.Collective].ShouldBe(1);
        await SeenAsync(await _script.WriteAsync(Stream("d"), new DossierEvent.Withdrawn(null)));
        Of(Script.Xa).ShouldBe((0, 0, 1, 1));

        static string Stream(string name) => "dossier-" + Script.Id(name).ToString("N");
        (long, long, long, long) Of(UnitId unit)
        {
            var counts = _dossiers.Counts(Script.Plan, unit, null, null);
            return (
                counts.Dossiers,
                counts.Proposed[SubjectKind.Person],
                counts.Proposed[SubjectKind.Collective],
                counts.Awarded.Values.Sum()
            );
        }
    }

    [Fact]
    public async Task However_many_dossiers_there_are_a_unit_reads_a_row_a_day_for_each_thing_counted()
    {
        var submitted = new DossierEvent.Submitted(new("36/TTr-UBND"), Script.Terms());
        Position last = default;
        for (var n = 0; n < 50; n++)
        {
            last = await _script.WriteAsync(
                "dossier-" + Script.Id($"d{n}").ToString("N"),
                Script.Opened(),
                new DossierEvent.NomineeAdded(_script.Nominee($"Người {n}")),
                submitted
            );
        }

        await SeenAsync(last);
        _dossiers.Counts(Script.Plan, Script.Tinh, null, null).Dossiers.ShouldBe(50);
        using var view = _database.Read(DossierViews.ViewName);
        var rows = view.Sql("SELECT count(*) FROM dossier_count~ c JOIN word w ON w.id = c.unit WHERE w.text = ?1").With(Script.Tinh.Value);
        rows.Step();
        rows.Int(0).ShouldBe(2, "dossiers, and persons proposed, of one day");
        rows.Reset();
    }

    [Fact]
    public async Task A_submitted_dossier_waits_in_the_queue_of_the_office_and_leaves_it_when_the_step_ends()
    {
        var stream = "dossier-" + Script.Id("d").ToString("N");
        var nominee = _script.Nominee("Nguyễn Văn Định");
        await _script.WriteAsync(stream, Script.Opened());
        await _script.WriteAsync(stream, new DossierEvent.NomineeAdded(nominee));
        await SeenAsync(
            await _script.WriteAsync(
                stream,
                new DossierEvent.Submitted(new("36/TTr-UBND"), Script.Terms()),
                Script.TaskOpened("t1", "tham-dinh", StepAct.Appraise, Script.Huyen, Script.Staff, new(2025, 4, 25))
            )
        );

        var office = new Office(Script.Huyen, Script.Staff);
        var task = _tasks.OfOffices([office]).Items.ShouldHaveSingleItem();
        task.DueOn.ShouldBe(new DateOnly(2025, 4, 25));
        task.Nominees.ShouldBe(1);
        task.Number.ShouldBe(new DocumentNumber("36/TTr-UBND"));
        _tasks.Count([office], new(2025, 4, 26)).Overdue.ShouldBe(1);
        _tasks.Count([office], new(2025, 4, 22)).Soon.ShouldBe(1);
        _dossiers.OfTask(task.Task).ShouldBe(task.Dossier);
        var detail = _dossiers.Find(task.Dossier).ShouldNotBeNull();
        detail.Row.Status.ShouldBe(DossierStatus.AwaitingReceipt);
        detail.Nominees.ShouldHaveSingleItem().Profile.ShouldNotBeNull().Name.ShouldBe("Nguyễn Văn Định");
        detail.Terms.ShouldNotBeNull().Route.Steps.Count.ShouldBe(3);

        await SeenAsync(
            await _script.WriteAsync(
                stream,
                new DossierEvent.TaskClaimed(task.Task, Script.Anna),
                new DossierEvent.Received(task.Task, new(Script.Huyen, new("tham-dinh"), new("12"), new(2025, 4, 15), null))
            )
        );
        _tasks.ClaimedBy(Script.Anna).Items.ShouldHaveSingleItem();
        _dossiers.Row(task.Dossier)!.Status.ShouldBe(DossierStatus.UnderAppraisal);

        await SeenAsync(
            await _script.WriteAsync(
                stream,
                new DossierEvent.StepCompleted(
                    task.Task,
                    new(new("tham-dinh"), new(Script.Huyen, Script.Staff), Outcomes.Fail),
                    [new(nominee.Id, false)],
                    null,
                    null,
                    null
                )
            )
        );
        _tasks.OfOffices([office]).Items.ShouldBeEmpty();
        _tasks.Count([office], new(2025, 4, 26)).Total.ShouldBe(0);
        _dossiers.Row(task.Dossier)!.Status.ShouldBe(DossierStatus.Rejected);
        _dossiers.OfTask(task.Task).ShouldBe(task.Dossier);
    }

    private async Task SeenAsync(Position position)
    {
        var seen = await _subscription.WaitAllAsync(position, TimeSpan.FromSeconds(10));
        var status = await _subscription.StatusAsync();
        seen.ShouldBeTrue(string.Join('\n', status));
        status.ShouldAllBe(s => s.State == SubscriptionState.Live);
    }
}
