using System.Globalization;
using System.Text.Json;
using PhongTrao.Projections;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>
/// A province's log: 100 communes in 10 districts, filings of one dossier with two nominees each, names sealed under keys of
/// the vault, that went all the way to a decision over twenty of them. Some 1,700 dossiers are under way at a time, so that
/// a dossier's events lie far apart; the last 2,000 are still open, however many there are, so that what grows is history
/// and not the work of the day. The shipped plans bind the whole province. Hashes are not chained: no view looks at them.
/// </summary>
/// <param name="vault">Keys of the people proposed.</param>
/// <param name="inDemo">
/// As the past of the demo's province, beside what stands in its log: its district and the communes of it, its plan, over the thirty days after its first; nothing
/// is received under a number and nothing decided, which other streams would have to follow.
/// </param>
internal sealed class ViewLog(Keyring vault, bool inDemo = false) : IUnitTree
{
    internal const int EventsOfDossier = 11;
    internal const int DossiersOfDecision = 20;
    internal const int Open = 2_000;
    private const int Stages = 8;
    private const int TicksBetween = 210; // dossiers opened between two acts on one of them
    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ"];
    private static readonly string[] Middles = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quốc", "Thanh", "Xuân", "Kim"];
    private static readonly string[] Givens = ["Định", "Hoà", "Hoa", "Thúy", "Ước", "Ánh", "Ân", "Dũng", "Đào", "Sơn", "Hằng", "Lý"];
    private static readonly FormCode Form = new("bang-khen-tinh");
    private static readonly AwardType Type = new("tong-ket");
    private static readonly string PreviousHash = new('a', 64);
    private static readonly PlanId[] Plans = [new("ke-hoach-2023"), new("ke-hoach-2024"), new("ke-hoach-2025")];
    private static readonly PlanId DemoPlan = new("tan-khai-2025");
    private static readonly TimeSpan DemoDays = TimeSpan.FromDays(30);
    private static readonly UnitId DemoTinh = new("tinh-binh-phuoc");
    private static readonly UnitId DemoHuyen = new("huyen-hon-quan");
    private static readonly UnitId[] DemoXa =
    [
        .. OrganisationFile.Demo().Units.Select(row => row.Value.Version).Where(unit => unit.Parent == DemoHuyen).Select(unit => unit.Unit),
    ];

    private DateTimeOffset _start = new(2025, 1, 6, 1, 0, 0, TimeSpan.Zero);
    private TimeSpan _between = TimeSpan.FromSeconds(10);

    internal static UnitId Tinh { get; } = new("tinh");

    internal static FunctionCode Staff { get; } = new("tham-muu");

    internal static UnitId Huyen(int i) => new($"huyen-{i % 10}");

    internal static UnitId Xa(int i) => new($"xa-{i % 100}");

    public IReadOnlyList<UnitId> SelfAndAbove(UnitId unit, DateOnly day) =>
        unit.Value.StartsWith("xa-", StringComparison.Ordinal)
            ? [unit, Huyen(int.Parse(unit.Value[3..], CultureInfo.InvariantCulture)), Tinh]
        : unit == Tinh ? [unit]
        : [unit, Tinh];

    public IReadOnlyList<UnitId> UnitsOf(AccountId account, DateOnly day) => [];

    internal static Guid Id(string kind, int i) => DerivedId.From(DerivedId.From(Guid.Empty, kind), i);

    internal static KeyId KeyOf(int dossier, int nominee) => Keys.Of(new SubjectId(Id("subject", (2 * dossier) + nominee)));

    /// <summary>Writes so many dossiers, with the store's own writer in its largest groups.</summary>
    internal async Task WriteAsync(IEventStore store, int dossiers)
    {
        if (inDemo)
        {
            _start = new(2025, 4, 14, 8, 0, 0, TimeSpan.Zero);
            _between = DemoDays / (dossiers + (Stages * TicksBetween));
        }
        else
        {
            foreach (var act in House())
            {
                await store.AppendAsync(act.Stream, act.Expected, act.Events);
            }
        }

        var writing = Task.CompletedTask;
        foreach (var ticks in Enumerable.Range(0, dossiers + ((Stages - 1) * TicksBetween)).Chunk(TicksBetween))
        {
            vault.Ensure([.. ticks.Where(t => t < dossiers).SelectMany(t => new[] { KeyOf(t, 0), KeyOf(t, 1) })]);
            var made = new Act[ticks.Length][];
            Parallel.For(0, ticks.Length, n => made[n] = [.. Acts(ticks[n], dossiers)]);
            await writing;
            writing = Task.WhenAll(made.SelectMany(acts => acts).Select(a => store.AppendAsync(a.Stream, a.Expected, a.Events).AsTask()));
        }

        await writing;
    }

    /// <summary>The units, who holds the functions that plans name, and the plans, applied to the province.</summary>
    private IEnumerable<Act> House()
    {
        var first = new DateOnly(2024, 1, 1);
        UnitEntry Unit(UnitId unit, UnitLevel level, UnitId? parent) =>
            new(unit, level, false, new(unit, first, new(unit.Value), null, new(level.ToString()), parent));
        IEnumerable<OfficeBinding> Offices(UnitId unit, params string[] functions) =>
            functions.Select(function => new OfficeBinding(unit, new(function), new($"{function} {unit}"), first, null));

        var (districts, communes) = (Enumerable.Range(0, 10).Select(Huyen).ToList(), Enumerable.Range(0, 100).Select(Xa).ToList());
        yield return Append(
            Bindings.OrganisationStream,
            0,
            Id("org", 0),
            0,
            0,
            Tinh,
            new OrganisationEvent.UnitsRegistered([
                Unit(Tinh, UnitLevel.Province, null),
                .. districts.Select(unit => Unit(unit, UnitLevel.District, Tinh)),
                .. communes.Select((unit, i) => Unit(unit, UnitLevel.Commune, Huyen(i))),
            ]),
            new OrganisationEvent.FunctionsBound([
                .. Offices(Tinh, "ban-chi-dao", "cong-an", "lanh-dao"),
                .. districts.SelectMany(unit => Offices(unit, "ban-chi-dao", "cong-an", "lanh-dao")),
                .. communes.SelectMany(unit => Offices(unit, "lanh-dao")),
            ])
        );
        foreach (var (definition, source, file) in PlanFile.Shipped())
        {
            yield return Append(
                Bindings.PlanStream(definition.Id),
                0,
                Id($"plan {definition.Id}", 0),
                0,
                0,
                Tinh,
                new PlanEvent.Imported(1, definition, source, file),
                new PlanEvent.Applied([Tinh], first)
            );
        }
    }

    /// <summary>What happens when one more dossier is opened: the next act on each that is under way.</summary>
    private IEnumerable<Act> Acts(int tick, int dossiers)
    {
        for (var stage = 0; stage < Stages; stage++)
        {
            var i = tick - (stage * TicksBetween);
            if (i < 0 || i >= dossiers)
            {
                continue;
            }

            if (inDemo && (stage is 4 or Stages - 1))
            {
                continue;
            }

            var isOpen = i >= dossiers - Open;
            if (stage == Stages - 1 && !isOpen && i % DossiersOfDecision == 0)
            {
                yield return Decide(i, tick);
            }

            if (!isOpen || stage < 3 || (i % 2 == 1 && stage < Stages - 2))
            {
                yield return Of(i, stage, tick);
            }
        }
    }

    private Act Decide(int first, int tick)
    {
        var day = Day(first);
        return Append(
            StreamName.For("decision", Id("decision", first / DossiersOfDecision)),
            0,
            Id("decide", first),
            first,
            tick,
            Tinh,
            new ListEvent.DecisionDrafted(Tinh, Form, null),
            new ListEvent.NomineesEntered([
                .. Enumerable
                    .Range(first, DossiersOfDecision)
                    .SelectMany(d => new[] { 0, 1 }.Select(n => new GatheredNominee(new(Id("dossier", d)), NomineeIdOf(d, n)))),
            ]),
            new ListEvent.Issued(
                new(
                    Number(first),
                    day,
                    vault.Seal(KeyOf(first, 0), "Nguyễn Văn Ánh"),
                    new("Chủ tịch"),
                    SigningForm.Direct,
                    null,
                    day.AddDays(5)
                )
            )
        );
    }

    private Act Of(int i, int stage, int tick)
    {
        var (xa, huyen, tinh) = inDemo ? (DemoXa[i % DemoXa.Length], DemoHuyen, DemoTinh) : (Xa(i), Huyen(i), Tinh);
        var plan = inDemo ? DemoPlan : Plans[i % 3];
        var day = inDemo ? new DateOnly(2025, 4, 14).AddDays(i % 30) : Day(i);
        var received = inDemo ? 0 : 1;
        TaskId task1 = new(Id("task1", i)),
            task2 = new(Id("task2", i));
        var (staff, head) = (new Party(huyen, Staff), new Party(tinh, Staff));
        var dossier = new DossierId(Id("dossier", i));

        Act On(long revision, UnitId by, params object[] events) =>
            Append(StreamName.For("dossier", dossier.Value), revision, Id($"command{stage}", i), i, tick, by, events);

        DossierEvent.StepCompleted Passed(TaskId task, string step, Party party) =>
            new(
                task,
                new(new(step), party, Outcomes.Pass),
                [new(NomineeIdOf(i, 0), true), new(NomineeIdOf(i, 1), true)],
                null,
                null,
                vault.Seal(KeyOf(i, 0), "Đủ tiêu chuẩn theo kế hoạch.")
            );

        DossierEvent.TaskOpened Waits(TaskId task, string step, string name, Party party, bool receives, int days) =>
            new(task, new(new(step), party, 1), StepAct.Appraise, new(name), receives, day.AddDays(days), false);

        return stage switch
        {
            0 => Append(
                StreamName.For("filing", Id("filing", i)),
                0,
                Id("file", i),
                i,
                tick,
                xa,
                new FilingEvent.Opened(xa, plan, Type, [new(Form, dossier)], Secrecy.Normal, null, Preparer(i))
            ),
            1 => On(
                0,
                xa,
                new DossierEvent.Opened(new(Id("filing", i)), xa, plan, Form, Type, Secrecy.Normal, null, Preparer(i)),
                new DossierEvent.NomineeAdded(Nominee(i, 0)),
                new DossierEvent.NomineeAdded(Nominee(i, 1))
            ),
            2 => On(
                3,
                xa,
                new DossierEvent.Submitted(new($"{(i % 900) + 1}/TTr-UBND"), Terms(huyen, tinh, day)),
                Waits(task1, "tham-dinh", "Thẩm định tại Phòng Nội vụ", staff, !inDemo, 20)
            ),
            3 => On(5, huyen, new DossierEvent.TaskClaimed(task1, new(Id("person", i % 50)))),
            4 => On(
                6,
                huyen,
                new DossierEvent.Received(task1, new(huyen, new("tham-dinh"), new($"{(i % 700) + 1}"), day, day.AddDays(20)))
            ),
            5 => On(
                6 + received,
                huyen,
                Passed(task1, "tham-dinh", staff),
                Waits(task2, "trinh", "Thẩm định tại Công an tỉnh", head, false, 40)
            ),
            6 => On(8 + received, tinh, Passed(task2, "trinh", head)),
            _ => On(
                10,
                Tinh,
                new DossierEvent.OutcomeEntered(
                    task2,
                    new(new(Id("decision", i / DossiersOfDecision)), Number(i), day, Tinh),
                    [NomineeIdOf(i, 0), NomineeIdOf(i, 1)]
                )
            ),
        };
    }

    private static DateOnly Day(int i) => new DateOnly(2025, 1, 6).AddDays(i % 60);

    private static DocumentNumber Number(int i) => new($"{(i / DossiersOfDecision % 900) + 1}/QĐ-UBND");

    private static NomineeId NomineeIdOf(int i, int n) => new(Id("nominee", (2 * i) + n));

    private static AccountId Preparer(int i) => new(Id("person", i % 300));

    private NomineeEntry Nominee(int i, int n)
    {
        var subject = new SubjectId(Id("subject", (2 * i) + n));
        var name = $"{Families[i % 12]} {Middles[(i / 12) % 10]} {Givens[((i / 120) + n) % 12]}";
        var profile = JsonSerializer.Serialize(new NomineeProfile(name, "Công an viên", "Xã"), EventJson.Default.NomineeProfile);
        return new(NomineeIdOf(i, n), subject, SubjectKind.Person, null, vault.Seal(Keys.Of(subject), profile), false);
    }

    private static SubmissionTerms Terms(UnitId huyen, UnitId tinh, DateOnly day)
    {
        RouteStep Step(string id, StepAct act, UnitId unit, string? next) =>
            new(
                new(id),
                new($"Bước {id}"),
                act,
                StepMode.Single,
                [new(unit, Staff)],
                false,
                new(10, new("gioi-han"), new("Quy chế thi đua, khen thưởng của tỉnh"), false),
                new Dictionary<OutcomeCode, RouteTarget>
                {
                    [Outcomes.Pass] = next is null ? RouteTarget.Out(RouteEnd.Finished) : RouteTarget.To(new(next)),
                    [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
                }
            );
        return new(
            day,
            new(
                new("bang-khen-tinh"),
                1,
                Form,
                tinh,
                new("Luật Thi đua, khen thưởng 2022, Điều 79"),
                [
                    Step("tham-dinh", StepAct.Appraise, huyen, "trinh"),
                    Step("trinh", StepAct.Appraise, tinh, "quyet-dinh"),
                    Step("quyet-dinh", StepAct.Decide, tinh, null),
                ]
            ),
            [],
            1,
            1,
            1,
            1,
            day.AddDays(60),
            false
        );
    }

    private Act Append(StreamName stream, long revision, Guid command, int i, int tick, UnitId unit, params object[] events)
    {
        var at = _start + (tick * _between);
        var data = new EventData[events.Length];
        for (var n = 0; n < data.Length; n++)
        {
            var (type, body) = EventTypes.Write(events[n], stream.Category);
            var metadata = new EventMetadata(
                at,
                command,
                n,
                Preparer(i),
                new(Id("appointment", i % 300)),
                unit,
                Staff,
                null,
                null,
                null,
                command,
                null,
                "10.0.0.7",
                null,
                PreviousHash
            );
            data[n] = new(
                DerivedId.From(command, n),
                type,
                body,
                JsonSerializer.SerializeToUtf8Bytes(metadata, EventJson.Default.EventMetadata)
            );
        }

        return new(stream, revision == 0 ? ExpectedRevision.NoStream : ExpectedRevision.After(new(revision - 1)), data);
    }

    private sealed record Act(StreamName Stream, ExpectedRevision Expected, EventData[] Events);
}
