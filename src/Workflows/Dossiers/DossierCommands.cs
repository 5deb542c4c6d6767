using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// What can be asked of a dossier. Who asks, when and in what capacity stands in the <see cref="CommandContext"/>. Reasons and
/// notes must be given, except in a secret dossier, where they must not.
/// </summary>
public abstract record DossierCommand
{
    private DossierCommand() { }

    /// <summary>Opens a draft for a form of a filing, or for the title of a recognition of the plan.</summary>
    public sealed record Open(
        FilingId Filing,
        UnitId Unit,
        PlanId Plan,
        FormCode Form,
        AwardType Type,
        Secrecy Secrecy,
        PaperRecord? Paper,
        AccountId PreparedBy,
        RuleCode? Recognition = null
    ) : DossierCommand;

    /// <summary>Opens the linked dossier of nominees split off.</summary>
    public sealed record OpenSplit(DossierEvent.OpenedBySplit Content) : DossierCommand;

    /// <summary>Enters a nominee.</summary>
    public sealed record AddNominee(NomineeEntry Nominee) : DossierCommand;

    /// <summary>Enters everybody on a list, or nobody where one of them cannot be entered.</summary>
    public sealed record AddNominees(IReadOnlyList<NomineeEntry> Nominees) : DossierCommand;

    /// <summary>Replaces a nominee's particulars.</summary>
    public sealed record ChangeNominee(NomineeEntry Nominee) : DossierCommand;

    /// <summary>Takes a nominee out of the draft.</summary>
    public sealed record RemoveNominee(NomineeId Nominee) : DossierCommand;

    /// <summary>Attaches a paper whose bytes are in the vault.</summary>
    public sealed record AttachDocument(DocumentEntry Document) : DossierCommand;

    /// <summary>Takes a paper off.</summary>
    public sealed record RemoveDocument(DocumentId Document) : DossierCommand;

    /// <summary>States copies and confirmation of a component.</summary>
    public sealed record StateComponent(ComponentStatement Statement) : DossierCommand;

    /// <summary>Đăng ký danh hiệu, in a draft: who is to be proposed when the year is over. A later one replaces an earlier one.</summary>
    /// <param name="Nominees">Who, each as new or to keep the title; at least one, all of the draft.</param>
    /// <param name="Answers">Occurrences of duties to register that it answers.</param>
    public sealed record Register(IReadOnlyList<TitleRegistration> Nominees, IReadOnlyList<DutyKey> Answers) : DossierCommand;

    /// <summary>
    /// Tự chấm điểm: in a draft; after the submission only where the assessed year was not over yet, so that the points were provisional.
    /// </summary>
    /// <param name="Nominee">For whom.</param>
    /// <param name="Points">0 to the most of the scale, up to two decimals.</param>
    /// <param name="Scale">The scale in force; once submitted, that of the submission counts.</param>
    public sealed record StateScore(NomineeId Nominee, decimal Points, ScoreScale Scale) : DossierCommand;

    /// <summary>Nộp hồ sơ.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Terms">What was resolved.</param>
    /// <param name="Answers">The occurrence of a duty that it answers; null: none.</param>
    /// <param name="Found">What was found of the rules for each nominee; one that blocks is refused.</param>
    /// <param name="Also">Duties of the nominees themselves that it answers, in a recognition.</param>
    public sealed record Submit(
        DocumentNumber Number,
        SubmissionTerms Terms,
        DutyKey? Answers = null,
        IReadOnlyList<RuleFound>? Found = null,
        IReadOnlyList<DutyKey>? Also = null
    ) : DossierCommand;

    /// <summary>Thu hồi để sửa.</summary>
    public sealed record TakeBack : DossierCommand;

    /// <summary>Rút hồ sơ.</summary>
    public sealed record Withdraw(Sealed? Reason) : DossierCommand;

    /// <summary>Tiếp nhận at a level. What was submitted late is taken in with a reason only.</summary>
    public sealed record Receive(TaskId Task, DocumentNumber Number, DateOnly On, DateOnly? ReturnOn, Sealed? LateReason = null)
        : DossierCommand;

    /// <summary>Nhận việc.</summary>
    public sealed record Claim(TaskId Task) : DossierCommand;

    /// <summary>Trả việc về hàng đợi.</summary>
    public sealed record Release(TaskId Task) : DossierCommand;

    /// <summary>Chuyển xử lý, to somebody who holds the task's function (the Host checks that).</summary>
    public sealed record Reassign(TaskId Task, AccountId To) : DossierCommand;

    /// <summary>
    /// Cử người xử lý, where nobody of the office may act. That this is so, that <paramref name="To"/> belongs to the unit and that
    /// who asks is its head (or, where that one may not, a superior unit's) is the Host's to find, see <see cref="Manning"/>.
    /// </summary>
    public sealed record Entrust(TaskId Task, AccountId To, Sealed? Reason) : DossierCommand;

    /// <summary>Chuyển lên cấp trên, to the office and for the cause that <see cref="Manning"/> gives.</summary>
    public sealed record Escalate(TaskId Task, Party To, EscalationCause Cause, Sealed? Reason) : DossierCommand;

    /// <summary>Attaches the promised scan of the paper of a completed step.</summary>
    public sealed record AttachScan(TaskId Task, DocumentEntry Scan) : DossierCommand;

    /// <summary>Notes what was found of a component.</summary>
    public sealed record CheckComponent(TaskId Task, ComponentCode Component, NomineeId? Nominee, bool Found, bool Confirmed, int Copies)
        : DossierCommand;

    /// <summary>
    /// Ends a party's part of a step of act appraise, propose or council. Nominees still in must each have a verdict. With
    /// <paramref name="GoTo"/> the dossier goes back to an earlier step and verdicts are left out.
    /// </summary>
    /// <param name="Task">The task.</param>
    /// <param name="Verdicts">One for each nominee still in.</param>
    /// <param name="Paper">The signed paper of the step.</param>
    /// <param name="Note">Opinion of the step.</param>
    /// <param name="GoTo">Back to this step.</param>
    /// <param name="Found">
    /// What was found of the rules for each nominee: whom one blocks cannot pass, whom one warns of passes with a reason only.
    /// </param>
    /// <param name="Overrides">The reasons.</param>
    public sealed record CompleteStep(
        TaskId Task,
        IReadOnlyList<NomineeVerdict> Verdicts,
        SignedPaper? Paper,
        Sealed? Note,
        StepId? GoTo,
        IReadOnlyList<RuleFound>? Found = null,
        IReadOnlyList<RuleOverride>? Overrides = null
    ) : DossierCommand;

    /// <summary>Trả lại bổ sung.</summary>
    public sealed record RequestSupplement(TaskId Task, IReadOnlyList<MissingItem> Items, DateOnly? AnswerBy) : DossierCommand;

    /// <summary>Bổ sung, nộp lại. Due dates move by the working days of <paramref name="Calendar"/> that the clock stood.</summary>
    public sealed record ProvideSupplement(Sealed? Note, OfficialCalendar Calendar) : DossierCommand;

    /// <summary>
    /// Counts again what is open and due on <paramref name="ChangedOn"/> or later; carried from the calendar's stream. What was
    /// due before that day has passed and stays.
    /// </summary>
    /// <param name="Before">The calendar before the change.</param>
    /// <param name="Calendar">The calendar after it.</param>
    /// <param name="ChangedOn">Day of the change in Hà Nội.</param>
    public sealed record RecountDues(OfficialCalendar Before, OfficialCalendar Calendar, DateOnly ChangedOn) : DossierCommand;

    /// <summary>The reviewer takes the supplement in.</summary>
    public sealed record ReceiveSupplement(TaskId Task) : DossierCommand;

    /// <summary>A nominee falls out.</summary>
    public sealed record ExcludeNominee(TaskId Task, NomineeId Nominee, Sealed? Reason) : DossierCommand;

    /// <summary>Nominees wait in a linked dossier, whose id derives from this command.</summary>
    /// <param name="Task">At which task.</param>
    /// <param name="Nominees">Who.</param>
    /// <param name="Reason">Why.</param>
    public sealed record SplitOff(TaskId Task, IReadOnlyList<NomineeId> Nominees, Sealed? Reason) : DossierCommand;

    /// <summary>
    /// Đề nghị chuyển hình thức khen: another form for one nominee, who goes on in a linked dossier whose id derives from this
    /// command; its route alone is resolved anew. Also the only nominee may.
    /// </summary>
    /// <param name="Task">At which task.</param>
    /// <param name="Nominee">Who.</param>
    /// <param name="Form">The form.</param>
    /// <param name="Terms">What was resolved for it.</param>
    /// <param name="Clause">The clause it rests on; null: none was named.</param>
    /// <param name="Reason">Why.</param>
    public sealed record ProposeOtherForm(
        TaskId Task,
        NomineeId Nominee,
        FormCode Form,
        SubmissionTerms Terms,
        PublicText? Clause,
        Sealed? Reason
    ) : DossierCommand;

    /// <summary>Chuyển thẩm quyền giải quyết: goes on under another route.</summary>
    /// <param name="Route">The route as it is resolved today.</param>
    /// <param name="At">The step of it at which the dossier goes on.</param>
    /// <param name="Unit">Who proposes from now on: the unit itself or, where it has ended, a successor.</param>
    /// <param name="Basis">The document that moves the authority, as quoted.</param>
    /// <param name="Reason">In words; null: the basis says it.</param>
    /// <param name="Restart">True: limits start anew; false: work that goes on with the same step keeps its due date.</param>
    /// <param name="Calendar">Counts the day by which the rest of the route would end.</param>
    public sealed record Reroute(
        RoutePlan Route,
        StepId At,
        UnitId Unit,
        PublicText Basis,
        Sealed? Reason,
        bool Restart,
        OfficialCalendar Calendar
    ) : DossierCommand;

    /// <summary>Xin ý kiến (hiệp y).</summary>
    /// <param name="Task">The asking task.</param>
    /// <param name="From">Who is asked.</param>
    /// <param name="Question">What is asked; must be given, except in a secret dossier.</param>
    /// <param name="Limit">The limit for the answer; null: không quy định.</param>
    /// <param name="Calendar">Counts the answer's due date.</param>
    public sealed record RequestOpinion(TaskId Task, Party From, Sealed? Question, TimeLimit? Limit, OfficialCalendar Calendar)
        : DossierCommand;

    /// <summary>Cho ý kiến. Words are needed unless the office simply agrees; number and date of its paper come together or not at all.</summary>
    public sealed record GiveOpinion(
        TaskId Opinion,
        OpinionAnswer Answer,
        Sealed? Text,
        DocumentNumber? Number,
        DateOnly? Date,
        OfficialCalendar Calendar
    ) : DossierCommand;

    /// <summary>Thôi xin ý kiến, by whoever asked.</summary>
    public sealed record WithdrawOpinion(TaskId Opinion, Sealed? Reason, OfficialCalendar Calendar) : DossierCommand;

    /// <summary>Tạm dừng xét a nominee.</summary>
    public sealed record SuspendNominee(TaskId Task, NomineeId Nominee, SuspensionCause Cause, Sealed? Reason) : DossierCommand;

    /// <summary>Tiếp tục xét. Due dates move by the working days of <paramref name="Calendar"/> that the clock stood.</summary>
    public sealed record ResumeNominee(TaskId Task, NomineeId Nominee, Sealed? Reason, OfficialCalendar Calendar) : DossierCommand;

    /// <summary>Từ chối the whole dossier.</summary>
    public sealed record Reject(TaskId Task, Sealed? Reason) : DossierCommand;

    /// <summary>Goes on with a draft in the place of a unit that has ended; carried from the filing's stream. What was submitted stays where it is.</summary>
    public sealed record TakeOver(UnitId To) : DossierCommand;

    /// <summary>Enters what a decision says; carried from the decision's stream.</summary>
    public sealed record EnterOutcome(DecisionReference Decision, IReadOnlyList<NomineeId> Awarded) : DossierCommand;

    /// <summary>Enters that a decision cancels what another one had awarded; carried from the decision's stream, also into what has ended.</summary>
    public sealed record CancelOutcome(DecisionReference Decision, DecisionId Of, IReadOnlyList<NomineeId> Nominees) : DossierCommand;

    /// <summary>Enters that a decision awards in the place of another one; carried from the decision's stream, also into what has ended.</summary>
    public sealed record ReplaceOutcome(DecisionReference Decision, DecisionId Of, IReadOnlyList<NomineeId> Nominees) : DossierCommand;

    /// <summary>Enters what a decision corrects of another one; carried from the decision's stream, also into what has ended.</summary>
    public sealed record CorrectOutcome(DecisionReference Decision, DecisionId Of, IReadOnlyList<CorrectedWording> Wordings)
        : DossierCommand;

    /// <summary>Enters that what a decision awards was handed over; carried from the decision's stream.</summary>
    public sealed record EnterHandover(DecisionId Decision, DateOnly On, PublicText Place, IReadOnlyList<NomineeId> Nominees)
        : DossierCommand;

    /// <summary>Enters that the result of a decision was told; carried from the decision's stream. Ends the step that waits for it.</summary>
    public sealed record EnterNotice(DecisionId Decision, DocumentNumber Number, DateOnly On, IReadOnlyList<NomineeId> Nominees)
        : DossierCommand;

    /// <summary>Enters that cancelling is considered, or no more; carried from the decision's stream, also into what has ended.</summary>
    /// <param name="Decision">The decision that awarded them.</param>
    /// <param name="Nominees">Whom.</param>
    /// <param name="Ground">The ground; null: it is not cancelled.</param>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Reason">Why.</param>
    public sealed record EnterConsideration(
        DecisionId Decision,
        IReadOnlyList<NomineeId> Nominees,
        RevocationGround? Ground,
        DateOnly On,
        Sealed? Reason
    ) : DossierCommand;

    /// <summary>Records that the reward of a nominee was paid, once for an award however often its decision is replaced.</summary>
    /// <param name="Decision">The decision that awards it now.</param>
    /// <param name="Desk">The unit that works on that decision; its stream says so, not the client.</param>
    /// <param name="Nominee">Whose.</param>
    /// <param name="On">Day.</param>
    /// <param name="Voucher">Number of the document of payment.</param>
    /// <param name="Dong">Whole đồng, more than 0.</param>
    public sealed record PayReward(DecisionId Decision, UnitId Desk, NomineeId Nominee, DateOnly On, DocumentNumber Voucher, long Dong)
        : DossierCommand;

    /// <summary>Thu hồi: records what has come of an item or of money that a cancelled award is to give back.</summary>
    /// <param name="Decision">The decision that cancelled it.</param>
    /// <param name="Desk">The unit that works on that decision; its stream says so, not the client.</param>
    /// <param name="Nominee">Whose.</param>
    /// <param name="Item">What.</param>
    /// <param name="On">Day.</param>
    /// <param name="Paper">Number of the paper on it, if any.</param>
    /// <param name="WhyNot">Why it was not recovered; null: it was.</param>
    public sealed record RecordRecovery(
        DecisionId Decision,
        UnitId Desk,
        NomineeId Nominee,
        RecoveryItem Item,
        DateOnly On,
        DocumentNumber? Paper,
        Sealed? WhyNot
    ) : DossierCommand;

    /// <summary>Ends a propose step by an issued tờ trình; carried from the proposal's stream.</summary>
    public sealed record EnterProposal(ProposalId Proposal, UnitId Unit, SignedPaper Paper, IReadOnlyList<NomineeId> Nominees)
        : DossierCommand;

    /// <summary>Ends a council step by the votes of a sitting; carried from the sitting's stream.</summary>
    /// <param name="Sitting">The sitting.</param>
    /// <param name="Unit">Whose council.</param>
    /// <param name="Function">The council's office.</param>
    /// <param name="Minutes">The signed minutes.</param>
    /// <param name="Results">The counts; whoever fell out since is passed over.</param>
    public sealed record EnterSitting(
        SittingId Sitting,
        UnitId Unit,
        FunctionCode Function,
        SignedPaper Minutes,
        IReadOnlyList<NomineeVotes> Results
    ) : DossierCommand;

    /// <summary>Thông báo kết quả.</summary>
    public sealed record Notify(TaskId Task, DateOnly On) : DossierCommand;

    /// <summary>Lưu trữ.</summary>
    public sealed record Archive(TaskId Task, DateOnly On, Sealed? Place) : DossierCommand;
}
