using PhongTrao.Host.Composition;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>What an import did.</summary>
/// <param name="Changes">How many entries were new or different.</param>
/// <param name="Accounts">Accounts that were made, with the password that is told this once.</param>
public sealed record ImportAnswer(int Changes, IReadOnlyList<NewPassword> Accounts);

/// <summary>Units, functions, people and appointments, from documented files: every problem at once, nothing half-done.</summary>
public sealed class OrganisationDesk(Bench bench, CommandRunner runner, IVaultRows vault, AccountDesk accounts, DomainClock clock)
{
    /// <summary>Loads files.</summary>
    public async Task<Answer<ImportAnswer>> ImportAsync(Caller caller, IReadOnlyList<ImportFile> files, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.ManageOrganisation))
        {
            return new Answer<ImportAnswer>.Forbidden();
        }

        return await ImportAsync(
            files,
            bench.ContextOf(caller, CapacityOf(caller.Person), "org.import", Bindings.OrganisationStream.Value, files),
            password: null,
            cancellationToken
        );
    }

    /// <summary>Loads files on behalf of the system: the command line and the demo.</summary>
    /// <param name="files">What to load.</param>
    /// <param name="context">Who loads.</param>
    /// <param name="password">The password of every new account; null: one of chance for each, to be changed at the first sign-in.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<ImportAnswer>> ImportAsync(
        IReadOnlyList<ImportFile> files,
        CommandContext context,
        string? password,
        CancellationToken cancellationToken
    )
    {
        var read = OrganisationFile.Read(files);
        return read.Value is { } document
            ? await ImportAsync(document, context, password, cancellationToken)
            : Publishing.Problems<ImportAnswer>(read.Problems);
    }

    /// <summary>Loads what files say.</summary>
    public async Task<Answer<ImportAnswer>> ImportAsync(
        OrganisationDocument document,
        CommandContext context,
        string? password,
        CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<string, AccountId>(StringComparer.Ordinal);
        var names = document
            .People.Select(row => row.Value.UserName)
            .Concat(document.Appointments.Select(row => row.Value.UserName))
            .Distinct(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await vault.FindCredentialAsync(name, cancellationToken) is { } credential)
            {
                known[name] = credential.Account;
            }
        }

        var state = await StateAsync(cancellationToken);
        var prepared = OrganisationImport.Prepare(
            document,
            state,
            name => known.TryGetValue(name, out var account) ? account : null,
            context.CommandId
        );
        if (prepared.Value is not { } import)
        {
            return Publishing.Problems<ImportAnswer>(prepared.Problems);
        }

        var made = new List<NewPassword>();
        var sharedHash = password is null ? null : accounts.Hash(password);
        foreach (var (account, person) in import.People)
        {
            var own = password ?? AccountDesk.Invent();
            var opened = await accounts.OpenAsync(
                account,
                person,
                sharedHash ?? accounts.Hash(own),
                mustChange: password is null,
                context with
                {
                    CommandId = context.Derive($"account {account}"),
                },
                cancellationToken
            );
            if (!opened)
            {
                return Answer<ImportAnswer>.Refuse(HostRefusals.UserNameTaken);
            }

            made.Add(new NewPassword(account, person.UserName, password is null ? own : ""));
        }

        return (await RecordAsync(import.Changes, state, context, cancellationToken)).Select(changes => new ImportAnswer(changes, made));
    }

    /// <summary>Records what a list of units means, all of it or nothing.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="changes">Units and their names; what stands so already is passed over.</param>
    /// <param name="digest">Of the list; the same command with another one is refused.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many entries were new or different.</returns>
    internal async Task<Answer<int>> RecordAsync(
        Caller caller,
        OrganisationChanges changes,
        string digest,
        CancellationToken cancellationToken
    ) =>
        await RecordAsync(
            changes,
            await StateAsync(cancellationToken),
            bench.ContextOf(caller, CapacityOf(caller.Person), "org.import-units", Bindings.OrganisationStream.Value, digest),
            cancellationToken
        );

    private async Task<OrganisationState> StateAsync(CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Organisation, Bindings.OrganisationStream, cancellationToken))?.State ?? OrganisationState.Initial;

    private static Capacity? CapacityOf(Person person) =>
        person.Holdings.FirstOrDefault(holding => holding.Roles.Contains(Role.Administrator))?.Capacity;

    private async Task<Answer<int>> RecordAsync(
        OrganisationChanges changes,
        OrganisationState state,
        CommandContext context,
        CancellationToken cancellationToken
    )
    {
        var command = new OrganisationCommand.Import(changes);
        var now = context with { At = clock.GetUtcNow() };
        var count = OrganisationDecider.Decide(command, now, state) is Decision<OrganisationEvent>.Accepted accepted
            ? accepted.Events.Count
            : 0;
        var result = await runner.RunAsync(
            Bindings.Organisation,
            Bindings.OrganisationStream,
            command,
            now,
            cancellationToken: cancellationToken
        );
        return result switch
        {
            RunResult<OrganisationState>.Recorded or RunResult<OrganisationState>.Unchanged => new Answer<int>.Done(count),
            RunResult<OrganisationState>.Refused refused => new Answer<int>.Refused(refused.Refusal),
            RunResult<OrganisationState>.CommandIdReused => new Answer<int>.CommandIdReused(),
            _ => new Answer<int>.Contended(),
        };
    }
}
