using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Components;

/// <summary>
/// Files that people send through pages. A page gets the form's fields as always, and the file as a stream that is still
/// arriving; therefore the file is the last field of every form.
/// </summary>
public static class Uploads
{
    /// <summary>Kinds offered in the file dialog: those the vault accepts.</summary>
    public static string Accept { get; } = string.Join(',', FileTypes.Accepted.Select(FileTypes.EndingOf).Append(".jpeg").Append(".tiff"));

    /// <summary>Largest text file that is loaded through a page: 2 MB.</summary>
    public const int MaxText = 2 * 1024 * 1024;

    // What is sent beyond the limit is still read, so that the browser comes to read why not; but not without end.
    private const int ReadBeyond = 4;

    /// <summary>The limits in words, told before a file is chosen; the vault decides by content.</summary>
    /// <param name="limit">Largest accepted file in bytes.</param>
    public static string Hint(long limit) =>
        $"PDF, ảnh JPG, PNG, TIFF, Word (.docx), Excel (.xlsx), ODT không có macro, hoặc văn bản thuần; tối đa {Vietnam.Bytes(limit)}";

    /// <summary>
    /// Reads a posted multipart form up to its file, and has it stand for the request's form. Whoever answers without having
    /// read the file has the rest of it read away first: a browser shows no answer that comes while it is still sending.
    /// </summary>
    /// <exception cref="RequestRefusedException">Not well formed, or too large.</exception>
    internal static async Task BeginAsync(HttpContext http, long limit)
    {
        if (MultipartBody.Of(http) is not { } body)
        {
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most)
        {
            most.MaxRequestBodySize = limit * ReadBeyond;
        }

        http.Response.OnStarting(() => ReadAwayAsync(http));
        await body.NextFileAsync();
        http.Features.Set<IFormFeature>(new FormFeature(new PostedForm(body)));
    }

    /// <summary>The chosen file of a posted form; null where none was chosen.</summary>
    public static Upload? Of(IFormCollection form, string name, string? component = null, string? nominee = null) =>
        form is PostedForm { Body.File: { } file } && file.Field == name ? new Upload(file.Name, file.Content, component, nominee) : null;

    /// <summary>The chosen files of one field of a posted form, each while it arrives.</summary>
    public static IAsyncEnumerable<Upload> AllOf(IFormCollection form, string name) =>
        (form as PostedForm)?.Body.FilesAsync(name) ?? AsyncEnumerable.Empty<Upload>();

    /// <summary>Every chosen text file, UTF-8; none, too large and no text are faults.</summary>
    public static async Task<IReadOnlyList<(string Name, string Text)>> TextsAsync(
        IFormCollection form,
        string name,
        Check check,
        CancellationToken cancellationToken
    )
    {
        var texts = new List<(string, string)>();
        foreach (var (file, bytes) in await BytesAsync(form, name, check, cancellationToken))
        {
            if (Requests.TextOf(bytes) is { } text)
            {
                texts.Add((file, text));
            }
            else
            {
                check.Fault(name, Faults.NotText);
                break;
            }
        }

        return texts;
    }

    /// <summary>Every chosen file, small enough to be held in memory; none and too large are faults.</summary>
    public static async Task<IReadOnlyList<(string Name, byte[] Bytes)>> BytesAsync(
        IFormCollection form,
        string name,
        Check check,
        CancellationToken cancellationToken
    )
    {
        var files = new List<(string, byte[])>();
        var left = MaxText;
        var body = (form as PostedForm)?.Body;
        for (var file = body?.File; file is not null && !check.Failed; file = await body!.NextFileAsync())
        {
            if (file.Field == name && await ReadAsync(file, name, left, check, cancellationToken) is { } bytes)
            {
                left -= bytes.Length;
                files.Add((file.Name ?? "", bytes));
            }
        }

        if (files.Count == 0 && !check.Failed)
        {
            check.Fault(name, Faults.FileMissing);
        }

        return files;
    }

    private static async Task<byte[]?> ReadAsync(PostedFile file, string name, int left, Check check, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        try
        {
            await Requests.CopyAsync(file.Content, bytes, left, cancellationToken);
        }
        catch (RequestRefusedException e) when (e.Answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            check.Fault(name, Faults.BodyTooLarge, ("max", MaxText.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        return bytes.ToArray();
    }

    private static async Task ReadAwayAsync(HttpContext http)
    {
        try
        {
            await http.Request.Body.DrainAsync(http.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Gone, or beyond all measure: then the answer has to do without a listener.
        }
    }

    private sealed class PostedForm(MultipartBody body) : FormCollection(body.Fields)
    {
        internal MultipartBody Body => body;
    }
}
