using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Every endpoint of the API is sent everything that can be wrong, on things that are there: never a fault of ours, and always a
/// problem with a code, a sentence and its status.
/// </summary>
public sealed partial class WhenClientsSendAnything : IAsyncLifetime
{
    // Each stands in turn for every member of every input.
    private static readonly string[] Values =
    [
        "null",
        "true",
        "5",
        "-1",
        "2147483648",
        "-9223372036854775809",
        "1e999",
        "0.5",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "\"\\ufffe\\u202e\\u200d\"",
        "\"0000-00-00\"",
        "\"31/02/2025\"",
        "\"9999-12-31\"",
        "\"9999-12-31T23:59:59.9999999+14:00\"",
        "\"0001-01-01T00:00:00-14:00\"",
        "\"-1\"",
        "\"\u0663\"",
        "\"99999999999999999999\"",
        "\"00000000000000000000000000000000\"",
        "\"../../etc/passwd\"",
        "\"'; DROP TABLE audit; --\"",
        "\"" + new string('x', 70_000) + "\"",
        "[]",
        "[null]",
        "[[[]]]",
        "[5,{},\"x\",[null]]",
        "{}",
        "{\"items\":{\"items\":[{}]}}",
    ];

    private static readonly string[] Queries =
    [
        "x",
        "-1",
        "0",
        "99999999999999999999",
        "%00",
        "%ff%fe",
        "%ud800",
        "%F0%9F%98%80",
        "'%22%3B--",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "9999-12-31",
        "9999-12-31T23:59:59.9999999Z",
        "2025-02-30",
        "1e9",
        "%D9%A3",
        "00000000000000000000000000000000",
        new string('9', 1000),
        "*\"NEAR(a b)\" OR -",
    ];

    private readonly Service _service = new();
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private readonly SortedSet<string> _codes = new(StringComparer.Ordinal);
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        var xa = await _service.AsAsync("xa.canbo");
        var head = await _service.AsAsync("xa.lanhdao");
        var draft = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var submitted = (await Walk.FileAsync(xa, null, "giay-khen-huyen"))[0];
        foreach (var dossier in new[] { draft, submitted })
        {
            var nominee = await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
            await Walk.AttachAllAsync(xa, dossier, nominee);
            await Walk.StateAllAsync(xa, dossier);
            _ids["nominee"] = nominee;
        }

        (await xa.PostAsync($"dossiers/{submitted}/submit")).Ok();
        var shown = (await xa.GetAsync($"dossiers/{draft}")).Ok().Json;
        _ids["dossiers"] = draft;
        _ids["filings"] = shown.GetProperty("filing").GetString()!;
        _ids["document"] = shown.GetProperty("documents")[0].GetProperty("id").GetString()!;
        _ids["tasks"] = await (await _service.AsAsync("xa.congan")).TaskAsync(submitted);
        _ids["proposals"] = (await head.PostAsync("proposals", new { unit = "thi-tran-tan-khai", form = "giay-khen-huyen" })).Ok().Id;
        _ids["decisions"] = (await head.PostAsync("decisions", new { authority = "thi-tran-tan-khai", form = "giay-khen-xa" })).Ok().Id;
        _ids["plans"] = "tan-khai-2025";
        _ids["routes"] = (await xa.GetAsync("routes")).Ok().Json.GetProperty("items")[0].GetProperty("code").GetString()!;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Every_member_of_every_input_may_be_anything()
    {
        foreach (var endpoint in Endpoints())
        {
            if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } input)
            {
                continue;
            }

            var members = input.GetConstructors()[0].GetParameters().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!)).ToList();
            foreach (var member in members)
            {
                foreach (var value in Values)
                {
                    await SendAsync(endpoint, Json($"{{\"{member}\":{value}}}"));
                    await SendAsync(
                        endpoint,
                        Json("{" + string.Join(',', members.Select(m => $"\"{m}\":{(m == member ? value : Likely(m))}")) + "}")
                    );
                }
            }
        }

        await NothingIsWrongAsync(atLeast: 2000);
    }

    [Fact]
    public async Task Every_body_may_be_broken()
    {
        (string Why, Func<HttpContent?> Body)[] bodies =
        [
            ("nothing", () => null),
            ("an empty body", () => Json("")),
            ("half an object", () => Json("{\"plan\":")),
            ("a comment", () => Json("{} // so")),
            ("two objects", () => Json("{}{}")),
            ("a NUL", () => Json("\0")),
            ("a byte order mark", () => Json("\ufeff{}")),
            ("a list", () => Json("[]")),
            ("a word", () => Json("null")),
            ("a member twice", () => Json("{\"plan\":\"a\",\"plan\":5,\"PLAN\":[],\"reason\":1,\"reason\":{}}")),
            ("deep lists", () => Json(new string('[', 5000) + new string(']', 5000))),
            ("deep objects", () => Json("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 201))),
            ("no UTF-8", () => Bytes([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x22, 0xC3, 0x28, 0x22, 0x7D], "application/json")),
            (
                "no UTF-8 in a value",
                () => Bytes([.. "{\"reason\":\""u8, 0xED, 0xA0, 0x80, .. "\",\"plan\":\""u8, 0xFF, .. "\"}"u8], "application/json")
            ),
            ("UTF-16", () => new StringContent("{}", Encoding.Unicode, "application/json")),
            ("a charset nobody knows", () => Bytes("{}"u8.ToArray(), "application/json; charset=klingon")),
            ("two megabytes", () => Json("{\"x\":\"" + new string('x', 2_000_000) + "\"}")),
            ("two megabytes of unknown length", () => new Unmeasured(new byte[2_000_000], "application/json")),
            ("text", () => Bytes("xin chào"u8.ToArray(), "text/plain")),
            ("XML", () => Bytes("<a/>"u8.ToArray(), "application/xml")),
            ("no kind", () => Bytes("{}"u8.ToArray(), null)),
            ("a kind that is none", () => Bytes("{}"u8.ToArray(), "?;=")),
            ("a form", () => new FormUrlEncodedContent([new("plan", "x")])),
            ("a multipart form without a boundary", () => Bytes("--\r\n"u8.ToArray(), "multipart/form-data")),
            ("an endless boundary", () => Bytes("--b--"u8.ToArray(), "multipart/form-data; boundary=" + new string('b', 5000))),
            ("a multipart form without a part", () => Multipart("--b--\r\n")),
            (
                "a multipart form that ends",
                () => Multipart("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf")
            ),
            ("a part without a name", () => Multipart("--b\r\n\r\nx\r\n--b\r\nContent-Disposition: ?\r\n\r\nx\r\n--b--\r\n")),
            ("a part with long headers", () => Multipart("--b\r\nX: " + new string('x', 40_000) + "\r\n\r\nx\r\n--b--\r\n")),
            ("a field without end", () => Multipart(Part("component", new string('x', 100_000)) + "--b--\r\n")),
            (
                "fields without end",
                () => Multipart(string.Concat(Enumerable.Range(0, 10_100).Select(i => Part($"f{i}", ""))) + "--b--\r\n")
            ),
            ("an input that is none", () => Multipart(Part("input", "{") + Part("input", "5") + "--b--\r\n")),
            ("a file of nothing", () => Multipart(File("a.txt", "") + "--b--\r\n")),
            ("a file without a name", () => Multipart(File("", "x") + "--b--\r\n")),
            (
                "a file with a strange name",
                () => Multipart(File("..\\..\\\u0000\u202e/" + new string('n', 3000), "Văn bản.") + "--b--\r\n")
            ),
            ("a program", () => Multipart(File("a.pdf", "MZ\u0090\0\u0003") + "--b--\r\n")),
            ("a PDF that is none", () => Multipart(File("a.pdf", "%PDF-1.7\n1 0 obj << /Type") + "--b--\r\n")),
            ("a ZIP that is none", () => Multipart(File("a.docx", "PK\u0003\u0004" + new string('\0', 100)) + "--b--\r\n")),
            (
                "a component that is none",
                () => Multipart(Part("component", "../x") + Part("nominee", "\0") + File("a.txt", "x") + "--b--\r\n")
            ),
        ];
        foreach (var endpoint in Endpoints().Where(endpoint => MethodOf(endpoint) != HttpMethod.Get))
        {
            foreach (var (why, body) in bodies)
            {
                await SendAsync(endpoint, body(), why: why);
            }
        }

        await NothingIsWrongAsync(atLeast: 1000);
        foreach (var code in new[] { "malformed", "too-large", "wrong-media-type" })
        {
            _codes.ShouldContain(code);
        }
    }

    [Fact]
    public async Task Every_query_path_and_header_may_be_anything()
    {
        string[] names =
        [
            "after",
            "limit",
            "q",
            "status",
            "form",
            "plan",
            "person",
            "unit",
            "type",
            "dossier",
            "from",
            "to",
            "days",
            "before",
            "asOf",
            "mine",
        ];
        foreach (var endpoint in Endpoints())
        {
            foreach (var value in Queries)
            {
                if (MethodOf(endpoint) == HttpMethod.Get)
                {
                    foreach (var name in names)
                    {
                        await SendAsync(endpoint, null, $"?{name}={value}");
                    }
                }

                await SendAsync(endpoint, Json("{}"), "?" + string.Join('&', names.Select(name => $"{name}={value}&{name}={value}")));
                if (PathOf(endpoint).Contains('{', StringComparison.Ordinal))
                {
                    await SendAsync(endpoint, Json("{}"), id: value == "%00" ? "%01" : value); // NUL in a path ends before it comes to us
                }
            }

            foreach (
                var value in new[]
                {
                    "x",
                    "\"x\"",
                    "W/\"5\"",
                    "*",
                    "\"99999999999999999999\"",
                    "\"-1\"",
                    "tiếng Việt",
                    new string('5', 3000),
                }
            )
            {
                await SendAsync(endpoint, Json("{}"), headers: [("If-Match", value), ("Idempotency-Key", value)]);
            }

            await SendAsync(endpoint, Json("{}"), headers: [("Accept", "application/xml")]);
            await SendAsync(endpoint, Json("{}"), headers: [("Accept", "?")]);
            await SendAsync(
                endpoint,
                Json("{}"),
                headers: [("Accept", "text/html"), ("Accept-Charset", "utf-16"), ("Accept-Language", new string('x', 9000))]
            );
            foreach (var token in new[] { "x", new string('x', 20_000), "CfDJ8" + new string('A', 200), "Việt" })
            {
                var answer = await SendAsync(endpoint, Json("{}"), headers: [("Authorization", $"Bearer {token}")], anonymous: true);
                if (
                    endpoint.Metadata.GetMetadata<PermissionAttribute>()!.Act is not Act.Public
                    && endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") != false
                )
                {
                    answer.Code.ShouldBe("unauthenticated");
                }
            }
        }

        await NothingIsWrongAsync(atLeast: 2000);
    }

    [Fact]
    public async Task What_is_not_there_or_not_asked_this_way_is_a_problem_with_a_code()
    {
        var client = await _service.AsAsync("xa.canbo");
        foreach (
            var path in new[]
            {
                "/api",
                "/api/",
                "/api/v1",
                "/api/v1/",
                "/api/v2/dossiers",
                "/api/v1/nichts",
                "/api/v1/dossiers/x/y/z",
                "/API/V1/x%01y",
            }
        )
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
            {
                var answer = Judge($"{method} {path}", await client.SendAsync(method, path, null));
                (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "not-found"), $"{method} {path}: {answer.Text}");
            }
        }

        foreach (var endpoint in Endpoints())
        {
            var path = Fill(endpoint, null);
            var allowed = Endpoints().Where(other => Same(other, endpoint)).Select(MethodOf).ToHashSet();
            foreach (
                var method in new[] { "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW" }.Select(verb => new HttpMethod(
                    verb
                ))
            )
            {
                if (allowed.Contains(method) || endpoint.Metadata.GetMetadata<PermissionAttribute>()!.Act is Act.Public)
                {
                    continue;
                }

                var answer = Judge($"{method} {path}", await client.SendAsync(method, path, null));
                (answer.Status, answer.Code).ShouldBe(
                    (HttpStatusCode.MethodNotAllowed, "method-not-allowed"),
                    $"{method} {path}: {answer.Text}"
                );
            }
        }

        foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>() is not null))
        {
            var answer = await SendAsync(endpoint, Bytes("<a/>"u8.ToArray(), "application/xml"));
            (answer.Status, answer.Code).ShouldBe(
                (HttpStatusCode.UnsupportedMediaType, "wrong-media-type"),
                $"{PathOf(endpoint)}: {answer.Text}"
            );
        }

        _wrong.ShouldBeEmpty();
    }

    private static bool Same(RouteEndpoint one, RouteEndpoint other) =>
        PlaceHolder().Replace(PathOf(one), "*") == PlaceHolder().Replace(PathOf(other), "*");

    private async Task<Answered> SendAsync(
        RouteEndpoint endpoint,
        HttpContent? body,
        string query = "",
        string? id = null,
        (string Name, string Value)[]? headers = null,
        bool anonymous = false,
        string? why = null
    )
    {
        var method = MethodOf(endpoint);
        var client = anonymous ? _service.Anonymous() : await _service.AsAsync(UserFor(endpoint));
        var path = Fill(endpoint, id) + query;
        using (body)
        {
            var shown = why ?? (body is StringContent ? Start(await body.ReadAsStringAsync()) : "");
            var answer = await client.SendAsync(method, path, method == HttpMethod.Get ? null : body, headers ?? []);
            return Judge(
                $"{method} {Start(path)} {string.Join(' ', (headers ?? []).Select(h => Start($"{h.Name}: {h.Value}")))} {shown}",
                answer
            );
        }
    }

    private Answered Judge(string request, Answered answer)
    {
        _sent++;
        var status = (int)answer.Status;
        if (status is >= 200 and < 300)
        {
            return answer;
        }

        if (status is < 400 or >= 500)
        {
            _wrong.Add($"{request} → {status} {Start(answer.Text)}");
            return answer;
        }

        try
        {
            var problem = answer.Json;
            var code = problem.GetProperty("code").GetString()!;
            _codes.Add(code);
            if (
                answer.MediaType != "application/problem+json"
                || problem.GetProperty("status").GetInt32() != status
                || !problem.GetProperty("type").GetString()!.EndsWith(':' + code, StringComparison.Ordinal)
                || problem.GetProperty("title").GetString() is not { Length: > 5 } title
                || title.Contains("problem.", StringComparison.Ordinal)
                || !(Phrases.Has($"problem.{code}") || Phrases.Has(code))
            )
            {
                _wrong.Add($"{request} → {status} {answer.MediaType} {Start(answer.Text)}");
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _wrong.Add($"{request} → {status} {answer.MediaType} {Start(answer.Text)}");
        }

        return answer;
    }

    // And the service still does its work.
    private async Task NothingIsWrongAsync(int atLeast)
    {
        _wrong.ShouldBeEmpty();
        _sent.ShouldBeGreaterThan(atLeast);
        var xa = await _service.AsAsync("xa.canbo");
        _ = await Walk.FileAsync(xa, null, "giay-khen-xa");
        using var ready = JsonDocument.Parse((await _service.Anonymous().GetAsync("/health/ready")).Ok().Text);
        ready.RootElement.GetProperty("status").GetString().ShouldBe("ready");
    }

    // Signing out would end the walk; passwords that are guessed often enough lock everybody out.
    private List<RouteEndpoint> Endpoints() =>
        [
            .. Gate.Endpoints(_service.Services.GetServices<EndpointDataSource>())
                .Where(endpoint => PathOf(endpoint).StartsWith("/api", StringComparison.Ordinal))
                .Where(endpoint =>
                    !(MethodOf(endpoint) == HttpMethod.Delete && PathOf(endpoint).EndsWith("/tokens", StringComparison.Ordinal))
                ),
        ];

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static HttpMethod MethodOf(RouteEndpoint endpoint) =>
        HttpMethod.Parse(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]);

    // Things that are there, so that what is wrong is met where it hurts; accounts are none, so that nobody is locked.
    private string Fill(RouteEndpoint endpoint, string? id)
    {
        var path = PathOf(endpoint);
        var kind = path.Split('/')[3];
        return PlaceHolder()
            .Replace(
                path,
                match =>
                    id ?? _ids.GetValueOrDefault(match.Groups["name"].Value) ?? _ids.GetValueOrDefault(kind) ?? Guid.NewGuid().ToString("N")
            );
    }

    private static string UserFor(RouteEndpoint endpoint)
    {
        var act = endpoint.Metadata.GetMetadata<PermissionAttribute>()!.Act;
        (string User, Role Role)[] people =
        [
            ("xa.canbo", Role.Preparer),
            ("xa.congan", Role.Reviewer),
            ("xa.lanhdao", Role.Head),
            ("dieuphoi", Role.Coordinator),
            ("giamsat", Role.Supervisor),
            ("quantri", Role.Administrator),
        ];
        return people.First(person => Permissions.AllowsSomewhere([Role.Anyone, person.Role], act)).User;
    }

    private static string Likely(string member) =>
        member switch
        {
            "plan" => "\"tan-khai-2025\"",
            "type" => "\"tong-ket\"",
            "form" => "\"giay-khen-xa\"",
            "forms" => "[\"giay-khen-xa\"]",
            "kind" => "\"person\"",
            "unit" or "authority" => "\"thi-tran-tan-khai\"",
            "component" => "\"to-trinh\"",
            "date" or "on" => "\"2025-04-14\"",
            "items" or "nominees" or "verdicts" or "files" => "[{}]",
            "paper" => "{\"signer\":\"A\",\"position\":\"B\",\"form\":\"tm\",\"scanBy\":\"2025-12-31\"}",
            _ => "\"x\"",
        };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] bytes, string? kind)
    {
        var content = new ByteArrayContent(bytes);
        if (kind is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", kind);
        }

        return content;
    }

    private static ByteArrayContent Multipart(string text) => Bytes(Encoding.UTF8.GetBytes(text), "multipart/form-data; boundary=b");

    private static string Part(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string File(string name, string value) =>
        $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{value}\r\n";

    private static string Start(string text) => text.Length <= 300 ? text : text[..300] + "…";

    [GeneratedRegex("\\{(?<name>[a-zA-Z]+)[^}]*\\}", RegexOptions.ExplicitCapture)]
    private static partial Regex PlaceHolder();

    /// <summary>A body that says nothing of its length.</summary>
    private sealed class Unmeasured : HttpContent
    {
        private readonly byte[] _bytes;

        public Unmeasured(byte[] bytes, string kind)
        {
            _bytes = bytes;
            Headers.ContentType = MediaTypeHeaderValue.Parse(kind);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
