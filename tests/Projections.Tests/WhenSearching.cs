using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>The vectors of domain.md 5.3.</summary>
public sealed class WhenSearching : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "Nguyễn Văn Định",
        "Trần Thị Hoà",
        "Lê Văn Hoa",
        "Lý Thị Thúy",
        "Đặng Thị Ước",
        "Y Moan Êban",
        "Thạch Sô Phi",
        "K'Brểu",
        "H'Hen Niê",
        "Ẩm Ễnh Ương",
    ];

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;
    private readonly SearchQueries _search;

    public WhenSearching()
    {
        _script = new(_store);
        _database = new(_folder.Views);
        _subscription = new(_database, _store, [() => new DossierSearch(new TestUnits(), _script.Keyring)], TimeProvider.System);
        _search = new(_database);
    }

    public async ValueTask InitializeAsync()
    {
        // Half of it before the view is built, half live: both ways into the index.
        for (var i = 0; i < Names.Length; i++)
        {
            var stream = "dossier-" + Script.Id(Names[i]).ToString("N");
            await _script.WriteAsync(stream, Script.Opened(), new DossierEvent.NomineeAdded(_script.Nominee(Names[i])));
            if (i == Names.Length / 2)
            {
                await _subscription.StartAsync();
            }
        }

        await NumberAsync("36/KH-UBND");
        await NumberAsync("136/KH-BCĐ");
        var hidden = "dossier-" + Script.Id("hidden").ToString("N");
        await _script.WriteAsync(
            hidden,
            Script.Opened(Script.OtherXa),
            new DossierEvent.NomineeAdded(_script.Nominee("Bùi Văn Kín", unnamed: true))
        );
        var last = (await _store.HeadAsync())!.Value;
        var seen = await _subscription.WaitAllAsync(last, TimeSpan.FromSeconds(20));
        seen.ShouldBeTrue(string.Join('\n', await _subscription.StatusAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("dinh", "Nguyễn Văn Định")]
    [InlineData("định", "Nguyễn Văn Định")]
    [InlineData("ĐỊNH NGUYỄN", "Nguyễn Văn Định")]
    [InlineData("dinh van nguyen", "Nguyễn Văn Định")]
    [InlineData("Nguyễn Văn Định", "Nguyễn Văn Định")]
    [InlineData("dang uoc", "Đặng Thị Ước")]
    [InlineData("li thi thuy", "Lý Thị Thúy")]
    [InlineData("Lí Thị Thuý", "Lý Thị Thúy")]
    [InlineData("y moan", "Y Moan Êban")]
    [InlineData("so phi", "Thạch Sô Phi")]
    [InlineData("K'Brểu", "K'Brểu")]
    [InlineData("kbreu", "")]
    [InlineData("k breu", "K'Brểu")]
    [InlineData("h'hen", "H'Hen Niê")]
    [InlineData("am enh uong", "Ẩm Ễnh Ương")]
    [InlineData("ngu", "Nguyễn Văn Định")]
    [InlineData("36/KH-UBND", "36/KH-UBND")]
    [InlineData("36 KH UBND", "36/KH-UBND")]
    [InlineData("36 kh ubnd", "36/KH-UBND")]
    [InlineData("số 36", "36/KH-UBND")]
    [InlineData("so 36", "36/KH-UBND")]
    [InlineData("KH-BCD", "136/KH-BCĐ")]
    [InlineData("136/KH-BCĐ", "136/KH-BCĐ")]
    [InlineData("36KH-UBND", "36/KH-UBND")]
    [InlineData("136kh bcd", "136/KH-BCĐ")]
    [InlineData("không có ai", "")]
    public void Finds(string typed, string found)
    {
        var hits = _search.Find([Script.Xa], typed, unnamed: false).Items.Select(h => h.Text);
        hits.ShouldBe(found.Length == 0 ? [] : [found]);
    }

    [Theory]
    [InlineData("Hoà")]
    [InlineData("Hòa")]
    public void Puts_those_with_the_very_marks_typed_first(string typed)
    {
        var hits = _search.Find([Script.Xa], typed, unnamed: false).Items;
        hits.Select(h => (h.Text, h.Exact)).ShouldBe([("Trần Thị Hoà", true), ("Lê Văn Hoa", false)]);
        _search.Find([Script.Xa], "hoa", unnamed: false).Items.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("36")]
    [InlineData("số 36")]
    public async Task Puts_the_very_number_before_longer_ones_that_hold_it(string typed)
    {
        await NumberAsync("36");
        await NumberAsync("36/KH-BCĐ");
        (await _subscription.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        _search
            .Find([Script.Xa], typed, unnamed: false)
            .Items.Select(h => (h.Text, h.Exact))
            .ShouldBe([("36", true), ("36/KH-BCĐ", false), ("36/KH-UBND", false)]);
        _search.Find([Script.Xa], typed, unnamed: false, typing: true).Items[0].Text.ShouldBe("36");
    }

    [Theory]
    [InlineData("ng", "Nguyễn Văn Định")]
    [InlineData("đi", "Nguyễn Văn Định")]
    [InlineData("trần thị h", "Trần Thị Hoà")]
    [InlineData("uoc d", "Đặng Thị Ước")]
    [InlineData("36/kh-u", "36/KH-UBND")]
    [InlineData("13", "136/KH-BCĐ")]
    [InlineData("n", "")]
    [InlineData("không có a", "")]
    public void Finds_what_begins_so_while_it_is_typed(string typed, string found)
    {
        var hits = _search.Find([Script.Xa], typed, unnamed: false, limit: 8, typing: true).Items.Select(h => h.Text);
        hits.ShouldBe(found.Length == 0 ? [] : [found]);
    }

    [Fact]
    public async Task Finds_papers_apart_from_dossiers_for_those_of_their_units_and_of_the_dossiers_on_them()
    {
        var dossier = new DossierId(Script.Id("36/KH-UBND"));
        var (proposal, decision, past) = (Script.Id("proposal"), Script.Id("decision"), Script.Id("past"));
        var paper = new SignedPaper(
            new("36/TTr-PNV"),
            new(2025, 4, 14),
            null,
            new("Trưởng phòng"),
            SigningForm.Direct,
            null,
            new(2025, 5, 1)
        );
        await _script.WriteAsync($"proposal-{proposal:N}", new ListEvent.ProposalDrafted(Script.Huyen, Script.Form));
        await _script.WriteAsync($"proposal-{proposal:N}", new ListEvent.NomineesEntered([new(dossier, new(Script.Id("nominee")))]));
        await _script.WriteAsync($"proposal-{proposal:N}", new ListEvent.Issued(paper));
        await _script.WriteAsync($"decision-{decision:N}", new ListEvent.DecisionDrafted(Script.Tinh, Script.Form, null));
        await _script.WriteAsync($"decision-{decision:N}", new ListEvent.Issued(paper with { Number = new("36/QĐ-UBND") }));
        var old = Script.Id("subject Hồ Văn Cũ");
        var profile = _script.Keyring.Seal(Keys.Of(new SubjectId(old)), """{"name":"Hồ Văn Cũ"}""");
        await _script.WriteAsync(
            $"past-{past:N}",
            new PastEvent.Entered(
                Script.OtherXa,
                new(
                    new("36/QĐ-CT"),
                    new(2019, 8, 19),
                    new("Chủ tịch UBND tỉnh"),
                    null,
                    Script.Form,
                    Script.Type,
                    [new(new(Script.Id("name")), new(old), SubjectKind.Person, profile, null)]
                ),
                null,
                new(2026, 1, 1)
            )
        );
        (await _subscription.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();

        Texts(Script.Huyen, "36").ShouldBe(["36/QĐ-CT", "36/TTr-PNV"], "the decision is the province's own");
        Texts(Script.Tinh, "36").ShouldBe(["36/QĐ-CT", "36/QĐ-UBND", "36/TTr-PNV"]);
        Texts(Script.Xa, "36").ShouldBe(["36/TTr-PNV"], "one of its dossiers is on it");
        Texts(Script.OtherXa, "36 qd").ShouldBe(["36/QĐ-CT"]);
        Texts(Script.OtherXa, "ho van cu").ShouldBe(["Hồ Văn Cũ"]);
        _search.Papers([Script.OtherXa], "cu van h", typing: true).Items.ShouldHaveSingleItem().Id.ShouldBe(past);
        _search.Find([Script.Tinh], "36/TTr", unnamed: true).Items.ShouldBeEmpty("papers are no dossiers");
        _search.Papers([Script.Tinh], "dinh").Items.ShouldBeEmpty("dossiers are no papers");

        await _script.WriteAsync($"past-{past:N}", new PastEvent.Struck(profile));
        (await _subscription.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        Texts(Script.OtherXa, "36").ShouldBeEmpty();
        Texts(Script.OtherXa, "ho van cu").ShouldBeEmpty();

        List<string> Texts(UnitId unit, string typed) =>
            [.. _search.Papers([unit], typed).Items.Select(hit => hit.Text).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whatever is typed, of whatever unit: nothing comes that its scope does not hold, and nobody unnamed by name.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Never_finds_what_the_reader_may_not_see(int seed)
    {
        var random = new Random(seed);
        string[] words =
        [
            .. Names.Append("Bùi Văn Kín").SelectMany(name => name.Split(' ')),
            "36",
            "số",
            "KH-BCD",
            "136kh",
            "\"",
            "*",
            "OR",
            "đ",
        ];
        for (var i = 0; i < 400; i++)
        {
            var typed = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part(words[random.Next(words.Length)])));
            foreach (var typing in new[] { false, true })
            {
                _search
                    .Find([Script.OtherXa], typed, unnamed: false, typing: typing)
                    .Items.ShouldAllBe(hit => hit.Kind == SearchKind.Code, typed);
                _search.Find([new("xa-khong-co")], typed, unnamed: true, typing: typing).Items.ShouldBeEmpty(typed);
                _search.Find([Script.Xa], typed, unnamed: true, typing: typing).Items.ShouldAllBe(hit => !hit.Unnamed, typed);
            }
        }

        string Part(string word) => random.Next(3) == 0 ? word[..random.Next(1, word.Length + 1)] : word;
    }

    [Fact]
    public void Accepts_decomposed_text() =>
        _search
            .Find([Script.Xa], "Nguyễn Văn Định".Normalize(System.Text.NormalizationForm.FormD), unnamed: false)
            .Items.ShouldHaveSingleItem()
            .Exact.ShouldBeTrue();

    [Fact]
    public void Finds_an_unnamed_nominee_by_name_only_for_those_who_may_know()
    {
        _search.Find([Script.OtherXa], "van kin", unnamed: false).Items.ShouldBeEmpty();
        _search.Find([Script.OtherXa], "van kin", unnamed: true).Items.ShouldHaveSingleItem().Unnamed.ShouldBeTrue();
        var code = NomineeView.CodeOf(new(Script.Id("nominee Bùi Văn Kín")));
        _search.Find([Script.OtherXa], code, unnamed: false).Items.ShouldHaveSingleItem().Kind.ShouldBe(SearchKind.Code);
    }

    [Fact]
    public void Finds_nothing_outside_the_units_of_the_reader()
    {
        _search.Find([Script.OtherXa], "dinh", unnamed: true).Items.ShouldBeEmpty();
        _search.Find([Script.Huyen], "dinh", unnamed: true).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public void Pages_through_all_hits_once()
    {
        var all = new List<string>();
        string? next = null;
        do
        {
            var page = _search.Find([Script.Xa], "thi", unnamed: false, next, limit: 1);
            all.AddRange(page.Items.Select(i => i.Text));
            next = page.Next;
        } while (next is not null);
        all.ShouldBe(["Đặng Thị Ước", "Lý Thị Thúy", "Trần Thị Hoà"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(5, 20)]
    public async Task Pages_through_a_history_of_many_windows_and_looks_at_few_of_them_at_a_time(int dossiersOfWindow, int limit)
    {
        await using var history = await BuildAsync(dossiersOfWindow);
        var search = history.Search;

        // Someone who joins late is found where their dossier stands, and by those whom it reaches late.
        var first = "dossier-" + Script.Id(Names[0]).ToString("N");
        await _script.WriteAsync(first, new DossierEvent.NomineeAdded(_script.Nominee("Hồ Thị Muộn")));
        await history.SeenAsync();

        AllOf(search, "thi", limit).ShouldBe(["Đặng Thị Ước", "Lý Thị Thúy", "Trần Thị Hoà", "Hồ Thị Muộn"]);
        AllOf(search, "thị", limit).ShouldBe(AllOf(search, "thi", limit));
        AllOf(search, "Hòa", limit).Order().ShouldBe(["Lê Văn Hoa", "Trần Thị Hoà"]);
        AllOf(search, "không có ai", limit).ShouldBeEmpty();
        var newest = search.Find([Script.Xa], "muon", unnamed: false, null, limit);
        newest.Items.ShouldBeEmpty();
        newest.Next.ShouldNotBeNull();
        AllOf(search, "muon", limit).ShouldBe(["Hồ Thị Muộn"]);

        await _script.WriteAsync(first, new DossierEvent.NomineeRemoved(new(Script.Id("nominee Hồ Thị Muộn"))));
        await history.SeenAsync();
        AllOf(search, "muon", limit).ShouldBeEmpty();
    }

    private static List<string> AllOf(SearchQueries search, string typed, int limit)
    {
        var all = new List<string>();
        string? next = null;
        do
        {
            var page = search.Find([Script.Xa], typed, unnamed: false, next, limit);
            all.AddRange(page.Items.Select(i => i.Text));
            next = page.Next;
        } while (next is not null);
        return all;
    }

    private async Task<History> BuildAsync(int dossiersOfWindow)
    {
        var history = new History(_store, _script, dossiersOfWindow);
        await history.Subscription.StartAsync();
        await history.SeenAsync();
        return history;
    }

    private sealed class History : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly MemoryEventStore _store;
        private readonly ViewDatabase _database;

        internal History(MemoryEventStore store, Script script, int dossiersOfWindow)
        {
            _store = store;
            _database = new(_folder.Views);
            Subscription = new(
                _database,
                store,
                [() => new DossierSearch(new TestUnits(), script.Keyring, dossiersOfWindow)],
                TimeProvider.System
            );
            Search = new(_database, dossiersOfWindow);
        }

        internal CatchUpSubscription Subscription { get; }

        internal SearchQueries Search { get; }

        internal async Task SeenAsync() =>
            (await Subscription.WaitAllAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldBeTrue();

        public async ValueTask DisposeAsync()
        {
            await Subscription.DisposeAsync();
            _database.Dispose();
            _folder.Dispose();
        }
    }

    private async Task NumberAsync(string number)
    {
        var stream = "dossier-" + Script.Id(number).ToString("N");
        await _script.WriteAsync(stream, Script.Opened(), new DossierEvent.Submitted(new(number), Script.Terms()));
    }
}
