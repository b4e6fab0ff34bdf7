using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using Microsoft.Playwright;

namespace ForestCarbon.Browser.Tests;

public sealed class FundPageTests(ServedCounty county)
{
    // Texts of the table's amounts, years and purposes that stand in more than one line.
    private const string Broken =
        """
        (() => {
          const broken = [], walk = document.createTreeWalker(document.querySelector('main table'), NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const text = walk.currentNode, range = document.createRange();
            if (!text.data.trim() || !text.parentElement.closest('td.num, td.nowrap, span.num, span.nowrap')) continue;
            range.selectNodeContents(text);
            if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) broken.push(text.data.trim());
          }
          return broken.join();
        })()
        """;

    [Fact]
    public async Task Public_funds_with_their_changes_fit_desk_phone_and_paper_and_amounts_stand_in_one_line()
    {
        var (maker, checker) = (Actor.Job("maker"), Actor.Job("checker"));
        var funds = new Funds(county.Db, new FileStore(Path.GetTempPath()));
        await new EntityBooks(county.Db).OpenAsync(maker, new("fundwide", "某县财政局", "县财政", "政府会计", "county", null, new(2026, 1, 1)));
        var fund = await funds.EnterAsync(maker, new("fundwide", "central", "财资环〔演〕2026-18号", 2026, "2110501", "森林管护（演示）", "compensation", 12_345_678_90, IsDemonstration: true));
        await funds.ConfirmAsync(checker, fund);
        await funds.ConfirmChangeAsync(checker, await funds.ChangeAsync(maker, fund, "财资环〔演〕2026-44号", new(2026, 6, 1), 2_000_000_00, "演示：年中追加，随下半年任务一并下达"));

        foreach (var (width, media) in new[] { (1280, Media.Screen), (390, Media.Screen), (1031, Media.Print) })
        {
            var page = await county.SignedInAsync("caizheng", width: width);
            await page.EmulateMediaAsync(new() { Media = media });
            await page.GotoAsync("/finance/funds");

            Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('main .tw')].every(t => t.scrollWidth <= t.clientWidth + 1)"), $"{width}");
            Assert.Equal($"{width}: ", $"{width}: {await page.EvaluateAsync<string>(Broken)}");
            Assert.Contains("财资环〔演〕2026-44号", await page.InnerTextAsync("main tr.changes"), StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator("main tfoot td:not([data-l])").CountAsync());
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task A_fund_that_waits_keeps_its_chip_and_buttons_apart_on_a_phone_and_no_frame_of_a_form_is_on_paper()
    {
        var maker = Actor.Job("maker");
        var funds = new Funds(county.Db, new FileStore(Path.GetTempPath()));
        await new EntityBooks(county.Db).OpenAsync(maker, new("fundwaits", "某县林业局", "县林业", "政府会计", "county", null, new(2026, 1, 1)));
        var fund = await funds.EnterAsync(maker, new("fundwaits", "central", "财资环〔演〕2026-77号", 2026, "2110501", "森林管护（演示）", "compensation", 12_345_678_90, IsDemonstration: true));
        var page = await county.SignedInAsync("caizheng", width: 390);
        await page.GotoAsync("/finance/funds");

        Assert.Equal(2, await page.Locator($"form[action^='/finance/funds/{fund}/'] .btn").CountAsync());
        Assert.Equal("", await page.EvaluateAsync<string>(
            """
            (() => {
              const parts = [...document.querySelectorAll('main tbody th :is(.chip, .btn)')], box = p => p.getBoundingClientRect();
              const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
              return parts.filter(p => p.scrollWidth > p.clientWidth + 1 || box(p).right > box(p.closest('th')).right + 1 || parts.some(o => o !== p && meet(box(o), box(p)))).map(p => p.textContent.trim()).join();
            })()
            """));

        const string frames = "[...document.querySelectorAll('main section.card')].filter(c => c.offsetHeight > 0).length";
        Assert.Equal(3, await page.EvaluateAsync<int>(frames));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(1, await page.EvaluateAsync<int>(frames));
        await page.CloseAsync();
        await funds.WithdrawAsync(maker, fund);
    }
}
