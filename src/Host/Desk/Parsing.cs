using System.Globalization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;

namespace PhongTrao.Host.Desk;

/// <summary>Inputs that several desks read.</summary>
internal static class Inputs
{
    private const int MaxListed = 2000;

    internal static ComponentStatement Statement(Check check, ComponentInput input) =>
        new(
            check.Code<ComponentCode>("component", input.Component),
            check.OptionalNumber("copies", input.Copies, 0, 99) ?? 0,
            input.Confirmed ?? false,
            input.NotApplicable ?? false
        );

    internal static List<GatheredNominee> Gathered(Check check, IReadOnlyList<GatheredInput?>? nominees, bool required)
    {
        var list = check.List("nominees", nominees, required ? 1 : 0, MaxListed);
        return
        [
            .. list.Select(
                (nominee, i) =>
                    new GatheredNominee(
                        check.Id<DossierId>(Path(i, "dossier"), nominee?.Dossier),
                        check.Id<NomineeId>(Path(i, "nominee"), nominee?.Nominee)
                    )
            ),
        ];
        static string Path(int i, string name) => string.Create(CultureInfo.InvariantCulture, $"nominees[{i}].{name}");
    }

    /// <summary>Some of those on a list, each once.</summary>
    internal static HashSet<NomineeId> Nominees(Check check, IReadOnlyList<string?>? nominees) =>
        [
            .. check
                .List("nominees", nominees, 1, MaxListed)
                .Select((text, i) => check.Id<NomineeId>(string.Create(CultureInfo.InvariantCulture, $"nominees[{i}]"), text)),
        ];

    /// <summary>Corrected wordings; rows left empty count for nothing, and of one field of one nominee there is one.</summary>
    internal static List<(NomineeId Nominee, WordingField Field, string Wording)> Wordings(
        Check check,
        IReadOnlyList<WordingInput?>? wordings
    )
    {
        var rows = check
            .List("wordings", wordings, 1, MaxListed)
            .Select((row, i) => (Row: row, Path: string.Create(CultureInfo.InvariantCulture, $"wordings[{i}]")))
            .Where(row => row.Row is { } said && (said.Nominee ?? said.Wording ?? said.Field) is { Length: > 0 })
            .ToList();
        if (rows.Count == 0 && !check.Failed)
        {
            check.Fault("wordings", Faults.Required);
        }

        var read = new List<(NomineeId, WordingField, string)>();
        var known = new HashSet<(NomineeId, WordingField)>();
        foreach (var (row, path) in rows)
        {
            var nominee = check.Id<NomineeId>($"{path}.nominee", row!.Nominee);
            var field = check.OneOf($"{path}.field", row.Field, WordingField.Name);
            var max = field switch
            {
                WordingField.Name => 200,
                WordingField.Position or WordingField.Workplace => 300,
                WordingField.Achievement => Bench.MaxText,
            };
            read.Add((nominee, field, check.Text($"{path}.wording", row.Wording, max)));
            if (!known.Add((nominee, field)))
            {
                check.Fault($"{path}.field", Faults.Repeated);
            }
        }

        return read;
    }
}

/// <summary>A signed paper as somebody sent it, checked: waits only for its number and its seal.</summary>
/// <param name="Number">As given; null: the next one of the register.</param>
internal sealed record PaperDraft(
    DocumentNumber? Number,
    DateOnly Date,
    string? Signer,
    PublicText Position,
    SigningForm Form,
    DateOnly? ScanBy
)
{
    internal static PaperDraft Read(Check check, string field, PaperInput? input, DateOnly today, bool secret)
    {
        if (input is null)
        {
            check.Fault(field, Faults.Required);
            return new(null, today, null, default, SigningForm.Direct, null);
        }

        var under = field.Length == 0 ? "" : field + ".";
        var signer = secret ? check.OptionalText($"{under}signer", input.Signer, 200) : check.Text($"{under}signer", input.Signer, 200);
        if (secret && signer is not null)
        {
            check.Fault($"{under}signer", Faults.NotAllowed);
        }

        return new(
            check.OptionalCode<DocumentNumber>($"{under}number", input.Number),
            check.OptionalDate($"{under}date", input.Date) ?? today,
            signer,
            check.Code<PublicText>($"{under}position", input.Position),
            check.OneOf($"{under}form", input.Form, SigningForm.Direct),
            check.OptionalDate($"{under}scanBy", input.ScanBy)
        );
    }

    /// <summary>The paper, numbered and sealed.</summary>
    internal SignedPaper Sign(Bench bench, KeyId key, DocumentEntry? scan, DocumentNumber number) =>
        new(number, Date, bench.Seal(key, Signer), Position, Form, scan, scan is null ? ScanBy : null);

    /// <summary>Where its number comes from when nobody gave one: the register of the unit that signs.</summary>
    internal NextNumber Next(Capacity capacity, RegisterKind kind, string symbol, PurposeCode purpose) =>
        new(capacity.Unit, Numbers.Register(kind, capacity.Function), Date, purpose, n => Numbers.Of(n, symbol, capacity.Function));
}

/// <summary>Numbers of papers as they are written: "05/TTr-UBND", "12/QĐ-CA".</summary>
internal static class Numbers
{
    internal static DocumentNumber Of(int number, string symbol, FunctionCode function) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{number:00}/{symbol}-{(IsPolice(function) ? "CA" : "UBND")}"));

    internal static DocumentNumber OfDossier(int number, int year) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{number:00}/{year}/HS-KT"));

    internal static DocumentNumber Incoming(int number) => new(number.ToString("00", CultureInfo.InvariantCulture));

    /// <summary>The register of the agency that a function belongs to: the police of a unit keep their own.</summary>
    internal static RegisterKind Register(RegisterKind kind, FunctionCode function) =>
        IsPolice(function) ? RegisterKinds.OfPolice(kind) : kind;

    private static bool IsPolice(FunctionCode function) => function == Functions.Police || function == Functions.PoliceHead;
}
