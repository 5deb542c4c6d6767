using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Tests;

/// <summary>The permission table over pages, with a browser's cookies; a service of its own, where nobody has guessed passwords.</summary>
public sealed class WhenPeopleBrowse(Shared shared) : IClassFixture<Shared>
{
    [Fact]
    public async Task Every_role_meets_every_page_as_the_table_says()
    {
        var pages = Pages();
        pages.Count.ShouldBeGreaterThan(20);
        foreach (var (user, roles) in WhenPeopleAsk.People)
        {
            using var browser = await shared.Service.BrowserAsync(user);
            foreach (var (path, permission) in pages)
            {
                using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
                var where = $"{user} {path}: {answer.StatusCode} {answer.Headers.Location}";
                ((int)answer.StatusCode).ShouldBeLessThan(500, where);
                var allowed = permission.Act is Act.Public || Permissions.AllowsSomewhere(roles, permission.Act);
                var location = answer.Headers.Location?.OriginalString ?? "";
                location.StartsWith(Gate.SignInPath, StringComparison.Ordinal).ShouldBeFalse(where);
                (location == Gate.ForbiddenPath).ShouldBe(!allowed, where);
            }
        }
    }

    [Fact]
    public async Task Our_own_files_come_once_and_packed_and_pages_are_kept_by_nobody()
    {
        using var browser = await shared.Service.BrowserAsync(null);
        browser.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        using var door = await browser.GetAsync(new Uri(Gate.SignInPath, UriKind.Relative));
        door.Headers.CacheControl!.NoStore.ShouldBeTrue();
        door.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        browser.DefaultRequestHeaders.AcceptEncoding.Clear();
        var page = await browser.GetStringAsync(new Uri(Gate.SignInPath, UriKind.Relative));
        var style = Regex.Match(page, "/phongtrao\\.css\\?v=[0-9a-f]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        using var first = await browser.GetAsync(new Uri(style, UriKind.Relative));
        first.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
        first.Headers.CacheControl.NoStore.ShouldBeFalse();
        using var other = await browser.GetAsync(new Uri(style.Split('?')[0], UriKind.Relative));
        other.Headers.CacheControl!.NoCache.ShouldBeTrue();
        other.Headers.CacheControl.MaxAge.ShouldBeNull();
        await PackedAsync(browser, style, await first.Content.ReadAsByteArrayAsync());
    }

    private static async Task PackedAsync(HttpClient browser, string path, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using var answer = await browser.SendAsync(request);
        answer.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
        answer.Headers.Vary.ShouldBe(["Accept-Encoding"]);
        answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        var packed = await answer.Content.ReadAsByteArrayAsync();
        (packed.Length * 5).ShouldBeLessThan(content.Length); // as tightly as can be; quickly is 3.5 times
        using var plain = new MemoryStream();
        await using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        await brotli.CopyToAsync(plain);
        plain.ToArray().ShouldBe(content);
    }

    [Fact]
    public async Task Nobody_in_particular_is_asked_to_sign_in_on_every_page_that_is_not_public()
    {
        using var browser = await shared.Service.BrowserAsync(null);
        foreach (var (path, permission) in Pages().Where(page => page.Permission.Act is not Act.Public))
        {
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
            (answer.Headers.Location?.OriginalString ?? "").ShouldContain(Gate.SignInPath, Case.Sensitive, $"{path} {permission.Act}");
        }
    }

    // Signing out would end the walk.
    private List<(string Path, PermissionAttribute Permission)> Pages() =>
        [
            .. Gate.Endpoints(shared.Service.Services.GetServices<EndpointDataSource>())
                .Where(endpoint =>
                    endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } methods && methods.HttpMethods.Contains(HttpMethods.Get)
                )
                .Select(endpoint =>
                    ("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint.Metadata.GetMetadata<PermissionAttribute>()!)
                )
                .Where(page =>
                    !page.Item1.StartsWith("/api", StringComparison.Ordinal) && !page.Item1.Contains("dang-xuat", StringComparison.Ordinal)
                )
                .Select(page =>
                    (System.Text.RegularExpressions.Regex.Replace(page.Item1, @"\{[^}]*\}", Guid.NewGuid().ToString("N")), page.Item2)
                ),
        ];
}
