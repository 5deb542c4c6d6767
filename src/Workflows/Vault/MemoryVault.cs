using System.Collections.Concurrent;
using System.Security.Cryptography;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>A vault that forgets: for tests. It answers as <see cref="SqliteVault"/> does; the same contract suite runs on both.</summary>
public sealed class MemoryVault(int cachedKeys = 16_384) : Keyring(cachedKeys), IVaultRows
{
    private readonly ConcurrentDictionary<KeyId, Kept> _keys = new();
    private readonly Lock _rows = new();
    private readonly Dictionary<AccountId, Credential> _credentials = [];
    private readonly SortedDictionary<string, string> _protectionKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<(AccountId Account, string Form), (Sealed Content, DateTimeOffset At)> _drafts = [];

    /// <inheritdoc/>
    protected override Kept Load(KeyId key) =>
        _keys.TryGetValue(key, out var kept) ? kept with { Secret = kept.Secret?.ToArray() } : default;

    /// <inheritdoc/>
    protected override void Make(IReadOnlyCollection<KeyId> keys)
    {
        foreach (var key in keys)
        {
            _keys.TryAdd(key, new(true, RandomNumberGenerator.GetBytes(KeyLength)));
        }
    }

    /// <inheritdoc/>
    protected override void MarkDestroyed(IReadOnlyCollection<KeyId> keys)
    {
        foreach (var key in keys)
        {
            _keys[key] = new(true, null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Credential?> FindCredentialAsync(string userName, CancellationToken cancellationToken = default)
    {
        var folded = UserNames.Fold(userName);
        return Locked(() => _credentials.Values.FirstOrDefault(credential => UserNames.Fold(credential.UserName) == folded));
    }

    /// <inheritdoc/>
    public ValueTask<Credential?> FindCredentialAsync(AccountId account, CancellationToken cancellationToken = default) =>
        Locked(() => _credentials.GetValueOrDefault(account));

    /// <inheritdoc/>
    public ValueTask<long> CountCredentialsAsync(CancellationToken cancellationToken = default) => Locked(() => (long)_credentials.Count);

    /// <inheritdoc/>
    public ValueTask<bool> PutCredentialAsync(Credential credential, CancellationToken cancellationToken = default)
    {
        var folded = UserNames.Fold(credential.UserName);
        return Locked(() =>
        {
            if (_credentials.Values.Any(other => other.Account != credential.Account && UserNames.Fold(other.UserName) == folded))
            {
                return false;
            }

            _credentials[credential.Account] = credential;
            return true;
        });
    }

    /// <inheritdoc/>
    public ValueTask DeleteCredentialAsync(AccountId account, CancellationToken cancellationToken = default) =>
        Done(Locked(() => _credentials.Remove(account)));

    /// <inheritdoc/>
    public ValueTask<Credential?> CountFailureAsync(
        AccountId account,
        DateTimeOffset at,
        int allowed,
        TimeSpan lockFor,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(allowed, 1);
        return Locked(() =>
            _credentials.TryGetValue(account, out var found)
                ? _credentials[account] = Lockout.AfterFailure(found, at, allowed, lockFor)
                : null
        );
    }

    /// <inheritdoc/>
    public ValueTask ClearFailuresAsync(AccountId account, CancellationToken cancellationToken = default) =>
        Done(
            Locked(() =>
                _credentials.TryGetValue(account, out var found)
                    ? _credentials[account] = found with { FailedCount = 0, LockedUntil = null }
                    : null
            )
        );

    /// <inheritdoc/>
    public IReadOnlyList<string> ProtectionKeys()
    {
        lock (_rows)
        {
            return [.. _protectionKeys.Values];
        }
    }

    /// <inheritdoc/>
    public void PutProtectionKey(string name, string xml)
    {
        lock (_rows)
        {
            _protectionKeys[name] = xml;
        }
    }

    /// <inheritdoc/>
    public byte[] Secret(string name)
    {
        VaultNames.Check(name, 100);
        lock (_rows)
        {
            return _secrets.TryGetValue(name, out var secret) ? secret : _secrets[name] = RandomNumberGenerator.GetBytes(KeyLength);
        }
    }

    /// <inheritdoc/>
    public byte[] RenewSecret(string name)
    {
        VaultNames.Check(name, 100);
        lock (_rows)
        {
            return _secrets[name] = RandomNumberGenerator.GetBytes(KeyLength);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DraftAnswer> PutDraftAsync(
        AccountId account,
        string form,
        string content,
        DateTimeOffset at,
        CancellationToken cancellationToken = default
    )
    {
        VaultNames.Check(form, 200);
        if (content.Length > IVaultRows.MaxDraftLength)
        {
            return new(DraftAnswer.TooLong);
        }

        var value = Seal(Keys.Of(account), content);
        return Locked(() =>
        {
            if (_drafts.Keys.Count(key => key.Account == account && key.Form != form) >= IVaultRows.MaxDrafts)
            {
                return DraftAnswer.TooMany;
            }

            _drafts[(account, form)] = (value, at);
            return DraftAnswer.Kept;
        });
    }

    /// <inheritdoc/>
    public ValueTask<Draft?> FindDraftAsync(AccountId account, string form, CancellationToken cancellationToken = default) =>
        Locked(() =>
            _drafts.TryGetValue((account, form), out var found) && Reveal(found.Content) is { } content
                ? new Draft(form, content, found.At)
                : null
        );

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DraftHeading>> ListDraftsAsync(AccountId account, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<DraftHeading>>(() =>
            IsDestroyed(Keys.Of(account))
                ? []
                :
                [
                    .. _drafts
                        .Where(draft => draft.Key.Account == account)
                        .Select(draft => new DraftHeading(draft.Key.Form, draft.Value.At))
                        .OrderByDescending(draft => draft.UpdatedAt)
                        .ThenBy(draft => draft.Form, StringComparer.Ordinal),
                ]
        );

    /// <inheritdoc/>
    public ValueTask DeleteDraftAsync(AccountId account, string form, CancellationToken cancellationToken = default) =>
        Done(Locked(() => _drafts.Remove((account, form))));

    /// <inheritdoc/>
    public ValueTask<int> SweepDraftsAsync(string forms, DateTimeOffset writtenBefore, CancellationToken cancellationToken = default) =>
        Locked(() =>
        {
            var old = _drafts
                .Where(draft =>
                    (draft.Value.At < writtenBefore && draft.Key.Form.StartsWith(forms, StringComparison.Ordinal))
                    || IsDestroyed(Keys.Of(draft.Key.Account))
                )
                .ToList();
            old.ForEach(draft => _drafts.Remove(draft.Key));
            return old.Count;
        });

    private ValueTask<T> Locked<T>(Func<T> work)
    {
        lock (_rows)
        {
            return new(work());
        }
    }

    private static ValueTask Done<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? ValueTask.CompletedTask : new(task.AsTask());
}
