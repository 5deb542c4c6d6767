using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PhongTrao.ClosedUnions;

/// <summary>Whether the unguarded arms of a switch expression cover every value, column by column for tuples.</summary>
internal static class Coverage
{
    /// <summary>What is still to match, one pattern per column; null matches everything.</summary>
    private sealed record Row(ImmutableStack<IPatternOperation?> Patterns)
    {
        public IPatternOperation? Head => Patterns.Peek();
        public Row Tail => new(Patterns.Pop());

        public Row WithHead(IPatternOperation? head) => new(Patterns.Pop().Push(head));
    }

    public static bool IsComplete(ISwitchExpressionOperation @switch, ITypeSymbol type)
    {
        var rows = @switch.Arms.Where(arm => arm.Guard is null).Select(arm => new Row([arm.Pattern]));
        return Covers([.. rows], [type]);
    }

    private static bool Covers(ImmutableList<Row> rows, ImmutableStack<ITypeSymbol> columns)
    {
        if (columns.IsEmpty)
            return !rows.IsEmpty;
        if (rows.IsEmpty)
            return false;

        rows = [.. rows.SelectMany(Alternatives)];
        var type = columns.Peek();
        var rest = columns.Pop();

        if (rows.TrueForAll(row => IsTotal(row.Head, type)))
            return Covers([.. rows.Select(row => row.Tail)], rest);

        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            var inner = tuple.TupleElements.Reverse().Aggregate(rest, (stack, element) => stack.Push(element.Type));
            return Covers([.. rows.SelectMany(row => Unpack(row, tuple))], inner);
        }

        var cases = CasesOf(type);
        return cases.IsEmpty
            ? Covers([.. rows.Where(row => IsTotal(row.Head, type)).Select(row => row.Tail)], rest)
            : cases.All(value => Covers([.. rows.Where(row => Matches(row.Head, value)).Select(row => row.Tail)], rest));
    }

    private static IEnumerable<Row> Alternatives(Row row) =>
        row.Head is IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or
            ? Alternatives(row.WithHead(or.LeftPattern)).Concat(Alternatives(row.WithHead(or.RightPattern)))
            : [row];

    private static IEnumerable<Row> Unpack(Row row, INamedTypeSymbol tuple)
    {
        var width = tuple.TupleElements.Length;
        if (IsTotal(row.Head, tuple))
            return [Push(row.Tail, Enumerable.Repeat<IPatternOperation?>(null, width))];
        return
            row.Head is IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true } head
            && head.DeconstructionSubpatterns.Length == width
            ? [Push(row.Tail, head.DeconstructionSubpatterns)]
            : [];
    }

    private static Row Push(Row row, IEnumerable<IPatternOperation?> patterns) =>
        new(patterns.Reverse().Aggregate(row.Patterns, (stack, pattern) => stack.Push(pattern)));

    /// <summary>The values a column is split into: types for a closed union, constants for an enum or bool, none if there is no end to them.</summary>
    private static ImmutableArray<object> CasesOf(ITypeSymbol type) =>
        type switch
        {
            { SpecialType: SpecialType.System_Boolean } => [true, false],
            INamedTypeSymbol { TypeKind: TypeKind.Enum } named =>
            [
                .. named
                    .GetMembers()
                    .OfType<IFieldSymbol>()
                    .Where(field => field.HasConstantValue)
                    .Select(field => field.ConstantValue!)
                    .Distinct(),
            ],
            INamedTypeSymbol named when IsClosed(named) => [.. Leaves(named, named)],
            _ => [],
        };

    private static bool IsClosed(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: true }
        && type.InstanceConstructors.All(constructor =>
            constructor.DeclaredAccessibility == Accessibility.Private || CopiesItself(constructor)
        )
        && Nested(type).Any(nested => Is(nested.BaseType, type));

    /// <summary>The copy constructor of a record is protected, but a derived record still needs another one to exist.</summary>
    private static bool CopiesItself(IMethodSymbol constructor) =>
        constructor.ContainingType.IsRecord
        && constructor.Parameters.Length == 1
        && Is(constructor.Parameters[0].Type, constructor.ContainingType);

    private static IEnumerable<INamedTypeSymbol> Leaves(INamedTypeSymbol type, INamedTypeSymbol root) =>
        Nested(root)
            .Where(nested => Is(nested.BaseType, type))
            .SelectMany(nested => nested.IsAbstract && IsClosed(nested) ? Leaves(nested, nested) : [nested]);

    private static IEnumerable<INamedTypeSymbol> Nested(INamedTypeSymbol type) =>
        type.GetTypeMembers().SelectMany(member => Nested(member).Prepend(member));

    private static bool IsTotal(IPatternOperation? pattern, ITypeSymbol type) =>
        pattern switch
        {
            null or IDiscardPatternOperation => true,
            IDeclarationPatternOperation declaration => declaration.MatchesNull
                || declaration.MatchedType is not { } matched
                || Derives(type, matched),
            ITypePatternOperation test => Derives(type, test.MatchedType),
            IRecursivePatternOperation test => Derives(type, test.MatchedType) && LooksAtNothing(test),
            INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } =>
                true,
            _ => false,
        };

    private static bool Matches(IPatternOperation? pattern, object value) =>
        pattern switch
        {
            IConstantPatternOperation constant => Equals(constant.Value.ConstantValue.Value, value),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } and => Matches(and.LeftPattern, value)
                && Matches(and.RightPattern, value),
            IBinaryPatternOperation or => Matches(or.LeftPattern, value) || Matches(or.RightPattern, value),
            INegatedPatternOperation { Pattern: ITypePatternOperation not } when value is INamedTypeSymbol { IsSealed: true } type =>
                !Derives(type, not.MatchedType),
            _ when value is ITypeSymbol type => IsTotal(pattern, type),
            IDeclarationPatternOperation or ITypePatternOperation or IRecursivePatternOperation => false,
            _ => IsTotal(pattern, pattern!.InputType),
        };

    private static bool LooksAtNothing(IRecursivePatternOperation pattern) =>
        pattern.DeconstructionSubpatterns.All(inner => IsTotal(inner, inner.InputType))
        && pattern.PropertySubpatterns.All(inner => IsTotal(inner.Pattern, inner.Pattern.InputType));

    private static bool Derives(ITypeSymbol type, ITypeSymbol from)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (Is(current, from))
                return true;
        }
        return type.AllInterfaces.Any(implemented => Is(implemented, from));
    }

    private static bool Is(ITypeSymbol? left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
