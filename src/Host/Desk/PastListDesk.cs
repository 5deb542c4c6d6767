using System.Globalization;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.ListsIn;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
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
/// <param name="Known">How many of the decisions stand here already, and are not entered again.</param>
/// <param name="Differing">How many of these say something else here; what stands here stays.</param>
/// <param name="Errors">How many things keep it from being taken in.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
/// <param name="Notes">Remarks on cells, the first of them, errors first.</param>
/// <param name="First">The first decisions.</param>
/// <param name="Digest">Of what would be taken in; the same only for the same.</param>
/// <param name="Job">The work that takes it in; null: it was only looked at, or cannot be taken in.</param>
public sealed record PastListPreview(
    int Decisions,
    int Names,
    int? Known,
    int? Differing,
    int Errors,
    int Converted,
    IReadOnlyList<ListNote> Notes,
    IReadOnlyList<ListedDecision> First,
    string Digest,
    JobShape? Job
) : IListPreview;

/// <summary>
/// Past decisions from a list: looked at, kept in the vault as it was understood, and entered behind the pages, decision by decision. The same
/// list again enters nothing, because a decision's id derives from what it is, and what was typed by hand is recognised.
/// </summary>
public sealed class PastListDesk(Bench bench, PastDesk past, ListDoor door)
{
    private const int MostShown = 100;

    private readonly ListKind<PastDecisionInput, JobShape> _kind = door.Work<PastDecisionInput>("past", Act.MakeDecisions, Kind);

    /// <summary>The kind of the work.</summary>
    public static JobKind Kind { get; } = new("quyet-dinh-nhap");

    /// <summary>Reads a list; where nothing is wrong and it is no dry run, orders that it be taken in.</summary>
    public async Task<Answer<PastListPreview>> TakeInAsync(
        Caller caller,
        PastListInput input,
        Stream file,
        CancellationToken cancellationToken
    ) =>
        await ListDoor.TakeInAsync(
            caller,
            _kind,
            await ReadAsync(caller.Person, input, file, cancellationToken),
            input.Converted,
            input.DryRun,
            (preview, job) => preview with { Job = job },
            cancellationToken
        );

    /// <summary>Reads a list and keeps what it understood, for a day, until it is confirmed.</summary>
    /// <returns>The preview; kept is false where it is longer than is kept.</returns>
    public async Task<(Answer<PastListPreview> Answer, bool Kept)> LookAsync(
        Person person,
        PastListInput input,
        Stream file,
        CancellationToken cancellationToken
    ) => await door.LookAsync(person, _kind, await ReadAsync(person, input, file, cancellationToken), cancellationToken);

    /// <summary>Orders that what was looked at be taken in, and lets go of it.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="digest">Of the preview; another one was looked at since: refused.</param>
    /// <param name="converted">Cells in TCVN3 or VNI may be converted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Answer<JobShape>> ConfirmAsync(Caller caller, string digest, bool converted, CancellationToken cancellationToken) =>
        door.ConfirmAsync(caller, _kind, digest, converted, cancellationToken);

    private async Task<Answer<ListReading<PastListPreview, PastDecisionInput>>> ReadAsync(
        Person person,
        PastListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var unit =
            string.IsNullOrWhiteSpace(input.Unit) && person.UnitsFor(Act.MakeDecisions) is [var only]
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
            return check.Answer<ListReading<PastListPreview, PastDecisionInput>>();
        }

        if (!person.CapacitiesFor(Act.MakeDecisions, unit).Any())
        {
            return new Answer<ListReading<PastListPreview, PastDecisionInput>>.Forbidden();
        }

        try
        {
            var listing = PastList.Read(
                TableFile.Open(await TableFile.BytesAsync(file, cancellationToken), cancellationToken),
                unit.Value,
                input.ScanBy,
                new(authority?.Value, form?.Value, type?.Value),
                [.. Components.Labels.KnownForms.Select(known => (known.Value, known.Label))],
                [.. Components.Labels.KnownTypes.Select(known => (known.Value, known.Label))],
                cancellationToken
            );
            var preview = new PastListPreview(
                listing.Decisions.Count,
                listing.Names,
                null,
                null,
                listing.Notes.Count(note => note.IsError),
                listing.Converted,
                [.. listing.Notes.OrderBy(note => !note.IsError).Take(MostShown)],
                [.. listing.Decisions.Take(MostShown)],
                KeptLists.DigestOf(listing.Decisions.Select(decision => decision.Input)),
                null
            );
            return new Answer<ListReading<PastListPreview, PastDecisionInput>>.Done(
                new(
                    preview,
                    new(unit.Value, listing.Decisions.Select(decision => decision.Input), listing.Converted),
                    () => ComparedAsync(preview, listing, cancellationToken)
                )
            );
        }
        catch (ListRefusedException e)
        {
            return new Answer<ListReading<PastListPreview, PastDecisionInput>>.Refused(e.Refusal);
        }
    }

    // Cell by cell, what stands here otherwise; what stands here stays.
    private async Task<PastListPreview> ComparedAsync(PastListPreview preview, PastListing listing, CancellationToken cancellationToken)
    {
        if (preview.Errors > 0)
        {
            return preview;
        }

        var (known, differing, notes, first) = (0, 0, new List<ListNote>(), new List<ListedDecision>());
        foreach (var decision in listing.Decisions)
        {
            var compared = await past.CompareAsync(decision.Input, cancellationToken);
            var differs = compared is { IsStruck: true } or { Differences.Count: > 0 };
            known += compared is null ? 0 : 1;
            differing += differs ? 1 : 0;
            if (first.Count < MostShown)
            {
                first.Add(decision with { Known = compared?.Id, Differs = differs });
            }

            if (compared is { IsStruck: true })
            {
                notes.Add(ListNote.Look(decision.Place, PastRefusals.Struck));
            }

            notes.AddRange(
                (compared?.Differences ?? []).Take(Math.Max(0, MostShown - notes.Count)).Select(difference => NoteOf(decision, difference))
            );
        }

        return preview with
        {
            Known = known,
            Differing = differing,
            Notes = [.. notes.Concat(preview.Notes).Take(MostShown)],
            First = first,
        };
    }

    private static ListNote NoteOf(ListedDecision decision, PastDifference difference)
    {
        var places = difference.Row is { } row ? decision.Names[row] : null;
        var place = difference.Field switch
        {
            "birthYear" => places?.BirthYear,
            "workplace" => places?.Workplace,
            "achievement" => places?.Achievement,
            _ => places?.Name,
        };
        return ListNote.Look(
            place ?? decision.Place,
            difference.Field switch
            {
                "name" => ListProblems.NotThere,
                "names" => ListProblems.MissingHere,
                _ => ListProblems.Differs,
            }
        ) with
        {
            Here = WordOf(difference.Field, difference.Here),
            There = WordOf(difference.Field, difference.There),
        };
    }

    // Of a code the word that people know it by.
    private static string? WordOf(string field, string? said) =>
        field switch
        {
            "form" when FormCode.TryParse(said, out var form) => Components.Labels.Form(form),
            "type" when AwardType.TryParse(said, out var type) => Components.Labels.Type(type),
            "kind" when StoredNames<SubjectKind>.TryParse(said ?? "", out var kind) => Components.Labels.Kind(kind),
            _ => said,
        };
}

/// <summary>Enters the decisions of a list, some at once and all in order, in the name of whoever sent it.</summary>
public sealed class PastListWork(PastDesk desk) : IJobWork
{
    private const int AtOnce = 32;

    /// <inheritdoc/>
    public JobKind Kind => PastListDesk.Kind;

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await foreach (var next in ListDoor.LeftAsync<PastDecisionInput>(run, AtOnce, cancellationToken))
        {
            await EnterAsync(run, next, cancellationToken);
        }

        return null;
    }

    private async Task EnterAsync(JobRun run, IReadOnlyList<PastDecisionInput> inputs, CancellationToken cancellationToken)
    {
        foreach (var answer in await desk.EnterListedAsync(run.Caller("past"), inputs, cancellationToken))
        {
            var (changed, refused) = answer switch
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
    }
}
