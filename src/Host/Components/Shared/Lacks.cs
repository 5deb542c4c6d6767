using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Dossiers;

namespace PhongTrao.Host.Components.Shared;

/// <summary>Something that a draft lacks.</summary>
/// <param name="Text">In words.</param>
/// <param name="Step">On which step it is put right.</param>
/// <param name="Anchor">Where on it.</param>
public sealed record Lack(string Text, string Step, string Anchor)
{
    /// <summary>Where it is put right.</summary>
    public string Href(DossierShape dossier) => $"/lap-ho-so/{dossier.Filing}?buoc={Step}&ho-so={dossier.Id}#{Anchor}";
}

/// <summary>
/// What a draft still lacks, in words; the same rule as the decider's, which decides. A component may be there as a file, or on
/// paper in as many sets as are asked for.
/// </summary>
public static class Lacks
{
    /// <summary>Everything that keeps it back.</summary>
    public static IReadOnlyList<Lack> Of(DossierShape dossier)
    {
        var lacks = new List<Lack>();
        if (dossier.Nominees.Count == 0)
        {
            lacks.Add(new("Chưa có tập thể, cá nhân hoặc hộ gia đình nào được đề nghị", "nguoi", "nominee-title"));
        }

        if (dossier.Recognition?.Scale is not null)
        {
            lacks.AddRange(
                dossier
                    .Nominees.Where(nominee => nominee.Stated is null)
                    .Select(nominee => new Lack($"Điểm tự chấm của {nominee.Name ?? nominee.KindText}: chưa có", "nguoi", "score-title"))
            );
        }

        foreach (var item in dossier.Checklist)
        {
            lacks.AddRange(Of(dossier, item).Select(text => new Lack(text, "giay-to", $"thanh-phan-{item.Code}")));
        }

        return lacks;
    }

    /// <summary>What one component lacks.</summary>
    public static IReadOnlyList<string> Of(DossierShape dossier, ChecklistItem item)
    {
        var lacks = new List<string>();
        var stated = dossier.Statements.FirstOrDefault(statement => statement.Component == item.Code);
        var onPaper = stated is { NotApplicable: false, Copies: > 0 } && stated.Copies >= (item.Copies ?? 1);
        // Some sets are there, but not as many as are asked for.
        var few =
            stated is { NotApplicable: false, Copies: > 0 } && !onPaper
                ? $" (mới có {Vietnam.Count(stated.Copies)} bộ giấy, yêu cầu {Vietnam.Count(item.Copies ?? 1)} bộ)"
                : "";
        var files = dossier.Documents.Where(document => document.Component == item.Code).ToList();
        if (item.Mandatory && !onPaper)
        {
            if (item.PerNominee)
            {
                lacks.AddRange(
                    dossier
                        .Nominees.Where(nominee => files.TrueForAll(file => file.Nominee != nominee.Id))
                        .Select(nominee => $"{item.Name}: chưa có của {nominee.Name ?? nominee.KindText}{few}")
                );
            }
            else if (files.Count == 0)
            {
                lacks.Add(few.Length == 0 ? $"{item.Name}: chưa có" : $"{item.Name}: chưa đủ{few}");
            }
        }

        if (item.Confirmation && stated is not { Confirmed: true } && (item.Mandatory || onPaper || files.Count > 0))
        {
            lacks.Add($"{item.Name}: chưa đánh dấu “có xác nhận”");
        }

        return lacks;
    }
}
