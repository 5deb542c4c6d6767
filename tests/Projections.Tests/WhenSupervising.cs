using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>What is kept for whoever supervises: how long steps took, and what may be worth a look.</summary>
public sealed class WhenSupervising : IAsyncDisposable
{
    private static readonly DateOnly Monday = new(2025, 4, 14);
    private static readonly (UnitId, bool)[] Province = [(Script.Tinh, true)];
    private static readonly StepEnd Passed = new(new("tham-dinh"), new(Script.Huyen, Script.Staff), Outcomes.Pass);

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;
    private readonly Script _script;

    public WhenSupervising()
    {
        // Offices of the district work Saturdays, those of the commune do not.
        var calendar = OfficialCalendar.Evolve(
            Bindings.Calendar.Initial,
            new CalendarEvent.SaturdaysSet(
                2,
                new(Script.Huyen, null, new(2025, 1, 1), null),
                new(new("12/QĐ-UBND"), new(2024, 12, 20), new("UBND huyện Hớn Quản"))
            )
        );
        _script = new(_store) { Unit = Script.Huyen };
        _database = new(_folder.Views);
        _subscription = new(
            _database,
            _store,
            [() => new Signs(new TestUnits(), () => calendar), () => new StepTimes(() => calendar)],
            TimeProvider.System
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Quick_is_within_a_minute_of_taking_it_up_or_of_another_dossier()
    {
        await OpenAsync("a", At(8, 0, 0));
        await OpenAsync("b", At(8, 0, 0));
        await OpenAsync("c", At(8, 0, 0));
        await WriteAsync("a", At(9, 0, 0), new DossierEvent.TaskClaimed(Task("a"), Script.Anna));
        await EndAsync("a", At(9, 0, 59));
        await EndAsync("b", At(9, 1, 58)); // opened long ago, but right after the other
        await EndAsync("c", At(9, 2, 58)); // a minute later is no sign

        (await RowsAsync(SignKind.QuickAfterTaking)).ShouldBe([("a", 59)]);
        (await RowsAsync(SignKind.QuickAfterAnother)).ShouldBe([("b", 59)]);
    }

    [Fact]
    public async Task What_a_common_list_carries_into_dossiers_is_no_act_of_its_own()
    {
        foreach (var dossier in new[] { "a", "b", "c" })
        {
            await OpenAsync(dossier, At(8, 0, 0));
            await WriteAsync(
                dossier,
                At(8, 0, 5),
                new DossierEvent.StepCompleted(Task(dossier), Passed, [], null, new ProposalId(Script.Id("p")), null)
            );
        }

        foreach (var kind in Enum.GetValues<SignKind>())
        {
            (await RowsAsync(kind)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Outside_hours_is_by_the_calendar_of_the_office()
    {
        (string Dossier, DateTimeOffset At)[] ends =
        [
            ("early", At(6, 29, 59)),
            ("morning", At(6, 30, 0)),
            ("evening", At(17, 59, 59)),
            ("late", At(18, 0, 0)),
            ("saturday", At(9, 0, 0).AddDays(5)),
            ("sunday", At(9, 0, 0).AddDays(6)),
        ];
        foreach (var (dossier, _) in ends)
        {
            await OpenAsync(dossier, At(5, 0, 0));
        }

        foreach (var (dossier, at) in ends)
        {
            await EndAsync(dossier, at);
        }

        (await RowsAsync(SignKind.OutsideHours)).Select(row => row.Dossier).ShouldBe(["sunday", "late", "early"]);

        // The commune's offices do not work that Saturday.
        _script.Unit = Script.Xa;
        await OpenAsync("commune", At(5, 0, 0).AddDays(5));
        await EndAsync("commune", At(9, 0, 0).AddDays(5));
        (await RowsAsync(SignKind.OutsideHours)).Select(row => row.Dossier).ShouldBe(["commune", "sunday", "late", "early"]);
    }

    [Fact]
    public async Task A_paper_dated_back_by_more_than_a_working_week_is_one()
    {
        // Friday 04/4 is five working days before Friday 11/4 where Monday 07/4 is a holiday (Giỗ Tổ) and Saturday is worked.
        await IssueAsync("p1", new(2025, 4, 8), At(9, 0, 0));
        await IssueAsync("p2", new(2025, 4, 4), At(9, 0, 0));
        await IssueAsync("p3", new(2025, 4, 20), At(9, 0, 0));

        (await RowsAsync(SignKind.WrittenBack)).ShouldHaveSingleItem().Amount.ShouldBe(7);
    }

    [Fact]
    public async Task Files_put_in_the_place_of_others_after_an_appraisal_are()
    {
        await OpenAsync("a", At(8, 0, 0));
        await WriteAsync(
            "a",
            At(8, 30, 0),
            new DossierEvent.DocumentAttached(Document(1, "to-trinh")),
            new DossierEvent.DocumentAttached(Document(2, "to-trinh")),
            new DossierEvent.DocumentRemoved(Document(2, "to-trinh").Id)
        );
        await EndAsync("a", At(9, 0, 0));
        await WriteAsync("a", At(10, 0, 0), new DossierEvent.DocumentAttached(Document(3, "bien-ban")));
        (await RowsAsync(SignKind.FileReplaced)).ShouldBeEmpty("a component that had none got one");

        await WriteAsync("a", At(10, 5, 0), new DossierEvent.DocumentAttached(Document(4, "to-trinh")));
        await WriteAsync("a", At(10, 6, 0), new DossierEvent.DocumentRemoved(Document(3, "bien-ban").Id));
        (await RowsAsync(SignKind.FileReplaced)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Warnings_passed_over_are_counted_where_they_were_and_above()
    {
        await OpenAsync("a", At(8, 0, 0));
        RuleOverride given = new(new(Script.Id("n")), new("chi-mot-lan"), null);
        await WriteAsync("a", At(9, 0, 0), new DossierEvent.StepCompleted(Task("a"), Passed, [], null, null, null, null, [given, given]));

        (await RowsAsync(SignKind.WarningOverridden)).ShouldBe([("a", 2)]);
        var queries = new SignQueries(_database);
        foreach (
            var (reach, count) in new[]
            {
                ((Script.Tinh, true), 1),
                ((Script.Huyen, false), 1),
                ((Script.Tinh, false), 0),
                ((Script.Xa, true), 0),
            }
        )
        {
            queries.Count([reach], Monday, Monday)[SignKind.WarningOverridden].ShouldBe(count, $"{reach}");
            queries.List([reach], SignKind.WarningOverridden, null, null).Items.Count.ShouldBe(count, $"{reach}");
        }
    }

    [Fact]
    public async Task A_sample_is_drawn_again_by_its_seed_whatever_came_since()
    {
        for (var i = 0; i < 60; i++)
        {
            await OpenAsync($"d{i}", At(20, 0, 0));
            await EndAsync($"d{i}", At(21, 0, 0));
        }

        await ShownAsync();
        var queries = new SignQueries(_database);
        var (first, last) = Sample(4711, null);
        first.Count.ShouldBe(20);
        first.ShouldBeUnique();
        Enumerable.Range(1, 5).Select(seed => string.Join(' ', Sample(seed, null).Rows)).Distinct().Count().ShouldBeGreaterThan(3);
        for (var i = 60; i < 120; i++)
        {
            await OpenAsync($"d{i}", At(20, 0, 0).AddDays(1));
            await EndAsync($"d{i}", At(21, 0, 0).AddDays(1));
        }

        await ShownAsync();
        Sample(4711, last).Rows.ShouldBe(first);
        Sample(4711, null).Last.ShouldBeGreaterThan(last);

        (List<long> Rows, long Last) Sample(int seed, long? until)
        {
            var (rows, end) = queries.Sample(Province, SignKind.OutsideHours, null, null, 20, seed, until);
            return ([.. rows.Select(row => row.Row)], end);
        }
    }

    [Fact]
    public async Task Days_on_which_the_clock_stood_are_nobodys()
    {
        // Due in five working days; a supplement is awaited from Tuesday to the Monday after (with Saturday: five days), and moves it by as many.
        await OpenAsync("a", At(8, 0, 0), new(2025, 4, 19));
        await WriteAsync("a", At(9, 0, 0).AddDays(1), new DossierEvent.SupplementRequested(Task("a"), 1, [], null, Monday.AddDays(1)));
        await ShownAsync();
        var queries = new StepTimeQueries(_database);
        var late = new DateOnly(2025, 5, 30);
        queries.Open([Script.Huyen], late).ShouldBe([new(Script.Huyen, StepAct.Appraise, Script.Form, 1, 0, 1)]);

        await WriteAsync(
            "a",
            At(9, 0, 0).AddDays(7),
            new DossierEvent.SupplementProvided(1, [new(Task("a"), new(2025, 4, 25), false)], null)
        );
        await ShownAsync();
        queries.Open([Script.Huyen], late).ShouldBe([new(Script.Huyen, StepAct.Appraise, Script.Form, 1, 1, 0)]);
        await EndAsync("a", At(9, 0, 0).AddDays(9));
        await ShownAsync();

        var month = queries.Months([Script.Huyen], Monday, Monday).ShouldHaveSingleItem();
        // Eight working days from Monday to the Wednesday of the week after, five of them stood.
        month.ShouldBe(new(Script.Huyen, new(2025, 4, 1), StepAct.Appraise, Script.Form, 1, 1, 1, 0, 3, 3, 5));
        queries.Open([Script.Huyen], late).ShouldBeEmpty();
        queries.Days([Script.Huyen], Monday, Monday)[(Script.Huyen, StepAct.Appraise)].ShouldBe([new(3, 1)]);
    }

    [Fact]
    public async Task A_supplement_is_awaited_no_more_when_whoever_asked_for_it_is_done()
    {
        await OpenAsync("a", At(8, 0, 0));
        await WriteAsync(
            "a",
            At(8, 1, 0),
            Script.TaskOpened("task b", "tham-dinh", StepAct.Appraise, Script.Huyen, Script.Staff, null),
            new DossierEvent.SupplementRequested(Task("a"), 1, [], null, Monday),
            new DossierEvent.TaskCancelled(Task("a"))
        );
        await ShownAsync();

        new StepTimeQueries(_database).Open([Script.Huyen], Monday).ShouldBe([new(Script.Huyen, StepAct.Appraise, Script.Form, 1, 0, 0)]);
    }

    private static TaskId Task(string dossier) => new(Script.Id($"task {dossier}"));

    private static string Stream(string dossier) => "dossier-" + Script.Id(dossier).ToString("N");

    private static DateTimeOffset At(int hour, int minute, int second) =>
        VietnamTime.StartOf(Monday).Add(new TimeSpan(hour, minute, second));

    private Task WriteAsync(string dossier, DateTimeOffset at, params object[] events)
    {
        _script.Now = at.ToUniversalTime().AddMinutes(-1);
        return _script.WriteAsync(Stream(dossier), events);
    }

    private Task OpenAsync(string dossier, DateTimeOffset at, DateOnly? due = null) =>
        WriteAsync(
            dossier,
            at,
            Script.Opened(),
            Script.TaskOpened($"task {dossier}", "tham-dinh", StepAct.Appraise, Script.Huyen, Script.Staff, due)
        );

    private Task EndAsync(string dossier, DateTimeOffset at) =>
        WriteAsync(dossier, at, new DossierEvent.StepCompleted(Task(dossier), Passed, [], null, null, null));

    private Task IssueAsync(string proposal, DateOnly date, DateTimeOffset at)
    {
        _script.Now = at.ToUniversalTime().AddMinutes(-1);
        return _script.WriteAsync(
            "proposal-" + Script.Id(proposal).ToString("N"),
            new ListEvent.ProposalDrafted(Script.Huyen, Script.Form),
            new ListEvent.Issued(new(new("1/TTr"), date, null, new("Trưởng phòng"), SigningForm.Direct, null, date.AddDays(30)))
        );
    }

    private static DocumentEntry Document(int n, string component) =>
        new(
            new(Script.Id($"document {n}")),
            new ComponentCode(component),
            null,
            new(Script.Id($"blob {n}")),
            new("khoa"),
            new(new string('a', 64)),
            1,
            new("application/pdf"),
            new(new("khoa"), new byte[] { 1 }),
            false
        );

    private async Task<List<(string Dossier, int Amount)>> RowsAsync(SignKind kind)
    {
        await ShownAsync();
        string[] names = ["a", "b", "c", "early", "morning", "evening", "late", "saturday", "sunday", "commune", "p1", "p2", "p3"];
        var known = names.ToDictionary(Script.Id, name => name);
        return [.. new SignQueries(_database).List(Province, kind, null, null).Items.Select(row => (known[row.Stream], row.Amount))];
    }

    private async Task ShownAsync()
    {
        if (!_database.IsReady(Signs.ViewName))
        {
            await _subscription.StartAsync();
        }

        (await _subscription.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
    }
}
