using System.Globalization;
using System.Text.Json;
using PhongTrao.Projections;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>
/// A province's log: 100 communes in 10 districts, dossiers with two nominees each that went all the way; the last few
/// thousand are still open, however many there are, so that what grows is history and not the work of the day.
/// </summary>
internal sealed class ViewLog : IUnitTree, IKeyring
{
    internal const int EventsOfDossier = 11;
    private const int Open = 2_000;
    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ"];
    private static readonly string[] Middles = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quốc", "Thanh", "Xuân", "Kim"];
    private static readonly string[] Givens = ["Định", "Hoà", "Hoa", "Thúy", "Ước", "Ánh", "Ân", "Dũng", "Đào", "Sơn", "Hằng", "Lý"];
    private static readonly FormCode Form = new("bang-khen-tinh");
    private static readonly PlanId[] Plans = [new("ke-hoach-2023"), new("ke-hoach-2024"), new("ke-hoach-2025")];

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

    public Sealed Seal(KeyId key, string text) => new(key, System.Text.Encoding.UTF8.GetBytes(text));

    public string? Reveal(Sealed value) => System.Text.Encoding.UTF8.GetString(value.Cipher.Span);

    public string Digest(KeyId key, ReadOnlySpan<byte> content) => "";

    public void Destroy(KeyId key) { }

    public bool IsDestroyed(KeyId key) => false;

    internal static Guid Id(string kind, int i) => DerivedId.From(DerivedId.From(Guid.Empty, kind), i);

    /// <summary>Writes so many dossiers, several at a time, as they come from communes at once.</summary>
    internal async Task WriteAsync(IEventStore store, int dossiers)
    {
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        int i;
                        while ((i = Interlocked.Increment(ref next)) < dossiers)
                        {
                            foreach (var batch in Batches(i, isOpen: i >= dossiers - Open))
                            {
                                await store.AppendAsync(StreamName.For("dossier", Id("dossier", i)), ExpectedRevision.Any, batch);
                            }
                        }
                    })
                )
        );
    }

    private IEnumerable<EventData[]> Batches(int i, bool isOpen)
    {
        var xa = Xa(i);
        var huyen = Huyen(i);
        var (at, day) = (new DateTimeOffset(2025, 1, 6, 1, 0, 0, TimeSpan.Zero).AddSeconds(i), new DateOnly(2025, 1, 6).AddDays(i % 60));
        var (one, two) = (Nominee(i, 0), Nominee(i, 1));
        TaskId task1 = new(Id("task1", i)),
            task2 = new(Id("task2", i));
        var terms = Terms(huyen, day);
        var (staff, head) = (new Party(huyen, Staff), new Party(Tinh, Staff));
        yield return Batch(
            i,
            0,
            at,
            xa,
            new DossierEvent.Opened(
                new(Id("filing", i)),
                xa,
                Plans[i % 3],
                Form,
                new("tong-ket"),
                Secrecy.Normal,
                null,
                new(Id("person", i % 300))
            )
        );
        yield return Batch(i, 1, at, xa, new DossierEvent.NomineeAdded(one), new DossierEvent.NomineeAdded(two));
        yield return Batch(
            i,
            2,
            at,
            xa,
            new DossierEvent.Submitted(new($"{(i % 900) + 1}/TTr-UBND"), terms),
            new DossierEvent.TaskOpened(
                task1,
                new(new("tham-dinh"), staff, 1),
                StepAct.Appraise,
                new("Thẩm định tại Phòng Nội vụ"),
                true,
                day.AddDays(20),
                false
            )
        );
        if (isOpen && i % 2 == 0)
        {
            yield break;
        }

        yield return Batch(i, 3, at, huyen, new DossierEvent.TaskClaimed(task1, new(Id("person", i % 50))));
        yield return Batch(
            i,
            4,
            at,
            huyen,
            new DossierEvent.Received(task1, new(huyen, new("tham-dinh"), new($"{(i % 700) + 1}"), day, day.AddDays(20)))
        );
        yield return Batch(
            i,
            5,
            at,
            huyen,
            new DossierEvent.StepCompleted(
                task1,
                new(new("tham-dinh"), staff, Outcomes.Pass),
                [new(one.Id, true), new(two.Id, true)],
                null,
                null,
                null
            ),
            new DossierEvent.TaskOpened(
                task2,
                new(new("trinh"), head, 1),
                StepAct.Appraise,
                new("Thẩm định tại Công an tỉnh"),
                false,
                day.AddDays(40),
                false
            )
        );
        if (!isOpen)
        {
            yield return Batch(
                i,
                6,
                at,
                Tinh,
                new DossierEvent.StepCompleted(
                    task2,
                    new(new("trinh"), head, Outcomes.Pass),
                    [new(one.Id, true), new(two.Id, true)],
                    null,
                    null,
                    null
                ),
                new DossierEvent.OutcomeEntered(
                    task2,
                    new(new(Id("decision", i / 20)), new($"{(i / 20 % 900) + 1}/QĐ-UBND"), day, Tinh),
                    [one.Id, two.Id]
                )
            );
        }
    }

    private NomineeEntry Nominee(int i, int n)
    {
        var subject = new SubjectId(Id("subject", (2 * i) + n));
        var name = $"{Families[i % 12]} {Middles[(i / 12) % 10]} {Givens[((i / 120) + n) % 12]}";
        var profile = JsonSerializer.Serialize(new NomineeProfile(name, "Công an viên", "Xã"), EventJson.Default.NomineeProfile);
        return new(new(Id("nominee", (2 * i) + n)), subject, SubjectKind.Person, null, Seal(Keys.Of(subject), profile), false);
    }

    private static SubmissionTerms Terms(UnitId huyen, DateOnly day)
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
                Tinh,
                new("Luật Thi đua, khen thưởng 2022, Điều 79"),
                [
                    Step("tham-dinh", StepAct.Appraise, huyen, "trinh"),
                    Step("trinh", StepAct.Appraise, Tinh, "quyet-dinh"),
                    Step("quyet-dinh", StepAct.Decide, Tinh, null),
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

    private static EventData[] Batch(int i, int n, DateTimeOffset at, UnitId unit, params object[] events)
    {
        var command = Id($"command{n}", i);
        return
        [
            .. events.Select(
                (e, index) =>
                {
                    var (type, data) = EventTypes.Write(e);
                    var metadata = new EventMetadata(
                        at.AddHours(n),
                        command,
                        index,
                        new(Id("person", i % 300)),
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
                        new string('a', 64)
                    );
                    return new EventData(
                        DerivedId.From(command, index),
                        type,
                        data,
                        JsonSerializer.SerializeToUtf8Bytes(metadata, EventJson.Default.EventMetadata)
                    );
                }
            ),
        ];
    }
}
