using System.Text;
using System.Text.Json;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections;

/// <summary>What nominees are proposed for, as their subjects' streams compare it.</summary>
public static class AchievementMark
{
    /// <summary>The mark of a text; null where it has no word, or the subject was erased.</summary>
    /// <param name="keyring">Has the subject's key.</param>
    /// <param name="subject">Whose achievement.</param>
    /// <param name="text">As written; case, marks, spacing and punctuation do not matter.</param>
    public static Digest? Of(IKeyring keyring, SubjectId subject, string? text)
    {
        if (text is null || VietnameseText.Fold(text) is not { Length: > 0 } folded || keyring.IsDestroyed(Keys.Of(subject)))
        {
            return null;
        }

        try
        {
            return new(keyring.Digest(Keys.Of(subject), Encoding.UTF8.GetBytes(folded)));
        }
        catch (KeyDestroyedException)
        {
            return null; // erased between the look and the use
        }
    }

    /// <summary>The achievement of a nominee of a dossier.</summary>
    public static Achievement Of(IKeyring keyring, Dossier dossier, NomineeEntry nominee)
    {
        var text = nominee.Profile is { } profile ? keyring.Reveal(profile) : null;
        var said = text is null ? null : JsonSerializer.Deserialize(text, EventJson.Default.NomineeProfile)!.Achievement;
        return new(dossier.Type, dossier.Plan, Of(keyring, nominee.Subject, said));
    }

    /// <summary>What a decision claims for a nominee on its list; null where its dossier does not know them, or is for a title.</summary>
    /// <param name="keyring">Has the subject's key.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="list">Its list, as it stands.</param>
    /// <param name="gathered">The nominee on it.</param>
    /// <param name="dossier">The nominee's dossier.</param>
    public static SubjectClaim? Of(IKeyring keyring, DecisionId decision, CommonList list, GatheredNominee gathered, Dossier dossier) =>
        dossier.Recognition is null && dossier.Nominee(gathered.Nominee)?.Entry is { } entry
            ? new(entry.Subject, new(decision, gathered.Dossier, entry.Id, list.Form, list.Unit, Of(keyring, dossier, entry), list.Edition))
            : null;
}
