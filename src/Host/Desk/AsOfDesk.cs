using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Desk;

/// <summary>A nominee as it stood.</summary>
/// <param name="Name">As it was written then; the code where it is not to be named; null where erased or secret.</param>
/// <param name="Suspended">Tạm dừng xét.</param>
/// <param name="Decision">The decision that had awarded it.</param>
public sealed record NomineeThen(
    NomineeId Id,
    SubjectKind Kind,
    string? Name,
    string? Workplace,
    NomineeState State,
    bool Suspended,
    DecisionReference? Decision
);

/// <summary>Work that waited.</summary>
/// <param name="OfficeName">Where.</param>
/// <param name="Since">Day in Hà Nội from which its limit was counted; null without a limit.</param>
/// <param name="DueOn">Last day as it was counted then.</param>
/// <param name="ClaimedBy">Who had taken it; null: nobody.</param>
/// <param name="ClaimedByName">Their name; null where erased.</param>
public sealed record TaskThen(
    TaskId Id,
    StepAct Act,
    string StepName,
    string OfficeName,
    DateOnly? Since,
    DateOnly? DueOn,
    AccountId? ClaimedBy,
    string? ClaimedByName
);

/// <summary>A dossier as it stood at an instant, folded from what was recorded until then.</summary>
/// <param name="At">The instant.</param>
/// <param name="LastChange">When the last thing up to it was recorded; null: nothing was, there was no dossier.</param>
/// <param name="ChangedSince">How much was recorded since.</param>
/// <param name="Status">How it stood; null: there was none.</param>
/// <param name="Hash">Hash of the last event up to it: what stood then is proved by it.</param>
public sealed record DossierAsOf(
    DossierId Id,
    DateTimeOffset At,
    DateTimeOffset? LastChange,
    int ChangedSince,
    DossierStatus? Status,
    DocumentNumber? Number,
    IReadOnlyList<NomineeThen> Nominees,
    IReadOnlyList<TaskThen> Open,
    int Documents,
    string? Hash
);

/// <summary>What stood at any instant: history is read, never remembered.</summary>
public sealed class AsOfDesk(Bench bench, IEventStore events, DossierDesk dossiers, Directory directory)
{
    /// <summary>A dossier as it stood; for whoever sees it now, and a draft for whoever sees drafts.</summary>
    public async Task<Answer<DossierAsOf>> DossierAsync(Person person, DossierId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (dossiers.Visible(person, id) is not { } detail)
        {
            return new Answer<DossierAsOf>.NotFound();
        }

        var (state, since) = (Dossier.None, 0);
        (DateTimeOffset At, string Hash)? last = null;
        var stream = bench.DossierBinding.StreamOf(id.Value);
        foreach (var recorded in await events.ReadStreamAsync(stream, cancellationToken: cancellationToken))
        {
            var metadata = EventTypes.Metadata(recorded);
            if (metadata.At > at)
            {
                since++;
                continue;
            }

            state = Dossier.Evolve(state, (DossierEvent)EventTypes.Read(recorded));
            last = (metadata.At, HashChain.Hash(recorded));
        }

        if (!state.Exists || (state.IsDraft && !person.May(Act.ReadDossiers, detail.Row.Unit)))
        {
            return new Answer<DossierAsOf>.Done(new(id, at, null, since, null, null, [], [], 0, null));
        }

        var tasks = new List<TaskThen>();
        foreach (var task in state.Tasks)
        {
            tasks.Add(
                new(
                    task.Id,
                    task.Opening.Act,
                    task.Opening.StepName.Value,
                    person.OfficeName(task.Desk.Unit, task.Desk.Function),
                    task.Opening.CountedFrom,
                    task.DueOn,
                    task.ClaimedBy,
                    task.ClaimedBy is { } who ? await directory.NameAsync(who, cancellationToken) : null
                )
            );
        }

        return new Answer<DossierAsOf>.Done(
            new(
                id,
                at,
                last?.At,
                since,
                state.Status,
                state.Number,
                [.. state.Nominees.Select(nominee => Of(person, detail, state, nominee))],
                tasks,
                state.Documents.Count,
                last?.Hash
            )
        );
    }

    private NomineeThen Of(Person person, DossierDetail detail, Dossier state, Nominee nominee)
    {
        var seen = !nominee.Entry.Unnamed || person.May(Act.PrepareDossiers, detail.Row.Unit);
        var profile = seen ? bench.ProfileOf(state, nominee.Entry) : null;
        return new(
            nominee.Id,
            nominee.Entry.Kind,
            seen ? profile?.Name : NomineeView.CodeOf(nominee.Id),
            profile?.Workplace,
            nominee.Standing switch
            {
                NomineeStanding.Proposed => NomineeState.Proposed,
                NomineeStanding.InPlay => NomineeState.In,
                NomineeStanding.Failed => NomineeState.NotPassed,
                NomineeStanding.Excluded => NomineeState.Excluded,
                NomineeStanding.SplitOff => NomineeState.SplitOff,
                NomineeStanding.Awarded => NomineeState.Awarded,
                NomineeStanding.Cancelled => NomineeState.Cancelled,
                NomineeStanding.NotAwarded => NomineeState.NotAwarded,
            },
            state.Suspended.ContainsKey(nominee.Id),
            nominee.Standing switch
            {
                NomineeStanding.Awarded awarded => awarded.Decision,
                NomineeStanding.Cancelled cancelled => cancelled.Decision,
                _ => null,
            }
        );
    }
}
