using PhongTrao.Host.ListsIn;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Host.Desk;

/// <summary>How a list of units is to be taken in.</summary>
/// <param name="From">From which day what it says holds, where it has no column for that: yyyy-MM-dd.</param>
/// <param name="Parent">Whose the units are, where the list does not say: a code.</param>
/// <param name="Converted">Cells in TCVN3 or VNI may be converted.</param>
/// <param name="DryRun">Only say how it would be taken in.</param>
public sealed record UnitListInput(string? From, string? Parent = null, bool? Converted = null, bool? DryRun = null);

/// <summary>A list of units as it would be taken in.</summary>
/// <param name="Units">How many it names.</param>
/// <param name="New">How many of them enter the register.</param>
/// <param name="Changed">How many stand there already, and change their name or superior.</param>
/// <param name="Errors">How many things keep it from being taken in.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
/// <param name="Notes">Remarks on cells, the first of them, errors first; what changes says what stands there and what the file says.</param>
/// <param name="First">The first units, those that enter or change before the others.</param>
/// <param name="Digest">Of what would be taken in; the same only for the same.</param>
/// <param name="Taken">What was taken in; null: it was only looked at, or cannot be taken in.</param>
public sealed record UnitListPreview(
    int Units,
    int New,
    int Changed,
    int Errors,
    int Converted,
    IReadOnlyList<ListNote> Notes,
    IReadOnlyList<ListedUnit> First,
    string Digest,
    UnitsTaken? Taken
) : IListPreview;

/// <summary>What a list of units did.</summary>
/// <param name="New">How many units entered the register.</param>
/// <param name="Changed">How many changed.</param>
public sealed record UnitsTaken(int New, int Changed);

/// <summary>
/// Units of the organisation from a list: looked at first, with what stands in the register beside what the file says, then recorded all at once. The
/// same list again changes nothing; what it does not mention stays.
/// </summary>
public sealed class UnitListDesk(ListDoor door, OrganisationDesk organisation)
{
    private const int MostShown = 100;

    private readonly ListKind<ListedChange, UnitsTaken> _kind = new(
        "units",
        async (caller, list, cancellationToken) =>
        {
            if (!caller.Person.May(Act.ManageOrganisation))
            {
                return new Answer<UnitsTaken>.Forbidden();
            }

            var changes = list.Parts.ToList();
            var answer = await organisation.RecordAsync(
                caller,
                UnitList.ChangesOf(changes),
                KeptLists.DigestOf(changes),
                cancellationToken
            );
            return answer.Select(_ => new UnitsTaken(changes.Count(change => change.IsNew), changes.Count(change => !change.IsNew)));
        },
        null
    );

    /// <summary>Reads a list; where nothing is wrong and it is no dry run, records what it says.</summary>
    public async Task<Answer<UnitListPreview>> TakeInAsync(
        Caller caller,
        UnitListInput input,
        Stream file,
        CancellationToken cancellationToken
    ) =>
        await ListDoor.TakeInAsync(
            caller,
            _kind,
            await ReadAsync(caller.Person, input, file, cancellationToken),
            input.Converted,
            input.DryRun,
            (preview, taken) => preview with { Taken = taken },
            cancellationToken
        );

    /// <summary>Reads a list and keeps what it understood, for a day, until it is confirmed.</summary>
    /// <returns>The preview; kept is false where something is wrong with it, or it is longer than is kept.</returns>
    public async Task<(Answer<UnitListPreview> Answer, bool Kept)> LookAsync(
        Person person,
        UnitListInput input,
        Stream file,
        CancellationToken cancellationToken
    ) => await door.LookAsync(person, _kind, await ReadAsync(person, input, file, cancellationToken), cancellationToken);

    /// <summary>Records what was looked at.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="digest">Of the preview; another one was looked at since: refused.</param>
    /// <param name="converted">Cells in TCVN3 or VNI may be converted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Answer<UnitsTaken>> ConfirmAsync(Caller caller, string digest, bool converted, CancellationToken cancellationToken) =>
        door.ConfirmAsync(caller, _kind, digest, converted, cancellationToken);

    private static async Task<Answer<ListReading<UnitListPreview, ListedChange>>> ReadAsync(
        Person person,
        UnitListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        if (!person.May(Act.ManageOrganisation))
        {
            return new Answer<ListReading<UnitListPreview, ListedChange>>.Forbidden();
        }

        var check = new Check();
        var from = check.Date("from", input.From);
        var parent = check.OptionalCode<UnitId>("parent", input.Parent);
        if (parent is { } above && person.Organisation.Unit(above) is null)
        {
            check.Fault("parent", Faults.Unknown);
        }

        if (check.Failed)
        {
            return check.Answer<ListReading<UnitListPreview, ListedChange>>();
        }

        try
        {
            var listing = UnitList.Read(
                TableFile.Open(await TableFile.BytesAsync(file, cancellationToken), cancellationToken),
                person.Organisation,
                from,
                parent,
                cancellationToken
            );
            var notes = listing.Notes.ToList();
            var acting = listing.Units.Where(unit => !unit.Known || unit.Changes).ToList();
            if (!notes.Exists(note => note.IsError))
            {
                notes.AddRange(FaultsOf(person.Organisation, acting));
            }

            var preview = new UnitListPreview(
                listing.Units.Count,
                acting.Count(unit => !unit.Known),
                acting.Count(unit => unit.Known),
                notes.Count(note => note.IsError),
                listing.Converted,
                [.. notes.OrderBy(note => !note.IsError).Take(MostShown)],
                [.. acting.Concat(listing.Units.Where(unit => unit.Known && !unit.Changes)).Take(MostShown)],
                KeptLists.DigestOf(acting.Select(unit => unit.Unit)),
                null
            );
            return new Answer<ListReading<UnitListPreview, ListedChange>>.Done(
                new(preview, new("", [.. acting.Select(unit => unit.Unit)], listing.Converted), () => Task.FromResult(preview))
            );
        }
        catch (ListRefusedException e)
        {
            return new Answer<ListReading<UnitListPreview, ListedChange>>.Refused(e.Refusal);
        }
    }

    // What the register would refuse, at the cell.
    private static IEnumerable<ListNote> FaultsOf(OrganisationState state, IReadOnlyList<ListedUnit> listed)
    {
        var of = listed.ToDictionary(unit => unit.Unit.Id, StringComparer.Ordinal);
        foreach (var (entry, refusal) in OrganisationDecider.Faults(UnitList.ChangesOf(listed.Select(unit => unit.Unit)), state))
        {
            var unit = of[(entry as UnitEntry)?.Unit.Value ?? ((UnitVersion)entry).Unit.Value];
            var field = OrganisationImport.FieldOf(refusal.Code);
            yield return new(unit.Places.GetValueOrDefault(field, unit.Place), true, refusal);
        }
    }
}
