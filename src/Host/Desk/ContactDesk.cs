using System.Text.RegularExpressions;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>How to reach somebody; everything that is left out is taken away, but the choice, which then stays.</summary>
/// <param name="Phone">Up to 40 characters.</param>
/// <param name="Email">Up to 254 characters.</param>
/// <param name="Mail">ban-tin: one message each morning; tung-viec: one for each reminder; khong: none. One's own to choose.</param>
public sealed record ContactInput(string? Phone, string? Email, string? Mail);

/// <summary>How to reach somebody.</summary>
/// <param name="Phone">Null: none is known.</param>
/// <param name="Email">Null: none is known.</param>
/// <param name="Mail">How they are told by e-mail.</param>
public sealed record ContactAnswer(string? Phone, string? Email, string Mail);

/// <summary>How people are reached: set by themselves, or by who looks after accounts. Sealed under the account's key.</summary>
public sealed partial class ContactDesk(Bench bench)
{
    /// <summary>Longest address in characters.</summary>
    public const int MaxEmail = 254;

    /// <summary>Longest telephone number in characters.</summary>
    public const int MaxPhone = 40;

    /// <summary>How somebody is reached; null: there is no such account, or it is not for this person to know.</summary>
    public async Task<ContactAnswer?> FindAsync(Person person, AccountId account, CancellationToken cancellationToken) =>
        (account == person.Account || person.May(Act.ManageAccounts))
        && await bench.LoadAsync(Bindings.Account, Bindings.Account.StreamOf(account.Value), cancellationToken)
            is { State: { Exists: true } state }
            ? new(
                bench.Reveal(state.Phone),
                bench.Reveal(state.Email),
                StoredNames<MailChoice>.Of(await ChoiceAsync(account, cancellationToken))
            )
            : null;

    /// <summary>Telephone number and e-mail address of an account, as they are.</summary>
    public (string? Phone, string? Email) Reveal(Account account) => (bench.Reveal(account.Phone), bench.Reveal(account.Email));

    /// <summary>Sets how somebody is reached, and one's own choice.</summary>
    public async Task<Answer<ContactAnswer>> SetAsync(
        Caller caller,
        AccountId account,
        ContactInput input,
        CancellationToken cancellationToken
    )
    {
        var isSelf = account == caller.Person.Account;
        if (!isSelf && !caller.Person.May(Act.ManageAccounts))
        {
            return new Answer<ContactAnswer>.Forbidden();
        }

        var check = new Check();
        var phone = check.OptionalText("phone", input.Phone, MaxPhone);
        if (phone is not null && !Numbers().IsMatch(phone))
        {
            check.Fault("phone", "not-phone");
        }

        var email = check.OptionalText("email", input.Email, MaxEmail);
        if (email is not null && !Addresses().IsMatch(email))
        {
            check.Fault("email", "not-email");
        }

        MailChoice? choice = string.IsNullOrWhiteSpace(input.Mail) ? null : check.OneOf("mail", input.Mail, MailChoice.Digest);
        if (choice is not null && !isSelf)
        {
            check.Fault("mail", Faults.NotAllowed);
        }

        if (check.Failed)
        {
            return check.Answer<ContactAnswer>();
        }

        if (await FindAsync(caller.Person, account, cancellationToken) is not { } known)
        {
            return new Answer<ContactAnswer>.NotFound();
        }

        if (known.Phone != phone || known.Email != email)
        {
            // Sealed twice the same text is two ciphers: whether it is another is seen here, in clear.
            var key = Keys.Of(account);
            var set = await bench.RunAsync(
                caller,
                null,
                Bindings.Account,
                Bindings.Account.StreamOf(account.Value),
                new AccountCommand.SetContact(bench.Seal(key, phone), bench.Seal(key, email)),
                "account.set-contact",
                input,
                state => state,
                cancellationToken
            );
            if (set is not Answer<Account>.Done)
            {
                return set.As<ContactAnswer>();
            }
        }

        var chosen = await bench.RunAsync(
            caller.For("mail"),
            null,
            Bindings.Notice,
            Bindings.Notice.StreamOf(account.Value),
            new NoticeCommand.ChooseMail(choice ?? await ChoiceAsync(account, cancellationToken)),
            "notice.choose-mail",
            input,
            box => box.Mail,
            cancellationToken
        );
        return chosen.Select(mail => new ContactAnswer(phone, email, StoredNames<MailChoice>.Of(mail)));
    }

    private async Task<MailChoice> ChoiceAsync(AccountId account, CancellationToken cancellationToken) =>
        (await bench.LoadAsync(Bindings.Notice, Bindings.Notice.StreamOf(account.Value), cancellationToken))?.State.Mail
        ?? MailChoice.Digest;

    [GeneratedRegex(@"^[0-9+(][0-9 ().+-]{2,39}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();

    [GeneratedRegex(
        @"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Addresses();
}
