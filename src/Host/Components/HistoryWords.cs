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
        var stream = bench.DossierBinding.StreamOf(dossier.Id.Value);
        foreach (var recorded in await events.ReadStreamAsync(stream, cancellationToken: cancellationToken))
        {
            if (EventTypes.Read(recorded) is not DossierEvent happened)
            {
                continue;
            }

            if (await OfAsync(happened, dossier, cancellationToken) is { Length: > 0 } text)
            {
                words[recorded.Revision.Value] = text;
            }

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

    private async ValueTask<string?> OfAsync(DossierEvent happened, DossierShape dossier, CancellationToken cancellationToken) =>
        happened switch
        {
            DossierEvent.Opened when dossier.PreparedByName is { } preparer => $"theo lần trình của {preparer}",
            DossierEvent.NomineeAdded e => NameOf(dossier, e.Nominee.Id),
            DossierEvent.NomineeChanged e => NameOf(dossier, e.Nominee.Id),
            DossierEvent.DocumentAttached e => dossier.Documents.FirstOrDefault(d => d.Id == e.Document.Id)?.FileName,
            DossierEvent.ComponentStated e => ComponentOf(dossier, e.Statement.Component)
                + (e.Statement.NotApplicable ? ", không có" : $", {Vietnam.Count(e.Statement.Copies)} bộ")
                + (e.Statement.Confirmed ? ", có xác nhận" : ""),
            DossierEvent.TakenOver e => $"{Labels.Capital(labels.Unit(e.To))} lập tiếp hồ sơ của {labels.Unit(e.From)}",
            DossierEvent.ComponentChecked e => ComponentOf(dossier, e.Component)
                + (e.Nominee is { } whose ? $" của {NameOf(dossier, whose)}" : "")
                + (e.Found ? ", đủ" : ", thiếu"),
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
            DossierEvent.TaskReassigned e => $"cho {await labels.NameAsync(e.To, cancellationToken)}",
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
                $"quyết định số {e.Decision.Number} ngày {Vietnam.Date(e.Decision.Date)}: {string.Join("; ", e.Wordings.Select(w => w.Nominee).Distinct().Select(n => NameOf(dossier, n)))}",
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
