using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>What became of a sign-in. Nothing tells whether the user name exists.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer() { }

    /// <summary>Come in.</summary>
    /// <param name="Ticket">For a cookie or a token.</param>
    /// <param name="MustChangePassword">Before anything else.</param>
    public sealed record SignedIn(SessionTicket Ticket, bool MustChangePassword) : SignInAnswer;

    /// <summary>User name or password are wrong, or the account is locked.</summary>
    public sealed record Wrong : SignInAnswer;

    /// <summary>Too many attempts.</summary>
    public sealed record Wait(TimeSpan For) : SignInAnswer;
}

/// <summary>An account that was just made, or its password just reset: the password is told this once.</summary>
public sealed record NewPassword(AccountId Account, string UserName, string Password);

/// <summary>Signing in and out, passwords, accounts. Names of users stand in the vault only; what happened stands in the log.</summary>
public sealed class AccountDesk(
    CommandRunner runner,
    IVaultRows vault,
    IKeyring keyring,
    IPasswordHasher<Credential> hasher,
    Throttle throttle,
    DomainClock clock,
    TimeProvider realClock,
    Fingerprints fingerprints
)
{
    /// <summary>Shortest password in characters.</summary>
    public const int MinPassword = 8;

    /// <summary>Longest password in characters.</summary>
    public const int MaxPassword = 200;

    private const int FailuresUntilLock = 10;
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(15);

    // Verified against where there is no such user, so that the answer takes as long.
    private readonly Lazy<string> _nobody = new(() => hasher.HashPassword(Nobody, RandomNumberGenerator.GetHexString(32)));

    private static Credential Nobody { get; } = new(default, "nobody", "", false, 0, null, "", default);

    /// <summary>Checks a user name and password.</summary>
    /// <param name="input">As typed.</param>
    /// <param name="channel">Page or API.</param>
    /// <param name="address">Network address of the client.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<SignInAnswer> SignInAsync(
        SignInInput input,
        SignInChannel channel,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var (userName, password) = (input.UserName ?? "", input.Password ?? "");
        if (Fold(userName) is not { } folded || password.Length is 0 or > MaxPassword)
        {
            return new SignInAnswer.Wrong();
        }

        if (throttle.Wait(folded, address) is { } wait)
        {
            return new SignInAnswer.Wait(wait);
        }

        var credential = await vault.FindCredentialAsync(userName, cancellationToken);
        var locked = credential?.LockedUntil > realClock.GetUtcNow();
        var verified = hasher.VerifyHashedPassword(credential ?? Nobody, credential?.PasswordHash ?? _nobody.Value, password);
        if (credential is null)
        {
            throttle.Failed(folded, address);
            return new SignInAnswer.Wrong();
        }

        if (locked || verified is PasswordVerificationResult.Failed)
        {
            throttle.Failed(folded, address);
            if (!locked)
            {
                await vault.CountFailureAsync(credential.Account, realClock.GetUtcNow(), FailuresUntilLock, LockTime, cancellationToken);
            }

            await RunAsync(
                credential.Account,
                new AccountCommand.FailSignIn(channel, locked ? SignInFailure.Locked : SignInFailure.WrongPassword),
                address,
                cancellationToken
            );
            return new SignInAnswer.Wrong();
        }

        var signedIn = await RunAsync(credential.Account, new AccountCommand.SignIn(channel), address, cancellationToken);
        if (signedIn is not RunResult<Account>.Recorded { State: var account })
        {
            return new SignInAnswer.Wrong(); // locked by an administrator
        }

        throttle.Succeeded(folded);
        await vault.ClearFailuresAsync(credential.Account, cancellationToken);
        if (verified is PasswordVerificationResult.SuccessRehashNeeded)
        {
            await vault.PutCredentialAsync(credential with { PasswordHash = hasher.HashPassword(credential, password) }, cancellationToken);
        }

        return new SignInAnswer.SignedIn(new SessionTicket(credential.Account, account.Session), account.MustChangePassword);
    }

    /// <summary>Ends every session of the account.</summary>
    public async Task SignOutAsync(Person person, string? address, CancellationToken cancellationToken) =>
        await RunAsync(person.Account, new AccountCommand.SignOut(), address, cancellationToken);

    /// <summary>Sets one's own password; the answer's ticket replaces the one given before.</summary>
    public async Task<Answer<SessionTicket>> ChangePasswordAsync(
        Person person,
        ChangePasswordInput input,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        if (await vault.FindCredentialAsync(person.Account, cancellationToken) is not { } credential)
        {
            return new Answer<SessionTicket>.NotFound();
        }

        var wanted = input.NewPassword ?? "";
        CheckPassword(check, "newPassword", wanted, credential.UserName);
        if (throttle.Wait(credential.UserName, address) is not null)
        {
            return Answer<SessionTicket>.Refuse(HostRefusals.TooManyAttempts);
        }

        if (
            string.IsNullOrEmpty(input.OldPassword)
            || input.OldPassword.Length > MaxPassword
            || hasher.VerifyHashedPassword(credential, credential.PasswordHash, input.OldPassword) is PasswordVerificationResult.Failed
        )
        {
            throttle.Failed(credential.UserName, address);
            check.Fault("oldPassword", "wrong-password");
        }
        else if (input.OldPassword == wanted)
        {
            check.Fault("newPassword", "same-password");
        }

        if (check.Failed)
        {
            return check.Answer<SessionTicket>();
        }

        await PutAsync(credential, wanted, mustChange: false, cancellationToken);
        return
            await RunAsync(person.Account, new AccountCommand.SetPassword(), address, cancellationToken)
                is RunResult<Account>.Recorded { State: var account }
            ? new Answer<SessionTicket>.Done(new SessionTicket(person.Account, account.Session))
            : new Answer<SessionTicket>.Contended();
    }

    /// <summary>Makes an account with a password of chance, to be changed at the first sign-in.</summary>
    public async Task<Answer<NewPassword>> OpenAsync(Caller caller, AccountInput input, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.ManageAccounts))
        {
            return new Answer<NewPassword>.Forbidden();
        }

        var check = new Check();
        var (userName, name) = CheckNew(check, input);
        if (check.Failed)
        {
            return check.Answer<NewPassword>();
        }

        var account = IdFor(caller);
        var password = Invent();
        if (
            !await OpenAsync(
                account,
                new PersonRow(userName, name, null),
                Hash(password),
                mustChange: true,
                ContextOf(caller, "open", account, input),
                cancellationToken
            )
        )
        {
            return Answer<NewPassword>.Refuse(HostRefusals.UserNameTaken);
        }

        return new Answer<NewPassword>.Done(new NewPassword(account, userName, password));
    }

    /// <summary>The id of the account that a caller's command makes.</summary>
    public static AccountId IdFor(Caller caller) => new(DerivedId.From(caller.CommandId, "account"));

    /// <summary>User name and name of a new account, with what is wrong with them noted.</summary>
    public static (string UserName, string Name) CheckNew(Check check, AccountInput input)
    {
        var userName = check.Text("userName", input.UserName, 100);
        var name = check.Text("displayName", input.DisplayName, 200);
        if (userName.Length > 0 && Fold(userName) is null)
        {
            check.Fault("userName", Faults.NotText);
        }

        return (userName, name);
    }

    /// <summary>An account that is not locked, by its id or its user name; null, with what is wrong noted, where there is none.</summary>
    /// <param name="check">Notes it.</param>
    /// <param name="field">The field that names it.</param>
    /// <param name="text">Id or user name, 1–100 characters.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<AccountId?> FindAsync(Check check, string field, string? text, CancellationToken cancellationToken)
    {
        var name = check.Text(field, text, 100);
        if (name.Length == 0)
        {
            return null;
        }

        AccountId? account =
            Guid.TryParse(name, out var id) ? new AccountId(id)
            : Fold(name) is not null && await vault.FindCredentialAsync(name, cancellationToken) is { } credential ? credential.Account
            : null;
        if (
            account is { } found
            && await runner.LoadAsync(Bindings.Account, Bindings.Account.StreamOf(found.Value), cancellationToken)
                is { State: { Exists: true, IsLocked: false } }
        )
        {
            return found;
        }

        check.Fault(field, Faults.Unknown);
        return null;
    }

    /// <summary>Gives somebody a new password of chance, to be changed at the next sign-in.</summary>
    public async Task<Answer<NewPassword>> ResetPasswordAsync(Caller caller, AccountId account, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.ManageAccounts))
        {
            return new Answer<NewPassword>.Forbidden();
        }

        if (await vault.FindCredentialAsync(account, cancellationToken) is not { } credential)
        {
            return new Answer<NewPassword>.NotFound();
        }

        var password = Invent();
        await PutAsync(credential, password, mustChange: true, cancellationToken);
        await vault.ClearFailuresAsync(account, cancellationToken);
        return await RunAsync(
            account,
            new AccountCommand.ResetPassword(),
            ContextOf(caller, "reset", account, null),
            cancellationToken
        ) switch
        {
            RunResult<Account>.Recorded => new Answer<NewPassword>.Done(new NewPassword(account, credential.UserName, password)),
            RunResult<Account>.CommandIdReused => new Answer<NewPassword>.CommandIdReused(),
            RunResult<Account>.Refused refused => new Answer<NewPassword>.Refused(refused.Refusal),
            _ => new Answer<NewPassword>.Contended(),
        };
    }

    /// <summary>Locks an account, or opens it again.</summary>
    public async Task<Answer<bool>> LockAsync(Caller caller, AccountId account, bool locked, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.ManageAccounts))
        {
            return new Answer<bool>.Forbidden();
        }

        AccountCommand command = locked ? new AccountCommand.Lock() : new AccountCommand.Unlock();
        return await RunAsync(account, command, ContextOf(caller, locked ? "lock" : "unlock", account, null), cancellationToken) switch
        {
            RunResult<Account>.Recorded or RunResult<Account>.Unchanged => new Answer<bool>.Done(locked),
            RunResult<Account>.Refused { Refusal.Code: AccountRefusals.Unknown } => new Answer<bool>.NotFound(),
            RunResult<Account>.Refused refused => new Answer<bool>.Refused(refused.Refusal),
            RunResult<Account>.CommandIdReused => new Answer<bool>.CommandIdReused(),
            _ => new Answer<bool>.Contended(),
        };
    }

    /// <summary>Makes an account; repeating it changes nothing but a password that nobody has signed in with yet, since the first may not have been told.</summary>
    /// <param name="account">Its id.</param>
    /// <param name="person">User name, and name and telephone number, which are sealed under the account's key.</param>
    /// <param name="passwordHash">From <see cref="Hash"/>.</param>
    /// <param name="mustChange">The password must be changed at the first sign-in.</param>
    /// <param name="context">Who makes it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False: the user name belongs to another account.</returns>
    public async Task<bool> OpenAsync(
        AccountId account,
        PersonRow person,
        string passwordHash,
        bool mustChange,
        CommandContext context,
        CancellationToken cancellationToken
    )
    {
        // The user name is taken before the account exists in the log: of two at once, one gets it.
        if (await vault.FindCredentialAsync(account, cancellationToken) is { } known)
        {
            if (Fold(known.UserName) != Fold(person.UserName))
            {
                return false;
            }

            if (mustChange && known.MustChangePassword)
            {
                await vault.PutCredentialAsync(known with { PasswordHash = passwordHash }, cancellationToken);
            }
        }
        else
        {
            var credential = new Credential(
                account,
                person.UserName,
                passwordHash,
                mustChange,
                0,
                null,
                RandomNumberGenerator.GetHexString(32, lowercase: true),
                realClock.GetUtcNow()
            );
            if (!await vault.PutCredentialAsync(credential, cancellationToken))
            {
                return false;
            }
        }

        var key = Keys.Of(account);
        var open = new AccountCommand.Open(keyring.Seal(key, person.Name), person.Phone is { } phone ? keyring.Seal(key, phone) : null);
        await RunAsync(account, open, context, cancellationToken);
        if (mustChange)
        {
            await RunAsync(
                account,
                new AccountCommand.ResetPassword(),
                context with
                {
                    CommandId = context.Derive("reset"),
                },
                cancellationToken
            );
        }

        return true;
    }

    /// <summary>Gives an account a right that hangs on no unit.</summary>
    public async Task GrantAsync(AccountId account, FunctionCode right, CommandContext context, CancellationToken cancellationToken) =>
        await RunAsync(
            account,
            new AccountCommand.GrantRight(right),
            context with
            {
                CommandId = context.Derive($"right {right}"),
            },
            cancellationToken
        );

    /// <summary>Hash of a password, as the framework makes it.</summary>
    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Name of the person behind an account; null where there is none or it was erased.</summary>
    public async ValueTask<string?> NameAsync(AccountId account, CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Account, Bindings.Account.StreamOf(account.Value), cancellationToken))?.State.Name is { } name
            ? keyring.Reveal(name)
            : null;

    /// <summary>Notes what is wrong with a password.</summary>
    public static void CheckPassword(Check check, string field, string password, string userName)
    {
        if (password.Length < MinPassword)
        {
            check.Fault(field, "password-too-short", ("min", MinPassword.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        else if (password.Length > MaxPassword)
        {
            check.Fault(field, Faults.TooLong, ("max", MaxPassword.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        else if (password.Contains(userName, StringComparison.OrdinalIgnoreCase) || password.Distinct().Count() < 4)
        {
            check.Fault(field, "password-too-easy");
        }
    }

    private async ValueTask PutAsync(Credential credential, string password, bool mustChange, CancellationToken cancellationToken) =>
        await vault.PutCredentialAsync(
            credential with
            {
                PasswordHash = hasher.HashPassword(credential, password),
                MustChangePassword = mustChange,
                SecurityStamp = RandomNumberGenerator.GetHexString(32, lowercase: true),
                UpdatedAt = realClock.GetUtcNow(),
            },
            cancellationToken
        );

    private ValueTask<RunResult<Account>> RunAsync(
        AccountId account,
        AccountCommand command,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var id = PersonExtensions.NewCommandId();
        return RunAsync(account, command, new CommandContext(id, clock.GetUtcNow(), account, null, id, null, address), cancellationToken);
    }

    private ValueTask<RunResult<Account>> RunAsync(
        AccountId account,
        AccountCommand command,
        CommandContext context,
        CancellationToken cancellationToken
    ) =>
        runner.RunAsync(Bindings.Account, Bindings.Account.StreamOf(account.Value), command, context, cancellationToken: cancellationToken);

    private CommandContext ContextOf(Caller caller, string act, AccountId account, object? input) =>
        new(
            caller.CommandId,
            clock.GetUtcNow(),
            caller.Person.Account,
            caller.Person.Holdings.FirstOrDefault(holding => holding.Roles.Contains(Role.Administrator))?.Capacity,
            caller.CommandId,
            null,
            caller.ClientAddress,
            null,
            fingerprints.Of($"account.{act}", account.ToString(), input)
        );

    // Without letters and digits that look alike.
    internal static string Invent() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12);

    /// <summary>A user name in the form in which they are compared; null where it is none.</summary>
    internal static string? Fold(string userName)
    {
        try
        {
            return UserNames.Fold(userName);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Refusals of the Host itself.</summary>
public static class HostRefusals
{
    public const string UserNameTaken = "account.user-name-taken";
    public const string TooManyAttempts = "account.too-many-attempts";
    public const string ClockBehind = "clock.behind";

    /// <summary>The proposing unit has ended in several: somebody says which goes on with the dossier. Arguments: units.</summary>
    public const string ManySuccessors = "reroute.many-successors";

    /// <summary>No dossier on its way is seen by the unit.</summary>
    public const string NothingToReroute = "reroute.nothing";

    /// <summary>More dossiers are on their way than one batch takes: choose a smaller unit. Arguments: max.</summary>
    public const string TooManyToReroute = "reroute.too-many";

    /// <summary>No task was chosen, or none is left to try again.</summary>
    public const string NothingInBatch = "batch.nothing";

    /// <summary>More tasks than one batch takes: narrow the queue. Arguments: max.</summary>
    public const string TooManyInBatch = "batch.too-many";

    /// <summary>What is shown is not what was looked at: look again. Arguments: before, now.</summary>
    public const string BatchChanged = "batch.changed";

    /// <summary>It is proposed by a unit outside one's reach.</summary>
    public const string NotYoursToReroute = "reroute.not-yours";

    /// <summary>
    /// Some on the list were awarded for the same achievement (Luật TĐKT 2022, Điều 5). Arguments: places (their places on the list, from
    /// 1), decisions (number and date of each).
    /// </summary>
    public const string AlreadyAwarded = "decision.already-awarded";

    /// <summary>Another decision with the same achievement of some on the list is being issued. Arguments: places.</summary>
    public const string BeingAwarded = "decision.being-awarded";

    /// <summary>Some on the list are one subject with one achievement. Arguments: places (of those that come second).</summary>
    public const string AchievementTwice = "decision.achievement-twice";

    /// <summary>
    /// The register took this number for something else. Arguments: number, year, on (date of the paper on which it stands, or "–").
    /// </summary>
    public const string NumberInRegister = "register.number-taken";

    /// <summary>Only an issued decision that awards can be cancelled, corrected or replaced.</summary>
    public const string NotToRevoke = "decision.not-to-revoke";

    /// <summary>No Chromium is installed on the server, or it made no PDF: the paper is there as DOCX, and to be printed from the reader's browser.</summary>
    public const string NoPdfHere = "paper.no-pdf";

    /// <summary>A sổ theo dõi hồ sơ of so long a period would hold too many dossiers. Arguments: most.</summary>
    public const string PeriodTooLong = "paper.period-too-long";

    /// <summary>It says that already, or nothing can be said of this nominee: secret, or erased. Arguments: nominee.</summary>
    public const string NothingToCorrect = "decision.nothing-to-correct";

    /// <summary>The plan does not say who recognises the title, and nobody who wrote its file: no dossier can be made. Arguments: title.</summary>
    public const string TitleHasNoRoute = "title.no-route";

    /// <summary>Its window has not opened: the dossier waits as a draft. Arguments: opens, clause.</summary>
    public const string TitleNotOpen = "title.not-open";

    /// <summary>It is late, and the plan says that late ones are not taken. Arguments: day (the last), clause.</summary>
    public const string TitleLateNotTaken = "title.late-not-taken";

    /// <summary>Nobody would be left who administers. Arguments: day (from which on).</summary>
    public const string LastAdministrator = "org.last-administrator";

    /// <summary>Work waits at the office and nobody would be left there; it may be left so knowingly. Arguments: office, day (from which on), tasks (how many).</summary>
    public const string OfficeLeftEmpty = "org.office-left-empty";

    public const string AuthorityNotOutside = "desk.authority-not-outside";
    public const string NotYourOffice = "desk.not-your-office";
    public const string UnitNotYours = "desk.unit-not-yours";
    public const string PlanUnknown = "desk.plan-unknown";

    /// <summary>The plan of that issuer, number and date has another id. Arguments: plan.</summary>
    public const string PlanKnownAs = "plan.known-as";

    /// <summary>The plan was loaded before files were kept.</summary>
    public const string PlanHasNoFile = "plan.no-file";

    public const string PlanNotInForce = "desk.plan-not-in-force";

    /// <summary>Drafts are taken over from a unit that has ended. Arguments: unit.</summary>
    public const string UnitNotEnded = "desk.unit-not-ended";
    public const string UnitNotInForce = "desk.unit-not-in-force";

    /// <summary>The occurrence does not bind the unit. Arguments: unit.</summary>
    public const string UnitNotBound = "desk.unit-not-bound";
    public const string FormNotInPlan = "desk.form-not-in-plan";

    /// <summary>The plan says for which types of award it is, and this is none of them. Arguments: plan, type, types, clauses.</summary>
    public const string TypeNotInPlan = "desk.type-not-in-plan";
    public const string AssigneeNotInOffice = "desk.assignee-not-in-office";
    public const string TaskHasHolder = "desk.task-has-holder";
    public const string NamedNotOfUnit = "desk.named-not-of-unit";
    public const string NothingAbove = "desk.nothing-above";
    public const string DelegationOver = "desk.delegation-over";
    public const string DelegationEndsInPast = "desk.delegation-ends-in-past";
    public const string DelegatesToThemselves = "desk.delegates-to-themselves";
    public const string SignerConcerned = "desk.signer-concerned";
    public const string NumberTaken = "desk.number-taken";
    public const string SecretHasNoText = "desk.secret-has-no-text";
    public const string StillOnItsWay = "desk.still-on-its-way";
}
