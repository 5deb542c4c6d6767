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
