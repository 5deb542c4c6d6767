using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Deliveries;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>
/// Streams as earlier releases wrote them, byte for byte, replayed for ever: whatever changes, they are read, fold to what they
/// folded to, and their chains hold. The files under Golden/ are never edited and never deleted once released. A new event
/// type is recorded by running this class once with PHONGTRAO_RECORD_GOLDEN=1: what is not in any file yet goes into new ones.
/// </summary>
public sealed class GoldenStreams
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "Workflows.Tests", "Golden");
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Members that came to a type after its first release: a golden stream of their own has them.</summary>
    private static readonly (string Type, string Member)[] Later =
    [
        ("plan.imported", "file"),
        ("org.units-registered", "units.kind"),
        ("plan.revision-confirmed", "on"),
        ("plan.revision-confirmed", "basis"),
        ("plan.imported", "copiedFrom"),
        ("figures.stated", "ask.targets.forOthers"),
        ("plan.imported", "definition.duties.alsoTo"),
        ("plan.imported", "definition.targets.numberFrom"),
        ("plan.imported", "definition.targets.baseFrom"),
        ("figures.stated", "entries.known.number"),
        ("mail.sent", "unsure"),
        ("figures.stated", "ask.targets.partOf"),
        ("figures.stated", "ask.successors"),
        ("figures.stated", "entries.knownTotal"),
        ("duty.filed", "by"),
        ("duty.replaced", "by"),
        ("duty.accepted", "told"),
        ("duty.returned", "told"),
        ("dossier.submitted", "answers"),
        ("dossier.opened", "recognition"),
        ("dossier.opened-by-split", "recognition.stated"),
        ("dossier.nominee-added", "nominee.body"),
        ("dossier.nominee-added", "nominee.bodyUnit"),
        ("dossier.submitted", "also"),
        ("dossier.submitted", "terms.recognition.scale"),
        ("dossier.received", "lateReason"),
        ("dossier.step-completed", "verdicts.score"),
        ("dossier.outcome-entered", "scores"),
        ("filing.opened", "recognition"),
        ("ruleset.published", "rules.scales"),
        ("ruleset.published", "rules.years"),
        ("plan.imported", "definition.recognitions.route"),
        ("plan.imported", "definition.targets.numberFrom.stage"),
        ("dossier.step-completed", "found"),
        ("dossier.step-completed", "overrides"),
        ("dossier.nominees-split-off", "on"),
        ("dossier.nominees-split-off", "other.done.step"),
        ("dossier.opened-by-split", "suspended.cause"),
        ("dossier.opened-by-split", "stoppedOn"),
        ("dossier.opened-by-split", "overriddenRules"),
        ("plan.imported", "definition.criteria.effect"),
        ("plan.imported", "definition.eligibility.effect"),
        ("plan.imported", "definition.routes.route"),
        ("plan.imported", "definition.components.types"),
        ("route.drafted", "definition.onRequest"),
        ("plan.imported", "definition.quotas.groups"),
        ("decision.drafted", "revokes.ground"),
        ("plan.imported", "definition.quotas.hard"),
        ("plan.imported", "definition.shares.percent"),
        ("quota.places-taken", "shares.percent"),
        ("quota.places-taken", "seats.shares.part"),
        ("quota.places-taken", "seats.marks"),
        ("decision.drafted", "corrects.decision"),
        ("decision.drafted", "replaces.decision"),
        ("subject.award-cancelled", "replaced"),
        ("quota.allocated", "allotment.why"),
        ("quota.more-asked", "request.why"),
        ("ruleset.published", "rules.bases.dong"),
        ("ruleset.published", "rules.rewards.hundredths"),
        ("dossier.nominees-split-off", "other.told.from"),
        ("job.advanced", "refused.arguments"),
        ("past.entered", "paper.year"),
        ("past.entered", "paper.names.unit"),
        ("past.entered", "paper.names.grade"),
        ("org.appointed", "appointments.number"),
        ("org.appointed", "appointments.date"),
        ("org.appointments-ended", "endings.number"),
        ("org.appointments-ended", "endings.date"),
        ("reminder.issued", "subject.inspection"),
        ("inspection.made", "paper.blob"),
        ("inspection.made", "told.unit"),
        ("inspection.answered", "paper.blob"),
        ("inspection.answered", "told.unit"),
        ("inspection.asked-again", "told.unit"),
    ];

    public static TheoryData<string> Files =>
        Recording()
            ? ["recording"]
            : [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_read_as_they_were_written(string file)
    {
        foreach (var recorded in Read(file).SelectMany(s => s.Events))
        {
            var type = EventTypes.All.Single(t => t.Name == recorded.Type);
            var read = EventTypes.Read(recorded);
            read.ShouldBeOfType(type.Type);
            if (type.Upcast is null)
            {
                Lost(
                        JsonNode.Parse(recorded.Data.Span),
                        JsonNode.Parse(EventTypes.Write(read, recorded.Stream.Category).Data),
                        recorded.Type
                    )
                    .ShouldBeEmpty();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Fold_to_what_they_folded_to(string file)
    {
        foreach (var stream in Read(file).Where(s => s.Folded is not null))
        {
            Summary(stream.Events).ShouldBe(stream.Folded, stream.Events[0].Stream.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Hold_as_chains(string file)
    {
        foreach (var stream in Read(file).Where(s => s.Folded is not null))
        {
            ChainVerifier.Verify(stream.Events).ShouldBeNull();
            HashChain.Hash(stream.Events[^1]).ShouldBe(stream.Head);
        }
    }

    [Fact]
    public async Task Have_every_event_type()
    {
        if (Recording())
        {
            await Record();
        }

        var recorded = Directory
            .GetFiles(Folder, "*.json")
            .SelectMany(f => Read(Path.GetFileName(f)))
            .SelectMany(s => s.Events)
            .Select(e => e.Type);

        EventTypes
            .All.Select(t => t.Name)
            .Except(recorded)
            .ShouldBeEmpty("record them: PHONGTRAO_RECORD_GOLDEN=1 dotnet test tests/Workflows.Tests --filter GoldenStreams");
    }

    [Fact]
    public void Have_every_member_that_came_later()
    {
        foreach (var (type, member) in Later)
        {
            All().ShouldContain(e => e.Type == type && Has(e, member), $"{type}.{member}: record it");
        }
    }

    /// <summary>A union's case is known by a stored word; each word has been recorded once.</summary>
    [Fact]
    public void Have_every_case_of_every_union()
    {
        Cases.Except(All().SelectMany(CasesOf)).ShouldBeEmpty();
    }

    /// <summary>"timing=tu-den" for every case of every union that stands in events.</summary>
    private static readonly HashSet<string> Cases =
    [
        .. InEvents()
            .SelectMany(type =>
                type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
                    .Select(derived =>
                        $"{type.GetCustomAttribute<JsonPolymorphicAttribute>()!.TypeDiscriminatorPropertyName}={derived.TypeDiscriminator}"
                    )
            ),
    ];

    // The types of which events are made; other unions stand only in answers of the API.
    private static HashSet<Type> InEvents()
    {
        var found = new HashSet<Type>();
        var open = new Stack<Type>(EventTypes.All.Select(t => t.Type));
        while (open.TryPop(out var type))
        {
            if (found.Add(type))
            {
                IEnumerable<Type> parts =
                [
                    .. type.GetGenericArguments(),
                    .. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(derived => derived.DerivedType),
                    .. type.Assembly == typeof(EventTypes).Assembly ? type.GetProperties().Select(property => property.PropertyType) : [],
                ];
                foreach (var part in parts)
                {
                    open.Push(part);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> CasesOf(RecordedEvent e) => CasesOf(JsonNode.Parse(e.Data.Span));

    private static IEnumerable<string> CasesOf(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(m =>
                m.Value is JsonValue value && Cases.Contains($"{m.Key}={value}") ? [$"{m.Key}={value}"] : CasesOf(m.Value)
            ),
            JsonArray items => items.SelectMany(CasesOf),
            _ => [],
        };

    private static IEnumerable<RecordedEvent> All() =>
        Directory.GetFiles(Folder, "*.json").SelectMany(f => Read(Path.GetFileName(f))).SelectMany(s => s.Events);

    /// <summary>Whether a member stands in the event, by its path ("units.kind": of an item of units).</summary>
    private static bool Has(RecordedEvent e, string member) => Has(JsonNode.Parse(e.Data.Span), member.Split('.'));

    private static bool Has(JsonNode? node, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty || node is null)
        {
            return node is not null;
        }

        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                if (Has(item, path))
                {
                    return true;
                }
            }

            return false;
        }

        return Has(node[path[0]], path[1..]);
    }

    private static IEnumerable<string> LaterOf(string type, byte[] data) =>
        Later.Where(l => l.Type == type && Has(JsonNode.Parse(data), l.Member.Split('.'))).Select(l => $"{l.Type}.{l.Member}");

    private sealed record Golden(IReadOnlyList<RecordedEvent> Events, string? Head, string? Folded);

    private static bool Recording() => Environment.GetEnvironmentVariable("PHONGTRAO_RECORD_GOLDEN") == "1";

    private static List<Golden> Read(string file) =>
        file == "recording"
            ? []
            :
            [
                .. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!["streams"]!
                    .AsArray()
                    .Select(s => new Golden(
                        [.. s!["events"]!.AsArray().Select(e => Event((string)s["stream"]!, e!))],
                        (string?)s["head"],
                        s["folded"] is JsonArray lines ? string.Join('\n', lines.Select(l => (string)l!)) : null
                    )),
            ];

    private static RecordedEvent Event(string stream, JsonNode e) =>
        new(
            new(stream),
            new((long)e["revision"]!),
            Position.At((long)e["revision"]!),
            Guid.ParseExact((string)e["id"]!, "N"),
            (string)e["type"]!,
            Encoding.UTF8.GetBytes((string)e["data"]!),
            Encoding.UTF8.GetBytes((string)e["metadata"]!)
        );

    private static async Task Record()
    {
        Directory.CreateDirectory(Folder);
        foreach (
            var (name, live) in new[]
            {
                ("dossier-whole", GoldenScenario.Whole),
                ("dossier-given-up", (Func<IEventStore, Task>)GoldenScenario.GivenUp),
                ("dossier-own-affair", GoldenScenario.OwnAffair),
                ("dossier-weighed", GoldenScenario.Weighed),
                ("dossier-consulted", GoldenScenario.Consulted),
                ("dossier-recognised", GoldenScenario.Recognised),
                ("calendar-changes", GoldenScenario.CalendarChanges),
                ("duty-answered", GoldenScenario.DutyAnswered),
                ("figures-stated", GoldenScenario.FiguresStated),
            }
        )
        {
            var path = Path.Combine(Folder, name + ".json");
            if (!File.Exists(path))
            {
                await using var store = new MemoryEventStore();
                await live(store);
                var streams = new List<RecordedEvent>();
                await foreach (var e in ChainVerifier.LogOf(store))
                {
                    streams.Add(e);
                }

                Write(path, streams.GroupBy(e => e.Stream.Value).Select(s => Stream(s.Key, [.. s], folds: true)));
            }
        }

        var known = Directory
            .GetFiles(Folder, "*.json")
            .SelectMany(f => Read(Path.GetFileName(f)))
            .SelectMany(s => s.Events)
            .Select(e => e.Type);
        var later = Later.Where(l => !All().Any(e => e.Type == l.Type && Has(e, l.Member))).Select(l => l.Type).ToHashSet();
        var missing = EventTypes.All.Where(t => !known.Contains(t.Name) || later.Contains(t.Name)).ToList();
        foreach (var area in missing.GroupBy(t => t.Name[..t.Name.IndexOf('.')]))
        {
            var n = 1;
            while (File.Exists(Path.Combine(Folder, $"{area.Key}-types-{n}.json")))
            {
                n++;
            }

            // A few values of each type, made up: nobody lived this stream, it is only read.
            var stream = new StreamName($"{area.Key}-golden{n}");
            // More of them until every case of every union, and every member that came later, has come up.
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var events = area.SelectMany(t =>
                Enumerable
                    .Range(1, 300)
                    .Select(seed => (seed, Written: EventTypes.Write(Anything.Make(t.Type, seed), area.Key)))
                    .Where(e =>
                        CasesOf(JsonNode.Parse(e.Written.Data)).Concat(LaterOf(t.Name, e.Written.Data)).Where(seen.Add).ToList()
                            is { Count: > 0 }
                        || e.seed <= 3
                    )
                    .Select(e => e.Written)
            );
            Write(
                Path.Combine(Folder, $"{area.Key}-types-{n}.json"),
                [
                    Stream(
                        stream.Value,
                        [
                            .. events.Select(
                                (e, i) =>
                                    new RecordedEvent(
                                        stream,
                                        new(i),
                                        Position.At(i),
                                        Cast.Id(i),
                                        e.Name,
                                        e.Data,
                                        Encoding.UTF8.GetBytes("{}")
                                    )
                            ),
                        ],
                        folds: false
                    ),
                ]
            );
        }
    }

    private static JsonObject Stream(string name, List<RecordedEvent> events, bool folds) =>
        new()
        {
            ["stream"] = name,
            ["head"] = folds ? HashChain.Hash(events[^1]) : null,
            ["folded"] = folds ? new JsonArray([.. Summary(events).Split('\n').Select(l => JsonValue.Create(l))]) : null,
            ["events"] = new JsonArray([
                .. events.Select(e => new JsonObject
                {
                    ["revision"] = e.Revision.Value,
                    ["id"] = e.EventId.ToString("N"),
                    ["type"] = e.Type,
                    ["metadata"] = Encoding.UTF8.GetString(e.Metadata.Span),
                    ["data"] = Encoding.UTF8.GetString(e.Data.Span),
                }),
            ]),
        };

    private static void Write(string path, IEnumerable<JsonObject> streams) =>
        File.WriteAllText(path, new JsonObject { ["streams"] = new JsonArray([.. streams]) }.ToJsonString(Readable) + "\n");

    /// <summary>Members of the recorded payload that today's does not have or has otherwise; new members are no loss.</summary>
    private static IEnumerable<string> Lost(JsonNode? was, JsonNode? now, string path) =>
        (was, now) switch
        {
            (JsonObject a, JsonObject b) => a.SelectMany(m => Lost(m.Value, b[m.Key], $"{path}.{m.Key}")),
            (JsonArray a, JsonArray b) when a.Count == b.Count => a.SelectMany((m, i) => Lost(m, b[i], $"{path}[{i}]")),
            _ => JsonNode.DeepEquals(was, now) ? [] : [path],
        };

    /// <summary>What matters of a folded state, in lines; members may be added to states, these stay.</summary>
    private static string Summary(IReadOnlyList<RecordedEvent> events)
    {
        var stream = events[0].Stream;
        return stream.Category switch
        {
            "dossier" => Of(Fold<Dossier, DossierEvent>(Dossier.None, Dossier.Evolve)),
            "filing" => Of(Fold<Filing, FilingEvent>(Filing.None, Filing.Evolve)),
            "proposal" => Of(Fold<CommonList, ListEvent>(CommonList.Proposal, CommonList.Evolve)),
            "decision" => Of(Fold<CommonList, ListEvent>(CommonList.Decision, CommonList.Evolve)),
            "delivery" => Of(Fold<Delivery, DeliveryEvent>(Delivery.None, Delivery.Evolve)),
            "duty" => Of(Fold<Duty, DutyEvent>(Duty.None, Duty.Evolve)),
            "figures" => Of(Fold<FigureSheet, FiguresEvent>(FigureSheet.None, FigureSheet.Evolve)),
            "book" => Of(Fold<Book, BookEvent>(Book.None, Book.Evolve)),
            "mail" => Of(Fold<Mailbox, MailEvent>(Mailbox.Empty, Mailbox.Evolve)),
            "notice" => Of(Fold<NoticeBox, NoticeEvent>(NoticeBox.Empty, NoticeBox.Evolve)),
            "reminder" => Of(Fold<Reminder, ReminderEvent>(Reminder.None, Reminder.Evolve)),
            "register" => Of(Fold<Register, RegisterEvent>(Register.None, Register.Evolve)),
            "subject" => Of(Fold<Subject, SubjectEvent>(Subject.None, Subject.Evolve)),
            "calendar" => Of(Fold<OfficialCalendar, CalendarEvent>(Cast.WorkDays, OfficialCalendar.Evolve)),
            _ => throw new InvalidOperationException($"Say how to summarise {stream.Category}."),
        };

        TState Fold<TState, TEvent>(TState initial, Func<TState, TEvent, TState> evolve) =>
            events.Aggregate(initial, (state, e) => evolve(state, (TEvent)EventTypes.Read(e)));
    }

    private static string Of(Dossier d) =>
        Lines([
            $"{d.Status} {d.Form} {d.Secrecy} closed {d.IsClosed} revision {d.Revision} decides {d.DecisionRevision}",
            $"number {d.Number} split from {d.SplitFrom} rounds {d.SupplementRounds}",
            .. d.Nominees.Select(n => $"nominee {n.Id}: {Name(n.Standing)}"),
            .. d.Documents.Select(x => $"document {x.Id} {x.Component}"),
            .. d.Receipts.Select(r => $"receipt {r.Number} {r.Unit} {r.Step} {r.Round} {r.On:O}"),
            .. d.Progress.Select(p => $"ended {p.Step} {p.Party.Unit}/{p.Party.Function} {p.Outcome} {p.GoTo}"),
            .. d.Tasks.Select(t => $"open {t.Step} {t.DueOn:O} {t.ClaimedBy}"),
        ]);

    private static string Of(Subject s) =>
        Lines([.. s.Awards.Select(a => $"{a.Nominee} by {a.Decision:N} edition {a.Claim?.Edition} {a.Standing} {a.Number} {a.Date:O}")]);

    private static string Of(Delivery d) =>
        Lines([
            .. d.Waiting.OrderBy(w => w.Key.Message).Select(w => $"{w.Key.Message:N} {w.Key.Consumer} {w.Value.Stream} {w.Value.Revision}"),
        ]);

    private static string Of(Duty d) =>
        Lines([
            $"{d.Standing} round {d.Round} on {d.On:O} late {d.LateDays} accepted once {d.WasAccepted}",
            $"{d.Ask?.Key} of {d.Holder} from {d.From} also {string.Join(' ', d.Also.Select(ask => ask.Key))}",
            $"{d.Answer?.Content.Form} papers {string.Join(' ', d.Answer?.Papers.Select(paper => paper.Id) ?? [])}",
            .. d.Recipients.Select(to => $"{to.Unit} {to.Standing}"),
        ]);

    private static string Of(FigureSheet f) =>
        Lines([
            $"{f.Ask?.Key} of {f.Ask?.Unit} for {f.Ask?.Period.Key} round {f.Round} on {f.On:O} stated {f.StatedOn:O} by {f.TakenBy}",
            .. f.Entries.Select(e => $"{e.Target} {e.InPeriod} {e.Cumulative} known {Of(e.Known)} cites {string.Join(' ', e.Cites)}"),
        ]);

    private static string Of(FigureHint? hint) =>
        hint switch
        {
            null => "",
            { Base: null } => new FigureValue.Count(hint.Number!.Count).ToString(),
            _ => $"{hint.Number?.Count}/{hint.Base.Count}",
        };

    private static string Of(Book b) =>
        Lines([
            $"{b.Ask?.Key} of {b.Ask?.Unit} counts {b.Sum}",
            .. b
                .Entries.Values.OrderBy(e => e.Entry.Id.Value)
                .Select(e => $"{e.Entry.Id} {e.Entry.Day:O} {e.Entry.Count} struck {e.IsStruck}"),
        ]);

    private static string Of(Reminder r) =>
        Lines([
            .. r
                .Issued.OrderBy(i => i.Key.Due)
                .ThenByDescending(i => i.Key.Offset)
                .Select(i => $"{i.Key} to {string.Join(' ', i.Value.Order())}"),
            .. r.Missed.OrderBy(m => m.Due).ThenByDescending(m => m.Offset).Select(m => $"missed {m}"),
        ]);

    private static string Of(NoticeBox n) => Lines([$"up to {n.UpTo}", .. n.Read.Select(r => r.ToString()).Order(StringComparer.Ordinal)]);

    private static string Of(Mailbox m) =>
        Lines([
            .. m.Known.OrderBy(id => id.Value).Select(id => $"{id} waits {m.Waiting.ContainsKey(id)} given up {m.GivenUp.Contains(id)}"),
        ]);

    private static string Of(Filing f) =>
        Lines([
            .. f.Forms.Select(x => $"form {x.Form} {x.Dossier}"),
            .. f.Papers.Select(p => $"paper {p.Id}"),
            .. f.Statements.Select(s => $"stated {s.Component} {s.Copies} {s.Confirmed}"),
        ]);

    private static string Of(CommonList l) =>
        Lines([
            (l.Kind is CommonListKind.Proposal ? $"{l.Unit}" : $"{l.Unit} {l.Desk}")
                + $" {l.Form} {l.Paper?.Number} scan {l.Paper?.Scan?.Id} dropped {l.IsDropped}",
            .. l.Nominees.Select(n => $"{n.Dossier}/{n.Nominee}"),
        ]);

    private static string Of(Register r) =>
        Lines([
            $"last {r.Last}",
            .. r
                .Numbers.OrderBy(n => n.Value.Number)
                .Select(n => $"{n.Value.Number} {n.Key} used {n.Value.UsedOn:O} void {n.Value.IsVoid}"),
        ]);

    // Only what was recorded: what ships changes from release to release.
    private static string Of(OfficialCalendar c) =>
        Lines([
            $"revision {c.Revision} announced {string.Join(' ', c.Announced.Keys)} on {string.Join(' ', c.SwitchedOn)}",
            .. c.Documents.Select(d => $"{d.Key:O} {c.Days.DayOn(d.Key)?.Kind} {c.Days.DayOn(d.Key)?.Name} {d.Value.Number}"),
            .. c.Saturdays.Select(s => $"saturdays {s.Unit}/{s.Function} {s.From:O} {s.To:O}"),
        ]);

    private static string Name(NomineeStanding standing) =>
        standing switch
        {
            NomineeStanding.Failed s => $"failed {s.Step}",
            NomineeStanding.Excluded s => $"excluded {s.Step}",
            NomineeStanding.SplitOff s => $"split off {s.Into}",
            NomineeStanding.Awarded s => $"awarded {s.Decision.Number}",
            NomineeStanding.Cancelled s => $"awarded {s.Decision.Number}, cancelled {s.By.Number}",
            NomineeStanding.Proposed or NomineeStanding.InPlay or NomineeStanding.NotAwarded => standing.GetType().Name,
        };

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PhongTrao.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run the tests from the repository.");
    }
}
