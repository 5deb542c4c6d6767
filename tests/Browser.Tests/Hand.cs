using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>With what somebody works through their day.</summary>
public enum With
{
    /// <summary>A mouse; keys only to type words.</summary>
    Mouse,

    /// <summary>The keyboard alone: Tab, Shift+Tab, Enter, Space, arrows, and the keys that the pages tell of.</summary>
    Keyboard,
}

/// <summary>One person at a window, who reaches everything by the same means all day long.</summary>
internal abstract class Hand(Window window)
{
    /// <summary>The window.</summary>
    public Window Window => window;

    protected IPage Page => window.Page;

    /// <summary>Somebody who works so.</summary>
    public static Hand Of(With with, Window window) => with is With.Mouse ? new MouseHand(window) : new KeyboardHand(window);

    /// <summary>Follows a link to another page.</summary>
    public Task FollowAsync(ILocator link) => Page.GoOnAsync(() => ActAsync(link));

    /// <summary>Sends a form by its button, and agrees where the page asks once more.</summary>
    public async Task PressAsync(ILocator button)
    {
        var asks = await button.EvaluateAsync<bool>("b => !!(b.dataset.confirm || b.form.dataset.confirm)");
        var acts = await button.EvaluateAsync<bool>("b => b.form.method === 'post'");
        var before = new Uri(Page.Url).AbsolutePath;
        await Page.GoOnAsync(async () =>
        {
            await ActAsync(button);
            if (asks)
            {
                await Assertions.Expect(Page.Locator("#confirm[open]")).ToBeVisibleAsync();
                await AgreeAsync();
            }
        });
        if (acts)
        {
            await KeptAsync(before);
        }
    }

    /// <summary>Follows a link that a key stands for.</summary>
    public virtual Task FollowAsync(ILocator link, string key) => FollowAsync(link);

    /// <summary>Clicks what stays on the page: opens what is folded, ticks, copies.</summary>
    public abstract Task ActAsync(ILocator thing);

    /// <summary>Ticks a box or chooses one of several.</summary>
    public abstract Task TickAsync(ILocator box);

    /// <summary>Types into a field over what stands there.</summary>
    public async Task TypeAsync(ILocator field, string text)
    {
        await ActAsync(field);
        if (await field.InputValueAsync() is { Length: > 0 })
        {
            await Page.Keyboard.PressAsync("Control+A");
        }

        await Page.Keyboard.TypeAsync(text);
        await Assertions.Expect(field).ToHaveValueAsync(text);
    }

    /// <summary>Chooses from a list that drops down.</summary>
    public abstract Task ChooseAsync(ILocator list, string value);

    /// <summary>Looks for words in the box at the top, and goes to what is found.</summary>
    public async Task FindAsync(string words)
    {
        await ToSearchAsync();
        await Page.Keyboard.TypeAsync(words);
        await Page.GoOnAsync(() => Page.Keyboard.PressAsync("Enter"));
        await Page.IsAtAsync("/tim?");
    }

    /// <summary>Opens a page of the list at the side, which a narrow window folds away.</summary>
    public async Task MenuAsync(string path)
    {
        var link = Page.Locator($".side a[href='{path}']");
        if (!await link.IsVisibleAsync())
        {
            await UnfoldAsync();
            await Assertions.Expect(link).ToBeVisibleAsync();
        }

        await FollowAsync(link);
        await Page.IsAtAsync(path);
    }

    /// <summary>Signs in.</summary>
    public async Task SignInAsync(string userName)
    {
        await Page.GotoAsync("/dang-nhap");
        await TypeAsync(Page.GetByLabel("Tên đăng nhập"), userName);
        await TypeAsync(Page.GetByLabel("Mật khẩu", new() { Exact = false }), "phongtrao");
        await PressAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập", Exact = true }));
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("/dang-nhap"));
    }

    /// <summary>Signs out; somebody else may sit down.</summary>
    public async Task SignOutAsync()
    {
        await PressAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Đăng xuất" }));
        await Page.IsAtAsync("/dang-nhap");
    }

    /// <summary>
    /// Looks at the page, where the focus is on it and with what is unfolded: nothing sticks out, no mark is cut off, it is for everybody; and by the mouse
    /// keeps a picture.
    /// </summary>
    /// <param name="name">Of the picture.</param>
    public virtual Task LookAsync(string name) => window.LooksRightAsync();

    protected abstract Task AgreeAsync();

    protected abstract Task ToSearchAsync();

    protected abstract Task UnfoldAsync();

    /// <summary>After an act the focus is somewhere: where it was, or on what the page says.</summary>
    protected abstract Task KeptAsync(string before);

    private sealed class MouseHand(Window window) : Hand(window)
    {
        public override Task ActAsync(ILocator thing) => thing.ClickAsync();

        public override async Task TickAsync(ILocator box)
        {
            await box.ClickAsync();
            await Assertions.Expect(box).ToBeCheckedAsync();
        }

        public override async Task ChooseAsync(ILocator list, string value) => await list.SelectOptionAsync(value);

        public override async Task LookAsync(string name)
        {
            await base.LookAsync(name);
            await Window.ShotAsync($"mot-ngay-{Page.ViewportSize!.Width}-{name}");
        }

        protected override Task AgreeAsync() => Page.Locator("#confirm-yes").ClickAsync();

        protected override Task ToSearchAsync() => Page.Locator("#search").ClickAsync();

        protected override Task UnfoldAsync() => Page.Locator(".menu-label").ClickAsync();

        protected override Task KeptAsync(string before) => Task.CompletedTask;
    }

    private sealed class KeyboardHand(Window window) : Hand(window)
    {
        // The longest page of the walks has fewer stops.
        private const int Most = 300;

        // Where the focus is, seen from what is wanted; and what is wrong with it.
        private const string Where = """
            async (wanted) => {
              const at = document.activeElement;
              if (!at || at === document.body) return "nowhere";
              await Promise.allSettled(at.getAnimations().map((one) => one.finished)); // the link to the content slides in
              const seen = at.matches(".menu-toggle") ? at.nextElementSibling : at;
              const box = seen.getBoundingClientRect();
              const style = getComputedStyle(seen);
              const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.2], [0.5, 0.8]];
              const covers = (x, y) => {
                const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
                return top && (seen.contains(top) || top.contains(seen) || top.closest("label")?.control === seen);
              };
              if (at.tabIndex >= 0) { // else it is a place that is jumped to
                if (box.width * box.height === 0 || style.visibility === "hidden") return "unseen: nothing to be seen";
                if (style.outlineStyle === "none") return "unseen: no mark of the focus";
                if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `unseen: outside the window (${box.left} ${box.top} ${box.right} ${box.bottom} of ${innerWidth} × ${innerHeight})`;
                if (!spots.some(([x, y]) => covers(x, y))) return "unseen: something lies over it";
              }
              if (at === wanted) return "there";
              if (at.type === "radio" && wanted.type === "radio" && at.name === wanted.name && at.form === wanted.form) return "beside";
              return at.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? "before" : "after";
            }
            """;

        public override async Task ActAsync(ILocator thing)
        {
            await ReachAsync(thing);
            var kind = await thing.EvaluateAsync<string>("e => e.tagName");
            if (kind is "A" or "BUTTON" or "SUMMARY")
            {
                await Page.Keyboard.PressAsync("Enter");
            }
        }

        public override Task FollowAsync(ILocator link, string key) => Page.GoOnAsync(() => Page.Keyboard.PressAsync(key));

        public override async Task TickAsync(ILocator box)
        {
            await ReachAsync(box);
            if (!await box.IsCheckedAsync())
            {
                await Page.Keyboard.PressAsync("Space");
            }

            await Assertions.Expect(box).ToBeCheckedAsync();
        }

        public override async Task ChooseAsync(ILocator list, string value)
        {
            await ReachAsync(list);
            var steps = await list.EvaluateAsync<int>("(s, v) => [...s.options].findIndex((o) => o.value === v) - s.selectedIndex", value);
            for (var i = 0; i < Math.Abs(steps); i++)
            {
                await Page.Keyboard.PressAsync(steps > 0 ? "ArrowDown" : "ArrowUp");
            }

            await Assertions.Expect(list).ToHaveValueAsync(value);
        }

        protected override async Task AgreeAsync()
        {
            // The question has the focus, at what changes nothing; what acts is one step on.
            (await Page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldBe("confirm-no");
            await Page.Keyboard.PressAsync("Tab");
            await Page.Keyboard.PressAsync("Enter");
        }

        protected override async Task ToSearchAsync()
        {
            await LeaveFieldAsync();
            await Page.Keyboard.PressAsync("/");
            (await Page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldBe("search");
        }

        protected override async Task UnfoldAsync()
        {
            await ReachAsync(Page.Locator("#menu"));
            await Page.Keyboard.PressAsync("Space");
        }

        protected override async Task KeptAsync(string before)
        {
            var said = await Page.Locator("#message > *, #faults").CountAsync() > 0;
            if (said || new Uri(Page.Url).AbsolutePath == before)
            {
                await Assertions.Expect(Page.Locator("body:not(:focus)")).ToHaveCountAsync(1);
                (await Page.EvaluateAsync<bool>("() => document.activeElement !== document.body")).ShouldBeTrue(
                    $"{Page.Url}: the focus is lost after an act"
                );
            }
        }

        // Words typed into a field are words; keys are heard elsewhere.
        private async Task LeaveFieldAsync()
        {
            if (await Page.EvaluateAsync<bool>("() => !!document.activeElement?.matches('input, textarea, select')"))
            {
                await Page.Keyboard.PressAsync("Tab");
            }
        }

        // From the top of a page past its menus by the link that is there for it; then step by step, the shorter way round.
        private async Task ReachAsync(ILocator wanted)
        {
            var where = await wanted.EvaluateAsync<string>(Where);
            if (where == "nowhere" && await wanted.EvaluateAsync<bool>("e => !!e.closest('main')"))
            {
                await Page.Keyboard.PressAsync("Tab");
                if (await Page.EvaluateAsync<bool>("() => document.activeElement.matches('.skip')"))
                {
                    await Page.Keyboard.PressAsync("Enter");
                    (await Page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldBe("main", Page.Url);
                }

                where = await wanted.EvaluateAsync<string>(Where);
            }

            for (var i = 0; i < Most; i++)
            {
                switch (where)
                {
                    case "there":
                        return;
                    case "beside":
                        await Page.Keyboard.PressAsync("ArrowDown");
                        break;
                    case "after" or "before" or "nowhere" when where != "nowhere" || i == 0:
                        await Page.Keyboard.PressAsync(where == "before" ? "Shift+Tab" : "Tab");
                        break;
                    default:
                        Assert.Fail(
                            $"{Page.Url}: {where}, on the way to {wanted}: "
                                + await Page.EvaluateAsync<string>("() => document.activeElement?.outerHTML.slice(0, 200) ?? ''")
                        );
                        return;
                }

                where = await wanted.EvaluateAsync<string>(Where);
            }

            Assert.Fail($"{Page.Url}: the keyboard does not reach {wanted}.");
        }
    }
}
