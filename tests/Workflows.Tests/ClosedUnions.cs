using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PhongTrao.ClosedUnions;

namespace PhongTrao.Workflows.Tests;

/// <summary>What the compiler accepts, with our suppressor in it, as a complete switch over a closed union.</summary>
public class ClosedUnions
{
    private const string Vocabulary = """
        public abstract record Shape
        {
            private Shape() { }
            public sealed record Dot : Shape;
            public sealed record Line(int Length) : Shape;
        }
        public abstract record Answer<T>
        {
            private Answer() { }
            public sealed record Yes(T Value) : Answer<T>;
            public abstract record No : Answer<T>
            {
                private No() { }
                public sealed record Late : No;
                public sealed record Never : No;
            }
        }
        public abstract record Open
        {
            public sealed record One : Open;
            public sealed record Two : Open;
        }
        public enum Mode { Single, Joint }

        """;

    [Theory]
    [InlineData("Shape s", "s switch { Shape.Dot => 1, Shape.Line line => line.Length }")]
    [InlineData("Shape s", "s switch { Shape.Dot or Shape.Line => 1 }")]
    [InlineData("Shape s", "s switch { Shape.Dot => 1, Shape.Line(var length) => length }")]
    [InlineData("Shape s", "s switch { Shape.Dot => 1, Shape.Line { Length: var length } => length }")]
    [InlineData("Shape? s", "s switch { null => 0, Shape.Dot => 1, Shape.Line => 2 }")]
    [InlineData("Answer<int> a", "a switch { Answer<int>.Yes yes => yes.Value, Answer<int>.No => 0 }")]
    [InlineData("Answer<int> a", "a switch { Answer<int>.Yes yes => yes.Value, Answer<int>.No.Late => 0, Answer<int>.No.Never => 1 }")]
    [InlineData("Shape s, Mode m", "(s, m) switch { (Shape.Dot, _) => 1, (Shape.Line, Mode.Single) => 2, (_, Mode.Joint) => 3 }")]
    [InlineData("Shape s, bool b", "(s, b) switch { (Shape.Dot, true) => 1, (Shape.Dot, false) => 2, (Shape.Line, _) => 3 }")]
    [InlineData("Shape s, Shape t", "(s, t) switch { (Shape.Dot, Shape.Dot) => 1, (Shape.Line, _) or (_, Shape.Line) => 2 }")]
    public async Task A_switch_with_every_case_is_complete(string parameters, string expression) =>
        (await IsComplete(parameters, expression)).ShouldBeTrue();

    [Theory]
    [InlineData("Shape s", "s switch { Shape.Dot => 1 }")]
    [InlineData("Shape s", "s switch { Shape.Dot => 1, Shape.Line line when line.Length > 0 => 2 }")]
    [InlineData("Shape s", "s switch { Shape.Dot => 1, Shape.Line { Length: 5 } => 2 }")]
    [InlineData("Shape s", "s switch { Shape.Dot => 1, Shape.Line(5) => 2 }")]
    [InlineData("Answer<int> a", "a switch { Answer<int>.Yes yes => yes.Value, Answer<int>.No.Late => 0 }")]
    [InlineData("Shape s, Mode m", "(s, m) switch { (Shape.Dot, _) => 1, (Shape.Line, Mode.Single) => 2 }")]
    [InlineData(
        "Shape s, Shape t",
        "(s, t) switch { (Shape.Dot, Shape.Dot) => 1, (Shape.Line, Shape.Dot) => 2, (Shape.Dot, Shape.Line) => 3 }"
    )]
    [InlineData("Shape s, int i", "(s, i) switch { (Shape.Dot, 1) => 1, (Shape.Line, _) => 2 }")]
    [InlineData("Open o", "o switch { Open.One => 1, Open.Two => 2 }")]
    public async Task A_switch_that_lacks_one_is_not(string parameters, string expression) =>
        (await IsComplete(parameters, expression)).ShouldBeFalse();

    private static async Task<bool> IsComplete(string parameters, string expression)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var source = $"{Vocabulary}public static class Test {{ public static int Of({parameters}) => {expression}; }}";
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll");
        var compilation = CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText(source, cancellationToken: cancelled)],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        var reported = await compilation.WithAnalyzers([new ClosedUnionSuppressor()], options: null).GetAllDiagnosticsAsync(cancelled);
        reported.Where(diagnostic => diagnostic.Id != "CS8509").ShouldBeEmpty("The example itself must compile.");
        return reported.IsEmpty;
    }
}
