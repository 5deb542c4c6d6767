using PhongTrao.Host.Desk;

namespace PhongTrao.Host.Components;

/// <summary>What people are told about files before they choose one; the vault decides by content.</summary>
public static class Uploads
{
    /// <summary>Kinds offered in the file dialog.</summary>
    public const string Accept = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.tif,.tiff";

    /// <summary>The limits in words.</summary>
    public const string Hint = "PDF, ảnh JPG/PNG, Word hoặc Excel không có macro; tối đa 50 MB";

    /// <summary>A chosen file of a posted form; null where none was chosen.</summary>
    public static Upload? Of(IFormCollection form, string name, string? component = null, string? nominee = null) =>
        form.Files.GetFile(name) is { Length: > 0 } file
            ? new Upload(Path.GetFileName(file.FileName.Replace('\\', '/')), file.OpenReadStream(), component, nominee)
            : null;

    /// <summary>A chosen text file, UTF-8, up to 2 MB; null where none was chosen.</summary>
    public static async Task<(string Name, string Text)?> TextAsync(
        IFormCollection form,
        string name,
        CancellationToken cancellationToken
    ) => form.Files.GetFile(name) is { Length: > 0 and <= MaxText } file ? await ReadAsync(file, cancellationToken) : null;

    /// <summary>Every chosen text file.</summary>
    public static async Task<IReadOnlyList<(string Name, string Text)>> TextsAsync(
        IFormCollection form,
        string name,
        CancellationToken cancellationToken
    )
    {
        var texts = new List<(string, string)>();
        foreach (var file in form.Files.GetFiles(name).Where(file => file.Length is > 0 and <= MaxText))
        {
            texts.Add(await ReadAsync(file, cancellationToken));
        }

        return texts;
    }

    private const long MaxText = 2 * 1024 * 1024;

    private static async Task<(string Name, string Text)> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return (Path.GetFileName(file.FileName.Replace('\\', '/')), await reader.ReadToEndAsync(cancellationToken));
    }
}
