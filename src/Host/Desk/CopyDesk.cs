using System.Globalization;
using System.Text;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>A plan copied as the start of one's own.</summary>
/// <param name="Id">The new plan.</param>
/// <param name="Revision">Its revision, 1.</param>
/// <param name="CopiedFrom">What it began as.</param>
public sealed record PlanCopied(string Id, int Revision, PlanOrigin CopiedFrom);

/// <summary>
/// Sao chép làm kế hoạch của mình: all that a plan says under an issuer, number, date and period of one's own. The copy is a plan
/// of its own that binds nobody yet; what it says is then changed as any plan's is, by a file that a second person confirms.
/// </summary>
public sealed class CopyDesk(Bench bench, House house)
{
    private const int MaxText = 500;
    private const int MaxId = 80;

    /// <summary>Copies the revision in force. General documents (văn bản) are nobody's own and are not found here.</summary>
    public async Task<Answer<PlanCopied>> CopyAsync(Caller caller, PlanId id, CopyPlanInput input, CancellationToken cancellationToken)
    {
        var person = caller.Person;
        if (!person.May(Act.PublishRules))
        {
            return new Answer<PlanCopied>.Forbidden();
        }

        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { Kind: PlanKind.Plan } source } plan)
        {
            return new Answer<PlanCopied>.NotFound();
        }

        var check = new Check();
        var issuer = check.Code<UnitId>("issuer", input.Issuer);
        var number = check.Code<DocumentNumber>("number", input.Number);
        var date = check.Date("date", input.Date);
        var title = Text(check, "title", input.Title);
        var from = check.Date("periodFrom", input.PeriodFrom);
        var to = check.Date("periodTo", input.PeriodTo);
        var issuedBy = Text(check, "issuedBy", input.IssuedBy);
        if (!check.Failed && to < from)
        {
            check.Fault("periodTo", FileProblems.EndsBeforeItBegins, ("from", from.Iso()), ("to", to.Iso()));
        }

        if (check.Failed)
        {
            return check.Answer<PlanCopied>();
        }

        if (person.Organisation.Unit(issuer) is not { External: false } unit || !unit.IsInForce(date))
        {
            return Answer<PlanCopied>.Refuse(HostRefusals.UnitNotInForce, ("unit", issuer.Value), ("day", date.Iso()));
        }

        if (!person.May(Act.PublishRules, issuer))
        {
            return new Answer<PlanCopied>.Forbidden();
        }

        if (plan.File is not { } file)
        {
            return Answer<PlanCopied>.Refuse(HostRefusals.PlanHasNoFile);
        }

        var head = new PlanHead(
            IdOf(issuer, number, date),
            issuer,
            Paper(source, unit, issuedBy, date, person.Organisation),
            number,
            date,
            title ?? source.Title,
            new(new($"từ {Localization.Vietnam.Date(from)} đến {Localization.Vietnam.Date(to)}"), from, to, source.Period.Clause)
        );
        if (house.Named(issuer, number, date) is { } same && same != head.Id)
        {
            return Answer<PlanCopied>.Refuse(HostRefusals.PlanKnownAs, ("plan", same.Value));
        }

        var yaml = PlanFile.Copy(Encoding.UTF8.GetString(file.ToArray()), head);
        var read = PlanFile.Read(yaml);
        var origin = new PlanOrigin(id, plan.Revision);
        return read.Value is { } copy
            ? await bench.RunAsync(
                caller,
                Publishing.CapacityOf(person),
                Bindings.Plan,
                Bindings.PlanStream(copy.Id),
                new PlanCommand.Import(copy, FileDigest.Of(yaml), FileBytes.Of(yaml), origin),
                $"plan.copy {origin.Plan}",
                input,
                state => new PlanCopied(copy.Id.Value, state.Revision, state.CopiedFrom ?? origin),
                cancellationToken
            )
            : Publishing.Problems<PlanCopied>(read.Problems);
    }

    /// <summary>
    /// The id a plan of that issuer, number and date has when it is given none: "xa-a-12-kh-bcd-2026-01-05". The same three give the
    /// same id, so that two people at once make one plan.
    /// </summary>
    internal static PlanId IdOf(UnitId issuer, DocumentNumber number, DateOnly date)
    {
        var words = VietnameseText.Fold($"{number}").Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '-');
        var id = $"{issuer}-{string.Concat(words)}-{date.Iso()}";
        return new(id.Length <= MaxId ? id : $"{id[..(MaxId - 17)]}-{FileDigest.Of(id).Value[..16]}");
    }

    private static PublicText? Text(Check check, string field, string? text) =>
        check.OptionalText(field, text, MaxText) is { } given ? check.OptionalCode<PublicText>(field, given) : null;

    // Another unit speaks under its own name and place; the same one as it did.
    private static PlanPaper Paper(PlanDefinition source, Unit unit, PublicText? issuedBy, DateOnly on, OrganisationState organisation)
    {
        if (source.Paper is { } paper && unit.Id == source.Issuer)
        {
            return paper with { Name = issuedBy ?? paper.Name };
        }

        var now = unit.On(on);
        List<string> above = [];
        for (
            var next = now.Parent;
            next is { } parent && organisation.Unit(parent) is { } higher && above.Count < 4;
            next = higher.On(on).Parent
        )
        {
            above.Add(higher.NameOn(on).Value);
        }

        return new(
            issuedBy ?? new($"UBND {now.Name}"),
            unit.Level,
            now.LevelWord,
            above.Count == 0 ? null : new(string.Join(", ", above)),
            source.Paper?.Clause ?? new("Đầu văn bản")
        );
    }
}
