using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
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
}
