using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Accounts;

/// <summary>
/// What happened to one person's access (stream <c>account-{id}</c>). The user name and the password's hash live in the
/// vault and never stand here; name and telephone number are sealed under the account's own key.
/// </summary>
public abstract record AccountEvent
{
    private AccountEvent() { }

    /// <summary>An account was made.</summary>
    public sealed record Opened(Sealed Name, Sealed? Phone) : AccountEvent;

    /// <summary>Name or telephone number were replaced.</summary>
    public sealed record Renamed(Sealed Name, Sealed? Phone) : AccountEvent;

    /// <summary>How to reach the person was set anew.</summary>
    /// <param name="Phone">Telephone number; null: none.</param>
    /// <param name="Email">E-mail address; null: none.</param>
    public sealed record ContactSet(Sealed? Phone, Sealed? Email) : AccountEvent;

    /// <summary>A right that hangs on no unit was given ("quan-tri" for the first administrator).</summary>
    public sealed record RightGranted(FunctionCode Right) : AccountEvent;

    /// <summary>Such a right was taken.</summary>
    public sealed record RightTaken(FunctionCode Right) : AccountEvent;

    /// <summary>The account may not sign in any more.</summary>
    public sealed record Locked : AccountEvent;

    /// <summary>It may again.</summary>
    public sealed record Unlocked : AccountEvent;

    /// <summary>The person set a new password.</summary>
    public sealed record PasswordSet : AccountEvent;

    /// <summary>Somebody else set a password; it must be changed at the next sign-in.</summary>
    public sealed record PasswordReset : AccountEvent;

    /// <summary>Signed in.</summary>
    public sealed record SignedIn(SignInChannel Channel) : AccountEvent;

    /// <summary>A sign-in failed.</summary>
    public sealed record SignInFailed(SignInChannel Channel, SignInFailure Why) : AccountEvent;

    /// <summary>Signed out; every cookie and token given before ends.</summary>
    public sealed record SignedOut : AccountEvent;
}

/// <summary>How somebody signs in. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignInChannel>))]
public enum SignInChannel
{
    /// <summary>Pages, by cookie.</summary>
    [JsonStringEnumMemberName("page")]
    Page,

    /// <summary>API, by token.</summary>
    [JsonStringEnumMemberName("api")]
    Api,
}

/// <summary>Why a sign-in failed. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignInFailure>))]
public enum SignInFailure
{
    /// <summary>Wrong password.</summary>
    [JsonStringEnumMemberName("wrong-password")]
    WrongPassword,

    /// <summary>The account is locked.</summary>
    [JsonStringEnumMemberName("locked")]
    Locked,

    /// <summary>Too many attempts in a short time.</summary>
    [JsonStringEnumMemberName("throttled")]
    Throttled,
}

/// <summary>What may be asked of an account.</summary>
public abstract record AccountCommand
{
    private AccountCommand() { }

    /// <summary>Makes the account.</summary>
    public sealed record Open(Sealed Name, Sealed? Phone) : AccountCommand;

    /// <summary>Replaces name and telephone number.</summary>
    public sealed record Rename(Sealed Name, Sealed? Phone) : AccountCommand;

    /// <summary>Sets how to reach the person; what is null is taken away.</summary>
    public sealed record SetContact(Sealed? Phone, Sealed? Email) : AccountCommand;

    /// <summary>Gives a right that hangs on no unit.</summary>
    public sealed record GrantRight(FunctionCode Right) : AccountCommand;

    /// <summary>Takes such a right.</summary>
    public sealed record TakeRight(FunctionCode Right) : AccountCommand;

    /// <summary>Locks.</summary>
    public sealed record Lock : AccountCommand;

    /// <summary>Unlocks.</summary>
    public sealed record Unlock : AccountCommand;

    /// <summary>The person has set a password (the vault has its hash).</summary>
    public sealed record SetPassword : AccountCommand;

    /// <summary>Somebody else has set one (the vault has its hash).</summary>
    public sealed record ResetPassword : AccountCommand;

    /// <summary>The password was right.</summary>
    public sealed record SignIn(SignInChannel Channel) : AccountCommand;

    /// <summary>The password was wrong, or nobody asked for it.</summary>
    public sealed record FailSignIn(SignInChannel Channel, SignInFailure Why) : AccountCommand;

    /// <summary>Signs out.</summary>
    public sealed record SignOut : AccountCommand;
}

/// <summary>Why a command on an account is refused.</summary>
public static class AccountRefusals
{
    public const string Unknown = "account.unknown";
    public const string Locked = "account.locked";
}

/// <summary>One person's access.</summary>
/// <param name="Exists">It was opened.</param>
/// <param name="Name">Họ và tên, sealed; null before it was opened.</param>
/// <param name="Phone">Telephone number, sealed.</param>
/// <param name="Rights">Rights that hang on no unit.</param>
/// <param name="IsLocked">May not sign in.</param>
/// <param name="MustChangePassword">Must set a password of their own before anything else.</param>
/// <param name="Failures">Failed sign-ins since the last good one.</param>
/// <param name="Session">Grows whenever cookies and tokens given before must end.</param>
public sealed record Account(
    bool Exists,
    Sealed? Name,
    Sealed? Phone,
    ImmutableSortedSet<FunctionCode> Rights,
    bool IsLocked,
    bool MustChangePassword,
    int Failures,
    int Session
)
{
    /// <summary>E-mail address, sealed; null: none.</summary>
    public Sealed? Email { get; private init; }

    /// <summary>Nothing yet.</summary>
    public static Account Initial { get; } =
        new(
            false,
            null,
            null,
            ImmutableSortedSet.Create<FunctionCode>(Comparer<FunctionCode>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))),
            false,
            false,
            0,
            0
        );

    /// <summary>What a command leads to.</summary>
    public static Decision<AccountEvent> Decide(AccountCommand command, CommandContext by, Account state) =>
        state.Exists || command is AccountCommand.Open ? Decide(command, state) : Refusal.Of(AccountRefusals.Unknown);

    private static Decision<AccountEvent> Decide(AccountCommand command, Account state) =>
        command switch
        {
            AccountCommand.Open c => Unless(state.Exists, new AccountEvent.Opened(c.Name, c.Phone)),
            AccountCommand.Rename c => Unless(c.Name == state.Name && c.Phone == state.Phone, new AccountEvent.Renamed(c.Name, c.Phone)),
            AccountCommand.SetContact c => Unless(
                c.Phone == state.Phone && c.Email == state.Email,
                new AccountEvent.ContactSet(c.Phone, c.Email)
            ),
            AccountCommand.GrantRight c => Unless(state.Rights.Contains(c.Right), new AccountEvent.RightGranted(c.Right)),
            AccountCommand.TakeRight c => Unless(!state.Rights.Contains(c.Right), new AccountEvent.RightTaken(c.Right)),
            AccountCommand.Lock => Unless(state.IsLocked, new AccountEvent.Locked()),
            AccountCommand.Unlock => Unless(!state.IsLocked, new AccountEvent.Unlocked()),
            AccountCommand.SetPassword => new AccountEvent.PasswordSet(),
            AccountCommand.ResetPassword => new AccountEvent.PasswordReset(),
            AccountCommand.SignIn c => state.IsLocked ? Refusal.Of(AccountRefusals.Locked) : new AccountEvent.SignedIn(c.Channel),
            AccountCommand.FailSignIn c => new AccountEvent.SignInFailed(c.Channel, c.Why),
            AccountCommand.SignOut => new AccountEvent.SignedOut(),
        };

    /// <summary>What the state is after an event.</summary>
    public static Account Evolve(Account state, AccountEvent @event) =>
        @event switch
        {
            AccountEvent.Opened e => state with { Exists = true, Name = e.Name, Phone = e.Phone },
            AccountEvent.Renamed e => state with { Name = e.Name, Phone = e.Phone },
            AccountEvent.ContactSet e => state with { Phone = e.Phone, Email = e.Email },
            AccountEvent.RightGranted e => state with { Rights = state.Rights.Add(e.Right), Session = state.Session + 1 },
            AccountEvent.RightTaken e => state with { Rights = state.Rights.Remove(e.Right), Session = state.Session + 1 },
            AccountEvent.Locked => state with { IsLocked = true, Session = state.Session + 1 },
            AccountEvent.Unlocked => state with { IsLocked = false, Failures = 0 },
            AccountEvent.PasswordSet => state with { MustChangePassword = false, Failures = 0, Session = state.Session + 1 },
            AccountEvent.PasswordReset => state with { MustChangePassword = true, Failures = 0, Session = state.Session + 1 },
            AccountEvent.SignedIn => state with { Failures = 0 },
            AccountEvent.SignInFailed => state with { Failures = state.Failures + 1 },
            AccountEvent.SignedOut => state with { Session = state.Session + 1 },
        };

    private static Decision<AccountEvent> Unless(bool already, AccountEvent @event) => already ? Decision<AccountEvent>.Nothing : @event;
}
