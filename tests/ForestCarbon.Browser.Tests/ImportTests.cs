using ForestCarbon.Testing;
using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class ImportTests(ServedCounty county)
{
    [Fact]
    public async Task A_file_is_sent_its_findings_are_on_the_map_and_a_reviewer_accepts_it_and_takes_it_back()
    {
        var complaints = new List<string>();
        var surveyor = await county.SignedInAsync("diaocha", complaints);
        await surveyor.GotoAsync("/inventory/imports");
        await surveyor.SetInputFilesAsync("#files", Path.Combine(Repository.Root, "gis-data", "samples", "forest-land.geojson"));
        await surveyor.FillAsync("#asOf", "2026-06-30");
        await surveyor.ClickAsync("form[action='/inventory/imports'] button");

        // The page of the upload leads on to the import when a worker has read it.
        await surveyor.WaitForURLAsync("**/inventory/imports/*", new() { Timeout = 60_000 });
        await surveyor.Locator("#finding-map").WaitForAsync(new() { Timeout = 60_000 });
        await surveyor.Locator("#finding-map[data-rendered=true]").WaitForAsync(new() { Timeout = 30_000 });
        Assert.NotEqual("0", (await surveyor.Locator("tr[id^=f]").CountAsync()).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (Environment.GetEnvironmentVariable("FORESTCARBON_SHOTS") is { Length: > 0 } shots)
            await surveyor.ScreenshotAsync(new() { Path = Path.Combine(shots, "import.png"), FullPage = true });

        var reviewer = await county.SignedInAsync("linye", complaints);
        await reviewer.GotoAsync(new Uri(surveyor.Url).AbsolutePath);
        await reviewer.ClickAsync("form[action$='/accept'] button");
        await reviewer.Locator(".chip.now").WaitForAsync(new() { Timeout = 60_000 });
        // Taking it back is asked twice.
        await reviewer.ClickAsync(".fold summary");
        await reviewer.CheckAsync("input[name=sure]");
        if (Environment.GetEnvironmentVariable("FORESTCARBON_SHOTS") is { Length: > 0 } folder)
            await reviewer.ScreenshotAsync(new() { Path = Path.Combine(folder, "import-undo.png") });
        await reviewer.ClickAsync("form[action$='/undo'] button");
        await reviewer.GetByText("已撤销").First.WaitForAsync(new() { Timeout = 60_000 });

        Assert.Empty(complaints);
        await surveyor.CloseAsync();
        await reviewer.CloseAsync();
    }

    [Fact]
    public async Task The_map_of_findings_begins_in_the_county_and_what_lies_far_outside_is_a_click_away()
    {
        var complaints = new List<string>();
        var surveyor = await county.SignedInAsync("diaocha", complaints);
        await surveyor.GotoAsync("/inventory/imports");
        static string Row(int number, double west, string canopy) => FormattableString.Invariant(
            $"43112510199900010000{number},0111,{canopy},\"POLYGON (({west} 25.2, {west + 0.001} 25.2, {west + 0.001} 25.201, {west} 25.201, {west} 25.2))\"\n");
        await surveyor.SetInputFilesAsync("#files", new FilePayload
        {
            Name = "far.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes("CODE,DI_LEI,YU_BI_DU,WKT\n" + Row(1, 111.2, "0.1") + Row(2, 111.25, "0.1") + Row(3, 121.4, "0.1")),
        });
        await surveyor.FillAsync("#asOf", "2026-06-30");
        await surveyor.Locator("details:has(#crs) > summary").ClickAsync();
        await surveyor.FillAsync("#crs", "EPSG:4490");
        await surveyor.ClickAsync("form[action='/inventory/imports'] button");
        await surveyor.WaitForURLAsync("**/inventory/imports/*", new() { Timeout = 60_000 });
        var map = surveyor.Locator("#finding-map[data-rendered=true]");
        await map.WaitForAsync(new() { Timeout = 60_000 });

        Assert.InRange(await EastAsync(surveyor), 111.25, 112);
        // the row's own two findings
        Assert.Contains("2", await surveyor.Locator("#finding-far .cap").TextContentAsync(), StringComparison.Ordinal);
        await surveyor.ClickAsync("#finding-far button");
        await ComesToAsync(surveyor, east => east > 121);
        // and from a row back to its own place
        await surveyor.Locator("tr[id^=f]:has-text('431125101999000100001') button[data-show]").First.ClickAsync();
        await ComesToAsync(surveyor, east => east < 111.3);
        // from the map the keyboard comes back to the row, not to the head of the list
        var row = surveyor.Locator("tr[id^=f]:has-text('431125101999000100003') button[data-show]").First;
        foreach (var key in new[] { "Escape", "Tab" })
        {
            await row.PressAsync("Enter");
            Assert.Equal("finding-map", await surveyor.EvaluateAsync<string>("document.activeElement.id"));
            await surveyor.Keyboard.PressAsync(key);
            Assert.True(await row.EvaluateAsync<bool>("b => b === document.activeElement"), key);
        }
        // on a phone nothing scrolls within the page; on paper stand the findings, not what enters or decides
        await surveyor.SetViewportSizeAsync(390, 844);
        Assert.Equal(0, await surveyor.EvaluateAsync<int>("[...document.querySelectorAll('.tw.cards.tall')].filter(t => t.scrollHeight > t.clientHeight + 1).length"));
        await surveyor.SetViewportSizeAsync(703, 900);
        await surveyor.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(0, await surveyor.Locator("main form:visible, main .btn:visible, main select:visible").CountAsync());
        Assert.Equal(await surveyor.Locator("tr[id^=f]").CountAsync(), await surveyor.Locator("tr[id^=f]:visible").CountAsync());
        Assert.Equal(0, await surveyor.EvaluateAsync<int>("[...document.querySelectorAll('main .tw')].filter(t => t.scrollWidth > t.clientWidth + 1 || t.scrollHeight > t.clientHeight + 1).length"));
        Assert.Empty(complaints);
        await surveyor.CloseAsync();

        // Asked from here: the page's own rules let no text be run as script.
        static async Task ComesToAsync(IPage page, Func<double, bool> isThere)
        {
            for (var asked = 0; !isThere(await EastAsync(page)); asked++)
            {
                Assert.True(asked < 100, $"The map does not come to its place: {await EastAsync(page)}.");
                await Task.Delay(200);
            }
        }

        static async Task<double> EastAsync(IPage page) => double.Parse((await page.Locator("#finding-map").GetAttributeAsync("data-shown"))!.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }
}
