using System.Text.Json;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>What somebody typed into a form and did not send.</summary>
/// <param name="Page">Address of its page within this service.</param>
/// <param name="Name">What the page calls it.</param>
/// <param name="Fields">The fields as the form would send them: names and texts, a name perhaps several times.</param>
/// <param name="Window">The window in which it was typed, as its script calls itself; null: of before windows were told apart.</param>
public sealed record TypedForm(string Page, string Name, IReadOnlyList<KeyValuePair<string, string>> Fields, string? Window = null);

/// <summary>What became of something that was to be kept.</summary>
/// <param name="IsKept">It is kept.</param>
/// <param name="Window">Not kept, because this other window typed into the form meanwhile; null: that is not why.</param>
public sealed record Keeping(bool IsKept, string? Window = null);

/// <summary>A form of which something is kept.</summary>
/// <param name="Key">Which form.</param>
/// <param name="At">When it was last typed into, UTC.</param>
public sealed record KeptForm(string Key, DateTimeOffset At, TypedForm Form);

/// <summary>
/// What people have typed and not yet sent: in the vault, under the key of whoever typed it, never as an event. It is there again in another
/// tab, on another machine, after the service was stopped; it goes when the form was sent, when its owner lets go of it, and
/// <see cref="KeptFor"/> after it was last typed into. No password, no file, nothing of a secret dossier is among it: their forms say no key.
/// </summary>
public sealed class FormDrafts(IVaultRows rows, TimeProvider time)
{
    /// <summary>How the names of these drafts begin.</summary>
    internal const string Prefix = "form-";

    /// <summary>How long they are kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Most forms of one account; one more takes the place of the oldest.</summary>
    public const int Most = 40;

    /// <summary>Longest content in characters, as JSON.</summary>
    public const int MaxLength = 192 * 1024;

    private const int MostFields = 5000;

    /// <summary>Whether a text names a form: 1–150 of ASCII letters and figures, "-", ".", "_" and ":".</summary>
    public static bool IsKey(string? key) =>
        key is { Length: > 0 and <= 150 } && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':');

    /// <summary>
    /// Keeps what was typed, in the place of what was typed before. Not what is longer than is kept, nor of somebody who was erased; and nothing that
    /// another window typed is written over by one that has not seen it.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="key">Which form.</param>
    /// <param name="form">What was typed, and in which window.</param>
    /// <param name="seen">The window whose typing this one was shown, or was told of and takes the place of; null: none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Keeping> KeepAsync(AccountId account, string key, TypedForm form, string? seen, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Serialize(form);
        if (!IsKey(key) || content.Length > MaxLength || form.Fields.Count > MostFields)
        {
            return new(false);
        }

        if ((await FindAsync(account, key, cancellationToken))?.Form.Window is { } other && other != form.Window && other != seen)
        {
            return new(false, other);
        }

        var others = (await rows.ListDraftsAsync(account, cancellationToken))
            .Where(draft => draft.Form.StartsWith(Prefix, StringComparison.Ordinal) && draft.Form != Prefix + key)
            .ToList();
        foreach (var old in others.Where((draft, i) => i >= Most - 1 || IsOver(draft.UpdatedAt)))
        {
            await rows.DeleteDraftAsync(account, old.Form, cancellationToken);
        }

        try
        {
            return new(await rows.PutDraftAsync(account, Prefix + key, content, time.GetUtcNow(), cancellationToken) is DraftAnswer.Kept);
        }
        catch (KeyDestroyedException)
        {
            return new(false);
        }
    }

    /// <summary>What is kept of a form; null: nothing, or nothing any more.</summary>
    public async Task<KeptForm?> FindAsync(AccountId account, string key, CancellationToken cancellationToken) =>
        await rows.FindDraftAsync(account, Prefix + key, cancellationToken) is { } draft
        && !IsOver(draft.UpdatedAt)
        && JsonSerializer.Deserialize<TypedForm>(draft.Content) is { } form
            ? new(key, draft.UpdatedAt, form)
            : null;

    /// <summary>Every form of which something is kept, the last typed into first; at most <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<KeptForm>> ListAsync(AccountId account, CancellationToken cancellationToken)
    {
        var found = new List<KeptForm>();
        foreach (var draft in await rows.ListDraftsAsync(account, cancellationToken))
        {
            if (
                draft.Form.StartsWith(Prefix, StringComparison.Ordinal)
                && await FindAsync(account, draft.Form[Prefix.Length..], cancellationToken) is { } kept
            )
            {
                found.Add(kept);
            }
        }

        return found;
    }

    /// <summary>Lets go of what is kept of a form; harmless where there is nothing.</summary>
    public async Task DropAsync(AccountId account, string key, CancellationToken cancellationToken) =>
        await rows.DeleteDraftAsync(account, Prefix + key, cancellationToken);

    private bool IsOver(DateTimeOffset at) => at + KeptFor < time.GetUtcNow();
}
