using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Workflows.Execution;

/// <summary>A claim and the award that stands in its way.</summary>
public sealed record TakenAward(SubjectClaim Claim, SubjectAward By);

/// <summary>What became of claiming.</summary>
public abstract record ClaimResult
{
    private ClaimResult() { }

    /// <summary>Everything is claimed: the decision may be issued for this edition of its list.</summary>
    public sealed record Claimed : ClaimResult;

    /// <summary>Some are taken, in the order of the claims; what was claimed is void again.</summary>
    public sealed record Taken(IReadOnlyList<TakenAward> Awards) : ClaimResult;

    /// <summary>Others kept writing, or the clock went back; what was claimed is void again, the caller may try once more.</summary>
    public sealed record Contended : ClaimResult;
}

/// <summary>
/// Claims the achievements of all nominees of a decision in their subjects' streams before it is issued, and makes the claims void when
/// it is not. Each subject decides alone; what holds across them is this order:
/// <list type="number">
/// <item>the list is read, with its <see cref="CommonList.Edition"/>;</item>
/// <item>every nominee's achievement is claimed for that edition;</item>
/// <item>the decision is issued for that edition only (<see cref="ListCommand.Issue"/>).</item>
/// </list>
/// A claim is released only when its decision can no longer be issued for the edition it was made for: the list has changed, the issue was
/// given up, or the draft was. So an achievement is never free while a decision with it may still come out, wherever a process dies, and
/// a claim left behind by one that died holds others up for <see cref="Patience"/> at most.
/// </summary>
public sealed class Awarding(CommandRunner runner)
{
    /// <summary>How long an unfinished issue is waited for before another decision makes its claims void.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const int AtOnce = 16;

    /// <summary>Claims everything, or nothing for long.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="claims">One for each nominee on its list, all of one edition.</param>
    /// <param name="context">The context of a part of the act, by the part's name: each with a command id of its own.</param>
    /// <param name="cancellationToken">Stops waiting; what was claimed until then stays for <see cref="Patience"/>.</param>
    public async ValueTask<ClaimResult> ClaimAsync(
        DecisionId decision,
        IReadOnlyList<SubjectClaim> claims,
        Func<string, CommandContext> context,
        CancellationToken cancellationToken = default
    )
    {
        // Looked at first, so that what is taken long since is told at once, all of it, and nothing is written.
        var taken = new List<TakenAward>();
        foreach (var claim in claims)
        {
            if (await InTheWayAsync(claim, context, cancellationToken).ConfigureAwait(false) is { } award)
            {
                taken.Add(new(claim, award));
            }
        }

        // Two of one list may be one subject's and one achievement: the second meets the first when it is claimed.
        var contended = false;
        foreach (var batch in taken.Count > 0 ? [] : claims.OrderBy(c => c.Subject.Value).ThenBy(c => c.Award.Nominee.Value).Chunk(AtOnce))
        {
            var answers = await Task.WhenAll(batch.Select(claim => ClaimAsync(claim, context, cancellationToken).AsTask()))
                .ConfigureAwait(false);
            taken.AddRange(answers.Select(answer => answer.Taken).OfType<TakenAward>());
            contended = answers.Any(answer => answer.Contended);
            if (taken.Count > 0 || contended)
            {
                await GiveUpAsync(decision, claims[0].Award.Edition, context, cancellationToken).ConfigureAwait(false);
                break;
            }
        }

        return taken.Count > 0 ? new ClaimResult.Taken([.. taken.OrderBy(t => IndexOf(t.Claim))])
            : contended ? new ClaimResult.Contended()
            : new ClaimResult.Claimed();

        int IndexOf(SubjectClaim claim) => claims.TakeWhile(c => c != claim).Count();
    }

    /// <summary>Makes void what was claimed for a decision that is not issued now. A reactor releases it.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="edition">For which edition of its list it was claimed.</param>
    /// <param name="context">As in claiming.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask GiveUpAsync(
        DecisionId decision,
        int edition,
        Func<string, CommandContext> context,
        CancellationToken cancellationToken = default
    )
    {
        var by = context(FormattableString.Invariant($"give-up {edition}"));
        var stream = Bindings.Decision.StreamOf(decision.Value);
        await runner.RunAsync(Bindings.Decision, stream, new ListCommand.GiveUpIssue(), by, null, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(TakenAward? Taken, bool Contended)> ClaimAsync(
        SubjectClaim claim,
        Func<string, CommandContext> context,
        CancellationToken cancellationToken
    )
    {
        // The same act may claim again what was released meanwhile: then it is another command.
        var stream = Bindings.Subject.StreamOf(claim.Subject.Value);
        var known = await runner.LoadAsync(Bindings.Subject, stream, cancellationToken).ConfigureAwait(false);
        var part = FormattableString.Invariant($"claim {claim.Award.Nominee} {known?.DecisionRevision.Value ?? -1}");
        var command = new SubjectCommand.Claim(claim.Award);
        var state = await runner
            .RunAsync(Bindings.Subject, stream, command, context(part), null, cancellationToken)
            .ConfigureAwait(false) switch
        {
            RunResult<Subject>.Recorded { State: var recorded } => recorded,
            RunResult<Subject>.Unchanged { State: var unchanged } => unchanged,
            _ => null,
        };
        if (state?.Of(claim.Award.Decision, claim.Award.Nominee) is { Claim.Edition: var edition } && edition >= claim.Award.Edition)
        {
            return (null, false);
        }

        var award = await InTheWayAsync(claim, context, cancellationToken).ConfigureAwait(false);
        return award is null ? (null, true) : (new(claim, award), false);
    }

    // What stands in the way of a claim, once what was left behind by an unfinished issue is out of it.
    private async ValueTask<SubjectAward?> InTheWayAsync(
        SubjectClaim claim,
        Func<string, CommandContext> context,
        CancellationToken cancellationToken
    )
    {
        var stream = Bindings.Subject.StreamOf(claim.Subject.Value);
        for (var tries = 0; ; tries++)
        {
            var subject = (await runner.LoadAsync(Bindings.Subject, stream, cancellationToken).ConfigureAwait(false))?.State;
            if (subject?.InTheWayOf(claim.Award) is not { Standing: AwardStanding.Claimed, Claim: { } other } award)
            {
                return subject?.InTheWayOf(claim.Award);
            }

            var by = context($"settle {other.Decision} {other.Nominee} {other.Edition}");
            by = by with { Account = CommandContext.System, Capacity = null, Carried = [.. by.Behind] };
            var draft = Bindings.Decision.StreamOf(other.Decision.Value);
            var list = (await runner.LoadAsync(Bindings.Decision, draft, cancellationToken).ConfigureAwait(false))?.State;
            if (list is { Paper: null, IsDropped: false } && other.Edition == list.Edition && award.ClaimedAt + Patience < by.At)
            {
                await runner
                    .RunAsync(Bindings.Decision, draft, new ListCommand.GiveUpIssue(), by, null, cancellationToken)
                    .ConfigureAwait(false);
                list = (await runner.LoadAsync(Bindings.Decision, draft, cancellationToken).ConfigureAwait(false))?.State;
            }

            if (tries > 2 || list is null || other.SettledBy(list) is not { } command)
            {
                return award;
            }

            await runner.RunAsync(Bindings.Subject, stream, command, by, null, cancellationToken).ConfigureAwait(false);
        }
    }
}
