using System.Globalization;
using System.Text;
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
);

/// <summary>
/// People, households and collectives that a unit may propose, known here before anybody proposes them: from a list, looked at first, entered behind
/// the pages. Who is who derives from unit, name, year of birth, position and workplace, so that the same list again enters nobody.
/// </summary>
public sealed class SubjectListDesk(JobDesk jobs, KeptLists kept, Introductions introductions)
{
    /// <summary>Most people and collectives of one file.</summary>
    public const int Most = 20_000;

    private const int MostShown = 100;
    private const string Kept = "subjects";

    /// <summary>The kind of the work.</summary>
    public static JobKind Kind { get; } = new("nguoi-tap-the-nhap");

    /// <summary>Reads a list; where nothing is wrong and it is no dry run, orders that it be taken in.</summary>
    public async Task<Answer<SubjectListPreview>> TakeInAsync(
        Caller caller,
        SubjectListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        var (answer, list) = await ReadAsync(caller.Person, input, file, cancellationToken);
        return answer is not Answer<SubjectListPreview>.Done { Value: var preview } || input.DryRun is true || preview.Errors > 0 ? answer
            : preview.Converted > 0 && input.Converted is not true ? Answer<SubjectListPreview>.Refuse(ListProblems.ConversionUnconfirmed)
            : (await OrderAsync(caller, list!, cancellationToken)).Select(job => preview with { Job = job });
    }

    /// <summary>Reads a list and keeps what it understood, for a day, until it is confirmed.</summary>
    /// <returns>The preview; kept is false where it is longer than is kept.</returns>
    public async Task<(Answer<SubjectListPreview> Answer, bool Kept)> LookAsync(
        Person person,
        SubjectListInput input,
        Stream file,
        CancellationToken cancellationToken
    )
    {
        var (answer, list) = await ReadAsync(person, input, file, cancellationToken);
        return (
            answer,
            answer is Answer<SubjectListPreview>.Done { Value.Errors: 0 }
                && await kept.KeepAsync(person.Account, Kept, list!, cancellationToken)
        );
    }

    /// <summary>Orders that what was looked at be taken in, and lets go of it.</summary>
    public async Task<Answer<JobShape>> ConfirmAsync(Caller caller, string digest, bool converted, CancellationToken cancellationToken)
    {
        // Sent twice: the first has ordered it and let go of it.
        if (await jobs.GetAsync(caller.Person, JobDesk.IdOf(caller), cancellationToken) is Answer<JobShape>.Done ordered)
        {
            return ordered;
        }

        var found = await kept.FindAsync<KeptSubjects>(caller.Person.Account, Kept, cancellationToken);
        if (found is null || KeptLists.DigestOf(found.Subjects) != digest)
        {
            return Answer<JobShape>.Refuse(ListProblems.PreviewGone);
        }

        if (found.Converted > 0 && !converted)
        {
            return Answer<JobShape>.Refuse(ListProblems.ConversionUnconfirmed);
        }

        var answer = await OrderAsync(caller, found, cancellationToken);
        if (answer is Answer<JobShape>.Done)
        {
            await kept.DeleteAsync(caller.Person.Account, Kept, CancellationToken.None);
        }

        return answer;
    }

    private async Task<(Answer<SubjectListPreview> Answer, KeptSubjects? List)> ReadAsync(
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
            return (check.Answer<SubjectListPreview>(), null);
        }

        if (!person.May(Act.PrepareDossiers, unit))
        {
            return (new Answer<SubjectListPreview>.Forbidden(), null);
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

            return (
                new Answer<SubjectListPreview>.Done(
                    new(
                        subjects.Count,
                        known,
                        errors,
                        converted.Count,
                        [.. notes.OrderBy(note => !note.IsError).Take(MostShown)],
                        first,
                        KeptLists.DigestOf(subjects),
                        null
                    )
                ),
                new(unit.Value, subjects, converted.Count)
            );
        }
        catch (ListRefusedException e)
        {
            return (new Answer<SubjectListPreview>.Refused(e.Refusal), null);
        }
    }

    private async Task<Answer<JobShape>> OrderAsync(Caller caller, KeptSubjects list, CancellationToken cancellationToken)
    {
        if (caller.Person.CapacitiesFor(Act.PrepareDossiers, new UnitId(list.Unit)).FirstOrDefault() is not { } capacity)
        {
            return new Answer<JobShape>.Forbidden();
        }

        return await jobs.StartOnAsync(caller, capacity, Kind, list.Subjects, null, cancellationToken);
    }

    private sealed record KeptSubjects(string Unit, IEnumerable<NomineeInput> Subjects, int Converted);
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
        using var reader = new StreamReader(await run.InputAsync(cancellationToken), Encoding.UTF8);
        var next = new List<NomineeInput>();
        for (var line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (line > run.Done)
            {
                next.Add(JsonSerializer.Deserialize<NomineeInput>(text)!);
            }

            if (next.Count == AtOnce)
            {
                await IntroduceAsync(run, capacity, next, cancellationToken);
                next.Clear();
            }
        }

        await IntroduceAsync(run, capacity, next, cancellationToken);
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
