using System.Text.Json;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>Writes events straight into a log, as a runner would have.</summary>
internal sealed class Script(IEventStore store)
{
    internal static readonly UnitId Xa = new("xa-tan-khai");
    internal static readonly UnitId OtherXa = new("xa-tan-quan");
    internal static readonly UnitId Huyen = new("huyen-hon-quan");
    internal static readonly UnitId Tinh = new("tinh-binh-phuoc");
    internal static readonly FunctionCode Staff = new("tham-muu");
    internal static readonly FunctionCode Head = new("lanh-dao");
    internal static readonly PlanId Plan = new("ke-hoach-tan-khai-2025");
    internal static readonly FormCode Form = new("giay-khen-huyen");
    internal static readonly AwardType Type = new("tong-ket");
    internal static readonly AccountId Anna = new(Id("anna"));

    private int _commands;

    /// <summary>Who acts, and for which unit.</summary>
    internal AccountId Actor { get; set; } = Anna;

    internal UnitId Unit { get; set; } = Xa;

    internal DateTimeOffset Now { get; set; } = new(2025, 4, 14, 1, 0, 0, TimeSpan.Zero);

    internal TestKeyring Keyring { get; } = new();

    internal static Guid Id(string name) => DerivedId.From(Guid.Empty, name);

    internal async Task<Position> WriteAsync(string stream, params object[] events)
    {
        var name = new StreamName(stream);
        var command = Id($"command {_commands++}");
        Now += TimeSpan.FromMinutes(1);
        var batch = events.Select((e, i) => Event(name, e, command, i)).ToList();
        var result = await store.AppendAsync(name, ExpectedRevision.Any, batch);
        return result.ShouldBeOfType<AppendResult.Appended>().Position;
    }

    internal async Task<Position> WriteRawAsync(string stream, string type, string json)
    {
        var metadata = JsonSerializer.SerializeToUtf8Bytes(Metadata(Id($"raw {_commands++}"), 0), EventJson.Default.EventMetadata);
        var e = new EventData(Id($"raw event {_commands}"), type, System.Text.Encoding.UTF8.GetBytes(json), metadata);
        var result = await store.AppendAsync(new StreamName(stream), ExpectedRevision.Any, [e]);
        return result.ShouldBeOfType<AppendResult.Appended>().Position;
    }

    internal NomineeEntry Nominee(string name, bool unnamed = false)
    {
        var subject = new SubjectId(Id("subject " + name));
        var profile = JsonSerializer.Serialize(new NomineeProfile(name), EventJson.Default.NomineeProfile);
        return new(new(Id("nominee " + name)), subject, SubjectKind.Person, null, Keyring.Seal(Keys.Of(subject), profile), unnamed);
    }

    internal static DossierEvent.Opened Opened(UnitId? unit = null, FormCode? form = null, string filing = "filing") =>
        new(new(Id(filing)), unit ?? Xa, Plan, form ?? Form, Type, Secrecy.Normal, null, Anna);

    internal static SubmissionTerms Terms(FormCode? form = null) =>
        new(
            new(2025, 4, 14),
            new RoutePlan(
                new("huyen-2025"),
                1,
                form ?? Form,
                Huyen,
                new("Luật TĐKT 2022 Điều 80"),
                [
                    Step("tham-dinh", StepAct.Appraise, Huyen, Staff, true, "trinh"),
                    Step("trinh", StepAct.Propose, Huyen, Staff, false, "quyet-dinh"),
                    Step("quyet-dinh", StepAct.Decide, Huyen, Head, false, null),
                ]
            ),
            [],
            0,
            0,
            0,
            1,
            new(2025, 5, 20),
            false
        );

    internal static DossierEvent.TaskOpened TaskOpened(
        string task,
        string step,
        StepAct act,
        UnitId unit,
        FunctionCode function,
        DateOnly? due
    ) => new(new(Id(task)), new(new(step), new(unit, function), 1), act, new($"Bước {step}"), act == StepAct.Appraise, due, false);

    private static RouteStep Step(string id, StepAct act, UnitId unit, FunctionCode function, bool receives, string? next) =>
        new(
            new(id),
            new($"Bước {id}"),
            act,
            StepMode.Single,
            [new(unit, function)],
            receives,
            null,
            new Dictionary<OutcomeCode, RouteTarget>
            {
                [Outcomes.Pass] = next is null ? RouteTarget.Out(RouteEnd.Finished) : RouteTarget.To(new(next)),
                [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
            }
        );

    private EventData Event(StreamName stream, object e, Guid command, int index)
    {
        var (type, data) = EventTypes.Write(e, stream.Category);
        var metadata = JsonSerializer.SerializeToUtf8Bytes(Metadata(command, index), EventJson.Default.EventMetadata);
        return new(DerivedId.From(DerivedId.From(command, stream.Value), index), type, data, metadata);
    }

    private EventMetadata Metadata(Guid command, int index) =>
        new(Now, command, index, Actor, null, Unit, Staff, null, null, null, command, null, "10.0.0.7", null, null);
}

/// <summary>Xã under huyện under tỉnh.</summary>
internal sealed class TestUnits : IUnitTree
{
    public IReadOnlyList<UnitId> UnitsOf(AccountId account, DateOnly day) => account == Script.Anna ? [Script.Xa] : [];

    public IReadOnlyList<UnitId> SelfAndAbove(UnitId unit, DateOnly day) =>
        unit == Script.Tinh ? [unit]
        : unit == Script.Huyen ? [unit, Script.Tinh]
        : [unit, Script.Huyen, Script.Tinh];
}

/// <summary>Seals by turning bytes about: readable by nobody by accident, erasable like the real one.</summary>
internal sealed class TestKeyring : IKeyring
{
    private readonly HashSet<KeyId> _destroyed = [];

    public Sealed Seal(KeyId key, string text) => new(key, Turn(System.Text.Encoding.UTF8.GetBytes(text)));

    public void Ensure(IReadOnlyCollection<KeyId> keys) { }

    public string? Reveal(Sealed value) =>
        IsDestroyed(value.Key) ? null : System.Text.Encoding.UTF8.GetString(Turn(value.Cipher.ToArray()));

    public string Digest(KeyId key, ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));

    public void Destroy(KeyId key)
    {
        lock (_destroyed)
        {
            _destroyed.Add(key);
        }
    }

    public bool IsDestroyed(KeyId key)
    {
        lock (_destroyed)
        {
            return _destroyed.Contains(key);
        }
    }

    private static byte[] Turn(byte[] bytes) => [.. bytes.Select(b => (byte)(b ^ 0x5A))];
}

/// <summary>A folder of its own that is gone afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    internal TempFolder() => Path = Directory.CreateTempSubdirectory("phongtrao-views-").FullName;

    internal string Path { get; }

    internal string Views => System.IO.Path.Combine(Path, "views.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
