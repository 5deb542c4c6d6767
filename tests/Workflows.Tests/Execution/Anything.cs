using System.Collections;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>
/// Makes a value of any type that may stand in an event, members and all, so that a new event type is tested without anybody
/// remembering to.
/// </summary>
internal static class Anything
{
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly string[] Slugs = ["tham-muu", "giay-khen-xa", "x", "a.b_c-9", "0", new string('z', 80)];
    private static readonly string[] Texts = ["36/KH-UBND", "Chủ tịch Ủy ban nhân dân xã", "Ế", "\"<&>\\", "𝄞 nốt", "đ"];

    /// <summary>A generator of values of that type.</summary>
    public static Gen<object> Of(Type type) => Gen.Choose(0, int.MaxValue).Select(seed => Make(type, new Random(seed)));

    /// <summary>The value that a seed gives; always the same.</summary>
    public static object Make(Type type, int seed) => Make(type, new Random(seed));

    private static object Make(Type type, Random random)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Make(inner, random);
        }

        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return values.GetValue(random.Next(values.Length))!;
        }

        if (type == typeof(Guid))
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }

        if (type == typeof(bool))
        {
            return random.Next(2) == 0;
        }

        if (type == typeof(int))
        {
            return random.Next(4) == 0 ? random.Next() : random.Next(100);
        }

        if (type == typeof(long))
        {
            return random.NextInt64();
        }

        if (type == typeof(decimal))
        {
            return new decimal(random.Next(), 0, 0, random.Next(2) == 0, (byte)random.Next(4));
        }

        if (type == typeof(DateOnly))
        {
            return DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber));
        }

        if (type == typeof(TimeOnly))
        {
            return new TimeOnly(random.NextInt64(TimeOnly.MaxValue.Ticks));
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero);
        }

        if (type == typeof(Sealed))
        {
            var cipher = new byte[random.Next(40)];
            random.NextBytes(cipher);
            return new Sealed(new("khoa"), cipher);
        }

        if (type == typeof(Digest))
        {
            return new Digest(Convert.ToHexStringLower(((Guid)Make(typeof(Guid), random)).ToByteArray()) + new string('0', 32));
        }

        if (type == typeof(FileBytes))
        {
            return FileBytes.Of(((Guid)Make(typeof(Guid), random)).ToByteArray());
        }

        if (Has(type, typeof(IId<>)))
        {
            return Activator.CreateInstance(type, Make(typeof(Guid), random))!;
        }

        if (Has(type, typeof(ICode<>)))
        {
            return Code(type, random);
        }

        return Elements(type) is { } element ? Sequence(type, element, random) : Structure(type, random);
    }

    private static object Code(Type type, Random random)
    {
        var parse = type.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static)!;
        var start = random.Next(100);
        var texts = Texts.Concat(Slugs).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            object?[] arguments = [texts[(start + i) % texts.Length], null];
            if ((bool)parse.Invoke(null, arguments)!)
            {
                return arguments[1]!;
            }
        }

        throw new InvalidOperationException($"Give {nameof(Anything)} a text that {type.Name} accepts.");
    }

    private static object Sequence(Type type, Type element, Random random)
    {
        if (IsDictionary(type))
        {
            var (key, value) = (type.GetGenericArguments()[0], type.GetGenericArguments()[1]);
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
            for (var i = random.Next(4); i > 0; i--)
            {
                map[Make(key, random)] = Make(value, random);
            }

            return map;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = random.Next(4); i > 0; i--)
        {
            list.Add(Make(element, random));
        }

        return list;
    }

    private static object Structure(Type type, Random random)
    {
        if (type.IsAbstract)
        {
            var cases = type.GetNestedTypes().Where(t => t.IsSubclassOf(type)).ToArray();
            return Make(cases[random.Next(cases.Length)], random);
        }

        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([
            .. constructor.GetParameters().Select(p => MayBeNull(p) && random.Next(3) == 0 ? null : Member(p, random)),
        ]);
    }

    // A party answered by a party answered by … ends somewhere.
    private static object? Member(ParameterInfo parameter, Random random) =>
        parameter.ParameterType == parameter.Member.DeclaringType && random.Next(3) > 0 ? null : Make(parameter.ParameterType, random);

    private static bool MayBeNull(ParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        || Nullability.Create(parameter).WriteState == NullabilityState.Nullable;

    private static Type? Elements(Type type) =>
        type == typeof(string) ? throw new InvalidOperationException("An event has no bare string.")
        : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[^1]
        : null;

    private static bool IsDictionary(Type type) =>
        type.IsGenericType
        && type.GetGenericTypeDefinition() is var g
        && (g == typeof(IReadOnlyDictionary<,>) || g == typeof(Dictionary<,>));

    private static bool Has(Type type, Type port) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == port);
}
