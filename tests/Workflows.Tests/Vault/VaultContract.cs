using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Workflows.Tests.Vault;

/// <summary>What every vault keeps: one suite, an empty subclass for each.</summary>
public abstract class VaultContract : IDisposable
{
    private static readonly KeyId Subject = new("subject-1");
    private static readonly AccountId Lan = new(new Guid("11111111-1111-1111-1111-111111111111"));
    private static readonly AccountId Minh = new(new Guid("22222222-2222-2222-2222-222222222222"));
    private static readonly DateTimeOffset Noon = new(2026, 4, 14, 5, 0, 0, TimeSpan.Zero);

    protected abstract Keyring Vault { get; }

    private IVaultRows Rows => (IVaultRows)Vault;

    public virtual void Dispose()
    {
        Vault.Dispose();
        GC.SuppressFinalize(this);
    }

    // ---- sealing ------------------------------------------------------------------------------------------------------

    [Fact]
    public void Any_text_comes_back_as_it_went_in()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(text => text is not null);
        Prop.ForAll(texts, text => Vault.Reveal(Vault.Seal(Subject, text)) == text).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nguyễn Thị Đào, ấp Tân Khai")]
    [InlineData("👮‍♀️ bằng khen")]
    [InlineData("a\ud800")]
    [InlineData("\udc00\ud800")]
    [InlineData("\uffff\0\u00ff")]
    public void Vietnamese_empty_and_broken_texts_come_back_too(string text) => Vault.Reveal(Vault.Seal(Subject, text)).ShouldBe(text);

    [Fact]
    public void A_long_text_comes_back()
    {
        var text = string.Concat(Enumerable.Repeat("Đề nghị khen thưởng. ", 50_000));
        Vault.Reveal(Vault.Seal(Subject, text)).ShouldBe(text);
    }

    [Fact]
    public void The_same_text_looks_different_every_time()
    {
        var seals = Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(Vault.Seal(Subject, "Đào").Cipher.Span)).ToList();
        seals.Distinct(StringComparer.Ordinal).Count().ShouldBe(1000);
        seals.Select(seal => seal[..24]).Distinct(StringComparer.Ordinal).Count().ShouldBe(1000, "a nonce was used twice");
    }

    [Fact]
    public void Changing_any_bit_or_cutting_anything_off_is_noticed()
    {
        var value = Vault.Seal(Subject, "Nguyễn Thị Đào");
        for (var at = 0; at < value.Cipher.Length; at++)
        {
            var changed = value.Cipher.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            Should.Throw<InvalidDataException>(() => Vault.Reveal(value with { Cipher = changed }));
            Should.Throw<InvalidDataException>(() => Vault.Reveal(value with { Cipher = value.Cipher[..at] }));
        }
    }

    [Fact]
    public void A_value_under_another_name_or_an_unknown_one_is_refused()
    {
        var value = Vault.Seal(Subject, "Đào");
        Vault.Seal(new("subject-2"), "");
        Should.Throw<InvalidDataException>(() => Vault.Reveal(value with { Key = new("subject-2") }));
        Should.Throw<InvalidDataException>(() => Vault.Reveal(value with { Key = new("subject-3") }));
    }

    [Fact]
    public void No_key_is_made_under_no_name() => Should.Throw<ArgumentException>(() => Vault.Seal(default, "Đào"));

    // ---- digests ------------------------------------------------------------------------------------------------------

    [Fact]
    public void Equal_contents_have_equal_digests_under_one_key_only()
    {
        var digest = Vault.Digest(Subject, "079123456789"u8);
        digest.ShouldMatch("^[0-9a-f]{64}$");
        Vault.Digest(Subject, "079123456789"u8).ShouldBe(digest);
        Vault.Digest(Subject, "079123456788"u8).ShouldNotBe(digest);
        Vault.Digest(new("subject-2"), "079123456789"u8).ShouldNotBe(digest);
    }

    // ---- destroying ---------------------------------------------------------------------------------------------------

    [Fact]
    public void What_was_sealed_under_a_destroyed_key_is_erased()
    {
        var value = Vault.Seal(Subject, "Đào");
        var other = Vault.Seal(new("subject-2"), "Lan");
        Vault.IsDestroyed(Subject).ShouldBeFalse();

        Vault.Destroy(Subject);
        Vault.Destroy(Subject);

        Vault.IsDestroyed(Subject).ShouldBeTrue();
        Vault.Reveal(value).ShouldBeNull();
        Should.Throw<KeyDestroyedException>(() => Vault.Seal(Subject, "Đào"));
        Should.Throw<KeyDestroyedException>(() => Vault.Digest(Subject, "x"u8));
        Vault.Reveal(other).ShouldBe("Lan");
    }

    [Fact]
    public void A_key_destroyed_before_it_existed_is_never_made()
    {
        Vault.ReapplyErasures([Subject, Subject, new("subject-2")]);
        Should.Throw<KeyDestroyedException>(() => Vault.Seal(Subject, "Đào"));
        Vault.IsDestroyed(new("subject-2")).ShouldBeTrue();
        Vault.IsDestroyed(new("subject-3")).ShouldBeFalse();
    }

    [Fact]
    public void Whatever_random_history_a_destroyed_key_stays_destroyed_and_others_reveal()
    {
        var steps = ArbMap.Default.ArbFor<(byte Key, bool Destroy)[]>();
        var round = 0;
        Prop.ForAll(
                steps,
                history =>
                {
                    round++;
                    var sealedUnder = new Dictionary<KeyId, Sealed>();
                    var destroyed = new HashSet<KeyId>();
                    foreach (var (number, destroy) in history.Take(12))
                    {
                        var key = new KeyId($"r{round}-{number % 4}");
                        if (destroy)
                        {
                            Vault.Destroy(key);
                            destroyed.Add(key);
                        }
                        else if (!destroyed.Contains(key))
                        {
                            sealedUnder[key] = Vault.Seal(key, key.Value);
                        }
                    }

                    return sealedUnder.All(pair => Vault.Reveal(pair.Value) == (destroyed.Contains(pair.Key) ? null : pair.Key.Value))
                        && destroyed.All(Vault.IsDestroyed);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    // ---- many at once -------------------------------------------------------------------------------------------------

    [Fact]
    public async Task Threads_that_make_the_same_keys_at_once_get_the_same_keys()
    {
        var seals = new System.Collections.Concurrent.ConcurrentBag<Sealed>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(thread =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 200; i++)
                        {
                            seals.Add(Vault.Seal(new($"shared-{i % 20}"), $"{thread} {i}"));
                        }
                    })
                )
        );
        seals.Select(Vault.Reveal).Distinct().Count().ShouldBe(1600);
    }

    [Fact]
    public async Task Sealing_beside_a_destruction_ends_in_an_erased_value_or_a_refusal()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = new KeyId($"contested-{round}");
            var before = Vault.Seal(key, "trước");
            var sealing = Task.Run(() =>
            {
                var made = new List<Sealed>();
                try
                {
                    for (var i = 0; i < 10_000; i++)
                    {
                        made.Add(Vault.Seal(key, "Đào"));
                    }
                }
                catch (KeyDestroyedException)
                {
                    // as it should be
                }

                return made;
            });
            Vault.Destroy(key);
            var sealedBeside = await sealing;
            Vault.Reveal(before).ShouldBeNull();
            sealedBeside.ShouldAllBe(value => Vault.Reveal(value) == null);
        }
    }

    [Fact]
    public void Keys_beyond_the_cache_are_found_again()
    {
        var values = Enumerable.Range(0, 200).Select(i => Vault.Seal(new($"many-{i}"), $"{i}")).ToList();
        Vault.Destroy(new("many-7"));
        values.Select(Vault.Reveal).ShouldBe(Enumerable.Range(0, 200).Select(i => i == 7 ? null : $"{i}"));
        Vault.Ensure([new("many-8"), new("fresh-1"), new("fresh-2"), new("fresh-1")]);
        Vault.Reveal(values[8]).ShouldBe("8");
    }

    // ---- credentials --------------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_credential_is_found_by_account_and_by_any_spelling_of_its_name()
    {
        (await Rows.CountCredentialsAsync()).ShouldBe(0);
        var lan = Credential(Lan, "Đào.Lan") with { LockedUntil = Noon.AddMinutes(1), FailedCount = 2, MustChangePassword = true };
        (await Rows.PutCredentialAsync(lan)).ShouldBeTrue();

        (await Rows.FindCredentialAsync(Lan)).ShouldBe(lan);
        (await Rows.FindCredentialAsync(" đào.LAN ".Normalize(NormalizationForm.FormD))).ShouldBe(lan);
        (await Rows.FindCredentialAsync("dao.lan")).ShouldBeNull();
        (await Rows.FindCredentialAsync(Minh)).ShouldBeNull();
        (await Rows.CountCredentialsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_name_belongs_to_one_account()
    {
        await Rows.PutCredentialAsync(Credential(Lan, "xa.canbo"));
        (await Rows.PutCredentialAsync(Credential(Minh, "XA.CanBo"))).ShouldBeFalse();
        (await Rows.FindCredentialAsync(Minh)).ShouldBeNull();

        (await Rows.PutCredentialAsync(Credential(Lan, "xa.canbo2") with { PasswordHash = "other" })).ShouldBeTrue();
        (await Rows.FindCredentialAsync("xa.canbo")).ShouldBeNull();
        (await Rows.PutCredentialAsync(Credential(Minh, "XA.CanBo"))).ShouldBeTrue();

        await Rows.DeleteCredentialAsync(Minh);
        await Rows.DeleteCredentialAsync(Minh);
        (await Rows.FindCredentialAsync("xa.canbo")).ShouldBeNull();
        (await Rows.CountCredentialsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Failures_are_counted_lock_run_out_and_are_forgotten()
    {
        await Rows.PutCredentialAsync(Credential(Lan, "lan"));
        var quarter = TimeSpan.FromMinutes(15);
        (await Rows.CountFailureAsync(Minh, Noon, 3, quarter)).ShouldBeNull();
        (await Rows.CountFailureAsync(Lan, Noon, 3, quarter))!.LockedUntil.ShouldBeNull();
        (await Rows.CountFailureAsync(Lan, Noon, 3, quarter))!.FailedCount.ShouldBe(2);
        (await Rows.CountFailureAsync(Lan, Noon, 3, quarter))!.LockedUntil.ShouldBe(Noon + quarter);
        (await Rows.FindCredentialAsync(Lan))!.LockedUntil.ShouldBe(Noon + quarter);

        var afresh = (await Rows.CountFailureAsync(Lan, Noon + quarter, 3, quarter))!;
        (afresh.FailedCount, afresh.LockedUntil).ShouldBe((1, null));

        await Rows.ClearFailuresAsync(Lan);
        await Rows.ClearFailuresAsync(Minh);
        (await Rows.FindCredentialAsync(Lan)).ShouldBe(Credential(Lan, "lan"));
    }

    [Fact]
    public async Task Failures_at_the_same_time_are_all_counted()
    {
        await Rows.PutCredentialAsync(Credential(Lan, "lan"));
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await Rows.CountFailureAsync(Lan, Noon, 100, TimeSpan.FromHours(1))))
        );
        (await Rows.FindCredentialAsync(Lan))!.FailedCount.ShouldBe(20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_blank_name_is_no_name(string name) =>
        await Should.ThrowAsync<ArgumentException>(async () => await Rows.FindCredentialAsync(name));

    // ---- the host's secrets -------------------------------------------------------------------------------------------

    [Fact]
    public void Protection_keys_are_kept_by_name()
    {
        Rows.ProtectionKeys().ShouldBeEmpty();
        Rows.PutProtectionKey("key-2", "<key id='2'/>");
        Rows.PutProtectionKey("key-1", "<key id='1'/>");
        Rows.PutProtectionKey("key-1", "<key id='một'/>");
        Rows.ProtectionKeys().ShouldBe(["<key id='một'/>", "<key id='2'/>"]);
    }

    [Fact]
    public async Task A_secret_is_made_once_and_stays_until_renewed()
    {
        var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Convert.ToHexString(Rows.Secret("tokens")))));
        secrets.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        secrets[0].Length.ShouldBe(64);
        Rows.Secret("others").ShouldNotBe(Rows.Secret("tokens"));
        var renewed = Rows.RenewSecret("tokens");
        Convert.ToHexString(renewed).ShouldNotBe(secrets[0]);
        Rows.Secret("tokens").ShouldBe(renewed);
    }

    // ---- drafts -------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_draft_is_kept_replaced_listed_and_removed()
    {
        (await Rows.FindDraftAsync(Lan, "filing")).ShouldBeNull();
        (await Rows.PutDraftAsync(Lan, "filing", "Nguyễn Thị", Noon)).ShouldBe(DraftAnswer.Kept);
        (await Rows.PutDraftAsync(Lan, "filing", "Nguyễn Thị Đào", Noon.AddSeconds(1))).ShouldBe(DraftAnswer.Kept);
        (await Rows.PutDraftAsync(Lan, "decision", "Quyết định", Noon.AddSeconds(2))).ShouldBe(DraftAnswer.Kept);
        (await Rows.PutDraftAsync(Minh, "filing", "Trần Văn Ánh", Noon)).ShouldBe(DraftAnswer.Kept);

        (await Rows.FindDraftAsync(Lan, "filing")).ShouldBe(new Draft("filing", "Nguyễn Thị Đào", Noon.AddSeconds(1)));
        (await Rows.ListDraftsAsync(Lan)).Select(draft => draft.Form).ShouldBe(["decision", "filing"]);

        await Rows.DeleteDraftAsync(Lan, "filing");
        await Rows.DeleteDraftAsync(Lan, "filing");
        (await Rows.FindDraftAsync(Lan, "filing")).ShouldBeNull();
        (await Rows.FindDraftAsync(Minh, "filing"))!.Content.ShouldBe("Trần Văn Ánh");
    }

    [Fact]
    public async Task Drafts_have_limits()
    {
        var most = new string('đ', IVaultRows.MaxDraftLength);
        (await Rows.PutDraftAsync(Lan, "filing", most, Noon)).ShouldBe(DraftAnswer.Kept);
        (await Rows.PutDraftAsync(Lan, "filing", most + "đ", Noon)).ShouldBe(DraftAnswer.TooLong);
        (await Rows.FindDraftAsync(Lan, "filing"))!.Content.ShouldBe(most);

        for (var i = 1; i < IVaultRows.MaxDrafts; i++)
        {
            await Rows.PutDraftAsync(Lan, $"form-{i}", "x", Noon);
        }

        (await Rows.PutDraftAsync(Lan, "one-more", "x", Noon)).ShouldBe(DraftAnswer.TooMany);
        (await Rows.PutDraftAsync(Lan, "filing", "y", Noon)).ShouldBe(DraftAnswer.Kept);
    }

    [Fact]
    public async Task Old_drafts_and_those_of_erased_people_go()
    {
        await Rows.PutDraftAsync(Lan, "list-old", "x", Noon);
        await Rows.PutDraftAsync(Lan, "kept", "x", Noon.AddHours(-1));
        await Rows.PutDraftAsync(Lan, "new", "x", Noon.AddDays(1));
        await Rows.PutDraftAsync(Minh, "new", "x", Noon.AddDays(1));
        Vault.Destroy(Keys.Of(Minh));

        (await Rows.FindDraftAsync(Minh, "new")).ShouldBeNull();
        (await Rows.ListDraftsAsync(Minh)).ShouldBeEmpty();
        await Should.ThrowAsync<KeyDestroyedException>(async () => await Rows.PutDraftAsync(Minh, "new", "x", Noon));

        (await Rows.SweepDraftsAsync("list-", Noon.AddHours(1))).ShouldBe(2);
        (await Rows.ListDraftsAsync(Lan)).ShouldBe([
            new DraftHeading("new", Noon.AddDays(1)),
            new DraftHeading("kept", Noon.AddHours(-1)), // of another form
        ]);
    }

    private static Credential Credential(AccountId account, string name) =>
        new(account, name, "AQAAAA==", MustChangePassword: false, FailedCount: 0, LockedUntil: null, "stamp", Noon);
}

public sealed class MemoryVaultKeeps : VaultContract
{
    protected override Keyring Vault { get; } = new MemoryVault(cachedKeys: 64);
}

public sealed class SqliteVaultKeeps : VaultContract
{
    private readonly VaultFolder _folder = new();

    public SqliteVaultKeeps() => Vault = SqliteVault.Open(_folder.Path, cachedKeys: 64);

    protected override Keyring Vault { get; }

    public override void Dispose()
    {
        base.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
