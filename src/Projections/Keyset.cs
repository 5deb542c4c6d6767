using System.Globalization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections;

/// <summary>
/// Reads one page out of several index ranges, newest first. A condition that no index answers is tested row by row, but no
/// request looks at more than so many rows: a page may then come short, with where to read on.
/// </summary>
internal static class Keyset
{
    internal const int MostRowsLookedAt = 5_000;

    /// <param name="ranges">Each reads rows in descending order: given the row to start below and how many at most.</param>
    /// <param name="meets">The conditions no index answers.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">Rows of a page.</param>
    internal static (List<long> Rows, string? Next) Descending(
        IReadOnlyList<Func<long, int, Statement>> ranges,
        Func<Statement, bool> meets,
        string? after,
        int limit
    )
    {
        var below = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : long.MaxValue;
        var look = Math.Max(limit + 1, MostRowsLookedAt / Math.Max(1, ranges.Count));
        var found = new SortedSet<long>();
        var floor = 0L; // below it, some range may hold rows that were not looked at
        foreach (var range in ranges)
        {
            var read = range(below, look);
            var (looked, taken) = (0, 0);
            while (read.Step())
            {
                looked++;
                var row = read.Long(0);
                if (meets(read))
                {
                    found.Add(row);
                    taken++;
                }

                if (looked == look || taken > limit)
                {
                    floor = Math.Max(floor, row);
                    break;
                }
            }

            read.Reset();
        }

        var page = found.Reverse().TakeWhile(row => row >= floor).Take(limit).ToList();
        if (page.Count == limit && (floor > 0 || found.Count > limit))
        {
            return (page, Text(page[^1]));
        }

        return (page, floor > 0 ? Text(floor) : null);
    }

    /// <summary>The same over one range for each unit, in whose scope the rows are.</summary>
    internal static (List<long> Rows, string? Next) Descending(
        IEnumerable<UnitId> units,
        Func<UnitId, long, int, Statement> range,
        Func<Statement, bool> meets,
        string? after,
        int limit
    ) =>
        Descending([.. units.Select(unit => (Func<long, int, Statement>)((below, look) => range(unit, below, look)))], meets, after, limit);

    /// <summary>The rows of a page in full; one that is gone is left out.</summary>
    /// <param name="rows">Their numbers, in the order wanted.</param>
    /// <param name="read">Reads one by its number.</param>
    /// <param name="rowOf">Makes it of the statement.</param>
    internal static List<T> Rows<T>(IReadOnlyList<long> rows, Statement read, Func<Statement, T> rowOf)
    {
        var items = new List<T>(rows.Count);
        foreach (var row in rows)
        {
            if (read.One(row))
            {
                items.Add(rowOf(read));
            }
        }

        read.Reset();
        return items;
    }

    internal static string Text(long row) => row.ToString(CultureInfo.InvariantCulture);
}
