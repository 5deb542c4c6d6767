using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Routes;

/// <summary>What happened to a route (stream <c>route-{code}</c>).</summary>
public abstract record RouteEvent
{
    private RouteEvent() { }

    /// <summary>A version was written or written again; it leads nobody yet.</summary>
    /// <param name="Definition">The route.</param>
    /// <param name="Source">Digest of the file it was read from: the same file changes nothing.</param>
    public sealed record Drafted(RouteDefinition Definition, Digest Source) : RouteEvent;

    /// <summary>The version holds for submissions in its time; it never changes again.</summary>
    public sealed record Published(int Version) : RouteEvent;

    /// <summary>No submission takes the version after this day; running dossiers keep theirs.</summary>
    public sealed record Retired(int Version, DateOnly LastDay) : RouteEvent;
}

/// <summary>What may be asked of a route.</summary>
public abstract record RouteCommand
{
    private RouteCommand() { }

    /// <summary>Writes a version. Versions count 1, 2, 3 …; a published one cannot be written again.</summary>
    public sealed record Draft(RouteDefinition Definition, Digest Source) : RouteCommand;

    /// <summary>Publishes a version.</summary>
    public sealed record Publish(int Version) : RouteCommand;

    /// <summary>Retires a version.</summary>
    public sealed record Retire(int Version, DateOnly LastDay) : RouteCommand;
}

/// <summary>One version of a route.</summary>
/// <param name="Definition">As written.</param>
/// <param name="Source">Digest of its file.</param>
/// <param name="IsPublished">It holds for submissions.</param>
/// <param name="LastDay">Last day of submission, when retired.</param>
public sealed record RouteVersion(RouteDefinition Definition, Digest Source, bool IsPublished, DateOnly? LastDay)
{
    /// <summary>The definition with the end that retiring set.</summary>
    public RouteDefinition InForce =>
        LastDay is { } last && (Definition.ValidTo is not { } to || last < to) ? Definition with { ValidTo = last } : Definition;
}

/// <summary>A route with its versions.</summary>
/// <param name="Versions">By number.</param>
public sealed record Route(ImmutableSortedDictionary<int, RouteVersion> Versions)
{
    /// <summary>Nothing yet.</summary>
    public static Route Initial { get; } = new(ImmutableSortedDictionary<int, RouteVersion>.Empty);

    /// <summary>The versions that submissions can take, oldest first.</summary>
    public IEnumerable<RouteDefinition> Published =>
        Versions.Values.Where(version => version.IsPublished).Select(version => version.InForce);

    /// <summary>What a command leads to.</summary>
    public static Decision<RouteEvent> Decide(RouteCommand command, CommandContext by, Route state) =>
        command switch
        {
            RouteCommand.Draft c => Draft(c, state),
            RouteCommand.Publish c => state.Versions.TryGetValue(c.Version, out var version)
                ? (version.IsPublished ? Decision<RouteEvent>.Nothing : new RouteEvent.Published(c.Version))
                : Unknown(c.Version),
            RouteCommand.Retire c => Retire(c, state),
        };

    /// <summary>What the state is after an event.</summary>
    public static Route Evolve(Route state, RouteEvent @event) =>
        @event switch
        {
            RouteEvent.Drafted e => new(state.Versions.SetItem(e.Definition.Version, new(e.Definition, e.Source, false, null))),
            RouteEvent.Published e => state.With(e.Version, version => version with { IsPublished = true }),
            RouteEvent.Retired e => state.With(e.Version, version => version with { LastDay = e.LastDay }),
        };

    private static Decision<RouteEvent> Draft(RouteCommand.Draft command, Route state)
    {
        var definition = command.Definition;
        if (state.Versions.TryGetValue(definition.Version, out var known))
        {
            if (known.Source == command.Source)
            {
                return Decision<RouteEvent>.Nothing;
            }

            if (known.IsPublished)
            {
                return Refusal.Of(RouteRefusals.VersionPublished, ("version", Text(definition.Version)));
            }
        }
        else if (definition.Version != state.Versions.Count + 1)
        {
            return Refusal.Of(
                RouteRefusals.VersionNotNext,
                ("version", Text(definition.Version)),
                ("next", Text(state.Versions.Count + 1))
            );
        }

        if (state.Versions.Values.FirstOrDefault()?.Definition is { } first && first.Code != definition.Code)
        {
            return Refusal.Of(RouteRefusals.OtherRoute, ("route", first.Code.Value));
        }

        return definition.Validate() is [var fault, ..]
            ? Refusal.Of(RouteRefusals.Invalid, ("path", fault.Path), ("fault", fault.What.Code))
            : new RouteEvent.Drafted(definition, command.Source);
    }

    private static Decision<RouteEvent> Retire(RouteCommand.Retire command, Route state)
    {
        if (!state.Versions.TryGetValue(command.Version, out var version) || !version.IsPublished)
        {
            return Unknown(command.Version);
        }

        if (version.LastDay == command.LastDay)
        {
            return Decision<RouteEvent>.Nothing;
        }

        return version.LastDay is null
            ? new RouteEvent.Retired(command.Version, command.LastDay)
            : Refusal.Of(RouteRefusals.AlreadyRetired, ("version", Text(command.Version)));
    }

    private static Refusal Unknown(int version) => Refusal.Of(RouteRefusals.VersionUnknown, ("version", Text(version)));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Route With(int number, Func<RouteVersion, RouteVersion> change) =>
        Versions.TryGetValue(number, out var version) ? new(Versions.SetItem(number, change(version))) : this;
}
