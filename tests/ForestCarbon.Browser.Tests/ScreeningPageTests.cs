using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class ScreeningPageTests(ServedCounty county)
{
    private string Screening => $"/ccer/screenings/{county.Screening}";

    [Fact]
    public async Task A_township_is_picked_and_every_figure_is_of_it()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening);
        var whole = await page.InnerTextAsync("tfoot td.num >> nth=2");
        await page.ClickAsync(".picker > summary");
        await page.CheckAsync(".picker input[name=township] >> nth=0");
        await page.ClickAsync("form.filters[action$='" + Screening + "'] button[type=submit]");
        await page.WaitForURLAsync("**township=*");

        Assert.NotEqual(whole, await page.InnerTextAsync("tfoot td.num >> nth=2"));
        Assert.Contains("township=", await page.GetAttributeAsync("a[href*='table.xlsx']", "href"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_the_list_lies_across_with_all_its_columns_and_nothing_asks_for_anything()
    {
        // What A4 across leaves between its margins.
        var page = await county.SignedInAsync("kaifa", width: 1032, height: 703);
        await page.GotoAsync(Screening + "/parcels");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(0, await page.Locator("main input:visible, main select:visible, main button:visible, main .btn:visible").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('main table').offsetWidth <= document.querySelector('main').clientWidth"));
        Assert.Equal("table-header-group", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main thead')).display"));
        Assert.Equal("auto", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main .card')).breakInside"));
        Assert.Equal("across", await page.EvaluateAsync<string>("getComputedStyle(document.body).page"));
        // A name stands in one line.
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('main td.nowrap')].filter(td => { const r = document.createRange(); r.selectNodeContents(td); return new Set([...r.getClientRects()].map(b => Math.round(b.top))).size > 1; }).map(td => td.textContent)"));
        Assert.Contains("CCER-14-001-V01", await page.InnerTextAsync(".paper-only"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_paper_a_screening_keeps_what_it_rests_on_and_loses_its_form()
    {
        var page = await county.SignedInAsync("kaifa", width: 1032, height: 703);
        await page.GotoAsync(Screening);
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(0, await page.Locator("main input:visible, main select:visible, main button:visible").CountAsync());
        Assert.True(await page.Locator(".pick.still").First.IsVisibleAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_every_word_of_the_funnel_can_be_read()
    {
        var page = await county.SignedInAsync("kaifa", width: 390, height: 844);
        await page.GotoAsync(Screening);

        Assert.False(await page.Locator("svg.chart.wide").IsVisibleAsync());
        var funnel = page.Locator("svg.chart.phone");
        var scale = (await funnel.BoundingBoxAsync())!.Width / 320;
        var sizes = await funnel.EvaluateAsync<double[]>("svg => [...svg.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize))");
        Assert.True(sizes.Length > 20);
        Assert.All(sizes, size => Assert.True(size * scale >= 12, $"{size * scale} px"));
        Assert.Equal(9, await funnel.Locator("rect[fill='url(#htp)']").CountAsync());
        await page.CloseAsync();
    }

    [Theory, InlineData(390, 844), InlineData(1440, 900)]
    public async Task Flagged_tonnes_keep_within_their_tile_and_the_window_in_either_language(int width, int height)
    {
        var page = await county.SignedInAsync("fuhe", width: width, height: height);
        foreach (var language in new[] { "en", "zh-Hans" })
        {
            await page.GotoAsync($"/ccer/screenings/{county.Flagged}", new() { WaitUntil = WaitUntilState.NetworkIdle });
            // On a phone the choice of language stands at the foot of the page.
            await page.EvaluateAsync("language => document.querySelector(`button[name=language][value='${language}']`).click()", language);
            await page.Locator($"html[lang={language}] .tile .f.alert").WaitForAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{language}: {wide} wide in a window of {width}");
            var over = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.tile, .tw.cards.tall')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => `${e.className} ${e.scrollWidth}/${e.clientWidth}`)");
            Assert.Empty(over);
        }
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_map_says_that_it_is_loading_until_the_ground_is_drawn()
    {
        var page = await county.SignedInAsync("kaifa");
        var held = await HeldAsync(page, "**/tiles/**");
        await page.GotoAsync(Screening + "/map", new() { WaitUntil = WaitUntilState.DOMContentLoaded });

        await page.Locator("#ground .map-note", new() { HasText = "正在载入" }).WaitForAsync();
        held.SetResult();

        await page.Locator("#ground .map-note").WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = 60_000 });
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_map_of_a_claim_says_that_it_is_loading_until_its_outline_is_there()
    {
        var page = await county.SignedInAsync("kaifa");
        var held = await HeldAsync(page, "**/boundary.kml");
        await page.GotoAsync("/ccer/claims/1", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.Locator("#ground[data-rendered]").WaitForAsync(new() { Timeout = 60_000 });

        Assert.True(await page.Locator("#ground .map-note").IsVisibleAsync());
        held.SetResult();

        await page.Locator("#ground[data-outlined]").WaitForAsync(new() { Timeout = 60_000 });
        await page.Locator("#ground .map-note").WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = 60_000 });
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_reasons_of_a_piece_are_folded_and_open_at_a_touch()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening + "/parcels?verdict=Fail");
        await page.ClickAsync("tbody th a");
        var reasons = page.Locator("details.phone-fold tbody").First;
        await reasons.WaitForAsync();
        Assert.False(await page.Locator("details.phone-fold > summary").First.IsVisibleAsync());

        await page.SetViewportSizeAsync(390, 844);
        await reasons.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.ClickAsync("details.phone-fold > summary");

        await reasons.WaitForAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Columns_are_chosen_and_stay_chosen()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening);
        var column = page.Locator("[data-columns=conditions] thead th", new() { HasText = "累计符合" });
        Assert.False(await column.IsVisibleAsync());

        await page.ClickAsync("[data-columns-for=conditions] summary");
        await page.Locator("[data-columns-for=conditions] label", new() { HasText = "累计符合" }).Locator("input").CheckAsync();
        Assert.True(await column.IsVisibleAsync());
        await page.ReloadAsync();

        Assert.True(await column.IsVisibleAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Ticked_parcels_become_a_candidate_boundary_that_is_checked_and_exported()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening + "/parcels?verdict=NeedsEvidence");
        foreach (var row in new[] { 0, 1, 2 })
            await page.Locator("input[name=Parcels]:not(:disabled)").Nth(row).CheckAsync();
        await page.FillAsync("#name", "浏览器试选");
        await page.SelectOptionAsync("#only", "false");
        await page.ClickAsync("#select button[type=submit]");
        await page.Locator("h1", new() { HasText = "浏览器试选" }).WaitForAsync();
        await page.Locator("#ground[data-outlined]").WaitForAsync(new() { Timeout = 60_000 });

        Assert.Equal(3, await page.Locator("tbody tr").CountAsync());
        await page.ClickAsync("form[action$='/check'] button");
        await page.Locator("h2", new() { HasText = "唯一性" }).WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("a[href$='boundary.gpkg']"));
        Assert.EndsWith(".gpkg", download.SuggestedFilename, StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Nothing_ticked_is_said_and_nothing_kept()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening + "/parcels?verdict=NeedsEvidence");
        await page.FillAsync("#name", "空选");
        await page.ClickAsync("#select button[type=submit]");

        Assert.Contains("没有选中小班", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_map_draws_the_ground_and_a_click_asks_why()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening + "/map");
        await page.Locator("#ground[data-rendered]").WaitForAsync(new() { Timeout = 60_000 });

        Assert.True(await DeskTests.ColoursAsync(page, "#ground canvas") > 3);
        Assert.Equal(3, await page.Locator(".leg .sw").CountAsync());
        Assert.Matches("m$", await page.InnerTextAsync("#scale"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_claim_is_drawn_on_its_page_and_what_was_drawn_stays_after_a_check()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync("/ccer/claims/1");
        await page.Locator("#ground[data-outlined]").WaitForAsync(new() { Timeout = 60_000 });
        var plots = await page.InnerTextAsync("dt:text-is('地块') + dd");
        Assert.Equal(plots.Replace(",", "", StringComparison.Ordinal), await page.GetAttributeAsync("#ground", "data-outlined"));

        await page.GotoAsync("/ccer/claims");
        await page.EvalOnSelectorAsync("#drawn", """
            e => e.value = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[110.9,25.1],[110.901,25.1],[110.901,25.101],[110.9,25.101],[110.9,25.1]]]}}]}'
            """);
        await page.ClickAsync("#claim-form button:text-is('检查')");
        await page.Locator("#ground[data-rendered]").WaitForAsync(new() { Timeout = 60_000 });
        Assert.Contains("110.901", await page.EvalOnSelectorAsync<string>("#drawn", "e => e.value"), StringComparison.Ordinal);

        // The map holds it as well: the key that takes the last plot away takes this one.
        await page.FocusAsync("#ground");
        await page.Keyboard.PressAsync("Backspace");
        Assert.Equal("", await page.EvalOnSelectorAsync<string>("#drawn", "e => e.value"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_owners_statement_is_entered_and_a_wrong_one_is_refused_by_name()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync(Screening + "/parcels?verdict=NeedsEvidence");
        var code = await page.InnerTextAsync("tbody th a >> nth=0");
        await page.GotoAsync("/ccer/statements");
        await page.FillAsync("#codes", code + "\n不存在");
        await page.FillAsync("#shrub", "10");
        await page.FillAsync("#source", "浏览器试");
        await page.ClickAsync("form[action='/ccer/statements'] button");
        Assert.Contains("不存在", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);

        await page.FillAsync("#codes", code);
        await page.FillAsync("#shrub", "10");
        await page.FillAsync("#source", "浏览器试");
        await page.ClickAsync("form[action='/ccer/statements'] button");

        Assert.Contains("1", await page.InnerTextAsync("[role=status]"), StringComparison.Ordinal);
        Assert.Equal(code, await page.InnerTextAsync("tbody th a >> nth=0"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Two_accounts_read_a_planting_model_and_its_curve_stands()
    {
        foreach (var (name, hidden) in new[] { ("diaocha", false), ("linye", true) })
        {
            var page = await county.SignedInAsync(name);
            await page.GotoAsync("/growth/planting-models/fir-pure");
            if (hidden)
                Assert.Equal(0, await page.Locator("tbody", new() { HasText = "260" }).CountAsync());
            await page.FillAsync("#stems", "2500");
            await page.FillAsync("#parameters", "260, 0.09, 2.6");
            await page.FillAsync("#source", "测试资料");
            await page.SetInputFilesAsync("#page", new FilePayload { Name = "page.pdf", MimeType = "application/pdf", Buffer = [1, 2, 3] });
            await page.ClickAsync("form[action$='/readings'] button");
            await page.Locator(hidden ? "tbody >> text=richards 260" : "text=另有 1 个读数").First.WaitForAsync();
            await page.CloseAsync();
        }
    }

    // Answers to some addresses wait until they are let through.
    private static async Task<TaskCompletionSource> HeldAsync(IPage page, string addresses)
    {
        var held = new TaskCompletionSource();
        await page.RouteAsync(addresses, async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        return held;
    }
}
