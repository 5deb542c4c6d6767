using System.Text;
using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Workflows.Tests.Vault;

/// <summary>What only a vault on disk can show.</summary>
public sealed class WhenTheVaultIsAFile : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 14, 5, 0, 0, TimeSpan.Zero);
    private readonly VaultFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var account = new AccountId(Guid.NewGuid());
        Sealed value;
        Sealed erased;
        string digest;
        byte[] secret;
        using (var vault = SqliteVault.Open(_folder.Path))
        {
            value = vault.Seal(new("subject-1"), "Đào");
            erased = vault.Seal(new("subject-2"), "Lan");
            digest = vault.Digest(new("subject-1"), "x"u8);
            secret = vault.Secret("tokens");
            vault.Destroy(new("subject-2"));
            await vault.PutCredentialAsync(new(account, "lan", "hash", true, 1, Noon, "stamp", Noon));
            await vault.PutDraftAsync(account, "filing", "Nguyễn", Noon);
            vault.PutProtectionKey("a", "<a/>");
        }

        using (var vault = SqliteVault.Open(_folder.Path))
        {
            vault.Reveal(value).ShouldBe("Đào");
            vault.Reveal(erased).ShouldBeNull();
            vault.Digest(new("subject-1"), "x"u8).ShouldBe(digest);
            vault.Secret("tokens").ShouldBe(secret);
            vault.ProtectionKeys().ShouldBe(["<a/>"]);
            (await vault.FindCredentialAsync("LAN"))!.LockedUntil.ShouldBe(Noon);
            (await vault.FindDraftAsync(account, "filing"))!.Content.ShouldBe("Nguyễn");
        }
    }

    [Fact]
    public async Task No_sealed_text_and_no_draft_stands_in_any_file()
    {
        var account = new AccountId(Guid.NewGuid());
        using var vault = SqliteVault.Open(_folder.Path);
        vault.Seal(new("subject-1"), "Nguyễn Thị Hồng Đào");
        await vault.PutDraftAsync(account, "filing", "{\"name\":\"Nguyễn Thị Hồng Đào\"}", Noon);
        _folder.FilesWith(Encoding.UTF8.GetBytes("Hồng Đào")).ShouldBeEmpty();
        _folder.FilesWith(Encoding.Unicode.GetBytes("Hồng Đào")).ShouldBeEmpty();
        _folder.FilesWith("subject-1"u8.ToArray()).ShouldNotBeEmpty("the scan sees what is there");
    }

    [Fact]
    public void A_destroyed_key_stands_in_no_file_any_more_not_even_where_it_once_was()
    {
        using var vault = SqliteVault.Open(_folder.Path);
        // Random names in small steps: the tree is balanced over and over, and cells move between pages.
        var names = Enumerable.Range(0, 600).Select(_ => new KeyId($"subject-{Guid.NewGuid():N}")).ToList();
        foreach (var name in names)
        {
            vault.Seal(name, "Đào");
        }

        var doomed = names.Where((_, i) => i % 20 == 0).ToList();
        var secrets = doomed.Select(SecretOf).ToList();
        secrets.ShouldAllBe(secret => _folder.FilesWith(secret).Any(), "the scan sees keys that live");

        vault.ReapplyErasures(doomed);

        foreach (var secret in secrets)
        {
            _folder.FilesWith(secret).ShouldBeEmpty();
        }

        names.Count(vault.IsDestroyed).ShouldBe(doomed.Count);
    }

    [Fact]
    public void A_crash_between_destruction_and_scrubbing_is_made_good_at_the_next_start()
    {
        byte[] secret;
        using (var vault = SqliteVault.Open(_folder.Path))
        {
            vault.Ensure([new("subject-1"), new("subject-2"), new("subject-3")]);
            secret = SecretOf(new("subject-2"))[..12]; // what comes in its place covers the rest
        }

        // The transaction that destroys, without what follows it; the free cell still holds the key.
        Sql("UPDATE keys SET secret = NULL WHERE id = 'subject-2'; INSERT INTO state VALUES ('scrub', 'wanted')", secureDelete: false);
        _folder.FilesWith(secret).ShouldNotBeEmpty();

        using (SqliteVault.Open(_folder.Path))
        {
            _folder.FilesWith(secret).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_reader_in_the_way_of_scrubbing_is_reported_and_a_repetition_finishes_it()
    {
        using var vault = SqliteVault.Open(_folder.Path, busyFor: TimeSpan.FromMilliseconds(100));
        var value = vault.Seal(new("subject-1"), "Đào");
        var secret = SecretOf(new("subject-1"));
        using (var reader = Connect())
        {
            using var reading = reader.BeginTransaction(deferred: true);
            using var command = reader.CreateCommand();
            command.Transaction = reading;
            command.CommandText = "SELECT count(*) FROM keys";
            command.ExecuteScalar();

            Should.Throw<IOException>(() => vault.Destroy(new("subject-1")));
            vault.Reveal(value).ShouldBeNull();
        }

        vault.Destroy(new("subject-1"));
        _folder.FilesWith(secret).ShouldBeEmpty();
    }

    [Fact]
    public void Beside_the_service_it_can_be_read_and_not_changed()
    {
        Should.Throw<FileNotFoundException>(() => SqliteVault.OpenForReading(_folder.Path));
        using var service = SqliteVault.Open(_folder.Path);
        var value = service.Seal(new("subject-1"), "Đào");
        using var reader = SqliteVault.OpenForReading(_folder.Path);
        reader.Reveal(value).ShouldBe("Đào");
        Should.Throw<IOException>(() => reader.Seal(new("subject-2"), "Lan"));
        Should.Throw<InvalidOperationException>(() => reader.Destroy(new("subject-1")));
        service.Reveal(value).ShouldBe("Đào");
    }

    [Fact]
    public void Only_the_owner_may_read_its_files()
    {
        File.WriteAllBytes(_folder.Of(SqliteVault.FileName), []);
        using var vault = SqliteVault.Open(_folder.Path);
        vault.Seal(new("subject-1"), "Đào");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in _folder.Files())
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }
    }

    [Fact]
    public void A_newer_vault_and_a_file_that_is_none_are_refused_and_left_alone()
    {
        using (SqliteVault.Open(_folder.Path)) { }

        Sql("PRAGMA user_version = 99");
        Should.Throw<InvalidDataException>(() => SqliteVault.Open(_folder.Path));

        foreach (var file in _folder.Files())
        {
            File.Delete(file);
        }

        File.WriteAllText(_folder.Of(SqliteVault.FileName), string.Concat(Enumerable.Repeat("no vault at all ", 500)));
        Should.Throw<InvalidDataException>(() => SqliteVault.Open(_folder.Path));
        File.ReadAllText(_folder.Of(SqliteVault.FileName)).ShouldStartWith("no vault");
    }

    [Fact]
    public async Task Keys_that_are_made_at_the_same_time_share_their_flushes()
    {
        using var vault = SqliteVault.Open(_folder.Path);
        vault.Seal(new("first"), "");
        using var together = new Barrier(16);
        var before = vault.Commits;
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(thread =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            together.SignalAndWait();
                            for (var i = 0; i < 20; i++)
                            {
                                vault.Seal(new($"k-{thread}-{i}"), "Đào");
                            }
                        },
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
        );
        (vault.Commits - before).ShouldBeLessThan(200, "320 keys, made sixteen at a time");

        var alone = vault.Commits;
        vault.Ensure([.. Enumerable.Range(0, 50).Select(i => new KeyId($"batch-{i}"))]);
        (vault.Commits - alone).ShouldBe(1);
    }

    private byte[] SecretOf(KeyId key)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT secret FROM keys WHERE id = $id";
        command.Parameters.AddWithValue("$id", key.Value);
        return (byte[])command.ExecuteScalar()!;
    }

    private void Sql(string sql, bool secureDelete = true)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = (secureDelete ? "" : "PRAGMA secure_delete = OFF; ") + sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.Of(SqliteVault.FileName)};Pooling=False");
        connection.Open();
        return connection;
    }
}
