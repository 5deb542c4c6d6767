using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using PhongTrao.Host.Components;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Api;

/// <summary>A request could not be read; the result is what to answer.</summary>
public sealed class RequestRefusedException(IResult answer) : Exception("The request cannot be read.")
{
    /// <summary>What to answer.</summary>
    public IResult Answer { get; } = answer;
}

/// <summary>Reads what clients send. Nothing of it ends in a 500.</summary>
public static class Requests
{
    /// <summary>Largest JSON body in bytes: 1 MiB.</summary>
    public const int MaxBody = 1024 * 1024;

    private const int MaxDepth = 16;

    /// <summary>Reads a JSON body into an input; no body counts as an empty object.</summary>
    /// <exception cref="RequestRefusedException">Too large, not JSON, or of the wrong shape.</exception>
    public static async Task<T> ReadAsync<T>(this HttpContext http)
        where T : class
    {
        var check = new Check();
        if (http.Request.ContentLength > MaxBody)
        {
            throw new RequestRefusedException(Problems.TooLarge());
        }

        if (http.Request.ContentLength is 0 || (http.Request.ContentLength is null && http.Request.ContentType is null))
        {
            return InputReader.FromJson<T>(EmptyObject, check);
        }

        if (!http.Request.HasJsonContentType())
        {
            throw new RequestRefusedException(Problems.WrongMediaType());
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        JsonDocument document;
        try
        {
            using var buffer = new MemoryStream();
            await CopyAsync(http.Request.Body, buffer, MaxBody, http.RequestAborted);
            document = JsonDocument.Parse(
                buffer.GetBuffer().AsMemory(0, (int)buffer.Length),
                new JsonDocumentOptions { MaxDepth = MaxDepth }
            );
        }
        catch (JsonException)
        {
            check.Fault("", Faults.NotJson);
            throw new RequestRefusedException(Problems.Malformed(check.Faults));
        }

        using (document)
        {
            var input = InputReader.FromJson<T>(document.RootElement, check);
            return check.Failed ? throw new RequestRefusedException(Problems.Malformed(check.Faults)) : input;
        }
    }

    /// <summary>Reads a text body (a YAML or CSV file), at most 1 MiB of UTF-8.</summary>
    /// <exception cref="RequestRefusedException">Too large, or not UTF-8.</exception>
    public static async Task<string> ReadTextAsync(this HttpContext http) =>
        TextOf((await http.ReadBytesAsync()).Span) ?? throw new RequestRefusedException(Problems.Malformed([Fault.Of("", Faults.NotText)]));

    /// <summary>Reads a body as it is, at most 1 MiB.</summary>
    /// <exception cref="RequestRefusedException">Too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(this HttpContext http)
    {
        if (http.Request.ContentLength > MaxBody)
        {
            throw new RequestRefusedException(Problems.TooLarge());
        }

        using var buffer = new MemoryStream();
        await CopyAsync(http.Request.Body, buffer, MaxBody, http.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>
    /// What the bytes say in UTF-8, a byte order mark included: encoded again they are the same bytes. Null: they are not UTF-8.
    /// </summary>
    internal static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads a multipart body: small fields first, then one file, which is streamed and never held in memory. The handler is
    /// called with the fields read so far when the file comes; without a file, with none.
    /// </summary>
    /// <exception cref="RequestRefusedException">Not multipart, or not well formed.</exception>
    public static async Task<IResult> ReadFileAsync(
        this HttpContext http,
        bool required,
        Func<IReadOnlyDictionary<string, string>, Upload?, Task<IResult>> handle
    )
    {
        var body = MultipartBody.Of(http) ?? throw new RequestRefusedException(Problems.WrongMediaType());
        var file = await body.NextFileAsync();
        if (file is null && required)
        {
            throw new RequestRefusedException(Problems.Malformed([Fault.Of("file", Faults.FileMissing)]));
        }

        var fields = body.Fields.ToDictionary(pair => pair.Key, pair => pair.Value[^1] ?? "", StringComparer.Ordinal);
        return await handle(
            fields,
            file is null
                ? null
                : new Upload(file.Name, file.Content, fields.GetValueOrDefault("component"), fields.GetValueOrDefault("nominee"))
        );
    }

    /// <summary>
    /// Reads an input from a JSON body, or from a multipart body whose field "input" is that JSON and whose file is the signed
    /// scan, streamed.
    /// </summary>
    internal static async Task<IResult> WithScanAsync<T>(this HttpContext http, Func<T, Upload?, Task<IResult>> handle)
        where T : class =>
        http.Request.HasFormContentType
            ? await http.ReadFileAsync(
                required: false,
                (fields, upload) => WithInputAsync<T>(fields.GetValueOrDefault("input"), input => handle(input, upload))
            )
            : await handle(await http.ReadAsync<T>(), null);

    /// <summary>Reads JSON alone, or multipart with "input" (JSON) before any number of files, each streamed.</summary>
    internal static async Task<IResult> WithFilesAsync<T>(this HttpContext http, Func<T, IAsyncEnumerable<Upload>, Task<IResult>> handle)
        where T : class
    {
        if (MultipartBody.Of(http) is not { } body)
        {
            return await handle(await http.ReadAsync<T>(), AsyncEnumerable.Empty<Upload>());
        }

        await body.NextFileAsync();
        return await WithInputAsync<T>(
            body.Fields.TryGetValue("input", out var text) ? text[^1] : null,
            input => handle(input, body.FilesAsync())
        );
    }

    private static async Task<IResult> WithInputAsync<T>(string? json, Func<T, Task<IResult>> handle)
        where T : class
    {
        var check = new Check();
        try
        {
            using var document = JsonDocument.Parse(json ?? "{}", new JsonDocumentOptions { MaxDepth = 16 });
            var input = InputReader.FromJson<T>(document.RootElement, check);
            return check.Failed ? Problems.Malformed(check.Faults) : await handle(input);
        }
        catch (JsonException)
        {
            return Problems.Malformed([Fault.Of("input", Faults.NotJson)]);
        }
    }

    /// <summary>The caller of an API request: Idempotency-Key as command id, If-Match as the revision decided on.</summary>
    /// <exception cref="RequestRefusedException">One of the headers is not of its form.</exception>
    public static Caller ApiCaller(this HttpContext http)
    {
        var check = new Check();
        var id = Guid.Empty;
        if (http.Request.Headers.TryGetValue(PersonExtensions.IdempotencyKey, out var key) && !Guid.TryParse(key.ToString(), out id))
        {
            check.Fault(PersonExtensions.IdempotencyKey, Faults.NotId);
        }

        StreamRevision? ifMatch = null;
        var match = http.Request.Headers.IfMatch.ToString();
        if (match.Length > 0 && match != "*")
        {
            var tag = match.StartsWith("W/", StringComparison.Ordinal) ? match[2..] : match;
            if (long.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                ifMatch = new StreamRevision(revision);
            }
            else
            {
                check.Fault("If-Match", Faults.NotNumber);
            }
        }

        return check.Failed
            ? throw new RequestRefusedException(Problems.Malformed(check.Faults))
            : new Caller(
                http.Person(),
                id == Guid.Empty ? PersonExtensions.NewCommandId() : DerivedId.From(id, http.Person().Account.ToString()),
                http.ClientAddress(),
                ifMatch
            );
    }

    /// <summary>An id of the path; what is none names nothing.</summary>
    /// <exception cref="RequestRefusedException">Not an id: 404.</exception>
    public static T Id<T>(string text)
        where T : struct, IId<T> =>
        Guid.TryParse(text, out var id) && id != Guid.Empty ? T.From(id) : throw new RequestRefusedException(Problems.NotFound());

    /// <summary>A code of the path; what is none names nothing.</summary>
    /// <exception cref="RequestRefusedException">Not a code: 404.</exception>
    public static T Code<T>(string text)
        where T : struct, ICode<T> => T.TryParse(text, out var code) ? code : throw new RequestRefusedException(Problems.NotFound());

    /// <summary>Reads <c>after</c> and <c>limit</c> of a list.</summary>
    /// <exception cref="RequestRefusedException">limit is no number of 1–200, or after is too long.</exception>
    public static (string? After, int Limit) Paging(this HttpContext http)
    {
        const int standard = 50;
        var check = new Check();
        var limit = standard;
        if (http.Request.Query["limit"].ToString() is { Length: > 0 } text)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                limit = check.Number("limit", number, 1, 200);
            }
            else
            {
                check.Fault("limit", Faults.NotNumber);
            }
        }

        var after = check.OptionalText("after", http.Request.Query["after"].ToString(), 300);
        return check.Failed ? throw new RequestRefusedException(Problems.Malformed(check.Faults)) : (after, limit);
    }

    /// <summary>A list as <c>{items, next}</c>.</summary>
    public static IResult List<T>(Page<T> page) => Results.Json(new { items = page.Items, next = page.Next });

    /// <summary>Answers what was thrown: a request that cannot be read, a store that is read-only or away, a fault of ours.</summary>
    public static IApplicationBuilder UseFaultAnswers(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                try
                {
                    await next(http);
                }
                catch (RequestRefusedException e)
                {
                    await AnswerAsync(http, e.Answer);
                }
                catch (BadHttpRequestException e)
                {
                    await AnswerAsync(
                        http,
                        e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Problems.TooLarge() : Problems.BadRequest()
                    );
                }
                catch (StoreReadOnlyException)
                {
                    await AnswerAsync(http, Problems.ReadOnly());
                }
                catch (StoreUnreachableException)
                {
                    await AnswerAsync(http, Problems.Unreachable());
                }
                catch (ViewNotReadyException)
                {
                    await AnswerAsync(http, Problems.Updating());
                }
                catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
                {
                    http.Response.StatusCode = 499; // the client went away; nobody reads it
                }
                catch (Exception e)
                {
                    var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("PhongTrao.Host.Fault");
                    // The type and where it came from; a message could hold what somebody typed.
                    log.LogError("{Exception} {Stack}", e.GetType().FullName, e.StackTrace);
                    await AnswerAsync(http, Problems.Internal());
                }
            }
        );

    private static async Task AnswerAsync(HttpContext http, IResult answer)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        if (!PageEndpoints.WantsPage(http))
        {
            await answer.ExecuteAsync(http);
            return;
        }

        // In a scope of its own: the renderer of a page that failed halfway cannot begin another.
        var services = http.RequestServices;
        await using var scope = services.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await PageEndpoints
                .Error((answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status503ServiceUnavailable)
                .ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }

    private static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement.Clone();

    /// <summary>Copies, up to so many bytes.</summary>
    /// <exception cref="RequestRefusedException">There are more.</exception>
    internal static async Task CopyAsync(Stream from, MemoryStream to, int max, CancellationToken cancellationToken)
    {
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (to.Length + read > max)
            {
                throw new RequestRefusedException(Problems.TooLarge());
            }

            await to.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }
    }
}
