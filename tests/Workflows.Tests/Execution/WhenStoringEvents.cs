using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Execution;

public sealed class WhenStoringEvents
{
    public static TheoryData<string> Names => [.. EventTypes.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_written_is_read_back_and_written_alike(string name)
    {
        var type = EventTypes.All.Single(t => t.Name == name).Type;

        Prop.ForAll(
                Anything.Of(type).ToArbitrary(),
                value =>
                {
                    var (stored, data) = EventTypes.Write(value, Category(name));
                    var read = EventTypes.Read(Recorded(stored, data));
                    return stored == name
                        && read.GetType() == type
                        && EventTypes.Write(read, Category(name)).Data.AsSpan().SequenceEqual(data);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_lost_on_the_way(string name)
    {
        var type = EventTypes.All.Single(t => t.Name == name).Type;
        for (var seed = 0; seed < 50; seed++)
        {
            var value = Anything.Make(type, seed);
            var (stored, data) = EventTypes.Write(value, Category(name));
            Show(EventTypes.Read(Recorded(stored, data))).ShouldBe(Show(value));
        }
    }

    [Fact]
    public void Names_are_of_one_kind_and_never_twice()
    {
        EventTypes.All.Select(t => t.Name).ShouldBeUnique();
        EventTypes
            .All.GroupBy(t => t.Type)
            .ShouldAllBe(
                rows => rows.Select(t => Category(t.Name)).Distinct().Count() == rows.Count(),
                "the category must tell them apart"
            );
        EventTypes.All.ShouldAllBe(t => t.Name.All(c => c == '.' || c == '-' || char.IsAsciiLetterLower(c)));
    }

    [Fact]
    public void Every_event_of_every_union_stands_in_the_table()
    {
        var missing = typeof(EventTypes)
            .Assembly.GetTypes()
            .Where(t => t.IsAbstract && t.Name.EndsWith("Event", StringComparison.Ordinal) && !t.IsSealed)
            .SelectMany(t => t.GetNestedTypes().Where(n => n.IsSubclassOf(t)))
            .Except(EventTypes.All.Select(t => t.Type));

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_in_no_row_stops_the_reader() =>
        Should.Throw<UnknownEventTypeException>(() => EventTypes.Read(Recorded("dossier.from-the-future", "{}"u8.ToArray())));

    [Fact]
    public void A_member_that_this_release_does_not_know_is_passed_over()
    {
        var read = EventTypes.Read(Recorded("dossier.taken-back", """{"since":"later"}"""u8.ToArray()));

        read.ShouldBe(new PhongTrao.Workflows.Dossiers.DossierEvent.TakenBack());
    }

    [Fact]
    public void What_must_be_there_and_is_not_stops_the_reader() =>
        Should.Throw<JsonException>(() => EventTypes.Read(Recorded("dossier.nominee-added", """{"nominee":null}"""u8.ToArray())));

    [Fact]
    public void Metadata_is_read_back_whole_and_written_alike()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var value = Metadata(seed);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(value, EventJson.Default.EventMetadata);
            var read = JsonSerializer.Deserialize(bytes, EventJson.Default.EventMetadata);

            Show(read).ShouldBe(Show(value));
            JsonSerializer.SerializeToUtf8Bytes(read!, EventJson.Default.EventMetadata).ShouldBe(bytes);
        }
    }

    [Fact]
    public void Metadata_of_a_newer_release_is_read_without_what_is_new()
    {
        var text = """
            {"at":"2025-04-14T01:00:00+00:00","later":{"deep":[1,{"er":null}]},"n":3,"actor":"00000000000000000000000000000007","unit":null}
            """;

        var read = JsonSerializer.Deserialize(text, EventJson.Default.EventMetadata)!;

        read.At.ShouldBe(new DateTimeOffset(2025, 4, 14, 1, 0, 0, TimeSpan.Zero));
        read.Index.ShouldBe(3);
        read.Actor.ToString().ShouldBe("00000000000000000000000000000007");
        read.Unit.ShouldBeNull();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"at":null}""")]
    [InlineData("""{"actor":"nobody"}""")]
    [InlineData("""{"actor":null}""")]
    [InlineData("""{"unit":"Not A Code"}""")]
    [InlineData("""{"n":"three"}""")]
    public void Metadata_that_is_none_stops_the_reader(string text) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(text, EventJson.Default.EventMetadata));

    [Fact]
    public void Codes_read_alike_are_one_text_in_memory_and_escapes_change_nothing()
    {
        UnitId Read(string json) => JsonSerializer.Deserialize<UnitId>(json);

        Read("\"tan-khai\"").Value.ShouldBeSameAs(Read("\"tan-khai\"").Value);
        Read("\"t\\u0061n-khai\"").ShouldBe(Read("\"tan-khai\""));
        Should.Throw<JsonException>(() => Read("\"Tan Khai\""));
        Should.Throw<JsonException>(() => Read("\"Tan Khai\"")); // nor was it kept the first time
    }

    [Fact]
    public void Equal_route_plans_are_one_object_and_different_ones_are_not()
    {
        PhongTrao.Workflows.Dossiers.DossierEvent.Submitted Submitted(int seed)
        {
            var made = Anything.Make(typeof(PhongTrao.Workflows.Dossiers.DossierEvent.Submitted), seed)!;
            var (name, data) = EventTypes.Write(made, "dossier");
            return (PhongTrao.Workflows.Dossiers.DossierEvent.Submitted)EventTypes.Read(Recorded(name, data));
        }

        Submitted(1).Terms.Route.ShouldBeSameAs(Submitted(1).Terms.Route);
        Show(Submitted(1).Terms.Route).ShouldNotBe(Show(Submitted(2).Terms.Route));
    }

    /// <summary>Any metadata: each optional member there or not.</summary>
    private static EventMetadata Metadata(int seed)
    {
        var random = new Random(seed);
        T? Maybe<T>()
            where T : struct => random.Next(2) == 0 ? null : (T)Anything.Make(typeof(T), random.Next());
        string? Text(string text) => random.Next(2) == 0 ? null : text;
        return new(
            new DateTimeOffset(2025, 4, 14, 1, 0, 0, TimeSpan.Zero).AddTicks(random.NextInt64(1L << 40)),
            (Guid)Anything.Make(typeof(Guid), random.Next()),
            random.Next(),
            (AccountId)Anything.Make(typeof(AccountId), random.Next()),
            Maybe<AppointmentId>(),
            Maybe<UnitId>(),
            Maybe<FunctionCode>(),
            Maybe<AccountId>(),
            Maybe<DelegationId>(),
            random.Next(2) == 0 ? null : (Sealed)Anything.Make(typeof(Sealed), random.Next()),
            (Guid)Anything.Make(typeof(Guid), random.Next()),
            Maybe<Guid>(),
            Text("2001:db8::\"<1>"),
            Text("f00d"),
            Text(new string('a', 64))
        );
    }

    private static string Category(string name) => name[..name.IndexOf('.', StringComparison.Ordinal)];

    private static RecordedEvent Recorded(string type, byte[] data) =>
        new(new("dossier-1"), new(0), Position.At(0), Guid.Empty, type, data, Encoding.UTF8.GetBytes("{}"));

    /// <summary>All members of a value, computed ones aside, so that a member JSON forgets is missed.</summary>
    private static string Show(object? value) =>
        value switch
        {
            null => "∅",
            Sealed s => $"{s.Key}:{Convert.ToHexString(s.Cipher.Span)}",
            string or ValueType => value.ToString()!,
            System.Collections.IDictionary map => string.Join(
                "; ",
                map.Keys.Cast<object>().Select(k => $"{Show(k)}={Show(map[k])}").Order(StringComparer.Ordinal)
            ),
            System.Collections.IEnumerable list => $"[{string.Join("; ", list.Cast<object?>().Select(Show))}]",
            _ => $"{value.GetType().Name}({string.Join(", ", Members(value).Select(Show))})",
        };

    private static IEnumerable<object?> Members(object value) =>
        value
            .GetType()
            .GetConstructors()
            .OrderByDescending(c => c.GetParameters().Length)
            .First()
            .GetParameters()
            .Select(p => value.GetType().GetProperty(p.Name!, BindingFlags.Public | BindingFlags.Instance)!.GetValue(value));
}
