using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class GrowthPageTests(ServedCounty county)
{
    [Fact]
    public async Task A_curve_is_drawn_with_the_parcels_it_was_fitted_to_and_what_is_left_between_them()
    {
        var page = await county.SignedInAsync("hecha");
        await page.GotoAsync("/growth/curves/1");

        var chart = page.Locator("[data-chart=residuals][data-drawn=true] canvas").First;
        await chart.WaitForAsync();
        Assert.True(await DeskTests.ColoursAsync(page, "[data-chart=residuals] canvas") > 3);
        // Of many charts those far below are drawn when they come near.
        await page.Locator("[data-chart=family]").First.ScrollIntoViewIfNeededAsync();
        await page.Locator("[data-chart=family][data-drawn=true] canvas").First.WaitForAsync();
        Assert.True(await DeskTests.ColoursAsync(page, "[data-chart=family] canvas") > 3);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_sink_table_is_made_by_one_account_approved_by_two_others_and_frozen()
    {
        var maker = await county.SignedInAsync("diaocha");
        await maker.GotoAsync("/growth/sink-tables");
        await maker.FillAsync("#year", "2025");
        await maker.ClickAsync("form[action='/growth/sink-tables'] button");
        await maker.WaitForURLAsync("**/growth/sink-tables/*");
        var address = new Uri(maker.Url).AbsolutePath;
        Assert.Equal(0, await maker.Locator("form[action$='/approve']").CountAsync());

        // Nobody approves a table on curves that are not approved.
        await new ForestCarbon.Growth.Curves.CurveSets(county.Db).ApproveAsync(
            ForestCarbon.Platform.Database.Actor.Account(Guid.NewGuid()), await county.ScalarAsync<int>("select max(curve_set_id) from growth.curve_set where approval = 'draft'"));
        foreach (var name in new[] { "linye", "fuhe" })
        {
            var approver = await county.SignedInAsync(name);
            await approver.GotoAsync(address);
            await approver.ClickAsync("form[action$='/approve'] button");
            // Who has approved is told so where the form stood.
            await approver.Locator("form[action$='/approve']").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await approver.CloseAsync();
        }
        await maker.ReloadAsync();

        Assert.Equal("已冻结", await maker.InnerTextAsync("h1 .chip"));
        await maker.CloseAsync();
    }

    [Fact]
    public async Task What_was_typed_and_unticked_in_a_refused_form_stands_in_it_again()
    {
        var page = await county.SignedInAsync("guanli");
        await page.GotoAsync("/growth/schedule");
        const string Form = "form[action='/growth/schedule/integrity']";
        await page.FillAsync($"{Form} [name=cron]", "every night");
        await page.UncheckAsync($"{Form} [name=isEnabled]");
        await page.ClickAsync($"{Form} button");
        await page.Locator(".note.bad[role=alert]").WaitForAsync();

        Assert.Equal(("every night", false), (await page.InputValueAsync($"{Form} [name=cron]"), await page.IsCheckedAsync($"{Form} [name=isEnabled]")));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_job_that_another_account_starts_appears_while_a_calendar_is_being_typed()
    {
        var page = await county.SignedInAsync("guanli");
        await page.GotoAsync("/growth/schedule");
        const string Field = "form[action='/growth/schedule/integrity'] [name=cron]";
        await page.FillAsync(Field, "half typed");

        var other = await county.SignedInAsync("linye");
        await other.GotoAsync("/growth/schedule");
        await other.ClickAsync("form[action='/growth/schedule/integrity/start'] button");
        await other.WaitForURLAsync("**/growth/schedule#run-*");
        var row = new Uri(other.Url).Fragment;

        await page.Locator($"{row} .chip.now, {row} .chip.bad").WaitForAsync(new() { Timeout = 60_000 });
        Assert.Equal("half typed", await page.InputValueAsync(Field));
        await other.CloseAsync();
        await page.CloseAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_job_started_on_the_schedules_page_reaches_its_end_before_the_readers_eyes(bool endsBeforeTheFirstEvent)
    {
        var page = await county.SignedInAsync("guanli");
        if (endsBeforeTheFirstEvent)
            await page.RouteAsync("**/growth/schedule/progress", async events =>
            {
                while (await (await page.APIRequest.GetAsync($"{new Uri(page.Url).GetLeftPart(UriPartial.Authority)}/growth/schedule")).TextAsync() is var html
                    && (html.Contains("data-state=\"waiting\"", StringComparison.Ordinal) || html.Contains("data-state=\"running\"", StringComparison.Ordinal)))
                    await Task.Delay(200);
                await events.ContinueAsync();
            });
        await page.GotoAsync("/growth/schedule");
        await page.ClickAsync("form[action='/growth/schedule/integrity/start'] button");

        // Runs the program opens by itself may stand above it.
        var row = page.Locator("#runs tbody tr:has-text('完整性检查')").First;
        await row.Locator(".chip.now, .chip.bad, .chip.warn").WaitForAsync(new() { Timeout = 60_000 });
        Assert.Contains("完成", await row.InnerTextAsync(), StringComparison.Ordinal);
        await page.CloseAsync();
    }
}
