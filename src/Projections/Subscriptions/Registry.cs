using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Subscriptions;

/// <summary>A generation as <c>views.db</c> knows it.</summary>
internal sealed record KeptGeneration(
    Generation Generation,
    GenerationState State,
    bool Indexed,
    Position? Position,
    DateTimeOffset? At,
    long Events
);

/// <summary>Which generations there are. Used under the write lock.</summary>
internal sealed class Registry(SqliteFile file)
{
    internal List<KeptGeneration> Of(string view)
    {
        var found = new List<KeptGeneration>();
        var rows = file.Prepare(
                "SELECT version, run, state, indexed, position, at, events FROM generation WHERE view = ?1 ORDER BY version, run"
            )
            .With(view);
        while (rows.Step())
        {
            found.Add(
                new(
                    new(view, rows.Int(0), rows.Int(1)),
                    (GenerationState)rows.Int(2),
                    rows.Bool(3),
                    rows.TextOrNull(4) is { } position ? Position.Parse(position) : null,
                    rows.InstantOrNull(5),
                    rows.Long(6)
                )
            );
        }

        return found;
    }

    internal Generation Begin(string view, int version)
    {
        var runs = Of(view).Where(k => k.Generation.Version == version).Select(k => k.Generation.Run);
        var generation = new Generation(view, version, runs.DefaultIfEmpty(0).Max() + 1);
        file.Prepare("INSERT INTO generation (view, version, run, state, indexed, events) VALUES (?1, ?2, ?3, 0, 0, 0)")
            .Run(view, version, generation.Run);
        return generation;
    }

    internal void Indexed(Generation generation) =>
        file.Prepare("UPDATE generation SET indexed = 1 WHERE view = ?1 AND version = ?2 AND run = ?3")
            .Run(generation.View, generation.Version, generation.Run);

    internal void Retire(Generation generation) =>
        file.Prepare("UPDATE generation SET state = 2 WHERE view = ?1 AND version = ?2 AND run = ?3")
            .Run(generation.View, generation.Version, generation.Run);

    /// <summary>These are what readers see from now on, all at once.</summary>
    internal void Activate(IReadOnlyList<Generation> generations)
    {
        if (generations.Count == 0)
        {
            return;
        }

        file.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var generation in generations)
            {
                file.Prepare("UPDATE generation SET state = 2 WHERE view = ?1 AND state = 1").Run(generation.View);
                file.Prepare("UPDATE generation SET state = 1 WHERE view = ?1 AND version = ?2 AND run = ?3")
                    .Run(generation.View, generation.Version, generation.Run);
            }

            file.Execute("COMMIT");
        }
        catch
        {
            file.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Drops the tables of what was replaced.</summary>
    /// <param name="which">Only these: another one may still have readers. Null: nobody reads yet.</param>
    internal void DropRetired(Func<Generation, bool>? which = null)
    {
        var retired = new List<Generation>();
        var rows = file.Prepare("SELECT view, version, run FROM generation WHERE state = 2").With();
        while (rows.Step())
        {
            retired.Add(new(rows.Text(0), rows.Int(1), rows.Int(2)));
        }

        foreach (var generation in retired.Where(g => which?.Invoke(g) ?? true))
        {
            // A virtual table takes its shadow tables along, whose names end otherwise.
            var tables = new List<string>();
            var names = file.Prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, -length(?1)) = ?1")
                .With(generation.Suffix);
            while (names.Step())
            {
                tables.Add(names.Text(0));
            }

            file.Execute("BEGIN IMMEDIATE");
            try
            {
                foreach (var table in tables)
                {
                    file.Execute($"DROP TABLE {table}");
                }

                file.Prepare("DELETE FROM generation WHERE view = ?1 AND version = ?2 AND run = ?3")
                    .Run(generation.View, generation.Version, generation.Run);
                file.Execute("COMMIT");
            }
            catch
            {
                file.Execute("ROLLBACK");
                throw;
            }
        }
    }

    /// <summary>
    /// Views of another log, or of more of this one than there is (a restored backup), are worth nothing: they are given up and built
    /// from the start. Reactors judge their own checkpoints where the log is the same (<see cref="Reactors.Reactor"/>).
    /// </summary>
    /// <returns>The checkpoint that lay beyond the end of the log; null: none did.</returns>
    internal Position? MustBelongTo(Guid? firstEvent, Position? head)
    {
        var row = file.Prepare("SELECT first FROM log");
        var known = row.One() ? row.Id(0) : (Guid?)null;
        row.Reset();
        var furthest = file.Prepare("SELECT max(position) FROM generation WHERE state <> 2");
        var position = furthest.One() && furthest.TextOrNull(0) is { } text ? Position.Parse(text) : (Position?)null;
        furthest.Reset();
        var beyond = position is { } p && (head is null || p > head) ? position : null;
        var isOther = known is not null && known != firstEvent;
        if (beyond is not null || isOther)
        {
            file.Execute("UPDATE generation SET state = 2");
            file.Execute("DELETE FROM carry_failure");
            file.Execute("DELETE FROM recount");
        }

        if (isOther)
        {
            file.Execute("DELETE FROM log");
            file.Execute("DELETE FROM reactor");
            file.Execute("DELETE FROM open_number");
            file.Execute("DELETE FROM open_claim");
            file.Execute("DELETE FROM duty_passed");
            known = null;
        }

        if (known is null && firstEvent is { } first)
        {
            file.Prepare("INSERT INTO log (first) VALUES (?1)").Run(first);
        }

        return beyond;
    }
}
