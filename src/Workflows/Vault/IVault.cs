using System.Security.Cryptography;
using System.Text;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// Keys of subjects, dossiers and people, and what is encrypted under them. A key is durable before anything sealed under
/// it can be recorded. Ciphertext is AES-256-GCM (12-byte random nonce, ciphertext, 16-byte tag) with the key id as
/// associated data.
/// </summary>
public interface IKeyring
{
    /// <summary>Encrypts a text, making the key first if it does not exist.</summary>
    /// <exception cref="KeyDestroyedException">The key was destroyed; nothing can be sealed under it again.</exception>
    Sealed Seal(KeyId key, string text);

    /// <summary>
    /// Makes what is missing among these keys, durably and at once: one flush to disk for a filing with many nominees
    /// instead of one for each.
    /// </summary>
    void Ensure(IReadOnlyCollection<KeyId> keys);

    /// <summary>Decrypts; null when the key was destroyed (the value is erased).</summary>
    /// <exception cref="InvalidDataException">The bytes do not belong to this key.</exception>
    string? Reveal(Sealed value);

    /// <summary>HMAC-SHA-256 under a key derived from the named one, hexadecimal: equality without content, erased with the key.</summary>
    string Digest(KeyId key, ReadOnlySpan<byte> content);

    /// <summary>Destroys a key for ever, on disk too. Repeating it is harmless.</summary>
    void Destroy(KeyId key);

    /// <summary>Whether the key existed and was destroyed.</summary>
    bool IsDestroyed(KeyId key);
}

/// <summary>Nothing can be sealed under a destroyed key.</summary>
public sealed class KeyDestroyedException(KeyId key) : InvalidOperationException($"The key {key} was destroyed.");

/// <summary>How a subject's, dossier's … key is named.</summary>
public static class Keys
{
    /// <summary>Key of a person, household or collective: name and particulars.</summary>
    public static KeyId Of(SubjectId id) => new($"subject-{id}");

    /// <summary>Key of a dossier: its free text and attachments.</summary>
    public static KeyId Of(DossierId id) => new($"dossier-{id}");

    /// <summary>Key of a filing: the papers its dossiers share.</summary>
    public static KeyId Of(FilingId id) => new($"filing-{id}");

    /// <summary>Key of a tờ trình.</summary>
    public static KeyId Of(ProposalId id) => new($"proposal-{id}");

    /// <summary>Key of a decision.</summary>
    public static KeyId Of(DecisionId id) => new($"decision-{id}");

    /// <summary>Key of a sitting: its members' names, place and minutes.</summary>
    public static KeyId Of(SittingId id) => new($"sitting-{id}");

    /// <summary>Key of an inspection: what is said on both sides.</summary>
    public static KeyId Of(InspectionId id) => new($"inspection-{id}");

    /// <summary>Key of a past decision: its scan.</summary>
    public static KeyId Of(PastDecisionId id) => new($"past-{id}");

    /// <summary>Key of long work: what it works on and what it makes.</summary>
    public static KeyId Of(JobId id) => new($"job-{id}");

    /// <summary>Key of an occurrence of a duty: what was handed in for it.</summary>
    public static KeyId Of(DutyKey id) => new($"duty-{id}");

    /// <summary>Key of the figures that a unit states for a period.</summary>
    public static KeyId Of(FiguresKey id) => new($"figures-{id}");

    /// <summary>Key of a small register.</summary>
    public static KeyId Of(BookKey id) => new($"book-{id}");

    /// <summary>Key of a unit's registers: why numbers were left out. Named as a plan's key is.</summary>
    public static KeyId OfRegisters(UnitId unit) => new($"register-{Digest(unit.Value)}");

    /// <summary>Key of a plan: its originals. Named by a digest of the plan's id, which may be as long as a key's name.</summary>
    public static KeyId Of(PlanId id) => new($"plan-{Digest(id.Value)}");

    /// <summary>Key of the person behind an account.</summary>
    public static KeyId Of(AccountId id) => new($"account-{id}");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <summary>
/// Attachments and signed scans: encrypted in chunks under a key of the vault, streamed both ways, durable before
/// <see cref="PutAsync"/> answers. A blob that no event refers to after a crash is an orphan and may be swept.
/// </summary>
public interface IBlobStore
{
    /// <summary>Largest accepted blob in bytes.</summary>
    long MaxLength { get; }

    /// <summary>Stores a blob; its type is judged by content, not by name.</summary>
    /// <exception cref="BlobRefusedException">Empty, too large, a type not accepted, macros or an executable; the code says which.</exception>
    ValueTask<BlobInfo> PutAsync(BlobId id, KeyId key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob for reading from the start; null when it does not exist or its key was destroyed.</summary>
    ValueTask<Stream?> OpenAsync(BlobId id, KeyId key, CancellationToken cancellationToken = default);
}

/// <summary>What the vault found out about a blob.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">The key it is encrypted under.</param>
/// <param name="Sha256">SHA-256 of the plain bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Length">Length of the plain bytes.</param>
/// <param name="MediaType">Type judged by content.</param>
public sealed record BlobInfo(BlobId Id, KeyId Key, Digest Sha256, long Length, MediaType MediaType);

/// <summary>A file that is not accepted.</summary>
/// <param name="refusal">blob.empty, blob.too-large, blob.type-not-accepted, blob.macros, blob.executable.</param>
public sealed class BlobRefusedException(Refusal refusal) : Exception(refusal.Code)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
