using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Primitives;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Components;

/// <summary>Where the script of a page sends what is being typed, and where people let go of it.</summary>
internal static class Typing
{
    /// <summary>Query parameter that asks for the form with what was kept of it.</summary>
    internal const string Again = "dung-lai";

    private const int MaxBody = 1024 * 1024; // long content, escaped

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/nhap-do", KeepAsync).Requires(Act.Self).ExcludeFromDescription().DisableAntiforgery(); // asked for below
        app.MapPost("/nhap-do/bo", DropAsync).Requires(Act.Self).ExcludeFromDescription().DisableAntiforgery();
    }

    /// <summary>What was kept as the form it was.</summary>
    internal static IFormCollection FormOf(TypedForm typed) =>
        new FormCollection(
            typed
                .Fields.GroupBy(field => field.Key, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => new StringValues([.. group.Select(field => field.Value)]),
                    StringComparer.OrdinalIgnoreCase
                )
        );

    private static async Task<IResult> KeepAsync(HttpContext http, FormDrafts drafts, IAntiforgery antiforgery)
    {
        if (
            await ReadAsync(http, antiforgery) is not { } form
            || !IsHere(form["trang"])
            || FieldsOf(form["noi-dung"].ToString()) is not { } fields
            || !IsWindow(form["cua-so"])
            || !IsWindow(form["thay-cho"])
        )
        {
            return Results.BadRequest();
        }

        var name = Vietnam.Normalize(form["ten"].ToString()) is { } text ? text[..Math.Min(text.Length, 200)] : "";
        var kept = await drafts.KeepAsync(
            http.Person().Account,
            form["khoa"].ToString(),
            new(form["trang"].ToString(), name, fields, WindowOf(form["cua-so"])),
            WindowOf(form["thay-cho"]),
            http.RequestAborted
        );
        return kept.IsKept ? Results.NoContent()
            : kept.Window is { } other ? Results.Text(other, "text/plain", statusCode: StatusCodes.Status412PreconditionFailed)
            : Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
    }

    // What the script of a page calls its window.
    private static bool IsWindow(string? window) => string.IsNullOrEmpty(window) || (window.Length <= 40 && FormDrafts.IsKey(window));

    private static string? WindowOf(string? window) => string.IsNullOrEmpty(window) ? null : window;

    private static async Task<IResult> DropAsync(HttpContext http, FormDrafts drafts, IAntiforgery antiforgery, Flash flash)
    {
        if (await ReadAsync(http, antiforgery) is not { } form || !FormDrafts.IsKey(form["khoa"]) || !IsHere(form["trang"]))
        {
            return PageEndpoints.Error(StatusCodes.Status400BadRequest);
        }

        await drafts.DropAsync(http.Person().Account, form["khoa"].ToString(), http.RequestAborted);
        flash.Set(http, new(FlashKind.Good, "Đã bỏ nội dung đang nhập dở."));
        return Results.LocalRedirect(form["trang"].ToString());
    }

    private static async Task<IFormCollection?> ReadAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is not (>= 0 and <= MaxBody))
        {
            return null;
        }

        try
        {
            return await antiforgery.IsRequestValidAsync(http) ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // A way within this service, and no longer than one.
    private static bool IsHere(string? page) =>
        page is { Length: > 0 and <= 500 }
        && page[0] == '/'
        && !page.StartsWith("//", StringComparison.Ordinal)
        && page.All(c => c is > ' ' and < '\u007f' and not '\\');

    private static List<KeyValuePair<string, string>>? FieldsOf(string json)
    {
        try
        {
            return
                JsonSerializer.Deserialize<string[][]>(json) is { } pairs
                && pairs.All(pair => pair is [{ Length: > 0 and <= 200 }, not null])
                ? [.. pairs.Select(pair => KeyValuePair.Create(pair[0], pair[1]))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
