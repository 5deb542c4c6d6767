using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>What is handed in or recorded for an occurrence.</summary>
/// <param name="Content">What its kind asks for.</param>
/// <param name="Papers">Files in the vault, at most <see cref="Duty.MaxPapers"/>.</param>
/// <param name="Remark">A remark, sealed; null: none.</param>
public sealed record DutyAnswer(DutyContent Content, IReadOnlyList<DocumentEntry> Papers, Sealed? Remark)
{
    /// <summary>Whether both say the same; papers are the same when their bytes are.</summary>
    public bool IsLike(DutyAnswer other) =>
        Content == other.Content
        && Remark == other.Remark
        && Papers.Select(paper => paper.Sha256).SequenceEqual(other.Papers.Select(paper => paper.Sha256));
}

/// <summary>
/// What fulfils a duty: a duty is not always a report. The discriminators are stored.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "content")]
[JsonDerivedType(typeof(Document), "van-ban")]
[JsonDerivedType(typeof(Gathering), "buoi")]
[JsonDerivedType(typeof(Inspection), "dot-kiem-tra")]
[JsonDerivedType(typeof(Pieces), "so-luong")]
[JsonDerivedType(typeof(Dossier), "ho-so")]
public abstract record DutyContent
{
    private DutyContent() { }

    /// <summary>A document: a report, a plan or guidance that was issued.</summary>
    /// <param name="Number">Số, ký hiệu.</param>
    /// <param name="Date">Ngày văn bản.</param>
    /// <param name="Issuer">Whose; null: the unit's own.</param>
    public sealed record Document(DocumentNumber Number, DateOnly Date, PublicText? Issuer) : DutyContent;

    /// <summary>A ceremony, meeting, event or course that took place.</summary>
    /// <param name="Day">On which day.</param>
    /// <param name="MergedInto">Lồng ghép: into what; null: tổ chức riêng.</param>
    /// <param name="Place">Where.</param>
    /// <param name="Attendance">How many took part, 1–<see cref="Duty.MaxCount"/>.</param>
    public sealed record Gathering(DateOnly Day, PublicText? MergedInto, PublicText Place, int Attendance) : DutyContent;

    /// <summary>Units that were inspected.</summary>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day, included.</param>
    /// <param name="Units">How many units, 1–<see cref="Duty.MaxCount"/>.</param>
    /// <param name="Which">Which; null: not stated.</param>
    /// <param name="Result">The document with the result; null: none.</param>
    public sealed record Inspection(DateOnly From, DateOnly To, int Units, PublicText? Which, PlanDocument? Result) : DutyContent;

    /// <summary>So many pieces of news, good deeds and the like.</summary>
    /// <param name="Number">How many, 1–<see cref="Duty.MaxCount"/>.</param>
    /// <param name="What">Which; null: not stated.</param>
    public sealed record Pieces(int Number, PublicText? What) : DutyContent;

    /// <summary>The submission of a dossier itself.</summary>
    /// <param name="Id">The dossier.</param>
    public sealed record Dossier(DossierId Id) : DutyContent;

    /// <summary>
    /// The day that decides whether it is in time: when a report was handed in; when a ceremony or inspection was over and a plan
    /// or guidance issued, however much later that was recorded.
    /// </summary>
    /// <param name="kind">What sort of duty.</param>
    /// <param name="handedIn">The day on which it was handed in or recorded.</param>
    public DateOnly DayOf(PlanDutyKind kind, DateOnly handedIn) =>
        this switch
        {
            Gathering c => c.Day,
            Inspection c => c.To,
            Document c when kind is PlanDutyKind.IssuePlan or PlanDutyKind.IssueGuidance => c.Date,
            Document or Pieces or Dossier => handedIn,
        };

    /// <summary>The last day that it speaks of; null: none.</summary>
    internal DateOnly? LastDay =>
        this switch
        {
            Document c => c.Date,
            Gathering c => c.Day,
            Inspection c => c.Result is { } result && result.Date > c.To ? result.Date : c.To,
            Pieces or Dossier => null,
        };

    /// <summary>Its forms by kind of duty, the usual one first; empty: nothing is handed in for it.</summary>
    public static IReadOnlyList<DutyForm> FormsOf(PlanDutyKind kind) =>
        kind switch
        {
            PlanDutyKind.Launch or PlanDutyKind.Event or PlanDutyKind.Training => [DutyForm.Gathering],
            PlanDutyKind.InterimReview or PlanDutyKind.FinalReview => [DutyForm.Gathering, DutyForm.Document],
            PlanDutyKind.Inspection => [DutyForm.Inspection],
            PlanDutyKind.News or PlanDutyKind.GoodDeed => [DutyForm.Pieces, DutyForm.Document],
            PlanDutyKind.Dossier => [DutyForm.Dossier, DutyForm.Document],
            PlanDutyKind.Registration => [DutyForm.Document, DutyForm.Dossier],
            PlanDutyKind.Report
            or PlanDutyKind.IssuePlan
            or PlanDutyKind.IssueGuidance
            or PlanDutyKind.Classification
            or PlanDutyKind.Allocation
            or PlanDutyKind.Award
            or PlanDutyKind.Reorganisation => [DutyForm.Document],
            PlanDutyKind.FollowUp or PlanDutyKind.Other => [DutyForm.Document, DutyForm.Gathering],
            PlanDutyKind.Deadline => [],
        };

    /// <summary>Which of the forms it is.</summary>
    [JsonIgnore]
    public DutyForm Form =>
        this switch
        {
            Document => DutyForm.Document,
            Gathering => DutyForm.Gathering,
            Inspection => DutyForm.Inspection,
            Pieces => DutyForm.Pieces,
            Dossier => DutyForm.Dossier,
        };
}

/// <summary>The forms of <see cref="DutyContent"/>, called as they are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DutyForm>))]
public enum DutyForm
{
    /// <summary>Văn bản.</summary>
    [JsonStringEnumMemberName("van-ban")]
    Document,

    /// <summary>Buổi lễ, hội nghị, hoạt động, lớp.</summary>
    [JsonStringEnumMemberName("buoi")]
    Gathering,

    /// <summary>Đợt kiểm tra.</summary>
    [JsonStringEnumMemberName("dot-kiem-tra")]
    Inspection,

    /// <summary>Số lượng.</summary>
    [JsonStringEnumMemberName("so-luong")]
    Pieces,

    /// <summary>Hồ sơ.</summary>
    [JsonStringEnumMemberName("ho-so")]
    Dossier,
}

/// <summary>When and how it reached the recipient.</summary>
/// <param name="On">The day in Hà Nội; of paper, ngày nhận.</param>
/// <param name="Hour">The time of day; null: of paper, not noted.</param>
/// <param name="TakenBy">The unit that took in paper of a unit without accounts and recorded it; null: it was filed here.</param>
public sealed record DutyHandIn(DateOnly On, TimeOnly? Hour, UnitId? TakenBy);
