using System.Reflection;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;
using PhongTrao.Host.Api;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Components;

/// <summary>A chapter of the guide.</summary>
/// <param name="Title">"Lập hồ sơ".</param>
/// <param name="Body">What follows the title.</param>
public sealed record GuideChapter(string Title, MarkupString Body);

/// <summary>
/// The guide for officials, as it stands in docs/huong-dan: part of the program, so that it is there without a network and of the same version.
/// </summary>
public static class Guide
{
    private static readonly Assembly Own = typeof(Guide).Assembly;
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoIdentifiers().Build();

    /// <summary>A chapter by its name, the whole guide's beginning without one; null: there is none.</summary>
    public static GuideChapter? Find(string? chapter)
    {
        if (Read($"guide/{chapter ?? "README"}.md") is not { } bytes)
        {
            return null;
        }

        var document = Markdown.Parse(System.Text.Encoding.UTF8.GetString(bytes), Pipeline);
        var title = document.OfType<HeadingBlock>().First(heading => heading.Level == 1);
        var words = string.Concat(title.Inline!.Select(inline => inline.ToString()));
        document.Remove(title);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = link.IsImage ? $"/tro-giup/{link.Url}" : $"/tro-giup/{Path.GetFileNameWithoutExtension(link.Url)}";
        }

        return new(words, new(document.ToHtml(Pipeline)));
    }

    /// <summary>Maps its pictures.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/tro-giup/anh/{name}.png",
                (string name, HttpContext http) =>
                {
                    if (Read($"guide/{name}.png") is not { } picture)
                    {
                        return PageEndpoints.NothingHere(http);
                    }

                    http.Response.Headers.CacheControl = "private, max-age=86400";
                    return Results.Bytes(picture, "image/png");
                }
            )
            .Requires(Act.Self)
            .ExcludeFromDescription();

    private static byte[]? Read(string name)
    {
        using var stream = Own.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
