using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PhongTrao.Host.Desk;

/// <summary>
/// Reads an input record from a JSON object or a posted form and notes everything that has the wrong shape, instead of
/// stopping at the first. Unknown members are passed over. Records, lists of records or texts, texts, whole numbers and
/// booleans are all there is.
/// </summary>
public static class InputReader
{
    private const int MaxItems = 5000;

    /// <summary>Reads from JSON.</summary>
    public static T FromJson<T>(JsonElement element, Check check)
        where T : class => (T)(Record(typeof(T), element, "", check) ?? Empty(typeof(T)));

    /// <summary>
    /// Reads from a form: "name" for a member, "paper.number" for a member's member, "verdicts[0].passed" for a list's; a list
    /// of texts may also be one name sent several times.
    /// </summary>
    public static T FromForm<T>(IFormCollection form, Check check)
        where T : class
    {
        var root = new JsonObject();
        foreach (var (name, values) in form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxItems))
        {
            if (name.Length is 0 or > 200 || name.StartsWith('_'))
            {
                continue; // the framework's own
            }

            Put(root, name, values.Where(value => value is not null).Select(value => value!).ToArray());
        }

        return FromJson<T>(JsonSerializer.SerializeToElement(root), check);
    }

    private static void Put(JsonObject root, string name, string[] values)
    {
        var at = root;
        var parts = name.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            int? index = null;
            if (part.EndsWith(']') && part.IndexOf('[', StringComparison.Ordinal) is var open and > 0)
            {
                var inside = part[(open + 1)..^1];
                part = part[..open];
                index = int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < MaxItems ? n : null;
                if (index is null && inside.Length > 0)
                {
                    return;
                }
            }

            var last = i == parts.Length - 1;
            if (index is { } place)
            {
                if (at[part] is not JsonArray list)
                {
                    at[part] = list = [];
                }

                while (list.Count <= place)
                {
                    list.Add(null);
                }

                if (last)
                {
                    list[place] = values.Length > 0 ? values[^1] : null;
                    return;
                }

                if (list[place] is not JsonObject inner)
                {
                    list[place] = inner = [];
                }

                at = inner;
            }
            else if (last)
            {
                // An unticked box sends nothing; a ticked one beside a hidden "false" sends both: the last one counts.
                at[part] =
                    values.Length > 1 && !IsBoolean(values[^1])
                        ? new JsonArray([.. values.Select(value => (JsonNode?)JsonValue.Create(value))])
                    : values.Length > 0 ? values[^1]
                    : null;
            }
            else
            {
                if (at[part] is not JsonObject inner)
                {
                    at[part] = inner = [];
                }

                at = inner;
            }
        }
    }

    private static object? Value(Type type, JsonElement element, string path, Check check)
    {
        if (element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        if (type == typeof(string))
        {
            if (element.ValueKind is not JsonValueKind.String)
            {
                check.Fault(path, Faults.NotText);
                return null;
            }

            try
            {
                return element.GetString();
            }
            catch (InvalidOperationException)
            {
                check.Fault(path, Faults.NotText); // a lone surrogate
                return null;
            }
        }

        if (type == typeof(int?))
        {
            return element switch
            {
                { ValueKind: JsonValueKind.Number } when element.TryGetInt32(out var number) => number,
                { ValueKind: JsonValueKind.String } when Text(element) is { } text => string.IsNullOrWhiteSpace(text) ? null
                : int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
                : Wrong(Faults.NotNumber),
                _ => Wrong(Faults.NotNumber),
            };
        }

        if (type == typeof(bool?))
        {
            return element.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String when Text(element) is { } text => text.Trim() switch
                {
                    "true" or "on" => true,
                    "false" => false,
                    "" => null,
                    _ => Wrong(Faults.NotBoolean),
                },
                _ => Wrong(Faults.NotBoolean),
            };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return List(type.GetGenericArguments()[0], element, path, check);
        }

        return Record(type, element, path, check);

        object? Wrong(string code)
        {
            check.Fault(path, code);
            return null;
        }
    }

    private static object? List(Type item, JsonElement element, string path, Check check)
    {
        if (item == typeof(string) && element.ValueKind is JsonValueKind.String)
        {
            return new[] { Text(element) }; // one value of a form
        }

        if (element.ValueKind is not JsonValueKind.Array)
        {
            check.Fault(path, Faults.NotList);
            return null;
        }

        if (element.GetArrayLength() > MaxItems)
        {
            check.Fault(path, Faults.TooMany, ("max", MaxItems.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        var values = Array.CreateInstance(item, element.GetArrayLength());
        var index = 0;
        foreach (var entry in element.EnumerateArray())
        {
            values.SetValue(Value(item, entry, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), check), index);
            index++;
        }

        return values;
    }

    private static object? Record(Type type, JsonElement element, string path, Check check)
    {
        if (element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        if (element.ValueKind is not JsonValueKind.Object)
        {
            check.Fault(path, Faults.NotObject);
            return null;
        }

        var constructor = Constructor(type);
        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            try
            {
                members[member.Name] = member.Value;
            }
            catch (InvalidOperationException)
            {
                check.Fault(path, Faults.NotText); // a name that is no text
            }
        }

        var parameters = constructor.GetParameters();
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(parameters[i].Name!);
            if (members.TryGetValue(name, out var value))
            {
                arguments[i] = Value(parameters[i].ParameterType, value, path.Length == 0 ? name : $"{path}.{name}", check);
            }
        }

        return constructor.Invoke(arguments);
    }

    private static object Empty(Type type)
    {
        var constructor = Constructor(type);
        return constructor.Invoke(new object?[constructor.GetParameters().Length]);
    }

    // The primary constructor; a record's copy constructor is not public.
    private static ConstructorInfo Constructor(Type type) => type.GetConstructors(BindingFlags.Public | BindingFlags.Instance)[0];

    private static bool IsBoolean(string text) => text is "true" or "false" or "on";

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
