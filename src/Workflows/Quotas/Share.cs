using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Quotas;

/// <summary>Of what a share is so many percent. The names are stored and stand in plan files.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShareBase>))]
public enum ShareBase
{
    /// <summary>Of the number allocated: what the plan has at most, or what the unit was given.</summary>
    [JsonStringEnumMemberName("phan-bo")]
    Allocated,

    /// <summary>Of the number proposed, as it stands when somebody more is.</summary>
    [JsonStringEnumMemberName("de-nghi")]
    Proposed,
}

/// <summary>A share of the plan as it stood when places were taken: a floor or a ceiling in percent.</summary>
/// <param name="Code">Which.</param>
/// <param name="Quotas">Quotas whose places it is about; null: all of the form and type of award.</param>
/// <param name="Of">Of what.</param>
/// <param name="AtLeast">A floor; false: a ceiling.</param>
/// <param name="Percent">0–100.</param>
/// <param name="Each">Every proposing unit is held to it by itself; false: all together.</param>
/// <param name="Hard">What breaks it is refused; false: it needs a note.</param>
/// <param name="Clause">Where the plan says so.</param>
public sealed record ShareTerms(
    RuleCode Code,
    IReadOnlyList<RuleCode>? Quotas,
    ShareBase Of,
    bool AtLeast,
    int Percent,
    bool Each,
    bool Hard,
    PublicText Clause
);

/// <summary>How a place counts for a share.</summary>
/// <param name="Share">Which.</param>
/// <param name="Part">It is one of those who are to be so many percent.</param>
/// <param name="Whole">It is one of those of whom they are.</param>
public sealed record SharePart(RuleCode Share, bool Part, bool Whole);

/// <summary>Places that count for a share.</summary>
/// <param name="Part">Those who are to be so many percent.</param>
/// <param name="Whole">Those of whom they are.</param>
/// <param name="Others">Of the whole, those who are not of the part.</param>
public readonly record struct ShareCount(int Part, int Whole, int Others);

/// <summary>What a share has come to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShareState>))]
public enum ShareState
{
    /// <summary>It cannot be said yet: nothing was allocated, or nobody is proposed.</summary>
    [JsonStringEnumMemberName("chua-tinh-duoc")]
    Undecided,

    /// <summary>It is kept.</summary>
    [JsonStringEnumMemberName("dat")]
    Kept,

    /// <summary>A floor of the number allocated that is not reached yet, but can be with the places that are left.</summary>
    [JsonStringEnumMemberName("con-cho")]
    Open,

    /// <summary>It is not kept.</summary>
    [JsonStringEnumMemberName("khong-dat")]
    Broken,
}

/// <summary>How a share stands.</summary>
/// <param name="Count">Who counts.</param>
/// <param name="Total">Of how many; null: nothing was allocated.</param>
/// <param name="State">What it has come to.</param>
public sealed record ShareStanding(ShareCount Count, int? Total, ShareState State)
{
    /// <summary>Weighs a share, in whole numbers throughout.</summary>
    public static ShareStanding Of(ShareTerms terms, ShareCount count, int? allocated)
    {
        var total = terms.Of is ShareBase.Allocated ? allocated : count.Whole;
        return new(
            count,
            total,
            total is not { } of || (of == 0 && terms.Of is ShareBase.Proposed && (terms.AtLeast || count.Part == 0)) ? ShareState.Undecided
                : !terms.AtLeast
                    ? Reaches(of, terms.Percent, count.Part) ? ShareState.Kept
                        : ShareState.Broken
                : Reaches(count.Part, 100, of, terms.Percent) ? ShareState.Kept
                : terms.Of is ShareBase.Allocated && Reaches(of, 100 - terms.Percent, count.Others) ? ShareState.Open
                : ShareState.Broken
        );
    }

    private static bool Reaches(int whole, int percent, int part, int times = 100) => whole * (long)percent >= part * (long)times;
}
