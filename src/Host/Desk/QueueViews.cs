using System.Text.Json;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Whose work is looked at.</summary>
public enum QueueScope
{
    /// <summary>Việc của bộ phận: that of the reader's offices.</summary>
    Office,

    /// <summary>Việc của tôi: what the reader has taken up.</summary>
    Mine,

    /// <summary>Việc của đơn vị: that of every office of the units whose work the reader may hand to others.</summary>
    Unit,
}

/// <summary>What of Việc cần xử lý is looked at, as its address says it: a link to it means the same for ever.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Filter">What of that.</param>
public sealed record QueueView(QueueScope Scope, TaskFilter Filter)
{
    /// <summary>Address of the page.</summary>
    public const string Path = "/viec";

    private const string ToReceive = "tiep-nhan";

    private static readonly (QueueScope Scope, string Name)[] Scopes =
    [
        (QueueScope.Office, "bo-phan"),
        (QueueScope.Mine, "toi"),
        (QueueScope.Unit, "don-vi"),
    ];

    private static readonly (StepAct Act, string Name)[] Acts =
    [
        (StepAct.Appraise, "tham-dinh"),
        (StepAct.Propose, "trinh"),
        (StepAct.Council, "hoi-dong"),
        (StepAct.Decide, "quyet-dinh"),
        (StepAct.Notify, "thong-bao"),
        (StepAct.Archive, "luu-tru"),
        (StepAct.Consult, "cho-y-kien"),
    ];

    /// <summary>The offices' queue, all of it.</summary>
    public static QueueView All { get; } = new(QueueScope.Office, TaskFilter.All);

    /// <summary>Reads an address; what it does not know narrows nothing.</summary>
    /// <param name="query">The value of a parameter, or null.</param>
    public static QueueView Parse(Func<string, string?> query)
    {
        var (whose, does) = (query("cua"), query("buoc"));
        return new(
            Scopes.FirstOrDefault(scope => scope.Name == whose).Scope,
            new(
                Acts.Where(act => act.Name == does).Select(act => (StepAct?)act.Act).FirstOrDefault(),
                does == ToReceive,
                FormCode.TryParse(query("hinh-thuc"), out var form) ? form : null,
                PlanId.TryParse(query("ke-hoach"), out var plan) ? plan : null,
                UnitId.TryParse(query("don-vi"), out var unit) ? unit : null
            )
        );
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static QueueView Parse(string query)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        return Parse(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    /// <summary>Only what the reader has taken up.</summary>
    public bool Mine => Scope is QueueScope.Mine;

    /// <summary>Which work it shows, as in "12 việc của bộ phận".</summary>
    public string Name =>
        !Filter.IsAll
            ? "khớp bộ lọc"
            : Scope switch
            {
                QueueScope.Mine => "tôi đã nhận",
                QueueScope.Unit => "của đơn vị",
                QueueScope.Office => "của bộ phận",
            };

    /// <summary>What is to be done, as the address says it; null: whatever it is.</summary>
    public string? Does => Filter.ToReceive ? ToReceive : NameOf(Filter.Act);

    /// <summary>Whose work, as the address says it.</summary>
    public static string NameOf(QueueScope scope) => Scopes.First(known => known.Scope == scope).Name;

    /// <summary>An act as the address says it.</summary>
    public static string? NameOf(StepAct? act) => Acts.Where(known => known.Act == act).Select(known => known.Name).FirstOrDefault();

    /// <summary>The parameters of the address, without those that are empty.</summary>
    public IEnumerable<(string Name, string Value)> Parameters()
    {
        (string Name, string? Value)[] all =
        [
            ("cua", Scope is QueueScope.Office ? null : NameOf(Scope)),
            ("buoc", Does),
            ("hinh-thuc", Filter.Form?.Value),
            ("ke-hoach", Filter.Plan?.Value),
            ("don-vi", Filter.Unit?.Value),
        ];
        return all.Where(one => one.Value is not null).Select(one => (one.Name, one.Value!));
    }

    /// <summary>"buoc=trinh&amp;hinh-thuc=…": the same for the same view; empty for <see cref="All"/>.</summary>
    public override string ToString() => string.Join('&', Parameters().Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));

    /// <summary>The address. That of all work says so, lest a chosen filter take its place.</summary>
    public string Link => $"{Path}?{(this == All ? $"cua={NameOf(Scope)}" : ToString())}";
}

/// <summary>A view that somebody keeps under a name.</summary>
/// <param name="Name">1–60 characters, unique for the person.</param>
/// <param name="Query"><see cref="QueueView.ToString"/>.</param>
/// <param name="IsDefault">Shown where nothing else is asked for.</param>
public sealed record KeptView(string Name, string Query, bool IsDefault = false)
{
    /// <summary>What it shows.</summary>
    public QueueView View => QueueView.Parse(Query);
}

/// <summary>
/// Bộ lọc của tôi: views that people keep under a name, in the vault under their own key until they remove them. They are no events: nobody
/// else's business, and nothing follows from them.
/// </summary>
public sealed class KeptViews(IVaultRows rows, TimeProvider time)
{
    /// <summary>Most of one person.</summary>
    public const int Most = 20;

    /// <summary>Longest name in characters.</summary>
    public const int MaxName = 60;

    private const string Form = "queue-views";

    /// <summary>What somebody keeps, by name.</summary>
    public async Task<IReadOnlyList<KeptView>> OfAsync(AccountId account, CancellationToken cancellationToken) =>
        await rows.FindDraftAsync(account, Form, cancellationToken) is { } kept
            ? JsonSerializer.Deserialize<List<KeptView>>(kept.Content) ?? []
            : [];

    /// <summary>Keeps a view under a name, in the place of one of that name.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="name">1–60 characters.</param>
    /// <param name="view">What it shows.</param>
    /// <param name="isDefault">Whether it is shown where nothing else is asked for; at most one is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<KeptView>> KeepAsync(
        AccountId account,
        string? name,
        QueueView view,
        bool isDefault,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var called = check.Text("name", name, MaxName);
        if (check.Failed)
        {
            return check.Answer<KeptView>();
        }

        var kept = new KeptView(called, view.ToString(), isDefault);
        var others = (await OfAsync(account, cancellationToken)).Where(one => !Same(one.Name, called)).ToList();
        if (others.Count >= Most)
        {
            return new Answer<KeptView>.Invalid([
                Fault.Of("name", Faults.TooMany, ("max", Most.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            ]);
        }

        await PutAsync(account, [.. others.Select(one => isDefault ? one with { IsDefault = false } : one), kept], cancellationToken);
        return new Answer<KeptView>.Done(kept);
    }

    /// <summary>Lets go of a view; harmless where there is none of that name.</summary>
    public async Task RemoveAsync(AccountId account, string? name, CancellationToken cancellationToken)
    {
        var kept = await OfAsync(account, cancellationToken);
        if (kept.Any(one => Same(one.Name, name)))
        {
            await PutAsync(account, kept.Where(one => !Same(one.Name, name)), cancellationToken);
        }
    }

    private async Task PutAsync(AccountId account, IEnumerable<KeptView> views, CancellationToken cancellationToken) =>
        await rows.PutDraftAsync(
            account,
            Form,
            JsonSerializer.Serialize(
                views.OrderBy(one => one.Name, StringComparer.Create(Localization.Vietnam.Culture, ignoreCase: true)).ToList()
            ),
            time.GetUtcNow(),
            cancellationToken
        );

    private static bool Same(string one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
