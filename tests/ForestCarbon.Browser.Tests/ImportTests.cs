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
}
