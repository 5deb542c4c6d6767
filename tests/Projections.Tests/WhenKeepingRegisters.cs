using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>No number stays taken for nothing, and every number can be read.</summary>
public sealed class WhenKeepingRegisters
{
    private static readonly string Decisions = Bindings.RegisterStream(Script.Huyen, RegisterKinds.Decisions, 2025).Value;
    private static readonly DateOnly Day = new(2025, 4, 14);
    private static readonly Binding<Dossier, DossierCommand, DossierEvent> Dossiers = Bindings.Dossier(
        new BuiltInRouteEngine(),
        () => OfficialDays.Load()
    );

    [Fact]
    public async Task A_number_ends_used_or_void_with_what_it_was_taken_for()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var because = script.Keyring.Seal(new("decision-q2"), "Lập nhầm hình thức");
        Guid[] lists = [Script.Id("q1"), Script.Id("q2"), Script.Id("q3"), Script.Id("q4")];
        foreach (var (list, i) in lists.Select((l, i) => (l, i)))
        {
            await DraftAsync(script, list);
            await script.WriteAsync(Decisions, new RegisterEvent.NumberReserved(i + 1, Bookkeeping.OfList(CommonListKind.Decision, list)));
        }

        await script.WriteAsync(StreamOf(lists[0]), new ListEvent.Issued(Paper("01/QĐ-UBND")));
        await script.WriteAsync(StreamOf(lists[1]), new ListEvent.Dropped(because));
        await script.WriteAsync(StreamOf(lists[2]), new ListEvent.Issued(Paper("77/QĐ-UBND")));
        var last = (await store.HeadAsync())!.Value;

        await KeepAsync(database, store, script, last);

        var book = await BookAsync(store);
        book.Numbers.Values.OrderBy(n => n.Number)
            .ShouldBe([new(1, Day, false), new(2, null, true), new(3, null, true), new(4, null, false)]);
        var (shown, numbers) = (await ReadAsync(database, store, script)).ShouldNotBeNull();
        (shown.Last, shown.Used, shown.Void).ShouldBe((4, 1, 2));
        numbers.Items.Select(n => n.Number).ShouldBe([4, 3, 2, 1]);
        numbers.Items.Select(n => n.Cause).ShouldBe([null, VoidCause.OtherNumber, VoidCause.DraftDropped, null]);
        numbers.Items[2].Reason.ShouldBe(because);
        numbers.Items[3].UsedOn.ShouldBe(Day);

        // Once more from the start: nothing is written twice.
        var before = await store.HeadAsync();
        using var empty = new TempFolder();
        using var fresh = new ViewDatabase(empty.Views);
        await KeepAsync(fresh, store, script, before!.Value);
        (await store.HeadAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Of_two_numbers_for_one_paper_one_is_used_and_what_was_left_out_is_told_with_its_reason()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var (list, later) = (Script.Id("q1"), Script.Id("q2"));
        var purpose = Bookkeeping.OfList(CommonListKind.Decision, list);
        var because = script.Keyring.Seal(new("register-x"), "Cấp cho văn bản ngoài hệ thống");
        await DraftAsync(script, list);
        await DraftAsync(script, later);
        await script.WriteAsync(
            Decisions,
            new RegisterEvent.NumberReserved(1, purpose),
            new RegisterEvent.NumberReserved(9, purpose),
            new RegisterEvent.NumbersLeftOut(3, 4, because),
            new RegisterEvent.NumberReserved(7, Bookkeeping.OfList(CommonListKind.Decision, later))
        );
        await script.WriteAsync(StreamOf(list), new ListEvent.Issued(Paper("01/QĐ-UBND")));

        await KeepAsync(database, store, script, (await store.HeadAsync())!.Value);

        var book = await BookAsync(store);
        book.Taken.Values.OrderBy(n => n.Number).ShouldBe([new(1, Day, false), new(7, null, false), new(9, null, true)]);
        var (shown, numbers) = (await ReadAsync(database, store, script)).ShouldNotBeNull();
        (shown.Last, shown.Used, shown.Void, shown.LeftOut).ShouldBe((9, 1, 1, 6));
        numbers.Items.Select(n => n.Number).ShouldBe([9, 7, 1]);
        numbers.Next.ShouldBeNull();
        new RegisterQueries(database)
            .Gaps(Script.Huyen, RegisterKinds.Decisions, 2025)
            .ShouldBe([new(2, 2, null), new(3, 4, because), new(5, 6, null), new(8, 8, null)]);
    }

    [Fact]
    public async Task What_comes_in_and_what_goes_out_of_a_task_have_numbers_of_their_own()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var id = new DossierId(Script.Id("d"));
        var (dossier, task) = ($"dossier-{id}", new TaskId(Script.Id("t")));
        var incoming = Bindings.RegisterStream(Script.Huyen, RegisterKinds.Incoming, 2025).Value;
        var letters = Bindings.RegisterStream(Script.Huyen, RegisterKinds.Proposals, 2025).Value;
        var files = Bindings.RegisterStream(Script.Xa, RegisterKinds.Dossiers, 2025).Value;
        await script.WriteAsync(dossier, Script.Opened());
        await script.WriteAsync(files, new RegisterEvent.NumberReserved(1, Bookkeeping.Of(id)));
        await script.WriteAsync(dossier, new DossierEvent.Submitted(new("01/2025/HS-KT"), Script.Terms()));
        await script.WriteAsync(dossier, Script.TaskOpened("t", "tham-dinh", StepAct.Appraise, Script.Huyen, Script.Staff, null));
        await script.WriteAsync(incoming, new RegisterEvent.NumberReserved(1, Bookkeeping.Of(id, task)));
        await script.WriteAsync(dossier, new DossierEvent.Received(task, new(Script.Huyen, new("tham-dinh"), new("01"), Day, null)));
        await script.WriteAsync(letters, new RegisterEvent.NumberReserved(1, Bookkeeping.Of(id, task)));
        await KeepAsync(database, store, script, (await store.HeadAsync())!.Value);
        (await BookAsync(store, files)).Numbers.Values.ShouldBe([new(1, new(2025, 4, 14), false)]);
        (await BookAsync(store, incoming)).Numbers.Values.ShouldBe([new(1, Day, false)]);
        (await BookAsync(store, letters)).Numbers.Values.ShouldBe([new(1, null, false)], "the task is open: the next try takes it");

        await script.WriteAsync(dossier, new DossierEvent.TaskCancelled(task));
        // Taken by somebody who was a moment too late.
        var late = new TaskId(Script.Id("never"));
        await script.WriteAsync(letters, new RegisterEvent.NumberReserved(2, Bookkeeping.Of(id, late)));
        await KeepAsync(database, store, script, (await store.HeadAsync())!.Value);

        (await BookAsync(store, letters)).Numbers.Values.OrderBy(n => n.Number).ShouldBe([new(1, null, true), new(2, null, true)]);
    }

    [Fact]
    public async Task A_checkpoint_beyond_the_end_of_the_log_is_given_up_and_nothing_is_passed_over()
    {
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await using (var store = new MemoryEventStore())
        {
            var script = new Script(store);
            await DraftAsync(script, Script.Id("q1"));
            await KeepAsync(database, store, script, await DraftAsync(script, Script.Id("q2")));
        }

        await using var restored = new MemoryEventStore();
        var again = new Script(restored);
        await DraftAsync(again, Script.Id("q1"));
        var runner = new CommandRunner(restored);
        await using var keeper = new Bookkeeper(database, restored, runner, Dossiers, new Clock(() => again.Now));
        await keeper.StartAsync();
        keeper.StartedOverFrom.ShouldNotBeNull();
        await again.WriteAsync(
            Decisions,
            new RegisterEvent.NumberReserved(1, Bookkeeping.OfList(CommonListKind.Decision, Script.Id("q1")))
        );
        var last = await again.WriteAsync(StreamOf(Script.Id("q1")), new ListEvent.Issued(Paper("01/QĐ-UBND")));

        (await keeper.CarriedAsync(last, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
        (await BookAsync(restored)).Numbers.Values.ShouldBe([new(1, Day, false)]);
        (await keeper.StatusAsync()).StartedOverFrom.ShouldNotBeNull();
    }

    private static string StreamOf(Guid list) => Bindings.Decision.StreamOf(list).Value;

    private static SignedPaper Paper(string number) =>
        new(new(number), Day, new(new("decision-q"), new byte[] { 1 }), new("Chủ tịch"), SigningForm.Direct, null, new(2025, 5, 1));

    private static Task<Position> DraftAsync(Script script, Guid list) =>
        script.WriteAsync(StreamOf(list), new ListEvent.DecisionDrafted(Script.Huyen, Script.Form, null));

    private static async Task KeepAsync(ViewDatabase database, IEventStore store, Script script, Position until)
    {
        await using var keeper = new Bookkeeper(database, store, new CommandRunner(store), Dossiers, new Clock(() => script.Now));
        await keeper.StartAsync();
        (await keeper.CarriedAsync(until, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
    }

    private static async Task<Register> BookAsync(IEventStore store, string? stream = null)
    {
        var found = await new CommandRunner(store).LoadAsync(Bindings.Register, new(stream ?? Decisions));
        return found.ShouldNotBeNull().State;
    }

    private static async Task<(RegisterBook Book, Page<RegisterEntry> Numbers)?> ReadAsync(
        ViewDatabase database,
        IEventStore store,
        Script script
    )
    {
        await using var subscription = new CatchUpSubscription(database, store, Histories.Views(script), TimeProvider.System);
        await subscription.StartAsync();
        (await subscription.WaitAllAsync((await store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        return new RegisterQueries(database).Find(Script.Huyen, RegisterKinds.Decisions, 2025, null, 50);
    }
}
