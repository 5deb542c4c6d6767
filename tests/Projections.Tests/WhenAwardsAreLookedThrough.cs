using System.Text.Json;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>The history of a subject over years, levels and former units, and who may be the same.</summary>
public sealed class WhenAwardsAreLookedThrough
{
    private static readonly SubjectId An = new(Script.Id("subject An"));
    private static readonly Achievement Achieved = new(Script.Type, Script.Plan, null);

    [Fact]
    public async Task A_history_has_what_was_given_cancelled_and_entered_from_outside_newest_first()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await NominateAsync(script, "d1", Script.Xa, "An");
        await GiveAsync(script, "q1", "d1", "12/QĐ-UBND", new(2024, 1, 5));
        await GiveAsync(script, "q2", "d2", "13/QĐ-UBND", new(2025, 1, 5));
        await script.WriteAsync(
            StreamOf(An),
            new SubjectEvent.AwardCancelled(Decision("q2"), Nominee("d2"), Decision("q3"), new(2025, 3, 1))
        );
        await script.WriteAsync(StreamOf(An), new SubjectEvent.AwardClaimed(Claim("q4", "d4"), script.Now));
        await PastAsync(script, "p1", An, new(2019, 3, 1));
        var awards = await ReadAsync(database, script, store);

        awards
            .Of(An)
            .Select(a => (a.Number?.Value, a.Standing, a.Dossier is null, a.Date))
            .ShouldBe([
                (null, AwardStanding.Claimed, false, null),
                ("13/QĐ-UBND", AwardStanding.Cancelled, false, new DateOnly(2025, 1, 5)),
                ("12/QĐ-UBND", AwardStanding.Given, false, new DateOnly(2024, 1, 5)),
                ("p1", AwardStanding.Given, true, new DateOnly(2019, 3, 1)),
            ]);
        awards.Of(An)[1].CancelledOn.ShouldBe(new DateOnly(2025, 3, 1));
        awards.Of(An)[3].AuthorityName.ShouldBe("Chủ tịch UBND tỉnh");
        awards.Searched().ShouldBe(new AwardsSearched(3, new(2019, 3, 1), new(2025, 1, 5)));
        awards.Of(new(Script.Id("nobody"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_struck_or_released_is_gone_and_not_counted()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await script.WriteAsync(StreamOf(An), new SubjectEvent.AwardClaimed(Claim("q1", "d1"), script.Now));
        await script.WriteAsync(StreamOf(An), new SubjectEvent.AwardReleased(Decision("q1"), Nominee("d1")));
        await PastAsync(script, "p1", An, new(2019, 3, 1));
        await script.WriteAsync(Past("p1"), new PastEvent.Struck(script.Keyring.Seal(new("past-p1"), "Nhập nhầm")));
        await script.WriteAsync(StreamOf(An), new SubjectEvent.PastAwardStruck(new(Script.Id("p1")), new(Script.Id("p1 An"))));
        var awards = await ReadAsync(database, script, store);

        awards.Of(An).ShouldBeEmpty();
        awards.Searched().ShouldBe(new AwardsSearched(0, null, null));
        awards.Named([Script.Xa], "An", 10).ShouldBeEmpty();
        awards.Past([Script.Xa], null, 10).Items.ShouldHaveSingleItem().IsStruck.ShouldBeTrue();
        awards.Past([Script.Tinh], null, 10).Items.ShouldHaveSingleItem("those above see it").Unit.ShouldBe(Script.Xa);
        awards.Past([Script.OtherXa], null, 10).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_are_found_without_marks_in_the_units_that_named_them_and_never_where_they_are_not_public()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await NominateAsync(script, "d1", Script.Xa, "Đặng Thị Ước");
        await NominateAsync(script, "d2", Script.OtherXa, "Đặng Thị Ước");
        await NominateAsync(script, "d3", Script.Xa, "Lý Thị Hoà", unnamed: true);
        var awards = await ReadAsync(database, script, store);

        awards.Named([Script.Xa], "dang  thi UOC", 10).ShouldHaveSingleItem().Unit.ShouldBe(Script.Xa);
        awards
            .Named([Script.Xa, Script.OtherXa], "Đặng Thị Ước", 10)
            .ShouldHaveSingleItem("the same subject, named last")
            .Unit.ShouldBe(Script.OtherXa);
        awards.Named([Script.Huyen], "Đặng Thị Ước", 10).ShouldBeEmpty();
        awards.Named([Script.Xa], "Lý Thị Hoà", 10).ShouldBeEmpty();
        awards.Named([Script.Xa], " – ", 10).ShouldBeEmpty();
        var hidden = new SubjectId(Script.Id("subject Lý Thị Hoà"));
        awards.Names(hidden).ShouldBeEmpty();
        awards.NominationsOf(hidden).ShouldHaveSingleItem().Hidden.ShouldBeTrue();
    }

    [Fact]
    public async Task An_erased_subject_has_a_history_and_no_name()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        await NominateAsync(script, "d1", Script.Xa, "An");
        await GiveAsync(script, "q1", "d1", "12/QĐ-UBND", new(2024, 1, 5));
        script.Keyring.Destroy(Keys.Of(An));
        var awards = await ReadAsync(database, script, store);

        awards.Named([Script.Xa], "An", 10).ShouldBeEmpty();
        awards.Of(An).ShouldHaveSingleItem().Hidden.ShouldBeTrue();
    }

    private static async Task NominateAsync(Script script, string dossier, UnitId unit, string name, bool unnamed = false)
    {
        var stream = "dossier-" + new DossierId(Script.Id(dossier));
        await script.WriteAsync(stream, Script.Opened(unit));
        await script.WriteAsync(stream, new DossierEvent.NomineeAdded(script.Nominee(name, unnamed) with { Id = Nominee(dossier) }));
    }

    private static async Task GiveAsync(Script script, string decision, string dossier, string number, DateOnly date)
    {
        await script.WriteAsync(StreamOf(An), new SubjectEvent.AwardClaimed(Claim(decision, dossier), script.Now));
        await script.WriteAsync(StreamOf(An), new SubjectEvent.AwardGiven(Decision(decision), Nominee(dossier), new(number), date));
    }

    private static async Task PastAsync(Script script, string past, SubjectId subject, DateOnly date)
    {
        var name = new PastName(
            new(Script.Id(past + " An")),
            subject,
            SubjectKind.Person,
            script.Keyring.Seal(Keys.Of(subject), JsonSerializer.Serialize(new NomineeProfile("An"), EventJson.Default.NomineeProfile)),
            null
        );
        var paper = new PastPaper(new(past), date, new("Chủ tịch UBND tỉnh"), null, Script.Form, Script.Type, [name]);
        await script.WriteAsync(Past(past), new PastEvent.Entered(Script.Xa, paper, null, new(2025, 12, 31)));
        await script.WriteAsync(
            StreamOf(subject),
            new SubjectEvent.PastAwardEntered(
                new(new(Script.Id(past)), name.Id, paper.Number, date, paper.AuthorityName, null, paper.Form, new(Script.Type, null, null))
            )
        );
    }

    private static AwardClaim Claim(string decision, string dossier) =>
        new(Decision(decision), new(Script.Id(dossier)), Nominee(dossier), Script.Form, Script.Huyen, Achieved, 1);

    private static DecisionId Decision(string name) => new(Script.Id(name));

    private static NomineeId Nominee(string dossier) => new(Script.Id("nominee of " + dossier));

    private static string StreamOf(SubjectId subject) => Bindings.Subject.StreamOf(subject.Value).Value;

    private static string Past(string name) => Bindings.Past.StreamOf(Script.Id(name)).Value;

    private static async Task<AwardQueries> ReadAsync(ViewDatabase database, Script script, IEventStore store)
    {
        await using var subscription = new CatchUpSubscription(
            database,
            store,
            [() => new Awards(new TestUnits(), script.Keyring)],
            TimeProvider.System
        );
        await subscription.StartAsync();
        (await subscription.WaitAllAsync((await store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        return new AwardQueries(database);
    }
}
