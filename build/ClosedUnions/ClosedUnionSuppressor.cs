using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PhongTrao.ClosedUnions;

/// <summary>
/// Lets a switch expression over a closed union go without a default arm.
/// </summary>
/// <remarks>
/// <para>
/// A closed union is an abstract record whose only constructor is private and whose cases are nested in it. The compiler does
/// not know that nothing else can derive from it and reports CS8509 ("not exhaustive") on every complete switch; a default arm
/// would silence that and hide the next case too. This suppressor removes the report exactly where every case is covered, so a
/// case somebody adds breaks the build at each switch that must answer it.
/// </para>
/// <para>
/// Understood: cases, several cases joined by <c>or</c>, enums and bools, and tuples of all these. A guarded arm, or one that
/// looks into a case's fields, covers nothing. Whatever is not understood stays reported.
/// </para>
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedUnionSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Complete = new("PT8509", "CS8509", "Every case of the closed union has an arm");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Complete];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node.FirstAncestorOrSelf<SwitchExpressionSyntax>() is not { } syntax)
                continue;
            var operation = context.GetSemanticModel(tree).GetOperation(syntax, context.CancellationToken);
            if (operation is ISwitchExpressionOperation { Value.Type: { } type } @switch && Coverage.IsComplete(@switch, type))
                context.ReportSuppression(Suppression.Create(Complete, diagnostic));
        }
    }
}
