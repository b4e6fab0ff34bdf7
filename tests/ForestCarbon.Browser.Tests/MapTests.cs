using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class MapTests(ServedCounty county)
{
    [Fact]
    public async Task The_map_draws_parcels_and_its_legend_adds_up_to_the_county()
    {
        var page = await OpenAsync("/inventory/map");

        Assert.True(await DeskTests.ColoursAsync(page, "#map canvas") >= 6);
        var areas = (await page.Locator("#legend li:not(.tot) .num").AllInnerTextsAsync()).Select(Figure).ToList();
        var total = Figure((await page.Locator("#legend .tot .num").InnerTextAsync()).Split('万')[0]);
        Assert.True(total > 150);
        Assert.True(Math.Abs(areas.Sum() - total) < 0.06m);
        await page.CloseAsync();
    }

    [Theory, InlineData("age"), InlineData("category"), InlineData("density")]
    public async Task Another_colouring_is_drawn_and_stands_in_the_address(string colouring)
    {
        var page = await OpenAsync("/inventory/map");
        await page.SelectOptionAsync("#colouring", colouring);
        await page.Locator($"#legend[data-filled={colouring}]").WaitForAsync();
        await WaitForDrawingAsync(page);

        Assert.Contains($"colour={colouring}", page.Url, StringComparison.Ordinal);
        Assert.True(await DeskTests.ColoursAsync(page, "#map canvas") >= 3);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_click_on_a_parcel_opens_its_card_with_chart_and_thread_and_the_address_brings_it_back()
    {
        var page = await OpenAsync("/inventory/map?parcel=1000");
        var box = (await page.Locator("#map").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + (box.Width / 2) + 90, box.Y + (box.Height / 2) + 60);

        await page.Locator("#card [data-parcel]:not([data-parcel='1000'])").WaitForAsync();
        var code = await page.InnerTextAsync("#card .mono");
        Assert.Matches("^[0-9]{21,}$", code);
        Assert.True(await page.Locator("#card dl dd").CountAsync() >= 8);

        await page.ReloadAsync();
        Assert.Equal(code, await page.InnerTextAsync("#card .mono"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_wheel_zooms_the_map_without_a_click_into_it_first()
    {
        var page = await OpenAsync("/inventory/map");
        var box = (await page.Locator("#map").BoundingBoxAsync())!;
        var before = page.Url;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.WheelAsync(0, -300);

        await page.WaitForURLAsync(url => Zoom(url) > Zoom(before) + 0.5);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_click_on_ground_without_parcels_says_so()
    {
        var page = await OpenAsync("/inventory/map");
        var box = (await page.Locator("#map").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + 12, box.Y + box.Height - 60);

        await page.Locator("#map-note:not([hidden])").WaitForAsync();
        Assert.Contains("这里没有小班", await page.InnerTextAsync("#map-note"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_area_drawn_on_the_map_is_measured_on_the_ellipsoid()
    {
        var page = await OpenAsync("/inventory/map?parcel=1000");
        var box = (await page.Locator("#map").BoundingBoxAsync())!;
        await page.ClickAsync("#measure-area");
        foreach (var (x, y) in new[] { (0.4, 0.4), (0.6, 0.4), (0.6, 0.6) })
            await page.Mouse.ClickAsync(box.X + (float)(box.Width * x), box.Y + (float)(box.Height * y), new() { Delay = 60 });
        await page.Mouse.DblClickAsync(box.X + (float)(box.Width * 0.4), box.Y + (float)(box.Height * 0.6));

        await page.Locator("#measured:has-text('椭球')").WaitForAsync();
        Assert.Matches(@"面积 [\d,]+\.\d\d 亩", await page.InnerTextAsync("#measured"));
        await page.Keyboard.PressAsync("Escape");
        Assert.True(await page.Locator("#measured").IsHiddenAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Far_out_the_density_map_says_that_whole_villages_are_coloured()
    {
        var page = await OpenAsync("/inventory/map?colour=density");
        await page.Locator("#legend[data-filled=density]").WaitForAsync();

        Assert.True(await page.Locator("#legend-means").IsVisibleAsync());
        Assert.Contains("回龙圩", await page.InnerTextAsync("#legend-apart"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_map_can_be_used_from_the_keyboard()
    {
        var page = await OpenAsync("/inventory/map?parcel=1000");
        var before = page.Url;
        await page.FocusAsync("#map");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForURLAsync(url => url != before);
        await WaitForDrawingAsync(page);
        await page.Keyboard.PressAsync("Enter");

        await page.Locator("#card [data-parcel]").WaitForAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_map_always_says_scale_place_datum_and_that_its_data_are_synthetic()
    {
        var page = await OpenAsync("/inventory/map");
        var foot = await page.InnerTextAsync(".foot2");

        Assert.Contains("km", foot, StringComparison.Ordinal);
        Assert.Matches(@"E 11\d\.\d{6}°.*N 2\d\.\d{6}°.*CGCS2000", foot);
        Assert.Contains("演示数据，无需审图号", foot, StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_township_station_sees_its_township_only()
    {
        var page = await OpenAsync("/inventory/map", "xiangzhen");
        var station = Figure((await page.Locator("#legend .tot .num").InnerTextAsync()).Split('万')[0]);

        Assert.InRange(station, 0.1m, 30m);
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_map_keeps_its_legend_and_loses_what_only_helps_at_a_screen()
    {
        var page = await OpenAsync("/inventory/map");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.True(await page.Locator("#legend .tot").IsVisibleAsync());
        Assert.False(await page.Locator("#colouring").IsVisibleAsync());
        Assert.False(await page.Locator("#card .quiet-hint").First.IsVisibleAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_legend_keeps_the_figures_of_the_screen_and_asks_for_no_others()
    {
        var page = await OpenAsync("/inventory/map");
        await page.Locator("#legend-counting").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var (figures, address, asked) = (await page.TextContentAsync("#legend"), page.Url, 0);
        page.Request += (_, request) => asked += request.Url.Contains("/inventory/map/legend", StringComparison.Ordinal) ? 1 : 0;

        // All in one turn, as a browser prints; only then does the page take the styles of paper.
        Assert.True(await page.EvaluateAsync<bool>("() => { dispatchEvent(new Event('beforeprint')); return document.getElementById('legend-counting').hidden; }"));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(figures, await page.TextContentAsync("#legend"));
        Assert.Contains("视野是打印时屏幕上的地图范围", await page.InnerTextAsync(".lp"), StringComparison.Ordinal);
        Assert.Equal((0, address), (asked, page.Url));
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_registers_filters_fold_away_and_the_date_says_what_it_is()
    {
        var page = await county.SignedInAsync("linye", width: 390, height: 844);
        await page.GotoAsync("/inventory/parcels");

        Assert.False(await page.Locator("#township").IsVisibleAsync());
        await page.ClickAsync("label.more-picks");
        Assert.True(await page.Locator("#township").IsVisibleAsync());
        Assert.Equal("日期", await page.InnerTextAsync("label[for=asOf]"));
        await page.CloseAsync();
    }

    private static double Zoom(string url) => double.Parse(System.Web.HttpUtility.ParseQueryString(new Uri(url).Query)["z"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IPage> OpenAsync(string address, string name = "linye")
    {
        var page = await county.SignedInAsync(name);
        await page.GotoAsync(address);
        await page.Locator("#map[data-rendered]").WaitForAsync(new() { Timeout = 60_000 });
        await page.Locator("#legend[data-filled]").WaitForAsync(new() { Timeout = 60_000 });
        return page;
    }

    private static async Task WaitForDrawingAsync(IPage page)
    {
        var drawn = await page.Locator("#map").GetAttributeAsync("data-rendered");
        for (var look = 0; look < 50 && await page.Locator("#map").GetAttributeAsync("data-rendered") == drawn; look++)
            await Task.Delay(100);
    }

    private static decimal Figure(string text) => decimal.Parse(text.Trim(), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture);
}
