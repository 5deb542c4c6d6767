using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>What is done without a mouse: only Tab, Space, Enter and typing.</summary>
internal static class Keyboard
{
    public static Task TabToAsync(IPage page, string id) => FocusAsync(page, "document.activeElement?.id ?? ''", id);

    /// <summary>Tabs on until the browser's answer about what has the focus is the wanted one.</summary>
    public static async Task FocusAsync(IPage page, string what, string wanted)
    {
        for (var i = 0; i < 160; i++)
        {
            if (await page.EvaluateAsync<string>($"() => {what}") == wanted)
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The keyboard does not reach “{wanted}”.");
    }

    public static async Task FollowAsync(IPage page, string link, bool optional = false)
    {
        var target = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = link, Exact = true });
        if (optional && await target.CountAsync() == 0)
        {
            return;
        }

        var href = await target.First.GetAttributeAsync("href");
        await FocusAsync(page, "document.activeElement?.getAttribute('href') ?? ''", href!);
        await page.GoOnAsync(() => page.Keyboard.PressAsync("Enter"));
        await page.IsAtAsync(href!);
    }

    public static async Task PressAsync(IPage page, string button)
    {
        await FocusAsync(page, "document.activeElement?.tagName === 'BUTTON' ? document.activeElement.textContent.trim() : ''", button);
        var asks = await page.EvaluateAsync<bool>("() => !!document.activeElement.form?.dataset.confirm");
        await page.GoOnAsync(async () =>
        {
            await page.Keyboard.PressAsync("Enter");
            if (asks)
            {
                await Assertions.Expect(page.Locator("#confirm[open]")).ToBeVisibleAsync();
                await page.Keyboard.PressAsync("Tab"); // from “Quay lại” to the act
                await page.Keyboard.PressAsync("Enter");
            }
        });
    }
}
