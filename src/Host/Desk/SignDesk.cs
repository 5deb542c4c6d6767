using System.Globalization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Desk;

/// <summary>One sign in a list.</summary>
/// <param name="What">What was noticed, in words: "sau 12 giây kể từ khi nhận việc".</param>
/// <param name="Subject">"Hồ sơ số 12", "Quyết định" …</param>
/// <param name="Category">dossier, decision, proposal or sitting.</param>
/// <param name="Stream">Id of what it is about.</param>
public sealed record SignLine(
    long Row,
    SignKind Kind,
    string KindText,
    string What,
    DateTimeOffset At,
    AccountId Actor,
    string? ActorName,
    string? OnBehalfOfName,
    UnitId Unit,
    string OfficeName,
    DossierId? Dossier,
    string Subject,
    string Category,
    Guid Stream
);

/// <summary>How many signs of a kind there were.</summary>
/// <param name="Meaning">What counts as one, and why.</param>
public sealed record SignCount(SignKind Kind, string KindText, string Meaning, int Count);

/// <summary>A random sample that another person can draw again.</summary>
/// <param name="Seed">What it follows from, 1–999,999.</param>
/// <param name="Last">The last row that can be in it: what came later changes nothing.</param>
/// <param name="Size">How many were asked for.</param>
public sealed record SignSample(int Seed, long Last, int Size, IReadOnlyList<SignLine> Lines);

/// <summary>Dấu hiệu cần xem: where a look may be worth while. A sign is no finding, and accuses nobody.</summary>
public sealed class SignDesk(House house, SignQueries queries, DossierQueries dossiers, Directory directory)
{
    /// <summary>Sizes of samples.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [10, 20, 50];

    /// <summary>How many of each kind there were in the months.</summary>
    public IReadOnlyList<SignCount> Count(Person person, DateOnly from, DateOnly to)
    {
        var counts = queries.Count(house.ReachOf(person, Act.ReadSigns), from, to);
        return [.. Enum.GetValues<SignKind>().Select(kind => new SignCount(kind, Text(kind), Meaning(kind), counts[kind]))];
    }

    /// <summary>Those of a kind in the months, newest first.</summary>
    public async Task<Page<SignLine>> ListAsync(
        Person person,
        SignKind kind,
        DateOnly from,
        DateOnly to,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var (start, end) = Between(from, to);
        var page = queries.List(house.ReachOf(person, Act.ReadSigns), kind, start, end, after, limit);
        return new(await LinesAsync(person, page.Items, cancellationToken), page.Next);
    }

    /// <summary>A random sample of a kind in the months.</summary>
    /// <param name="size">10, 20 or 50.</param>
    /// <param name="seed">1–999,999; null: a new one is drawn.</param>
    /// <param name="last">The last row that can be in it; null: what there is now.</param>
    public async Task<SignSample> SampleAsync(
        Person person,
        SignKind kind,
        DateOnly from,
        DateOnly to,
        int size,
        int? seed,
        long? last,
        CancellationToken cancellationToken
    )
    {
        var (start, end) = Between(from, to);
        var drawn = seed ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, 1_000_000);
        var (rows, bound) = queries.Sample(house.ReachOf(person, Act.ReadSigns), kind, start, end, size, drawn, last);
        return new(drawn, bound, size, await LinesAsync(person, rows, cancellationToken));
    }

    /// <summary>How a kind is named in addresses and by the API.</summary>
    public static string Name(SignKind kind) =>
        kind switch
        {
            SignKind.QuickAfterTaking => "quick-after-taking",
            SignKind.QuickAfterAnother => "quick-after-another",
            SignKind.OutsideHours => "outside-hours",
            SignKind.WarningOverridden => "warning-overridden",
            SignKind.WrittenBack => "written-back",
            SignKind.FileReplaced => "file-replaced",
        };

    /// <summary>The kind of that name; null: none.</summary>
    public static SignKind? Kind(string? name) =>
        Enum.GetValues<SignKind>().Where(kind => Name(kind) == name).Select(kind => (SignKind?)kind).FirstOrDefault();

    private static string Text(SignKind kind) => Phrases.Vi($"sign.{Name(kind)}");

    private static string Meaning(SignKind kind) => Phrases.Vi($"sign-meaning.{Name(kind)}", ArgumentsOf());

    private static Dictionary<string, string> ArgumentsOf() =>
        new(StringComparer.Ordinal)
        {
            ["seconds"] = ((int)Signs.Quick.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["from"] = Signs.Hours.From.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["to"] = Signs.Hours.To.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["days"] = Signs.WrittenBackAfter.ToString(CultureInfo.InvariantCulture),
        };

    private static (DateTimeOffset From, DateTimeOffset To) Between(DateOnly from, DateOnly to) =>
        (
            VietnamTime.StartOf(new(from.Year, from.Month, 1)),
            VietnamTime.EndOf(new(to.Year, to.Month, DateTime.DaysInMonth(to.Year, to.Month)))
        );

    private async Task<IReadOnlyList<SignLine>> LinesAsync(Person person, IReadOnlyList<SignRow> rows, CancellationToken cancellationToken)
    {
        var lines = new List<SignLine>(rows.Count);
        foreach (var row in rows)
        {
            lines.Add(
                new(
                    row.Row,
                    row.Kind,
                    Text(row.Kind),
                    Said(row),
                    row.At,
                    row.Actor,
                    await directory.NameAsync(row.Actor, cancellationToken),
                    row.OnBehalfOf is { } principal ? await directory.NameAsync(principal, cancellationToken) : null,
                    row.Unit,
                    person.OfficeName(row.Unit, row.Function),
                    row.Dossier,
                    SubjectOf(row),
                    row.Category,
                    row.Stream
                )
            );
        }

        return lines;
    }

    private string SubjectOf(SignRow row) =>
        row.Dossier is { } dossier ? DossierDesk.NameOf(dossiers.Row(dossier)?.Number) : Phrases.Vi($"sign-subject.{row.Category}");

    private static string Said(SignRow row)
    {
        var what = row.Step is { } step ? Components.Labels.Act(step) : Phrases.Vi($"sign-subject.{row.Category}");
        return row.Kind switch
        {
            SignKind.QuickAfterTaking => $"{what}, {row.Amount} giây sau khi nhận việc hoặc việc được mở",
            SignKind.QuickAfterAnother => $"{what}, {row.Amount} giây sau khi xong hồ sơ khác",
            SignKind.OutsideHours => $"{what}, lúc {Vietnam.Instant(row.At)}",
            SignKind.WarningOverridden => $"{what}, {row.Amount} cảnh báo",
            SignKind.WrittenBack => $"{what}, ngày trên văn bản trước ngày ghi nhận {row.Amount} ngày làm việc",
            SignKind.FileReplaced => "Bỏ hoặc thay tệp sau khi đã thẩm định",
        };
    }
}

/// <summary>What a sample is asked by, as somebody typed it.</summary>
public static class SampleQuery
{
    /// <summary>10, 20 or 50; 10 where nothing is said.</summary>
    public static int Size(Check check, string? text) =>
        text is null ? SignDesk.Sizes[0]
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && SignDesk.Sizes.Contains(size) ? size
        : Fault(check, "size", "10", "50");

    /// <summary>1–999,999; null where nothing is said.</summary>
    public static int? Seed(Check check, string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) && seed is >= 1 and < 1_000_000 ? seed
        : Fault(check, "seed", "1", "999999");

    /// <summary>A row; null where nothing is said.</summary>
    public static long? Last(Check check, string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last
        : Fault(check, "last", "0", "9223372036854775807");

    private static int Fault(Check check, string field, string min, string max)
    {
        check.Fault(field, Faults.OutOfRange, ("min", min), ("max", max));
        return 0;
    }
}
