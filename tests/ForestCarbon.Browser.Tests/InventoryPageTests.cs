using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class InventoryPageTests(ServedCounty county)
{
    private static readonly string[] Tables =
        ["/inventory", "/inventory/parcels", "/inventory/parcels/1000", "/inventory/reconciliation?by=village", "/inventory/layers", "/inventory/layers/tenure-lot", "/inventory/layers/public-welfare", "/inventory/overlay", "/inventory/lineage"];

    // A4 upright and across at 96 to the inch, less 12 mm on either side.
    [Theory, InlineData(703), InlineData(1031)]
    public async Task On_paper_no_table_is_cut_off_by_the_sheet_and_none_turns_into_the_cards_of_a_phone(int width)
    {
        var page = await county.SignedInAsync("linye", width: width, height: 900);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var address in Tables)
        {
            await page.GotoAsync(address);
            Assert.Equal("", await page.EvaluateAsync<string>("[...document.querySelectorAll('main .tw')].filter(t => t.scrollWidth > t.clientWidth + 1 || t.scrollHeight > t.clientHeight + 1).map(t => t.getAttribute('aria-label')).join()") is { Length: > 0 } cut ? $"{address}: {cut}" : "");
            Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('main .tw thead')].filter(h => getComputedStyle(h).display !== 'table-header-group').length"));
        }
        await page.CloseAsync();
    }

    [Theory, InlineData("/inventory/parcels"), InlineData("/inventory/reconciliation?by=village"), InlineData("/inventory/layers/tenure-lot"), InlineData("/inventory/parcels/1000")]
    public async Task On_paper_a_long_card_begins_under_the_heading_and_goes_on_over_the_sheets(string address)
    {
        var page = await county.SignedInAsync("linye");
        await page.GotoAsync(address);
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        var whole = await page.EvaluateAsync<int>("[...document.querySelectorAll('main .card')].filter(c => getComputedStyle(c).breakInside === 'avoid' && c.querySelectorAll('tr, li, dt').length > 24).length");
        Assert.Equal(0, whole);
        Assert.NotEqual(0, await page.Locator("main .card").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_codes_and_certificates_of_tenure_lots_stay_in_one_line()
    {
        var page = await county.SignedInAsync("linye", width: 1031, height: 703);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.GotoAsync("/inventory/layers/tenure-lot");

        const string Lines = "[...document.querySelectorAll('main td.code')].map(c => { const r = document.createRange(); r.selectNodeContents(c); return r.getClientRects().length; })";
        Assert.NotEqual(0, await page.EvaluateAsync<int>(Lines + ".length"));
        Assert.Equal(0, await page.EvaluateAsync<int>(Lines + ".filter(n => n !== 1).length"));
        Assert.Contains("演示林证字", string.Join(' ', await page.Locator("main td.code").AllInnerTextsAsync()), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_map_takes_the_height_of_the_sheet_beside_its_legend()
    {
        // A4 across at 96 to the inch, less 12 mm on every side.
        const int Width = 1031, Height = 703;
        var page = await county.SignedInAsync("linye", width: Width, height: Height);
        await page.GotoAsync("/inventory/map");
        await page.Locator("#map[data-rendered]").WaitForAsync(new() { Timeout = 60_000 });
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        var (map, legend) = ((await page.Locator(".mp").BoundingBoxAsync())!, (await page.Locator(".lp").BoundingBoxAsync())!);
        Assert.True(map.Height > 0.85 * Height, $"{map.Height} of {Height}");
        Assert.InRange(map.Y + map.Height, 0, Height);
        Assert.InRange(map.X + map.Width, 0, Width);
        Assert.True(legend.X + legend.Width <= map.X + 1, "the legend lies under the map");
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_whole_map_that_the_window_showed_stands_in_its_box_and_the_heading_of_the_date_is_gone()
    {
        var page = await county.SignedInAsync("linye");
        await page.GotoAsync("/inventory/map");
        await page.Locator("#map[data-rendered]").WaitForAsync(new() { Timeout = 60_000 });
        var before = await page.InnerTextAsync("#scale");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");

        var (box, canvas) = ((await page.Locator(".mp").BoundingBoxAsync())!, (await page.Locator("#map canvas").First.BoundingBoxAsync())!);
        Assert.InRange(canvas.Width, box.Width - 2, box.Width + 2);
        Assert.True(canvas.Height <= box.Height, $"{canvas.Height} in {box.Height}");
        Assert.False(await page.Locator(".lp h3:text-is('日期')").IsVisibleAsync());

        await page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.Locator($"#scale:has-text('{before}')").WaitForAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_names_of_the_exports_stay_whole_and_a_layers_features_are_cards()
    {
        var page = await county.SignedInAsync("linye", width: 390, height: 844);
        await page.GotoAsync("/inventory/layers");
        Assert.NotEqual(0, await page.Locator("td a").CountAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('td a')].filter(a => a.getClientRects().length !== 1).length"));

        await page.GotoAsync("/inventory/layers/public-welfare");
        Assert.False(await page.Locator("main thead").First.IsVisibleAsync());
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('main .tw')].every(t => t.scrollWidth <= t.clientWidth)"));
        Assert.Equal(8, await page.Locator("main tbody tr:visible").CountAsync());
        await page.CheckAsync("main .more input");
        Assert.True(await page.Locator("main tbody tr:visible").CountAsync() > 8);
        await page.CloseAsync();
    }

    [Theory, InlineData("/inventory"), InlineData("/inventory/reconciliation")]
    public async Task In_English_no_column_is_hidden_at_1280(string address)
    {
        var page = await county.SignedInAsync("shenji", width: 1280);
        await page.ClickAsync("button[name=language][value=en]");
        await page.Locator("html[lang=en]").WaitForAsync();
        await page.GotoAsync(address);

        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('main .tw')].every(t => t.scrollWidth <= t.clientWidth)"));
        await page.ClickAsync("button[name=language][value='zh-Hans']");
        await page.Locator("html[lang=zh-Hans]").WaitForAsync();
        await page.CloseAsync();
    }
}
