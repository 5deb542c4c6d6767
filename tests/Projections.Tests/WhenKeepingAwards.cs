using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Projections.Tests;

/// <summary>What decisions claimed of their nominees' achievements is given with them, or free again without them.</summary>
public sealed class WhenKeepingAwards
{
    private static readonly DateOnly Day = new(2025, 4, 14);
    private static readonly Binding<Dossier, DossierCommand, DossierEvent> Dossiers = Bindings.Dossier(
        new BuiltInRouteEngine(),
        () => OfficialDays.Load()
    );

    [Fact]
    public async Task A_claim_ends_given_or_released_with_its_decision()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        string[] names = ["An", "Bình", "Cúc", "Dũng"];
        var dossier = await DossierAsync(script, names);
        var decisions = names.Select(name => new DecisionId(Script.Id("q " + name))).ToList();
        foreach (var (name, decision) in names.Zip(decisions))
        {
            await DraftAsync(script, decision, dossier, script.Nominee(name).Id);
            await script.WriteAsync(Subject(name), Claimed(script, name, decision, dossier));
        }

        await script.WriteAsync(Decision(decisions[0]), new ListEvent.Issued(Paper("01/QĐ-UBND")));
        await script.WriteAsync(Decision(decisions[1]), new ListEvent.Dropped(null));
        await script.WriteAsync(Decision(decisions[2]), new ListEvent.NomineeTakenOff(script.Nominee("Cúc").Id, null));
        await KeepAsync(database, store, script);

        (await AwardsAsync(store, "An"))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                award => award.Standing.ShouldBe(AwardStanding.Given),
                award => award.Number.ShouldBe(new DocumentNumber("01/QĐ-UBND")),
                award => award.Date.ShouldBe(Day)
            );
        (await AwardsAsync(store, "Bình")).ShouldBeEmpty();
        (await AwardsAsync(store, "Cúc")).ShouldBeEmpty();
        (await AwardsAsync(store, "Dũng")).ShouldHaveSingleItem().Standing.ShouldBe(AwardStanding.Claimed, "it may be issued yet");

        // One that comes when its decision is given up already.
        await script.WriteAsync(Subject("Bình"), Claimed(script, "Bình", decisions[1], dossier));
        // One that is void while its decision stays a draft.
        await script.WriteAsync(Decision(decisions[3]), new ListEvent.IssueGivenUp());
        await KeepAsync(database, store, script);
        (await AwardsAsync(store, "Bình")).ShouldBeEmpty();
        (await AwardsAsync(store, "Dũng")).ShouldBeEmpty();

        // Once more from the start: nothing is written twice.
        var before = await store.HeadAsync();
        using var empty = new TempFolder();
        using var fresh = new ViewDatabase(empty.Views);
        await KeepAsync(fresh, store, script);
        (await store.HeadAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_was_issued_before_anything_was_claimed_is_given_with_what_it_was_for()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var dossier = await DossierAsync(script, ["An"]);
        var decision = new DecisionId(Script.Id("q"));
        await DraftAsync(script, decision, dossier, script.Nominee("An").Id);
        await script.WriteAsync(Decision(decision), new ListEvent.Issued(Paper("01/QĐ-UBND")));

        await KeepAsync(database, store, script);

        var award = (await AwardsAsync(store, "An")).ShouldHaveSingleItem();
        award.Standing.ShouldBe(AwardStanding.Given);
        award
            .Claim.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                claim => claim.Dossier.ShouldBe(dossier),
                claim => claim.Form.ShouldBe(Script.Form),
                claim => claim.Authority.ShouldBe(Script.Huyen),
                claim => claim.Achievement.ShouldBe(new Achievement(Script.Type, Script.Plan, null))
            );
    }

    [Fact]
    public void However_it_is_written_the_same_achievement_has_the_same_mark_and_an_erased_one_none()
    {
        var keyring = new TestKeyring();
        var subject = new SubjectId(Script.Id("An"));
        var mark = AchievementMark.Of(keyring, subject, "Bắt giữ đối tượng trộm cắp, ngày 02/4/2025.");
        mark.ShouldNotBeNull();
        foreach (
            var same in new[]
            {
                "BẮT GIỮ  đối tượng trộm cắp\nngày 02/4/2025",
                "bat giu doi tuong trom cap ngay 02 4 2025",
                "Bắt giữ đối tượng trộm cắp, ngày 02/4/2025.".Normalize(System.Text.NormalizationForm.FormD),
            }
        )
        {
            AchievementMark.Of(keyring, subject, same).ShouldBe(mark);
        }

        AchievementMark.Of(keyring, subject, "Bắt giữ đối tượng trộm cắp, ngày 03/4/2025.").ShouldNotBe(mark);
        AchievementMark.Of(keyring, subject, " – ").ShouldBeNull();
        keyring.Destroy(Workflows.Vault.Keys.Of(subject));
        AchievementMark.Of(keyring, subject, "Bắt giữ").ShouldBeNull();
    }

    private static string Subject(string name) => Bindings.Subject.StreamOf(Script.Id("subject " + name)).Value;

    private static string Decision(DecisionId id) => Bindings.Decision.StreamOf(id.Value).Value;

    private static async Task<DossierId> DossierAsync(Script script, string[] names)
    {
        var id = new DossierId(Script.Id("d"));
        await script.WriteAsync($"dossier-{id}", Script.Opened());
        foreach (var name in names)
        {
            await script.WriteAsync($"dossier-{id}", new DossierEvent.NomineeAdded(script.Nominee(name)));
        }

        return id;
    }

    private static async Task DraftAsync(Script script, DecisionId decision, DossierId dossier, NomineeId nominee)
    {
        await script.WriteAsync(Decision(decision), new ListEvent.DecisionDrafted(Script.Huyen, Script.Form, null));
        await script.WriteAsync(Decision(decision), new ListEvent.NomineesEntered([new(dossier, nominee)]));
    }

    private static SubjectEvent.AwardClaimed Claimed(Script script, string name, DecisionId decision, DossierId dossier) =>
        new(
            new(decision, dossier, script.Nominee(name).Id, Script.Form, Script.Huyen, new(Script.Type, Script.Plan, null), Edition: 1),
            script.Now
        );

    private static SignedPaper Paper(string number) =>
        new(new(number), Day, new(new("decision-q"), new byte[] { 1 }), new("Chủ tịch"), SigningForm.Direct, null, new(2025, 5, 1));

    private static async Task KeepAsync(ViewDatabase database, IEventStore store, Script script)
    {
        await using var keeper = new Awarder(
            database,
            store,
            new CommandRunner(store),
            Dossiers,
            script.Keyring,
            new Clock(() => script.Now)
        );
        await keeper.StartAsync();
        (await keeper.CarriedAsync((await store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
    }

    private static async Task<IReadOnlyList<SubjectAward>> AwardsAsync(IEventStore store, string name) =>
        (await new CommandRunner(store).LoadAsync(Bindings.Subject, new(Subject(name))))?.State.Awards ?? [];
}
