using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A register (sổ) as people see it.</summary>
/// <param name="Reserved">Taken, and on no paper yet.</param>
/// <param name="LeftOut">Left out because somebody wrote a greater one on a paper.</param>
public sealed record RegisterShape(
    UnitId Unit,
    string UnitName,
    RegisterKind Kind,
    string KindText,
    int Year,
    int Last,
    int Used,
    int Void,
    int Reserved,
    int LeftOut
);

/// <summary>Numbers that were left out.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last, included.</param>
/// <param name="IsExplained">Bỏ trống: somebody said why; else they may still be entered (ghi sau).</param>
/// <param name="Reason">Why; null: nobody said, or it was erased.</param>
public sealed record RegisterGapShape(int From, int To, bool IsExplained, string? Reason);

/// <summary>A number of a register. Every number is there, a void one too.</summary>
/// <param name="State">used, void, reserved.</param>
/// <param name="PurposeText">What it was taken for.</param>
/// <param name="Dossier">The dossier it was taken for or in; for a common list, its id instead.</param>
/// <param name="UsedOn">Date of the paper.</param>
/// <param name="VoidText">Why it is void: the cause, and what somebody said of it.</param>
public sealed record RegisterNumberShape(
    int Number,
    string State,
    PurposeCode Purpose,
    string PurposeText,
    DossierId? Dossier,
    ProposalId? Proposal,
    DecisionId? Decision,
    DateTimeOffset TakenAt,
    AccountId TakenBy,
    DateOnly? UsedOn,
    VoidCause? Cause,
    string? VoidText
);

/// <summary>Registers of the units whose papers somebody may read.</summary>
public sealed class RegisterDesk(Bench bench, RegisterQueries queries)
{
    /// <summary>The registers of this person's units and, where they read those below too, of these.</summary>
    public async Task<IReadOnlyList<RegisterShape>> ListAsync(Person person, CancellationToken cancellationToken)
    {
        await bench.CaughtUpAsync(cancellationToken);
        var units = person
            .UnitsFor(Act.ReadDossiers)
            .SelectMany(unit => person.Organisation.Subtree(unit, person.Today).Select(below => below.Id).Prepend(unit))
            .Distinct()
            .Where(unit => person.May(Act.ReadDossiers, unit));
        return [.. queries.BooksOf(units).Select(book => Shape(book, person))];
    }

    /// <summary>One register with its numbers, last first.</summary>
    public async Task<Answer<(RegisterShape Register, Page<RegisterNumberShape> Numbers)>> GetAsync(
        Person person,
        UnitId unit,
        RegisterKind kind,
        int year,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await bench.CaughtUpAsync(cancellationToken);
        return person.May(Act.ReadDossiers, unit) && queries.Find(unit, kind, year, after, limit) is var (book, numbers)
            ? new Answer<(RegisterShape, Page<RegisterNumberShape>)>.Done(
                (Shape(book, person), new([.. numbers.Items.Select(Shape)], numbers.Next))
            )
            : new Answer<(RegisterShape, Page<RegisterNumberShape>)>.NotFound();
    }

    /// <summary>What was left out of a register, first to last.</summary>
    public async Task<Answer<IReadOnlyList<RegisterGapShape>>> GapsAsync(
        Person person,
        UnitId unit,
        RegisterKind kind,
        int year,
        CancellationToken cancellationToken
    )
    {
        await bench.CaughtUpAsync(cancellationToken);
        return person.May(Act.ReadDossiers, unit)
            ? new Answer<IReadOnlyList<RegisterGapShape>>.Done([
                .. queries
                    .Gaps(unit, kind, year)
                    .Select(gap => new RegisterGapShape(gap.From, gap.To, gap.Reason is not null, bench.Reveal(gap.Reason))),
            ])
            : new Answer<IReadOnlyList<RegisterGapShape>>.NotFound();
    }

    /// <summary>Numbers that are written otherwise than the register's own; nothing for whoever may not read it.</summary>
    public IReadOnlyList<RegisterOther> OthersOf(Person person, UnitId unit, RegisterKind kind, int year) =>
        person.May(Act.ReadDossiers, unit) ? queries.Others(unit, kind, year) : [];

    /// <summary>Bỏ trống: says why numbers that were left out stand on no paper here.</summary>
    public async Task<Answer<IReadOnlyList<RegisterGapShape>>> LeaveOutAsync(
        Caller caller,
        UnitId unit,
        RegisterKind kind,
        int year,
        LeaveOutInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var from = check.Number("from", input.From, 1, Register.MostWritten);
        var to = check.Number("to", input.To, 1, Register.MostWritten);
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<IReadOnlyList<RegisterGapShape>>();
        }

        if (!caller.Person.May(Act.ReadDossiers, unit) || !RegisterKinds.All.Contains(kind) || year is < 1 or > 9999)
        {
            return new Answer<IReadOnlyList<RegisterGapShape>>.NotFound();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<IReadOnlyList<RegisterGapShape>>.Forbidden();
        }

        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Register,
            Bindings.RegisterStream(unit, kind, year),
            new RegisterCommand.LeaveOut(from, to, bench.Seal(Keys.OfRegisters(unit), reason)!),
            "register.leave-out",
            input,
            _ => true,
            cancellationToken
        );
        return answer is Answer<bool>.Done
            ? await GapsAsync(caller.Person, unit, kind, year, cancellationToken)
            : answer.As<IReadOnlyList<RegisterGapShape>>();
    }

    /// <summary>What a register is called.</summary>
    public static string NameOf(RegisterKind kind) => Phrases.Vi($"register.{kind}");

    private static RegisterShape Shape(RegisterBook book, Person person) =>
        new(
            book.Unit,
            person.UnitName(book.Unit),
            book.Kind,
            NameOf(book.Kind),
            book.Year,
            book.Last,
            book.Used,
            book.Void,
            book.Last - book.Used - book.Void - book.LeftOut,
            book.LeftOut
        );

    private RegisterNumberShape Shape(RegisterEntry entry)
    {
        var owner = Bookkeeping.OwnerOf(entry.Purpose);
        var what = owner is { Task: not null } ? "task" : owner?.Category;
        var cause = entry.Cause is { } known ? Phrases.Vi($"register.void.{StoredNames<VoidCause>.Of(known)}") : null;
        return new(
            entry.Number,
            entry.IsVoid ? "void"
                : entry.UsedOn is null ? "reserved"
                : "used",
            entry.Purpose,
            what is null ? entry.Purpose.Value : Phrases.Vi($"register.purpose.{what}"),
            owner is { Category: "dossier", Id: var dossier } ? new DossierId(dossier) : null,
            owner is { Category: "proposal", Id: var proposal } ? new ProposalId(proposal) : null,
            owner is { Category: "decision", Id: var decision } ? new DecisionId(decision) : null,
            entry.TakenAt,
            entry.TakenBy,
            entry.UsedOn,
            entry.Cause,
            !entry.IsVoid ? null : string.Join(": ", new[] { cause, bench.Reveal(entry.Reason) }.Where(text => text is not null))
        );
    }
}
