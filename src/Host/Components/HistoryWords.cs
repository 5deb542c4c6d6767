using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Components;

/// <summary>What the page of a dossier says beside its events.</summary>
/// <param name="Words">What exactly happened, by revision; events that say nothing more have none.</param>
/// <param name="Recorders">Who recorded that a step ended, by its task: never the one who signed its paper.</param>
/// <param name="Receivers">Who received the dossier, by the task it was received for.</param>
/// <param name="WithdrawnOn">Đã rút: the day in Hà Nội; null: it is not.</param>
public sealed record HistoryNotes(
    IReadOnlyDictionary<long, string> Words,
    IReadOnlyDictionary<TaskId, Recorder> Recorders,
    IReadOnlyDictionary<LevelReceipt, Recorder> Receivers,
    DateOnly? WithdrawnOn = null
)
{
    /// <summary>Of a dossier nobody has looked into.</summary>
    public static HistoryNotes None { get; } =
        new(new Dictionary<long, string>(), new Dictionary<TaskId, Recorder>(), new Dictionary<LevelReceipt, Recorder>());
}

/// <summary>
/// What exactly happened, beside the name of the act: whom, which step, which number, how it ended. Names are those the reader
/// may see on the dossier's page; of what is sealed only the reason why somebody was named or a task left its unit is opened.
/// </summary>
public sealed class HistoryWords(IEventStore events, Bench bench, Labels labels)
{
    /// <summary>Notes on everything that happened so far.</summary>
    public async Task<HistoryNotes> OfAsync(DossierShape dossier, CancellationToken cancellationToken)
    {
        var words = new Dictionary<long, string>();
        var recorders = new Dictionary<TaskId, Recorder>();
        var receivers = new Dictionary<LevelReceipt, Recorder>();
        DateOnly? withdrawn = null;
        var before = new Former();
        var stream = bench.DossierBinding.StreamOf(dossier.Id.Value);
        foreach (var recorded in await events.ReadStreamAsync(stream, cancellationToken: cancellationToken))
        {
            if (EventTypes.Read(recorded) is not DossierEvent happened)
            {
                continue;
            }

            if (await OfAsync(happened, dossier, before, cancellationToken) is { Length: > 0 } text)
            {
                words[recorded.Revision.Value] = text;
            }

            before.Apply(happened);

            switch (happened)
            {
                case DossierEvent.StepCompleted e:
                    recorders[e.Task] = await ActorOfAsync(recorded, cancellationToken);
                    break;
                case DossierEvent.Received e:
                    receivers[e.Receipt] = await ActorOfAsync(recorded, cancellationToken);
                    break;
                case DossierEvent.Withdrawn:
                    withdrawn = VietnamTime.DateOf(EventTypes.Metadata(recorded).At);
                    break;
            }
        }

        return new(words, recorders, receivers, withdrawn);
    }

    private async Task<Recorder> ActorOfAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        var metadata = EventTypes.Metadata(recorded);
        return new(await labels.NameAsync(metadata.Actor, cancellationToken), metadata.At);
    }

    private async ValueTask<string?> OfAsync(
        DossierEvent happened,
        DossierShape dossier,
        Former before,
        CancellationToken cancellationToken
    ) =>
        happened switch
        {
            DossierEvent.Opened when dossier.PreparedByName is { } preparer => $"theo lần trình của {preparer}",
            DossierEvent.NomineeAdded e => NameOf(dossier, e.Nominee.Id),
            DossierEvent.NomineeChanged e => NameOf(dossier, e.Nominee.Id)
                + Changed(before.Nominees.GetValueOrDefault(e.Nominee.Id), e.Nominee, dossier),
            DossierEvent.DocumentAttached e => FileOf(e.Document, dossier)
                + (
                    before.Removed.GetValueOrDefault((e.Document.Component, e.Document.Nominee)) is { } old
                        ? $", thay “{FileOf(old, dossier)}”"
                        : ""
                ),
            DossierEvent.DocumentRemoved e => before.Documents.GetValueOrDefault(e.Document) is { } gone
                ? FileOf(gone, dossier) + (gone.Component is { } of ? $" ({ComponentOf(dossier, of)})" : "")
                : null,
            DossierEvent.ComponentStated e => ComponentOf(dossier, e.Statement.Component)
                + ", "
                + Stated(e.Statement)
                + (
                    before.Statements.GetValueOrDefault(e.Statement.Component) is { } was && was != e.Statement
                        ? $" (trước: {Stated(was)})"
                        : ""
                ),
            DossierEvent.TakenOver e => $"{Labels.Capital(labels.Unit(e.To))} lập tiếp hồ sơ của {labels.Unit(e.From)}",
            DossierEvent.ComponentChecked e => ComponentOf(dossier, e.Component)
                + (e.Nominee is { } whose ? $" của {NameOf(dossier, whose)}" : "")
                + (e.Found ? ", đủ" : ", thiếu")
                + (
                    before.Checks.TryGetValue((e.Component, e.Nominee), out var found) && found != e.Found
                        ? found
                            ? " (trước: đủ)"
                            : " (trước: thiếu)"
                        : ""
                ),
            DossierEvent.Submitted e => $"số {e.Number}",
            DossierEvent.Rerouted e => $"{e.Basis}: đi tiếp từ bước “{StepOf(dossier, e.At)}”, theo {e.Terms.Route.Basis}"
                + (e.SupplementDropped is true ? "; yêu cầu bổ sung của cơ quan cũ không còn, cơ quan mới yêu cầu lại nếu cần" : "")
                + Because(e.Reason),
            DossierEvent.Received e => $"số đến {e.Receipt.Number}, ngày {Vietnam.Date(e.Receipt.On)}"
                + (e.Receipt.ReturnOn is { } promised ? $", hẹn trả {Vietnam.Date(promised)}" : ""),
            DossierEvent.TaskOpened e => Labels.Step(e.Act, e.StepName.Value) + (e.DueOn is { } due ? $", hạn {Vietnam.Date(due)}" : ""),
            DossierEvent.DuesRecounted e => string.Join(
                "; ",
                e.Dues.Select(d =>
                    d.Was == d.DueOn
                        ? $"hạn {Vietnam.Date(d.DueOn)} {(d.DueProvisional ? "là tạm tính" : "không còn là tạm tính")}"
                        : $"hạn {Vietnam.Date(d.Was)} chuyển sang {Vietnam.Date(d.DueOn)}{(d.DueProvisional ? " (tạm tính)" : "")}"
                )
            ),
            DossierEvent.TaskReassigned e => (
                before.Claims.GetValueOrDefault(e.Task) is { } by ? $"từ {await labels.NameAsync(by, cancellationToken)} " : ""
            ) + $"cho {await labels.NameAsync(e.To, cancellationToken)}",
            DossierEvent.PreparerJoined e => await labels.NameAsync(e.Account, cancellationToken),
            DossierEvent.TaskEntrusted e => await labels.NameAsync(e.To, cancellationToken) + Because(e.Reason),
            DossierEvent.TaskEscalated e => $"{labels.Office(e.To)}, vì {Phrases.Vi($"cause.{StoredNames<EscalationCause>.Of(e.Cause)}")}"
                + Because(e.Reason),
            DossierEvent.StepCompleted e => StepOf(dossier, e.End.Step)
                + " – "
                + (
                    e.End.Outcome == Outcomes.Back ? $"trả về “{StepOf(dossier, e.End.GoTo)}”"
                    : e.Verdicts.Count == 0 ? "xong"
                    : $"{e.Verdicts.Count(v => v.Passed)} đồng ý, {e.Verdicts.Count(v => !v.Passed)} không đồng ý"
                )
                + (e.Paper is { } paper ? $"; văn bản số {paper.Number}" : "")
                + string.Concat(
                    (e.Overrides ?? []).Select(given =>
                        $"; vẫn đề nghị {NameOf(dossier, given.Nominee)} dù chưa đạt {ClauseOf(e, given)}{Because(given.Reason)}"
                    )
                ),
            DossierEvent.SupplementRequested e => $"lần {e.Round}, {e.Items.Count} mục",
            DossierEvent.NomineeExcluded e => NameOf(dossier, e.Nominee),
            DossierEvent.NomineesSplitOff e => string.Join("; ", e.Nominees.Select(n => NameOf(dossier, n)))
                + (
                    e.Other is { } other
                        ? $", đề nghị chuyển sang {Labels.Form(other.Form)}{(other.Clause is { } clause ? $" theo {clause}" : "")}"
                        : ""
                )
                + Because(e.Reason),
            DossierEvent.OpinionRequested e => labels.Office(e.From) + (bench.Reveal(e.Question) is { } asked ? $": {asked}" : ""),
            DossierEvent.OpinionGiven e => OpinionOf(dossier, e.Opinion)
                + $": {Phrases.Vi($"opinion.{StoredNames<OpinionAnswer>.Of(e.Answer)}")}"
                + (bench.Reveal(e.Text) is { } said ? $" – {said}" : "")
                + (e.Number is { } paperNumber ? $"; văn bản số {paperNumber} ngày {Vietnam.Date(e.Date!.Value)}" : ""),
            DossierEvent.OpinionWithdrawn e => OpinionOf(dossier, e.Opinion) + Because(e.Reason),
            DossierEvent.NomineeSuspended e =>
                $"{NameOf(dossier, e.Nominee)}, {Phrases.Vi($"suspension.{StoredNames<SuspensionCause>.Of(e.Cause)}")}" + Because(e.Reason),
            DossierEvent.NomineeResumed e => NameOf(dossier, e.Nominee) + Because(e.Reason),
            DossierEvent.ClockStopped e => $"từ {Vietnam.Date(e.On)}",
            DossierEvent.ClockRestarted e => e.Stood is { } stood
                ? $"đã tạm dừng từ {Vietnam.Date(stood.From)} đến {Vietnam.Date(stood.To)}"
                : null,
            DossierEvent.Rejected or DossierEvent.Withdrawn => dossier.EndReason,
            DossierEvent.OutcomeEntered e =>
                $"quyết định số {e.Decision.Number} ngày {Vietnam.Date(e.Decision.Date)}, {e.Awarded.Count} người được khen",
            DossierEvent.OutcomeCancelled e =>
                $"quyết định số {e.Decision.Number} ngày {Vietnam.Date(e.Decision.Date)}: {string.Join("; ", e.Nominees.Select(n => NameOf(dossier, n)))}",
            DossierEvent.OutcomeReplaced e =>
                $"quyết định số {e.Decision.Number} ngày {Vietnam.Date(e.Decision.Date)}: {string.Join("; ", e.Nominees.Select(n => NameOf(dossier, n)))}",
            DossierEvent.OutcomeCorrected e =>
                $"quyết định số {e.Decision.Number} ngày {Vietnam.Date(e.Decision.Date)}: {string.Join("; ", e.Wordings.Select(w => NameOf(dossier, w.Nominee) + (IsNamed(dossier, w.Nominee) ? $", {Phrases.Vi($"wording.{StoredNames<WordingField>.Of(w.Field)}")} “{bench.Reveal(w.Old) ?? "–"}” đọc là “{bench.Reveal(w.New) ?? "–"}”" : "")))}",
            DossierEvent.OutcomePresented e => $"ngày {Vietnam.Date(e.On)}, {e.Place}: {e.Nominees.Count} trường hợp",
            DossierEvent.OutcomeNotified e => $"thông báo số {e.Number} ngày {Vietnam.Date(e.On)}: {e.Nominees.Count} trường hợp",
            DossierEvent.CancellationConsidered e =>
                $"{string.Join("; ", e.Nominees.Select(n => NameOf(dossier, n)))}, {Phrases.Vi($"revocation.{StoredNames<RevocationGround>.Of(e.Ground)}")}"
                    + Because(e.Reason),
            DossierEvent.CancellationDismissed e => string.Join("; ", e.Nominees.Select(n => NameOf(dossier, n))) + Because(e.Reason),
            DossierEvent.RewardPaid e =>
                $"{NameOf(dossier, e.Nominee)}: {Vietnam.Money(e.Dong)}, chứng từ số {e.Voucher} ngày {Vietnam.Date(e.On)}",
            DossierEvent.RecoveryRecorded e =>
                $"{NameOf(dossier, e.Nominee)}, {Phrases.Vi($"recovery.{StoredNames<RecoveryItem>.Of(e.Item)}")}: {(e.WhyNot is null ? "đã thu hồi" : $"chưa thu hồi được – {bench.Reveal(e.WhyNot) ?? "–"}")}, ngày {Vietnam.Date(e.On)}",
            DossierEvent.Notified e => $"ngày {Vietnam.Date(e.On)}",
            DossierEvent.Archived e => $"ngày {Vietnam.Date(e.On)}",
            _ => null,
        };

    // What of a nominee was changed, before and after; of whom the reader does not know the name, and of what was erased, nothing.
    private string Changed(NomineeEntry? was, NomineeEntry now, DossierShape dossier)
    {
        if (
            was is null
            || !IsNamed(dossier, now.Id)
            || bench.ProfileOf(was.Profile) is not { } old
            || bench.ProfileOf(now.Profile) is not { } changed
        )
        {
            return "";
        }

        (string Field, string? Old, string? New)[] fields =
        [
            ("loại", Labels.Kind(was.Kind), Labels.Kind(now.Kind)),
            ("họ tên, tên", old.Name, changed.Name),
            ("chức vụ", old.Position, changed.Position),
            ("đơn vị công tác", old.Workplace, changed.Workplace),
            ("năm sinh", old.BirthYear?.ToString(CultureInfo.InvariantCulture), changed.BirthYear?.ToString(CultureInfo.InvariantCulture)),
            ("thành tích", Short(old.Achievement), Short(changed.Achievement)),
        ];
        var words = fields
            .Where(field => field.Old != field.New)
            .Select(field => $"{field.Field}: “{field.Old ?? "–"}” thành “{field.New ?? "–"}”")
            .ToList();
        return words.Count == 0 ? "" : " – " + string.Join("; ", words);
    }

    private static string? Short(string? text) => text is { Length: > 160 } ? text[..160] + "…" : text;

    private string FileOf(DocumentEntry document, DossierShape dossier) =>
        document.Nominee is { } whose && dossier.Nominees.Any(nominee => nominee.Id == whose) && !IsNamed(dossier, whose)
            ? "(tệp của người không công khai danh tính)"
            : bench.Reveal(document.FileName) ?? "(tên tệp đã xóa)";

    private static bool IsNamed(DossierShape dossier, NomineeId id) =>
        dossier.Nominees.Any(nominee => nominee.Id == id && nominee.Name is not null);

    private static string Stated(ComponentStatement statement) =>
        (statement.NotApplicable ? "không có" : $"{Vietnam.Count(statement.Copies)} bộ") + (statement.Confirmed ? ", có xác nhận" : "");

    // How things stood before an event.
    private sealed class Former
    {
        public Dictionary<NomineeId, NomineeEntry> Nominees { get; } = [];
        public Dictionary<DocumentId, DocumentEntry> Documents { get; } = [];
        public Dictionary<(ComponentCode?, NomineeId?), DocumentEntry> Removed { get; } = [];
        public Dictionary<ComponentCode, ComponentStatement> Statements { get; } = [];
        public Dictionary<(ComponentCode, NomineeId?), bool> Checks { get; } = [];
        public Dictionary<TaskId, AccountId?> Claims { get; } = [];

        public void Apply(DossierEvent happened)
        {
            switch (happened)
            {
                case DossierEvent.OpenedBySplit e:
                    foreach (var nominee in e.Nominees)
                    {
                        Nominees[nominee.Id] = nominee;
                    }

                    break;
                case DossierEvent.NomineeAdded e:
                    Nominees[e.Nominee.Id] = e.Nominee;
                    break;
                case DossierEvent.NomineeChanged e:
                    Nominees[e.Nominee.Id] = e.Nominee;
                    break;
                case DossierEvent.DocumentAttached e:
                    Documents[e.Document.Id] = e.Document;
                    Removed.Remove((e.Document.Component, e.Document.Nominee));
                    break;
                case DossierEvent.DocumentRemoved e when Documents.Remove(e.Document, out var gone):
                    Removed[(gone.Component, gone.Nominee)] = gone;
                    break;
                case DossierEvent.ComponentStated e:
                    Statements[e.Statement.Component] = e.Statement;
                    break;
                case DossierEvent.ComponentChecked e:
                    Checks[(e.Component, e.Nominee)] = e.Found;
                    break;
                case DossierEvent.TaskClaimed e:
                    Claims[e.Task] = e.By;
                    break;
                case DossierEvent.TaskReleased e:
                    Claims.Remove(e.Task);
                    break;
                case DossierEvent.TaskReassigned e:
                    Claims[e.Task] = e.To;
                    break;
            }
        }
    }

    // Why somebody was named or a task left its unit, for those who may read the dossier.
    private string Because(Sealed? reason) => bench.Reveal(reason) is { } text ? $" – lý do: {text}" : "";

    private static string NameOf(DossierShape dossier, NomineeId id) =>
        dossier.Nominees.FirstOrDefault(nominee => nominee.Id == id) is { } nominee ? nominee.Name ?? nominee.KindText : "(đã bỏ)";

    private static string ComponentOf(DossierShape dossier, ComponentCode code) =>
        dossier.Checklist.FirstOrDefault(item => item.Code == code)?.Name.Value ?? code.Value;

    private static string OpinionOf(DossierShape dossier, TaskId opinion) =>
        dossier.Opinions.FirstOrDefault(known => known.Id == opinion)?.OfficeName ?? "";

    private static string ClauseOf(DossierEvent.StepCompleted step, RuleOverride given) =>
        (step.Found ?? []).FirstOrDefault(found => (found.Nominee, found.Rule) == (given.Nominee, given.Rule))?.Clause?.Value
        ?? $"điều kiện {given.Rule}";

    private static string StepOf(DossierShape dossier, StepId? id) =>
        dossier.Route.FirstOrDefault(step => step.Id == id)?.Name ?? id?.Value ?? "";
}
