using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>
/// The guide for officials (docs/huong-dan) shows the pages as they are: its pictures are taken here. PHONGTRAO_RECORD_GUIDE=1 puts them into the guide.
/// </summary>
[Collection(nameof(OneService))]
public sealed partial class TheGuide(Service service)
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Service.Screenshots, "..", "..", "..", "docs", "huong-dan"));

    [Fact]
    public async Task Every_picture_of_the_guide_is_of_the_page_that_it_names()
    {
        Service.Need();
        await using var window = await service.OpenAsync(width: 1100, height: 760);
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("phuocan.canbo"), "giay-khen-huyen", "Điểu Thị Nở", "Thạch Sô Phi");
        (string Name, string? Who, string Path)[] taken =
        [
            ("dang-nhap", null, "/dang-nhap"),
            ("tim", "phuocan.canbo", "/tim?tim=nguyen"),
            ("lap-ho-so", "phuocan.canbo", "/lap-ho-so/moi"),
            ("de-nghi", "phuocan.canbo", $"/ho-so/{dossier}#nominees-title"),
            ("viec-can-xu-ly", "phuocan.congan", "/viec"),
            ("ho-so", "phuocan.congan", $"/ho-so/{dossier}"),
            ("tham-dinh", "phuocan.congan", $"/ho-so/{dossier}/tham-dinh"),
            ("kiem-tra", "giamsat", "/kiem-tra"),
            ("nhat-ky", "giamsat", "/nhat-ky"),
            ("y-kien", "giamsat", "/kiem-tra/y-kien"),
            ("thoi-han", "dieuphoi", "/thoi-han"),
            ("lich-thoi-han", "dieuphoi", "/thoi-han/lich?thang=2025-05"),
            ("ke-hoach", "dieuphoi", "/ke-hoach/tan-khai-2025"),
        ];
        var shown = Directory
            .EnumerateFiles(Folder, "*.md")
            .SelectMany(file => Picture().Matches(File.ReadAllText(file)))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["of"].Value, StringComparer.Ordinal);
        shown.Keys.Order(StringComparer.Ordinal).ShouldBe(taken.Select(one => one.Name).Order(StringComparer.Ordinal));
        foreach (var (name, who, path) in taken)
        {
            if (who is not null)
            {
                await window.AsAsync(who);
            }

            if (name == "tham-dinh")
            {
                await window.ActOnAsync(dossier, "Thẩm định");
            }
            else
            {
                await window.Page.GotoAsync(path);
            }

            (await window.TextAsync()).ShouldContain(shown[name], Case.Sensitive, path);
            var picture = new PageScreenshotOptions { Path = Path.Combine(Service.Screenshots, $"huong-dan-{name}.png") };
            await window.Page.ScreenshotAsync(picture);
            if (Environment.GetEnvironmentVariable("PHONGTRAO_RECORD_GUIDE") == "1")
            {
                File.Copy(picture.Path, Path.Combine(Folder, "anh", $"{name}.png"), overwrite: true);
            }

            File.Exists(Path.Combine(Folder, "anh", $"{name}.png")).ShouldBeTrue($"{name}: PHONGTRAO_RECORD_GUIDE=1 takes it");
        }

        window.Clean();
    }

    [Fact]
    public async Task Everybody_reads_it_in_the_product_and_its_pictures_load()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        await window.AsAsync("xa.congan");
        await window.Page.GotoAsync("/viec");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Trợ giúp", Exact = true }).First.ClickAsync();
        await window.IsAtAsync("/tro-giup");
        await window.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Xử lý hồ sơ", Exact = true }).ClickAsync();
        await window.IsAtAsync("/tro-giup/xu-ly-ho-so");
        await window.FitsAsync();
        var broken = await window.Page.EvaluateAsync<string[]>(
            "async () => { const all = [...document.querySelectorAll('main img')]; all.forEach((i) => (i.loading = 'eager'));"
                + " await Promise.all(all.map((i) => i.decode().catch(() => {}))); return all.filter((i) => !i.naturalWidth).map((i) => i.src); }"
        );
        broken.ShouldBeEmpty();
        (await window.Page.Locator("main img").CountAsync()).ShouldBe(3);
        window.Clean();
    }

    [GeneratedRegex(@"!\[(?<of>[^\]]+)\]\(anh/(?<name>[a-z-]+)\.png\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Picture();
}
