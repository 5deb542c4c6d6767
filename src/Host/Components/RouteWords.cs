using System.Globalization;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Host.Components;

/// <summary>How a part of a route differs between two versions of it.</summary>
public enum RouteChangeKind
{
    /// <summary>The other version lacks it.</summary>
    Added,

    /// <summary>This version lacks it.</summary>
    Removed,

    /// <summary>It says something else.</summary>
    Changed,
}

/// <summary>A step of a route, or its head, that differs between two versions.</summary>
/// <param name="Title">Which, as people call it.</param>
/// <param name="Kind">How.</param>
/// <param name="Lines">What of it, with both wordings; a wording is empty where that version has none.</param>
public sealed record RouteChange(string Title, RouteChangeKind Kind, IReadOnlyList<(string What, string Before, string After)> Lines);

/// <summary>Routes in words, and what differs between two of them.</summary>
public static class RouteWords
{
    /// <summary>Who acts: the function and the level of its unit.</summary>
    public static string Party(PartyDefinition party) => $"{Labels.Function(party.Function)} {Labels.Level(party.Level)}";

    /// <summary>Who acts in a step.</summary>
    public static string Parties(StepDefinition step) =>
        string.Join(step.Mode is StepMode.Joint ? " và " : "; ", step.Parties.Select(Party));

    /// <summary>What a step asks for, of whom.</summary>
    public static string Title(StepDefinition step) => $"{Labels.Act(step.Act)}: {Parties(step)}";

    /// <summary>When a vote passes.</summary>
    public static string Vote(StepDefinition step) =>
        step.Vote is { } vote
            ? $"{(vote.MoreThan ? "trên" : "từ")} {vote.Percent} %{(vote.MoreThan ? "" : " trở lên")} {(vote.Base is VoteBase.Members ? "tổng số thành viên" : "số có mặt")}"
            : "theo quy chế (bộ quy tắc)";

    /// <summary>Where each outcome of a step leads; null: passing leads to the next one, and there is no other.</summary>
    public static string? Leads(RouteDefinition route, StepDefinition step)
    {
        var at = Place(route, step.Id);
        var texts = step
            .Outcomes.Where(o => !(o.Key == Outcomes.Pass && o.Value.Step == (at < route.Steps.Count ? route.Steps[at].Id : (StepId?)null)))
            .Select(o => $"{Outcome(o.Key)}: {Target(route, o.Value)}")
            .ToList();
        return texts.Count == 0 ? null : string.Join("; ", texts) + ".";
    }

    /// <summary>The time limit of a step by the rules of a day, for each level that acts in it.</summary>
    public static string Limit(RouteDefinition route, StepDefinition step, Ruleset rules, DateOnly on)
    {
        if (step.Limit is not { } limit)
        {
            return "Không quy định";
        }

        var days = step
            .Parties.Select(party => party.Level)
            .Distinct()
            .Select(level =>
                rules.Limit(limit, new RuleQuery(level, route.Form, route.Types is [var type, ..] ? type : default, null, on)) is { } found
                    ? $"{Labels.Level(level)} {Vietnam.Count(found.WorkingDays)} ngày làm việc"
                    : $"{Labels.Level(level)} chưa quy định số ngày"
            );
        return $"{string.Join("; ", days)} (thời hạn “{limit}”)";
    }

    /// <summary>
    /// What differs, from the head down, in the order of the later version; what it lacks stands where it stood. A step is known by its code: one
    /// that kept it is the same, whatever it says now.
    /// </summary>
    /// <param name="before">The one version.</param>
    /// <param name="after">The other.</param>
    /// <param name="rules">Rules that say how many days a limit has.</param>
    /// <param name="on">Of which day.</param>
    public static IReadOnlyList<RouteChange> Changes(RouteDefinition before, RouteDefinition after, Ruleset rules, DateOnly on)
    {
        var changes = new List<RouteChange>();
        if (Differing(Head(before), Head(after)) is { Count: > 0 } head)
        {
            changes.Add(new("Quy trình", RouteChangeKind.Changed, head));
        }

        var old = before.Steps.ToDictionary(step => step.Id);
        var now = after.Steps.Select(step => step.Id).ToHashSet();
        var kept = before.Steps.Where(step => now.Contains(step.Id)).Select((step, i) => (step.Id, i)).ToDictionary();
        var gone = before
            .Steps.Index()
            .Where(one => !now.Contains(one.Item.Id))
            .ToLookup(one => before.Steps.Skip(one.Index).FirstOrDefault(step => now.Contains(step.Id))?.Id);
        var place = 0;
        foreach (var (i, step) in after.Steps.Index())
        {
            var title = $"Bước {i + 1} – {Title(step)}";
            if (!old.TryGetValue(step.Id, out var was))
            {
                changes.Add(
                    new(title, RouteChangeKind.Added, [.. Step(after, step, rules, on).Select(line => (line.What, "", line.Text))])
                );
                continue;
            }

            AddGone(step.Id);
            var lines = Differing(Step(before, was, rules, on), Step(after, step, rules, on));
            var (from, to) = (Place(before, step.Id), i + 1);
            if (kept[step.Id] != place++ && from != to)
            {
                lines = [("Thứ tự", $"bước {from}", $"bước {to}"), .. lines];
            }

            if (lines.Count > 0)
            {
                changes.Add(new(title, RouteChangeKind.Changed, lines));
            }
        }

        AddGone(null);
        return changes;

        // Steps that are gone stand before the one they stood before.
        void AddGone(StepId? next) =>
            changes.AddRange(
                gone[next]
                    .Select(one => new RouteChange(
                        $"Bước {one.Index + 1} – {Title(one.Item)}",
                        RouteChangeKind.Removed,
                        [.. Step(before, one.Item, rules, on).Select(line => (line.What, line.Text, ""))]
                    ))
            );
    }

    private static List<(string What, string Text)> Head(RouteDefinition route) =>
        [
            ("Tên", route.Name.Value),
            ("Hình thức khen", Labels.Form(route.Form)),
            ("Loại hình khen thưởng", route.Types.Count == 0 ? "Tất cả" : string.Join("; ", route.Types.Select(Labels.Type))),
            ("Hồ sơ nộp", $"từ {Vietnam.Date(route.ValidFrom)}{(route.ValidTo is { } to ? $" đến hết {Vietnam.Date(to)}" : "")}"),
            ("Căn cứ", route.Basis.Value),
            ("Cấp quyết định", Labels.Level(route.Authority)),
            ("Khi nào dùng", route.OnRequest == true ? "Chỉ khi kế hoạch nêu" : "Như thường lệ"),
        ];

    private static List<(string What, string Text)> Step(RouteDefinition route, StepDefinition step, Ruleset rules, DateOnly on) =>
        [
            (
                "Tên bước",
                step.Name.Value.Replace("{office}", "(bộ phận)", StringComparison.Ordinal)
                    .Replace("{unit}", "(đơn vị)", StringComparison.Ordinal)
            ),
            ("Việc", Labels.Act(step.Act)),
            ("Đơn vị, bộ phận", Parties(step)),
            (
                "Cách quyết định",
                step.Mode switch
                {
                    StepMode.Single => "Một nơi quyết định",
                    StepMode.Joint => "Tất cả cùng đồng ý",
                    StepMode.Vote => $"Biểu quyết: {Vote(step)}",
                }
            ),
            ("Thời hạn", Limit(route, step, rules, on)),
            ("Tiếp nhận", step.Receives ? "Vào cấp mới: tiếp nhận, ghi số đến" : "Không"),
            (
                "Kết quả dẫn đến",
                string.Join(
                    "; ",
                    step.Outcomes.OrderBy(o =>
                            o.Key == Outcomes.Pass ? 0
                            : o.Key == Outcomes.Fail ? 1
                            : 2
                        )
                        .ThenBy(o => o.Key.Value, StringComparer.Ordinal)
                        .Select(o => $"{Outcome(o.Key)}: {Named(route, o.Value)}")
                )
            ),
            (
                "Nơi ghi nhận kết quả",
                string.Join(
                    "; ",
                    step.Parties.Where(p => p.AnsweredBy is not null).Select(p => Party(p.AnsweredBy!)).DefaultIfEmpty("Tự ghi")
                )
            ),
        ];

    private static List<(string What, string Before, string After)> Differing(
        List<(string What, string Text)> before,
        List<(string What, string Text)> after
    ) => [.. before.Zip(after, (b, a) => (b.What, b.Text, a.Text)).Where(line => line.Item2 != line.Item3)];

    private static int Place(RouteDefinition route, StepId step) => route.Steps.ToList().FindIndex(s => s.Id == step) + 1;

    private static string Outcome(OutcomeCode outcome) =>
        outcome == Outcomes.Pass ? "Đồng ý"
        : outcome == Outcomes.Fail ? "Không đồng ý"
        : outcome.Value;

    private static string Target(RouteDefinition route, RouteTarget target) =>
        target.Step is { } step ? string.Create(CultureInfo.InvariantCulture, $"đến bước {Place(route, step)}") : Ends(target);

    // A step by what it asks for: another number alone is no other way.
    private static string Named(RouteDefinition route, RouteTarget target) =>
        target.Step is { } step && route.Steps.FirstOrDefault(s => s.Id == step) is { } found ? $"đến {Title(found)}" : Ends(target);

    private static string Ends(RouteTarget target) => target.End is RouteEnd.Rejected ? "kết thúc, không được xét" : "kết thúc quy trình";
}
