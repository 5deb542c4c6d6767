using System.Globalization;
using System.Text;
using System.Text.Json;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.ListsIn;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>How a list of past decisions is to be taken in.</summary>
/// <param name="Unit">The unit that enters it; may be left out by who works for one.</param>
/// <param name="ScanBy">Until when the scans will come.</param>
/// <param name="Authority">Who decided, where the list has no column for it.</param>
/// <param name="Form">The award form, likewise.</param>
/// <param name="Type">The type of award, likewise.</param>
/// <param name="Converted">Cells in TCVN3 or VNI may be converted.</param>
/// <param name="DryRun">Only say how it would be taken in.</param>
public sealed record PastListInput(
    string? Unit,
    string? ScanBy,
    string? Authority = null,
    string? Form = null,
    string? Type = null,
    bool? Converted = null,
    bool? DryRun = null
);

/// <summary>A list of past decisions as it would be taken in.</summary>
/// <param name="Decisions">How many decisions.</param>
/// <param name="Names">How many rows name somebody.</param>
/// <param name="Errors">How many things keep it from being taken in.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
/// <param name="Notes">Remarks on cells, the first of them, errors first.</param>
/// <param name="First">The first decisions.</param>
/// <param name="Job">The work that takes it in; null: it was only looked at, or cannot be taken in.</param>
public sealed record PastListPreview(
    int Decisions,
    int Names,
    int Errors,
    int Converted,
    IReadOnlyList<ListNote> Notes,
    IReadOnlyList<ListedDecision> First,
    JobShape? Job
);

/// <summary>
/// Past decisions from a list: looked at, kept in the vault as it was understood, and entered behind the pages, decision by decision. The same
/// list again enters nothing, because a decision's id derives from what it is.
/// </summary>
public sealed class PastListDesk(Bench bench, JobDesk jobs)
{
    private const int MostShown = 100;

    /// <summary>The kind of the work.</summary>
    public static JobKind Kind { get; } = new("quyet-dinh-nhap");

    /// <summary>Reads a list; where nothing is wrong and it is no dry run, orders that it be taken in.</summary>
    public async Task<Answer<PastListPreview>> TakeInAsync(
        Caller caller,
        PastListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var unit =
            string.IsNullOrWhiteSpace(input.Unit) && caller.Person.UnitsFor(Act.MakeDecisions) is [var only]
                ? only
                : check.Code<UnitId>("unit", input.Unit);
        var scanBy = check.Date("scanBy", input.ScanBy);
        if (!check.Failed && scanBy < bench.Today)
        {
            check.Fault(
                "scanBy",
                Faults.OutOfRange,
                ("min", bench.Today.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)),
                ("max", "–")
            );
        }

        var authority = check.OptionalCode<PublicText>("authority", input.Authority);
        var form = check.OptionalCode<FormCode>("form", input.Form);
        var type = check.OptionalCode<AwardType>("type", input.Type);
        if (check.Failed)
        {
            return check.Answer<PastListPreview>();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<PastListPreview>.Forbidden();
        }

        PastListing listing;
        try
        {
            listing = PastList.Read(
                TableFile.Open(await TableFile.BytesAsync(file, cancellationToken), cancellationToken),
                unit.Value,
                input.ScanBy,
                new(authority?.Value, form?.Value, type?.Value),
                [.. Components.Labels.KnownForms.Select(known => (known.Value, known.Label))],
                [.. Components.Labels.KnownTypes.Select(known => (known.Value, known.Label))],
                cancellationToken
            );
        }
        catch (ListRefusedException e)
        {
            return new Answer<PastListPreview>.Refused(e.Refusal);
        }

        var preview = new PastListPreview(
            listing.Decisions.Count,
            listing.Names,
            listing.Notes.Count(note => note.IsError),
            listing.Converted,
            [.. listing.Notes.OrderBy(note => !note.IsError).Take(MostShown)],
            [.. listing.Decisions.Take(MostShown)],
            null
        );
        if (input.DryRun is true || preview.Errors > 0)
        {
            return new Answer<PastListPreview>.Done(preview);
        }

        if (preview.Converted > 0 && input.Converted is not true)
        {
            return Answer<PastListPreview>.Refuse(ListProblems.ConversionUnconfirmed);
        }

        var id = new JobId(DerivedId.From(caller.CommandId, "job"));
        var lines = new StringBuilder();
        foreach (var decision in listing.Decisions)
        {
            lines.Append(JsonSerializer.Serialize(decision.Input)).Append('\n');
        }

        using var content = new MemoryStream(Encoding.UTF8.GetBytes(lines.ToString()));
        var stored = await bench.StoreAsync(
            caller,
            Keys.Of(id),
            new Upload("danh-sach.txt", content),
            null,
            null,
            "danh-sach.txt",
            fromFiling: false,
            cancellationToken
        );
        var started = await jobs.StartAsync(caller, capacity, id, Kind, listing.Decisions.Count, stored, null, cancellationToken);
        return started.Select(job => preview with { Job = job });
    }
}

/// <summary>Enters the decisions of a list, one after another, in the name of whoever sent it.</summary>
public sealed class PastListWork(PastDesk desk) : IJobWork
{
    /// <inheritdoc/>
    public JobKind Kind => PastListDesk.Kind;

    /// <inheritdoc/>
    public async Task<DocumentEntryMade?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await run.InputAsync(cancellationToken), Encoding.UTF8);
        for (var line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (line <= run.Done)
            {
                continue;
            }

            var input = JsonSerializer.Deserialize<PastDecisionInput>(text)!;
            var (changed, refused) = await desk.EnterListedAsync(run.Caller("past"), input, cancellationToken) switch
            {
                Answer<bool>.Done done => (done.Value, (Refusal?)null),
                Answer<bool>.Refused no => (false, no.Refusal),
                Answer<bool>.Invalid invalid => (false, invalid.Faults[0].What),
                Answer<bool>.Forbidden => throw new JobFailedException(Refusal.Of(JobRefusals.Forbidden)),
                Answer<bool>.CommandIdReused => (false, Refusal.Of(PastRefusals.Exists)),
                Answer<bool>.Contended or Answer<bool>.Stale or Answer<bool>.NotFound => throw new TimeoutException(
                    "The stream cannot be written now."
                ),
            };
            await run.PassAsync(changed, refused, cancellationToken);
        }

        return null;
    }
}
