using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

[Trait("Tier", "slow")]
public sealed class ProjectTests(ServedCounty county)
{
    [Fact]
    public async Task On_paper_a_project_keeps_its_life_and_its_documents_and_loses_its_buttons_and_forms()
    {
        var page = await county.SignedInAsync("kaifa");
        await page.GotoAsync("/ccer/projects/JY-03");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.True(await page.Locator("#documents").IsVisibleAsync());
        Assert.Equal(0, await page.Locator("main form:visible, main .btn:visible, main .entry:visible").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_idea_is_told_what_is_in_its_way_and_is_dropped_with_a_reason()
    {
        var complaints = new List<string>();
        var page = await county.SignedInAsync("kaifa", complaints);
        await page.GotoAsync("/ccer/projects/JY-09");
        Assert.Contains("还不能", await page.InnerTextAsync("#next"), StringComparison.Ordinal);

        await page.SelectOptionAsync("#move-project-to", "design");
        await page.FillAsync("#move-project-d", "浏览器里的一次试办");
        await page.ClickAsync("#next form button[type=submit]");
        await page.Locator(".note.bad[role=alert]").WaitForAsync();
        Assert.Contains("储备", await page.InnerTextAsync("main .card"), StringComparison.Ordinal);
        // What was typed is there again, and nothing of it stays behind.
        Assert.Equal(("design", "浏览器里的一次试办"), (await page.InputValueAsync("#move-project-to"), await page.InputValueAsync("#move-project-d")));
        Assert.Null(await page.EvaluateAsync<string?>("sessionStorage.getItem('fc-kept')"));

        await page.SelectOptionAsync("#move-project-to", "withdrawn");
        await page.FillAsync("#move-project-d", "地块太小，不再保留");
        await page.ClickAsync("#next form button[type=submit]");
        await page.Locator("#moves li", new() { HasTextString = "地块太小，不再保留" }).WaitForAsync();
        Assert.Equal(0, await page.Locator("#next").CountAsync());
        await page.GotoAsync("/ccer/ideas");
        Assert.DoesNotContain("JY-09", await page.InnerTextAsync("main table"), StringComparison.Ordinal);
        // The refused move answers with 422, which the browser notes.
        Assert.DoesNotContain(complaints, c => !c.Contains("422", StringComparison.Ordinal));
        await page.CloseAsync();
    }
}
