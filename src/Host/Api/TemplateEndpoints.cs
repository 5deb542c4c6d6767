using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Api;

/// <summary>A field that templates can name.</summary>
/// <param name="Name">"nguoi.ten": of a line of the list "nguoi".</param>
/// <param name="Meaning">What it holds.</param>
public sealed record TemplateFieldShape(string Name, string Meaning);

/// <summary>An edition of a template.</summary>
/// <param name="From">First day of papers that it holds for.</param>
/// <param name="Own">Set here; otherwise it ships.</param>
public sealed record TemplateEditionShape(DateOnly From, bool Own, string Name, string Text);

/// <summary>A kind of paper with its templates and fields.</summary>
public sealed record TemplatesShape(
    string Kind,
    string KindText,
    IReadOnlyList<TemplateEditionShape> Editions,
    IReadOnlyList<TemplateFieldShape> Fields
);

/// <summary>What a template makes: every text of the paper, in reading order.</summary>
public sealed record TemplateTrialShape(IReadOnlyList<string> Lines);

/// <summary>Mẫu văn bản.</summary>
internal static class TemplateEndpoints
{
    internal static void MapTemplates(this RouteGroupBuilder api)
    {
        var templates = api.MapGroup("/templates");
        templates
            .MapGet(
                "",
                () =>
                    Results.Json(
                        new { items = PaperKinds.All.Select(kind => new { kind = kind.Code, kindText = kind.Name }), next = (string?)null }
                    )
            )
            .Requires(Act.ReadRules);
        templates
            .MapGet(
                "/{kind}",
                async (string kind, HttpContext http, TemplateDesk desk) =>
                    PaperKinds.Of(kind) is { } known
                        ? Results.Json(Shape(await desk.GetAsync(known, http.RequestAborted)))
                        : Problems.NotFound()
            )
            .Requires(Act.ReadRules)
            .Produces<TemplatesShape>();
        templates
            .MapPost(
                "/{kind}/try",
                async (string kind, HttpContext http) =>
                    PaperKinds.Of(kind) is not { } known
                        ? Problems.NotFound()
                        : Problems.Ok(
                            TemplateDesk
                                .Try(known, (await http.ReadAsync<TemplateInput>()).Text)
                                .Select(paper => new TemplateTrialShape([.. paper.Lines()]))
                        )
            )
            .Requires(Act.ManageTemplates)
            .Accepts<TemplateInput>("application/json")
            .Produces<TemplateTrialShape>()
            .WithSummary("What a template would make; what is wrong with it, with the line.");
        Change<TemplateInput>("replace", desk => desk.ReplaceAsync);
        Change<RestoreTemplateInput>("restore", desk => desk.RestoreAsync);

        void Change<T>(string verb, Func<TemplateDesk, Func<Caller, PaperKind, T, CancellationToken, Task<Answer<TemplateShape>>>> of)
            where T : class =>
            templates
                .MapPost(
                    $"/{{kind}}/{verb}",
                    async (string kind, HttpContext http, TemplateDesk desk) =>
                        PaperKinds.Of(kind) is not { } known
                            ? Problems.NotFound()
                            : Problems.Ok(
                                (await of(desk)(http.ApiCaller(), known, await http.ReadAsync<T>(), http.RequestAborted)).Select(Shape)
                            )
                )
                .Requires(Act.ManageTemplates)
                .Accepts<T>("application/json")
                .Produces<TemplatesShape>();
    }

    private static TemplatesShape Shape(TemplateShape template) =>
        new(
            template.Kind.Code,
            template.Kind.Name,
            [.. template.Editions.Select(edition => new TemplateEditionShape(edition.From, edition.IsOwn, edition.Name, edition.Text))],
            [
                .. template.Kind.Fields.SelectMany(field =>
                    field.Columns is { } columns
                        ? columns.Select(column => new TemplateFieldShape($"{field.Name}.{column.Name}", column.Meaning))
                        : [new TemplateFieldShape(field.Name, field.Meaning)]
                ),
            ]
        );
}
