using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// The vault's small mutable rows beside the keys: how people sign in, what the Host needs to sign with, and what people
/// have typed and not yet sent. Nothing of it is an event; deleting a row removes its bytes. All members may be called from
/// any thread; what changes something is durable when it answers.
/// </summary>
public interface IVaultRows
{
    /// <summary>Longest draft in UTF-16 characters.</summary>
    const int MaxDraftLength = 256 * 1024;

    /// <summary>Most drafts of one account.</summary>
    const int MaxDrafts = 200;

    /// <summary>Finds by user name, case and composition of letters aside; null where there is none.</summary>
    ValueTask<Credential?> FindCredentialAsync(string userName, CancellationToken cancellationToken = default);

    /// <summary>Finds by account; null where there is none.</summary>
    ValueTask<Credential?> FindCredentialAsync(AccountId account, CancellationToken cancellationToken = default);

    /// <summary>How many credentials there are: zero means that nobody can sign in yet.</summary>
    ValueTask<long> CountCredentialsAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces the credential of an account. False: the user name belongs to another account; nothing changed.</summary>
    ValueTask<bool> PutCredentialAsync(Credential credential, CancellationToken cancellationToken = default);

    /// <summary>Removes the credential of an account; harmless where there is none.</summary>
    ValueTask DeleteCredentialAsync(AccountId account, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts a failed sign-in, and locks the account from the <paramref name="allowed"/>-th on in a row; attempts at the same
    /// time are all counted. A lock that has run out starts the count afresh.
    /// </summary>
    /// <param name="account">The account; unknown ones give null.</param>
    /// <param name="at">The real instant of the attempt, UTC.</param>
    /// <param name="allowed">Failures in a row until it locks; at least 1.</param>
    /// <param name="lockFor">How long it then stays locked.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The credential as it now stands.</returns>
    ValueTask<Credential?> CountFailureAsync(
        AccountId account,
        DateTimeOffset at,
        int allowed,
        TimeSpan lockFor,
        CancellationToken cancellationToken = default
    );

    /// <summary>Forgets failed sign-ins and the lock; writes nothing where there are none.</summary>
    ValueTask ClearFailuresAsync(AccountId account, CancellationToken cancellationToken = default);

    /// <summary>All data-protection keys as XML, in order of their names. Synchronous, as the framework's repository is.</summary>
    IReadOnlyList<string> ProtectionKeys();

    /// <summary>Adds or replaces a data-protection key.</summary>
    void PutProtectionKey(string name, string xml);

    /// <summary>32 random bytes kept under a name, made when first asked for: the same for ever and on every host.</summary>
    /// <param name="name">1–100 characters, "tokens" for example.</param>
    byte[] Secret(string name);

    /// <summary>Puts fresh random bytes under the name: everything signed with the former ones is void.</summary>
    byte[] RenewSecret(string name);

    /// <summary>Keeps a draft under the account's key, replacing an earlier one of the same form.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="form">Which form: 1–200 characters without personal data, such as "dossier-{id}".</param>
    /// <param name="content">What was typed, as the caller encodes it.</param>
    /// <param name="at">The real instant, UTC.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KeyDestroyedException">The person behind the account was erased.</exception>
    ValueTask<DraftAnswer> PutDraftAsync(
        AccountId account,
        string form,
        string content,
        DateTimeOffset at,
        CancellationToken cancellationToken = default
    );

    /// <summary>The draft of a form; null where there is none or the account's key was destroyed.</summary>
    ValueTask<Draft?> FindDraftAsync(AccountId account, string form, CancellationToken cancellationToken = default);

    /// <summary>Forms of which the account has drafts, the latest first; contents are not read.</summary>
    ValueTask<IReadOnlyList<DraftHeading>> ListDraftsAsync(AccountId account, CancellationToken cancellationToken = default);

    /// <summary>Removes a draft; harmless where there is none.</summary>
    ValueTask DeleteDraftAsync(AccountId account, string form, CancellationToken cancellationToken = default);

    /// <summary>Removes drafts of some forms last written before an instant, and all of erased people; what people mean to keep stays.</summary>
    /// <param name="forms">How the names of those forms begin, such as "list-".</param>
    /// <param name="writtenBefore">The real instant, UTC.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many.</returns>
    ValueTask<int> SweepDraftsAsync(string forms, DateTimeOffset writtenBefore, CancellationToken cancellationToken = default);
}

/// <summary>How an account signs in.</summary>
/// <param name="Account">The account.</param>
/// <param name="UserName">As the person writes it, 1–100 characters; unique when folded (<see cref="UserNames.Fold"/>).</param>
/// <param name="PasswordHash">As the framework's password hasher made it.</param>
/// <param name="MustChangePassword">Whether the next sign-in must choose a new password.</param>
/// <param name="FailedCount">Failed sign-ins in a row.</param>
/// <param name="LockedUntil">Until when nobody may sign in, UTC; null when not locked.</param>
/// <param name="SecurityStamp">Changes when everything signed in must sign in again.</param>
/// <param name="UpdatedAt">When name, password or stamp were last set, UTC.</param>
public sealed record Credential(
    AccountId Account,
    string UserName,
    string PasswordHash,
    bool MustChangePassword,
    int FailedCount,
    DateTimeOffset? LockedUntil,
    string SecurityStamp,
    DateTimeOffset UpdatedAt
);

/// <summary>What was typed into a form and not yet sent.</summary>
public sealed record Draft(string Form, string Content, DateTimeOffset UpdatedAt);

/// <summary>That there is a draft.</summary>
public sealed record DraftHeading(string Form, DateTimeOffset UpdatedAt);

/// <summary>What became of a draft.</summary>
public enum DraftAnswer
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>Longer than <see cref="IVaultRows.MaxDraftLength"/>; the earlier one stays.</summary>
    TooLong,

    /// <summary>The account has <see cref="IVaultRows.MaxDrafts"/> others already.</summary>
    TooMany,
}

/// <summary>User names.</summary>
public static class UserNames
{
    /// <summary>The form in which user names are compared: without blanks around, composed (NFKC), lower case, invariant.</summary>
    /// <exception cref="ArgumentException">Blank, longer than 100 characters, or no well-formed text.</exception>
    public static string Fold(string userName)
    {
        var folded = userName.Trim().Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();
        return folded.Length is >= 1 and <= 100
            ? folded
            : throw new ArgumentException("A user name has 1 to 100 characters.", nameof(userName));
    }
}

/// <summary>The rule of <see cref="IVaultRows.CountFailureAsync"/>, one for every vault.</summary>
internal static class Lockout
{
    internal static Credential AfterFailure(Credential credential, DateTimeOffset at, int allowed, TimeSpan lockFor)
    {
        var runOut = credential.LockedUntil is { } until && until <= at;
        var failed = runOut ? 1 : credential.FailedCount + 1;
        return credential with
        {
            FailedCount = failed,
            LockedUntil =
                failed >= allowed ? at + lockFor
                : runOut ? null
                : credential.LockedUntil,
        };
    }
}

/// <summary>Names of rows.</summary>
internal static class VaultNames
{
    internal static void Check(string name, int max)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > max)
        {
            throw new ArgumentException($"A name here has 1 to {max} characters.", nameof(name));
        }
    }
}
