using PhongTrao.Host.Security;
using PhongTrao.Projections.Reference;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Somebody whose business a unit's deadlines are today.</summary>
/// <param name="Account">Who.</param>
/// <param name="Name">Họ và tên; null: erased.</param>
/// <param name="Title">Chức vụ of the appointment.</param>
/// <param name="Phone">Telephone number; null: none is known.</param>
/// <param name="InsteadOf">They act for its holder under an ủy quyền: the holder's name; null: they hold it themselves, or it was erased.</param>
public sealed record Contact(AccountId Account, string? Name, string? Title, string? Phone, string? InsteadOf);

/// <summary>Who is in charge of a unit's deadlines on a day, and how to reach them: the same people who are reminded.</summary>
public sealed class Contacts(ReferenceData reference, IKeyring keyring)
{
    /// <summary>Those in charge; empty where nobody is appointed.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="office">The office that the plan names; null: none.</param>
    /// <param name="day">The day in Hà Nội.</param>
    public IReadOnlyList<Contact> Of(UnitId unit, FunctionCode? office, DateOnly day)
    {
        var now = reference.Current;
        bool IsLocked(AccountId account) => now.Accounts.TryGetValue(account, out var known) && known.IsLocked;
        return
        [
            .. new Audience(now.Organisation, Functions.Told, IsLocked, day)
                .Doing(unit, office)
                .Select(one => new Contact(
                    one.Account,
                    Reveal(one.Account, account => account.Name),
                    now.Organisation.Holders(one.Unit, one.Function, day)
                        .FirstOrDefault(appointment => appointment.Account == (one.OnBehalfOf ?? one.Account))
                        ?.Title.Value,
                    Reveal(one.Account, account => account.Phone),
                    one.OnBehalfOf is { } principal ? Reveal(principal, account => account.Name) : null
                )),
        ];

        string? Reveal(AccountId account, Func<Workflows.Accounts.Account, Sealed?> which) =>
            now.Accounts.TryGetValue(account, out var known) && which(known) is { } value ? keyring.Reveal(value) : null;
    }
}
