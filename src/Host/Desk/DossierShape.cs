using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Desk;

/// <summary>A nominee as this person may see it.</summary>
/// <param name="Name">Code where it is not to be named; null where erased or secret.</param>
/// <param name="Verdicts">What each office said, in order.</param>
/// <param name="Reason">Why it fell out.</param>
/// <param name="Account">The nominee's own account, where it works here; null where it is not to be named.</param>
/// <param name="Marks">Whom the law asks to be looked after, as an aid; null where it is not to be named, erased or secret.</param>
public sealed record NomineeShape(
    NomineeId Id,
    SubjectKind Kind,
    string KindText,
    GroupCode? Group,
    string? Name,
    string? Position,
    string? Workplace,
    int? BirthYear,
    bool? Female,
    string? Achievement,
    string? SortName,
    bool? Leader,
    bool? DirectWorker,
    bool Unnamed,
    bool Erased,
    NomineeState State,
    string StateText,
    StepId? OutAt,
    string? Reason,
    DossierId? Into,
    DecisionId? Decision,
    IReadOnlyList<VerdictShape> Verdicts,
    AccountId? Account,
    DecisionId? CancelledBy,
    SuspensionShape? Suspended,
    FormCode? OtherForm,
    IReadOnlyList<OverrideShape> Overrides,
    bool? Small,
    int? Members,
    int? Women,
    bool? Remote,
    KindCode? Body,
    IReadOnlyList<NomineeMark>? Marks,
    IReadOnlyList<ReplacedLine> Replaced,
    IReadOnlyList<CorrectionLine> Corrections,
    HandoverContent? Handover,
    NoticeContent? Told,
    ConsideredShape? Considered,
    UnitId? BodyUnit,
    TitleIntent? Intent,
    TitleScore? Stated,
    TitleScore? Judged
);

/// <summary>Tạm dừng xét.</summary>
/// <param name="Cause">Which of the causes.</param>
/// <param name="CauseText">In words.</param>
/// <param name="Reason">What was said; null in secret dossiers.</param>
/// <param name="On">Since which day in Hà Nội.</param>
public sealed record SuspensionShape(SuspensionCause Cause, string CauseText, string? Reason, DateOnly On);

/// <summary>A warning that was passed over.</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="Reason">Why.</param>
public sealed record OverrideShape(RuleCode Rule, string? Reason);

/// <summary>What an office said of a nominee.</summary>
public sealed record VerdictShape(
    StepId Step,
    string StepName,
    string OfficeName,
    bool Passed,
    string? Note,
    Tally? Tally,
    TitleScore? Score
);

/// <summary>A step of the dossier's route.</summary>
/// <param name="State">done, open, waiting.</param>
public sealed record StepShape(
    StepId Id,
    string Name,
    StepAct Act,
    string ActText,
    StepMode Mode,
    IReadOnlyList<PartyShape> Parties,
    bool Receives,
    TimeLimit? Limit,
    DateOnly? PlannedDue,
    string State
);

/// <summary>An office on the route.</summary>
public sealed record PartyShape(UnitId Unit, FunctionCode Function, string OfficeName, PartyShape? AnsweredBy);

/// <summary>A task of the dossier, open or ended.</summary>
/// <param name="MayWork">The reader holds its office, or was named for it, and may work on it.</param>
/// <param name="Barred">To judge it would be the reader's own affair: they prepared the dossier or are nominated in it.</param>
/// <param name="RouteOffice">The office that the route names, where the task was moved to a superior unit; else null.</param>
/// <param name="Manning">Whose move it is; null once it has ended.</param>
/// <param name="NamingOffices">Offices of the heads who may name somebody, where nobody of its office may act.</param>
/// <param name="AboveOffice">Where it goes when it is sent up; null where it need not or cannot.</param>
/// <param name="MayEntrust">The reader may name somebody for it.</param>
/// <param name="MayEscalate">The reader may send it up.</param>
public sealed record DossierTaskShape(
    TaskId Id,
    StepId Step,
    StepAct Act,
    string StepName,
    UnitId DeskUnit,
    FunctionCode DeskFunction,
    string OfficeName,
    int Round,
    bool Receives,
    bool Received,
    DateOnly? DueOn,
    bool DueProvisional,
    AccountId? ClaimedBy,
    string? ClaimedByName,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EndedAt,
    bool Cancelled,
    OutcomeCode? Outcome,
    PaperShape? Paper,
    ProposalId? Proposal,
    SittingId? Sitting,
    string? Note,
    bool IsOpen,
    bool MayWork,
    bool Barred,
    AccountId? EntrustedTo,
    string? EntrustedToName,
    string? RouteOffice,
    Manned? Manning,
    IReadOnlyList<string> NamingOffices,
    string? AboveOffice,
    bool MayEntrust,
    bool MayEscalate
);

/// <summary>A round of supplement.</summary>
public sealed record SupplementShape(
    int Round,
    TaskId Task,
    IReadOnlyList<MissingShape> Items,
    DateOnly? AnswerBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ProvidedAt,
    string? Note,
    DateTimeOffset? ReceivedAt
);

/// <summary>Xin ý kiến (hiệp y).</summary>
/// <param name="Id">The task of the office that was asked.</param>
/// <param name="Task">The asking task.</param>
/// <param name="OfficeName">Who was asked.</param>
/// <param name="Question">What; null in secret dossiers.</param>
/// <param name="On">Day on which it was asked.</param>
/// <param name="IsAwaited">No answer has come and the question stands.</param>
/// <param name="Answer">What the office says; null: nothing.</param>
/// <param name="AnswerText">In words.</param>
/// <param name="Text">What it wrote.</param>
/// <param name="Number">Number of its paper.</param>
/// <param name="Date">Date of its paper.</param>
/// <param name="AnsweredOn">Day on which the answer was recorded.</param>
/// <param name="WithdrawnFor">Why whoever asked waits no longer; null: they do, or it came.</param>
public sealed record OpinionShape(
    TaskId Id,
    TaskId Task,
    string OfficeName,
    string? Question,
    DateOnly On,
    bool IsAwaited,
    OpinionAnswer? Answer,
    string? AnswerText,
    string? Text,
    DocumentNumber? Number,
    DateOnly? Date,
    DateOnly? AnsweredOn,
    string? WithdrawnFor
);

/// <summary>Something that is missing.</summary>
public sealed record MissingShape(ComponentCode? Component, NomineeId? Nominee, string? Note);

/// <summary>Everything this person may see of one dossier, and what they may do with it.</summary>
/// <param name="Actions">
/// What the reader may ask for here: edit, submit, take-back, withdraw, supplement (on the dossier). Tasks say for themselves.
/// </param>
/// <param name="PlanRevision">The plan's revision that it was submitted under and keeps; null: not submitted yet.</param>
/// <param name="Recognition">Công nhận danh hiệu; null: it is for an award.</param>
public sealed record DossierShape(
    DossierId Id,
    FilingId Filing,
    DocumentNumber? Number,
    UnitId Unit,
    string UnitName,
    PlanId Plan,
    int? PlanRevision,
    FormCode Form,
    AwardType Type,
    Secrecy Secrecy,
    string SecrecyText,
    PaperRecord? Paper,
    DossierStatus Status,
    string StatusText,
    AccountId PreparedBy,
    string? PreparedByName,
    IReadOnlyList<string> ColleagueNames,
    DateOnly? SubmittedOn,
    DateOnly? ReturnOn,
    bool DueProvisional,
    bool ClockPaused,
    int SupplementRounds,
    int? MaxSupplementRounds,
    DossierId? SplitFrom,
    IReadOnlyList<DossierId> SplitInto,
    IReadOnlyList<NomineeShape> Nominees,
    IReadOnlyList<DocumentShape> Documents,
    IReadOnlyList<ChecklistItem> Checklist,
    IReadOnlyList<ComponentStatement> Statements,
    IReadOnlyList<DossierEvent.ComponentChecked> Checks,
    string? RouteBasis,
    IReadOnlyList<StepShape> Route,
    IReadOnlyList<LevelReceipt> Receipts,
    IReadOnlyList<DossierTaskShape> Tasks,
    IReadOnlyList<SupplementShape> Supplements,
    IReadOnlyList<OpinionShape> Opinions,
    IReadOnlyList<DecisionReference> Decisions,
    string? EndReason,
    DateOnly? NotifiedOn,
    DateOnly? ArchivedOn,
    string? ArchivedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    IReadOnlyList<string> Actions,
    RecognitionShape? Recognition
)
{
    internal static async Task<DossierShape> OfAsync(
        DossierDetail detail,
        Person person,
        Bench bench,
        House house,
        Directory directory,
        CancellationToken cancellationToken
    )
    {
        var (row, content, terms) = (detail.Row, detail.Content, detail.Terms);
        var plan = terms is null || content.Recognition is not null ? await house.PlanAsync(row.Plan, cancellationToken) : null;
        var checklist = terms?.Checklist ?? plan?.Definition?.Checklist(row.Form, row.Type, content.Recognition) ?? [];
        var steps = terms?.Route.Steps.ToDictionary(step => step.Id, step => step.Name.Value) ?? [];
        var tasks = new List<DossierTaskShape>(content.Tasks.Count);
        var colleagues = new List<string>(content.Colleagues.Count);
        foreach (var colleague in content.Colleagues)
        {
            colleagues.Add(await directory.NameAsync(colleague, cancellationToken) ?? "");
        }

        foreach (var task in content.Tasks)
        {
            var desk = task.Desk;
            var isOpen = task.EndedAt is null && !task.Cancelled;
            var post = content.PostOf(task);
            var manning = isOpen ? person.ManningOf(post) : null;
            tasks.Add(
                new DossierTaskShape(
                    task.Id,
                    task.Open.Step,
                    task.Act,
                    task.StepName.Value,
                    desk.Unit,
                    desk.Function,
                    person.OfficeName(desk.Unit, desk.Function),
                    task.Open.Round,
                    task.Receives,
                    !task.Receives
                        || content.Receipts.Exists(r =>
                            (r.Unit == desk.Unit || r.Unit == task.Open.Party.Desk.Unit)
                            && r.Step == task.Open.Step
                            && r.Round == task.Open.Round
                        ),
                    task.DueOn,
                    task.DueProvisional,
                    task.ClaimedBy,
                    task.ClaimedBy is { } by ? await directory.NameAsync(by, cancellationToken) : null,
                    task.OpenedAt,
                    task.EndedAt,
                    task.Cancelled,
                    task.Outcome,
                    PaperShape.Of(task.Paper, bench),
                    task.Proposal,
                    task.Sitting,
                    bench.Reveal(task.Note),
                    isOpen,
                    isOpen && person.MayWork(post),
                    person.IsBarredFrom(post),
                    task.EntrustedTo,
                    task.EntrustedTo is { } named ? await directory.NameAsync(named, cancellationToken) : null,
                    task.MovedTo is null ? null : person.OfficeName(task.Open.Party.Desk.Unit, task.Open.Party.Desk.Function),
                    manning?.By,
                    [
                        .. (manning?.Heads ?? [])
                            .Select(head => person.OfficeName(head.Unit, head.Function))
                            .Distinct(StringComparer.Ordinal),
                    ],
                    manning?.Above is { } above ? person.OfficeName(above.Unit, above.Function) : null,
                    manning is { By: not Manned.ByOffice }
                        && person.NamingCapacity(post, manning) is not null
                        && !person.IsBarredFrom(post),
                    manning is { By: not Manned.ByOffice } && person.SendingCapacity(post, manning) is not null
                )
            );
        }

        return new DossierShape(
            row.Id,
            row.Filing,
            row.Number,
            row.Unit,
            person.UnitName(row.Unit),
            row.Plan,
            terms?.PlanRevision,
            row.Form,
            row.Type,
            row.Secrecy,
            Phrases.Vi($"secrecy.{StoredNames<Secrecy>.Of(row.Secrecy)}"),
            content.Paper,
            row.Status,
            Phrases.Vi($"status.{row.Status}"),
            content.PreparedBy,
            await directory.NameAsync(content.PreparedBy, cancellationToken),
            colleagues,
            row.SubmittedOn,
            row.ReturnOn,
            row.DueProvisional,
            row.ClockPaused,
            content.SupplementRounds,
            terms?.MaxSupplementRounds,
            content.From,
            content.SplitInto,
            [.. detail.Nominees.Select(nominee => NomineeOf(nominee, detail, person, bench, steps))],
            [.. content.Documents.Select(document => DocumentShape.Of(document, bench))],
            checklist,
            content.Statements,
            content.Checks,
            terms?.Route.Basis.Value,
            terms is null ? [] : [.. terms.Route.Steps.Select(step => StepOf(step, content, person))],
            content.Receipts,
            tasks,
            [
                .. content.Supplements.Select(round => new SupplementShape(
                    round.Round,
                    round.Task,
                    [.. round.Items.Select(item => new MissingShape(item.Component, item.Nominee, bench.Reveal(item.Note)))],
                    round.AnswerBy,
                    round.RequestedAt,
                    round.ProvidedAt,
                    bench.Reveal(round.Note),
                    round.ReceivedAt
                )),
            ],
            [.. content.Opinions.Select(opinion => OpinionOf(opinion, tasks, person, bench))],
            content.Decisions,
            bench.Reveal(content.EndReason),
            content.NotifiedOn,
            content.ArchivedOn,
            bench.Reveal(content.ArchivedAt),
            row.OpenedAt,
            row.ChangedAt,
            ActionsOf(row, content, person),
            await RecognitionShape.OfAsync(detail, plan, bench, house, cancellationToken)
        );
    }

    private static OpinionShape OpinionOf(OpinionContent opinion, List<DossierTaskShape> tasks, Person person, Bench bench) =>
        new(
            opinion.Asked.Opinion,
            opinion.Asked.Task,
            person.OfficeName(opinion.Asked.From.Unit, opinion.Asked.From.Function),
            bench.Reveal(opinion.Asked.Question),
            opinion.Asked.On,
            tasks.Exists(task => task.Id == opinion.Asked.Opinion && task.IsOpen),
            opinion.Given?.Answer,
            opinion.Given is { Answer: var answer } ? Phrases.Vi($"opinion.{StoredNames<OpinionAnswer>.Of(answer)}") : null,
            bench.Reveal(opinion.Given?.Text),
            opinion.Given?.Number,
            opinion.Given?.Date,
            opinion.Given?.On,
            opinion.Withdrawn is { Reason: var reason } ? bench.Reveal(reason) ?? "–" : null
        );

    private static IReadOnlyList<string> ActionsOf(DossierRow row, DossierContent content, Person person)
    {
        if (!person.May(Act.PrepareDossiers, row.Unit) || content.Withdrawn || content.Rejected)
        {
            return [];
        }

        return row.Status switch
        {
            DossierStatus.Draft => ["edit", "submit", "withdraw"],
            DossierStatus.AwaitingReceipt => ["take-back", "withdraw"],
            DossierStatus.AwaitingSupplement => ["papers", "supplement", "withdraw"],
            DossierStatus.Issued
            or DossierStatus.Notified
            or DossierStatus.Presented
            or DossierStatus.Archived
            or DossierStatus.Rejected
            or DossierStatus.MovedOn
            or DossierStatus.Withdrawn => [],
            _ => ["withdraw"],
        };
    }

    private static NomineeShape NomineeOf(
        NomineeView nominee,
        DossierDetail detail,
        Person person,
        Bench bench,
        Dictionary<StepId, string> steps
    )
    {
        var entry = nominee.Content.Entry;
        var profile = Names.MaySee(nominee, detail, person) ? nominee.Profile : null;
        return new NomineeShape(
            entry.Id,
            entry.Kind,
            Phrases.Vi($"kind.{StoredNames<SubjectKind>.Of(entry.Kind)}"),
            entry.Group,
            Names.Of(nominee, detail, person),
            profile?.Position,
            profile?.Workplace,
            profile?.BirthYear,
            profile?.Female,
            profile?.Achievement,
            profile?.SortName,
            profile?.Leader,
            profile?.DirectWorker,
            entry.Unnamed,
            nominee.Erased,
            nominee.Content.State,
            Phrases.Vi($"nominee.{StoredNames<NomineeState>.Of(nominee.Content.State)}"),
            nominee.Content.OutAt,
            bench.Reveal(nominee.Content.Reason),
            nominee.Content.Into,
            nominee.Content.Decision,
            [
                .. nominee.Content.Verdicts.Select(verdict => new VerdictShape(
                    verdict.Step,
                    steps.GetValueOrDefault(verdict.Step) ?? verdict.Step.Value,
                    person.OfficeName(verdict.Party.Unit, verdict.Party.Function),
                    verdict.Passed,
                    bench.Reveal(verdict.Note),
                    verdict.Tally,
                    verdict.Score
                )),
            ],
            Names.MaySee(nominee, detail, person) ? entry.Account : null,
            nominee.Content.CancelledBy,
            nominee.Content.Suspended is { } suspended
                ? new(
                    suspended.Cause,
                    Phrases.Vi($"suspension.{StoredNames<SuspensionCause>.Of(suspended.Cause)}"),
                    bench.Reveal(suspended.Reason),
                    suspended.On
                )
                : null,
            nominee.Content.OtherForm,
            [
                .. detail
                    .Content.Overrides.Where(given => given.Nominee == entry.Id)
                    .Select(given => new OverrideShape(given.Rule, bench.Reveal(given.Reason))),
            ],
            profile?.Small,
            profile?.Members,
            profile?.Women,
            profile?.Remote,
            entry.Body ?? profile?.Body,
            profile is null ? null : NomineeMarks.Of(entry.Kind, profile),
            Lists.Replaced(detail, nominee),
            Lists.Corrections(detail, nominee, person, bench),
            nominee.Content.Handover,
            nominee.Content.Told,
            ConsideredShape.Of(nominee.Content, bench),
            entry.BodyUnit ?? (UnitId.TryParse(profile?.Heads, out var heads) ? heads : null),
            nominee.Content.Intent,
            nominee.Content.Stated,
            nominee.Content.Judged
        );
    }

    private static StepShape StepOf(RouteStep step, DossierContent content, Person person)
    {
        var tasks = content.Tasks.FindAll(task => task.Open.Step == step.Id);
        var state =
            tasks.Exists(task => task.EndedAt is null && !task.Cancelled) ? "open"
            : tasks.Exists(task => task.EndedAt is not null && !task.Cancelled) ? "done"
            : "waiting";
        return new StepShape(
            step.Id,
            step.Name.Value,
            step.Act,
            Phrases.Vi($"act.{StoredNames<StepAct>.Of(step.Act)}"),
            step.Mode,
            [.. step.Parties.Select(party => PartyOf(party, person))],
            step.Receives,
            step.Limit,
            step.PlannedDue,
            state
        );
    }

    private static PartyShape PartyOf(Party party, Person person) =>
        new(
            party.Unit,
            party.Function,
            person.OfficeName(party.Unit, party.Function),
            party.AnsweredBy is { } answering ? PartyOf(answering, person) : null
        );
}
