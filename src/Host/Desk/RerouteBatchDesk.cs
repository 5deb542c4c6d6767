using System.Text;
using System.Text.Json;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Host.Desk;

/// <summary>The same for all dossiers on their way that a unit sees, behind the pages.</summary>
/// <param name="Unit">The unit: its own, those of units below it, and those of units that ended in these.</param>
/// <param name="DryRun">True: nothing is moved; what would be is told.</param>
public sealed record RerouteAllInput(string? Unit, string? Basis, string? Reason, bool? Restart, bool? DryRun);

/// <summary>How a batch was ordered.</summary>
internal sealed record RerouteOrder(string Basis, string? Reason, bool Restart);

/// <summary>The same for all that a unit sees, behind the pages, with a dry run and a result for each.</summary>
public sealed class RerouteBatchDesk(House house, DossierQueries dossiers, JobDesk jobs)
{
    internal static readonly JobKind Kind = new("chuyen-tham-quyen");
    internal static readonly JobKind DryKind = new("xem-truoc-chuyen-tham-quyen");

    /// <summary>Most dossiers of one batch.</summary>
    public const int Most = 20_000;

    private static readonly DossierStatus[] OnTheWay =
    [
        .. Enum.GetValues<DossierStatus>()
            .Except([DossierStatus.Draft, DossierStatus.Archived, DossierStatus.Withdrawn, DossierStatus.MovedOn, DossierStatus.Rejected]),
    ];

    /// <summary>Moves all on their way that a unit sees, or tells what would be moved, behind the pages.</summary>
    public async Task<Answer<JobShape>> RerouteAllAsync(Caller caller, RerouteAllInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var unit = check.Code<UnitId>("unit", input.Unit);
        var basis = check.Code<PublicText>("basis", input.Basis);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<JobShape>();
        }

        if (caller.Person.CapacitiesFor(Act.RerouteDossiers, unit).FirstOrDefault() is not { } capacity)
        {
            return caller.Person.Organisation.Unit(unit) is null
                ? new Answer<JobShape>.Invalid([Fault.Of("unit", Faults.Unknown, ("allowed", "–"))])
                : new Answer<JobShape>.Forbidden();
        }

        var ids = OnTheWayOf(unit);
        if (ids.Count > Most)
        {
            return Answer<JobShape>.Refuse(HostRefusals.TooManyToReroute, ("max", Vietnam.Number(Most)));
        }

        if (ids.Count == 0)
        {
            return Answer<JobShape>.Refuse(HostRefusals.NothingToReroute);
        }

        return await jobs.StartOnAsync(
            caller,
            capacity,
            input.DryRun is true ? DryKind : Kind,
            ids.ConvertAll(id => id.Value),
            JsonSerializer.Serialize(new RerouteOrder(basis.Value, reason, input.Restart ?? false)),
            cancellationToken
        );
    }

    /// <summary>Units whose dossiers this person may move, by name; those that have ended stand under what they became.</summary>
    public static IReadOnlyList<Unit> UnitsOf(Person person) =>
        [
            .. person
                .UnitsFor(Act.RerouteDossiers)
                .SelectMany(unit => person.Organisation.Subtree(unit, person.Today))
                .DistinctBy(unit => unit.Id),
        ];

    private List<DossierId> OnTheWayOf(UnitId unit)
    {
        var ids = new List<DossierId>();
        var units = house.WithPredecessors(unit);
        foreach (var status in OnTheWay)
        {
            string? after = null;
            do
            {
                var page = dossiers.List(new(units, status), after, 200);
                ids.AddRange(page.Items.Select(row => row.Id));
                after = page.Next;
            } while (after is not null && ids.Count <= Most);
        }

        return ids;
    }
}

/// <summary>Moves dossiers of a batch, one after another, in the name of whoever ordered it; then tells how each stands.</summary>
public sealed class RerouteWork(RerouteDesk desk, DossierQueries dossiers) : IJobWork
{
    private static readonly (string, double)[] Columns =
    [
        ("Số hồ sơ", 16),
        ("Hình thức khen", 40),
        ("Đơn vị trình", 30),
        ("Kết quả", 60),
        ("Bước đang chờ", 50),
    ];

    /// <inheritdoc/>
    public JobKind Kind => RerouteBatchDesk.Kind;

    /// <inheritdoc/>
    public Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken) =>
        RunAsync(desk, dossiers, run, dryRun: false, cancellationToken);

    internal static async Task<DocumentEntry?> RunAsync(
        RerouteDesk desk,
        DossierQueries dossiers,
        JobRun run,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var order = run.Settings is { } settings
            ? JsonSerializer.Deserialize<RerouteOrder>(settings)!
            : throw new JobFailedException(Refusal.Of(JobRefusals.InputGone));
        var ids = new List<DossierId>();
        using (var reader = new StreamReader(await run.InputAsync(cancellationToken), Encoding.UTF8))
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                ids.Add(new(JsonSerializer.Deserialize<Guid>(line)));
            }
        }

        foreach (var id in ids.Skip(run.Done).ToList())
        {
            var (moves, refusal) = await desk.OneAsync(run.Caller($"reroute {id}"), id, order, dryRun, cancellationToken);
            await run.PassAsync(moves, refusal, cancellationToken);
        }

        return await run.KeepAsync("ket-qua.csv", async () => await ReportAsync(), cancellationToken);

        // How each stands now; what cannot be moved says why.
        async Task<Stream> ReportAsync()
        {
            var written = new MemoryStream();
            await using var rows = TableRows.Csv(written, "Kết quả", Columns);
            foreach (var id in ids)
            {
                if (dossiers.Find(id) is not { } found)
                {
                    continue;
                }

                var (moves, refusal) = await desk.OneAsync(run.Caller($"report {id}"), id, order, dryRun: true, cancellationToken);
                var result =
                    refusal is not null ? $"Không chuyển được: {run.Person.Sentence(refusal)}"
                    : moves ? "Sẽ chuyển"
                    : dryRun ? "Không phải chuyển"
                    : "Đang ở đúng thẩm quyền";
                var waiting = found.Content.Tasks.Where(task => task.EndedAt is null).Select(task => task.StepName.Value);
                rows.Add([
                    found.Row.Number?.Value,
                    Components.Labels.Form(found.Row.Form),
                    run.Person.UnitName(found.Row.Unit),
                    result,
                    string.Join(", ", waiting),
                ]);
            }

            await rows.SendAsync(cancellationToken);
            return new MemoryStream(written.ToArray());
        }
    }
}

/// <summary>Tells what moving would mean, dossier by dossier; moves nothing.</summary>
public sealed class RerouteDryWork(RerouteDesk desk, DossierQueries dossiers) : IJobWork
{
    /// <inheritdoc/>
    public JobKind Kind => RerouteBatchDesk.DryKind;

    /// <inheritdoc/>
    public Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken) =>
        RerouteWork.RunAsync(desk, dossiers, run, dryRun: true, cancellationToken);
}
