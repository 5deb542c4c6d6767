using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>
/// A plan for readers who must tell "không quy định" from nothing at all: whatever a plan may leave open is an object with
/// <c>stated</c>; left open it reads <c>{"stated": false, "text": "không quy định"}</c>, stated it has its <c>value</c> (lists: its
/// <c>items</c>). Nothing is null or absent. Fields of the head carry their clause and wording beside them, open fields their fallback.
/// </summary>
public static class PlanContent
{
    // Empty says something of its own here: no doubt was found, no fallback is known, nothing is quoted, the usual routes do.
    private static readonly HashSet<string> PlainLists = new(StringComparer.Ordinal) { "flags", "fallbacks", "quotes", "routes", "shares" };

    // Lists inside items that a plan may leave open; the others say "all" or "none" when they are empty (forms of a component).
    private static readonly HashSet<string> OpenLists = new(StringComparer.Ordinal) { "by", "from", "subjects", "papers" };

    private static readonly JsonTypeInfo Plan = EventJson.Default.GetTypeInfo(typeof(PlanDefinition))!;

    /// <summary>The plan's content.</summary>
    public static JsonObject Of(PlanDefinition plan)
    {
        var content = Members(plan with { Routes = null, Shares = null }, Plan);
        content["routes"] = Plain(plan.Routes);
        content["shares"] = Plain(plan.Shares);
        foreach (var property in Plan.Properties.Where(p => IsList(p.PropertyType) && !PlainLists.Contains(p.Name)))
        {
            content[property.Name] = Items(content[property.Name]!.AsArray());
        }

        foreach (var quote in plan.Quotes)
        {
            if (content[quote.Field.Value] is not JsonObject field)
            {
                content[quote.Field.Value] = field = new JsonObject
                {
                    ["stated"] = true,
                    ["value"] = content[quote.Field.Value]!.DeepClone(),
                };
            }

            field["clause"] = quote.Clause.Value;
            field["wording"] = quote.Wording.Value;
        }

        foreach (var fallback in plan.Fallbacks)
        {
            if (content[fallback.Field.Value] is JsonObject field)
            {
                field["fallback"] = new JsonObject { ["text"] = fallback.Text.Value, ["source"] = fallback.Source.Value };
            }
        }

        content.Remove("quotes");
        content["eligibility"] = Matrix(plan);
        return content;
    }

    /// <summary>Every group against every type of award; where the plan is silent a cell says so.</summary>
    private static JsonObject Matrix(PlanDefinition plan)
    {
        if (plan.Eligibility.Count == 0)
        {
            return Open();
        }

        var cells = new JsonArray();
        foreach (var group in plan.Groups)
        {
            foreach (var type in plan.Types)
            {
                var cell = plan.Eligibility.FirstOrDefault(c => c.Group == group.Code && c.Type == type.Type);
                JsonObject said = cell is null
                    ? Open()
                    : new()
                    {
                        ["stated"] = true,
                        ["allowed"] = cell.Verdict is PlanVerdict.Allowed,
                        ["clause"] = cell.Clause.Value,
                        ["wording"] = cell.Wording.Value,
                    };
                said["group"] = group.Code.Value;
                said["type"] = type.Type.Value;
                cells.Add(said);
            }
        }

        return new JsonObject { ["stated"] = true, ["items"] = cells };
    }

    private static JsonObject Items(JsonArray items) =>
        items.Count == 0 ? Open() : new() { ["stated"] = true, ["items"] = items.DeepClone() };

    private static JsonNode Plain<T>(IReadOnlyList<T>? items) =>
        JsonSerializer.SerializeToNode(items ?? [], EventJson.Default.GetTypeInfo(typeof(IReadOnlyList<T>))!)!;

    private static JsonObject Open() => new() { ["stated"] = false, ["text"] = FileMap.Unstated };

    private static JsonObject Members(object value, JsonTypeInfo type)
    {
        var members = new JsonObject();
        foreach (var property in type.Properties.Where(p => p.Get is not null))
        {
            var member = property.Get!(value);
            members[property.Name] = property.IsGetNullable
                ? member is null
                    ? Open()
                    : new JsonObject { ["stated"] = true, ["value"] = Node(member, property.PropertyType) }
                : OpenLists.Contains(property.Name) && Node(member!, property.PropertyType) is JsonArray list
                    ? Items(list)
                    : Node(member!, property.PropertyType);
        }

        return members;
    }

    private static JsonNode? Node(object value, Type declared)
    {
        if (value is IEnumerable list and not string && IsList(declared))
        {
            var element = declared.GetGenericArguments()[0];
            return new JsonArray([.. list.Cast<object>().Select(item => Node(item, element))]);
        }

        var base_ = EventJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(declared) ?? declared)!;
        if (base_.Kind is not JsonTypeInfoKind.Object)
        {
            return JsonSerializer.SerializeToNode(value, base_);
        }

        var members = Members(value, EventJson.Default.GetTypeInfo(value.GetType())!);
        if (base_.PolymorphismOptions is { } union)
        {
            var which = union.DerivedTypes.First(derived => derived.DerivedType == value.GetType()).TypeDiscriminator;
            members.Insert(0, union.TypeDiscriminatorPropertyName, (string)which!);
        }

        return members;
    }

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
}
