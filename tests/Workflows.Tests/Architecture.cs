using System.Reflection;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Tests;

/// <summary>
/// Who may use whom, read from the compiled assemblies. Each rule is also shown a type that breaks it (Planted.cs) and must
/// object: a rule that has never failed proves nothing.
/// </summary>
public class Architecture
{
    private const string Workflows = "PhongTrao.Workflows";
    private const string Projections = "PhongTrao.Projections";

    /// <summary>Rooms of Workflows that are not the domain. Whatever room comes next is domain until it is named here.</summary>
    private static readonly string[] Technical = ["Kernel", "Execution", "Store", "Vault", "Engines"];

    private static readonly string[] Drivers = ["Microsoft.Data.Sqlite", "SQLitePCLRaw", "Npgsql", "EventStore", "Grpc"];

    private static readonly string[] Edge =
    [
        "PhongTrao.Host",
        "Microsoft.AspNetCore",
        "Serilog",
        "OpenTelemetry",
        "MassTransit",
        "RabbitMQ",
    ];

    private static readonly string[] NotPure =
    [
        "System.Threading.Tasks",
        "System.IO",
        "System.Net",
        "System.Data",
        "System.Text.Json",
        "System.Diagnostics.Process",
        "System.Console",
        "System.TimeProvider",
        "System.Random",
        "System.Environment.get_TickCount",
        "System.Environment.get_MachineName",
        "System.Environment.get_UserName",
        "System.Environment.get_CurrentDirectory",
        "System.Environment.GetEnvironmentVariable",
        "System.Globalization.CultureInfo.get_Current",
        "System.DateTime.get_Now",
        "System.DateTime.get_UtcNow",
        "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid",
        "System.Guid.CreateVersion7",
    ];

    /// <summary>The engines' port: asynchronous by its shape. The runner asks it; Decide never does.</summary>
    private static readonly string[] Asked = ["PhongTrao.Workflows.Routes.IRouteEngine"];

    /// <summary>
    /// Readers: they stand beside the values they make out of a shipped or edited file, and may read text and YAML. Nothing else
    /// in the domain calls them. A new one is named here.
    /// </summary>
    private static readonly string[] Readers =
    [
        "PhongTrao.Workflows.Calendar.CalendarFile",
        "PhongTrao.Workflows.Calendar.OfficialDays",
        "PhongTrao.Workflows.Calendar.PlantedReader",
        "PhongTrao.Workflows.Files.YamlFile",
        "PhongTrao.Workflows.Organisation.OrganisationFile",
        "PhongTrao.Workflows.Plans.PlanFile",
        "PhongTrao.Workflows.Routes.RouteFile",
        "PhongTrao.Workflows.Rules.RulesetFile",
        "PhongTrao.Workflows.Subjects.PastFile",
    ];

    private static readonly string[] Aside = [.. Asked, .. Readers];

    private static readonly string[] Reading =
    [
        "YamlDotNet",
        "System.IO.Stream",
        "System.IO.StreamReader",
        "System.IO.TextReader",
        "System.IO.StringReader",
    ];

    private static readonly Lazy<AssemblyUses> WriteSide = new(() => AssemblyUses.Of(typeof(Sealed).Assembly));
    private static readonly Lazy<AssemblyUses> ReadSide = new(() => AssemblyUses.Of(Assembly.Load(Projections)));
    private static readonly Lazy<AssemblyUses> Here = new(() => AssemblyUses.Of(typeof(Architecture).Assembly));

    private static readonly HashSet<string> Adapters =
    [
        .. typeof(Sealed)
            .Assembly.GetTypes()
            .Where(type => type.IsClass && type.GetInterfaces().Any(port => port.FullName == "PhongTrao.Workflows.Store.IEventStore"))
            .Select(type => type.FullName!),
        PlantedAdapter,
    ];

    private const string PlantedAdapter = "PhongTrao.Workflows.Store.PlantedEventStore";

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    /// <summary>By name: whether a use breaks the rule.</summary>
    private static readonly Dictionary<string, Func<Use, bool>> Rules = new(StringComparer.Ordinal)
    {
        ["The kernel uses the base class library only"] = use =>
            RoomOf(use.From) == "Kernel" && !(IsBase(use.To) || RoomOf(use.To) == "Kernel"),
        ["The domain uses the kernel and itself"] = use =>
            IsDomain(use.From) && !(IsBase(use.To) || IsDomain(use.To) || RoomOf(use.To) == "Kernel" || IsReading(use)),
        ["The domain is pure: no task, file, network, JSON, clock, chance or machine"] = use =>
            IsDomain(use.From) && !Asked.Contains(use.From.FullName) && !IsReading(use) && Mentions(use, NotPure),
        ["The domain calls no reader and no engine"] = use =>
            IsDomain(use.From) && !Aside.Contains(use.From.FullName) && Aside.Any(aside => Under(use.To.FullName, aside)),
        ["The store knows bytes and names, no domain type"] = use =>
            RoomOf(use.From) == "Store" && (IsDomain(use.To) || RoomOf(use.To) is "Execution" or "Engines"),
        ["Drivers are used under Store and Vault only"] = use =>
            RoomOf(use.From) is not ("Store" or "Vault") && IsWrite(use.From) && Drivers.Any(driver => Under(use.To.Assembly, driver)),
        ["Elsa is used under Engines only"] = use => RoomOf(use.From) != "Engines" && IsWrite(use.From) && Under(use.To.Namespace, "Elsa"),
        ["The write side does not know the read side"] = use => IsWrite(use.From) && Under(use.To.Namespace, Projections),
        ["Neither side knows the edge"] = use =>
            (IsWrite(use.From) || IsRead(use.From)) && Edge.Any(edge => Under(use.To.Assembly, edge) || Under(use.To.Namespace, edge)),
        ["Projections never use a store adapter"] = use => IsRead(use.From) && Adapters.Contains(use.To.FullName),
        ["Projections never decide"] = use => IsRead(use.From) && Under(use.To.Namespace, Workflows) && use.Member == "Decide",
    };

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Is_kept(string rule)
    {
        var broken = WriteSide.Value.All.Concat(ReadSide.Value.All).Where(Rules[rule]).Select(use => use.ToString());

        broken.ShouldBeEmpty(rule);
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Objects_to_a_planted_violation(string rule)
    {
        var broken = Here.Value.All.Where(use => use.From.Name.StartsWith("Planted", StringComparison.Ordinal)).Where(Rules[rule]);

        broken.ShouldNotBeEmpty($"\"{rule}\" did not see its planted violation.");
    }

    [Fact]
    public void The_rules_see_signatures_code_closures_and_state_machines()
    {
        var seen = Here
            .Value.All.Where(use => use.From.Name == "PlantedClock")
            .Select(use => $"{use.To.FullName}.{use.Member}")
            .ToHashSet(StringComparer.Ordinal);

        seen.ShouldContain("System.DateTimeOffset.get_UtcNow", "a call in a lambda");
        seen.ShouldContain("System.IO.File.ReadAllText", "a call in a local function");
        seen.ShouldContain("System.Threading.Tasks.Task.Delay", "a call in an async method");
        seen.ShouldContain("System.IO.Stream.", "a type argument of a field");
    }

    [Fact]
    public void There_is_something_to_judge()
    {
        WriteSide.Value.All.Count(use => IsDomain(use.From)).ShouldBeGreaterThan(100);
        WriteSide.Value.All.ShouldContain(use => RoomOf(use.From) == "Kernel");
        WriteSide.Value.All.ShouldContain(use => RoomOf(use.From) == "Store");
    }

    [Fact]
    public void Nobody_refers_to_the_host()
    {
        WriteSide.Value.References.ShouldNotContain("PhongTrao.Host");
        WriteSide.Value.References.ShouldNotContain(Projections);
        ReadSide.Value.References.ShouldNotContain("PhongTrao.Host");
    }

    [Fact]
    public void Program_is_a_table_of_contents()
    {
        File.ReadAllLines(Path.Combine(Root(), "src", "Host", "Program.cs")).Length.ShouldBeLessThanOrEqualTo(60);
    }

    /// <summary>
    /// What people type is personal until proven otherwise: it stands in events as <see cref="Sealed"/>. What stands in clear is
    /// an id, a code or a public text with a type of its own, checked where it is made.
    /// </summary>
    [Fact]
    public void No_event_has_a_bare_string()
    {
        var roots = EventRoots(typeof(Sealed).Assembly).ToList();

        roots.ShouldNotBeEmpty();
        roots.SelectMany(root => Texts(root, root.Name, [])).ShouldBeEmpty();
    }

    [Fact]
    public void A_bare_string_in_an_event_is_found_wherever_it_hides()
    {
        var found = EventRoots(typeof(Architecture).Assembly).SelectMany(root => Texts(root, root.Name, [])).Order(StringComparer.Ordinal);

        found.ShouldBe([
            "PlantedEvent.Inner.Lines: String",
            "PlantedEvent.Inner.Shape.Label: String",
            "PlantedEvent.Raw: Byte[]",
            "PlantedEvent.Whatever: Object",
        ]);
    }

    /// <summary>The roots of event unions: abstract records called …Event with their cases nested in them.</summary>
    private static IEnumerable<Type> EventRoots(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type =>
                type.IsAbstract && type.Name.EndsWith("Event", StringComparison.Ordinal) && type.GetNestedTypes().Any(type.IsAssignableFrom)
            );

    /// <summary>The ways through the stored properties of a type that end at something not typed.</summary>
    private static IEnumerable<string> Texts(Type type, string way, HashSet<Type> seen)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Texts(inner, way, seen);
        if (type.IsEnum || type == typeof(Sealed) || IsTyped(type) || (type.IsPrimitive && type != typeof(char)) || Plain.Contains(type))
            return [];
        if (type.IsGenericType && type.Namespace!.StartsWith("System.Collections", StringComparison.Ordinal))
            return type.GetGenericArguments().SelectMany(argument => Texts(argument, way, seen));
        if (type.Namespace?.StartsWith("PhongTrao.", StringComparison.Ordinal) != true)
            return [$"{way}: {type.Name}"];
        if (!seen.Add(type))
            return [];
        var stored = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always });
        var cases = type.GetNestedTypes().Where(nested => nested.IsSubclassOf(type));
        return stored
            .SelectMany(property => Texts(property.PropertyType, $"{way}.{property.Name}", seen))
            .Concat(cases.SelectMany(nested => Texts(nested, way, seen)));
    }

    private static readonly HashSet<Type> Plain =
    [
        typeof(decimal),
        typeof(DateOnly),
        typeof(DateTimeOffset),
        typeof(TimeSpan),
        typeof(TimeOnly),
        typeof(Guid),
    ];

    private static bool IsTyped(Type type) =>
        type.IsValueType
        && type.GetInterfaces()
            .Any(face =>
                face.IsGenericType
                && (face.GetGenericTypeDefinition() == typeof(ICode<>) || face.GetGenericTypeDefinition() == typeof(IId<>))
            );

    private static bool IsWrite(UsedType type) => Under(type.Namespace, Workflows);

    private static bool IsRead(UsedType type) => Under(type.Namespace, Projections);

    /// <summary>The part of the namespace after PhongTrao.Workflows; null elsewhere.</summary>
    private static string? RoomOf(UsedType type) =>
        type.Namespace.StartsWith(Workflows + ".", StringComparison.Ordinal) ? type.Namespace.Split('.')[2] : null;

    private static bool IsDomain(UsedType type) => RoomOf(type) is { } room && !Technical.Contains(room);

    private static bool IsReading(Use use) =>
        Readers.Contains(use.From.FullName) && Reading.Any(allowed => Under(use.To.FullName, allowed));

    private static bool IsBase(UsedType type) => Under(type.Assembly, "System") || Compiler.Any(part => Under(type.FullName, part));

    /// <summary>What the compiler writes into every assembly of ours.</summary>
    private static readonly string[] Compiler = ["<PrivateImplementationDetails>", "<>", "System.Runtime.CompilerServices"];

    private static bool Mentions(Use use, string[] names) =>
        Array.Exists(
            names,
            name => Under(use.To.FullName, name) || (use.Member is { } member && Starts($"{use.To.FullName}.{member}", name))
        );

    private static bool Under(string name, string prefix) =>
        Starts(name, prefix) && (name.Length == prefix.Length || name[prefix.Length] is '.' or '+' || prefix.StartsWith('<'));

    private static bool Starts(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The repository's folder.</summary>
    internal static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PhongTrao.sln")))
                return folder;
        }
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
