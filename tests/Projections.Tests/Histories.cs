using Microsoft.Data.Sqlite;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>Dossiers that go all the way, as events.</summary>
internal static class Histories
{
    internal static IReadOnlyList<Func<IProjection>> Views(Script script) =>
        [
            () => new DossierViews(new TestUnits()),
            () => new TaskQueue(() => Bindings.Calendar.Initial.Days, ReminderSchedule.UsualTime),
            () => new DossierSearch(new TestUnits(), script.Keyring),
            () => new AuditTrail(new TestUnits()),
            () => new Filings(new TestUnits()),
            () => new CommonLists(new TestUnits()),
            () => new Sittings(new TestUnits()),
            () => new Projections.Views.Inspections(new TestUnits(), () => Bindings.Calendar.Initial.Days, ReminderSchedule.UsualTime),
            () => new StepTimes(() => Bindings.Calendar.Initial),
            () => new Signs(new TestUnits(), () => Bindings.Calendar.Initial),
            () => new RegisterBooks(),
            () => new CalendarMoves(),
            () => new Notices(),
            () => new Mails(),
            () => new Awards(new TestUnits(), script.Keyring),
            () => new AwardCounts(new TestUnits(), script.Keyring),
            () => new Jobs(),
        ];

    internal static FilingEvent.Opened Filing() =>
        new(Script.Xa, Script.Plan, Script.Type, [new(Script.Form, new(Script.Id("d0")))], Secrecy.Normal, null, Script.Anna);

    internal static async Task<Position> WriteAsync(Script script, int count, int from = 0)
    {
        Position last = default;
        for (var i = from; i < from + count; i++)
        {
            var dossier = new DossierId(Script.Id($"d{i}"));
            var stream = "dossier-" + dossier;
            var proposal = new ProposalId(Script.Id($"p{i}"));
            var decision = new DecisionId(Script.Id($"q{i}"));
            var (one, two) = (script.Nominee($"Nguyễn Văn Định {i}"), script.Nominee($"Lý Thị Hoà {i}", unnamed: true));
            var due = new DateOnly(2025, 4, 20).AddDays(i % 20);
            TaskId appraise = new(Script.Id($"t{i}-1")),
                propose = new(Script.Id($"t{i}-2")),
                decide = new(Script.Id($"t{i}-3"));
            var staff = new Party(Script.Huyen, Script.Staff);
            await script.WriteAsync("filing-" + Script.Id($"f{i}").ToString("N"), Filing());
            await script.WriteAsync(stream, Script.Opened(filing: $"f{i}"));
            await script.WriteAsync(stream, new DossierEvent.NomineeAdded(one), new DossierEvent.NomineeAdded(two));
            await script.WriteAsync(
                stream,
                new DossierEvent.Submitted(new($"{i + 1}/TTr-UBND"), Script.Terms()),
                Script.TaskOpened($"t{i}-1", "tham-dinh", StepAct.Appraise, Script.Huyen, Script.Staff, due)
            );
            await script.WriteAsync(stream, new DossierEvent.TaskClaimed(appraise, Script.Anna));
            await script.WriteAsync(
                stream,
                new DossierEvent.Received(appraise, new(Script.Huyen, new("tham-dinh"), new($"{i + 100}"), due.AddDays(-3), due))
            );
            await script.WriteAsync(
                stream,
                new DossierEvent.SupplementRequested(appraise, 1, [new(null, one.Id, null)], null, due.AddDays(-2))
            );
            await script.WriteAsync(stream, new DossierEvent.SupplementProvided(1, [new(appraise, due.AddDays(2), false)], null));
            last = await script.WriteAsync(stream, new DossierEvent.SupplementReceived(appraise, 1));
            if (i % 4 == 3)
            {
                continue; // still under appraisal
            }

            last = await script.WriteAsync(
                stream,
                new DossierEvent.StepCompleted(
                    appraise,
                    new(new("tham-dinh"), staff, Outcomes.Pass),
                    [new(one.Id, true), new(two.Id, false)],
                    null,
                    null,
                    null
                ),
                Script.TaskOpened($"t{i}-2", "trinh", StepAct.Propose, Script.Huyen, Script.Staff, null)
            );
            if (i % 4 == 2)
            {
                continue; // waits to be gathered
            }

            var paper = new SignedPaper(new($"{i + 1}/TTr-PNV"), due, null, new("Trưởng phòng"), SigningForm.Direct, null, due.AddDays(9));
            await script.WriteAsync("proposal-" + proposal, new ListEvent.ProposalDrafted(Script.Huyen, Script.Form));
            await script.WriteAsync("proposal-" + proposal, new ListEvent.NomineesEntered([new(dossier, one.Id)]));
            await script.WriteAsync("proposal-" + proposal, new ListEvent.Issued(paper));
            await script.WriteAsync(
                stream,
                new DossierEvent.StepCompleted(
                    propose,
                    new(new("trinh"), staff, Outcomes.Pass),
                    [new(one.Id, true)],
                    paper,
                    proposal,
                    null
                ),
                Script.TaskOpened($"t{i}-3", "quyet-dinh", StepAct.Decide, Script.Huyen, Script.Head, due.AddDays(20))
            );
            var order = paper with { Number = new($"{i + 1}/QĐ-UBND") };
            await script.WriteAsync("decision-" + decision, new ListEvent.DecisionDrafted(Script.Huyen, Script.Form, null));
            await script.WriteAsync("decision-" + decision, new ListEvent.NomineesEntered([new(dossier, one.Id)]));
            await script.WriteAsync("decision-" + decision, new ListEvent.Issued(order));
            last = await script.WriteAsync(
                stream,
                new DossierEvent.OutcomeEntered(decide, new(decision, order.Number, order.Date, Script.Huyen), [one.Id]),
                new DossierEvent.StepCompleted(
                    decide,
                    new(new("quyet-dinh"), new(Script.Huyen, Script.Head), Outcomes.Pass),
                    [new(one.Id, true)],
                    null,
                    null,
                    null
                )
            );
        }

        return last;
    }
}

/// <summary>
/// Every row of the views that readers see, by table. Numbers of words are put back into words: which number a word gets
/// depends on how events came in batches, and nobody sees it.
/// </summary>
internal static class Dump
{
    private static readonly HashSet<string> WordColumns =
    [
        "unit",
        "function",
        "party_unit",
        "party_function",
        "plan",
        "form",
        "type",
        "category",
        "actor",
        "behalf",
        "appointment",
        "address",
        "step",
        "outcome",
        "recorded_for",
    ];

    internal static Dictionary<string, string> Of(string path)
    {
        var dump = new Dictionary<string, string>(StringComparer.Ordinal);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var words = Read(connection, "SELECT id, text FROM word", []).ToDictionary(r => r[0], r => r[1], StringComparer.Ordinal);
        foreach (
            var generation in Read(connection, "SELECT '_' || view || '_v' || version || '_' || run FROM generation WHERE state = 1", [])
        )
        {
            var suffix = generation[0];
            foreach (
                var table in Read(
                    connection,
                    $"SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, -{suffix.Length}) = '{suffix}'",
                    []
                )
            )
            {
                var rows = Read(connection, $"SELECT * FROM {table[0]}", words)
                    .Select(r => string.Join('|', r))
                    .Order(StringComparer.Ordinal);
                dump[table[0][..^suffix.Length]] = string.Join('\n', rows);
            }
        }

        return dump;
    }

    private static List<string[]> Read(SqliteConnection connection, string sql, Dictionary<string, string> words)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetName(i), reader.GetValue(i), words))]);
        }

        return rows;
    }

    private static string Text(string column, object value, Dictionary<string, string> words) =>
        value switch
        {
            byte[] bytes => Convert.ToHexString(bytes),
            long number when WordColumns.Contains(column) && words.TryGetValue(number.ToString(), out var word) => word,
            string list when column is "units" or "scope" => string.Join(
                ' ',
                list.Split(' ')
                    .Select(u => u.TrimStart('u', 'x') is var n && words.TryGetValue(n, out var word) ? u[..^n.Length] + word : u)
            ),
            _ => value.ToString()!,
        };
}
