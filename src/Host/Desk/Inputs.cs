namespace PhongTrao.Host.Desk;

// What people send, as sent: nothing here is checked yet. Codes, ids and days are text; days are yyyy-MM-dd or dd/MM/yyyy.
// API bodies and page forms are read into these by name (Inputs), so a field is called the same everywhere.

/// <summary>User name and password.</summary>
public sealed record SignInInput(string? UserName, string? Password);

/// <summary>A new password.</summary>
public sealed record ChangePasswordInput(string? OldPassword, string? NewPassword);

/// <summary>A new account.</summary>
/// <param name="UserName">1–100 characters.</param>
/// <param name="DisplayName">Họ và tên, sealed under the account's key.</param>
public sealed record AccountInput(string? UserName, string? DisplayName);

/// <summary>Where a secret paper lies.</summary>
public sealed record PaperPlaceInput(string? Number, string? Date, string? KeptAt);

/// <summary>Opens a filing for one or more forms.</summary>
/// <param name="Unit">The unit that proposes; may be left out by somebody who prepares for one unit only.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Type">Type of award.</param>
/// <param name="Forms">1–10 award forms; for each a dossier is opened.</param>
/// <param name="Secrecy">normal, secret, top-secret, most-secret; normal where left out.</param>
/// <param name="Paper">Where the paper lies; only for secret ones.</param>
/// <param name="Recognition">Công nhận danh hiệu: which of the plan's recognitions; type and forms are then left out.</param>
public sealed record FilingInput(
    string? Unit,
    string? Plan,
    string? Type,
    IReadOnlyList<string?>? Forms,
    string? Secrecy,
    PaperPlaceInput? Paper,
    string? Recognition = null
);

/// <summary>Which revision of a plan is meant.</summary>
/// <param name="Source">Digest of its file, as it was looked at.</param>
public sealed record PlanSourceInput(string? Source);

/// <summary>Confirms a revision of a plan.</summary>
/// <param name="Source">Digest of its file, as it was looked at.</param>
/// <param name="Change">sua-doi: its issuer changed the plan; dinh-chinh: only the file did not say what the paper says.</param>
/// <param name="Number">Number of the document that changed the plan; for sua-doi.</param>
/// <param name="Date">Its date; for sua-doi.</param>
/// <param name="Issuer">Who issued it, up to 500 characters; for sua-doi.</param>
public sealed record ConfirmRevisionInput(string? Source, string? Change, string? Number, string? Date, string? Issuer);

/// <summary>One occurrence of a duty.</summary>
/// <param name="Duty">The duty.</param>
/// <param name="Period">Which occurrence, as deadlines name it; mot-lan where left out.</param>
public sealed record DutyPeriodInput(string? Duty, string? Period);

/// <summary>Accepts moves of open duties.</summary>
/// <param name="Revision">The plan's revision that was looked at.</param>
/// <param name="Occurrences">Which, 1–1,000.</param>
public sealed record AcceptMovesInput(int? Revision, IReadOnlyList<DutyPeriodInput?>? Occurrences);

/// <summary>Keeps the days of open duties that a revision would move.</summary>
/// <param name="Revision">The plan's revision that was looked at.</param>
/// <param name="Occurrences">Which, 1–1,000.</param>
/// <param name="Basis">Why, up to 500 characters.</param>
public sealed record KeepDaysInput(int? Revision, IReadOnlyList<DutyPeriodInput?>? Occurrences, string? Basis);

/// <summary>Gia hạn.</summary>
/// <param name="Duty">The duty.</param>
/// <param name="Period">Which occurrence; mot-lan where left out.</param>
/// <param name="Units">For whom, 0–200 units; none: for all that it binds.</param>
/// <param name="LastValidDay">New last day on which it is in time, later than the one it has.</param>
/// <param name="Hour">Last moment on that day, HH:mm; 24:00 where left out.</param>
/// <param name="Number">Number of the document that says so.</param>
/// <param name="Date">Its date.</param>
/// <param name="Issuer">Who issued it, up to 500 characters.</param>
public sealed record ExtendDutyInput(
    string? Duty,
    string? Period,
    IReadOnlyList<string?>? Units,
    string? LastValidDay,
    string? Hour,
    string? Number,
    string? Date,
    string? Issuer
);

/// <summary>Copies a plan as the start of one's own.</summary>
/// <param name="Issuer">The unit that issues the new one.</param>
/// <param name="IssuedBy">Who speaks in its head, up to 500 characters; the source's where the issuer is the same, else "UBND" and the unit's name.</param>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày.</param>
/// <param name="Title">Trích yếu; the source's where left out.</param>
/// <param name="PeriodFrom">First day of its period.</param>
/// <param name="PeriodTo">Last day of its period.</param>
public sealed record CopyPlanInput(
    string? Issuer,
    string? IssuedBy,
    string? Number,
    string? Date,
    string? Title,
    string? PeriodFrom,
    string? PeriodTo
);

/// <summary>Áp dụng.</summary>
/// <param name="Units">1–200 units.</param>
/// <param name="From">First day on which it binds them.</param>
public sealed record ApplyPlanInput(IReadOnlyList<string?>? Units, string? From);

/// <summary>Thôi áp dụng.</summary>
/// <param name="Units">1–200 units it is applied to.</param>
/// <param name="LastDay">Last day; before the first one: the act is taken back.</param>
/// <param name="Basis">Why, up to 500 characters.</param>
public sealed record EndApplicationInput(IReadOnlyList<string?>? Units, string? LastDay, string? Basis);

/// <summary>The day of an occurrence to which the plan gives none.</summary>
/// <param name="Duty">Code of the duty.</param>
/// <param name="Period">Key of the occurrence; "mot-lan" where left out.</param>
/// <param name="LastValidDay">Last day on which it is in time.</param>
/// <param name="Opens">First day; may be left out.</param>
/// <param name="Hour">Last moment on the last valid day, HH:mm; 24:00 where left out.</param>
/// <param name="Basis">Why this day, up to 500 characters.</param>
/// <param name="Number">Number of the document that says so, with its date; both or neither.</param>
/// <param name="Date">Its date.</param>
public sealed record DateDutyInput(
    string? Duty,
    string? Period,
    string? LastValidDay,
    string? Opens,
    string? Hour,
    string? Basis,
    string? Number,
    string? Date
);

/// <summary>Phân bổ chỉ tiêu.</summary>
/// <param name="Form">The form.</param>
/// <param name="Type">The type of award.</param>
/// <param name="Quota">Code of the plan's quota (khối).</param>
/// <param name="From">The unit that gives.</param>
/// <param name="To">A unit below it.</param>
/// <param name="Places">How many in all from now on, 0–1,000,000.</param>
/// <param name="Number">Số of the act that gives them.</param>
/// <param name="Date">Its date.</param>
/// <param name="Note">Why more than is held, up to 500 characters; may be left out.</param>
public sealed record AllocateQuotaInput(
    string? Form,
    string? Type,
    string? Quota,
    string? From,
    string? To,
    int? Places,
    string? Number,
    string? Date,
    string? Note
);

/// <summary>Xin thêm chỉ tiêu.</summary>
/// <param name="Form">The form.</param>
/// <param name="Type">The type of award.</param>
/// <param name="Quota">Code of the plan's quota (khối).</param>
/// <param name="Unit">Who asks.</param>
/// <param name="Places">How many in all it wants, 0–1,000,000.</param>
/// <param name="Reason">Why, up to 500 characters.</param>
public sealed record AskQuotaInput(string? Form, string? Type, string? Quota, string? Unit, int? Places, string? Reason);

/// <summary>Opens one dossier, with a filing of its own.</summary>
public sealed record DossierInput(string? Unit, string? Plan, string? Type, string? Form, string? Secrecy, PaperPlaceInput? Paper);

/// <summary>One more form of a filing.</summary>
public sealed record FormInput(string? Form);

/// <summary>A nominee. In secret dossiers only kind and group are accepted.</summary>
/// <param name="Kind">person, collective, household.</param>
/// <param name="Group">Target group of the plan.</param>
/// <param name="Name">Họ và tên, name of the collective or head of household; up to 200 characters.</param>
/// <param name="Position">Chức vụ, nghề nghiệp.</param>
/// <param name="Workplace">Đơn vị, nơi ở.</param>
/// <param name="BirthYear">1900–2100.</param>
/// <param name="Achievement">Tóm tắt thành tích, up to 4,000 characters.</param>
/// <param name="Unnamed">Không công khai danh tính.</param>
/// <param name="Subject">
/// Id of a person, household or collective known from another dossier or a past decision; left out: a new one, or whom a nominee that is
/// changed was.
/// </param>
/// <param name="Account">The nominee's own account, where it is somebody who works here: they may never review this dossier.</param>
/// <param name="Small">Tập thể nhỏ.</param>
/// <param name="Members">Members of the collective, 1–1,000,000.</param>
/// <param name="Women">How many of these are women; only with <paramref name="Members"/>, and not more than they are.</param>
/// <param name="Remote">In a remote or disadvantaged area.</param>
/// <param name="Body">What sort of body it is, one of those that the plan's quotas name (<c>kinds</c>), in a recognition those of its subjects.</param>
/// <param name="BodyUnit">The registered unit that it is, or that the person heads: the proposing one, or one below it.</param>
public sealed record NomineeInput(
    string? Kind,
    string? Group,
    string? Name,
    string? Position,
    string? Workplace,
    int? BirthYear,
    bool? Female,
    string? Achievement,
    string? SortName,
    bool? Leader,
    bool? DirectWorker,
    bool? Unnamed,
    string? Subject,
    string? Account = null,
    bool? Small = null,
    int? Members = null,
    int? Women = null,
    bool? Remote = null,
    string? Body = null,
    string? BodyUnit = null
);

/// <summary>What the proposer states of a component.</summary>
public sealed record ComponentInput(string? Component, int? Copies, bool? Confirmed, bool? NotApplicable);

/// <summary>What a reviewer found of a component.</summary>
public sealed record ComponentCheckInput(string? Component, string? Nominee, bool? Found, bool? Confirmed, int? Copies);

/// <summary>A reason, up to 2,000 characters.</summary>
public sealed record ReasonInput(string? Reason);

/// <summary>A note that may be left out.</summary>
public sealed record NoteInput(string? Note);

/// <summary>Tiếp nhận.</summary>
/// <param name="Number">Số đến; the next number of the unit's register where left out.</param>
/// <param name="On">Ngày nhận; today where left out.</param>
/// <param name="ReturnOn">Ngày hẹn trả.</param>
/// <param name="LateReason">Why it is taken in although it was submitted late, up to 4,000 characters; for late recognitions.</param>
public sealed record ReceiveInput(string? Number, string? On, string? ReturnOn, string? LateReason = null);

/// <summary>Chuyển xử lý.</summary>
/// <param name="To">Account id of somebody who holds the task's function.</param>
public sealed record ReassignInput(string? To);

/// <summary>Cử người xử lý.</summary>
/// <param name="To">Account id of somebody who works in the task's unit, by appointment or under an ủy quyền.</param>
/// <param name="Reason">Why; must be given, except in a secret dossier.</param>
public sealed record EntrustInput(string? To, string? Reason);

/// <summary>Votes on one nominee.</summary>
public sealed record TallyInput(int? Members, int? Issued, int? Returned, int? Valid, int? For, int? Against);

/// <summary>What is said of one nominee.</summary>
/// <param name="Nominee">Whom.</param>
/// <param name="Passed">Đủ điều kiện.</param>
/// <param name="Note">Why; must be given where it does not pass.</param>
/// <param name="Tally">Votes of a council.</param>
/// <param name="Points">Points given, in a recognition that is scored: "87,5".</param>
public sealed record VerdictInput(string? Nominee, bool? Passed, string? Note, TallyInput? Tally, string? Points = null);

/// <summary>A signed paper.</summary>
/// <param name="Number">Số, ký hiệu; from the unit's register where left out.</param>
/// <param name="Date">Ngày văn bản; today where left out.</param>
/// <param name="Signer">Họ và tên người ký.</param>
/// <param name="Position">Chức vụ người ký.</param>
/// <param name="Form">direct, tm, kt, tl, tuq.</param>
/// <param name="ScanBy">Day by which the signed scan will be attached; where no scan is attached now.</param>
public sealed record PaperInput(string? Number, string? Date, string? Signer, string? Position, string? Form, string? ScanBy);

/// <summary>Ends a task.</summary>
/// <param name="Verdicts">One for each nominee still in; for steps that judge.</param>
/// <param name="AllPassed">Instead of verdicts: every nominee still in passes.</param>
/// <param name="GoTo">Back to this earlier step instead of on.</param>
/// <param name="Paper">The signed paper of the step.</param>
/// <param name="Note">Opinion of the step.</param>
/// <param name="On">Day of notification or archiving; today where left out.</param>
/// <param name="Place">Where the archived file is kept.</param>
/// <param name="Overrides">Reasons for passing over warnings; may be left out.</param>
public sealed record CompleteInput(
    IReadOnlyList<VerdictInput?>? Verdicts,
    bool? AllPassed,
    string? GoTo,
    PaperInput? Paper,
    string? Note,
    string? On,
    string? Place,
    IReadOnlyList<OverrideInput?>? Overrides = null
);

/// <summary>Why a warning is passed over.</summary>
/// <param name="Nominee">For whom.</param>
/// <param name="Rule">Code of the rule as findings give it; "doi-tuong" for the rule on groups and types of award.</param>
/// <param name="Reason">Up to 4,000 characters.</param>
public sealed record OverrideInput(string? Nominee, string? Rule, string? Reason);

/// <summary>Xin ý kiến (hiệp y).</summary>
/// <param name="Unit">The unit that is asked.</param>
/// <param name="Function">Its office.</param>
/// <param name="Question">What is asked, up to 4,000 characters; must be given, except in a secret dossier.</param>
public sealed record ConsultInput(string? Unit, string? Function, string? Question);

/// <summary>Cho ý kiến.</summary>
/// <param name="Answer">dong-y, khong-dong-y, y-kien-khac.</param>
/// <param name="Text">In words, up to 4,000 characters; may be left out where the office simply agrees.</param>
/// <param name="Number">Number of its paper, with its date; both or neither.</param>
/// <param name="Date">Its date.</param>
public sealed record OpinionInput(string? Answer, string? Text, string? Number, string? Date);

/// <summary>Thôi xin ý kiến.</summary>
/// <param name="Opinion">The task of the office that was asked.</param>
/// <param name="Reason">Why; must be given, except in a secret dossier.</param>
public sealed record StopConsultingInput(string? Opinion, string? Reason);

/// <summary>Tạm dừng xét.</summary>
/// <param name="Nominee">Who.</param>
/// <param name="Cause">ky-luat, thanh-tra-kiem-tra, khieu-nai-to-cao.</param>
/// <param name="Reason">In words, up to 4,000 characters; must be given, except in a secret dossier.</param>
public sealed record SuspendInput(string? Nominee, string? Cause, string? Reason);

/// <summary>Đề nghị chuyển hình thức khen.</summary>
/// <param name="Nominee">Who.</param>
/// <param name="Form">The form now proposed.</param>
/// <param name="Clause">Clause it rests on, up to 500 characters; may be left out.</param>
/// <param name="Reason">Why; must be given, except in a secret dossier.</param>
/// <param name="QuotaNote">
/// Why a place more than the quota of the other form has is asked for; the reason where left out. Of a secret dossier nothing but the number of
/// the paper that says why.
/// </param>
public sealed record OtherFormInput(string? Nominee, string? Form, string? Clause, string? Reason, string? QuotaNote = null);

/// <summary>Bỏ trống: numbers of a register that were left out.</summary>
/// <param name="From">The first, 1–99999.</param>
/// <param name="To">The last, included; 1–99999.</param>
/// <param name="Reason">Why they stand on no paper here, up to 4,000 characters; must be given.</param>
public sealed record LeaveOutInput(int? From, int? To, string? Reason);

/// <summary>Something that is missing.</summary>
public sealed record MissingInput(string? Component, string? Nominee, string? Note);

/// <summary>Trả lại bổ sung.</summary>
public sealed record SupplementInput(IReadOnlyList<MissingInput?>? Items, string? AnswerBy);

/// <summary>One nominee falls out, or is taken off a list.</summary>
public sealed record NomineeReasonInput(string? Nominee, string? Reason);

/// <summary>Nominees wait in a linked dossier.</summary>
public sealed record SplitInput(IReadOnlyList<string?>? Nominees, string? Reason);

/// <summary>Nominee of a dossier, on a common list.</summary>
public sealed record GatheredInput(string? Dossier, string? Nominee);

/// <summary>A draft tờ trình.</summary>
/// <param name="Unit">The unit that proposes; may be left out by somebody who acts for one unit only.</param>
/// <param name="Form">The award form.</param>
/// <param name="Nominees">Gathered at once; may be left out.</param>
public sealed record ProposalInput(string? Unit, string? Form, IReadOnlyList<GatheredInput?>? Nominees);

/// <summary>Nominees for a list.</summary>
public sealed record GatherInput(IReadOnlyList<GatheredInput?>? Nominees);

/// <summary>A draft decision.</summary>
/// <param name="Authority">Whose decision it is.</param>
/// <param name="Form">The award form.</param>
/// <param name="RecordedFor">For an authority outside the system: the unit that records its answer.</param>
/// <param name="Nominees">Entered at once; may be left out.</param>
public sealed record DecisionInput(string? Authority, string? Form, string? RecordedFor, IReadOnlyList<GatheredInput?>? Nominees);

/// <summary>Hủy bỏ quyết định khen thưởng.</summary>
/// <param name="Nominees">For whom, 1–2,000 of those on the decision.</param>
/// <param name="Ground">gian-doi, thong-tin-sai, trai-quy-dinh, ket-luan-sau.</param>
public sealed record RevokeInput(IReadOnlyList<string?>? Nominees, string? Ground);

/// <summary>What is read otherwise of one nominee on a decision.</summary>
/// <param name="Nominee">Of whom.</param>
/// <param name="Field">name, position, workplace, achievement.</param>
/// <param name="Wording">As it is to be read, up to 300 characters, of an achievement up to 4,000.</param>
public sealed record WordingInput(string? Nominee, string? Field, string? Wording);

/// <summary>Đính chính quyết định khen thưởng.</summary>
/// <param name="Wordings">1–2,000.</param>
/// <param name="Basis">Căn cứ, up to 4,000 characters.</param>
public sealed record CorrectInput(IReadOnlyList<WordingInput?>? Wordings, string? Basis);

/// <summary>Sửa đổi, thay thế quyết định khen thưởng.</summary>
/// <param name="Nominees">For whom, 1–2,000 of those on the decision.</param>
/// <param name="Basis">Căn cứ, up to 4,000 characters.</param>
public sealed record ReplaceInput(IReadOnlyList<string?>? Nominees, string? Basis);

/// <summary>Rewards that were paid.</summary>
/// <param name="Nominees">Whose, 1–2,000 of those on the decision.</param>
/// <param name="On">Day; today where left out.</param>
/// <param name="Number">Number of the document of payment.</param>
/// <param name="Amount">Đồng for each of them; as the rules say where left out.</param>
public sealed record PayInput(IReadOnlyList<string?>? Nominees, string? On, string? Number, int? Amount);

/// <summary>Thu hồi hiện vật, tiền thưởng.</summary>
/// <param name="Nominees">Whose, 1–2,000 of those on the decision that cancels.</param>
/// <param name="Item">hien-vat, tien-thuong.</param>
/// <param name="On">Day; today where left out.</param>
/// <param name="Number">Number of the paper on it; may be left out.</param>
/// <param name="Reason">Why it was not recovered; left out where it was.</param>
public sealed record RecoverInput(IReadOnlyList<string?>? Nominees, string? Item, string? On, string? Number, string? Reason);

/// <summary>Công khai; trao thưởng.</summary>
/// <param name="On">Day; today where left out.</param>
/// <param name="Place">Where, up to 500 characters.</param>
public sealed record OccasionInput(string? On, string? Place);

/// <summary>Thông báo kết quả of a decision.</summary>
/// <param name="Number">Số thông báo; the next of the register where left out.</param>
/// <param name="On">Day; today where left out.</param>
public sealed record NotifyInput(string? Number, string? On);

/// <summary>Đang xem xét hủy.</summary>
/// <param name="Nominees">For whom, 1–2,000 of those on the decision.</param>
/// <param name="Ground">gian-doi, thong-tin-sai, trai-quy-dinh, ket-luan-sau.</param>
/// <param name="Reason">In words, up to 4,000 characters; must be given.</param>
public sealed record ConsiderInput(IReadOnlyList<string?>? Nominees, string? Ground, string? Reason);

/// <summary>Không hủy.</summary>
/// <param name="Nominees">For whom, 1–2,000 of those considered.</param>
/// <param name="Reason">Why, up to 4,000 characters; must be given.</param>
public sealed record DismissInput(IReadOnlyList<string?>? Nominees, string? Reason);

/// <summary>Moves the domain clock forward.</summary>
/// <param name="To">Instant, ISO 8601 with offset.</param>
public sealed record ClockInput(string? To);

/// <summary>A file on its way in.</summary>
/// <param name="FileName">As the sender named it.</param>
/// <param name="Content">Read once, from where it stands.</param>
/// <param name="Component">The component it stands for; null for other papers.</param>
/// <param name="Nominee">Whose, where the component is one per nominee.</param>
public sealed record Upload(string? FileName, Stream Content, string? Component = null, string? Nominee = null);
