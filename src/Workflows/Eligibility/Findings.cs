using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Eligibility;

/// <summary>What a rule says of a nominee.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingVerdict>))]
public enum FindingVerdict
{
    /// <summary>Đạt.</summary>
    [JsonStringEnumMemberName("dat")]
    Met,

    /// <summary>Không đạt.</summary>
    [JsonStringEnumMemberName("khong-dat")]
    NotMet,

    /// <summary>Chưa đủ căn cứ: somebody has to judge, or the facts are not here.</summary>
    [JsonStringEnumMemberName("chua-du-can-cu")]
    Insufficient,

    /// <summary>Kế hoạch không quy định: neither allowed nor refused, the appraiser considers.</summary>
    [JsonStringEnumMemberName("khong-quy-dinh")]
    Unstated,
}

/// <summary>What a rule does where it is not met. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingEffect>))]
public enum FindingEffect
{
    /// <summary>Chặn: the nominee cannot be proposed or passed.</summary>
    [JsonStringEnumMemberName("chan")]
    Blocks,

    /// <summary>Cảnh báo: it can, with a reason, which is kept.</summary>
    [JsonStringEnumMemberName("canh-bao")]
    Warns,
}

/// <summary>What a verdict rests on. The discriminators are part of the API.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "basis")]
[JsonDerivedType(typeof(Wording), "ke-hoach")]
[JsonDerivedType(typeof(GroupMissing), "chua-ghi-doi-tuong")]
[JsonDerivedType(typeof(Appraiser), "nguoi-tham-dinh")]
[JsonDerivedType(typeof(NotKept), "he-thong-chua-co-du-lieu")]
[JsonDerivedType(typeof(Duties), "viec-phai-lam")]
[JsonDerivedType(typeof(Awards), "khen-thuong-da-co")]
[JsonDerivedType(typeof(Titles), "danh-hieu-da-co")]
[JsonDerivedType(typeof(Commendations), "bieu-duong-da-co")]
public abstract record FindingBasis
{
    private FindingBasis() { }

    /// <summary>The plan's words alone, or its silence.</summary>
    public sealed record Wording : FindingBasis;

    /// <summary>The nominee stands under no target group of the plan.</summary>
    public sealed record GroupMissing : FindingBasis;

    /// <summary>No machine can tell: the appraiser considers.</summary>
    public sealed record Appraiser : FindingBasis;

    /// <summary>Nobody looked it up.</summary>
    public sealed record NotKept : FindingBasis;

    /// <summary>What the proposing unit handed in.</summary>
    /// <param name="Of">Each occurrence of the duties asked for that is over or was handed in, in order of its day.</param>
    public sealed record Duties(IReadOnlyList<DutyFact> Of) : FindingBasis;

    /// <summary>What the nominee was awarded, and what was looked through for it.</summary>
    public sealed record Awards(AwardsKnown Known) : FindingBasis;

    /// <summary>Biểu dương of the nominee that somebody entered, by a level that does and in the plan's period.</summary>
    /// <param name="Of">Each, newest first.</param>
    /// <param name="Times">How often at least the plan asks for.</param>
    public sealed record Commendations(IReadOnlyList<CommendationFact> Of, int Times) : FindingBasis;

    /// <summary>The titles and grades of the nominee, or of the unit that it heads.</summary>
    public sealed record Titles(TitlesKnown Known) : FindingBasis;
}

/// <summary>What is known of titles.</summary>
/// <param name="Year">The year that counts.</param>
/// <param name="UnitUnknown">Nobody said which registered unit the person heads: nothing can be looked up.</param>
/// <param name="Facts">Titles that were recognised, or not, in any year.</param>
public sealed record TitlesKnown(int Year, bool UnitUnknown, IReadOnlyList<TitleFact> Facts);

/// <summary>A title that was recognised, or refused.</summary>
/// <param name="Title">Which.</param>
/// <param name="Recognised">False: it was proposed and not recognised.</param>
/// <param name="Grade">Xếp loại; null: it is not graded.</param>
/// <param name="Year">Of the assessed year, else of the decision; null: neither is known.</param>
/// <param name="Number">Of the decision; null: none.</param>
/// <param name="Date">Its date.</param>
/// <param name="Authority">Whose, in words.</param>
public sealed record TitleFact(
    TitleCode Title,
    bool Recognised,
    PlanGrade? Grade,
    int? Year,
    DocumentNumber? Number,
    DateOnly? Date,
    string? Authority
);

/// <summary>What is known of a nominee's awards, and what was looked through: where it has nothing, nothing can be said.</summary>
/// <param name="Decisions">Decisions looked through, of this system and entered from outside.</param>
/// <param name="From">Date of the oldest of them: before it there are no data. Null: there is none.</param>
/// <param name="To">Date of the newest.</param>
/// <param name="Same">Awards of this subject for the same achievement.</param>
/// <param name="Similar">Awards that may be for it: nobody has said yet.</param>
/// <param name="Running">Proposals elsewhere for the same achievement that are not decided.</param>
/// <param name="Commended">Biểu dương of this subject, newest first; null: nobody looked.</param>
public sealed record AwardsKnown(
    long Decisions,
    DateOnly? From,
    DateOnly? To,
    IReadOnlyList<AwardFact> Same,
    IReadOnlyList<AwardFact> Similar,
    IReadOnlyList<ProposalFact> Running,
    IReadOnlyList<CommendationFact>? Commended = null
);

/// <summary>A biểu dương that a finding rests on.</summary>
/// <param name="Award">Its paper.</param>
/// <param name="Level">Of the agency; null: nobody said which unit here that is.</param>
public sealed record CommendationFact(AwardFact Award, UnitLevel? Level);

/// <summary>An award that a finding rests on.</summary>
/// <param name="Number">Of the decision; null: its nominee's identity is not public.</param>
/// <param name="Date">Of the decision; null as <paramref name="Number"/>.</param>
/// <param name="Authority">Whose decision, in words; null as <paramref name="Number"/>.</param>
/// <param name="OtherSubject">Of somebody with the same name from the same place: whether it is the same one is not said.</param>
public sealed record AwardFact(DocumentNumber? Number, DateOnly? Date, string? Authority, bool OtherSubject);

/// <summary>A running proposal of the same subject.</summary>
/// <param name="Form">The award form there.</param>
/// <param name="Unit">The proposing unit, in words.</param>
/// <param name="Number">Number of the dossier.</param>
public sealed record ProposalFact(FormCode Form, string Unit, DocumentNumber? Number);

/// <summary>One occurrence of a duty of the proposing unit.</summary>
/// <param name="Duty">Which duty.</param>
/// <param name="What">What had to be done, as the plan words it.</param>
/// <param name="LastValidDay">Null: no day.</param>
/// <param name="HandedIn">Whether it was handed in and not returned.</param>
/// <param name="IsOver">Whether its last valid day is over.</param>
public sealed record DutyFact(DutyCode Duty, string What, DateOnly? LastValidDay, bool HandedIn, bool IsOver);

/// <summary>One rule, applied to one nominee.</summary>
/// <param name="Rule">The plan's criterion; null: whether its group may be proposed for this type of award at all.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="Clause">Where the plan says it; null: it does not.</param>
/// <param name="Wording">The deciding words; null: as <paramref name="Clause"/>.</param>
/// <param name="Basis">The facts used.</param>
/// <param name="Effect">What follows where it is not met.</param>
public sealed record Finding(
    RuleCode? Rule,
    FindingVerdict Verdict,
    PublicText? Clause,
    PublicText? Wording,
    FindingBasis Basis,
    FindingEffect Effect = FindingEffect.Blocks
)
{
    /// <summary>"Một thành tích khen một lần": the law's rule, also where a plan is silent.</summary>
    public static RuleCode OnceRule { get; } = new("luat-tdkt-d5");

    /// <summary>The code under which the rule on groups and types of award is spoken of, which has none in a plan.</summary>
    public static RuleCode GroupRule { get; } = new("doi-tuong");

    /// <summary>As a command brings it to a dossier; null where no machine can check it.</summary>
    public RuleFound? For(NomineeId nominee) =>
        Verdict is FindingVerdict.Unstated || Basis is FindingBasis.Appraiser or FindingBasis.GroupMissing
            ? null
            : new(nominee, Rule ?? GroupRule, Verdict, Effect, Clause);
}

/// <summary>Compares nominees with what their plan asks of them. Pure: the same plan and facts give the same findings.</summary>
public static class Findings
{
    private static readonly PublicText OnceClause = new("Luật Thi đua, khen thưởng 2022, Điều 5");
    private static readonly PublicText OnceWording = new("Không khen thưởng nhiều lần, nhiều hình thức cho một thành tích đạt được");

    /// <summary>Every rule of a plan that concerns a nominee, whether its group may be proposed first.</summary>
    /// <param name="plan">The revision that the dossier keeps.</param>
    /// <param name="type">Type of award.</param>
    /// <param name="group">The nominee's target group; null: none was given.</param>
    /// <param name="leader">Whether the nominee heads a unit; criteria for heads concern nobody else.</param>
    /// <param name="duties">Occurrences of the proposing unit's duties under this plan.</param>
    /// <param name="awards">What is known of the nominee's awards; null: nobody looked.</param>
    /// <param name="titles">What is known of its titles, or of those of the unit it heads; null: nobody looked.</param>
    public static IReadOnlyList<Finding> Of(
        PlanDefinition plan,
        AwardType type,
        GroupCode? group,
        bool leader,
        IReadOnlyList<DutyFact> duties,
        AwardsKnown? awards = null,
        TitlesKnown? titles = null
    )
    {
        List<PlanCriterion> rules =
        [
            .. plan
                .Criteria.Where(rule => rule.Groups.Count == 0 || (group is { } own && rule.Groups.Contains(own)))
                .Where(rule => leader || !rule.Leaders),
        ];
        List<Finding> findings = [OfGroup(plan, type, group), .. rules.Select(rule => OfCriterion(plan, rule, duties, awards, titles))];
        if (awards is not null && !rules.Exists(rule => rule.Check is PlanCheck.OnceOnly))
        {
            findings.Add(new(Finding.OnceRule, OfAwards(awards), OnceClause, OnceWording, new FindingBasis.Awards(awards)));
        }

        return findings;
    }

    private static FindingVerdict OfAwards(AwardsKnown awards) =>
        awards.Same.Count > 0 ? FindingVerdict.NotMet
        : awards.Similar.Count > 0 || awards.Running.Count > 0 ? FindingVerdict.Insufficient
        : FindingVerdict.Met;

    private static Finding OfGroup(PlanDefinition plan, AwardType type, GroupCode? group)
    {
        if (group is not { } own)
        {
            return plan.Eligibility.Count == 0
                ? new(null, FindingVerdict.Unstated, null, null, new FindingBasis.Wording())
                : new(null, FindingVerdict.Insufficient, null, null, new FindingBasis.GroupMissing());
        }

        return plan.Eligibility.FirstOrDefault(cell => cell.Group == own && cell.Type == type) is { } said
            ? new(
                null,
                said.Verdict switch
                {
                    PlanVerdict.Allowed => FindingVerdict.Met,
                    PlanVerdict.NotAllowed => FindingVerdict.NotMet,
                    PlanVerdict.Unstated => FindingVerdict.Unstated,
                },
                said.Clause,
                said.Wording,
                new FindingBasis.Wording(),
                said.Effect ?? FindingEffect.Blocks
            )
            : new(null, FindingVerdict.Unstated, null, null, new FindingBasis.Wording());
    }

    private static Finding OfCriterion(
        PlanDefinition plan,
        PlanCriterion rule,
        IReadOnlyList<DutyFact> duties,
        AwardsKnown? awards,
        TitlesKnown? titles
    )
    {
        var (verdict, basis) = rule.Check switch
        {
            PlanCheck.Judged => (FindingVerdict.Insufficient, (FindingBasis)new FindingBasis.Appraiser()),
            PlanCheck.Filed filed => OfDuties(filed, duties),
            PlanCheck.Title title when titles is not null => (OfTitle(title.Of, titles), new FindingBasis.Titles(titles)),
            PlanCheck.GradeFrom grade when titles is not null => (OfGrade(grade.Grade, titles), new FindingBasis.Titles(titles)),
            PlanCheck.OnceOnly when awards is not null => (OfAwards(awards), new FindingBasis.Awards(awards)),
            PlanCheck.Commended asked when awards?.Commended is { } commended => OfCommendations(plan, asked, commended),
            PlanCheck.Title or PlanCheck.GradeFrom or PlanCheck.OnceOnly or PlanCheck.Commended => (
                FindingVerdict.Insufficient,
                new FindingBasis.NotKept()
            ),
        };
        return new(rule.Code, verdict, rule.Clause, rule.Wording, basis, rule.Effect ?? FindingEffect.Blocks);
    }

    // Of another year, or of none, it says nothing of this one: the paper may say more than is kept here.
    private static FindingVerdict OfTitle(TitleCode title, TitlesKnown known)
    {
        var facts = known.Facts.Where(fact => fact.Title == title && fact.Year == known.Year).ToList();
        return facts.Exists(fact => fact.Recognised) ? FindingVerdict.Met
            : facts.Count > 0 ? FindingVerdict.NotMet
            : FindingVerdict.Insufficient;
    }

    private static FindingVerdict OfGrade(PlanGrade lowest, TitlesKnown known)
    {
        var grades = known.Facts.Where(fact => fact.Recognised && fact.Year == known.Year).Select(fact => fact.Grade).OfType<PlanGrade>();
        return grades.Select(grade => (PlanGrade?)grade).Max() is not { } best ? FindingVerdict.Insufficient
            : best >= lowest ? FindingVerdict.Met
            : FindingVerdict.NotMet;
    }

    // Fewer than asked for say nothing against it: the paper may say more than is kept here.
    private static (FindingVerdict Verdict, FindingBasis Basis) OfCommendations(
        PlanDefinition plan,
        PlanCheck.Commended asked,
        IReadOnlyList<CommendationFact> commended
    )
    {
        List<CommendationFact> counted =
        [
            .. commended
                .Where(fact => fact.Level is { } level && level >= asked.From)
                .Where(fact => fact.Award.Date is { } on && !(on < plan.Period.From) && !(on > plan.Period.To)),
        ];
        return (
            counted.Count >= asked.Times ? FindingVerdict.Met : FindingVerdict.Insufficient,
            new FindingBasis.Commendations(counted, asked.Times)
        );
    }

    // What is not over yet cannot have been missed; what never bound the unit says nothing.
    private static (FindingVerdict Verdict, FindingBasis Basis) OfDuties(PlanCheck.Filed filed, IReadOnlyList<DutyFact> duties)
    {
        List<DutyFact> counted =
        [
            .. duties
                .Where(fact => filed.Duties.Contains(fact.Duty) && (fact.HandedIn || fact.IsOver))
                .OrderBy(fact => fact.LastValidDay ?? DateOnly.MaxValue),
        ];
        return (
            counted.Exists(fact => !fact.HandedIn) ? FindingVerdict.NotMet
            : filed.Duties.All(duty => counted.Exists(fact => fact.Duty == duty)) ? FindingVerdict.Met
            : FindingVerdict.Insufficient,
            new FindingBasis.Duties(counted)
        );
    }
}
