using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>
/// A plan (kế hoạch) as written: facts with their clauses, never corrected. A null is "không quy định trong kế hoạch", which
/// the file must say in so many words; it is never 0 and never a default.
/// </summary>
/// <param name="Id">The plan.</param>
/// <param name="Issuer">The unit that issued it.</param>
/// <param name="Number">Số, ký hiệu; null: left blank.</param>
/// <param name="Date">Its date; null: left blank.</param>
/// <param name="Title">Trích yếu.</param>
/// <param name="Theme">Chủ đề.</param>
/// <param name="Superior">The plan it carries out.</param>
/// <param name="Period">When the movement runs.</param>
/// <param name="Scope">Where ("toàn thị trấn").</param>
/// <param name="Forms">Award forms.</param>
/// <param name="Types">Types of award.</param>
/// <param name="Groups">Target groups.</param>
/// <param name="Components">Components of the dossier.</param>
/// <param name="Copies">Sets asked for.</param>
/// <param name="Roles">Who does what about awards.</param>
/// <param name="Flags">Contradictions and doubtful readings: kept and shown.</param>
/// <param name="Kind">A plan, or a general document whose duties bind by themselves.</param>
/// <param name="Paper">Who issued it, as the head says; null: read from a file of format 1, which could not say.</param>
/// <param name="Signer">Office and signing form of the signer, never a name; null: not stated or not legible.</param>
/// <param name="Quotes">Clauses and words of the head's fields.</param>
/// <param name="Basis">Documents it names; empty: none.</param>
/// <param name="Fallbacks">What governs where it is silent.</param>
/// <param name="Rounds">Đợt; empty: không quy định.</param>
/// <param name="Targets">Chỉ tiêu; empty: không quy định.</param>
/// <param name="Eligibility">Who may be proposed for which type of award, where it says so.</param>
/// <param name="Criteria">Tiêu chuẩn; empty: không quy định.</param>
/// <param name="Priorities">Who is to be considered first; empty: không quy định.</param>
/// <param name="Quotas">Chỉ tiêu khen thưởng; empty: không quy định.</param>
/// <param name="Duties">What has to be done, dated or not; empty: không quy định.</param>
/// <param name="Receivers">Where papers go; empty: không quy định.</param>
/// <param name="Recognitions">Titles; empty: không quy định.</param>
/// <param name="Registers">Small registers; empty: không quy định.</param>
/// <param name="Routes">Routes that its words ask for where they differ from what is usual; empty: none.</param>
/// <param name="Shares">Floors and ceilings in percent for some of those proposed; empty: none.</param>
public sealed record PlanDefinition(
    PlanId Id,
    UnitId Issuer,
    DocumentNumber? Number,
    DateOnly? Date,
    PublicText Title,
    PublicText? Theme,
    PlanReference? Superior,
    PlanPeriod Period,
    PlanText? Scope,
    IReadOnlyList<PlanForm> Forms,
    IReadOnlyList<PlanType> Types,
    IReadOnlyList<PlanGroup> Groups,
    IReadOnlyList<PlanComponent> Components,
    PlanCopies? Copies,
    IReadOnlyList<PlanRole> Roles,
    IReadOnlyList<PlanFlag> Flags,
    PlanKind Kind = PlanKind.Plan,
    PlanPaper? Paper = null,
    PublicText? Signer = null,
    IReadOnlyList<PlanQuote>? Quotes = null,
    IReadOnlyList<PlanBasis>? Basis = null,
    IReadOnlyList<PlanFallback>? Fallbacks = null,
    IReadOnlyList<PlanRound>? Rounds = null,
    IReadOnlyList<PlanTarget>? Targets = null,
    IReadOnlyList<PlanEligibility>? Eligibility = null,
    IReadOnlyList<PlanCriterion>? Criteria = null,
    IReadOnlyList<PlanText>? Priorities = null,
    IReadOnlyList<PlanQuota>? Quotas = null,
    IReadOnlyList<PlanDuty>? Duties = null,
    IReadOnlyList<PlanReceiver>? Receivers = null,
    IReadOnlyList<PlanRecognition>? Recognitions = null,
    IReadOnlyList<PlanRegister>? Registers = null,
    IReadOnlyList<PlanRoute>? Routes = null,
    IReadOnlyList<PlanShare>? Shares = null
)
{
    // What format 1 could not say is absent in events of before: read as said by nobody.

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanQuote> Quotes { get; init; } = Quotes ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanBasis> Basis { get; init; } = Basis ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanFallback> Fallbacks { get; init; } = Fallbacks ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanRound> Rounds { get; init; } = Rounds ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanTarget> Targets { get; init; } = Targets ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanEligibility> Eligibility { get; init; } = Eligibility ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanCriterion> Criteria { get; init; } = Criteria ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanText> Priorities { get; init; } = Priorities ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanQuota> Quotas { get; init; } = Quotas ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanDuty> Duties { get; init; } = Duties ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanReceiver> Receivers { get; init; } = Receivers ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanRecognition> Recognitions { get; init; } = Recognitions ?? [];

    /// <inheritdoc cref="PlanDefinition"/>
    public IReadOnlyList<PlanRegister> Registers { get; init; } = Registers ?? [];

    /// <summary>
    /// <inheritdoc cref="PlanDefinition" path="/param[@name='Routes']"/>
    /// Null, not empty, where there are none: plans stored before this was known stay as they are, byte for byte.
    /// </summary>
    public IReadOnlyList<PlanRoute>? Routes { get; init; } = Routes is { Count: > 0 } ? Routes : null;

    /// <summary><inheritdoc cref="PlanDefinition" path="/param[@name='Shares']"/> Null where there are none, as of routes.</summary>
    public IReadOnlyList<PlanShare>? Shares { get; init; } = Shares is { Count: > 0 } ? Shares : null;

    /// <summary>The route that the plan's words ask for; null: the usual one.</summary>
    public PlanRoute? RouteFor(FormCode form, AwardType type) =>
        Routes?.FirstOrDefault(route => route.Form == form && (route.Types.Count == 0 || route.Types.Contains(type)));

    /// <summary>The form as the plan has it; null: the plan does not speak of it.</summary>
    public PlanForm? Form(FormCode form) => Forms.FirstOrDefault(candidate => candidate.Form == form);

    /// <summary>What a dossier needs: the papers of the title that it is for, else the components of its form and type.</summary>
    public IReadOnlyList<ChecklistItem> Checklist(FormCode form, AwardType type, RuleCode? recognition) =>
        recognition is not { } code
            ? Checklist(form, type)
            :
            [
                .. (Recognition(code)?.Papers ?? []).Select(
                    (paper, i) =>
                        new ChecklistItem(
                            new(FormattableString.Invariant($"giay-to-{i + 1}")),
                            paper,
                            Mandatory: true,
                            PerNominee: false,
                            Confirmation: false,
                            Copies: null,
                            Recognition(code)!.Clause
                        )
                ),
            ];

    /// <summary>The components a dossier of this form and type needs, with the number of sets; empty where the plan says nothing.</summary>
    public IReadOnlyList<ChecklistItem> Checklist(FormCode form, AwardType type) =>
        [
            .. Components
                .Where(component => component.Forms.Count == 0 || component.Forms.Contains(form))
                .Where(component => component.Types is not { Count: > 0 } types || types.Contains(type))
                .Select(component => new ChecklistItem(
                    component.Code,
                    component.Name,
                    component.Mandatory,
                    component.PerNominee,
                    component.Confirmation,
                    Copies?.Sets,
                    component.Clause
                )),
        ];

    /// <summary>What the plan says of a group and a type of award; without a word of it, nothing.</summary>
    public PlanVerdict Verdict(GroupCode group, AwardType type) =>
        Eligibility.FirstOrDefault(cell => cell.Group == group && cell.Type == type)?.Verdict ?? PlanVerdict.Unstated;

    /// <summary>The criteria that a group has to meet.</summary>
    public IEnumerable<PlanCriterion> CriteriaOf(GroupCode group) =>
        Criteria.Where(criterion => criterion.Groups.Count == 0 || criterion.Groups.Contains(group));

    /// <summary>
    /// The small registers of a target, which feed it or can be cited for it: those that count for it, and those it says it is counted
    /// from.
    /// </summary>
    public IEnumerable<PlanRegister> RegistersOf(PlanTarget target) =>
        Registers
            .Where(register => register.Target == target.Code)
            .Concat(
                new[] { target.NumberFrom, target.BaseFrom }
                    .OfType<PlanCount.Entries>()
                    .Select(entries => Register(target, entries))
                    .OfType<PlanRegister>()
            )
            .DistinctBy(register => (register.Kind, register.Target));

    /// <summary>The register that a target is counted from: of that kind and for this target, else for none, else the first.</summary>
    public PlanRegister? Register(PlanTarget target, PlanCount.Entries entries) =>
        Registers
            .Where(register => register.Kind == entries.Register)
            .OrderBy(register =>
                register.Target == target.Code ? 0
                : register.Target is null ? 1
                : 2
            )
            .FirstOrDefault();

    /// <summary>A title that is recognised under the plan; null: the plan has none of that code.</summary>
    public PlanRecognition? Recognition(RuleCode code) => Recognitions.FirstOrDefault(one => one.Code == code);

    /// <summary>A duty; null: the plan has none of that code.</summary>
    public PlanDuty? Duty(DutyCode code) => Duties.FirstOrDefault(duty => duty.Code == code);

    /// <summary>A round; null: the plan has none of that code.</summary>
    public PlanRound? Round(RoundCode code) => Rounds.FirstOrDefault(round => round.Code == code);

    /// <summary>Clause and words of a field of the head; null: none are kept.</summary>
    public PlanQuote? Quote(string field) => Quotes.FirstOrDefault(quote => quote.Field.Value == field);

    /// <summary>The flags that concern a field ("forms.giay-khen-xa"), a clause, or the whole.</summary>
    public IEnumerable<PlanFlag> FlagsOn(string field) => Flags.Where(flag => flag.Field.Value == field);
}

/// <summary>Something stated, with its clause.</summary>
/// <param name="Text">As written, in short.</param>
/// <param name="Clause">"II.1".</param>
public sealed record PlanText(PublicText Text, PublicText Clause);

/// <summary>Another plan.</summary>
/// <param name="Issuer">Whose, as written.</param>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Its date; null: not stated.</param>
public sealed record PlanReference(PublicText Issuer, DocumentNumber Number, DateOnly? Date);

/// <summary>When the movement runs.</summary>
/// <param name="Wording">As written: "năm 2025".</param>
/// <param name="From">First day; null: not stated.</param>
/// <param name="To">Last day, included; null: not stated.</param>
/// <param name="Clause">Where.</param>
public sealed record PlanPeriod(PublicText Wording, DateOnly? From, DateOnly? To, PublicText Clause);

/// <summary>An award form in the plan.</summary>
/// <param name="Form">The form.</param>
/// <param name="Name">As the plan words it.</param>
/// <param name="Clause">Where.</param>
/// <param name="Number">Who decides how many, as written; null: không quy định.</param>
public sealed record PlanForm(FormCode Form, PublicText Name, PublicText Clause, PlanText? Number);

/// <summary>A type of award in the plan.</summary>
public sealed record PlanType(AwardType Type, PublicText Name, PublicText Clause);

/// <summary>A target group.</summary>
/// <param name="Code">The group.</param>
/// <param name="Kind">Person, collective or household; null: the plan does not say which.</param>
/// <param name="Name">As the plan words it.</param>
/// <param name="Clause">Where it is named.</param>
/// <param name="Criteria">Clause with its criteria; null: the plan gives none.</param>
public sealed record PlanGroup(GroupCode Code, SubjectKind? Kind, PublicText Name, PublicText Clause, PublicText? Criteria);

/// <summary>A component of the dossier.</summary>
/// <param name="Code">Which.</param>
/// <param name="Name">As the plan words it.</param>
/// <param name="Mandatory">False: "nếu có".</param>
/// <param name="PerNominee">One for each nominee.</param>
/// <param name="Confirmation">"Có xác nhận".</param>
/// <param name="Forms">For which forms; empty: all.</param>
/// <param name="Clause">Where.</param>
/// <param name="Types">For which types of award; null: all.</param>
public sealed record PlanComponent(
    ComponentCode Code,
    PublicText Name,
    bool Mandatory,
    bool PerNominee,
    bool Confirmation,
    IReadOnlyList<FormCode> Forms,
    PublicText Clause,
    IReadOnlyList<AwardType>? Types = null
);

/// <summary>A route that the plan's words ask for: "Sở Nội vụ phối hợp Công an tỉnh thẩm định".</summary>
/// <param name="Form">For which form.</param>
/// <param name="Types">For which types of award; empty: all.</param>
/// <param name="Route">The route, one of those that are taken only where a plan names them or any other of the form.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words.</param>
public sealed record PlanRoute(FormCode Form, IReadOnlyList<AwardType> Types, RouteCode Route, PublicText Clause, PublicText Wording);

/// <summary>How many sets of the dossier.</summary>
/// <param name="Sets">1–20.</param>
/// <param name="Clause">Where.</param>
public sealed record PlanCopies(int Sets, PublicText Clause);

/// <summary>Who does what about awards.</summary>
/// <param name="Code">Which act ("phan-bo-chi-tieu").</param>
/// <param name="Office">Who, as written.</param>
/// <param name="Duty">What, in short.</param>
/// <param name="Clause">Where.</param>
public sealed record PlanRole(PurposeCode Code, PublicText Office, PublicText Duty, PublicText Clause);

/// <summary>A contradiction or doubtful reading: kept and shown, never corrected.</summary>
/// <param name="Code">Its own code.</param>
/// <param name="Kind">What sort of doubt.</param>
/// <param name="Field">The field it concerns: "forms.giay-khen-xa".</param>
/// <param name="Clause">Where in the plan.</param>
/// <param name="Text">What is odd.</param>
public sealed record PlanFlag(RuleCode Code, PlanFlagKind Kind, PublicText Field, PublicText Clause, PublicText Text);

/// <summary>What sort of doubt. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanFlagKind>))]
public enum PlanFlagKind
{
    /// <summary>Two places do not agree.</summary>
    [JsonStringEnumMemberName("mau-thuan")]
    Contradiction,

    /// <summary>The scan can be read in more than one way.</summary>
    [JsonStringEnumMemberName("ban-chup-kho-doc")]
    DoubtfulReading,

    /// <summary>The wording can be understood in more than one way.</summary>
    [JsonStringEnumMemberName("chua-ro")]
    Ambiguity,
}
