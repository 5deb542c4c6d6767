using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>How many are registered and recognised on which day, whatever happens to the decisions that recognised them.</summary>
public sealed class WhenCountingTitles
{
    private static readonly FormCode Title = new("dat-tieu-chuan-an-toan-ve-antt");
    private static readonly RuleCode Item = new("cong-nhan-xa");
    private static readonly DateOnly Registered = new(2025, 2, 1);
    private static readonly DateOnly First = new(2025, 11, 20);
    private static readonly DateOnly Second = new(2026, 1, 15);

    [Fact]
    public async Task Who_is_registered_counts_from_that_day_for_the_unit_and_those_above_it()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await RegisterAsync(script);
        await script.WriteAsync("dossier-" + Dossier, new DossierEvent.Registered(Registered.AddDays(3), [Of("An")], []));

        var titles = await ReadAsync(database, store);

        titles.Registered(Script.Plan, Script.Xa, Title, [], null, null).ShouldBe(1, "the other one is registered no more");
        titles.Registered(Script.Plan, Script.Tinh, Title, [], Registered, Registered).ShouldBe(1, "it keeps its first day");
        titles.Registered(Script.Plan, Script.OtherXa, Title, [], null, null).ShouldBe(0);
        titles.Registered(Script.Plan, Script.Tinh, Title, [], null, Registered.AddDays(-1)).ShouldBe(0);
    }

    [Fact]
    public async Task A_decision_that_replaces_another_moves_the_recognition_to_its_own_day()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await RegisterAsync(script);
        await RecogniseAsync(script, "An", "Bình");
        await script.WriteAsync(
            "dossier-" + Dossier,
            new DossierEvent.OutcomeReplaced(Paper("q2", Second), Decision("q1"), [Nominee("An")])
        );

        var titles = await ReadAsync(database, store);

        titles.Recognised(Script.Plan, Script.Tinh, Title, [], null, null, null).ShouldBe(2);
        titles.Recognised(Script.Plan, Script.Tinh, Title, [], null, First, First).ShouldBe(1, "the one it left alone");
        titles.Recognised(Script.Plan, Script.Tinh, Title, [], null, Second, Second).ShouldBe(1);
        titles.Recognised(Script.Plan, Script.Tinh, Title, [], PlanGrade.Fair, Second, Second).ShouldBe(1, "with the grade it had");
        titles
            .Of(script.Nominee("An").Subject)
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                row => row.State.ShouldBe(TitleState.Recognised),
                row => row.Number.ShouldBe(new DocumentNumber("q2/QĐ-UBND")),
                row => row.Date.ShouldBe(Second),
                row => row.Decision.ShouldBe(Decision("q2"))
            );
        titles.Of(script.Nominee("Bình").Subject).ShouldHaveSingleItem().Decision.ShouldBe(Decision("q1"));
    }

    [Fact]
    public async Task A_recognition_that_is_cancelled_counts_no_more_even_after_it_moved()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await RegisterAsync(script);
        await RecogniseAsync(script, "An", "Bình");
        await script.WriteAsync(
            "dossier-" + Dossier,
            new DossierEvent.OutcomeReplaced(Paper("q2", Second), Decision("q1"), [Nominee("An")]),
            new DossierEvent.OutcomeCancelled(Paper("q3", Second.AddDays(9)), Decision("q2"), [Nominee("An")])
        );

        var titles = await ReadAsync(database, store);

        titles.Recognised(Script.Plan, Script.Tinh, Title, [], null, null, null).ShouldBe(1);
        titles.Recognised(Script.Plan, Script.Tinh, Title, [], null, Second, null).ShouldBe(0);
        titles.Of(script.Nominee("An").Subject).ShouldHaveSingleItem().State.ShouldBe(TitleState.Cancelled);
    }

    [Fact]
    public async Task A_dossier_for_an_award_has_no_titles()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await Histories.WriteAsync(script, 4);

        var titles = await ReadAsync(database, store);

        titles.List([Script.Tinh], null, null, null, 10).Items.ShouldBeEmpty();
        titles.Recognised(Script.Plan, Script.Tinh, Script.Form, [], null, null, null).ShouldBe(0);
    }

    private static DossierId Dossier { get; } = new(Script.Id("d0"));

    private static Task<Position> RegisterAsync(Script script) =>
        script.WriteAsync(
            "dossier-" + Dossier,
            Script.Opened(form: Title) with
            {
                Recognition = Item,
            },
            new DossierEvent.NomineeAdded(script.Nominee("An")),
            new DossierEvent.NomineeAdded(script.Nominee("Bình")),
            new DossierEvent.Registered(Registered, [Of("An"), Of("Bình")], []),
            new DossierEvent.ScoreStated(Nominee("An"), new(95m, PlanGrade.Excellent), new("qd-510"), Registered)
        );

    private static Task<Position> RecogniseAsync(Script script, params string[] names) =>
        script.WriteAsync(
            "dossier-" + Dossier,
            new DossierEvent.Submitted(new("1/TTr-UBND"), Script.Terms(Title)),
            new DossierEvent.StepCompleted(
                new(Script.Id("t1")),
                new(new("tham-dinh"), new(Script.Huyen, Script.Staff), Outcomes.Pass),
                [.. names.Select(name => new NomineeVerdict(Nominee(name), true, Score: new(80m, PlanGrade.Fair)))],
                null,
                null,
                null
            ),
            new DossierEvent.OutcomeEntered(new(Script.Id("t2")), Paper("q1", First), [.. names.Select(Nominee)])
        );

    private static TitleRegistration Of(string name) => new(Nominee(name), TitleIntent.New);

    private static NomineeId Nominee(string name) => new(Script.Id("nominee " + name));

    private static DecisionId Decision(string name) => new(Script.Id(name));

    private static DecisionReference Paper(string name, DateOnly date) => new(Decision(name), new($"{name}/QĐ-UBND"), date, Script.Huyen);

    private static async Task<TitleQueries> ReadAsync(ViewDatabase database, MemoryEventStore store)
    {
        await using var subscription = new CatchUpSubscription(database, store, [() => new Titles(new TestUnits())], TimeProvider.System);
        await subscription.StartAsync();
        (await subscription.WaitAllAsync((await store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        return new TitleQueries(database);
    }
}
