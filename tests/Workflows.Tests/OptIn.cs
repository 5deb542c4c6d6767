using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PhongTrao.Workflows.Tests;

/// <summary>
/// The files that the default build leaves out for want of a package must not grow stale. The compiler reads them here without it:
/// what they take from the package stays unknown, but what they owe to our contract, and what they use of ours, does not.
/// </summary>
public class OptIn
{
    /// <summary>One kind of opt-in code.</summary>
    /// <param name="Contract">The interface it implements.</param>
    /// <param name="ContractFile">Where that stands.</param>
    /// <param name="Class">The class that implements it.</param>
    /// <param name="Files">All files left out.</param>
    /// <param name="Package">What they need.</param>
    /// <param name="Uses">Some name of ours that they use.</param>
    /// <param name="Borrowed">What the package would explain: its names, and types of the files that inherit from it.</param>
    private sealed record Row(
        string Contract,
        string ContractFile,
        string Class,
        string Files,
        string Package,
        string Uses,
        string Borrowed
    );

    private static readonly Row[] Rows =
    [
        new(
            "IRouteEngine",
            "src/Workflows/Routes/IRouteEngine.cs",
            "ElsaRouteEngine",
            "src/Workflows/Engines/Elsa*.cs",
            "Elsa.Workflows.Core",
            "RouteFit",
            "Elsa Activity ActivityAttribute ActivityExecutionContext Bookmark Connection CreateBookmarkArgs CreateModule Flowchart IActivity "
                + "IActivityRegistry ITerminalNode IWorkflowGraphBuilder IWorkflowRunner RunWorkflowOptions Workflow WorkflowGraph "
                + "WorkflowIdentity WorkflowState WorkflowStatus ElsaReview ElsaRouteEnd ElsaWayBack"
        ),
        new(
            "IEventStore",
            "src/Workflows/Store/IEventStore.cs",
            "EventStoreDbEventStore",
            "src/Workflows/Store/EventStoreDb*.cs",
            "EventStore.Client.Grpc.Streams",
            "Appends",
            "EventStore Grpc Esdb AccessDeniedException Direction DiscoveryException EventStoreClient EventStoreClientOperationOptions "
                + "EventStoreClientSettings FromAll IEventFilter MaximumAppendSizeExceededException NotAuthenticatedException "
                + "NotLeaderException ResolvedEvent RpcException StatusCode StreamDeletedException StreamFilter StreamMessage "
                + "StreamPosition StreamState SubscriptionFilterOptions UserCredentials Uuid WrongExpectedVersionResult resolved"
        ),
    ];

    public static TheoryData<string> Classes => [.. Rows.Select(row => row.Class)];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Implements_its_contract(string name) => Missing(Compile(Find(name)), Find(name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_surplus_or_changed_member_of_the_contract_is_missed(string name)
    {
        var row = Find(name);
        List<string> With(Func<InterfaceDeclarationSyntax, InterfaceDeclarationSyntax> plant) => Missing(Compile(row, plant), row);

        With(face => face).ShouldBeEmpty();
        With(face => face.AddMembers(Member("int Planted(string name);"))).ShouldBe(["Planted"]);
        With(face => face.AddMembers(Member("long Planted { get; }"))).ShouldBe(["Planted"]);
        With(face => First(face, method => method.AddParameterListParameters(Parameter("long planted")))).Count.ShouldBe(1);
        With(face => First(face, method => method.WithReturnType(SyntaxFactory.ParseTypeName("long")))).Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Uses_nothing_of_ours_that_has_gone(string name) => Wrong(Compile(Find(name)), Find(name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_name_of_ours_that_has_gone_is_seen(string name)
    {
        var row = Find(name);

        Wrong(Compile(row, change: text => text.Replace(row.Uses, "Gone", StringComparison.Ordinal)), row).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Says_with_which_version_it_was_last_compiled_and_run(string name)
    {
        var row = Find(name);
        var version = XDocument
            .Load(Path.Combine(Architecture.Root(), "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Single(entry => (string?)entry.Attribute("Include") == row.Package)
            .Attribute("Version")!
            .Value;

        foreach (var file in Named(row.Files))
        {
            File.ReadLines(file).First().ShouldBe($"// Last compiled and run with {row.Package} {version}.", file);
        }
    }

    private static Row Find(string name) => Rows.Single(row => row.Class == name);

    /// <summary>The members of the contract that the class has no counterpart for: same name, parameters and answer.</summary>
    private static List<string> Missing(CSharpCompilation compilation, Row row)
    {
        var type = (INamedTypeSymbol)compilation.GetSymbolsWithName(row.Class, SymbolFilter.Type).Single();
        var contract = type.AllInterfaces.Single(face => face.Name == row.Contract);
        return
        [
            .. contract
                .GetMembers()
                .Where(member => member is not (ITypeSymbol or IMethodSymbol { AssociatedSymbol: not null })) // nor what the compiler makes of an async default
                .Where(member => !SameAnswer(member, type.FindImplementationForInterfaceMember(member)))
                .Select(member => member.Name),
        ];
    }

    private static bool SameAnswer(ISymbol asked, ISymbol? given) =>
        given is not null && SymbolEqualityComparer.Default.Equals(Answer(asked), Answer(given));

    private static ITypeSymbol? Answer(ISymbol member) =>
        member switch
        {
            IMethodSymbol method => method.ReturnType,
            IPropertySymbol property => property.Type,
            IEventSymbol @event => @event.Type,
            _ => null,
        };

    /// <summary>What the compiler says against the files and the package would not explain.</summary>
    private static List<string> Wrong(CSharpCompilation compilation, Row row)
    {
        var borrowed = row.Borrowed.Split(' ');
        return
        [
            .. compilation
                .GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(said => said.Severity is DiagnosticSeverity.Error)
                .Where(said => !said.GetMessage(CultureInfo.InvariantCulture).Split('\'').Any(word => borrowed.Contains(word.TrimEnd('?'))))
                .Select(said => said.ToString()),
        ];
    }

    /// <summary>The files as they would be compiled at home, but for the package.</summary>
    /// <param name="row">Which.</param>
    /// <param name="plant">Changes the contract; null: as it was compiled.</param>
    /// <param name="change">Changes the files.</param>
    private static CSharpCompilation Compile(
        Row row,
        Func<InterfaceDeclarationSyntax, InterfaceDeclarationSyntax>? plant = null,
        Func<string, string>? change = null
    )
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: ["ELSA", "EVENTSTOREDB"]);
        SyntaxTree Parse(string text, string path) =>
            CSharpSyntaxTree.ParseText(text, options, path, cancellationToken: TestContext.Current.CancellationToken);

        List<SyntaxTree> trees = [Parse(ImplicitUsings, "")];
        foreach (var file in Named(row.Files))
        {
            var text = File.ReadAllText(file);
            trees.Add(Parse(change?.Invoke(text) ?? text, file));
        }

        if (plant is not null)
        {
            // Among the sources it goes before the one in the assembly.
            var file = Path.Combine(Architecture.Root(), row.ContractFile);
            var root = Parse(File.ReadAllText(file), file).GetRoot(TestContext.Current.CancellationToken);
            var face = root.DescendantNodes().OfType<InterfaceDeclarationSyntax>().Single(found => found.Identifier.Text == row.Contract);
            trees.Add(Parse(root.ReplaceNode(face, plant(face)).NormalizeWhitespace().ToFullString(), file));
        }

        return CSharpCompilation.Create(
            "PhongTrao.Workflows.Tests", // a friend of Workflows: it may see what the files see at home
            trees,
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => !row.Borrowed.Split(' ').Contains(Path.GetFileName(path).Split('.')[0])) // there in an opt-in build
                .Where(path => Path.GetFileName(path) is not "PhongTrao.Workflows.Tests.dll")
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
    }

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static string[] Named(string files)
    {
        var found = Directory.GetFiles(
            Path.Combine(Architecture.Root(), Path.GetDirectoryName(files)!),
            Path.GetFileName(files),
            SearchOption.TopDirectoryOnly
        );
        found.ShouldNotBeEmpty(files);
        return found;
    }

    private static MemberDeclarationSyntax Member(string text) => SyntaxFactory.ParseMemberDeclaration(text)!;

    private static ParameterSyntax Parameter(string text) => SyntaxFactory.ParseParameterList($"({text})").Parameters[0];

    private static InterfaceDeclarationSyntax First(
        InterfaceDeclarationSyntax face,
        Func<MethodDeclarationSyntax, MethodDeclarationSyntax> change
    )
    {
        var method = face.Members.OfType<MethodDeclarationSyntax>().First();
        return face.ReplaceNode(method, change(method));
    }
}
