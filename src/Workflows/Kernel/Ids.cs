using System.Text.Json.Serialization;

namespace PhongTrao.Workflows.Kernel;

/// <summary>A dossier (hồ sơ).</summary>
[JsonConverter(typeof(IdConverter<DossierId>))]
public readonly record struct DossierId(Guid Value) : IId<DossierId>
{
    /// <inheritdoc/>
    public static DossierId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A filing (lần trình).</summary>
[JsonConverter(typeof(IdConverter<FilingId>))]
public readonly record struct FilingId(Guid Value) : IId<FilingId>
{
    /// <inheritdoc/>
    public static FilingId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One nominee in one dossier.</summary>
[JsonConverter(typeof(IdConverter<NomineeId>))]
public readonly record struct NomineeId(Guid Value) : IId<NomineeId>
{
    /// <inheritdoc/>
    public static NomineeId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A person, household or collective across dossiers.</summary>
[JsonConverter(typeof(IdConverter<SubjectId>))]
public readonly record struct SubjectId(Guid Value) : IId<SubjectId>
{
    private static readonly Guid Units = new("5b3ec700-0000-8000-8000-000000000001");

    /// <summary>A registered unit as a subject: the same one in whatever dossier it stands.</summary>
    public static SubjectId Of(UnitId unit) => new(DerivedId.From(Units, unit.Value));

    /// <inheritdoc/>
    public static SubjectId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A decision from outside the system, as entered here.</summary>
[JsonConverter(typeof(IdConverter<PastDecisionId>))]
public readonly record struct PastDecisionId(Guid Value) : IId<PastDecisionId>
{
    /// <inheritdoc/>
    public static PastDecisionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Long work that goes on behind the pages.</summary>
[JsonConverter(typeof(IdConverter<JobId>))]
public readonly record struct JobId(Guid Value) : IId<JobId>
{
    /// <inheritdoc/>
    public static JobId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One attached paper.</summary>
[JsonConverter(typeof(IdConverter<DocumentId>))]
public readonly record struct DocumentId(Guid Value) : IId<DocumentId>
{
    /// <inheritdoc/>
    public static DocumentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Bytes kept in the vault.</summary>
[JsonConverter(typeof(IdConverter<BlobId>))]
public readonly record struct BlobId(Guid Value) : IId<BlobId>
{
    /// <inheritdoc/>
    public static BlobId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One piece of work waiting for an office.</summary>
[JsonConverter(typeof(IdConverter<TaskId>))]
public readonly record struct TaskId(Guid Value) : IId<TaskId>
{
    /// <inheritdoc/>
    public static TaskId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One tờ trình gathering nominees of many dossiers.</summary>
[JsonConverter(typeof(IdConverter<ProposalId>))]
public readonly record struct ProposalId(Guid Value) : IId<ProposalId>
{
    /// <inheritdoc/>
    public static ProposalId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One quyết định.</summary>
[JsonConverter(typeof(IdConverter<DecisionId>))]
public readonly record struct DecisionId(Guid Value) : IId<DecisionId>
{
    /// <inheritdoc/>
    public static DecisionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One sitting of a council.</summary>
[JsonConverter(typeof(IdConverter<SittingId>))]
public readonly record struct SittingId(Guid Value) : IId<SittingId>
{
    /// <inheritdoc/>
    public static SittingId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One inspection: ý kiến kiểm tra.</summary>
[JsonConverter(typeof(IdConverter<InspectionId>))]
public readonly record struct InspectionId(Guid Value) : IId<InspectionId>
{
    /// <inheritdoc/>
    public static InspectionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One member of a council, in one sitting.</summary>
[JsonConverter(typeof(IdConverter<MemberId>))]
public readonly record struct MemberId(Guid Value) : IId<MemberId>
{
    /// <inheritdoc/>
    public static MemberId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An account: one person's access.</summary>
[JsonConverter(typeof(IdConverter<AccountId>))]
public readonly record struct AccountId(Guid Value) : IId<AccountId>
{
    /// <inheritdoc/>
    public static AccountId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One person's function in one unit from a day to a day.</summary>
[JsonConverter(typeof(IdConverter<AppointmentId>))]
public readonly record struct AppointmentId(Guid Value) : IId<AppointmentId>
{
    /// <inheritdoc/>
    public static AppointmentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One ủy quyền.</summary>
[JsonConverter(typeof(IdConverter<DelegationId>))]
public readonly record struct DelegationId(Guid Value) : IId<DelegationId>
{
    /// <inheritdoc/>
    public static DelegationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What one or several people were told: the id of the event that records it.</summary>
[JsonConverter(typeof(IdConverter<NoticeId>))]
public readonly record struct NoticeId(Guid Value) : IId<NoticeId>
{
    /// <inheritdoc/>
    public static NoticeId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One e-mail message to one person.</summary>
[JsonConverter(typeof(IdConverter<MailId>))]
public readonly record struct MailId(Guid Value) : IId<MailId>
{
    /// <inheritdoc/>
    public static MailId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A unit (đơn vị): stable over renaming; merged units get new ids. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<UnitId>))]
public readonly record struct UnitId : ICode<UnitId>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public UnitId(string value) => _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a UnitId.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out UnitId code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>What an office does ("tham-muu", "lanh-dao"), whatever its name on a given day. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<FunctionCode>))]
public readonly record struct FunctionCode : ICode<FunctionCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public FunctionCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a FunctionCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out FunctionCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>An award form (hình thức khen thưởng), "giay-khen-xa". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<FormCode>))]
public readonly record struct FormCode : ICode<FormCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public FormCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a FormCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out FormCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A type of award (loại hình khen thưởng, Luật TĐKT Điều 8), "tong-ket". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<AwardType>))]
public readonly record struct AwardType : ICode<AwardType>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public AwardType(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a AwardType.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out AwardType code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A target group of a plan (đối tượng thi đua). 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<GroupCode>))]
public readonly record struct GroupCode : ICode<GroupCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public GroupCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a GroupCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out GroupCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A component of the dossier (thành phần hồ sơ), "to-trinh". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<ComponentCode>))]
public readonly record struct ComponentCode : ICode<ComponentCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public ComponentCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a ComponentCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ComponentCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A plan (kế hoạch). 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<PlanId>))]
public readonly record struct PlanId : ICode<PlanId>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public PlanId(string value) => _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a PlanId.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out PlanId code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A route (quy trình xét khen thưởng). 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<RouteCode>))]
public readonly record struct RouteCode : ICode<RouteCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public RouteCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a RouteCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RouteCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A step of a route. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<StepId>))]
public readonly record struct StepId : ICode<StepId>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public StepId(string value) => _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a StepId.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out StepId code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A rule of the ruleset. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<RuleCode>))]
public readonly record struct RuleCode : ICode<RuleCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public RuleCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a RuleCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RuleCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>How a party ended its part of a step. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<OutcomeCode>))]
public readonly record struct OutcomeCode : ICode<OutcomeCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public OutcomeCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a OutcomeCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out OutcomeCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A kind of register (sổ): "ho-so", "den", "to-trinh", "quyet-dinh". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<RegisterKind>))]
public readonly record struct RegisterKind : ICode<RegisterKind>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public RegisterKind(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a RegisterKind.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RegisterKind code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A kind of long work (<c>Jobs</c>): "quyet-dinh-nhap". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<JobKind>))]
public readonly record struct JobKind : ICode<JobKind>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public JobKind(string value) => _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a JobKind.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out JobKind code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Code of a refusal as it is kept in an event: "past.exists". 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<RefusalCode>))]
public readonly record struct RefusalCode : ICode<RefusalCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public RefusalCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a RefusalCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RefusalCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>What a register's number was taken for; the same purpose gets the same number again. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<PurposeCode>))]
public readonly record struct PurposeCode : ICode<PurposeCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public PurposeCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a PurposeCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out PurposeCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Who takes messages: the name of its queue. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<ConsumerCode>))]
public readonly record struct ConsumerCode : ICode<ConsumerCode>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public ConsumerCode(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a ConsumerCode.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ConsumerCode code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A key of the vault. 1–80 characters of a–z, 0–9, '.', '-', '_'.</summary>
[JsonConverter(typeof(CodeConverter<KeyId>))]
public readonly record struct KeyId : ICode<KeyId>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public KeyId(string value) => _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a KeyId.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out KeyId code)
    {
        var value = text;
        var ok = CodeText.IsSlug(value);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Text that is public by its nature (name of a unit, of an office, of a route's step), up to 500 characters, NFC.</summary>
[JsonConverter(typeof(CodeConverter<PublicText>))]
public readonly record struct PublicText : ICode<PublicText>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public PublicText(string value) =>
        _value = CodeText.IsPlain(value, 500) ? value : throw new ArgumentException("Not a PublicText.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out PublicText code)
    {
        var value = text;
        var ok = CodeText.IsPlain(value, 500);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Number and symbol of a document ("36/KH-UBND"), up to 60 characters.</summary>
[JsonConverter(typeof(CodeConverter<DocumentNumber>))]
public readonly record struct DocumentNumber : ICode<DocumentNumber>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public DocumentNumber(string value) =>
        _value = CodeText.IsPlain(value, 60) ? value : throw new ArgumentException("Not a DocumentNumber.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out DocumentNumber code)
    {
        var value = text;
        var ok = CodeText.IsPlain(value, 60);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A media type as judged from content ("application/pdf").</summary>
[JsonConverter(typeof(CodeConverter<MediaType>))]
public readonly record struct MediaType : ICode<MediaType>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public MediaType(string value) =>
        _value = CodeText.IsPlain(value, 100) ? value : throw new ArgumentException("Not a MediaType.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out MediaType code)
    {
        var value = text;
        var ok = CodeText.IsPlain(value, 100);
        code = ok ? new(value!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A SHA-256 digest: 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(CodeConverter<Digest>))]
public readonly record struct Digest : ICode<Digest>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public Digest(string value) => _value = IsDigest(value) ? value : throw new ArgumentException("Not a digest.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out Digest code)
    {
        var ok = IsDigest(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsDigest(string? text)
    {
        if (text is not { Length: 64 })
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return false;
            }
        }

        return true;
    }
}
