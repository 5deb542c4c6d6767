using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Proposals;

/// <summary>A common list of nominees from many dossiers: each stands on it once, whatever dossier it travels in.</summary>
internal static class NomineeList
{
    /// <summary>Those not yet on the list; or the first that stands there for another dossier.</summary>
    internal static (List<GatheredNominee> News, NomineeId? Twice) Add(
        ImmutableList<GatheredNominee> list,
        IReadOnlyList<GatheredNominee> more
    )
    {
        var known = list.ToDictionary(n => n.Nominee, n => n.Dossier);
        var news = new List<GatheredNominee>();
        foreach (var nominee in more)
        {
            if (known.TryAdd(nominee.Nominee, nominee.Dossier))
            {
                news.Add(nominee);
            }
            else if (known[nominee.Nominee] != nominee.Dossier)
            {
                return ([], nominee.Nominee);
            }
        }

        return (news, null);
    }

    /// <summary>The nominees of each dossier, in the order of the list.</summary>
    internal static IEnumerable<(DossierId Dossier, IReadOnlyList<NomineeId> Nominees)> ByDossier(IEnumerable<GatheredNominee> list) =>
        list.GroupBy(n => n.Dossier).Select(g => (g.Key, (IReadOnlyList<NomineeId>)[.. g.Select(n => n.Nominee)]));
}
