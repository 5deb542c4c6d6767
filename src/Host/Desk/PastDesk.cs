using System.Globalization;
using System.Text.Json;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A name on a past decision.</summary>
/// <param name="Kind">person, collective, household.</param>
/// <param name="Name">Up to 200 characters.</param>
/// <param name="BirthYear">1900–2100.</param>
/// <param name="Workplace">Up to 300 characters.</param>
/// <param name="Achievement">Up to 4,000 characters; without it nobody can tell for what it was.</param>
/// <param name="Subject">Whom it is known to be; new where left out.</param>
/// <param name="Unit">Of a title: the registered unit that it is, by its id or its name here; none where left out.</param>
/// <param name="Grade">Of a title that has grades: xuat-sac, kha, trung-binh, yeu.</param>
public sealed record PastNameInput(
    string? Kind,
    string? Name,
    int? BirthYear,
    string? Workplace,
    string? Achievement,
    string? Subject = null,
    string? Unit = null,
    string? Grade = null
);

/// <summary>Nhập quyết định từ ngoài. The names stand in a list or in CSV, one of the two.</summary>
/// <param name="Unit">The unit that enters it; may be left out by who works for one.</param>
/// <param name="Authority">Who decided, in words, up to 200 characters.</param>
/// <param name="AuthorityUnit">The same, where it is a unit known here.</param>
/// <param name="ScanBy">Until when the scan will come; only where it is not sent along.</param>
/// <param name="Names">1–500.</param>
/// <param name="Csv">The same as CSV with a heading: kind, name, birthYear, workplace, achievement, subject, unit, grade.</param>
/// <param name="Year">Where the form is a title that is recognised: the year that was assessed, 1990–2100.</param>
public sealed record PastDecisionInput(
    string? Unit,
    string? Number,
    string? Date,
    string? Authority,
    string? AuthorityUnit,
    string? Form,
    string? Type,
    string? ScanBy,
    IReadOnlyList<PastNameInput?>? Names,
    string? Csv,
    int? Year = null
);

/// <summary>A name on a past decision as people see it; null where it was erased.</summary>
public sealed record PastNameShape(
    NomineeId Id,
    SubjectId Subject,
    SubjectKind Kind,
    string? Name,
    int? BirthYear,
    string? Workplace,
    string? Achievement,
    UnitId? Unit = null,
    PlanGrade? Grade = null
);

/// <summary>A past decision as people see it.</summary>
/// <param name="Unit">The unit that entered it.</param>
public sealed record PastDecisionShape(
    PastDecisionId Id,
    UnitId Unit,
    string UnitName,
    DocumentNumber Number,
    DateOnly Date,
    string Authority,
    UnitId? AuthorityUnit,
    FormCode Form,
    AwardType Type,
    IReadOnlyList<PastNameShape> Names,
    DocumentShape? Scan,
    DateOnly? ScanBy,
    bool IsStruck,
    int? Year
);

/// <summary>A past decision that stands here, compared with one of a list.</summary>
/// <param name="Id">The one that stands here.</param>
/// <param name="IsStruck">It was entered by mistake, and so it was found out.</param>
/// <param name="Differences">In what they differ; none: it is the same.</param>
public sealed record PastComparison(PastDecisionId Id, bool IsStruck, IReadOnlyList<PastDifference> Differences);

/// <summary>In what a list differs from what stands here.</summary>
/// <param name="Row">Which name of the list, from 0; null: the decision, or somebody who is not on the list.</param>
/// <param name="Field">form, type, kind, name (nobody here is called so), birthYear, workplace, achievement; names (somebody here is missing there).</param>
/// <param name="Here">What stands here, as the input writes it; null: nothing.</param>
/// <param name="There">What the list says; null: nothing.</param>
public sealed record PastDifference(int? Row, string Field, string? Here = null, string? There = null);

/// <summary>Quyết định nhập từ ngoài: what was decided before the system or beside it, entered by a unit, with its scan.</summary>
public sealed class PastDesk(Bench bench, House house, Lists lists, AwardQueries awards)
{
    /// <summary>Enters one; its names stand in the histories soon after.</summary>
    /// <param name="wait">Whether to wait, bounded, until they do.</param>
    public async Task<Answer<PastDecisionShape>> EnterAsync(
        Caller caller,
        PastDecisionInput input,
        Upload? scan,
        CancellationToken cancellationToken,
        bool wait = true
    )
    {
        var check = new Check();
        var unit =
            string.IsNullOrWhiteSpace(input.Unit) && caller.Person.UnitsFor(Act.MakeDecisions) is [var only]
                ? only
                : check.Code<UnitId>("unit", input.Unit);
        var number = check.Code<DocumentNumber>("number", input.Number);
        var date = check.Date("date", input.Date);
        var authority = check.Code<PublicText>("authority", input.Authority);
        var authorityUnit = check.OptionalCode<UnitId>("authorityUnit", input.AuthorityUnit);
        if (authorityUnit is { } known && caller.Person.Organisation.Unit(known) is null)
        {
            check.Fault("authorityUnit", Faults.Unknown, ("allowed", "–"));
        }

        var form = check.Code<FormCode>("form", input.Form);
        var isTitle = Components.Labels.IsTitle(form);
        var type = isTitle ? RouteDefinition.Recognition : check.Code<AwardType>("type", input.Type);
        if (!isTitle && type == RouteDefinition.Recognition)
        {
            check.Fault("type", Faults.NotAllowed);
        }

        int? year = isTitle ? check.Number("year", input.Year, 1990, 2100) : null;
        var scanBy = check.OptionalDate("scanBy", input.ScanBy);
        var rows = Rows(check, input);
        var units = isTitle ? UnitsOf(check, rows, caller.Person.Organisation, unit, date) : [];
        if (check.Failed)
        {
            return check.Answer<PastDecisionShape>();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<PastDecisionShape>.Forbidden();
        }

        var id = IdOf(caller);
        var (entry, problem) = scan is null ? (null, null) : await StoreAsync(caller, id, scan, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var names = rows.Select(
                (row, i) =>
                    isTitle
                        ? NameOf(caller, row, i, marked: false) with
                        {
                            Unit = units[i],
                            Grade = row.Grade,
                        }
                        : NameOf(caller, row, i, marked: form != PastEvent.Commendation)
            )
            .ToList();
        var paper = new PastPaper(number, date, authority, authorityUnit, form, type, names, year);
        return await RunAsync(
            caller,
            capacity,
            id,
            new PastCommand.Enter(unit, paper, entry, scanBy),
            "enter",
            input,
            cancellationToken,
            wait
        );
    }

    /// <summary>
    /// Enters some decisions of a list. The id of each derives from what it is, so that the same list again enters nothing; one that stands here
    /// already, also where it was typed by hand, is not entered again, and where it says something else it is refused.
    /// </summary>
    /// <returns>Of each, whether it was entered now; false: it is there already.</returns>
    internal async Task<IReadOnlyList<Answer<bool>>> EnterListedAsync(
        Caller caller,
        IReadOnlyList<PastDecisionInput> inputs,
        CancellationToken cancellationToken
    )
    {
        var known = await Task.WhenAll(inputs.Select(input => CompareAsync(input, cancellationToken)));
        bench.MakeKeys([
            .. inputs
                .Where((_, i) => known[i] is null)
                .SelectMany(input => (input.Names ?? []).Select((_, place) => Keys.Of(SubjectOf(NameIdOf(IdOf(input), place))))),
        ]);

        // At once, so that the store writes them together.
        return await Task.WhenAll(
            inputs.Select(
                async (input, i) =>
                    known[i] switch
                    {
                        { IsStruck: true } => Answer<bool>.Refuse(PastRefusals.Struck),
                        { Differences.Count: > 0 } => Answer<bool>.Refuse(PastRefusals.Exists),
                        { } => new Answer<bool>.Done(false),
                        null => (
                            await EnterAsync(caller with { CommandId = IdOf(input) }, input, null, cancellationToken, wait: false)
                        ).Select(_ => true),
                    }
            )
        );
    }

    /// <summary>
    /// The decision that a unit has entered of the same paper, and in what a list differs from it; null: it has entered none. One of another form
    /// or type of award is the same where it names one of those listed.
    /// </summary>
    internal async Task<PastComparison?> CompareAsync(PastDecisionInput input, CancellationToken cancellationToken)
    {
        var own = new PastDecisionId(DerivedId.From(IdOf(input), "past"));
        IReadOnlyList<PastDecisionId> papers =
            UnitId.TryParse(input.Unit, out var unit)
            && DocumentNumber.TryParse(input.Number, out var number)
            && DateOnly.TryParseExact(input.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? awards.PastOf(unit, number, date, input.Authority ?? "")
                : [];
        PastComparison? found = null;
        foreach (var id in papers.Where(id => id != own).Prepend(own))
        {
            if (
                await bench.LoadAsync(Bindings.Past, Bindings.Past.StreamOf(id.Value), cancellationToken) is
                { State: { Paper: { } paper } state }
            )
            {
                var compared = state.IsStruck ? new PastComparison(id, true, []) : Compared(id, paper, input);
                if (compared is { IsStruck: false, Differences: [] or [{ Field: not ("form" or "type") }, ..] })
                {
                    return compared;
                }

                found = compared ?? found;
            }
        }

        return found;
    }

    private PastComparison? Compared(PastDecisionId id, PastPaper paper, PastDecisionInput input)
    {
        var differences = new List<PastDifference>();
        if (paper.Form.Value != input.Form)
        {
            differences.Add(new(null, "form", paper.Form.Value, input.Form));
        }

        if (paper.Type.Value != input.Type)
        {
            differences.Add(new(null, "type", paper.Type.Value, input.Type));
        }

        var isOther = differences.Count > 0;
        var left = paper.Names.Select(name => (name.Kind, Profile: bench.ProfileOf(name.Profile))).ToList();
        var erased = left.RemoveAll(name => name.Profile is null);
        var met = 0;
        foreach (var (listed, row) in (input.Names ?? []).Select((name, row) => (name, row)))
        {
            var same = left.Where(name => IsSame(name.Profile!.Name, listed?.Name)).ToList();
            if (same.Count == 0)
            {
                if (--erased < 0)
                {
                    differences.Add(new(row, "name", null, listed?.Name));
                }

                continue;
            }

            var (kind, profile) = same.MaxBy(name =>
                (name.Profile!.BirthYear == listed?.BirthYear ? 2 : 0) + (IsSame(name.Profile.Workplace, listed?.Workplace) ? 1 : 0)
            );
            left.Remove((kind, profile));
            met++;
            differences.AddRange(
                new PastDifference[]
                {
                    new(row, "kind", StoredNames<SubjectKind>.Of(kind), listed?.Kind),
                    new(row, "birthYear", Text(profile!.BirthYear), Text(listed?.BirthYear)),
                    new(row, "workplace", profile.Workplace, listed?.Workplace),
                    new(row, "achievement", profile.Achievement, listed?.Achievement),
                }.Where(field => !IsSame(field.Here, field.There))
            );
        }

        differences.AddRange(left.Select(name => new PastDifference(null, "names", name.Profile!.Name)));
        return isOther && met == 0 ? null : new(id, false, differences);
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    // Capitals, blanks and where a tone stands make no difference; a list may say the position before the unit.
    private static bool IsSame(string? here, string? listed)
    {
        var (one, other) = (VietnameseText.Exact(here ?? ""), VietnameseText.Exact(listed ?? ""));
        return one == other
            || (one.Length > 0 && other.EndsWith($" {one}", StringComparison.Ordinal))
            || (other.Length > 0 && one.EndsWith($" {other}", StringComparison.Ordinal));
    }

    // The command under which a list enters a decision.
    private static Guid IdOf(PastDecisionInput input) =>
        DerivedId.From(Listed, string.Join('|', input.Unit, input.Number, input.Date, input.Authority, input.Form, input.Type));

    private static readonly Guid Listed = new("5b3ec700-0000-8000-8000-000000000031");

    private static PastDecisionId IdOf(Caller caller) => new(DerivedId.From(caller.CommandId, "past"));

    /// <summary>Attaches the promised scan.</summary>
    public async Task<Answer<PastDecisionShape>> AttachScanAsync(
        Caller caller,
        PastDecisionId id,
        Upload upload,
        CancellationToken cancellationToken
    )
    {
        if (await WorkingAsync(caller, id, cancellationToken) is not ({ } capacity, _) found)
        {
            return new Answer<PastDecisionShape>.NotFound();
        }

        var (entry, problem) = await StoreAsync(caller, id, upload, cancellationToken);
        return problem
            ?? await RunAsync(
                caller,
                found.Capacity!,
                id,
                new PastCommand.AttachScan(entry!),
                "scan",
                new { sha256 = entry!.Sha256.Value },
                cancellationToken
            );
    }

    /// <summary>Strikes what was entered by mistake: it stays in the record and counts no more.</summary>
    public async Task<Answer<PastDecisionShape>> StrikeAsync(
        Caller caller,
        PastDecisionId id,
        ReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        return check.Failed ? check.Answer<PastDecisionShape>()
            : await WorkingAsync(caller, id, cancellationToken) is not ({ } capacity, _) ? new Answer<PastDecisionShape>.NotFound()
            : await RunAsync(
                caller,
                capacity,
                id,
                new PastCommand.Strike(bench.Seal(Keys.Of(id), reason)!),
                "strike",
                input,
                cancellationToken
            );
    }

    /// <summary>One, for the unit that entered it and those over it.</summary>
    public async Task<Answer<PastDecisionShape>> GetAsync(Person person, PastDecisionId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is { } found
            ? new Answer<PastDecisionShape>.Done(ShapeOf(person, id, found))
            : new Answer<PastDecisionShape>.NotFound();

    /// <summary>Its scan, for whoever may see it.</summary>
    public async Task<Answer<DocumentContent>> OpenScanAsync(Person person, PastDecisionId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is { Scan: { } scan }
        && await bench.OpenAsync(scan, cancellationToken) is { } content
            ? new Answer<DocumentContent>.Done(new(DocumentShape.Of(scan, bench), content))
            : new Answer<DocumentContent>.NotFound();

    /// <summary>Those that this person's units and the units below them entered, the last entered first.</summary>
    public Page<PastDecisionRow> List(Person person, string? after, int limit) => awards.Past(lists.UnitsOf(person), after, limit);

    private static IReadOnlyList<PastRow> Rows(Check check, PastDecisionInput input)
    {
        if (!string.IsNullOrWhiteSpace(input.Csv))
        {
            if (input.Names is { Count: > 0 })
            {
                check.Fault("csv", Faults.NotAllowed);
            }

            var read = PastFile.Read("csv", input.Csv);
            if (Publishing.Problems<PastDecisionShape>(read.Problems) is Answer<PastDecisionShape>.Invalid invalid)
            {
                foreach (var fault in invalid.Faults)
                {
                    check.Fault(fault);
                }
            }

            return read.Value ?? [];
        }

        var rows = new List<PastRow>();
        foreach (var (name, i) in check.List("names", input.Names, 1, PastFile.Most).Select((name, i) => (name, i)))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"names[{i}]");
            rows.Add(
                new(
                    check.OneOf($"{path}.kind", name?.Kind, SubjectKind.Person),
                    check.Text($"{path}.name", name?.Name, 200),
                    check.OptionalNumber($"{path}.birthYear", name?.BirthYear, 1900, 2100),
                    check.OptionalText($"{path}.workplace", name?.Workplace, 300),
                    check.OptionalText($"{path}.achievement", name?.Achievement, Bench.MaxText),
                    check.OptionalId<SubjectId>($"{path}.subject", name?.Subject),
                    check.OptionalText($"{path}.unit", name?.Unit, 300),
                    string.IsNullOrWhiteSpace(name?.Grade) ? null : check.OneOf($"{path}.grade", name.Grade, PlanGrade.Weak)
                )
            );
        }

        return rows;
    }

    private static Guid NameIdOf(Guid command, int place) =>
        DerivedId.From(command, string.Create(CultureInfo.InvariantCulture, $"past name {place}"));

    private static SubjectId SubjectOf(Guid name) => new(DerivedId.From(name, "subject"));

    // By id, or by the name on the day of the paper: of the unit that enters it, of those below and those beside it.
    private static List<UnitId?> UnitsOf(
        Check check,
        IReadOnlyList<PastRow> rows,
        OrganisationState organisation,
        UnitId entering,
        DateOnly on
    )
    {
        var near = new Lazy<ILookup<string, UnitId>>(() =>
            organisation
                .Subtree(organisation.Parent(entering, on)?.Id ?? entering, on)
                .ToLookup(known => VietnameseText.Fold(known.NameOn(on).Value), known => known.Id)
        );
        return
        [
            .. rows.Select(
                (row, i) =>
                {
                    if (row.Unit is null)
                    {
                        return (UnitId?)null;
                    }

                    if (UnitId.TryParse(row.Unit, out var id) && organisation.Unit(id) is not null)
                    {
                        return id;
                    }

                    if (near.Value[VietnameseText.Fold(row.Unit)].Take(2).ToList() is [var only])
                    {
                        return only;
                    }

                    check.Fault(string.Create(CultureInfo.InvariantCulture, $"names[{i}].unit"), Faults.Unknown, ("allowed", "–"));
                    return null;
                }
            ),
        ];
    }

    private PastName NameOf(Caller caller, PastRow row, int place, bool marked)
    {
        var id = NameIdOf(caller.CommandId, place);
        var subject = row.Subject ?? SubjectOf(id);
        var profile = new NomineeProfile(row.Name, null, row.Workplace, row.BirthYear, null, row.Achievement);
        return new(
            new(id),
            subject,
            row.Kind,
            bench.Seal(Keys.Of(subject), JsonSerializer.Serialize(profile, EventJson.Default.NomineeProfile))!,
            marked ? bench.MarkOf(subject, row.Achievement) : null
        );
    }

    private async Task<(DocumentEntry? Entry, Answer<PastDecisionShape>? Problem)> StoreAsync(
        Caller caller,
        PastDecisionId id,
        Upload upload,
        CancellationToken cancellationToken
    ) =>
        await bench.StoreScanAsync(caller, Keys.Of(id), upload, cancellationToken) switch
        {
            Answer<DocumentEntry>.Done { Value: var entry } => (entry, null),
            var refused => (null, refused.As<PastDecisionShape>()),
        };

    // The subjects' histories follow the decision: whoever enters one looks at them next.
    private async Task<Answer<PastDecisionShape>> RunAsync(
        Caller caller,
        Capacity capacity,
        PastDecisionId id,
        PastCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken,
        bool wait = true
    )
    {
        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Past,
            Bindings.Past.StreamOf(id.Value),
            command,
            $"past.{act}",
            input,
            state => ShapeOf(caller.Person, id, state),
            cancellationToken
        );
        return wait && answer is Answer<PastDecisionShape>.Done done
            ? done with
            {
                Shown = await bench.CaughtUpAsync(cancellationToken),
            }
            : answer;
    }

    private async Task<(Capacity? Capacity, PastDecision State)?> WorkingAsync(
        Caller caller,
        PastDecisionId id,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(caller.Person, id, cancellationToken) is { } state
        && caller.Person.CapacitiesFor(Act.MakeDecisions, state.Unit).FirstOrDefault() is { } capacity
            ? (capacity, state)
            : null;

    private async Task<PastDecision?> FindAsync(Person person, PastDecisionId id, CancellationToken cancellationToken) =>
        await bench.LoadAsync(Bindings.Past, Bindings.Past.StreamOf(id.Value), cancellationToken) is { State: { Paper: not null } state }
        && (person.May(Act.ReadDossiers, state.Unit) || house.SelfAndAbove(state.Unit, bench.Today).Intersect(lists.UnitsOf(person)).Any())
            ? state
            : null;

    private PastDecisionShape ShapeOf(Person person, PastDecisionId id, PastDecision state)
    {
        var paper = state.Paper!;
        return new(
            id,
            state.Unit,
            person.UnitName(state.Unit),
            paper.Number,
            paper.Date,
            paper.AuthorityName.Value,
            paper.Authority,
            paper.Form,
            paper.Type,
            [
                .. paper.Names.Select(name =>
                {
                    var profile = bench.ProfileOf(name.Profile);
                    return new PastNameShape(
                        name.Id,
                        name.Subject,
                        name.Kind,
                        profile?.Name,
                        profile?.BirthYear,
                        profile?.Workplace,
                        profile?.Achievement,
                        name.Unit,
                        name.Grade
                    );
                }),
            ],
            state.Scan is { } scan ? DocumentShape.Of(scan, bench) : null,
            state.ScanBy,
            state.IsStruck,
            paper.Year
        );
    }
}
