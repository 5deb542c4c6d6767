using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// Whom the law and plans ask to be looked after among those proposed (Luật Thi đua, khen thưởng Điều 5, NĐ 98/2023 Điều 4). An aid for whoever
/// weighs: nothing is ever ranked by it. The names are stored and stand in plan files.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<NomineeMark>))]
public enum NomineeMark
{
    /// <summary>Nữ.</summary>
    [JsonStringEnumMemberName("nu")]
    Woman,

    /// <summary>Người lao động trực tiếp.</summary>
    [JsonStringEnumMemberName("lao-dong-truc-tiep")]
    DirectWorker,

    /// <summary>Giữ chức vụ lãnh đạo, quản lý.</summary>
    [JsonStringEnumMemberName("lanh-dao")]
    Leader,

    /// <summary>Tập thể nhỏ.</summary>
    [JsonStringEnumMemberName("tap-the-nho")]
    SmallCollective,

    /// <summary>Tập thể có từ 70% nữ trở lên.</summary>
    [JsonStringEnumMemberName("tap-the-tu-70-nu")]
    MostlyWomen,

    /// <summary>Ở vùng sâu, vùng xa, biên giới, hải đảo, vùng có điều kiện kinh tế – xã hội khó khăn.</summary>
    [JsonStringEnumMemberName("vung-kho-khan")]
    Remote,
}

/// <summary>The marks that follow from what was entered of a nominee.</summary>
public static class NomineeMarks
{
    /// <summary>Marks of a nominee; none where nothing is known of it. What was left out counts as not being so.</summary>
    public static IReadOnlyList<NomineeMark> Of(SubjectKind kind, NomineeProfile? profile)
    {
        if (profile is null)
        {
            return [];
        }

        var (person, collective) = (kind is SubjectKind.Person, kind is SubjectKind.Collective);
        return
        [
            .. Where(person && profile.Female == true, NomineeMark.Woman),
            .. Where(person && profile.DirectWorker == true, NomineeMark.DirectWorker),
            .. Where(person && profile.Leader == true, NomineeMark.Leader),
            .. Where(collective && profile.Small == true, NomineeMark.SmallCollective),
            .. Where(
                collective && profile is { Members: { } members and > 0, Women: { } women } && women * 100L >= members * 70L,
                NomineeMark.MostlyWomen
            ),
            .. Where(profile.Remote == true, NomineeMark.Remote),
        ];
    }

    private static NomineeMark[] Where(bool holds, NomineeMark mark) => holds ? [mark] : [];
}
