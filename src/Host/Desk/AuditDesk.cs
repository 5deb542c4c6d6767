using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Desk;

/// <summary>One act in the history of a dossier: who, for whom, in what capacity, when, what.</summary>
/// <param name="Revision">Place in the dossier's stream.</param>
/// <param name="At">Instant of the act, UTC.</param>
/// <param name="ActorName">Null where erased.</param>
/// <param name="OnBehalfOfName">Whose appointment it was, under a delegation.</param>
/// <param name="OfficeName">In what office they acted; null for the system.</param>
/// <param name="Type">Stored name of the event: "dossier.submitted".</param>
/// <param name="Text">What happened, in Vietnamese.</param>
/// <param name="Reason">Reason given, where there is one.</param>
/// <param name="Hash">Hash of the event, 64 hexadecimal digits: what the chain is made of.</param>
public sealed record HistoryLine(
    long Revision,
    DateTimeOffset At,
    AccountId Actor,
    string? ActorName,
    AccountId? OnBehalfOf,
    string? OnBehalfOfName,
    UnitId? Unit,
    FunctionCode? Function,
    string? OfficeName,
    string Type,
    string Text,
    string? Reason,
    string Hash
);

/// <summary>What happened: the history of one dossier, and the audit trail.</summary>
public sealed class AuditDesk(Bench bench, House house, IEventStore events, AuditQueries trail, DossierDesk dossiers, Directory directory)
{
    /// <summary>Everything that happened to a dossier, straight from its stream; as of an instant where one is given.</summary>
    public async Task<Answer<IReadOnlyList<HistoryLine>>> HistoryAsync(
        Person person,
        DossierId id,
        DateTimeOffset? asOf,
        CancellationToken cancellationToken
    )
    {
        if (dossiers.Visible(person, id) is null)
        {
            return new Answer<IReadOnlyList<HistoryLine>>.NotFound();
        }

        var lines = new List<HistoryLine>();
        foreach (
            var recorded in await events.ReadStreamAsync(bench.DossierBinding.StreamOf(id.Value), cancellationToken: cancellationToken)
        )
        {
            var metadata = EventTypes.Metadata(recorded);
            if (metadata.At > asOf)
            {
                break;
            }

            lines.Add(
                await directory.LineAsync(
                    recorded,
                    metadata,
                    person,
                    Localization.Phrases.Vi($"event.{recorded.Type}"),
                    bench.Reveal(metadata.Reason),
                    cancellationToken
                )
            );
        }

        return new Answer<IReadOnlyList<HistoryLine>>.Done(lines);
    }

    /// <summary>The audit trail within this person's reach, newest first.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="query">Narrowed to.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    /// <remarks>Administrators see what concerns accounts, the organisation and rules, and no dossier.</remarks>
    public Page<AuditRow> Rows(Person person, AuditQuery query, string? after, int limit)
    {
        var sees = person.ScopeOf(Act.ReadAudit).HasFlag(Scope.Subtree);
        var units = sees ? person.UnitsFor(Act.ReadAudit).SelectMany(house.WithPredecessors).Distinct().ToList() : null;
        return trail.List(
            new AuditFilter(
                units,
                query.Person,
                query.Unit,
                query.Type,
                query.Dossier,
                query.From,
                query.To,
                Administrative: !sees,
                query.Approvals
            ),
            after,
            limit
        );
    }

    /// <summary>As <see cref="Rows"/>, with the names that stand behind the ids.</summary>
    public async Task<Page<AuditLine>> SearchAsync(
        Person person,
        AuditQuery query,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = Rows(person, query, after, limit);
        var lines = new List<AuditLine>(page.Items.Count);
        foreach (var row in page.Items)
        {
            lines.Add(
                new AuditLine(
                    row.Sequence,
                    row.At,
                    row.Type,
                    Localization.Phrases.Vi($"event.{row.Type}"),
                    row.Stream.Value,
                    row.Revision.Value,
                    row.Actor,
                    await directory.NameAsync(row.Actor, cancellationToken),
                    row.OnBehalfOf,
                    row.OnBehalfOf is { } principal ? await directory.NameAsync(principal, cancellationToken) : null,
                    row is { Unit: { } unit, Function: { } function } ? person.OfficeName(unit, function) : null,
                    row.ClientAddress,
                    row.Dossier,
                    row.Step,
                    row.Outcome
                )
            );
        }

        return new Page<AuditLine>(lines, page.Next);
    }
}

/// <summary>What the audit trail is narrowed to; null narrows nothing.</summary>
/// <param name="Type">Stored name of the event: "dossier.submitted".</param>
/// <param name="Approvals">Only approvals: steps that ended, tờ trình and decisions issued, minutes signed.</param>
public sealed record AuditQuery(
    AccountId? Person = null,
    UnitId? Unit = null,
    string? Type = null,
    DossierId? Dossier = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Approvals = false
);

/// <summary>One act in the audit trail.</summary>
public sealed record AuditLine(
    long Sequence,
    DateTimeOffset At,
    string Type,
    string Text,
    string Stream,
    long Revision,
    AccountId Actor,
    string? ActorName,
    AccountId? OnBehalfOf,
    string? OnBehalfOfName,
    string? OfficeName,
    string? ClientAddress,
    DossierId? Dossier,
    StepId? Step,
    string? Outcome
);
