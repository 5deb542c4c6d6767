using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The offices on a scenario's ways and who sits in them. A step is passed by whoever holds its office, and only where the dossier has
/// come to that step: a scenario names its steps one after the other.
/// </summary>
internal sealed class Offices(Service service)
{
    private readonly Dictionary<(string Unit, string Function), Client> _people = [];

    public Client this[string unit, string function] => _people[(unit, function)];

    /// <summary>Tân Khai, its district and its province, with the demo's people, from 01/3/2025 to 30/6/2025.</summary>
    public static Task<Offices> OfTanKhaiAsync(Service service) =>
        SeatAsync(
            service,
            ("thi-tran-tan-khai", "tham-muu", "xa.canbo"),
            ("thi-tran-tan-khai", "cong-an", "xa.congan"),
            ("thi-tran-tan-khai", "lanh-dao", "xa.lanhdao"),
            ("huyen-hon-quan", "tham-muu", "huyen.noivu"),
            ("huyen-hon-quan", "lanh-dao", "huyen.lanhdao"),
            ("tinh-binh-phuoc", "cong-an", "tinh.congan"),
            ("tinh-binh-phuoc", "cong-an-lanh-dao", "tinh.congan.lanhdao"),
            ("tinh-binh-phuoc", "tham-muu", "tinh.noivu"),
            ("tinh-binh-phuoc", "hoi-dong", "tinh.thuky"),
            ("tinh-binh-phuoc", "lanh-dao", "tinh.lanhdao"),
            ("tinh-binh-phuoc", "van-thu", "tinh.vanthu"),
            ("tinh-binh-phuoc", "dieu-phoi", "dieuphoi")
        );

    /// <summary>The new xã Tân Khai and its province, with the demo's people, from 01/7/2025.</summary>
    public static Task<Offices> OfTanKhaiFromJulyAsync(Service service) =>
        SeatAsync(
            service,
            ("xa-tan-khai-2025", "tham-muu", "xa.canbo"),
            ("xa-tan-khai-2025", "cong-an", "xa.congan"),
            ("xa-tan-khai-2025", "lanh-dao", "xa.lanhdao"),
            ("tinh-dong-nai-2025", "cong-an", "tinh.congan"),
            ("tinh-dong-nai-2025", "tham-muu", "tinh.noivu"),
            ("tinh-dong-nai-2025", "hoi-dong", "tinh.thuky"),
            ("tinh-dong-nai-2025", "lanh-dao", "tinh.lanhdao"),
            ("tinh-dong-nai-2025", "van-thu", "tinh.vanthu"),
            ("tinh-dong-nai-2025", "dieu-phoi", "dieuphoi")
        );

    /// <summary>
    /// Units the demo does not have, loaded through the API by the administrator, each with its functions and one person for each, who
    /// has changed the first password.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="units">Rows of the file's units, with braces.</param>
    /// <param name="to">Last day of the functions and appointments; null: none.</param>
    /// <param name="functions">Which functions each unit holds; units of the demo may get more.</param>
    public static async Task<Offices> ImportAsync(
        Service service,
        string units,
        string? to,
        params (string Unit, string[] Functions)[] functions
    )
    {
        var file = new StringBuilder("format: 1\n");
        var days = to is null ? "from: 2024-01-01" : $"from: 2024-01-01, to: {to}";
        var all = functions.SelectMany(row => row.Functions.Select(function => (row.Unit, Function: function))).ToList();
        Section("units", units.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Section(
            "functions",
            all.Select(one => $"{{ unit: {one.Unit}, function: {one.Function}, office: \"{one.Function} {one.Unit}\", {days} }}")
        );
        Section("people", all.Select(one => $"{{ userName: {User(one)}, name: \"Người của {User(one)}\" }}"));
        Section(
            "appointments",
            all.Select(one => $"{{ userName: {User(one)}, unit: {one.Unit}, function: {one.Function}, title: \"Công chức\", {days} }}")
        );
        var imported = (
            await (await service.AsAsync("quantri")).PostAsync(
                "org/import",
                new { files = new[] { new { name = "dia-phuong.yaml", text = file.ToString() } } }
            )
        ).Ok();
        var passwords = imported
            .Json.GetProperty("accounts")
            .EnumerateArray()
            .ToDictionary(made => made.GetProperty("userName").GetString()!, made => made.GetProperty("password").GetString()!);
        var offices = new Offices(service);
        foreach (var one in all)
        {
            offices._people[one] = await SignInAsync(service, User(one), passwords[User(one)]);
        }

        return offices;

        void Section(string name, IEnumerable<string> rows) =>
            file.Append(name).Append(":\n").AppendJoin("", rows.Select(row => $"  - {row}\n"));
    }

    /// <summary>Somebody of another unit that the scenario needs too.</summary>
    public async Task<Offices> WithAsync(string unit, string function, string user)
    {
        _people[(unit, function)] = await service.AsAsync(user);
        return this;
    }

    /// <summary>A dossier in draft.</summary>
    /// <param name="unit">Who proposes.</param>
    /// <param name="plan">Under which plan.</param>
    /// <param name="type">Type of award.</param>
    /// <param name="form">Award form.</param>
    /// <param name="nominees">Name, kind and target group of each; no group: none is stated.</param>
    public async Task<string> DraftAsync(
        string unit,
        string plan,
        string type,
        string form,
        params (string Name, string Kind, string? Group)[] nominees
    )
    {
        var preparer = this[unit, "tham-muu"];
        var filing = (await FileAsync(unit, plan, type, form)).Ok().Json;
        var dossier = filing.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        foreach (var (name, kind, group) in nominees)
        {
            (
                await preparer.PostAsync(
                    $"dossiers/{dossier}/nominees",
                    new
                    {
                        name,
                        kind,
                        group,
                        leader = kind == "person" ? (bool?)false : null,
                        achievement = $"Giữ gìn an ninh, trật tự: {name}.",
                    }
                )
            ).Ok();
        }

        return dossier;
    }

    /// <summary>Asks for a filing.</summary>
    public Task<Answered> FileAsync(string unit, string plan, string type, string form) =>
        this[unit, "tham-muu"]
            .PostAsync(
                "filings",
                new
                {
                    unit,
                    plan,
                    type,
                    forms = new[] { form },
                }
            );

    /// <summary>Submits a dossier.</summary>
    public Task<Answered> SubmitAsync(string unit, string dossier) => this[unit, "tham-muu"].PostAsync($"dossiers/{dossier}/submit");

    /// <summary>States that so many sets of a component lie on paper, confirmed.</summary>
    public static async Task StateAsync(Client preparer, string dossier, int copies, params string[] components)
    {
        foreach (var component in components)
        {
            (
                await preparer.PutAsync(
                    $"dossiers/{dossier}/components",
                    new
                    {
                        component,
                        copies,
                        confirmed = true,
                    }
                )
            ).Ok();
        }
    }

    /// <summary>Passes these steps one after the other: receives where it must, judges everybody still in, signs where it must.</summary>
    public async Task PassAsync(string dossier, params string[] steps)
    {
        foreach (var step in steps)
        {
            var (task, officer) = await AtAsync(dossier, step);
            (await officer.PostAsync($"tasks/{Id(task)}/complete", End(task))).Ok();
        }
    }

    /// <summary>The open task of a step, received where that must be, and who works on it.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="step">The step it has to have come to.</param>
    /// <param name="function">Whose, of a step that is several offices'.</param>
    public async Task<(JsonElement Task, Client Officer)> AtAsync(string dossier, string step, string? function = null)
    {
        var open = (await AnyoneAsync(dossier))
            .GetProperty("tasks")
            .EnumerateArray()
            .Where(task => task.GetProperty("isOpen").GetBoolean())
            .ToList();
        open.Select(task => Text(task, "step")).ShouldContain(step, $"{dossier} has come elsewhere");
        var found = open.First(task => Text(task, "step") == step && (function is null || Text(task, "deskFunction") == function));
        var officer = this[Text(found, "deskUnit"), Text(found, "deskFunction")];
        if (found.GetProperty("receives").GetBoolean() && !found.GetProperty("received").GetBoolean())
        {
            (await officer.PostAsync($"tasks/{Id(found)}/receive")).Ok();
        }

        return (found, officer);
    }

    /// <summary>An office says of everybody still in that they pass, but for one, or for nobody.</summary>
    public async Task<Answered> JudgeAsync(string dossier, string step, string function, string? refused = null)
    {
        var (task, officer) = await AtAsync(dossier, step, function);
        var verdicts = (await AnyoneAsync(dossier))
            .GetProperty("nominees")
            .EnumerateArray()
            .Where(nominee => Text(nominee, "state") == "in")
            .Select(nominee => new
            {
                nominee = Id(nominee),
                passed = Text(nominee, "name") != refused,
                note = Text(nominee, "name") == refused ? "Thành tích chưa rõ." : null,
            })
            .ToArray();
        return await officer.PostAsync($"tasks/{Id(task)}/complete", new { verdicts });
    }

    /// <summary>The council's votes on each nominee still in: those for it, of so many members who all voted.</summary>
    public async Task<Answered> VoteAsync(string dossier, string step, int members, Func<string, (int For, bool Passed)> votes)
    {
        var (task, secretary) = await AtAsync(dossier, step);
        var verdicts = (await secretary.GetAsync($"dossiers/{dossier}"))
            .Ok()
            .Json.GetProperty("nominees")
            .EnumerateArray()
            .Where(nominee => Text(nominee, "state") == "in")
            .Select(nominee =>
            {
                var (@for, passed) = votes(Text(nominee, "name"));
                return new
                {
                    nominee = Id(nominee),
                    passed,
                    note = passed ? null : "Chưa đủ số phiếu đồng ý.",
                    tally = new
                    {
                        members,
                        issued = members,
                        returned = members,
                        valid = members,
                        @for,
                        against = members - @for,
                    },
                };
            })
            .ToArray();
        return await secretary.PostAsync($"tasks/{Id(task)}/complete", new { verdicts, paper = Walk.Paper });
    }

    /// <summary>The state of a nominee, by name.</summary>
    public async Task<string> StateAsync(string dossier, string name) =>
        Text(
            (await AnyoneAsync(dossier)).GetProperty("nominees").EnumerateArray().Single(nominee => Text(nominee, "name") == name),
            "state"
        );

    /// <summary>The status of a dossier.</summary>
    public async Task<string> StatusAsync(string dossier) => Text(await AnyoneAsync(dossier), "status");

    /// <summary>What the rules say of a nominee of a draft, by code; the rule on groups and types of award under "".</summary>
    public async Task<Dictionary<string, JsonElement>> FindingsAsync(string dossier, string name) =>
        (await ReaderAsync(dossier, "findings"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => Text(item, "name") == name)
            .GetProperty("findings")
            .EnumerateArray()
            .ToDictionary(finding => finding.TryGetProperty("rule", out var rule) ? rule.GetString()! : "");

    /// <summary>Whoever appraises a dossier sends it back for want of something; what was missing comes some days later.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="step">The step it has come to.</param>
    /// <param name="unit">Whose dossier it is.</param>
    /// <param name="until">The morning on which it comes.</param>
    /// <returns>When the task was due before and when it is due now.</returns>
    public async Task<(string? Before, string? After)> SupplementAsync(string dossier, string step, string unit, string until)
    {
        var (task, officer) = await AtAsync(dossier, step);
        var note = "Thiếu xác nhận của cơ quan quản lý.";
        (await officer.PostAsync($"tasks/{Id(task)}/return", new { items = new[] { new { note } } })).Ok();
        (await StatusAsync(dossier)).ShouldBe("awaiting-supplement");
        (await LineAsync(officer, task)).GetProperty("clockPaused").GetBoolean().ShouldBeTrue();
        (await officer.PostAsync($"tasks/{Id(task)}/complete", new { allPassed = true })).Refused("dossier.supplement-awaited");

        (await service.Anonymous().PostAsync("dev/clock", new { to = until })).Ok();
        (await this[unit, "tham-muu"].PostAsync($"dossiers/{dossier}/supplement", new { note = "Đã bổ sung." })).Ok();
        (await officer.PostAsync($"tasks/{Id(task)}/receive-supplement")).Ok();
        var line = await LineAsync(officer, task);
        line.GetProperty("clockPaused").GetBoolean().ShouldBeFalse();
        return (Day(task), Day(line));

        static string? Day(JsonElement of) => of.GetProperty("dueOn").GetString();
        static async Task<JsonElement> LineAsync(Client officer, JsonElement task) =>
            (await officer.GetAsync("tasks")).Ok().Json.GetProperty("items").EnumerateArray().Single(line => Id(line) == Id(task));
    }

    /// <summary>The authority decides over everybody of a dossier who waits for it.</summary>
    public async Task<JsonElement> DecideAsync(string dossier, string step, string form)
    {
        var (task, head) = await AtAsync(dossier, step);
        return await Walk.DecideAsync(head, Text(task, "deskUnit"), form, waiting => Text(waiting, "dossier") == dossier);
    }

    /// <summary>Everybody awarded is told, and the papers go to the archive.</summary>
    public async Task ConcludeAsync(string dossier)
    {
        (await StatusAsync(dossier)).ShouldBe("issued");
        var (notify, notifier) = await AtAsync(dossier, "thong-bao");
        (await notifier.PostAsync($"tasks/{Id(notify)}/complete")).Ok();
        var (archive, archivist) = await AtAsync(dossier, "luu-tru");
        (await archivist.PostAsync($"tasks/{Id(archive)}/complete", new { place = "Kho lưu trữ, giá 3" })).Ok();
        (await StatusAsync(dossier)).ShouldBe("archived");
    }

    private Task<JsonElement> AnyoneAsync(string dossier) => ReaderAsync(dossier, null);

    // Whoever prepares reads their own; a scenario has more than one unit that does.
    private async Task<JsonElement> ReaderAsync(string dossier, string? what)
    {
        foreach (var preparer in _people.Where(one => one.Key.Function == "tham-muu").Select(one => one.Value))
        {
            var answer = await preparer.GetAsync(what is null ? $"dossiers/{dossier}" : $"dossiers/{dossier}/{what}");
            if (answer.Status is System.Net.HttpStatusCode.OK)
            {
                return answer.Json;
            }
        }

        throw new InvalidOperationException($"Nobody reads {dossier}.");
    }

    private static object End(JsonElement task) =>
        Text(task, "act") is "propose" ? new { allPassed = true, paper = Walk.Paper } : new { allPassed = true };

    private static async Task<Offices> SeatAsync(Service service, params (string Unit, string Function, string User)[] people)
    {
        var offices = new Offices(service);
        foreach (var (unit, function, user) in people)
        {
            await offices.WithAsync(unit, function, user);
        }

        return offices;
    }

    private static string User((string Unit, string Function) office) => $"{office.Unit}.{office.Function}";

    private static string Id(JsonElement of) => Text(of, "id");

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    // The first password is told once and changed at once: to the one that every test signs in with.
    private static async Task<Client> SignInAsync(Service service, string userName, string password)
    {
        var first = (await service.Anonymous().PostAsync("tokens", new { userName, password })).Ok().Json;
        var limited = service.With(first.GetProperty("accessToken").GetString()!);
        (await limited.PostAsync("me/password", new { oldPassword = password, newPassword = "phongtrao" })).Ok();
        return await service.AsAsync(userName);
    }
}
