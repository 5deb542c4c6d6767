using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// The vault of one machine: vault.db in the data folder, readable by its owner only. Write-ahead log with a flush at every
/// commit; deleted bytes are overwritten. Whoever holds the data folder opens it for writing; a command line beside a running
/// service opens it for reading.
/// </summary>
public sealed class SqliteVault : Keyring, IVaultRows
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "vault.db";

    // The number stands in the file; a newer one was written by a newer release and is not touched.
    private const long SchemaVersion = 1;

    private readonly string _path;
    private readonly Lock _writing = new();
    private readonly Lock _reading = new();
    private readonly SqliteConnection? _writer;
    private readonly SqliteConnection _reader;
    private readonly SqliteCommand _loadKey;
    private readonly object _making = new();
    private List<Making> _waiting = [];
    private bool _isMaking;

    private SqliteVault(string path, bool readOnly, int cachedKeys, TimeSpan? busyFor = null)
        : base(cachedKeys)
    {
        _path = path;
        try
        {
            if (!readOnly)
            {
                PrivateFiles.CreateFile(path);
                _writer = Connect(path, SqliteOpenMode.ReadWrite, busyFor);
                Prepare(_writer);
            }

            _reader = Connect(path, SqliteOpenMode.ReadOnly, busyFor);
            CheckVersion(_reader);
            _loadKey = Command(_reader, "SELECT secret FROM keys WHERE id = $id", ("$id", ""));
            _loadKey.Prepare();
            if (_writer is not null)
            {
                FinishScrubbing();
            }
        }
        catch
        {
            _loadKey?.Dispose();
            _reader?.Dispose();
            _writer?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the vault of a data folder, making it where there is none.</summary>
    /// <param name="folder">The data folder; it exists and the caller holds it.</param>
    /// <param name="cachedKeys">How many keys stay in memory at most.</param>
    /// <exception cref="InvalidDataException">Not a vault, or written by a newer release.</exception>
    public static SqliteVault Open(string folder, int cachedKeys = 16_384) =>
        new(Path.Combine(folder, FileName), readOnly: false, cachedKeys);

    /// <summary>For tests: waits so long for others who use the file.</summary>
    internal static SqliteVault Open(string folder, TimeSpan busyFor) =>
        new(Path.Combine(folder, FileName), readOnly: false, 16_384, busyFor);

    /// <summary>Opens the vault of a data folder for reading beside the service that holds it. Nothing can be made or changed.</summary>
    /// <exception cref="FileNotFoundException">There is no vault.</exception>
    /// <exception cref="InvalidDataException">Not a vault, or written by a newer release.</exception>
    public static SqliteVault OpenForReading(string folder, int cachedKeys = 16_384)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path)
            ? new(path, readOnly: true, cachedKeys)
            : throw new FileNotFoundException("There is no vault in the folder.", path);
    }

    /// <summary>How many transactions were flushed, for tests.</summary>
    internal long Commits { get; private set; }

    // ---- keys ---------------------------------------------------------------------------------------------------------

    /// <inheritdoc/>
    protected override Kept Load(KeyId key)
    {
        lock (_reading)
        {
            _loadKey.Parameters[0].Value = key.Value;
            using var row = _loadKey.ExecuteReader();
            return row.Read() ? new(true, row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0)) : default;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// While one flushes, the others queue up; the first of them to wake writes for all: one transaction, one flush.
    /// </remarks>
    protected override void Make(IReadOnlyCollection<KeyId> keys)
    {
        var mine = new Making(keys);
        List<Making> batch = [];
        lock (_making)
        {
            _waiting.Add(mine);
            while (_isMaking && !mine.IsDone)
            {
                Monitor.Wait(_making);
            }

            if (!mine.IsDone)
            {
                (batch, _waiting) = (_waiting, []);
                _isMaking = true;
            }
        }

        if (batch.Count > 0)
        {
            var failure = MakeAll(batch);
            lock (_making)
            {
                foreach (var making in batch)
                {
                    making.IsDone = true;
                    making.Failure = failure;
                }

                _isMaking = false;
                Monitor.PulseAll(_making);
            }
        }

        if (mine.Failure is { } cause)
        {
            throw new IOException("The vault could not keep a new key.", cause);
        }
    }

    private Exception? MakeAll(List<Making> batch)
    {
        try
        {
            return Write<Exception?>(writer =>
            {
                using var insert = Command(
                    writer,
                    "INSERT OR IGNORE INTO keys (id, secret) VALUES ($id, $secret)",
                    ("$id", ""),
                    ("$secret", Array.Empty<byte>())
                );
                foreach (var key in batch.SelectMany(making => making.Keys))
                {
                    var secret = RandomNumberGenerator.GetBytes(KeyLength);
                    insert.Parameters[0].Value = key.Value;
                    insert.Parameters[1].Value = secret;
                    insert.ExecuteNonQuery();
                    CryptographicOperations.ZeroMemory(secret);
                }

                return null;
            });
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <inheritdoc/>
    protected override void MarkDestroyed(IReadOnlyCollection<KeyId> keys) =>
        Write(writer =>
        {
            // The note and the destruction are one transaction: after a crash the next start finishes the scrubbing.
            Execute(writer, "INSERT OR REPLACE INTO state (name, value) VALUES ('scrub', 'wanted')");
            using var destroy = Command(
                writer,
                "INSERT INTO keys (id, secret) VALUES ($id, NULL) ON CONFLICT (id) DO UPDATE SET secret = NULL",
                ("$id", "")
            );
            foreach (var key in keys)
            {
                destroy.Parameters[0].Value = key.Value;
                destroy.ExecuteNonQuery();
            }

            return true;
        });

    /// <inheritdoc/>
    protected override void RemoveTraces() => FinishScrubbing();

    /// <summary>
    /// Overwriting deleted cells (secure_delete) is not enough: a cell that was moved to another page when the tree was
    /// balanced leaves its old copy in free space, and the write-ahead log holds pages as they were. So the file is written
    /// anew and the log emptied. Destroying is rare; its cost may grow with the vault.
    /// </summary>
    private void FinishScrubbing()
    {
        lock (_writing)
        {
            var writer = Writer();
            if (Scalar(writer, "SELECT count(*) FROM state WHERE name = 'scrub'") == 0)
            {
                return;
            }

            Execute(writer, "VACUUM");
            if (Scalar(writer, "PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            {
                throw new IOException(
                    "Keys are destroyed, but the vault is being read just now and their bytes may still stand in its file."
                );
            }

            Execute(writer, "DELETE FROM state WHERE name = 'scrub'");
        }
    }

    // ---- credentials --------------------------------------------------------------------------------------------------

    private const string CredentialColumns =
        "account, user_name, password_hash, must_change_password, failed_count, locked_until, security_stamp, updated_at";

    /// <inheritdoc/>
    public ValueTask<Credential?> FindCredentialAsync(string userName, CancellationToken cancellationToken = default)
    {
        var folded = UserNames.Fold(userName);
        return new(
            Read(reader =>
                One(reader, ReadCredential, $"SELECT {CredentialColumns} FROM credentials WHERE folded_name = $name", ("$name", folded))
            )
        );
    }

    /// <inheritdoc/>
    public ValueTask<Credential?> FindCredentialAsync(AccountId account, CancellationToken cancellationToken = default) =>
        new(Read(reader => FindCredential(reader, account)));

    /// <inheritdoc/>
    public ValueTask<long> CountCredentialsAsync(CancellationToken cancellationToken = default) =>
        new(Read(reader => Scalar(reader, "SELECT count(*) FROM credentials")));

    /// <inheritdoc/>
    public ValueTask<bool> PutCredentialAsync(Credential credential, CancellationToken cancellationToken = default)
    {
        var folded = UserNames.Fold(credential.UserName);
        return new(
            Write(writer =>
            {
                var taken = Scalar(
                    writer,
                    "SELECT count(*) FROM credentials WHERE folded_name = $name AND account <> $account",
                    ("$name", folded),
                    ("$account", credential.Account.ToString())
                );
                if (taken > 0)
                {
                    return false;
                }

                Execute(
                    writer,
                    $"""
                    INSERT OR REPLACE INTO credentials (folded_name, {CredentialColumns})
                    VALUES ($folded, $account, $name, $hash, $must, $failed, $locked, $stamp, $updated)
                    """,
                    ("$folded", folded),
                    ("$account", credential.Account.ToString()),
                    ("$name", credential.UserName),
                    ("$hash", credential.PasswordHash),
                    ("$must", credential.MustChangePassword),
                    ("$failed", credential.FailedCount),
                    ("$locked", credential.LockedUntil?.UtcTicks),
                    ("$stamp", credential.SecurityStamp),
                    ("$updated", credential.UpdatedAt.UtcTicks)
                );
                return true;
            })
        );
    }

    /// <inheritdoc/>
    public ValueTask DeleteCredentialAsync(AccountId account, CancellationToken cancellationToken = default)
    {
        Write(writer => Execute(writer, "DELETE FROM credentials WHERE account = $account", ("$account", account.ToString())));
        return ValueTask.CompletedTask;
    }

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
        return new(
            Write(writer =>
            {
                if (FindCredential(writer, account) is not { } found)
                {
                    return null;
                }

                var counted = Lockout.AfterFailure(found, at, allowed, lockFor);
                Execute(
                    writer,
                    "UPDATE credentials SET failed_count = $failed, locked_until = $locked WHERE account = $account",
                    ("$failed", counted.FailedCount),
                    ("$locked", counted.LockedUntil?.UtcTicks),
                    ("$account", account.ToString())
                );
                return counted;
            })
        );
    }

    /// <inheritdoc/>
    public ValueTask ClearFailuresAsync(AccountId account, CancellationToken cancellationToken = default)
    {
        if (Read(reader => FindCredential(reader, account)) is { } found && found is not { FailedCount: 0, LockedUntil: null })
        {
            Write(writer =>
                Execute(
                    writer,
                    "UPDATE credentials SET failed_count = 0, locked_until = NULL WHERE account = $account",
                    ("$account", account.ToString())
                )
            );
        }

        return ValueTask.CompletedTask;
    }

    private static Credential? FindCredential(SqliteConnection connection, AccountId account) =>
        One(
            connection,
            ReadCredential,
            $"SELECT {CredentialColumns} FROM credentials WHERE account = $account",
            ("$account", account.ToString())
        );

    private static Credential ReadCredential(SqliteDataReader row) =>
        new(
            new(Guid.ParseExact(row.GetString(0), "N")),
            row.GetString(1),
            row.GetString(2),
            row.GetBoolean(3),
            row.GetInt32(4),
            row.IsDBNull(5) ? null : Instant(row.GetInt64(5)),
            row.GetString(6),
            Instant(row.GetInt64(7))
        );

    // ---- the Host's own secrets ---------------------------------------------------------------------------------------

    /// <inheritdoc/>
    public IReadOnlyList<string> ProtectionKeys() =>
        Read(reader => Many(reader, row => row.GetString(0), "SELECT xml FROM protection_keys ORDER BY name"));

    /// <inheritdoc/>
    public void PutProtectionKey(string name, string xml) =>
        Write(writer =>
            Execute(writer, "INSERT OR REPLACE INTO protection_keys (name, xml) VALUES ($name, $xml)", ("$name", name), ("$xml", xml))
        );

    /// <inheritdoc/>
    public byte[] Secret(string name)
    {
        VaultNames.Check(name, 100);
        return Read(reader => FindSecret(reader, name)) ?? Write(writer => FindSecret(writer, name) ?? PutSecret(writer, name));
    }

    /// <inheritdoc/>
    public byte[] RenewSecret(string name)
    {
        VaultNames.Check(name, 100);
        return Write(writer => PutSecret(writer, name));
    }

    private static byte[]? FindSecret(SqliteConnection connection, string name) =>
        One(connection, row => row.GetFieldValue<byte[]>(0), "SELECT secret FROM secrets WHERE name = $name", ("$name", name));

    private static byte[] PutSecret(SqliteConnection writer, string name)
    {
        var secret = RandomNumberGenerator.GetBytes(KeyLength);
        Execute(writer, "INSERT OR REPLACE INTO secrets (name, secret) VALUES ($name, $secret)", ("$name", name), ("$secret", secret));
        return secret;
    }

    // ---- drafts -------------------------------------------------------------------------------------------------------

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
        return new(
            Write(writer =>
            {
                var others = Scalar(
                    writer,
                    "SELECT count(*) FROM drafts WHERE account = $account AND form <> $form",
                    ("$account", account.ToString()),
                    ("$form", form)
                );
                if (others >= IVaultRows.MaxDrafts)
                {
                    return DraftAnswer.TooMany;
                }

                Execute(
                    writer,
                    "INSERT OR REPLACE INTO drafts (account, form, cipher, updated_at) VALUES ($account, $form, $cipher, $at)",
                    ("$account", account.ToString()),
                    ("$form", form),
                    ("$cipher", value.Cipher.ToArray()),
                    ("$at", at.UtcTicks)
                );
                return DraftAnswer.Kept;
            })
        );
    }

    /// <inheritdoc/>
    public ValueTask<Draft?> FindDraftAsync(AccountId account, string form, CancellationToken cancellationToken = default)
    {
        var found = Read(reader =>
            One(
                reader,
                row => (Cipher: row.GetFieldValue<byte[]>(0), At: Instant(row.GetInt64(1))),
                "SELECT cipher, updated_at FROM drafts WHERE account = $account AND form = $form",
                ("$account", account.ToString()),
                ("$form", form)
            )
        );
        return new(
            found.Cipher is { } cipher && Reveal(new Sealed(Keys.Of(account), cipher)) is { } content
                ? new Draft(form, content, found.At)
                : null
        );
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DraftHeading>> ListDraftsAsync(AccountId account, CancellationToken cancellationToken = default) =>
        new(
            IsDestroyed(Keys.Of(account))
                ? []
                : Read(reader =>
                    Many(
                        reader,
                        row => new DraftHeading(row.GetString(0), Instant(row.GetInt64(1))),
                        "SELECT form, updated_at FROM drafts WHERE account = $account ORDER BY updated_at DESC, form",
                        ("$account", account.ToString())
                    )
                )
        );

    /// <inheritdoc/>
    public ValueTask DeleteDraftAsync(AccountId account, string form, CancellationToken cancellationToken = default)
    {
        Write(writer =>
            Execute(
                writer,
                "DELETE FROM drafts WHERE account = $account AND form = $form",
                ("$account", account.ToString()),
                ("$form", form)
            )
        );
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> SweepDraftsAsync(string forms, DateTimeOffset writtenBefore, CancellationToken cancellationToken = default) =>
        new(
            Write(writer =>
                Execute(
                    writer,
                    """
                    DELETE FROM drafts
                    WHERE (updated_at < $before AND substr(form, 1, length($forms)) = $forms)
                        OR 'account-' || account IN (SELECT id FROM keys WHERE secret IS NULL)
                    """,
                    ("$forms", forms),
                    ("$before", writtenBefore.UtcTicks)
                )
            )
        );

    // ---- SQLite -------------------------------------------------------------------------------------------------------

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_writing)
            {
                lock (_reading)
                {
                    _loadKey.Dispose();
                    _reader.Dispose();
                    _writer?.Dispose();
                }
            }
        }

        base.Dispose(disposing);
    }

    private T Read<T>(Func<SqliteConnection, T> work)
    {
        lock (_reading)
        {
            return work(_reader);
        }
    }

    private T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (_writing)
        {
            var writer = Writer();
            Execute(writer, "BEGIN IMMEDIATE");
            try
            {
                var result = work(writer);
                Execute(writer, "COMMIT");
                Commits++;
                return result;
            }
            catch
            {
                // Some failures (a full disk) have rolled back already; then another rollback is an error without meaning.
                if (SQLitePCL.raw.sqlite3_get_autocommit(writer.Handle) == 0)
                {
                    Execute(writer, "ROLLBACK");
                }

                throw;
            }
        }
    }

    private SqliteConnection Writer() => _writer ?? throw new InvalidOperationException("The vault was opened for reading.");

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, TimeSpan? busyFor)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false, // a closed vault leaves no open file behind
            }.ConnectionString
        );
        try
        {
            connection.Open();
            // temp_store: VACUUM must not leave the keys in a temporary file.
            Execute(connection, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY");
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, (int)(busyFor ?? TimeSpan.FromSeconds(10)).TotalMilliseconds);
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            connection.Dispose();
            throw new InvalidDataException("The file is not a vault.", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Prepare(SqliteConnection writer)
    {
        Execute(writer, "PRAGMA journal_mode = WAL");
        if (Scalar(writer, "PRAGMA user_version") == 0)
        {
            using var resource =
                typeof(SqliteVault).Assembly.GetManifestResourceStream(typeof(SqliteVault), "vault.sql")
                ?? throw new InvalidOperationException("vault.sql is not in the assembly.");
            using var sql = new StreamReader(resource);
            Execute(
                writer,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"BEGIN IMMEDIATE; {sql.ReadToEnd()}; PRAGMA user_version = {SchemaVersion}; COMMIT"
                )
            );
        }

        CheckVersion(writer);
    }

    private static void CheckVersion(SqliteConnection connection)
    {
        if (Scalar(connection, "PRAGMA user_version") != SchemaVersion)
        {
            throw new InvalidDataException("The vault was written by a newer release, or is none.");
        }
    }

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static T? One<T>(
        SqliteConnection connection,
        Func<SqliteDataReader, T> read,
        string sql,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var command = Command(connection, sql, values);
        using var row = command.ExecuteReader();
        return row.Read() ? read(row) : default;
    }

    private static IReadOnlyList<T> Many<T>(
        SqliteConnection connection,
        Func<SqliteDataReader, T> read,
        string sql,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var command = Command(connection, sql, values);
        using var row = command.ExecuteReader();
        var rows = new List<T>();
        while (row.Read())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    /// <summary>Keys somebody waits for.</summary>
    private sealed class Making(IReadOnlyCollection<KeyId> keys)
    {
        public IReadOnlyCollection<KeyId> Keys { get; } = keys;

        public bool IsDone { get; set; }

        public Exception? Failure { get; set; }
    }
}
