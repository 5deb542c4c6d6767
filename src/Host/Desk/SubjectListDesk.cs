using System.Globalization;
using System.Text.Json;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.ListsIn;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>How a list of people and collectives is to be taken in.</summary>
/// <param name="Unit">Whose they are; may be left out by who works for one.</param>
/// <param name="Converted">Cells in TCVN3 or VNI may be converted.</param>
/// <param name="DryRun">Only say how it would be taken in.</param>
public sealed record SubjectListInput(string? Unit = null, bool? Converted = null, bool? DryRun = null);

/// <summary>Somebody on a list of people and collectives.</summary>
/// <param name="Place">The row: "Sheet1!A12".</param>
/// <param name="Input">As they are read; what belongs to a proposal only is left out.</param>
/// <param name="Known">This unit has named them before.</param>
public sealed record ListedSubject(string Place, NomineeInput Input, bool Known);

/// <summary>A list of people and collectives as it would be taken in.</summary>
/// <param name="Rows">How many it names.</param>
/// <param name="Known">How many of them this unit has named before; these are not entered again.</param>
/// <param name="Errors">How many things keep it from being taken in.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
/// <param name="Notes">Remarks on cells, the first of them, errors first.</param>
/// <param name="First">The first of them.</param>
/// <param name="Digest">Of what would be taken in; the same only for the same.</param>
/// <param name="Job">The work that takes it in; null: it was only looked at, or cannot be taken in.</param>
public sealed record SubjectListPreview(
    int Rows,
    int Known,
    int Errors,
    int Converted,
    IReadOnlyList<ListNote> Notes,
    IReadOnlyList<ListedSubject> First,
    string Digest,
    JobShape? Job
) : IListPreview;

/// <summary>
/// People, households and collectives that a unit may propose, known here before anybody proposes them: from a list, looked at first, entered behind
/// the pages. Who is who derives from unit, name, year of birth, position and workplace, so that the same list again enters nobody.
/// </summary>
public sealed class SubjectListDesk(ListDoor door, Introductions introductions)
{
    /// <summary>Most people and collectives of one file.</summary>
    public const int Most = 20_000;

    private const int MostShown = 100;

    private readonly ListKind<NomineeInput, JobShape> _kind = door.Work<NomineeInput>("subjects", Act.PrepareDossiers, Kind);

    /// <summary>The kind of the work.</summary>
    public static JobKind Kind { get; } = new("nguoi-tap-the-nhap");

    /// <summary>Reads a list; where nothing is wrong and it is no dry run, orders that it be taken in.</summary>
    public async Task<Answer<SubjectListPreview>> TakeInAsync(
        Caller caller,
        SubjectListInput input,
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
    public async Task<(Answer<SubjectListPreview> Answer, bool Kept)> LookAsync(
        Person person,
        SubjectListInput input,
        Stream file,
        CancellationToken cancellationToken
    ) => await door.LookAsync(person, _kind, await ReadAsync(person, input, file, cancellationToken), cancellationToken);

    /// <summary>Orders that what was looked at be taken in, and lets go of it.</summary>
    public Task<Answer<JobShape>> ConfirmAsync(Caller caller, string digest, bool converted, CancellationToken cancellationToken) =>
        door.ConfirmAsync(caller, _kind, digest, converted, cancellationToken);

    private async Task<Answer<ListReading<SubjectListPreview, NomineeInput>>> ReadAsync(
        Person person,
        SubjectListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var unit =
            string.IsNullOrWhiteSpace(input.Unit) && person.UnitsFor(Act.PrepareDossiers) is [var only]
                ? only
                : check.Code<UnitId>("unit", input.Unit);
        if (check.Failed)
        {
            return check.Answer<ListReading<SubjectListPreview, NomineeInput>>();
        }

        if (!person.May(Act.PrepareDossiers, unit))
        {
            return new Answer<ListReading<SubjectListPreview, NomineeInput>>.Forbidden();
        }

        try
        {
            var (subjects, places) = (new PackedList<NomineeInput>(), new List<string>());
            var (notes, converted) = NomineeList.Read(
                TableFile.Open(await TableFile.BytesAsync(file, cancellationToken), cancellationToken),
                [],
                Most,
                one =>
                {
                    subjects.Add(one.Input with { Achievement = null, Group = null });
                    if (places.Count < MostShown)
                    {
                        places.Add(one.Place);
                    }
                },
                cancellationToken
            );
            var errors = notes.Count(note => note.IsError);
            var (known, first) = (0, new List<ListedSubject>());
            foreach (var subject in errors > 0 ? subjects.Take(MostShown) : subjects)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isKnown = errors == 0 && introductions.IsKnown(unit, subject);
                known += isKnown ? 1 : 0;
                if (first.Count < MostShown)
                {
                    first.Add(new(places[first.Count], subject, isKnown));
                }
            }

            var preview = new SubjectListPreview(
                subjects.Count,
                known,
                errors,
                converted.Count,
                [.. notes.OrderBy(note => !note.IsError).Take(MostShown)],
                first,
                KeptLists.DigestOf(subjects),
                null
            );
            return new Answer<ListReading<SubjectListPreview, NomineeInput>>.Done(
                new(preview, new(unit.Value, subjects, converted.Count), () => Task.FromResult(preview))
            );
        }
        catch (ListRefusedException e)
        {
            return new Answer<ListReading<SubjectListPreview, NomineeInput>>.Refused(e.Refusal);
        }
    }
}

/// <summary>Says who people, households and collectives of a unit are, before anybody proposes them.</summary>
public sealed class Introductions(Bench bench, AwardQueries awards)
{
    private const int MostNamed = 50;
    private static readonly Guid Listed = new("5b3ec700-0000-8000-8000-000000000032");

    /// <summary>Those that this person's units introduced, the last first.</summary>
    public Page<KnownSubject> List(Person person, string? after, int limit) =>
        awards.Introduced([.. person.UnitsFor(Act.PrepareDossiers)], after, limit);

    /// <summary>Introduces some of a list for a unit.</summary>
    /// <returns>Of each, whether they were entered now; false: they are known already.</returns>
    internal async Task<IReadOnlyList<Answer<bool>>> IntroduceAsync(
        Caller caller,
        Capacity capacity,
        IReadOnlyList<NomineeInput> inputs,
        CancellationToken cancellationToken
    )
    {
        var unit = capacity.Unit;
        var fresh = inputs.Where(input => !IsKnown(unit, input)).ToHashSet(ReferenceEqualityComparer.Instance);
        bench.MakeKeys([.. inputs.Where(fresh.Contains).Select(input => Keys.Of(SubjectOf(unit, input)))]);

        // At once, so that the store writes them together.
        return await Task.WhenAll(
            inputs.Select(async input =>
            {
                if (!fresh.Contains(input))
                {
                    return new Answer<bool>.Done(false);
                }

                var subject = SubjectOf(unit, input);
                if (bench.IsErased(Keys.Of(subject)))
                {
                    return Answer<bool>.Refuse(SubjectRefusals.Erased);
                }

                var profile = new NomineeProfile(
                    input.Name!,
                    input.Position,
                    input.Workplace,
                    input.BirthYear,
                    input.Female,
                    Leader: input.Leader,
                    DirectWorker: input.DirectWorker,
                    Members: input.Members,
                    Women: input.Women
                );
                return (
                    await bench.RunAsync(
                        caller with
                        {
                            CommandId = DerivedId.From(subject.Value, "introduce"),
                        },
                        capacity,
                        Bindings.Subject,
                        Bindings.Subject.StreamOf(subject.Value),
                        new SubjectCommand.Introduce(
                            unit,
                            KindOf(input),
                            bench.Seal(Keys.Of(subject), JsonSerializer.Serialize(profile, EventJson.Default.NomineeProfile))!
                        ),
                        "subject.introduce",
                        null,
                        _ => true,
                        cancellationToken
                    )
                );
            })
        );
    }

    private static SubjectKind KindOf(NomineeInput input) =>
        StoredNames<SubjectKind>.TryParse(input.Kind ?? "", out var kind) ? kind : SubjectKind.Person;

    private static SubjectId SubjectOf(UnitId unit, NomineeInput input) =>
        new(
            DerivedId.From(
                Listed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{unit}|{input.Kind}|{ListsIn.ListedNominee.KeyOf(input.Name, input.Position, input.Workplace)}|{input.BirthYear}"
                )
            )
        );

    /// <summary>
    /// Whether a unit has named them before, in a dossier, on a past decision or on a list: of the same kind, name, workplace and year of birth.
    /// </summary>
    internal bool IsKnown(UnitId unit, NomineeInput input) =>
        awards.Names(SubjectOf(unit, input)).Count > 0
        || awards
            .Named([unit], input.Name!, MostNamed)
            .Any(known =>
                known.Kind == KindOf(input)
                && VietnameseText.Exact(known.Name) == VietnameseText.Exact(input.Name!)
                && VietnameseText.Exact(known.Workplace ?? "") == VietnameseText.Exact(input.Workplace ?? "")
                && known.BirthYear == input.BirthYear
            );
}

/// <summary>Introduces the people and collectives of a list, some at once and all in order, in the name of whoever sent it.</summary>
public sealed class SubjectListWork(Introductions introductions) : IJobWork
{
    private const int AtOnce = 64;

    /// <inheritdoc/>
    public JobKind Kind => SubjectListDesk.Kind;

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var capacity =
            run.Person.CapacitiesFor(Act.PrepareDossiers, run.Order.Unit).FirstOrDefault()
            ?? throw new JobFailedException(Refusal.Of(JobRefusals.Forbidden));
        await foreach (var next in ListDoor.LeftAsync<NomineeInput>(run, AtOnce, cancellationToken))
        {
            await IntroduceAsync(run, capacity, next, cancellationToken);
        }

        return null;
    }

    private async Task IntroduceAsync(
        JobRun run,
        Capacity capacity,
        IReadOnlyList<NomineeInput> inputs,
        CancellationToken cancellationToken
    )
    {
        foreach (var answer in await introductions.IntroduceAsync(run.Caller("subjects"), capacity, inputs, cancellationToken))
        {
            await run.PassAsync(
                answer is Answer<bool>.Done { Value: true },
                answer switch
                {
                    Answer<bool>.Done => null,
                    Answer<bool>.Refused no => no.Refusal,
                    _ => throw new TimeoutException("The stream cannot be written now."),
                },
                cancellationToken
            );
        }
    }
}
