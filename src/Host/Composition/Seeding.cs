using PhongTrao.Host.Desk;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Host.Composition;

/// <summary>
/// What every folder begins with: the shipped routes and rules. In Development also plan 004, the demo's organisation and people
/// and a handful of dossiers. Command ids derive from what is published, so that starting again records nothing.
/// </summary>
public sealed class Seeding(
    Settings settings,
    DomainClock clock,
    CommandRunner runner,
    OrganisationDesk organisation,
    DemoDossiers demo,
    ILogger<Seeding> log
) : IHostedService
{
    /// <summary>Password of every demo account.</summary>
    public const string DemoPassword = "phongtrao";

    /// <summary>
    /// The demo's plans in force. Tân Khai's is applied to its own unit, and so that the demo's other communes can file too, to
    /// theirs; elsewhere a plan that nobody has applied is a sample.
    /// </summary>
    private static readonly (string Plan, string[] Units, DateOnly From)[] DemoPlans =
    [
        (
            "tan-khai-2025",
            [
                "thi-tran-tan-khai",
                "xa-tan-hiep",
                "xa-dong-no",
                "xa-an-khuong",
                "xa-thanh-an",
                "xa-tan-hung",
                "xa-tan-loi",
                "xa-phuoc-an",
                "xa-tan-quan",
                "xa-an-phu",
                "xa-minh-tam",
                "xa-minh-duc",
                "xa-loc-hung",
            ],
            new(2025, 1, 1)
        ),
        ("bac-giang-2024", ["tinh-bac-giang"], new(2024, 8, 19)),
        ("can-tho-2025", ["thanh-pho-can-tho"], new(2025, 3, 31)),
        ("qd-510-2022", ["tinh-bac-giang", "thanh-pho-can-tho"], new(2024, 8, 1)),
    ];

    private static readonly Guid Root = new("5eed5eed-0000-8000-8000-000000000001");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var files = await ShippedFiles.ReadAsync();
        foreach (var (definition, source) in files.Routes)
        {
            var stream = Bindings.RouteStream(definition.Code);
            var id = $"route {definition.Code} {definition.Version} {source}";
            await RunAsync(Bindings.Route, stream, new RouteCommand.Draft(definition, source), id, cancellationToken);
            await RunAsync(Bindings.Route, stream, new RouteCommand.Publish(definition.Version), $"{id} published", cancellationToken);
        }

        var (rules, rulesSource) = files.Rules;
        // What people have changed since stays: the shipped rules are only what a folder begins with.
        if (await runner.LoadAsync(Bindings.Ruleset, Bindings.RulesetStream, cancellationToken) is null)
        {
            await RunAsync(
                Bindings.Ruleset,
                Bindings.RulesetStream,
                new RulesetCommand.Publish(rules, rulesSource),
                $"rules {rulesSource}",
                cancellationToken
            );
        }

        // Rules published before there was reward money among them get it, beside whatever people have changed since.
        if (await runner.LoadAsync(Bindings.Ruleset, Bindings.RulesetStream, cancellationToken) is { State: { Bases.IsEmpty: true } known })
        {
            await RunAsync(
                Bindings.Ruleset,
                Bindings.RulesetStream,
                new RulesetCommand.Publish(
                    new(known.Limits, known.Supplements, known.Councils, rules.Bases, rules.Rewards),
                    FileDigest.Of($"{known.Revision} {rulesSource}")
                ),
                $"rewards {rulesSource}",
                cancellationToken
            );
        }

        foreach (var (definition, source, file) in files.Plans)
        {
            await RunAsync(
                Bindings.Plan,
                Bindings.PlanStream(definition.Id),
                new PlanCommand.Import(definition, source, file),
                $"plan {definition.Id} {source}",
                cancellationToken
            );
        }

        if (!settings.Demo)
        {
            return;
        }

        var imported = await organisation.ImportAsync(
            OrganisationFile.Demo(),
            Context("demo organisation"),
            DemoPassword,
            cancellationToken
        );
        if (imported is not Answer<ImportAnswer>.Done)
        {
            log.LogWarning("The demo organisation was not loaded: {Answer}", imported.GetType().Name);
            return;
        }

        foreach (var (plan, units, from) in DemoPlans.Where(row => files.Plans.Any(s => s.Definition.Id.Value == row.Plan)))
        {
            await RunAsync(
                Bindings.Plan,
                Bindings.PlanStream(new(plan)),
                new PlanCommand.Apply([.. units.Select(unit => new UnitId(unit))], from),
                $"plan {plan} applied to {string.Join(' ', units)} from {from:O}",
                cancellationToken
            );
        }

        if (settings.DemoDossiers)
        {
            await demo.FileAsync(Root, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        Workflows.Store.StreamName stream,
        TCommand command,
        string id,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var result = await runner.RunAsync(binding, stream, command, Context(id), cancellationToken: cancellationToken);
        if (result is RunResult<TState>.Refused { Refusal: var refusal })
        {
            log.LogWarning("{Stream}: what ships was refused: {Code}", stream.Value, refusal.Code);
        }
    }

    private CommandContext Context(string id)
    {
        var command = DerivedId.From(Root, id);
        return new CommandContext(command, clock.GetUtcNow(), CommandContext.System, null, command);
    }
}

/// <summary>
/// What ships with the service, read from its assembly. Reading it (six plans above all) takes as long as putting the rest of the
/// service together, so <c>Program</c> begins it first and both go on side by side.
/// </summary>
/// <param name="Routes">Routes.</param>
/// <param name="Rules">Limits and times.</param>
/// <param name="Plans">Plans.</param>
public sealed record ShippedFiles(
    IReadOnlyList<(RouteDefinition Definition, Digest Source)> Routes,
    (RulesetDocument Rules, Digest Source) Rules,
    IReadOnlyList<ShippedPlan> Plans
)
{
    private static readonly Lazy<Task<ShippedFiles>> Once = new(() =>
        Task.Run(static () => new ShippedFiles(RouteFile.Shipped(), RulesetFile.Shipped(), PlanFile.Shipped()))
    );

    /// <summary>Begins to read them, or waits for whoever began.</summary>
    public static Task<ShippedFiles> ReadAsync() => Once.Value;
}
