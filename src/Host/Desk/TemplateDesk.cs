using System.Globalization;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Papers;

namespace PhongTrao.Host.Desk;

/// <summary>A template that holds from a day on.</summary>
/// <param name="From">First day, by the date of the paper.</param>
/// <param name="IsOwn">Set here; otherwise it ships.</param>
/// <param name="Name">As the record names it beside the files made with it.</param>
public sealed record TemplateEdition(DateOnly From, bool IsOwn, string Name, string Text);

/// <summary>A kind of paper with its templates, ascending by first day.</summary>
public sealed record TemplateShape(PaperKind Kind, IReadOnlyList<TemplateEdition> Editions)
{
    /// <summary>The one in force on a day: the last that had begun, of our own before one that ships; before the first one, that.</summary>
    public TemplateEdition On(DateOnly day) => Editions.LastOrDefault(edition => edition.From <= day, Editions[0]);
}

/// <summary>Sets a template.</summary>
/// <param name="From">First day of papers that it holds for.</param>
/// <param name="Text">The template, up to 65,536 characters.</param>
public sealed record TemplateInput(string? From, string? Text);

/// <summary>Takes a template of our own back.</summary>
/// <param name="From">Its first day.</param>
public sealed record RestoreTemplateInput(string? From);

/// <summary>Mẫu văn bản: what ships, and what this house words otherwise.</summary>
public sealed class TemplateDesk(Bench bench)
{
    /// <summary>The templates of a kind.</summary>
    public async Task<TemplateShape> GetAsync(PaperKind kind, CancellationToken cancellationToken)
    {
        var own = await bench.LoadAsync(Bindings.Wording, Bindings.TemplateStream(new(kind.Code)), cancellationToken)
            is { State.Own: var set }
            ? set.Values
            : [];
        return new(
            kind,
            [
                .. PaperTemplates
                    .EditionsOf(kind)
                    .Select(edition => new TemplateEdition(edition.From, IsOwn: false, Day(edition.From), edition.Template.Text))
                    .Concat(
                        own.Select(one => new TemplateEdition(
                            one.From,
                            IsOwn: true,
                            string.Create(CultureInfo.InvariantCulture, $"{Day(one.From)} r{one.Revision}"),
                            one.Text.Value
                        ))
                    )
                    .OrderBy(edition => edition.From)
                    .ThenBy(edition => edition.IsOwn),
            ]
        );
    }

    /// <summary>The template in force on a day, and how the record names it.</summary>
    public async Task<(PaperTemplate Template, string Name)> InForceAsync(PaperKind kind, DateOnly day, CancellationToken cancellationToken)
    {
        var edition = (await GetAsync(kind, cancellationToken)).On(day);
        var shipped = PaperTemplates.EditionsOf(kind);
        // One of our own was read before it was kept; a field that this release does not know any more leaves the last that ships.
        return !edition.IsOwn ? (shipped.First(one => one.From == edition.From).Template, edition.Name)
            : PaperTemplate.Read(edition.Text, kind, out _) is { } own ? (own, edition.Name)
            : (shipped[^1].Template, Day(shipped[^1].From));
    }

    /// <summary>The paper that a text makes of the fields' own names; or what is wrong with it, each with its line ("text:3").</summary>
    public static Answer<OfficialPaper> Try(PaperKind kind, string? text) =>
        Read(kind, text).Select(template => template.Fill(kind, kind.Example()));

    private static Answer<PaperTemplate> Read(PaperKind kind, string? text) =>
        string.IsNullOrWhiteSpace(text) ? new Answer<PaperTemplate>.Invalid([Fault.Of("text", Faults.Required)])
        : PaperTemplate.Read(text, kind, out var problems) is { } template ? new Answer<PaperTemplate>.Done(template)
        : new Answer<PaperTemplate>.Invalid([
            .. problems.Select(problem =>
                Fault.Of(
                    string.Create(CultureInfo.InvariantCulture, $"text:{problem.Line}"),
                    problem.Code,
                    ("line", problem.Line.ToString(CultureInfo.InvariantCulture)),
                    ("what", problem.What)
                )
            ),
        ]);

    /// <summary>Sets a template for papers from a day on; a broken one is refused with every place.</summary>
    public async Task<Answer<TemplateShape>> ReplaceAsync(
        Caller caller,
        PaperKind kind,
        TemplateInput input,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.ManageTemplates))
        {
            return new Answer<TemplateShape>.Forbidden();
        }

        var check = new Check();
        var from = check.OptionalDate("from", input.From) ?? bench.Today;
        if (check.Failed)
        {
            return check.Answer<TemplateShape>();
        }

        var read = Read(kind, input.Text);
        if (read is not Answer<PaperTemplate>.Done { Value.Text: var text })
        {
            return read.As<TemplateShape>();
        }

        return await RunAsync(caller, kind, new WordingCommand.Replace(from, new(text)), "template.replace", input, cancellationToken);
    }

    /// <summary>Takes one of our own back; papers are worded as before it.</summary>
    public async Task<Answer<TemplateShape>> RestoreAsync(
        Caller caller,
        PaperKind kind,
        RestoreTemplateInput input,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.ManageTemplates))
        {
            return new Answer<TemplateShape>.Forbidden();
        }

        var check = new Check();
        var from = check.Date("from", input.From);
        return check.Failed
            ? check.Answer<TemplateShape>()
            : await RunAsync(caller, kind, new WordingCommand.Restore(from), "template.restore", input, cancellationToken);
    }

    private async Task<Answer<TemplateShape>> RunAsync(
        Caller caller,
        PaperKind kind,
        WordingCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        var answer = await bench.RunAsync(
            caller,
            caller
                .Person.Holdings.FirstOrDefault(holding =>
                    holding.Roles.Any(role => Permissions.ScopeOf(role, Act.ManageTemplates) is not Scope.None)
                )
                ?.Capacity,
            Bindings.Wording,
            Bindings.TemplateStream(new(kind.Code)),
            command,
            act,
            input,
            _ => true,
            cancellationToken
        );
        var shape = answer is Answer<bool>.Done ? await GetAsync(kind, cancellationToken) : null;
        return answer.Select(_ => shape!);
    }

    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
