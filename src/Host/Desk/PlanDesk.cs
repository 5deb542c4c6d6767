using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using Route = PhongTrao.Workflows.Routes.Route;

namespace PhongTrao.Host.Desk;

/// <summary>A plan with its revision.</summary>
/// <param name="Id">The plan.</param>
/// <param name="Revision">Its revision, from 1.</param>
/// <param name="Definition">What it says, open fields absent.</param>
public sealed record PlanShape(PlanId Id, int Revision, PlanDefinition Definition)
{
    /// <summary>What it says, open fields said to be open: <see cref="PlanContent"/>; only where one plan is asked for.</summary>
    public JsonObject? Content { get; init; }

    /// <summary>A revision waits for a second person.</summary>
    public bool HasProposal { get; init; }

    /// <summary>Whom it binds since when; empty: nobody, it is a sample. Only where one plan is asked for.</summary>
    public IReadOnlyList<PlanApplication>? Applications { get; init; }

    /// <summary>The file it was read from; only where one plan is asked for, null where it was recorded before files were kept.</summary>
    public PlanFileShape? File { get; init; }

    /// <summary>The plan it began as a copy of; null: it is nobody's copy.</summary>
    public PlanOrigin? CopiedFrom { get; init; }
}

/// <summary>The file that a revision was read from.</summary>
/// <param name="Name">Name as a download.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Length">How many bytes, up to 1 MiB.</param>
public sealed record PlanFileShape(string Name, Digest Sha256, long Length)
{
    /// <summary>Byte for byte as it was handed in.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>A revision's file; null where none was kept.</summary>
    public static PlanFileShape? Of(PlanId plan, int revision, FileBytes? file)
    {
        if (file?.ToArray() is not { } bytes)
        {
            return null;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{plan}-{revision}.yaml");
        return new(name, FileDigest.Of(bytes), bytes.Length) { Bytes = bytes };
    }
}

/// <summary>A revision of a plan that waits for a second person.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Revision">The number it will have.</param>
/// <param name="Source">Digest of its file; confirming and dropping name it.</param>
/// <param name="By">Who proposes it, and for whom.</param>
/// <param name="Changes">What differs from the revision in force, item by item.</param>
public sealed record PlanProposal(PlanId Plan, int Revision, Digest Source, IReadOnlyList<AccountId> By, IReadOnlyList<PlanChange> Changes)
{
    /// <summary>The revision in force, for pages.</summary>
    [JsonIgnore]
    public PlanDefinition Before { get; init; } = null!;

    /// <summary>The revision proposed, for pages.</summary>
    [JsonIgnore]
    public PlanDefinition After { get; init; } = null!;
}

/// <summary>A route with its versions.</summary>
public sealed record RouteShape(RouteCode Code, IReadOnlyList<RouteVersionShape> Versions);

/// <summary>One version of a route.</summary>
public sealed record RouteVersionShape(int Version, bool IsPublished, DateOnly? LastDay, RouteDefinition Definition);

/// <summary>What publishing a file answers: id and number of the plan's revision or the route's version in force.</summary>
/// <param name="Id">Which.</param>
/// <param name="Revision">Its number; of a revision that waits, the number it will have.</param>
/// <param name="Proposed">It changes a known plan and takes effect only when a second person confirms it.</param>
public sealed record Published(string Id, int Revision, bool Proposed = false);

/// <summary>Kế hoạch: read by everybody, published from files.</summary>
public sealed class PlanDesk(Bench bench, House house)
{
    /// <summary>Every plan.</summary>
    public IReadOnlyList<PlanShape> List() =>
        [.. house.Plans.Select(plan => new PlanShape(plan.Definition!.Id, plan.Revision, plan.Definition))];

    /// <summary>Plans that bind one of the units today: those a dossier can be filed under, those whose time is over last.</summary>
    public IReadOnlyList<PlanShape> InForce(Person person, IReadOnlyList<UnitId> units)
    {
        var binding = new DutyBinding(person.Organisation);
        return
        [
            .. house
                .Plans.Where(plan => plan.Definition!.Kind is PlanKind.Plan && units.Any(unit => binding.Binds(plan, unit, person.Today)))
                .OrderBy(plan => plan.Definition!.Period.To < person.Today)
                .Select(plan => new PlanShape(plan.Definition!.Id, plan.Revision, plan.Definition)),
        ];
    }

    /// <summary>One plan at its last revision.</summary>
    public async Task<Answer<PlanShape>> GetAsync(PlanId id, CancellationToken cancellationToken) =>
        await house.PlanAsync(id, cancellationToken) is { Definition: { } definition } plan
            ? new Answer<PlanShape>.Done(
                new PlanShape(id, plan.Revision, definition)
                {
                    Content = PlanContent.Of(definition),
                    HasProposal = plan.Proposed is not null,
                    Applications = plan.Applications,
                    File = PlanFileShape.Of(id, plan.Revision, plan.File),
                    CopiedFrom = plan.CopiedFrom,
                }
            )
            : new Answer<PlanShape>.NotFound();

    /// <summary>The file of a revision, byte for byte; not found where it was recorded before files were kept.</summary>
    /// <param name="id">The plan.</param>
    /// <param name="revision">Number of a revision that is or was in force or waits for a second person; null: the one in force.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<PlanFileShape>> FileAsync(PlanId id, string? revision, CancellationToken cancellationToken)
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null } plan)
        {
            return new Answer<PlanFileShape>.NotFound();
        }

        var files = plan.Revisions.ToDictionary(r => r.Number.ToString(CultureInfo.InvariantCulture), r => (r.Number, r.File));
        if (plan.Proposed is { } proposed)
        {
            files[proposed.Revision.ToString(CultureInfo.InvariantCulture)] = (proposed.Revision, proposed.File);
        }

        if (!files.TryGetValue(revision ?? plan.Revision.ToString(CultureInfo.InvariantCulture), out var named))
        {
            return new Answer<PlanFileShape>.Invalid([Fault.Of("revision", Faults.Unknown, ("allowed", string.Join(", ", files.Keys)))]);
        }

        return PlanFileShape.Of(id, named.Number, named.File) is { } file
            ? new Answer<PlanFileShape>.Done(file)
            : new Answer<PlanFileShape>.NotFound();
    }

    /// <summary>The revision that waits for a second person, with what differs.</summary>
    public async Task<Answer<PlanProposal>> ProposalAsync(PlanId id, CancellationToken cancellationToken) =>
        await house.PlanAsync(id, cancellationToken) is { Definition: { } before, Proposed: { } proposed }
            ? new Answer<PlanProposal>.Done(
                new(id, proposed.Revision, proposed.Source, proposed.By, PlanChanges.Between(before, proposed.Definition))
                {
                    Before = before,
                    After = proposed.Definition,
                }
            )
            : new Answer<PlanProposal>.NotFound();

    /// <summary>Puts the revision that waits in force, by the document that changed the plan: only somebody other than who proposed it.</summary>
    public Task<Answer<Published>> ConfirmAsync(Caller caller, PlanId id, ConfirmRevisionInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var kind = check.OneOf("change", input.Change, RevisionKind.Amendment);
        var document = kind is RevisionKind.Amendment ? MoveDesk.Document(check, input.Number, input.Date, input.Issuer) : null;
        return check.Failed && caller.Person.May(Act.PublishRules)
            ? Task.FromResult(check.Answer<Published>())
            : SettleAsync(
                caller,
                id,
                input.Source,
                input,
                source => new PlanCommand.Confirm(source, new(kind, document)),
                "plan.confirm",
                cancellationToken
            );
    }

    /// <summary>Drops the revision that waits.</summary>
    public Task<Answer<Published>> DropAsync(Caller caller, PlanId id, PlanSourceInput input, CancellationToken cancellationToken) =>
        SettleAsync(caller, id, input.Source, input, source => new PlanCommand.Drop(source), "plan.drop", cancellationToken);

    private async Task<Answer<Published>> SettleAsync(
        Caller caller,
        PlanId id,
        string? looked,
        object input,
        Func<Digest, PlanCommand> command,
        string act,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.PublishRules))
        {
            return new Answer<Published>.Forbidden();
        }

        var check = new Check();
        var source = check.Code<Digest>("source", looked);
        return check.Failed ? check.Answer<Published>()
            : await house.PlanAsync(id, cancellationToken) is not { Definition: not null } ? new Answer<Published>.NotFound()
            : await bench.RunAsync(
                caller,
                Publishing.CapacityOf(caller.Person),
                Bindings.Plan,
                Bindings.PlanStream(id),
                command(source),
                act,
                input,
                state => new Published(id.Value, state.Revision),
                cancellationToken
            );
    }

    /// <summary>
    /// Publishes a plan from a workbook: what is published, and kept with its digest, is the plan file that says the same. Every
    /// problem at once, with its sheet and cell.
    /// </summary>
    public async Task<Answer<Published>> PublishWorkbookAsync(
        Caller caller,
        ReadOnlyMemory<byte> workbook,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.PublishRules))
        {
            return new Answer<Published>.Forbidden();
        }

        var read = PlanWorkbook.Read(workbook);
        if (read.Yaml is not { } yaml)
        {
            return new Answer<Published>.Invalid([
                .. read.Problems.Select(problem => new Fault(
                    problem.Field.Length > 0 ? $"{problem.File}!{problem.Field}" : problem.File,
                    problem.What.Code,
                    problem.What.Arguments
                )),
            ]);
        }

        return await PublishChangedAsync(caller, yaml, cancellationToken);
    }

    /// <summary>
    /// Publishes a plan that was filled in. Written another way it would be another file: filled in as it stands already, it is no
    /// revision.
    /// </summary>
    public async Task<Answer<Published>> PublishChangedAsync(Caller caller, string yaml, CancellationToken cancellationToken) =>
        caller.Person.May(Act.PublishRules)
        && PlanFile.Read(yaml).Value is { } plan
        && await house.PlanAsync(plan.Id, cancellationToken) is { Definition: { } known } before
        && PlanChanges.Between(known, plan).Count == 0
            ? new Answer<Published>.Done(new Published(plan.Id.Value, before.Revision))
            : await PublishAsync(caller, yaml, cancellationToken);

    /// <summary>A revision as a workbook to fill in; not found where its file was not kept.</summary>
    /// <param name="id">The plan.</param>
    /// <param name="revision">As in <see cref="FileAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<byte[]>> WorkbookAsync(PlanId id, string? revision, CancellationToken cancellationToken) =>
        (await FileAsync(id, revision, cancellationToken)).Select(file =>
            PlanWorkbook.Write(System.Text.Encoding.UTF8.GetString(file.Bytes.Span).TrimStart('\uFEFF'))
        );

    /// <summary>
    /// Publishes a plan file; every problem of the file at once. A changed file of a known plan is only proposed: it waits for a
    /// second person.
    /// </summary>
    public async Task<Answer<Published>> PublishAsync(Caller caller, string yaml, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.PublishRules))
        {
            return new Answer<Published>.Forbidden();
        }

        var read = PlanFile.Read(yaml);
        if (read.Value is { } named && house.Named(named.Issuer, named.Number, named.Date) is { } same && same != named.Id)
        {
            return Answer<Published>.Refuse(HostRefusals.PlanKnownAs, ("plan", same.Value));
        }

        return read.Value is { } plan
            ? await bench.RunAsync(
                caller,
                Publishing.CapacityOf(caller.Person),
                Bindings.Plan,
                Bindings.PlanStream(plan.Id),
                new PlanCommand.Import(plan, FileDigest.Of(yaml), FileBytes.Of(yaml)),
                "plan.publish",
                yaml,
                state =>
                    state.Proposed is { } proposed && proposed.Source == FileDigest.Of(yaml)
                        ? new Published(plan.Id.Value, proposed.Revision, Proposed: true)
                        : new Published(plan.Id.Value, state.Revision),
                cancellationToken
            )
            : Publishing.Problems<Published>(read.Problems);
    }
}

/// <summary>Quy trình xét khen thưởng: read by everybody, published from files.</summary>
public sealed class RouteDesk(Bench bench, House house)
{
    /// <summary>Every route.</summary>
    public IReadOnlyList<RouteShape> List() =>
        [
            .. house.Routes.Select(entry => new RouteShape(
                entry.Code,
                [
                    .. entry.Route.Versions.Select(version => new RouteVersionShape(
                        version.Key,
                        version.Value.IsPublished,
                        version.Value.LastDay,
                        version.Value.Definition
                    )),
                ]
            )),
        ];

    /// <summary>Reads a route that is being written; nothing is recorded.</summary>
    public static Answer<Workflows.Routes.RouteDefinition> Check(string yaml) =>
        RouteFile.Read(yaml) is { Value: { } route }
            ? new Answer<Workflows.Routes.RouteDefinition>.Done(route)
            : Publishing.Problems<Workflows.Routes.RouteDefinition>(RouteFile.Read(yaml).Problems);

    /// <summary>Retires a version: no submission takes it after its last day, running dossiers keep it.</summary>
    public async Task<Answer<Published>> RetireAsync(
        Caller caller,
        RouteCode code,
        int version,
        DateOnly lastDay,
        CancellationToken cancellationToken
    ) =>
        !caller.Person.May(Act.PublishRules)
            ? new Answer<Published>.Forbidden()
            : await bench.RunAsync(
                caller,
                Publishing.CapacityOf(caller.Person),
                Bindings.Route,
                Bindings.RouteStream(code),
                new RouteCommand.Retire(version, lastDay),
                "route.retire",
                new { version, lastDay },
                _ => new Published(code.Value, version),
                cancellationToken
            );

    /// <summary>Publishes a route file: drafts its version and puts it in force.</summary>
    public async Task<Answer<Published>> PublishAsync(Caller caller, string yaml, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.PublishRules))
        {
            return new Answer<Published>.Forbidden();
        }

        var read = RouteFile.Read(yaml);
        if (read.Value is not { } route)
        {
            return Publishing.Problems<Published>(read.Problems);
        }

        var capacity = Publishing.CapacityOf(caller.Person);
        var stream = Bindings.RouteStream(route.Code);
        var answer = new Published(route.Code.Value, route.Version);
        var drafted = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Route,
            stream,
            new RouteCommand.Draft(route, FileDigest.Of(yaml)),
            "route.draft",
            yaml,
            _ => answer,
            cancellationToken
        );
        return drafted is Answer<Published>.Done
            ? await bench.RunAsync(
                caller.For("publish"),
                capacity,
                Bindings.Route,
                stream,
                new RouteCommand.Publish(route.Version),
                "route.publish",
                yaml,
                _ => answer,
                cancellationToken
            )
            : drafted;
    }
}

/// <summary>What publishing plans and routes have in common.</summary>
internal static class Publishing
{
    internal static Capacity? CapacityOf(Person person) =>
        person
            .Holdings.OrderBy(holding => holding.Capacity.OnBehalfOf is not null) // one's own first
            .FirstOrDefault(holding => holding.Roles.Any(role => Permissions.ScopeOf(role, Act.PublishRules) is not Scope.None))
            ?.Capacity;

    internal static Answer<T> Problems<T>(IReadOnlyList<FileProblem> problems) =>
        new Answer<T>.Invalid([
            .. problems.Select(problem => new Fault(
                problem.Line > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}:{problem.Field}")
                    : problem.Field,
                problem.What.Code,
                problem.What.Arguments
            )),
        ]);
}
