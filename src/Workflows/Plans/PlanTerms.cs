using System.Numerics;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Quotas;

namespace PhongTrao.Workflows.Plans;

/// <summary>Who speaks in the paper's head.</summary>
/// <param name="Name">Who issued it, as written ("Ban Chỉ đạo … phường").</param>
/// <param name="Level">Level of the issuing unit on that day.</param>
/// <param name="LevelWord">Its level word: "phường", "thành phố".</param>
/// <param name="Place">The units above it on that day, as written; null: not stated.</param>
/// <param name="Clause">Where.</param>
public sealed record PlanPaper(PublicText Name, UnitLevel Level, PublicText LevelWord, PublicText? Place, PublicText Clause);

/// <summary>Clause and deciding words of a field of the head ("number", "theme", "copies"), also where the field itself is left open.</summary>
/// <param name="Field">The field.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">As written: "Số: /KH-BCĐ".</param>
public sealed record PlanQuote(PublicText Field, PublicText Clause, PublicText Wording);

/// <summary>A document that the plan names.</summary>
/// <param name="Relation">How the plan stands to it.</param>
/// <param name="Issuer">Whose, as written.</param>
/// <param name="Number">Số, ký hiệu; null: the plan gives none (a law named by its title).</param>
/// <param name="Date">Its date; null: not stated.</param>
/// <param name="About">What it is about, in short; null: not stated.</param>
/// <param name="Clause">Where the plan names it.</param>
public sealed record PlanBasis(
    PlanRelation Relation,
    PublicText Issuer,
    DocumentNumber? Number,
    DateOnly? Date,
    PublicText? About,
    PublicText Clause
);

/// <summary>What governs where the plan is silent, as far as is known; shown beside "không quy định", never instead of it.</summary>
/// <param name="Field">The field left open: "components".</param>
/// <param name="Text">"theo Quyết định 07/2022/QĐ-UBND".</param>
/// <param name="Source">Where that comes from: a clause of the plan, or the paper outside it.</param>
public sealed record PlanFallback(PublicText Field, PublicText Text, PublicText Source);

/// <summary>
/// Somebody a plan speaks of. The name is as written; level with function, or a unit, say which registered offices are meant;
/// a kind says which sort of subject, registered or not.
/// </summary>
/// <param name="Name">As written: "Ban Chỉ đạo cấp huyện".</param>
/// <param name="Level">Level of the units meant; null: not said.</param>
/// <param name="Function">The function of those units; null: not said, a person decides.</param>
/// <param name="Kind">Kind of unit or subject; null: not said.</param>
/// <param name="Unit">The one unit meant; null: every one of the level.</param>
public sealed record PlanParty(
    PublicText Name,
    UnitLevel? Level = null,
    FunctionCode? Function = null,
    KindCode? Kind = null,
    UnitId? Unit = null
);

/// <summary>To whom: "về … (qua …)".</summary>
/// <param name="Office">Who it is for.</param>
/// <param name="Through">The office it is handed to; null: not stated.</param>
public sealed record PlanDestination(PlanParty Office, PlanParty? Through);

/// <summary>A round (đợt). Rounds may overlap or leave gaps, as the plan has them.</summary>
/// <param name="Code">The round.</param>
/// <param name="Name">"Đợt 1".</param>
/// <param name="From">First day; null: no date stated ("từ nay").</param>
/// <param name="To">Last day, included; null: no date stated.</param>
/// <param name="Theme">Its theme; null: không quy định.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
public sealed record PlanRound(
    RoundCode Code,
    PublicText Name,
    DateOnly? From,
    DateOnly? To,
    PublicText? Theme,
    PublicText Clause,
    PublicText Wording
);

/// <summary>A target (chỉ tiêu).</summary>
/// <param name="Code">The target.</param>
/// <param name="What">What is counted or asked for.</param>
/// <param name="Measure">How it is measured.</param>
/// <param name="By">Who answers for it; empty: không quy định.</param>
/// <param name="Per">Unit of account ("mỗi Tổ"); null: not stated, the plan's whole scope.</param>
/// <param name="Every">How often it is to be reached; null: not stated.</param>
/// <param name="When">By when, as written ("cuối năm"); null: not stated.</param>
/// <param name="Level">At which level it is counted; null: not stated.</param>
/// <param name="PartOf">The target it is a part of ("trong đó"); null: of none.</param>
/// <param name="Evidence">What proves it ("thể hiện bằng văn bản"); null: not stated.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words, comparison included.</param>
/// <param name="NumberFrom">What the system counts for the number, of a percentage for the numerator; null: nothing, people enter it.</param>
/// <param name="BaseFrom">
/// What it counts for the denominator of a percentage; of another target with a unit of account, how many of those there are; null: nothing.
/// </param>
public sealed record PlanTarget(
    TargetCode Code,
    PublicText What,
    PlanMeasure Measure,
    IReadOnlyList<PlanParty> By,
    PublicText? Per,
    PlanPeriodKind? Every,
    PublicText? When,
    UnitLevel? Level,
    TargetCode? PartOf,
    PublicText? Evidence,
    PublicText Clause,
    PublicText Wording,
    PlanCount? NumberFrom = null,
    PlanCount? BaseFrom = null
);

/// <summary>
/// What the system counts by itself, for a unit with those below it, and offers as a figure. It is no word of the plan but what whoever
/// wrote the file found it to mean. The discriminators are stored.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "count")]
[JsonDerivedType(typeof(Entries), "so-theo-doi")]
[JsonDerivedType(typeof(Dossiers), "ho-so")]
[JsonDerivedType(typeof(Proposed), "de-nghi")]
[JsonDerivedType(typeof(Awarded), "khen")]
[JsonDerivedType(typeof(Units), "don-vi")]
[JsonDerivedType(typeof(Titles), "danh-hieu")]
public abstract record PlanCount
{
    private PlanCount() { }

    /// <summary>What stands in a small register, by the day of the entry.</summary>
    /// <param name="Register">Which: the plan's register of that kind that counts for the target, or else the first of it.</param>
    public sealed record Entries(PlanRegisterKind Register) : PlanCount;

    /// <summary>Hồ sơ submitted under the plan and neither taken back nor withdrawn, by the day of submission.</summary>
    public sealed record Dossiers : PlanCount;

    /// <summary>Who is proposed in them.</summary>
    /// <param name="Of">Persons, collectives or households; null: all.</param>
    public sealed record Proposed(SubjectKind? Of) : PlanCount;

    /// <summary>Whom decisions award, by the date of the decision.</summary>
    /// <param name="Of">Persons, collectives or households; null: all.</param>
    public sealed record Awarded(SubjectKind? Of) : PlanCount;

    /// <summary>Administrative units of a level on the last day of the period, today where that lies ahead.</summary>
    /// <param name="Level">The level.</param>
    public sealed record Units(UnitLevel Level) : PlanCount;

    /// <summary>Who is registered for a title, by the day of registering, or recognised, by the date of the decision.</summary>
    /// <param name="Title">Which.</param>
    /// <param name="Stage">Registered, or recognised.</param>
    /// <param name="Kinds">Of which kinds of bodies; empty: of all.</param>
    /// <param name="Grade">Recognised with this grade or a better one; null: whatever theirs is.</param>
    public sealed record Titles(TitleCode Title, PlanTitleStage Stage, IReadOnlyList<KindCode> Kinds, PlanGrade? Grade) : PlanCount;
}

/// <summary>How far somebody has come with a title. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanTitleStage>))]
public enum PlanTitleStage
{
    /// <summary>Đăng ký.</summary>
    [JsonStringEnumMemberName("dang-ky")]
    Registered,

    /// <summary>Được công nhận.</summary>
    [JsonStringEnumMemberName("cong-nhan")]
    Recognised,
}

/// <summary>How a target is measured. The discriminators are stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "measure")]
[JsonDerivedType(typeof(Quantity), "so-luong")]
[JsonDerivedType(typeof(Rate), "ty-le")]
[JsonDerivedType(typeof(Rise), "tang")]
[JsonDerivedType(typeof(Fall), "giam")]
[JsonDerivedType(typeof(Never), "khong-de-xay-ra")]
[JsonDerivedType(typeof(Qualitative), "dinh-tinh")]
public abstract record PlanMeasure
{
    private PlanMeasure() { }

    /// <summary>So many of something.</summary>
    /// <param name="Unit">Of what: "mô hình".</param>
    /// <param name="Bound">How many.</param>
    public sealed record Quantity(PublicText Unit, PlanBound Bound) : PlanMeasure;

    /// <summary>A share in percent, 0–100.</summary>
    /// <param name="Numerator">Tử số: what is counted.</param>
    /// <param name="Denominator">Mẫu số: out of what.</param>
    /// <param name="Bound">How much.</param>
    public sealed record Rate(PublicText Numerator, PublicText Denominator, PlanBound Bound) : PlanMeasure;

    /// <summary>More than in a base period.</summary>
    /// <param name="Base">Kỳ gốc: "năm 2024".</param>
    /// <param name="Unit">"%", or of what.</param>
    /// <param name="Bound">By how much.</param>
    public sealed record Rise(PublicText Base, PublicText Unit, PlanBound Bound) : PlanMeasure;

    /// <summary>Less than in a base period.</summary>
    /// <param name="Base">Kỳ gốc: "năm 2023".</param>
    /// <param name="Unit">"%", or of what.</param>
    /// <param name="Bound">By how much.</param>
    public sealed record Fall(PublicText Base, PublicText Unit, PlanBound Bound) : PlanMeasure;

    /// <summary>"Không để xảy ra", "không có".</summary>
    public sealed record Never : PlanMeasure;

    /// <summary>Định tính: people judge.</summary>
    public sealed record Qualitative : PlanMeasure;
}

/// <summary>A figure with its comparison; "trên 75%" is not "từ 75%".</summary>
/// <param name="Compare">How the figure binds.</param>
/// <param name="Value">The figure, or the lower end of a range.</param>
/// <param name="Upto">The upper end of a range, included; null otherwise.</param>
public sealed record PlanBound(PlanCompare Compare, decimal Value, decimal? Upto = null)
{
    /// <summary>Whether a figure reaches the target; above the top of a range it does too.</summary>
    public bool IsMetBy(decimal figure) => Meets(figure.CompareTo(Value));

    /// <summary>Whether a fraction reaches the target, in integers alone.</summary>
    /// <param name="numerator">Any.</param>
    /// <param name="denominator">Above 0.</param>
    public bool IsMetBy(BigInteger numerator, BigInteger denominator)
    {
        // A decimal is an integer over a power of ten.
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(Value, bits);
        var unscaled =
            ((new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0]) * decimal.Sign(Value);
        var scale = BigInteger.Pow(10, (bits[3] >> 16) & 0xFF);
        return Meets((numerator * scale).CompareTo(unscaled * denominator));
    }

    private bool Meets(int compared) =>
        Compare switch
        {
            PlanCompare.Above => compared > 0,
            PlanCompare.From or PlanCompare.Reach or PlanCompare.Range => compared >= 0,
            PlanCompare.Below => compared < 0,
            PlanCompare.UpTo => compared <= 0,
        };
}

/// <summary>What sort of paper a file gives. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanKind>))]
public enum PlanKind
{
    /// <summary>Kế hoạch of one unit: binds whom it is applied to.</summary>
    [JsonStringEnumMemberName("ke-hoach")]
    Plan,

    /// <summary>A general document of a superior agency whose duties bind by themselves (QĐ 510).</summary>
    [JsonStringEnumMemberName("van-ban")]
    Law,
}

/// <summary>How a plan stands to a document it names. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanRelation>))]
public enum PlanRelation
{
    /// <summary>"Căn cứ".</summary>
    [JsonStringEnumMemberName("can-cu")]
    Basis,

    /// <summary>"Thực hiện": what the plan carries out.</summary>
    [JsonStringEnumMemberName("thuc-hien")]
    CarriesOut,

    /// <summary>A document whose procedure, criteria or dossier holds.</summary>
    [JsonStringEnumMemberName("ap-dung")]
    Applies,

    /// <summary>A document to be studied, continued, brought to attention.</summary>
    [JsonStringEnumMemberName("lien-quan")]
    Related,
}

/// <summary>How a figure binds. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanCompare>))]
public enum PlanCompare
{
    /// <summary>"Trên": more than; the figure itself does not do.</summary>
    [JsonStringEnumMemberName("tren")]
    Above,

    /// <summary>"Từ … trở lên", "ít nhất": the figure or more.</summary>
    [JsonStringEnumMemberName("tu")]
    From,

    /// <summary>"Dưới": less than; the figure itself does not do.</summary>
    [JsonStringEnumMemberName("duoi")]
    Below,

    /// <summary>"Đến", "không quá": the figure or less.</summary>
    [JsonStringEnumMemberName("den")]
    UpTo,

    /// <summary>The figure alone ("100%", "80%"), without a word of comparison; more is no failure.</summary>
    [JsonStringEnumMemberName("dat")]
    Reach,

    /// <summary>"Từ … đến …", "90 - 95%": both ends included.</summary>
    [JsonStringEnumMemberName("khoang")]
    Range,
}

/// <summary>A period that recurs. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanPeriodKind>))]
public enum PlanPeriodKind
{
    /// <summary>Monday to Sunday.</summary>
    [JsonStringEnumMemberName("tuan")]
    Week,

    /// <summary>Calendar month.</summary>
    [JsonStringEnumMemberName("thang")]
    Month,

    /// <summary>Calendar quarter.</summary>
    [JsonStringEnumMemberName("quy")]
    Quarter,

    /// <summary>January–June, July–December.</summary>
    [JsonStringEnumMemberName("sau-thang")]
    Half,

    /// <summary>Calendar year.</summary>
    [JsonStringEnumMemberName("nam")]
    Year,
}

/// <summary>Whether a group may be proposed for a type of award, where the plan says so.</summary>
/// <param name="Group">The group.</param>
/// <param name="Type">The type of award.</param>
/// <param name="Verdict">What the plan says.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
/// <param name="Effect">What it does to whom it does not allow; no word of the plan but how whoever wrote the file reads it; null: it blocks.</param>
public sealed record PlanEligibility(
    GroupCode Group,
    AwardType Type,
    PlanVerdict Verdict,
    PublicText Clause,
    PublicText Wording,
    FindingEffect? Effect = null
);

/// <summary>What a plan says of a group and a type of award. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanVerdict>))]
public enum PlanVerdict
{
    /// <summary>The plan is silent: neither allowed nor refused, the appraiser considers.</summary>
    [JsonStringEnumMemberName("khong-quy-dinh")]
    Unstated,

    /// <summary>May be proposed.</summary>
    [JsonStringEnumMemberName("duoc")]
    Allowed,

    /// <summary>May not be proposed.</summary>
    [JsonStringEnumMemberName("khong")]
    NotAllowed,
}

/// <summary>A criterion of an award (tiêu chuẩn).</summary>
/// <param name="Code">The criterion.</param>
/// <param name="Groups">Whom it is for; empty: every group.</param>
/// <param name="Check">What software can check of it.</param>
/// <param name="Leaders">It is for heads of units only, and what is checked is the unit they lead.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
/// <param name="Effect">What it does to whoever does not meet it; no word of the plan but how whoever wrote the file reads it; null: it blocks.</param>
public sealed record PlanCriterion(
    RuleCode Code,
    IReadOnlyList<GroupCode> Groups,
    PlanCheck Check,
    bool Leaders,
    PublicText Clause,
    PublicText Wording,
    FindingEffect? Effect = null
);

/// <summary>What software can check of a criterion. The discriminators are stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "check")]
[JsonDerivedType(typeof(Judged), "nguoi-tham-dinh")]
[JsonDerivedType(typeof(Title), "danh-hieu")]
[JsonDerivedType(typeof(GradeFrom), "xep-loai")]
[JsonDerivedType(typeof(Filed), "da-nop")]
[JsonDerivedType(typeof(OnceOnly), "mot-lan")]
[JsonDerivedType(typeof(Commended), "bieu-duong")]
public abstract record PlanCheck
{
    private PlanCheck() { }

    /// <summary>Nothing: the appraiser considers.</summary>
    public sealed record Judged : PlanCheck;

    /// <summary>Holds a title.</summary>
    /// <param name="Of">Which.</param>
    public sealed record Title(TitleCode Of) : PlanCheck;

    /// <summary>Classified at least so.</summary>
    /// <param name="Grade">Lowest grade that does.</param>
    /// <param name="Within">In which period; null: not stated.</param>
    public sealed record GradeFrom(PlanGrade Grade, PlanPeriodKind? Within) : PlanCheck;

    /// <summary>Has fulfilled duties of this plan (plan sent, result reported).</summary>
    /// <param name="Duties">Which.</param>
    public sealed record Filed(IReadOnlyList<DutyCode> Duties) : PlanCheck;

    /// <summary>Was not awarded for the same achievement before.</summary>
    public sealed record OnceOnly : PlanCheck;

    /// <summary>Was commended by an agency of a level or a higher one.</summary>
    /// <param name="From">Lowest level that does.</param>
    /// <param name="Times">How often at least, 1–99.</param>
    public sealed record Commended(UnitLevel From, int Times) : PlanCheck;
}

/// <summary>Grades of the movement (QĐ 510/QĐ-BCA-V05), lowest first. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanGrade>))]
public enum PlanGrade
{
    /// <summary>Yếu.</summary>
    [JsonStringEnumMemberName("yeu")]
    Weak,

    /// <summary>Trung bình.</summary>
    [JsonStringEnumMemberName("trung-binh")]
    Average,

    /// <summary>Khá.</summary>
    [JsonStringEnumMemberName("kha")]
    Fair,

    /// <summary>Xuất sắc.</summary>
    [JsonStringEnumMemberName("xuat-sac")]
    Excellent,
}

/// <summary>Places of one form for one block (khối).</summary>
/// <param name="Code">The quota.</param>
/// <param name="Form">The form.</param>
/// <param name="Type">Type of award; null: not stated.</param>
/// <param name="Round">The round it is for; null: none.</param>
/// <param name="Occasion">As written: "tổng kết phong trào năm 2025".</param>
/// <param name="Block">Khối, as written.</param>
/// <param name="Kinds">Kinds of subject in the block.</param>
/// <param name="Of">Persons, households or collectives; null: not stated.</param>
/// <param name="Min">Fewest; null: not stated. 0 or more.</param>
/// <param name="Max">Most; null: not stated. Not less than the fewest.</param>
/// <param name="AllocatedBy">Who allocates; null: not stated.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
/// <param name="Groups">Target groups whose nominees count; null: all that the kind of subject admits.</param>
/// <param name="Hard">More than the most are refused; null: they need a note. No word of the plan but how whoever wrote the file reads it.</param>
public sealed record PlanQuota(
    RuleCode Code,
    FormCode Form,
    AwardType? Type,
    RoundCode? Round,
    PublicText Occasion,
    PublicText Block,
    IReadOnlyList<KindCode> Kinds,
    SubjectKind? Of,
    int? Min,
    int? Max,
    PlanParty? AllocatedBy,
    PublicText Clause,
    PublicText Wording,
    IReadOnlyList<GroupCode>? Groups = null,
    bool? Hard = null
);

/// <summary>A floor or a ceiling in percent for some of those proposed: "không quá 20% là lãnh đạo".</summary>
/// <param name="Code">The share.</param>
/// <param name="Form">The form.</param>
/// <param name="Type">Type of award; null: not stated.</param>
/// <param name="Quotas">Quotas whose places it is about; empty: everybody proposed for the form.</param>
/// <param name="Of">Of the number allocated or of the number proposed.</param>
/// <param name="Who">Who are to be so many percent, by what was entered of them; null: by their target groups.</param>
/// <param name="Groups">Target groups who are to be so many percent; empty: see <paramref name="Who"/>.</param>
/// <param name="Among">Target groups of whom they are so many percent; empty: everybody. Only of the number proposed.</param>
/// <param name="AtLeast">A floor; false: a ceiling.</param>
/// <param name="Percent">0–100.</param>
/// <param name="Each">Every proposing unit is held to it by itself; false: all together.</param>
/// <param name="Hard">What breaks it is refused; false: it needs a note. How whoever wrote the file reads the plan.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
public sealed record PlanShare(
    RuleCode Code,
    FormCode Form,
    AwardType? Type,
    IReadOnlyList<RuleCode> Quotas,
    ShareBase Of,
    NomineeMark? Who,
    IReadOnlyList<GroupCode> Groups,
    IReadOnlyList<GroupCode> Among,
    bool AtLeast,
    int Percent,
    bool Each,
    bool Hard,
    PublicText Clause,
    PublicText Wording
);

/// <summary>Where papers of one sort go, by kind of sender.</summary>
/// <param name="Code">Which.</param>
/// <param name="What">Which papers.</param>
/// <param name="From">Who sends; empty: everybody.</param>
/// <param name="To">To whom, through which office.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
public sealed record PlanReceiver(
    RuleCode Code,
    PublicText What,
    IReadOnlyList<PlanParty> From,
    PlanDestination To,
    PublicText Clause,
    PublicText Wording
);

/// <summary>Recognition of a title (công nhận danh hiệu).</summary>
/// <param name="Code">Which.</param>
/// <param name="Title">The title.</param>
/// <param name="Name">As written.</param>
/// <param name="Subjects">Who may be recognised; empty: không quy định.</param>
/// <param name="Window">The period assessed; null: không quy định.</param>
/// <param name="ReceivedBy">Where dossiers go; null: không quy định.</param>
/// <param name="DecidedBy">Who recognises; null: không quy định.</param>
/// <param name="Basis">By which document; null: không quy định.</param>
/// <param name="Papers">Papers of the dossier that the plan names; empty: không quy định.</param>
/// <param name="Duties">Duties of this plan that belong to it (registering, proposing).</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
/// <param name="Route">The route that its dossiers take; null: nobody said where they go, none can be made.</param>
/// <param name="Scale">The table of the ruleset by which it is scored ("qd-510"); null: it is not scored.</param>
public sealed record PlanRecognition(
    RuleCode Code,
    TitleCode Title,
    PublicText Name,
    IReadOnlyList<PlanParty> Subjects,
    PlanPeriod? Window,
    PlanDestination? ReceivedBy,
    PlanParty? DecidedBy,
    PublicText? Basis,
    IReadOnlyList<PublicText> Papers,
    IReadOnlyList<DutyCode> Duties,
    PublicText Clause,
    PublicText Wording,
    RouteCode? Route = null,
    RuleCode? Scale = null
);

/// <summary>A small register (sổ) that the plan makes people keep.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="What">What is entered.</param>
/// <param name="By">Who enters; empty: không quy định.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
public sealed record PlanRegister(
    PlanRegisterKind Kind,
    PublicText What,
    IReadOnlyList<PlanParty> By,
    TargetCode? Target,
    PublicText Clause,
    PublicText Wording
);

/// <summary>What a small register is of. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanRegisterKind>))]
public enum PlanRegisterKind
{
    /// <summary>Việc tốt, gương người tốt.</summary>
    [JsonStringEnumMemberName("viec-tot")]
    GoodDeeds,

    /// <summary>Tin, bài.</summary>
    [JsonStringEnumMemberName("tin-bai")]
    News,

    /// <summary>Mô hình, điển hình.</summary>
    [JsonStringEnumMemberName("mo-hinh")]
    Models,

    /// <summary>Lớp tập huấn, huấn luyện, bồi dưỡng.</summary>
    [JsonStringEnumMemberName("lop-tap-huan")]
    Trainings,
}
