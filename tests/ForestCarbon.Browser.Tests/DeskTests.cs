using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class DeskTests(ServedCounty county)
{
    private static readonly string[] Pages =
        ["/", "/inventory", "/inventory/map", "/inventory/parcels", "/inventory/parcels/1000", "/inventory/plan", "/growth", "/growth/runs/1", "/growth/why/stock",
        "/growth/curves", "/growth/curves/1", "/growth/factors", "/growth/sink-tables", "/growth/schedule", "/growth/limits", "/growth/compare?a=1&b=1", "/growth/planting-models",
        "/growth/planting-models/fir-pure", "/ccer", "/ccer/screenings/2", "/ccer/screenings/2/map", "/ccer/screenings/2/parcels?verdict=NeedsEvidence", "/ccer/screenings/2/parcels/1000",
        "/ccer/screenings/2/diff/2", "/ccer/claims", "/ccer/claims/1", "/ccer/claims/audit", "/ccer/selections", "/ccer/statements", "/ccer/methodologies", "/ccer/methodologies/CCER-14-001-V01", "/ccer/parameters/1",
        "/ccer/ideas", "/ccer/projects", "/ccer/projects/JY-03", "/ccer/projects/JY-05", "/ccer/projects/JY-03/strata", "/ccer/projects/JY-03/mandates", "/ccer/projects/JY-03/boundary",
        "/ccer/projects/JY-07/go-no-go", "/ccer/project-moves", "/ccer/timeline", "/ccer/calendar", "/ccer/reversals", "/ccer/registry",
        "/finance/holdings", "/finance/acts", "/finance/acts/1", "/finance/issuances/1", "/finance/movements", "/finance/statements", "/finance/statements/1", "/finance/holders"];

    [Fact]
    public async Task A_person_signs_in_and_the_desk_shows_the_countys_figures_and_its_chart()
    {
        var page = await county.SignedInAsync("linye");

        foreach (var figure in await page.Locator(".tile .fig").AllInnerTextsAsync())
            Assert.Matches(@"^[\d,]+\.\d+", figure);
        await page.Locator("[data-chart=stock][data-drawn=true] canvas").WaitForAsync();
        Assert.True(await ColoursAsync(page, "[data-chart=stock] canvas") > 3);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_run_is_started_and_its_bar_reaches_the_end()
    {
        var page = await county.SignedInAsync("diaocha");
        await page.GotoAsync("/growth");
        await page.ClickAsync("form[action='/growth/runs'] button");

        await page.Locator("[role=progressbar][aria-valuenow='100']").WaitForAsync(new() { Timeout = 60_000 });
        // The page reads itself again for the figures.
        await page.Locator(".tiles .tile").First.WaitForAsync(new() { Timeout = 60_000 });
        Assert.Matches("/growth/runs/[0-9]+$", page.Url);
        await page.CloseAsync();
    }

    [Fact]
    public async Task While_a_run_is_on_its_way_its_chip_and_its_start_follow_without_reading_the_page_again()
    {
        var page = await county.SignedInAsync("linye");
        await page.AddInitScriptAsync("""
            window.EventSource = class { constructor() { window.stream = this; } close() {} };
            """);
        await page.GotoAsync("/growth");
        await page.ClickAsync("form[action='/growth/runs'] button");
        await page.WaitForURLAsync("**/growth/runs/*");
        if (await page.GetAttributeAsync("#progress", "data-ended") == "false")
        {
            await page.EvaluateAsync("""
                window.stream.onmessage({ data: JSON.stringify({ fraction: 0.4, chunksDone: 1, chunks: 3, weightDone: 900, hasEnded: false, style: 'info', word: '运行中', started: '2026-11-26 10:30', ended: '–' }) })
                """);
            Assert.Equal(("运行中", "2026-11-26 10:30"), (await page.InnerTextAsync("h1 .chip"), await page.InnerTextAsync("#started")));
        }
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_search_is_there_and_the_rest_of_the_navigation_opens_from_the_foot()
    {
        var page = await county.SignedInAsync("linye", width: 390, height: 844);
        Assert.True(await page.Locator("#search").IsVisibleAsync());
        Assert.Equal(5, await page.Locator("nav a.item:visible").CountAsync());
        foreach (var item in await page.Locator("nav a.item:visible").AllAsync())
            Assert.True((await item.BoundingBoxAsync())!.X + (await item.BoundingBoxAsync())!.Width <= 390);

        await page.ClickAsync("nav a.more");
        await page.ClickAsync("nav a[href='/inventory/plan']");
        await page.WaitForURLAsync("**/inventory/plan");
        Assert.Equal("数据与口径", await page.InnerTextAsync("h1"));

        await page.GotoAsync("/inventory");
        var unit = await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.tw.cards td .on-card'), '::after').content");
        Assert.Contains("亩", unit, StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_dark_theme_is_dark_and_stays_after_signing_in_again()
    {
        var page = await county.SignedInAsync("shenji");
        await page.ClickAsync("button[name=theme][value=dark]");
        await page.Locator("html[data-theme=dark] h1").WaitForAsync();
        Assert.Equal("rgb(18, 22, 19)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await page.CloseAsync();

        var again = await county.SignedInAsync("shenji");
        Assert.Equal("dark", await again.Locator("html").GetAttributeAsync("data-theme"));
        await again.CloseAsync();
    }

    [Fact]
    public async Task Paper_is_light_whatever_the_theme_of_the_screen()
    {
        const string Colours = "[getComputedStyle(document.documentElement).colorScheme, ...[document.body, document.querySelector('h1'), document.querySelector('thead th'), document.querySelector('tbody td')]"
            + ".flatMap(e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color])].join(' ')";
        var page = await county.SignedInAsync("linye");
        await page.GotoAsync("/inventory/reconciliation");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        var light = await page.EvaluateAsync<string>(Colours);

        await page.EvaluateAsync("Object.assign(document.documentElement.dataset, { readingTheme: 'dark', theme: 'dark' })");
        Assert.Equal(light, await page.EvaluateAsync<string>(Colours));
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        Assert.NotEqual(light, await page.EvaluateAsync<string>(Colours));
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_scripts_have_drawn_in_the_dark_is_drawn_again_light_for_paper_and_dark_after_it()
    {
        const string Axis = "echarts.getInstanceByDom(document.querySelector('[data-chart=stock]')).getOption().textStyle.color";
        var page = await county.SignedInAsync("linye");
        await page.Locator("[data-chart=stock][data-drawn=true]").WaitForAsync();
        var light = await page.EvaluateAsync<string>(Axis);
        await page.EvaluateAsync("() => { const root = document.documentElement; Object.assign(root.dataset, { readingTheme: 'dark', theme: 'dark' }); root.dispatchEvent(new CustomEvent('themechange')); }");
        var dark = await page.EvaluateAsync<string>(Axis);
        Assert.NotEqual(light, dark);

        await page.EvaluateAsync("() => { dispatchEvent(new Event('beforeprint')); }");
        Assert.Equal(light, await page.EvaluateAsync<string>(Axis));
        await page.EvaluateAsync("() => { dispatchEvent(new Event('afterprint')); }");
        Assert.Equal(dark, await page.EvaluateAsync<string>(Axis));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Left_to_the_system_the_page_follows_its_setting()
    {
        var page = await county.SignedInAsync("hecha");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.Locator("html[data-theme=dark]").WaitForAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.Locator("html[data-theme=light]").WaitForAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task One_button_turns_the_pages_into_English_and_back()
    {
        var page = await county.SignedInAsync("caizheng");
        await page.ClickAsync("button[name=language][value=en]");
        await page.Locator("html[lang=en] h1:text-is('Desk')").WaitForAsync();
        await page.ClickAsync("button[name=language][value='zh-Hans']");
        await page.Locator("html[lang=zh-Hans] h1:text-is('工作台')").WaitForAsync();
        await page.CloseAsync();
    }

    // A page is opened on a phone and on a desk, and drawn wider and narrower there.
    [Theory, InlineData(844, 390), InlineData(900, 1440, 1280)]
    public async Task No_page_complains_or_grows_wider_than_its_window(int height, params int[] widths)
    {
        var complaints = new List<string>();
        var page = await county.SignedInAsync("linye", complaints, widths[0], height);
        foreach (var address in Pages.Append($"/ccer/screenings/{county.Flagged}"))
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
            foreach (var width in widths)
            {
                if (widths.Length > 1)
                    await page.SetViewportSizeAsync(width, height);
                var wide = await page.EvaluateAsync<int>("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(document.documentElement.scrollWidth))))");
                Assert.True(wide <= width, $"{address} is {wide} wide in a window of {width}");
            }
        }
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Every_page_works_as_a_table_where_no_script_runs()
    {
        var window = await county.Chromium.NewContextAsync(new() { JavaScriptEnabled = false, BaseURL = county.Address });
        var page = await window.NewPageAsync();
        await page.GotoAsync("/signin");
        await page.FillAsync("#UserName", "linye");
        await page.FillAsync("#Password", county.Password);
        await page.ClickAsync("form[action='/signin'] button");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await page.GotoAsync("/inventory/map");
        await page.ClickAsync("noscript a[href='/inventory/parcels']");
        await page.WaitForURLAsync("**/inventory/parcels");
        var code = await page.Locator("tbody th a").First.InnerTextAsync();
        await page.Locator("tbody th a").First.ClickAsync();
        await page.WaitForURLAsync("**/inventory/parcels/*");

        Assert.Contains(code, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await window.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_desk_keeps_its_mark_of_demonstration_its_bars_and_its_chart_and_loses_its_buttons()
    {
        var page = await county.SignedInAsync("linye");
        await page.Locator("[data-chart=stock][data-drawn=true]").WaitForAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        foreach (var kept in new[] { ".demo", ".asof", "td.bar svg", "[data-chart=stock] canvas" })
            Assert.True(await page.Locator(kept).First.IsVisibleAsync(), kept);
        foreach (var left in new[] { ".nav", ".search", "button[name=theme]", ".me-out" })
            Assert.False(await page.Locator(left).First.IsVisibleAsync(), left);
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_map_stands_before_its_legend()
    {
        var page = await county.SignedInAsync("linye", width: 390, height: 844);
        await page.GotoAsync("/inventory/map");

        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('map').getBoundingClientRect().top < document.getElementById('legend').getBoundingClientRect().top"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_slash_puts_the_cursor_into_the_search()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.PressAsync("body", "/");
        await page.Keyboard.TypeAsync("潇浦镇");
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync("**/inventory/parcels?*");
        Assert.Contains("潇浦镇", await page.Locator("tbody tr").First.InnerTextAsync(), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    /// <summary>How many different colours a canvas shows, counted on every 37th pixel.</summary>
    internal static Task<int> ColoursAsync(IPage page, string selector) => page.EvaluateAsync<int>(
        """
        selector => {
          const seen = new Set();
          for (const canvas of document.querySelectorAll(selector)) {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4 * 37) if (data[i + 3] > 200) seen.add(`${data[i] >> 4},${data[i + 1] >> 4},${data[i + 2] >> 4}`);
          }
          return seen.size;
        }
        """, selector);
}
