using System.Globalization;
using System.Text;
using System.Text.Json;
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
);

/// <summary>
/// Past decisions from a list: looked at, kept in the vault as it was understood, and entered behind the pages, decision by decision. The same
/// list again enters nothing, because a decision's id derives from what it is, and what was typed by hand is recognised.
/// </summary>
public sealed class PastListDesk(Bench bench, PastDesk past, JobDesk jobs, KeptLists kept)
{
    private const int MostShown = 100;
    private const string Kept = "past";

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
        var read = await ReadAsync(caller.Person, input, file, cancellationToken);
        return read.Problem is { } problem ? problem
            : input.DryRun is true || read.Preview!.Errors > 0
                ? new Answer<PastListPreview>.Done(await ComparedAsync(read.Preview!, read.Listing!, cancellationToken))
            : read.Preview!.Converted > 0 && input.Converted is not true
                ? Answer<PastListPreview>.Refuse(ListProblems.ConversionUnconfirmed)
            : (
                await OrderAsync(caller, read.Capacity!, read.Listing!.Decisions.Select(decision => decision.Input), cancellationToken)
            ).Select(job => read.Preview with { Job = job });
    }

    /// <summary>Reads a list and keeps what it understood, for a day, until it is confirmed.</summary>
    /// <returns>The preview; kept is false where it is longer than is kept.</returns>
    public async Task<(Answer<PastListPreview> Answer, bool Kept)> LookAsync(
        Person person,
        PastListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadAsync(person, input, file, cancellationToken);
        if (read.Problem is { } problem)
        {
            return (problem, false);
        }

        var preview = await ComparedAsync(read.Preview!, read.Listing!, cancellationToken);
        var isKept =
            preview.Errors == 0
            && await kept.KeepAsync(
                person.Account,
                Kept,
                new KeptPast(read.Listing!.Decisions.Select(decision => decision.Input), preview.Converted),
                cancellationToken
            );
        return (new Answer<PastListPreview>.Done(preview), isKept);
    }

    /// <summary>Orders that what was looked at be taken in, and lets go of it.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="digest">Of the preview; another one was looked at since: refused.</param>
    /// <param name="converted">Cells in TCVN3 or VNI may be converted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<JobShape>> ConfirmAsync(Caller caller, string digest, bool converted, CancellationToken cancellationToken)
    {
        // Sent twice: the first has ordered it and let go of it.
        if (await jobs.GetAsync(caller.Person, JobDesk.IdOf(caller), cancellationToken) is Answer<JobShape>.Done ordered)
        {
            return ordered;
        }

        var found = await kept.FindAsync<KeptPast>(caller.Person.Account, Kept, cancellationToken);
        if (found?.Decisions.FirstOrDefault() is not { } first || KeptLists.DigestOf(found.Decisions) != digest)
        {
            return Answer<JobShape>.Refuse(ListProblems.PreviewGone);
        }

        if (found.Converted > 0 && !converted)
        {
            return Answer<JobShape>.Refuse(ListProblems.ConversionUnconfirmed);
        }

        if (
            !UnitId.TryParse(first.Unit, out var unit)
            || caller.Person.CapacitiesFor(Act.MakeDecisions, unit).FirstOrDefault() is not { } capacity
        )
        {
            return new Answer<JobShape>.Forbidden();
        }

        var answer = await OrderAsync(caller, capacity, found.Decisions, cancellationToken);
        if (answer is Answer<JobShape>.Done)
        {
            await kept.DeleteAsync(caller.Person.Account, Kept, CancellationToken.None);
        }

        return answer;
    }

    private async Task<(Capacity? Capacity, PastListPreview? Preview, PastListing? Listing, Answer<PastListPreview>? Problem)> ReadAsync(
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
            return (null, null, null, check.Answer<PastListPreview>());
        }

        if (person.CapacitiesFor(Act.MakeDecisions, unit).FirstOrDefault() is not { } capacity)
        {
            return (null, null, null, new Answer<PastListPreview>.Forbidden());
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
            return (capacity, preview, listing, null);
        }
        catch (ListRefusedException e)
        {
            return (null, null, null, new Answer<PastListPreview>.Refused(e.Refusal));
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
        );
    }

    private Task<Answer<JobShape>> OrderAsync(
        Caller caller,
        Capacity capacity,
        IEnumerable<PastDecisionInput> decisions,
        CancellationToken cancellationToken
    ) => jobs.StartOnAsync(caller, capacity, Kind, decisions, null, cancellationToken);

    private sealed record KeptPast(IEnumerable<PastDecisionInput> Decisions, int Converted);
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
        using var reader = new StreamReader(await run.InputAsync(cancellationToken), Encoding.UTF8);
        var next = new List<PastDecisionInput>();
        for (var line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (line <= run.Done)
            {
                continue;
            }

            next.Add(JsonSerializer.Deserialize<PastDecisionInput>(text)!);
            if (next.Count == AtOnce)
            {
                await EnterAsync(run, next, cancellationToken);
                next.Clear();
            }
        }

        await EnterAsync(run, next, cancellationToken);
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
