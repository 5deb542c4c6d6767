using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>Wherever a process dies, going on gives the same rows as one clean pass.</summary>
public sealed class CatchUpContract
{
    [Fact]
    public async Task A_crash_between_any_two_steps_leaves_the_same_rows_as_a_clean_pass()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        await Histories.WriteAsync(script, 3);
        using var clean = new TempFolder();
        var (expected, steps) = await RunAsync(clean, store, script, crashAt: -1);
        expected.Values.Sum(v => v.Length).ShouldBeGreaterThan(1_000);

        for (var crash = 0; crash < steps; crash++)
        {
            using var folder = new TempFolder();
            await RunAsync(folder, store, script, crash);
            var (rows, _) = await RunAsync(folder, store, script, crashAt: -1);
            foreach (var (table, text) in expected)
            {
                rows[table].ShouldBe(text, $"{table} after a crash at step {crash}");
            }
        }
    }

    [Fact]
    public async Task A_crash_while_rebuilding_beside_leaves_the_running_views_readable_and_is_resumed()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        await Histories.WriteAsync(script, 3);
        var crash = 0;
        for (; ; crash++)
        {
            using var folder = new TempFolder();
            var (expected, _) = await RunAsync(folder, store, script, crashAt: -1);
            var crashed = false;
            using (var database = new ViewDatabase(folder.Views))
            {
                var count = 0;
                var subscription = new CatchUpSubscription(
                    database,
                    store,
                    Histories.Views(script),
                    TimeProvider.System,
                    null,
                    _ => crashed |= Interlocked.Increment(ref count) > crash ? throw new SimulatedCrashException() : false
                )
                {
                    MostEventsAtOnce = 16,
                };
                await subscription.StartAsync();
                subscription.Rebuild();
                await UntilAsync(subscription, s => s.All(x => !x.Building), () => count > crash);
                crashed = count > crash;
                new DossierQueries(database, script.Keyring).List(new([Script.Tinh])).Items.ShouldNotBeEmpty();
                await subscription.DisposeAsync();
            }

            var (rows, _) = await RunAsync(folder, store, script, crashAt: -1);
            foreach (var (table, text) in expected)
            {
                rows[table].ShouldBe(text, $"{table} after a crash at step {crash}");
            }

            if (!crashed)
            {
                break;
            }
        }

        crash.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_poison_event_stops_its_view_visibly_and_the_others_go_on()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await using var subscription = new CatchUpSubscription(database, store, Histories.Views(script), TimeProvider.System);
        await subscription.StartAsync();
        await Histories.WriteAsync(script, 2);
        await script.WriteRawAsync("filing-" + Script.Id("f").ToString("N"), "filing.from-the-future", "{}");
        var last = await Histories.WriteAsync(script, 2, from: 2);

        (await subscription.WaitAsync(DossierViews.ViewName, last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var status = await UntilAsync(subscription, s => s.Count(x => x.State == SubscriptionState.Stopped) == 2);
        var stopped = status.Where(s => s.State == SubscriptionState.Stopped).ToList();
        stopped.Select(s => s.Name).ShouldBe([AuditTrail.ViewName, Filings.ViewName], ignoreOrder: true);
        stopped.ShouldAllBe(s => s.Error!.Type == "filing.from-the-future" && s.Error.Revision == 0);
        (await subscription.WaitAsync(AuditTrail.ViewName, last, TimeSpan.FromSeconds(20))).ShouldBeFalse();
        new DossierQueries(database, script.Keyring).List(new([Script.Tinh])).Items.Count.ShouldBe(4);

        // Still poison: it stops again. The others are not disturbed.
        subscription.Restart(Filings.ViewName).ShouldBeTrue();
        await UntilAsync(subscription, s => s.Single(x => x.Name == Filings.ViewName).State == SubscriptionState.Stopped);
        subscription.Restart(DossierViews.ViewName).ShouldBeFalse();
    }

    [Fact]
    public async Task Views_of_another_log_are_given_up()
    {
        using var folder = new TempFolder();
        await using (var store = new MemoryEventStore())
        {
            var script = new Script(store);
            await Histories.WriteAsync(script, 2);
            await RunAsync(folder, store, script, crashAt: -1);
        }

        await using var other = new MemoryEventStore();
        var fresh = new Script(other);
        await fresh.WriteAsync("filing-" + Script.Id("z").ToString("N"), Histories.Filing());
        await RunAsync(folder, other, fresh, crashAt: -1);
        using var database = new ViewDatabase(folder.Views);
        await using var subscription = new CatchUpSubscription(database, other, Histories.Views(fresh), TimeProvider.System);
        await subscription.StartAsync();
        new DossierQueries(database, fresh.Keyring).List(new([Script.Tinh])).Items.ShouldBeEmpty();
        new FilingQueries(database).List([Script.Tinh]).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Views_that_know_more_than_a_restored_log_are_built_anew_and_say_so()
    {
        using var folder = new TempFolder();
        await using (var store = new MemoryEventStore())
        {
            var script = new Script(store);
            await Histories.WriteAsync(script, 3);
            await RunAsync(folder, store, script, crashAt: -1);
        }

        // The same log as it was once: it begins with the same event and ends earlier.
        await using var restored = new MemoryEventStore();
        var again = new Script(restored);
        var last = await Histories.WriteAsync(again, 1);
        using var database = new ViewDatabase(folder.Views);
        await using var subscription = new CatchUpSubscription(database, restored, Histories.Views(again), TimeProvider.System);
        await subscription.StartAsync();

        (await subscription.WaitAllAsync(last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        new DossierQueries(database, again.Keyring).List(new([Script.Tinh])).Items.Count.ShouldBe(1);
        (await subscription.StatusAsync()).ShouldAllBe(status => status.StartedOverFrom > last);
    }

    [Fact]
    public async Task Readers_go_on_while_a_view_is_rebuilt_and_see_the_new_build_afterwards()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        var last = await Histories.WriteAsync(script, 40);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await using var subscription = new CatchUpSubscription(database, store, Histories.Views(script), TimeProvider.System);
        await subscription.StartAsync();
        (await subscription.WaitAllAsync(last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var queries = new DossierQueries(database, script.Keyring);
        var before = queries.List(new([Script.Tinh]), limit: 200).Items;
        using var stop = new CancellationTokenSource();
        using var reading = new SemaphoreSlim(0);
        // On threads of their own: on the pool's two they would leave none to the rebuild, or begin when it is over.
        var readers = Enumerable
            .Range(0, 2)
            .Select(_ =>
                Task.Factory.StartNew(
                    () =>
                    {
                        var reads = 0;
                        while (!stop.IsCancellationRequested)
                        {
                            queries.List(new([Script.Tinh]), limit: 200).Items.Count.ShouldBe(before.Count);
                            reads++;
                            if (reads == 1)
                            {
                                reading.Release();
                            }
                        }

                        return reads;
                    },
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            )
            .ToList();
        foreach (var _ in readers)
        {
            (await reading.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        }

        for (var i = 0; i < 3; i++)
        {
            subscription.Rebuild(DossierViews.ViewName);
            await UntilAsync(subscription, s => s.All(x => !x.Building));
        }

        await stop.CancelAsync();
        (await Task.WhenAll(readers)).ShouldAllBe(n => n > 1);
        queries.List(new([Script.Tinh]), limit: 200).Items.Select(i => i.Id).ShouldBe(before.Select(i => i.Id));
        (await subscription.StatusAsync()).Count.ShouldBe(Histories.Views(script).Count);
    }

    [Fact]
    public async Task Erasing_a_subject_drops_what_views_held_in_clear()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await using var subscription = new CatchUpSubscription(database, store, Histories.Views(script), TimeProvider.System);
        await subscription.StartAsync();
        var stream = "dossier-" + Script.Id("d").ToString("N");
        var nominee = script.Nominee("Phạm Thị Hồng Gấm");
        var last = await script.WriteAsync(stream, Script.Opened(), new DossierEvent.NomineeAdded(nominee));
        (await subscription.WaitAllAsync(last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var search = new SearchQueries(database);
        search.Find([Script.Xa], "hong gam", false).Items.ShouldHaveSingleItem();

        script.Keyring.Destroy(nominee.Profile!.Key);
        subscription.Erase(nominee.Profile.Key);

        search.Find([Script.Xa], "hong gam", false).Items.ShouldBeEmpty();
        var shown = new DossierQueries(database, script.Keyring).Find(new(Script.Id("d")))!.Nominees.ShouldHaveSingleItem();
        shown.Erased.ShouldBeTrue();
        shown.Profile.ShouldBeNull();
    }

    private static async Task<IReadOnlyList<SubscriptionStatus>> UntilAsync(
        CatchUpSubscription subscription,
        Func<IReadOnlyList<SubscriptionStatus>, bool> isDone,
        Func<bool>? orElse = null
    )
    {
        for (var i = 0; i < 2_000; i++)
        {
            var status = await subscription.StatusAsync();
            if (isDone(status) || orElse?.Invoke() == true)
            {
                return status;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException(string.Join('\n', await subscription.StatusAsync()));
    }

    private static async Task<(Dictionary<string, string> Rows, int Steps)> RunAsync(
        TempFolder folder,
        IEventStore store,
        Script script,
        int crashAt
    )
    {
        var steps = 0;
        using var database = new ViewDatabase(folder.Views);
        var crashed = new TaskCompletionSource();
        var subscription = new CatchUpSubscription(
            database,
            store,
            Histories.Views(script),
            TimeProvider.System,
            null,
            _ =>
            {
                if (Interlocked.Increment(ref steps) == crashAt + 1)
                {
                    crashed.TrySetResult();
                    throw new SimulatedCrashException();
                }

                if (crashed.Task.IsCompleted)
                {
                    throw new SimulatedCrashException(); // the whole process is gone, not one of its threads
                }
            }
        )
        {
            MostEventsAtOnce = 16,
        };
        await subscription.StartAsync();
        var head = (await store.HeadAsync())!.Value;
        if (crashAt >= 0)
        {
            var all = subscription.WaitAllAsync(head, TimeSpan.FromSeconds(20)).AsTask();
            await Task.WhenAny(crashed.Task, all);
        }
        else
        {
            var seen = await subscription.WaitAllAsync(head, TimeSpan.FromSeconds(20));
            seen.ShouldBeTrue(string.Join('\n', await subscription.StatusAsync()));
            await UntilAsync(subscription, s => s.All(x => !x.Building));
        }

        await subscription.DisposeAsync();
        return (crashAt >= 0 ? [] : Dump.Of(folder.Views), steps);
    }
}
