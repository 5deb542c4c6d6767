using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Names of the people behind accounts.</summary>
public sealed class Directory(CommandRunner runner, IKeyring keyring)
{
    /// <summary>Name of the person; "Hệ thống" for the system; null where there is no such account or it was erased.</summary>
    public async ValueTask<string?> NameAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (account == CommandContext.System)
        {
            return Localization.Phrases.Vi("account.system");
        }

        var found = await runner.LoadAsync(Bindings.Account, Bindings.Account.StreamOf(account.Value), cancellationToken);
        return found?.State.Name is { } name ? keyring.Reveal(name) : null;
    }

    /// <summary>A recorded event as a line of a history, with the names of those whose act it is.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="person">Who reads.</param>
    /// <param name="text">What happened, in words.</param>
    /// <param name="reason">Why, in clear; null: nothing was said, or it was erased.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async ValueTask<HistoryLine> LineAsync(
        RecordedEvent recorded,
        EventMetadata metadata,
        Person person,
        string text,
        string? reason,
        CancellationToken cancellationToken
    ) =>
        new(
            recorded.Revision.Value,
            metadata.At,
            metadata.Actor,
            await NameAsync(metadata.Actor, cancellationToken),
            metadata.OnBehalfOf,
            metadata.OnBehalfOf is { } principal ? await NameAsync(principal, cancellationToken) : null,
            metadata.Unit,
            metadata.Function,
            metadata is { Unit: { } unit, Function: { } function } ? person.OfficeName(unit, function) : null,
            recorded.Type,
            text,
            reason,
            HashChain.Hash(recorded)
        );
}
