using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Components;

/// <summary>A dossier that was found, and by what.</summary>
public sealed record Found(DossierLine Line, IReadOnlyList<string> Hits);

/// <summary>Looks for dossiers in the scope of a person.</summary>
public sealed class Finder(SearchQueries search, DossierQueries dossiers, DossierDesk desk, ReferenceData reference)
{
    /// <summary>Dossiers with all the words; nominees that are not to be named are found by their code only.</summary>
    public Page<Found> Find(Person person, string text, string? after, int limit)
    {
        var units = person.Holdings.SelectMany(holding => reference.Current.WithPredecessors(holding.Capacity.Unit)).Distinct().ToList();
        var page = search.Find(units, text, unnamed: false, after, limit);
        var found = new List<Found>();
        foreach (var hits in page.Items.GroupBy(hit => hit.Dossier))
        {
            if (dossiers.Row(hits.Key) is { } row && desk.MaySee(person, row))
            {
                found.Add(new(DossierLine.Of(row, person), [.. hits.Select(hit => hit.Text).Distinct(StringComparer.Ordinal)]));
            }
        }

        return new(found, page.Next);
    }
}
