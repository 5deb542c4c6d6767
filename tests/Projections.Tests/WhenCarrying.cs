using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

public sealed class WhenCarrying
{
    private static readonly WorkingCalendar Calendar = OfficialDays.Load();

    [Fact]
    public async Task A_crash_between_any_two_steps_carries_everything_exactly_once()
    {
        var expected = await CarriedAsync(crashAt: -1, forget: false);
        expected.Streams.ShouldNotBeEmpty();
        expected.Streams.Values.ShouldAllBe(types => types.First() == "dossier.opened" && types.Contains("dossier.document-attached"));
        expected.Steps.ShouldBeGreaterThan(10);
        for (var crash = 0; crash < expected.Steps; crash++)
        {
            foreach (var forget in new[] { false, true })
            {
                var carried = await CarriedAsync(crash, forget);
                carried.Streams.Keys.ShouldBe(expected.Streams.Keys, ignoreOrder: true);
                foreach (var (stream, types) in carried.Streams)
                {
                    types
                        .Order(StringComparer.Ordinal)
                        .ShouldBe(expected.Streams[stream].Order(StringComparer.Ordinal), $"crash at {crash}");
                }
            }
        }
    }

    [Fact]
    public async Task A_refusal_is_kept_shown_and_tried_again_and_holds_nobody_up()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var runner = new CommandRunner(store);
        var dossiers = Bindings.Dossier(new BuiltInRouteEngine(), () => Calendar);
        await using var carrier = new Carrier(database, store, runner, dossiers, new Clock(() => script.Now));
        await carrier.StartAsync();

        // A decision over a dossier that does not exist here.
        var (dossier, nominee) = (new DossierId(Script.Id("d")), script.Nominee("Nguyễn Văn Định"));
        var paper = new SignedPaper(new("1/QĐ-UBND"), new(2025, 4, 14), null, new("Chủ tịch"), SigningForm.Direct, null, new(2025, 5, 1));
        var decided = await script.WriteAsync(
            "decision-" + Script.Id("q").ToString("N"),
            new ListEvent.DecisionDrafted(Script.Huyen, Script.Form, null),
            new ListEvent.NomineesEntered([new(dossier, nominee.Id)]),
            new ListEvent.Issued(paper)
        );
        (await carrier.CarriedAsync(decided, TimeSpan.FromSeconds(20))).ShouldBe(decided);
        var failure = carrier.Failures().ShouldHaveSingleItem();
        failure.Dossier.ShouldBe(dossier);
        failure.Refusal.Code.ShouldBe("dossier.unknown");
        (await carrier.RetryAsync(failure)).ShouldBeFalse();
        carrier.Failures().ShouldHaveSingleItem().Tries.ShouldBe(2);

        // Others are carried meanwhile.
        var filed = await script.WriteAsync("filing-" + Script.Id("f").ToString("N"), Histories.Filing());
        var carried = (await carrier.CarriedAsync(filed, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
        (carried > filed).ShouldBeTrue();

        // When the dossier has come to its decision, the same failure is carried at last.
        await script.WriteAsync(
            "dossier-" + dossier,
            Script.Opened(),
            new DossierEvent.NomineeAdded(nominee),
            new DossierEvent.Submitted(new("3/TTr"), Script.Terms()),
            Script.TaskOpened("t", "quyet-dinh", StepAct.Decide, Script.Huyen, Script.Head, null),
            new DossierEvent.StepCompleted(
                new(Script.Id("a")),
                new(new("tham-dinh"), new(Script.Huyen, Script.Staff), Outcomes.Pass),
                [],
                null,
                null,
                null
            ),
            new DossierEvent.StepCompleted(
                new(Script.Id("b")),
                new(new("trinh"), new(Script.Huyen, Script.Staff), Outcomes.Pass),
                [],
                null,
                null,
                null
            )
        );
        var again = await carrier.RetryAsync(failure);
        carrier.Failures().ShouldBeEmpty();
        again.ShouldBeTrue();
    }

    private static async Task<(Dictionary<string, List<string>> Streams, int Steps)> CarriedAsync(int crashAt, bool forget)
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        var dossiers = Bindings.Dossier(new BuiltInRouteEngine(), () => Calendar);
        var filing = "filing-" + Script.Id("f").ToString("N");
        var key = new KeyId("filing-f");
        var document = new DocumentEntry(
            new(Script.Id("paper")),
            null,
            null,
            new(Script.Id("blob")),
            key,
            new(new string('a', 64)),
            10,
            new("application/pdf"),
            script.Keyring.Seal(key, "to-trinh.pdf"),
            true
        );
        FilingForm[] forms = [new(Script.Form, new(Script.Id("d1"))), new(new("giay-khen-xa"), new(Script.Id("d2")))];
        await script.WriteAsync(filing, Histories.Filing() with { Forms = forms });
        await script.WriteAsync(filing, new FilingEvent.PaperAttached(document));
        await script.WriteAsync(filing, new FilingEvent.FormAdded(new(new("bang-khen-tinh"), new(Script.Id("d3")))));
        var last = (await store.HeadAsync())!.Value;

        var steps = 0;
        if (crashAt >= 0)
        {
            using var database = new ViewDatabase(folder.Views);
            var isDead = false;
            await using var carrier = new Carrier(
                database,
                store,
                new CommandRunner(store),
                dossiers,
                new Clock(() => script.Now),
                _ =>
                {
                    if (isDead |= Interlocked.Increment(ref steps) > crashAt)
                    {
                        throw new SimulatedCrashException();
                    }
                }
            );
            await carrier.StartAsync();
            await Should.ThrowAsync<Exception>(async () => await carrier.Run.WaitAsync(TimeSpan.FromSeconds(20)));
        }

        if (forget)
        {
            File.Delete(folder.Views);
        }

        using (var database = new ViewDatabase(folder.Views))
        {
            await using var carrier = new Carrier(
                database,
                store,
                new CommandRunner(store),
                dossiers,
                new Clock(() => script.Now),
                _ => Interlocked.Increment(ref steps)
            );
            await carrier.StartAsync();
            (await carrier.CarriedAsync(last, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
            carrier.Failures().ShouldBeEmpty();
        }

        var streams = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var name in new[] { "d1", "d2", "d3" })
        {
            var stream = new StreamName("dossier-" + Script.Id(name).ToString("N"));
            streams[name] = [.. (await store.ReadStreamAsync(stream)).Select(e => e.Type)];
        }

        return (streams, steps);
    }
}
