using System.Text.Json.Serialization;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// The vocabulary of a dossier (hồ sơ): one case of one award form and one type of award, with several nominees. The shapes
/// are stored for ever (see <c>EventTypes</c>): members may be added with a default, never renamed or removed. Reasons and
/// notes are null exactly where the dossier is secret: it has no text but codes, numbers and dates.
/// </summary>
public abstract record DossierEvent
{
    private DossierEvent() { }

    /// <summary>Whether it changes what a person decides on (the ETag): who works on which task does not, nor a due date moved by the calendar.</summary>
    public bool Decides() =>
        this
            is not (
                TaskClaimed
                or TaskReleased
                or TaskReassigned
                or TaskEntrusted
                or TaskEscalated
                or DuesRecounted
                or ClockStopped
                or ClockRestarted
            );

    /// <summary>Lập hồ sơ: a draft exists, opened from a filing or split off another dossier.</summary>
    /// <param name="Filing">The lần trình it belongs to.</param>
    /// <param name="Unit">The unit that proposes.</param>
    /// <param name="Plan">The plan.</param>
    /// <param name="Form">The award form.</param>
    /// <param name="Type">The type of award.</param>
    /// <param name="Secrecy">Độ mật; for anything but normal there are no names, texts or files.</param>
    /// <param name="Paper">Where the secret paper lies; only for secret dossiers.</param>
    /// <param name="PreparedBy">Who prepares it: may never review it.</param>
    /// <param name="Recognition">
    /// Công nhận danh hiệu: which of the plan's recognitions it is for; the form is then the title. Null: it is for an award.
    /// </param>
    public sealed record Opened(
        FilingId Filing,
        UnitId Unit,
        PlanId Plan,
        FormCode Form,
        AwardType Type,
        Secrecy Secrecy,
        PaperRecord? Paper,
        AccountId PreparedBy,
        RuleCode? Recognition = null
    ) : DossierEvent;

    /// <summary>
    /// Opened by splitting nominees off another dossier: it continues where that one stood, under the same route plan, and
    /// the clock runs on.
    /// </summary>
    /// <param name="Number">The number under which that one was submitted.</param>
    /// <param name="Dues">Due dates of what was open there: splitting off gives nobody more time.</param>
    /// <param name="SupplementRounds">Supplements asked for so far.</param>
    /// <param name="Colleagues">Who prepared that one, besides <paramref name="PreparedBy"/>; null in logs of earlier releases.</param>
    /// <param name="Suspended">Who of them is suspended; null: nobody.</param>
    /// <param name="StoppedOn">Everybody is, and the clock stands since that day; null: it runs.</param>
    /// <param name="OverriddenRules">Warnings passed over for them there; null: none.</param>
    /// <param name="Recognition">What was registered and scored of them in a recognition; null: it is for an award.</param>
    public sealed record OpenedBySplit(
        DossierId From,
        FilingId Filing,
        UnitId Unit,
        PlanId Plan,
        FormCode Form,
        AwardType Type,
        AccountId PreparedBy,
        IReadOnlyList<NomineeEntry> Nominees,
        IReadOnlyList<DocumentEntry> Documents,
        SubmissionTerms Terms,
        IReadOnlyList<StepEnd> Progress,
        IReadOnlyList<LevelReceipt> Receipts,
        Secrecy Secrecy,
        PaperRecord? Paper,
        DocumentNumber Number,
        IReadOnlyList<ComponentStatement> Statements,
        IReadOnlyList<RunningDue> Dues,
        int SupplementRounds,
        IReadOnlyList<AccountId>? Colleagues = null,
        IReadOnlyList<Suspension>? Suspended = null,
        DateOnly? StoppedOn = null,
        IReadOnlyList<RuleOverride>? OverriddenRules = null,
        RecognitionCarried? Recognition = null
    ) : DossierEvent;

    /// <summary>
    /// Cùng lập hồ sơ: somebody who was not known to has written on it, or had it written for them. They may never review it.
    /// Recorded once, beside the first thing they wrote.
    /// </summary>
    public sealed record PreparerJoined(AccountId Account) : DossierEvent;

    /// <summary>
    /// Chuyển thẩm quyền giải quyết: it goes on under another route, because whoever had to act is there no more. What is done stays done,
    /// under the names it was done under; which work is dropped and which opens follows in the same write.
    /// </summary>
    /// <param name="Terms">What holds from now on: the route with the steps that are done and those to come; the rest as submitted.</param>
    /// <param name="Progress">The steps that are done, as the route engine is asked.</param>
    /// <param name="At">Where it goes on.</param>
    /// <param name="Former">The route up to now.</param>
    /// <param name="FormerVersion">That route's version.</param>
    /// <param name="Basis">Căn cứ: the document that moves the authority, as quoted.</param>
    /// <param name="Reason">In words, sealed under the dossier's key; null: the basis says it.</param>
    /// <param name="Dues">Of work that goes on with the same step elsewhere: its due date, which continues; null: nothing does.</param>
    /// <param name="SupplementDropped">A supplement was awaited by an office that acts no more: the next one asks again; null: none was.</param>
    public sealed record Rerouted(
        SubmissionTerms Terms,
        IReadOnlyList<StepEnd> Progress,
        StepId At,
        RouteCode Former,
        int FormerVersion,
        PublicText Basis,
        Sealed? Reason = null,
        IReadOnlyList<RunningDue>? Dues = null,
        bool? SupplementDropped = null
    ) : DossierEvent;

    /// <summary>Nhận lập tiếp: the successor of the unit that drafted it goes on with it as its own.</summary>
    /// <param name="From">The former unit.</param>
    /// <param name="To">Its successor.</param>
    public sealed record TakenOver(UnitId From, UnitId To) : DossierEvent;

    /// <summary>A nominee was entered.</summary>
    public sealed record NomineeAdded(NomineeEntry Nominee) : DossierEvent;

    /// <summary>A nominee's particulars were replaced.</summary>
    public sealed record NomineeChanged(NomineeEntry Nominee) : DossierEvent;

    /// <summary>A nominee was taken out of the draft.</summary>
    public sealed record NomineeRemoved(NomineeId Nominee) : DossierEvent;

    /// <summary>A paper was attached; its bytes are in the vault already.</summary>
    public sealed record DocumentAttached(DocumentEntry Document) : DossierEvent;

    /// <summary>A paper was taken off.</summary>
    public sealed record DocumentRemoved(DocumentId Document) : DossierEvent;

    /// <summary>What the proposer states of a component: paper copies, whether it bears the required confirmation.</summary>
    public sealed record ComponentStated(ComponentStatement Statement) : DossierEvent;

    /// <summary>What a reviewer found of a component, for all or for one nominee.</summary>
    /// <param name="Task">The reviewer's task.</param>
    /// <param name="Component">Which.</param>
    /// <param name="Nominee">Whose report, where the component is one per nominee.</param>
    /// <param name="Found">Present and in order?</param>
    /// <param name="Confirmed">Bears the required confirmation ("có xác nhận")?</param>
    /// <param name="Copies">Paper copies counted.</param>
    public sealed record ComponentChecked(TaskId Task, ComponentCode Component, NomineeId? Nominee, bool Found, bool Confirmed, int Copies)
        : DossierEvent;

    /// <summary>Nộp hồ sơ: from here on the route plan, checklist and limits stand as resolved.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Terms">What was resolved.</param>
    /// <param name="Answers">The occurrence of a duty of its plan that it answers; null: none, or nobody said which.</param>
    /// <param name="Also">Duties of the nominees themselves that it answers, in a recognition; null: none.</param>
    public sealed record Submitted(
        DocumentNumber Number,
        SubmissionTerms Terms,
        DutyKey? Answers = null,
        IReadOnlyList<DutyKey>? Also = null
    ) : DossierEvent;

    /// <summary>Đăng ký danh hiệu, mới or giữ vững: who is to be proposed when the year is over. The last one counts.</summary>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Nominees">Who.</param>
    /// <param name="Answers">Occurrences of duties to register that it answers.</param>
    public sealed record Registered(DateOnly On, IReadOnlyList<TitleRegistration> Nominees, IReadOnlyList<DutyKey> Answers) : DossierEvent;

    /// <summary>Tự chấm điểm: the points a nominee gives itself, before the submission or, where the assessed year was not over then, after.</summary>
    /// <param name="Nominee">Whose.</param>
    /// <param name="Score">Points and the grade that follows from them.</param>
    /// <param name="Rule">The scale's rule.</param>
    /// <param name="On">Day in Hà Nội.</param>
    public sealed record ScoreStated(NomineeId Nominee, TitleScore Score, RuleCode Rule, DateOnly On) : DossierEvent;

    /// <summary>Tiếp nhận at a level: số đến, ngày nhận, ngày hẹn trả.</summary>
    /// <param name="Task">At which task.</param>
    /// <param name="Receipt">The receipt.</param>
    /// <param name="LateReason">Why it is taken in although it was late, sealed; null: it was not, or it is secret.</param>
    public sealed record Received(TaskId Task, LevelReceipt Receipt, Sealed? LateReason = null) : DossierEvent;

    /// <summary>Work waits in an office's queue. Carries what a queue shows, so that views need no other event for it.</summary>
    /// <param name="Task">Its id.</param>
    /// <param name="Open">Which step, for which party, in which round.</param>
    /// <param name="Act">What is to be done.</param>
    /// <param name="StepName">The step as people read it.</param>
    /// <param name="Receives">The dossier must be received at this level first.</param>
    /// <param name="DueOn">Last day, ends 24:00 Hà Nội; null where no rule sets a limit.</param>
    /// <param name="DueProvisional">The calendar of that year is "tạm tính".</param>
    /// <param name="CountedFrom">Day from which the limit was counted; null without a limit, and in older releases.</param>
    /// <param name="CalendarRevision">Revision of the calendar it was counted by; null likewise.</param>
    public sealed record TaskOpened(
        TaskId Task,
        OpenStep Open,
        StepAct Act,
        PublicText StepName,
        bool Receives,
        DateOnly? DueOn,
        bool DueProvisional,
        DateOnly? CountedFrom = null,
        int? CalendarRevision = null
    ) : DossierEvent;

    /// <summary>Nhận việc.</summary>
    public sealed record TaskClaimed(TaskId Task, AccountId By) : DossierEvent;

    /// <summary>Trả việc về hàng đợi.</summary>
    public sealed record TaskReleased(TaskId Task) : DossierEvent;

    /// <summary>Chuyển xử lý.</summary>
    public sealed record TaskReassigned(TaskId Task, AccountId To) : DossierEvent;

    /// <summary>
    /// Cử người xử lý: nobody of the office may judge (it would be their own affair) or nobody holds it, and a head named
    /// somebody else of the unit for this one task.
    /// </summary>
    /// <param name="Task">The task.</param>
    /// <param name="To">Who acts on it; in whatever function they hold in the unit.</param>
    /// <param name="Reason">Why; null in secret dossiers, and where a split brought the naming along.</param>
    public sealed record TaskEntrusted(TaskId Task, AccountId To, Sealed? Reason) : DossierEvent;

    /// <summary>
    /// Chuyển lên cấp trên: nobody of the office may act and its head cannot or does not name another, so the task waits at the
    /// superior unit's office from here on. The step and its party stay what the route says.
    /// </summary>
    /// <param name="Task">The task.</param>
    /// <param name="To">The office in whose queue it stands now.</param>
    /// <param name="Cause">Why it leaves the unit.</param>
    /// <param name="Reason">In words; null in secret dossiers, and where a split brought the move along.</param>
    public sealed record TaskEscalated(TaskId Task, Party To, EscalationCause Cause, Sealed? Reason) : DossierEvent;

    /// <summary>The task needs nobody any more: the dossier went back, was withdrawn, or its last nominee fell out.</summary>
    public sealed record TaskCancelled(TaskId Task) : DossierEvent;

    /// <summary>A party ended its part of a step, with a verdict on each nominee still in.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="End">What the route engine needs to know.</param>
    /// <param name="Verdicts">One for each nominee that was still in.</param>
    /// <param name="Paper">The signed paper: tờ trình, biên bản, phiếu; null where the step makes none.</param>
    /// <param name="Proposal">The tờ trình that covers it, when several dossiers went up together.</param>
    /// <param name="Note">Opinion of the step, sealed under the dossier's key.</param>
    /// <param name="Found">What the machine found of each rule it can check, as it was known then; null where nothing was compared.</param>
    /// <param name="Overrides">Warnings that whoever judged passed over, each with the reason; null: none.</param>
    /// <param name="Sitting">The sitting of the council that voted, when it voted on several dossiers together; null: none.</param>
    public sealed record StepCompleted(
        TaskId Task,
        StepEnd End,
        IReadOnlyList<NomineeVerdict> Verdicts,
        SignedPaper? Paper,
        ProposalId? Proposal,
        Sealed? Note,
        IReadOnlyList<RuleFound>? Found = null,
        IReadOnlyList<RuleOverride>? Overrides = null,
        SittingId? Sitting = null
    ) : DossierEvent;

    /// <summary>Trả lại bổ sung: what is missing; the clock stands from here.</summary>
    /// <param name="Task">The reviewer's task.</param>
    /// <param name="Round">1 for the first time.</param>
    /// <param name="Items">What is missing; at least one.</param>
    /// <param name="AnswerBy">Last day for the answer, or null.</param>
    /// <param name="On">Day in Hà Nội from which the clock stands.</param>
    public sealed record SupplementRequested(TaskId Task, int Round, IReadOnlyList<MissingItem> Items, DateOnly? AnswerBy, DateOnly On)
        : DossierEvent;

    /// <summary>Bổ sung, nộp lại: the clock runs again; due dates moved by the working days it stood.</summary>
    /// <param name="Round">Which supplement.</param>
    /// <param name="Dues">What moved.</param>
    /// <param name="Note">Sealed under the dossier's key.</param>
    /// <param name="On">Day in Hà Nội on which the clock runs again; null in older releases.</param>
    /// <param name="CalendarRevision">Revision of the calendar by which it was counted; null in older releases.</param>
    public sealed record SupplementProvided(
        int Round,
        IReadOnlyList<MovedDue> Dues,
        Sealed? Note,
        DateOnly? On = null,
        int? CalendarRevision = null
    ) : DossierEvent;

    /// <summary>The calendar changed, and what was open and ahead was counted again; only what came out differently is named.</summary>
    /// <param name="CalendarRevision">The calendar's revision after the change.</param>
    /// <param name="Dues">At least one.</param>
    public sealed record DuesRecounted(int CalendarRevision, IReadOnlyList<RecountedDue> Dues) : DossierEvent;

    /// <summary>The reviewer has taken the supplement in.</summary>
    public sealed record SupplementReceived(TaskId Task, int Round) : DossierEvent;

    /// <summary>A nominee falls out, stays visible and travels no further.</summary>
    public sealed record NomineeExcluded(TaskId Task, StepId Step, NomineeId Nominee, Sealed? Reason) : DossierEvent;

    /// <summary>Nominees wait in a linked dossier so that the others go on.</summary>
    /// <param name="Task">At which task.</param>
    /// <param name="Nominees">Who.</param>
    /// <param name="Into">The linked dossier.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="On">Day in Hà Nội; null in older releases.</param>
    /// <param name="Other">Đề nghị chuyển hình thức khen: they go on under another form; null: under the same.</param>
    public sealed record NomineesSplitOff(
        TaskId Task,
        IReadOnlyList<NomineeId> Nominees,
        DossierId Into,
        Sealed? Reason,
        DateOnly? On = null,
        OtherForm? Other = null
    ) : DossierEvent;

    /// <summary>
    /// Tạm dừng xét a nominee (NĐ 98/2023 Đ4): it is neither passed nor refused until it is resumed; the others can be split off.
    /// </summary>
    /// <param name="Task">At which task.</param>
    /// <param name="Nominee">Who.</param>
    /// <param name="Cause">Which of the causes the decree knows.</param>
    /// <param name="Reason">In words, sealed under the dossier's key; null in secret dossiers.</param>
    /// <param name="On">Day in Hà Nội.</param>
    public sealed record NomineeSuspended(TaskId Task, NomineeId Nominee, SuspensionCause Cause, Sealed? Reason, DateOnly On)
        : DossierEvent;

    /// <summary>Tiếp tục xét.</summary>
    /// <param name="Task">At which task.</param>
    /// <param name="Nominee">Who.</param>
    /// <param name="Reason">The conclusion that ended the cause, sealed; null in secret dossiers.</param>
    /// <param name="On">Day in Hà Nội.</param>
    public sealed record NomineeResumed(TaskId Task, NomineeId Nominee, Sealed? Reason, DateOnly On) : DossierEvent;

    /// <summary>Xin ý kiến (hiệp y): an office is asked, beside the route; its task opens with it and the asking task's clock stands.</summary>
    /// <param name="Task">The asking task.</param>
    /// <param name="Opinion">The task of the office that is asked.</param>
    /// <param name="From">Who is asked; for an agency outside the system, with the office that records the answer.</param>
    /// <param name="Question">What is asked, sealed under the dossier's key; null in secret dossiers.</param>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Limit">The limit for the answer; null: không quy định.</param>
    public sealed record OpinionRequested(TaskId Task, TaskId Opinion, Party From, Sealed? Question, DateOnly On, TimeLimit? Limit)
        : DossierEvent;

    /// <summary>The office has answered; its task ends with it. With the last answer the asking task's clock runs again.</summary>
    /// <param name="Opinion">The task of the office that was asked.</param>
    /// <param name="Answer">What it says.</param>
    /// <param name="Text">In words, sealed; null where it simply agrees, and in secret dossiers.</param>
    /// <param name="Number">Number of its paper; null: none was named.</param>
    /// <param name="Date">Date of its paper; null likewise.</param>
    /// <param name="On">Day in Hà Nội on which it was recorded.</param>
    /// <param name="Stood">Days on which the asking task's clock stood for it; null: others are still awaited.</param>
    /// <param name="Dues">What moved.</param>
    /// <param name="CalendarRevision">Revision of the calendar by which it was counted.</param>
    public sealed record OpinionGiven(
        TaskId Opinion,
        OpinionAnswer Answer,
        Sealed? Text,
        DocumentNumber? Number,
        DateOnly? Date,
        DateOnly On,
        ClockPause? Stood,
        IReadOnlyList<MovedDue> Dues,
        int CalendarRevision
    ) : DossierEvent;

    /// <summary>Thôi xin ý kiến: whoever asked waits no longer.</summary>
    /// <param name="Opinion">The task of the office that was asked.</param>
    /// <param name="Reason">Why, sealed; null in secret dossiers.</param>
    /// <param name="Stood">As in <see cref="OpinionGiven"/>.</param>
    /// <param name="Dues">What moved.</param>
    /// <param name="CalendarRevision">Revision of the calendar by which it was counted.</param>
    public sealed record OpinionWithdrawn(
        TaskId Opinion,
        Sealed? Reason,
        ClockPause? Stood,
        IReadOnlyList<MovedDue> Dues,
        int CalendarRevision
    ) : DossierEvent;

    /// <summary>Everybody who is still in is suspended: the clock stands from here.</summary>
    /// <param name="On">Day in Hà Nội.</param>
    public sealed record ClockStopped(DateOnly On) : DossierEvent;

    /// <summary>Somebody is considered again: the clock runs on; due dates moved by the working days it stood.</summary>
    /// <param name="Stood">The days on which it stood; null: a supplement that is still awaited holds it anyway.</param>
    /// <param name="Dues">What moved.</param>
    /// <param name="CalendarRevision">Revision of the calendar by which it was counted.</param>
    public sealed record ClockRestarted(ClockPause? Stood, IReadOnlyList<MovedDue> Dues, int CalendarRevision) : DossierEvent;

    /// <summary>Thu hồi để sửa: by the sender, before anybody received it.</summary>
    public sealed record TakenBack : DossierEvent;

    /// <summary>Rút hồ sơ.</summary>
    public sealed record Withdrawn(Sealed? Reason) : DossierEvent;

    /// <summary>Từ chối: for the whole dossier, by an office on its way.</summary>
    public sealed record Rejected(TaskId Task, StepId Step, Sealed? Reason) : DossierEvent;

    /// <summary>A decision covers nominees of this dossier.</summary>
    /// <param name="Task">The task that waited for it.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="Awarded">Who is awarded, or recognised.</param>
    /// <param name="Scores">With which points and grade, in a recognition that is scored; null: it is not.</param>
    public sealed record OutcomeEntered(
        TaskId Task,
        DecisionReference Decision,
        IReadOnlyList<NomineeId> Awarded,
        IReadOnlyList<ScoredNominee>? Scores = null
    ) : DossierEvent;

    /// <summary>A decision cancels what another one awarded nominees of this dossier (Luật Thi đua, khen thưởng 2022, Điều 93).</summary>
    /// <param name="Decision">The decision that cancels.</param>
    /// <param name="Of">The decision that had awarded them.</param>
    /// <param name="Nominees">Whom.</param>
    public sealed record OutcomeCancelled(DecisionReference Decision, DecisionId Of, IReadOnlyList<NomineeId> Nominees) : DossierEvent;

    /// <summary>Sửa đổi, thay thế: a decision awards nominees of this dossier in the place of another one; they are not awarded twice.</summary>
    /// <param name="Decision">The decision that replaces.</param>
    /// <param name="Of">The decision that had awarded them.</param>
    /// <param name="Nominees">Whom.</param>
    public sealed record OutcomeReplaced(DecisionReference Decision, DecisionId Of, IReadOnlyList<NomineeId> Nominees) : DossierEvent;

    /// <summary>Đính chính: a decision corrects what another one says of nominees of this dossier.</summary>
    /// <param name="Decision">The decision that corrects.</param>
    /// <param name="Of">The decision that awarded them.</param>
    /// <param name="Wordings">What is read otherwise.</param>
    public sealed record OutcomeCorrected(DecisionReference Decision, DecisionId Of, IReadOnlyList<CorrectedWording> Wordings)
        : DossierEvent;

    /// <summary>Trao thưởng: what a decision awards was handed over.</summary>
    /// <param name="Decision">The decision.</param>
    /// <param name="On">Day.</param>
    /// <param name="Place">Where.</param>
    /// <param name="Nominees">To whom.</param>
    public sealed record OutcomePresented(DecisionId Decision, DateOnly On, PublicText Place, IReadOnlyList<NomineeId> Nominees)
        : DossierEvent;

    /// <summary>Thông báo kết quả: the unit that works on a decision told its result for all whom it awards.</summary>
    /// <param name="Decision">The decision.</param>
    /// <param name="Number">Số thông báo.</param>
    /// <param name="On">Day.</param>
    /// <param name="Nominees">Of whom.</param>
    public sealed record OutcomeNotified(DecisionId Decision, DocumentNumber Number, DateOnly On, IReadOnlyList<NomineeId> Nominees)
        : DossierEvent;

    /// <summary>Đang xem xét hủy: whoever decided considers whether to cancel what was awarded (Luật TĐKT 2022 Điều 93).</summary>
    /// <param name="Decision">The decision that awarded them.</param>
    /// <param name="Nominees">Whom.</param>
    /// <param name="Ground">On which of the law's grounds.</param>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Reason">In words, under the decision's key; null in secret dossiers.</param>
    public sealed record CancellationConsidered(
        DecisionId Decision,
        IReadOnlyList<NomineeId> Nominees,
        RevocationGround Ground,
        DateOnly On,
        Sealed? Reason
    ) : DossierEvent;

    /// <summary>Không hủy: what was awarded stands.</summary>
    /// <param name="Decision">The decision that awarded them.</param>
    /// <param name="Nominees">Whom.</param>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Reason">Why, under the decision's key; null in secret dossiers.</param>
    public sealed record CancellationDismissed(DecisionId Decision, IReadOnlyList<NomineeId> Nominees, DateOnly On, Sealed? Reason)
        : DossierEvent;

    /// <summary>The reward of a nominee was paid.</summary>
    /// <param name="Decision">The decision that awarded it then.</param>
    /// <param name="Nominee">Whose.</param>
    /// <param name="On">Day.</param>
    /// <param name="Voucher">Number of the document of payment.</param>
    /// <param name="Dong">Whole đồng.</param>
    public sealed record RewardPaid(DecisionId Decision, NomineeId Nominee, DateOnly On, DocumentNumber Voucher, long Dong) : DossierEvent;

    /// <summary>Thu hồi: what has come of an item or of money that a cancelled award is to give back.</summary>
    /// <param name="Decision">The decision that cancelled it.</param>
    /// <param name="Nominee">Whose.</param>
    /// <param name="Item">What.</param>
    /// <param name="On">Day.</param>
    /// <param name="Paper">Number of the paper on it; null: none.</param>
    /// <param name="WhyNot">Why it was not recovered; null: it was.</param>
    public sealed record RecoveryRecorded(
        DecisionId Decision,
        NomineeId Nominee,
        RecoveryItem Item,
        DateOnly On,
        DocumentNumber? Paper,
        Sealed? WhyNot
    ) : DossierEvent;

    /// <summary>Thông báo kết quả.</summary>
    public sealed record Notified(TaskId Task, DateOnly On) : DossierEvent;

    /// <summary>The signed scan that was promised for the paper of a completed step has come.</summary>
    /// <param name="Task">The task whose completion carries the paper.</param>
    /// <param name="Scan">The scan.</param>
    public sealed record ScanAttached(TaskId Task, DocumentEntry Scan) : DossierEvent;

    /// <summary>Lưu trữ: where the paper file is kept, sealed.</summary>
    public sealed record Archived(TaskId Task, DateOnly On, Sealed? Place) : DossierEvent;
}

/// <summary>Why a task leaves its unit. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EscalationCause>))]
public enum EscalationCause
{
    /// <summary>The unit's head prepared the dossier or is nominated in it.</summary>
    [JsonStringEnumMemberName("head-concerned")]
    HeadConcerned,

    /// <summary>Nobody is the unit's head today.</summary>
    [JsonStringEnumMemberName("no-head")]
    NoHead,

    /// <summary>The unit has ended; its successor takes over.</summary>
    [JsonStringEnumMemberName("unit-ended")]
    UnitEnded,

    /// <summary>The head could name somebody and sends it up instead.</summary>
    [JsonStringEnumMemberName("head-sends")]
    HeadSends,

    /// <summary>It had been moved in the dossier this one was split off.</summary>
    [JsonStringEnumMemberName("split-off")]
    SplitOff,
}

/// <summary>Why a nominee is not considered for the time being (NĐ 98/2023 Đ4). The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SuspensionCause>))]
public enum SuspensionCause
{
    /// <summary>Discipline is being considered (đang xem xét kỷ luật).</summary>
    [JsonStringEnumMemberName("ky-luat")]
    Discipline,

    /// <summary>Under investigation, inspection, audit or check with signs of a violation.</summary>
    [JsonStringEnumMemberName("thanh-tra-kiem-tra")]
    Inspection,

    /// <summary>A complaint, denunciation or report in the press is being verified.</summary>
    [JsonStringEnumMemberName("khieu-nai-to-cao")]
    Complaint,
}

/// <summary>What an office that was asked says. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OpinionAnswer>))]
public enum OpinionAnswer
{
    /// <summary>Đồng ý.</summary>
    [JsonStringEnumMemberName("dong-y")]
    Agrees,

    /// <summary>Không đồng ý.</summary>
    [JsonStringEnumMemberName("khong-dong-y")]
    Disagrees,

    /// <summary>Ý kiến khác.</summary>
    [JsonStringEnumMemberName("y-kien-khac")]
    Other,
}

/// <summary>A nominee that is suspended.</summary>
/// <param name="Nominee">Who.</param>
/// <param name="Cause">Why.</param>
/// <param name="Reason">In words, sealed under the key of the dossier in which it was said.</param>
/// <param name="On">Since which day in Hà Nội.</param>
public sealed record Suspension(NomineeId Nominee, SuspensionCause Cause, Sealed? Reason, DateOnly On);

/// <summary>Another form of award for a nominee (Đề nghị chuyển hình thức khen), with what was resolved anew for it alone.</summary>
/// <param name="Form">The form now proposed.</param>
/// <param name="Terms">Its route, checklist and limits.</param>
/// <param name="Done">Steps at the start of that route that its parties have ended here already.</param>
/// <param name="Clause">The clause it rests on, as quoted; null: none was named.</param>
/// <param name="Told">Who is told of it; null in older releases.</param>
public sealed record OtherForm(
    FormCode Form,
    SubmissionTerms Terms,
    IReadOnlyList<StepEnd> Done,
    PublicText? Clause,
    OtherFormTold? Told = null
);

/// <summary>Whoever prepared a dossier is told that another form is proposed for one of its nominees.</summary>
/// <param name="From">The form it was proposed for.</param>
/// <param name="Unit">The unit that proposes.</param>
/// <param name="To">Everybody who prepared it, at least one.</param>
public sealed record OtherFormTold(FormCode From, UnitId Unit, IReadOnlyList<AccountId> To);

/// <summary>What was found of a rule that a machine can check, for one nominee.</summary>
/// <param name="Nominee">Who.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="Effect">What it does where it is not met.</param>
/// <param name="Clause">Where the rule stands; null: no plan says it.</param>
public sealed record RuleFound(NomineeId Nominee, RuleCode Rule, FindingVerdict Verdict, FindingEffect Effect, PublicText? Clause);

/// <summary>A warning that somebody passed over.</summary>
/// <param name="Nominee">For whom.</param>
/// <param name="Rule">Which rule.</param>
/// <param name="Reason">Why, sealed under the dossier's key; null only in secret dossiers.</param>
public sealed record RuleOverride(NomineeId Nominee, RuleCode Rule, Sealed? Reason);

/// <summary>Độ mật. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Secrecy>))]
public enum Secrecy
{
    /// <summary>Thường.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Mật.</summary>
    [JsonStringEnumMemberName("secret")]
    Secret,

    /// <summary>Tối mật.</summary>
    [JsonStringEnumMemberName("top-secret")]
    TopSecret,

    /// <summary>Tuyệt mật.</summary>
    [JsonStringEnumMemberName("most-secret")]
    MostSecret,
}

/// <summary>All that is kept of a secret dossier's content: number, date and where the paper lies.</summary>
public sealed record PaperRecord(DocumentNumber Number, DateOnly Date, UnitId KeptAt);

/// <summary>What a nominee is. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SubjectKind>))]
public enum SubjectKind
{
    /// <summary>Cá nhân.</summary>
    [JsonStringEnumMemberName("person")]
    Person,

    /// <summary>Tập thể.</summary>
    [JsonStringEnumMemberName("collective")]
    Collective,

    /// <summary>Hộ gia đình.</summary>
    [JsonStringEnumMemberName("household")]
    Household,
}

/// <summary>A nominee as proposed.</summary>
/// <param name="Id">The nominee in this dossier.</param>
/// <param name="Subject">The person, household or collective; its key seals the profile.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Group">Target group of the plan, where the plan names groups.</param>
/// <param name="Profile">A <see cref="NomineeProfile"/> as JSON, sealed under the subject's key; null in secret dossiers.</param>
/// <param name="Unnamed">Không công khai danh tính: shown to others only as a code.</param>
/// <param name="Account">The nominee's own account in the system, if any: may never review this dossier.</param>
/// <param name="Body">What sort of body it is ("thcs"), in a recognition whose plan tells them apart.</param>
/// <param name="BodyUnit">The registered unit that it is; null: none, or it is a person.</param>
public sealed record NomineeEntry(
    NomineeId Id,
    SubjectId Subject,
    SubjectKind Kind,
    GroupCode? Group,
    Sealed? Profile,
    bool Unnamed,
    AccountId? Account = null,
    KindCode? Body = null,
    UnitId? BodyUnit = null
);

/// <summary>What is known of a nominee; stands in events only sealed. Every member but the name may be missing.</summary>
/// <param name="Name">Họ và tên, or name of the collective or head of household.</param>
/// <param name="Position">Chức vụ, nghề nghiệp.</param>
/// <param name="Workplace">Đơn vị, nơi ở.</param>
/// <param name="BirthYear">Year of birth.</param>
/// <param name="Female">Nữ.</param>
/// <param name="Achievement">Tóm tắt thành tích.</param>
/// <param name="SortName">"Tên để sắp xếp", where the last word is not it.</param>
/// <param name="Leader">Giữ chức vụ lãnh đạo, quản lý.</param>
/// <param name="DirectWorker">Người lao động trực tiếp.</param>
/// <param name="Small">Tập thể nhỏ.</param>
/// <param name="Members">Members of the collective, 1–1,000,000.</param>
/// <param name="Women">How many of these are women; not more than they are.</param>
/// <param name="Remote">Ở vùng sâu, vùng xa, biên giới, hải đảo, vùng có điều kiện kinh tế – xã hội khó khăn.</param>
/// <param name="Body">What sort of body the collective is, as the plan's quotas name them.</param>
/// <param name="Heads">Id of the registered unit that the person heads.</param>
public sealed record NomineeProfile(
    string Name,
    string? Position = null,
    string? Workplace = null,
    int? BirthYear = null,
    bool? Female = null,
    string? Achievement = null,
    string? SortName = null,
    bool? Leader = null,
    bool? DirectWorker = null,
    bool? Small = null,
    int? Members = null,
    int? Women = null,
    bool? Remote = null,
    KindCode? Body = null,
    string? Heads = null
)
{
    /// <summary>What stands in a field that can be corrected.</summary>
    public string? Read(WordingField field) =>
        field switch
        {
            WordingField.Name => Name,
            WordingField.Position => Position,
            WordingField.Workplace => Workplace,
            WordingField.Achievement => Achievement,
        };

    /// <summary>The same with another wording.</summary>
    public NomineeProfile With(WordingField field, string wording) =>
        field switch
        {
            WordingField.Name => this with { Name = wording },
            WordingField.Position => this with { Position = wording },
            WordingField.Workplace => this with { Workplace = wording },
            WordingField.Achievement => this with { Achievement = wording },
        };
}

/// <summary>What a cancelled award is to give back. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoveryItem>))]
public enum RecoveryItem
{
    /// <summary>Hiện vật khen thưởng: giấy khen, bằng khen, cờ, khung.</summary>
    [JsonStringEnumMemberName("hien-vat")]
    Item,

    /// <summary>Tiền thưởng.</summary>
    [JsonStringEnumMemberName("tien-thuong")]
    Money,
}

/// <summary>What a correction can put right of a nominee on a decision. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WordingField>))]
public enum WordingField
{
    /// <summary>Họ và tên, tên tập thể.</summary>
    [JsonStringEnumMemberName("name")]
    Name,

    /// <summary>Chức vụ.</summary>
    [JsonStringEnumMemberName("position")]
    Position,

    /// <summary>Đơn vị.</summary>
    [JsonStringEnumMemberName("workplace")]
    Workplace,

    /// <summary>Tóm tắt thành tích.</summary>
    [JsonStringEnumMemberName("achievement")]
    Achievement,
}

/// <summary>One wording that is corrected.</summary>
/// <param name="Nominee">Of whom.</param>
/// <param name="Field">What.</param>
/// <param name="Old">As it stood, under the subject's key; null: nothing stood there.</param>
/// <param name="New">As it is to be read, under the subject's key.</param>
public sealed record CorrectedWording(NomineeId Nominee, WordingField Field, Sealed? Old, Sealed New);

/// <summary>An attached paper.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Component">The component it stands for; null for other papers.</param>
/// <param name="Nominee">Whose, where the component is one per nominee.</param>
/// <param name="Blob">Where its bytes are.</param>
/// <param name="Key">The key they are encrypted under.</param>
/// <param name="Sha256">Digest of the plain bytes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="MediaType">Judged by content.</param>
/// <param name="FileName">As the sender named it, sealed.</param>
/// <param name="FromFiling">Shared by all dossiers of the filing.</param>
public sealed record DocumentEntry(
    DocumentId Id,
    ComponentCode? Component,
    NomineeId? Nominee,
    BlobId Blob,
    KeyId Key,
    Digest Sha256,
    long Length,
    MediaType MediaType,
    Sealed FileName,
    bool FromFiling
);

/// <summary>What the proposer states of a component.</summary>
/// <param name="Component">Which.</param>
/// <param name="Copies">Paper copies handed in, 0–99.</param>
/// <param name="Confirmed">Bears the required confirmation.</param>
/// <param name="NotApplicable">There is none ("nếu có"); only for components that are not mandatory.</param>
public sealed record ComponentStatement(ComponentCode Component, int Copies, bool Confirmed, bool NotApplicable);

/// <summary>A component as the plan asks for it.</summary>
/// <param name="Code">Which.</param>
/// <param name="Name">As the plan words it.</param>
/// <param name="Mandatory">False: "nếu có".</param>
/// <param name="PerNominee">One for each nominee.</param>
/// <param name="Confirmation">Must be "có xác nhận".</param>
/// <param name="Copies">Sets asked for; null: không quy định.</param>
/// <param name="Clause">Where the plan or law says so.</param>
public sealed record ChecklistItem(
    ComponentCode Code,
    PublicText Name,
    bool Mandatory,
    bool PerNominee,
    bool Confirmation,
    int? Copies,
    PublicText Clause
);

/// <summary>Everything resolved at submission; stays with the dossier whatever changes later.</summary>
/// <param name="On">Day of submission in Hà Nội.</param>
/// <param name="Route">The route with its parties and limits.</param>
/// <param name="Checklist">The components asked for.</param>
/// <param name="PlanRevision">Revision of the plan.</param>
/// <param name="RulesRevision">Revision of the ruleset.</param>
/// <param name="CalendarRevision">Revision of the calendar.</param>
/// <param name="MaxSupplementRounds">More rounds than this warn; they do not block.</param>
/// <param name="ReturnOn">Day by which the whole route would end if every step took its limit; null without limits.</param>
/// <param name="DueProvisional">Some year counted in is "tạm tính".</param>
/// <param name="Recognition">What is asked in a recognition; null: it is for an award.</param>
public sealed record SubmissionTerms(
    DateOnly On,
    [property: JsonConverter(typeof(SharedConverter<RoutePlan>))] RoutePlan Route,
    [property: JsonConverter(typeof(SharedConverter<IReadOnlyList<ChecklistItem>>))] IReadOnlyList<ChecklistItem> Checklist,
    int PlanRevision,
    int RulesRevision,
    int CalendarRevision,
    int MaxSupplementRounds,
    DateOnly? ReturnOn,
    bool DueProvisional,
    RecognitionTerms? Recognition = null
);

/// <summary>Receipt at one level.</summary>
/// <param name="Unit">The receiving unit.</param>
/// <param name="Step">The step at which it entered.</param>
/// <param name="Number">Số đến.</param>
/// <param name="On">Ngày nhận; for paper handed in, the day it arrived.</param>
/// <param name="ReturnOn">Ngày hẹn trả kết quả; null where no rule sets one.</param>
/// <param name="Round">Which opening of that step, from 1: who gets it again after a return receives it again.</param>
public sealed record LevelReceipt(UnitId Unit, StepId Step, DocumentNumber Number, DateOnly On, DateOnly? ReturnOn, int Round = 1);

/// <summary>What a party says of one nominee.</summary>
/// <param name="Nominee">Whom.</param>
/// <param name="Passed">Đủ điều kiện / đồng ý; false: falls out here.</param>
/// <param name="Note">Why, sealed; mandatory when not passed.</param>
/// <param name="Tally">Votes, where the council voted.</param>
/// <param name="Score">Points and grade that whoever judges gives, in a recognition that is scored.</param>
public sealed record NomineeVerdict(NomineeId Nominee, bool Passed, Sealed? Note = null, Tally? Tally = null, TitleScore? Score = null);

/// <summary>A paper count of votes on one nominee.</summary>
/// <param name="Members">All members.</param>
/// <param name="Issued">Phát ra.</param>
/// <param name="Returned">Thu về.</param>
/// <param name="Valid">Hợp lệ.</param>
/// <param name="For">Đồng ý.</param>
/// <param name="Against">Không đồng ý.</param>
public sealed record Tally(int Members, int Issued, int Returned, int Valid, int For, int Against)
{
    /// <summary>Whether the numbers can all be true.</summary>
    [JsonIgnore]
    public bool AddsUp =>
        Against >= 0
        && For >= 0
        && (long)For + Against == Valid
        && Valid <= Returned
        && Returned <= Issued
        && Issued <= Members
        && Members > 0;

    /// <summary>Whether the vote passes. Present are those who were given a ballot, in the room or in writing.</summary>
    public bool Passes(VoteRule rule) => rule.IsPassedBy(For, rule.Base == VoteBase.Members ? Members : Issued);
}

/// <summary>The count of votes on one nominee of a sitting.</summary>
/// <param name="Nominee">On whom.</param>
/// <param name="Tally">The count.</param>
/// <param name="Note">Other opinions, sealed under the sitting's key; null: none.</param>
public sealed record NomineeVotes(NomineeId Nominee, Tally Tally, Sealed? Note);

/// <summary>How a paper is signed. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SigningForm>))]
public enum SigningForm
{
    /// <summary>By the head, in person.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct,

    /// <summary>TM.</summary>
    [JsonStringEnumMemberName("tm")]
    Tm,

    /// <summary>KT.</summary>
    [JsonStringEnumMemberName("kt")]
    Kt,

    /// <summary>TL.</summary>
    [JsonStringEnumMemberName("tl")]
    Tl,

    /// <summary>TUQ.</summary>
    [JsonStringEnumMemberName("tuq")]
    Tuq,
}

/// <summary>A signed paper: who signed is not who recorded it.</summary>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày văn bản.</param>
/// <param name="Signer">Người ký, sealed; null only in secret dossiers.</param>
/// <param name="Position">Chức vụ of the signer.</param>
/// <param name="Form">Signing form.</param>
/// <param name="Scan">The signed scan; null when promised.</param>
/// <param name="ScanBy">Day by which the scan is promised; null when attached.</param>
public sealed record SignedPaper(
    DocumentNumber Number,
    DateOnly Date,
    Sealed? Signer,
    PublicText Position,
    SigningForm Form,
    DocumentEntry? Scan,
    DateOnly? ScanBy
);

/// <summary>Something that is missing.</summary>
/// <param name="Component">Which component; null for something else.</param>
/// <param name="Nominee">Of which nominee; null for all.</param>
/// <param name="Note">What exactly, sealed under the dossier's key; null only in secret dossiers.</param>
public sealed record MissingItem(ComponentCode? Component, NomineeId? Nominee, Sealed? Note);

/// <summary>A due date moved by the time the clock stood.</summary>
public sealed record MovedDue(TaskId Task, DateOnly DueOn, bool DueProvisional);

/// <summary>A due date counted again.</summary>
/// <param name="Task">The task.</param>
/// <param name="Was">When it was due before.</param>
/// <param name="DueOn">When it is due now; the same where only "tạm tính" fell away or came.</param>
/// <param name="DueProvisional">Whether it is "tạm tính" now.</param>
public sealed record RecountedDue(TaskId Task, DateOnly Was, DateOnly DueOn, bool DueProvisional);

/// <summary>When a step that is open is due, how that is counted, and who it waits for where that is not its own office.</summary>
/// <param name="MovedTo">Where it was moved to; null: it waits where the route says.</param>
/// <param name="EntrustedTo">Who was named for it.</param>
/// <param name="CountedFrom">Day from which the limit was counted; null where an older release opened it.</param>
/// <param name="Pauses">Days on which the clock stood; null: none.</param>
/// <param name="CalendarRevision">Revision of the calendar it was counted by; null where that was not recorded.</param>
public sealed record RunningDue(
    OpenStep Open,
    DateOnly? DueOn,
    bool DueProvisional,
    Party? MovedTo = null,
    AccountId? EntrustedTo = null,
    DateOnly? CountedFrom = null,
    IReadOnlyList<ClockPause>? Pauses = null,
    int? CalendarRevision = null
);

/// <summary>The decision that awards nominees.</summary>
/// <param name="Id">Its stream.</param>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày.</param>
/// <param name="Authority">Whose decision it is.</param>
public sealed record DecisionReference(DecisionId Id, DocumentNumber Number, DateOnly Date, UnitId Authority);
