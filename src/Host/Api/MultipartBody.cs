using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PhongTrao.Host.Desk;

namespace PhongTrao.Host.Api;

/// <summary>A file of a multipart body, while its bytes arrive.</summary>
/// <param name="Field">Name of the form's field.</param>
/// <param name="Name">File name without a path, as the client gives it.</param>
/// <param name="Content">The bytes, to be read once.</param>
internal sealed record PostedFile(string Field, string? Name, Stream Content);

/// <summary>
/// A multipart body, read once from front to back: fields are kept in memory within bounds, a file is handed on while it
/// arrives. The framework's own reader would lay large files into the temporary folder in clear; so whatever is needed to take
/// a file in stands before it in the body, and in our own forms the file comes last.
/// </summary>
internal sealed class MultipartBody
{
    private const int MaxFields = 10_000;
    private const int MaxField = 64 * 1024;
    private const int MaxFieldsTogether = 4 * 1024 * 1024;
    private const int MaxBoundary = 70;
    private const int MaxHeaders = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly MultipartReader _reader;
    private readonly CancellationToken _ended;
    private readonly Dictionary<string, StringValues> _fields = new(StringComparer.Ordinal);
    private int _count;
    private long _bytes;

    private MultipartBody(MultipartReader reader, CancellationToken ended)
    {
        _reader = reader;
        _ended = ended;
    }

    /// <summary>The fields read so far: all that stand before the current file.</summary>
    public Dictionary<string, StringValues> Fields => _fields;

    /// <summary>The file that was reached; null before the first and after the last.</summary>
    public PostedFile? File { get; private set; }

    /// <summary>The body of a request; null where it is not multipart.</summary>
    public static MultipartBody? Of(HttpContext http) =>
        MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary
            ? new MultipartBody(new MultipartReader(boundary, http.Request.Body) { HeadersLengthLimit = MaxHeaders }, http.RequestAborted)
            : null;

    /// <summary>Reads on to the next chosen file; what is left of the one before is passed over.</summary>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="RequestRefusedException">The body is not well formed, ends in the middle, or has too many fields.</exception>
    public async Task<PostedFile?> NextFileAsync()
    {
        File = null;
        while (await ReadAsync(() => _reader.ReadNextSectionAsync(_ended)) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (disposition.IsFileDisposition())
            {
                var fileName = HeaderUtilities
                    .RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName)
                    .Value;
                if (!string.IsNullOrEmpty(fileName)) // empty: a field in which no file was chosen
                {
                    return File = new PostedFile(name, Path.GetFileName(fileName.Replace('\\', '/')), new Arriving(section.Body));
                }
            }
            else
            {
                await AddAsync(name, section.Body);
            }
        }

        return null;
    }

    /// <summary>The file that was reached and all behind it, each while it arrives.</summary>
    /// <param name="field">Only of this field; null: of any.</param>
    public async IAsyncEnumerable<Upload> FilesAsync(string? field = null)
    {
        for (var file = File; file is not null; file = await NextFileAsync())
        {
            if (field is null || file.Field == field)
            {
                yield return new(file.Name, file.Content);
            }
        }
    }

    private async Task AddAsync(string name, Stream content)
    {
        using var value = new MemoryStream();
        await Requests.CopyAsync(new Arriving(content), value, MaxField, _ended);
        _bytes += value.Length;
        if (++_count > MaxFields || _bytes > MaxFieldsTogether)
        {
            throw new RequestRefusedException(Problems.TooLarge());
        }

        var text = Utf8.GetString(value.GetBuffer(), 0, (int)value.Length);
        _fields[name] = StringValues.Concat(_fields.GetValueOrDefault(name), text);
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (IsMalformed(e))
        {
            throw new RequestRefusedException(Problems.Malformed([Fault.Of("", Faults.FileWrong)]));
        }
    }

    // A bare IOException is how the reader tells that the body ended before its last boundary.
    private static bool IsMalformed(Exception e) => e is InvalidDataException || e.GetType() == typeof(IOException);

    /// <summary>Bytes of a section. What is wrong with them is the client's fault, however deep inside us it is noticed.</summary>
    private sealed class Arriving(Stream section) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(MultipartBody.ReadAsync(async () => await section.ReadAsync(buffer, cancellationToken)));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
