using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Subscriptions;

/// <summary>How far one generation of a view has come. Written in the transaction that writes its rows.</summary>
internal static class Checkpoint
{
    /// <summary>Moves forward from where the caller believes it is.</summary>
    /// <exception cref="CheckpointConflictException">It is elsewhere: somebody else applies the same generation.</exception>
    internal static void Advance(SqliteFile file, Generation generation, Position? from, Position to, DateTimeOffset? at, long events)
    {
        if (from is { } before && to < before)
        {
            throw new CheckpointConflictException($"The checkpoint of {generation} must not move back from {before} to {to}.");
        }

        file.Prepare(
                """
                UPDATE generation SET position = ?1, at = coalesce(?2, at), events = events + ?3
                WHERE view = ?4 AND version = ?5 AND run = ?6 AND position IS ?7
                """
            )
            .Run(to.ToString(), at?.UtcTicks, events, generation.View, generation.Version, generation.Run, from?.ToString());
        if (file.Changes != 1)
        {
            throw new CheckpointConflictException($"The checkpoint of {generation} is not at {from}.");
        }
    }
}

/// <summary>Two have applied the same generation, or a checkpoint was to move backwards.</summary>
public sealed class CheckpointConflictException(string message) : InvalidOperationException(message);

/// <summary>One build of a view.</summary>
internal sealed record Generation(string View, int Version, int Run)
{
    internal string Suffix => Suffixes.Of(View, Version, Run);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{View} v{Version} run {Run}");
}

/// <summary>What a generation is for. The numbers are stored.</summary>
internal enum GenerationState
{
    /// <summary>Being built.</summary>
    Building = 0,

    /// <summary>Readers see it.</summary>
    Active = 1,

    /// <summary>Replaced; its tables go when nobody reads them.</summary>
    Retired = 2,
}
