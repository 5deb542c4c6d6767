using System.Globalization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Desk;

/// <summary>
/// Whose hand is in a signed paper: who records it, for whom they act, and who of the unit has the signer's name. A signer is
/// written by name, not chosen by account, so whoever holds an appointment in the unit under that very name is taken to be the signer.
/// </summary>
public sealed class Signatories(Directory directory)
{
    /// <summary>The accounts behind a paper.</summary>
    /// <param name="person">Who records.</param>
    /// <param name="capacity">In what capacity.</param>
    /// <param name="signer">Name of the signer as typed, or null.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<AccountId>> OfAsync(
        Person person,
        Capacity capacity,
        string? signer,
        CancellationToken cancellationToken
    )
    {
        List<AccountId> behind = capacity.OnBehalfOf is { } principal ? [person.Account, principal] : [person.Account];
        if (Vietnam.Normalize(signer) is not { } name)
        {
            return behind;
        }

        var organisation = person.Organisation;
        foreach (
            var account in organisation
                .Bindings.Where(binding => binding.Unit == capacity.Unit)
                .Select(binding => binding.Function)
                .Distinct()
                .SelectMany(function => organisation.Holders(capacity.Unit, function, person.Today))
                .Select(held => held.Account)
                .Distinct()
        )
        {
            var known = Vietnam.Normalize(await directory.NameAsync(account, cancellationToken));
            if (Vietnam.Culture.CompareInfo.Compare(known, name, CompareOptions.IgnoreCase) == 0)
            {
                behind.Add(account);
            }
        }

        return behind;
    }
}
