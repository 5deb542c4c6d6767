using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>What became of an item of a plan from one revision to another.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanChangeKind>))]
public enum PlanChangeKind
{
    /// <summary>Only the later revision has it.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>Only the earlier revision has it.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>Both have it, and they differ.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,
}

/// <summary>One difference between two revisions of a plan.</summary>
/// <param name="Section">Where: "forms", "duties", "copies" …, the field of the plan.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Key">The item's code in that section; of a field of the head, the field.</param>
/// <param name="Name">How the plan words it.</param>
/// <param name="Clause">Where the plan says so; of a changed item, where the later revision does; null: a field without one.</param>
/// <param name="Before">The item as it was; null: it was not there.</param>
/// <param name="After">The item as it is to be; null: it is not there any more.</param>
public sealed record PlanChange(
    string Section,
    PlanChangeKind Change,
    string Key,
    string Name,
    string? Clause,
    JsonNode? Before,
    JsonNode? After
)
{
    /// <summary>The item before, for pages.</summary>
    [JsonIgnore]
    public object? Old { get; init; }

    /// <summary>The item after, for pages.</summary>
    [JsonIgnore]
    public object? New { get; init; }
}

/// <summary>
/// What differs between two revisions of a plan, item by item. Items are the same when they have the same code; whatever an item
/// says is compared, so that no change goes unseen. Computed when asked for, never stored.
/// </summary>
public static class PlanChanges
{
    // Members that tell items of a section apart, and those that name one.
    private static readonly string[] Keys = ["code", "form", "type", "field", "number", "about", "text"];
    private static readonly string[] Names = ["name", "what", "block", "office", "about", "text", "wording"];

    private static readonly JsonTypeInfo Plan = EventJson.Default.GetTypeInfo(typeof(PlanDefinition))!;

    /// <summary>The differences, in the order of the plan's sections; within one those removed or changed first.</summary>
    public static IReadOnlyList<PlanChange> Between(PlanDefinition before, PlanDefinition after)
    {
        var changes = new List<PlanChange>();
        foreach (var section in Plan.Properties.Where(p => p.Get is not null))
        {
            var (old, now) = (Items(section, before), Items(section, after));
            foreach (var (key, was) in old)
            {
                var becomes = now.GetValueOrDefault(key);
                if (becomes.Node is null || !JsonNode.DeepEquals(was.Node, becomes.Node))
                {
                    changes.Add(Change(section.Name, key, was, becomes));
                }
            }

            changes.AddRange(
                now.Where(item => !old.ContainsKey(item.Key)).Select(item => Change(section.Name, item.Key, default, item.Value))
            );
        }

        return changes;
    }

    private static PlanChange Change(string section, string key, (object? Item, JsonNode? Node) old, (object? Item, JsonNode? Node) now)
    {
        var said = now.Node ?? old.Node;
        return new(
            section,
            old.Node is null ? PlanChangeKind.Added
                : now.Node is null ? PlanChangeKind.Removed
                : PlanChangeKind.Changed,
            key,
            Names.Select(name => Member(said, name)).FirstOrDefault(name => name is not null) ?? key,
            Member(said, "clause"),
            old.Node,
            now.Node
        )
        {
            Old = old.Item,
            New = now.Item,
        };
    }

    private static OrderedDictionary<string, (object? Item, JsonNode? Node)> Items(JsonPropertyInfo section, PlanDefinition plan)
    {
        var items = new OrderedDictionary<string, (object? Item, JsonNode? Node)>(StringComparer.Ordinal);
        switch (section.Get!(plan))
        {
            case null:
                break;
            case IEnumerable list and not string:
                var element = EventJson.Default.GetTypeInfo(section.PropertyType.GetGenericArguments()[0])!;
                foreach (var item in list)
                {
                    var node = JsonSerializer.SerializeToNode(item, element);
                    var key = KeyOf(node);
                    var n = 1;
                    while (!items.TryAdd(n == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key} ({n})"), (item, node)))
                    {
                        n++;
                    }
                }

                break;
            case { } value:
                var type = EventJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(section.PropertyType) ?? section.PropertyType)!;
                items.Add(section.Name, (value, JsonSerializer.SerializeToNode(value, type)));
                break;
        }

        return items;
    }

    private static string KeyOf(JsonNode? item) =>
        Member(item, "group") is { } group
            ? $"{group} {Member(item, "type")}"
            : Keys.Select(key => Member(item, key)).FirstOrDefault(key => key is not null) ?? "";

    private static string? Member(JsonNode? item, string name) =>
        item is JsonObject members && members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
