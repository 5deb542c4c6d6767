using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Desk;

/// <summary>The agency in whose name a paper goes out, in the words of its own level: no template says "tỉnh" of a city.</summary>
/// <param name="Lines">Superior agency first, the issuing one last, as they stand above the number.</param>
/// <param name="Name">"Ủy ban nhân dân xã Tân Khai", "Công an tỉnh Bình Phước".</param>
/// <param name="Head">"Chủ tịch Ủy ban nhân dân xã Tân Khai", "Giám đốc Công an tỉnh Bình Phước".</param>
/// <param name="HeadTitle">"Chủ tịch", "Giám đốc", "Trưởng Công an", "Bộ trưởng".</param>
/// <param name="Place">Địa danh: "Tân Khai".</param>
/// <param name="Symbol">At the end of its numbers: "UBND", "CA".</param>
/// <param name="IsCommittee">A people's committee.</param>
public sealed record Issuer(
    IReadOnlyList<string> Lines,
    string Name,
    string Head,
    string HeadTitle,
    string Place,
    string Symbol,
    bool IsCommittee
)
{
    private const string Committee = "Ủy ban nhân dân";

    /// <summary>The agency of a unit to which a function belongs, under its name on the day of the paper.</summary>
    public static Issuer Of(OrganisationState organisation, UnitId id, FunctionCode function, DateOnly on)
    {
        if (organisation.Unit(id) is not { } unit)
        {
            return new([id.Value], id.Value, id.Value, "", id.Value, "", IsCommittee: false);
        }

        var version = unit.On(on);
        var (name, head) = (version.Name.Value, Unbroken(version.Name.Value));
        var place = PlaceOf(organisation, unit, on);
        if (unit.Kind is not null || unit.Level is UnitLevel.Centre)
        {
            var minister = unit.Level is UnitLevel.Centre;
            var leader = minister ? "Bộ trưởng" : "Thủ trưởng";
            return new(
                [name],
                Components.Labels.Capital(name),
                $"{leader} {Components.Labels.Capital(name)}",
                leader,
                place,
                minister ? "BCA" : "",
                IsCommittee: false
            );
        }

        if (function == Functions.Police || function == Functions.PoliceHead)
        {
            var (police, shown, title) = (
                $"Công an {name}",
                $"Công an {head}",
                unit.Level is UnitLevel.Province ? "Giám đốc" : "Trưởng Công an"
            );
            return new(
                unit.Level is UnitLevel.Province ? ["Bộ Công an", shown]
                    : organisation.Parent(id, on) is { } above ? [$"Công an {Unbroken(above.NameOn(on).Value)}", shown]
                    : [shown],
                police,
                unit.Level is UnitLevel.Province ? $"{title} {police}" : $"{title} {name}",
                title,
                place,
                "CA",
                IsCommittee: false
            );
        }

        return new(
            [$"{Committee} {head}"],
            $"{Committee} {name}",
            $"Chủ tịch {Committee} {name}",
            "Chủ tịch",
            place,
            "UBND",
            IsCommittee: true
        );
    }

    /// <summary>
    /// To which function of its unit a list belongs by the routes of the dossiers on it, and where these go on from there; the head where no
    /// route says.
    /// </summary>
    public static (FunctionCode Function, Party? Next) OnTheWay(ListShape list, IEnumerable<DossierDetail> dossiers)
    {
        foreach (var route in dossiers.Select(dossier => dossier.Terms?.Route).OfType<RoutePlan>())
        {
            var steps = route.Steps.ToList();
            var at = steps.FindIndex(step => step.Act == list.Kind.Step && step.Parties.Any(party => party.Unit == list.Unit));
            if (at >= 0)
            {
                var own = steps[at].Parties.First(party => party.Unit == list.Unit);
                return (own.Function, steps.Skip(at + 1).SelectMany(step => step.Parties).FirstOrDefault(party => party != own));
            }
        }

        return (Functions.Head, null);
    }

    /// <summary>
    /// Quyền hạn, chức vụ above a signature, lines parted by " / ": TM. a committee that decides together, KT. a deputy for the head, TL. and
    /// TUQ. somebody below (NĐ 30/2020, Phụ lục I, khoản 7).
    /// </summary>
    /// <param name="paper">As it was signed; null: not yet.</param>
    /// <param name="committee">Not signed yet: a committee decides together.</param>
    public string AuthorityOf(PaperShape? paper, bool committee)
    {
        var position = paper?.Position.Value ?? HeadTitle;
        var form = paper?.Form ?? (committee && IsCommittee ? SigningForm.Tm : SigningForm.Direct);
        return form is SigningForm.Direct
            ? position
            : $"{Components.Labels.Signing(form)} {(form is SigningForm.Tm ? Name : HeadTitle)} / {position}";
    }

    // "ỦY BAN NHÂN DÂN" above, "XÃ TÂN KHAI" below: a short name is not torn apart where the line is too long.
    private static string Unbroken(string name) => name.Length <= 20 ? name.Replace(' ', '\u00A0') : name;

    /// <summary>The same with a body of it below, as councils and offices write.</summary>
    public Issuer With(string body) =>
        string.Equals(body, Name, StringComparison.OrdinalIgnoreCase) ? this : this with { Lines = [Lines[^1], body] };

    /// <summary>
    /// The office of the agency that holds a function, where it has a name of its own: Sở Nội vụ submits under its own name, below that of the
    /// committee. The symbol of its numbers is for it to write.
    /// </summary>
    public Issuer As(OrganisationState organisation, UnitId unit, FunctionCode function, DateOnly on)
    {
        if (organisation.OfficeName(unit, function, on)?.Value is not { } office)
        {
            return this;
        }

        var title = organisation.Unit(unit)?.Level is UnitLevel.Province ? "Giám đốc" : "Trưởng phòng";
        return With(office) with { Name = office, Head = $"{title} {office}", HeadTitle = title, Symbol = "……", IsCommittee = false };
    }

    /// <summary>Địa danh: the name of the administrative unit without the word for its level.</summary>
    public static string PlaceOf(OrganisationState organisation, Unit unit, DateOnly on)
    {
        var at = unit;
        while (at.Kind is not null && organisation.Parent(at.Id, on) is { } above)
        {
            at = above;
        }

        var (name, word) = (at.NameOn(on).Value, at.On(on).LevelWord.Value + " ");
        return name.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? name[word.Length..]
            : at.Level is UnitLevel.Centre ? "Hà Nội"
            : name;
    }
}
