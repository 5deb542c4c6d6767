using System.Text.Json.Serialization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>An entry of a small register. Days are yyyy-MM-dd or dd/MM/yyyy.</summary>
/// <param name="Day">When it happened.</param>
/// <param name="Count">How many; left out: 1.</param>
/// <param name="Text">What, up to 500 characters.</param>
/// <param name="Personal">It names somebody: kept where it can be erased.</param>
/// <param name="ProofNumber">Số, ký hiệu of a document about it.</param>
/// <param name="ProofDate">Its date.</param>
public sealed record EnterBookInput(string? Day, int? Count, string? Text, bool? Personal, string? ProofNumber, string? ProofDate);

/// <summary>Gạch.</summary>
/// <param name="Reason">Why, up to 4,000 characters.</param>
public sealed record StrikeBookInput(string? Reason);

/// <summary>An entry as people read it.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Day">When it happened.</param>
/// <param name="Count">How many.</param>
/// <param name="Text">What; null: it was erased.</param>
/// <param name="Personal">It names somebody.</param>
/// <param name="Proof">A document about it.</param>
/// <param name="Struck">It no longer counts.</param>
public sealed record BookEntryShape(BookEntryId Id, DateOnly Day, int Count, string? Text, bool Personal, PlanDocument? Proof, bool Struck)
{
    /// <summary>Whose it is, where it is not the unit's own; for pages.</summary>
    [JsonIgnore]
    public string? UnitName { get; init; }

    internal static BookEntryShape Of(BookEntry entry, bool struck, Bench bench) =>
        new(
            entry.Id,
            entry.Day,
            entry.Count,
            entry.Text?.Value ?? bench.Reveal(entry.Personal),
            entry.Personal is not null,
            entry.Proof,
            struck
        );
}

/// <summary>A small register of one unit.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="What">What is entered, as the plan says.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">As written.</param>
/// <param name="Unit">Whose.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="Sum">How many stand in it.</param>
/// <param name="Below">How many stand in those of the units below it.</param>
/// <param name="Entries">Every entry, struck ones too, the latest day first.</param>
public sealed record BookShape(
    PlanId Plan,
    PlanRegisterKind Kind,
    TargetCode? Target,
    string What,
    string Clause,
    string Wording,
    UnitId Unit,
    string UnitName,
    long Sum,
    long Below,
    IReadOnlyList<BookEntryShape> Entries
)
{
    /// <summary>This person may enter and strike, for pages.</summary>
    [JsonIgnore]
    public bool MayEnter { get; init; }
}

/// <summary>How many stand in a small register of a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="Own">In its own.</param>
/// <param name="Below">In those of the units below it, as they were when something was entered.</param>
/// <param name="HasBelow">There are units below it.</param>
public sealed record BookLine(UnitId Unit, string UnitName, long Own, long Below, bool HasBelow);

/// <summary>A small register across units: one unit, and those right below it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="Period">The period whose days are counted; null: all of them.</param>
/// <param name="Self">The unit with everything below it.</param>
/// <param name="Items">The units right below it, by name.</param>
/// <param name="Next">Pass it as after to read on; null at the end.</param>
public sealed record BookUnitsShape(
    PlanId Plan,
    PlanRegisterKind Kind,
    TargetCode? Target,
    FigurePeriod? Period,
    BookLine Self,
    IReadOnlyList<BookLine> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next
);

/// <summary>What stands in a small register of a unit in the period of a deadline.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="What">What is entered, as the plan says.</param>
/// <param name="Period">The period.</param>
/// <param name="Unit">Whose.</param>
/// <param name="Own">In its own.</param>
/// <param name="Below">In those of the units below it.</param>
public sealed record BookInPeriod(
    PlanId Plan,
    PlanRegisterKind Kind,
    TargetCode? Target,
    string What,
    FigurePeriod Period,
    UnitId Unit,
    long Own,
    long Below
);

/// <summary>Sổ theo dõi: small registers that a plan makes units keep.</summary>
public sealed class BookDesk(Bench bench, House house, BookQueries books, DutyDesk duties)
{
    /// <summary>
    /// What stands in the small registers that bear out a deadline, for whoever may open it: of a report all of the plan's, of news, good
    /// deeds and trainings those of that kind. Empty: there are none, or it is for no period of the plan.
    /// </summary>
    public async Task<IReadOnlyList<BookInPeriod>> OfDutyAsync(Person person, DutyShape duty, CancellationToken cancellationToken)
    {
        var line = duty.Deadline;
        if (
            (line.TakenOverFrom ?? line.Unit) is not { } unit
            || await house.PlanAsync(line.Plan, cancellationToken) is not { Definition: { } plan }
            || plan.Duty(line.Duty) is not { } said
            || FigurePeriod.Of(plan, said, line.Period) is not { } period
        )
        {
            return [];
        }

        await bench.CaughtUpAsync(cancellationToken);
        return
        [
            .. plan
                .Registers.Where(register => BearsOut(register.Kind, said.Kind))
                .DistinctBy(register => (register.Kind, register.Target))
                .Select(register => (Register: register, Sum: books.Sums(plan.Id, register, period.From, period.To, [unit])[0]))
                .Select(one => new BookInPeriod(
                    plan.Id,
                    one.Register.Kind,
                    one.Register.Target,
                    one.Register.What.Value,
                    period,
                    unit,
                    one.Sum.Own,
                    one.Sum.Below
                )),
        ];
    }

    /// <summary>The same by the deadline's id.</summary>
    public async Task<Answer<IReadOnlyList<BookInPeriod>>> OfDutyAsync(
        Person person,
        DutyKey deadline,
        CancellationToken cancellationToken
    ) =>
        await duties.GetAsync(person, deadline, cancellationToken) is Answer<DutyShape>.Done { Value: var duty }
            ? new Answer<IReadOnlyList<BookInPeriod>>.Done(await OfDutyAsync(person, duty, cancellationToken))
            : new Answer<IReadOnlyList<BookInPeriod>>.NotFound();

    private static bool BearsOut(PlanRegisterKind register, PlanDutyKind duty) =>
        duty switch
        {
            PlanDutyKind.Report or PlanDutyKind.InterimReview or PlanDutyKind.FinalReview => true,
            PlanDutyKind.News => register is PlanRegisterKind.News,
            PlanDutyKind.GoodDeed => register is PlanRegisterKind.GoodDeeds,
            PlanDutyKind.Training => register is PlanRegisterKind.Trainings,
            _ => false,
        };

    /// <summary>The small registers that a plan makes a unit keep.</summary>
    public async Task<Answer<IReadOnlyList<BookShape>>> BooksAsync(
        Person person,
        PlanId plan,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope)
        {
            return new Answer<IReadOnlyList<BookShape>>.NotFound();
        }

        var books = new List<BookShape>();
        foreach (var register in scope.Definition.Registers.DistinctBy(one => (one.Kind, one.Target)))
        {
            var state = (await LoadAsync(BookKey.Of(plan, register.Kind, register.Target, unit), cancellationToken))?.State;
            books.Add(ShapeOf(scope, register, unit, state) with { Entries = [] });
        }

        return new Answer<IReadOnlyList<BookShape>>.Done(books);
    }

    /// <summary>One small register with its entries.</summary>
    public async Task<Answer<BookShape>> BookAsync(
        Person person,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (
            await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope
            || scope.Register(kind, target) is not { } register
        )
        {
            return new Answer<BookShape>.NotFound();
        }

        var loaded = await LoadAsync(BookKey.Of(plan, kind, target, unit), cancellationToken);
        return new Answer<BookShape>.Done(ShapeOf(scope, register, unit, loaded?.State), loaded?.ETag);
    }

    /// <summary>What stands in a small register of a unit and of those right below it that this person may read.</summary>
    /// <param name="period">A period of the plan; null: all days.</param>
    public async Task<Answer<BookUnitsShape>> BookUnitsAsync(
        Person person,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        PeriodKey? period,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (
            await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope
            || scope.Register(kind, target) is not { } register
            || !scope.Concerns(unit)
        )
        {
            return new Answer<BookUnitsShape>.NotFound();
        }

        var which = period is { } key ? scope.Period(key) : null;
        if (period is not null && which is null)
        {
            return new Answer<BookUnitsShape>.NotFound();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var (page, next) = scope.PageBelow(unit, after, limit);
        IReadOnlyList<UnitId> all = [unit, .. page];
        IReadOnlyList<BookLine> lines =
        [
            .. all.Zip(books.Sums(plan, register, which?.From, which?.To, all))
                .Select(line => new BookLine(
                    line.First,
                    person.UnitName(line.First),
                    line.Second.Own,
                    line.Second.Below,
                    scope.Below(line.First).Any()
                )),
        ];
        return new Answer<BookUnitsShape>.Done(new(plan, kind, target, which, lines[0], [.. lines.Skip(1)], next));
    }

    /// <summary>Enters something in a small register.</summary>
    public Task<Answer<BookShape>> EnterAsync(
        Caller caller,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        EnterBookInput input,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            plan,
            kind,
            target,
            unit,
            (scope, stating, check) =>
            {
                var day = check.Date("day", input.Day);
                var count = input.Count is null ? 1 : check.Number("count", input.Count, 1, Book.MaxCount);
                var text = check.Text("text", input.Text, 500);
                var proof = ProofOf(check, "", input.ProofNumber, input.ProofDate);
                PublicText? open = input.Personal == true || check.Failed ? null : check.Code<PublicText>("text", text);
                if (check.Failed)
                {
                    return null;
                }

                var ask = new BookAsk(plan, scope.Plan.Revision, kind, target, unit, scope.Above(unit));
                var personal = input.Personal == true ? bench.Seal(Keys.Of(ask.Key), text) : null;
                return new BookCommand.Enter(ask, day, count, open, personal, proof, stating.TakenBy);
            },
            "book.enter",
            input,
            cancellationToken
        );

    /// <summary>Strikes an entry.</summary>
    public Task<Answer<BookShape>> StrikeAsync(
        Caller caller,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        BookEntryId entry,
        StrikeBookInput input,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            plan,
            kind,
            target,
            unit,
            (_, stating, check) =>
            {
                var reason = check.Text("reason", input.Reason, Bench.MaxText);
                return check.Failed
                    ? null
                    : new BookCommand.Strike(entry, bench.Seal(Keys.Of(BookKey.Of(plan, kind, target, unit)), reason)!, stating.TakenBy);
            },
            "book.strike",
            new { entry = entry.ToString(), input.Reason },
            cancellationToken
        );

    // Who may is asked before what was given is read; null: something of it is wrong.
    private async Task<Answer<BookShape>> ChangeAsync(
        Caller caller,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        Func<PlanScope, Stating, Check, BookCommand?> read,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        if (
            await PlanScope.FindAsync(house, caller.Person, plan, unit, cancellationToken) is not { } scope
            || scope.Register(kind, target) is not { } register
        )
        {
            return new Answer<BookShape>.NotFound();
        }

        if (scope.Stating(unit) is not { } stating)
        {
            return new Answer<BookShape>.Forbidden();
        }

        var check = new Check();
        return read(scope, stating, check) is { } command
            ? await bench.RunAsync(
                caller,
                stating.Capacity,
                Bindings.Book,
                Bindings.Book.StreamOf(BookKey.Of(plan, kind, target, unit).Value),
                command,
                act,
                input,
                state => ShapeOf(scope, register, unit, state),
                cancellationToken
            )
            : check.Answer<BookShape>();
    }

    // A document that proves something; null: none is named.
    internal static PlanDocument? ProofOf(Check check, string at, string? number, string? date)
    {
        if (string.IsNullOrWhiteSpace(number) && string.IsNullOrWhiteSpace(date))
        {
            return null;
        }

        var symbol = check.Code<DocumentNumber>($"{at}proofNumber", number?.Trim());
        var day = check.Date($"{at}proofDate", date);
        return check.Failed ? null : new(symbol, day);
    }

    private ValueTask<(Book State, StreamRevision ETag)?> LoadAsync(BookKey key, CancellationToken cancellationToken) =>
        bench.LoadAsync(Bindings.Book, Bindings.Book.StreamOf(key.Value), cancellationToken);

    private BookShape ShapeOf(PlanScope scope, PlanRegister register, UnitId unit, Book? state) =>
        new(
            scope.Definition.Id,
            register.Kind,
            register.Target,
            register.What.Value,
            register.Clause.Value,
            register.Wording.Value,
            unit,
            scope.Person.UnitName(unit),
            state?.Sum ?? 0,
            books.Sums(scope.Definition.Id, register, null, null, [unit])[0].Below,
            EntriesOf(state)
        )
        {
            MayEnter = scope.Stating(unit) is not null,
        };

    private IReadOnlyList<BookEntryShape> EntriesOf(Book? state) =>
        state is null
            ? []
            :
            [
                .. state
                    .Entries.Values.OrderByDescending(one => one.Entry.Day)
                    .ThenBy(one => one.Entry.Id.Value)
                    .Select(one => BookEntryShape.Of(one.Entry, one.IsStruck, bench)),
            ];
}
