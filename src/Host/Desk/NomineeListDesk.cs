using System.Globalization;
using PhongTrao.Host.ListsIn;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>Somebody on a list, as the preview shows them.</summary>
/// <param name="Place">The row: "Sheet1!A12".</param>
/// <param name="Nominee">What would be entered.</param>
/// <param name="Known">Stands in the draft already and is not entered again.</param>
/// <param name="Notes">Remarks on the cells of the row.</param>
public sealed record ListedRow(string Place, NomineeInput Nominee, bool Known, IReadOnlyList<ListNote> Notes);

/// <summary>A list as it would be taken in.</summary>
/// <param name="Rows">Everybody named, in order.</param>
/// <param name="Notes">Remarks that belong to no row: columns nobody needs, rows that name nobody.</param>
/// <param name="New">How many would be entered.</param>
/// <param name="Known">How many are there already.</param>
/// <param name="Errors">How many things keep the list from being taken in.</param>
/// <param name="Converted">How many cells were converted from old letters; where there are any, that must be confirmed.</param>
/// <param name="Digest">Of what would be taken in; the same only for the same.</param>
public sealed record NomineeListPreview(
    IReadOnlyList<ListedRow> Rows,
    IReadOnlyList<ListNote> Notes,
    int New,
    int Known,
    int Errors,
    int Converted,
    string Digest
);

/// <summary>What taking a list in answers.</summary>
/// <param name="Added">How many were entered.</param>
/// <param name="Known">How many were there already.</param>
public sealed record NomineesListed(DossierId Id, int Added, int Known);

/// <summary>
/// Nominees of a draft from a list in a file: looked at first, then taken in by one command, everybody or nobody. What was looked at
/// waits in the vault, under the key of whoever sent it, until it is confirmed.
/// </summary>
public sealed class NomineeListDesk(Bench bench, House house, DossierDesk dossiers, KeptLists kept)
{
    /// <summary>Reads a list and says how it would be taken in; nothing is recorded.</summary>
    public async Task<Answer<NomineeListPreview>> PreviewAsync(
        Person person,
        DossierId id,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        if (
            await bench.DossierAsync(id, cancellationToken) is not { Exists: true } dossier
            || !person.May(Act.PrepareDossiers, dossier.Unit)
        )
        {
            return new Answer<NomineeListPreview>.NotFound();
        }

        try
        {
            var (preview, _) = await ReadAsync(person, dossier, file, cancellationToken);
            return new Answer<NomineeListPreview>.Done(preview);
        }
        catch (ListRefusedException e)
        {
            return new Answer<NomineeListPreview>.Refused(e.Refusal);
        }
    }

    /// <summary>Reads a list and takes it in at once; anything wrong with it is answered with its place, and then nobody is entered.</summary>
    /// <param name="converted">Whether whoever sends it knows that cells are converted from old letters.</param>
    public async Task<Answer<NomineesListed>> TakeInAsync(
        Caller caller,
        DossierId id,
        Stream file,
        bool converted,
        CancellationToken cancellationToken
    )
    {
        var found = await bench.PreparingAsync<NomineesListed>(caller, id, cancellationToken);
        if (found.Problem is { } problem)
        {
            return problem;
        }

        try
        {
            var (preview, listed) = await ReadAsync(caller.Person, found.Dossier!, file, cancellationToken);
            return preview.Errors > 0
                    ? new Answer<NomineesListed>.Invalid([
                        .. preview.Notes.Concat(preview.Rows.SelectMany(row => row.Notes)).Where(note => note.IsError).Select(FaultOf),
                    ])
                : preview.Converted > 0 && !converted ? Answer<NomineesListed>.Refuse(ListProblems.ConversionUnconfirmed)
                : await EnterAsync(caller, found.Capacity, id, found.Dossier!, listed, cancellationToken);
        }
        catch (ListRefusedException e)
        {
            return new Answer<NomineesListed>.Refused(e.Refusal);
        }
    }

    /// <summary>Keeps a list that was looked at until it is confirmed; false: it is longer than is kept.</summary>
    public Task<bool> KeepAsync(Person person, DossierId id, NomineeListPreview preview, CancellationToken cancellationToken) =>
        kept.KeepAsync(person.Account, KindOf(id), preview.Rows.Select(row => row.Nominee).ToList(), cancellationToken);

    /// <summary>Takes in what was looked at.</summary>
    /// <param name="digest">Of the preview; another one was looked at since: refused.</param>
    public async Task<Answer<NomineesListed>> ConfirmAsync(Caller caller, DossierId id, string digest, CancellationToken cancellationToken)
    {
        var found = await bench.PreparingAsync<NomineesListed>(caller, id, cancellationToken);
        if (found.Problem is { } problem)
        {
            return problem;
        }

        if (
            await kept.FindAsync<List<NomineeInput>>(caller.Person.Account, KindOf(id), cancellationToken) is not { } listed
            || KeptLists.DigestOf(listed) != digest
        )
        {
            // Sent twice: the first has taken it in and put it away.
            var entered = Enumerable.Range(0, NomineeList.Most).Select(i => NomineeOf(caller, i)).ToHashSet();
            var added = found.Dossier!.Nominees.Count(nominee => entered.Contains(nominee.Id));
            return added > 0 ? new Answer<NomineesListed>.Done(new(id, added, 0)) : Answer<NomineesListed>.Refuse(ListProblems.PreviewGone);
        }

        var answer = await EnterAsync(caller, found.Capacity, id, found.Dossier!, listed, cancellationToken);
        if (answer is Answer<NomineesListed>.Done)
        {
            await kept.DeleteAsync(caller.Person.Account, KindOf(id), CancellationToken.None);
        }

        return answer;
    }

    private async Task<(NomineeListPreview Preview, IReadOnlyList<NomineeInput> Listed)> ReadAsync(
        Person person,
        Dossier dossier,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        if (dossier.Secrecy is not Secrecy.Normal)
        {
            throw new ListRefusedException(Refusal.Of(DossierRefusals.SecretHasNoText));
        }

        var plan = await house.PlanAsync(dossier.Plan, cancellationToken);
        var listing = NomineeList.Read(
            TableFile.Open(await TableFile.BytesAsync(file, cancellationToken), cancellationToken),
            plan?.Definition?.Groups ?? [],
            cancellationToken
        );
        var known = Known(dossier);
        var notes = listing.Notes.ToLookup(note => note.Place, StringComparer.Ordinal);
        var told = new HashSet<ListNote>();
        var shown = new List<ListedRow>();
        foreach (var row in listing.Rows)
        {
            var own = row.Places.Values.Append(row.Place).Distinct().SelectMany(place => notes[place]).Where(told.Add).ToList();
            own.AddRange(Faults(person, dossier, plan, row).Where(fault => own.TrueForAll(note => note.Place != fault.Place)));
            shown.Add(new(row.Place, row.Input, known.Contains(row.Key), own));
        }

        var rest = listing.Notes.Where(note => !told.Contains(note)).ToList();
        var listed = listing.Rows.Select(row => row.Input).ToList();
        return (
            new(
                shown,
                rest,
                shown.Count(row => !row.Known),
                shown.Count(row => row.Known),
                rest.Concat(shown.SelectMany(row => row.Notes)).Count(note => note.IsError),
                listing.Converted.Count,
                KeptLists.DigestOf(listed)
            ),
            listed
        );
    }

    // What the form of one nominee would say, at the cell.
    private IEnumerable<ListNote> Faults(Person person, Dossier dossier, Plan? plan, ListedNominee row)
    {
        var check = new Check();
        dossiers.Entry(check, person, row.Input, default, default, dossier, plan, trial: true);
        return check.Faults.Select(fault => new ListNote(row.Places.GetValueOrDefault(fault.Field, row.Place), true, fault.What));
    }

    // One command with everybody who is not there yet; the same list again enters nobody.
    private async Task<Answer<NomineesListed>> EnterAsync(
        Caller caller,
        Capacity capacity,
        DossierId id,
        Dossier dossier,
        IReadOnlyList<NomineeInput> listed,
        CancellationToken cancellationToken
    )
    {
        var plan = await house.PlanAsync(dossier.Plan, cancellationToken);
        var known = Known(dossier);
        var check = new Check();
        var entries = new List<NomineeEntry>();
        var ids = new HashSet<NomineeId>();
        for (var i = 0; i < listed.Count; i++)
        {
            var of = NomineeOf(caller, i);
            ids.Add(of);
            var input = listed[i];
            if (
                !known.Contains(ListedNominee.KeyOf(input.Name, input.Position, input.Workplace))
                && dossiers.Entry(check, caller.Person, input, of, new(DerivedId.From(of.Value, "subject")), dossier, plan) is { } entry
            )
            {
                entries.Add(entry);
            }
        }

        if (check.Failed)
        {
            return check.Answer<NomineesListed>();
        }

        // Decided on the draft as it was looked at: who was entered meanwhile is not entered again.
        var asLookedAt = new Workflows.Store.StreamRevision(dossier.DecisionRevision);
        var answer = await bench.RunAsync(
            caller with
            {
                IfMatch = caller.IfMatch ?? asLookedAt,
            },
            capacity,
            id,
            new DossierCommand.AddNominees(entries),
            "dossier.add-nominees",
            new { list = KeptLists.DigestOf(listed) },
            state => state.Nominees.Count(nominee => ids.Contains(nominee.Id)),
            cancellationToken
        );
        return answer.AsLookedAt(caller).Select(added => new NomineesListed(id, added, listed.Count - added));
    }

    private static NomineeId NomineeOf(Caller caller, int place) =>
        new(DerivedId.From(caller.CommandId, string.Create(CultureInfo.InvariantCulture, $"nominee {place}")));

    private HashSet<string> Known(Dossier dossier) =>
        [
            .. dossier
                .Nominees.Select(nominee => bench.ProfileOf(nominee.Entry.Profile))
                .Where(profile => profile is not null)
                .Select(profile => ListedNominee.KeyOf(profile!.Name, profile.Position, profile.Workplace)),
        ];

    private static Fault FaultOf(ListNote note) =>
        new(
            note.Place,
            note.What.Code.StartsWith("fault.", StringComparison.Ordinal) ? note.What.Code[6..] : note.What.Code,
            note.What.Arguments
        );

    private static string KindOf(DossierId id) => $"nominees-{id}";
}
