using System.Globalization;
using System.Text;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Desk;

/// <summary>
/// Turns what somebody sent into values of the domain and gathers everything that is wrong on the way. Text is normalised to
/// NFC and trimmed; a text that is blank counts as not given.
/// </summary>
public sealed class Check
{
    private readonly List<Fault> _faults = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Whether anything is.</summary>
    public bool Failed => _faults.Count > 0;

    /// <summary>Notes a fault.</summary>
    public void Fault(string field, string code, params (string Name, string Value)[] arguments) =>
        _faults.Add(Desk.Fault.Of(field, code, arguments));

    /// <summary>Takes over a fault.</summary>
    public void Fault(Fault fault) => _faults.Add(fault);

    /// <summary>A text that must be there; empty where it is not (the fault is noted).</summary>
    public string Text(string field, string? text, int max)
    {
        if (OptionalText(field, text, max) is { } given)
        {
            return given;
        }

        if (!_faults.Exists(fault => fault.Field == field))
        {
            Fault(field, Desk.Faults.Required);
        }

        return "";
    }

    /// <summary>A text that may be left out.</summary>
    public string? OptionalText(string field, string? text, int max)
    {
        if (Vietnam.Normalize(text) is not { } normal)
        {
            if (text is not null && !string.IsNullOrWhiteSpace(text))
            {
                Fault(field, Desk.Faults.NotText);
            }

            return null;
        }

        if (normal.Length > max)
        {
            Fault(field, Desk.Faults.TooLong, ("max", max.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        return normal;
    }

    /// <summary>A code that must be there.</summary>
    public T Code<T>(string field, string? text)
        where T : struct, ICode<T>
    {
        if (OptionalCode<T>(field, text) is { } code)
        {
            return code;
        }

        if (!_faults.Exists(fault => fault.Field == field))
        {
            Fault(field, Desk.Faults.Required);
        }

        return default;
    }

    /// <summary>A code that may be left out.</summary>
    public T? OptionalCode<T>(string field, string? text)
        where T : struct, ICode<T>
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Vietnam.Normalize(text) is { } normal && T.TryParse(normal, out var code))
        {
            return code;
        }

        Fault(field, Desk.Faults.NotCode);
        return null;
    }

    /// <summary>An id that must be there.</summary>
    public T Id<T>(string field, string? text)
        where T : struct, IId<T>
    {
        if (OptionalId<T>(field, text) is { } id)
        {
            return id;
        }

        if (!_faults.Exists(fault => fault.Field == field))
        {
            Fault(field, Desk.Faults.Required);
        }

        return default;
    }

    /// <summary>An id that may be left out.</summary>
    public T? OptionalId<T>(string field, string? text)
        where T : struct, IId<T>
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Guid.TryParse(text, out var id) && id != Guid.Empty)
        {
            return T.From(id);
        }

        Fault(field, Desk.Faults.NotId);
        return null;
    }

    /// <summary>A day that must be there: yyyy-MM-dd or dd/MM/yyyy.</summary>
    public DateOnly Date(string field, string? text)
    {
        if (OptionalDate(field, text) is { } date)
        {
            return date;
        }

        if (!_faults.Exists(fault => fault.Field == field))
        {
            Fault(field, Desk.Faults.Required);
        }

        return default;
    }

    /// <summary>A day that may be left out; only years 1900–2199 are days anybody means.</summary>
    public DateOnly? OptionalDate(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Vietnam.ParseDate(text) is { Year: >= 1900 and < 2200 } date)
        {
            return date;
        }

        Fault(field, Desk.Faults.NotDate);
        return null;
    }

    /// <summary>An instant that may be left out: ISO 8601, UTC where it names no offset; years 1900–2199.</summary>
    public DateTimeOffset? OptionalInstant(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.UtcDateTime.Year is >= 1900 and < 2200
        )
        {
            return at;
        }

        Fault(field, Desk.Faults.NotInstant);
        return null;
    }

    /// <summary>A number in a range, that must be there.</summary>
    public int Number(string field, int? number, int min, int max)
    {
        if (number is null)
        {
            Fault(field, Desk.Faults.Required);
        }

        return OptionalNumber(field, number, min, max) ?? min;
    }

    /// <summary>A number in a range, that may be left out.</summary>
    public int? OptionalNumber(string field, int? number, int min, int max)
    {
        if (number is { } given && (given < min || given > max))
        {
            Fault(
                field,
                Desk.Faults.OutOfRange,
                ("min", min.ToString(CultureInfo.InvariantCulture)),
                ("max", max.ToString(CultureInfo.InvariantCulture))
            );
            return null;
        }

        return number;
    }

    /// <summary>One of a closed set of stored names, that must be there.</summary>
    public T OneOf<T>(string field, string? text, T fallback)
        where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Fault(field, Desk.Faults.Required);
            return fallback;
        }

        if (StoredNames<T>.TryParse(text.Trim(), out var value))
        {
            return value;
        }

        Fault(field, Desk.Faults.Unknown, ("allowed", string.Join(", ", StoredNames<T>.All)));
        return fallback;
    }

    /// <summary>A list with a bound; a missing one is empty.</summary>
    public IReadOnlyList<T> List<T>(string field, IReadOnlyList<T>? items, int min, int max)
    {
        var count = items?.Count ?? 0;
        if (count < min)
        {
            Fault(field, Desk.Faults.Required);
        }
        else if (count > max)
        {
            Fault(field, Desk.Faults.TooMany, ("max", max.ToString(CultureInfo.InvariantCulture)));
            return [];
        }

        return items ?? [];
    }

    /// <summary>The answer when anything is wrong.</summary>
    public Answer<T> Answer<T>() => new Answer<T>.Invalid(Faults);
}

/// <summary>The names under which the values of an enumeration are stored and sent.</summary>
public static class StoredNames<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByName = typeof(T)
        .GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .ToDictionary(
            field =>
                field
                    .GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute), inherit: false)
                    .Cast<System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute>()
                    .FirstOrDefault()
                    ?.Name
                ?? field.Name,
            field => (T)field.GetValue(null)!,
            StringComparer.Ordinal
        );

    private static readonly Dictionary<T, string> ByValue = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All of them, in order.</summary>
    public static IEnumerable<string> All => ByName.Keys;

    /// <summary>The name of a value.</summary>
    public static string Of(T value) => ByValue.GetValueOrDefault(value) ?? value.ToString();

    /// <summary>The value of a name.</summary>
    public static bool TryParse(string name, out T value) => ByName.TryGetValue(name, out value);
}
