using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;

namespace PhongTrao.Host.Components;

/// <summary>Sittings of a council in words.</summary>
public static class SittingWords
{
    /// <summary>How a member takes part.</summary>
    public static string Of(Attendance attendance) => Phrases.Vi($"attendance.{StoredNames<Attendance>.Of(attendance)}");

    /// <summary>Why a member does not vote.</summary>
    public static string Of(RecusalCause cause) => Vietnam.LowerFirst(Phrases.Vi($"recusal.{StoredNames<RecusalCause>.Of(cause)}"));

    /// <summary>A member with position and, for who presides, that.</summary>
    public static string NameOf(MemberShape member) =>
        $"{member.Name ?? "(tên đã xóa)"}{(member.Position is { } position ? $", {position}" : "")}{(member.IsChair ? " (chủ tọa)" : "")}";

    /// <summary>The count of votes.</summary>
    public static string Tally(Tally tally) =>
        $"Phát ra {tally.Issued}, thu về {tally.Returned}, hợp lệ {tally.Valid}, đồng ý {tally.For}, không đồng ý {tally.Against}.";

    /// <summary>How many agreed, of how many that counts by the rule, and their share.</summary>
    public static string Share(Tally tally, VoteRule rule)
    {
        var of = rule.Base is VoteBase.Members ? tally.Members : tally.Issued;
        var share = of == 0 ? 0 : 100m * tally.For / of;
        return $"Đồng ý {tally.For}/{of} {(rule.Base is VoteBase.Members ? "thành viên" : "phiếu phát ra")} ({share.ToString("0.##", Vietnam.Culture)}%)";
    }

    /// <summary>When a vote passes, with the number of votes where that is known beforehand.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="members">All members.</param>
    public static string Threshold(VoteRule rule, int members)
    {
        var share = $"{(rule.MoreThan ? "Trên" : "Từ")} {rule.Percent}%{(rule.MoreThan ? "" : " trở lên")}";
        return rule.Base is VoteBase.Present
            ? $"{share} số phiếu phát ra thì thông qua."
            : $"{share} tổng số thành viên thì thông qua: ít nhất {Enumerable.Range(1, members).FirstOrDefault(votes => rule.IsPassedBy(votes, members))} phiếu đồng ý.";
    }
}
