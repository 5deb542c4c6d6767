using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

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

    private async Task NumberAsync(string number)
    {
        var stream = "dossier-" + Script.Id(number).ToString("N");
        await _script.WriteAsync(stream, Script.Opened(), new DossierEvent.Submitted(new(number), Script.Terms()));
    }
}
